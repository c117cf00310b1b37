from __future__ import annotations

import pytest

from nlptk.engine.data.columns import Multiword
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab


def doc_of(*tokens: str) -> Doc:
    return Doc(Vocab(), tokens)


def test_difference_names_what_differs():
    def fresh() -> Doc:
        return doc_of("a", "b")

    def changed(change: str) -> Doc:
        doc = fresh()
        if change == "tag":
            doc.set_column("tag", ["N", ""])
        elif change == "spans":
            doc.spans = {"s": [Span(doc, 0, 1)]}
        elif change == "comments":
            doc.comments = {0: ("#",)}
        elif change == "multiwords":
            doc.multiwords = [Multiword(0, 2, "ab")]
        else:
            setattr(doc, change, {"x": 1})
        return doc

    for change in ("tag", "spans", "comments", "multiwords", "cats", "meta"):
        assert fresh().difference(changed(change)) == change
        assert fresh() != changed(change)
    assert fresh().difference(doc_of("a")) == "text"
    assert fresh().difference(doc_of("a b")) == "starts"
    assert fresh() != "a b"
    with pytest.raises(TypeError):
        hash(fresh())
