"""A treebank goes through other formats and back, as somebody would do it at the command line."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nlptk.engine.data.layers import Layer
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.layer_facts import facts, missing
from nlptk.plugins.manager import create_manager
from nlptk.plugins.testing import read_docs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conftest import CommandLine

    from nlptk.engine.data.doc import Doc

FORMATS = {
    name: format
    for name, format in Catalog(create_manager(load=())).formats.items()
    if format.read is not None and format.write is not None
}
PAIRS = sorted(
    (name, other)
    for name in FORMATS.keys() - {"conllu", "docbin"}  # which hold all that there is
    for other in FORMATS
    if name != other and FORMATS[name].holds & FORMATS[other].holds
)
CONLLU = FORMATS["conllu"]


def changed(
    before: Sequence[Doc], after: Sequence[Doc], layers: Iterable[Layer]
) -> dict[Layer, list[object]]:
    """By layer, what documents say that others do not."""
    held = frozenset(layers)
    found = {
        layer: missing(facts(before, layer, holds=held), facts(after, layer, holds=held), layer)
        for layer in held
    }
    return {layer: list(gone[:3]) for layer, gone in found.items() if gone}


@pytest.mark.parametrize("name", FORMATS)
def test_treebank_comes_back_with_all_that_a_format_holds(
    nlptk: CommandLine, sample: Path, name: str
) -> None:
    there = "there" + FORMATS[name].suffixes[0]
    treebank = sample / "train.conllu"
    done = nlptk("convert", treebank, "-t", name, "-o", there, "--report", "report.json")
    assert done.code == 0
    (report,) = json.loads((nlptk.folder / "report.json").read_text())["conversions"]
    assert set(report["lost"]) == {
        layer for layer in report["read"] if Layer(layer) not in FORMATS[name].holds
    }
    assert all(layer in done.err for layer in report["lost"])
    assert report["findings"] == []
    assert nlptk("convert", there, "-c", name, "-t", "conllu", "-o", "back.conllu").code == 0
    before, after = (read_docs(CONLLU, path) for path in (treebank, nlptk.folder / "back.conllu"))
    assert changed(before, after, FORMATS[name].holds) == {}


@pytest.mark.parametrize("name", ["docbin", "conllu"])
@pytest.mark.parametrize("file", ["train.conllu", "dev.conllu"])
def test_treebank_comes_back_byte_by_byte(
    nlptk: CommandLine, sample: Path, name: str, file: str
) -> None:
    assert nlptk("convert", sample / file, "-t", name, "-o", "there", "--strict").code == 0
    assert nlptk("convert", "there", "-t", "conllu", "-o", "back.conllu", "--strict").code == 0
    assert (nlptk.folder / "back.conllu").read_bytes() == (sample / file).read_bytes()


@pytest.mark.parametrize(("name", "other"), PAIRS)
def test_each_format_survives_each_other(
    nlptk: CommandLine, sample: Path, name: str, other: str
) -> None:
    suffix = FORMATS[name].suffixes[0]
    one, two, three = "one" + suffix, "two" + FORMATS[other].suffixes[0], "three" + suffix
    assert nlptk("convert", sample / "dev.conllu", "-t", name, "-o", one).code == 0
    assert nlptk("convert", one, "-c", name, "-t", other, "-o", two).code == 0
    assert nlptk("convert", two, "-c", other, "-t", name, "-o", three).code == 0
    before, after = (read_docs(FORMATS[name], nlptk.folder / path) for path in (one, three))
    assert changed(before, after, FORMATS[name].holds & FORMATS[other].holds) == {}


def test_folder_of_treebanks_becomes_a_folder_and_comes_back(
    nlptk: CommandLine, sample: Path
) -> None:
    shutil.copytree(sample, nlptk.folder / "corpus" / "en")
    packed = gzip.compress((sample / "dev.conllu").read_bytes())
    nlptk.write("corpus/more/dev.conllu.gz", packed)
    done = nlptk("convert", "corpus", "there", "-t", "docbin")
    assert done.code == 0
    for name in ("LICENSE.txt", "README.md", "raw.txt"):
        assert f"left out: corpus/en/{name}" in done.err
    assert nlptk("convert", "there", "back", "-t", "conllu", "--strict").code == 0
    assert [name for name in nlptk.files() if name.startswith("back")] == [
        *("back/en/dev.conllu", "back/en/train.conllu", "back/more/dev.conllu")
    ]
    for name in ("dev.conllu", "train.conllu"):
        back = nlptk.folder / "back" / "en" / name
        assert back.read_bytes() == (sample / name).read_bytes()
    before = {name: (nlptk.folder / name).read_bytes() for name in nlptk.files()}
    assert nlptk("convert", "there", "back", "-t", "conllu").code == 0
    assert {name: (nlptk.folder / name).read_bytes() for name in nlptk.files()} == before


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_treebank_goes_through_pipes(tmp_path: Path, sample: Path) -> None:
    with gzip.open(tmp_path / "big.conllu.gz", "wb") as file:
        for _ in range(40):
            file.write((sample / "train.conllu").read_bytes())
    nlptk = f"'{sys.executable}' -m nlptk convert -q"
    script = f"""
        gzip -dc big.conllu.gz | {nlptk} - -t docbin | {nlptk} - -t conllu | cmp - <(
            gzip -dc big.conllu.gz) && {nlptk} big.conllu.gz -t conllu | head -n 4
        echo "${{PIPESTATUS[@]}}"
    """
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NLPTK_PLUGINS": "none"},
    )
    head = (sample / "train.conllu").read_text(encoding="utf-8").split("\n")[:4]
    assert done.stdout.split("\n") == [*head, "141 0", ""]
    assert done.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["big.conllu.gz"]
