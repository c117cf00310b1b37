"""BaseModel: what a pipeline that training starts from knows, without loading or running it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import UsageError

from .installed import find_model
from .meta import META
from .model_folder import ModelFolder

if TYPE_CHECKING:
    from nlptk.engine.data.vectors import Vectors

_LABELLED = (Layer.TAGS, Layer.ARCS, Layer.ENTITIES, Layer.CATEGORIES)


@dataclass(frozen=True)
class BaseModel:
    """What is known of a pipeline: the `labels` of what it learned, by layer, and `files`.

    `files` is None for one that was described and is in no folder; `words` have vectors there.
    """

    name: str
    labels: Mapping[Layer, frozenset[str]] = field(default_factory=dict)
    files: ModelFolder | None = None
    words: tuple[str, ...] = ()

    def vectors(self) -> Vectors | None:
        """Its table of word vectors, mapped from the file; None if it has none.

        Raises:
            DataError: the file is not what was written.
        """
        import numpy as np  # not needed where only labels are

        from nlptk.engine.data.vectors import Vectors
        from nlptk.engine.data.vectors_file import VECTORS_FILE, map_vectors

        if self.files is None:
            table = np.ones((len(self.words), 1), np.float32)
            return Vectors(table, self.words) if self.words else None
        if VECTORS_FILE not in self.files:
            return None
        return map_vectors(self.files.checked(VECTORS_FILE))


@lru_cache(maxsize=4)
def open_base_model(given: str) -> BaseModel:
    """What a pipeline knows, given as a folder, by the name it was installed with, or as JSON.

    The JSON is a description, `{"labels": {layer: [...]}, "words": [...]}`, of what there is no
    folder of.

    Raises:
        UsageError: there is no such pipeline, or JSON says something else.
        DataError: a folder that is not what was written.
    """
    if given.lstrip().startswith("{"):
        return _described(given)
    folder = find_model(given)
    files = ModelFolder.open(folder)
    meta = files.read_json(META)
    components: Mapping[str, Any] = meta.get("components") or {}
    labels: dict[Layer, frozenset[str]] = {}
    for name, component in components.items():
        layer = next((one for one in _LABELLED if one in component.get("gives", ())), None)
        if layer is not None and component.get("trained"):
            found = (meta.get("labels") or {}).get(name) or ()
            labels[layer] = labels.get(layer, frozenset()) | frozenset(map(str, found))
    return BaseModel(given, labels, files)


def _described(given: str) -> BaseModel:
    try:
        described = json.loads(given)
        labels = {
            Layer(layer): frozenset(map(str, labels))
            for layer, labels in described.get("labels", {}).items()
        }
        return BaseModel("base model", labels, words=tuple(map(str, described.get("words", ()))))
    except (AttributeError, TypeError, ValueError) as error:
        raise UsageError(f"{given} describes no pipeline: {error}") from error
