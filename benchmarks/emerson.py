"""Entity linking on the Emerson set: three people, one name, thirty sentences.

Each tenth (one sentence a person) is linked by a linker that has seen the other nine tenths only:
27 sentences to learn from. Descriptions are the only thing that the knowledge base knows besides;
priors are equal, so that guessing gets a third right. `--data` names the folder with `el/emerson`,
`--peer` a Python that has spaCy 2.3, `--vectors` a file of word vectors in text for both.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import time
from pathlib import Path

from measure import data_folder

import nlptk

NAME = "Emerson"
Example = tuple[str, dict[str, object]]


def read(folder: Path) -> tuple[dict[str, tuple[str, str]], list[tuple[str, str, tuple[int, int]]]]:
    """The people, and texts with the id of whom they are about and where the name stands."""
    with (folder / "entities.csv").open(encoding="utf-8", newline="") as file:
        people = {entity: (name, text) for entity, name, text in csv.reader(file)}
    texts = []
    with (folder / "emerson_annotated_text.jsonl").open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            (span,) = record["spans"]
            texts.append((record["text"], record["accept"][0], (span["start"], span["end"])))
    return people, texts


def knowledge_base(people: dict[str, tuple[str, str]]) -> nlptk.KnowledgeBase:
    kb = nlptk.KnowledgeBase()
    for entity, (name, description) in people.items():
        kb.add_entity(entity, 1, [], texts={"name": name, "description": description})
    kb.add_alias(NAME, list(people), [1 / len(people)] * len(people))
    return kb


def parts(texts: list[tuple[str, str, tuple[int, int]]], seed: int) -> list[list[int]]:
    """Ten parts, each with one text a person."""
    by_person: dict[str, list[int]] = {}
    for number, (_text, person, _span) in enumerate(texts):
        by_person.setdefault(person, []).append(number)
    for numbers in by_person.values():
        random.Random(seed).shuffle(numbers)
    return [list(part) for part in zip(*by_person.values(), strict=True)]


def examples(texts: list[tuple[str, str, tuple[int, int]]], numbers: list[int]) -> list[Example]:
    return [
        (text, {"entities": [(*span, "PERSON")], "links": {span: {person: 1.0}}})
        for text, person, span in (texts[number] for number in numbers)
    ]


def learn_and_judge(
    kb: nlptk.KnowledgeBase, train: list[Example], test: list[Example], n_iter: int, seed: int
) -> float:
    nlp = nlptk.blank("en")
    linker = nlp.create_pipe("entity_linker")
    linker.kb = kb
    nlp.add_pipe(linker)
    optimizer = nlp.begin_training(train, seed=seed)
    for iteration in range(n_iter):
        random.Random(iteration).shuffle(train)
        for batch in nlptk.minibatch(train, size=8):
            texts, annotations = zip(*batch, strict=True)
            nlp.update(texts, annotations, sgd=optimizer)
    return float(nlp.evaluate(test)["links_acc"] or 0.0) * len(test)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--n-iter", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--peer", type=Path, help="Python with spaCy 2.3")
    parser.add_argument("--vectors", type=Path, help="word vectors for the peer, as text")
    arguments = parser.parse_args()
    people, texts = read(data_folder(arguments.data) / "el" / "emerson")
    kb = knowledge_base(people)
    for seed in range(arguments.seeds):
        started, right, split = time.process_time(), 0.0, parts(texts, seed)
        for held_out in split:
            rest = [number for part in split if part is not held_out for number in part]
            right += learn_and_judge(
                kb, examples(texts, rest), examples(texts, held_out), arguments.n_iter, seed
            )
        spent = (time.process_time() - started) / len(split)
        print(f"seed {seed}: {right:.0f} of {len(texts)} right, {spent:.1f} s of CPU a linker")
        if arguments.peer:
            task = {"people": people, "texts": texts, "parts": split, "seed": seed}
            task |= {"n_iter": arguments.n_iter, "vectors": str(arguments.vectors)}
            command = [arguments.peer, Path(__file__).parent / "peer_emerson.py"]
            subprocess.run(command, input=json.dumps(task), text=True, check=True)


if __name__ == "__main__":
    main()
