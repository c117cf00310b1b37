"""U: characters that are not what they seem, or that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.diagnostics.tally import Tally
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_SOUND = Case('{"text": "Ann runs, naïvely"}\n')


def _case(text: str) -> Case:
    return Case(f'{{"text": "{text}"}}\n')


@dataclass(frozen=True)
class CharacterSettings:
    """How much is said."""

    most: int = 5
    """Findings that are shown of each character or kind; the others are counted."""


class _CharacterCheck(Check):
    """What the checks of this family share: something is found in the text, and tallied."""

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
def _named(sign: str) -> str:
    name = unicodedata.name(sign, "")
    return f"U+{ord(sign):04X} {name}".rstrip()


class NotComposed(_CharacterCheck):
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
                yield match.start(), match.end(), _named(at)


class _PatternCheck(_CharacterCheck):
    """Characters that a pattern finds, each by its name."""

    pattern: ClassVar[re.Pattern[str]]

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each match."""
        for match in self.pattern.finditer(text):
            yield match.start(), match.end(), _named(match[0])


class ControlCharacter(_PatternCheck):
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


class InvisibleCharacter(_PatternCheck):
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


class ReplacementCharacter(_PatternCheck):
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


class MixedScripts(_PatternCheck):
    """A word mixes Latin letters with Cyrillic or Greek ones that look the same.

    Why: it looks like a word that it is not; no other occurrence of the word is the same.

    Example: `Моscow`, of which the first two letters are Cyrillic.

    Fix: write the word in one script. Words as `TNFα`, where nothing looks alike, are no problem.
    """

    code = "U105"
    name = "mixed-scripts"
    noun = "a word in two scripts"
    hint = "write it in one script"
    pattern = re.compile(r"[^\W\d_]*[\u0370-\u03ff\u0400-\u052f][^\W\d_]*")
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, _case("TNFα in Москва-City"))
    failing: ClassVar[tuple[Case, ...]] = (_case("in Моscow"), _case("Μaria"))

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each run of letters of two scripts of which one may be taken for the other."""
        for match in self.pattern.finditer(text):
            name = _mixture(match[0])
            if name:
                yield match.start(), match.end(), name


# pairs of Latin letters and what looks like them, in most fonts
_LOOK_ALIKES = frozenset("асеорхуіјѕԁһАВСЕНІЈКМОРЅТХУ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον")


@lru_cache(maxsize=10_000)
def _mixture(word: str) -> str:
    """The names of the scripts when one of them imitates Latin; "" when nothing is mixed."""
    others = [sign for sign in word if "\u0370" <= sign <= "\u052f"]
    latin = [sign for sign in word if unicodedata.name(sign, "").startswith("LATIN")]
    if not latin or not _LOOK_ALIKES.intersection(others):
        return ""
    if len(others) < len(latin) and not _LOOK_ALIKES.issuperset(others):
        return ""
    script = unicodedata.name(others[0], "").partition(" ")[0]
    return f"LATIN and {script}"


class SpaceInToken(_CharacterCheck):
    """A token has a non-breaking space inside.

    Why: it looks like a space and is none, so that the token differs from the same with a space.

    Example: `10\u00a0000` with U+00A0, as French typography has it.

    Fix: nothing if it is meant; else put an ordinary space there, or split the token.
    """

    code = "U106"
    name = "no-break-space-in-token"
    severity = Severity.INFO
    noun = "a token with a no-break space inside"
    hint = "is it meant?"
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, _case("Ann\u00a0runs"))
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "10\u00a0000 km", "tokens": ["10\u00a0000", "km"]}\n'),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones."""
        if not _NO_BREAK.search(seen.doc.text):
            return
        for token, word in enumerate(seen.doc.words):
            match = None if word.isascii() else _NO_BREAK.search(word)
            if match:
                yield from self.tell(seen, _named(match[0]), (token, token + 1))


_NO_BREAK = re.compile("[\u00a0\u2007\u202f]")
_HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ"  # what Windows-1252 has from 0x80 to 0x9F, but for quotes


class Mojibake(_CharacterCheck):
    """The text was UTF-8 and was read as Latin-1 or Windows-1252.

    Why: the words are no words; every letter beyond ASCII is two or three wrong ones.

    Example: `cafÃ©` for `café`, `donâ€™t` for `don’t`.

    Fix: decode the original as UTF-8; to mend what there is, encode it as Windows-1252 and decode
    it as UTF-8.
    """

    code = "U107"
    name = "mojibake"
    noun = "UTF-8 that was read in another encoding"
    hint = "encode as cp1252 and decode as utf-8, or convert the original again"
    pattern = re.compile(rf"[ÂÃ][\x80-\xbf{_HIGH}]|â(?:€[\x80-\xbf{_HIGH}“”]|‚¬|\x80[\x80-\xbf])")
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, _case("NÃO, château, “AMANHÔ"))
    failing: ClassVar[tuple[Case, ...]] = (_case("un cafÃ© noir"), _case("I donâ€™t"))

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each sequence that decodes; one behind a capital is more likely two letters."""
        for match in self.pattern.finditer(text):
            start = match.start()
            if start and text[start - 1].isupper():
                continue
            meant = _decoded(match[0])
            if meant:
                yield start, match.end(), f"{match[0]!r} for {meant!r}"


@lru_cache(maxsize=1000)
def _decoded(piece: str) -> str:
    try:
        return b"".join(map(_byte, piece)).decode()
    except UnicodeError:
        return ""


def _byte(sign: str) -> bytes:
    return sign.encode("latin-1" if sign < "\u0100" else "cp1252")


CHECKS = (
    NotComposed,
    ControlCharacter,
    InvisibleCharacter,
    ReplacementCharacter,
    MixedScripts,
    SpaceInToken,
    Mojibake,
)
