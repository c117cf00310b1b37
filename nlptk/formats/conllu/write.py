"""Write CoNLL-U; what was read from CoNLL-U comes out as the same bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlptk.engine.data.layers import Layer

from . import misc as misc_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from nlptk.engine.data.columns import EmptyNode, Multiword
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.protocols import WriteContext

_BREAKS = re.compile(r"[\t\n\r]")
_NO_LABEL = re.compile(r"[\t\n\r|]")
_LAYERS = {
    "lemma": Layer.LEMMAS,
    "pos": Layer.POS,
    "tag": Layer.TAGS,
    "morph": Layer.MORPHS,
    "dep": Layer.ARCS,
    "deps": Layer.ENHANCED,
}


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[Any]) -> None:
    """Write documents, one at a time."""
    key = "name" if context.options.entities == "auto" else context.options.entities
    in_document = False
    for doc in docs:
        if not len(doc):
            context.lost(Layer.DOCUMENTS, "a document without words", place=doc.place())
            continue
        newdoc = _newdoc(doc, in_document=in_document)
        in_document = in_document or bool(newdoc) or _says_newdoc(doc)
        sink.write(newdoc + _document(doc, key, context))


def _newdoc(doc: Doc, *, in_document: bool) -> str:
    """The comment that starts a document, where its own comments do not and it is needed.

    A lone sentence needs none until some document had one.
    """
    if _says_newdoc(doc):
        return ""
    doc_id = doc.meta.get("id")
    if doc_id is not None:
        return f"# newdoc id = {_BREAKS.sub(' ', str(doc_id))}\n"
    lone = len(doc.sent_bounds) == 1 and 0 in doc.comments
    return "" if lone and not in_document else "# newdoc\n"


def _says_newdoc(doc: Doc) -> bool:
    return any(line.startswith("# newdoc") for line in doc.comments.get(0, ()))


def _document(doc: Doc, key: str, context: WriteContext[Any]) -> str:
    misc = _or_underscore(_misc(doc, key, context))
    heads = doc.column("head").tolist()
    columns = [
        _in_one_cell(doc, doc.words, Layer.TOKENS, context),
        *(_or_underscore(_held(doc, name, layer, context)) for name, layer in _LAYERS.items()),
    ]
    multiwords = {word.start: word for word in doc.multiwords}
    nodes: dict[int, list[EmptyNode]] = {}
    for node in doc.empty_nodes:
        nodes.setdefault(node.sentence, []).append(node)
    out: list[str] = []
    for start, end in doc.sent_bounds:
        out += _comments(doc, start, end)
        head = [str(h - start + 1 if h != i else 0) if h >= 0 else "_"
                for i, h in enumerate(heads[start:end], start)]  # fmt: skip
        if head.count("0") > 1:
            message = f"{head.count('0')} roots in a sentence: read it with -O many_roots=true"
            context.lost(Layer.ARCS, message, place=doc.place(start), count=0)
        rows = zip(map(str, range(1, end - start + 1)), *(c[start:end] for c in columns[:5]),
                   head, columns[5][start:end], columns[6][start:end], misc[start:end],
                   strict=True)  # fmt: skip
        lines = list(map("\t".join, rows))
        if start in nodes or multiwords:
            lines = _with_irregular(lines, start, multiwords, nodes.get(start, []))
        out += lines
        out.append("")
    out.append("")
    return "\n".join(out)


def _held(doc: Doc, name: str, layer: Layer, context: WriteContext[Any]) -> Sequence[str]:
    """The values of a column; _ cannot be one of them, for it says that there is none."""
    values = doc.texts(name)
    if name == "lemma" and "_" in doc.words and any(values):
        for i, (value, word) in enumerate(zip(values, doc.words, strict=True)):
            if word == "_" and not value:
                message = "the word '_' without a lemma, which is read with the lemma '_'"
                context.lost(layer, message, place=doc.place(i), count=0)
    if "_" in values:
        for i, (value, word) in enumerate(zip(values, doc.words, strict=True)):
            if value == "_" and not (name == "lemma" and word == "_"):
                message = "the value '_', which stands for no value"
                context.lost(layer, message, place=doc.place(i))
    return _in_one_cell(doc, values, layer, context)


def _in_one_cell(
    doc: Doc, values: Sequence[str], layer: Layer, context: WriteContext[Any]
) -> Sequence[str]:
    """The values with spaces for tabs and line breaks, which would end the column."""
    if not _BREAKS.search("".join(values)):
        return values
    for i, value in enumerate(values):
        if _BREAKS.search(value):
            context.lost(layer, f"tabs or line breaks in {value!r}", place=doc.place(i))
    return [_BREAKS.sub(" ", value) for value in values]


def _or_underscore(values: Sequence[str]) -> list[str]:
    return [value or "_" for value in values]


def _comments(doc: Doc, start: int, end: int) -> Sequence[str]:
    """The comments the sentence came with, or, when it came from elsewhere, the usual ones."""
    if start in doc.comments:
        return doc.comments[start]
    return ["# text = " + " ".join(doc[start:end].text.split())]


def _with_irregular(
    lines: list[str], start: int, multiwords: dict[int, Multiword], nodes: list[EmptyNode]
) -> list[str]:
    """The word lines with those of multiword tokens and empty nodes where they belong."""
    after: dict[int, list[str]] = {}
    for node in nodes:
        line = "\t".join((f"{node.after}.{node.minor}", *node.fields))
        after.setdefault(node.after, []).append(line)
    out = after.get(0, [])
    for i, line in enumerate(lines):
        word = multiwords.get(start + i)
        if word is not None:
            fields = word.fields or ("_",) * 8
            number = f"{word.start - start + 1}-{word.end - start}"
            out.append("\t".join((number, word.form, *fields)))
        out.append(line)
        out += after.get(i + 1, ())
    return out


def _misc(doc: Doc, key: str, context: WriteContext[Any]) -> list[str]:
    """MISC as it was, changed only where spacing or entities say something else by now."""
    misc = list(_in_one_cell(doc, doc.texts("misc"), Layer.MISC, context))
    inside = {i for word in doc.multiwords for i in range(word.start, word.end)}
    _put_spacing(doc, misc, inside)
    _note_respelled(doc, inside, context)
    if doc.has("ent_iob"):
        for start, end in doc.sent_bounds:
            _put_entities(doc, misc, start, end, key)
        for ent in doc.ents:
            if _NO_LABEL.search(ent.label) or not ent.label:
                message = f"the label {ent.label!r} cannot stand in MISC as it is"
                context.lost(Layer.ENTITIES, message, place=doc.place(ent.start))
    return misc


def _put_spacing(doc: Doc, misc: list[str], inside: set[int]) -> None:
    gaps = doc.gaps
    last = len(gaps) - 1
    for i, (gap, item) in enumerate(zip(gaps, misc, strict=True)):
        written = "" if "SpaceAfter=No" in item else " "
        if gap == written or i in inside or (i == last and not gap):
            continue
        misc[i] = _with_gap(item, gap)
    lead = doc.text[: int(doc.starts[0])]
    if lead and misc_column.get(misc[0], "SpacesBefore") is None:
        misc[0] = misc_column.put(misc[0], "SpacesBefore", misc_column.escape_gap(lead))
    # behind the last word there is nothing, not a space, unless it is said
    if gaps[-1] == " " and last not in inside and "SpacesAfter" not in misc[-1]:
        misc[-1] = misc_column.put(misc[-1], "SpacesAfter", misc_column.escape_gap(" "))


def _note_respelled(doc: Doc, inside: set[int], context: WriteContext[Any]) -> None:
    """Tell of words that are not what stands in the text, as `-LRB-` for a bracket."""
    if doc.spells_text:
        return
    for i, (word, start, end) in enumerate(zip(doc.words, doc.starts, doc.ends, strict=True)):
        if i not in inside and doc.text[start:end] != word:
            message = f"the text has {doc.text[start:end]!r} where the word is {word!r}"
            context.lost(Layer.SPACING, message, place=doc.place(i))


def _with_gap(misc: str, gap: str) -> str:
    if gap not in ("", " "):
        return misc_column.put(misc, "SpacesAfter", misc_column.escape_gap(gap))
    misc = misc_column.put(misc, "SpacesAfter", None)
    return misc_column.put(misc, "SpaceAfter", None if gap else "No")


def _put_entities(doc: Doc, misc: list[str], start: int, end: int, key: str) -> None:
    codes = doc.column("ent_iob")[start:end].tolist()
    if not any(codes):
        return
    labels = [_NO_LABEL.sub("_", label) for label in doc.texts("ent_type")[start:end]]
    tags = [("", f"I-{label}", "O", f"B-{label}")[code]
            for code, label in zip(codes, labels, strict=True)]  # fmt: skip
    found = misc_column.entity_key(misc[start:end], "auto")
    if found and misc_column.iob2_tags(misc[start:end], found) == tags:
        return
    for i, tag in enumerate(tags, start):
        misc[i] = misc_column.put(misc[i], found or key, tag or None)
