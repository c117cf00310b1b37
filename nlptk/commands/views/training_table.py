"""The table of a training run: a row for each epoch, columns for losses, figures and speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlptk.engine.training.events import Evaluated

_LOSS_TITLES = {
    "parser": "Dep Loss",
    "tagger": "Tag Loss",
    "ner": "NER Loss",
    "entity_linker": "Link Loss",
}
_TITLES = {
    "uas": "UAS",
    "las": "LAS",
    "sent_f": "Sent F",
    "ents_p": "NER P",
    "ents_r": "NER R",
    "ents_f": "NER F",
    "tag_acc": "Tag %",
    "pos_acc": "POS %",
    "morph_acc": "Morph %",
    "lemma_acc": "Lemma %",
    "token_acc": "Token %",
    "cats_score": "Textcat",
    "links_acc": "Links %",
    "links_prior_acc": "Prior %",
    "links_oracle": "Oracle %",
}
_LOSS = "loss:"
_NARROWEST = 7


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its title, and how its cell is made from an evaluation."""

    title: str
    cell: Callable[[Evaluated], str]

    @property
    def width(self) -> int:
        """How many characters its cells have, but for those that need more."""
        return max(len(self.title), _NARROWEST)


def columns_of(names: Sequence[str]) -> list[Column]:
    """The columns of these names, after that of the epoch.

    A name is that of a figure, `loss:` and a component, `cpu_wps` or `gpu_wps`.
    """
    first = Column("Itn", lambda event: f"{'*' if event.is_best else ''}{event.epoch}")
    return [first, *map(_column, names)]


def _column(name: str) -> Column:
    if name == "cpu_wps":
        return Column("CPU WPS", lambda event: _speed(event.cpu_words_per_second))
    if name == "gpu_wps":
        return Column("GPU WPS", lambda event: _speed(event.gpu_words_per_second))
    if name.startswith(_LOSS):
        component = name.removeprefix(_LOSS)
        title = _LOSS_TITLES.get(component, f"{component} Loss")
        return Column(title, _loss_cell(component))
    return Column(title_of(name), _score_cell(name))


def title_of(figure: str) -> str:
    """How a figure is called in the table."""
    return _TITLES.get(figure) or figure.replace("_", " ").strip().capitalize()


def table_row(cells: Sequence[str], columns: Sequence[Column]) -> str:
    """A line of the table; numbers end where their titles do."""
    return "  ".join(cell.rjust(column.width) for cell, column in zip(cells, columns, strict=True))


def _loss_cell(name: str) -> Callable[[Evaluated], str]:
    def cell(event: Evaluated) -> str:
        loss = event.losses.get(name)
        return "-" if loss is None else f"{loss:.3f}"

    return cell


def _score_cell(name: str) -> Callable[[Evaluated], str]:
    return lambda event: shown_score(event.scores.get(name))


def shown_score(value: float | None) -> str:
    """A score between 0 and 1 as it is shown, or a dash."""
    return "-" if value is None else f"{value * 100:.2f}"


def _speed(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"
