"""A training run that is killed at any moment goes on as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

OPTIONS = ["-p", "tagger,ner", "-n", "4", "-ns", "8", "--set", "encoder.hidden_width=16"]
OPTIONS += ["--set", "encoder.embed_rows=2000", "--set", "encoder.type_width=16"]
SAMPLE = Path(__file__).parents[2] / "samples" / "en_sample"
RESULTS = ("model-best/weights.safetensors", "model-last/weights.safetensors")


def command(output, *more):
    corpora = [str(SAMPLE / "dev.conllu")] * 2
    return [
        sys.executable,
        "-m",
        "nlptk",
        "-q",
        "train",
        "en",
        str(output),
        *corpora,
        *OPTIONS,
        *more,
    ]


def results(output):
    names = (*RESULTS, "checkpoint.safetensors")
    return {name: (output / name).read_bytes() for name in names}


@pytest.fixture(scope="module")
def environment():
    return {**os.environ, "NLPTK_PLUGINS": "none", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory, environment):
    output = tmp_path_factory.mktemp("whole") / "out"
    started = time.monotonic()
    subprocess.run(command(output), check=True, env=environment)
    return results(output), time.monotonic() - started


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_run_ends_with_the_same_bytes(tmp_path, untouched, environment, seed):
    whole, seconds = untouched
    moment = np.random.default_rng(seed).uniform(0.3, 0.95) * seconds
    output = tmp_path / "out"
    process = subprocess.Popen(command(output), env=environment)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait()
    go_on = ["--resume"] if (output / "checkpoint.safetensors").exists() else ["--force"]
    subprocess.run(command(output, *go_on), check=True, env=environment)
    assert results(output) == whole
    assert not [path.name for path in output.iterdir() if path.name.startswith(".")]
