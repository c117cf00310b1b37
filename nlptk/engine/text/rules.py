"""Tokenizer rules of a language, compiled: one pattern a kind of affix, one table of exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from nlptk.engine.errors import UsageError
from nlptk.engine.text.languages import LanguageData

SUFFIX_WINDOW = 64
"""How many characters at the end of a chunk suffix rules look at; what keeps cutting linear."""

_NEVER = re.compile(r"(?!)")
_APOSTROPHES = str.maketrans("’‘`´", "''''")


@dataclass(frozen=True, slots=True)
class TokenizerRules:
    """What a `Tokenizer` needs to cut a chunk; made by `compile_rules`.

    The patterns name each rule by a group, so that `match.lastgroup` tells which one matched.
    `exceptions` and `contractions` map the `lookup_key` of a chunk to the lengths of its pieces;
    `whole` holds chunks, case and all, that are one token.
    """

    token_match: re.Pattern[str]
    prefix: re.Pattern[str]
    suffix: re.Pattern[str]
    infix: re.Pattern[str]
    clitic: re.Pattern[str]
    whole: frozenset[str]
    exceptions: Mapping[str, tuple[int, ...]]
    contractions: Mapping[str, tuple[int, ...]]
    lexicon: frozenset[str]
    split_contractions: bool
    longest_exception: int
    longest_word: int

    def with_contractions(self, *, split: bool) -> TokenizerRules:
        """The same rules with contractions ("don't") split or left whole."""
        return replace(self, split_contractions=split)


def lookup_key(text: str) -> str:
    """How exceptions are looked up: lower case, straight apostrophes, of the same length."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(_APOSTROPHES)


def compile_rules(
    language: LanguageData, *, split_contractions: bool | None = None
) -> TokenizerRules:
    """Compile a language's rules; `split_contractions` overrides what the language says.

    Raises `UsageError`, naming language and rule, for a pattern that is not a regular expression
    and for an exception whose pieces do not spell it.
    """
    where = f"language {language.code!r}"
    emoticons = _alternatives(language.emoticons)
    # Written close to a word, only those count that do not look like the end of it: not "said:".
    trailing = _alternatives(face for face in language.emoticons if not face[0].isalnum())
    token_patterns = dict(language.token_patterns)
    suffixes = dict(language.suffixes)
    if emoticons:
        token_patterns = {"emoticon": rf"(?:{emoticons})(?!\w)", **token_patterns}
    if trailing:
        suffixes = {"emoticon": rf"(?<!\d)(?:{trailing})", **suffixes}
    if language.units:
        suffixes["unit"] = rf"(?<=\d)(?<![^\W\d_]\d)(?:{_alternatives(language.units)})"
    split = language.split_contractions if split_contractions is None else split_contractions
    whole = frozenset(_variants(language.abbreviations | language.titles))
    return TokenizerRules(
        token_match=_join(token_patterns, where),
        prefix=_join(language.prefixes, where),
        suffix=_join(suffixes, where, at_end=True),
        infix=_join(language.infixes, where),
        clitic=_join(language.clitics, where, at_end=True),
        whole=whole,
        exceptions=_lengths(language.exceptions, where),
        contractions=_lengths(language.contractions, where),
        lexicon=language.lexicon,
        split_contractions=split,
        longest_exception=max(map(len, [*whole, *language.exceptions]), default=0),
        longest_word=max(map(len, language.lexicon), default=0),
    )


def _alternatives(literals: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(literals, key=len, reverse=True)))


def _join(patterns: Mapping[str, str], where: str, *, at_end: bool = False) -> re.Pattern[str]:
    if not patterns:
        return _NEVER
    joined = "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())
    try:
        compiled = re.compile(rf"(?:{joined})\Z" if at_end else joined)
    except re.error as error:
        _check_each(patterns, where)
        message = f"{where}: rules that do not go together: {error}"
        raise UsageError(message, found=", ".join(patterns)) from error
    # what is whole by itself was compiled as such; each once more would take as long again
    _check_each({n: one for n, one in patterns.items() if not _is_balanced(one)}, where)
    return compiled


def _is_balanced(pattern: str) -> bool:
    """Whether a pattern closes as much as it opens: else it may be one only beside another."""
    return pattern.count("(") == pattern.count(")") and pattern.count("[") == pattern.count("]")


def _check_each(patterns: Mapping[str, str], where: str) -> None:
    for name, pattern in patterns.items():
        try:
            re.compile(f"(?P<{name}>{pattern})")
        except re.error as error:
            message = f"{where}: rule {name!r} is not a regular expression: {error}"
            raise UsageError(message, found=pattern) from error


def _variants(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from (word, word[:1].upper() + word[1:], word.upper())


def _lengths(exceptions: Mapping[str, tuple[str, ...]], where: str) -> dict[str, tuple[int, ...]]:
    for chunk, pieces in exceptions.items():
        if "".join(pieces) != chunk or not all(pieces) or chunk.split() != [chunk]:
            message = f"{where}: the pieces of exception {chunk!r} do not spell it"
            raise UsageError(message, expected="pieces without spaces", found=repr(list(pieces)))
    return {lookup_key(chunk): tuple(map(len, pieces)) for chunk, pieces in exceptions.items()}


def piece_bounds(start: int, lengths: tuple[int, ...]) -> list[tuple[int, int]]:
    """The ranges of pieces of given lengths laid end to end from `start`."""
    stops = list(accumulate(lengths, initial=start))
    return list(pairwise(stops))
