"""Example: a document and its gold annotation, as they travel through training."""

from __future__ import annotations

from dataclasses import dataclass

from .doc import Doc
from .gold import GoldParse


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A document with our tokens and no annotation, and what there is to learn about it.

    Components annotate `predicted` and are judged by `gold`, which is on the same tokens.
    """

    predicted: Doc
    gold: GoldParse

    @classmethod
    def from_reference(cls, reference: Doc, predicted: Doc | None = None) -> Example:
        """An example of an annotated document, as a corpus has it.

        `predicted` is the same text in other tokens; without it, a blank document of the
        reference's own tokens ("gold preprocessing") that shares its arrays.

        Raises:
            TextMismatchError: `predicted` is another text.
        """
        blank = blank_copy(reference) if predicted is None else predicted
        return cls(blank, GoldParse.from_doc(blank, reference))

    @property
    def reference(self) -> Doc:
        """The annotation on the gold words."""
        return self.gold.reference


def blank_copy(doc: Doc) -> Doc:
    """The text and tokens of a document without annotation, sharing the arrays."""
    blank = Doc.from_offsets(doc.vocab, doc.text, doc.starts, doc.ends, orth=doc.orth)
    blank.multiwords = list(doc.multiwords)
    blank.origin = doc.origin
    return blank
