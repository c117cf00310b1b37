"""Figures that must be reached for a command to succeed: `--fail-under`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from nlptk.engine.errors import UsageError

from .exits import ExitCode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from .views.console import Console

_LONG_NAMES = {"ner_p": "ents_p", "ner_r": "ents_r", "ner_f": "ents_f"}


@dataclass(frozen=True)
class Threshold:
    """The least that a figure must reach for the run to be a success, between 0 and 1."""

    figure: str
    least: float

    @classmethod
    def parse(cls, text: str) -> Threshold:
        """From `figure=value`. Raises `UsageError`."""
        figure, _, value = text.partition("=")
        try:
            least = float(value)
        except ValueError:
            least = -1.0
        if not figure.strip() or not 0 <= least <= 1:
            raise UsageError(
                f"--fail-under {text}",
                expected="figure=value with a value from 0 to 1, such as las=0.80",
            )
        figure = figure.strip()
        return cls(_LONG_NAMES.get(figure, figure), least)

    def check(self, figures: Collection[str]) -> None:
        """Raise `UsageError` when it is about none of the figures that there will be."""
        if self.figure in figures:
            return
        near = get_close_matches(self.figure, figures, n=1)
        raise UsageError(
            f"--fail-under {self.figure}: this pipeline has no such figure",
            expected=f"one of: {', '.join(figures)}",
            hint=f"did you mean {near[0]}?" if near else "",
        )

    def missed_by(self, scores: Mapping[str, float | None]) -> str:
        """Why scores are not enough, or "" when they are."""
        value = scores.get(self.figure)
        if value is None:
            return f"{self.figure} has no value, and should be {self.least:g} or more"
        if value < self.least:
            return f"{self.figure} is {value:.4f}, and should be {self.least:g} or more"
        return ""


def judged(
    figures: Mapping[str, float | None], thresholds: Sequence[Threshold], console: Console
) -> ExitCode:
    """The exit code for these figures; the console is told of each threshold that was missed."""
    missed = [reason for one in thresholds if (reason := one.missed_by(figures))]
    for reason in missed:
        console.error(f"--fail-under: {reason}")
    return ExitCode.BAD_ANSWER if missed else ExitCode.DONE
