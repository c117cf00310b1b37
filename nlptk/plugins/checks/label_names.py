"""L: how labels are written: tags for labels, and characters that do not travel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import Survey


def _record(label: str) -> str:
    return f'{{"text": "Anna runs", "spans": [{{"start": 0, "end": 4, "label": "{label}"}}]}}\n'


_SOUND = Case(_record("PERSON") * 3 + _record("ORG"))
_TAG = re.compile(r"([BILUES])-(.+)")
_SURE = "BI"


class TagForLabel(Check):
    """The label of an entity looks like an entity tag.

    Why: the letter that says where in an entity a token is has become part of the label, so that
    one label is three or four, and entities come apart.

    Example: the spans of a record are labelled `B-PER` and `I-PER`.

    Fix: leave the letter out: `PER`. A file of tags is read as what it is by `--format iob` or
    `conll2003`, with nothing to be done by hand.
    """

    code = "L108"
    name = "tag-for-label"
    severity = Severity.ERROR
    layers = frozenset({Layer.ENTITIES})
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, Case(_record("E-MAIL")))
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_record("B-PER") + _record("I-PER")),
        Case(_record("U-PER") + _record("PER")),
        Case(_record("O")),
    )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each, where it is first."""
        labels = survey.labels(Layer.ENTITIES)
        for label in labels:
            meant = _meant(label, labels)
            if meant is not None:
                count = survey.total(Layer.ENTITIES, label)
                message = f"{count:,} entities are labelled {label!r}, which is a tag"
                hint = f"label them {meant!r}" if meant else "take them out: O is no entity"
                at = survey.first(Layer.ENTITIES, label)
                yield survey.finding(self, message, at=at, hint=hint, subject=label)


def _meant(label: str, labels: Iterable[str]) -> str | None:
    """The label in a tag, "" for `O`; None for what is a label."""
    match = _TAG.fullmatch(label)
    if match is None:
        return "" if label == "O" else None
    letter, rest = match.groups()
    others = {f"{other}-{rest}" for other in "BILUES"} - {label} | {rest}
    return rest if letter in _SURE or not others.isdisjoint(labels) else None


# ---------------------------------------------------------------------- characters


class LabelWithSeparator(Check):
    """The label of an entity has a character that separates things in files of tags.

    Why: white space or `|` ends a label in a file with a word and its tags in each line, so that
    it cannot be written there. nlptk takes all behind the first hyphen of a tag for the label;
    other programs take what is between the first two: `B-WORK-OF-ART` is a `WORK` for them.

    Example: `WORK-OF-ART`, or `work of art`.

    Fix: write an underscore: `WORK_OF_ART`. A hyphen can stay where all programs that will read
    the data are known.
    """

    code = "L109"
    name = "label-with-separator"
    layers = frozenset({Layer.ENTITIES})
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, Case(_record("WORK_OF_ART")))
    failing: ClassVar[tuple[Case, ...]] = tuple(
        Case(_record(label)) for label in ("WORK-OF-ART", "work of art", "A|B")
    )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each, where it is first."""
        for label in survey.labels(Layer.ENTITIES):
            found = re.search(r"\s|\||-", label.strip())
            if found is None or _meant(label, survey.labels(Layer.ENTITIES)) is not None:
                continue
            hyphen = found.group() == "-"
            what = "a hyphen, at which some programs cut it" if hyphen else repr(found.group())
            message = f"the label {label!r} has {what}"
            if not hyphen:
                message += ", which cannot be in a file of tags"
            portable = re.sub(r"[\s|-]+", "_", label.strip())
            hint = f"as {portable!r} it can go anywhere"
            severity = Severity.INFO if hyphen else Severity.WARNING
            at = survey.first(Layer.ENTITIES, label)
            yield survey.finding(self, message, at=at, hint=hint, subject=label, severity=severity)


class BlankLabel(Check):
    """A label is white space, or has white space at its edges.

    Why: `PER` and `PER ` are two labels for a model, and look the same to people.

    Example: the label of a span is `" "`.

    Fix: give it a label; take the white space away.
    """

    code = "L110"
    name = "blank-label"
    severity = Severity.ERROR
    layers = frozenset({Layer.ARCS, Layer.CATEGORIES, Layer.ENTITIES, Layer.TAGS, Layer.POS})
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_record(" ")),
        Case(_record("PER ")),
        Case('{"text": "Anna runs", "cats": {" ": 1}}\n'),
    )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each, where it is first."""
        for layer in sorted(self.layers):
            for label in survey.labels(layer):
                if label != label.strip():
                    bare = label.strip()
                    what = "white space at its edges" if bare else "nothing but white space"
                    message = f"the label {label!r} ({layer}) has {what}"
                    hint = f"make it {bare!r}" if bare else "give it a name"
                    at = survey.first(layer, label)
                    yield survey.finding(
                        self, message, at=at, hint=hint, subject=f"{layer} {label}"
                    )


CHECKS = (TagForLabel, LabelWithSeparator, BlankLabel)
