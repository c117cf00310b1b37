"""Train the tagger with tags of your own, and say what each of them stands for.

python train_tagger.py
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

import nlptk

TAG_MAP = {
    "N": {"pos": "NOUN"},
    "V": {"pos": "VERB"},
    "J": {"pos": "ADJ"},
    "D": {"pos": "DET"},
}
TRAIN_DATA = [
    ("bakers sell fresh bread", {"tags": ["N", "V", "J", "N"]}),
    ("the old ship needs paint", {"tags": ["D", "J", "N", "V", "N"]}),
    ("a cook wants sharp knives", {"tags": ["D", "N", "V", "J", "N"]}),
    ("children eat sweet apples", {"tags": ["N", "V", "J", "N"]}),
    ("the baker wants a new oven", {"tags": ["D", "N", "V", "D", "J", "N"]}),
]


def main(
    lang: Annotated[str, typer.Option(help="Code of the language.")] = "en",
    output: Annotated[Path | None, typer.Option(help="Folder for the trained pipeline.")] = None,
    n_iter: Annotated[int, typer.Option(help="How often to go through the examples.")] = 25,
) -> nlptk.Language:
    """Train, and show the tags of a new sentence."""
    nlp = nlptk.blank(lang)
    tagger = nlp.create_pipe("tagger")
    for tag, values in TAG_MAP.items():
        tagger.add_label(tag, values)
    nlp.add_pipe(tagger)
    optimizer = nlp.begin_training()
    examples = list(TRAIN_DATA)
    for iteration in range(n_iter):
        random.Random(iteration).shuffle(examples)
        losses: dict[str, float] = {}
        for batch in nlptk.minibatch(examples, size=nlptk.compounding(2, 8, 1.01)):
            texts, annotations = zip(*batch, strict=True)
            nlp.update(texts, annotations, drop=0.2, sgd=optimizer, losses=losses)
        if iteration % 5 == 4:
            print(f"{iteration + 1:4} loss {losses['tagger']:.4f}")

    doc = nlp("the cook needs fresh apples")
    print([(token.text, token.tag_, token.pos_) for token in doc])
    if output is not None:
        nlp.to_disk(output)
    return nlp


if __name__ == "__main__":
    typer.run(main)
