"""F: what readers say of files, and whatever has no code of its own."""

from __future__ import annotations

from typing import ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, ReaderRule

_SOUND = Case("1\tHi\t_\tINTJ\t_\t_\t0\troot\t_\t_\n\n", format="conllu")


class UnreadableRecord(ReaderRule):
    """A record cannot be read, for a reason that has no code of its own.

    Why: the record is left out, and what it would have taught is lost.

    Example: a reader of a plugin refuses a line of its format.

    Fix: mend the record as the message says, or take it out.
    """

    code = "F001"
    name = "unreadable-record"
    severity = Severity.ERROR


class Repaired(ReaderRule):
    """A reader put something right, or left something out.

    Why: what is trained on is then not what the file says.

    Example: a reader of a plugin reads a label it does not know as another.

    Fix: see whether the file means what was read, and write that.
    """

    code = "F002"
    name = "repaired"
    severity = Severity.WARNING


class ReadingNote(ReaderRule):
    """A reader tells how it understood a file that could be understood in several ways.

    Why: a wrong guess changes all of the annotation.

    Example: entity tags of `B-` and `I-` are taken for IOB2.

    Fix: nothing, if it is right; if not, say what it is with an option of the format.
    """

    code = "F003"
    name = "reading-note"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case("Ann B-PER\n\n", format="conll2003"),)


class UnreadableFile(ReaderRule):
    """A file cannot be read to its end.

    Why: everything behind that place is missing.

    Example: a `.gz` file that was cut off in copying.

    Fix: see that the file is complete, that it may be read, and that its suffix names its
    compression.
    """

    code = "F004"
    name = "unreadable-file"
    severity = Severity.ERROR


class WrongEncoding(ReaderRule):
    """A file is not text in the expected encoding.

    Why: nobody knows what the bytes from there on mean: reading stops.

    Example: a file in Latin-1 that is read as UTF-8.

    Fix: convert it, as in `iconv -f latin1 -t utf-8`, or name the encoding with `--encoding`.
    """

    code = "F005"
    name = "encoding"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case("1\tcaf\udce9\t_\tX\t_\t_\t0\troot\t_\t_\n\n", format="conllu"),
    )


class EmptyFile(ReaderRule):
    """A file that should hold JSON holds nothing.

    Why: a conversion that failed often leaves such a file.

    Example: a training file of 0 bytes.

    Fix: make the file anew; a corpus without documents is `[]`.
    """

    code = "F006"
    name = "empty-file"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (Case("[]", format="json"),)
    failing: ClassVar[tuple[Case, ...]] = (Case("", format="json"),)


class DamagedBlock(ReaderRule):
    """A block of a docbin file is damaged, or no block.

    Why: all documents of the block are lost.

    Example: a file that was cut off, or changed by a program that takes it for text.

    Fix: convert the source again.
    """

    code = "F007"
    name = "damaged-block"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case("this is no docbin", format="docbin"),)


CHECKS = (
    UnreadableRecord,
    Repaired,
    ReadingNote,
    UnreadableFile,
    WrongEncoding,
    EmptyFile,
    DamagedBlock,
)
