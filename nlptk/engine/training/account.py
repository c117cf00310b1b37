"""What a run leaves in meta.json: how good the pipeline is, on what, and what it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlptk.engine.stream.corpus import CorpusSize

    from .config import RunConfig
    from .evaluate import Judgement
    from .loop import Progress
    from .prepare import Survey

_BY_TYPE = "_per_type"


def scores_account(judgement: Judgement, dev: CorpusSize, config: RunConfig) -> dict[str, Any]:
    """How good the pipeline was after an epoch, and under which conditions.

    Nothing that two runs of the same settings would disagree about, such as speed.
    """
    scores = judgement.scores
    settings = config.training
    return {
        "performance": {name: value for name, value in scores.figures.items() if value is not None},
        "performance_per_type": {
            name.removesuffix(_BY_TYPE): dict(table)
            for name, table in scores.tables.items()
            if name.endswith(_BY_TYPE) and table
        },
        "evaluation": {
            "data": "dev",
            "documents": dev.examples,
            "words": judgement.words,
            "tokens": "own" if settings.own_tokens else "gold",
            "sentences": "gold" if settings.gold_preproc else "own",
        },
    }


def training_account(
    progress: Progress, found: Survey, dev: CorpusSize, corpora: Mapping[str, Any], base: str
) -> dict[str, Any]:
    """What the pipeline was made from. `corpora` are the fingerprints of `train` and `dev`.

    `base` is the pipeline that it was before, if any.
    """
    sizes = {"train": (found.examples, found.words), "dev": (dev.examples, dev.words)}
    return {
        "epoch": progress.epoch,
        "step": progress.step,
        "base_model": base,
        "data": {
            name: {"documents": documents, "words": words, **corpora.get(name, {})}
            for name, (documents, words) in sizes.items()
        },
    }
