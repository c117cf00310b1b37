"""Cutting one chunk (text without whitespace) into tokens; what the tokenizer does uncached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .rules import SUFFIX_WINDOW, TokenizerRules, lookup_key, piece_bounds

_SHORT_WINDOW = 8


class Piece(NamedTuple):
    """A token as a range of its chunk, and the rule that made it."""

    start: int
    end: int
    rule: str


def cut_chunk(rules: TokenizerRules, chunk: str) -> list[Piece]:
    """The tokens of a chunk, in order; they cover each of its characters once.

    From the outside in: exceptions, token patterns, one prefix or suffix at a time; then what is
    left is cut at infixes, and the parts between them go through the same mill once more.
    """
    pieces: list[Piece] = []
    for core in _strip(rules, chunk, 0, len(chunk)):
        if core.rule:
            pieces.append(core)
        else:
            pieces.extend(_split(rules, chunk, core))
    if rules.lexicon:
        pieces = list(_join(rules, chunk, pieces))
    if rules.split_contractions:
        pieces = [word for piece in pieces for word in _expand(rules, chunk, piece)]
    return pieces


def _strip(rules: TokenizerRules, chunk: str, start: int, end: int) -> list[Piece]:
    """Exceptions and affixes off a range; what no rule claims is one piece without a rule."""
    head: list[Piece] = []
    tail: list[Piece] = []
    unmatched_at = -1  # token patterns depend on where a range starts, hardly on where it ends
    while start < end:
        special = _exception(rules, chunk, start, end)
        if special:
            head += special
            break
        piece = _peel_start(rules, chunk, (start, end), patterns=start != unmatched_at)
        if piece:
            head.append(piece)
            start = piece.end
            continue
        unmatched_at = start
        piece = _peel_end(rules, chunk, start, end)
        if piece is None:
            head.append(Piece(start, end, ""))
            break
        tail.append(piece)
        end = piece.start
    return head + tail[::-1]


def _exception(rules: TokenizerRules, chunk: str, start: int, end: int) -> list[Piece]:
    """The pieces of a range that is an exception; none if it is not."""
    if end - start > rules.longest_exception:
        return []
    text = chunk[start:end]
    if text in rules.whole:
        return [Piece(start, end, "abbreviation")]
    lengths = rules.exceptions.get(lookup_key(text), ())
    return [Piece(*bounds, "exception") for bounds in piece_bounds(start, lengths)]


def _peel_start(
    rules: TokenizerRules, chunk: str, bounds: tuple[int, int], *, patterns: bool
) -> Piece | None:
    if patterns:
        match = rules.token_match.match(chunk, *bounds)
        if match and match.end() > bounds[0]:
            return _named(match, "token match")
    match = rules.prefix.match(chunk, *bounds)
    return _named(match, "prefix") if match and match.end() > bounds[0] else None


def _peel_end(rules: TokenizerRules, chunk: str, start: int, end: int) -> Piece | None:
    # Nearly every suffix is short, and a search costs in proportion to its window: look wider only
    # if nothing was found, or if what was found may go on to the left.
    window = max(start, end - _SHORT_WINDOW)
    match = rules.suffix.search(chunk, window, end)
    if (match is None or match.start() == window) and window > start:
        match = rules.suffix.search(chunk, max(start, end - SUFFIX_WINDOW), end) or match
    return _named(match, "suffix") if match and match.start() < end else None


def _split(rules: TokenizerRules, chunk: str, core: Piece) -> Iterator[Piece]:
    """A core cut at its infixes."""
    at = core.start
    for match in rules.infix.finditer(chunk, core.start, core.end):
        if match.end() == match.start():
            continue
        if match.start() > at:
            yield from _between(rules, chunk, at, match.start())
        yield _named(match, "infix")
        at = match.end()
    if at == core.start:
        yield Piece(at, core.end, "word")
    elif at < core.end:
        yield from _between(rules, chunk, at, core.end)


def _between(rules: TokenizerRules, chunk: str, start: int, end: int) -> Iterator[Piece]:
    for piece in _strip(rules, chunk, start, end):
        yield piece if piece.rule else piece._replace(rule="word")


def _join(rules: TokenizerRules, chunk: str, pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring pieces that spell a word of the lexicon joined, the longest from the left."""
    i = 0
    while i < len(pieces):
        start = pieces[i].start
        for j in range(min(len(pieces), i + rules.longest_word) - 1, i, -1):
            if chunk[start : pieces[j].end] in rules.lexicon:
                yield Piece(start, pieces[j].end, "lexicon")
                i = j + 1
                break
        else:
            yield pieces[i]
            i += 1


def _expand(rules: TokenizerRules, chunk: str, piece: Piece) -> list[Piece]:
    """The words of a token that is a contraction; else the token."""
    key = lookup_key(chunk[piece.start : piece.end])
    lengths = rules.contractions.get(key)
    if lengths:
        return [Piece(*bounds, "contraction") for bounds in piece_bounds(piece.start, lengths)]
    tail: list[Piece] = []
    end = len(key)
    while match := rules.clitic.search(key, max(0, end - SUFFIX_WINDOW), end):
        if match.start() == 0 or match.start() == end:
            break
        clitic = _named(match, "clitic")
        tail.append(clitic._replace(start=piece.start + clitic.start, end=piece.start + clitic.end))
        end = match.start()
    return [piece._replace(end=piece.start + end), *reversed(tail)]


def _named(match: re.Match[str], kind: str) -> Piece:
    return Piece(match.start(), match.end(), f"{kind}: {match.lastgroup}")
