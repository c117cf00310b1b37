"""Tagged sentences: what formats share in which each token has a tag that says its entity."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import Place, UsageError

from .columns import EntIob
from .diagnostic import Diagnostic, Severity
from .entity_columns import entity_columns
from .layers import Layer
from .scheme_detection import detect_scheme
from .tag_schemes import MISSING, OUTSIDE, Scheme, Tag, TagSchemeError
from .tags import convert_tags, repair_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk.engine.protocols import ReadContext, WriteContext

    from .builder import DocBuilder
    from .doc import Doc

# as str.split has it for ASCII: other white space, such as no-break spaces, stands in words
_FIELD = re.compile(r"[^ \t-\r\x1c-\x1f]+")
_BETWEEN_FIELDS = re.compile(r"[ \t-\r\x1c-\x1f]+")
_TAG = re.compile(r"O|-|[BILUES]-.+")
_LOOKS_LIKE_TAG = re.compile(r"O|-|[BILUESM]-\S+")  # M- too: one that says what is wrong reads it
_LOOK_AHEAD = 1000
"""How many sentences decide about the scheme: enough evidence, and bounded memory."""


@dataclass(slots=True)
class TaggedSentence:
    """A sentence of a tagged file; `tags` are as they stand there, then in IOB2.

    `columns` are further columns of the document by name, `lines` where each word stands.
    """

    words: list[str]
    tags: list[str]
    columns: dict[str, list[str]]
    lines: Sequence[int]
    starts_document: bool = False
    doc_id: str | None = None


# ---------------------------------------------------------------------- fields


def split_fields(line: str) -> list[str]:
    """What spaces and tabs, any run of them, separate in a line; nothing in a blank one."""
    if line.isascii():
        return line.split()
    return [field for field in _FIELD.findall(line) if not field.isspace()]


def in_one_field(text: str) -> str:
    """The text with underscores where white space would end the field; itself if it is one."""
    if text.isalnum():  # as nearly all are
        return text
    if text.isspace():
        return "_"
    return _BETWEEN_FIELDS.sub("_", text)


def sniffed_lines(head: bytes, limit: int) -> Iterator[list[str]]:
    """The fields of the first lines, of those that are not blank and not cut off."""
    lines = head.decode(errors="replace").removeprefix("\ufeff").split("\n")
    if len(lines) > 1:
        lines.pop()
    return filter(None, map(split_fields, lines[:limit]))


def looks_like_tag(text: str) -> bool:
    """Whether this could be an entity tag of some scheme."""
    return _LOOKS_LIKE_TAG.fullmatch(text) is not None


# ---------------------------------------------------------------------- reading


def decoded(
    sentences: Iterator[TaggedSentence], scheme: str, context: ReadContext[Any], *, path: str
) -> Iterator[TaggedSentence]:
    """The sentences with their tags in IOB2.

    `scheme` names the file's, or is "auto": then the first thousand sentences tell, and a note says
    which it is. An I that continues nothing begins an entity (conlleval's rule) and is reported as
    repaired; a tag that the scheme does not have makes the sentence a bad one.
    """
    ahead: list[TaggedSentence] = []
    if scheme == "auto":
        ahead = list(islice(sentences, _LOOK_AHEAD))
        known = _detected([sentence.tags for sentence in ahead])
        if ahead:
            message = f"entity tags read as {known.value}"
            context.findings.append(Diagnostic("note", message, Severity.INFO, Place(path)))
    else:
        known = named_scheme(scheme)
    starts_document, doc_id = False, None
    for sentence in chain(ahead, sentences):
        if sentence.starts_document:
            starts_document, doc_id = True, sentence.doc_id
        try:
            sentence.tags = _iob2(sentence, known, context, path)
        except TagSchemeError as error:
            line = sentence.lines[max(error.index, 0)]
            error.hint = error.hint or "name the scheme of the whole file with -O scheme=NAME"
            context.bad(error, path=path, line=line)
            continue
        # the first good sentence of a document starts it
        sentence.starts_document, sentence.doc_id = starts_document, doc_id
        starts_document, doc_id = False, None
        yield sentence


def add_tagged(builder: DocBuilder, sentence: TaggedSentence) -> None:
    """Add a decoded sentence to a document, with a space after each word."""
    columns = sentence.columns | entity_columns(sentence.tags)
    spaces = [True] * len(sentence.words)
    builder.add_sentence(sentence.words, spaces, columns, sentence.lines)


def named_scheme(name: str) -> Scheme:
    """The scheme of that name, whatever its case. Raises `UsageError` for any other name."""
    for scheme in Scheme:
        if scheme.value.lower() == name.lower():
            return scheme
    listed = ", ".join(scheme.value for scheme in Scheme)
    raise UsageError("unknown entity scheme", expected=f"one of {listed}", found=repr(name))


def _detected(tags: Sequence[Sequence[Tag]]) -> Scheme:
    """The scheme of the sentences.

    Sentences with what is no tag at all say nothing; where tags of two schemes meet, the first to
    show itself is the file's. Either kind will turn out to be a bad sentence, at its own line.
    """
    known = [one for one in tags if all(tag and _TAG.fullmatch(tag) for tag in one)]
    try:
        return detect_scheme(known)
    except TagSchemeError:
        agreeing = bisect_left(range(1, len(known) + 1), True, key=lambda n: _clash(known[:n]))
        return detect_scheme(known[:agreeing])


def _clash(tags: Sequence[Sequence[Tag]]) -> bool:
    try:
        detect_scheme(tags)
    except TagSchemeError:
        return True
    return False


def _iob2(
    sentence: TaggedSentence, scheme: Scheme, context: ReadContext[Any], path: str
) -> list[str]:
    tags = sentence.tags
    if tags.count(OUTSIDE) == len(tags):
        return tags
    try:
        return convert_tags(tags, scheme, target=Scheme.IOB2)
    except TagSchemeError:
        repaired = repair_tags(tags, scheme)
    for repair in repaired.repairs:
        place = Place(path, sentence.lines[repair.index])
        message = f"entity tag {repair.before!r} of {sentence.words[repair.index]!r} is not "
        message += f"possible here in {scheme.value}: read as {repair.after!r}"
        context.repaired(message, place=place, layer=Layer.ENTITIES, rule="impossible-tag")
    return convert_tags(repaired.tags, scheme, target=Scheme.IOB2)


# ---------------------------------------------------------------------- writing


def entity_tags(
    doc: Doc, scheme: Scheme, context: WriteContext[Any], *, reserved: str = ""
) -> list[str]:
    """The tag of each token, `-` where nobody annotated; tags end with their sentence.

    Labels get underscores for white space and `reserved`, a character that the format needs. That,
    and entities of more than one sentence, which come apart, are reported as lost.
    """
    values = doc.column("ent_iob").tolist()
    tags = [OUTSIDE if value == EntIob.OUTSIDE else MISSING for value in values]
    bounds = doc.sent_bounds
    starts = {start for start, _ in bounds}
    for ent in doc.ents:
        label = in_one_field(ent.label.replace(reserved, "_") if reserved else ent.label) or "_"
        if label != ent.label:
            message = f"the label {ent.label!r} cannot stand in a tag: written as {label!r}"
            context.lost(Layer.ENTITIES, message, place=doc.place(ent.start))
        tags[ent.start : ent.end] = [f"B-{label}", *[f"I-{label}"] * (len(ent) - 1)]
        if not starts.isdisjoint(range(ent.start + 1, ent.end)):
            for i in starts.intersection(range(ent.start + 1, ent.end)):
                tags[i] = f"B-{label}"
            message = f"the entity {ent.text!r} comes apart where a sentence ends in it"
            context.lost(Layer.ENTITIES, message, place=doc.place(ent.start))
    if scheme is Scheme.IOB2:
        return tags
    converted = (convert_tags(tags[start:end], Scheme.IOB2, target=scheme) for start, end in bounds)
    return list(chain.from_iterable(converted))
