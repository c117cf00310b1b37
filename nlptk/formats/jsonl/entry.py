"""A record of JSON lines as its readers see it: a mapping, whatever shape it came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlptk.engine.data.json_checks import CheckedRecord
    from nlptk.engine.data.json_records import Keys
    from nlptk.engine.errors import DataError

_RECORD = 'an object with "text" or "tokens"'


@dataclass(frozen=True, slots=True)
class Entry:
    """A record: its keys, its text or None, and the ways to them in the JSON value.

    `used` collects the keys of which something was made.
    """

    record: CheckedRecord
    value: dict[str, Any]
    text: str | None
    keys: Keys
    text_keys: Keys
    used: set[str]

    @classmethod
    def of(cls, record: CheckedRecord) -> Entry:
        """The entry of an object, or of a pair `[text, {...}]` as scripts for training have it."""
        value = record.json.value
        if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str):
            record.check((1,), value[1], dict, "an object of annotations")
            return cls(record, value[1], value[0], (1,), (0,), {"text"})
        record.check((), value, dict, _RECORD)
        name = "data" if "text" not in value and isinstance(value.get("data"), str) else "text"
        text = value.get(name)
        if text is None and value.get("tokens") is None:
            is_training_json = "paragraphs" in value
            hint = "a document with paragraphs is the format json" if is_training_json else ""
            raise record.json.error(
                (),
                "a record without text",
                expected=_RECORD,
                found=value,
                hint=hint,
                rule="missing-key",
            )
        if text is not None:
            record.check((name,), text, str, "text")
        return cls(record, value, text, (), (name,), {name})

    def get(self, name: str) -> Any:
        """The value of a key, which counts as used now; None when it is not there, or null."""
        if name in self.value:
            self.used.add(name)
            return self.value[name]
        return None

    def of_type(self, name: str, kind: type, expected: str) -> Any:
        """The value of a key if it is of a kind, None if it is missing; else raises `DataError`."""
        value = self.get(name)
        if value is not None:
            self.check((name,), value, kind, expected)
        return value

    def check(self, keys: Keys, value: object, kind: type, expected: str) -> None:
        """Raise a `DataError` about the value at `keys` if it is not of a kind."""
        if not isinstance(value, kind) or isinstance(value, bool):
            self.record.check((*self.keys, *keys), value, kind, expected)

    def error(
        self,
        keys: Keys,
        message: str,
        *,
        expected: str = "",
        found: object = None,
        hint: str = "",
        rule: str = "wrong-value",
    ) -> DataError:
        """The error to raise about the value at `keys`."""
        return self.record.json.error(
            (*self.keys, *keys), message, expected=expected, found=found, hint=hint, rule=rule
        )
