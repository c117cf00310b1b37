"""Languages as plain data and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nlptk.engine.errors import DataError
from nlptk.engine.text.languages import available_languages, get_language
from nlptk.engine.text.languages.plain import language_from_plain, language_to_plain


@pytest.mark.parametrize("code", [*available_languages(), "sw"])
def test_a_language_comes_back_as_it_was(code: str) -> None:
    text = json.dumps(language_to_plain(get_language(code)))
    assert language_from_plain(json.loads(text), unasked) == get_language(code)


@pytest.mark.parametrize("change", [
    {"prefixes": ["x"]}, {"writing": "runes"}, {"lexicon": "words"}, {"emoticons": [3]},
    {"colour": "red"}, {"exceptions": {"a": "b"}},
])  # fmt: skip
def test_what_is_no_language_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="not the rules of a language"):
        language_from_plain(language_to_plain(get_language("en")) | change, unasked)


def test_a_language_without_a_code_is_refused() -> None:
    with pytest.raises(DataError, match="without code"):
        language_from_plain({"name": "English"}, unasked)


def unasked(code: str) -> Any:
    raise AssertionError(f"the installed language {code} was asked for")
