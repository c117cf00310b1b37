from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pyconll
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.sink import Sink
from nlptk.engine.data.source import Source
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError
from nlptk.engine.protocols import ReadContext, WriteContext
from nlptk.formats.conllu import CONLLU, ConlluOptions, sniff
from nlptk.formats.conllu import misc as misc_column
from nlptk.formats.conllu.misc import escape_gap, get, put
from nlptk.plugins.testing import sample_doc

TREE = """\
# newdoc id = d1
# sent_id = s1
# text = Al's dog didn't bark.
1-2\tAl's\t_\t_\t_\t_\t_\t_\t_\t_
1\tAl\tAl\tPROPN\tNNP\tNumber=Sing\t3\tnmod:poss\t3:nmod:poss\tname=B-PER
2\t's\t's\tPART\tPOS\t_\t1\tcase\t1:case\tname=O
3\tdog\tdog\tNOUN\tNN\tNumber=Sing\t6\tnsubj\t6:nsubj\tname=O
4-5\tdidn't\t_\t_\t_\t_\t_\t_\t_\tTypo=No
4\tdid\tdo\tAUX\tVBD\tTense=Past\t6\taux\t6:aux\tname=O
5\tn't\tnot\tPART\tRB\t_\t6\tadvmod\t6:advmod\tname=O
6\tbark\tbark\tVERB\tVB\t_\t0\troot\t0:root\tname=O|SpaceAfter=No
6.1\tloudly\tloudly\tADV\t_\t_\t_\t_\t6:advmod\t_
7\t.\t.\tPUNCT\t.\t_\t6\tpunct\t6:punct\tname=O

# sent_id = s2
1-2\tdu\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
1\tde\tde\tADP\t_\t_\t2\tcase\t_\t_
2\tle\tle\tDET\t_\t_\t0\troot\t_\t_

"""


def read(text: str | bytes, tmp_path: Path, n_sents: int = 0, **options: object) -> list[Doc]:
    path = tmp_path / "in.conllu"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    context = ReadContext(ConlluOptions(**options), n_sents=n_sents)  # type: ignore[arg-type]
    assert CONLLU.read is not None
    return list(CONLLU.read(Source(path), context))


def write(docs: list[Doc], **options: object) -> str:
    out = io.BytesIO()
    assert CONLLU.write is not None
    CONLLU.write(docs, Sink(out), WriteContext(ConlluOptions(**options)))  # type: ignore[arg-type]
    return out.getvalue().decode()


def error_of(text: str | bytes, tmp_path: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        read(text, tmp_path)
    return caught.value


def row(number: str, form: str, head: str, **columns: str) -> str:
    names = ("lemma", "upos", "xpos", "feats")
    middle = "\t".join(columns.get(name, "_") for name in names)
    tail = "\t".join(columns.get(name, "_") for name in ("dep", "deps", "misc"))
    return f"{number}\t{form}\t{middle}\t{head}\t{tail}\n"


def test_read_gives_what_the_columns_say(tmp_path: Path) -> None:
    (doc,) = read(TREE, tmp_path)
    assert doc.text == "Al's dog didn't bark. du"
    assert doc.words == ["Al", "'s", "dog", "did", "n't", "bark", ".", "de", "le"]
    assert doc.meta == {"id": "d1"}
    assert [token.head.text for token in doc][:4] == ["dog", "Al", "bark", "bark"]
    assert doc[5].dep == "root"
    assert doc[5].head == doc[5]
    assert [(ent.text, ent.label) for ent in doc.ents] == [("Al", "PER")]
    assert [sent.text for sent in doc.sents] == ["Al's dog didn't bark.", "du"]
    assert doc[0].morph == "Number=Sing"
    assert doc[6].whitespace == " "
    assert [word.form for word in doc.multiwords] == ["Al's", "didn't", "du"]


def test_words_of_a_contraction_that_do_not_spell_it_share_its_range(tmp_path: Path) -> None:
    (doc,) = read(TREE, tmp_path)
    start = doc.text.index("du")
    assert doc.starts.tolist()[7:] == [start, start]
    assert doc.ends.tolist()[7:] == [start + 2, start + 2]
    assert doc.text[doc.starts[4] : doc.ends[4]] == "n't"


def test_write_gives_the_same_bytes(tmp_path: Path) -> None:
    assert write(read(TREE, tmp_path)) == TREE


def test_sample_comes_out_as_the_same_bytes(sample: Path) -> None:
    text = (sample / "train.conllu").read_bytes()
    assert CONLLU.read is not None
    docs = CONLLU.read(Source(sample / "train.conllu"), ReadContext(ConlluOptions()))
    assert write(list(docs)).encode() == text


@pytest.mark.parametrize("n_sents", [1, 7])
def test_new_groups_are_written_and_read_again(sample: Path, tmp_path: Path, n_sents: int) -> None:
    text = (sample / "dev.conllu").read_text(encoding="utf-8")
    docs = read(text, tmp_path, n_sents=n_sents)
    again = read(write(docs), tmp_path)
    assert [len(doc.sent_bounds) for doc in again] == [len(doc.sent_bounds) for doc in docs]
    assert [list(doc.words) for doc in again] == [list(doc.words) for doc in docs]


def test_read_agrees_with_pyconll(sample: Path) -> None:
    """Our own splitting of lines, held against the library that everybody uses."""
    assert CONLLU.read is not None
    docs = CONLLU.read(Source(sample / "train.conllu"), ReadContext(ConlluOptions(), n_sents=1))
    for doc, sentence in zip(docs, pyconll.iter_from_file(sample / "train.conllu"), strict=True):
        units = [unit for unit in sentence if not unit.is_multiword()]
        assert [unit.form for unit in units] == list(doc.words)
        for name, attribute in {
            "lemma": "lemma",
            "pos": "upos",
            "tag": "xpos",
            "dep": "deprel",
        }.items():
            assert [getattr(unit, attribute) or "" for unit in units] == list(doc.texts(name))
        heads = [i if unit.head == "0" else int(unit.head) - 1 for i, unit in enumerate(units)]
        assert heads == doc.column("head").tolist()
        assert doc.text == sentence.text


def test_newdoc_makes_documents(tmp_path: Path) -> None:
    text = row("1", "a", "0") + "\n" + "# newdoc\n" + row("1", "b", "0") + "\n" + row("1", "c", "0")
    assert [doc.words for doc in read(text, tmp_path)] == [["a"], ["b", "c"]]
    assert [doc.words for doc in read(text, tmp_path, n_sents=2)] == [["a", "b"], ["c"]]


def test_last_sentence_without_newline_is_kept(tmp_path: Path) -> None:
    """mtool 76, camel_parser 6: readers that wait for the empty line lose it."""
    text = row("1", "a", "0") + "\n" + row("1", "b", "0").rstrip("\n")
    assert [doc.words for doc in read(text, tmp_path)] == [["a"], ["b"]]


@pytest.mark.parametrize("mangle", [
    lambda text: "\ufeff" + text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\n\n" + text.replace("\n\n", "\n\n\n\n"),
], ids=["bom", "crlf", "empty lines"])  # fmt: skip
def test_harmless_differences_are_read_alike(mangle: object, tmp_path: Path) -> None:
    assert callable(mangle)
    assert read(mangle(TREE), tmp_path) == read(TREE, tmp_path)


def test_underscore_is_a_word_with_its_lemma(tmp_path: Path) -> None:
    text = row("1", "_", "0", lemma="_") + row("2", "_", "1", lemma="x") + "\n"
    (doc,) = read(text, tmp_path)
    assert list(doc.words) == ["_", "_"]
    assert [token.lemma for token in doc] == ["_", "x"]
    doc.comments[0] = ()
    assert write([doc]) == text


@pytest.mark.parametrize(("text", "line", "column", "says"), [
    (row("1", "a", "2") + row("2", "b", "1"), 1, 13, "cycle: 1 -> 2 -> 1"),
    (row("1", "a", "1"), 1, 13, "own head"),
    (row("1", "a", "9"), 1, 13, "0 to 1"),
    (row("1", "a", "x"), 1, 13, "word number"),
    (row("1", "a", "1_0"), 1, 13, "word number"),
    (row("1", "a", "0") + row("2", "b", "0"), 2, 13, "2 roots"),
    (row("1", "a", "0") + row("3", "b", "1"), 2, 1, "expected 2, found '3'"),
    (row("1", "a", "0") + "2 b b _ _ _ 1 x _ _\n", 2, 0, "tabs, not spaces"),
    ("1\tAl\tal\n", 1, 0, "10 columns"),
    (row("1", "a", "0").rstrip("\n") + "\tmore\n", 1, 0, "tab inside"),
    (row("1", "", "0"), 1, 3, "FORM is empty"),
    (row("1", "a", "0") + "# late\n", 2, 0, "comment between words"),
    ("# nothing else\n", 1, 0, "without words"),
    (row("1-3", "ab", "_") + row("1", "a", "0") + row("2", "b", "1"), 3, 0, "covers words"),
    (row("2-3", "ab", "_") + row("1", "a", "0"), 1, 1, "range of a multiword"),
    (row("1", "a", "0") + row("3.1", "b", "_"), 2, 1, "expected 1.1"),
    (row("a", "a", "0"), 1, 1, "wrong word number"),
    (row("1-1", "a", "0") + row("1", "a", "0"), 1, 1, "range of a multiword"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(
    text: str, line: int, column: int, says: str, tmp_path: Path
) -> None:
    good = row("1", "ok", "0") + "\n"
    error = error_of(good + text + "\n", tmp_path)
    assert (error.place.line, error.place.column) == (line + 2, column)
    assert error.place.path.endswith("in.conllu")
    assert says in str(error)


def test_cycles_are_not_accepted_as_the_peer_does(tmp_path: Path) -> None:
    """spaCy 2.3.9 and 3.8 convert this and exit 0."""
    error_of(row("1", "a", "2") + row("2", "b", "3") + row("3", "c", "2"), tmp_path)


def test_several_roots_are_read_when_asked_for(tmp_path: Path) -> None:
    text = row("1", "a", "0") + row("2", "b", "0") + "\n"
    (doc,) = read(text, tmp_path, many_roots=True)
    assert [token.head for token in doc] == list(doc)


def test_several_roots_are_written_with_a_word_about_it(tmp_path: Path) -> None:
    text = row("1", "a", "0") + row("2", "b", "0") + "\n"
    docs = read(text, tmp_path, many_roots=True)
    context = WriteContext(ConlluOptions())
    out = io.BytesIO()
    assert CONLLU.write is not None
    CONLLU.write(docs, Sink(out), context)
    assert out.getvalue().decode() == text
    assert ["many_roots" in finding.message for finding in context.findings] == [True]


def test_skip_bad_leaves_out_the_sentence_and_notes_it(tmp_path: Path) -> None:
    path = tmp_path / "in.conllu"
    path.write_text(row("1", "a", "0") + "\n" + row("1", "b", "5") + "\n" + row("1", "c", "0"))
    context = ReadContext(ConlluOptions(), skip_bad=True)
    assert CONLLU.read is not None
    assert [list(doc.words) for doc in CONLLU.read(Source(path), context)] == [["a"], ["c"]]
    assert [(f.code, f.place.line) for f in context.findings] == [("skipped", 3)]


def test_latin_1_is_said_with_its_place(tmp_path: Path) -> None:
    error = error_of(row("1", "ok", "0").encode() + b"1\tcaf\xe9\t_", tmp_path)
    assert (error.place.line, error.place.column) == (2, 6)
    assert "--encoding" in str(error)


def test_spacing_that_is_no_space_is_written_and_read(tmp_path: Path) -> None:
    starts, ends = np.array([1, 4, 7], np.int32), np.array([2, 5, 9], np.int32)
    doc = Doc.from_offsets(Vocab(), " a\n\nb  c|", starts, ends)
    (again,) = read(write([doc]), tmp_path)
    assert again.text == doc.text
    assert again.gaps == doc.gaps


def test_entities_that_changed_are_written(tmp_path: Path) -> None:
    (doc,) = read(TREE, tmp_path)
    doc.ents = (Span(doc, 2, 4, "ORG"),)
    (again,) = read(write([doc]), tmp_path)
    assert [(ent.text, ent.label) for ent in again.ents] == [("dog did", "ORG")]
    doc.ents = ()
    (again,) = read(write([doc]), tmp_path)
    assert again.ents == ()
    assert again.count("ent_iob") == 9


def test_bilou_in_misc_is_understood(tmp_path: Path) -> None:
    text = "".join([
        row("1", "a", "0", misc="NE=B-X-Y"), row("2", "b", "1", misc="NE=L-X-Y"),
        row("3", "c", "1", misc="NE=U-Z"), row("4", "d", "1", misc="SpaceAfter=No"),
    ])  # fmt: skip
    (doc,) = read(text, tmp_path)
    assert [(e.start, e.end, e.label) for e in doc.ents] == [(0, 2, "X-Y"), (2, 3, "Z")]
    doc.comments[0] = ()
    assert write([doc]) == text + "\n"


def test_sniff_knows_its_own() -> None:
    assert sniff(TREE.encode())
    assert sniff(b"\xef\xbb\xbf1\tA\t_\t_\t_\t_\t0\troot\t_\t_\r\n")
    assert not sniff(b"EU NNP B-NP B-ORG\n")
    assert not sniff(b'{"text": "a"}\n')
    assert not sniff(b"")


@given(st.text(alphabet=" \t\n\r\u00a0\u2003\x0c", max_size=12))
def test_gap_notation_is_undone(gap: str) -> None:
    misc = put("", "SpacesAfter", escape_gap(gap))
    assert misc_column.gap(misc, "SpacesAfter") == gap
    assert not set(escape_gap(gap)) & set("\t\n| ")


@pytest.mark.parametrize("text", ["a b ", "a b\n\n", "\ta b", " a  b \t", "a b"])
@pytest.mark.parametrize("misc", ["", "SpaceAfter=No", "Gloss=x"])
def test_whitespace_at_the_edges_of_documents_comes_back(
    tmp_path: Path, text: str, misc: str
) -> None:
    docs = [sample_doc(text, name=str(i)) for i in range(3)]
    for doc in docs:
        doc.set_column("misc", [misc] * 2)
    assert [doc.text for doc in read(write(docs), tmp_path)] == [text] * 3
    assert [doc.text for doc in read(write(docs[:1]), tmp_path)] == [text]


@pytest.mark.parametrize(
    "line", ["1-2\tab\t_\t_\t_\t_\t_\t_\tx\t_", "0.1\ta\t_\t_\t_\tx\t_\t_\t_\t_"]
)
def test_columns_of_other_lines_that_cannot_be_parsed_are_an_error(
    tmp_path: Path, line: str
) -> None:
    error = error_of(line + "\n" + row("1", "a", "0") + row("2", "b", "1") + "\n", tmp_path)
    assert error.place.line == 1
    assert "cannot be parsed" in error.message
    assert "Name=Value" in error.expected


def test_words_that_are_not_what_the_text_has_are_reported() -> None:
    starts, ends = np.array([0, 1, 2], np.int32), np.array([1, 2, 3], np.int32)
    doc = Doc.from_offsets(Vocab(), "(a)", starts, ends, words=["-LRB-", "a", "-RRB-"])
    context = WriteContext(ConlluOptions())
    assert CONLLU.write is not None
    CONLLU.write([doc], Sink(io.BytesIO()), context)
    assert [finding.message for finding in context.findings] == [
        "the text has '(' where the word is '-LRB-'",
        "the text has ')' where the word is '-RRB-'",
    ]


def test_spacing_that_is_no_whitespace_is_not_believed(tmp_path: Path) -> None:
    text = row("1", "a", "0", misc="SpacesAfter=No") + row("2", "b", "1", misc="SpacesAfter=x\\s")
    (doc,) = read(text + "\n", tmp_path)
    assert doc.text == "a b"
    assert write([doc]) == text + "\n"


@given(st.dictionaries(st.sampled_from(["a", "b", "name"]), st.sampled_from(["1", "x=y", ""])))
def test_misc_put_then_get(items: dict[str, str]) -> None:
    misc = ""
    for key, value in items.items():
        misc = put(misc, key, value)
    assert {key: get(misc, key) for key in items} == items
    for key in items:
        misc = put(misc, key, None)
    assert misc == ""


LINES = st.sampled_from([
    row("1", "a", "0"), row("2", "b", "1"), row("3", "c", "2"), "\n", "# c\n", "# newdoc id = x\n",
    row("1-2", "ab", "_"), row("2.1", "e", "_"), row("2", "_", "_"), row("1", "a b", "2"),
    "\t\t\n", "1\t\n", row("1", "a", "0", misc="SpaceAfter=No|name=B-X"),
    row("1", "a", "0", misc="SpacesAfter=\\n\\n"),
])  # fmt: skip


@settings(max_examples=150)
@given(st.lists(LINES, max_size=12).map("".join))
def test_any_lines_are_read_back_alike_or_refused_with_a_place(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("conllu")
    try:
        docs = read(text, folder)
    except DataError as error:
        assert error.place.line >= 1
        return
    assert read(write(docs), folder) == docs
