"""C: whether corpora have any annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.columns import MISSING_HEAD
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_TEXTS = ("tag", "pos", "morph", "lemma", "dep")
_TAGGED = "1\tAnn\t_\tPROPN\t_\t_\t_\t_\t_\t_\n\n"
_BLIND = "1\tAnn\t_\t_\t_\t_\t_\t_\t_\t_\n\n"


class NothingAnnotated(Check):
    """No document of a corpus has any annotation but sentences.

    Why: there is nothing to learn, or nothing to judge by. Often it is the file that was made for
    annotators, or one whose annotation is held back for a competition, or the wrong columns were
    read.

    Example: a treebank whose words are all followed by `_`.

    Fix: give the file that has the annotation; see with `--format` whether the columns are read as
    they are meant.
    """

    code = "C109"
    name = "nothing-annotated"
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_TAGGED, "", "conllu"),
        Case(_TAGGED + _BLIND, "", "conllu"),
        Case('{"text": "Ann runs", "spans": []}\n'),
        Case("\n"),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_BLIND, "", "conllu"),
        Case('{"text": "Ann runs"}\n'),
        Case(_TAGGED, _BLIND, "conllu"),
    )

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._annotated: set[str] = set()

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: looks until something is annotated."""
        if seen.part not in self._annotated and _is_annotated(seen.doc):
            self._annotated.add(seen.part)
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each corpus without annotation."""
        for name, part in survey.parts.items():
            if part.docs and part.tokens and name not in self._annotated:
                message = f"none of the {part.docs:,} documents of {name} has any annotation"
                hint = "is it the right file?"
                yield survey.finding(self, message, part=name, hint=hint, subject=name)


def _is_annotated(doc: Doc) -> bool:
    if doc.cats or any(doc.spans.values()):
        return True
    if doc.has("ent_iob") and np.any(doc.column("ent_iob")):
        return True
    if doc.has("head") and np.any(doc.column("head") != MISSING_HEAD):
        return True
    return any(doc.has(column) and any(doc.texts(column)) for column in _TEXTS)


CHECKS = (NothingAnnotated,)
