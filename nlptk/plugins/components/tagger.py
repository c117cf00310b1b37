"""The tagger: a fine-grained part of speech for each token, and the coarse one it stands for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.label_table import LabelTable
from nlptk.engine.data.tag_map import pos_flaw
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.soft_targets import soft_cross_entropy
from nlptk.engine.layers.softmax_head import cross_entropy, grow_head, softmax, softmax_head
from nlptk.engine.runtime import choose_ops
from nlptk.plugins.components.specs import TaggerSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.example import Example
    from nlptk.engine.data.vocab import Vocab
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch


class Tagger:
    """Learns a tag for each token, and which universal part of speech goes with each tag.

    A tag map given by the user goes before what was seen in training: that of a document's own
    vocabulary, then `tag_map`, which is the pipeline's.
    """

    model: Model[Array, Array]

    def __init__(self, settings: TaggerSettings) -> None:
        if settings.column not in ("auto", "tag", "pos"):
            raise UsageError(
                f"the tagger cannot learn the column {settings.column!r}",
                expected="auto, tag or pos",
            )
        self.settings = settings
        self.column = "" if settings.column == "auto" else settings.column
        self.coarse: dict[str, str] = {}
        self._given: set[str] = set()  # tags of which the user said what they stand for
        self.tag_map: Mapping[str, Mapping[str, str]] = {}
        self._table = LabelTable()
        self._seen: dict[str, Counter[str]] = {"tag": Counter(), "pos": Counter()}
        self._pairs: Counter[tuple[str, str]] = Counter()

    @property
    def labels(self) -> list[str]:
        """The tags, first those that the model knows, then those seen since."""
        seen = self._seen[self._chosen_column()]
        return [*self._table.labels, *sorted(tag for tag in seen if tag not in self._table)]

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Collect tags; returns how many tokens have one."""
        tags, parts = example.gold.texts("tag"), example.gold.texts("pos")
        self._pairs.update(zip(tags, parts, strict=True))
        counts = {"tag": Counter(filter(None, tags)), "pos": Counter(filter(None, parts))}
        for name, count in counts.items():
            self._seen[name].update(count)
        return sum(counts[self._chosen_column()].values())

    def _chosen_column(self) -> str:
        seen = self._seen
        return self.column or ("pos" if seen["pos"] and not seen["tag"] else "tag")

    def add_label(self, label: str, values: Mapping[str, str] | None = None) -> bool:
        """Make a tag known; the model grows when it is built again.

        `values` is what it stands for, such as `{"pos": "NOUN"}`.

        Raises:
            UsageError: values without a part of speech, or with one that is not universal.
        """
        if values is not None:
            part = values.get("pos")
            if not isinstance(part, str) or not part:
                raise UsageError(
                    f"the tag {label!r} stands for no part of speech",
                    expected='values such as {"pos": "NOUN"}',
                    found=repr(dict(values)),
                )
            flaw = pos_flaw(label, part)
            if flaw is not None:
                raise flaw
            self.coarse[label] = part
            self._given.add(label)
        known = label in self.labels
        self._table.add(label)
        return not known

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model, or grow it to the tags known.

        Raises:
            UsageError: there are no tags.
        """
        self.column = self._chosen_column()
        for label in sorted(self._seen[self.column]):
            self._table.add(label)
        if not self._table.labels:
            raise UsageError(
                "the tagger has no tags to learn",
                expected="tags in the training data (XPOS or UPOS)",
                hint="leave it out with -p, or add tags",
            )
        self._learn_coarse()
        if hasattr(self, "model"):
            grow_head(self.model, len(self._table), rng)
        else:
            self._table.sort()
            self.model = self._make(width, rng)

    def _make(self, width: int, rng: np.random.Generator) -> Model[Array, Array]:
        model = softmax_head(width, len(self._table), rng=rng, ops=choose_ops())
        model.initialize()
        return model

    def _learn_coarse(self) -> None:
        """Take for each tag the universal part of speech that it was seen with most often."""
        most: dict[str, int] = {}
        for (tag, part), count in sorted(self._pairs.items()):
            if tag and part and tag not in self._given and count > most.get(tag, 0):
                most[tag], self.coarse[tag] = count, part

    def update(self, batch: Batch, encoded: Array) -> tuple[float, Array]:
        """Learn the tags of a batch."""
        scores, backprop = self.model.begin_update(encoded)
        classes = self._table.classes(batch.gold(self.column))
        loss, d_scores = cross_entropy(scores, classes, ops=self.model.ops)
        return loss, backprop(d_scores * self.settings.loss_weight)

    # ------------------------------------------------------------------ rehearsal

    def beliefs(self, batch: Batch, encoded: Array) -> Array:  # noqa: ARG002 - by encoding alone
        """The probabilities of tags, shape (N, tags)."""
        return softmax(self.model.ops.xp, self.model.predict(encoded))

    def rehearse(
        self,
        batch: Batch,  # noqa: ARG002 - the encoding says it all
        encoded: Array,
        beliefs: Array,
    ) -> tuple[float, Array]:
        """Learn what an earlier tagger believed."""
        scores, backprop = self.model.begin_update(encoded)
        loss, d_scores = soft_cross_entropy(scores, beliefs, ops=self.model.ops)
        return loss, backprop(d_scores * self.settings.loss_weight)

    # ------------------------------------------------------------------ prediction

    def annotate(self, batch: Batch, encoded: Array) -> None:
        """Set `tag`, and `pos` where a tag stands for one; or `pos` alone, if that was learned."""
        best = on_cpu(self.model.predict(encoded).argmax(axis=1))
        batch.write(self.column, self._table.ids[best], self._table.labels)
        if self.column == "tag":
            self._write_coarse(batch, best)

    def _write_coarse(self, batch: Batch, best: NDArray[np.int64]) -> None:
        """Set `pos`; a token whose tag stands for none keeps the one it has."""
        ids_in: dict[int, NDArray[np.uint64]] = {}
        for stretch, classes in zip(batch.stretches, batch.split(best), strict=True):
            doc = stretch.doc
            if id(doc.vocab) not in ids_in:
                ids_in[id(doc.vocab)] = self._coarse_ids(doc.vocab)
            parts = ids_in[id(doc.vocab)][classes]
            known = parts != 0
            if known.all():
                doc.set_column("pos", parts)
            elif known.any():
                doc.set_column("pos", np.where(known, parts, doc.column("pos")))

    def _coarse_ids(self, vocab: Vocab) -> NDArray[np.uint64]:
        """The id of what each tag stands for in documents of a vocabulary; 0 for nothing."""
        names = [
            vocab.tag_map.get(tag, {}).get("pos")
            or self.tag_map.get(tag, {}).get("pos")
            or self.coarse.get(tag, "")
            for tag in self._table.labels
        ]
        return vocab.strings.add_all(names)

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """Tags, the column they are of, and what they stand for."""
        return {
            "labels": list(self._table.labels),
            "column": self.column,
            "coarse": dict(self.coarse),
        }

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Take tags, and make a model of the right shape."""
        self._table = LabelTable(state["labels"])
        self.column = str(state["column"])
        self.coarse = dict(state["coarse"])
        self.model = self._make(width, np.random.default_rng(0))


def on_cpu(values: Array) -> NDArray[Any]:
    """An array in the memory of the CPU."""
    result: NDArray[Any] = values.get() if hasattr(values, "get") else values
    return result
