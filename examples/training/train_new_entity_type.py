"""Add a type of entity to a pipeline that knows others, without making it forget them.

Two remedies against forgetting, and what happens without:

    python train_new_entity_type.py --remedy rehearse   the pipeline reminds itself on raw text
    python train_new_entity_type.py --remedy revise     its own annotation is mixed in as examples
    python train_new_entity_type.py --remedy nothing
"""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from made_up_news import new_examples, old_examples

import nlptk

LABEL = "ANIMAL"
REMEDIES = ("rehearse", "revise", "nothing")


def base_model(n_iter: int) -> nlptk.Language:
    """A pipeline that knows people, places and firms; take one of your own instead."""
    nlp = nlptk.blank("en")
    nlp.add_pipe("ner")
    examples = old_examples(300, seed=1)
    optimizer = nlp.begin_training(lambda: examples)
    for iteration in range(n_iter):
        random.Random(iteration).shuffle(examples)
        for texts, golds in batches(examples, 16):
            nlp.update(texts, golds, drop=0.2, sgd=optimizer)
    return nlp


def batches(examples: list[Any], size: int) -> Any:
    """Texts and annotations, so many at a time."""
    return (zip(*batch, strict=True) for batch in nlptk.minibatch(examples, size))


def revision_data(nlp: nlptk.Language, texts: list[str]) -> list[Any]:
    """What the pipeline says of texts now, as examples."""
    return [
        (doc.text, {"entities": [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]})
        for doc in nlp.pipe(texts)
    ]


def main(
    remedy: Annotated[str, typer.Option(help="rehearse, revise or nothing")] = "rehearse",
    n_iter: Annotated[int, typer.Option(help="How often to go through the new examples.")] = 10,
    output: Annotated[Path | None, typer.Option(help="Folder for the trained pipeline.")] = None,
) -> dict[str, float]:
    """Train with 50 examples of animals; returns F of what was known before and after, and new."""
    if remedy not in REMEDIES:
        raise typer.BadParameter(f"expected one of {', '.join(REMEDIES)}")
    nlp = base_model(n_iter=4)
    old_test, new_test = old_examples(200, seed=2), new_examples(50, seed=5)
    raw = [text for text, _ in old_examples(200, seed=3)]
    before = nlp.evaluate(old_test).ents_f or 0.0

    examples: list[Any] = list(new_examples(50, seed=4))
    if remedy == "revise":
        examples += revision_data(nlp, raw[:100])
    nlp.get_pipe("ner").add_label(LABEL)
    others = [name for name in nlp.pipe_names if name != "ner"]
    with nlp.disable_pipes(*others):
        optimizer = nlp.resume_training(learn_rate=0.002)
        for iteration in range(n_iter):
            random.Random(iteration).shuffle(examples)
            reminders = iter(raw)
            for texts, golds in batches(examples, 8):
                nlp.update(texts, golds, drop=0.2, sgd=optimizer)
                if remedy == "rehearse":
                    nlp.rehearse(list(islice(reminders, 16)), sgd=optimizer)

    scores = {
        "before": before,
        "after": nlp.evaluate(old_test).ents_f or 0.0,
        LABEL: nlp.evaluate(new_test).ents_f or 0.0,
    }
    for name, score in scores.items():
        print(f"{name:7} F {100 * score:6.2f}")
    if output is not None:
        nlp.to_disk(output)
    return scores


if __name__ == "__main__":
    typer.run(main)
