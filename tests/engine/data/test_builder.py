from __future__ import annotations

from annotated_docs import gaps
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.builder import DocBuilder
from nlptk.engine.data.columns import EmptyNode, Multiword
from nlptk.engine.data.vocab import Vocab


def test_sentences_become_a_document(vocab: Vocab):
    builder = DocBuilder()
    columns = {"head": [1, 1], "tag": ["A", "B"]}
    assert builder.add_sentence(["a", "b"], [True, False], columns, [3, 4]) == 0
    assert builder.add_sentence(["c"], [True], {"head": [-1], "dep": ["x"]}, [6]) == 2
    assert (len(builder), builder.sentences) == (3, 2)
    doc = builder.build(vocab, path="f.conllu")
    assert doc.text == "a bc"
    assert [sent.text for sent in doc.sents] == ["a b", "c"]
    assert doc.column("head").tolist() == [1, 1, -1]
    assert list(doc.texts("tag")) == ["A", "B", ""]
    assert list(doc.texts("dep")) == ["", "", "x"]
    assert [str(doc.place(i)) for i in range(3)] == ["f.conllu:3", "f.conllu:4", "f.conllu:6"]
    assert (len(builder), builder.sentences) == (0, 0)
    assert builder.build(vocab).text == ""


def test_heads_count_within_the_sentence(vocab: Vocab):
    builder = DocBuilder()
    for heads in ([1, 1], [0, 0]):
        builder.add_sentence(["a", "b"], [True, True], {"head": heads})
    assert builder.build(vocab).column("head").tolist() == [1, 1, 2, 2]


def test_words_of_a_multiword_token_share_its_range(vocab: Vocab):
    builder = DocBuilder()
    at = builder.add_sentence(["vu", "de", "le", "do", "n't"], [True, False, True, False, True], {})
    builder.add_multiword(at, Multiword(1, 3, "du"))
    builder.add_multiword(at, Multiword(3, 5, "don't"))
    doc = builder.build(vocab)
    assert doc.text == "vu du don't"
    assert doc.starts.tolist() == [0, 3, 3, 6, 8]
    assert doc.ends.tolist() == [2, 5, 5, 8, 11]
    assert list(doc.words) == ["vu", "de", "le", "do", "n't"]


def test_multiwords_empty_nodes_and_comments_move_along(vocab: Vocab):
    builder = DocBuilder()
    builder.add_sentence(["a"], [True], {})
    at = builder.add_sentence(["b", "c"], [True, True], {})
    builder.add_multiword(at, Multiword(0, 2, "bc"))
    builder.add_empty_node(EmptyNode(at, 1, 1, ("x",)))
    builder.set_comments(at, ["# text = bc"])
    doc = builder.build(vocab)
    assert doc.multiwords == [Multiword(1, 3, "bc")]
    assert doc.empty_nodes == [EmptyNode(1, 1, 1, ("x",))]
    assert doc.comments == {1: ("# text = bc",)}
    assert builder.build(vocab).multiwords == []


def test_gaps_that_are_not_one_space(vocab: Vocab):
    builder = DocBuilder()
    builder.add_sentence(["a", "b"], [True, True], {})
    builder.set_gap(-1, "\t")
    builder.set_gap(0, "\n\n")
    doc = builder.build(vocab)
    assert doc.text == "\ta\n\nb"
    assert doc.starts.tolist() == [1, 4]


@given(st.lists(st.lists(st.tuples(st.text("ab", min_size=1), gaps), min_size=1)))
def test_the_text_is_words_and_gaps(sentences: list[list[tuple[str, str]]]):
    builder = DocBuilder()
    for sentence in sentences:
        words = [word for word, _ in sentence]
        builder.add_sentences(words, [gap for _, gap in sentence], {}, starts=(0,))
    doc = builder.build(Vocab())
    parts = [part for sentence in sentences for part in sentence]
    text = "".join(word + gap for word, gap in parts)
    # one space after the last word only says that no word of another document follows closely
    assert doc.text == (text[:-1] if parts and parts[-1][1] == " " else text)
    assert list(doc.words) == [word for word, _ in parts]
    assert len(doc.sent_bounds) == len(sentences)
