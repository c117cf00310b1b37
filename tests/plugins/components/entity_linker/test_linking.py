"""What users set and ask: uncertain links, NIL, thresholds, probabilities kept, models kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import nlptk
from nlptk import KnowledgeBase
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.weights import get_weights
from nlptk.engine.stream.batch import Batch
from nlptk.engine.training.updates import Optimizer, OptimizerSettings
from nlptk.plugins.components.specs import SPECS
from nlptk.plugins.testing import verify_component

if TYPE_CHECKING:
    from pathlib import Path

SPEC = next(spec for spec in SPECS if spec.name == "entity_linker")
CUES = {"Q1": ("mayor", "river", "bridge"), "Q2": ("novel", "writer", "poem"), "NIL": ("robot",)}


def linked(words: str, link: str = "", label: str = "X") -> Doc:
    doc = Doc(Vocab("en"), words=[*words.split(), "Paris"])
    doc.ents = [Span(doc, len(doc) - 1, len(doc), label, kb_id=link)]
    return doc


def base() -> KnowledgeBase:
    kb = KnowledgeBase(entity_vector_length=3)
    kb.add_entity("Q1", 10, [1, 0, 0], texts={"name": "Paris"})
    kb.add_entity("Q2", 10, [0, 1, 0], texts={"name": "Paris (writer)"})
    kb.add_alias("Paris", ["Q1", "Q2"], [0.5, 0.5])
    return kb


def corpus(*links: str) -> list[Example]:
    return [
        Example.from_reference(linked(f"{number} the {cue} of", link))
        for number in ("one", "two", "three")
        for link in links
        for cue in CUES[link]
    ]


def trained(examples: list[Example], steps: int = 40, **settings: object) -> nlptk.Language:
    nlp = nlptk.blank("en")
    linker = nlp.add_pipe("entity_linker", settings)
    linker.kb = base()
    for example in examples:
        linker.observe(example)
    linker.build(0, np.random.default_rng(0))
    optimizer = Optimizer(OptimizerSettings())
    for _ in range(steps):
        linker.update(Batch.of_examples(examples), None)
        optimizer.step({"linker": linker.model}, rate=0.02)
    return nlp


def said(nlp: nlptk.Language, doc: Doc) -> str:
    (ent,) = nlp(doc).ents
    return ent.kb_id


def test_context_decides() -> None:
    nlp = trained(corpus("Q1", "Q2"))
    assert said(nlp, linked("a mayor of")) == "Q1"
    assert said(nlp, linked("a novel of")) == "Q2"


def test_an_id_that_is_there_stays() -> None:
    assert said(trained(corpus("Q1", "Q2")), linked("a mayor of", "Q7")) == "Q7"


def test_nil_is_learned_from_labels() -> None:
    nlp = trained(corpus("Q1", "Q2", "NIL"))
    linker = nlp.get_pipe("entity_linker")
    robot, mayor = (linker.rank(linked(f"a {cue} of"))[0][1] for cue in ("robot", "mayor"))
    assert set(robot) == {"Q1", "Q2", "NIL"}
    assert robot["NIL"] > mayor["NIL"]


def test_nil_is_not_answered_where_training_had_none() -> None:
    nlp = trained(corpus("Q1", "Q2"), steps=0)
    assert said(nlp, linked("a mayor of")) != "NIL"


def test_threshold_makes_doubtful_links_nil() -> None:
    examples = corpus("Q1", "Q2")
    assert said(trained(examples, 3, threshold=0.9), linked("nothing of")) == "NIL"
    assert said(trained(examples, 3, threshold=0.0), linked("nothing of")) in {"Q1", "Q2"}


def test_discarded_labels_are_not_linked() -> None:
    nlp = trained(corpus("Q1", "Q2"), labels_discard=("DATE",))
    assert said(nlp, linked("a mayor of", label="DATE")) == ""


def test_scores_are_kept_on_request() -> None:
    examples = corpus("Q1", "Q2")
    doc = trained(examples, keep_scores=True)(linked("a mayor of"))
    (kept,) = doc.meta["entity_linker"]
    assert (kept["start"], kept["end"]) == (11, 16)
    assert next(iter(kept["candidates"])) == "Q1"
    assert sum(kept["candidates"].values()) == pytest.approx(1, abs=1e-5)
    assert "entity_linker" not in trained(examples)(linked("a mayor of")).meta


def test_uncertain_links_are_learned_in_parts() -> None:
    docs = [linked(f"{word} of") for word in ("one", "two", "three", "four")]
    examples = [
        Example(
            doc,
            GoldParse(
                doc,
                entities=[(len(doc.text) - 5, len(doc.text), "X")],
                links={(len(doc.text) - 5, len(doc.text)): {"Q1": 0.7, "Q2": 0.3}},
            ),
        )
        for doc in docs
    ]
    nlp = trained(examples, steps=150, second_stage=False)
    found = nlp.get_pipe("entity_linker").rank(linked("five of"))[0][1]
    assert found["Q1"] == pytest.approx(0.7, abs=0.12)
    assert found["Q2"] == pytest.approx(0.3, abs=0.12)


def test_a_document_counts_once() -> None:
    nlp = nlptk.blank("en")
    linker = nlp.add_pipe("entity_linker")
    for _ in range(3):
        linker.observe(corpus("Q1")[0])
    assert linker.ledger.evidence.entities == {"Q1": 1}


@pytest.mark.parametrize("settings", [{}, {"second_stage": False}, {"incl_document": False}])
def test_kept_model_says_the_same_bit_for_bit(tmp_path: Path, settings: dict[str, bool]) -> None:
    nlp = trained(corpus("Q1", "Q2", "NIL"), **settings)
    nlp.to_disk(tmp_path / "model")
    again = nlptk.load(tmp_path / "model")
    doc = linked("the mayor and the novel of")
    ranked = [one.get_pipe("entity_linker").rank(doc)[0][1] for one in (nlp, again)]
    assert ranked[0] == ranked[1]


def test_same_seed_trains_the_same_weights() -> None:
    one, two = (trained(corpus("Q1", "Q2"), steps=5).get_pipe("entity_linker") for _ in range(2))
    first, second = get_weights(one.model), get_weights(two.model)
    assert all((first[key] == second[key]).all() for key in first)


def test_linker_that_reads_the_encoding_keeps_the_contract(tmp_path: Path) -> None:
    base().to_disk(tmp_path / "kb")
    settings = {"kb": str(tmp_path / "kb"), "encoder": "shared"}
    docs = [example.reference for example in corpus("Q1", "Q2")]
    verify_component(SPEC, settings=settings, docs=docs)


def test_encoding_needs_vectors_of_entities() -> None:
    nlp = nlptk.blank("en")
    linker = nlp.add_pipe("entity_linker", {"encoder": "shared"})
    linker.observe(corpus("Q1")[0])
    with pytest.raises(UsageError, match="cannot use the encoding"):
        linker.build(8, np.random.default_rng(0))
