"""Fixtures for every test: a command line to run, and a vocabulary."""

from __future__ import annotations

import io
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from nlptk.commands.app import run
from nlptk.engine.data.vocab import Vocab

# a busy machine is no fault of a strategy
settings.register_profile("patient", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("patient")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # as in what a shell starts in the background: tests of Ctrl-C want it, here and in children
    signal.signal(signal.SIGINT, signal.default_int_handler)

SAMPLE = Path(__file__).parent.parent / "samples" / "en_sample"


@dataclass(frozen=True)
class Outcome:
    """What a command line did."""

    code: int
    out: str
    err: str


class CommandLine:
    """Runs `nlptk` in this process, in a folder of its own and without strangers' plugins."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capfd = capfd
        monkeypatch.chdir(folder)
        monkeypatch.setenv("NLPTK_PLUGINS", "none")

    def __call__(self, *args: str | Path, stdin: bytes = b"") -> Outcome:
        stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin)))  # type: ignore[arg-type]
        self._monkeypatch.setattr(sys, "stdin", stream)
        self._capfd.readouterr()
        code = run([str(arg) for arg in args])
        sys.stdout.flush()
        captured = self._capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def files(self) -> list[str]:
        """All files below the folder, hidden ones too."""
        return sorted(
            str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()
        )


@pytest.fixture
def nlptk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> CommandLine:
    return CommandLine(tmp_path, monkeypatch, capfd)


@pytest.fixture
def vocab() -> Vocab:
    return Vocab()


@pytest.fixture
def sample() -> Path:
    return SAMPLE
