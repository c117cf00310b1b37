from __future__ import annotations

from annotated_docs import annotated_docs
from hypothesis import given

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layer_counts import count_layers
from nlptk.engine.data.layers import Layer


def test_layers_have_names_of_their_own():
    assert len({str(layer) for layer in Layer}) == len(Layer)
    assert Layer("tags") is Layer.TAGS


@given(annotated_docs())
def test_whatever_a_document_holds_is_some_layer(doc: Doc):
    counts = count_layers(doc)
    assert counts[Layer.TOKENS] == len(doc)
    assert counts[Layer.ENTITIES] == len(doc.ents)
    assert counts[Layer.CATEGORIES] == len(doc.cats)
    assert all(count > 0 for count in counts.values())
