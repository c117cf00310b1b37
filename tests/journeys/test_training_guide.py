"""Ways of writing a training script that are known from elsewhere, with another import."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import nlptk
from nlptk import Doc, GoldParse, Vocab, compounding, decaying, minibatch
from nlptk.engine.errors import UsageError

OFFSETS = [
    ("Kestrel hired 40 pilots in a week", [(0, 7, "ORG")]),
    ("Solar Pay comes to Norway", [(0, 9, "PRODUCT"), (19, 25, "GPE")]),
    ("Umbra opens shops in Asia", [(0, 5, "ORG"), (21, 25, "LOC")]),
    ("what i found on kestrel! :)", [(16, 23, "PRODUCT")]),
]
ALL_KINDS = {
    "entities": [(0, 7, "ORG")],
    "heads": [1, 1, 3, 1, 1, 6, 4],
    "deps": ["nsubj", "ROOT", "nummod", "dobj", "prep", "det", "pobj"],
    "tags": ["PROPN", "VERB", "NUM", "NOUN", "ADP", "DET", "NOUN"],
    "cats": {"BUSINESS": 1.0, "SPORT": 0.0},
}


def named(nlp: nlptk.Language, text: str) -> list[tuple[int, int, str]]:
    return [(ent.start_char, ent.end_char, ent.label_) for ent in nlp(text).ents]


def test_annotation_of_words_with_a_tag_map_and_in_biluo() -> None:
    vocab = Vocab(tag_map={"N": {"pos": "NOUN"}, "V": {"pos": "VERB"}})
    tagged = GoldParse(Doc(vocab, words=["I", "like", "stuff"]), tags=["N", "V", "N"])
    assert tagged.reference.texts("tag") == ["N", "V", "N"]
    doc = Doc(Vocab(), words=["Umbra", "released", "Nova", "in", "2014"])
    gold = GoldParse(doc, entities=["U-ORG", "O", "U-TECHNOLOGY", "O", "U-DATE"])
    assert [ent.label_ for ent in gold.ents] == ["ORG", "TECHNOLOGY", "DATE"]


def test_a_loop_over_documents_and_offsets(tmp_path: Path) -> None:
    train_data = list(OFFSETS)

    def get_data() -> list[Any]:
        docs = [nlp.make_doc(text) for text, _ in train_data]
        return [
            (doc, GoldParse(doc, entities=offsets))
            for doc, (_, offsets) in zip(docs, train_data, strict=True)
        ]

    nlp = nlptk.blank("en")
    nlp.add_pipe(nlp.create_pipe("ner"), last=True)
    optimizer = nlp.begin_training(get_data)
    for itn in range(25):
        random.Random(itn).shuffle(train_data)
        for raw_text, entity_offsets in train_data:
            doc = nlp.make_doc(raw_text)
            gold = GoldParse(doc, entities=entity_offsets)
            nlp.update([doc], [gold], drop=0.2, sgd=optimizer)
    nlp.meta["name"] = "firms"
    nlp.to_disk(tmp_path / "model")
    loaded = nlptk.load(tmp_path / "model")
    assert (loaded.meta["lang"], loaded.meta["name"]) == ("en", "firms")
    assert [named(loaded, text) for text, _ in OFFSETS] == [offsets for _, offsets in OFFSETS]


def test_all_kinds_of_annotation_train_all_components() -> None:
    nlp = nlptk.blank("en")
    names = ("tagger", "parser", "ner", "textcat")
    for name in names:
        nlp.add_pipe(nlp.create_pipe(name))
    optimizer = nlp.begin_training()
    losses: dict[str, float] = {}
    for _ in range(12):
        nlp.update([OFFSETS[0][0]], [ALL_KINDS], sgd=optimizer, losses=losses)
    assert set(losses) == set(names)
    doc = nlp(OFFSETS[0][0])
    assert [token.tag_ for token in doc] == ALL_KINDS["tags"]
    assert [token.head.i for token in doc] == ALL_KINDS["heads"]
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Kestrel", "ORG")]
    assert doc.cats["BUSINESS"] > doc.cats["SPORT"]


def test_nothing_to_train_is_said_before_the_first_step() -> None:
    with pytest.raises(UsageError, match="no component that could be trained"):
        nlptk.blank("en").begin_training()


def test_labels_disabled_components_batches_and_averages(tmp_path: Path) -> None:
    data = [(text, {"entities": entities}) for text, entities in OFFSETS]
    nlp = nlptk.blank("en")
    nlp.add_pipe("tagger")
    ner = nlp.create_pipe("ner")
    nlp.add_pipe(ner, last=True)
    for _, annotation in data:
        for ent in annotation["entities"]:
            ner.add_label(ent[2])
    others = [pipe for pipe in nlp.pipe_names if pipe != "ner"]
    dropout = decaying(0.6, 0.2, 1e-4)
    with nlp.disable_pipes(*others):
        optimizer = nlp.begin_training()
        optimizer.learn_rate, optimizer.L2, optimizer.max_grad_norm = 0.003, 1e-6, 1.0
        for _ in range(10):
            losses: dict[str, float] = {}
            for batch in minibatch(data, size=compounding(1, 16 / 4, 1.001)):
                texts, golds = zip(*batch, strict=True)
                nlp.update(texts, golds, drop=next(dropout), sgd=optimizer, losses=losses)
            assert losses["ner"] >= 0
        with nlp.use_params(optimizer.averages):
            assert named(nlp, data[0][0]) == OFFSETS[0][1]
    assert nlp.pipe_names == ["tagger", "ner"]


def test_rules_find_training_examples() -> None:
    nlp = nlptk.blank("en")
    doc = nlp.make_doc("let me kestrel this for you")
    matcher = nlptk.Matcher(nlp.vocab)
    matcher.add("KESTREL", None, [{"LOWER": "kestrel"}])
    [(name, start, end)] = matcher(doc)
    assert (nlp.vocab.strings[name], doc[start:end].start_char) == ("KESTREL", 7)
    ruler = nlptk.EntityRuler(nlp)
    ruler.add_patterns([{"label": "ORG", "pattern": "Umbra (Lima)"}])
    nlp.add_pipe(ruler)
    assert named(nlp, "we left Umbra (Lima) today") == [(8, 20, "ORG")]
    tags = nlptk.biluo_tags_from_offsets(doc, [(7, 14, "ORG")])
    assert tags == ["O", "O", "U-ORG", "O", "O", "O"]
    assert nlptk.offsets_from_biluo_tags(doc, tags) == [(7, 14, "ORG")]
    assert nlptk.docs_to_json([nlp("we left Umbra (Lima) today")])["paragraphs"]
