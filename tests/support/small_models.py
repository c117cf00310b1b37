"""Folders of small pipelines, as training writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from small_pipelines import small_pipeline

from nlptk.engine.pipeline.store import save_pipeline

META: dict[str, Any] = {
    "name": "tiny",
    "version": "1.2",
    "author": "Ada",
    "license": "MIT",
    "performance": {"tag_acc": 0.5, "ents_f": 0.25},
    "performance_per_type": {"ents": {"PER": {"p": 0.5, "r": 1.0, "f": 0.6667}}},
    "evaluation": {"documents": 3, "words": 40, "tokens": "gold", "sentences": "own"},
    "training": {
        "epoch": 2,
        "data": {
            "train": {"documents": 8, "words": 72, "name": "train.conllu", "sha256": "ab" * 32},
            "dev": {"documents": 3, "words": 40, "name": "dev.conllu", "sha256": "cd" * 32},
        },
    },
}


def small_model(folder: Path, *names: str, steps: int = 0, **meta: Any) -> Path:
    """A folder with a pipeline of these components, and META with changes."""
    nlp = small_pipeline(*(names or ("tagger", "ner")), steps=steps)
    nlp.meta = META | meta
    nlp.config = "[training]\nseed = 0\n"
    save_pipeline(nlp, folder)
    return folder
