"""Teach the entity recognizer your own entities, from nothing or on top of a trained pipeline.

python train_ner.py
python train_ner.py --model some/pipeline --output ner-model
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

import nlptk

TRAIN_DATA = [
    ("Kestrel hired 40 pilots in Lisbon", {"entities": [(0, 7, "ORG"), (27, 33, "GPE")]}),
    ("Umbra Play comes to Norway", {"entities": [(0, 10, "PRODUCT"), (20, 26, "GPE")]}),
    ("Solaris looks for partners in Asia", {"entities": [(0, 7, "ORG"), (30, 34, "LOC")]}),
    ("i saw it first on umbra! 😂", {"entities": [(18, 23, "PRODUCT")]}),
    ("Gridix Notes opens files without asking", {"entities": [(0, 12, "PRODUCT")]}),
    ("Gridix sells its oldest factory", {"entities": [(0, 6, "ORG")]}),
    ("nobody was surprised by the weather", {"entities": []}),
]


def main(
    model: Annotated[str, typer.Option(help="Pipeline to start from; a blank one if empty.")] = "",
    output: Annotated[Path | None, typer.Option(help="Folder for the trained pipeline.")] = None,
    n_iter: Annotated[int, typer.Option(help="How often to go through the examples.")] = 100,
) -> nlptk.Language:
    """Train, show what was learned, and store it if asked to."""
    nlp = nlptk.load(model) if model else nlptk.blank("en")
    ner = nlp.get_pipe("ner") if nlp.has_pipe("ner") else nlp.add_pipe("ner", last=True)
    for _, annotation in TRAIN_DATA:
        for _, _, label in annotation["entities"]:
            ner.add_label(label)

    others = [name for name in nlp.pipe_names if name != "ner"]
    with nlp.disable_pipes(*others):  # they stay exactly as they are
        optimizer = nlp.resume_training() if model else nlp.begin_training()
        examples = list(TRAIN_DATA)
        for iteration in range(n_iter):
            random.Random(iteration).shuffle(examples)
            losses: dict[str, float] = {}
            for batch in nlptk.minibatch(examples, size=nlptk.compounding(4, 32, 1.001)):
                texts, annotations = zip(*batch, strict=True)
                nlp.update(texts, annotations, drop=0.5, sgd=optimizer, losses=losses)
            if iteration % 10 == 9:
                print(f"{iteration + 1:4} loss {losses['ner']:.4f}")

    for text, _ in TRAIN_DATA:
        print(text, [(ent.text, ent.label_) for ent in nlp(text).ents])
    if output is not None:
        nlp.to_disk(output)
        again = nlptk.load(output)
        print("stored and loaded:", [ent.text for ent in again(TRAIN_DATA[0][0]).ents])
    return nlp


if __name__ == "__main__":
    typer.run(main)
