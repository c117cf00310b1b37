"""Train the parser on dependency trees, alone or beside other components.

python train_parser.py
python train_parser.py --model some/pipeline
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

import nlptk

TRAIN_DATA = [
    (
        "Traders sell rice at the harbour .",
        {
            "heads": [1, 1, 1, 1, 5, 3, 1],
            "deps": ["nsubj", "ROOT", "dobj", "prep", "det", "pobj", "punct"],
        },
    ),
    (
        "I prefer tea and milk",
        {"heads": [1, 1, 1, 2, 2], "deps": ["nsubj", "ROOT", "dobj", "cc", "conj"]},
    ),
    (
        "Fishermen buy nets and ropes .",
        {"heads": [1, 1, 1, 2, 2, 1], "deps": ["nsubj", "ROOT", "dobj", "cc", "conj", "punct"]},
    ),
    (
        "We wait in the garden",
        {"heads": [1, 1, 1, 4, 2], "deps": ["nsubj", "ROOT", "prep", "det", "pobj"]},
    ),
]


def main(
    model: Annotated[str, typer.Option(help="Pipeline to start from; a blank one if empty.")] = "",
    output: Annotated[Path | None, typer.Option(help="Folder for the trained pipeline.")] = None,
    n_iter: Annotated[int, typer.Option(help="How often to go through the examples.")] = 20,
) -> nlptk.Language:
    """Train, and show the tree of a new sentence."""
    nlp = nlptk.load(model) if model else nlptk.blank("en")
    parser = (
        nlp.get_pipe("parser") if nlp.has_pipe("parser") else nlp.add_pipe("parser", first=True)
    )
    for _, annotation in TRAIN_DATA:
        for label in annotation["deps"]:
            parser.add_label(label)
    others = [name for name in nlp.pipe_names if name != "parser"]
    with nlp.disable_pipes(*others):
        optimizer = nlp.resume_training() if model else nlp.begin_training()
        examples = list(TRAIN_DATA)
        for iteration in range(n_iter):
            random.Random(iteration).shuffle(examples)
            losses: dict[str, float] = {}
            for batch in nlptk.minibatch(examples, size=2):
                texts, annotations = zip(*batch, strict=True)
                nlp.update(texts, annotations, drop=0.1, sgd=optimizer, losses=losses)
            if iteration % 5 == 4:
                print(f"{iteration + 1:4} loss {losses['parser']:.4f}")

    doc = nlp("Fishermen sell rice and tea .")
    print([(token.text, token.dep_, token.head.text) for token in doc])
    if output is not None:
        nlp.to_disk(output)
    return nlp


if __name__ == "__main__":
    typer.run(main)
