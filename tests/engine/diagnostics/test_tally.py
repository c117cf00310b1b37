from __future__ import annotations

from nlptk.engine.diagnostics.tally import Tally


def test_tally_shows_the_first_and_counts_the_others() -> None:
    tally = Tally(2)
    assert [tally.add("a") for _ in range(4)] == [True, True, False, False]
    assert tally.add("b")
    assert list(tally.more()) == [("a", 2)]
