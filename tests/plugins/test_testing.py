"""`verify_format` must pass what keeps the contract, and name each rule that is broken."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from nlptk.api import (
    DataError,
    Doc,
    Format,
    Layer,
    ReadContext,
    Sink,
    Source,
    Span,
    UsageError,
    Vocab,
    WriteContext,
)
from nlptk.plugins.testing import (
    read_docs,
    sample_doc,
    samples_for,
    verify_format,
    write_docs,
    written_text,
)


@dataclass(frozen=True)
class Options:
    upper: bool = False


def read(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip():
            continue
        try:
            yield make_doc(json.loads(line), context)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            problem = DataError("not a record", found=repr(error))
            context.bad(problem, path=source.name, line=number)
        except DataError as error:
            context.bad(error, path=source.name, line=number)


def make_doc(record: dict[str, Any], context: ReadContext[Options]) -> Doc:
    text = record["text"]
    doc = context.tokenize(text.upper() if context.options.upper else text)
    doc.meta["id"] = record["id"]
    doc.ents = [Span(doc, start, end, str(label)) for start, end, label in record["ents"]]
    return doc


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[Options]) -> None:
    for doc in docs:
        for key in doc.meta.keys() - {"id"}:
            context.lost(Layer.METADATA, key, place=doc.place())
        ents = [(span.start, span.end, span.label) for span in doc.ents]
        record = {"id": doc.meta.get("id", ""), "text": doc.text, "ents": ents}
        sink.write(json.dumps(record) + "\n")


def sniff(head: bytes) -> bool:
    return head.startswith(b'{"id": ')


GOOD: Format[Options] = Format(
    name="records",
    summary="a record a line",
    suffixes=(".records",),
    read=read,
    write=write,
    sniff=sniff,
    holds=frozenset({Layer.DOCUMENTS, Layer.SPACING, Layer.ENTITIES, Layer.IDS, Layer.METADATA}),
    options=Options,
)


def test_verify_format_passes_a_format_that_keeps_the_contract(tmp_path: Path) -> None:
    example = tmp_path / "one.records"
    example.write_text('{"id": "1", "text": "Ada slept.", "ents": [[0, 1, "PER"]]}\n')
    verify_format(GOOD, examples=[example])


def test_verify_format_takes_documents_of_the_authors() -> None:
    doc = sample_doc("Ada slept.")
    doc.ents = [Span(doc, 0, 1, "PER")]
    verify_format(GOOD, docs=[doc])


def test_verify_format_checks_what_can_only_be_read_or_written(tmp_path: Path) -> None:
    example = tmp_path / "one.records"
    example.write_text('{"id": "1", "text": "Ada slept.", "ents": []}\n')
    verify_format(replace(GOOD, write=None), examples=[example])
    verify_format(replace(GOOD, read=None))


# ---------------------------------------------------------------- rules, each broken once


def read_list(source: Source, context: ReadContext[Options]) -> Any:
    return list(read(source, context))


def read_at_once(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    return iter(read_list(source, context))


def read_all_lines_first(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    lines = list(source.lines())
    del lines
    yield from read(source, context)


def read_with_memory() -> Callable[[Source, ReadContext[Options]], Iterator[Doc]]:
    count = 0

    def read_and_count(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
        nonlocal count
        for doc in read(source, context):
            count += 1
            doc.cats["seen"] = float(count)
            yield doc

    return read_and_count


def read_and_crash(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    for line in source.lines():
        yield make_doc(json.loads(line), context)


def read_unplaced(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    try:
        yield from read(source, context)
    except DataError as error:
        raise DataError(error.message) from error


def read_without_skipping(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    strict = replace(context, skip_bad=False)
    yield from read(source, strict)


def read_skipping_in_silence(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    quiet = replace(context, findings=[])
    yield from read(source, quiet)


def read_complete_lines_only(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    last: list[Doc] = []
    for doc in read(source, context):
        yield from last
        last = [doc]
    with source.open_binary() as file:
        if file.read().endswith(b"\n"):
            yield from last


def read_bytes_with_mark(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
    with source.open_binary() as file:
        for number, line in enumerate(file, start=1):
            try:
                yield make_doc(json.loads(line.decode()), context)
            except (ValueError, KeyError, TypeError, RecursionError, DataError):
                context.bad(DataError("not a record"), path=source.name, line=number)


def sniff_and_crash(head: bytes) -> bool:
    return head.decode().startswith("{")


def sniff_nothing(head: bytes) -> bool:
    return head == b"no"


def sniff_as_a_match(head: bytes) -> Any:
    return re.match(rb"{", head)


def write_list(docs: Iterable[Doc], sink: Sink, context: WriteContext[Options]) -> None:
    write(list(docs), sink, context)


def write_a_thousand(docs: Iterable[Doc], sink: Sink, context: WriteContext[Options]) -> None:
    write((doc for doc, _ in zip(docs, range(1000), strict=False)), sink, context)


def write_without_entities(docs: Iterable[Doc], sink: Sink, context: WriteContext[Options]) -> None:
    def blank(doc: Doc) -> Doc:
        other = sample_doc(doc.text)
        other.meta = doc.meta
        return other

    write(map(blank, docs), sink, context)


def write_without_odd_labels(
    docs: Iterable[Doc], sink: Sink, context: WriteContext[Options]
) -> None:
    def plain(doc: Doc) -> Doc:
        doc.ents = tuple(span for span in doc.ents if span.label.isalnum())
        return doc

    write(map(plain, docs), sink, context)


def write_and_lose(docs: Iterable[Doc], sink: Sink, context: WriteContext[Options]) -> None:
    context.lost(Layer.ENTITIES, "all of them", place=sample_doc("x").place())
    write(docs, sink, context)


BROKEN = {
    "read gives list and not an iterator": {"read": read_list},
    "reads before the first document is asked for": {"read": read_at_once},
    "reads the whole file before it gives": {"read": read_all_lines_first},
    "differs when it is read again: cats": {"read": read_with_memory()},
    "raised JSONDecodeError where only DataError may be": {"read": read_and_crash},
    "the error does not name the file": {"read": read_unplaced},
    "is not read with bad records skipped": {"read": read_without_skipping},
    "a record was skipped and nothing said so": {"read": read_skipping_in_silence},
    "the last newline is missing, a file reads differently": {"read": read_complete_lines_only},
    "there is a byte-order mark, a good file is refused": {"read": read_bytes_with_mark},
    "sniff raised UnicodeDecodeError": {"sniff": sniff_and_crash},
    "sniff does not recognise what the format itself writes": {"sniff": sniff_nothing},
    "and not a bool": {"sniff": sniff_as_a_match},
    "of 1500 documents at once": {"write": write_list},
    "write stopped after": {"write": write_a_thousand},
    "'entities': entities not read back": {"write": write_without_entities},
    "'odd labels': entities lost or changed in silence": {"write": write_without_odd_labels},
    "lost what the format says it holds": {"write": write_and_lose},
    "tags not read back": {"holds": GOOD.holds | {Layer.TAGS}},
    "lower-case letters": {"name": "Records"},
}


@pytest.mark.parametrize("rule", BROKEN)
def test_verify_format_names_the_broken_rule(rule: str) -> None:
    with pytest.raises(AssertionError) as caught:
        verify_format(replace(GOOD, **BROKEN[rule]))  # type: ignore[arg-type]
    assert rule in str(caught.value)


def test_format_whose_files_are_one_whole_need_not_recover() -> None:
    whole = replace(GOOD, read=read_without_skipping)
    verify_format(whole, recovers=False)


def test_example_that_is_not_recognised_breaks_a_rule(tmp_path: Path) -> None:
    example = tmp_path / "one.records"
    example.write_text("{}\n")
    with pytest.raises(AssertionError, match="does not recognise the example"):
        verify_format(GOOD, examples=[example])


# ---------------------------------------------------------------- the parts


def test_read_docs_takes_text_options_and_a_place_for_findings() -> None:
    findings: list[Any] = []
    text = '{"id": "1", "text": "a b", "ents": []}\nnonsense\n'
    (doc,) = read_docs(GOOD, text, findings=findings, skip_bad=True, upper=True)
    assert doc.words == ["A", "B"]
    assert [finding.code for finding in findings] == ["skipped"]
    with pytest.raises(DataError, match="not a record"):
        read_docs(GOOD, text)


def test_write_docs_writes_a_file_and_collects_findings(tmp_path: Path) -> None:
    doc = sample_doc("a b")
    doc.meta = {"id": "7", "year": 2020}
    findings: list[Any] = []
    write_docs(GOOD, [doc], tmp_path / "x.records", findings=findings)
    assert (tmp_path / "x.records").read_text() == written_text(GOOD, [doc])
    assert [finding.message for finding in findings] == ["year"]


def test_parts_refuse_what_a_format_cannot_do(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="cannot be written"):
        write_docs(replace(GOOD, write=None), [], tmp_path / "x")
    with pytest.raises(AssertionError, match="cannot be read"):
        read_docs(replace(GOOD, read=None), "x")


def test_samples_carry_every_layer_and_are_documents() -> None:
    everything = samples_for(frozenset(Layer))
    assert frozenset().union(*(sample.needs for sample in everything)) >= frozenset(Layer)
    assert samples_for(frozenset()) != []
    for sample in everything:
        doc = sample.make()
        assert doc == sample.make()
        assert [doc.text[s:e] for s, e in zip(doc.starts, doc.ends, strict=True)] == [
            word if word not in ("de", "le") else "du" for word in doc.words
        ]


def test_read_error_of_usage_is_not_mistaken_for_bad_data() -> None:
    def refuse(source: Source, context: ReadContext[Options]) -> Iterator[Doc]:
        raise UsageError("not this way")
        yield Doc(Vocab())

    with pytest.raises(UsageError):
        read_docs(replace(GOOD, read=refuse), "x")
