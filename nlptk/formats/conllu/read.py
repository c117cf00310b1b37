"""Read CoNLL-U: sentences, grouped to documents as the file or the caller wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.builder import DocBuilder, entity_columns
from nlptk.engine.data.doc import EmptyNode
from nlptk.engine.errors import DataError

from . import misc as misc_column
from .sentence import DEPREL, DEPS, FEATS, FORM, LEMMA, MISC, UPOS, XPOS, Sentence, parse_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext

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
    builder = DocBuilder()
    doc_id: str | None = None
    in_document = False
    for first, block in source.blocks():
        if newdoc := _newdoc(block):
            if len(builder) and not context.n_sents:
                yield _finish(builder, context, source, doc_id)
            in_document, doc_id = True, _value(newdoc)
        try:
            sentence = parse_sentence(block, first, many_roots=context.options.many_roots)
        except DataError as error:
            context.bad(error, path=source.name)
            continue
        _add(builder, sentence, context)
        if builder.sentences == context.n_sents or not (in_document or context.n_sents):
            yield _finish(builder, context, source, doc_id)
    if len(builder):
        yield _finish(builder, context, source, doc_id)


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


def _add(builder: DocBuilder, sentence: Sentence, context: ReadContext[Any]) -> None:
    columns = sentence.columns
    words, misc = columns[FORM], columns[MISC]
    spaces = ["SpaceAfter=No" not in item for item in misc]
    for multiword in sentence.multiwords:
        inside = multiword.end - multiword.start
        spaces[multiword.start : multiword.end] = [False] * inside
        spaces[multiword.end - 1] = "SpaceAfter=No" not in multiword.fields[-1]
    values: dict[str, Any] = {name: columns[index] for name, index in _COLUMNS.items()}
    if any(head >= 0 for head in sentence.heads):
        values["head"] = sentence.heads
    key = misc_column.entity_key(misc, context.options.entities)
    if key:
        values |= entity_columns(misc_column.iob2_tags(misc, key))
    at = builder.add_sentence(words, spaces, values, sentence.lines)
    builder.set_comments(at, sentence.comments)
    for multiword in sentence.multiwords:
        builder.add_multiword(at, multiword)
    for after, minor, fields in sentence.empty_nodes:
        builder.add_empty_node(EmptyNode(at, after, minor, fields))
    if any("Spaces" in item for item in misc if item):
        _set_gaps(builder, at, sentence)


def _set_gaps(builder: DocBuilder, at: int, sentence: Sentence) -> None:
    """Whitespace other than one space, where UDPipe's SpacesAfter and SpacesBefore tell of it."""
    for i, item in enumerate(sentence.columns[MISC]):
        if "Spaces" not in item:
            continue
        after = misc_column.get(item, "SpacesAfter")
        if after is not None:
            builder.set_gap(at + i, misc_column.unescape_gap(after))
        before = misc_column.get(item, "SpacesBefore")
        if before is not None and at + i == 0:
            builder.set_gap(-1, misc_column.unescape_gap(before))


def _finish(
    builder: DocBuilder, context: ReadContext[Any], source: Source, doc_id: str | None
) -> Doc:
    doc = builder.build(context.vocab, path=source.name)
    if doc_id is not None:
        doc.meta["id"] = doc_id
    return doc
