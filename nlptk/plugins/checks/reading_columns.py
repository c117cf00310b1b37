"""F: what readers refuse in sentences of lines and columns."""

from __future__ import annotations

from typing import ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, ReaderRule

_SOUND = Case("1\tHi\t_\tINTJ\t_\t_\t0\troot\t_\t_\n\n", format="conllu")


class NumberOfColumns(ReaderRule):
    """A line has more or fewer columns than its format or the file's first lines.

    Why: nobody knows which value is missing, so the sentence is left out.

    Example: spaces where CoNLL-U has tabs, or a tab inside a word.

    Fix: separate the columns as the message says; quote fields of tables that hold the delimiter.
    """

    code = "F010"
    name = "number-of-columns"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case("1\tHi\t_\tINTJ\t_\t_\t0\troot\t_\n\n", format="conllu"),
    )


class EmptyColumn(ReaderRule):
    """A column of CoNLL-U has nothing in it.

    Why: nothing is written `_` there; a column without it is a column too few to most programs.

    Example: two tabs in a row.

    Fix: write `_`, or the value that is missing.
    """

    code = "F011"
    name = "empty-column"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case("1\tHi\t\tINTJ\t_\t_\t0\troot\t_\t_\n\n", format="conllu"),
    )


class InvalidId(ReaderRule):
    """The words of a sentence are not numbered 1, 2, 3 and so on.

    Why: heads count these numbers, so that a gap moves every arc; often an empty line is missing.

    Example: the ids 1, 2, 4; or 1, 2, 1, 2.

    Fix: number the words again, and put an empty line after each sentence.
    """

    code = "F012"
    name = "invalid-id"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n3\tAnn\t_\tX\t_\t_\t1\tdep\t_\t_\n\n",
            format="conllu",
        ),
    )


class MultiwordRange(ReaderRule):
    """The line of a multiword token is out of place, or covers words that are not there.

    Why: the surface of the sentence cannot be told from its words then.

    Example: `3-4` behind word 3, or `2-5` in a sentence of four words.

    Fix: put the line before its first word, with the numbers of its first and its last word.
    """

    code = "F013"
    name = "multiword-range"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1-3\tHi\t_\t_\t_\t_\t_\t_\t_\t_\n1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n\n", format="conllu"
        ),
    )


class SentenceWithoutWords(ReaderRule):
    """There are comments and no words.

    Why: there is nothing to train on; often the words were lost.

    Example: `# text = Hi` and then an empty line.

    Fix: delete the comments, or add the words.
    """

    code = "F014"
    name = "sentence-without-words"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case("# text = Hi\n\n", format="conllu"),)


class MisplacedComment(ReaderRule):
    """A comment stands between the words of a sentence.

    Why: comments belong to the sentence they precede; often an empty line is missing.

    Example: `# sent_id = 2` right after the last word of sentence 1.

    Fix: move it up, or put an empty line before it.
    """

    code = "F015"
    name = "misplaced-comment"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case("1\tHi\t_\tINTJ\t_\t_\t0\troot\t_\t_\n# end\n\n", format="conllu"),
    )


class InvalidFeatures(ReaderRule):
    """FEATS or DEPS of a multiword token or an empty node cannot be parsed.

    Why: the record is left out, and what it would have taught is lost.

    Example: `1.1` with the features `Number`, which name no value.

    Fix: write features as `Name=Value|Name=Value`, and `_` for none.
    """

    code = "F016"
    name = "invalid-features"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n1.1\tx\t_\tX\t_\tNumber\t_\t_\t1:dep\t_\n\n",
            format="conllu",
        ),
    )


class WordWithoutTag(ReaderRule):
    """A token of a `word|tag` line has no tag, or one too many.

    Why: nobody knows which tag belongs to which word, so the sentence is left out.

    Example: `New York|B-LOC`, where the space splits the word.

    Fix: write each token as `word|tag` or each as `word|pos|tag`, with spaces between tokens
    only.
    """

    code = "F017"
    name = "word-without-tag"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (Case("Ann|B-PER runs|O\n", format="iob"),)
    failing: ClassVar[tuple[Case, ...]] = (Case("Ann|B-PER runs\n", format="iob"),)


CHECKS = (
    NumberOfColumns,
    EmptyColumn,
    InvalidId,
    MultiwordRange,
    SentenceWithoutWords,
    MisplacedComment,
    InvalidFeatures,
    WordWithoutTag,
)
