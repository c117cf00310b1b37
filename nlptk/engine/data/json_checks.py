"""A JSON record that is being read: the checks all readers make, and whom they tell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .diagnostic import Diagnostic, Severity
from .layers import Layer

if TYPE_CHECKING:
    from nlptk.engine.protocols import ReadContext

    from .json_records import JsonRecord, Keys

_LARGEST = sys.float_info.max


class CheckedRecord:
    """A record of a file; `unread` collects, over the whole file, keys that nobody reads."""

    def __init__(
        self, json: JsonRecord, path: str, context: ReadContext[Any], unread: set[str]
    ) -> None:
        self.json = json
        self.path = path
        self.context = context
        self._unread = unread

    def check(self, keys: Keys, value: object, kind: type, expected: str) -> None:
        """Raise a `DataError` about the value at `keys` if it is not of a kind."""
        if isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool):
            return
        name = next((str(key) for key in reversed(keys) if isinstance(key, str)), "")
        what = f"{name!r} is" if name else "this is"
        rule = "missing-key" if value is None else "wrong-type"
        message = f"{what} {'missing, or null' if value is None else f'not {expected}'}"
        raise self.json.error(keys, message, expected=expected, found=value, rule=rule)

    def number(self, keys: Keys, value: object) -> float:
        """The value at `keys`, if it is a number that fits."""
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _LARGEST:
            expected = "a number such as 1.0"
            rule = "missing-key" if value is None else "wrong-type"
            message = "a value that is no number"
            raise self.json.error(keys, message, expected=expected, found=value, rule=rule)
        return float(value)

    def repaired(
        self, keys: Keys, message: str, layer: Layer, *, hint: str = "", rule: str = ""
    ) -> None:
        """Note that something was changed in reading."""
        place = self.json.place(keys, self.path)
        self.context.repaired(message, place=place, layer=layer, hint=hint, rule=rule)

    def note_unread(
        self, keys: Keys, owner: str, names: set[str], *, internal: frozenset[str] = frozenset()
    ) -> None:
        """Note keys of which nothing is made, each once a file.

        Those that are `internal` to the tool that wrote them are no annotation: no loss, but said.
        """
        for name in sorted(names):
            known = f"{owner} {name}"
            if known in self._unread:
                continue
            self._unread.add(known)
            message = f"the key {name!r} of a {owner} is not read"
            if name in internal:
                message += ": it is for the tool that wrote it"
                place = self.json.place(keys, self.path)
                self.context.findings.append(Diagnostic("note", message, Severity.INFO, place))
            else:
                self.repaired(keys, message, Layer.COLUMNS, rule="unread-key")
