"""Broken files of every format through the whole command line.

    NLPTK_FUZZ_CASES=10000 NLPTK_FUZZ_SEED=7 pytest tests/formats/test_fuzz.py --timeout 0

tries more of them. The inputs that fail are kept, and their paths are in the message.
"""

from __future__ import annotations

import os
import random
import re
import signal
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mutations import mutate

from nlptk.engine.errors import DataError
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager
from nlptk.plugins.testing import read_docs, samples_for, write_docs

if TYPE_CHECKING:
    from conftest import CommandLine, Outcome

    from nlptk.engine.protocols import Format

CASES = int(os.environ.get("NLPTK_FUZZ_CASES", "100"))
SEED = int(os.environ.get("NLPTK_FUZZ_SEED", "0"))
SECONDS = 10  # of computing, for one command
TARGETS = ("json", "conllu", "docbin")
WITHOUT_LINES = ("docbin",)
WITHOUT_CHECKS = (".docbin",)  # of all that a document must be: its checksum vouches for it
_ABOUT = re.compile(r"(nlptk: |warning: )?(in\.|[\d,]+ more )")
FORMATS = {
    name: format
    for name, format in Catalog(create_manager(load=())).formats.items()
    if format.read is not None and not format.folder
}
CONLLU = """\
# newdoc id = d
# sent_id = 1
# text = Vámonos al mar.
1-2 Vámonos _ _ _ _ _ _ _ _
1 Vamos ir VERB _ Mood=Imp|Number=Plur 0 root 0:root _
2 nos nosotros PRON _ _ 1 obj 1:obj|4.1:x _
3 al al ADP _ _ 4 case _ name=O
4 mar mar NOUN _ _ 1 obl _ SpaceAfter=No|name=B-LOC
4.1 ir _ VERB _ _ _ _ 0:root _
5 . . PUNCT _ _ 1 punct _ _

# sent_id = 2
1 Sí sí INTJ _ _ 0 root _ _

"""
CONLL2003 = """\
-DOCSTART- -X- O O

Ada NNP I-NP B-PER
Lovelace NNP I-NP E-PER
met VBD I-VP O

-DOCSTART-\t-X-\tO\tO

Bob\tNNP\tI-NP\tS-PER
.\t.\tO\tO
"""
JSONL = """\
{"text": "Ada met Bob.", "spans": [{"start": 0, "end": 3, "label": "PER"}], "answer": "accept", \
"links": {"[0, 3]": {"Q7259": 1.0}}, "sents": [[0, 12]], "cats": {"A": 0.5}}
["Ada met Bob", {"entities": [[0, 3, "PER"], [8, 11, "PER"]], "cats": {"A": 1}}]
{"id": 1, "data": "Ada met Bob", "label": [[0, 3, "PER"]]}
{"tokens": ["Ada", "met", "Bob"], "heads": [1, 1, 1], "deps": ["nsubj", "root", "obj"], \
"tags": ["NNP", "VBD", null], "span_groups": {"g": [[0, 2, "X"]]}, "sent_start": [1, 0, 0]}
{"text": "Ada met", "tokens": [[0, 3], [4, 7]], "ner_missing": [[0, 1]], "meta": {"a": 1}}
{"text": "which", "options": [{"id": "A", "text": "a"}], "accept": ["A"]}
"""
JSON = """\
[{"id": 7, "paragraphs": [{"raw": "Ada met  Bob.", "sentences": [{"tokens": [
{"id": 0, "orth": "Ada", "tag": "NNP", "head": 1, "dep": "nsubj", "ner": "U-PER"},
{"id": 1, "orth": "met", "head": 0, "dep": "root", "ner": "O"},
{"id": 2, "orth": "Bob", "head": -1, "ner": "-"}, {"orth": "."}],
"brackets": [{"first": 0, "last": 3, "label": "S"}]}], "cats": [{"label": "A", "value": 1.0}]},
{"sentences": []}]}]
"""
BY_HAND = {
    "conllu": re.sub(r"^(\d.*)", lambda row: row[0].replace(" ", "\t"), CONLLU, flags=re.MULTILINE),
    "conll2003": CONLL2003,
    "iob": "Ada|NNP|I-PER Lovelace|NNP|I-PER met|VBD|O\n\nBob|NNP|B-PER .|.|O\n",
    "jsonl": JSONL,
    "json": JSON,
    "csv": 'text,label\n"a, ""b""\nc",GOOD\nplain,BAD\n',
    "text": "Ada met Bob.\n\nThey talked.\n",
    "mentions": "text,mention,entity,type\nAda met Bob.,Ada,Q1,PER\nAda met Bob.,Bob,NIL,PER\n",
}
WITHOUT_SUFFIX = ".csv"  # what a format that is only read by name is tried with


def suffix_of(name: str) -> str:
    return (*FORMATS[name].suffixes, WITHOUT_SUFFIX)[0]


class TooSlow(BaseException):
    """A command takes longer than it may: a hang, as far as we wait."""


@dataclass
class Fuzzer:
    """A command line, files to break, and what went wrong with them."""

    nlptk: CommandLine
    kept: Path
    seeds: dict[str, list[bytes]]
    failures: list[str] = field(default_factory=list)

    def case(self, number: int) -> None:
        """Break a file and convert it, also with bad records skipped, and look at what is there."""
        chance = random.Random(f"{SEED} {number}")
        name = chance.choice(list(self.seeds))
        others = self.seeds[chance.choice(list(self.seeds))]
        data = mutate(chance.choice(self.seeds[name]), others, chance)
        path = "in" + suffix_of(name)
        self.nlptk.write(path, data)
        reader = "auto" if chance.random() < 0.1 else name
        output = "out." + TARGETS[number % len(TARGETS)]
        args = ("convert", path, "-c", reader, "-t", TARGETS[number % len(TARGETS)], "-o", output)
        problems = [self.problem(each, path) for each in (args, (*args, "--skip-bad"))]
        for problem in filter(None, problems):
            kept = self.kept / f"{SEED}-{number}-{reader}{suffix_of(name)}"
            kept.write_bytes(data)
            self.failures.append(f"{kept}: {problem}")
        (self.nlptk.folder / path).unlink()

    def problem(self, args: tuple[str, ...], path: str) -> str:
        """What a conversion does that no conversion may do; "" when all is well."""
        output = args[args.index("-o") + 1]
        try:
            with limit(SECONDS):
                done = self.nlptk(*args)
                wrong = wrong_with(done, path, args)
                files = [name for name in self.nlptk.files() if name != path]
                if not wrong and files != [output] * (done.code != 2):
                    wrong = f"exit {done.code} and these files: {files}"
                if not wrong and files and not path.endswith(WITHOUT_CHECKS):
                    wrong = self.unreadable(output)
        except TooSlow:
            return f"{' '.join(args)}: takes longer than {SECONDS} s"
        finally:
            for name in self.nlptk.files():
                if name != path:
                    (self.nlptk.folder / name).unlink()
        return wrong and f"{' '.join(args)}: {wrong}\n{done.err}"

    def unreadable(self, output: str) -> str:
        """Why what was written cannot be read."""
        name = output.removeprefix("out.")
        options = {"many_roots": True} if name == "conllu" else {}  # other formats have them
        try:
            read_docs(FORMATS[name], self.nlptk.folder / output, **options)
        except DataError as error:
            return f"what was written cannot be read: {error}"
        return ""


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` inside the block after so many seconds of computing."""

    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def wrong_with(done: Outcome, path: str, args: Sequence[str]) -> str:
    """What is wrong with exit code and messages of a conversion; "" for nothing."""
    reader, skipping = args[args.index("-c") + 1], "--skip-bad" in args
    line = r"(:\d+)+" if reader not in ("auto", *WITHOUT_LINES) else r".*"
    blocks = done.err.rstrip("\n").split("\n")
    if done.code not in ((0, 1, 2) if skipping else (0, 2)):
        return f"exit {done.code}"
    if any(unicodedata.category(char) == "Cc" for char in done.err if char != "\n"):
        return "control characters in a message"
    if not all(_ABOUT.match(block) for block in blocks):
        return "a message that does not name the file"
    if done.code == 2 and (len(blocks) > 1 or not re.search(path + line + ".+", done.err)):
        return "not one located error"
    if done.code == 1 and not re.search(rf"^{path}{line}: skipped: .", done.err, re.MULTILINE):
        return "exit 1, and nothing was skipped"
    return ""


def written(format: Format[Any], folder: Path) -> Iterator[bytes]:
    """Small files as a format's own writer makes them, if it has one."""
    if format.write is None:
        return
    docs = [sample.make() for sample in samples_for(format.holds)]
    path = folder / ("seed" + format.suffixes[0])
    for start in range(0, len(docs), 3):
        write_docs(format, docs[start : start + 3], path)
        yield path.read_bytes()


@pytest.fixture
def fuzzer(
    nlptk: CommandLine, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Fuzzer:
    folder = tmp_path_factory.mktemp("fuzz")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))  # for the reports of bugs
    seeds = {
        name: [*written(format, folder), *([BY_HAND[name].encode()] if name in BY_HAND else [])]
        for name, format in FORMATS.items()
    }
    return Fuzzer(nlptk, folder, seeds)


def test_fuzz_tries_each_format_with_a_seed_made_by_hand() -> None:
    assert set(BY_HAND) <= set(FORMATS)
    assert set(TARGETS) <= set(FORMATS)


def test_convert_of_broken_files_ends_well(fuzzer: Fuzzer) -> None:
    for number in range(CASES):
        fuzzer.case(number)
    assert not fuzzer.failures, f"{len(fuzzer.failures)} of {CASES}:\n" + "\n".join(fuzzer.failures)
