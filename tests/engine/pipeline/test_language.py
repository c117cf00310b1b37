"""A pipeline: its components in order, its encoders, and documents that go through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from small_pipelines import annotation, blank_docs, small_pipeline, survey, teach
from tiny_corpus import SPECS

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.weights import get_weights
from nlptk.engine.pipeline.language import Language
from nlptk.engine.protocols import ComponentSpec
from nlptk.engine.stream.batch import Batch
from nlptk.engine.text.languages import get_language


class Signer:
    """Signs documents with its number, to show which components ran, and how many at once."""

    def __init__(self, settings: Any) -> None:
        self.number = 0
        self.batches: list[int] = []

    def annotate(self, batch: Batch, encoded: Any) -> None:
        self.batches.append(len(batch.docs))
        for doc in batch.docs:
            doc.meta["signed"] = [*doc.meta.get("signed", []), self.number]

    def state(self) -> dict[str, Any]:
        return {}

    def restore(self, state: Any, width: int) -> None:
        pass


class Curious(Signer):
    """Has a place for what only the pipeline knows."""

    language: Any = None
    tokenize: Any = None


SIGNER = ComponentSpec(name="signer", summary="signs", factory=Signer)
CURIOUS = ComponentSpec(name="curious", summary="asks", factory=Curious)
NEEDY = ComponentSpec(
    name="needy", summary="needs tags", factory=Signer, needs=frozenset({Layer.TAGS})
)
SPECS_HERE = {**SPECS, **{spec.name: spec for spec in (SIGNER, CURIOUS, NEEDY)}}


def pipeline_of(*signers: str) -> Language:
    nlp = Language(get_language("en"), specs=SPECS_HERE)
    for number, name in enumerate(signers):
        nlp.add_pipe("signer", name=name).number = number
    return nlp


def words_of(n: int) -> Doc:
    return Doc(Vocab(), ["a"] * n)


def weights_of(nlp: Language) -> dict[str, bytes]:
    return {
        f"{name}/{key}": array.tobytes()
        for name, model in nlp.models().items()
        for key, array in get_weights(model).items()
    }


# ------------------------------------------------------------------ what is in it


def test_components_run_in_order() -> None:
    nlp = pipeline_of("a", "b", "c")
    assert nlp("Some words.").meta["signed"] == [0, 1, 2]
    assert nlp.pipe_names == ["a", "b", "c"]


def test_a_component_goes_before_another() -> None:
    nlp = pipeline_of("a", "b")
    nlp.add_pipe("signer", name="c", before="b").number = 9
    assert nlp.pipe_names == ["a", "c", "b"]
    assert nlp(words_of(1)).meta["signed"] == [0, 9, 1]


def test_names_are_looked_up_and_taken_once() -> None:
    nlp = pipeline_of("a")
    assert nlp.get_pipe("a") is nlp.find_pipe("a").component
    assert nlp.has_pipe("a")
    assert not nlp.has_pipe("signer")
    with pytest.raises(UsageError, match="has a component 'a' already"):
        nlp.add_pipe("signer", name="a")
    with pytest.raises(UsageError, match="no component 'b'") as caught:
        nlp.get_pipe("b")
    assert caught.value.expected == "one of: a"
    with pytest.raises(UsageError, match="one of: none"):
        pipeline_of().get_pipe("b")


def test_an_unknown_component_is_refused_with_a_hint() -> None:
    with pytest.raises(UsageError, match="no component 'taggr'") as caught:
        pipeline_of().add_pipe("taggr")
    assert "tagger" in caught.value.expected
    assert "nlptk plugins" in caught.value.hint


def test_an_order_that_cannot_work_leaves_the_pipeline_as_it_was() -> None:
    nlp = pipeline_of("a")
    nlp.add_pipe("needy")
    with pytest.raises(UsageError, match="needy needs tags"):
        nlp.add_pipe("tagger")
    assert nlp.pipe_names == ["a", "needy"]
    nlp.add_pipe("tagger", before="needy")
    assert nlp.pipe_names == ["a", "tagger", "needy"]


def test_a_component_is_taken_out_and_returned() -> None:
    nlp = pipeline_of("a", "b")
    component = nlp.get_pipe("a")
    assert nlp.remove_pipe("a") is component
    assert nlp.pipe_names == ["b"]


def test_a_component_gets_what_it_has_a_place_for() -> None:
    nlp = pipeline_of()
    component = nlp.add_pipe("curious")
    assert component.language is get_language("en")
    assert component.tokenize("It rains.") == ["It", "rains", "."]


# ------------------------------------------------------------------ selecting


def test_selected_components_run_alone_and_all_come_back() -> None:
    nlp = pipeline_of("a", "b", "c")
    with nlp.select_pipes(["c", "a"]):
        assert nlp.pipe_names == ["a", "c"]
        assert nlp(words_of(1)).meta["signed"] == [0, 2]
        with nlp.select_pipes([]):
            assert nlp(words_of(1)).meta == {}
        assert nlp.pipe_names == ["a", "c"]
    assert nlp.pipe_names == ["a", "b", "c"]


def test_selection_ends_with_an_error_too() -> None:
    nlp = pipeline_of("a", "b")
    with pytest.raises(RuntimeError, match="stop"), nlp.select_pipes(["a"]):
        raise RuntimeError("stop")
    assert nlp.pipe_names == ["a", "b"]
    with pytest.raises(UsageError, match="no component 'd'"), nlp.select_pipes(["a", "d"]):
        pass
    assert nlp.pipe_names == ["a", "b"]


# ------------------------------------------------------------------ streams


def test_streaming_keeps_order_and_bounds_what_waits() -> None:
    nlp = pipeline_of("a")
    taken = 0

    def docs() -> Iterator[Doc]:
        nonlocal taken
        for number in range(40):
            taken += 1
            doc = words_of(2 + number % 3)
            doc.meta["id"] = number
            yield doc

    found = nlp.stream(docs(), words=6)
    assert next(found).meta["id"] == 0
    assert taken == 11  # five times as many words as go together
    assert [doc.meta["id"] for doc in found] == list(range(1, 40))
    assert nlp.get_pipe("a").batches[:5] == [3, 3, 2, 2, 1]


def test_empty_documents_and_streams_go_through() -> None:
    nlp = small_pipeline("tagger", "parser", "ner")
    assert list(nlp.stream([])) == []
    docs = [words_of(0), words_of(1), words_of(0)]
    assert list(nlp.stream(docs)) == docs
    assert [len(doc.texts("tag")) for doc in docs] == [0, 1, 0]
    assert nlp("").text == ""


def test_annotation_does_not_depend_on_the_batch() -> None:
    nlp = small_pipeline("tagger", "parser", "ner", steps=15)
    docs = [doc for _ in range(12) for doc in blank_docs()]
    at_once, by_few = (
        list(nlp.stream([Doc(Vocab(), doc.words) for doc in docs], words=words))
        for words in (5000, 50)
    )
    assert annotation(at_once) == annotation(by_few)
    assert len({str(one) for one in annotation(at_once)}) > 3


# ------------------------------------------------------------------ weights and encoders


def test_the_same_seed_makes_the_same_weights() -> None:
    first, second, other = (
        weights_of(small_pipeline("tagger", "parser", "ner", seed=seed, steps=2))
        for seed in (0, 0, 1)
    )
    assert first == second
    assert first.keys() == other.keys()
    assert all(first[key] != other[key] for key in first if ".W" in key)


def test_components_share_an_encoder_unless_they_want_their_own() -> None:
    nlp = small_pipeline("tagger", "parser", "ner", ner={"encoder": "own"})
    assert sorted(nlp.encoders) == ["ner", "shared"]
    assert [pipe.encoder for pipe in nlp.pipes] == ["shared", "shared", "ner"]
    assert list(nlp.models()) == ["encoder:ner", "encoder:shared", "tagger", "parser", "ner"]
    with nlp.select_pipes(["tagger"]):
        assert list(nlp.models()) == ["encoder:shared", "tagger"]
        assert len(nlp.models(every=True)) == 5


def test_an_encoder_leaves_with_the_last_component_that_reads_it() -> None:
    nlp = small_pipeline("tagger", "parser", "ner", ner={"encoder": "own"})
    nlp.remove_pipe("ner")
    assert list(nlp.encoders) == ["shared"]
    nlp.remove_pipe("tagger")
    assert list(nlp.encoders) == ["shared"]
    nlp.remove_pipe("parser")
    assert not nlp.encoders


def test_what_is_trained_alone_reads_a_copy_and_goes_its_own_way() -> None:
    nlp = small_pipeline("tagger", "parser", "ner", steps=15)
    docs, again = blank_docs(), blank_docs()
    nlp.annotate(docs)
    with nlp.select_pipes(["ner", "parser"]):
        nlp.part_encoders()
        assert nlp.find_pipe("ner").encoder == nlp.find_pipe("parser").encoder == "parser"
    nlp.annotate(again)
    assert annotation(docs) == annotation(again)
    with nlp.select_pipes(["tagger"]):
        before = weights_of(nlp)
    with nlp.select_pipes(["ner", "parser"]):
        teach(nlp, steps=2)
    with nlp.select_pipes(["tagger"]):
        assert weights_of(nlp) == before
    shared, own = (get_weights(nlp.encoders[key].built) for key in ("shared", "parser"))
    assert not np.array_equal(shared["1.type_embed.W"], own["1.type_embed.W"])
    with nlp.select_pipes(["parser"]):
        nlp.part_encoders()
        assert nlp.find_pipe("parser").encoder == "parser-2"


def test_encoders_are_not_parted_from_what_has_learned_nothing() -> None:
    nlp = Language(get_language("en"), specs=SPECS)
    nlp.add_pipe("tagger")
    nlp.add_pipe("ner")
    with nlp.disable_pipes("ner"):
        nlp.part_encoders()
    assert nlp.find_pipe("tagger").encoder == nlp.find_pipe("ner").encoder == "shared"


def test_building_again_keeps_what_was_learned() -> None:
    nlp = small_pipeline("tagger", "parser", "ner", steps=2)
    before = weights_of(nlp)
    nlp.build(np.random.default_rng(5))
    assert weights_of(nlp) == before


def test_a_component_added_later_learns_beside_the_others() -> None:
    nlp = small_pipeline("tagger", steps=15)
    docs, again = blank_docs(), blank_docs()
    nlp.annotate(docs)
    nlp.add_pipe("ner")
    with nlp.select_pipes(["ner"]):
        nlp.part_encoders()
    with nlp.select_pipes(["ner"]):
        survey(nlp)
        nlp.build(np.random.default_rng(1))
        teach(nlp, steps=2)
    nlp.annotate(again)
    tags = [[list(doc.texts("tag")) for doc in which] for which in (docs, again)]
    assert tags[0] == tags[1]
    assert all(doc.has("ent_iob") for doc in again)


# ---------------------------------------------------------------------- places


def test_components_go_where_they_are_wanted() -> None:
    nlp = pipeline_of("a", "b")
    nlp.add_pipe("signer", name="after_a", after="a")
    nlp.add_pipe("signer", name="zero", first=True)
    nlp.add_pipe("signer", name="end", last=True)
    assert nlp.pipe_names == ["zero", "a", "after_a", "b", "end"]
    with pytest.raises(UsageError, match="two places"):
        nlp.add_pipe("signer", name="x", first=True, last=True)
    with pytest.raises(UsageError, match="no component 'q'"):
        nlp.add_pipe("signer", name="x", after="q")


def test_a_component_that_was_created_can_be_added() -> None:
    nlp = pipeline_of()
    component = nlp.create_pipe("ner", config={"loss_weight": 0.5})
    assert nlp.pipe_names == []
    component.add_label("ORG")
    assert nlp.add_pipe(component, name="mine") is component
    assert nlp.find_pipe("mine").settings.loss_weight == 0.5
    assert nlp.find_pipe("mine").spec.name == "ner"
    with pytest.raises(UsageError, match="no setting 'weight'"):
        nlp.create_pipe("ner", config={"weight": 1})
    with pytest.raises(UsageError, match="made already"):
        nlp.add_pipe(nlp.create_pipe("tagger"), {"column": "pos"})


def test_a_component_that_was_made_elsewhere_is_known_by_its_class() -> None:
    nlp = pipeline_of()
    nlp.add_pipe(Signer(None))
    tagger = small_pipeline("tagger").create_pipe("tagger")
    nlp.add_pipe(tagger)
    assert nlp.pipe_names == ["signer", "tagger"]
    with pytest.raises(UsageError, match="no component"):
        nlp.add_pipe(17)


def test_a_component_that_reads_another_encoding_is_refused() -> None:
    there = small_pipeline("tagger", steps=1)
    with pytest.raises(UsageError, match="the encoding of another pipeline"):
        pipeline_of().add_pipe(there.get_pipe("tagger"))
    tagger = there.remove_pipe("tagger")
    with pytest.raises(UsageError, match="the encoding of another pipeline"):
        there.add_pipe(tagger)


def test_a_component_can_be_taken_out_and_put_back() -> None:
    nlp = small_pipeline("tagger", "ner", steps=5)
    docs, again = blank_docs(), blank_docs()
    nlp.annotate(docs)
    nlp.add_pipe(nlp.remove_pipe("ner"), first=True)
    nlp.annotate(again)
    assert nlp.pipe_names == ["ner", "tagger"]
    assert annotation(docs) == annotation(again)


def test_a_function_is_a_component() -> None:
    def shout(doc: Doc) -> Doc:
        doc.meta["shouted"] = doc.text.upper()
        return doc

    nlp = pipeline_of("a")
    nlp.add_pipe(shout, before="a")
    assert nlp.pipe_names == ["shout", "a"]
    assert nlp("hello").meta["shouted"] == "HELLO"
    with pytest.raises(UsageError, match="cannot be stored with the function shout"):
        nlp.get_pipe("shout").state()
    nlp.add_pipe(lambda _doc: Doc(Vocab(), ["other"]), name="wrong")
    with pytest.raises(UsageError, match="another document"):
        nlp("hello")


def test_disabled_components_rest_until_they_are_restored() -> None:
    nlp = pipeline_of("a", "b", "c")
    outer = nlp.disable_pipes("b")
    with nlp.disable_pipes("a", "b") as inner:
        assert (nlp.pipe_names, list(inner), len(inner)) == (["c"], ["a"], 1)
    assert nlp.pipe_names == ["a", "c"]
    outer.restore()
    outer.restore()
    assert nlp.pipe_names == ["a", "b", "c"]
    with pytest.raises(UsageError, match="no component 'x'"):
        nlp.disable_pipes(["a", "x"])
    assert nlp.pipe_names == ["a", "b", "c"]


# ---------------------------------------------------------------------- many texts

TEXTS = ["cats sleep .", "Anna sings .", "dogs run ."] * 3


def test_texts_are_annotated_as_they_come() -> None:
    nlp = pipeline_of("a")
    read: list[str] = []
    docs = nlp.pipe((read.append(text) or text for text in TEXTS), batch_size=2)
    assert next(docs).text == TEXTS[0]
    assert len(read) == 2
    assert [doc.text for doc in docs] == TEXTS[1:]
    assert nlp.get_pipe("a").batches == [2, 2, 2, 2, 1]
    assert [doc.text for doc in nlp.pipe(map(nlp.make_doc, TEXTS))] == TEXTS
    with pytest.raises(UsageError, match="batch_size"):
        list(nlp.pipe(TEXTS, batch_size=0))


def test_texts_keep_what_comes_with_them() -> None:
    pairs = [(text, number) for number, text in enumerate(TEXTS)]
    found = list(pipeline_of("a").pipe(iter(pairs), as_tuples=True, batch_size=4))
    assert [(doc.text, number) for doc, number in found] == pairs


def test_processes_share_the_work_and_give_the_same() -> None:
    nlp = small_pipeline("tagger", "ner", steps=15)
    alone = list(nlp.pipe(TEXTS))
    shared = list(nlp.pipe(TEXTS, n_process=2, batch_size=2))
    assert annotation(shared) == annotation(alone)
    docs = list(nlp.pipe([nlp.make_doc(text) for text in TEXTS], n_process=2, batch_size=4))
    assert annotation(docs) == annotation(alone)
    with pytest.raises(UsageError, match="n_process"):
        list(nlp.pipe(TEXTS, n_process=-1))
    with pytest.raises(UsageError, match="one or the other"):
        list(nlp.pipe(["a", nlp.make_doc("b")], n_process=2))
