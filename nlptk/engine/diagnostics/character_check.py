"""CharacterCheck: what checks of characters share."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.protocols import Check

from .survey import LabelCount
from .tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic

    from .checked import CheckedDoc
    from .survey import Survey


@dataclass(frozen=True)
class CharacterSettings:
    """How much is said."""

    most: int = 5
    """Findings that are shown of each character or kind; the others are counted."""


class CharacterCheck(Check):
    """Something is found in the text of documents, and tallied by its name."""

    settings = CharacterSettings
    given: CharacterSettings
    noun: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    in_ascii: ClassVar[bool] = False

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._tally = Tally(settings.most)
        self._unshown: dict[str, LabelCount] = {}

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start and end of what is found in a text, and its name."""
        raise NotImplementedError

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones of each name, at their tokens."""
        doc = seen.doc
        if doc.text.isascii() and not self.in_ascii:
            return
        for start, end, name in self.found(doc.text):
            if name in self._unshown:
                self._tally.add(name)
                continue
            token = max(0, int(doc.starts.searchsorted(start, side="right")) - 1)
            last = max(token + 1, int(doc.starts.searchsorted(end, side="left")))
            subject = f"{name} in {doc.text[max(0, start - 20) : end + 20]}"
            yield from self.tell(seen, name, (token, last), subject=subject)

    def tell(
        self, seen: CheckedDoc, name: str, tokens: tuple[int, int], *, subject: str = ""
    ) -> Iterator[Diagnostic]:
        """A finding of this name at these tokens, unless there were enough of them."""
        start, end = tokens
        if self._tally.add(name):
            message = f"{self.noun}: {name}"
            yield seen.finding(self, message, start=start, end=end, hint=self.hint, subject=subject)
        elif name not in self._unshown:
            where = seen.where(start, end)
            self._unshown[name] = LabelCount(place=seen.place(start), where=where)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are of each name."""
        for name, more in self._tally.more():
            message = f"{self.noun}: {name}, {more:,} more, the first of them here"
            at = self._unshown[name]
            yield survey.finding(self, message, at=at, hint=self.hint, subject=name)


@lru_cache(maxsize=1000)
def name_of(sign: str) -> str:
    """A character by its code point and the name that Unicode has for it."""
    name = unicodedata.name(sign, "")
    return f"U+{ord(sign):04X} {name}".rstrip()


class PatternCheck(CharacterCheck):
    """Characters that a pattern finds, each by its name."""

    pattern: ClassVar[re.Pattern[str]]

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each match."""
        for match in self.pattern.finditer(text):
            yield match.start(), match.end(), name_of(match[0])
