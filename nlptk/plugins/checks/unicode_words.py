"""U: words that are not what they seem."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.diagnostics.character_check import CharacterCheck, PatternCheck, name_of
from nlptk.engine.protocols import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc

_SOUND = Case('{"text": "Ann runs, naïvely"}\n')


def _case(text: str) -> Case:
    return Case(f'{{"text": "{text}"}}\n')


class MixedScripts(PatternCheck):
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


class SpaceInToken(CharacterCheck):
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
                yield from self.tell(seen, name_of(match[0]), (token, token + 1))


_NO_BREAK = re.compile("[\u00a0\u2007\u202f]")


_HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ"  # what Windows-1252 has from 0x80 to 0x9F, but for quotes


class Mojibake(CharacterCheck):
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


CHECKS = (MixedScripts, SpaceInToken, Mojibake)
