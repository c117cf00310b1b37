from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.diagnostics.baseline import Baseline, read_baseline
from nlptk.engine.errors import DataError


def test_baseline_knows_as_many_as_were_added() -> None:
    baseline = Baseline()
    for _ in range(2):
        baseline.add("a", "L101")
    baseline.add("b", "S101")
    assert [baseline.knows("a") for _ in range(3)] == [True, True, False]
    assert not baseline.knows("c")
    assert baseline.left == {"S101": 1}


@given(st.lists(st.sampled_from("abcdef")))
def test_baseline_read_back_knows_exactly_what_was_written(fingerprints: list[str]) -> None:
    baseline = Baseline()
    for one in fingerprints:
        baseline.add(one, f"{one.upper()}101")
    again = Baseline.from_dict(json.loads(json.dumps(baseline.to_dict())))
    assert all(again.knows(one) for one in fingerprints)
    assert not again.left
    assert not any(again.knows(one) for one in "abcdef")


@pytest.mark.parametrize("content", [
    "{", "[]", "{}", '{"schema": "nlptk.baseline/1", "findings": []}',
    '{"schema": "nlptk.baseline/1", "findings": {"L101": 1}}',
    '{"schema": "nlptk.baseline/1", "findings": {"L101": {"a": 0}}}',
])  # fmt: skip
def test_baseline_of_anything_else_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(content)
    with pytest.raises(DataError, match="--write-baseline") as caught:
        read_baseline(path)
    assert caught.value.place.path == str(path)
