"""The counts of a linker as one file of arrays: strings once, and everything else by their numbers.

As JSON they are several times as large, and take as much longer to read.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import DataError
from nlptk.engine.kb.texts import KeyedTexts, Texts

from .evidence import FLAT, NESTED, PLAIN, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from .ledger import Ledger
    from .nil import NilOdds

    Arrays = dict[str, NDArray[Any]]

COUNTS_FILE = "counts.safetensors"


def counts_bytes(ledger: Ledger, odds: NilOdds) -> bytes:
    """The file of what was counted; the same bytes for the same counts."""
    from safetensors.numpy import save  # only when something is kept

    return save(counts_arrays(ledger) | odds.arrays())


def read_counts(path: Path, ledger: Ledger, odds: NilOdds) -> None:
    """Put what a file says where it belongs. Raises `DataError` for a file that cannot be."""
    from safetensors import SafetensorError  # only when something is loaded
    from safetensors.numpy import load_file

    try:
        arrays = load_file(path)
        take_counts(arrays, ledger)
        odds.take(arrays)
    except (OSError, SafetensorError, LookupError, ValueError, TypeError) as error:
        raise DataError(
            f"the counts of an entity linker are damaged ({error})",
            hint="copy the model again, or train it again",
        ).located(path=str(path)) from error


def counts_arrays(ledger: Ledger) -> Arrays:
    """All arrays, by name."""
    evidence, texts = ledger.evidence, KeyedTexts()
    made: Arrays = {
        "counted": np.array(list(ledger.counted), np.uint64),
        "plain": np.array([getattr(evidence, name) for name in PLAIN], np.int64),
    }
    for name in NESTED:
        lists = getattr(evidence, name)
        made |= _listed(name, texts, lists)
        made[f"{name}_counts"] = _counts(lists.values())
    for name in FLAT:
        counts = getattr(evidence, name)
        made[f"{name}_things"] = _numbers(texts, counts)
        made[f"{name}_counts"] = _counts([counts])
    made |= _listed("documents", None, evidence.documents)
    made["documents_keys"] = _numbers(texts, evidence.documents)
    strings = texts.build()
    return made | {"texts": strings.data, "texts_starts": strings.starts}


def take_counts(arrays: Mapping[str, NDArray[Any]], ledger: Ledger) -> None:
    """Put what arrays say into a ledger.

    Raises `LookupError` or `ValueError` for arrays that do not fit each other.
    """
    starts = arrays["texts_starts"]
    if len(starts):
        _check_starts("texts", starts, len(arrays["texts"]))
    texts = list(Texts(arrays["texts"], starts))
    name_of = texts.__getitem__
    parts: dict[str, Any] = {}
    for name in NESTED:
        lists = _lists(name, arrays, name_of)
        counts = _split(name, arrays[f"{name}_counts"].tolist(), arrays)
        parts[name] = {
            key: Counter(dict(zip(map(name_of, things), numbers, strict=True)))
            for (key, things), numbers in zip(lists, counts, strict=True)
        }
    for name in FLAT:
        things = map(name_of, arrays[f"{name}_things"].tolist())
        parts[name] = Counter(dict(zip(things, arrays[f"{name}_counts"].tolist(), strict=True)))
    parts["documents"] = dict(_lists("documents", arrays, name_of))
    plain = zip(PLAIN, arrays["plain"].tolist(), strict=True)
    ledger.take(Evidence.of(parts | dict(plain)), arrays["counted"].tolist())


# ---------------------------------------------------------------------- lists of lists


def _listed(name: str, texts: KeyedTexts | None, lists: Mapping[str, Iterable[Any]]) -> Arrays:
    """Keys with a list each, whose items are strings if there is a table of those."""
    sizes = [len(one) for one in lists.values()]  # type: ignore[arg-type]  # lists or counters
    items = [item for one in lists.values() for item in one]
    things = np.array(items, np.int64) if texts is None else _numbers(texts, items)
    made = {
        f"{name}_starts": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        f"{name}_things": things,
    }
    return made if texts is None else made | {f"{name}_keys": _numbers(texts, lists)}


def _numbers(texts: KeyedTexts, items: Iterable[str]) -> NDArray[np.uint32]:
    return np.array([texts.add(item) for item in items], np.uint32)


def _counts(counters: Iterable[Mapping[str, float]]) -> NDArray[np.float64]:
    return np.array([count for one in counters for count in one.values()], np.float64)


def _lists(
    name: str, arrays: Mapping[str, NDArray[Any]], name_of: Callable[[int], str]
) -> list[tuple[str, list[int]]]:
    keys = map(name_of, arrays[f"{name}_keys"].tolist())
    return list(zip(keys, _split(name, arrays[f"{name}_things"].tolist(), arrays), strict=True))


def _split(name: str, items: Sequence[Any], arrays: Mapping[str, NDArray[Any]]) -> list[Any]:
    starts = arrays[f"{name}_starts"]
    _check_starts(name, starts, len(items))
    return [items[start:end] for start, end in pairwise(starts.tolist())]


def _check_starts(name: str, starts: NDArray[np.int64], end: int) -> None:
    if not len(starts) or starts[0] != 0 or starts[-1] != end or (np.diff(starts) < 0).any():
        raise ValueError(f"{name}: the starts of lists that are not there")
