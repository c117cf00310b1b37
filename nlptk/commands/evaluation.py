"""An evaluation from what was asked for to what is reported; no terminal, no typer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.installed import find_model
from nlptk.engine.pipeline.store import load_pipeline
from nlptk.engine.scoring.bootstrap import Comparison, compare, intervals
from nlptk.engine.scoring.errors import BadSentence, add_worst
from nlptk.engine.scoring.score import figures_of
from nlptk.engine.stream.corpus import Corpus, CorpusSettings
from nlptk.engine.training.evaluate import judge, scorers_of

from .corpora import CorpusOpener, give_options
from .evaluation_report import EvaluationReport, check_same_documents, read_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example
    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.pipeline.pipes import Pipe
    from nlptk.engine.scoring.counts import Counts
    from nlptk.engine.scoring.report import Scores
    from nlptk.plugins.catalog import Catalog

    from .thresholds import Threshold

_BY_LABEL = "cats_f_"


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """What is to be evaluated, and what is wanted to know.

    `components` run, all when there are none. `thresholds` are about figures that there must be.
    `errors` and `drawings` are how many of the worst sentences, and of the first documents, the
    report has. `keep_counts` keeps what resampling draws from. `options` are those of formats, each
    `name=value`.
    """

    model: Path
    data: str
    format: str = "auto"
    encoding: str = "utf-8"
    components: Sequence[str] = ()
    gold_preproc: bool = False
    own_tokens: bool = False
    gpu: int = -1
    seed: int = 0
    thresholds: Sequence[Threshold] = ()
    confidence: bool = False
    compare: Path | None = None
    errors: int = 0
    drawings: int = 0
    keep_counts: bool = False
    options: Sequence[str] = ()

    @property
    def resampled(self) -> bool:
        """Whether the counts of each document are needed."""
        return self.confidence or self.compare is not None or self.keep_counts


@dataclass
class Evaluation:
    """A pipeline and a corpus, ready to be judged. `other` are counts to compare with, if any."""

    nlp: Language
    corpus: Corpus
    request: EvaluateRequest
    other: Sequence[Counts] | None = None

    @classmethod
    def open(
        cls,
        catalog: Catalog,
        request: EvaluateRequest,
        warn: Callable[[str], None] = lambda _text: None,
    ) -> Evaluation:
        """Load the pipeline and open the corpus.

        Raises:
            UsageError: a component that is not in it, or an option that cannot be.
            DataError: a model, a corpus or another report that is not what it should be.
        """
        if request.gold_preproc and request.own_tokens:
            raise UsageError("-G is about gold tokens, --own-tokens about others", hint="take one")
        other = None if request.compare is None else read_counts(request.compare)
        nlp = load_pipeline(find_model(request.model), catalog.components, catalog.find_language)
        nlp.use_gpu(request.gpu)
        opener = CorpusOpener(catalog, nlp.lang, request.format, request.encoding, warn)

        def own_tokens(reference: Doc) -> Doc:
            return nlp.make_doc(reference.text)

        annotated = opener.open(request.data)
        give_options([annotated], request.options)
        corpus = Corpus(
            annotated.docs,
            CorpusSettings(gold_sents=request.gold_preproc),
            tokenize=own_tokens if request.own_tokens else None,
            on_bad=lambda error: warn(f"left out: {error}"),
        )
        return cls(nlp, corpus, request, other)

    def run(self) -> EvaluationReport:
        """Judge the pipeline on the corpus, in one pass.

        Raises:
            UsageError: the corpus is empty, or a threshold is about a figure that there is not.
            DataError: what it is to be compared with is about other documents.
        """
        request = self.request
        seen = _Seen(request.errors, request.drawings)
        with self.nlp.select_pipes(request.components or [pipe.name for pipe in self.nlp.pipes]):
            names = scorers_of(self.nlp)
            self._check_thresholds(names)
            pipes = self.nlp.active
            judgement = judge(
                self.nlp,
                self.corpus.examples(),
                names=names,
                gold_sents=request.gold_preproc,
                keep_counts=request.resampled,
                watch=seen.look,
            )
        size = self.corpus.measure()  # known by now: nothing is read again
        if not size.words:
            raise UsageError(
                f"there is nothing to evaluate on: {request.data} has no words",
                expected="annotated documents",
            )
        by_doc = judgement.scores.by_doc
        rng = np.random.default_rng(request.seed)
        return EvaluationReport(
            request=request,
            judgement=judgement,
            scorers=names,
            tokens="own" if request.own_tokens else "gold",
            sentences="gold" if request.gold_preproc else "own",
            documents=size.examples,
            left_out=size.bad,
            unjudged=[pipe.name for pipe in pipes if _is_unjudged(pipe, judgement.scores)],
            on_gpu=request.gpu >= 0,
            intervals=intervals(by_doc, names, rng) if request.confidence else {},
            comparisons=self._compared(by_doc, names),
            worst=seen.worst,
            drawn=seen.docs,
        )

    def _check_thresholds(self, scorers: Sequence[str]) -> None:
        figures = list(figures_of(Counter(), scorers))
        for threshold in self.request.thresholds:
            if not ("cats" in scorers and threshold.figure.startswith(_BY_LABEL)):
                threshold.check(figures)

    def _compared(self, by_doc: Sequence[Counts], names: Sequence[str]) -> dict[str, Comparison]:
        path = self.request.compare
        if path is None or self.other is None:
            return {}
        check_same_documents(path, self.other, by_doc)
        return compare(self.other, by_doc, names, np.random.default_rng(self.request.seed))


def _is_unjudged(pipe: Pipe, scores: Scores) -> bool:
    """Whether there were no gold annotations to judge a component by."""
    figures = figures_of(Counter(), pipe.spec.scores)
    return bool(figures) and all(scores[name] is None for name in figures)


class _Seen:
    """Keeps of annotated examples what is shown besides figures: few of them, however many come."""

    def __init__(self, errors: int, drawings: int) -> None:
        self.worst: list[BadSentence] = []
        self.docs: list[Doc] = []
        self._errors = errors
        self._drawings = drawings

    def look(self, example: Example) -> None:
        """Take note of an annotated example."""
        if self._errors:
            self.worst = add_worst(self.worst, example, self._errors)
        if len(self.docs) < self._drawings:
            self.docs.append(example.predicted)
