"""Findings of suspected label errors, for `nlptk debug-data --suspects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.diagnostics.checked import CheckedDoc
from nlptk.engine.training.suspects import Suspect, SuspectSearch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.protocols import Check, ComponentSpec
    from nlptk.engine.text.languages.data import LanguageData

_HINT = "look whether it is right; if so, put it into the baseline"


def suspected(
    docs: Callable[[], Iterator[Doc]],
    check: type[Check],
    specs: Mapping[str, ComponentSpec],
    language: LanguageData,
    announce: Callable[[str], None],
) -> Iterator[Diagnostic]:
    """The labels of a corpus that are probably wrong, the most probable first.

    How long it will take is announced before it starts.
    """
    held = list(docs())
    search = SuspectSearch(held, specs, language)
    layers = search.layers()
    if not layers:
        announce("suspects: there is nothing that has two labels or more")
        return
    seconds = search.estimate(layers)
    names = ", ".join(layers)
    announce(f"looking for suspected errors in {names}: about {_shown(seconds)}")
    found = [one for layer in layers for one in search.find(layer)]
    for one in sorted(found, key=lambda each: -each.score):
        yield _finding(one, held[one.doc], check)


def _finding(one: Suspect, doc: Doc, check: type[Check]) -> Diagnostic:
    seen = CheckedDoc(doc, "train", one.doc + 1, tokenize=lambda known: known)
    start, end = one.tokens or (None, None)
    message = (
        f"{one.given!r} ({one.layer}) has probability {one.given_probability:.2f}, "
        f"{one.proposed!r} has {one.proposed_probability:.2f}"
    )
    subject = f"{one.layer} {one.given} {one.proposed}"
    return seen.finding(check, message, start=start, end=end, hint=_HINT, subject=subject)


def _shown(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(seconds, 1):.0f} s"
