"""L: the labels of tags, entities, arcs and categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import Survey

_LABELLED = frozenset({Layer.TAGS, Layer.POS, Layer.ARCS, Layer.ENTITIES, Layer.CATEGORIES})


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
                        f"{label!r} ({layer}) is {seen.count:,} times in dev, never in train",
                        at=seen,
                        hint="add training examples of it, or see whether it is misspelt",
                        subject=f"{layer} {label}",
                    )


CHECKS = (DevOnlyLabel,)
