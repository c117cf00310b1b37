"""A: gold tokens, and the text that they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.data.spelling import TREEBANK_ESCAPES
from nlptk.engine.diagnostics.tallied_check import TalliedCheck
from nlptk.engine.protocols import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc

_WORDS = Case('{"tokens": ["Ann", "ran", "home", "."]}\n')
_TEXT = "# text = "


class TokenUnlikeText(TalliedCheck):
    """A gold token is not what stands at its place in the text.

    Why: a model reads the text and learns the annotation of another word.

    Example: the text says `dogs`, the token there `dog`.

    Fix: mend the token or its offsets; what a word should be is its lemma, or its norm.
    """

    code = "A101"
    name = "token-unlike-text"
    noun = "tokens that are not what the text says"
    passing: ClassVar[tuple[Case, ...]] = (_WORDS,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            '[{"paragraphs": [{"raw": "dogs", "sentences": [{"tokens": '
            '[{"orth": "dog", "start": 0, "end": 4}]}]}]}]',
            format="json",
        ),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones; words of a multiword token are free to differ."""
        doc = seen.doc
        if doc.spells_text:
            return
        free = {token for word in doc.multiwords for token in range(word.start, word.end)}
        ranges = zip(doc.starts.tolist(), doc.ends.tolist(), strict=True)
        for token, (word, (start, end)) in enumerate(zip(doc.words, ranges, strict=True)):
            text = doc.text[start:end]
            if word == text or token in free or text in TREEBANK_ESCAPES.get(word, ()):
                continue
            if self._tally.add(seen.part):
                message = f"the token {word!r} stands for {text!r} in the text"
                yield seen.finding(self, message, start=token, hint="mend the token", subject=word)


class CommentUnlikeText(TalliedCheck):
    """The `# text` of a sentence is not what its words spell.

    Why: one of the two was changed without the other, often a `SpaceAfter=No` was lost. Training
    takes the words and their spaces, so that it learns from texts that never were.

    Example: `# text = Ann ran.` above the words `Ann`, `ran` and `.` without `SpaceAfter=No`.

    Fix: mend the words, or the column MISC, or the comment.
    """

    code = "A102"
    name = "text-comment-mismatch"
    noun = "sentences that are not what their comments say"
    passing: ClassVar[tuple[Case, ...]] = (
        Case("# text = Hi\n1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n\n", format="conllu"),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case("# text = Ho\n1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n\n", format="conllu"),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones, at the token where the two differ."""
        doc = seen.doc
        if not doc.comments:
            return
        starts, ends = doc.starts.tolist(), doc.ends.tolist()
        for first, after in doc.sent_bounds:
            line = next((c for c in doc.comments.get(first, ()) if c.startswith(_TEXT)), None)
            if line is None:
                continue
            said, text = line[len(_TEXT) :], doc.text[starts[first] : ends[after - 1]]
            if said == text or said.split() == text.split():
                continue
            if self._tally.add(seen.part):
                yield self._difference(seen, first, after, said.lstrip())

    def _difference(self, seen: CheckedDoc, first: int, after: int, said: str) -> Diagnostic:
        start, end = int(seen.doc.starts[first]), int(seen.doc.ends[after - 1])
        text = seen.doc.text[start:end]
        pairs = zip(said, text, strict=False)
        at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(said), len(text)))
        token = int(seen.doc.ends.searchsorted(start + at, side="right"))
        token = max(first, min(token, after - 1))
        message = f"the comment says {_around(said, at)!r}, the words spell {_around(text, at)!r}"
        hint = "is a SpaceAfter=No missing, or one too many?"
        return seen.finding(self, message, start=token, end=token + 1, hint=hint, subject=said)


def _around(text: str, at: int) -> str:
    return text[max(0, at - 10) : at + 10]


# ---------------------------------------------------------------------- our tokens


class BlankToken(TalliedCheck):
    """A gold token is white space.

    Why: tokenizers of nlptk leave white space between tokens, so that its annotation is lost, and
    an entity of it can never be found.

    Example: a no-break space as a word of its own in a CoNLL-U file.

    Fix: take the line out, and renumber the words; the space goes into the column MISC.
    """

    code = "A105"
    name = "blank-word"
    noun = "tokens of white space"
    passing: ClassVar[tuple[Case, ...]] = (_WORDS,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n2\t\u00a0\t_\tX\t_\t_\t1\tdep\t_\t_\n\n",
            "",
            "conllu",
        ),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for the first ones."""
        words = seen.doc.words
        if not any(map(str.isspace, words)):
            return
        for token, word in enumerate(words):
            if word.isspace() and self._tally.add(seen.part):
                yield seen.finding(self, f"the token {word!r} is white space", start=token)


CHECKS = (TokenUnlikeText, CommentUnlikeText, BlankToken)
