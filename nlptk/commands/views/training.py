"""What `nlptk train` shows: what there is to learn, a row for each epoch, and which was best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.training.events import Evaluated, Finished, Saved, Started, Stepped, Warned

from .screens import LiveScreen, PlainScreen
from .training_table import columns_of, shown_score, table_row, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlptk.engine.training.events import Event, Supply

    from .console import Console
    from .screens import Screen
    from .training_table import Column

_ITEMS = {
    "parser": "arcs",
    "tagger": "tags",
    "ner": "entities",
    "textcat": "categories",
    "lemmatizer": "lemmas",
    "morphologizer": "features",
    "senter": "sentence starts",
    "entity_linker": "links",
}
_ENDS = {
    "epochs": "all epochs made",
    "patience": "no better score for as long as the patience lasted",
    "steps": "as many steps made as were asked for",
    "minutes": "as many minutes spent as were asked for",
    "interrupted": "interrupted",
}
_SILENCE, _SILENCE_VERBOSE = 60.0, 10.0  # seconds


class TrainingView:
    """Shows the events of a run on stderr, as they come.

    `weights` is how much each figure counts in the score. `factories` names the kind of each
    component.
    """

    def __init__(
        self,
        console: Console,
        weights: Mapping[str, float],
        *,
        factories: Mapping[str, str] | None = None,
        verbose: bool = False,
    ) -> None:
        self._console = console
        self._weights = weights
        self._factories = factories or {}
        self._verbose = verbose
        self._epochs = 0
        self._columns: list[Column] = []
        self._saved: dict[str, Saved] = {}
        self._finished: Finished | None = None
        if console.interactive and not console.quiet:
            self.screen: Screen = LiveScreen(console)
        else:
            silence = _SILENCE_VERBOSE if verbose else _SILENCE
            self.screen = PlainScreen(console, silence=silence)

    def show(self, event: Event) -> None:
        """Show an event."""
        match event:
            case Started():
                self._start(event)
            case Stepped():
                self._step(event)
            case Evaluated():
                line = table_row([column.cell(event) for column in self._columns], self._columns)
                self.screen.row(line, is_best=event.is_best)
            case Saved():
                self._saved[event.what] = event
                if self._verbose:
                    self._console.say(f"saved {event.path}")
            case Warned():
                self._console.warn(event.message)
            case Finished():
                self._finished = event

    def close(self) -> None:
        """Leave the terminal as it was, and sum up a run that came to its end."""
        self.screen.close()
        if self._finished is not None:
            self._sum_up(self._finished)

    def _start(self, event: Started) -> None:
        self._epochs = event.epochs
        say = self._console.say
        for supply in event.supplies:
            kind = self._factories.get(supply.component, supply.component)
            say(supply_line(supply, _ITEMS.get(kind, "annotations")))
            for note in supply.notes:
                say(f"{supply.component}: {note}")
        say(
            f"training on {event.train_words:,} words in {_examples(event.train_examples)}, "
            f"judged on {event.dev_words:,} in {_examples(event.dev_examples)}"
        )
        if event.resumed_from:
            say(f"resumed after epoch {event.resumed_from} of {event.epochs}")
        self._columns = columns_of(event.columns)
        say("")
        self.screen.row(
            table_row([column.title for column in self._columns], self._columns), is_best=False
        )

    def _step(self, event: Stepped) -> None:
        share = event.progress * self._epochs - (event.epoch - 1)
        losses = ", ".join(f"{name} {loss:.3f}" for name, loss in event.losses.items())
        line = f"epoch {event.epoch}/{self._epochs}: {event.words_per_second:,.0f} words/s, loss: "
        self.screen.running(line + losses, min(max(share, 0.0), 1.0))

    def _sum_up(self, event: Finished) -> None:
        say = self._console.say
        say("")
        say(
            f"{_ENDS[event.reason]}: {event.epochs} epochs, {event.steps:,} steps in "
            f"{_duration(event.seconds)}"
        )
        if event.best_epoch:
            say(f"best epoch: {event.best_epoch}, {score_line(event, self._weights)}")
        for what in ("best", "last"):
            if what in self._saved:
                say(f"{self._saved[what].path}: {_what_it_is(what, event)}")
        if event.reason == "interrupted":
            say("the work is kept: the same command with --resume goes on")


def supply_line(supply: Supply, noun: str) -> str:
    """What there is to learn for a component."""
    return (
        f"{supply.component}: {supply.labels:,} labels, {supply.items:,} {noun} in "
        f"{supply.examples:,} of {supply.total:,} examples; {supply.misaligned:,} misaligned"
    )


def score_line(event: Finished, weights: Mapping[str, float]) -> str:
    """The best score, and the figures that it is the weighted mean of."""
    scores = event.best_scores
    counted = {
        figure: weight
        for figure, weight in weights.items()
        if weight and scores.get(figure) is not None
    }
    score = f"score {shown_score(event.best_score)}"
    if len(counted) < 2:
        return score + "".join(f" ({title_of(figure)})" for figure in counted)
    parts = [
        f"{'' if weight == 1 else f'{weight:g} x '}{title_of(figure)} {shown_score(scores[figure])}"
        for figure, weight in counted.items()
    ]
    return f"{score} = ({' + '.join(parts)}) / {sum(counted.values()):g}"


def _examples(count: int) -> str:
    return f"{count:,} example{'' if count == 1 else 's'}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or hours)
    return " ".join([*parts, f"{rest} s"])


def _what_it_is(what: str, event: Finished) -> str:
    if what == "best" and event.best_epoch:
        return f"the pipeline after epoch {event.best_epoch}"
    return f"the pipeline as it was last, after {event.steps:,} steps"
