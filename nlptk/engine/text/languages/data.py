"""LanguageData: everything the tokenizer and the sentence splitter know about one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Writing = Literal["spaces", "characters"]


@dataclass(frozen=True, slots=True)
class LanguageData:
    """Tokenizer rules and word lists of one language; data only, nothing compiled.

    `prefixes`, `suffixes`, `infixes` and `token_patterns` map a rule's name (an identifier, shown
    by `Tokenizer.explain`) to a regular expression in the syntax of `re`, tried in order. A suffix
    is matched at the end of what is left of a chunk and spans at most `rules.SUFFIX_WINDOW`
    characters, look-behind included. A token pattern is matched at the start of what is left:
    whatever it covers is one token.

    `exceptions` map a chunk to the pieces it falls into; the pieces put together must spell it.
    `contractions` (in the form of `exceptions`) and `clitics` (in that of `suffixes`, matched
    against lower case with straight apostrophes) divide a token further where `split_contractions`
    is on: off, "don't" is one token; on, it is "do" and "n't".

    `abbreviations` keep their full stop and may end a sentence if what follows looks like a new
    one; `titles` keep it and never do. Both are written in the usual case; capitalised and
    upper-case forms are derived. `units` come apart from a number written close to them: "5km" is
    "5", "km". `emoticons` are one token, alone or after a word.

    `writing` is "characters" for languages that put no spaces between words; there, `lexicon` lists
    words to be joined again from the pieces the rules made (the longest from the left).

    `norms` maps lower-case forms to normal ones, as `Vocab` takes them. `sentence_end` holds the
    characters that end a sentence, `sentence_close` those that may follow and still belong to it.
    """

    code: str
    name: str
    writing: Writing = "spaces"
    prefixes: Mapping[str, str] = field(default_factory=dict)
    suffixes: Mapping[str, str] = field(default_factory=dict)
    infixes: Mapping[str, str] = field(default_factory=dict)
    token_patterns: Mapping[str, str] = field(default_factory=dict)
    exceptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    split_contractions: bool = False
    contractions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clitics: Mapping[str, str] = field(default_factory=dict)
    abbreviations: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()
    emoticons: tuple[str, ...] = ()
    lexicon: frozenset[str] = frozenset()
    stop_words: frozenset[str] = frozenset()
    norms: Mapping[str, str] = field(default_factory=dict)
    sentence_end: str = ".!?…"
    sentence_close: str = "\"'”’»)]}"
