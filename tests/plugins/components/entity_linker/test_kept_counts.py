"""What a linker counted is kept as arrays; what cannot have been written is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from nlptk.engine.errors import DataError
from nlptk.plugins.components.entity_linker.evidence import Link, Mention
from nlptk.plugins.components.entity_linker.kept_counts import (
    counts_arrays,
    counts_bytes,
    read_counts,
    take_counts,
)
from nlptk.plugins.components.entity_linker.ledger import Ledger
from nlptk.plugins.components.entity_linker.nil import NilOdds

if TYPE_CHECKING:
    from pathlib import Path

BIG = (1 << 64) - 1


def counted() -> Ledger:
    ledger = Ledger()
    words, others = ("river", "town"), ("Seine",)
    mention = Mention("Paris", "LOC", words, others)
    ledger.add(BIG, [Link(mention, "Q1", 0.7, ("city",), (("city",), ()))])
    ledger.add(5, [Link(mention, "Q1"), Link(mention, "\u00e9t\u00e9", 0.25)])
    return ledger


def test_counts_come_back_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "counts"
    path.write_bytes(counts_bytes(counted(), NilOdds(0.0)))
    again = Ledger()
    read_counts(path, again, NilOdds(0.0))
    assert again.evidence == counted().evidence
    assert list(again.counted) == [BIG, 5]
    assert list(again.evidence.meant["Paris"]) == ["Q1", "\u00e9t\u00e9"]
    assert counts_bytes(again, NilOdds(0.0)) == path.read_bytes()


def test_a_ledger_without_anything_comes_back() -> None:
    again = counted()
    take_counts(counts_arrays(Ledger()), again)
    assert again.evidence == Ledger().evidence


@pytest.mark.parametrize("at", [0, 7, 40, -1])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, at: int) -> None:
    path = tmp_path / "counts"
    path.write_bytes(counts_bytes(counted(), NilOdds(0.0))[:at])
    with pytest.raises(DataError, match=r"counts .* are damaged"):
        read_counts(path, Ledger(), NilOdds(0.0))


@pytest.mark.parametrize(("name", "change"), [
    ("meant_keys", lambda array: array + 1000),
    ("meant_starts", lambda array: array[::-1].copy()),
    ("meant_things", lambda array: array[:-1]),
    ("words_counts", lambda array: array[:-1]),
    ("titled_things", lambda array: array[:-1]),
    ("texts_starts", lambda array: array * 2),
    ("plain", lambda array: array[:1]),
    ("documents_starts", lambda array: array[:0]),
])  # fmt: skip
def test_arrays_that_do_not_fit_are_refused(name: str, change: Any) -> None:
    arrays = counts_arrays(counted())
    arrays[name] = change(arrays[name])
    ledger = counted()
    with pytest.raises((LookupError, ValueError)):
        take_counts(arrays, ledger)
    assert ledger.evidence == counted().evidence  # nothing was taken


def test_an_array_that_is_missing_is_refused() -> None:
    arrays = counts_arrays(counted())
    del arrays["company_keys"]
    with pytest.raises(LookupError, match="company_keys"):
        take_counts(arrays, Ledger())


def test_counts_are_numbers_that_any_order_adds_up_to() -> None:
    arrays = counts_arrays(counted())
    assert arrays["entities_counts"].dtype == np.float64
    assert (arrays["entities_counts"] * 1024 % 1 == 0).all()
