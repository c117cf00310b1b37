from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotated_docs import json_values
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.json_text import locate, nesting, show


def paths(
    value: Any, here: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield here, value
    members = value if isinstance(value, dict) else {}
    elements = value if isinstance(value, list) else []
    for key, inner in [*members.items(), *enumerate(elements)]:
        yield from paths(inner, (*here, key))


@given(json_values, st.sampled_from([None, 2]), st.booleans())
def test_locate_leads_to_each_value(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    lines = text.split("\n")
    for keys, inner in paths(value):
        line, column = locate(text, keys)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == inner


def test_locate_of_what_is_missing_is_the_place_of_its_holder() -> None:
    text = '{"a": [1, {"b": 2}], "c": 3}'
    assert locate(text, ("a", 1, "x")) == (1, 11)
    assert locate(text, ("a", 5)) == (1, 7)
    assert locate(text, ("c", "d")) == (1, 27)


def test_nesting_counts_brackets() -> None:
    assert [nesting(value) for value in (1, [], [1, {"a": []}], {"a": {}})] == [0, 1, 3, 2]


def test_values_are_shown_short() -> None:
    assert show({"text": 1, "spans": 2}) == "an object with text, spans"
    assert show({}) == "an empty object"
    assert show([1, 2]) == "[1, 2]"
    assert show([[1], [2]]) == "a list of 2"
    assert show("x" * 100) == '"' + "x" * 39 + "..."
    assert show(10**5000) == "a number of very many digits"
    assert show(True) == "true"
    assert show(None) == "null"
