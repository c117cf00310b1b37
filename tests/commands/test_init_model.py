"""`nlptk init-model`: vectors in, a pipeline out, and what is said of bad lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

import nlptk
from nlptk.engine.data.vectors import Vectors
from nlptk.engine.training import learn_vectors as learning

if TYPE_CHECKING:
    from conftest import CommandLine

GOOD = "the 1 0\ncat 0.5 0.5\ndog 0.6 0.4\nof 0 1\n"


def table(folder: Path) -> Vectors:
    return nlptk.load(folder).vocab.vectors


def test_a_file_becomes_a_pipeline_with_vectors(nlptk: CommandLine) -> None:
    nlptk.write("words.txt", "4 2\n" + GOOD)
    done = nlptk("init-model", "en", "out", "-v", "words.txt", "-mn", "mine")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines() == [
        "words.txt: 4 rows of 2 numbers",
        "out: a pipeline of en, 4 rows, vectors for 4 words",
    ]
    assert table(nlptk.folder / "out")["Cat"].tolist() == [0.5, 0.5]
    meta = json.loads((nlptk.folder / "out" / "meta.json").read_text())
    assert (meta["name"], meta["vectors"]["name"]) == ("mine", "words")


def test_bad_lines_and_duplicates_are_told_of(nlptk: CommandLine) -> None:
    nlptk.write("words.txt", "9 2\n" + GOOD + "bad 1\nthe 7 7\nworse 1 x\n")
    done = nlptk("init-model", "en", "out", "-v", "words.txt")
    assert done.code == 0
    assert done.err.splitlines() == [
        "warning: left out: words.txt:6: 1 numbers, not 2",
        "warning: left out: words.txt:8: not a number: x",
        "warning: words.txt says that it has 9 rows, and has 7",
        "words.txt: 4 rows of 2 numbers",
        "words that stood there twice, of which the first is kept: 1",
        "out: a pipeline of en, 4 rows, vectors for 4 words",
    ]
    assert table(nlptk.folder / "out")["the"].tolist() == [1, 0]


def test_only_so_many_bad_lines_are_named(nlptk: CommandLine) -> None:
    nlptk.write("words.txt", GOOD + "bad 1\n" * 30)
    done = nlptk("init-model", "en", "out", "-v", "words.txt")
    assert done.err.count("words.txt:") == 21
    assert "left out: 10 more lines" in done.err


def test_strict_refuses_bad_lines_and_writes_nothing(nlptk: CommandLine) -> None:
    nlptk.write("words.txt", GOOD + "bad 1\n")
    done = nlptk("init-model", "en", "out", "-v", "words.txt", "--strict")
    assert (done.code, done.err) == (2, "words.txt:5: 1 numbers, not 2\n")
    assert nlptk.files() == ["words.txt"]


def test_rows_are_pruned_and_truncated(nlptk: CommandLine) -> None:
    nlptk.write("words.txt", GOOD)
    done = nlptk("init-model", "en", "out", "-v", "words.txt", "-V", "2", "-vn", "few")
    assert "pruned to 2 rows: words that lost theirs share the nearest one" in done.err
    vectors = table(nlptk.folder / "out")
    assert (vectors.shape, len(vectors), vectors.name) == ((2, 2), 4, "few")
    assert nlptk("init-model", "en", "out", "-v", "words.txt", "-t", "3", "-f").code == 0
    assert list(table(nlptk.folder / "out")) == ["the", "cat", "dog"]


def test_the_report_is_json_on_stdout(nlptk: CommandLine) -> None:
    nlptk.write("words.txt", GOOD + "bad 1\n")
    done = nlptk("init-model", "en", "out", "-v", "words.txt", "--json", "-q")
    assert done.err == ""
    assert json.loads(done.out) == {
        "schema": "nlptk.init-model/1",
        "lang": "en",
        "output": "out",
        "source": "words.txt",
        "vectors": {"name": "words", "rows": 4, "width": 2, "words": 4, "ngrams": None},
        "rows_read": 4,
        "promised": 0,
        "duplicates": 0,
        "bad": 1,
        "bad_lines": [{"line": 5, "reason": "1 numbers, not 2"}],
    }


def test_vectors_of_a_pipeline_go_into_another(nlptk: CommandLine) -> None:
    nlptk.write("words.txt", GOOD)
    nlptk("init-model", "en", "one", "-v", "words.txt")
    assert nlptk("init-model", "de", "two", "-v", "one", "-V", "3").code == 0
    loaded = table(nlptk.folder / "two")
    assert loaded.shape == (3, 2)
    assert len(loaded) == 4


def test_options_of_existing_makefiles_are_taken_and_told_of(nlptk: CommandLine) -> None:
    nlptk.write("words.txt", GOOD)
    done = nlptk("init-model", "en", "out", "-v", "words.txt", "-j", "words.jsonl", "-OEL")
    assert done.code == 0
    (line,) = [line for line in done.err.splitlines() if "without effect" in line]
    assert "-j/--jsonl-loc (" in line and "-OEL/--omit-extra-lookups (" in line


def test_a_full_folder_is_refused_before_anything_is_read(nlptk: CommandLine) -> None:
    nlptk.write("out/precious", "x")
    done = nlptk("init-model", "en", "out", "-v", "none.txt")
    assert (done.code, done.err) == (
        2,
        "nlptk: out is a folder with files in it; --force replaces it\n",
    )


@pytest.mark.parametrize("options", [[], ["-v", "words.txt", "--learn-vectors", "texts.jsonl"]])
def test_vectors_are_either_read_or_learned(nlptk: CommandLine, options: list[str]) -> None:
    done = nlptk("init-model", "en", "out", *options)
    assert done.code == 2
    assert "expected one of --vectors and --learn-vectors" in done.err


def test_a_file_that_is_not_there_is_told_of(nlptk: CommandLine) -> None:
    done = nlptk("init-model", "en", "out", "-v", "none.txt")
    assert (done.code, done.err) == (2, "none.txt: cannot be read: No such file or directory\n")
    assert nlptk.files() == []


# ------------------------------------------------------------------ learning

TEXTS = '{"text": "The cats sleep."}\n{"text": "The dogs sleep."}\n'


class FakeFloret:
    """Stands for a model of floret: writes a table of ones."""

    def __init__(self, text: str, options: dict[str, Any]) -> None:
        self.text, self.options = Path(text).read_text(), options

    def save_floret_vectors(self, path: str) -> None:
        rows, width = self.options["bucket"], self.options["dim"]
        header = f"{rows} {width} {self.options['minn']} {self.options['maxn']} 2 0 < >\n"
        Path(path).write_text(header + "".join(f"{i}{' 1' * width}\n" for i in range(rows)))


@pytest.fixture
def floret(monkeypatch: pytest.MonkeyPatch) -> list[FakeFloret]:
    made: list[FakeFloret] = []

    def train(text: str, **options: Any) -> FakeFloret:
        made.append(FakeFloret(text, options))
        return made[0]

    module = ModuleType("floret")
    module.train_unsupervised = train  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "floret", module)
    monkeypatch.setattr(learning, "find_spec", lambda name: name == "floret" or None)
    return made


def test_vectors_are_learned_from_texts(nlptk: CommandLine, floret: list[FakeFloret]) -> None:
    nlptk.write("texts.jsonl", TEXTS)
    done = nlptk(
        "init-model", "en", "out", "--learn-vectors", "texts.jsonl",
        "--min-count", "1", "--rows", "5", "--width", "3",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert floret[0].text == "The cats sleep .\nThe dogs sleep .\n"
    assert (floret[0].options["thread"], floret[0].options["minCount"]) == (10, 1)
    assert done.err.endswith(
        "out: a pipeline of en, 5 rows, n-grams, so that each word has a vector\n"
    )
    assert table(nlptk.folder / "out")["unheard"].tolist() == [1, 1, 1]


def test_options_go_to_the_format_of_the_texts(
    nlptk: CommandLine, floret: list[FakeFloret]
) -> None:
    nlptk.write("texts.txt", "Cats sleep\nDogs sleep\n")
    args = ("init-model", "en", "out", "--min-count", "1", "--rows", "5", "--width", "3")
    learning = (*args, "--learn-vectors", "texts.txt", "-c", "text")
    assert nlptk(*learning, "-O", "per=file").code == 0
    assert floret[0].text == "Cats sleep Dogs sleep\n"
    assert nlptk(*learning, "-f", "-O", "per=word").code == 2
    nlptk.write("words.txt", "cats 1 2\n")
    refused = nlptk(*args, "-f", "-v", "words.txt", "-O", "per=file")
    assert refused.code == 2
    assert "-O says how texts are read" in refused.err


def test_texts_without_frequent_words_are_refused(
    nlptk: CommandLine, floret: list[FakeFloret]
) -> None:
    nlptk.write("texts.jsonl", TEXTS)
    done = nlptk("init-model", "en", "out", "--learn-vectors", "texts.jsonl")
    assert done.code == 2
    assert "no word comes 5 times in the texts" in done.err
    assert not floret
    assert nlptk.files() == ["texts.jsonl"]


@pytest.mark.parametrize(
    ("learner", "message"),
    [
        ("", 'neither floret nor gensim is installed; pip install "nlptk-pipelines[vectors]"'),
        ("gensim", "gensim is not installed; pip install gensim"),
        ("glove", "no learner of vectors is called 'glove', expected|one of: floret, gensim"),
    ],
)
def test_a_learner_that_is_not_there_is_named(
    nlptk: CommandLine, monkeypatch: pytest.MonkeyPatch, learner: str, message: str
) -> None:
    monkeypatch.setattr(learning, "find_spec", lambda _name: None)
    nlptk.write("texts.jsonl", TEXTS)
    done = nlptk("init-model", "en", "out", "--learn-vectors", "texts.jsonl", "--learner", learner)
    assert done.code == 2
    assert any(part in done.err for part in message.split("|"))
