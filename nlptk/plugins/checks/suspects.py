"""Q: annotation that a model does not believe; found by `nlptk debug-data --suspects`."""

from __future__ import annotations

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import ReaderRule


class SuspectedLabel(ReaderRule):
    """A label is probably wrong: models that did not see it are sure of another one.

    Only `--suspects` looks for these. It takes a while: the documents of the training corpus are
    dealt into three folds, for each of which a small model learns tags, entities and categories
    from the other two (Northcutt, Jiang and Chuang, 2021, Confident learning). The finding gives
    the probability of the label that is there, and of the one that the model would give.

    Why: annotators make mistakes, and a model learns them. A few per cent of the labels of
    well-known corpora are wrong; the most improbable ones are found first.

    Example: `Paris` is tagged as a verb, where all that is like it is tagged as a proper noun.

    Fix: look at the places with the highest scores, and correct those that are wrong. What is right
    but rare may be reported, too: put it into the baseline.
    """

    code = "Q101"
    name = "suspected-label"
    severity = Severity.INFO


CHECKS = (SuspectedLabel,)
