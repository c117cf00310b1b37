"""Train the parser to find what a message asks for: trees of meaning instead of grammar.

The relations are ROOT (what to do), PLACE, QUALITY, ATTRIBUTE, TIME and LOCATION; "-" is a word
that says nothing.

    python train_intent_parser.py
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

import nlptk

TRAIN_DATA = [
    (
        "find a cafe with great wifi",
        {
            "heads": [0, 2, 0, 5, 5, 2],
            "deps": ["ROOT", "-", "PLACE", "-", "QUALITY", "ATTRIBUTE"],
        },
    ),
    (
        "find a pub with good beer",
        {
            "heads": [0, 2, 0, 5, 5, 2],
            "deps": ["ROOT", "-", "PLACE", "-", "QUALITY", "ATTRIBUTE"],
        },
    ),
    (
        "find a hotel near the station",
        {"heads": [0, 2, 0, 5, 5, 2], "deps": ["ROOT", "-", "PLACE", "-", "-", "LOCATION"]},
    ),
    (
        "find me the nearest gym that opens early",
        {
            "heads": [0, 0, 4, 4, 0, 6, 4, 6],
            "deps": ["ROOT", "-", "-", "QUALITY", "PLACE", "-", "ATTRIBUTE", "TIME"],
        },
    ),
    (
        "show me a quiet hostel in porto",
        {
            "heads": [0, 0, 4, 4, 0, 6, 4],
            "deps": ["ROOT", "-", "-", "QUALITY", "PLACE", "-", "LOCATION"],
        },
    ),
    (
        "show me a hotel with a large pool",
        {
            "heads": [0, 0, 3, 0, 7, 7, 7, 3],
            "deps": ["ROOT", "-", "-", "PLACE", "-", "-", "QUALITY", "ATTRIBUTE"],
        },
    ),
    (
        "find a cheap bakery near work",
        {
            "heads": [0, 3, 3, 0, 5, 3],
            "deps": ["ROOT", "-", "QUALITY", "PLACE", "-", "LOCATION"],
        },
    ),
    (
        "find a hostel with cheap laundry",
        {
            "heads": [0, 2, 0, 5, 5, 2],
            "deps": ["ROOT", "-", "PLACE", "-", "QUALITY", "ATTRIBUTE"],
        },
    ),
]
TRIALS = (
    "find a hotel with good wifi",
    "find me the nearest gym near work",
    "show me a cheap hotel in porto",
)


def relations(nlp: nlptk.Language, text: str) -> list[tuple[str, str, str]]:
    """The words of a message that say something: relation, and to what."""
    return [(t.text, t.dep_, t.head.text) for t in nlp(text) if t.dep_ != "-"]


def main(
    output: Annotated[Path | None, typer.Option(help="Folder for the trained pipeline.")] = None,
    n_iter: Annotated[int, typer.Option(help="How often to go through the examples.")] = 30,
) -> nlptk.Language:
    """Train, and show what new messages ask for."""
    nlp = nlptk.blank("en")
    parser = nlp.create_pipe("parser", config={"segment": False})  # a message is one tree
    nlp.add_pipe(parser, first=True)
    for _, annotation in TRAIN_DATA:
        for label in annotation["deps"]:
            parser.add_label(label)
    optimizer = nlp.begin_training()
    examples = list(TRAIN_DATA)
    for iteration in range(n_iter):
        random.Random(iteration).shuffle(examples)
        losses: dict[str, float] = {}
        for batch in nlptk.minibatch(examples, size=nlptk.compounding(4, 32, 1.001)):
            texts, annotations = zip(*batch, strict=True)
            nlp.update(texts, annotations, drop=0.3, sgd=optimizer, losses=losses)
        if iteration % 10 == 9:
            print(f"{iteration + 1:4} loss {losses['parser']:.4f}")

    for text in TRIALS:
        print(text, relations(nlp, text), sep="\n  ")
    if output is not None:
        nlp.to_disk(output)
    return nlp


if __name__ == "__main__":
    typer.run(main)
