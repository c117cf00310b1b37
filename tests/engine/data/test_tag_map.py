from __future__ import annotations

import pytest

from nlptk.engine.data.tag_map import UNIVERSAL_POS, check_tag_map, entry_flaw
from nlptk.engine.errors import UsageError


@pytest.mark.parametrize("pos", UNIVERSAL_POS)
def test_universal_parts_of_speech_are_known(pos: str) -> None:
    assert entry_flaw("T", {"pos": pos, "Number": "Sing"}) is None


@pytest.mark.parametrize("entry", [{}, {"Number": "Sing"}, {"pos": ""}, {"pos": "CONJ"}])
def test_entries_of_other_tools_are_taken(entry: dict[str, str]) -> None:
    assert entry_flaw("T", entry) is None


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"pos": "NOUNN"}, "the tag 'T' stands for 'NOUNN', which is no universal part of speech"),
        ({"pos": "NOUNN"}, "expected one of: ADJ, ADP, ADV, AUX, CCONJ, DET, INTJ, NOUN, NUM"),
        ({"pos": "NOUNN"}, "did you mean NOUN?"),
        ({"pos": "propn"}, "did you mean PROPN?"),
        ({"pos": "ZZZ"}, "SCONJ, SYM, VERB, X"),
        ({"pos": 92}, "stands for 92"),
        ({"POS": "NOUN"}, "calls its part of speech 'POS'"),
        ({"upos": "NOUN"}, 'expected an entry such as {"pos": "NOUN"}'),
        ("NOUN", "the entry of the tag 'T' is no object"),
        (None, "the entry of the tag 'T' is no object"),
    ],
)
def test_flaws_say_what_is_wrong_and_what_was_meant(entry: object, message: str) -> None:
    flaw = entry_flaw("T", entry)
    assert flaw is not None
    assert message in str(flaw)


def test_a_map_is_refused_for_any_entry() -> None:
    check_tag_map({"A": {"pos": "ADJ"}, "B": {}})
    with pytest.raises(UsageError, match="the tag 'B'"):
        check_tag_map({"A": {"pos": "ADJ"}, "B": {"pos": "ADJJ"}})
