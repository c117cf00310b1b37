"""Tagged sentences: entity tags in whatever scheme a file uses, decoded as the sentences stream."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import DataError, Place, UsageError

from .diagnostic import Diagnostic, Severity
from .layers import Layer
from .tags import Scheme, TagSchemeError, convert_tags, detect_scheme, repair_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk.engine.protocols import ReadContext

_TAG = re.compile(r"O|-|[A-Z]-.+")
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
        known = _detect(ahead, path)
        if ahead:
            message = f"entity tags read as {known.value}"
            context.findings.append(Diagnostic("note", message, Severity.INFO, Place(path)))
    else:
        known = named_scheme(scheme)
    starts_document = False
    for sentence in chain(ahead, sentences):
        starts_document = starts_document or sentence.starts_document
        try:
            sentence.tags = _iob2(sentence, known, context, path)
        except TagSchemeError as error:
            line = sentence.lines[max(error.index, 0)]
            error.hint = error.hint or "name the scheme of the whole file with -O scheme=NAME"
            context.bad(error, path=path, line=line)
            continue
        sentence.starts_document, starts_document = starts_document, False
        yield sentence


def named_scheme(name: str) -> Scheme:
    """The scheme of that name, whatever its case. Raises `UsageError` for any other name."""
    for scheme in Scheme:
        if scheme.value.lower() == name.lower():
            return scheme
    listed = ", ".join(scheme.value for scheme in Scheme)
    raise UsageError("unknown entity scheme", expected=f"one of {listed}", found=repr(name))


def _detect(sentences: list[TaggedSentence], path: str) -> Scheme:
    # what is no tag at all makes its own sentence a bad one, and says nothing about the scheme
    tags = [one.tags for one in sentences if all(map(_TAG.fullmatch, one.tags))]
    try:
        return detect_scheme(tags)
    except DataError as error:
        line = sentences[0].lines[0] if sentences else 0
        raise error.located(path=path, line=line) from error.__cause__


def _iob2(
    sentence: TaggedSentence, scheme: Scheme, context: ReadContext[Any], path: str
) -> list[str]:
    try:
        return convert_tags(sentence.tags, scheme, target=Scheme.IOB2)
    except TagSchemeError:
        repaired = repair_tags(sentence.tags, scheme)
    for repair in repaired.repairs:
        place = Place(path, sentence.lines[repair.index])
        message = f"entity tag {repair.before} of {sentence.words[repair.index]!r} is not possible "
        message += f"here in {scheme.value}: read as {repair.after}"
        context.repaired(message, place=place, layer=Layer.ENTITIES)
    return convert_tags(repaired.tags, scheme, target=Scheme.IOB2)
