"""L: the labels of tags, entities, arcs and categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.wording import counted, listed, times
from nlptk.engine.pipeline.base_model import open_base_model
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import LabelCount, Survey

_LABELLED = frozenset({Layer.TAGS, Layer.POS, Layer.ARCS, Layer.ENTITIES, Layer.CATEGORIES})

_CHOSEN = frozenset({Layer.ENTITIES, Layer.CATEGORIES})
"""Layers whose few labels are chosen for the task; others have long tails, as grammar does."""


@dataclass(frozen=True)
class DevOnlySettings:
    """When a label is missing in the training corpus."""

    min_count: int = 1
    """How often the label must be in the dev corpus."""


class DevOnlyLabel(Check):
    """A label of the dev corpus is not in the training corpus.

    Why: what was never seen cannot be learned, so that each of these is a sure error in the scores.

    Example: the dev file has entities labelled `EVENT`, the training file has none.

    Fix: move some of the documents to the training corpus, or see whether the label is misspelt.
    """

    code = "L103"
    name = "label-only-in-dev"
    severity = Severity.ERROR
    layers = _LABELLED
    settings = DevOnlySettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(
            '{"text": "Anna runs", "spans": [{"start": 0, "end": 4, "label": "PER"}]}\n',
            '{"text": "Ben runs", "spans": [{"start": 0, "end": 3, "label": "PER"}]}\n',
        ),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            '{"text": "Anna runs", "spans": [{"start": 0, "end": 4, "label": "PER"}]}\n',
            '{"text": "Ben runs", "spans": [{"start": 0, "end": 3, "label": "EVENT"}]}\n',
        ),
    )
    given: DevOnlySettings

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each label, where it is first."""
        for layer in sorted(self.layers):
            trained = survey.train.labels.get(layer, {})
            for label, seen in survey.dev.labels.get(layer, {}).items():
                if label not in trained and trained and seen.count >= self.given.min_count:
                    yield survey.finding(
                        self,
                        f"{label!r} ({layer}) is {times(seen.count)} in dev, never in train",
                        at=seen,
                        hint="add training examples of it, or see whether it is misspelt",
                        subject=f"{layer} {label}",
                        severity=self.severity if layer in _CHOSEN else Severity.WARNING,
                    )


class TrainOnlyLabel(Check):
    """A label of the training corpus is not in the dev corpus.

    Labels of tags and arcs are named together: grammars have some that are rare.

    Why: nothing says how well it is learned. It matters little for rare labels.

    Example: the training file has entities labelled `EVENT`, the dev file has none.

    Fix: move some of the documents to the dev corpus, or take it as it is.
    """

    code = "L104"
    name = "label-only-in-train"
    severity = Severity.INFO
    layers = _LABELLED
    passing: ClassVar[tuple[Case, ...]] = DevOnlyLabel.passing
    failing: ClassVar[tuple[Case, ...]] = DevOnlyLabel.failing

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each label, where it is first."""
        hint = "dev does not say how well they are learned"
        for layer in sorted(self.layers):
            judged = survey.dev.labels.get(layer, {})
            trained = survey.train.labels.get(layer, {}) if judged else {}
            missing = {label: seen for label, seen in trained.items() if label not in judged}
            if layer in _CHOSEN:
                for label, seen in missing.items():
                    message = f"{label!r} ({layer}) is {times(seen.count)} in train, never in dev"
                    about = f"{layer} {label}"
                    yield survey.finding(self, message, at=seen, hint=hint, subject=about)
            elif missing:
                message = f"missing in dev: {len(missing):,} of {len(trained):,} labels ({layer}) "
                message += f"of train: {_counts(missing)}"
                at = _rarest(missing)
                yield survey.finding(self, message, at=at, hint=hint, subject=str(layer))


@dataclass(frozen=True)
class RareSettings:
    """When a label is rare: how many examples are enough."""

    entities: int = 50
    """Entities."""
    arcs: int = 20
    """Arcs."""
    categories: int = 10
    """Documents of a category."""
    base_model: str = ""
    """A pipeline that training starts from, as `--base-model` gives it: its labels are no new ones,
    and need fewer examples."""


class RareLabel(Check):
    """A label has few training examples.

    For labels of arcs it is a remark, all in one: grammars have some that are rare.

    Why: a model hardly learns what it sees a few times; the label costs more than it finds.

    Example: 12 entities are labelled `EVENT`.

    Fix: annotate more, or merge it with another label.
    """

    code = "L105"
    name = "rare-label"
    layers = frozenset({Layer.ENTITIES, Layer.ARCS, Layer.CATEGORIES})
    settings = RareSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(DevOnlyLabel.passing[0].train, settings={"entities": 0}),
        Case(
            DevOnlyLabel.passing[0].train,
            settings={"base_model": '{"labels": {"entities": ["PER"]}}'},
        ),
    )
    failing: ClassVar[tuple[Case, ...]] = (Case(DevOnlyLabel.passing[0].train),)
    given: RareSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        given = self.given.base_model
        self._known = open_base_model(given).labels if given else {}

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each label, where it is first."""
        enough = {
            Layer.ENTITIES: self.given.entities,
            Layer.ARCS: self.given.arcs,
            Layer.CATEGORIES: self.given.categories,
        }
        for layer, least in enough.items():
            known, table = self._known.get(layer, ()), survey.train.labels.get(layer, {})
            few = {
                label: seen
                for label, seen in table.items()
                if seen.count <= least and label not in known
            }
            hint = f"more than {least:,} are a beginning"
            if layer in _CHOSEN:
                for label, seen in few.items():
                    examples = counted(seen.count, "training example")
                    message = f"{label!r} ({layer}) has {examples}"
                    about = f"{layer} {label}"
                    yield survey.finding(self, message, at=seen, hint=hint, subject=about)
            elif few:
                message = f"few training examples for {len(few):,} of {len(table):,} labels "
                message += f"({layer}): {_counts(few)}"
                yield survey.finding(
                    self,
                    message,
                    at=_rarest(few),
                    hint=hint,
                    subject=str(layer),
                    severity=Severity.INFO,
                )


class CaseVariant(Check):
    """Two labels differ only by case or punctuation.

    Why: they are two labels for a model; nearly always one is a slip.

    Example: 900 entities are labelled `PERSON` and 3 `Person`.

    Fix: give all the same label.
    """

    code = "L106"
    name = "label-case-variant"
    layers = frozenset({Layer.ENTITIES, Layer.CATEGORIES, Layer.ARCS})
    passing: ClassVar[tuple[Case, ...]] = (DevOnlyLabel.passing[0],)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            DevOnlyLabel.passing[0].train
            + '{"text": "Ben runs", "spans": [{"start": 0, "end": 3, "label": "Per"}]}\n'
        ),
    )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each label that a more frequent one looks like, where it is first."""
        for layer in sorted(self.layers):
            usual: dict[str, str] = {}
            labels = survey.labels(layer)
            for label in sorted(labels, key=lambda label: -survey.total(layer, label)):
                bare = "".join(filter(str.isalnum, label)).casefold()
                known = usual.setdefault(bare, label) if bare else label
                if known != label:
                    message = f"{label!r} ({layer}) is {times(survey.total(layer, label))}, "
                    message += f"{known!r} {times(survey.total(layer, known))}"
                    first = survey.first(layer, label)
                    about = f"{layer} {label}"
                    hint = f"is {known!r} meant?"
                    yield survey.finding(self, message, at=first, hint=hint, subject=about)


def _counts(table: Mapping[str, LabelCount]) -> str:
    return listed({label: seen.count for label, seen in table.items()})


def _rarest(table: Mapping[str, LabelCount]) -> LabelCount:
    return min(table.values(), key=lambda seen: seen.count)


CHECKS = (DevOnlyLabel, TrainOnlyLabel, RareLabel, CaseVariant)
