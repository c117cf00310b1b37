"""The corpus of a run as batches: the same ones whenever an epoch is made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.stream.augment import Augmentation, augmented
from nlptk.engine.stream.batching import WINDOW, by_words, runs, whole
from nlptk.engine.stream.orth_variants import ORTH_VARIANTS

from .loop import EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.stream.batch import Batch
    from nlptk.engine.stream.corpus import Corpus

    from .settings import TrainingSettings

_BATCHES, _FEWEST_WORDS, _MOST_WORDS = 100, 100, 700
"""The usual size of a batch: the share of the corpus, within these bounds."""

_MOST_WORDS_WHOLE = 5_000
"""Whole documents that are longer are cut: they would fill a batch alone many times over."""


@dataclass(frozen=True, slots=True)
class TrainingBatches:
    """Batches of a corpus of `words` words; of whole documents where a component asks for them."""

    corpus: Corpus
    settings: TrainingSettings
    words: int
    lang: str = ""
    whole_docs: bool = False

    def batches(self, epoch: int, step: int) -> Iterator[Batch]:
        """The batches of an epoch, drawn anew for each; `step` is the number of the first."""
        settings = self.settings
        rng = np.random.default_rng([settings.seed, EPOCH, epoch])
        noise = Augmentation(
            noise_level=settings.noise_level,
            orth_variant_level=settings.orth_variant_level,
            lowercase_level=settings.lowercase_level,
            variants=ORTH_VARIANTS.get(self.lang, ()),
        )
        examples = augmented(self.corpus.shuffled(rng), noise, rng)
        if self.whole_docs:
            stretches = whole(examples, most_words=_MOST_WORDS_WHOLE)
        else:
            stretches = runs(
                examples,
                rng,
                most_sentences=self._most_sentences(epoch),
                most_words=settings.most_words,
            )
        window = 0 if self.corpus.is_kept else WINDOW
        return by_words(stretches, self._sizes(step), rng, window=window)

    def _most_sentences(self, epoch: int) -> int:
        settings = self.settings
        progress = epoch / max(1, settings.n_iter - 1)
        more = (settings.sentences_to - settings.sentences_from) * progress
        return max(1, round(settings.sentences_from + more))

    def _sizes(self, step: int) -> Iterator[float]:
        """The words of each batch from a step on."""
        settings = self.settings
        usual = min(max(self.words / _BATCHES, _FEWEST_WORDS), _MOST_WORDS)
        size = (settings.batch_from or usual) * settings.batch_compound**step
        while True:
            yield min(size, settings.batch_to or max(usual, settings.batch_from))
            size *= settings.batch_compound
