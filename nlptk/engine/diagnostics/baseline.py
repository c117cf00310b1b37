"""A baseline: the findings that are known, by fingerprint, so that only new ones count."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.source import Source
from nlptk.engine.errors import DataError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCHEMA = "nlptk.baseline/1"


@dataclass
class Baseline:
    """How often each known finding may be met. What is met takes one away: see `knows`.

    `codes` has the code of each fingerprint, for people who read the file.
    """

    counts: Counter[str] = field(default_factory=Counter)
    codes: dict[str, str] = field(default_factory=dict)

    def add(self, fingerprint: str, code: str) -> None:
        """One more known finding."""
        self.counts[fingerprint] += 1
        self.codes[fingerprint] = code

    def knows(self, fingerprint: str) -> bool:
        """Whether a finding is one of the known ones that are left; it is then no longer left."""
        if self.counts[fingerprint] <= 0:
            return False
        self.counts[fingerprint] -= 1
        return True

    @property
    def left(self) -> Counter[str]:
        """How many known findings of each code were not met: they are stale."""
        left: Counter[str] = Counter()
        for fingerprint, count in self.counts.items():
            left[self.codes[fingerprint]] += count if count > 0 else 0
        return +left

    def to_dict(self) -> dict[str, Any]:
        """As `from_dict` takes it: by code, in an order that makes for small differences."""
        codes: dict[str, dict[str, int]] = {}
        for fingerprint in sorted(self.counts):
            codes.setdefault(self.codes[fingerprint], {})[fingerprint] = self.counts[fingerprint]
        return {"schema": SCHEMA, "findings": dict(sorted(codes.items()))}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Baseline:
        """From what `to_dict` gave. Raises `ValueError` for anything else."""
        if value.get("schema") != SCHEMA or not isinstance(value.get("findings"), dict):
            raise ValueError("it has no findings")
        baseline = cls()
        for code, counts in value["findings"].items():
            if not isinstance(counts, dict):
                raise ValueError(f"the findings of {code} are no counts")  # noqa: TRY004
            for fingerprint, count in counts.items():
                if type(count) is not int or count < 1:
                    raise ValueError(f"the count of {fingerprint} is {count!r}")
                baseline.counts[fingerprint] = count
                baseline.codes[fingerprint] = code
        return baseline


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        DataError: there is no such file, or something else is in it.
    """
    source = Source(path)
    expected = "a file that --write-baseline wrote"
    try:
        value = json.loads("".join(source.chunks()))
    except json.JSONDecodeError as error:
        place = Place(source.name, error.lineno, error.colno)
        raise DataError(f"not JSON: {error.msg}", place=place, expected=expected) from error
    try:
        return Baseline.from_dict(value if isinstance(value, dict) else {})
    except ValueError as error:
        place = Place(source.name)
        raise DataError(f"no baseline: {error}", place=place, expected=expected) from error
