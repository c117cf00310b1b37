from __future__ import annotations

from dataclasses import fields
from inspect import signature

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.annotations import Annotations, annotate
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.data.vocab import Vocab


def test_names_are_those_of_the_constructor_and_sents():
    names = {each.name for each in fields(Annotations)}
    assert names - {"sents"} == set(signature(GoldParse.__init__).parameters) - {"self", "doc"}


def test_annotate_does_not_change_the_document():
    doc = Doc(Vocab(), ["a", "b"])
    annotated = annotate(doc, Annotations(tags=["x", None], cats={"A": 1}, heads=[1, None]))
    assert doc.column_names == []
    assert doc.cats == {}
    assert annotated.reference.text == doc.text
    assert list(annotated.reference.texts("tag")) == ["x", ""]
    assert annotated.reference.column("head").tolist() == [1, -1]
    assert annotated.reference.starts is doc.starts


@given(st.lists(st.text("ab“", min_size=1, max_size=3), min_size=1, max_size=6), st.data())
def test_words_stand_where_they_are_in_the_text(words: list[str], data: st.DataObject):
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "\n"]), min_size=6, max_size=6))
    doc = Doc.from_gaps(Vocab(), words, gaps[: len(words)])
    chars = [char for char in doc.text if not char.isspace()]
    reference = annotate(doc, Annotations(words=chars)).reference
    assert "".join(reference.words) == "".join(words)
    assert [doc.text[place] for place in reference.starts.tolist()] == chars
    assert np.array_equal(reference.ends, reference.starts + 1)


def test_space_before_a_sentence_may_be_counted_to_it():
    doc = Doc(Vocab(), ["a", ".", "b"], [False, True, False])
    reference = annotate(doc, Annotations(sents=[(0, 2), (2, 4)])).reference
    assert reference.column("sent_start").tolist() == [1, -1, 1]
