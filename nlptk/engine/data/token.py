"""Token: a light view of one row of a document's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .similarity import has_vector, similarity, vector_norm
from .vocab import Lexeme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .doc import Doc
    from .similarity import HasVector
    from .span import Span

_IOB_LETTERS = ("", "I", "O", "B")


class Token:
    """One token. Annotation is plain text: `token.tag` is a string, and so is `token.tag_`.

    The names that end in `_` are those that other toolkits have for it.
    """

    __slots__ = ("doc", "i")

    def __init__(self, doc: Doc, i: int) -> None:
        self.doc = doc
        self.i = i

    def __repr__(self) -> str:
        return f"Token({self.text!r})"

    def __str__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and self.doc is other.doc and self.i == other.i

    def __hash__(self) -> int:
        return hash((id(self.doc), self.i))

    @property
    def orth(self) -> int:
        """The 64-bit id of the word form."""
        return int(self.doc.orth[self.i])

    @property
    def text(self) -> str:
        """The word form."""
        return self.doc.vocab.strings[self.orth]

    @property
    def idx(self) -> int:
        """The character at which the token starts."""
        return int(self.doc.starts[self.i])

    @property
    def whitespace(self) -> str:
        """What stands between this token and the next."""
        doc, i = self.doc, self.i
        end = int(doc.ends[i])
        following = int(doc.starts[i + 1]) if i + 1 < len(doc) else len(doc.text)
        return doc.text[end:following]

    @property
    def text_with_ws(self) -> str:
        """The word form and what follows it."""
        return self.text + self.whitespace

    @property
    def lex(self) -> Lexeme:
        """The entry of the word form in the vocabulary."""
        return self.doc.vocab[self.orth]

    @property
    def lower(self) -> str:
        """The word form in lower case."""
        return self.lex.attribute("lower")

    @property
    def norm(self) -> str:
        """The normal form of the word: lower case, with the language's exceptions."""
        return self.lex.attribute("norm")

    @property
    def shape(self) -> str:
        """The shape of the word, such as `Xxxxx` or `dd`."""
        return self.lex.attribute("shape")

    @property
    def prefix(self) -> str:
        """The first character."""
        return self.lex.attribute("prefix")

    @property
    def suffix(self) -> str:
        """The last three characters."""
        return self.lex.attribute("suffix")

    @property
    def vector(self) -> NDArray[Any]:
        """The word's vector in the vocabulary's table; zeros for a word that is not in it."""
        return self.doc.vocab.vectors[self.text]

    @property
    def has_vector(self) -> bool:
        """Whether the vocabulary's table has a vector for the word."""
        return has_vector(self.doc.vocab.vectors, [self.text])

    @property
    def vector_norm(self) -> float:
        """The length of the word's vector."""
        return vector_norm(self)

    def similarity(self, other: HasVector) -> float:
        """The cosine with the vector of a token, span or document; 0 where one has none.

        Raises `UsageError` when there is no table of vectors.
        """
        return similarity(self, other)

    def _text_of(self, column: str) -> str:
        return self.doc.vocab.strings[int(self.doc.column(column)[self.i])]

    @property
    def tag(self) -> str:
        """The fine-grained part of speech (XPOS); "" when missing."""
        return self._text_of("tag")

    @property
    def pos(self) -> str:
        """The universal part of speech (UPOS); "" when missing."""
        return self._text_of("pos")

    @property
    def morph(self) -> str:
        """The morphological features as `Name=Value|...`; "" when missing or none."""
        return self._text_of("morph")

    @property
    def lemma(self) -> str:
        """The base form; "" when missing."""
        return self._text_of("lemma")

    @property
    def dep(self) -> str:
        """The dependency relation to the head; "" when missing."""
        return self._text_of("dep")

    @property
    def ent_type(self) -> str:
        """The label of the entity that the token is in; "" when in none."""
        return self._text_of("ent_type")

    @property
    def ent_iob(self) -> str:
        """B, I or O; "" when nobody annotated entities here."""
        return _IOB_LETTERS[int(self.doc.column("ent_iob")[self.i])]

    @property
    def kb_id(self) -> str:
        """The knowledge-base id of the entity that the token is in; "" when unknown."""
        return self._text_of("kb_id")

    @property
    def is_sent_start(self) -> bool | None:
        """Whether a sentence starts here; None when nobody said."""
        value = int(self.doc.column("sent_start")[self.i])
        return None if value == 0 else value == 1

    @property
    def has_head(self) -> bool:
        """Whether the token has a head in the tree (a root has itself)."""
        return int(self.doc.column("head")[self.i]) >= 0

    @property
    def head(self) -> Token:
        """The head in the dependency tree; the token itself when it is a root or has none."""
        head = int(self.doc.column("head")[self.i])
        return Token(self.doc, head if head >= 0 else self.i)

    @property
    def children(self) -> Iterator[Token]:
        """The tokens whose head this is, in order."""
        heads = self.doc.column("head")
        return (Token(self.doc, int(i)) for i in (heads == self.i).nonzero()[0] if i != self.i)

    @property
    def ancestors(self) -> Iterator[Token]:
        """The head, its head, and so on to the root; ends where a cycle would close."""
        heads = self.doc.column("head")
        seen = {self.i}
        head = int(heads[self.i])
        while head >= 0 and head not in seen:
            seen.add(head)
            yield Token(self.doc, head)
            head = int(heads[head])

    @property
    def subtree(self) -> Iterator[Token]:
        """This token and all below it, in order of the text."""
        heads = self.doc.column("head").tolist()
        below: dict[int, list[int]] = {}
        for i, head in enumerate(heads):
            if head not in (i, -1):
                below.setdefault(head, []).append(i)
        found, queue = {self.i}, [self.i]
        while queue:
            fresh = [i for i in below.get(queue.pop(), []) if i not in found]
            found.update(fresh)
            queue.extend(fresh)
        return (Token(self.doc, i) for i in sorted(found))

    @property
    def sent(self) -> Span:
        """The sentence that the token is in."""
        for start, end in self.doc.sent_bounds:
            if start <= self.i < end:
                return self.doc[start:end]
        raise IndexError(f"token {self.i} is outside its document")

    def nbor(self, steps: int = 1) -> Token:
        """The token `steps` further on. Raises `IndexError` beyond the document."""
        if not 0 <= self.i + steps < len(self.doc):
            raise IndexError(f"no token {steps} after token {self.i} of {len(self.doc)}")
        return Token(self.doc, self.i + steps)

    lower_, norm_, shape_, prefix_, suffix_ = lower, norm, shape, prefix, suffix
    tag_, pos_, lemma_, dep_ = tag, pos, lemma, dep
    ent_type_, ent_iob_, kb_id_, whitespace_ = ent_type, ent_iob, kb_id, whitespace
