from __future__ import annotations

import io
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from nlptk.engine.conversion.run import (
    Conversion,
    ConversionSettings,
    Input,
    LossyError,
    make_options,
)
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.sink import Sink
from nlptk.engine.data.source import Source
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.protocols import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from nlptk.engine.protocols import ReadContext, WriteContext


@dataclass(frozen=True)
class Options:
    number: int = 3
    rate: float = 0.5
    on: bool = False
    name: str = ""


def read(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    for number, line in enumerate(source.lines(), start=1):
        if line == "bad":
            context.bad(DataError("bad line"), line=number)
            continue
        doc = Doc(context.vocab, line.split())
        doc.set_column("tag", ["T"] * len(doc))
        doc.cats = {"A": 1.0}
        yield doc


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[Options]) -> None:
    for doc in docs:
        if "odd" in list(doc.words):
            context.lost(Layer.TOKENS, "an odd word", place=doc.place())
        sink.write(doc.text + "\n")


PLAIN = Format(
    name="plain",
    summary="words",
    read=read,
    write=write,
    holds=frozenset({Layer.DOCUMENTS, Layer.TOKENS, Layer.TAGS}),
    options=Options,
)


def convert(path: Path, **settings: Any) -> Any:
    out = io.BytesIO()
    conversion = Conversion(PLAIN, ConversionSettings(**settings))
    return conversion.run([Input(Source(path), PLAIN)], nullcontext(Sink(out)), target="x")


def test_report_counts_what_went_in_and_what_came_out(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("a b\nodd c\n")
    report = convert(path)
    assert report.read[Layer.TOKENS] == 4
    assert report.losses == {Layer.TOKENS: 1, Layer.CATEGORIES: 2}
    assert not report.is_faithful
    assert report.to_dict()["lost"] == {"tokens": 1, "categories": 2}


def test_errors_get_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("a\nbad\n")
    with pytest.raises(DataError) as caught:
        convert(path)
    assert str(caught.value.place) == f"{path}:2"


def test_strict_conversion_raises_with_its_report(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("a\n")
    with pytest.raises(LossyError) as caught:
        convert(path, strict=True)
    assert caught.value.report.losses == {Layer.CATEGORIES: 1}


def test_options_are_typed() -> None:
    given = {"number": "7", "rate": "0.25", "on": "true", "name": "x"}
    assert make_options(PLAIN, given) == Options(7, 0.25, on=True, name="x")
    assert make_options(PLAIN, {}) == Options()


@pytest.mark.parametrize(("name", "value"), [
    ("number", "x"), ("rate", "x"), ("on", "x"), ("other", "x"),
])  # fmt: skip
def test_options_that_do_not_fit_are_refused(name: str, value: str) -> None:
    with pytest.raises(UsageError):
        make_options(PLAIN, {name: value})
