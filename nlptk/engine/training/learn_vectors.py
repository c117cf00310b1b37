"""Word vectors learned from raw text, by floret or gensim, for languages that have none."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk._version import DISTRIBUTION
from nlptk.engine.data.vectors import Vectors
from nlptk.engine.data.vectors_import import ImportPlan, import_vectors
from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Sentences = Callable[[], Iterator[Sequence[str]]]

LEARNERS = ("floret", "gensim")
_WORDS_A_LINE = 1_000  # what floret takes for one text, as fastText does
_FLORET_THREADS = 10
"""Each thread draws the first values of a tenth of the table; with fewer, the rest stays zero, and
vectors with few dimensions to differ in come of it."""


@dataclass(frozen=True, slots=True)
class LearnSettings:
    """How vectors are learned.

    floret gives a table of n-grams, `rows` in all, that knows any word; gensim's word2vec a row for
    each word that comes `min_count` times or more. gensim learns in one thread: the same texts give
    the same vectors. floret needs several, and its vectors differ a little each time.
    """

    learner: str = ""
    width: int = 100
    rows: int = 50_000
    min_count: int = 5
    epochs: int = 5
    shortest: int = 4
    longest: int = 5
    hashes: int = 2


def choose_learner(wanted: str = "") -> str:
    """The learner that was asked for, or the first that is installed.

    Raises `UsageError` when it is not.
    """
    if wanted and wanted not in LEARNERS:
        raise UsageError(
            f"no learner of vectors is called {wanted!r}", expected=f"one of: {', '.join(LEARNERS)}"
        )
    for learner in [wanted] if wanted else LEARNERS:
        if find_spec(learner) is not None:
            return learner
    raise UsageError(
        f"{wanted or 'neither floret nor gensim'} is {'not ' if wanted else ''}installed",
        hint="pip install gensim"
        if wanted == "gensim"
        else f'pip install "{DISTRIBUTION}[vectors]"',
    )


def learn_vectors(sentences: Sentences, settings: LearnSettings) -> Vectors:
    """Vectors of the words in sentences, which are gone through more than once.

    Raises `UsageError` when the learner is not installed, or there are too few words.
    """
    learner = choose_learner(settings.learner)
    with tempfile.TemporaryDirectory(prefix="nlptk-vectors-") as folder:
        text = Path(folder) / "text"
        if not _write_lines(sentences(), text, settings.min_count):
            raise UsageError(
                f"no word comes {settings.min_count} times in the texts",
                hint="give more text, or lower --min-count",
            )
        learn = _with_floret if learner == "floret" else _with_gensim
        vectors = learn(text, settings)
    if not vectors.data.any():
        raise UsageError(f"the texts are too short for {learner} to learn anything from them")
    return vectors


def _write_lines(sentences: Iterable[Sequence[str]], path: Path, min_count: int) -> bool:
    """Words with spaces between, a sentence a line; whether some word comes often enough."""
    seen: dict[str, int] = {}
    enough = False
    with path.open("w", encoding="utf-8") as file:
        for words in sentences:
            whole = ["".join(word.split()) for word in words]
            for start in range(0, len(whole), _WORDS_A_LINE):
                file.write(" ".join(whole[start : start + _WORDS_A_LINE]) + "\n")
            if not enough:
                for word in whole:
                    seen[word] = seen.get(word, 0) + 1
                enough = any(seen[word] >= min_count for word in whole)
    return enough


def _with_floret(text: Path, settings: LearnSettings) -> Vectors:
    floret: Any = import_module("floret")  # an optional package
    model = floret.train_unsupervised(
        str(text),
        mode="floret",
        dim=settings.width,
        bucket=settings.rows,
        minCount=settings.min_count,
        epoch=settings.epochs,
        minn=settings.shortest,
        maxn=settings.longest,
        hashCount=settings.hashes,
        thread=_FLORET_THREADS,
        verbose=0,
    )
    table = text.with_name("vectors.floret")
    model.save_floret_vectors(str(table))
    return import_vectors(table, ImportPlan(name="floret")).vectors


def _with_gensim(text: Path, settings: LearnSettings) -> Vectors:
    word2vec: Any = import_module("gensim.models.word2vec")  # an optional package
    model = word2vec.Word2Vec(
        corpus_file=None,
        sentences=word2vec.LineSentence(str(text), max_sentence_length=_WORDS_A_LINE),
        vector_size=settings.width,
        min_count=settings.min_count,
        epochs=settings.epochs,
        sg=1,
        workers=1,
    )
    return Vectors(np.asarray(model.wv.vectors, np.float32), model.wv.index_to_key, name="word2vec")
