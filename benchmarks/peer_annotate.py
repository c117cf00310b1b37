"""Annotate tokenized documents with a spaCy 2 model; runs in the peer's virtual environment.

python peer_annotate.py MODEL DOCUMENTS.json OUTPUT.json
"""

import json
import sys

import spacy
from spacy.tokens import Doc
from training_json import words_of


def main():
    """Write words, tags, heads, labels and sentence starts of each document."""
    nlp = spacy.load(sys.argv[1])
    found = []
    for words in words_of(sys.argv[2]):
        doc = Doc(nlp.vocab, words=words)
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
        found.append({
            "words": words,
            "tags": [token.tag_ for token in doc],
            "heads": [token.head.i for token in doc],
            "deps": [token.dep_ for token in doc],
            "starts": [bool(token.is_sent_start) or token.i == 0 for token in doc],
        })  # fmt: skip
    with open(sys.argv[3], "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(found, file)


if __name__ == "__main__":
    main()
