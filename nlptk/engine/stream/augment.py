"""Augmentation: examples in other spellings, so that a pipeline bears careless writing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.vocab import Vocab

from .orth_variants import VariantGroup, vary
from .respelling import Spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nlptk.engine.data.example import Example

_MARKS = ".,!?'"
_MOST_STRINGS = 100_000


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How much is changed.

    `noise_level` is the probability with which a character is corrupted (see `noisy`),
    `orth_variant_level` that with which the spelling of a document's quotes and dashes is drawn
    anew from `variants` (see `orth_variants.vary`), `lowercase_level` that with which a document
    is lower-cased.
    """

    noise_level: float = 0.0
    orth_variant_level: float = 0.0
    lowercase_level: float = 0.0
    variants: Sequence[VariantGroup] = ()

    def __bool__(self) -> bool:
        """Whether anything is ever changed."""
        return self.noise_level > 0 or self.orth_variant_level > 0 or self.lowercase_level > 0


def augmented(
    examples: Iterable[Example], augmentation: Augmentation, rng: np.random.Generator
) -> Iterator[Example]:
    """The examples, some of them in another spelling: as many, of as many tokens, in order.

    An example that is changed is a new one, with the annotation of the old; others are passed on.
    """
    if not augmentation:
        yield from examples
        return
    vocab: Vocab | None = None
    for example in examples:
        spelling = Spelling(example.predicted)
        before = spelling.words
        _change(spelling, example, augmentation, rng)
        if spelling.words == before:
            yield example
            continue
        if vocab is None or len(vocab.strings) > _MOST_STRINGS:
            # corrupted words are mostly new ones, and would pile up in the corpus's vocabulary
            own = example.predicted.vocab
            vocab = Vocab(own.lang, norms=own.norms)
            vocab.tag_map.update(own.tag_map)
        yield spelling.respell(example, vocab)


def _change(
    spelling: Spelling, example: Example, augmentation: Augmentation, rng: np.random.Generator
) -> None:
    if rng.random() < augmentation.lowercase_level:
        spelling.change_text(str.lower)
    if augmentation.variants and rng.random() < augmentation.orth_variant_level:
        tags = example.gold.texts("tag")
        spelling.change_words(lambda words: vary(words, tags, augmentation.variants, rng))
    if augmentation.noise_level:
        spelling.change_words(lambda words: noisy(words, augmentation.noise_level, rng))


def noisy(words: Sequence[str], level: float, rng: np.random.Generator) -> list[str]:
    """Words in which each character is corrupted with a probability of `level`.

    Corrupted letters are lower case; corrupted marks (full stop, comma, exclamation and question
    mark, apostrophe) are left out, or, where nothing else would be left of the word, become
    another mark. No word becomes empty.
    """
    ends = np.cumsum(np.fromiter(map(len, words), np.int64, count=len(words)))
    if not len(ends):
        return []
    hits = np.flatnonzero(rng.random(int(ends[-1])) < level)
    owners = np.searchsorted(ends, hits, side="right")
    changed = list(words)
    for owner, group in groupby(
        zip(owners.tolist(), hits.tolist(), strict=True), lambda hit: hit[0]
    ):
        word = words[owner]
        start = int(ends[owner]) - len(word)
        changed[owner] = _corrupted(word, [hit - start for _, hit in group], rng)
    return changed


def _corrupted(word: str, places: list[int], rng: np.random.Generator) -> str:
    characters = list(word)
    for place in places:
        character = characters[place]
        characters[place] = "" if character in _MARKS else character.lower()
    left = "".join(characters).strip()
    if left:
        return left
    others = _MARKS.replace(word[places[0]], "")
    return others[int(rng.integers(len(others)))]
