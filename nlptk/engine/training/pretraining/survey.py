"""Before the first step: what words there are, which passages are held out, and how much text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.errors import UsageError
from nlptk.engine.stream.batch import Batch
from nlptk.engine.stream.batching import WINDOW, by_words

from .passages import passage_key, shuffled, without

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.engine.pipeline.encoder import Encoder
    from nlptk.engine.stream.batch import Stretch

    from .passages import Cutter, Texts
    from .settings import PretrainingSettings

SURVEY_WORDS = 3_000_000
"""Words that are looked at first, and kept: a corpus of no more stays in memory, some 25 bytes a
word."""
_HELD_OUT_SHARE = 0.02
_MOST_KNOWN = 100_000
_COUNTED_AT_ONCE = 2_000
ORDER = 4
"""What a generator is for, beside the purposes of `training.loop`: the order of passages."""


@dataclass(frozen=True)
class Survey:
    """What the first words of a corpus show.

    `types` are its words by frequency, `kept` its passages without those that are `held_out`, whose
    keys are `excluded`. `rest` are the passages that come after, of a corpus that goes on;
    `is_whole` says that there are none.
    """

    types: tuple[tuple[str, int], ...]
    kept: list[Stretch]
    held_out: list[Stretch]
    excluded: frozenset[int]
    rest: Iterator[Stretch]
    is_whole: bool

    @property
    def words(self) -> int:
        """How many words there are to learn from, as far as was looked."""
        return sum(map(len, self.kept))

    @property
    def held_out_words(self) -> int:
        """How many words are held out."""
        return sum(map(len, self.held_out))

    def teach(self, encoder: Encoder) -> None:
        """Make the words known to an encoder that were seen more than once, if not too many."""
        counts: Counter[str] = Counter()
        for word, count in self.types:
            counts[word.lower()] += count
        known = [(word, n) for word, n in counts.most_common(_MOST_KNOWN) if n > 1]
        encoder.lexicon.count([word for word, _ in known], [n for _, n in known])


def look(texts: Texts, cutter: Cutter, *, most_words: int = SURVEY_WORDS) -> Survey:
    """Read the first words of a corpus.

    Raises:
        UsageError: there is not enough to learn from.
        DataError: what cannot be read.
    """
    passages = cutter.passages(texts.read(cutter.skip))
    seen: list[Stretch] = []
    words = 0
    for passage in passages:
        seen.append(passage)
        words += len(passage)
        if words >= most_words:
            break
    types = _counted(seen)
    keys = [passage_key(one) for one in seen]
    excluded = _held_out(seen, keys, words, cutter.settings)
    held_out = [one for one, key in zip(seen, keys, strict=True) if key in excluded]
    kept = [one for one, key in zip(seen, keys, strict=True) if key not in excluded]
    if not kept:
        reasons = ", ".join(f"{n:,} with {reason}" for reason, n in cutter.skipped.items())
        raise UsageError(
            "there are not enough texts to learn from",
            expected="two different passages or more",
            found=f"{len(seen)} passages" + (f"; left out: {reasons}" if reasons else ""),
            hint="-nw sets how many words a text must have, -xw at how many it is cut",
        )
    following = next(passages, None)
    rest: Iterator[Stretch] = chain(() if following is None else (following,), passages)
    return Survey(types, kept, held_out, excluded, without(rest, excluded), following is None)


def _counted(passages: list[Stretch]) -> tuple[tuple[str, int], ...]:
    counts: Counter[int] = Counter()
    strings: dict[int, str] = {}
    remaining = iter(passages)
    while some := list(islice(remaining, _COUNTED_AT_ONCE)):
        batch = Batch(some)
        ids, first, times = np.unique(batch.orth, return_index=True, return_counts=True)
        counts.update(dict(zip(ids.tolist(), times.tolist(), strict=True)))
        new = np.array(
            [place for place, i in enumerate(ids.tolist()) if i not in strings], np.int64
        )
        strings.update(zip(ids[new].tolist(), batch.texts_of(first[new]), strict=True))
    named = [(strings[key], count) for key, count in counts.items()]
    return tuple(sorted(named, key=lambda one: (-one[1], one[0])))


def _held_out(
    passages: list[Stretch], keys: list[int], words: int, settings: PretrainingSettings
) -> frozenset[int]:
    """The smallest keys, which is a random choice that depends on nothing but the passages."""
    wanted = min(settings.held_out_words, words * _HELD_OUT_SHARE)
    excluded: set[int] = set()
    size = 0
    for i in sorted(range(len(keys)), key=keys.__getitem__):
        if size >= wanted:
            break
        excluded.add(keys[i])
        size += len(passages[i])
    return frozenset(excluded)


@dataclass
class PassageBatches:
    """The batches of each epoch of a corpus, the same whenever an epoch is made again.

    A corpus that cannot be read again, or is being read for the first time, is read on where the
    survey stopped.
    """

    texts: Texts
    cutter: Cutter
    survey: Survey
    _read_on: bool = field(default=True, init=False)

    def batches(self, epoch: int) -> Iterator[Batch]:
        """The batches of an epoch."""
        settings = self.cutter.settings
        rng = np.random.default_rng([settings.seed, ORDER, epoch])
        if self.survey.is_whole:
            kept = self.survey.kept
            ordered: Iterable[Stretch] = (kept[i] for i in rng.permutation(len(kept)).tolist())
            return by_words(ordered, settings.batch_words, rng, window=0)
        return by_words(shuffled(self._stream(), rng), settings.batch_words, rng, window=WINDOW)

    def _stream(self) -> Iterator[Stretch]:
        survey = self.survey
        if self._read_on:
            self._read_on = False
            yield from _given_away(survey.kept)
            yield from survey.rest
            return
        again = type(self.cutter)(self.cutter.settings, self.cutter.split)  # counts what it skips
        yield from without(again.passages(self.texts.read(again.skip)), survey.excluded)


def _given_away(passages: list[Stretch]) -> Iterator[Stretch]:
    """The passages, in order; the list, which loses them, keeps none in memory."""
    passages.reverse()
    while passages:
        yield passages.pop()
