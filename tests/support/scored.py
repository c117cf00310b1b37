"""Examples with random annotation on both sides, to be scored."""

from __future__ import annotations

import numpy as np

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab

LABELS = ("nsubj", "obj", "obl", "obl:tmod", "punct")
TYPES = ("PER", "LOC")


def random_tree(rng: np.random.Generator, n: int) -> list[int]:
    """The heads of a random tree over n words; the root is its own head."""
    order = rng.permutation(n).tolist()
    heads = [0] * n
    for place, word in enumerate(order):
        heads[word] = word if place == 0 else order[int(rng.integers(place))]
    return heads


def annotate(doc: Doc, rng: np.random.Generator) -> None:
    """Sentences with random trees, tags and entities."""
    n = len(doc)
    starts = rng.random(n) < 0.3
    starts[:1] = True
    doc.set_column("sent_start", np.where(starts, 1, -1))
    heads: list[int] = []
    for start, end in doc.sent_bounds:
        heads += [start + head for head in random_tree(rng, end - start)]
    doc.set_column("head", heads)
    doc.set_column("dep", [LABELS[i] for i in rng.integers(len(LABELS), size=n)])
    doc.set_column("tag", [f"T{i}" for i in rng.integers(3, size=n)])
    doc.set_ents(random_spans(doc, rng))


def random_spans(doc: Doc, rng: np.random.Generator) -> list[Span]:
    """Spans that do not overlap."""
    spans, at = [], 0
    while at < len(doc):
        end = min(len(doc), at + int(rng.integers(1, 4)))
        if rng.random() < 0.4:
            spans.append(Span(doc, at, end, TYPES[int(rng.integers(len(TYPES)))]))
        at = end
    return spans


def random_example(seed: int, *, retokenized: bool = False) -> Example:
    """An example of up to 12 words; with other tokens on the predicted side where asked for."""
    rng = np.random.default_rng(seed)
    words = [
        "".join(rng.choice(list("abc"), size=rng.integers(1, 4)))
        for _ in range(rng.integers(1, 13))
    ]
    reference = Doc(Vocab(), words)
    annotate(reference, rng)
    predicted = _retokenized(reference, rng) if retokenized else blank_copy(reference)
    annotate(predicted, rng)
    if rng.random() < 0.5 and not retokenized:  # else hardly anything is ever right
        for name in ("head", "dep", "sent_start", "ent_iob", "ent_type"):
            predicted.set_column(name, reference.column(name))
    return Example.from_reference(reference, predicted)


def _retokenized(reference: Doc, rng: np.random.Generator) -> Doc:
    """The same text with some words cut in two."""
    starts, ends = [], []
    for start, end in zip(reference.starts.tolist(), reference.ends.tolist(), strict=True):
        cut = [start + 1] if end - start > 1 and rng.random() < 0.3 else []
        starts += [start, *cut]
        ends += [*cut, end]
    as_array = np.array([starts, ends], np.int32)
    return Doc.from_offsets(reference.vocab, reference.text, as_array[0], as_array[1])
