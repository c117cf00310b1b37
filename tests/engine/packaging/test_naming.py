"""Names, versions and requirements of packages."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.errors import UsageError
from nlptk.engine.packaging.naming import checked_requirements, checked_version, package_name


@pytest.mark.parametrize(("name", "package"), [
    ("news", "en_news"), ("en_news", "en_news"), ("core_2", "en_core_2"), ("english", "en_english"),
])  # fmt: skip
def test_a_package_is_called_by_language_and_name(name: str, package: str) -> None:
    assert package_name("en", name) == package


@pytest.mark.parametrize(("name", "hint"), [
    ("My Model", "my_model"), ("a-b", "a_b"), ("a__b", "a_b"), ("_", ""), ("Ünter", "nter"),
    ("../../etc", "etc"), ("x\n", "x"),
])  # fmt: skip
def test_a_name_that_cannot_be_is_refused_with_one_that_can(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name") as caught:
        package_name("en", name)
    assert caught.value.hint == (f"take {hint}" if hint else "")


@given(st.text(st.characters(max_codepoint=0x250)))
def test_every_name_of_a_package_can_be_imported(name: str) -> None:
    try:
        package = package_name("de", name)
    except UsageError:
        return
    assert package.isidentifier()
    assert package.isascii()
    assert not keyword.iskeyword(package)


def test_versions_are_put_into_their_normal_form() -> None:
    assert checked_version("1.0-RC1") == "1.0rc1"
    for bad in ("", "one", "1.0 beta two", "1..2", "../1"):
        with pytest.raises(UsageError, match="is not a version"):
            checked_version(bad)


def test_requirements_are_put_into_their_normal_form_once() -> None:
    assert checked_requirements(["b >=1", "a", "b>=1"]) == ["a", "b>=1"]
    (direct,) = checked_requirements(["c @ https://example.org/c.whl"])
    assert direct.split("@") in (
        ["c ", " https://example.org/c.whl"],
        ["c", " https://example.org/c.whl"],
    )
    for bad in ("", ">=1", "a b", "a>=x"):
        with pytest.raises(UsageError, match="is not a requirement"):
            checked_requirements([bad])
