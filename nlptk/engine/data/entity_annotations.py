"""Entities and their links as people write them: checked, and put on a document's tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nlptk.engine.errors import DataError

from .annotation_values import char_range, probability, text, wrong
from .columns import EntIob
from .entity_offsets import MisalignedEntity, align_entities, spans_from_biluo_tags
from .soft_links import likeliest, set_soft_links
from .span import Span
from .tag_schemes import MISSING
from .tags import OverlappingEntitiesError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .doc import Doc

CharRange = tuple[int, int]
Links = dict[CharRange, dict[str, float]]

_ENTITY_FORM = '(start, end, label) or (start, end, label, kb_id), such as (0, 4, "ORG")'


def set_entities(doc: Doc, entities: Sequence[Any]) -> list[MisalignedEntity]:
    """Set the entities of a document, from a BILUO tag a token or (start, end, label[, kb_id]).

    Returns those that are not made of tokens; what the tokens they touch are is left unknown.

    Raises:
        DataError: something that is no entity, or two that overlap.
    """
    if entities and all(entity is None or isinstance(entity, str) for entity in entities):
        doc.set_ents(spans_from_biluo_tags(doc, entities))
        _forget(doc, [i for i, tag in enumerate(entities) if not tag or tag == MISSING])
        return []
    read = [_entity(f"entities[{i}]", given, doc) for i, given in enumerate(entities)]
    spans = [(entity.start, entity.end, entity.label) for entity in read]
    try:
        aligned = align_entities(doc.text, spans, starts=doc.starts, ends=doc.ends)
    except OverlappingEntitiesError as error:
        error.message = f"entities: {error.message}"
        raise
    bad = {entity.index for entity in aligned.misaligned}
    good = [entity for index, entity in enumerate(read) if index not in bad]
    doc.set_ents(
        Span(doc, start, end, label, kb_id=entity.kb_id)
        for (start, end, label), entity in zip(aligned.spans, good, strict=True)
    )
    _forget(doc, [i for entity in aligned.misaligned for i in range(*entity.tokens)])
    return aligned.misaligned


def set_links(
    doc: Doc, links: Links, misaligned: Sequence[MisalignedEntity] | None
) -> list[MisalignedEntity]:
    """Set knowledge-base ids: the likeliest of each link, if one is likelier than all others.

    The probabilities, where there is more than one id for sure, become soft links.

    `misaligned` are the entities that are no tokens, or None when no entities were given: links may
    then stand anywhere, and those that are not made of tokens are returned.

    Raises:
        DataError: a link of no entity, or one that denies the entity's own id.
    """
    best = {span: likeliest(choices) for span, choices in links.items()}
    if misaligned is None:
        spans = [(start, end, kb_id) for (start, end), kb_id in best.items()]
        aligned = align_entities(doc.text, spans, starts=doc.starts, ends=doc.ends)
        _set_kb_ids(doc, aligned.spans)
        return aligned.misaligned
    entities = {(ent.start_char, ent.end_char): ent for ent in doc.ents}
    elsewhere = {(entity.start, entity.end) for entity in misaligned}
    unknown = next((span for span in best if span not in entities and span not in elsewhere), None)
    if unknown is not None:
        start, end = unknown
        raise DataError(
            f"links[{unknown}] is of no entity: {doc.text[start:end]!r}",
            expected="start and end of one of the entities",
            found=", ".join(map(str, sorted([*entities, *elsewhere])[:5])) or "no entities",
        )
    _set_kb_ids(
        doc,
        [
            (entities[span].start, entities[span].end, _agreed(span, entities[span], kb_id))
            for span, kb_id in best.items()
            if span in entities
        ],
    )
    places = {(entities[span].start, entities[span].end): span for span in best if span in entities}
    set_soft_links(doc, {place: links[span] for place, span in places.items()})
    return []


def read_links(links: object, length: int) -> Links:
    """Links into a text of so many characters, checked.

    Raises:
        DataError: something that is not `{(start, end): {id: probability}}`.
    """
    if not isinstance(links, Mapping):
        raise wrong("links", links, 'a dictionary such as {(0, 4): {"Q42": 1.0}}')
    read: Links = {}
    for span, choices in links.items():
        name = f"links[{span}]"
        place = char_range(f"the key {span} of links", span, length=length)
        if not isinstance(choices, Mapping):
            raise wrong(name, choices, 'ids and probabilities such as {"Q42": 1.0}')
        read[place] = {
            text(f"an id of {name}", kb_id): probability(f"{name}[{kb_id!r}]", value)
            for kb_id, value in choices.items()
        }
    return read


class _Entity(NamedTuple):
    start: int
    end: int
    label: str
    kb_id: str


def _entity(name: str, given: Any, doc: Doc) -> _Entity:
    if not isinstance(given, tuple | list) or len(given) not in (3, 4):
        raise wrong(name, given, _ENTITY_FORM)
    start, end = char_range(name, given[:2], length=len(doc.text))
    kb_id = text(f"the id of {name}", given[3]) if len(given) == 4 and given[3] else ""
    return _Entity(start, end, text(f"the label of {name}", given[2]), kb_id)


def _forget(doc: Doc, tokens: Sequence[int]) -> None:
    """Say that nobody knows whether these tokens are in an entity."""
    if tokens:
        iob = doc.column("ent_iob").copy()
        iob[list(tokens)] = EntIob.MISSING
        doc.set_column("ent_iob", iob)


def _agreed(span: CharRange, entity: Span, kb_id: str) -> str:
    if entity.kb_id and kb_id != entity.kb_id:
        raise DataError(
            f"links[{span}] and the entity disagree about {entity.text!r}",
            expected=f"{entity.kb_id!r}, the id of the entity",
            found=repr(kb_id),
        )
    return kb_id


def _set_kb_ids(doc: Doc, spans: Iterable[tuple[int, int, str]]) -> None:
    ids = doc.column("kb_id").copy()
    for start, end, kb_id in spans:
        ids[start:end] = doc.vocab.strings.add(kb_id)
    if ids.any():
        doc.set_column("kb_id", ids)
