"""GoldParse: annotation that people made, encoded as arrays and aligned to a document's tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .annotations import Annotations, annotate
from .columns import EntIob
from .projected import ProjectedDoc
from .soft_links import soft_links
from .span import Span
from .tag_schemes import MISSING
from .tags import biluo_from_token_spans
from .trees import find_crossing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from .alignment import Alignment
    from .doc import Doc
    from .entity_annotations import Links
    from .entity_offsets import MisalignedEntity
    from .trimming import TrimmedEntity


class GoldParse:
    """What is known about a document, on the tokens that the document has.

    The annotation is on the document's own tokens or on the gold `words`, another tokenization of
    its text. Then it is projected, each layer when it is first asked for:

    - tag, pos, morph and lemma of a word go to the token that is just that word;
    - an arc goes from token to token where its ends are tokens of whole words. A token of several
      words that hang together takes the place of the highest of them, with its head and label;
    - an entity goes to the tokens that have exactly its characters. One that is not made of tokens
      is listed in `misaligned`, with the reasons, and what its tokens are is left unknown;
    - a sentence starts at the token that has its first character first.

    What cannot be projected is missing, as is what nobody annotated; missing is never negative.
    The words of a multiword token are told apart only where both sides have the same tokens.

    Entities whose offsets take in whitespace, or end just behind the text, are put on their words
    and listed in `trimmed`.

    `doc` is the document, `reference` holds the same annotation on the gold words.
    """

    doc: Doc
    reference: Doc
    _projected: ProjectedDoc
    _off_words: list[MisalignedEntity]
    _links: Links | None
    trimmed: list[TrimmedEntity]

    __slots__ = ("_links", "_off_words", "_projected", "doc", "reference", "trimmed")

    def __init__(  # noqa: PLR0913 - one name for each kind of annotation
        self,
        doc: Doc,
        *,
        words: Sequence[str] | None = None,
        tags: Sequence[str | None] | None = None,
        pos: Sequence[str | None] | None = None,
        morphs: Sequence[str | None] | None = None,
        lemmas: Sequence[str | None] | None = None,
        heads: Sequence[int | None] | None = None,
        deps: Sequence[str | None] | None = None,
        entities: Sequence[Any] | None = None,
        cats: Mapping[str, float] | None = None,
        links: Mapping[tuple[int, int], Mapping[str, float]] | None = None,
        sent_starts: Sequence[bool | int | None] | None = None,
    ) -> None:
        """Check annotations and put them on a document.

        Each list has one value for each of `words` or, without them, for each token. `heads` are
        indexes, a root being its own head. `entities` are BILUO tags, or (start, end, label[,
        kb_id]) in characters of the text. `cats` are labels and their probabilities. `links` are
        `{(start, end): {id: probability}}` of entities. `sent_starts` are True, False or None.

        Raises:
            DataError: an annotation that the text or the other annotations rule out; it names the
                list, the index and the value.
        """
        given = Annotations(
            words=words,
            tags=tags,
            pos=pos,
            morphs=morphs,
            lemmas=lemmas,
            heads=heads,
            deps=deps,
            entities=entities,
            cats=cats,
            links=links,
            sent_starts=sent_starts,
        )
        self._annotate(doc, given)

    @classmethod
    def from_dict(cls, doc: Doc, annotations: Mapping[str, Any]) -> GoldParse:
        """Annotations by name, as the simple training style passes them.

        The names are those of the constructor's arguments and `sents`, (start, end) in characters.

        Raises:
            DataError: as the constructor, and for a name that is none of them.
        """
        gold = cls.__new__(cls)
        gold._annotate(doc, Annotations.from_dict(annotations))
        return gold

    @classmethod
    def from_doc(cls, doc: Doc, reference: Doc) -> GoldParse:
        """The annotation of another document of the same text; arrays are shared, not copied.

        The texts may differ in whitespace and in what `alignment.align` looks past.

        Raises:
            TextMismatchError: they spell different texts.
        """
        gold = cls.__new__(cls)
        gold._attach(doc, reference)
        return gold

    def _annotate(self, doc: Doc, given: Annotations) -> None:
        annotated = annotate(doc, given)
        self._attach(doc, annotated.reference)
        self._off_words = annotated.misaligned
        self.trimmed = annotated.trimmed
        self._links = annotated.links if given.links is not None else None

    def _attach(self, doc: Doc, reference: Doc) -> None:
        self.doc = doc
        self.reference = reference
        self._projected = ProjectedDoc(doc, reference)
        self._off_words = []
        self._links = None
        self.trimmed = []

    def __len__(self) -> int:
        """How many tokens the document has."""
        return len(self.doc)

    def __repr__(self) -> str:
        return f"GoldParse({self.doc!r})"

    # ------------------------------------------------------------------ arrays

    @property
    def alignment(self) -> Alignment:
        """The document's tokens (`a`) and the gold words (`b`)."""
        return self._projected.alignment

    def column(self, name: str) -> NDArray[Any]:
        """A column on the document's tokens, by the names and conventions of `Doc.column`.

        String ids are of `reference.vocab`; equal strings have equal ids in every vocabulary.
        """
        return self._projected.with_column(name).column(name)

    def texts(self, name: str) -> list[str]:
        """A string column on the document's tokens as text; "" is missing."""
        return list(self._projected.with_column(name).texts(name))

    def has(self, name: str) -> bool:
        """Whether a column says something about at least one token."""
        return self._projected.with_column(name).has(name)

    # ------------------------------------------------------------------ one value a token

    @property
    def words(self) -> list[str]:
        """The gold words."""
        return list(self.reference.words)

    @property
    def tags(self) -> list[str]:
        """The fine-grained part of speech of each token; "" is missing, as below."""
        return self.texts("tag")

    @property
    def pos(self) -> list[str]:
        """The universal part of speech of each token."""
        return self.texts("pos")

    @property
    def morphs(self) -> list[str]:
        """The morphological features of each token."""
        return self.texts("morph")

    @property
    def lemmas(self) -> list[str]:
        """The base form of each token."""
        return self.texts("lemma")

    @property
    def deps(self) -> list[str]:
        """The label of each token's arc."""
        return self.texts("dep")

    @property
    def labels(self) -> list[str]:
        """The same as `deps`."""
        return self.deps

    @property
    def heads(self) -> list[int | None]:
        """The index of each token's head, a root's own; None is missing."""
        return [None if head < 0 else head for head in self.column("head").tolist()]

    @property
    def sent_starts(self) -> list[bool | None]:
        """Whether a sentence starts at each token; None is missing."""
        return [None if mark == 0 else mark > 0 for mark in self.column("sent_start").tolist()]

    @property
    def is_projective(self) -> bool:
        """Whether no two arcs between the document's tokens cross."""
        return find_crossing(self.column("head").tolist()) is None

    # ------------------------------------------------------------------ entities, the whole text

    @property
    def ner(self) -> list[str]:
        """The BILUO tag of each token; "-" is missing."""
        iob = self.column("ent_iob").tolist()
        spans = [(ent.start, ent.end, ent.label) for ent in self.ents]
        tags = biluo_from_token_spans(len(self), spans)
        return [
            MISSING if code == EntIob.MISSING else tag for code, tag in zip(iob, tags, strict=True)
        ]

    @property
    def ents(self) -> tuple[Span, ...]:
        """The entities that are made of the document's tokens, in order."""
        aligned = self._projected.with_column("ent_iob")
        return tuple(
            Span(self.doc, ent.start, ent.end, ent.label, kb_id=ent.kb_id) for ent in aligned.ents
        )

    @property
    def misaligned(self) -> list[MisalignedEntity]:
        """The entities that are not made of tokens, by the characters of the document's text.

        First those that are not made of gold words, by their index among the entities given; then
        those that are not made of the document's tokens, by their index among `reference.ents`.
        """
        self._projected.with_column("ent_iob")
        return [*self._off_words, *self._projected.misaligned]

    @property
    def links(self) -> Links:
        """The knowledge-base ids of pieces of the document's text: {(start, end): {id: prob}}."""
        if self._links is None:
            starts, ends = self._projected.ranges
            soft = soft_links(self.reference)
            meant = [
                (ent, soft.get((ent.start, ent.end)) or ({ent.kb_id: 1.0} if ent.kb_id else {}))
                for ent in self.reference.ents
            ]
            self._links = {
                (int(starts[ent.start]), int(ends[ent.end - 1])): chances
                for ent, chances in meant
                if chances
            }
        return self._links

    @property
    def cats(self) -> dict[str, float]:
        """The categories of the text and their probabilities."""
        return self.reference.cats
