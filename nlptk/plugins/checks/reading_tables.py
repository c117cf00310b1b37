"""F: what readers refuse in tables."""

from __future__ import annotations

from typing import ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, ReaderRule

_SOUND = Case("text,label\nHi,A\n", format="csv")


class TableHeader(ReaderRule):
    """The header of a table does not say what its columns are.

    Why: without a column for the text nothing can be read.

    Example: the header `a,b`, or two columns called `text`.

    Fix: name the columns in the first line, or with `-O text_column=NAME`, or all with `-O
    header=A,B`.
    """

    code = "F040"
    name = "table-header"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case("a,b\nHi,A\n", format="csv"),)


class TableQuoting(ReaderRule):
    """A quoted field of a table is not closed, or holds a quote that is not doubled.

    Why: nobody knows where the field ends: rows are left out.

    Example: `"He said "no"",A`.

    Fix: double each quote inside a quoted field.
    """

    code = "F041"
    name = "table-quoting"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case('text,label\n"He "said,A\n', format="csv"),)


class UnknownCategory(ReaderRule):
    """A row names a category that the option `labels` does not list.

    Why: the record is left out, and what it would have taught is lost.

    Example: `-O labels=A,B`, and a row of category C.

    Fix: add it to the option, or correct the row.
    """

    code = "F042"
    name = "unknown-category"
    severity = Severity.ERROR


class CategoryValue(ReaderRule):
    """A column of category values holds something that is no number from 0 to 1.

    Why: the record is left out, and what it would have taught is lost.

    Example: `yes` in a column of 0 and 1.

    Fix: write 0 or 1, or a probability; name the columns that are categories with `-O
    label_columns=A,B`.
    """

    code = "F043"
    name = "category-value"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case("text,toxic\n" + "Hi,1\n" * 100 + "Ho,yes\n", format="csv"),
    )


class MentionNotFound(ReaderRule):
    """The mention of a row is not in its text, as whole words that no other row has taken.

    Why: all rows with this text are left out, and what they would have taught is lost.

    Example: the mention `Ann` of the text `Anna runs`; or `Ann` in two rows of a text that has the
    name once.

    Fix: write the mention as the text has it, and each of its places in one row.
    """

    code = "F044"
    name = "mention-not-found"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (
        Case("text,mention,entity\nAnna runs,Anna,Q1\n", format="mentions"),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case("text,mention,entity\nAnna runs,Ann,Q1\n", format="mentions"),
    )


CHECKS = (
    TableHeader,
    TableQuoting,
    UnknownCategory,
    CategoryValue,
    MentionNotFound,
)
