"""The stages of the linker: what each ranker says of questions, and what it learns of them.

The second stage reads what the first says of other mentions. In training it must not read what a
first stage says of links that it has learned by heart: two more first stages learn a half of the
documents each, and speak of the other half. (Cross-fitting, as in Wolpert 1992, "Stacked
generalization".) What they say is also what NIL is weighed by: see `nil`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.layers.weights import to_cpu

from .model import Ranked, chances
from .page import page_features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.layers.arrays import Array

    from .question import Question

    Floats = NDArray[np.float32]

_LEAST = 1e-9
N_HALVES = 2


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A question with what should be said of each candidate, shape (R,).

    `half` is 0 or 1, `contexts` the encodings around the mentions, shape (M, width), if they are
    read.
    """

    question: Question
    wanted: Floats
    half: int
    contexts: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What came of lessons: the loss of the last stage, a mean over mentions that can be learned.

    `d_contexts` are the gradients of the contexts of each lesson, or None. `held_out` is what was
    said of each before it was learned, shape (R,), by rankers that are not taught it; there is
    none where there are no halves.
    """

    loss: float
    d_contexts: list[Array | None]
    held_out: list[Floats]


def say(model: Model[Any, Any], question: Question, contexts: Array | None = None) -> Floats:
    """The chances of all candidates of a document, shape (R,)."""
    scores = to_cpu(model.layers[0].predict(_ranked(model, [question], [contexts])))
    found = chances(scores, question.sizes)
    if question.page is None:
        return found
    return chances(_log(found) + _second(model, question, found), question.sizes)


def learn(model: Model[Any, Any], lessons: Sequence[Lesson], *, weight: float) -> Taught:
    """Leave gradients in the rankers, `weight` times as large."""
    loss, d_contexts = _learn_first(model, 0, lessons, weight)
    if len(model.layers) == 1:
        return Taught(loss, d_contexts, [])
    found: dict[int, Floats] = {}
    for half in range(N_HALVES):
        own = [i for i, lesson in enumerate(lessons) if lesson.half == half]
        # said of what it is not taught, before it is taught anything
        for i, lesson in enumerate(lessons):
            if lesson.half != half:
                found[i] = _say_first(model, 1 + half, lesson)
        for i, d_context in zip(
            own, _learn_first(model, 1 + half, [lessons[i] for i in own], weight)[1], strict=True
        ):
            if d_context is not None:
                d_contexts[i] = d_contexts[i] + d_context
    held_out = [found[i] for i in range(len(lessons))]
    if len(model.layers) > 1 + N_HALVES:
        loss, held_out = _learn_second(model, lessons, held_out, weight)
    return Taught(loss, d_contexts, held_out)


def _learn_first(
    model: Model[Any, Any], layer: int, lessons: Sequence[Lesson], weight: float
) -> tuple[float, list[Array | None]]:
    """As `learn`, of one ranker of the first stage."""
    if not lessons:
        return 0.0, []
    questions = [lesson.question for lesson in lessons]
    contexts = [lesson.contexts for lesson in lessons]
    scores, backprop = model.layers[layer].begin_update(_ranked(model, questions, contexts))
    loss, d_scores, _ = _judge(to_cpu(scores), lessons, weight)
    d_all = backprop(_asarray(model, d_scores))
    if d_all is None:
        return loss, [None] * len(lessons)
    ends = np.cumsum([len(question.sizes) for question in questions]).tolist()
    starts = [0, *ends[:-1]]
    return loss, [d_all[start:end] for start, end in zip(starts, ends, strict=True)]


def _say_first(model: Model[Any, Any], layer: int, lesson: Lesson) -> Floats:
    ranked = _ranked(model, [lesson.question], [lesson.contexts])
    return chances(to_cpu(model.layers[layer].predict(ranked)), lesson.question.sizes)


def _learn_second(
    model: Model[Any, Any], lessons: Sequence[Lesson], found: Sequence[Floats], weight: float
) -> tuple[float, list[Floats]]:
    """The loss, and what both stages said of each lesson."""
    rows = [
        page_features(lesson.question.page, chance)
        for lesson, chance in zip(lessons, found, strict=True)
        if lesson.question.page is not None
    ]
    inputs = Ranked(_asarray(model, np.concatenate(rows)))
    scores, backprop = model.layers[-1].begin_update(inputs)
    loss, d_scores, said = _judge(to_cpu(scores) + _log(np.concatenate(found)), lessons, weight)
    backprop(_asarray(model, d_scores))
    ends = np.cumsum([len(chance) for chance in found])[:-1]
    return loss, np.split(said, ends)


def _second(model: Model[Any, Any], question: Question, found: Floats) -> Floats:
    """What the second stage adds to the scores of the first."""
    assert question.page is not None  # asked only where there is one
    rows = _asarray(model, page_features(question.page, found))
    added: Floats = to_cpu(model.layers[-1].predict(Ranked(rows)))
    return added


def _judge(
    scores: Floats, lessons: Sequence[Lesson], weight: float
) -> tuple[float, Floats, Floats]:
    """The cross-entropy of scores, shape (R,), its gradient times `weight`, and the chances."""
    sizes = np.concatenate([lesson.question.sizes for lesson in lessons])
    wanted = np.concatenate([lesson.wanted for lesson in lessons])
    found = chances(scores, sizes)
    learned = np.add.reduceat(wanted, np.cumsum(sizes) - sizes) > 0
    n_learned = max(1, int(learned.sum()))
    loss = -float((wanted * _log(found)).sum()) / n_learned
    gradient: Floats = (found * np.repeat(learned, sizes) - wanted) * np.float32(weight / n_learned)
    return loss, gradient, found


def _ranked(
    model: Model[Any, Any], questions: Sequence[Question], contexts: Sequence[Array | None]
) -> Ranked:
    """Questions as one input of a ranker of the first stage."""
    ops: Any = model.ops
    rows = ops.asarray(np.concatenate([question.rows for question in questions]))
    given = [context for context in contexts if context is not None]
    if not given:
        return Ranked(rows)
    sizes = np.concatenate([question.sizes for question in questions])
    vectors = [question.entities for question in questions if question.entities is not None]
    return Ranked(
        rows,
        contexts=ops.xp.concatenate(given),
        owners=ops.asarray(np.repeat(np.arange(len(sizes)), sizes)),
        entities=ops.asarray(np.concatenate(vectors)),
    )


def _log(found: Floats) -> Floats:
    logs: Floats = np.log(np.maximum(found, np.float32(_LEAST)))
    return logs


def _asarray(model: Model[Any, Any], values: Floats) -> Array:
    """Numbers where the weights of a model are."""
    ops: Any = model.ops
    array: Array = ops.asarray(values)
    return array
