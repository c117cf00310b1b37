"""A knowledge base of a million entities: how long it takes to build, to open and to ask.

The tables are made up: names of one to four words drawn from a Zipf distribution, aliases that are
parts of names, vectors of 64 numbers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from measure import run_once

from nlptk import KnowledgeBase
from nlptk.engine.kb.candidates import CandidateGenerator

WORDS, WIDTH, KINDS_OF_VECTORS = 200_000, 64, 1000
LETTERS = np.array(list("aaabcdeeefghiiijklmnooopqrstuuvwxyz"))
OPEN = """
import sys, time
from nlptk.engine.kb.knowledge_base import KnowledgeBase
clocks = time.perf_counter, time.process_time
before = [clock() for clock in clocks]
kb = KnowledgeBase.open(sys.argv[1])
opened = [clock() for clock in clocks]
kb.get_candidates(sys.argv[2])
asked = [clock() for clock in clocks]
print(*(end - start for end in (opened, asked) for start, end in zip(before, end)))
"""


def make_tables(folder: Path, entities: int, aliases: int, rng: np.random.Generator) -> list[str]:
    """Write the tables and return some of the aliases."""
    words = [
        "".join(letters).capitalize()
        for letters in rng.choice(LETTERS, (WORDS, 7))[:, : int(rng.integers(5, 8))]
    ]
    drawn = rng.zipf(1.3, entities * 4) % WORDS
    sizes = rng.integers(1, 5, entities)
    vectors = [
        " ".join(f"{number:.4f}" for number in row)
        for row in rng.standard_normal((KINDS_OF_VECTORS, WIDTH))
    ]
    names = []
    with (folder / "entities.tsv").open("w") as file:
        file.write("id\tname\tfreq\tvector\n")
        for row, size in enumerate(sizes.tolist()):
            name = " ".join(words[i] for i in drawn[4 * row : 4 * row + size].tolist())
            names.append(name)
            freq = entities // (row + 1) + 1
            file.write(f"Q{row}\t{name}\t{freq}\t{vectors[row % KINDS_OF_VECTORS]}\n")
    made: dict[str, list[int]] = {}
    row = 0
    while len(made) < aliases:
        row = (row + 1) % entities
        parts = names[row].split()
        alias = names[row] if len(made) < entities // 2 else f"{parts[0]} {words[row % WORDS]}"
        if alias in made and row % 3:
            alias = f"{alias} {len(made)}"
        made.setdefault(alias, []).append(row)
    with (folder / "aliases.tsv").open("w") as file:
        file.write("alias\tentities\tcounts\n")
        for alias, rows in made.items():
            kept = list(dict.fromkeys(rows))
            ids, counts = (f"Q{i}" for i in kept), (str(1 + i % 50) for i in kept)
            file.write(f"{alias}\t{'|'.join(ids)}\t{'|'.join(counts)}\n")
    return list(made)[:: max(1, aliases // 100_000)]


def look_up(kb_folder: Path, aliases: list[str], rng: np.random.Generator) -> None:
    """Print how fast aliases are found, in a random order, in one thread."""
    kb = KnowledgeBase.open(kb_folder)
    asked = [aliases[i] for i in rng.permutation(len(aliases)).tolist()]
    for name in ("first pass", "second pass"):
        started, cpu = time.perf_counter(), time.process_time()
        found = sum(len(kb.get_candidates(alias)) for alias in asked)
        wall, cpu = time.perf_counter() - started, time.process_time() - cpu
        print(
            f"exact look-ups, {name}: {len(asked) / wall:,.0f}/s by the clock, "
            f"{len(asked) / cpu:,.0f}/s of CPU ({found / len(asked):.2f} candidates each)"
        )
    generator = CandidateGenerator(kb)
    some = asked[:5000]
    started = time.process_time()
    found = sum(len(generator(alias)) for alias in some)
    spent = time.process_time() - started
    print(f"all steps: {len(some) / spent:,.0f}/s of CPU ({found / len(some):.1f} candidates)")


def share_of_pages(kb_folder: Path) -> None:
    """Print what two processes that have read all vectors take together (Linux only)."""
    program = (
        "import sys, nlptk; kb = nlptk.KnowledgeBase.open(sys.argv[1]); kb.vectors.sum(); "
        "print(1, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(kb_folder)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for number, process in enumerate(processes, start=1):
        rollup = Path(f"/proc/{process.pid}/smaps_rollup")
        lines = rollup.read_text().splitlines() if rollup.exists() else []
        sizes = {line.split()[0]: int(line.split()[1]) // 1024 for line in lines[1:]}
        print(f"process {number}: {sizes.get('Rss:')} MB, {sizes.get('Pss:')} MB its share")
    for process in processes:
        process.communicate(b"")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--aliases", type=int, default=1_500_000)
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = make_tables(folder, arguments.entities, arguments.aliases, rng)
        tables = [folder / "entities.tsv", folder / "aliases.tsv"]
        print("tables: " + ", ".join(f"{one.stat().st_size / 1e6:.0f} MB" for one in tables))
        build = [sys.executable, "-m", "nlptk", "-q", "kb-build", *tables, folder / "kb"]
        run = run_once(build)
        facts = json.loads((folder / "kb" / "kb.json").read_text())
        size = sum(one.stat().st_size for one in (folder / "kb").iterdir())
        print(f"{facts['entities']:,} entities, {facts['aliases']:,} aliases, {size / 1e6:.0f} MB")
        print(f"build: {run.wall:.0f} s, {run.cpu:.0f} s of CPU, {run.peak:.0f} MB at most")
        command = [sys.executable, "-c", OPEN, str(folder / "kb"), asked[0]]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        wall, cpu, wall_asked, cpu_asked = map(float, said)
        print(f"open: {wall:.3f} s, {cpu:.3f} s of CPU")
        print(f"open and look up one alias: {wall_asked:.3f} s, {cpu_asked:.3f} s of CPU")
        look_up(folder / "kb", asked, rng)
        share_of_pages(folder / "kb")


if __name__ == "__main__":
    main()
