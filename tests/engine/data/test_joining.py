from __future__ import annotations

from annotated_docs import annotated_docs
from hypothesis import given

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab


def doc_of(*tokens: str) -> Doc:
    return Doc(Vocab(), tokens)


def test_from_docs_joins_without_space_where_the_treebank_says_so():
    one, two = doc_of("a"), doc_of("b")
    assert Doc.from_docs([one, two]).text == "a b"
    one.set_column("misc", ["SpaceAfter=No"])
    assert Doc.from_docs([one, two]).text == "ab"


def test_from_docs_of_two_vocabularies():
    docs = [doc_of("a"), doc_of("b")]
    for doc in docs:
        doc.set_column("tag", [f"T{doc.text}"])
        doc.column("tag")
    joined = Doc.from_docs(docs)
    assert list(joined.texts("tag")) == ["Ta", "Tb"]
    assert [token.text for token in joined] == ["a", "b"]


def splits_no_multiword_token(doc: Doc) -> bool:
    firsts = [start for start, _ in doc.sent_bounds[1:]]
    return len(doc) > 0 and all(doc.starts[i] >= doc.ends[i - 1] for i in firsts)


@given(annotated_docs().filter(splits_no_multiword_token))
def test_slices_put_together_are_the_document(doc: Doc):
    text = doc.text[doc.starts[0] : doc.ends[-1]]
    parts = [doc.slice(start, end) for start, end in doc.sent_bounds]
    joined = Doc.from_docs(parts)
    assert list(joined.words) == list(doc.words)
    assert "".join(joined.text.split()) == "".join(text.split())
    for name in doc.column_names:
        if name != "sent_start":
            assert list(joined.column(name)) == list(doc.column(name))
    assert joined.sent_bounds == doc.sent_bounds
    assert (joined.cats, joined.meta) == (doc.cats, doc.meta)
