"""Train a text classifier, and judge it after each epoch on texts that were held back.

python train_textcat.py                       one category a text: is a review good or bad?
python train_textcat.py --kind multilabel     any number: what is a review about?
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated, Any

import typer

import nlptk

GOOD = ("spotless", "friendly", "delicious", "comfortable", "charming", "quiet")
BAD = ("filthy", "rude", "tasteless", "broken", "noisy", "stale")
TOPICS = {
    "ROOM": ("the bed was {}", "our room looked {}", "we found the bathroom {}"),
    "FOOD": ("breakfast was {}", "the soup tasted {}", "i call that dinner {}"),
    "STAFF": ("the waiter was {}", "people at the desk seemed {}", "the manager was {}"),
}


def make_review(rng: random.Random, *, multilabel: bool) -> tuple[str, dict[str, Any]]:
    """A made-up review, and its categories: is it good, or what is it about?"""
    is_good = rng.random() < 0.5
    topics = rng.sample(sorted(TOPICS), rng.choice((1, 2)))
    words = GOOD if is_good else BAD
    text = " and ".join(rng.choice(TOPICS[topic]).format(rng.choice(words)) for topic in topics)
    if multilabel:
        return text, {"cats": {topic: topic in topics for topic in TOPICS}}
    return text, {"cats": {"POSITIVE": is_good, "NEGATIVE": not is_good}}


def print_scores(epoch: int, loss: float, scores: Any) -> None:
    """A line for each category: precision, recall and F."""
    for label, figures in scores.textcats_per_cat.items():
        p, r, f = (100 * (figures[name] or 0.0) for name in "prf")
        print(f"{epoch:3} loss {loss:7.4f}  {label:8} P {p:6.2f}  R {r:6.2f}  F {f:6.2f}")


def main(
    kind: Annotated[str, typer.Option(help="exclusive or multilabel")] = "exclusive",
    architecture: Annotated[str, typer.Option(help="bow, pooled or ensemble")] = "bow",
    n_texts: Annotated[int, typer.Option(help="How many reviews to make up.")] = 600,
    n_iter: Annotated[int, typer.Option(help="How often to go through the training texts.")] = 8,
    output: Annotated[Path | None, typer.Option(help="Folder for the trained pipeline.")] = None,
) -> nlptk.Language:
    """Train, print precision, recall and F of each category, and try a new review."""
    if kind not in ("exclusive", "multilabel"):
        raise typer.BadParameter("expected exclusive or multilabel")
    rng = random.Random(0)
    reviews = [make_review(rng, multilabel=kind == "multilabel") for _ in range(n_texts)]
    held_back, examples = reviews[: n_texts // 4], reviews[n_texts // 4 :]

    nlp = nlptk.blank("en")
    config = {"architecture": architecture, "multilabel": kind == "multilabel"}
    textcat = nlp.add_pipe(nlp.create_pipe("textcat", config=config), last=True)
    for label in reviews[0][1]["cats"]:
        textcat.add_label(label)
    optimizer = nlp.begin_training(lambda: examples)
    for epoch in range(1, n_iter + 1):
        rng.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in nlptk.minibatch(examples, size=nlptk.compounding(4, 64, 1.01)):
            texts, annotations = zip(*batch, strict=True)
            nlp.update(texts, annotations, drop=0.2, sgd=optimizer, losses=losses)
        with nlp.use_params(optimizer.averages):
            print_scores(epoch, losses["textcat"], nlp.evaluate(held_back))

    if output is not None:
        with nlp.use_params(optimizer.averages):
            nlp.to_disk(output)
    text = "the manager was rude and breakfast was stale"
    print(text, {label: round(value, 3) for label, value in nlp(text).cats.items()})
    return nlp


if __name__ == "__main__":
    typer.run(main)
