"""What pretraining gives when little is labelled: 1,000 sentences, with and without, by seed.

With `--use-vectors TABLE` the pretrained encoder sees word vectors besides.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from measure import Run, data_folder, run_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
FIGURES = ("tag_acc", "uas", "las")
NLPTK = [sys.executable, "-m", "nlptk", "-q"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--max-words", type=int, default=5_500_000)
    parser.add_argument("--weights", type=Path, help="pretrained before, by the same sample")
    parser.add_argument("--objective", default="words")
    parser.add_argument("--vectors", type=Path, help="what the objective vectors predicts")
    parser.add_argument("--use-vectors", type=Path, help="a table that is input in both, too")
    parser.add_argument("--without", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--keep", type=Path, help="folder to work in, instead of a temporary one")
    args = parser.parse_args()
    data = data_folder(args.data)
    with tempfile.TemporaryDirectory() as folder:
        work = args.keep or Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        corpora, rest = sample(data / "ud" / "en_ewt", work, args.sentences)
        weights = args.weights
        if weights is None:
            texts = raw_texts(data / "rawtext", rest, work)
            options = ["--objective", args.objective, "--max-words", args.max_words]
            tables = [table for table in (args.use_vectors or args.vectors,) if table]
            options += ["--use-vectors"] * bool(args.use_vectors)
            weights = pretrain(work, texts, tables, [str(option) for option in options])
        compare(work, corpora, weights, args)


def sample(treebank: Path, work: Path, sentences: int) -> tuple[tuple[Path, Path], list[str]]:
    """The first sentences of a shuffle with seed 0 and the whole of dev; texts of the others."""
    blocks = (treebank / "en_ewt-ud-train.conllu").read_text("utf-8").strip().split("\n\n")
    random.Random(0).shuffle(blocks)
    path = work / "train.conllu"
    path.write_text("\n\n".join(blocks[:sentences]) + "\n\n", "utf-8")
    marker = "# text = "
    rest = [
        line.removeprefix(marker)
        for block in blocks[sentences:]
        for line in block.split("\n")
        if line.startswith(marker)
    ]
    return (path, treebank / "en_ewt-ud-dev.conllu"), rest


def raw_texts(folder: Path, rest: Sequence[str], work: Path) -> Path:
    """All raw texts in one file: those of the folder, and what is not labelled of the treebank."""
    path = work / "texts.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for text in [*_texts_in(folder), *rest]:
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    return path


def _texts_in(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.suffix in {".jsonl", ".txt"}:
            for line in path.read_text("utf-8").splitlines():
                text = json.loads(line)["text"] if path.suffix == ".jsonl" else line.strip()
                if text:
                    yield text


def pretrain(work: Path, texts: Path, tables: Sequence[Path], options: Sequence[str]) -> Path:
    """Pretrain an encoder, and say what it took."""
    output = work / "weights"
    command = [*NLPTK, "pretrain", texts, *tables, output, "-l", "en", "--force", "--json"]
    report = work / "pretraining.json"
    with report.open("w") as file:
        run = _measured([*command, *options], file)
    told = json.loads(report.read_text("utf-8"))
    words, seconds = told["finished"]["words"], run.cpu
    print(
        f"pretrained on {words:,} words in {seconds / 60:.1f} CPU minutes, {run.peak:.0f} MB: "
        f"{words / seconds:,.0f} words a CPU second with all that belongs to it; "
        f"held-out loss {told['finished']['best_loss']:.3f}\n",
        flush=True,
    )
    return output


def _measured(command: Sequence[str | Path], stdout: TextIO) -> Run:
    """Run a command whose output is wanted. Raises `SystemExit` when it fails."""
    started = time.perf_counter()
    env = {**os.environ, **ONE_CORE}
    process = subprocess.Popen([str(part) for part in command], stdout=stdout, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - started, cpu, usage.ru_maxrss / 1024)


def compare(
    work: Path, corpora: tuple[Path, Path], weights: Path, args: argparse.Namespace
) -> None:
    """Train with and without the weights, in turn."""
    print(f"| pretrained | seed | {' | '.join(FIGURES)} | CPU s |")
    print(f"|---|---|{'---|' * len(FIGURES)}---|", flush=True)
    las: dict[bool, list[float]] = {True: [], False: []}
    for seed in args.seeds:
        for pretrained in (True, False) if args.without else (True,):
            options: list[str | Path] = ["--init-tok2vec", weights] if pretrained else []
            if pretrained and args.use_vectors:
                options += ["--vectors", args.use_vectors]
            scores = train(work, corpora, options, seed, args.epochs)
            las[pretrained].append(100 * scores["las"])
    if not args.without:
        return
    gains = [one - other for one, other in zip(las[True], las[False], strict=True)]
    spread = f" (each seed: {', '.join(f'{gain:+.2f}' for gain in gains)})"
    print(f"\n{statistics.mean(gains):+.2f} LAS, mean of {len(gains)} seeds{spread}")


def train(
    work: Path,
    corpora: tuple[Path, Path],
    options: Sequence[str | Path],
    seed: int,
    epochs: int,
) -> dict[str, float]:
    """Train a tagger and a parser; the best epoch is judged on gold sentences."""
    output = work / f"model-{'pretrained' if options else 'blank'}-{seed}"
    command = [*NLPTK, "train", "en", output, *corpora, "-p", "tagger,parser", "-G", "--force"]
    run = run_once([*command, "-n", str(epochs), "--seed", str(seed), *options], ONE_CORE)
    evaluate = [*NLPTK, "evaluate", output / "model-best", corpora[1], "-G", "--json"]
    said = subprocess.run(
        [str(part) for part in evaluate], capture_output=True, text=True, check=True
    )
    scores: dict[str, float] = json.loads(said.stdout)["scores"]
    shown = " | ".join(f"{100 * scores[name]:.2f}" for name in FIGURES)
    print(f"| {'yes' if options else 'no'} | {seed} | {shown} | {run.cpu:.0f} |", flush=True)
    return scores


if __name__ == "__main__":
    main()
