"""Which scheme a corpus of entity tags is written in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise

from .tag_schemes import (
    ALPHABETS,
    END,
    MISSING,
    OUTSIDE,
    WHAT_A_TAG_IS,
    Scheme,
    Tag,
    TagSchemeError,
    split_tag,
)


def detect_scheme(tags: Iterable[Sequence[Tag]]) -> Scheme:
    """The scheme that a corpus, given as the tags of each sentence, is written in.

    `L-` or `U-` show BILUO, `E-` or `S-` IOBES. With `B-` and `I-` alone the beginnings of entities
    decide: where nothing of the same label stands before, IOB2 writes `B-` and IOB1 `I-`. A corpus
    of both, as CoNLL-2003 is with a few stray `B-`, is what most of its beginnings are; the
    entities are the same by either reading. A tie, and no evidence at all, is IOB2.

    Raises:
        TagSchemeError: tags of several schemes together, or something that is not a tag.
    """
    pairs: Counter[tuple[Tag, Tag]] = Counter()
    for sentence in tags:
        pairs.update(pairwise(chain((OUTSIDE,), sentence)))
    example = _one_tag_a_letter({tag for _, tag in pairs})
    closers = [scheme for scheme in (Scheme.BILUO, Scheme.IOBES) if _own(scheme) & example.keys()]
    if len(closers) > 1:
        raise TagSchemeError(
            "tags of two schemes together: "
            + " and ".join(f"{_quoted(example, _own(scheme))} of {scheme}" for scheme in closers),
            expected="one scheme throughout",
        )
    if closers:
        return closers[0]
    beginnings: Counter[str] = Counter()
    for (before, tag), count in pairs.items():
        beginnings[_begins_after(before, tag)] += count
    return Scheme.IOB1 if beginnings["I"] > beginnings["B"] else Scheme.IOB2


def _own(scheme: Scheme) -> frozenset[str]:
    """The letters that show a scheme: those that say where entities end."""
    return ALPHABETS[scheme] & END


def _one_tag_a_letter(tags: Iterable[Tag]) -> dict[str, str]:
    """For each letter in use a tag that shows it, the first in alphabetical order."""
    known = frozenset().union(*ALPHABETS.values())
    example: dict[str, str] = {}
    for tag in sorted(tag for tag in tags if tag):
        letter, _ = split_tag(tag)
        if letter and letter not in known:
            raise TagSchemeError(f'"{tag}" is not a tag', tag=tag, expected=WHAT_A_TAG_IS)
        example.setdefault(letter, tag)
    return example


def _quoted(example: Mapping[str, str], letters: Iterable[str]) -> str:
    return ", ".join(f'"{example[letter]}"' for letter in sorted(letters) if letter in example)


def _begins_after(before: Tag, tag: Tag) -> str:
    """The letter of a tag that begins an entity for sure: nothing of its label stands before."""
    letter, label = split_tag(tag or MISSING)
    if before in (MISSING, "", None):  # what stands before is not known
        return ""
    return letter if split_tag(before or MISSING)[1] != label else ""
