"""Whole processes measured by the operating system's own account of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BENCH = Path(__file__).parent.parent / ".bench"
PEERS = {
    "spacy2": ["spacy==2.3.9", "numpy<2", "setuptools<81"],
    "spacy3": ["spacy==3.8.*"],
}


@dataclass(frozen=True)
class Run:
    """One finished process: seconds by the clock and on the processor, and peak memory in MB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Summary:
    """Medians over several runs."""

    name: str
    wall: float
    cpu: float
    peak: float

    def row(self) -> str:
        """The summary as a row of a Markdown table."""
        return f"| {self.name} | {self.wall:.2f} | {self.cpu:.2f} | {self.peak:.0f} |"


def run_once(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end. Raises `SystemExit` with what it said when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{said.decode(errors='replace')}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(
    commands: Mapping[str, Sequence[str | Path]],
    *,
    runs: int = 5,
    env: Mapping[str, str] | None = None,
) -> list[Summary]:
    """Run commands in turn, after a warm-up of each, and give the medians of each."""
    for command in commands.values():
        run_once(command, env)
    results: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            results[name].append(run_once(command, env))
    return [
        Summary(
            name,
            statistics.median(run.wall for run in done),
            statistics.median(run.cpu for run in done),
            statistics.median(run.peak for run in done),
        )
        for name, done in results.items()
    ]


def print_table(title: str, summaries: Sequence[Summary]) -> None:
    """A Markdown table of medians."""
    print(f"\n### {title}\n")
    print("| command | wall s | CPU s | peak MB |")
    print("|---|---:|---:|---:|")
    for summary in summaries:
        print(summary.row())
    sys.stdout.flush()


def peer_python(name: str) -> Path:
    """The interpreter of a peer's own virtual environment, which is made when it is not there."""
    folder = BENCH / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print(f"installing {' '.join(PEERS[name])} into {folder}", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PEERS[name]], check=True)
        (folder / "ready").touch()
    return python


def data_folder(given: Path | None) -> Path:
    """The folder of corpora: as given, or `NLPTK_DATA`. Raises `SystemExit` when there is none."""
    name = given or os.environ.get("NLPTK_DATA")
    if not name:
        sys.exit("name the folder of corpora with --data or in NLPTK_DATA (benchmarks/README.md)")
    folder = Path(name)
    if not folder.is_dir():
        sys.exit(f"{folder} is no folder; see benchmarks/README.md for what it should hold")
    return folder
