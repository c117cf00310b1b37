"""What came of an evaluation, as data and as a file that another one can be compared with."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nlptk._version import __version__
from nlptk.engine.data.sink import open_file
from nlptk.engine.errors import DataError, Place
from nlptk.engine.scoring.report import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.scoring.bootstrap import Comparison, Interval
    from nlptk.engine.scoring.counts import Counts
    from nlptk.engine.scoring.errors import BadSentence
    from nlptk.engine.training.evaluate import Judgement

    from .evaluation import EvaluateRequest


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What came of an evaluation. `tokens` and `sentences` say whose they were: gold or own.

    `left_out` are documents whose text the tokenizer did not keep. `unjudged` are components for
    which there is no gold annotation. `drawn` are the first documents as the pipeline annotated
    them, as many as were asked for.
    """

    request: EvaluateRequest
    judgement: Judgement
    scorers: Sequence[str]
    tokens: str
    sentences: str
    documents: int
    left_out: int = 0
    unjudged: Sequence[str] = ()
    on_gpu: bool = False
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)
    worst: Sequence[BadSentence] = ()
    drawn: Sequence[Doc] = ()

    @property
    def figures(self) -> Mapping[str, float | None]:
        """The scores by name, from 0 to 1."""
        return self.judgement.scores.figures

    @property
    def tables(self) -> Mapping[str, Any]:
        """What there is to know by label."""
        return self.judgement.scores.tables

    def to_dict(self, *, counts: bool = False) -> dict[str, Any]:
        """The document that `--json` prints, with the counts of each document where asked for."""
        speed = "gpu_wps" if self.on_gpu else "cpu_wps"
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "nlptk": __version__,
            "model": str(self.request.model),
            "data": self.request.data,
            "tokens": self.tokens,
            "sentences": self.sentences,
            "documents": self.documents,
            "left_out": self.left_out,
            "words": self.judgement.words,
            "unjudged": list(self.unjudged),
            "scores": dict(self.figures),
            "tables": dict(self.tables),
            "speed": {speed: self.judgement.words_per_second},
        }
        if self.intervals:
            document["intervals"] = {
                name: {"low": one.low, "high": one.high, "confidence": one.confidence}
                for name, one in self.intervals.items()
            }
        if self.comparisons:
            document["comparison"] = {
                name: {"other": one.first, "this": one.second, "p": one.p}
                for name, one in self.comparisons.items()
            }
        if self.worst:
            document["errors"] = [one.to_dict() for one in self.worst]
        if counts:
            document["counts"] = [
                [[list(key), count] for key, count in sorted(one.items()) if count]
                for one in self.judgement.scores.by_doc
            ]
        return document


def write_report(path: Path, report: EvaluationReport) -> None:
    """Write a report with its counts as JSON, whole or not at all. Raises `OutputError`."""
    with open_file(path) as sink:
        sink.write(json.dumps(report.to_dict(counts=True), indent=1, ensure_ascii=False) + "\n")


def read_counts(path: Path) -> list[Counts]:
    """The counts of each document in the file of another evaluation. Raises `DataError`."""
    place = Place(str(path))
    try:
        document = json.loads(path.read_text("utf-8"))
        return [Counter({tuple(key): int(n) for key, n in one}) for one in document["counts"]]
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", place=place) from error
    except KeyError as error:
        raise DataError(
            "an evaluation without the counts of each document",
            place=place,
            hint="make it with `nlptk evaluate -o FILE`",
        ) from error
    except (ValueError, TypeError) as error:
        raise DataError(
            f"not the report of an evaluation ({error})",
            place=place,
            expected="what `nlptk evaluate -o FILE` writes",
        ) from error


def check_same_documents(path: Path, other: Sequence[Counts], by_doc: Sequence[Counts]) -> None:
    """Raise `DataError` unless both have as many documents, with as many gold words each."""
    sizes, others = ([one["tokens", "gold"] for one in side] for side in (by_doc, other))
    if sizes != others:
        raise DataError(
            "not an evaluation on the same documents",
            place=Place(str(path)),
            expected=_size(sizes),
            found=_size(others) + (", but others" if _size(sizes) == _size(others) else ""),
            hint="evaluate both pipelines on the same DATA, both with -G or both without",
        )


def _size(sizes: Sequence[int]) -> str:
    return f"{len(sizes):,} documents of {sum(sizes):,} words"
