"""The names that scripts start from."""

from __future__ import annotations

import sys
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
    nlp.to_disk(tmp_path / "model")
    loaded = nlptk.load(tmp_path / "model")
    assert isinstance(loaded, nlptk.Language)
    assert loaded.pipe_names == ["entity_ruler"]
    code = "import nlptk\ndef load():\n    return nlptk.load(FOLDER)\n"
    code = code.replace("FOLDER", repr(str(tmp_path / "model")))
    (tmp_path / "my_packaged_model.py").write_text(code)
    (tmp_path / "my_other_package.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [ent.text for ent in nlptk.load("my_packaged_model")("in Lima").ents] == ["Lima"]
    with pytest.raises(UsageError, match="my_other_package gives no pipeline"):
        nlptk.load("my_other_package")
    with pytest.raises(DataError):
        nlptk.load(tmp_path / "nothing")
    for name in ("my_packaged_model", "my_other_package"):
        sys.modules.pop(name, None)
