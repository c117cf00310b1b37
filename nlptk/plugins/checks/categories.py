"""X: the categories of documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_CATEGORIES = frozenset({Layer.CATEGORIES})
_HALF = 0.5


def _record(**cats: float) -> str:
    values = ", ".join(f'"{label}": {value}' for label, value in cats.items())
    return f'{{"text": "It rained all day", "cats": {{{values}}}}}\n'


_EXCLUSIVE = _record(A=1, B=0) + _record(A=0, B=1)


def _place(seen: CheckedDoc) -> LabelCount:
    return LabelCount(place=seen.place(), where=seen.where())


@dataclass(frozen=True)
class ExclusiveSettings:
    """When several categories of a document are taken for a slip."""

    max_share: float = 0.05
    """How many of the documents may have several at most, for them to be a slip."""


class NearlyExclusive(Check):
    """Nearly every document has one category, and a few have several or none.

    Why: a classifier learns either that exactly one category holds, or that each holds by itself.
    The few decide which, and the scores of all the others suffer.

    Example: 4 of 900 documents have two categories.

    Fix: correct the few. If they are meant, train with `multilabel`.
    """

    code = "X101"
    name = "nearly-exclusive"
    layers = _CATEGORIES
    settings = ExclusiveSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_EXCLUSIVE * 20),
        Case((_record(A=1, B=1) + _EXCLUSIVE) * 4),
    )
    failing: ClassVar[tuple[Case, ...]] = (Case(_EXCLUSIVE * 20 + _record(A=1, B=1)),)
    given: ExclusiveSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._docs = 0
        self._several: list[LabelCount] = []
        self._odd = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: whether they are few is known at the end."""
        cats = seen.doc.cats
        if cats:
            self._docs += 1
            if len(cats) > 1 and sum(value > _HALF for value in cats.values()) != 1:
                self._odd += 1
                if not self._several:
                    self._several.append(_place(seen))
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """One finding, at the first of them."""
        if self._several and self._odd <= self.given.max_share * self._docs:
            message = (
                f"{self._odd:,} of {self._docs:,} documents have several categories, or none of "
                "those named; all others have one"
            )
            hint = "correct these, or train with --set components.textcat.multilabel=true"
            yield survey.finding(self, message, at=self._several[0], hint=hint, subject="several")


class OneSided(Check):
    """A category has only one value in a corpus, or there is only one category.

    Why: in training there is nothing to tell apart: whatever the text, the answer is the same. In
    the dev corpus, nothing says whether the opposite is found; there it is a remark.

    Example: `SPAM` is 1 in all 300 documents in which it is named.

    Fix: add documents of which the opposite holds.
    """

    code = "X102"
    name = "one-sided-category"
    layers = _CATEGORIES
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_EXCLUSIVE, _EXCLUSIVE),
        Case(_record(A=1) + _record(B=1)),
        Case(_record(A=1) + _record(A=0)),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_record(A=1) * 3),
        Case(_record(A=1, B=0) + _record(A=0, B=0)),
        Case(_record(A=1) * 3, _record(A=0)),
        Case(_EXCLUSIVE, _record(A=1, B=0)),
    )

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._named: dict[tuple[str, str], LabelCount] = {}
        self._positive: Counter[tuple[str, str]] = Counter()
        self._docs: Counter[str] = Counter()

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        cats = seen.doc.cats
        self._docs[seen.part] += bool(cats)
        for label, value in cats.items():
            key = seen.part, label
            if key not in self._named:
                self._named[key] = _place(seen)
            self._named[key].count += 1
            self._positive[key] += value > _HALF
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each such category of a part."""
        for (part, label), named in self._named.items():
            positive = self._positive[part, label]
            everywhere = named.count == self._docs[part]
            if positive and not (everywhere and positive == named.count):
                continue
            what = "holds of all" if positive else "holds of none of the"
            message = f"the category {label!r} {what} {named.count:,} documents of {part} "
            message += "that name it"
            yield survey.finding(
                self,
                message,
                at=named,
                hint="add documents of which the opposite holds",
                subject=f"{part} {label}",
                severity=self.severity if part == "train" else Severity.INFO,
            )


class UncertainCategory(Check):
    """Categories have values between 0 and 1.

    Why: they are probabilities here; scores count what is over one half, so that 0.4 is a no.

    Example: `URGENT` is 0.3.

    Fix: nothing, if doubt is meant. Otherwise write 0 or 1.
    """

    code = "X103"
    name = "category-between-no-and-yes"
    severity = Severity.INFO
    layers = _CATEGORIES
    passing: ClassVar[tuple[Case, ...]] = (Case(_EXCLUSIVE),)
    failing: ClassVar[tuple[Case, ...]] = (Case(_record(A=0.3, B=0.7)),)

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: LabelCount | None = None

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        between = sum(0 < value < 1 for value in seen.doc.cats.values())
        if between:
            self._met = self._met or _place(seen)
            self._met.count += between
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """One finding, at the first of them."""
        if self._met is not None:
            message = f"{self._met.count:,} values of categories are neither 0 nor 1"
            yield survey.finding(self, message, at=self._met, subject="between")


class WithoutCategory(Check):
    """Some documents have categories and others have none.

    Why: a document without any teaches nothing to a classifier; often a field was left empty.

    Example: 12 of 1,000 records have no label.

    Fix: annotate them, or leave them out. Where no category holds, say so: all of them 0.
    """

    code = "X104"
    name = "document-without-category"
    layers = frozenset()
    passing: ClassVar[tuple[Case, ...]] = (Case(_EXCLUSIVE), Case('{"text": "no one"}\n'))
    failing: ClassVar[tuple[Case, ...]] = (Case(_EXCLUSIVE + '{"text": "no one"}\n'),)

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[str, LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        if not seen.doc.cats:
            if seen.part not in self._met:
                self._met[seen.part] = _place(seen)
            self._met[seen.part].count += 1
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part, where others of it have categories."""
        for part, met in self._met.items():
            docs = survey.part(part).docs
            if survey.part(part).docs_with[Layer.CATEGORIES]:
                message = f"{met.count:,} of {docs:,} documents of {part} have no category"
                hint = "annotate them, or leave them out"
                yield survey.finding(self, message, at=met, hint=hint, subject=part)


CHECKS = (NearlyExclusive, OneSided, UncertainCategory, WithoutCategory)
