"""Scores as a person reads them: a line a figure, then tables by label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.commands.tables import aligned

from .training_table import shown_score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nlptk.commands.evaluation import EvaluationReport
    from nlptk.engine.scoring.errors import BadSentence

_NAMES = {
    "token_acc": "Token accuracy",
    "token_f": "Token F",
    "tag_acc": "Tag accuracy",
    "pos_acc": "POS accuracy",
    "morph_acc": "Features accuracy",
    "lemma_acc": "Lemma accuracy",
    "uas": "UAS, punctuation counted",
    "las": "LAS, punctuation counted",
    "uas_nopunct": "UAS without punctuation",
    "las_nopunct": "LAS without punctuation",
    "las_universal": "LAS, universal labels",
    "sent_p": "Sentences P",
    "sent_r": "Sentences R",
    "sent_f": "Sentences F",
    "sent_start_f": "Sentence starts F",
    "ents_p": "NER P",
    "ents_r": "NER R",
    "ents_f": "NER F",
    "ents_f_strict": "NER F, misaligned as missed",
    "ents_unlabelled_f": "NER F, any type",
    "ents_partial_f": "NER F, overlapping, any type",
    "cats_score": "Textcat score",
    "cats_acc": "Textcat accuracy",
    "cats_macro_f": "Textcat macro F",
    "cats_micro_p": "Textcat micro P",
    "cats_micro_r": "Textcat micro R",
    "cats_micro_f": "Textcat micro F",
    "cats_macro_auc": "Textcat macro AUC",
}
_PER_TYPE = {
    "ents_per_type": "entities",
    "las_per_type": "labels of arcs",
    "cats_per_type": "categories",
}
_CONFUSIONS = ("tags", "pos", "morphs", "ents", "cats")
_MOST_CONFUSED = 10


def score_lines(report: EvaluationReport) -> Iterator[str]:
    """The figures that there are, with their intervals and what they are compared with."""
    rows = [_row(report, name) for name in _NAMES if report.figures.get(name) is not None]
    rows += [
        [f"Textcat F, {name.removeprefix('cats_f_')}", *_cells(report, name)]
        for name in report.figures
        if name.startswith("cats_f_") and report.figures[name] is not None
    ]
    misaligned = report.tables.get("ents_misaligned")
    if misaligned:
        rows.append(["Entities that are not made of tokens", str(misaligned)])
    speed = f"Words/s, {'GPU' if report.on_gpu else 'CPU'}"
    rows.append([speed, f"{report.judgement.words_per_second:,.0f}"])
    width = max(map(len, rows))
    yield aligned([row + [""] * (width - len(row)) for row in rows])


def _row(report: EvaluationReport, name: str) -> list[str]:
    return [_NAMES[name], *_cells(report, name)]


def _cells(report: EvaluationReport, name: str) -> Iterator[str]:
    yield shown_score(report.figures[name]).rjust(6)
    if name in report.intervals:
        one = report.intervals[name]
        yield f"{shown_score(one.low)} to {shown_score(one.high)}"
    if name in report.comparisons:
        other = report.comparisons[name]
        yield f"{other.difference * 100:+.2f} (was {shown_score(other.first)}, p = {other.p:.3f})"


def type_lines(tables: Mapping[str, Any]) -> Iterator[str]:
    """P, R, F and counts of each label, the most frequent first."""
    for name, what in _PER_TYPE.items():
        by_label = tables.get(name) or {}
        if not by_label:
            continue
        columns = [column for column in ("p", "r", "f", "auc") if column in _first(by_label)]
        rows = [[what, *(column.upper() for column in columns)]]
        for label, figures in by_label.items():
            rows.append([label, *(shown_score(figures[column]) for column in columns)])
        yield ""
        yield aligned(rows)


def _first(by_label: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    return next(iter(by_label.values()))


def confusion_lines(tables: Mapping[str, Any]) -> Iterator[str]:
    """The pairs that are confused most often."""
    for name in _CONFUSIONS:
        pairs: Sequence[tuple[str, str, int]] = tables.get(f"{name}_confusion") or ()
        if not pairs:
            continue
        rows = [[name, "predicted", "times"]]
        rows += [[gold, found or "-", str(count)] for gold, found, count in pairs[:_MOST_CONFUSED]]
        yield ""
        yield aligned(rows)


def error_lines(worst: Sequence[BadSentence]) -> Iterator[str]:
    """Sentences word by word; where gold and predicted differ, both stand there."""
    for one in worst:
        yield ""
        yield f"{one.place}: {one.wrong} wrong: {one.text}"
        rows = [["word", *one.columns]]
        for word, *values in one.rows:
            pairs = zip(values[::2], values[1::2], strict=True)
            rows.append([word, *(_pair(gold, found) for gold, found in pairs)])
        yield aligned(rows)


def _pair(gold: str, found: str) -> str:
    return gold if gold == found or not gold else f"{gold} > {found or '-'}"
