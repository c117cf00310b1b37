from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.spelling import SpellingError, find_words


@given(
    st.lists(st.tuples(st.sampled_from(["", " ", "\n ", "\u00a0"]), st.text("ab'`", min_size=1)))
)
def test_words_are_found_where_they_were_put(parts: list[tuple[str, str]]) -> None:
    text = "".join(gap + word for gap, word in parts)
    starts, ends = find_words(text + " ", [word for _, word in parts])
    at = 0
    for (gap, word), start, end in zip(parts, starts, ends, strict=True):
        assert (start, end) == (at + len(gap), at + len(gap) + len(word))
        at = end


def test_treebank_escapes_stand_for_their_character() -> None:
    assert find_words('("a")', ["-LRB-", "``", "a", "''", "-RRB-"])[0] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "words", "ranges", "index", "says"),
    [
        ("Old town", ["New", "town"], {}, 0, "expected 'New', found 'Old town'"),
        ("a b", ["a", "b", "c"], {}, 2, "found the end of the text"),
        ("a b c", ["a", "b"], {}, 2, "from character 4 on belongs to no token"),
        ("a b", ["a", "b"], {0: (0, 1), 1: (2, 9)}, 1, "token 1 is not in the text"),
        ("a b", ["a", "b"], {0: (0, 2), 1: (1, 3)}, 0, "whitespace at an edge"),
        ("abc", ["ab", "bc"], {0: (0, 2), 1: (1, 3)}, 1, "starts before the one before it ends"),
        ("a b c", ["a", "c"], {0: (0, 1), 1: (4, 5)}, 1, "belongs to no token"),
    ],
)
def test_words_that_do_not_spell_the_text_are_an_error(
    text: str, words: list[str], ranges: dict[int, tuple[int, int]], index: int, says: str
) -> None:
    with pytest.raises(SpellingError) as caught:
        find_words(text, words, ranges)
    assert caught.value.index == index
    assert says in str(caught.value)


def test_words_of_a_multiword_token_share_its_range() -> None:
    ranges = {1: (3, 5), 2: (3, 5)}
    assert find_words("va du lac", ["va", "de", "le", "lac"], ranges) == (
        [0, 3, 3, 6],
        [2, 5, 5, 9],
    )
