"""The recipe for small data: batches that grow, dropout that falls, averages, L2 and clipping.

The pipeline is judged after each epoch with averaged weights, and the best of all epochs is kept.

    python optimization_recipe.py --output best-model
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated, Any

import typer
from made_up_news import old_examples

import nlptk

MAX_BATCH_SIZES = {"tagger": 32, "parser": 16, "ner": 16, "textcat": 64}


def batch_sizes(component: str, n_examples: int) -> Any:
    """Sizes from 1 upwards, to a maximum that fits the component and the data."""
    largest = float(MAX_BATCH_SIZES[component])
    if n_examples < 1000:
        largest /= 2
    if n_examples < 500:
        largest /= 2
    return nlptk.compounding(1, largest, 1.05)


def main(
    output: Annotated[Path | None, typer.Option(help="Folder for the best pipeline.")] = None,
    n_examples: Annotated[int, typer.Option(help="How many sentences to make up.")] = 150,
    n_iter: Annotated[int, typer.Option(help="How often to go through them.")] = 6,
) -> float:
    """Train an entity recognizer by the recipe; returns F of the best epoch."""
    examples, held_back = old_examples(n_examples, seed=1), old_examples(60, seed=2)
    nlp = nlptk.blank("en")
    nlp.add_pipe("ner")
    optimizer = nlp.begin_training(
        lambda: examples, learn_rate=0.001, beta1=0.9, beta2=0.999, L2=1e-6, max_grad_norm=1.0
    )
    sizes = batch_sizes("ner", len(examples))
    dropout = nlptk.decaying(0.6, 0.2, 1e-2)
    best, kept = -1.0, nlp.to_bytes()
    for epoch in range(1, n_iter + 1):
        random.Random(epoch).shuffle(examples)
        losses: dict[str, float] = {}
        for batch in nlptk.minibatch(examples, size=sizes):
            texts, annotations = zip(*batch, strict=True)
            rate = next(dropout)
            nlp.update(texts, annotations, drop=rate, sgd=optimizer, losses=losses)
        with nlp.use_params(optimizer.averages):
            score = nlp.evaluate(held_back).ents_f or 0.0
            if score > best:
                best, kept = score, nlp.to_bytes()
        print(f"{epoch:3} loss {losses['ner']:8.4f}  F {100 * score:6.2f}  dropout {rate:.2f}")

    nlp.from_bytes(kept)
    print(f"best F {100 * best:.2f}")
    if output is not None:
        nlp.to_disk(output)
    return best


if __name__ == "__main__":
    typer.run(main)
