"""A pipeline as a folder: what it is in JSON, its weights as plain arrays. Nothing is executed.

meta.json            what people read: language, name, version, components, scores, data
pipeline.json        what loading needs: settings and state of components and encoders
weights.safetensors  all arrays, by the names of models and parameters
vectors.safetensors  the table of word vectors, if the pipeline has one; loading maps it into memory

The table is not trained. It is one file, which the folders of a run share where the file system has
hard links: each folder is whole by itself, and the table is on the disk once.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk._version import __version__
from nlptk.engine.data.sink import open_folder
from nlptk.engine.data.vectors import NO_VECTORS, Vectors
from nlptk.engine.data.vectors_file import VECTORS_FILE, keep_vectors, map_vectors
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.layers.weights import get_weights, set_weights

from .encoder import Encoder, EncoderSettings
from .language import Language
from .pipes import Pipe, find_spec, make_pipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from nlptk.engine.protocols import ComponentSpec
    from nlptk.engine.text.languages import LanguageData

FORMAT_VERSION = 1
META, PIPELINE, WEIGHTS = "meta.json", "pipeline.json", "weights.safetensors"
_LEXICON = "lexicon"
_CHANGED = "the folder was changed after it was written; copy or train it again"


def save_pipeline(nlp: Language, folder: Path, *, force: bool = False) -> None:
    """Write a pipeline as a folder, which appears whole or not at all.

    Raises `OutputError` for a folder with files in it unless `force`, or when the disk is full.
    """
    from safetensors.numpy import save  # only when something is kept

    with open_folder(folder, force=force) as sink:
        for name, document in ((META, full_meta(nlp)), (PIPELINE, _describe(nlp))):
            with sink.file(name) as file:
                file.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
        with sink.file(WEIGHTS) as file:
            file.write_bytes(save(pipeline_arrays(nlp)))
        if nlp.vocab.vectors:
            keep_vectors(nlp.vocab.vectors, sink, folder)


def full_meta(nlp: Language) -> dict[str, Any]:
    """What `meta.json` says: what the pipeline was given, and what it knows of itself."""
    labels = {pipe.name: list(getattr(pipe.component, "labels", ())) for pipe in nlp.pipes}
    vectors = {"vectors": nlp.vocab.vectors.facts()} if nlp.vocab.vectors else {}
    return {
        "lang": nlp.lang,
        "name": "model",
        "version": "0.0.0",
        **nlp.meta,
        "nlptk_version": __version__,
        "pipeline": [pipe.name for pipe in nlp.pipes],
        "labels": labels,
        **vectors,
    }


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


def _describe(nlp: Language) -> dict[str, Any]:
    return {
        "format": FORMAT_VERSION,
        "nlptk": __version__,
        "lang": nlp.lang,
        "tag_map": nlp.vocab.tag_map,
        "encoders": {key: asdict(encoder.settings) for key, encoder in nlp.encoders.items()},
        "pipes": [
            {
                "name": pipe.name,
                "component": pipe.spec.name,
                "encoder": pipe.encoder,
                "settings": asdict(pipe.settings),
                "state": pipe.component.state(),
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
    """The pipeline that `save_pipeline` wrote; `language` gives the rules of a language code.

    Raises:
        DataError: the folder holds none, or one that is damaged or of another version.
        UsageError: a component of it is not installed.
    """
    described = _read_json(folder / PIPELINE)
    if described.get("format") != FORMAT_VERSION:
        raise DataError(
            "a model of another version",
            place=Place(str(folder / PIPELINE)),
            expected=f"format {FORMAT_VERSION}",
            found=f"{described.get('format')!r}, written by nlptk {described.get('nlptk', '?')}",
            hint="train it again, or install the version that wrote it",
        )
    arrays = _read_arrays(folder / WEIGHTS)
    with _blaming(folder / PIPELINE):
        vectors = _load_vectors(folder, described)
        nlp = _assemble(described, specs, language, vectors)
    nlp.meta = _read_json(folder / META)
    with _blaming(folder / WEIGHTS):
        for key, encoder in nlp.encoders.items():
            encoder.restore(_under(arrays, f"{_LEXICON}:{key}"))
        for key, model in nlp.models(every=True).items():
            set_weights(model, _under(arrays, key))
    return nlp


def _assemble(
    described: Mapping[str, Any],
    specs: Mapping[str, ComponentSpec],
    language: Callable[[str], LanguageData],
    vectors: Vectors,
) -> Language:
    vocab = Vocab(described["lang"], tag_map=described["tag_map"])
    vocab.vectors = vectors
    readers = described["vectors"]["encoders"] if vectors else []
    nlp = Language(language(described["lang"]), specs=specs, vocab=vocab)
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


def _load_vectors(folder: Path, described: Mapping[str, Any]) -> Vectors:
    """The table that a pipeline was trained with, or none."""
    if "vectors" not in described:
        return NO_VECTORS
    vectors = map_vectors(folder / VECTORS_FILE)
    if vectors.digest != described["vectors"]["digest"]:
        raise DataError(
            "another table of vectors than that of the pipeline",
            place=Place(str(folder / VECTORS_FILE)),
            hint=_CHANGED,
        )
    return vectors


def _make_pipe(spec: ComponentSpec, entry: Mapping[str, Any]) -> Pipe:
    try:
        pipe = make_pipe(spec, entry["name"], entry["settings"])
    except UsageError as error:  # nobody chose these settings now: the file has them
        raise DataError(
            error.message, expected=error.expected, found=error.found, hint=_CHANGED
        ) from error
    pipe.encoder = entry["encoder"]
    return pipe


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    """Name the file whose content leads to an error, whatever the error is."""
    try:
        yield
    except DataError as error:
        error.located(path=str(path))
        raise
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        MemoryError,
    ) as error:
        raise DataError(
            f"a model that cannot be put together ({type(error).__name__}: {error})",
            place=Place(str(path)),
            hint=_CHANGED,
        ) from error


def _under(arrays: Mapping[str, NDArray[Any]], key: str) -> dict[str, NDArray[Any]]:
    """The arrays of one model, by the names they have in it."""
    start = f"{key}/"
    return {
        name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)
    }


def _read_json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise DataError(
            "this is not a model folder: the file is not there",
            place=Place(str(path)),
            expected=f"a folder with {META}, {PIPELINE} and {WEIGHTS}, as `nlptk train` writes it",
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(document, dict):
        raise _damaged(path, f"a {type(document).__name__} where an object was expected")
    return document


def _read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError  # only when something is loaded
    from safetensors.numpy import load_file

    try:
        arrays: dict[str, NDArray[Any]] = load_file(path)
    except (OSError, SafetensorError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    return arrays


def _damaged(path: Path, reason: str) -> DataError:
    return DataError(
        f"a damaged model: {reason}",
        place=Place(str(path)),
        hint="copy the model again, or train it again",
    )
