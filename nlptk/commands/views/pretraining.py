"""What `nlptk pretrain` shows: what there is to read, and a row each time it was judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.training.pretraining.events import (
    HeldOutJudged,
    PretrainingFinished,
    PretrainingSaved,
    PretrainingStarted,
    PretrainingStepped,
)

from .screens import LiveScreen, PlainScreen

if TYPE_CHECKING:
    from nlptk.engine.training.pretraining.events import PretrainingEvent

    from .console import Console
    from .screens import Screen

_TITLES = ("Epoch", "Words", "Minutes", "Loss", "Held-out", "Words/s")
_WIDTHS = (6, 12, 8, 8, 9, 9)
_SILENCE = 60.0  # seconds
_ENDS = {
    "epochs": "all texts read as often as was asked for",
    "words": "as many words read as were asked for",
    "minutes": "as many minutes spent as were asked for",
    "patience": "no better held-out loss for as long as the patience lasted",
    "interrupted": "interrupted",
}


class PretrainingView:
    """Shows the events of a run on stderr, as they come."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._saved: dict[str, PretrainingSaved] = {}
        self._finished: PretrainingFinished | None = None
        self.screen: Screen = (
            LiveScreen(console)
            if console.interactive and not console.quiet
            else PlainScreen(console, silence=_SILENCE)
        )

    def show(self, event: PretrainingEvent) -> None:
        """Show an event."""
        match event:
            case PretrainingStarted():
                self._start(event)
            case PretrainingStepped():
                line = (
                    f"{event.words:,} words: {event.words_per_second:,.0f} words/s, "
                    f"loss: {event.loss:.3f}"
                )
                self.screen.running(line, event.progress)
            case HeldOutJudged():
                self.screen.row(row_of(event), is_best=event.is_best)
            case PretrainingSaved():
                self._saved[event.what] = event
            case PretrainingFinished():
                self._finished = event

    def close(self) -> None:
        """Leave the terminal as it was, and sum up a run that came to its end."""
        self.screen.close()
        if self._finished is not None:
            self._sum_up(self._finished)

    def _start(self, event: PretrainingStarted) -> None:
        say = self._console.say
        more = "" if event.is_whole else "the first "
        say(
            f"{more}{event.words:,} words in {event.passages:,} passages, "
            f"{event.distinct:,} different ones; held out: {event.held_out_words:,} words in "
            f"{event.held_out_passages:,} passages"
        )
        say(_asked(event))
        if event.endless:
            self._console.warn(
                "nobody knows where the texts end, so the learning rate does not fall; "
                "--max-words or --max-minutes sets the end"
            )
        if event.resumed_from:
            say(f"resumed after step {event.resumed_from:,}")
        say("")
        cells = [title.rjust(width) for title, width in zip(_TITLES, _WIDTHS, strict=True)]
        self.screen.row("  ".join(cells), is_best=False)

    def _sum_up(self, event: PretrainingFinished) -> None:
        say = self._console.say
        say("")
        say(
            f"{_ENDS[event.reason]}: {event.words:,} words, {event.steps:,} steps in "
            f"{event.seconds / 60:.1f} min"
        )
        for reason, count in sorted(event.skipped.items()):
            say(f"left out: {count:,} texts: {reason}")
        if event.best_step:
            say(f"best held-out loss: {event.best_loss:.3f}, after step {event.best_step:,}")
        if "best" in self._saved:
            say(f"{self._saved['best'].path}: for nlptk train --init-tok2vec")
        if event.reason == "interrupted":
            say("the work is kept: the same command with --resume goes on")


def row_of(event: HeldOutJudged) -> str:
    """A line of the table; the best so far has a star."""
    cells = (
        f"{'*' if event.is_best else ''}{event.epoch}",
        f"{event.words:,}",
        f"{event.seconds / 60:.1f}",
        f"{event.loss:.3f}",
        f"{event.held_out_loss:.3f}",
        f"{event.words_per_second:,.0f}",
    )
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, _WIDTHS, strict=True))


def _asked(event: PretrainingStarted) -> str:
    """What is asked of hidden words."""
    if event.types is None or event.covered is None:
        return f"objective: {event.objective} of hidden words"
    return (
        f"objective: which of the {event.types:,} most frequent words is hidden; "
        f"they are {event.covered:.0%} of the text"
    )
