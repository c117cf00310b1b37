"""Rules of languages, compiled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlptk.engine.errors import UsageError
from nlptk.engine.text.languages import get_language
from nlptk.engine.text.rules import compile_rules


@pytest.mark.parametrize("rules", [
    {"good": "x", "bad": "("}, {"bad": "a(", "good": ")b"}, {"bad": "x[", "good": "]y"},
])  # fmt: skip
def test_a_rule_that_is_none_is_named(rules: dict[str, str]) -> None:
    language = replace(get_language("xx"), infixes=rules)
    with pytest.raises(UsageError, match="language 'xx': rule 'bad' is not a regular expression"):
        compile_rules(language)


def test_rules_that_do_not_go_together_are_told() -> None:
    language = replace(get_language("xx"), infixes={"one": "(?P<a>x)", "two": "(?P<a>y)"})
    with pytest.raises(UsageError, match="rules that do not go together"):
        compile_rules(language)
