"""The ledger: which documents were counted, what was counted, and what each must not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.strings import hash_string

from .evidence import Evidence
from .features import NIL
from .folds import Folds
from .witness import Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.gold import GoldParse
    from nlptk.engine.data.span import Span

    from .evidence import Link

Meant = list["Mapping[str, float]"]


class Ledger:
    """Evidence of a training corpus, each document counted once.

    A document that was counted before, here or by the model that is trained further, does not count
    again: one that is left out must be out altogether.
    """

    def __init__(self) -> None:
        self.evidence = Evidence()
        self.knows_nil = False
        """Whether there were mentions that mean nothing known."""
        self._counted: dict[int, None] = {}
        self._folds = Folds()

    def add(self, key: int, links: Sequence[Link]) -> None:
        """Count the links of a document."""
        self.knows_nil |= any(link.entity == NIL for link in links)
        if key not in self._counted:
            self._counted[key] = None
            self.evidence.add(links)
        if key not in self._folds:
            self._folds.add(key, links)

    def everything(self) -> Witness:
        """What is known of a document that nobody has learned from."""
        return Witness(self.evidence)

    def without(self, key: int, links: Callable[[], Sequence[Link]]) -> Witness:
        """What is known without the fold of a document; without itself where it has none.

        `links` gives those of the document.
        """
        if key in self._folds:
            return Witness(self.evidence, self._folds.of(key))
        own = Evidence()
        own.add(links())
        return Witness(self.evidence, own)

    @property
    def counted(self) -> Iterable[int]:
        """What tells the documents that were counted from others, in order."""
        return self._counted

    def take(self, evidence: Evidence, counted: Iterable[int]) -> None:
        """Take what was counted before, in place of all there is."""
        self.evidence = evidence
        self._counted = dict.fromkeys(counted)
        self._folds = Folds()


def meant_by(gold: GoldParse, ents: Sequence[Span]) -> Meant:
    """What entities mean, and how likely: nothing for those without a link."""
    links = gold.links
    found: Meant = []
    for ent in ents:
        entities = links.get((ent.start_char, ent.end_char))
        if entities is None:
            entities = {ent.kb_id: 1.0} if ent.kb_id else {}
        found.append({entity: chance for entity, chance in entities.items() if chance > 0})
    return found


def key_of(doc: Doc, ents: Sequence[Span], meant: Meant) -> int:
    """What tells an annotated document from others."""
    places = [(ent.start, ent.end, ent.label) for ent in ents]
    return hash_string(repr((doc.text, places, [sorted(one.items()) for one in meant])))
