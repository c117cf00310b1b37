from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.conversion.transforms import append_morphology, regroup, segment
from nlptk.engine.data.builder import DocBuilder
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab

VOCAB = Vocab()


def doc_of(*lengths: int) -> Doc:
    """A document of sentences of so many words, each a chain of arcs."""
    builder = DocBuilder()
    for length in lengths:
        words = [f"w{i}" for i in range(length)]
        builder.add_sentence(
            words, [True] * length, {"head": [max(i - 1, 0) for i in range(length)], "tag": words}
        )
    return builder.build(VOCAB)


DOCS = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=6), max_size=6)


@given(DOCS, st.integers(1, 5))
def test_regroup_keeps_all_sentences_in_order(lengths: list[list[int]], n: int) -> None:
    docs = [doc_of(*some) for some in lengths]
    grouped = list(regroup(docs, n))
    flat = [length for some in lengths for length in some]
    assert [end - start for doc in grouped for start, end in doc.sent_bounds] == flat
    assert all(len(doc.sent_bounds) == n for doc in grouped[:-1])
    assert [word for doc in grouped for word in doc.words] == [w for d in docs for w in d.words]
    for doc in grouped:
        for start, end in doc.sent_bounds:
            expected = [start + max(i - 1, 0) for i in range(end - start)]
            assert doc.column("head")[start:end].tolist() == expected


def test_regroup_passes_documents_with_categories_on() -> None:
    one, rated, two = doc_of(1), doc_of(1, 1), doc_of(1)
    rated.cats = {"GOOD": 1.0}
    grouped = list(regroup([one, rated, two], 2))
    assert [len(doc.sent_bounds) for doc in grouped] == [1, 2, 1]
    assert grouped[1] is rated


def test_append_morphology_joins_tag_and_features() -> None:
    doc = Doc(VOCAB, ["a", "b"])
    doc.set_column("tag", ["N", "V"])
    doc.set_column("morph", ["Number=Sing", ""])
    (doc,) = append_morphology([doc])
    assert doc.texts("tag") == ["N__Number=Sing", "V"]


def test_segment_leaves_known_sentences_alone() -> None:
    known, unknown = doc_of(1, 2), Doc(VOCAB, ["a", "b"])
    asked: list[Doc] = []
    assert list(segment([known, unknown], asked.append)) == [known, unknown]
    assert asked == [unknown]
