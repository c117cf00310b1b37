from __future__ import annotations

from nlptk.engine.diagnostics.wording import counted, times


def test_words_fit_the_number() -> None:
    assert [counted(n, "token") for n in (0, 1, 1200)] == ["0 tokens", "1 token", "1,200 tokens"]
    assert [times(n) for n in (0, 1, 1200)] == ["0 times", "once", "1,200 times"]
