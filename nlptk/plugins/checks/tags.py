"""G: parts of speech, features and lemmas."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.tag_map import UNIVERSAL_POS
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.diagnostics.wording import times
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_COLUMNS = {Layer.TAGS: "tag", Layer.POS: "pos", Layer.LEMMAS: "lemma"}


def _case(*words: str, **settings: Any) -> Case:
    """A CoNLL-U sentence from `form lemma upos tag features`, one a word."""
    rows = [word.split() for word in words]
    lines = [
        f"{i}\t{form}\t{lemma}\t{pos}\t{tag}\t{morph}\t{i - 1}\tdep\t_\t_\n"
        for i, (form, lemma, pos, tag, morph) in enumerate(rows, start=1)
    ]
    return Case("".join(lines) + "\n", "", "conllu", settings)


_SOUND = _case("Ann Ann PROPN NNP Number=Sing", "ran run VERB VBD Tense=Past|VerbForm=Fin")


class UnknownPos(Check):
    """A part of speech is none of the universal ones.

    Why: what maps tags to universal parts of speech, and scores by them, knows 17; a misspelt one
    is learned as a class of its own.

    Example: `NOUNN`, or `CONJ` of the first version of Universal Dependencies.

    Fix: correct it; of the first version, `CONJ` is `CCONJ` now.
    """

    code = "G101"
    name = "unknown-part-of-speech"
    layers = frozenset({Layer.POS})
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (_case("Ann Ann PROPNN NNP _"),)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each, where it is first."""
        for label in survey.labels(Layer.POS):
            if label not in UNIVERSAL_POS:
                seen = survey.first(Layer.POS, label)
                message = f"{label!r}, {times(survey.total(Layer.POS, label))}, "
                message += "is none of the 17 universal parts of speech"
                hint = "it is 'CCONJ' now" if label == "CONJ" else "is it misspelt?"
                yield survey.finding(self, message, at=seen, hint=hint, subject=label)


class MalformedFeatures(Check):
    """Features are not written as `Name=Value|Name=Value`.

    Why: a feature that cannot be read apart is learned as a class of its own, and scored as wrong.

    Example: `Number:Sing`, or `Tense=Past|Past`.

    Fix: write each feature as Name=Value, in the order of the names, with `|` between them.
    """

    code = "G102"
    name = "malformed-features"
    layers = frozenset({Layer.MORPHS})
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        _case("Ann Ann PROPN NNP Number:Sing"),
        _case("ran run VERB VBD Tense=Past|Tense=Past"),
    )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each kind, where it is first."""
        for label in survey.labels(Layer.MORPHS):
            names = [part.partition("=") for part in label.split("|")]
            once = len({name for name, _, _ in names}) == len(names)
            if once and all(name and value for name, _, value in names):
                continue
            seen = survey.first(Layer.MORPHS, label)
            message = f"the features {label!r} are not Name=Value, each name once"
            yield survey.finding(self, message, at=seen, subject=label)


class PartlyTagged(Check):
    """Some tokens of annotated documents have no tag, part of speech or lemma.

    Why: a gap is no annotation, not a class; it is well to know how much there is.

    Example: 120 of 9,000 tokens have no lemma.

    Fix: nothing, where gaps are meant. Otherwise annotate them.
    """

    code = "G103"
    name = "partly-tagged"
    severity = Severity.INFO
    layers = frozenset(_COLUMNS)
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, _case("Ann _ PROPN _ _"))
    failing: ClassVar[tuple[Case, ...]] = (_case("Ann Ann PROPN NNP _", "ran run VERB _ _"),)

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[tuple[str, Layer], LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        doc = seen.doc
        for layer, column in _COLUMNS.items():
            if not doc.has(column):
                continue
            gaps = len(doc) - doc.count(column)
            if gaps:
                key = seen.part, layer
                if key not in self._met:
                    at = list(doc.texts(column)).index("")
                    self._met[key] = LabelCount(place=seen.place(at), where=seen.where(at))
                self._met[key].count += gaps
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part and layer, at the first gap."""
        for (part, layer), met in self._met.items():
            message = (
                f"{met.count:,} of {survey.part(part).tokens:,} tokens of {part} have no {layer}"
            )
            yield survey.finding(self, message, at=met, subject=f"{part} {layer}")


@dataclass(frozen=True)
class TagSettings:
    """When a part of speech beside a tag is taken for a slip."""

    max_share: float = 0.002
    """How much of the tag's occurrences it may have at most."""
    min_count: int = 500
    """How often the tag must occur."""


class RarePosOfTag(Check):
    """A tag goes with a part of speech that it hardly ever has.

    Why: often one of the two is a slip. A tagger that learns tags gives the frequent one.

    Example: `NN` is NOUN 40,000 times and ADP once.

    Fix: see whether the tag or the part of speech is wrong.
    """

    code = "G104"
    name = "rare-part-of-speech-of-tag"
    severity = Severity.INFO
    layers = frozenset({Layer.TAGS})
    settings = TagSettings
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        _case(*["Ann Ann PROPN NNP _"] * 9, "Ann Ann ADP NNP _", min_count=9, max_share=0.2),
    )
    given: TagSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        doc = seen.doc
        if doc.has("tag") and doc.has("pos"):
            pairs = list(zip(doc.texts("tag"), doc.texts("pos"), strict=True))
            for pair, count in Counter(pairs).items():
                if pair not in self._pairs:
                    at = pairs.index(pair)
                    self._first[pair] = LabelCount(place=seen.place(at), where=seen.where(at))
                self._pairs[pair] += count
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each such pair, where it is first."""
        totals: Counter[str] = Counter()
        for (tag, _), count in self._pairs.items():
            totals[tag] += count
        for (tag, pos), count in self._pairs.items():
            total = totals[tag]
            if not (tag and pos) or total < self.given.min_count:
                continue
            if count <= self.given.max_share * total:
                message = f"the tag {tag!r} is {pos} {times(count)}, of {total:,}"
                at = self._first[tag, pos]
                yield survey.finding(self, message, at=at, subject=f"{tag} {pos}")


CHECKS = (UnknownPos, MalformedFeatures, PartlyTagged, RarePosOfTag)
