"""What must be the same for a run to be taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nlptk._version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.pipeline.language import Language

    from .prepare import Survey
    from .run import TrainingJob


def facts_of(job: TrainingJob, nlp: Language, found: Survey) -> dict[str, Any]:
    """The settings that decide what is learned, what it is learned from, and by which version."""
    limits = [f"training.{name}" for name in ("max_steps", "max_minutes", "patience")]
    settings = dict(_flat(job.config.to_dict()))
    pretrained = {} if job.init_tok2vec is None else {"init_tok2vec": job.init_tok2vec.digest}
    vectors = {"vectors": nlp.vocab.vectors.digest} if nlp.vocab.vectors else {}
    return {
        **pretrained,
        **vectors,
        **{name: value for name, value in settings.items() if name not in limits},
        "nlptk": __version__,
        "training examples": found.examples,
        "training words": found.words,
    }


def _flat(sections: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Settings by their dotted names."""
    for name, value in sections.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value
