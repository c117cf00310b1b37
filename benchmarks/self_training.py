"""What raw text gives that a first model has labelled: 1,000 sentences of gold, the rest silver."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from measure import data_folder, run_once
from pretraining import NLPTK, ONE_CORE, sample, train

GOLD_TIMES = 3
"""How often the labelled sentences are repeated, lest they are outvoted."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--epochs", type=int, default=15, help="of the first model")
    parser.add_argument("--more-epochs", type=int, default=5, help="of the second")
    parser.add_argument("--weights", type=Path, help="a pretrained encoder for both models")
    args = parser.parse_args()
    options = ["--init-tok2vec", args.weights] if args.weights else []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (gold, dev), rest = sample(data_folder(args.data) / "ud" / "en_ewt", work, args.sentences)
        texts, silver, both = (
            work / name for name in ("rest.jsonl", "silver.conllu", "both.conllu")
        )
        texts.write_text("".join(json.dumps({"text": text}) + "\n" for text in rest), "utf-8")
        gains = []
        print("| pretrained | seed | tag | UAS | LAS | CPU s |\n|---|---:|---:|---:|---:|---:|")
        for seed in args.seeds:
            first = train(work, (gold, dev), options, seed, args.epochs)
            model = work / f"model-{'pretrained' if options else 'blank'}-{seed}" / "model-best"
            run_once([*NLPTK, "predict", model, texts, "-o", silver], ONE_CORE)
            both.write_text(silver.read_text("utf-8") + GOLD_TIMES * gold.read_text("utf-8"))
            second = train(work, (both, dev), options, seed, args.more_epochs)
            gains.append(100 * (second["las"] - first["las"]))
    spread = ", ".join(f"{gain:+.2f}" for gain in gains)
    print(f"\n{statistics.mean(gains):+.2f} LAS, mean of {len(gains)} seeds (each: {spread})")


if __name__ == "__main__":
    main()
