"""Tables in half precision."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_pipelines import small_pipeline

from nlptk.engine.layers.half import halved, table_names, tables_as_kept
from nlptk.engine.layers.weights import get_weights


@given(arrays(np.float32, (4, 3), elements=st.floats(-60_000, 60_000, width=32)))
def test_numbers_keep_three_digits(table: np.ndarray) -> None:
    kept = halved(table)
    assert kept.dtype == np.float16
    assert np.allclose(kept, table, rtol=0.0005, atol=1e-7)
    assert halved(kept.astype(np.float32)).tobytes() == kept.tobytes()


def test_numbers_that_are_too_large_or_none_stay_as_they_are() -> None:
    for value in (70_000.0, float("nan"), float("inf")):
        table = np.array([[1.0, value]], np.float32)
        assert halved(table) is table


def test_within_the_block_tables_are_what_will_be_kept() -> None:
    model = small_pipeline("tagger").models()["encoder:shared"]
    (key,) = table_names(model)
    before = get_weights(model)
    with tables_as_kept([model]):
        within = get_weights(model)
    after = get_weights(model)
    assert within[key].tobytes() == before[key].astype(np.float16).astype(np.float32).tobytes()
    assert within[key].tobytes() != before[key].tobytes()
    for name, values in before.items():
        assert after[name].tobytes() == values.tobytes()
        if name != key:
            assert within[name].tobytes() == values.tobytes()
