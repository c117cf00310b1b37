"""The weights of an encoder as one file, with all that is needed to make an encoder of them.

The file has the safetensors layout: the weights and the words it knows, and in its header the
settings of the encoder and facts about where it comes from. Nothing in it is executed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.sink import open_file
from nlptk.engine.data.vectors import NO_VECTORS
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.layers.static_vectors import STATIC_VECTORS
from nlptk.engine.layers.weights import get_weights, named_params, set_weights

from .encoder import Encoder, EncoderSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from thinc.api import Ops

    from nlptk.engine.data.vectors import Vectors

_VERSION = 1
_KEY = "nlptk.encoder"
_MODEL, _LEXICON = "model/", "lexicon/"
_IN_FOLDER = "encoder-best.safetensors"
_FREE = frozenset({"word_dropout"})
"""Settings of training that say nothing about the weights."""


@dataclass(frozen=True, slots=True)
class EncoderFile:
    """What a file holds: the settings of the encoder, arrays by name, and facts about it.

    `vectors` is the digest of the table of static vectors that the encoder reads, "" for none.
    `digest` tells files of different content apart.
    """

    path: Path
    settings: EncoderSettings
    vectors: str
    arrays: Mapping[str, NDArray[Any]]
    about: Mapping[str, Any]
    digest: str

    def check(self, settings: EncoderSettings) -> None:
        """Raise `UsageError` that lists what differs unless weights fit an encoder set up so."""
        different = [
            f"{field.name} is {getattr(self.settings, field.name)!r} in the file"
            f" and {getattr(settings, field.name)!r} here"
            for field in fields(EncoderSettings)
            if field.name not in _FREE
            and getattr(settings, field.name) != getattr(self.settings, field.name)
        ]
        if different:
            raise UsageError(
                f"{self.path} is of another encoder: {'; '.join(different)}",
                hint="leave these settings out: they are taken from the file",
            )

    def make(self, ops: Ops, vectors: Vectors = NO_VECTORS) -> Encoder:
        """A new encoder with these weights, which knows the words that this one knew."""
        return self.pour_into(Encoder(self.settings, ops, vectors))

    def pour_into(self, encoder: Encoder) -> Encoder:
        """Give an encoder without weights those of the file, and the words; returns it.

        Static vectors that the encoder reads and the file knows nothing of add nothing at first.

        Raises:
            UsageError: the encoder has other settings, or not the vectors of the file.
            DataError: the file is damaged.
        """
        self.check(encoder.settings)
        self._check_vectors(encoder.vectors)
        try:
            encoder.restore(_under(self.arrays, _LEXICON))
            weights = _under(self.arrays, _MODEL)
            if not self.vectors:
                weights = _zeros_of_static(encoder) | weights
            set_weights(encoder.built, weights)
        except KeyError as error:
            raise _damaged(self.path, f"{error} is missing") from error
        except DataError as error:
            raise error.located(path=str(self.path)) from error.__cause__
        return encoder

    def _check_vectors(self, vectors: Vectors) -> None:
        if not self.vectors or self.vectors == (vectors.digest if vectors else ""):
            return
        name = self.about.get("vectors", "")
        raise UsageError(
            f"{self.path} was pretrained with vectors as input{f': {name}' if name else ''}",
            found=f"another table: {vectors.name}" if vectors else "none",
            hint="--vectors names that table",
        )


def save_encoder(encoder: Encoder, path: Path, about: Mapping[str, Any]) -> None:
    """Write an encoder with weights. Raises `OutputError`; a file before it is then untouched."""
    from safetensors.numpy import save  # only when something is kept

    arrays = {f"{_MODEL}{name}": array for name, array in get_weights(encoder.built).items()}
    arrays |= {f"{_LEXICON}{name}": array for name, array in encoder.arrays().items()}
    header = {
        "version": _VERSION,
        "settings": asdict(encoder.settings),
        "vectors": encoder.vectors.digest if encoder.vectors else "",
        "about": dict(about),
    }
    whole = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    with open_file(path) as sink:
        sink.write_bytes(save(whole, {_KEY: json.dumps(header, sort_keys=True)}))


def read_encoder(path: Path) -> EncoderFile:
    """Read a file that `save_encoder` wrote, or the best one in the folder of a pretraining run.

    Raises:
        DataError: it is not there, or is no such file.
    """
    from safetensors import SafetensorError, safe_open  # only when something is loaded

    if path.is_dir():
        path /= _IN_FOLDER
    if not path.is_file():
        raise DataError(
            "no such file",
            place=Place(str(path)),
            expected=f"weights as `nlptk pretrain` writes them, such as {_IN_FOLDER}",
        )
    try:
        with safe_open(path, "numpy") as file:
            header = json.loads((file.metadata() or {})[_KEY])
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        settings, vectors, about = _known(header)
    except KeyError as error:
        raise DataError(
            "these are not the weights of an encoder",
            place=Place(str(path)),
            expected="a file that `nlptk pretrain` wrote",
        ) from error
    except (OSError, SafetensorError, ValueError, TypeError) as error:
        raise _damaged(path, str(error)) from error
    digest = blake2b(path.read_bytes(), digest_size=8).hexdigest()
    return EncoderFile(path, settings, vectors, arrays, about, digest)


def _known(header: Mapping[str, Any]) -> tuple[EncoderSettings, str, dict[str, Any]]:
    if header["version"] != _VERSION:
        raise ValueError(f"version {header['version']} of the format")
    settings = EncoderSettings(**header["settings"])
    return settings, str(header["vectors"]), dict(header["about"])


def _zeros_of_static(encoder: Encoder) -> dict[str, NDArray[Any]]:
    """Zeros for all weights of the layer that static vectors go through."""
    return {
        key: np.zeros_like(node.get_param(name))
        for key, node, name in named_params(encoder.built)
        if node.name == STATIC_VECTORS
    }


def _under(arrays: Mapping[str, NDArray[Any]], start: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)
    }


def _damaged(path: Path, reason: str) -> DataError:
    return DataError(
        f"a damaged file of encoder weights: {reason}",
        place=Place(str(path)),
        hint="copy it again, or pretrain again",
    )
