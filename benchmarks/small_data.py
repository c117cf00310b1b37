"""What word vectors give when little is labelled: 1,000 sentences, with and without, by seed."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import data_folder, run_once

ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
FIGURES = ("tag_acc", "uas", "las")
NLPTK = [sys.executable, "-m", "nlptk", "-q"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--vectors", type=Path, nargs="*", default=[], help="tables to compare")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--without", action=argparse.BooleanOptionalAction, default=True)
    args = parser.parse_args()
    treebank = data_folder(args.data) / "ud" / "en_ewt"
    print(f"| vectors | seed | {' | '.join(FIGURES)} | CPU s | MB |")
    print(f"|---|---|{'---|' * len(FIGURES)}---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        corpora = sample(treebank, work, args.sentences)
        means = {}
        for table in [*([None] if args.without else []), *args.vectors]:
            scores = [train(work, corpora, table, seed, args.epochs) for seed in args.seeds]
            means[table] = statistics.mean(score["las"] for score in scores)
    if args.without:
        for table in args.vectors:
            print(f"{table}: {100 * (means[table] - means[None]):+.1f} LAS")


def sample(treebank: Path, work: Path, sentences: int) -> tuple[Path, Path]:
    """The first sentences of a shuffle with seed 0, and the whole of dev."""
    blocks = (treebank / "en_ewt-ud-train.conllu").read_text("utf-8").strip().split("\n\n")
    random.Random(0).shuffle(blocks)
    path = work / "train.conllu"
    path.write_text("\n\n".join(blocks[:sentences]) + "\n\n", "utf-8")
    return path, treebank / "en_ewt-ud-dev.conllu"


def train(
    work: Path, corpora: tuple[Path, Path], table: Path | None, seed: int, epochs: int
) -> dict[str, float]:
    """Train a tagger and a parser; the best epoch is judged on gold sentences."""
    output = work / "model"
    command = [*NLPTK, "train", "en", output, *corpora, "-p", "tagger,parser", "-G", "--force"]
    command += ["-n", str(epochs), "--seed", str(seed)]
    if table is not None:
        command += ["--vectors", table]
    run = run_once(command, ONE_CORE)
    evaluate = [*NLPTK, "evaluate", output / "model-best", corpora[1], "-G", "--json"]
    said = subprocess.run(
        [str(part) for part in evaluate], capture_output=True, text=True, check=True
    )
    scores: dict[str, float] = json.loads(said.stdout)["scores"]
    shown = " | ".join(f"{100 * scores[name]:.2f}" for name in FIGURES)
    name = table.name if table else "none"
    print(f"| {name} | {seed} | {shown} | {run.cpu:.0f} | {run.peak:.0f} |", flush=True)
    return scores


if __name__ == "__main__":
    main()
