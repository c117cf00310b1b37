from __future__ import annotations

from nlptk.engine.conversion.multiwords import merge_multiwords
from nlptk.engine.data.builder import DocBuilder
from nlptk.engine.data.columns import Multiword
from nlptk.engine.data.entity_columns import entity_columns
from nlptk.engine.data.vocab import Vocab


def test_merge_gives_the_surface_token_the_place_of_its_words() -> None:
    builder = DocBuilder()
    at = builder.add_sentence(
        ["il", "vient", "de", "le", "Mans"],
        [True, True, False, True, False],
        {
            "head": [1, 1, 4, 4, 1],
            "tag": ["P", "V", "A", "D", "N"],
            "pos": ["PRON", "VERB", "ADP", "DET", "PROPN"],
            **entity_columns(["O", "O", "O", "B-LOC", "I-LOC"]),
        },
    )
    builder.add_multiword(at, Multiword(2, 4, "du"))
    (doc,) = merge_multiwords([builder.build(Vocab())])
    assert doc.text == "il vient du Mans"
    assert list(doc.words) == ["il", "vient", "du", "Mans"]
    assert doc.column("head").tolist() == [1, 1, 3, 1]
    assert list(doc.texts("tag")) == ["P", "V", "A_D", "N"]
    assert list(doc.texts("pos")) == ["PRON", "VERB", "ADP", "PROPN"]
    assert [(ent.text, ent.label) for ent in doc.ents] == [("du Mans", "LOC")]
    assert doc.multiwords == []


def test_merge_leaves_documents_without_multiwords_alone() -> None:
    builder = DocBuilder()
    builder.add_sentence(["a"], [False], {})
    doc = builder.build(Vocab())
    (same,) = merge_multiwords([doc])
    assert same is doc
