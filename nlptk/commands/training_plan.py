"""What the options of `nlptk train` ask for, as the job that the engine runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import DataError, Place, UsageError

from .corpora import Corpus, CorpusOpener, give_options, refuse_stdin_twice
from .json_files import place_in_json, read_json_object

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from nlptk.engine.pipeline.encoder_file import EncoderFile
    from nlptk.engine.training.run import TrainingJob
    from nlptk.plugins.catalog import Catalog

_DEFAULT_VERSION = "0.0.0"


@dataclass(frozen=True)
class TrainRequest:
    """What to train on what. `train` and `dev` are paths, "-" is standard input.

    `changes` are made to the settings of `config`, each `section.key=value`. `meta` is a file of
    JSON facts about the pipeline, `version` goes before the version that is in it. `options` are
    those of formats, each `name=value`.
    """

    lang: str
    output: Path
    train: str
    dev: str
    config: Path | None = None
    changes: Sequence[str] = ()
    format: str = "auto"
    encoding: str = "utf-8"
    base_model: Path | None = None
    replace_components: bool = False
    resume: bool = False
    force: bool = False
    keep: int = 0
    gpu: int = -1
    version: str | None = None
    meta: Path | None = None
    tag_map: Path | None = None
    init_tok2vec: Path | None = None
    vectors: Path | None = None
    raw_text: str | None = None
    options: Sequence[str] = ()


def changes_of(options: Mapping[str, object]) -> list[str]:
    """Changes to settings, from options by dotted path; what is None or False was not given."""
    return [
        f"{path}={json.dumps(value)}"
        for path, value in options.items()
        if value is not None and value is not False
    ]


def make_job(
    catalog: Catalog, request: TrainRequest, warn: Callable[[str], None] = lambda _text: None
) -> TrainingJob:
    """The job that a request describes. Nothing is written, and of corpora only heads are read.

    Raises:
        UsageError: an option or setting that cannot be.
        DataError: a file that is not there, or not what it should be.
    """
    from nlptk.engine.training.config import load_run_config  # the engine loads when it is used
    from nlptk.engine.training.run import TrainingJob

    refuse_stdin_twice(request.train, request.dev, request.raw_text or "")
    language = catalog.find_language(request.lang)
    changes = [*changes_of({"pipeline.lang": request.lang}), *request.changes]
    pretrained = _pretrained(request)
    config = load_run_config(request.config, changes, catalog.components, pretrained=pretrained)
    if pretrained is not None:
        pretrained.check(config.encoder)
    _warn_of_idle(request.changes, config.components, warn)
    opener = CorpusOpener(catalog, request.lang, request.format, request.encoding, warn)
    train, dev = opener.open(request.train), opener.open(request.dev)
    raw_text = _raw_text(catalog, request, warn)
    give_options([train, dev, *([raw_text] if raw_text else [])], request.options)
    return TrainingJob(
        config=config,
        specs=catalog.components,
        language=language,
        find_language=catalog.find_language,
        train=train.docs,
        train_shuffled=train.shuffled_docs,
        dev=dev.docs,
        output=request.output,
        base_model=request.base_model,
        replace_components=request.replace_components,
        resume=request.resume,
        keep=request.keep,
        gpu=request.gpu,
        meta=_meta(request) | {"plugins": _plugins(catalog)},
        tag_map=_tag_map(request.tag_map),
        init_tok2vec=pretrained,
        vectors=request.vectors,
        raw_text=None if raw_text is None else raw_text.docs,
        force=request.force,
        fingerprints=lambda: {"train": train.fingerprint, "dev": dev.fingerprint},
    )


def _raw_text(
    catalog: Catalog, request: TrainRequest, warn: Callable[[str], None]
) -> Corpus | None:
    """The texts to rehearse on, which need not be in the format of the corpora."""
    if request.raw_text is None:
        return None
    if request.base_model is None:
        raise UsageError(
            "--raw-text without a base model",
            expected="--base-model: what it knows is rehearsed",
            hint="leave --raw-text out to train from nothing",
        )
    opener = CorpusOpener(catalog, request.lang, "auto", request.encoding, warn)
    return opener.open(request.raw_text)


def _plugins(catalog: Catalog) -> dict[str, dict[str, str]]:
    """The distributions of components that are not our own: a pipeline with them needs them."""
    origins = {name: catalog.origin_of(spec) for name, spec in catalog.components.items()}
    return {
        name: {"distribution": origin.distribution, "version": origin.version}
        for name, origin in origins.items()
        if not origin.builtin
    }


def figures_of_job(job: TrainingJob) -> list[str]:
    """The names of the figures that the pipeline of a job will have."""
    from collections import Counter

    from nlptk.engine.scoring.score import SCORERS, figures_of  # loads NumPy

    if job.base_model is not None:  # which may have other components
        return list(figures_of(Counter(), tuple(SCORERS)))
    specs = [job.specs[factory] for factory in job.config.factories.values()]
    scorers = dict.fromkeys(["tokens", *(name for spec in specs for name in spec.scores)])
    return list(figures_of(Counter(), tuple(scorers)))


def _pretrained(request: TrainRequest) -> EncoderFile | None:
    """The weights to start from. Raises `UsageError` where others are there already."""
    if request.init_tok2vec is None:
        return None
    if request.base_model is not None:
        raise UsageError(
            "--base-model and --init-tok2vec both bring weights of the encoder",
            hint="leave one of them out",
        )
    from nlptk.engine.pipeline.encoder_file import read_encoder  # loads when it is used

    return read_encoder(request.init_tok2vec)


def _warn_of_idle(
    changes: Sequence[str], components: Collection[str], warn: Callable[[str], None]
) -> None:
    """Tell of settings for components that are not in the pipeline."""
    for change in changes:
        section, _, rest = change.partition(".")
        name = rest.partition(".")[0]
        if section.strip() == "components" and name not in components:
            warn(f"{change} has no effect: {name} is not in the pipeline")


def _tag_map(path: Path | None) -> dict[str, dict[str, str]] | None:
    if path is None:
        return None
    from nlptk.engine.data.tag_map import entry_flaw  # the engine loads when it is used

    tags = read_json_object(path)
    for tag, entry in tags.items():
        flaw = entry_flaw(tag, entry)
        if flaw is not None:
            place = Place(str(path), *place_in_json(path, [tag, "pos"]))
            raise DataError(
                flaw.message, place=place, expected=flaw.expected, found=flaw.found, hint=flaw.hint
            )
    return tags


def _meta(request: TrainRequest) -> dict[str, Any]:
    meta = read_json_object(request.meta) if request.meta else {}
    return {
        **meta,
        "lang": request.lang,
        "name": meta.get("name") or "pipeline",
        "version": request.version or meta.get("version") or _DEFAULT_VERSION,
    }
