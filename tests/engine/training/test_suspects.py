from __future__ import annotations

import numpy as np
import pytest
from tiny_corpus import SPECS, tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.span import Span
from nlptk.engine.text.languages import get_language
from nlptk.engine.training.confident import find_doubts
from nlptk.engine.training.suspects import SuspectSearch, SuspectSettings

SETTINGS = SuspectSettings(epochs=6, batch_words=60, rate=0.02)


def search(docs: list[Doc]) -> SuspectSearch:
    return SuspectSearch(docs, SPECS, get_language("en"), SETTINGS)


def test_doubts_are_off_the_diagonal_of_the_confident_joint() -> None:
    given = np.array([0, 0, 0, 1, 1, 1, -1])
    first = [0.9, 0.8, 0.1, 0.1, 0.2, 0.6, 0.9]
    probabilities = np.array([[p, 1 - p] for p in first], np.float32)
    doubts = find_doubts(given, probabilities)
    # means of the classes are 0.6 and 0.7: item 2 is a confident 1, item 5 as confident a 0
    assert [(one.item, one.proposed) for one in doubts] == [(2, 1), (5, 0)]
    assert doubts[0].margin == pytest.approx(0.8)


def test_doubts_of_nothing() -> None:
    assert not find_doubts(np.array([-1]), np.ones((1, 2), np.float32))


def test_injected_tags_rank_highest() -> None:
    docs = tiny_docs(30)
    wrong = {(4, 1), (11, 4), (20, 7)}
    for number, token in wrong:
        tags = list(docs[number].texts("tag"))
        tags[token] = next(tag for tag in sorted(set(tags)) if tag not in {tags[token], ""})
        docs[number].set_column("tag", docs[number].vocab.strings.add_all(tags))
    found = search(docs).find(Layer.TAGS)
    assert {(one.doc, (one.tokens or (-1, 0))[0]) for one in found[:3]} == wrong
    assert all(one.score > 0.5 for one in found[:3])
    assert found == search(docs).find(Layer.TAGS)


def test_injected_entity_labels_rank_highest() -> None:
    docs = tiny_docs(30)
    wrong = set()
    for number in (3, 10, 17):
        ents = docs[number].ents
        label = "LOC" if ents[0].label == "PER" else "PER"
        swapped = Span(docs[number], ents[0].start, ents[0].end, label)
        docs[number].set_ents([swapped, *ents[1:]])
        wrong.add((number, ents[0].start, label))
    found = search(docs).find(Layer.ENTITIES)
    assert {(one.doc, (one.tokens or (-1, 0))[0], one.given) for one in found[:3]} == wrong
    assert all(one.proposed != one.given for one in found)


def weather_docs(number: int) -> list[Doc]:
    """Documents on rain or sun, and with a category for each of the two."""
    docs, vocab = [], tiny_docs(1)[0].vocab
    for i in range(number):
        wet = i % 2 == 0
        word = ("rain", "storm", "cloud")[i % 3] if wet else ("sun", "heat", "light")[i % 3]
        doc = Doc(vocab, ["Today", "there", "is", word, "and", word, "again"])
        doc.cats = {"WET": float(wet), "DRY": float(not wet)}
        docs.append(doc)
    return docs


def test_injected_categories_rank_highest() -> None:
    docs = weather_docs(48)
    wrong = {5, 18, 31}
    for number in wrong:
        docs[number].cats = {label: 1 - value for label, value in docs[number].cats.items()}
    found = search(docs).find(Layer.CATEGORIES)
    assert {one.doc for one in found[:3]} == wrong
    assert all(one.tokens is None for one in found)


def test_layers_need_two_labels() -> None:
    assert not search([Doc(tiny_docs(1)[0].vocab, ["a", "b"])]).layers()
    assert Layer.TAGS in search(tiny_docs(4)).layers()
