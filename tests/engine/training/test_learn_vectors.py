"""Vectors learned by the real floret and gensim, where they are installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from nlptk.engine.data.vectors import Vectors
from nlptk.engine.errors import UsageError
from nlptk.engine.training.learn_vectors import LearnSettings, choose_learner, learn_vectors

SETTINGS = {"width": 8, "rows": 100, "min_count": 2, "shortest": 2, "longest": 3}


def sentences() -> Iterator[Sequence[str]]:
    rng = np.random.default_rng(0)
    words = np.array([f"word{i}" for i in range(60)] + ["New York"])
    return (words[rng.integers(0, len(words), 12)].tolist() for _ in range(400))


@pytest.mark.parametrize("learner", ["floret", "gensim"])
@pytest.mark.filterwarnings("ignore")  # of packages that are not ours
def test_words_of_texts_get_vectors(learner: str) -> None:
    pytest.importorskip(learner)
    found = learn_vectors(sentences, LearnSettings(learner, **SETTINGS))  # type: ignore[arg-type]
    assert found.width == 8
    assert found["word3"].any()
    assert ("NewYork" in found, "unheard" in found) == (True, learner == "floret")


@pytest.mark.filterwarnings("ignore")
def test_gensim_gives_the_same_vectors_again() -> None:
    pytest.importorskip("gensim")
    settings = LearnSettings("gensim", **SETTINGS)  # type: ignore[arg-type]
    assert learn_vectors(sentences, settings).digest == learn_vectors(sentences, settings).digest


@pytest.mark.filterwarnings("ignore")
def test_vectors_of_floret_have_all_their_dimensions() -> None:
    pytest.importorskip("floret")
    found = learn_vectors(sentences, LearnSettings("floret", **SETTINGS))  # type: ignore[arg-type]
    lengths = np.linalg.svd(found.of([f"word{i}" for i in range(60)]), compute_uv=False)
    assert lengths[-1] > 0.001 * lengths[0]


@pytest.mark.filterwarnings("ignore")
def test_words_have_the_vectors_that_floret_gives_them(tmp_path: Path) -> None:
    floret = pytest.importorskip("floret")
    text = tmp_path / "text"
    text.write_text("".join(" ".join(words) + "\n" for words in sentences()))
    model = floret.train_unsupervised(
        str(text), mode="floret", dim=8, bucket=100, minn=2, maxn=4, hashCount=3, minCount=2,
        thread=1, verbose=0,
    )  # fmt: skip
    model.save_floret_vectors(str(tmp_path / "table.floret"))
    vectors = Vectors.load(tmp_path / "table.floret")
    for word in ("word3", "unheard", "Z\u00fcrich"):
        assert np.allclose(vectors[word], model.get_word_vector(word), atol=1e-4)
        assert vectors[word].any()


def test_unknown_learners_are_refused() -> None:
    with pytest.raises(UsageError, match="expected one of: floret, gensim"):
        choose_learner("glove")
