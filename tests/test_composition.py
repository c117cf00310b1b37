"""The names that scripts start from."""

from __future__ import annotations

from pathlib import Path

import pytest

import nlptk
from nlptk.engine.errors import DataError, UsageError


def test_a_blank_pipeline_tokenizes_and_takes_components() -> None:
    vocab = nlptk.Vocab(tag_map={"N": {"pos": "NOUN"}})
    nlp = nlptk.blank("en", vocab=vocab)
    assert nlp.vocab is vocab
    assert isinstance(nlp, nlptk.Language)
    assert [token.text for token in nlp("It works.")] == ["It", "works", "."]
    nlp.add_pipe(nlptk.EntityRuler()).add_patterns([{"label": "ORG", "pattern": "Umbra Play"}])
    doc = nlp("I saw Umbra Play.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Umbra Play", "ORG")]
    assert "ORG" in (doc._repr_html_() or "")
    with pytest.raises(UsageError):
        nlptk.blank("no such language")


def test_a_pipeline_is_loaded_from_a_folder_or_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nlp = nlptk.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Lima"}])
    package = tmp_path / "my_packaged_model"
    nlp.to_disk(package / "model")
    (package / "__init__.py").write_text("raise RuntimeError('a model is loaded, not imported')\n")
    (tmp_path / "my_other_package").mkdir()
    (tmp_path / "my_other_package" / "__init__.py").write_text("")
    loaded = nlptk.load(package / "model")
    assert isinstance(loaded, nlptk.Language)
    assert loaded.pipe_names == ["entity_ruler"]
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [ent.text for ent in nlptk.load("my_packaged_model")("in Lima").ents] == ["Lima"]
    with pytest.raises(UsageError, match="no model 'my_other_package'"):
        nlptk.load("my_other_package")
    with pytest.raises(DataError):
        nlptk.load(tmp_path / "nothing")
