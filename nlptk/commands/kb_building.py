"""The build of a knowledge base from what was asked for to what is reported; no terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nlptk.engine.data.source import Source
from nlptk.engine.errors import UsageError
from nlptk.engine.kb.build import BuildSettings, KbBuild
from nlptk.engine.kb.candidates import CandidateGenerator
from nlptk.engine.kb.knowledge_base import KnowledgeBase
from nlptk.engine.kb.recall import gold_links, measure_recall

from .corpora import CorpusOpener, give_options, refuse_stdin_twice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlptk.engine.kb.report import BuildReport
    from nlptk.plugins.catalog import Catalog

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class KbRequest:
    """Which tables become which knowledge base.

    `model` makes vectors of descriptions, by `encode` ("words", "context", or "" for what it can).
    `dev` are documents with links, in `format`, whose recall is measured; `options` are those of
    that format, each `name=value`.
    """

    entities: str
    aliases: str
    output: Path
    model: Path | None = None
    encode: str = ""
    dev: str = ""
    format: str = "auto"
    lang: str = "xx"
    encoding: str = "utf-8"
    settings: BuildSettings = field(default_factory=BuildSettings)
    options: Sequence[str] = ()


def run_build(
    catalog: Catalog,
    request: KbRequest,
    *,
    warn: Callable[[str], None],
    progress: Callable[[int], None],
) -> BuildReport:
    """Build, and measure the recall if there is something to measure it on.

    Raises as `KbBuild.run`, and `DataError` or `UsageError` for a model or documents that cannot
    be read.
    """
    refuse_stdin_twice(request.entities, request.aliases, request.dev)
    if request.encode and request.model is None:
        raise UsageError("--encode says how --model makes vectors", hint="give a --model")
    if request.options and not request.dev:
        raise UsageError("-O says how the documents of --dev are read", hint="give a --dev")
    opener = CorpusOpener(catalog, request.lang, request.format, request.encoding, warn)
    dev = opener.open(request.dev) if request.dev else None
    if dev is not None:
        give_options([dev], request.options)
    if dev is not None and request.dev != "-":
        next(iter(dev.docs()), None)  # what cannot be read is said now, and not after hours
    build = KbBuild(request.settings, progress=progress)
    if request.model is not None:
        # what predicts takes long to load
        from nlptk.engine.pipeline.store import load_pipeline
        from nlptk.engine.pipeline.text_vectors import text_encoder

        nlp = load_pipeline(request.model, catalog.components, catalog.find_language)
        build.encode, kind = text_encoder(nlp, request.encode)
        build.encoder = f"{kind} of {request.model}"
    report = build.run(
        Source(request.entities, encoding=request.encoding),
        Source(request.aliases, encoding=request.encoding),
        request.output,
    )
    report.peak_mb = peak_megabytes()
    if dev is not None:
        generator = CandidateGenerator(KnowledgeBase.open(request.output))
        report.recall = measure_recall(gold_links(dev.docs()), generator)
    return report


def peak_megabytes() -> float | None:
    """The most memory this process has had; None where the system does not tell."""
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / _MEGABYTE if sys.platform == "darwin" else peak / 1024, 1)
