import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.api import DataError, Diagnostic, Doc, EntIob, Layer, Span
from nlptk.plugins.testing import read_docs, sample_doc, verify_format, write_docs
from nlptk_brat.format import BRAT

DATA = Path(__file__).parent / "data"
TEXT = "Ada Lovelace met Charles in London.\nShe was glad.\n"


def pair(folder: Path, annotations: str, text: str = TEXT, name: str = "doc") -> Path:
    """A `.txt` and an `.ann` file; the path of the latter."""
    (folder / f"{name}.txt").write_text(text, newline="")
    path = folder / f"{name}.ann"
    path.write_text(annotations, newline="")
    return path


def read_pair(folder: Path, annotations: str, **given: Any) -> tuple[Doc, list[Diagnostic]]:
    findings: list[Diagnostic] = []
    (doc,) = read_docs(BRAT, pair(folder, annotations), findings=findings, **given)
    return doc, findings


def write_pair(folder: Path, doc: Doc, **options: Any) -> tuple[str, list[Diagnostic]]:
    """What is written as the `.ann` file of a document."""
    findings: list[Diagnostic] = []
    out = folder / "out"
    write_docs(BRAT, [doc], out, findings=findings, **options)
    (file,) = out.glob("*.ann")
    annotations = file.read_bytes().decode()
    shutil.rmtree(out)
    return annotations, findings


def test_brat_keeps_the_contract() -> None:
    verify_format(BRAT, examples=sorted(DATA.glob("*.ann")))


@pytest.mark.parametrize("path", sorted(DATA.glob("*.ann")), ids=lambda path: path.stem)
def test_what_was_read_is_written_back_line_for_line(path: Path, tmp_path: Path) -> None:
    (doc,) = read_docs(BRAT, path)
    assert write_pair(tmp_path, doc) == (path.read_text(), [])


def test_text_bound_annotations_become_entities(tmp_path: Path) -> None:
    doc, findings = read_pair(tmp_path, "T1\tPER 0 12\tAda Lovelace\nT2\tLOC 28 34\tLondon\n")
    assert [(span.text, span.label) for span in doc.ents] == [
        ("Ada Lovelace", "PER"),
        ("London", "LOC"),
    ]
    assert doc.text == TEXT
    assert doc.meta == {"id": "doc"}
    assert doc.place().path.endswith("doc.ann")
    assert findings == []


def test_file_without_annotations_says_that_there_are_no_entities(tmp_path: Path) -> None:
    doc, _ = read_pair(tmp_path, "")
    assert doc.ents == ()
    assert set(doc.column("ent_iob").tolist()) == {EntIob.OUTSIDE}


def test_overlapping_annotations_are_all_in_a_span_group(tmp_path: Path) -> None:
    doc, findings = read_pair(tmp_path, "T1\tPER 0 12\tAda Lovelace\nT2\tFIRST 0 3\tAda\n")
    assert [(span.text, span.label) for span in doc.spans["brat"]] == [
        ("Ada Lovelace", "PER"),
        ("Ada", "FIRST"),
    ]
    assert doc.ents == ()
    (finding,) = findings
    assert (finding.code, finding.layer) == ("repaired", Layer.ENTITIES)


def test_discontinuous_annotation_is_reported_and_kept(tmp_path: Path) -> None:
    lines = "T1\tPER 0 3;17 24\tAda Charles\nT2\tLOC 28 34\tLondon\n"
    doc, (finding,) = read_pair(tmp_path, lines)
    assert [span.label for span in doc.ents] == ["LOC"]
    assert "T1 (PER) is discontinuous" in finding.message
    assert (finding.code, finding.place.line) == ("repaired", 1)
    assert write_pair(tmp_path, doc) == (lines, [])


def test_ranges_on_consecutive_lines_are_one_entity(tmp_path: Path) -> None:
    line = "T1\tX 28 35;36 39\tLondon. She\n"
    doc, findings = read_pair(tmp_path, line)
    assert [span.text for span in doc.ents] == ["London.\nShe"]
    assert findings == []
    assert write_pair(tmp_path, doc) == (line, [])


def test_annotation_inside_a_token_is_moved_and_reported(tmp_path: Path) -> None:
    doc, (finding,) = read_pair(tmp_path, "T1\tPER 1 7\tda Lov\n")
    assert [span.text for span in doc.ents] == ["Ada Lovelace"]
    assert "moved to 0 12, 'Ada Lovelace'" in finding.message
    assert (finding.code, finding.place.line) == ("repaired", 1)
    assert write_pair(tmp_path, doc) == ("T1\tPER 1 7\tda Lov\n", [])


def test_normalization_becomes_a_link(tmp_path: Path) -> None:
    lines = (
        "T1\tLOC 28 34\tLondon\n"
        "N1\tReference T1 Wikidata:Q84\tLondon\n"
        "N2\tReference T1 GeoNames:2643743\tLondon\n"
    )
    doc, _ = read_pair(tmp_path, lines)
    assert [span.kb_id for span in doc.ents] == ["Wikidata:Q84"]
    assert write_pair(tmp_path, doc) == (lines, [])


def test_changed_link_replaces_the_normalization_it_came_from(tmp_path: Path) -> None:
    doc, _ = read_pair(
        tmp_path,
        "T1\tLOC 28 34\tLondon\nN1\tReference T1 W:Q84\tLondon\nN2\tReference T1 G:2\tLondon\n",
    )
    doc.ents = (Span(doc, doc.ents[0].start, doc.ents[0].end, "LOC", kb_id="W:Q92561"),)
    annotations, _ = write_pair(tmp_path, doc)
    assert annotations.splitlines()[1:] == [
        "N1\tReference T1 W:Q92561",
        "N2\tReference T1 G:2\tLondon",
    ]
    doc.ents = (Span(doc, doc.ents[0].start, doc.ents[0].end, "LOC"),)
    annotations, _ = write_pair(tmp_path, doc)
    assert annotations.splitlines()[1:] == ["N2\tReference T1 G:2\tLondon"]


@pytest.mark.parametrize("link", ["Q84", "Wikidata:Q84", "KB:Q84", "KB:KB:x"])
@pytest.mark.parametrize("resource", ["KB", "Wikidata"])
def test_links_come_back_whatever_their_resource(tmp_path: Path, link: str, resource: str) -> None:
    doc = sample_doc("In London")
    doc.ents = [Span(doc, 1, 2, "LOC", kb_id=link)]
    write_docs(BRAT, [doc], tmp_path / "out", resource=resource)
    (again,) = read_docs(BRAT, tmp_path / "out" / "sample.ann", resource=resource)
    assert [span.kb_id for span in again.ents] == [link]
    assert "brat" not in again.meta


def test_entity_that_is_gone_takes_what_refers_to_it_along_and_says_so(tmp_path: Path) -> None:
    (doc,) = read_docs(BRAT, DATA / "meeting.ann")
    doc.ents = tuple(span for span in doc.ents if span.text != "met")
    annotations, findings = write_pair(tmp_path, doc)
    names = [line.split("\t")[0] for line in annotations.splitlines()]
    assert names == ["T1", "T2", "T3", "R1", "N1", "N2", "#1", "*", "T5"]
    assert [finding.message for finding in findings] == [
        "E1 refers to an annotation that is gone",
        "A1 refers to an annotation that is gone",
    ]


def test_new_entities_get_free_numbers(tmp_path: Path) -> None:
    doc, _ = read_pair(tmp_path, "T7\tLOC 28 34\tLondon\n")
    doc.ents = (*doc.ents, Span(doc, 0, 2, "PER", kb_id="Q7259"))
    annotations, _ = write_pair(tmp_path, doc)
    assert annotations.splitlines() == [
        "T7\tLOC 28 34\tLondon",
        "T8\tPER 0 12\tAda Lovelace",
        "N1\tReference T8 KB:Q7259\tAda Lovelace",
    ]


def test_what_brat_cannot_say_is_reported(tmp_path: Path) -> None:
    doc = sample_doc("Ada met Charles in London", name="a/b")
    doc.ents = [Span(doc, 0, 1, "two words"), Span(doc, 2, 3, "PER", kb_id="Q 1")]
    doc.spans["other"] = [Span(doc, 4, 5, "LOC")]
    doc.meta["year"] = 1833
    annotations, findings = write_pair(tmp_path, doc)
    assert annotations == "T1\tPER 8 15\tCharles\n"
    assert sorted(finding.layer for finding in findings) == sorted(
        [Layer.IDS, Layer.ENTITIES, Layer.LINKS, Layer.SPANS, Layer.METADATA]
    )


def test_documents_of_one_id_get_files_of_their_own(tmp_path: Path) -> None:
    findings: list[Diagnostic] = []
    docs = [sample_doc("One.", name="x"), sample_doc("Two.", name="x")]
    write_docs(BRAT, docs, tmp_path / "out", findings=findings)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "x-2.ann",
        "x-2.txt",
        "x.ann",
        "x.txt",
    ]
    assert [finding.layer for finding in findings] == [Layer.IDS]


def test_lines_that_no_longer_fit_the_text_are_reported(tmp_path: Path) -> None:
    (doc,) = read_docs(BRAT, DATA / "meeting.ann")
    part = doc.slice(3, len(doc))
    annotations, findings = write_pair(tmp_path, part)
    assert "T2\t" not in annotations
    assert findings
    assert all(finding.layer == Layer.METADATA for finding in findings)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nonsense", "not an annotation"),
        ("T1 PER 0 3 Ada", "not an annotation"),
        ("T1\tPER 0 x\tAda", "not a text-bound annotation"),
        ("T1\tPER 0 99\tAda", "the range 0 99 does not fit"),
        ("T1\tPER 3 3\t", "the range 3 3 does not fit"),
        ("T1\tPER 4 12;0 3\tLovelace Ada", "the range 0 3 does not fit"),
        ("T1\tPER 0 3\tBob", "not the one quoted; expected 'Bob', found 'Ada'"),
        ("T1\tPER 3 4\t ", "covers white space only"),
        ("T2\tLOC 28 34\tLondon", "the id T2 is there twice"),
        ("N1\tReference T2", "not a normalization"),
    ],
)
def test_bad_line_is_located_and_can_be_skipped(tmp_path: Path, line: str, problem: str) -> None:
    lines = f"T2\tLOC 28 34\tLondon\n{line}\nR1\tIn Arg1:T2 Arg2:T2\n"
    path = pair(tmp_path, lines)
    with pytest.raises(DataError) as caught:
        read_docs(BRAT, path)
    assert problem in str(caught.value)
    assert (caught.value.place.path, caught.value.place.line) == (str(path), 2)
    findings: list[Diagnostic] = []
    (doc,) = read_docs(BRAT, path, findings=findings, skip_bad=True)
    assert [finding.code for finding in findings] == ["skipped"]
    assert [span.label for span in doc.ents] == ["LOC"]
    assert doc.meta["brat"] == [lines.splitlines()[0], lines.splitlines()[2]]


def test_missing_text_file_is_named(tmp_path: Path) -> None:
    path = pair(tmp_path, "")
    path.with_suffix(".txt").unlink()
    with pytest.raises(DataError, match=r"doc\.txt: cannot be read"):
        read_docs(BRAT, path)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"T1\tLOC 0 6\tBerlin\n", True),
        (b"#1\tAnnotatorNotes T1\tx\n*\tEquiv T1 T2\n", True),
        (b"T1\tLOC 0 6\tBer", True),
        (b"1\tThe\tthe\n", False),
        (b"Name\tx\n", False),
        (b"", False),
    ],
)
def test_sniff_knows_annotation_lines(head: bytes, expected: bool) -> None:
    assert BRAT.sniff is not None
    assert BRAT.sniff(head) is expected


WORDS = st.lists(st.sampled_from(["Ada", "é", "🙂", "x.", "\n", "two  three", "\t"]), max_size=12)
LABELS = st.sampled_from(["PER", "LOC"])
RANGES = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 4), LABELS), max_size=6)


@given(WORDS, RANGES, st.sampled_from(["", "Q1"]))
def test_spans_survive_writing_and_reading(
    words: list[str], ranges: list[tuple[int, int, str]], link: str
) -> None:
    doc = sample_doc(" ".join(words))
    spans = [
        Span(doc, start, start + size, label, kb_id=link)
        for start, size, label in ranges
        if start + size <= len(doc)
    ]
    doc.spans["brat"] = spans
    with TemporaryDirectory() as folder:
        write_docs(BRAT, [doc], Path(folder) / "out")
        (again,) = read_docs(BRAT, Path(folder) / "out" / "sample.ann")
        assert again.text == doc.text
        found = again.spans.get("brat", again.ents)
        assert sorted(map(Span.key, found)) == sorted(map(Span.key, spans))
        first = (Path(folder) / "out" / "sample.ann").read_bytes()
        write_docs(BRAT, [again], Path(folder) / "again")
        assert (Path(folder) / "again" / "sample.ann").read_bytes() == first
