"""Clothing brands in Reddit posts: entities from nothing, with vectors, and pretrained, by seed."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from measure import data_folder, run_once

if TYPE_CHECKING:
    from collections.abc import Sequence

ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
FIGURES = ("ents_p", "ents_r", "ents_f")
NLPTK = [sys.executable, "-m", "nlptk", "-q"]
POSTS = (
    "ner_fashion_brands/fashion_brands_training.jsonl",
    "ner_food_ingredients/food_data.jsonl",
    "ner_food_ingredients/reddit_r_cooking_sample.jsonl",
)
"""Posts to pretrain on, of which the annotation is not looked at."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--vectors", type=Path, required=True, help="a table of word vectors")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--max-words", type=int, default=3_000_000)
    args = parser.parse_args()
    prodigy = data_folder(args.data) / "prodigy"
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        table, weights = work / "vectors", work / "weights"
        run_once([*NLPTK, "init-model", "en", table, "-v", args.vectors], ONE_CORE)
        pretrain = [*NLPTK, "pretrain", posts(prodigy, work), table, weights, "-uv", "-l", "en"]
        run = run_once([*pretrain, "--max-words", str(args.max_words)], ONE_CORE)
        print(f"pretrained in {run.cpu / 60:.1f} CPU minutes, {run.peak:.0f} MB\n")
        print(f"| | seed | {' | '.join(FIGURES)} | CPU s |")
        print(f"|---|---:|{'---:|' * len(FIGURES)}---:|", flush=True)
        ways: dict[str, list[str | Path]] = {
            "from nothing": [],
            "vectors": ["-v", table],
            "vectors, pretrained": ["-v", table, "--init-tok2vec", weights],
        }
        for name, options in ways.items():
            corpora = [prodigy / f"ner_fashion_brands/fashion_brands_{part}.jsonl"
                       for part in ("training", "eval")]  # fmt: skip
            command = [*corpora, "-p", "ner", "-n", str(args.epochs), "--force", *options]
            found = [train(work / "model", command, name, seed) for seed in args.seeds]
            print(f"| {name} | mean | | | {100 * statistics.mean(found):.2f} | |", flush=True)


def posts(prodigy: Path, work: Path) -> Path:
    """All posts in one file, each once."""
    texts: dict[str, None] = {}
    for name in POSTS:
        for line in (prodigy / name).read_text("utf-8").splitlines():
            texts[json.loads(line)["text"]] = None
    path = work / "posts.jsonl"
    lines = (json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts if text)
    path.write_text("".join(lines), "utf-8")
    return path


def train(output: Path, options: Sequence[str | Path], name: str, seed: int) -> float:
    """Train a recognizer, and print what its best epoch scores."""
    run = run_once([*NLPTK, "train", "en", output, *options, "--seed", str(seed)], ONE_CORE)
    evaluate = [*NLPTK, "evaluate", output / "model-best", options[1], "--json"]
    said = subprocess.run(
        [str(part) for part in evaluate], capture_output=True, text=True, check=True
    )
    scores: dict[str, float] = json.loads(said.stdout)["scores"]
    shown = " | ".join(f"{100 * scores[figure]:.2f}" for figure in FIGURES)
    print(f"| {name} | {seed} | {shown} | {run.cpu:.0f} |", flush=True)
    return scores["ents_f"]


if __name__ == "__main__":
    main()
