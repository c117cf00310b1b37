"""Questions: the mentions of a document with all that speaks for their candidates, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .features import N_FEATURES, NIL, features
from .mentions import mentions_of, windows
from .page import make_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.span import Span

    from .features import Weighed
    from .likeness import Likeness
    from .offers import Offers
    from .page import Page
    from .witness import Witness


@dataclass(frozen=True, slots=True)
class Asking:
    """How questions are made: where candidates come from, and what is looked at."""

    offers: Offers
    weighed: Weighed
    likeness: Likeness
    n_sents: int
    second_stage: bool
    entity_vectors: bool


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """The M mentions of a document with R candidates, those of one mention after another, NIL last.

    `ids` are those of the candidates by mention; `rows`, shape (R, N_FEATURES), what speaks for
    each; `sizes`, shape (M,); `entities`, shape (R, width), the vectors of entities, or None where
    nobody asks for them. `windows` are the tokens around each mention, `page` what the second stage
    needs.
    """

    ids: list[list[str]]
    rows: NDArray[np.float32]
    sizes: NDArray[np.int64]
    windows: list[tuple[int, int]]
    page: Page | None
    entities: NDArray[np.float32] | None


def ask(doc: Doc, ents: Sequence[Span], witness: Witness, asking: Asking) -> Question:
    """The question that some entities of a document, at least one, make."""
    mentions = mentions_of(doc, ents, asking.n_sents)
    around = windows(doc, ents, asking.n_sents)
    options = [asking.offers.all(ent, witness) for ent in ents]
    alike = asking.likeness.of_page(doc, around, options)
    rows = [
        features(mention, offered, witness, asking.weighed, one)
        for mention, offered, one in zip(mentions, options, alike, strict=True)
    ]
    return Question(
        ids=[[*(option.entity for option in offered), NIL] for offered in options],
        rows=np.concatenate(rows) if rows else np.zeros((0, N_FEATURES), np.float32),
        sizes=np.array([len(one) for one in rows], np.int64),
        windows=around,
        page=make_page(mentions, options, witness) if asking.second_stage else None,
        entities=asking.likeness.vectors_of(options) if asking.entity_vectors else None,
    )


def wanted(question: Question, links: Sequence[Mapping[str, float]]) -> NDArray[np.float32]:
    """What should be said of each candidate, shape (R,): 1 in all for a mention.

    It is in parts for one that may mean several, and 0 in all where nothing it means is a
    candidate.
    """
    found = np.zeros(len(question.rows), np.float32)
    start = 0
    for ids, meant in zip(question.ids, links, strict=True):
        part = np.array([meant.get(entity, 0.0) for entity in ids], np.float32)
        total = part.sum()
        if total > 0:
            found[start : start + len(ids)] = part / total
        start += len(ids)
    return found
