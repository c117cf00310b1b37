from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.docbin import write_blocks
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError
from nlptk.engine.stream.shuffle import shuffled, shuffled_blocks

VOCAB = Vocab()


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def examples(lengths: list[int]) -> list[Example]:
    return [Example.from_reference(Doc(VOCAB, ["w"] * length)) for length in lengths]


@given(st.lists(st.integers(0, 9), max_size=20), st.integers(0, 30), st.integers(0, 3))
def test_shuffling_keeps_each_example_once(lengths: list[int], buffer_words: int, seed: int):
    given_ = examples(lengths)
    for source in (given_, iter(given_)):
        found = list(shuffled(source, rng(seed), buffer_words=buffer_words))
        assert sorted(map(id, found)) == sorted(map(id, given_))


@pytest.mark.parametrize("streamed", [True, False])
def test_order_differs_by_seed_alone(streamed: bool):
    given_ = examples([3] * 50)
    orders = [
        [
            id(one)
            for one in shuffled(iter(given_) if streamed else given_, rng(seed), buffer_words=40)
        ]
        for seed in (1, 1, 2)
    ]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert orders[0] != list(map(id, given_))


def test_a_stream_that_fits_is_shuffled_like_a_sequence():
    given_ = examples([3] * 50)
    whole = [id(one) for one in shuffled(given_, rng())]
    assert [id(one) for one in shuffled(iter(given_), rng(), buffer_words=1000)] == whole


def test_the_buffer_bounds_what_is_held():
    taken = 0

    def stream() -> Iterator[Example]:
        nonlocal taken
        for one in examples([9] * 100):
            taken += 1
            yield one

    for given_out, _ in enumerate(shuffled(stream(), rng(), buffer_words=50)):
        assert taken <= given_out + 6


def test_one_example_larger_than_the_buffer_passes():
    (big,) = given_ = examples([100])
    assert list(shuffled(iter(given_), rng(), buffer_words=10)) == [big]


# ---------------------------------------------------------------------- docbin


def write(path: Path, names: list[str], words: int = 4) -> Path:
    docs = [Doc(VOCAB, [name] * 2) for name in names]
    path.write_bytes(b"".join(write_blocks(docs, words=words)))
    return path


def test_blocks_of_all_files_come_in_random_order(tmp_path: Path):
    first, second = [f"a{i}" for i in range(20)], [f"b{i}" for i in range(20)]
    paths = [write(tmp_path / "1.docbin", first), write(tmp_path / "2.docbin", second)]
    orders = [
        [doc.words[0] for doc in shuffled_blocks(paths, rng(seed), Vocab)] for seed in (1, 1, 2)
    ]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert sorted(orders[0]) == sorted(first + second)
    assert not set(orders[0][:20]) <= set(first)
    pairs = {frozenset(orders[0][i : i + 2]) for i in range(0, 40, 2)}
    assert frozenset({"a0", "a1"}) in pairs  # a block stays together
    docs = [(doc.words[0][0], doc.place().path) for doc in shuffled_blocks(paths, rng(), Vocab)]
    assert set(docs) == {("a", str(paths[0])), ("b", str(paths[1]))}


def test_documents_within_a_block_are_shuffled(tmp_path: Path):
    names = [f"a{i}" for i in range(20)]
    path = write(tmp_path / "1.docbin", names, words=1000)
    found = [doc.words[0] for doc in shuffled_blocks([path], rng(), Vocab)]
    assert sorted(found) == sorted(names)
    assert found != names


def test_each_block_asks_for_a_vocabulary(tmp_path: Path):
    path = write(tmp_path / "1.docbin", ["a", "b", "c", "d"], words=6)
    docs = list(shuffled_blocks([path], rng(), Vocab))
    assert len({id(doc.vocab) for doc in docs}) == 2


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data[:-1] + b"?"])
def test_a_damaged_file_is_named(tmp_path: Path, spoil):
    path = write(tmp_path / "1.docbin", ["a", "b"])
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(DataError, match=r"1\.docbin"):
        list(shuffled_blocks([path], rng(), Vocab))
