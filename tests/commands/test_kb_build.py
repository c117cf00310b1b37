from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from small_pipelines import small_pipeline

from nlptk import KnowledgeBase
from nlptk.engine.pipeline.store import save_pipeline

if TYPE_CHECKING:
    from conftest import CommandLine

ENTITIES = (
    "id\tname\tdescription\tfreq\n"
    "Q1\tRoy Emerson\tan Australian player of tennis\t24\n"
    "Q2\tRalph Waldo Emerson\ta philosopher from Boston\t120\n"
)
ALIASES = "alias\tentity\tcount\nEmerson\tQ1\t1\nEmerson\tQ2\t3\n"
LINKED = [
    {
        "text": "Emerson met Waldo.",
        "entities": [[0, 7, "PER"], [12, 17, "PER"]],
        "links": {"[0, 7]": {"Q1": 1.0}, "[12, 17]": {"Q2": 1.0}},
    },
    {"text": "Rome", "entities": [[0, 4, "LOC"]], "links": {"[0, 4]": {"Q9": 1.0}}},
]


@pytest.fixture
def tables(nlptk: CommandLine) -> CommandLine:
    nlptk.write("entities.tsv", ENTITIES)
    nlptk.write("aliases.tsv", ALIASES)
    return nlptk


def test_kb_build_reports_on_stdout(tables: CommandLine) -> None:
    done = tables("kb-build", "entities.tsv", "aliases.tsv", "kb")
    assert (done.code, done.err) == (0, "")
    lines = [line.split(maxsplit=1) for line in done.out.splitlines()]
    assert ["Entities", "2, from 2 rows"] in lines
    assert ["Aliases", "1, from 2 rows"] in lines
    kb = KnowledgeBase.open(tables.folder / "kb")
    assert [one.entity for one in kb.get_candidates("Emerson")] == ["Q2", "Q1"]


def test_kb_build_prints_json(tables: CommandLine) -> None:
    done = tables("kb-build", "entities.tsv", "aliases.tsv", "kb", "--json", "--min-freq", "100")
    report = json.loads(done.out)
    assert report["schema"] == "nlptk.kb-build/1"
    assert (report["entities"], report["aliases"], report["pairs"]) == (1, 1, 1)
    assert report["dropped"]["entities: below --min-freq"] == 1
    assert report["recall"] is None


def test_kb_build_measures_recall(tables: CommandLine) -> None:
    tables.write("dev.jsonl", "\n".join(map(json.dumps, LINKED)))
    args = ("kb-build", "entities.tsv", "aliases.tsv", "kb", "--dev", "dev.jsonl", "-l", "en")
    done = tables(*args)
    assert done.code == 0
    assert "66.67%" in done.out
    assert "exact 33.3%, words 33.3%" in done.out
    recall = json.loads(tables(*args, "--json", "-f").out)["recall"]
    assert (recall["links"], recall["known"], recall["first"]) == (3, 2 / 3, 1 / 3)


def test_kb_build_looks_at_the_documents_before_it_builds(tables: CommandLine) -> None:
    tables.write("dev.jsonl", "no JSON\n")
    assert tables("kb-build", "entities.tsv", "aliases.tsv", "kb", "--dev", "dev.jsonl").code == 2
    assert not (tables.folder / "kb").exists()


def test_kb_build_gives_options_to_the_format_of_the_documents(tables: CommandLine) -> None:
    overlapping = {"text": "Emerson met", "entities": [[0, 7, "PER"], [0, 11, "PER"]]}
    tables.write("dev.jsonl", json.dumps(overlapping))
    args = ("kb-build", "entities.tsv", "aliases.tsv", "kb")
    assert tables(*args, "--dev", "dev.jsonl").code == 2
    done = tables(*args, "--dev", "dev.jsonl", "-O", "overlap=longest")
    assert done.code == 0, done.err
    without = tables(*args, "-f", "-O", "overlap=longest")
    assert without.code == 2
    assert "--dev" in without.err


def test_kb_build_reads_stdin(tables: CommandLine) -> None:
    done = tables("kb-build", "entities.tsv", "-", "kb", stdin=ALIASES.encode())
    assert done.code == 0
    assert KnowledgeBase.open(tables.folder / "kb").contains_alias("Emerson")
    assert tables("kb-build", "-", "-", "kb2").code == 2


def test_kb_build_of_nothing_exits_1_with_the_reason(tables: CommandLine) -> None:
    done = tables("kb-build", "entities.tsv", "aliases.tsv", "kb", "--min-freq", "1000")
    assert (done.code, done.out) == (1, "")
    assert "would be empty" in done.err and "below --min-freq: 2" in done.err
    assert tables.files() == ["aliases.tsv", "entities.tsv"]


def test_kb_build_refuses_a_bad_row_and_can_skip_it(tables: CommandLine) -> None:
    tables.write("aliases.tsv", ALIASES + "Waldo\tQ7\t1\n")
    done = tables("kb-build", "entities.tsv", "aliases.tsv", "kb")
    assert done.code == 2
    assert done.err.startswith("aliases.tsv:4: alias 'Waldo' may mean an unknown entity")
    assert "kb/kb.json" not in tables.files()
    done = tables("kb-build", "entities.tsv", "aliases.tsv", "kb", "--skip-bad")
    assert done.code == 1
    assert "aliases.tsv:4: skipped: alias 'Waldo'" in done.err
    assert "kb/kb.json" in tables.files()


def test_kb_build_replaces_a_folder_only_by_force(tables: CommandLine) -> None:
    args = ("kb-build", "entities.tsv", "aliases.tsv", "kb")
    assert tables(*args).code == 0
    refused = tables(*args)
    assert refused.code == 2 and "--force" in refused.err
    assert tables(*args, "--force").code == 0


def test_kb_build_encodes_descriptions_with_a_pipeline(tables: CommandLine) -> None:
    nlp = small_pipeline("tagger")
    save_pipeline(nlp, tables.folder / "model")
    done = tables(
        "kb-build", "entities.tsv", "aliases.tsv", "kb", "--model", "model",
        "--entity-vector-length", "1",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "1 numbers, from context of model; the projection keeps 100.0%" in done.out
    kb = KnowledgeBase.open(tables.folder / "kb")
    assert kb.vectors.shape == (2, 1) and kb.vectors.all()
    assert kb.tables.arrays["projection"].shape == (nlp.encoders["shared"].width, 1)


def test_kb_build_refuses_an_encoding_of_nothing(tables: CommandLine) -> None:
    done = tables("kb-build", "entities.tsv", "aliases.tsv", "kb", "--encode", "words")
    assert done.code == 2 and "--model" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of this kind")
def test_kb_build_that_is_killed_leaves_no_half(tables: CommandLine) -> None:
    command = [sys.executable, "-m", "nlptk", "kb-build", "-", "aliases.tsv", "kb"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
    assert process.stdin is not None
    # more than any pipe holds: the command is reading when all of it is written
    process.stdin.write(b"id\tname\tvector\n")
    for row in range(4):
        process.stdin.write(b"Q%d\t%s\t1 2 3\n" % (row, b"n" * 1_000_000))
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.stdin.close()
    assert tables.files() == ["aliases.tsv", "entities.tsv"]


def test_kb_build_needs_no_thinc(tables: CommandLine) -> None:
    program = (
        "import sys; from nlptk.commands.app import run; "
        "code = run(['kb-build', 'entities.tsv', 'aliases.tsv', 'kb']); "
        "sys.exit(code or 'thinc' in sys.modules or 'rich' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
