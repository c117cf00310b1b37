import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.kb.forms import fold, grams, initials, part


@pytest.mark.parametrize(("name", "folded"), [
    ("U.S.", "us"),
    ("Coca-Cola  Company", "coca cola company"),
    ("St. John 's", "st johns"),
    ("St. John’s", "st johns"),
    ("Zürich", "zurich"),
    ("Straße", "strasse"),
    ("New_York", "new york"),
    ("हिन्दी", "हिनदी"),
    ("AT&T", "at t"),
    ("...", ""),
])  # fmt: skip
def test_fold_leaves_what_spellings_share(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=12))
def test_fold_of_a_folded_name_changes_nothing(name: str) -> None:
    once = fold(name)
    assert fold(once) == once
    assert once == " ".join(once.split())


@pytest.mark.parametrize(("name", "before"), [
    ("Eu, Seine-Maritime", "Eu"),
    ("Mercury (planet)", "Mercury"),
    ("Mercury", ""),
    ("(nothing)", ""),
])  # fmt: skip
def test_part_is_what_stands_before(name: str, before: str) -> None:
    assert part(name) == before


@pytest.mark.parametrize(("name", "expected"), [
    ("United Nations", {"un"}),
    ("Federal Bureau of Investigation", {"fbi", "fboi"}),
    ("Ural-Kama Bank (Perm)", {"ukb"}),
    ("Perm", set()),
    ("A - B", {"ab"}),
])  # fmt: skip
def test_initials_with_and_without_small_words(name: str, expected: set[str]) -> None:
    assert initials(name) == expected


def test_grams_mark_the_ends() -> None:
    assert grams("ab") == {"  a", " ab", "ab "}
