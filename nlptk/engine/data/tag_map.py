"""Tag maps: what the fine-grained tags of a corpus stand for."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from nlptk.engine.errors import UsageError

UNIVERSAL_POS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip
"""The universal parts of speech, https://universaldependencies.org/u/pos/."""

_OF_OLD_MAPS = ("CONJ", "SPACE")
"""Also taken: what UD 1 calls CCONJ, and what maps of tokenizers that keep white space have."""
_POS_NAMES = {"pos", "upos"}


def check_tag_map(tag_map: Mapping[str, object]) -> None:
    """Raise `UsageError` for the first entry of a map that cannot be used, see `entry_flaw`."""
    for tag, entry in tag_map.items():
        flaw = entry_flaw(tag, entry)
        if flaw is not None:
            raise flaw


def entry_flaw(tag: str, entry: object) -> UsageError | None:
    """What is wrong with the entry of a tag, such as `{"pos": "NOUN", "Number": "Sing"}`, if any.

    It is an object; its `pos`, which it need not have, is a universal part of speech.
    """
    if not isinstance(entry, Mapping):
        return UsageError(
            f"the entry of the tag {tag!r} is no object",
            expected='an entry such as {"pos": "NOUN"}',
            found=repr(entry),
        )
    misnamed = [name for name in entry if str(name).lower() in _POS_NAMES and name != "pos"]
    if misnamed:
        return UsageError(
            f"the entry of the tag {tag!r} calls its part of speech {misnamed[0]!r}",
            expected='an entry such as {"pos": "NOUN"}',
        )
    return pos_flaw(tag, entry["pos"]) if entry.get("pos") else None


def pos_flaw(tag: str, pos: object) -> UsageError | None:
    """What is wrong with the part of speech that a tag is said to stand for, if anything."""
    known = (*UNIVERSAL_POS, *_OF_OLD_MAPS)
    if pos in known:
        return None
    near = get_close_matches(pos.upper(), known, n=1) if isinstance(pos, str) else []
    return UsageError(
        f"the tag {tag!r} stands for {pos!r}, which is no universal part of speech",
        expected=f"one of: {', '.join(UNIVERSAL_POS)}",
        hint=f"did you mean {near[0]}?" if near else "",
    )
