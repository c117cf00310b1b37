"""Create a knowledge base from a script: entities with vectors, aliases with priors.

    python examples/training/create_kb.py kb
    python examples/training/create_kb.py kb --model my-pipeline

`nlptk kb-build` does the same for tables of any size (docs/knowledge-base.md).
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

import nlptk
from nlptk.engine.pipeline.text_vectors import text_encoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DATA = Path(__file__).parent / "data"
WIDTH = 64


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table with a header."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def word_sums(texts: Sequence[str]) -> np.ndarray:
    """A custom encoding that needs no model: each word has a random direction of its own."""
    tokenize = nlptk.blank("en").make_doc
    vectors = np.zeros((len(texts), WIDTH), np.float32)
    for number, text in enumerate(texts):
        for word in tokenize(text.lower()).words:
            rng = np.random.default_rng(crc32(word.encode()))
            vectors[number] += rng.standard_normal(WIDTH, dtype=np.float32)
    return vectors


def create(encode: Callable[[Sequence[str]], np.ndarray]) -> nlptk.KnowledgeBase:
    """The knowledge base of the two tables."""
    entities = list(rows("entities.tsv"))
    vectors = encode([entity["description"] for entity in entities])
    kb = nlptk.KnowledgeBase(entity_vector_length=vectors.shape[1])
    for entity, vector in zip(entities, vectors, strict=True):
        texts = {column: entity[column] for column in ("name", "description", "type")}
        kb.add_entity(entity["id"], float(entity["freq"]), vector, texts=texts)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows("aliases.tsv"):
        counts[row["alias"]][row["entity"]] = int(row["count"])
    for alias, meant in counts.items():
        total = sum(meant.values())
        kb.add_alias(alias, list(meant), [count / total for count in meant.values()])
    return kb


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="folder for the knowledge base")
    parser.add_argument("--model", help="pipeline that encodes the descriptions")
    arguments = parser.parse_args()
    encode = text_encoder(nlptk.load(arguments.model))[0] if arguments.model else word_sums
    create(encode).dump(arguments.output)

    kb = nlptk.KnowledgeBase.open(arguments.output)
    print(f"{len(kb)} entities with vectors of {kb.entity_vector_length} numbers")
    for alias in sorted(kb.get_alias_strings()):
        meant = ", ".join(f"{one.name} {one.prior:.2f}" for one in kb.get_candidates(alias))
        print(f"{alias}: {meant}")


if __name__ == "__main__":
    main()
