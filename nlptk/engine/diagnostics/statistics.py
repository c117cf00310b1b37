"""Statistics: what corpora hold, in figures made from a survey."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import log2
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlptk.engine.data.layers import Layer

    from .survey import PartSurvey, Survey


@dataclass(frozen=True)
class Lengths:
    """The distribution of lengths: how many there are, and which."""

    number: int = 0
    mean: float = 0.0
    shortest: int = 0
    median: int = 0
    p95: int = 0
    longest: int = 0


@dataclass(frozen=True)
class LayerStatistics:
    """The labels of a layer: how often each is in each part.

    `documents` is how many documents of each part have something of the layer. `entropy`, in bits,
    is how evenly labels are spread in a part: 0 for a single label, log2 of their number at most.
    `divergence` is the Jensen-Shannon divergence of train and dev, 0 for the same distribution and
    1 for nothing in common (Lin 1991, Divergence measures based on the Shannon entropy); None where
    one of them has no labels.
    """

    labels: dict[str, dict[str, int]] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    entropy: dict[str, float] = field(default_factory=dict)
    divergence: float | None = None


@dataclass(frozen=True)
class PartStatistics:
    """What a part holds. Lengths are in tokens; `histograms` has them by name, length to number."""

    path: str
    documents: int
    bad_records: int
    sentences: int
    tokens: int
    words: int
    document_lengths: Lengths
    sentence_lengths: Lengths
    entity_lengths: Lengths
    histograms: dict[str, dict[int, int]]
    most_common_words: list[tuple[str, int]]


@dataclass(frozen=True)
class WordOverlap:
    """The words of dev that are not in train: of all word forms, and of all tokens."""

    unknown_words: int = 0
    unknown_tokens: int = 0
    word_share: float = 0.0
    token_share: float = 0.0


@dataclass(frozen=True)
class Statistics:
    """All figures: by part and by layer; `overlap` is None without a dev corpus."""

    parts: dict[str, PartStatistics] = field(default_factory=dict)
    layers: dict[Layer, LayerStatistics] = field(default_factory=dict)
    overlap: WordOverlap | None = None

    def to_dict(self) -> dict[str, Any]:
        """Of what JSON can hold; keys that are numbers become texts."""
        return asdict(self)


_MOST_WORDS = 20


def make_statistics(survey: Survey, names: Sequence[str] = ("train", "dev")) -> Statistics:
    """The figures of a survey, for the parts that were read: `names`."""
    chosen = {name: survey.part(name) for name in names}
    parts = {name: _part(part) for name, part in chosen.items()}
    found = dict.fromkeys(layer for part in chosen.values() for layer in part.labels)
    layers = {layer: _layer(chosen, layer) for layer in found}
    held = {layer: figures for layer, figures in layers.items() if figures.labels}
    both = chosen.keys() >= {"train", "dev"} and survey.dev.tokens > 0
    return Statistics(parts, held, _overlap(survey) if both else None)


def entropy(counts: Mapping[str, int]) -> float:
    """The entropy of a distribution in bits; 0 for an empty one."""
    total = sum(counts.values())
    shares = [count / total for count in counts.values() if count]
    return -sum(share * log2(share) for share in shares) + 0.0


def divergence(a: Mapping[str, int], b: Mapping[str, int]) -> float | None:
    """The Jensen-Shannon divergence of two distributions in bits; None if one is empty."""
    n_a, n_b = sum(a.values()), sum(b.values())
    if not n_a or not n_b:
        return None
    total = 0.0
    for label in dict.fromkeys([*a, *b]):
        p, q = a.get(label, 0) / n_a, b.get(label, 0) / n_b
        middle = (p + q) / 2
        total += sum(share * log2(share / middle) / 2 for share in (p, q) if share)
    return min(max(total, 0.0), 1.0)


def lengths_of(histogram: Mapping[int, int]) -> Lengths:
    """The figures of a histogram of lengths."""
    number = sum(histogram.values())
    if not number:
        return Lengths()
    ordered = sorted(histogram.items())
    mean = sum(length * count for length, count in ordered) / number
    median, p95 = (_quantile(ordered, share * number) for share in (0.5, 0.95))
    return Lengths(number, mean, ordered[0][0], median, p95, ordered[-1][0])


def _quantile(ordered: list[tuple[int, int]], number: float) -> int:
    """The length that so many are not longer than."""
    seen = 0
    for length, count in ordered:
        seen += count
        if seen >= number:
            return length
    return ordered[-1][0]


def _part(part: PartSurvey) -> PartStatistics:
    histograms = {
        "documents": dict(sorted(part.doc_lengths.items())),
        "sentences": dict(sorted(part.sent_lengths.items())),
        "entities": dict(sorted(part.entity_lengths.items())),
    }
    return PartStatistics(
        path=part.path,
        documents=part.docs,
        bad_records=part.bad,
        sentences=part.sents,
        tokens=part.tokens,
        words=len(part.words),
        document_lengths=lengths_of(part.doc_lengths),
        sentence_lengths=lengths_of(part.sent_lengths),
        entity_lengths=lengths_of(part.entity_lengths),
        histograms=histograms,
        most_common_words=part.words.most_common(_MOST_WORDS),
    )


def _layer(parts: Mapping[str, PartSurvey], layer: Layer) -> LayerStatistics:
    tables = {
        name: {label: seen.count for label, seen in part.labels.get(layer, {}).items()}
        for name, part in parts.items()
    }
    totals = {label: sum(t.get(label, 0) for t in tables.values()) for label in _all(tables)}
    ordered = sorted(totals, key=lambda label: (-totals[label], label))
    return LayerStatistics(
        labels={
            label: {name: table.get(label, 0) for name, table in tables.items()}
            for label in ordered
        },
        documents={name: part.docs_with[layer] for name, part in parts.items()},
        entropy={name: entropy(table) for name, table in tables.items() if table},
        divergence=divergence(tables.get("train", {}), tables.get("dev", {})),
    )


def _all(tables: Mapping[str, Mapping[str, int]]) -> list[str]:
    return list(dict.fromkeys(label for table in tables.values() for label in table))


def _overlap(survey: Survey) -> WordOverlap:
    known, words = survey.train.words, survey.dev.words
    unknown = [count for word, count in words.items() if word not in known]
    return WordOverlap(
        len(unknown), sum(unknown), len(unknown) / len(words), sum(unknown) / survey.dev.tokens
    )
