"""Model folders that were damaged in any way: one error that names a file, nothing else.

    NLPTK_FUZZ_CASES=2000 NLPTK_FUZZ_SEED=7 pytest tests/journeys/test_damaged_models.py --timeout 0

tries more of them.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mutations import mutate
from sealed import seal
from small_pipelines import small_pipeline
from tiny_corpus import SPECS

from nlptk.engine.errors import DataError, PluginError
from nlptk.engine.pipeline.model_folder import MANIFEST
from nlptk.engine.pipeline.store import WEIGHTS, load_pipeline, save_pipeline
from nlptk.engine.text.languages import get_language

CASES = int(os.environ.get("NLPTK_FUZZ_CASES", "100"))
SEED = int(os.environ.get("NLPTK_FUZZ_SEED", "0"))
SECONDS = 5  # of computing, for one folder
ROOM = 1 << 22  # what loading needs whatever the size of the model, such as compiled rules

Damage = Callable[[Path, random.Random], object]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good") / "model"
    nlp = small_pipeline("sentencizer", "tagger", "parser", "ner", "textcat", "lemmatizer")
    nlp.config = "[training]\nseed = 0\n"
    save_pipeline(nlp, folder)
    load_pipeline(folder, SPECS, get_language)  # what is imported is not counted as memory
    return folder


# ---------------------------------------------------------------------- kinds of damage


def _file(folder: Path, chance: random.Random) -> Path:
    return chance.choice(sorted(folder.iterdir()))


def change_bytes(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    others = [one.read_bytes()[:4096] for one in sorted(folder.iterdir())]
    path.write_bytes(mutate(path.read_bytes(), others, chance))


def flip_a_bit(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def cut(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    os.truncate(path, chance.randrange(path.stat().st_size))


def grow(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    os.truncate(path, path.stat().st_size + chance.choice((1, 4096, 1 << 33)))  # with a hole


def remove(folder: Path, chance: random.Random) -> None:
    _file(folder, chance).unlink()


def put_a_folder(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    path.unlink()
    path.mkdir()


def put_a_link(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    target = chance.choice((folder / "real", Path("/dev/zero"), Path("/nowhere"), folder))
    if target.name == "real":
        path.rename(target)
    else:
        path.unlink()
    path.symlink_to(target)


def put_a_pipe(folder: Path, chance: random.Random) -> None:
    path = _file(folder, chance)
    path.unlink()
    os.mkfifo(path)


def exchange(folder: Path, chance: random.Random) -> None:
    first, second = chance.sample(sorted(folder.iterdir()), 2)
    first.rename(folder / "between")
    second.rename(first)
    (folder / "between").rename(second)


def forge(folder: Path, chance: random.Random) -> None:
    """Damage that the manifest does not tell of."""
    path = _file(folder, chance)
    data = path.read_bytes()
    size = 3000 if path.name == WEIGHTS else len(data)  # of the weights, what describes them
    others = [one.read_bytes()[:4096] for one in sorted(folder.iterdir())]
    path.write_bytes(mutate(data[:size], others, chance) + data[size:])
    if path.name != MANIFEST:
        seal(folder)


DAMAGES: list[Damage] = [
    *(change_bytes, flip_a_bit, cut, grow, remove, put_a_folder, put_a_link, put_a_pipe, exchange),
    *(forge, forge, forge),
]


# ---------------------------------------------------------------------- what must not happen


@contextmanager
def limited() -> Iterator[None]:
    """Stop what computes for too long: it would not end."""

    def stop(signum: int, frame: object) -> None:
        raise AssertionError(f"no end after {SECONDS} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outcome(folder: Path) -> str:
    """How an attempt to load ends, after checks that it is one of the good ways."""
    tracemalloc.start()
    try:
        with limited():
            load_pipeline(folder, SPECS, get_language)
    except DataError as error:
        path = Path(error.place.path)
        assert folder in (path, path.parent), error
        assert "\n" not in str(error)
        return "refused"
    except PluginError as error:
        assert "the model needs the component" in str(error)
        return "refused"
    else:
        return "loaded"
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        size = sum(path.lstat().st_size for path in folder.iterdir() if path.is_file())
        assert peak < 2 * min(size, 1 << 21) + ROOM, f"{peak:,} bytes for a model of {size:,}"


def test_damaged_models_end_in_one_error(model: Path, tmp_path: Path) -> None:
    ends: dict[str, int] = {}
    for case in range(CASES):
        chance = random.Random(f"{SEED} {case}")
        folder = tmp_path / "model"
        shutil.copytree(model, folder)
        damage = chance.choice(DAMAGES)
        damage(folder, chance)
        try:
            end = outcome(folder)
        except BaseException as error:
            error.add_note(f"case {case} of seed {SEED}: {damage.__name__}")
            raise
        ends[end] = ends.get(end, 0) + 1
        shutil.rmtree(folder)
    assert ends["refused"] > CASES * 0.7
