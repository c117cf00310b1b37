"""The tokens of a record: given as words, given as offsets, or found by the tokenizer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.blank_tokens import BlankTokens
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.spelling import SpellingError, find_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .entry import Entry

_FORMS = 'words, [start, end] or {"start", "end"}, all alike'

Range = tuple[int, int]


def read_tokens(entry: Entry) -> tuple[Doc, BlankTokens]:
    """The document of a record's text and tokens, and which of the tokens given are blank."""
    tokens = entry.of_type("tokens", list, "a list of tokens")
    if tokens is None:
        return entry.record.context.tokenize(entry.text or ""), BlankTokens(())
    words, ranges = _words_and_ranges(entry, tokens)
    if "" in words:
        raise entry.error(
            ("tokens", words.index("")),
            "a token without text",
            expected="text in each token",
            rule="token-without-text",
        )
    blank = BlankTokens(words)
    words = list(blank.select(words))
    if blank:
        entry.record.repaired(
            (*entry.keys, "tokens", blank.blank[0]),
            f"{len(blank)} tokens of whitespace left out (the text keeps it)",
            Layer.TOKENS,
            rule="blank-token",
        )
    vocab = entry.record.context.vocab
    if entry.text is None:
        return Doc(vocab, words, _spaces(entry, tokens, blank)), blank
    try:
        kept = dict(enumerate(blank.select(ranges))) if ranges else None
        starts, ends = find_words(entry.text, words, kept)
    except SpellingError as error:
        stay = blank.kept or range(len(tokens))
        at_end = error.index == len(stay)
        keys = entry.text_keys if at_end else (*entry.keys, "tokens", stay[error.index])
        error.place = entry.record.json.place(keys)
        error.hint = "the tokens must follow the text in order, and cover all of it"
        raise
    offsets = np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32)
    return Doc.from_offsets(vocab, entry.text, *offsets, words=words), blank


def _words_and_ranges(entry: Entry, tokens: list[Any]) -> tuple[list[str], Sequence[Range]]:
    """The word of each token, and the characters of each if they are given."""
    kinds = set(map(type, tokens))
    if kinds <= {str}:
        return tokens, ()
    if kinds == {list}:
        return _from_lists(entry, tokens)
    if kinds == {dict}:
        return _from_objects(entry, tokens)
    first = type(tokens[0]) if type(tokens[0]) in (str, list, dict) else None
    bad = next(i for i, token in enumerate(tokens) if type(token) is not first)
    raise entry.error(
        ("tokens", bad), "not a token", expected=_FORMS, found=tokens[bad], rule="wrong-type"
    )


def _from_lists(entry: Entry, tokens: list[list[Any]]) -> tuple[list[str], list[Range]]:
    expected = "[start, end] or [start, end, word]"
    for i, token in enumerate(tokens):
        if not 2 <= len(token) <= 3:
            raise entry.error(
                ("tokens", i), "a token of other parts", expected=expected, found=token
            )
        if len(token) == 3:
            entry.check(("tokens", i, 2), token[2], str, "text")
    pairs = [(start, end) for start, end, *_ in tokens]
    words = _spelled(entry, pairs, (0, 1))
    for i, token in enumerate(tokens):
        if len(token) == 3:
            words[i] = token[2]
    return words, pairs


def _from_objects(entry: Entry, tokens: list[dict[str, Any]]) -> tuple[list[str], Sequence[Range]]:
    if not any("start" in token or "end" in token for token in tokens):
        for i, token in enumerate(tokens):
            entry.check(("tokens", i, "text"), token.get("text"), str, "text")
        return [token["text"] for token in tokens], ()
    pairs: list[Any] = [(token.get("start"), token.get("end")) for token in tokens]
    words = _spelled(entry, pairs, ("start", "end"))
    for i, (token, word) in enumerate(zip(tokens, words, strict=True)):
        if token.get("text", word) != word:
            raise entry.error(
                ("tokens", i, "text"),
                f"token {i} is not what stands at {pairs[i][0]} to {pairs[i][1]}",
                expected=repr(word),
                found=token["text"],
                hint="offsets count characters, not bytes, and the end is not included",
                rule="text-mismatch",
            )
    return words, pairs


def _spelled(entry: Entry, pairs: list[Any], names: tuple[str | int, str | int]) -> list[str]:
    """What stands in the text at pairs of offsets, each of which is checked to be in the text."""
    text = entry.text
    if text is None:
        raise entry.error(
            ("tokens",),
            "offsets of tokens without text",
            expected='"text", or words as tokens',
            rule="missing-key",
        )
    n = len(text)
    for i, (start, end) in enumerate(pairs):
        if type(start) is not int or type(end) is not int:
            entry.check(("tokens", i, names[0]), start, int, "a whole number")
            entry.check(("tokens", i, names[1]), end, int, "a whole number")
        if not 0 <= start < end <= n:
            raise entry.error(
                ("tokens", i),
                f"token {i} is not in the text",
                expected=f"0 <= start < end <= {n}, the length of the text",
                found=[start, end],
                rule="token-out-of-range",
            )
    return [text[start:end] for start, end in pairs]


def _spaces(entry: Entry, tokens: list[Any], blank: BlankTokens) -> list[bool] | None:
    """Whether a space follows each token, where tokens without text say so."""
    if not tokens or not all(isinstance(token, dict) and "ws" in token for token in tokens):
        return None
    for i, token in enumerate(tokens):
        entry.record.check((*entry.keys, "tokens", i, "ws"), token["ws"], bool, "true or false")
    return list(blank.select([token["ws"] for token in tokens]))
