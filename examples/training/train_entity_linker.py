"""Teach an entity linker which of three people with the same surname a text is about.

python train_entity_linker.py
python train_entity_linker.py --output linker-model
python train_entity_linker.py --kb some/kb      # one with the same ids, as create_kb.py makes them

Texts and people are made up for this example.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

import nlptk

NAME = "Halloran"
PEOPLE = {
    "P1": ("Ada Halloran", "astronomer who measures the light of distant stars", 40),
    "P2": ("Bríd Halloran", "cellist and composer of chamber music", 25),
    "P3": ("Colm Halloran", "racing cyclist and winner of mountain stages", 90),
}
TEXTS = {
    "P1": [
        "Halloran pointed the telescope at a faint star",
        "the new comet was first seen by Halloran",
        "at the observatory Halloran measures the light of stars",
        "Halloran explained how a galaxy is weighed",
        "two planets around the star were found by Halloran",
        "the lens of the telescope was ground by Halloran",
        "with her telescope Halloran follows a comet every night",
        "a crater on the moon is named after Halloran",
    ],
    "P2": [
        "Halloran played the second sonata on her cello",
        "the orchestra asked Halloran for a new quartet",
        "after the concert Halloran put her cello away",
        "Halloran wrote a trio for cello and two violins",
        "the audience heard Halloran and her quartet in silence",
        "for the last movement Halloran changed the bow of her cello",
        "the orchestra and Halloran rehearsed the sonata",
        "a new recording of the concert by Halloran is out",
    ],
    "P3": [
        "Halloran won the stage in the mountains",
        "on the last climb Halloran left the bunch behind",
        "the team of Halloran lost a wheel before the sprint",
        "Halloran wore the yellow jersey for a week",
        "a flat tyre cost Halloran the stage",
        "nobody in the bunch could follow Halloran on the climb",
        "the sprint was won by Halloran on a new bicycle",
        "Halloran changed the wheel and caught the team again",
    ],
}
NEW_TEXTS = {
    "Halloran saw the comet through a small telescope": "P1",
    "the cello of Halloran was louder than the orchestra": "P2",
    "in the mountains Halloran fell back on the climb": "P3",
}


def make_kb() -> nlptk.KnowledgeBase:
    """The knowledge base: who there is, and how often the surname alone means whom."""
    kb = nlptk.KnowledgeBase()
    for person, (name, description, freq) in PEOPLE.items():
        kb.add_entity(person, freq, [], texts={"name": name, "description": description})
        kb.add_alias(name, [person], [1.0])
    kb.add_alias(NAME, list(PEOPLE), [0.25, 0.15, 0.6])
    return kb


def example(text: str, person: str) -> tuple[str, dict[str, object]]:
    """A text with its mention, and whom that means, by character offsets."""
    start = text.index(NAME)
    mention = (start, start + len(NAME))
    return text, {"entities": [(*mention, "PERSON")], "links": {mention: {person: 1.0}}}


TRAIN_DATA = [example(text, person) for person, texts in TEXTS.items() for text in texts]


def main(
    kb: Annotated[Path | None, typer.Option(help="Knowledge base; one is made if empty.")] = None,
    output: Annotated[Path | None, typer.Option(help="Folder for the trained pipeline.")] = None,
    n_iter: Annotated[int, typer.Option(help="How often to go through the examples.")] = 20,
) -> nlptk.Language:
    """Train, link new texts, and store the pipeline if asked to."""
    nlp = nlptk.blank("en")
    names = [NAME, *(name for name, _, _ in PEOPLE.values())]
    patterns = [{"label": "PERSON", "pattern": name} for name in names]
    nlp.add_pipe(nlp.create_pipe("sentencizer"))
    nlp.add_pipe(nlp.create_pipe("entity_ruler", {"patterns": patterns}))
    linker = nlp.create_pipe("entity_linker")
    linker.kb = nlptk.KnowledgeBase.open(kb) if kb is not None else make_kb()
    nlp.add_pipe(linker)

    others = [name for name in nlp.pipe_names if name != "entity_linker"]
    with nlp.disable_pipes(*others):  # the linker learns from the entities of the examples
        optimizer = nlp.begin_training(TRAIN_DATA)
        examples = list(TRAIN_DATA)
        for iteration in range(n_iter):
            random.Random(iteration).shuffle(examples)
            losses: dict[str, float] = {}
            for batch in nlptk.minibatch(examples, size=8):
                texts, annotations = zip(*batch, strict=True)
                nlp.update(texts, annotations, sgd=optimizer, losses=losses)
            if iteration % 5 == 4:
                print(f"{iteration + 1:4} loss {losses['entity_linker']:.4f}")

    for text in NEW_TEXTS:
        print(text, [(ent.text, ent.kb_id_) for ent in nlp(text).ents])
    scores = nlp.evaluate([example(text, person) for text, person in NEW_TEXTS.items()])
    print(f"right: {scores['links_acc']:.0%}, by the prior alone: {scores['links_prior_acc']:.0%}")
    if output is not None:
        nlp.to_disk(output)
        again = nlptk.load(output)
        print("stored and loaded:", [ent.kb_id_ for ent in again(next(iter(NEW_TEXTS))).ents])
    return nlp


if __name__ == "__main__":
    typer.run(main)
