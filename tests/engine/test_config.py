from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.config import config_text, override, parse_config, read_config, refuse
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.filling import Problem

NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,7}", fullmatch=True)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
SECTIONS = st.recursive(
    st.dictionaries(NAMES, VALUES, max_size=4),
    lambda inner: st.dictionaries(NAMES, VALUES | inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, SECTIONS, max_size=4))
def test_config_text_reads_back_as_the_same_config(config: dict[str, Any]) -> None:
    assert parse_config(config_text(config)) == config


def test_config_text_is_the_same_for_the_same_config() -> None:
    config = {"a": {"x": 1, "b": {"y": "$5", "z": [1.5, None]}}, "c": {}}
    text = config_text(config)
    assert text == '[a]\nx = 1\n\n[a.b]\ny = "$$5"\nz = [1.5, null]\n\n[c]\n'
    assert config_text(parse_config(text)) == text


def test_config_text_writes_sets_in_order() -> None:
    assert config_text({"a": {"x": frozenset("dbca")}}) == '[a]\nx = ["a", "b", "c", "d"]\n'


def test_read_config_needs_no_section_above_and_fills_in_references(tmp_path: Path) -> None:
    path = tmp_path / "run.cfg"
    path.write_text(
        "\ufeff# a comment\n[components.ner]\nwidth = ${encoder.width}\nname = bare words\n"
        "list = [1,\n  2]\n[encoder]\nwidth = 96\n[components]\n",
        encoding="utf-8",
    )
    assert read_config(path) == {
        "components": {"ner": {"width": 96, "name": "bare words", "list": [1, 2]}},
        "encoder": {"width": 96},
    }


@pytest.mark.parametrize(("text", "line", "said"), [
    ("[a]\nb = 1\nno value\n", 3, "[section] or key = value"),
    ("b = 1\n", 1, "[section] or key = value"),
    ("[a\n", 1, "[section] or key = value"),
    ("[a]\nb = 1\nb = 2\n", 3, "twice"),
    ("[a]\n\n[a]\n", 3, "twice"),
    ("[a]\nb = 1\n\nc = [1, 2\n", 4, "not JSON"),
    ("[a]\nb = 'x'\n", 2, "double quotes"),
    ("[a]\nb = ${c.d}\n", 2, "${c.d} stands for nothing"),
])  # fmt: skip
def test_read_config_says_where_a_file_is_wrong(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = tmp_path / "run.cfg"
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        read_config(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert said in str(caught.value)


def test_read_config_refuses_a_setting_that_is_a_section_too(tmp_path: Path) -> None:
    path = tmp_path / "run.cfg"
    path.write_text("[a]\nb = 1\n[a.b]\nc = 2\n")
    with pytest.raises(DataError, match="conflicting"):
        read_config(path)


def test_read_config_of_no_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_config(tmp_path / "none.cfg")


def test_override_sets_json_or_words_and_leaves_the_original_alone() -> None:
    config = {"a": {"x": 1, "b": {"y": 2}}}
    changed = override(config, ["a.x=[1, 2]", "a.b.y = some words", "n.ew=null", "a.e=1=2"])
    assert changed == {
        "a": {"x": [1, 2], "b": {"y": "some words"}, "e": "1=2"},
        "n": {"ew": None},
    }
    assert config == {"a": {"x": 1, "b": {"y": 2}}}


@pytest.mark.parametrize("change", ["a", "a=1", "a.=1", ".a=1", "a.b", "a.x.y=1"])
def test_override_refuses_what_names_no_setting(change: str) -> None:
    with pytest.raises(UsageError, match="--set"):
        override({"a": {"x": 1}}, [change])


def test_refuse_tells_all_problems_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "run.cfg"
    path.write_text("[a]\nx = 1\n\n[b]\ny = [1, 2]\n")
    problems = [Problem("b.y[1]", "second"), Problem("a.x", "first"), Problem("a.z", "changed")]
    with pytest.raises(DataError) as caught:
        refuse(problems, file=path, changes=["a.z=1"])
    assert str(caught.value) == f"{path}:2: a.x: first; line 5: b.y[1]: second; a.z: changed"


def test_refuse_is_about_usage_when_the_file_is_right(tmp_path: Path) -> None:
    path = tmp_path / "run.cfg"
    path.write_text("[a]\nx = 1\n")
    with pytest.raises(UsageError, match=r"a\.x: wrong"):
        refuse([Problem("a.x", "wrong")], file=path, changes=["a.x=2"])
    with pytest.raises(UsageError, match=r"a\.x: wrong"):
        refuse([Problem("a.x", "wrong")])
    refuse([], file=path)
