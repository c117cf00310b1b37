"""The entity linker: says which entity of a knowledge base each mention of a document means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.label_table import LabelTable
from nlptk.engine.errors import UsageError
from nlptk.engine.kb.store import MANIFEST
from nlptk.engine.runtime import choose_ops
from nlptk.plugins.components.specs import EntityLinkerSettings

from .answers import Choice, write_links, write_scores
from .contexts import Contexts
from .features import N_FEATURES, Weighed
from .kept_base import KeptBase
from .kept_counts import COUNTS_FILE, counts_bytes, read_counts
from .ledger import Ledger
from .lessons import Lessons
from .likeness import Likeness
from .model import Shape, linker_model
from .nil import NilOdds
from .offers import Offers
from .page import N_PAGE_FEATURES
from .question import Asking, ask
from .stages import learn, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example
    from nlptk.engine.data.span import Span
    from nlptk.engine.data.vectors import Vectors
    from nlptk.engine.data.vectors_file import Files
    from nlptk.engine.kb.knowledge_base import KnowledgeBase
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

    from .features import Option


class EntityLinker:
    """Links entities that are there already: those of components before it, or of the data.

    Candidates come from the knowledge base and from the training labels of the same mention.
    `candidates_of` may give others: options for an entity of a document. The knowledge base of the
    settings is opened when it is first needed; `kb` may be set. A model that is kept has a copy.
    """

    model: Model[Any, Any]

    def __init__(self, settings: EntityLinkerSettings) -> None:
        self.settings = settings
        path = str(Path(settings.kb).absolute()) if settings.kb else ""
        self._offers = Offers(path, settings.top)
        self._likeness = Likeness(self._offers)
        self._table = LabelTable()
        self._lessons = Lessons(self._asking, settings.labels_discard)
        self._entity_width = 0
        self._context_width = 0
        self._kept_kb = KeptBase()
        self.nil_odds = NilOdds(settings.nil_loss)
        """What NIL needs to be answered."""
        self._halves = False

    @property
    def ledger(self) -> Ledger:
        """What was counted in training."""
        return self._lessons.ledger

    @property
    def labels(self) -> list[str]:
        """The ids of entities that were seen in training."""
        return self._table.labels

    @property
    def reads_encoding(self) -> bool:
        """Whether it compares the encoding of contexts with the vectors of entities."""
        return bool(self.settings.encoder)

    @property
    def kb(self) -> KnowledgeBase | None:
        """The knowledge base, opened now if it was not; None where there is none."""
        return self._offers.kb

    @kb.setter
    def kb(self, kb: KnowledgeBase | None) -> None:
        self._offers.kb = kb
        self._lessons.forget()

    @property
    def candidates_of(self) -> Callable[[Span], Sequence[Option]] | None:
        """What gives the candidates, if it is not the knowledge base."""
        return self._offers.candidates_of

    @candidates_of.setter
    def candidates_of(self, give: Callable[[Span], Sequence[Option]] | None) -> None:
        self._offers.candidates_of = give
        self._lessons.forget()

    @property
    def word_vectors(self) -> Vectors | None:
        """The table of word vectors of the pipeline, if it has one."""
        return self._likeness.word_vectors

    @word_vectors.setter
    def word_vectors(self, vectors: Vectors | None) -> None:
        self._likeness.word_vectors = vectors
        self._lessons.forget()

    @property
    def _second(self) -> bool:
        return self.settings.incl_document and self.settings.second_stage

    def _asking(self) -> Asking:
        settings = self.settings
        return Asking(
            offers=self._offers,
            weighed=Weighed(settings.incl_prior, settings.incl_context, settings.incl_document),
            likeness=self._likeness,
            n_sents=settings.n_sents,
            second_stage=self._second,
            entity_vectors=self.reads_encoding,
        )

    def candidates(self, ent: Span) -> list[str]:
        """The ids of what an entity may mean, likeliest first: of the knowledge base, then others.

        Those that the caller gives are in the order of their priors.
        """
        if ent.label in self.settings.labels_discard:
            return []
        return self._offers.ids(ent, self.ledger.evidence.meant.get(ent.text, {}))

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Count what mentions mean; returns how many links there are."""
        ids, n_links = self._lessons.count(example.gold)
        for entity in ids:
            self._table.add(entity)
        return n_links

    def add_label(self, label: str) -> bool:
        """Note the id of an entity; which ones can be found depends on the knowledge base."""
        return self._table.add(label)

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model, whose shape does not depend on the entities.

        Raises:
            UsageError: there are no links, or no vectors of entities that the encoding could be
                compared with.
        """
        if not self.labels:
            raise UsageError(
                "the entity linker has no links to learn",
                expected="entities with ids (kb_id) in the training data",
                hint="leave it out with -p, or add links",
            )
        if hasattr(self, "model"):
            return
        if self.reads_encoding:
            self._context_width, self._entity_width = width, self._likeness.width
            if not self._entity_width:
                raise UsageError(
                    "the entity linker cannot use the encoding",
                    expected="a knowledge base with vectors",
                    hint="kb-build --entity-vector-length, or leave out the setting `encoder`",
                )
        self._halves = self.ledger.knows_nil
        self.model = self._make(rng)

    def _make(self, rng: np.random.Generator) -> Model[Any, Any]:
        hidden = self.settings.hidden_width
        first = Shape(N_FEATURES, hidden, self._context_width, self._entity_width)
        second = Shape(N_PAGE_FEATURES, hidden) if self._second else None
        return linker_model(first, second, halves=self._halves, rng=rng, ops=choose_ops())

    def update(self, batch: Batch, encoded: Array | None) -> tuple[float, Array | None]:
        """Learn the links of a batch; the counts used are those of all other documents."""
        contexts = Contexts(self.model.ops, batch, encoded)
        asked = []
        for number, stretch in enumerate(batch.stretches):
            found = None if stretch.gold is None else self._lessons.of(stretch.gold)
            if found is not None:
                asked.append((number, found))
        if not asked:
            return 0.0, contexts.gradient([])
        lessons = [one.lesson(contexts.of(number, one.question.windows)) for number, one in asked]
        taught = learn(self.model, lessons, weight=self.settings.loss_weight)
        if self.ledger.knows_nil and taught.held_out:
            for said, (_number, one) in zip(taught.held_out, asked, strict=True):
                self.nil_odds.see(one.key, said, one.answers, one.question.sizes)
        parts = [
            (number, one.question.windows, d_context)
            for (number, one), d_context in zip(asked, taught.d_contexts, strict=True)
        ]
        return taught.loss, contexts.gradient(parts)

    # ------------------------------------------------------------------ prediction

    def rank(
        self, doc: Doc, contexts: Contexts | None = None, number: int = 0
    ) -> list[tuple[Span, dict[str, float]]]:
        """The entities of a document, each with the probabilities of all its candidates and NIL.

        A linker that reads the encoding needs that of a batch, in which the document has a number:
        the setting `keep_scores` leaves the same in the metadata of documents.
        """
        ents = self._lessons.wanted(doc.ents)
        if not ents:
            return []
        question = ask(doc, ents, self.ledger.everything(), self._asking())
        around = contexts.of(number, question.windows) if contexts is not None else None
        if self.reads_encoding and around is None:
            raise UsageError(
                "this entity linker reads the encoding", hint="set keep_scores, and call nlp(doc)"
            )
        found = np.split(say(self.model, question, around), np.cumsum(question.sizes)[:-1])
        return [
            (ent, dict(zip(ids, part.tolist(), strict=True)))
            for ent, ids, part in zip(ents, question.ids, found, strict=True)
        ]

    def annotate(self, batch: Batch, encoded: Array | None) -> None:
        """Set the ids of entities that have none; "NIL" for what means nothing that is known."""
        contexts = Contexts(self.model.ops, batch, encoded)
        odds = self.nil_odds if self.ledger.knows_nil else None
        choice = Choice(self.settings.threshold, odds)
        for number, doc in enumerate(batch.docs):
            ranked = self.rank(doc, contexts, number)
            if not ranked:
                continue
            write_links(doc, {(ent.start, ent.end): choice.of(found) for ent, found in ranked})
            if self.settings.keep_scores:
                write_scores(doc, ranked)

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """The labels and the shape of the model; what was counted is kept in a file."""
        return {
            "labels": list(self.labels),
            "knows_nil": self.ledger.knows_nil,
            "widths": [self._context_width, self._entity_width],
            "halves": self._halves,
        }

    def restore(self, state: Mapping[str, Any], width: int) -> None:  # noqa: ARG002 - it is kept
        """Make a model of the right shape; counts come from a file."""
        self._table = LabelTable(state["labels"])
        self._lessons.ledger = Ledger()
        self.ledger.knows_nil = bool(state["knows_nil"])
        self._context_width, self._entity_width = state["widths"]
        self._halves = bool(state["halves"])
        self._lessons.forget()
        self.model = self._make(np.random.default_rng(0))

    def progress(self) -> Mapping[str, NDArray[Any]]:
        """What was seen of NIL."""
        return self.nil_odds.arrays()

    def restore_progress(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Go on from what was seen of NIL."""
        self.nil_odds.take(arrays)

    def write_files(self, files: Files, folder: Path) -> None:
        """Keep what was counted in training, and the knowledge base."""
        files.write(COUNTS_FILE, [counts_bytes(self.ledger, self.nil_odds)])
        if self.kb is not None:
            self._kept_kb.write(self.kb, files, folder)

    def read_files(self, folder: Path, names: frozenset[str]) -> None:
        """Take what was counted, and the knowledge base that was kept, mapped; or none if none was.

        Raises `DataError` for files that are damaged, or do not fit each other.
        """
        read_counts(folder / COUNTS_FILE, self.ledger, self.nil_odds)
        self.kb = self._kept_kb.read(folder) if MANIFEST in names else None
