from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from nlptk.commands.corpora import CorpusOpener, give_options, refuse_stdin_twice
from nlptk.engine.errors import DataError, UsageError
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager

PAIR = "1\tAl\t_\t_\t_\t_\t2\tnsubj\t_\t_\n2\truns\t_\t_\t_\t_\t0\troot\t_\t_\n\n"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def opener(told: list[str]) -> CorpusOpener:
    return CorpusOpener(Catalog(create_manager(load=())), "en", warn=told.append)


def test_corpus_of_a_file_can_be_read_again(opener: CorpusOpener, tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(PAIR * 2)
    corpus = opener.open(str(path))
    for _ in range(2):
        assert sum(len(doc) for doc in corpus.docs()) == 4


def test_corpus_of_a_folder_has_its_files_in_order(
    opener: CorpusOpener, told: list[str], tmp_path: Path
) -> None:
    (tmp_path / "b.conllu").write_text(PAIR.replace("Al", "Bo"))
    (tmp_path / "a.conllu").write_text(PAIR)
    (tmp_path / "LICENSE.txt").write_text("free")
    words = [word for doc in opener.open(str(tmp_path)).docs() for word in doc.words]
    assert words == ["Al", "runs", "Bo", "runs"]
    assert len(told) == 1
    assert "LICENSE.txt" in told[0]


def test_corpus_of_raw_text_is_tokenized(opener: CorpusOpener, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Al don\'t run.", "cats": {"a": true}}\n')
    (doc,) = opener.open(str(path)).docs()
    assert doc.words == ["Al", "do", "n't", "run", "."]


def test_corpus_tells_what_was_repaired(
    opener: CorpusOpener, told: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    record = '{"text": "Alan runs", "entities": [[1, 3, "PER"]]}\n'
    path.write_text(record * 2)
    assert len(list(opener.open(str(path)).docs())) == 2
    assert len(told) == 1
    assert told[0].startswith(f"{path}:1")
    assert "repaired" in told[0]
    assert told[0].endswith("(and 1 more)")


def test_corpus_says_where_it_is_wrong(opener: CorpusOpener, tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(PAIR + "1\tA\n\n")
    corpus = opener.open(str(path))
    with pytest.raises(DataError) as caught:
        list(corpus.docs())
    assert str(caught.value).startswith(f"{path}:4")


def test_corpus_of_no_file_is_refused_when_it_is_opened(opener: CorpusOpener) -> None:
    with pytest.raises(DataError, match="no such file"):
        opener.open("nowhere.conllu")


def test_standard_input_is_for_one_corpus() -> None:
    refuse_stdin_twice("-", "a")
    with pytest.raises(UsageError, match="only once"):
        refuse_stdin_twice("-", "-")


def test_corpora_are_told_apart_by_their_bytes(opener: CorpusOpener, tmp_path: Path) -> None:
    for name, text in (("a", PAIR), ("b", PAIR), ("c", PAIR.replace("Al", "Bo"))):
        (tmp_path / f"{name}.conllu").write_text(text)
    a, b, c = (opener.open(str(tmp_path / f"{name}.conllu")).fingerprint for name in "abc")
    assert a == {"name": "a.conllu", "files": 1, "bytes": len(PAIR), "sha256": a["sha256"]}
    assert a["sha256"] == hashlib.sha256(PAIR.encode()).hexdigest() == b["sha256"]
    assert a["sha256"] != c["sha256"]
    whole = opener.open(str(tmp_path)).fingerprint
    assert (whole["files"], whole["bytes"]) == (3, 3 * len(PAIR))


def test_options_go_to_the_corpora_that_know_them(opener: CorpusOpener, tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(PAIR.replace("2\tnsubj", "0\troot"))
    (tmp_path / "b.jsonl").write_text('{"text": "Al runs"}\n')
    trees, texts = (opener.open(str(tmp_path / name)) for name in ("a.conllu", "b.jsonl"))
    with pytest.raises(DataError, match="roots"):
        list(trees.docs())
    give_options([trees, texts], ["many_roots=true"])
    assert [len(list(corpus.docs())) for corpus in (trees, texts)] == [1, 1]
    assert trees.fingerprint["options"] == {"many_roots": "true"}
    assert "options" not in texts.fingerprint


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("many_roots=perhaps", "expected true or false"),
        ("many_rots=true", "no option 'many_rots' in conllu"),
        ("many_roots", "expected name=value"),
    ],
)
def test_options_that_cannot_be_are_refused_before_reading(
    opener: CorpusOpener, tmp_path: Path, option: str, reason: str
) -> None:
    (tmp_path / "a.conllu").write_text("no tree\n")
    corpus = opener.open(str(tmp_path / "a.conllu"))
    with pytest.raises(UsageError) as caught:
        give_options([corpus], [option])
    assert reason in str(caught.value)


def test_standard_input_is_told_apart_by_its_documents(
    opener: CorpusOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for text in (PAIR, PAIR, PAIR.replace("Al", "Bo")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        corpus = opener.open("-")
        list(corpus.docs())
        found.append(corpus.fingerprint)
    assert found[0]["name"] == "standard input"
    assert found[0] == found[1] != found[2]
