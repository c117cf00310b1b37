"""Token patterns, as people write them, checked and made ready to be looked for.

A pattern is a list of dictionaries, one a token, of attributes and what their values must be:

    [{"LOWER": "new"}, {"LOWER": {"IN": ["york", "jersey"]}}, {"IS_DIGIT": True, "OP": "?"}]

A value stands for itself, or is a dictionary of predicates, which must all hold. `{}` is any token.
`OP` says how often: once without it; "?" once or not at all; "*" any number of times; "+" at least
once; and "!" stands for one token of which the rest does not hold.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from nlptk.engine.data.strings import hash_string
from nlptk.engine.errors import UsageError

from .token_facts import ATTRIBUTES, LENGTH, SYNONYMS, TEXTS, TRUTHS, TokenFacts

if TYPE_CHECKING:
    from numpy.typing import NDArray

ONCE = "1"
OPERATORS = (ONCE, "!", "?", "*", "+")
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_MEMBERSHIPS = ("IN", "NOT_IN")
_TEXT_PREDICATES = ("==", "!=", "REGEX", *_MEMBERSHIPS)
_NUMBER_PREDICATES = (*_COMPARISONS, *_MEMBERSHIPS)
_TRUTH_PREDICATES = ("==", "!=")
_MOST_REMEMBERED = 1 << 16
_NO_LENGTH = 1 << 31  # no word is so long; larger numbers do not fit into arrays


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold of a token: its attribute, a predicate and what it is held against.

    `value` is a text (an expression, for REGEX), a number, a truth value or a tuple of them.
    """

    attribute: str
    predicate: str
    value: Any

    def holds(self, facts: TokenFacts) -> NDArray[np.bool_]:
        """Of which tokens it holds, shape (n,)."""
        if self.attribute in TRUTHS:
            same = self.value == (self.predicate == "==")
            truths = facts.truths(self.attribute)
            return truths if same else ~truths
        if self.predicate == "REGEX":
            return facts.where_text(self.attribute, partial(_is_found, self.value))
        values: NDArray[Any]
        if self.attribute == LENGTH:
            values, own = facts.lengths(), self.value
        else:
            values, own = facts.ids(self.attribute), _ids(self.value)
        if self.predicate in _MEMBERSHIPS:
            inside = np.isin(values, np.array(own, values.dtype))
            return inside if self.predicate == "IN" else ~inside
        return np.asarray(_COMPARISONS[self.predicate](values, own))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _is_found(expression: str, text: str) -> bool:
    """Whether an expression matches somewhere in a text; the same words come again and again."""
    return re.search(expression, text) is not None


def _ids(value: str | tuple[str, ...]) -> Any:
    """The id of a text, or of several."""
    if isinstance(value, str):
        return np.uint64(hash_string(value))
    return tuple(map(hash_string, value))


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """A token of a pattern: all conditions hold of it, as often as the operator says."""

    conditions: tuple[Condition, ...]
    operator: str = ONCE


Pattern = tuple[TokenPattern, ...]


def read_pattern(tokens: object, *, name: str) -> Pattern:
    """A pattern as people write it, ready to be looked for; `name` is how messages call it.

    Raises:
        UsageError: something that is not a pattern, naming the token, counted from 1.
    """
    if isinstance(tokens, str | bytes) or not isinstance(tokens, Sequence):
        raise UsageError(
            f"{name} is not a pattern", expected="a list of tokens", found=_shown(tokens)
        )
    if not tokens:
        raise UsageError(f"{name} has no tokens", expected="one or more")
    return tuple(
        _read_token(token, f"{name}, token {number}") for number, token in enumerate(tokens, 1)
    )


def _read_token(token: object, where: str) -> TokenPattern:
    if not isinstance(token, Mapping):
        raise UsageError(
            f"{where} is not a dictionary", expected="attributes and values", found=_shown(token)
        )
    op = ONCE
    conditions: list[Condition] = []
    for key, value in token.items():
        upper = str(key).upper()
        if upper != "OP":
            conditions += _read_attribute(SYNONYMS.get(upper, upper), value, where)
        elif value in OPERATORS:
            op = value
        else:
            expected = "one of: " + ", ".join(OPERATORS[1:])
            raise UsageError(
                f"{where} has no such operator", expected=expected, found=_shown(value)
            )
    return TokenPattern(tuple(conditions), op)


def _read_attribute(attribute: str, value: object, where: str) -> list[Condition]:
    """The conditions on one attribute."""
    if attribute not in ATTRIBUTES:
        known = ", ".join(sorted((*ATTRIBUTES, *SYNONYMS, "OP")))
        raise UsageError(f"{where} has no attribute {attribute!r}", expected=f"some of: {known}")
    where = f"{where}, {attribute}"
    if not isinstance(value, Mapping):
        return [Condition(attribute, "==", _fit_value(attribute, value, where))]
    known_here = _predicates_of(attribute)
    conditions = []
    for predicate, wanted in value.items():
        if predicate not in known_here:
            raise UsageError(
                f"{where} has no predicate {predicate!r}",
                expected="some of: " + ", ".join(known_here),
            )
        fitted = _fit_argument(attribute, predicate, wanted, f"{where} {predicate}")
        conditions.append(Condition(attribute, predicate, fitted))
    return conditions


def _predicates_of(attribute: str) -> tuple[str, ...]:
    if attribute in TEXTS:
        return _TEXT_PREDICATES
    return _NUMBER_PREDICATES if attribute == LENGTH else _TRUTH_PREDICATES


def _fit_argument(attribute: str, predicate: str, value: object, where: str) -> Any:
    """What a predicate is held against, if it is of the right kind."""
    if predicate == "REGEX":
        return _fit_expression(value, where)
    if predicate not in _MEMBERSHIPS:
        return _fit_value(attribute, value, where)
    if isinstance(value, str) or not isinstance(value, Sequence | set | frozenset):
        _refuse(where, "a list of values", value)
    return tuple(_fit_value(attribute, one, where) for one in value)


def _fit_expression(value: object, where: str) -> str:
    if not isinstance(value, str):
        _refuse(where, "a regular expression", value)
    try:
        re.compile(value)
    except re.error as error:
        raise UsageError(
            f"{where} is not a regular expression: {error}", found=_shown(value)
        ) from error
    return value


def _fit_value(attribute: str, value: object, where: str) -> str | int | bool:
    """A value of the attribute's kind; 1 and 0 also say true and false."""
    if attribute in TEXTS:
        if not isinstance(value, str):
            _refuse(where, "a text", value)
        return value
    if attribute == LENGTH:
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _NO_LENGTH:
            _refuse(where, "a whole number", value)
        return value
    if not isinstance(value, int) or value not in (0, 1):
        _refuse(where, "true or false", value)
    return bool(value)


def _refuse(where: str, expected: str, found: object) -> NoReturn:
    raise UsageError(f"{where}: a value that does not fit", expected=expected, found=_shown(found))


def _shown(value: object) -> str:
    return repr(value)[:60]
