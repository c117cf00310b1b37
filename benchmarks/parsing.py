"""Tagger and parser against spaCy 2.3.9: accuracy by CPU minutes, memory, prediction speed."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Run, data_folder, peer_python, run_once

HERE = Path(__file__).parent
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
FIGURES = ("tag_acc", "uas", "las", "las_nopunct", "sent_start_f", "sent_f")
NLPTK = [sys.executable, "-m", "nlptk", "-q"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--epochs", type=int, nargs="*", default=[2, 5, 9, 24])
    parser.add_argument("--peer-epochs", type=int, default=12, help="0 leaves the peer out")
    parser.add_argument("--keep", type=Path, help="folder to work in, instead of a temporary one")
    args = parser.parse_args()
    treebank = data_folder(args.data) / "ud" / "en_ewt" / "en_ewt-ud"
    with tempfile.TemporaryDirectory() as folder:
        work = args.keep or Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        parts = {name: Path(f"{treebank}-{name}.conllu") for name in ("train", "dev")}
        convert(parts, work)
        print_head()
        peer = train_peer(work, args.peer_epochs) if args.peer_epochs else None
        ours = [train_ours(work, epochs) for epochs in args.epochs]
        if peer is not None:
            print_speeds(work, peer, ours[-1])


def convert(sources: dict[str, Path], work: Path) -> None:
    """The corpora `train` and `dev` as ten-sentence documents, and as single sentences."""
    for name, source in sources.items():
        for target, suffix in (("docbin", "docbin"), ("json", "json")):
            for size in (10, 1):
                output = work / f"{name}-{size}.{suffix}"
                run_once([*NLPTK, "convert", source, "-t", target, "-n", str(size), "-o", output])
                if target == "json":
                    leave_out_raw(output)


def leave_out_raw(path: Path) -> None:
    """Take the text out of training JSON, as spaCy's own converter does.

    With it spaCy learns from its own tokens, and skips every document that has others.
    """
    documents = json.loads(path.read_text("utf-8"))
    for document in documents:
        for paragraph in document["paragraphs"]:
            paragraph.pop("raw", None)
    path.write_text(json.dumps(documents, ensure_ascii=False), "utf-8")


def train_peer(work: Path, epochs: int, lang: str = "en") -> Path:
    """Train spaCy's tagger and parser; its best model is judged."""
    model = work / "peer"
    command = [
        peer_python("spacy2"), "-m", "spacy", "train", lang, model,
        work / "train-10.json", work / "dev-10.json", "-p", "tagger,parser", "-n", str(epochs),
    ]  # fmt: skip
    run = run_once(command, ONE_CORE)
    for size in (10, 1):
        predicted = work / f"peer-{size}.json"
        annotate = [peer_python("spacy2"), HERE / "peer_annotate.py", model / "model-best"]
        run_once([*annotate, work / f"dev-{size}.json", predicted], ONE_CORE)
        score = [sys.executable, str(HERE / "score_predicted.py"), str(predicted)]
        said = subprocess.run(
            [*score, str(work / f"dev-{size}.docbin")], capture_output=True, text=True, check=True
        )
        print_row(f"spaCy 2.3.9, {epochs} epochs", size, run, json.loads(said.stdout))
    return model / "model-best"


def train_ours(work: Path, epochs: int, lang: str = "en") -> Path:
    """Train nlptk's tagger and parser for so many epochs; its best model is judged."""
    output = work / f"ours-{epochs}"
    command = [*NLPTK, "train", lang, output, work / "train-10.docbin", work / "dev-10.docbin"]
    run = run_once([*command, "-p", "tagger,parser", "-n", str(epochs), "--force"], ONE_CORE)
    for size, options in ((10, []), (1, ["-G"])):
        evaluate = [*NLPTK, "evaluate", output / "model-best", work / f"dev-{size}.docbin"]
        said = subprocess.run(
            [str(part) for part in [*evaluate, *options, "--json"]],
            capture_output=True,
            text=True,
            check=True,
        )
        print_row(f"nlptk, {epochs} epochs", size, run, json.loads(said.stdout)["scores"])
    return output / "model-best"


def print_head(treebank: str = "en_ewt") -> None:
    print(f"\n### Tagger and parser, UD {treebank}, dev\n")
    print(f"| pipeline | CPU min | peak MB | documents | {' | '.join(FIGURES)} |")
    print("|---|---:|---:|---|" + "---:|" * len(FIGURES))


def print_row(name: str, size: int, run: Run, scores: dict[str, float | None]) -> None:
    documents = "10 sentences, own segmentation" if size > 1 else "gold sentences"
    found = [scores[figure] for figure in FIGURES]
    values = " | ".join("-" if one is None else f"{one * 100:.2f}" for one in found)
    print(f"| {name} | {run.cpu / 60:.1f} | {run.peak:.0f} | {documents} | {values} |", flush=True)


def print_speeds(work: Path, peer: Path, ours: Path, runs: int = 5) -> None:
    """Words a second on one core: in turn, so that both meet the same machine."""
    peers = [peer_python("spacy2"), HERE / "peer_speed.py", peer]
    commands = {"spaCy 2.3.9": peers, "nlptk": [sys.executable, HERE / "our_speed.py", ours]}
    print("\n### Prediction, ten-sentence documents, one core\n")
    print("| pipeline | from tokens, words/s | from text, words/s |")
    print("|---|---:|---:|")
    speeds: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            said = subprocess.run(
                [str(part) for part in [*command, work / "dev-10.json"]],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, **ONE_CORE},
            )
            speeds[name].append(json.loads(said.stdout.splitlines()[-1]))
    for name, found in speeds.items():
        tokens, text = (
            statistics.median(one[kind] for one in found) for kind in ("tokens", "text")
        )
        print(f"| {name} | {tokens:,.0f} | {text:,.0f} |")


if __name__ == "__main__":
    main()
