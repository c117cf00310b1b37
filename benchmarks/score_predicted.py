"""Score a peer's annotation with nlptk's scorers; prints the figures as JSON.

python score_predicted.py PREDICTED.json GOLD.docbin
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from nlptk.engine.data.docbin import read_block
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.score import score_examples


def main() -> None:
    predicted = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    gold = []
    with Path(sys.argv[2]).open("rb") as file:
        while (docs := read_block(file, Vocab())) is not None:
            gold += docs
    examples = []
    for found, reference in zip(predicted, gold, strict=True):
        if found["words"] != list(reference.words):
            sys.exit("these are not annotations of the same documents")
        doc = blank_copy(reference)
        doc.set_column("tag", found["tags"])
        doc.set_column("head", found["heads"])
        # spaCy calls the label of a root ROOT, whatever it was in the data
        labels = ["root" if label == "ROOT" else label for label in found["deps"]]
        doc.set_column("dep", labels)
        doc.set_column("sent_start", np.where(found["starts"], 1, -1))
        examples.append(Example.from_reference(reference, doc))
    print(json.dumps(score_examples(examples, ["tags", "deps", "sents"]).figures))


if __name__ == "__main__":
    main()
