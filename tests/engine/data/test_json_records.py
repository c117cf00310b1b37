from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from annotated_docs import json_values
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data import json_records
from nlptk.engine.data.json_records import decode_line, iter_records
from nlptk.engine.errors import DataError


@pytest.fixture(autouse=True, scope="module")
def small_buffer() -> Iterator[None]:
    """A buffer that small texts overflow, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_records, "_FIRST_FILL", 1)
        yield


def failure(text: str, size: int = 7) -> DataError:
    """The error that reading a text in pieces raises."""
    with pytest.raises(DataError) as caught:
        list(iter_records(pieces(text, size)))
    return caught.value


def pieces(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def at(error: DataError) -> tuple[int, int]:
    return error.place.line, error.place.column


@given(st.lists(json_values), st.integers(1, 9), st.sampled_from([None, 1]))
def test_records_do_not_depend_on_how_the_text_is_cut(
    values: list[Any], size: int, indent: int | None
) -> None:
    text = json.dumps(values, indent=indent)
    records = list(iter_records(pieces(text, size)))
    assert [record.value for record in records] == values
    lines = text.split("\n")
    for record in records:
        first = record.text.split("\n")[0]
        assert lines[record.line - 1][record.column - 1 :].startswith(first)


@given(st.lists(json_values, min_size=1), st.integers(1, 9), st.data())
def test_a_cut_array_is_an_error_wherever_it_is_cut(
    values: list[Any], size: int, data: st.DataObject
) -> None:
    text = json.dumps(values)
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    error = failure(cut, size)
    assert 1 <= error.place.column <= len(cut) + 1


def test_values_after_one_another_are_records() -> None:
    records = list(iter_records(['{"a": 1}\n', '\n {"a"', ": 2}"]))
    assert [(record.value["a"], record.line, record.column) for record in records] == [
        (1, 1, 1),
        (2, 3, 2),
    ]


def test_a_number_cut_in_two_is_one_number() -> None:
    assert [record.value for record in iter_records(["1", "2 3.", "5"])] == [12, 3.5]


def test_an_error_is_found_without_reading_the_rest() -> None:
    served = 0

    def chunks() -> Any:
        nonlocal served
        for _ in range(1000):
            served += 1
            yield "[" + '{"a": 1},' * 5000 + '{"a" 1},' if served == 1 else '{"a": 1},' * 5000

    with pytest.raises(DataError, match='found "1}'):
        list(iter_records(chunks()))
    assert served < 10


def test_records_are_given_before_the_input_is_read() -> None:
    served = 0

    def chunks() -> Any:
        nonlocal served
        while True:
            served += 1
            yield '[{"a": 1}' if served == 1 else ', {"a": 1}' * 5000

    records = iter_records(chunks())
    assert len(list(islice(records, 50_000))) == 50_000
    assert served < 20


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", (1, 1), "the input is empty"),
        ("  \n ", (2, 2), "the input is empty"),
        ('[{"a": 1}\n{"a": 2}]', (2, 1), 'expected "," or "]"'),
        ('[{"a": 1},\n]', (2, 1), "expected a value"),
        ('[{"a": 1}]\n[]', (2, 1), "text behind the end"),
        ('[{"a": 1,}]', (1, 10), "a key in double quotes"),
        ('[{"a" 1}]', (1, 7), "a colon between key and value"),
        ('[{"a": 1 "b": 2}]', (1, 10), "a comma or the closing bracket"),
        ('[\n{"a": "b\nc"}]', (2, 9), "no line breaks or tabs"),
        (r'[{"a": "\d"}]', (1, 9), "one of"),
        ("[{'a': 1}]", (1, 3), "double quotes"),
        ('[{"a": 1}', (1, 10), "the input ends early inside the array that opens in line 1"),
        ('\n[{"a": "b', (2, 8), "the closing quote"),
        ('[{"a": nul]', (1, 8), "expected a value"),
        ('[{"a": 1,\n "a": 2}]', (2, 2), 'the key "a" is there twice'),
        ('[{"a": {"b": 1, "\\u0062": 2}}]', (1, 17), 'the key "b" is there twice'),
        ('[{"a": NaN}]', (1, 8), "NaN is not JSON"),
        ('[{"a": [-Infinity]}]', (1, 9), "-Infinity is not JSON"),
        ('[{"a": 1e999}]', (1, 8), "1e999 is too large"),
        ('[{"a": ' + "9" * 5000 + "}]", (1, 8), "a number of 5000 digits"),
        (r'[{"a": "x\ud83d"}]', (1, 8), r"half of a surrogate pair, \ud83d"),
        (r'[{"a": 1}, {"\udc00": 1}]', (1, 13), r"half of a surrogate pair, \udc00"),
        ('[{"a": ' + "[" * 100_000, (1, 207), "more than 200 brackets"),
    ],
)
def test_what_is_not_json_is_one_located_error(
    text: str, place: tuple[int, int], says: str
) -> None:
    for size in (3, 1 << 20):
        error = failure(text, size)
        assert says in str(error)
        assert at(error) == place


def test_whole_surrogate_pairs_and_escaped_backslashes_are_text() -> None:
    text = r'["\ud83d\ude00", "\\ud83d", "\\\\udc00"]'
    assert [record.value for record in iter_records([text])] == json.loads(text)


def test_a_line_holds_one_value() -> None:
    assert decode_line(' {"a": 1} ', 7).value == {"a": 1}
    with pytest.raises(DataError, match="one value a line") as caught:
        decode_line('{"a": 1} {"a": 2}', 7)
    assert at(caught.value) == (7, 10)
    with pytest.raises(DataError, match="the line ends early") as cut:
        decode_line('{"a": 1', 7)
    assert at(cut.value) == (7, 8)


def test_the_place_of_a_value_counts_from_the_input() -> None:
    first, second = iter_records(['[{"a": [1, 2]},  {"a":\n [3, {"b": 4}]}]'])
    assert (first.place(("a", 1)).line, first.place(("a", 1)).column) == (1, 12)
    assert (second.place().line, second.place().column) == (1, 18)
    assert (second.place(("a", 1, "b")).line, second.place(("a", 1, "b")).column) == (2, 12)
    error = second.error(("a", 0), "no", expected="4", found=3)
    assert str(error) == "<input>:2:3: no; expected 4, found 3"


def met(text: str, size: int = 7) -> tuple[list[Any], list[tuple[int, int]]]:
    """The values of an array, and where something was skipped."""
    skipped: list[DataError] = []
    records = iter_records(pieces(text, size), skipped=skipped.append)
    return [record.value for record in records], [at(error) for error in skipped]


@given(st.integers(2, 9), st.data(), st.integers(1, 9), st.sampled_from([None, 1, 2]))
def test_broken_objects_of_an_array_are_skipped(
    number: int, data: st.DataObject, size: int, indent: int | None
) -> None:
    broken = data.draw(st.integers(0, number - 2))
    objects = [json.dumps({"n": n, "of": [{"x": 1}]}, indent=indent) for n in range(number)]
    objects[broken] = objects[broken].replace(
        ":", data.draw(st.sampled_from(["", '"', ",", "]"])), 1
    )
    values, skipped = met("[\n" + ",\n".join(objects) + "\n]", size)
    assert [value["n"] for value in values] == [n for n in range(number) if n != broken]
    assert len(skipped) == 1


def test_reading_goes_on_at_objects_that_are_no_deeper() -> None:
    text = '[\n  {"a": [\n    {"b" 1},\n    {"c": 2}\n  ]},\n  {"d": 3}\n]'
    assert met(text) == ([{"d": 3}], [(3, 10)])


def test_missing_comma_loses_nothing() -> None:
    assert met('[{"a": 1} {"b": 2},\n{"c": 3}]') == ([{"a": 1}, {"b": 2}, {"c": 3}], [(1, 11)])


def test_error_without_an_object_behind_it_ends_the_reading() -> None:
    with pytest.raises(DataError, match="not valid JSON"):
        met('[{"a": 1}, {"b" 2}, {"c": 3}]')
