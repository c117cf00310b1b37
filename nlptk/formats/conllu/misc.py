"""What nlptk understands of the MISC column: spacing and entity tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTITY_KEYS = ("name", "NE", "NER", "ner")
_TO_IOB2 = {"B": "B", "I": "I", "L": "I", "E": "I", "U": "B", "S": "B"}
# UDPipe's notation for whitespace: https://ufal.mff.cuni.cz/udpipe/1/users-manual
_ESCAPES = {" ": "\\s", "\n": "\\n", "\t": "\\t", "\r": "\\r", "|": "\\p", "\\": "\\\\"}
_UNESCAPES = {code: character for character, code in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\.")


def get(misc: str, key: str) -> str | None:
    """The value of a key, or None."""
    if key not in misc:
        return None
    for item in misc.split("|"):
        name, equals, value = item.partition("=")
        if equals and name == key:
            return value
    return None


def put(misc: str, key: str, value: str | None) -> str:
    """MISC with a key set where it stood or at the end, or taken out (None)."""
    items = misc.split("|") if misc else []
    new = [] if value is None else [f"{key}={value}"]
    for i, item in enumerate(items):
        if item.partition("=")[0] == key:
            items[i : i + 1] = new
            break
    else:
        items += new
    return "|".join(items)


def escape_gap(gap: str) -> str:
    r"""Whitespace in UDPipe's notation, such as `\s\n`."""
    return "".join(_ESCAPES.get(character, character) for character in gap)


def gap(misc: str, key: str) -> str | None:
    """The whitespace that `SpacesAfter` or `SpacesBefore` tells of; None where it tells of none."""
    value = get(misc, key)
    if value is None:
        return None
    text = _ESCAPED.sub(lambda match: _UNESCAPES.get(match.group(), match.group()), value)
    return None if text.strip() else text


def entity_key(misc: Sequence[str], wanted: str) -> str:
    """The key under which a sentence has entity tags; "" when it has none."""
    joined = "|".join(misc)
    if "=" not in joined:
        return ""
    for key in ENTITY_KEYS if wanted == "auto" else (wanted,):
        if key + "=" in joined and re.search(rf"(?:^|\|){key}=(?:O(?:\||$)|[BILUES]-)", joined):
            return key
    return ""


def iob2_tag(misc: str, key: str) -> str:
    """The entity tag of a word in IOB2; O when it has none."""
    tag = get(misc, key) or "O"
    letter, hyphen, label = tag.partition("-")
    return f"{_TO_IOB2[letter]}-{label}" if hyphen and letter in _TO_IOB2 else tag


def iob2_tags(misc: Sequence[str], key: str) -> list[str]:
    """The entity tags of a sentence in IOB2; an I that continues nothing becomes B."""
    tags = []
    before = "O"
    for item in misc:
        tag = iob2_tag(item, key)
        if tag.startswith("I-") and before[2:] != tag[2:]:
            tag = "B-" + tag[2:]
        tags.append(tag)
        before = tag
    return tags
