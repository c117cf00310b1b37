"""Texts and their annotation, as scripts pass them, made into examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .example_memory import ExampleMemory

_SHOWN = 40
_PAIR = "a text or document and its annotation, such as (text, {'entities': [(0, 4, 'ORG')]})"


def shown(text: str) -> str:
    """The start of a text, for a message."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def examples_of(
    docs: Sequence[str | Doc],
    golds: Sequence[Any],
    make_doc: Callable[[str], Doc],
    *,
    memory: ExampleMemory,
    tokenizer: object,
) -> list[Example]:
    """Examples of texts or documents and their annotation, in order.

    Annotation is a `GoldParse`, a dictionary by the names of `GoldParse.from_dict`, or a list of
    entities. What is in memory, made with the same tokenizer, is not made again.

    Raises:
        UsageError: not as many of one as of the other.
        DataError: an annotation that cannot be; its place is the example's number and text.
    """
    one_text = isinstance(docs, str | Doc)
    if one_text or isinstance(golds, GoldParse | Mapping):
        docs, golds = ([docs] if one_text else docs), [golds]  # type: ignore[list-item]
    if len(docs) != len(golds):
        raise UsageError(
            "every text needs its own annotation",
            expected=f"{len(docs)} annotations for {len(docs)} texts",
            found=str(len(golds)),
        )
    pairs = zip(docs, golds, strict=True)
    return list(examples_of_pairs(pairs, make_doc, memory=memory, tokenizer=tokenizer))


def examples_of_pairs(
    pairs: Iterable[Any],
    make_doc: Callable[[str], Doc],
    *,
    memory: ExampleMemory | None = None,
    tokenizer: object = None,
) -> Iterator[Example]:
    """Examples of pairs as they come; one may be an `Example` already. Raises as `examples_of`.

    What is in memory, made with the same tokenizer, is not made again.
    """
    for number, pair in enumerate(pairs, start=1):
        if isinstance(pair, Example):
            yield pair
            continue
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise DataError(f"example {number} is no pair", expected=_PAIR, found=repr(pair)[:60])
        given, gold = pair
        make = partial(_example, given, gold, make_doc, number)
        if memory is None or not isinstance(given, str) or isinstance(gold, GoldParse | Doc):
            yield make()
        else:
            yield memory.get(given, gold, tokenizer=tokenizer, make=make)


def _example(given: Any, gold: Any, make_doc: Callable[[str], Doc], number: int) -> Example:
    if not isinstance(given, str | Doc):
        raise DataError(
            f"example {number} has no text", expected=_PAIR, found=f"{type(given).__name__}"
        )
    doc = make_doc(given) if isinstance(given, str) else given
    try:
        return Example(doc, _gold(doc, gold))
    except DataError as error:
        error.located(path=f"example {number}, {shown(doc.text)}")
        raise


def _gold(doc: Doc, gold: Any) -> GoldParse:
    if isinstance(gold, Mapping):
        return GoldParse.from_dict(doc, gold)
    if isinstance(gold, list | tuple):
        return GoldParse(doc, entities=gold)
    if isinstance(gold, Doc):
        return GoldParse.from_doc(blank_copy(doc), gold)
    if not isinstance(gold, GoldParse):
        raise DataError(
            f"annotation of type {type(gold).__name__}", expected="a GoldParse or a dictionary"
        )
    return gold if gold.doc is doc else _moved(doc, gold)


def _moved(doc: Doc, gold: GoldParse) -> GoldParse:
    """The annotation of a GoldParse that was made for another document of the same text."""
    if gold.doc.text != doc.text:
        raise DataError(
            "the GoldParse is of another text", expected=shown(doc.text), found=shown(gold.doc.text)
        )
    return GoldParse.from_doc(doc, gold.reference)
