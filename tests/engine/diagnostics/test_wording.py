from __future__ import annotations

from nlptk.engine.diagnostics.wording import counted, listed, named, times


def test_words_fit_the_number() -> None:
    assert [counted(n, "token") for n in (0, 1, 1200)] == ["0 tokens", "1 token", "1,200 tokens"]
    assert [times(n) for n in (0, 1, 1200)] == ["0 times", "once", "1,200 times"]


def test_rarest_are_listed_first() -> None:
    counts = {"a": 1200, "c": 1, "b": 1, "d": 7}
    assert listed(counts) == "b 1, c 1, d 7, a 1,200"
    assert listed(counts, 2) == "b 1, c 1, 2 more"
    assert not listed({})


def test_labels_that_look_like_punctuation_are_quoted() -> None:
    assert [named(label) for label in ("NN", "$", ",", "", "-1", "名")] == [
        "NN", "'$'", "','", "''", "-1", "名",
    ]  # fmt: skip
    assert listed({",": 1, "NN": 2}) == "',' 1, NN 2"
