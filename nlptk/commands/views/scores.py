"""Scores as a person reads them: a line a figure, then tables by label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.commands.tables import aligned

from .training_table import shown_score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nlptk.commands.evaluation_report import EvaluationReport
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
    "links_acc": "Links accuracy",
    "links_prior_acc": "Links accuracy of the prior alone",
    "links_oracle": "Links whose entity was a candidate",
    "links_met_acc": "Links accuracy, of entities found",
    "links_nil_p": "Links NIL P",
    "links_nil_r": "Links NIL R",
    "cats_score": "Textcat score",
    "cats_acc": "Textcat accuracy",
    "cats_macro_f": "Textcat macro F",
    "cats_micro_p": "Textcat micro P",
    "cats_micro_r": "Textcat micro R",
    "cats_micro_f": "Textcat micro F",
    "cats_macro_auc": "Textcat macro AUC",
}
_ONLY_IF = {  # else the same as another
    "ents_f_strict": "ents_misaligned",
    "links_met_acc": "links_unmet",
}
_COUNTED = {
    "tokens_misaligned": "Gold words that are no tokens",
    "ents_misaligned": "Entities that are not made of tokens",
    "links_unmet": "Links whose mention was not found",
}
_BY_LABEL = "cats_f_"
_PER_TYPE = {
    "ents_per_type": "entities",
    "las_per_type": "labels of arcs",
    "cats_per_type": "categories",
    "links_per_type": "links of entities",
}
_SHARES = {
    "p": "P",
    "r": "R",
    "f": "F",
    "auc": "AUC",
    "acc": "accuracy",
    "prior_acc": "prior alone",
    "oracle": "candidate",
}
_COUNTS = {"gold": "gold", "predicted": "predicted", "right": "right", "unmet": "not found"}
_CONFUSIONS = {
    "tags": "tags",
    "pos": "parts of speech",
    "morphs": "features",
    "lemmas": "lemmas",
    "ents": "entities",
    "cats": "categories",
}
_MOST_CONFUSED = 10

Rows = list[list[str]]
"""A table: rows of as many cells each, the first of which is a heading unless said otherwise."""


def conditions(report: EvaluationReport) -> str:
    """What was judged on what, and whose tokens and sentences they were."""
    request = report.request
    left_out = f"; {_counted(report.left_out, 'document')} left out" if report.left_out else ""
    size = _counted(report.documents, "sentence" if request.gold_preproc else "document")
    return (
        f"{request.model} on {request.data}: {size}, "
        f"{_counted(report.judgement.words, 'word')}; {report.tokens} tokens, "
        f"{report.sentences} sentences{left_out}"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def score_rows(report: EvaluationReport) -> Rows:
    """The figures that there are, with their intervals and what they are compared with.

    There is no heading.
    """
    names = [name for name in _NAMES if report.tables.get(_ONLY_IF.get(name, ""), True)]
    names += [name for name in report.figures if name.startswith(_BY_LABEL)]
    known = [name for name in names if report.figures.get(name) is not None]
    rows = [[_title(name), *_cells(report, name)] for name in known]
    rows += [
        [title, f"{report.tables[name]:,}".rjust(6)]
        for name, title in _COUNTED.items()
        if report.tables.get(name)
    ]
    speed = f"Words/s, {'GPU' if report.on_gpu else 'CPU'}"
    rows.append([speed, f"{report.judgement.words_per_second:,.0f}".rjust(6)])
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _title(name: str) -> str:
    return _NAMES.get(name) or f"Textcat F, {name.removeprefix(_BY_LABEL)}"


def _cells(report: EvaluationReport, name: str) -> Iterator[str]:
    yield shown_score(report.figures[name]).rjust(6)
    if report.intervals:
        one = report.intervals.get(name)
        yield f"{shown_score(one.low)} to {shown_score(one.high)}" if one else ""
    if report.comparisons:
        other = report.comparisons.get(name)
        yield f"{other.difference * 100:+.2f}" if other else ""
        yield f"was {shown_score(other.first)}, p = {other.p:.3f}" if other else ""


def type_tables(tables: Mapping[str, Any]) -> Iterator[Rows]:
    """P, R, F or accuracy, and counts, of each label, the most frequent first."""
    for name, what in _PER_TYPE.items():
        by_label: Mapping[str, Mapping[str, Any]] = tables.get(name) or {}
        if not by_label:
            continue
        known = next(iter(by_label.values()))
        shares = {name: title.rjust(6) for name, title in _SHARES.items() if name in known}
        counts = {name: title for name, title in _COUNTS.items() if name in known}
        rows = [[what, *shares.values(), *counts.values()]]
        for label in sorted(by_label, key=lambda label: (-by_label[label]["gold"], label)):
            figures = by_label[label]
            row = [shown_score(figures[name]).rjust(len(shares[name])) for name in shares]
            row += [f"{figures[name]:,}".rjust(len(counts[name])) for name in counts]
            rows.append([label, *row])
        yield rows


def confusion_tables(tables: Mapping[str, Any]) -> Iterator[Rows]:
    """The pairs that are confused most often."""
    for name, what in _CONFUSIONS.items():
        pairs: Sequence[tuple[str, str, int]] = tables.get(f"{name}_confusion") or ()
        if pairs:
            yield [
                [f"{what}: gold", "predicted", "times"],
                *(
                    [gold or "-", found or "-", f"{count:,}".rjust(5)]
                    for gold, found, count in pairs[:_MOST_CONFUSED]
                ),
            ]


def error_title(one: BadSentence) -> str:
    """Where a sentence is, how much is wrong in it, and its text."""
    return f"{one.place}: {one.wrong} wrong: {one.text}"


def error_table(one: BadSentence) -> Rows:
    """A sentence word by word; where gold and predicted differ, both stand there."""
    rows = [["word", *one.columns]]
    for word, *values in one.rows:
        pairs = zip(values[::2], values[1::2], strict=True)
        rows.append([word, *(_pair(gold, found) for gold, found in pairs)])
    return rows


def _pair(gold: str, found: str) -> str:
    return gold if gold == found or not gold else f"{gold} > {found or '-'}"


def report_text(report: EvaluationReport, *, per_type: bool, confusion: bool) -> str:
    """What is printed: scores, then what was asked for besides."""
    parts = [aligned(score_rows(report))]
    if per_type:
        parts += map(aligned, type_tables(report.tables))
    if confusion:
        parts += map(aligned, confusion_tables(report.tables))
    parts += (f"{error_title(one)}\n{aligned(error_table(one))}" for one in report.worst)
    return "\n\n".join(parts)
