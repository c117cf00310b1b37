"""Read CoNLL-U: sentences, grouped to documents as the file or the caller wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.builder import DocBuilder
from nlptk.engine.data.columns import EmptyNode
from nlptk.engine.data.entity_columns import entity_columns
from nlptk.engine.errors import DataError

from . import misc as misc_column
from .columns import Columns, split_sentences
from .sentence import DEPREL, DEPS, FEATS, FORM, LEMMA, MISC, UPOS, XPOS, Sentence, parse_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext

_BATCH_SIZE = 250_000
_COLUMNS = {
    "lemma": LEMMA,
    "pos": UPOS,
    "tag": XPOS,
    "morph": FEATS,
    "dep": DEPREL,
    "deps": DEPS,
    "misc": MISC,
}


def read(source: Source, context: ReadContext[Any]) -> Iterator[Doc]:
    """Documents as `# newdoc` delimits them; a sentence outside any is a document of its own.

    With `context.n_sents`, every so many sentences make a document, whatever the file says.
    """
    for batch in _batches(_documents(source, context.n_sents)):
        docs = _read_batch(batch, source, context)
        yield from _read_one_by_one(batch, source, context) if docs is None else docs


@dataclass(slots=True)
class _Blocks:
    """The sentences of a document, each with the number of its first line."""

    sentences: list[tuple[int, str]]
    doc_id: str | None
    size: int = 0


def _documents(source: Source, n_sents: int) -> Iterator[_Blocks]:
    document = _Blocks([], None)
    in_document = False
    for first, block in source.blocks():
        newdoc = "" if n_sents else _newdoc(block)
        if newdoc:
            if document.sentences:
                yield document
            in_document = True
            document = _Blocks([], _value(newdoc))
        document.sentences.append((first, block))
        document.size += len(block)
        if len(document.sentences) == n_sents or not (in_document or n_sents):
            yield document
            document = _Blocks([], None)
    if document.sentences:
        yield document


def _batches(documents: Iterator[_Blocks]) -> Iterator[list[_Blocks]]:
    """Documents of about so many characters together: splitting many at once is faster."""
    batch: list[_Blocks] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += document.size
        if size >= _BATCH_SIZE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read_batch(
    batch: list[_Blocks], source: Source, context: ReadContext[Any]
) -> Iterator[Doc] | None:
    """The documents of a batch, cut out of one that holds them all; None if one has a flaw."""
    sentences = [block for document in batch for block in document.sentences]
    columns = split_sentences(sentences, many_roots=context.options.many_roots)
    if columns is None or (len(batch) > 1 and _has_leading_gaps(columns.values[MISC])):
        return None
    builder = DocBuilder()
    _add_columns(builder, columns, context)
    whole = builder.build(context.vocab, path=source.name)
    return _cut(whole, batch, [*columns.starts, len(whole)])


def _has_leading_gaps(misc: Sequence[str]) -> bool:
    """Whether whitespace before a word is told of, which only the start of a document can have."""
    return "SpacesBefore" in "|".join(misc)


def _cut(whole: Doc, batch: list[_Blocks], starts: list[int]) -> Iterator[Doc]:
    first = 0
    for document in batch:
        last = first + len(document.sentences)
        doc = whole if len(batch) == 1 else whole.slice(starts[first], starts[last])
        _set_final_gap(doc)
        if document.doc_id is not None:
            doc.meta["id"] = document.doc_id
        yield doc
        first = last


def _read_one_by_one(
    batch: list[_Blocks], source: Source, context: ReadContext[Any]
) -> Iterator[Doc]:
    for document in batch:
        docs = _read_batch([document], source, context)
        yield from _read_by_line(document, source, context) if docs is None else docs


def _newdoc(block: str) -> str:
    """The comment that starts a document, if the sentence has one."""
    if not block.startswith("#") or "# newdoc" not in block:
        return ""
    for line in block.split("\n"):
        if line.startswith("# newdoc"):
            return line
    return ""


def _value(comment: str) -> str | None:
    _, equals, value = comment.partition("=")
    return value.strip() if equals else None


def _add_columns(builder: DocBuilder, columns: Columns, context: ReadContext[Any]) -> None:
    words, misc = columns.values[FORM], columns.values[MISC]
    gaps = ["" if "SpaceAfter=No" in item else " " for item in misc]
    for word in columns.multiwords:
        gaps[word.start : word.end] = [""] * (word.end - word.start)
        gaps[word.end - 1] = "" if "SpaceAfter=No" in word.fields[-1] else " "
        builder.add_multiword(0, word)
    values: dict[str, Any] = {name: columns.values[index] for name, index in _COLUMNS.items()}
    if columns.heads is not None and (columns.heads >= 0).any():
        values["head"] = columns.heads
    values |= _entities(misc, columns, context.options.entities)
    builder.add_sentences(words, gaps, values, columns.lines, starts=columns.starts)
    for start, lines in zip(columns.starts, columns.comments, strict=True):
        builder.set_comments(start, _own_comments(lines, context))
    for node in columns.empty_nodes:
        builder.add_empty_node(node)
    _set_gaps(builder, 0, misc)


def _own_comments(lines: Sequence[str], context: ReadContext[Any]) -> Sequence[str]:
    """The comments of a sentence; those on documents go when the documents are made anew."""
    if not context.n_sents:
        return lines
    return [line for line in lines if not line.startswith("# newdoc")]


def _entities(misc: Sequence[str], columns: Columns, wanted: str) -> dict[str, Any]:
    """The entity columns, sentence by sentence: one without tags is one nobody annotated."""
    if not misc_column.entity_key(misc, wanted):
        return {}
    tags: list[str] = []
    for start, length in zip(columns.starts, columns.lengths, strict=True):
        items = misc[start : start + length]
        key = misc_column.entity_key(items, wanted)
        tags += misc_column.iob2_tags(items, key) if key else [""] * length
    return entity_columns(tags)


def _read_by_line(document: _Blocks, source: Source, context: ReadContext[Any]) -> Iterator[Doc]:
    """What is sound of a document that has something odd about it."""
    builder = DocBuilder()
    for first, block in document.sentences:
        try:
            sentence = parse_sentence(block, first, many_roots=context.options.many_roots)
        except DataError as error:
            context.bad(error, path=source.name)
            continue
        _add_sentence(builder, sentence, context)
    if builder.sentences:
        doc = builder.build(context.vocab, path=source.name)
        _set_final_gap(doc)
        if document.doc_id is not None:
            doc.meta["id"] = document.doc_id
        yield doc


def _add_sentence(builder: DocBuilder, sentence: Sentence, context: ReadContext[Any]) -> None:
    at = len(builder)
    heads = sentence.heads
    own = Columns(
        [list(values) for values in sentence.columns],
        np.array(sentence.lines, np.int32),
        [len(heads)],
        [sentence.comments],
        [0],
    )
    words, misc = own.values[FORM], own.values[MISC]
    spaces = ["SpaceAfter=No" not in item for item in misc]
    for word in sentence.multiwords:
        spaces[word.start : word.end] = [False] * (word.end - word.start)
        spaces[word.end - 1] = "SpaceAfter=No" not in word.fields[-1]
        builder.add_multiword(at, word)
    values: dict[str, Any] = {name: own.values[index] for name, index in _COLUMNS.items()}
    if any(head >= 0 for head in heads):
        values["head"] = heads
    values |= _entities(misc, own, context.options.entities)
    builder.add_sentence(words, spaces, values, sentence.lines)
    builder.set_comments(at, _own_comments(sentence.comments, context))
    for after, minor, fields in sentence.empty_nodes:
        builder.add_empty_node(EmptyNode(at, after, minor, fields))
    _set_gaps(builder, at, misc)


def _set_gaps(builder: DocBuilder, at: int, misc: Sequence[str]) -> None:
    """Whitespace other than one space, where UDPipe's SpacesAfter and SpacesBefore tell of it."""
    if "Spaces" not in "|".join(misc):
        return
    for i, item in enumerate(misc, start=at):
        after = misc_column.gap(item, "SpacesAfter")
        if after is not None:
            builder.set_gap(i, after)
        before = misc_column.gap(item, "SpacesBefore")
        if before is not None and i == 0:
            builder.set_gap(-1, before)


def _set_final_gap(doc: Doc) -> None:
    """What SpacesAfter tells of at the end of a document, where otherwise there is nothing."""
    after = misc_column.gap(doc.texts("misc")[-1], "SpacesAfter")
    if after is not None:
        doc.text = doc.text[: int(doc.ends[-1])] + after
