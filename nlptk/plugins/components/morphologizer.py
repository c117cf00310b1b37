"""The morphologizer: universal part of speech and morphological features, learned together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.layers import Layer
from nlptk.engine.data.strings import hash_string
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.softmax_head import cross_entropy, grow_head, softmax_head
from nlptk.engine.protocols import ComponentSpec
from nlptk.engine.runtime import choose_ops

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.example import Example
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

    Ids = NDArray[np.uint64]

_BETWEEN = " "
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class MorphologizerSettings:
    """How much the loss counts beside others, and whose encoding is read."""

    loss_weight: float = 0.5
    encoder: str = "shared"


class Morphologizer:
    """Learns for each token which part of speech and features it has, as one of the pairs seen.

    A pair is one class: what agrees within a word need not be learned twice, and only pairs that
    exist are predicted. Labels are written "NOUN Case=Nom|Number=Sing".
    """

    model: Model[Array, Array]

    def __init__(self, settings: MorphologizerSettings) -> None:
        self.settings = settings
        self.labels: list[str] = []
        self._keys = np.zeros(0, np.uint64)

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Collect pairs; returns how many tokens have one."""
        parts, features = example.gold.texts("pos"), example.gold.texts("morph")
        pairs = [
            f"{part}{_BETWEEN}{morph}"
            for part, morph in zip(parts, features, strict=True)
            if part or morph
        ]
        for label in dict.fromkeys(pairs):
            self.add_label(label)
        return len(pairs)

    def add_label(self, label: str) -> bool:
        """Make a pair known; the model grows when it is built again."""
        if label in self.labels:
            return False
        self.labels.append(label)
        return True

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model, or grow it to the pairs known.

        Raises:
            UsageError: there are none.
        """
        if not self.labels:
            raise UsageError(
                "the morphologizer has nothing to learn",
                expected="parts of speech or features in the training data (UPOS, FEATS)",
                hint="leave it out with -p, or add them",
            )
        if hasattr(self, "model"):
            grow_head(self.model, len(self.labels), rng)
        else:
            self.labels.sort()
            self.model = self._make(width, rng)
        self._keys = _key(*self._columns())

    def _make(self, width: int, rng: np.random.Generator) -> Model[Array, Array]:
        model = softmax_head(width, len(self.labels), rng=rng, ops=choose_ops())
        model.initialize()
        return model

    def _pairs(self) -> list[tuple[str, str]]:
        cut = [label.partition(_BETWEEN) for label in self.labels]
        return [(part, morph) for part, _, morph in cut]

    def _columns(self) -> tuple[Ids, Ids]:
        """The ids of part of speech and features of each label."""
        ids = np.array([[hash_string(text) for text in pair] for pair in self._pairs()], np.uint64)
        return ids[:, 0], ids[:, 1]

    def update(self, batch: Batch, encoded: Array) -> tuple[float, Array]:
        """Learn the pairs of a batch."""
        scores, backprop = self.model.begin_update(encoded)
        classes = self._classes(batch.gold("pos"), batch.gold("morph"))
        loss, d_scores = cross_entropy(scores, classes, ops=self.model.ops)
        return loss, backprop(d_scores * self.settings.loss_weight)

    def _classes(self, pos: Ids, morph: Ids) -> NDArray[np.int64]:
        """The number of each token's pair, -1 where nothing is known, or nothing like it was."""
        wanted = _key(pos, morph)
        order = np.argsort(self._keys)
        near = np.searchsorted(self._keys, wanted, sorter=order)
        found = order[np.minimum(near, len(order) - 1)]
        known = (self._keys[found] == wanted) & ((pos != 0) | (morph != 0))
        return np.where(known, found, -1)

    # ------------------------------------------------------------------ prediction

    def annotate(self, batch: Batch, encoded: Array) -> None:
        """Set `pos` and `morph`."""
        best = self.model.predict(encoded).argmax(axis=1)
        best = best.get() if hasattr(best, "get") else best
        parts, features = zip(*self._pairs(), strict=True)
        for name, ids, texts in zip(
            ("pos", "morph"), self._columns(), (parts, features), strict=True
        ):
            batch.write(name, ids[best], texts)

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """The pairs."""
        return {"labels": list(self.labels)}

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Take pairs, and make a model of the right shape."""
        self.labels = list(state["labels"])
        self.model = self._make(width, np.random.default_rng(0))
        self._keys = _key(*self._columns())


def _key(pos: Ids, morph: Ids) -> Ids:
    """One number for a pair of string ids."""
    with np.errstate(over="ignore"):
        return pos * _SPREAD + morph


SPEC = ComponentSpec(
    name="morphologizer",
    summary="Universal parts of speech and morphological features",
    factory=Morphologizer,
    settings=MorphologizerSettings,
    gives=frozenset({Layer.POS, Layer.MORPHS}),
    trainable=True,
    encoded=True,
    scores=("pos", "morphs"),
    weights={"pos_acc": 0.5, "morph_acc": 0.5},
)
