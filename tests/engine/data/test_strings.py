from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data import strings as strings_module
from nlptk.engine.data.strings import StringStore, hash_string
from nlptk.engine.errors import DataError


def test_ids_are_the_same_on_every_machine():
    assert hash_string("") == 0
    # BLAKE2b with a digest of eight bytes, the least significant first
    assert hash_string("apple") == 16118089804393287318
    assert hash_string("Äpfel") != hash_string("äpfel")


@given(st.lists(st.text(), max_size=10))
def test_strings_come_back_from_their_ids(strings: list[str]):
    store = StringStore()
    ids = store.add_all(strings)
    assert ids.dtype == np.uint64
    assert store.texts(ids) == strings
    assert ids.tolist() == [hash_string(string) for string in strings]
    assert set(store) == set(strings) - {""}
    assert len(store) == len(set(strings) - {""})


def test_looking_up_does_not_add():
    store = StringStore(["a"])
    assert store["b"] == hash_string("b")
    assert "b" not in store
    assert hash_string("b") not in store
    assert "a" in store
    assert store["a"] in store
    assert store[store["a"]] == "a"
    with pytest.raises(KeyError):
        store[hash_string("b")]


def test_half_a_surrogate_pair_is_an_error():
    with pytest.raises(DataError, match="half of a surrogate pair at character 1"):
        StringStore().add("a\ud83d")


def test_two_strings_of_one_id_are_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(strings_module, "hash_string", len)
    store = StringStore(["ab"])
    with pytest.raises(DataError, match="'ab' and 'cd'"):
        store.add("cd")
