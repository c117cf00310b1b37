"""L: the labels that the pipeline knows that training starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.layers import Layer
from nlptk.engine.pipeline.base_model import open_base_model
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import Survey

_SHOWN = 10
"""Labels that a message names."""
_PERSON = '{"text": "Anna runs", "spans": [{"start": 0, "end": 4, "label": "PER"}]}\n'


@dataclass(frozen=True)
class BaseSettings:
    """The pipeline that training starts from."""

    base_model: str = ""
    """A pipeline with labels, as `--base-model` gives it. Empty: no check."""


class ForgottenLabel(Check):
    """The training corpus has no example of labels that the base model knows.

    Why: a model that is trained on, learns that what it used to label is nothing, and forgets it
    after a few hundred sentences.

    Example: the base model knows `PER`, `LOC` and `ORG`; the new data is annotated with `PRODUCT`
    only, so that all places in it are taken for nothing.

    Fix: annotate the others too; a pipeline can do the first draft: `nlptk predict`. Or train with
    `--raw-text`, which rehearses what the model knows, or a new component from scratch.
    """

    code = "L114"
    name = "label-of-base-model-missing"
    layers = frozenset({Layer.TAGS, Layer.ARCS, Layer.ENTITIES, Layer.CATEGORIES})
    settings = BaseSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_PERSON),
        Case(_PERSON, settings={"base_model": '{"labels": {"entities": ["PER"]}}'}),
        Case(_PERSON, settings={"base_model": '{"labels": {"tags": ["NN"]}}'}),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_PERSON, settings={"base_model": '{"labels": {"entities": ["LOC", "PER"]}}'}),
    )
    given: BaseSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        given = self.given.base_model
        self._known = open_base_model(given).labels if given else {}

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a layer that the training corpus has labels of."""
        for layer, known in self._known.items():
            trained = survey.train.labels.get(layer, {})
            missing = sorted(known - trained.keys())
            if trained and missing:
                message = f"missing in train: {len(missing):,} of {len(known):,} labels ({layer}) "
                message += f"of the base model: {', '.join(missing[:_SHOWN])}"
                message += ", ..." if len(missing) > _SHOWN else ""
                hint = "it forgets them; add examples, or rehearse with train --raw-text"
                yield survey.finding(self, message, part="train", hint=hint, subject=str(layer))


CHECKS = (ForgottenLabel,)
