"""TrainingOptimizer: the optimizer of a training loop that somebody writes in a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError

from .averages import Averages, AverageSettings
from .updates import Optimizer, OptimizerSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thinc.api import Model

    from .updates import StepFacts

_AVERAGED_EVERY = 4  # averages of each step would take a fifth of the time of small updates


class TrainingOptimizer:
    """Adam with clipped gradients, and the averages of all parameters since the first step.

    Its settings are attributes that may be changed between updates; the next one uses them:
    `learn_rate`, `beta1`, `beta2`, `epsilon`, `L2` (this times a parameter is added to its
    gradient) and `max_grad_norm` (longer gradients are scaled down to it; 0 leaves all as they
    are). `averages` are for `nlp.use_params`.
    """

    __slots__ = (
        "L2",
        "_rule",
        "averages",
        "beta1",
        "beta2",
        "epsilon",
        "learn_rate",
        "max_grad_norm",
        "steps",
    )

    def __init__(self, settings: OptimizerSettings | None = None, *, learn_rate: float) -> None:
        settings = settings or OptimizerSettings()
        self.learn_rate = learn_rate
        self.beta1, self.beta2, self.epsilon = settings.beta1, settings.beta2, settings.epsilon
        self.L2, self.max_grad_norm = settings.l2, settings.clip
        self.averages = Averages(AverageSettings(every=_AVERAGED_EVERY))
        self.steps = 0
        self._rule = Optimizer(settings)

    def start(self, models: Mapping[str, Model[Any, Any]]) -> None:
        """Take up parameters that were not there before."""
        self.averages.start(models)

    def step(self, models: Mapping[str, Model[Any, Any]]) -> StepFacts:
        """Update all parameters that have a gradient, in place.

        Raises:
            UsageError: a setting that cannot be.
            NlptkError: a gradient is not finite; no parameter was changed.
        """
        self._rule.change(self._settings())
        if not self.learn_rate > 0:
            raise UsageError(
                "bad learn_rate of the optimizer",
                expected="more than 0",
                found=str(self.learn_rate),
            )
        averages = self.averages
        facts = self._rule.step(models, rate=self.learn_rate, before_rows=averages.before_rows)
        averages.update(models)
        self.steps += 1
        return facts

    def _settings(self) -> OptimizerSettings:
        return OptimizerSettings(
            beta1=self.beta1,
            beta2=self.beta2,
            epsilon=self.epsilon,
            clip=self.max_grad_norm,
            l2=self.L2,
        )
