from __future__ import annotations

import gzip
import json
import lzma
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import CommandLine

GOOD = "1\tAl\tal\tPROPN\tNNP\t_\t2\tnsubj\t_\t_\n2\truns\trun\tVERB\tVBZ\t_\t0\troot\t_\t_\n\n"
BAD = "1\tA\t_\t_\t_\t_\t2\t_\t_\t_\n2\tB\t_\t_\t_\t_\t1\t_\t_\t_\n\n"


def test_convert_writes_one_file_per_input(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD)
    nlptk.write("b.conllu", GOOD * 2)
    done = nlptk("convert", "a.conllu", "b.conllu", "out")
    assert done.code == 0
    assert done.out == ""
    assert nlptk.files() == ["a.conllu", "b.conllu", "out/a.json", "out/b.json"]
    assert "a.conllu -> out/a.json: 1 documents, 1 sentences, 2 tokens, 2 arcs" in done.err


def test_convert_without_output_writes_to_stdout(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD)
    done = nlptk("convert", "a.conllu", "-t", "conllu")
    assert (done.code, done.out) == (0, GOOD)


def test_convert_joins_inputs_into_one_output(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD)
    nlptk.write("b.conllu", GOOD)
    assert nlptk("convert", "a.conllu", "b.conllu", "-t", "conllu", "-o", "c.conllu").code == 0
    assert (nlptk.folder / "c.conllu").read_text() == GOOD * 2


def test_convert_reads_stdin_without_seeking(nlptk: CommandLine) -> None:
    done = nlptk("convert", "-", "-t", "conllu", stdin=GOOD.encode())
    assert (done.code, done.out) == (0, GOOD)


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_convert_reads_and_writes_compressed_files(
    nlptk: CommandLine, suffix: str, compress: object
) -> None:
    assert callable(compress)
    nlptk.write("a.conllu" + suffix, compress(GOOD.encode()))
    target = "b.conllu" + suffix
    assert nlptk("convert", "a.conllu" + suffix, "-t", "conllu", "-o", target).code == 0
    again = nlptk("convert", target, "-t", "conllu")
    assert again.out == GOOD
    data = (nlptk.folder / target).read_bytes()
    nlptk("convert", "a.conllu" + suffix, "-t", "conllu", "-o", target)
    assert (nlptk.folder / target).read_bytes() == data


def test_convert_walks_a_folder(nlptk: CommandLine) -> None:
    nlptk.write("in/b/two.conllu", GOOD)
    nlptk.write("in/one.conllu", GOOD)
    nlptk.write("in/LICENSE.txt", "some text")
    nlptk.write("in/.hidden.conllu", BAD)
    done = nlptk("convert", "in", "out", "-t", "docbin")
    assert done.code == 0
    assert [name for name in nlptk.files() if name.startswith("out")] == [
        "out/b/two.docbin",
        "out/one.docbin",
    ]
    assert "left out: in/LICENSE.txt" in done.err


def test_convert_refuses_two_inputs_for_one_output(nlptk: CommandLine) -> None:
    nlptk.write("a/x.conllu", GOOD)
    nlptk.write("b/x.conllu", GOOD)
    done = nlptk("convert", "a/x.conllu", "b/x.conllu", "out")
    assert done.code == 2
    assert "a/x.conllu and b/x.conllu would both become out/x.json" in done.err
    assert not (nlptk.folder / "out").exists()


def test_convert_names_a_missing_input(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD)
    for args in (["b.conllu"], ["a.conllu", "b.conllu"], ["b.conllu", "out"]):
        done = nlptk("convert", *args)
        assert done.code == 2
        assert "b.conllu: no such file" in done.err
        assert nlptk.files() == ["a.conllu"]


def test_convert_of_bad_input_is_one_located_error_and_no_output(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD + BAD)
    nlptk.write("out/a.json", "before")
    done = nlptk("convert", "a.conllu", "out")
    assert done.code == 2
    assert done.err.startswith("a.conllu:4:13: these heads form a cycle")
    assert len(done.err.splitlines()) == 1
    assert nlptk.files() == ["a.conllu", "out/a.json"]
    assert (nlptk.folder / "out/a.json").read_text() == "before"


def test_convert_skip_bad_keeps_the_good_and_exits_1(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD + BAD + GOOD)
    done = nlptk("convert", "a.conllu", "-t", "conllu", "--skip-bad")
    assert (done.code, done.out) == (1, GOOD * 2)
    assert "a.conllu:4:13: skipped: these heads form a cycle" in done.err
    assert "1 skipped" in done.err


def test_convert_strict_refuses_a_loss_and_leaves_no_output(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", "# note\n" + GOOD)
    loose = nlptk("convert", "a.conllu", "-t", "conll2003", "-o", "a.ner")
    assert loose.code == 0
    assert "not held by conll2003" in loose.err
    (nlptk.folder / "a.ner").unlink()
    for target in ("a.ner", "-"):
        done = nlptk("convert", "a.conllu", "-t", "conll2003", "-o", target, "--strict")
        assert (done.code, done.out) == (1, "")
        assert "no output, for --strict" in done.err
        assert nlptk.files() == ["a.conllu"]
    assert nlptk("convert", "a.conllu", "-t", "docbin", "-o", "a.docbin", "--strict").code == 0


def test_convert_report_is_json(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD + BAD)
    args = ["convert", "a.conllu", "out", "-t", "conll2003", "--skip-bad"]
    done = nlptk(*args, "--json", "--report", "report.json")
    report = json.loads(done.out)
    assert report == json.loads((nlptk.folder / "report.json").read_text())
    assert report["schema"] == "nlptk.convert/1"
    (one,) = report["conversions"]
    assert one["read"]["tokens"] == one["written"]["tokens"] == 2
    assert one["lost"]["arcs"] == 2
    assert one["findings"][0]["code"] == "skipped"
    assert one["findings"][0]["line"] == 4


def test_convert_groups_sentences(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD * 5)
    done = nlptk("convert", "a.conllu", "-t", "json", "-n", "2")
    documents = json.loads(done.out)
    assert [len(doc["paragraphs"][0]["sentences"]) for doc in documents] == [2, 2, 1]


def test_convert_appends_morphology(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", "1\tdogs\tdog\tNOUN\tNNS\tNumber=Plur\t0\troot\t_\t_\n\n")
    done = nlptk("convert", "a.conllu", "-t", "conllu", "-m")
    assert "\tNNS__Number=Plur\t" in done.out


def test_convert_merges_subtokens(nlptk: CommandLine) -> None:
    nlptk.write(
        "a.conllu",
        "1-2\tdu\t_\t_\t_\t_\t_\t_\t_\t_\n1\tde\tde\tADP\tP\t_\t3\tcase\t_\t_\n"
        "2\tle\tle\tDET\tD\t_\t3\tdet\t_\t_\n3\tpain\tpain\tNOUN\tN\t_\t0\troot\t_\t_\n\n",
    )
    done = nlptk("convert", "a.conllu", "-t", "conllu", "--merge-subtokens")
    assert done.code == 0
    assert "1\tdu\tde_le\tADP\tP_D\t_\t2\tcase" in done.out
    assert "2\tpain\tpain\tNOUN\tN\t_\t0\troot" in done.out


def test_convert_segments_text(nlptk: CommandLine) -> None:
    nlptk.write("a.txt", "Dr. Brown left. Nobody saw him.\n")
    done = nlptk("convert", "a.txt", "-t", "json", "-s", "-l", "en")
    (document,) = json.loads(done.out)
    assert len(document["paragraphs"][0]["sentences"]) == 2
    again = nlptk("convert", "a.txt", "-t", "json", "-s", "-b", "blank:en")
    assert again.out == done.out


def test_convert_needs_a_blank_model_so_far(nlptk: CommandLine) -> None:
    nlptk.write("a.txt", "Hello.\n")
    done = nlptk("convert", "a.txt", "-s", "-b", "my_model")
    assert done.code == 2
    assert "expected blank:LANG" in done.err


@pytest.mark.parametrize(("args", "says"), [
    (["-t", "conluu"], "did you mean conllu"),
    (["-c", "conluu"], "did you mean conllu"),
    (["-O", "colour=red"], "no option 'colour'"),
    (["-O", "red"], "expected name=value"),
    (["-O", "many_roots=perhaps", "-c", "conllu"], "expected true or false"),
    (["--encoding", "utf-99"], "no encoding is called"),
    (["-t", "conllu", "--json"], "standard output"),
])  # fmt: skip
def test_convert_usage_errors_say_what_to_do(
    nlptk: CommandLine, args: list[str], says: str
) -> None:
    nlptk.write("a.conllu", GOOD)
    done = nlptk("convert", "a.conllu", *args)
    assert done.code == 2
    assert done.out == ""
    assert says in done.err
    assert "Traceback" not in done.err


def test_convert_reads_other_encodings_when_told(nlptk: CommandLine) -> None:
    text = "1\tcafé\t_\t_\t_\t_\t0\troot\t_\t_\n\n"
    nlptk.write("a.conllu", text.encode("latin-1"))
    done = nlptk("convert", "a.conllu", "-t", "conllu", "-o", "b.conllu")
    assert done.code == 2
    assert "a.conllu:1:6: not UTF-8 text" in done.err
    assert "--encoding latin-1" in done.err
    done = nlptk("convert", "a.conllu", "-t", "conllu", "-o", "b.conllu", "--encoding", "latin-1")
    assert done.code == 0
    assert (nlptk.folder / "b.conllu").read_text(encoding="utf-8") == text


def test_quiet_says_nothing_but_errors(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD)
    nlptk.write("b.conllu", BAD)
    assert nlptk("convert", "-q", "a.conllu", "out").err == ""
    assert nlptk("convert", "b.conllu", "out", "--quiet").err != ""


def test_convert_does_not_depend_on_a_final_newline(nlptk: CommandLine) -> None:
    nlptk.write("a.conllu", GOOD.rstrip("\n"))
    assert nlptk("convert", "a.conllu", "-t", "conllu").out == GOOD


def _process(folder: Path, *args: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "nlptk", "convert", *args],
        cwd=folder,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NLPTK_PLUGINS": "none"},
    )


def test_convert_survives_a_reader_that_goes_away(tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(GOOD * 20_000)
    with _process(tmp_path, "a.conllu", "-t", "conllu") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait() == 141


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_convert_leaves_nothing_when_interrupted(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    process = _process(tmp_path, "-", "-t", "conllu", "-o", "out.conllu", stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(GOOD.encode() * 20_000)
    process.stdin.flush()
    deadline = time.monotonic() + 60
    while not any(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate()
    assert process.returncode == code, said
    assert list(tmp_path.iterdir()) == []
    assert b"Traceback" not in said


@pytest.mark.parametrize("target", ["jsonl", "json", "docbin", "conllu", "conll2003", "csv"])
def test_convert_keeps_probabilities_of_links_or_says_so(nlptk: CommandLine, target: str) -> None:
    record = {
        "text": "Ada met Bob",
        "spans": [[0, 3, "PER"], [8, 11, "PER"]],
        "links": {"[0, 3]": {"Q1": 0.7, "Q2": 0.3}, "[8, 11]": {"Q3": 1.0}},
    }
    nlptk.write("in.jsonl", json.dumps(record))
    done = nlptk("convert", "in.jsonl", "-l", "en", "-t", target, "-o", "out", "--report", "r.json")
    assert done.code == 0, done.err
    (account,) = json.loads((nlptk.folder / "r.json").read_text())["conversions"]
    assert account["read"]["soft links"] == 1
    if target in ("jsonl", "json", "docbin"):
        assert not account["lost"]
        assert account["written"]["soft links"] == 1
        back = nlptk("convert", "out", "-c", target, "-t", "jsonl")
        assert json.loads(back.out)["links"] == {"[0, 3]": {"Q1": 0.7, "Q2": 0.3}}
    else:
        assert account["lost"]["soft links"] == 1
        assert "1 soft links" in done.err
