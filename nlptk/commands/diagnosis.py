"""A run of `nlptk debug-data`, from what was asked for to its report; no terminal, no typer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from nlptk.engine.data.diagnostic import Diagnostic, Severity
from nlptk.engine.data.doc import Doc
from nlptk.engine.diagnostics.baseline import Baseline, read_baseline
from nlptk.engine.diagnostics.report import Collector, DiagnosticsReport, Finding, in_order
from nlptk.engine.diagnostics.run import CheckRun, Part
from nlptk.engine.diagnostics.selection import Selection, make_checks, rules_of
from nlptk.engine.diagnostics.source_lines import with_source_lines
from nlptk.engine.diagnostics.statistics import make_statistics
from nlptk.engine.diagnostics.survey import Survey
from nlptk.engine.errors import UsageError
from nlptk.engine.filling import unknown

from .corpora import Corpus, CorpusOpener, give_options, refuse_stdin_twice
from .pictures import picture_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from nlptk.engine.data.layers import Layer
    from nlptk.engine.protocols import Check
    from nlptk.plugins.catalog import Catalog

_PROGRESS_EVERY = 100
SUSPECTED = "Q101"


@dataclass(frozen=True)
class DebugDataRequest:
    """What to check. `train` and `dev` are paths, "-" is standard input; "" for no dev corpus.

    `components` narrow the checks to the layers that these read or write. `select` and `ignore`
    are beginnings of codes, `changes` thresholds as `CODE.setting=value`. What `compare` has is
    given to all checks that have a setting of that name: `tag_map`, `base_model`, `kb`. `most`
    findings of a code are kept, 0 for all. Findings below `least` do not count at all. `baseline`
    is a file of known findings; `keep_baseline` asks for one of these. `fail_on` is the least grave
    finding that makes the run fail, None for never. `pictures` asks for drawings of findings,
    `suspects` for labels that are probably wrong. `options` are those of formats, as `name=value`.
    """

    lang: str
    train: str
    dev: str = ""
    format: str = "auto"
    encoding: str = "utf-8"
    components: Sequence[str] = ()
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    changes: Sequence[str] = ()
    compare: Mapping[str, str] = field(default_factory=dict)
    baseline: Path | None = None
    keep_baseline: bool = False
    most: int = 0
    least: Severity = Severity.INFO
    fail_on: Severity | None = Severity.ERROR
    pictures: bool = False
    suspects: bool = False
    options: Sequence[str] = ()


@dataclass
class Diagnosis:
    """Checks and corpora, ready to be run. `found` is the baseline of what is found, if wanted."""

    request: DebugDataRequest
    checks: Sequence[Check]
    parts: Sequence[Part]
    run: CheckRun
    selection: Selection
    catalog: Catalog
    known: Baseline | None = None
    found: Baseline | None = None
    progress: Callable[[int], None] = lambda _done: None
    announce: Callable[[str], None] = lambda _text: None
    _docs: int = field(default=0, init=False)
    _doc: Doc | None = field(default=None, init=False)

    @classmethod
    def open(
        cls,
        catalog: Catalog,
        request: DebugDataRequest,
        warn: Callable[[str], None] = lambda _text: None,
    ) -> Diagnosis:
        """Choose the checks and open the corpora; nothing but heads of files is read.

        Raises:
            UsageError: an option that cannot be.
            DataError: a file that is not there, or cannot be read at all.
        """
        refuse_stdin_twice(request.train, request.dev)
        catalog.find_language(request.lang)
        selection = Selection(request.select, request.ignore)
        selection.check(catalog.checks.keys())
        checks = make_checks(catalog.checks, selection, request.changes, request.compare)
        layers = _layers_of(catalog, request.components)
        known = None if request.baseline is None else read_baseline(request.baseline)
        opener = CorpusOpener(catalog, request.lang, request.format, request.encoding, warn)
        parts, corpora = _open_parts(opener, request)
        offsets_of = corpora[0].offsets_of

        def tokenize(doc: Doc) -> Doc:
            return Doc.from_offsets(doc.vocab, doc.text, *offsets_of(doc.text))

        origins = {code: str(catalog.origin_of(check)) for code, check in catalog.checks.items()}
        survey = Survey(layers=layers)
        run = CheckRun(parts, checks, rules_of(catalog.checks), tokenize, origins, survey)
        found = Baseline() if request.keep_baseline else None
        self = cls(request, checks, parts, run, selection, catalog, known, found)
        run.parts = [replace(part, docs=self._watched(part.docs)) for part in parts]
        return self

    def report(self) -> DiagnosticsReport:
        """Run the checks, in one pass over each file."""
        request = self.request
        collector = Collector(request.most, request.least, self.known)
        for found in chain(self.run, self._suspects()):
            if not self.selection.wants(found.code):
                continue
            if self.found is not None:
                self.found.add(found.fingerprint, found.code)
            kept = collector.take(found)
            if kept is not None and request.pictures:
                self._draw(collector, kept)
        findings = in_order(collector.kept, [part.path for part in self.parts])
        return DiagnosticsReport(
            lang=request.lang,
            findings=with_source_lines(findings, request.encoding),
            tallies=collector.tallies,
            totals=collector.totals,
            known=collector.known,
            stale={} if self.known is None else self.known.left,
            statistics=make_statistics(self.run.survey, [part.name for part in self.parts]),
            checks=self.catalog.checks,
            fail_on=request.fail_on,
        )

    def _suspects(self) -> Iterator[Diagnostic]:
        """Labels that are probably wrong, the most probable first; nothing unless asked for."""
        if self.request.suspects and self.selection.wants(SUSPECTED):
            from .suspicion import suspected  # brings thinc along

            check = self.catalog.checks[SUSPECTED]
            language = self.catalog.find_language(self.request.lang)
            docs = self.parts[0].docs
            specs = self.catalog.components
            yield from suspected(docs, check, specs, language, self.announce)

    def _draw(self, collector: Collector, kept: Finding) -> None:
        """Draw what a finding is about while its document is at hand."""
        check = self.catalog.checks.get(kept.diagnostic.code)
        where = kept.diagnostic.where
        if self._doc is None or check is None or where.tokens is None:
            return
        if self._doc.place().path == kept.diagnostic.place.path and where.record == self._docs:
            picture = picture_of(self._doc, where.tokens, check.layers, f"{len(collector.kept)}")
            collector.kept[-1] = replace(kept, picture=picture)

    def _watched(self, docs: Callable[[], Iterator[Doc]]) -> Callable[[], Iterator[Doc]]:
        """The same documents, counted as they go by; the last one is kept at hand."""
        total = 0

        def watched() -> Iterator[Doc]:
            nonlocal total
            for self._docs, doc in enumerate(docs(), start=1):
                self._doc = doc
                total += 1
                yield doc
                if total % _PROGRESS_EVERY == 0:
                    self.progress(total)
            self._doc = None

        return watched


def _open_parts(opener: CorpusOpener, request: DebugDataRequest) -> tuple[list[Part], list[Corpus]]:
    parts, corpora = [], []
    for name, path in (("train", request.train), ("dev", request.dev)):
        if not path:
            continue
        findings: list[Diagnostic] = []
        corpus = opener.open(path, findings)
        for one in corpus.inputs:
            if one.source.path is not None:
                one.source.head()  # a file that cannot be read at all is no finding
        corpora.append(corpus)
        parts.append(Part(name, corpus.docs, findings, path))
    give_options(corpora, request.options)
    return parts, corpora


def _layers_of(catalog: Catalog, components: Sequence[str]) -> frozenset[Layer]:
    """The layers that components read or write.

    Raises:
        UsageError: there is no such component.
    """
    layers: set[Layer] = set()
    for name in components:
        spec = catalog.components.get(name)
        if spec is None:
            what = unknown(name, list(catalog.components), "component")
            raise UsageError(f"-p {name}: {what}")
        layers |= spec.gives | spec.needs
    return frozenset(layers)
