"""`nlptk predict`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_models import small_model

if TYPE_CHECKING:
    from conftest import CommandLine

TEXT = "Anna sleep. cats don't run.\nBerlin sing.\n"
CONLLU = """\
# newdoc id = a7
# sent_id = s1
1\tAnna\tAnna\tPROPN\tXX\t_\t2\tnsubj\t_\t_
2\tsleep\tsleep\tVERB\tXX\t_\t0\troot\t_\t_

"""
BROKEN = "1\tAnna\tAnna\tPROPN\tXX\t_\t7\tnsubj\t_\t_\n\n"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model(tmp_path_factory.mktemp("m") / "model", "tagger", "ner", steps=15)


def test_predict_annotates_raw_text_line_by_line(nlptk: CommandLine, trained: Path) -> None:
    nlptk.write("in.txt", TEXT)
    done = nlptk("predict", trained, "in.txt")
    assert done.code == 0
    first, second = map(json.loads, done.out.splitlines())
    assert first["tokens"] == ["Anna", "sleep", ".", "cats", "do", "n't", "run", "."]
    assert second["tags"] == ["NN", "VB", "."]
    assert "in.txt -> standard output: 2 documents" in done.err


def test_predict_takes_what_is_in_no_known_format_for_text(
    nlptk: CommandLine, trained: Path
) -> None:
    done = nlptk("predict", trained, "-", stdin=TEXT.encode())
    assert done.code == 0
    assert len(done.out.splitlines()) == 2


def test_predict_keeps_ids_tokens_and_what_it_does_not_give(
    nlptk: CommandLine, trained: Path
) -> None:
    nlptk.write("in.conllu", CONLLU)
    done = nlptk("predict", trained, "in.conllu", "-o", "out.conllu")
    assert (done.code, done.out) == (0, "")
    lines = (nlptk.folder / "out.conllu").read_text().splitlines()
    assert lines[:2] == ["# newdoc id = a7", "# sent_id = s1"]
    fields = [line.split("\t") for line in lines[2:4]]
    assert [row[4] for row in fields] == ["NN", "VB"]
    assert [row[7] for row in fields] == ["nsubj", "root"]
    only = nlptk("predict", trained, "in.conllu", "-t", "conllu", "-p", "ner").out
    assert "\tXX\t" in only


def test_predict_chooses_the_format_by_the_suffix(nlptk: CommandLine, trained: Path) -> None:
    nlptk.write("in.txt", TEXT)
    assert nlptk("predict", trained, "in.txt", "-o", "out.docbin").code == 0
    assert (nlptk.folder / "out.docbin").read_bytes()[:4] == b"NLDB"
    assert nlptk("predict", trained, "in.txt", "-o", "out").code == 0
    assert json.loads((nlptk.folder / "out").read_text().splitlines()[0])["tags"]
    done = nlptk("predict", trained, "in.txt", "-o", "out.docx")
    assert done.code == 2
    assert "name the format with -t" in done.err
    assert not (nlptk.folder / "out.docx").exists()


def test_predict_reads_folders_and_several_inputs(nlptk: CommandLine, trained: Path) -> None:
    nlptk.write("in/b.txt", TEXT)
    nlptk.write("in/a.conllu", CONLLU)
    nlptk.write("in/c.bin", b"\0\1\2")
    nlptk.write("d.txt", "cats run .\n")
    done = nlptk("predict", trained, "in", "d.txt", "-o", "out.jsonl")
    assert done.code == 0
    docs = [json.loads(line) for line in (nlptk.folder / "out.jsonl").read_text().splitlines()]
    assert [doc["tokens"][0] for doc in docs] == ["Anna", "Anna", "Berlin", "cats"]
    assert "left out: in/c.bin" in done.err


def test_predict_ends_before_it_writes_when_the_input_is_bad(
    nlptk: CommandLine, trained: Path
) -> None:
    nlptk.write("in.conllu", CONLLU + BROKEN)
    done = nlptk("predict", trained, "in.conllu", "-o", "out.conllu")
    assert done.code == 2
    assert "in.conllu:6:24: wrong HEAD" in done.err
    assert nlptk.files() == ["in.conllu"]
    done = nlptk("predict", trained, "in.conllu", "-o", "out.conllu", "--skip-bad")
    assert done.code == 1
    assert (nlptk.folder / "out.conllu").read_text().count("sent_id") == 1


def test_predict_says_what_the_output_cannot_hold(nlptk: CommandLine, trained: Path) -> None:
    nlptk.write("in.conllu", CONLLU)
    done = nlptk("predict", trained, "in.conllu", "-t", "text", "--report", "report.json")
    assert (done.code, done.out) == (0, "Anna sleep\n")
    assert "not held by text" in done.err
    report = json.loads((nlptk.folder / "report.json").read_text())
    assert report["conversions"][0]["lost"]["tags"] == 2
    done = nlptk("predict", trained, "in.conllu", "-t", "text", "--strict")
    assert (done.code, done.out) == (1, "")


@pytest.mark.parametrize(("args", "message"), [
    (["no_such_model", "in.txt"], "there is no model 'no_such_model'"),
    (["no/such", "in.txt"], "no/such: this is not a model folder"),
    (["MODEL", "none.txt"], "none.txt: no such file"),
    (["MODEL", "in.txt", "-p", "parser"], "the pipeline has no component 'parser'"),
    (["MODEL", "in.txt", "-O", "per=word"], "line, paragraph, file"),
    (["MODEL", "in.txt", "-t", "pdf"], "pdf"),
])  # fmt: skip
def test_predict_refuses_what_cannot_be(
    args: list[str], message: str, nlptk: CommandLine, trained: Path
) -> None:
    nlptk.write("in.txt", TEXT)
    done = nlptk("predict", *(str(trained) if arg == "MODEL" else arg for arg in args))
    assert (done.code, done.out) == (2, "")
    assert message in done.err
