"""Which n-grams are worth a row, and how much they tell."""

from __future__ import annotations

import numpy as np
import pytest

from nlptk.plugins.components.textcat.counts import NgramCounts


def counted(*texts):
    """Counts of texts, each its n-grams as small numbers and its categories."""
    counts = NgramCounts()
    for ngrams, labels in texts:
        counts.add(np.array(sorted(ngrams), np.uint32), labels)
    return counts


def scales(counts, *, min_count=1, most=100):
    found = counts.informative(min_count=min_count, most=most)
    return dict(zip(found.keys.tolist(), found.scale.tolist(), strict=True))


EVERYWHERE, GOOD, BAD, ONCE = 1, 2, 3, 4
FILMS = [({EVERYWHERE, GOOD}, ["good"])] * 3 + [({EVERYWHERE, BAD}, ["bad"])] * 3


def test_nothing_was_counted_at_first():
    counts = NgramCounts()
    assert not counts
    assert scales(counts) == {}
    assert counted(({1}, []))


def test_an_ngram_of_one_category_tells_more_than_one_of_all():
    found = scales(counted(*FILMS))
    assert found[EVERYWHERE] == pytest.approx(0, abs=1e-6)
    assert found[GOOD] == found[BAD] > 1


def test_the_scale_is_the_ratio_of_two_categories():
    # of the 3 n-grams GOOD has 3 of 6 in good texts and none of 6 in bad ones, each plus one
    assert scales(counted(*FILMS))[GOOD] == pytest.approx(np.log((4 / 9) / (1 / 9)), rel=1e-5)


def test_texts_in_no_category_are_of_a_category_of_their_own():
    texts = [({EVERYWHERE, GOOD}, ["good"])] * 3 + [({EVERYWHERE, BAD}, [])] * 3
    assert scales(counted(*texts)) == pytest.approx(scales(counted(*FILMS)))


def test_many_texts_tell_more_than_one():
    texts = [({1, 2}, ["A"]), ({2}, ["A"]), ({2, 3}, ["A"]), ({4, 5}, ["B"]), ({5}, ["B"])]
    found = scales(counted(*texts))
    assert found[2] > found[1]
    assert found[5] > found[4]


def test_what_is_rare_is_left_out_unless_all_is():
    texts = [*FILMS, ({ONCE}, ["good"])]
    assert set(scales(counted(*texts), min_count=2)) == {EVERYWHERE, GOOD, BAD}
    assert set(scales(counted(({1}, ["A"]), ({2}, ["B"])), min_count=2)) == {1, 2}


def test_the_most_frequent_come_first_and_only_so_many():
    counts = counted(*FILMS, ({GOOD}, ["good"]))
    assert list(scales(counts)) == [EVERYWHERE, GOOD, BAD]
    assert list(scales(counts, most=2)) == [EVERYWHERE, GOOD]


def test_a_text_of_two_categories_counts_for_both():
    both = scales(counted(({1, 2}, ["A", "B"]), ({1, 3}, ["A"]), ({1, 4}, [])))
    assert set(both) == {1, 2, 3, 4}
    assert all(np.isfinite(scale) and scale >= 0 for scale in both.values())


def test_counting_in_parts_gives_the_same(monkeypatch):
    rng = np.random.default_rng(0)
    texts = [
        (set(rng.integers(0, 40, 10).tolist()), [str(rng.choice(["A", "B", "C"]))])
        for _ in range(50)
    ]
    whole = scales(counted(*texts))
    monkeypatch.setattr("nlptk.plugins.components.textcat.counts._MOST_PENDING", 30)
    assert scales(counted(*texts)) == whole


def test_the_rarest_are_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr("nlptk.plugins.components.textcat.counts._MOST_KEPT", 20)
    monkeypatch.setattr("nlptk.plugins.components.textcat.counts._MOST_PENDING", 1)
    texts = [({1, 100 + number}, ["A" if number % 2 else "B"]) for number in range(50)]
    counts = counted(*texts)
    assert len(counts._pairs) <= 20
    found = scales(counts)
    assert next(iter(found)) == 1
    assert all(np.isfinite(scale) for scale in found.values())
