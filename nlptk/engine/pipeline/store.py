"""A pipeline as a folder: what it is in JSON, its weights as plain arrays. Nothing is executed.

meta.json            what people read: name, version, components, scores, data (see `meta`)
pipeline.json        what loading needs: settings and state of components and encoders
tokenizer.json       the rules of its language
config.cfg           the settings it was trained with, if it was trained
weights.safetensors  all arrays, by the names of models and parameters; tables in 16 bits
vectors.safetensors  the table of word vectors, if the pipeline has one, to be mapped into memory
COMPONENT/           files of a component that has some (see `KeepsFiles`)
manifest.json        sizes and checksums of all these (see `model_folder`)

The table of vectors is not trained. It is one file, which the folders of a run share where the file
system has hard links: each folder is whole by itself, and the table is on the disk once.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import asdict
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from nlptk._version import __version__
from nlptk.engine.data.vectors import NO_VECTORS, Vectors
from nlptk.engine.data.vectors_file import VECTORS_FILE, keep_vectors, map_vectors
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, PluginError, UsageError
from nlptk.engine.layers.half import halved, table_names
from nlptk.engine.layers.initial import weights_to_come
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.protocols import KeepsFiles
from nlptk.engine.text.languages.plain import language_from_plain, language_to_plain

from .compatibility import check_fitting
from .encoder import Encoder, EncoderSettings
from .language import Language
from .meta import META, full_meta, missing_component
from .model_folder import ModelFolder, damaged, write_model_folder
from .pipes import Pipe, find_spec, make_pipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from nlptk.engine.protocols import ComponentSpec
    from nlptk.engine.text.languages import LanguageData

    from .model_folder import ModelWriter

PIPELINE, TOKENIZER, WEIGHTS = "pipeline.json", "tokenizer.json", "weights.safetensors"
CONFIG = "config.cfg"
_LEXICON = "lexicon"
_CHANGED = "the folder was changed after it was written; copy or train it again"


def save_pipeline(nlp: Language, folder: Path, *, force: bool = False) -> None:
    """Write a pipeline as a folder, which appears whole or not at all.

    Raises:
        OutputError: a folder with files in it unless `force`, or the disk is full.
        UsageError: a component that has learned nothing yet.
    """
    from safetensors.numpy import save  # only when something is kept

    for pipe in nlp.pipes:
        pipe.check_made()

    with write_model_folder(folder, force=force) as files:
        files.write_json(META, full_meta(nlp))
        parts = _write_parts(nlp, files, folder)
        files.write_json(PIPELINE, _describe(nlp, parts))
        files.write_json(TOKENIZER, language_to_plain(nlp.language))
        if nlp.config:
            files.write(CONFIG, [nlp.config.encode()])
        files.write(WEIGHTS, [save(_kept_arrays(nlp))])
        if nlp.vocab.vectors:
            keep_vectors(nlp.vocab.vectors, files, folder)


def pipeline_arrays(nlp: Language) -> dict[str, NDArray[Any]]:
    """All arrays of a pipeline: the words its encoders know, and the weights of all models."""
    arrays: dict[str, NDArray[Any]] = {}
    for key, encoder in nlp.encoders.items():
        for name, array in encoder.arrays().items():
            arrays[f"{_LEXICON}:{key}/{name}"] = array
    for key, model in nlp.models(every=True).items():
        for name, array in get_weights(model).items():
            arrays[f"{key}/{name}"] = np.asarray(array, order="C")
    return arrays


def _kept_arrays(nlp: Language) -> dict[str, NDArray[Any]]:
    """The arrays as they are written: tables in 16 bits."""
    models = nlp.models(every=True).items()
    tables = {f"{key}/{name}" for key, model in models for name in table_names(model)}
    return {
        name: halved(array) if name in tables else array
        for name, array in pipeline_arrays(nlp).items()
    }


def _write_parts(nlp: Language, files: ModelWriter, folder: Path) -> dict[str, str]:
    """Write the files of components, each into a folder; which one has which."""
    parts: dict[str, str] = {}
    for pipe in nlp.pipes:
        if isinstance(pipe.component, KeepsFiles):
            part = re.sub(r"\W", "_", pipe.name, flags=re.ASCII) or "_"
            while part in parts.values():
                part += "_"
            pipe.component.write_files(files.part(part), folder / part)
            parts[pipe.name] = part
    return parts


def _describe(nlp: Language, parts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "nlptk": __version__,
        "tag_map": nlp.vocab.tag_map,
        "encoders": {key: asdict(encoder.settings) for key, encoder in nlp.encoders.items()},
        "pipes": [
            {
                "name": pipe.name,
                "component": pipe.spec.name,
                "encoder": pipe.encoder,
                "settings": asdict(pipe.settings),
                "state": pipe.component.state(),
                **({"files": parts[pipe.name]} if pipe.name in parts else {}),
            }
            for pipe in nlp.pipes
        ],
        **_described_vectors(nlp),
    }


def _described_vectors(nlp: Language) -> dict[str, Any]:
    """Which table the pipeline has, and which encoders read it; nothing where there is none."""
    vectors = nlp.vocab.vectors
    if not vectors:
        return {}
    readers = [key for key, encoder in nlp.encoders.items() if encoder.vectors]
    return {"vectors": {"digest": vectors.digest, "encoders": readers}}


# ---------------------------------------------------------------------- loading


def load_pipeline(
    folder: Path,
    specs: Mapping[str, ComponentSpec],
    language: Callable[[str], LanguageData],
) -> Language:
    """The pipeline that `save_pipeline` wrote. Nothing outside of the folder is read.

    `language` gives the installed rules of a language, for what the folder does not say of it.

    Raises:
        DataError: the folder holds none, or one that is damaged or of another version.
        PluginError: a component of it is not installed; says which package brings it.
    """
    files = ModelFolder.open(folder)
    meta = files.read_json(META)
    check_fitting(
        meta.get("nlptk_version"), path=folder / META, written_by=f"nlptk {files.written_by}"
    )
    files.check(META, PIPELINE, TOKENIZER, WEIGHTS)
    described = files.read_json(PIPELINE)
    with _blaming(folder / TOKENIZER):
        rules = language_from_plain(files.read_json(TOKENIZER), language)
    vectors = map_vectors(files.path / VECTORS_FILE) if VECTORS_FILE in files else NO_VECTORS
    weights = _Weights(files.path / WEIGHTS)
    with _blaming(folder / PIPELINE), weights_to_come(weights.numbers):
        _check_components(described["pipes"], specs, meta)
        nlp = _assemble(described, specs, rules, vectors)
        _read_parts(nlp, described["pipes"], files)
    nlp.meta = meta
    nlp.config = files.read_text(CONFIG) if CONFIG in files else ""
    with _blaming(folder / WEIGHTS):
        for key, encoder in nlp.encoders.items():
            encoder.restore(weights.under(f"{_LEXICON}:{key}"))
        for key, model in nlp.models(every=True).items():
            set_weights(model, weights.under(key))
    return nlp


def _check_components(
    entries: list[Mapping[str, Any]], specs: Mapping[str, ComponentSpec], meta: Mapping[str, Any]
) -> None:
    for entry in entries:
        if entry["component"] not in specs:
            raise missing_component(str(entry["component"]), meta)


def _assemble(
    described: Mapping[str, Any],
    specs: Mapping[str, ComponentSpec],
    rules: LanguageData,
    vectors: Vectors,
) -> Language:
    vocab = Vocab(rules.code)
    vocab.tag_map.update(described["tag_map"])  # as it was trained, whatever it says
    vocab.vectors = vectors
    readers = described["vectors"]["encoders"] if vectors else []
    nlp = Language(rules, specs=specs, vocab=vocab)
    for key, settings in described["encoders"].items():
        seen = vectors if key in readers else NO_VECTORS
        nlp.encoders[key] = Encoder(EncoderSettings(**settings), nlp.ops, seen)
        nlp.encoder_settings = nlp.encoders[key].settings
        nlp.encoders[key].build(np.random.default_rng(0))
    for entry in described["pipes"]:
        pipe = _make_pipe(find_spec(entry["component"], specs), entry)
        nlp.place(pipe)
        width = nlp.encoders[pipe.encoder].width if pipe.encoder else 0
        pipe.component.restore(entry["state"], width)
    return nlp


def _read_parts(nlp: Language, entries: list[Mapping[str, Any]], files: ModelFolder) -> None:
    for pipe, entry in zip(nlp.pipes, entries, strict=True):
        part = entry.get("files")
        if part is not None and isinstance(pipe.component, KeepsFiles):
            pipe.component.read_files(files.path / part, files.part(part))


def _make_pipe(spec: ComponentSpec, entry: Mapping[str, Any]) -> Pipe:
    pipe = make_pipe(spec, entry["name"], entry["settings"])
    pipe.encoder = entry["encoder"]
    return pipe


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    """Name the file whose content leads to an error, whatever the error is."""
    try:
        yield
    except DataError as error:
        error.located(path=str(path))
        error.hint = error.hint or _CHANGED
        raise
    except PluginError:
        raise
    except UsageError as error:  # nobody chose these settings now: the file has them
        raise DataError(
            error.message, expected=error.expected, found=error.found, hint=_CHANGED
        ).located(path=str(path)) from error
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        MemoryError,
        RecursionError,
    ) as error:
        raise DataError(
            f"a model that cannot be put together ({type(error).__name__}: {error})",
            hint=_CHANGED,
        ).located(path=str(path)) from error


class _Weights:
    """The arrays in a file, read model by model: all of them at once would be held twice."""

    def __init__(self, path: Path) -> None:
        """Look at the names and shapes of the arrays. Raises `DataError`."""
        from safetensors import SafetensorError, safe_open  # only when something is loaded

        self._path = path
        self._errors = (OSError, SafetensorError, ValueError, TypeError, AttributeError)
        try:
            self._file = cast("Any", safe_open(path, "numpy"))
            self._names: list[str] = list(self._file.keys())
            shapes = [self._file.get_slice(name).get_shape() for name in self._names]
            self.numbers: int = sum(map(prod, shapes))
        except self._errors as error:
            raise damaged(path, str(error)) from error

    def under(self, key: str) -> dict[str, NDArray[Any]]:
        """The arrays of one model, by the names they have in it. Raises `DataError`."""
        start = f"{key}/"
        try:
            return {
                name.removeprefix(start): self._file.get_tensor(name)
                for name in self._names
                if name.startswith(start)
            }
        except self._errors as error:
            raise damaged(self._path, str(error)) from error
