"""U: characters that nobody sees, or that stand for others."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.diagnostics.character_check import CharacterCheck, PatternCheck, name_of
from nlptk.engine.protocols import Case

if TYPE_CHECKING:
    from collections.abc import Iterator


_SOUND = Case('{"text": "Ann runs, naïvely"}\n')


def _case(text: str) -> Case:
    return Case(f'{{"text": "{text}"}}\n')


class NotComposed(CharacterCheck):
    """Letters and their accents are separate characters (the text is not in NFC).

    Why: `é` of one character and `é` of two look the same and are different words to every program.

    Example: `café` with the accent as U+0301, which many macOS programs write.

    Fix: normalize the file to NFC, and whatever will be read later too.
    """

    code = "U101"
    name = "not-nfc"
    noun = "not in Unicode's composed form NFC"
    hint = "normalize the file to NFC"
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (_case("cafe\u0301 noir"),)

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each word that NFC would change."""
        if unicodedata.is_normalized("NFC", text):
            return
        for match in re.finditer(r"\S+", text):
            if not unicodedata.is_normalized("NFC", match[0]):
                signs = zip(match[0], unicodedata.normalize("NFC", match[0]), strict=False)
                at = next((sign for sign, composed in signs if sign != composed), match[0][-1])
                yield match.start(), match.end(), name_of(at)


class ControlCharacter(PatternCheck):
    """The text has control characters.

    Why: nobody sees them; they stay in words, which then are other words, and upset terminals.

    Example: a backspace, a form feed, or a line separator (U+2028) from a web page.

    Fix: take them out, or put a space in their place. Mind the offsets of annotation.
    """

    code = "U102"
    name = "control-character"
    noun = "a control character"
    hint = "take it out, and mind the offsets of annotation"
    in_ascii = True
    pattern = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, _case("Ann\\n\\truns"))
    failing: ClassVar[tuple[Case, ...]] = (_case("Ann ru\\u0007ns"),)


class InvisibleCharacter(PatternCheck):
    """The text has invisible characters: zero-width spaces, joiners, soft hyphens, direction marks.

    Why: nobody sees them, and `ver\u00adkauft` with a soft hyphen is not the word `verkauft`.

    Example: a zero-width space copied from a web page, or a byte-order mark inside a file.

    Fix: take them out. Those that a script or an emoji needs are not reported.
    """

    code = "U103"
    name = "invisible-character"
    noun = "an invisible character"
    hint = "take it out, and mind the offsets of annotation"
    pattern = re.compile(
        "[\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u3164\ufeff]"
    )
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        _case("👩\u200d👧 می\u200cخواهم"),
        _case("שלום\u200e 5"),
    )
    failing: ClassVar[tuple[Case, ...]] = (_case("Ann\u200b runs"), _case("a\u200db"))

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each match that nothing near it asks for."""
        for start, end, name in super().found(text):
            if not _is_needed(text, start):
                yield start, end, name


_JOINERS = "\u200c\u200d"
_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _is_needed(text: str, at: int) -> bool:
    """Whether a joiner joins what no Latin letter is part of, or a mark is in text of two ways."""
    sign = text[at]
    if sign in _JOINERS:
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        return not (before + after).isascii() and bool(before.strip())
    return sign in _MARKS and _RIGHT_TO_LEFT.search(text) is not None


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class ReplacementCharacter(PatternCheck):
    """The text has U+FFFD, which stands for bytes that could not be decoded.

    Why: the letters that stood there are lost, and the words are no words.

    Example: `caf\ufffd`, of a file in Latin-1 that was read as UTF-8 once.

    Fix: convert the original again, from the encoding that it is in.
    """

    code = "U104"
    name = "replacement-character"
    noun = "a letter was lost in decoding"
    hint = "convert the original again, from its own encoding"
    pattern = re.compile("\ufffd+")
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (_case("caf\ufffd noir"),)

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each run of them."""
        for match in self.pattern.finditer(text):
            yield match.start(), match.end(), "U+FFFD REPLACEMENT CHARACTER"


CHECKS = (NotComposed, ControlCharacter, InvisibleCharacter, ReplacementCharacter)
