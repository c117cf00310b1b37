"""L: how labels are spread: whether there is enough of what is rare, and of what is not one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.wording import listed
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey


def _record(label: str) -> str:
    return f'{{"text": "Anna runs", "spans": [{{"start": 0, "end": 4, "label": "{label}"}}]}}\n'


def _cats(**cats: int) -> str:
    values = ", ".join(f'"{label}": {value}' for label, value in cats.items())
    return f'{{"text": "It rained all day", "cats": {{{values}}}}}\n'


_PLAIN = '{"text": "Nobody runs", "spans": []}\n'
_SOUND = Case((_record("PER") + _record("ORG") + _PLAIN) * 10)


@dataclass(frozen=True)
class ImbalanceSettings:
    """When labels are spread unevenly."""

    max_share: float = 0.95
    """The share that one label of several may have."""
    min_count: int = 100
    """How many documents with categories, or entities, there must be for a share to say much."""


class Imbalance(Check):
    """Nearly all examples have one label.

    Of categories, a single one is compared with the documents in which it does not hold.

    Why: a model that always answers with this label is nearly always right, and learns nothing
    else; the share of right answers says little then.

    Example: 980 of 1,000 documents are `HAM`, 20 are `SPAM`.

    Fix: add examples of the others, or leave some of the most frequent out. Look at the figures a
    label, not at the share of right answers.
    """

    code = "L111"
    name = "unbalanced-labels"
    layers = frozenset({Layer.CATEGORIES, Layer.ENTITIES})
    settings = ImbalanceSettings
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        Case(_cats(A=1, B=0) * 60 + _cats(A=0, B=1) * 60),
        Case(_cats(A=1) * 3 + _cats(A=0)),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_cats(A=1, B=0) * 120 + _cats(A=0, B=1)),
        Case(_cats(A=0) * 120 + _cats(A=1)),
        Case(_record("PER") * 120 + _record("ORG")),
    )
    given: ImbalanceSettings

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a layer, at the first of the most frequent label of the training corpus."""
        for layer in sorted(self.layers):
            table = survey.train.labels.get(layer, {})
            counts = {label: seen.count for label, seen in table.items()}
            named = survey.train.categories
            if layer is Layer.CATEGORIES and len(named) == 1:
                (label, total), no = next(iter(named.items())), "no "
                counts |= {no + label: total - counts.get(label, 0)}
            finding = self._compare(survey, layer, counts)
            if finding is not None:
                yield finding

    def _compare(
        self, survey: Survey, layer: Layer, counts: Mapping[str, int]
    ) -> Diagnostic | None:
        total = sum(counts.values())
        most = max(counts, key=lambda label: counts[label], default="")
        others = [label for label, count in counts.items() if count and label != most]
        few = total < self.given.min_count or not others
        if few or counts[most] <= self.given.max_share * total:
            return None
        table = survey.train.labels[layer]
        share = counts[most] / total
        message = f"{counts[most]:,} of {total:,} training examples ({layer}) are {most!r}: "
        message += f"{share:.1%}"
        hint = "add examples of the others, or leave some of these out"
        at = table.get(most) or next(iter(table.values()))
        severity = Severity.WARNING if layer is Layer.CATEGORIES else Severity.INFO
        return survey.finding(
            self, message, at=at, hint=hint, subject=f"{layer} {most}", severity=severity
        )


@dataclass(frozen=True)
class NegativeSettings:
    """When it is remarkable that each text has an entity."""

    min_texts: int = 20
    """How many sentences, or documents where nobody marked sentences, there must be."""
    max_tokens: float = 60.0
    """Tokens that these may have in the mean: long ones show enough of what is no entity."""
    min_share: float = 0.005
    """The share of them, at least, that should be without an entity."""


class NoNegatives(Check):
    """Hardly any sentence, or short document, of the training corpus is without an entity.

    Why: a model that never saw a text without one finds entities everywhere. Most often texts
    without annotation were left out when the data was exported or searched for.

    Example: all 949 documents have at least one entity.

    Fix: add texts without entities, about as many as the pipeline will meet. It is all right where
    it will be used on such texts only.
    """

    code = "L112"
    name = "no-text-without-entity"
    layers = frozenset({Layer.ENTITIES})
    settings = NegativeSettings
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, Case(_record("PER")))
    failing: ClassVar[tuple[Case, ...]] = (Case(_record("PER") * 20),)
    given: NegativeSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._texts: Counter[str] = Counter()
        self._tokens: Counter[str] = Counter()
        self._with: Counter[str] = Counter()

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        doc = seen.doc
        if len(doc):
            begins = np.flatnonzero(doc.column("ent_iob") == EntIob.BEGIN)
            rows = np.searchsorted(seen.sentence_starts, begins, side="right")
            self._texts[seen.part] += len(seen.sentence_starts)
            self._tokens[seen.part] += len(doc)
            self._with[seen.part] += len(np.unique(rows))
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding about the training corpus."""
        texts, found = self._texts["train"], self._with["train"]
        short = self._tokens["train"] <= self.given.max_tokens * texts
        if texts < self.given.min_texts or not short:
            return
        if texts - found < self.given.min_share * texts:
            what = "sentences" if survey.train.sents else "documents"
            none = f"only {texts - found:,}" if texts > found else "none"
            verb = "are" if texts - found > 1 else "is"
            message = f"{none} of the {texts:,} training {what} {verb} without an entity"
            hint = "add texts without entities, as many as the pipeline will meet"
            yield survey.finding(self, message, part="train", hint=hint, subject="train")


@dataclass(frozen=True)
class SupportSettings:
    """How many examples of a label a figure can be measured by."""

    entities: int = 10
    """Entities."""
    categories: int = 10
    """Documents of a category."""
    arcs: int = 10
    """Arcs."""


class FewDevExamples(Check):
    """Labels have few examples in the dev corpus.

    Why: of five examples, one more or less found is 20 % of the recall of the label, and which of
    two models is the better one there is chance.

    Example: `EVENT` is 3 times in dev.

    Fix: move documents that have it to the dev corpus, or do not decide by its figures.
    """

    code = "L113"
    name = "few-dev-examples"
    severity = Severity.INFO
    layers = frozenset({Layer.ENTITIES, Layer.CATEGORIES, Layer.ARCS})
    settings = SupportSettings
    passing: ClassVar[tuple[Case, ...]] = (Case(_SOUND.train, _SOUND.train), _SOUND)
    failing: ClassVar[tuple[Case, ...]] = (Case(_SOUND.train, _record("PER")),)
    given: SupportSettings

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a layer, at the first of the rarest label; those only in dev are not meant."""
        enough = {
            Layer.ENTITIES: self.given.entities,
            Layer.CATEGORIES: self.given.categories,
            Layer.ARCS: self.given.arcs,
        }
        for layer, least in enough.items():
            trained, judged = (part.labels.get(layer, {}) for part in (survey.train, survey.dev))
            few = {label: seen for label, seen in judged.items() if seen.count < least}
            few = {label: few[label] for label in few if label in trained}
            if few:
                counts = {label: seen.count for label, seen in few.items()}
                message = f"fewer than {least:,} examples in dev for {len(few):,} of "
                message += f"{len(judged):,} labels ({layer}): {listed(counts)}"
                hint = "their figures say little; move documents that have them to dev"
                at = min(few.values(), key=lambda seen: seen.count)
                yield survey.finding(self, message, at=at, hint=hint, subject=str(layer))


CHECKS = (Imbalance, NoNegatives, FewDevExamples)
