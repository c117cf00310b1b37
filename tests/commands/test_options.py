"""What several commands do with their options."""

from __future__ import annotations

import pytest

from nlptk.commands.options import names_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (None, []),
        ("", []),
        ("tagger", ["tagger"]),
        (" tagger, parser ,,ner,", ["tagger", "parser", "ner"]),
    ],
)
def test_names_are_split_at_commas_and_stripped(text: str | None, names: list[str]) -> None:
    assert names_of(text) == names
