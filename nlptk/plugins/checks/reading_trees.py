"""T: what is wrong with the trees of a sentence that readers refuse."""

from __future__ import annotations

from typing import ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, ReaderRule

_SOUND = Case("1\tHi\t_\tINTJ\t_\t_\t0\troot\t_\t_\n\n", format="conllu")


class Cycle(ReaderRule):
    """The heads of some words lead in a circle.

    Why: it is no tree, so that no parser can learn it: the sentence is left out.

    Example: the head of word 1 is word 2, and the head of word 2 is word 1.

    Fix: give one of the words the head that it should have.
    """

    code = "T101"
    name = "cycle"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\ta\t_\tX\t_\t_\t2\tdep\t_\t_\n2\tb\t_\tX\t_\t_\t1\tdep\t_\t_\n3\tc\t_\tX\t_\t_\t0\troot\t_\t_\n\n",
            format="conllu",
        ),
    )


class SelfHead(ReaderRule):
    """A word is its own head.

    Why: it is no tree; perhaps the word was meant to be the root. The sentence is left out.

    Example: word 3 has the head 3.

    Fix: write 0 if it is the root, else the number of its head.
    """

    code = "T102"
    name = "self-head"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\ta\t_\tX\t_\t_\t1\tdep\t_\t_\n2\tb\t_\tX\t_\t_\t0\troot\t_\t_\n\n", format="conllu"
        ),
    )


class HeadOutOfRange(ReaderRule):
    """The head of a word is no word of its sentence.

    Why: the arc leads nowhere: the sentence is left out.

    Example: word 2 of a sentence of 5 words has the head 9.

    Fix: correct the number; often words were deleted, or an empty line is one too many.
    """

    code = "T103"
    name = "head-out-of-range"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\ta\t_\tX\t_\t_\t0\troot\t_\t_\n2\tb\t_\tX\t_\t_\t9\tdep\t_\t_\n\n", format="conllu"
        ),
    )


class SeveralRoots(ReaderRule):
    """A sentence has more than one root.

    Why: a tree has one; often two sentences were written as one. It is left out.

    Example: two words with head 0.

    Fix: split the sentence, or hang one root on the other; read with `-O many_roots=true` if it
    is meant.
    """

    code = "T104"
    name = "several-roots"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\ta\t_\tX\t_\t_\t0\troot\t_\t_\n2\tb\t_\tX\t_\t_\t0\troot\t_\t_\n\n", format="conllu"
        ),
    )


class InvalidHead(ReaderRule):
    """The head of a word is not a number.

    Why: the record is left out, and what it would have taught is lost.

    Example: `x`, `-1` or `01` in the column HEAD.

    Fix: write the number of the head, 0 for the root, and `_` where there is no tree.
    """

    code = "T105"
    name = "invalid-head"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case("1\ta\t_\tX\t_\t_\tx\tdep\t_\t_\n\n", format="conllu"),
    )


CHECKS = (
    Cycle,
    SelfHead,
    HeadOutOfRange,
    SeveralRoots,
    InvalidHead,
)
