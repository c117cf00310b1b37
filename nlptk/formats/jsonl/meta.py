"""What a record says that is no annotation: its id, its metadata, and keys that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.json_text import MOST_NESTING, nesting

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc

    from .entry import Entry


def add_meta(doc: Doc, entry: Entry) -> None:
    """Keep all that no layer was made of; call it last.

    A `meta` object becomes the metadata, and other keys join it. Where they would change what it
    says, it stays whole as `meta` in the metadata.
    """
    rest = {key: value for key, value in entry.value.items() if key not in entry.used}
    for key, value in rest.items():
        if nesting(value) > MOST_NESTING:
            raise entry.error(
                (key,),
                f"more than {MOST_NESTING} brackets inside one another",
                hint="metadata that deep cannot be kept: flatten it",
            )
    inner = rest.get("meta")
    if isinstance(inner, dict) and not inner.keys() & (rest.keys() - {"meta"}):
        del rest["meta"]
        rest |= inner
    doc.meta.update(rest)
