"""`nlptk convert` against the peers' `convert`, and its memory as the input grows."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from measure import compare, data_folder, peer_python, print_table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--spacy3", action="store_true", help="measure spaCy 3.8 too")
    args = parser.parse_args()
    treebank = data_folder(args.data) / "ud" / "en_ewt" / "en_ewt-ud-train.conllu"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        against_peers(treebank, out, runs=args.runs, spacy3=args.spacy3)
        as_input_grows(treebank, out)


def against_peers(treebank: Path, out: Path, *, runs: int, spacy3: bool) -> None:
    """The treebank to training JSON, ten sentences a document, as whole processes."""
    nlptk = [sys.executable, "-m", "nlptk", "convert", treebank, out, "-n", "10", "-q"]
    commands = {
        "nlptk convert": nlptk,
        "spaCy 2.3.9 convert": [
            peer_python("spacy2"), "-m", "spacy", "convert", treebank, out, "-n", "10",
        ],
    }  # fmt: skip
    if spacy3:
        commands["spaCy 3.8 convert"] = [
            peer_python("spacy3"), "-m", "spacy", "convert", treebank, out, "-n", "10",
            "-t", "json",
        ]  # fmt: skip
    print_table(f"{treebank.name} to training JSON, -n 10", compare(commands, runs=runs))
    for target in ("docbin", "conllu"):
        command = [sys.executable, "-m", "nlptk", "convert", treebank, "-q"]
        command += ["-t", target, "-o", out / f"out.{target}"]
        print_table(f"{treebank.name} to {target}", compare({"nlptk convert": command}, runs=runs))


def as_input_grows(treebank: Path, out: Path) -> None:
    """One and ten times the input: ten times the time, no more memory."""
    ten = out / "ten.conllu"
    with ten.open("wb") as file:
        for _ in range(10):
            with treebank.open("rb") as one:
                shutil.copyfileobj(one, file)
    commands = {
        f"{times} x {treebank.name}": [
            sys.executable, "-m", "nlptk", "convert", path, "-n", "10", "-q",
            "-o", out / "grown.json",
        ]
        for times, path in ((1, treebank), (10, ten))
    }  # fmt: skip
    print_table("as the input grows", compare(commands, runs=3))


if __name__ == "__main__":
    main()
