"""The project to copy: what its Makefile makes, and makes again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "project"
WHEEL = "build/packages/en_demo-0.1.0/dist/en_demo-0.1.0-py3-none-any.whl"

pytestmark = [
    pytest.mark.timeout(600),  # a dozen processes, which wait for each other on a busy machine
    pytest.mark.skipif(shutil.which("make") is None, reason="there is no make"),
]


class Project:
    """A copy of the project with settings that train in a second, and the sample cut short."""

    def __init__(self, folder: Path, sample: Path) -> None:
        self.folder = folder
        shutil.copytree(EXAMPLE, folder)
        for name in ("train", "dev"):
            documents = (sample / f"{name}.conllu").read_text().split("# newdoc")[:5]
            (folder / f"{name}.conllu").write_text("# newdoc".join(documents))

    def command(self, *targets: str, epochs: int = 1) -> list[str]:
        return [
            "make",
            "-j2",
            f"NLPTK={sys.executable} -m nlptk -q",
            "TRAIN=train.conllu",
            "DEV=dev.conllu",
            f"TRAIN_OPTIONS=-n {epochs} -cw 8 -er 600",
            "AT_LEAST=",
            *targets,
        ]

    @property
    def environment(self) -> dict[str, str]:
        root = str(Path(__file__).parents[2])
        return {**os.environ, "PYTHONPATH": root, "NLPTK_PLUGINS": "none"}

    def make(self, *targets: str) -> tuple[int, str]:
        """Exit code of make, and all that it said."""
        done = subprocess.run(
            self.command(*targets),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def start(self, *, epochs: int) -> subprocess.Popen[bytes]:
        """A run in a group of its own, as a shell starts it."""
        return subprocess.Popen(
            self.command(epochs=epochs),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def half_files(self) -> list[str]:
        """What outputs would leave that were not finished."""
        return [str(path) for path in self.folder.rglob("*") if ".tmp" in path.name]


@pytest.fixture
def project(tmp_path: Path, sample: Path) -> Project:
    return Project(tmp_path / "project", sample)


def test_the_chain_is_made_once_and_again_where_it_is_out_of_date(project: Project) -> None:
    code, said = project.make()
    assert code == 0, said
    assert (project.folder / WHEEL).is_file()
    assert "Nothing to be done" in project.make()[1]
    os.utime(project.folder / "meta.json")
    again = project.make()[1]
    assert "package" in again
    assert not any(f"nlptk -q {made}" in again for made in ("convert", "train", "evaluate"))
    (project.folder / "build/trained").touch()
    code, said = project.make("AT_LEAST=--fail-under las=0.99", "build/scores.json")
    assert code != 0
    assert "--fail-under" in said
    assert not (project.folder / "build/scores.json").exists()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_was_interrupted_leaves_nothing_half(
    project: Project, sent: signal.Signals
) -> None:
    process = project.start(epochs=10_000)
    trained = project.folder / "build" / "model" / "model-best"
    deadline = time.monotonic() + 90
    while not trained.exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, sent)
    assert process.wait(60) != 0
    assert not project.half_files()
    assert not (project.folder / "build" / "trained").exists()
    code, said = project.make("build/trained")
    assert code == 0, said
