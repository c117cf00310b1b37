"""The entity linker: says which entity of a knowledge base each mention of a document means."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.label_table import LabelTable
from nlptk.engine.data.span import Span
from nlptk.engine.errors import UsageError
from nlptk.engine.kb.candidates import CandidateGenerator, CandidateSettings
from nlptk.engine.kb.knowledge_base import KnowledgeBase
from nlptk.engine.layers.weights import to_cpu
from nlptk.engine.runtime import choose_ops
from nlptk.plugins.components.specs import EntityLinkerSettings

from .counts import Evidence, Witness
from .features import N_FEATURES, Option, Weighed, features
from .kept_base import KeptBase
from .mentions import mentions_of
from .model import chances, ranker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example
    from nlptk.engine.data.gold import GoldParse
    from nlptk.engine.data.vectors_file import Files
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

NIL = "NIL"
_REMEMBERED = 200_000
_FEATURES_KEPT = 50_000  # documents

_Question = tuple["NDArray[np.float32]", int]  # features of candidates, the row of the right one


class EntityLinker:
    """Links entities that are there already: those of components before it, or of the data.

    Candidates come from the knowledge base and from the training labels of the same mention.
    `candidates_of` may give others: options for an entity of a document. The knowledge base of the
    settings is opened when it is first needed; `kb` may be set. A model that is kept has a copy.
    """

    model: Model[Array, Array]

    def __init__(self, settings: EntityLinkerSettings) -> None:
        self.settings = settings
        self.candidates_of: Callable[[Span], Sequence[Option]] | None = None
        self._weighed = Weighed(settings.incl_prior, settings.incl_context, settings.incl_document)
        self._table = LabelTable()
        self._evidence = Evidence()
        self._knows_nil = False  # whether training had mentions that mean nothing known
        self._kb_path = str(Path(settings.kb).absolute()) if settings.kb else ""
        self._kb: KnowledgeBase | None = None
        self._kept_kb = KeptBase()
        self._look_up: Callable[[str], tuple[Option, ...]] | None = None
        self._kept: dict[tuple[Any, ...], list[_Question]] = {}

    @property
    def labels(self) -> list[str]:
        """The ids of entities that were seen in training."""
        return self._table.labels

    # ------------------------------------------------------------------ candidates

    @property
    def kb(self) -> KnowledgeBase | None:
        """The knowledge base, opened now if it was not; None where there is none."""
        if self._kb is None and self._kb_path:
            self._kb = KnowledgeBase.open(self._kb_path)
        return self._kb

    @kb.setter
    def kb(self, kb: KnowledgeBase | None) -> None:
        self._kb, self._look_up = kb, None
        self._kept.clear()

    def _options(self, ent: Span, witness: Witness) -> list[Option]:
        if self.candidates_of is not None:
            return list(self.candidates_of(ent))
        if self._look_up is None:
            self._look_up = self._make_look_up()
        options = list(self._look_up(ent.text))
        known = {option.entity for option in options}
        seen = witness.meant(ent.text)
        more = [entity for entity in seen if entity not in known]
        return options + [self._learned(entity, seen[entity]) for entity in sorted(more)]

    def _learned(self, entity: str, times: int) -> Option:
        """An entity that a mention meant in training though the knowledge base does not say so."""
        kb = self.kb
        if kb is None or not kb.contains_entity(entity):
            return Option(entity, "", float(times), 0.0)
        return Option(entity, kb.get_text(entity), kb.get_freq(entity), 0.0)

    def _make_look_up(self) -> Callable[[str], tuple[Option, ...]]:
        kb = self.kb
        if kb is None:
            return lambda _mention: ()
        generator = CandidateGenerator(kb, CandidateSettings(top=self.settings.top))

        @lru_cache(_REMEMBERED)
        def look_up(mention: str) -> tuple[Option, ...]:
            return tuple(
                Option(one.entity, one.name, one.freq, one.prior) for one in generator(mention)
            )

        return look_up

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Count what mentions mean; returns how many links there are."""
        links = self._links(example.gold)
        self._knows_nil |= any(ent.kb_id == NIL for ent in self._wanted(example.gold.ents))
        self._kept.clear()
        self._evidence.add(links)
        for _mention, entity in links:
            self._table.add(entity)
        return len(links)

    def _links(self, gold: GoldParse) -> list[tuple[Any, str]]:
        ents = self._wanted(gold.ents)
        mentions = mentions_of(gold.doc, ents, self.settings.n_sents)
        pairs = zip(mentions, ents, strict=True)
        return [(mention, ent.kb_id) for mention, ent in pairs if ent.kb_id not in ("", NIL)]

    def _wanted(self, ents: Sequence[Span]) -> list[Span]:
        return [ent for ent in ents if ent.label not in self.settings.labels_discard]

    def add_label(self, label: str) -> bool:
        """Note the id of an entity; which ones can be found depends on the knowledge base."""
        return self._table.add(label)

    def build(self, width: int, rng: np.random.Generator) -> None:  # noqa: ARG002 - no encoding
        """Make the model, whose shape does not depend on the entities.

        Raises:
            UsageError: there are no links.
        """
        if not self.labels:
            raise UsageError(
                "the entity linker has no links to learn",
                expected="entities with ids (kb_id) in the training data",
                hint="leave it out with -p, or add links",
            )
        if not hasattr(self, "model"):
            self.model = self._make(rng)

    def _make(self, rng: np.random.Generator) -> Model[Array, Array]:
        return ranker(N_FEATURES, self.settings.hidden_width, rng=rng, ops=choose_ops())

    def update(self, batch: Batch, encoded: Array | None) -> tuple[float, Array | None]:  # noqa: ARG002
        """Learn the links of a batch; the counts used are those of all other documents."""
        golds = [stretch.gold for stretch in batch.stretches if stretch.gold is not None]
        asked = [question for gold in golds for question in self._questions(gold)]
        if not asked:
            return 0.0, None
        sizes = np.array([len(rows) for rows, _right in asked], np.int64)
        right = np.cumsum(sizes) - sizes + [place for _rows, place in asked]
        ops = self.model.ops
        inputs = ops.xp.asarray(np.concatenate([rows for rows, _right in asked]))
        scores, backprop = self.model.begin_update(inputs)
        found = chances(to_cpu(scores)[:, 0], sizes)
        loss = -float(np.log(np.maximum(found[right], 1e-9)).mean())
        gradient = found.copy()
        gradient[right] -= 1
        gradient *= self.settings.loss_weight / len(asked)
        backprop(ops.xp.asarray(gradient[:, None]))
        return loss, None

    def _questions(self, gold: GoldParse) -> list[_Question]:
        """What can be learned of a document: mentions whose meaning is among the candidates."""
        ents = self._wanted(gold.ents)
        key = (gold.doc.text, *(ent.key() for ent in ents))
        if key not in self._kept:
            if len(self._kept) >= _FEATURES_KEPT:
                self._kept.clear()
            self._kept[key] = self._ask(gold, ents)
        return self._kept[key]

    def _ask(self, gold: GoldParse, ents: list[Span]) -> list[_Question]:
        own = Evidence()
        own.add(self._links(gold))
        witness = Witness(self._evidence, own)
        asked: list[_Question] = []
        for ent, ids, rows in self._weigh(gold.doc, ents, witness):
            if ent.kb_id in ids:
                asked.append((rows, ids.index(ent.kb_id)))
        return asked

    def _weigh(
        self, doc: Doc, ents: list[Span], witness: Witness
    ) -> list[tuple[Span, list[str], NDArray[np.float32]]]:
        """Entities, with the ids of their candidates (NIL last) and the features of those."""
        mentions = mentions_of(doc, ents, self.settings.n_sents)
        found = []
        for ent, mention in zip(ents, mentions, strict=True):
            options = self._options(ent, witness)
            ids = [*(option.entity for option in options), NIL]
            found.append((ent, ids, features(mention, options, witness, self._weighed)))
        return found

    # ------------------------------------------------------------------ prediction

    def rank(self, doc: Doc) -> list[tuple[Span, dict[str, float]]]:
        """The entities of a document, each with the probabilities of all its candidates and NIL."""
        weighed = self._weigh(doc, self._wanted(doc.ents), Witness(self._evidence))
        if not weighed:
            return []
        sizes = np.array([len(ids) for _ent, ids, _rows in weighed], np.int64)
        inputs = self.model.ops.xp.asarray(np.concatenate([rows for *_, rows in weighed]))
        found = chances(to_cpu(self.model.predict(inputs))[:, 0], sizes)
        parts = np.split(found, np.cumsum(sizes)[:-1])
        return [
            (ent, dict(zip(ids, part.tolist(), strict=True)))
            for (ent, ids, _rows), part in zip(weighed, parts, strict=True)
        ]

    def annotate(self, batch: Batch, encoded: Array | None) -> None:  # noqa: ARG002 - not read
        """Set the ids of entities that have none; "NIL" for what means nothing that is known."""
        for doc in batch.docs:
            ranked = self.rank(doc)
            if not ranked:
                continue
            chosen = {(ent.start, ent.end): self._best(found) for ent, found in ranked}
            ids = doc.column("kb_id").copy()
            for ent in doc.ents:
                link = chosen.get((ent.start, ent.end), "")
                if link and not ent.kb_id:
                    ids[ent.start : ent.end] = doc.vocab.strings.add(link)
            doc.set_column("kb_id", ids)

    def _best(self, found: dict[str, float]) -> str:
        choices = list(found) if self._knows_nil else list(found)[:-1]
        best = max(choices or [NIL], key=lambda entity: found[entity])
        return best if found[best] >= self.settings.threshold else NIL

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """What was counted in training."""
        return {
            "labels": list(self.labels),
            "evidence": self._evidence.state(),
            "knows_nil": self._knows_nil,
        }

    def restore(self, state: Mapping[str, Any], width: int) -> None:  # noqa: ARG002 - no encoding
        """Take counts, and make a model of the right shape."""
        self._table = LabelTable(state["labels"])
        self._evidence = Evidence.of_state(state["evidence"])
        self._knows_nil = bool(state["knows_nil"])
        self._kept.clear()
        self.model = self._make(np.random.default_rng(0))

    def write_files(self, files: Files, folder: Path) -> None:
        """Keep the knowledge base."""
        if self.kb is not None:
            self._kept_kb.write(self.kb, files, folder)

    def read_files(self, folder: Path, names: frozenset[str]) -> None:
        """Take the knowledge base that was kept, mapped into memory; or none if none was."""
        self._kb_path = ""
        self.kb = self._kept_kb.read(folder) if names else None
