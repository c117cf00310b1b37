from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.diagnostics.resemblance import EMPTY, SHINGLE, Resembling, WordIds, signatures

_WORDS = st.lists(st.sampled_from("abcdefghij"), min_size=SHINGLE, max_size=30)


def _signed(texts: list[list[str]]) -> np.ndarray:
    ids = WordIds()
    numbers = np.array([ids[word] for text in texts for word in text], dtype=np.uint64)
    return signatures(numbers, [len(text) for text in texts])


@settings(max_examples=50, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=8))
def test_signature_does_not_depend_on_neighbours(texts: list[list[str]]) -> None:
    together = _signed(texts)
    assert together.shape == (len(texts), 48)
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, _signed([text])[0])


@settings(max_examples=50, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=8))
def test_nearest_finds_each_text_itself(texts: list[list[str]]) -> None:
    signed = _signed(texts)
    best, share = Resembling(signed).nearest(signed)
    assert (share == 1.0).all()
    assert all(np.array_equal(signed[at], row) for at, row in zip(best, signed, strict=True))


def test_signatures_estimate_the_share_of_common_shingles() -> None:
    words = [f"w{i}" for i in range(400)]
    changed = words[:300] + [f"v{i}" for i in range(100)]
    one, other = _signed([words, changed])
    common, either = 298, 398 + 100
    assert abs((one == other).mean() - common / either) < 0.2


def test_nearest_finds_a_text_with_one_word_changed_and_no_stranger() -> None:
    words = [f"w{i}" for i in range(40)]
    mended = [*words[:20], "other", *words[21:]]
    known = Resembling(_signed([[f"x{i}" for i in range(40)], words]))
    best, share = known.nearest(_signed([mended, [f"y{i}" for i in range(40)]]))
    assert best[0] == 1
    assert share[0] > 0.6
    assert best[1] == -1
    assert share[1] == 0


def test_nearest_among_nothing_is_nothing() -> None:
    best, share = Resembling(EMPTY).nearest(_signed([["a", "b", "c"]]))
    assert best.tolist() == [-1]
    assert share.tolist() == [0.0]


def test_signatures_of_many_shingles_are_those_of_few_at_a_time() -> None:
    texts = [[f"w{i * j % 97}" for i in range(9000)] for j in (1, 2, 3)]
    assert np.array_equal(_signed(texts), np.concatenate([_signed([text]) for text in texts]))


def test_case_makes_no_other_word() -> None:
    ids = WordIds()
    assert ids["Straße"] == ids["STRASSE"]
