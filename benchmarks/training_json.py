"""The words of training JSON; free of imports, as it runs in every virtual environment."""

import json


def words_of(path):
    """The words of each document of a training JSON file."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - a string is all that is passed
        for doc in json.load(file):
            for paragraph in doc["paragraphs"]:
                yield [t["orth"] for sent in paragraph["sentences"] for t in sent["tokens"]]
