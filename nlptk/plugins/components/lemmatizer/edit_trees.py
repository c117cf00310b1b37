"""Edit trees: how a form becomes its lemma, said so that it holds for other forms too.

An edit tree keeps the longest piece that form and lemma share, and says in the same way what
becomes of what stands before and after it: `walking` loses its last three letters, `gesagt` its
first two, and its last one becomes `en`. Chrupała (2008), "Towards a machine-learning architecture
for lexical functional grammar parsing"; Müller, Cotterell, Fraser and Schütze (2015), "Joint
lemmatization and morphological tagging with Lemming".

Trees look past case; a casing rule says what becomes of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from nlptk.engine.errors import DataError

_LONGEST = 100
"""Characters of a form or lemma that are still compared; longer ones are replaced whole."""


class Casing(StrEnum):
    """What a lemma does with the case of its form."""

    LOWER = "lower"  # The, IS
    KEEP = "keep"  # London, McDonalds
    TITLE = "title"  # LONDON -> London
    UPPER = "upper"  # usa -> USA
    EXACT = "exact"  # iphone -> iPhone: the tree itself tells letters of different case apart


class Keep(NamedTuple):
    """All but the first `before` and the last `after` characters stay; trees for both ends."""

    before: int
    after: int
    left: Node
    right: Node


class Replace(NamedTuple):
    """One string becomes another; the tree applies to nothing else."""

    old: str
    new: str


Node: TypeAlias = Keep | Replace

_NOTHING = Replace("", "")


@dataclass(frozen=True, slots=True)
class EditTree:
    """A tree and what becomes of case."""

    casing: Casing
    root: Node

    @classmethod
    def between(cls, form: str, lemma: str) -> EditTree:
        """The tree that makes the lemma out of the form, with the commonest casing that does."""
        if form != lemma and max(len(form), len(lemma)) > _LONGEST:
            return cls(Casing.EXACT, Replace(form, lemma))
        root = _node(lowered(form), lowered(lemma))
        for casing in (Casing.LOWER, Casing.KEEP, Casing.TITLE, Casing.UPPER):
            tree = cls(casing, root)
            if tree.apply(form) == lemma:
                return tree
        return cls(Casing.EXACT, _node(form, lemma))

    @classmethod
    def parse(cls, label: str) -> EditTree:
        """The tree that a label stands for.

        Raises:
            DataError: it is not such a label.
        """
        try:
            casing, root = json.loads(label)
            return cls(Casing(casing), _node_of(root))
        except (ValueError, TypeError, RecursionError) as error:
            raise DataError(
                "a label that is not an edit tree",
                expected='one such as ["lower",[0,3,"",["ing",""]]]',
                found=label[:80],
            ) from error

    @property
    def label(self) -> str:
        """The tree as text, in JSON; equal trees have equal labels."""
        content = [str(self.casing), _content(self.root)]
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    def apply(self, form: str) -> str | None:
        """The lemma of a form; None where the tree does not apply, or nothing would be left."""
        seen = form if self.casing is Casing.EXACT else lowered(form)
        pieces: list[str] = []
        if not _apply(self.root, form, seen, pieces=pieces):
            return None
        return _cased("".join(pieces), self.casing) or None


def lowered(text: str) -> str:
    """The text in lower case, with as many characters as before: "İ" would become two."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _cased(text: str, casing: Casing) -> str:
    match casing:
        case Casing.LOWER:
            return lowered(text)
        case Casing.TITLE:
            return text[:1].upper() + lowered(text[1:])
        case Casing.UPPER:
            return text.upper()
        case _:
            return text


def _node(form: str, lemma: str) -> Node:
    start, at, length = _longest_shared(form, lemma)
    if not length:
        return Replace(form, lemma)
    end = start + length
    left = _node(form[:start], lemma[:at])
    right = _node(form[end:], lemma[at + length :])
    return Keep(start, len(form) - end, left, right)


def _longest_shared(form: str, lemma: str) -> tuple[int, int, int]:
    """Start in form, start in lemma and length of the longest shared piece, the first if several.

    Whoever shares a piece shares all shorter ones, so that bisection finds the length.
    """
    found = (0, 0, 0)
    low, high = 0, min(len(form), len(lemma))
    length = high  # most often one has all of the other
    while low < high:
        place = _first_shared(form, lemma, length)
        if place is None:
            high = length - 1
        else:
            found, low = (*place, length), length
        length = (low + high + 1) // 2
    return found


def _first_shared(form: str, lemma: str, length: int) -> tuple[int, int] | None:
    for start in range(len(form) - length + 1):
        at = lemma.find(form[start : start + length])
        if at >= 0:
            return start, at
    return None


def _apply(node: Node, form: str, seen: str, *, pieces: list[str]) -> bool:
    """Add what becomes of a form to `pieces`; False where the node does not apply.

    `seen` is the form as it is compared, of the same length.
    """
    if isinstance(node, Replace):
        pieces.append(node.new)
        return seen == node.old
    end = len(form) - node.after
    if node.before >= end:  # what is kept is never empty
        return False
    if not _apply(node.left, form[: node.before], seen[: node.before], pieces=pieces):
        return False
    pieces.append(form[node.before : end])
    return _apply(node.right, form[end:], seen[end:], pieces=pieces)


def _content(node: Node) -> Any:
    if isinstance(node, Keep):
        return [node.before, node.after, _content(node.left), _content(node.right)]
    return list(node) if any(node) else ""


def _node_of(content: Any) -> Node:
    match content:
        case "":
            return _NOTHING
        case [str(old), str(new)]:
            return Replace(old, new)
        case [int(before), int(after), left, right] if before >= 0 and after >= 0:
            return Keep(before, after, _node_of(left), _node_of(right))
        case _:
            raise ValueError("neither a piece that is kept nor one that is replaced")
