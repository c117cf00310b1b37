"""How long it takes from the start of a process to the first document, and to load a model again.

    python benchmarks/loading.py MODEL [--peer-python PYTHON --peer-model PEER]

Processes take turns; CPU seconds, medians. The modules of nlptk are compiled first, as pip does.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import nlptk

PROGRAM = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import {library} as library
nlp = library.load(sys.argv[1])
loaded = time.process_time()
nlp("Ada Lovelace was born in London.")
first = time.process_time()
library.load(sys.argv[1])
print(json.dumps([loaded, first, time.process_time() - first]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--peer-python", type=Path, help="of an environment with spaCy 2")
    parser.add_argument("--peer-model", type=Path, help="a folder that spaCy 2 wrote")
    parser.add_argument("--runs", type=int, default=7)
    args = parser.parse_args()
    compileall.compile_dir(Path(nlptk.__file__).parent, quiet=1)
    ours = [sys.executable, "-c", PROGRAM.format(library="nlptk"), str(args.model)]
    commands = {"nlptk": ours}
    if args.peer_python is not None:
        program = PROGRAM.format(library="spacy")
        commands["spaCy 2"] = [str(args.peer_python), "-c", program, str(args.peer_model)]
    found: dict[str, list[list[float]]] = {name: [] for name in commands}
    for _ in range(args.runs):
        for name, command in commands.items():
            found[name].append(measured(command))
    print("| | import and load | first document at | load again |\n|---|---:|---:|---:|")
    for name, runs in found.items():
        columns = [statistics.median(column) for column in zip(*runs, strict=True)]
        print(f"| {name} | {' | '.join(f'{seconds:.2f}' for seconds in columns)} |")


def measured(command: list[str]) -> list[float]:
    """What a process says of itself: seconds to load, to the first document, to load again."""
    one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, env={**os.environ, **one_core}, capture_output=True, text=True, check=True
    )
    seconds: list[float] = json.loads(done.stdout.splitlines()[-1])
    return seconds


if __name__ == "__main__":
    main()
