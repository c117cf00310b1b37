"""What a word looks like: a number, an address on the web, an e-mail address."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+\-−±~]?[$€£¥]?(?=[,.٫٬]*\d)[\d,.٫٬]++%?|\d++/\d+")
_URL = re.compile(
    r"(?:(?:https?|ftps?|file|irc|git|ssh|s3)://|mailto:|www\d?\.)\S+"
    r"|(?:[a-z0-9][a-z0-9-]*+\.)+"
    r"(?:com|org|net|edu|gov|mil|int|info|biz|eu|io|ai|[a-z]{2}(?=/))(?:[:/?#]\S*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+%=-]{1,64}+@[^\W_][\w-]*+(?:\.\w[\w-]*+)+")
_NUMBER_WORDS = frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion
    """.split()  # noqa: SIM905 - words are easier to read than quoted words
)


def like_number(word: str) -> bool:
    """Whether a word is a number in digits, a simple fraction, or an English number word."""
    return bool(_NUMBER.fullmatch(word)) or word.isdigit() or word.lower() in _NUMBER_WORDS


def like_url(word: str) -> bool:
    """Whether a word is an address on the web, with or without its scheme."""
    return bool(_URL.fullmatch(word))


def like_email(word: str) -> bool:
    """Whether a word is an e-mail address."""
    return bool(_EMAIL.fullmatch(word))
