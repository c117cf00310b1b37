"""A pipeline judged on a corpus."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.span import Span
from nlptk.engine.pipeline.language import WORDS_AT_ONCE
from nlptk.engine.protocols import OffersCandidates
from nlptk.engine.scoring.links import LINKS, count_candidates
from nlptk.engine.scoring.score import score_examples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.scoring.counts import Counts
    from nlptk.engine.scoring.report import Scores


@dataclass(frozen=True, slots=True)
class Judgement:
    """The scores of a pipeline, and how fast it was: words a second, reading excluded."""

    scores: Scores
    words: int
    seconds: float

    @property
    def words_per_second(self) -> float:
        """Words annotated a second of wall-clock time."""
        return self.words / self.seconds if self.seconds else 0.0


class _Clock:
    """Adds up the time spent between `start` and `stop`, and the words that it was spent on."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.words = 0
        self._since = 0.0

    def start(self) -> None:
        self._since = time.perf_counter()

    def stop(self, words: int) -> None:
        self.seconds += time.perf_counter() - self._since
        self.words += words


def scorers_of(nlp: Language) -> list[str]:
    """The names of the scorers that judge the components that run, tokens first."""
    names = ["tokens", *(name for pipe in nlp.active for name in pipe.spec.scores)]
    return list(dict.fromkeys(names))


def judge(
    nlp: Language,
    examples: Iterable[Example],
    *,
    names: Sequence[str] = (),
    gold_sents: bool = False,
    keep_counts: bool = False,
    watch: Callable[[Example], object] | None = None,
) -> Judgement:
    """Annotate fresh copies of the examples' documents and score them.

    `names` are scorers; those of the components that run when there are none. With `gold_sents`
    the sentences are given, and components keep to them. Gold entities, without their ids, are
    given to a pipeline that links entities and has no component that finds them.
    `keep_counts` keeps those a document. `watch` is shown each example when it is annotated.
    """
    clock = _Clock()
    scorers = list(names) or scorers_of(nlp)
    stream = annotated_examples(nlp, examples, gold_sents=gold_sents, clock=clock)
    if watch is not None:
        stream = _watched(stream, watch)
    also = _count_offers(nlp) if LINKS.name in scorers else []
    scores = score_examples(stream, scorers, keep_counts=keep_counts, also=also)
    return Judgement(scores, clock.words, clock.seconds)


def _count_offers(nlp: Language) -> list[Callable[[Example], Counts]]:
    """What counts the candidates of links, where a component says which they are."""
    for pipe in nlp.active:
        if isinstance(pipe.component, OffersCandidates):
            return [partial(count_candidates, candidates=pipe.component.candidates)]
    return []


def annotated_examples(
    nlp: Language,
    examples: Iterable[Example],
    *,
    gold_sents: bool = False,
    clock: _Clock | None = None,
) -> Iterator[Example]:
    """The examples with fresh documents, annotated; see `judge`."""
    clock = clock or _Clock()
    gives = frozenset().union(*(pipe.spec.gives for pipe in nlp.active))
    gold_ents = Layer.LINKS in gives and Layer.ENTITIES not in gives
    for group in _groups(examples):
        fresh = [_fresh(one, gold_sents=gold_sents, gold_ents=gold_ents) for one in group]
        clock.start()
        nlp.annotate([example.predicted for example in fresh])
        clock.stop(sum(len(example.predicted) for example in fresh))
        yield from fresh


def _watched(examples: Iterable[Example], watch: Callable[[Example], object]) -> Iterator[Example]:
    for example in examples:
        watch(example)
        yield example


def _groups(examples: Iterable[Example]) -> Iterator[list[Example]]:
    group: list[Example] = []
    size = 0
    for example in examples:
        group.append(example)
        size += len(example.predicted)
        if size >= WORDS_AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group


def _fresh(example: Example, *, gold_sents: bool, gold_ents: bool) -> Example:
    """The example with a document that nobody has annotated yet."""
    blank = blank_copy(example.predicted)
    if gold_sents:
        blank.set_column("sent_start", example.gold.column("sent_start"))
    if gold_ents:
        blank.ents = [Span(blank, ent.start, ent.end, ent.label) for ent in example.gold.ents]
    return Example(blank, example.gold)
