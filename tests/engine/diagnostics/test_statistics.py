from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.statistics import divergence, entropy, lengths_of, make_statistics
from nlptk.engine.diagnostics.survey import LabelCount, Survey

COUNTS = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 50))


def test_entropy_of_known_distributions() -> None:
    assert entropy({}) == entropy({"a": 7}) == 0
    assert entropy({"a": 2, "b": 2, "c": 2, "d": 2}) == pytest.approx(2)


def test_divergence_of_known_distributions() -> None:
    assert divergence({"a": 3}, {"b": 9}) == pytest.approx(1)
    assert divergence({"a": 1, "b": 1}, {"a": 4, "b": 4}) == pytest.approx(0)
    assert divergence({"a": 1}, {}) is None
    assert divergence({"a": 3, "b": 1}, {"a": 1, "b": 3}) == pytest.approx(0.18872, abs=1e-5)


@given(COUNTS, COUNTS)
def test_divergence_is_symmetric_and_between_0_and_1(a: dict[str, int], b: dict[str, int]) -> None:
    found = divergence(a, b)
    if found is None:
        assert not a or not b
        return
    assert 0 <= found <= 1
    assert found == pytest.approx(divergence(b, a))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_lengths_are_those_of_the_sorted_list(values: list[int]) -> None:
    found, ordered = lengths_of(Counter(values)), sorted(values)
    assert (found.number, found.shortest, found.longest) == (len(values), ordered[0], ordered[-1])
    assert found.mean == pytest.approx(sum(values) / len(values))
    assert found.median == ordered[(len(values) + 1) // 2 - 1]


def test_statistics_of_a_survey() -> None:
    survey = Survey()
    survey.train.words.update({"the": 3, "cat": 1})
    survey.dev.words.update({"the": 3, "dog": 1})
    survey.train.tokens = survey.dev.tokens = 4
    survey.train.labels = {Layer.TAGS: {"NN": LabelCount(1), "DT": LabelCount(3)}}
    survey.dev.labels = {Layer.TAGS: {"DT": LabelCount(4)}}
    found = make_statistics(survey)
    assert list(found.layers[Layer.TAGS].labels) == ["DT", "NN"]
    assert found.layers[Layer.TAGS].labels["NN"] == {"train": 1, "dev": 0}
    assert found.overlap is not None
    assert (found.overlap.token_share, found.overlap.word_share) == (0.25, 0.5)
    alone = make_statistics(survey, ["train"])
    assert alone.overlap is None
    assert list(alone.parts) == ["train"]
