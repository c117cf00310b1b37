from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_pipelines import small_pipeline

from nlptk.engine.data.layers import Layer
from nlptk.engine.data.vectors import Vectors
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.pipeline.base_model import open_base_model
from nlptk.engine.pipeline.store import save_pipeline


def test_labels_and_vectors_of_a_pipeline_are_known(tmp_path: Path) -> None:
    nlp = small_pipeline("sentencizer", "tagger", "ner", steps=1)
    nlp.vocab.vectors = Vectors(np.ones((2, 3), np.float32), ["cats", "sleep"])
    save_pipeline(nlp, tmp_path / "model")
    known = open_base_model(str(tmp_path / "model"))
    assert known.labels[Layer.ENTITIES] == {"PER", "LOC"}
    assert {"NN", "VB", "."} <= known.labels[Layer.TAGS]
    assert known.labels.keys() == {Layer.ENTITIES, Layer.TAGS}
    vectors = known.vectors()
    assert vectors is not None
    assert vectors.rows_of(["Cats", "dogs"]).lengths.tolist() == [1, 0]


def test_a_pipeline_may_have_no_vectors(tmp_path: Path) -> None:
    save_pipeline(small_pipeline("tagger", steps=1), tmp_path / "model")
    assert open_base_model(str(tmp_path / "model")).vectors() is None


def test_a_pipeline_can_be_described() -> None:
    known = open_base_model('{"labels": {"tags": ["NN"]}, "words": ["cats"]}')
    assert known.labels == {Layer.TAGS: {"NN"}}
    assert "cats" in (known.vectors() or ())
    assert open_base_model('{"labels": {}}').vectors() is None


@pytest.mark.parametrize("given", ['{"labels": []}', '{"labels": {"colours": []}}', "{"])
def test_a_description_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="describes no pipeline"):
        open_base_model(given)


def test_what_is_no_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        open_base_model(str(tmp_path / "no-model"))
    with pytest.raises(UsageError, match="no model 'no_model'"):
        open_base_model("no_model")
