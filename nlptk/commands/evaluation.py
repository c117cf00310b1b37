"""An evaluation from what was asked for to what is reported; no terminal, no typer."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk._version import __version__
from nlptk.engine.data.sink import open_file
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.pipeline.store import load_pipeline
from nlptk.engine.scoring.bootstrap import Comparison, Interval, compare, intervals
from nlptk.engine.scoring.errors import BadSentence, worst_sentences
from nlptk.engine.scoring.report import SCHEMA
from nlptk.engine.stream.corpus import Corpus, CorpusSettings
from nlptk.engine.training.evaluate import annotated_examples, judge, scorers_of

from .corpora import CorpusOpener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example
    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.scoring.counts import Counts
    from nlptk.engine.training.evaluate import Judgement
    from nlptk.plugins.catalog import Catalog


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """What is to be evaluated, and what is wanted to know.

    `components` run, all when there are none. `keep_counts` keeps what resampling draws from.
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
    confidence: bool = False
    compare: Path | None = None
    errors: int = 0
    keep_counts: bool = False


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What came of an evaluation. `tokens` and `sentences` say whose they were: gold or own."""

    request: EvaluateRequest
    judgement: Judgement
    scorers: Sequence[str]
    tokens: str
    sentences: str
    documents: int
    on_gpu: bool = False
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)
    worst: Sequence[BadSentence] = ()

    @property
    def figures(self) -> Mapping[str, float | None]:
        """The scores by name, from 0 to 1."""
        return self.judgement.scores.figures

    @property
    def tables(self) -> Mapping[str, Any]:
        """What there is to know by label."""
        return self.judgement.scores.tables

    def to_dict(self, *, counts: bool = False) -> dict[str, Any]:
        """The document that `--json` prints, with the counts of each document where asked for."""
        speed = "gpu_wps" if self.on_gpu else "cpu_wps"
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "nlptk": __version__,
            "model": str(self.request.model),
            "data": self.request.data,
            "tokens": self.tokens,
            "sentences": self.sentences,
            "documents": self.documents,
            "words": self.judgement.words,
            "scores": dict(self.figures),
            "tables": dict(self.tables),
            "speed": {speed: self.judgement.words_per_second},
        }
        if self.intervals:
            document["intervals"] = {
                name: {"low": one.low, "high": one.high, "confidence": one.confidence}
                for name, one in self.intervals.items()
            }
        if self.comparisons:
            document["comparison"] = {
                name: {"other": one.first, "this": one.second, "p": one.p}
                for name, one in self.comparisons.items()
            }
        if self.worst:
            document["errors"] = [one.to_dict() for one in self.worst]
        if counts:
            document["counts"] = [
                [[list(key), count] for key, count in sorted(one.items()) if count]
                for one in self.judgement.scores.by_doc
            ]
        return document


@dataclass
class Evaluation:
    """A pipeline and a corpus, ready to be judged."""

    nlp: Language
    corpus: Corpus
    request: EvaluateRequest

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
            DataError: a model or a corpus that is not what it should be.
        """
        nlp = load_pipeline(request.model, catalog.components, catalog.find_language)
        for name in request.components:
            nlp.pipe(name)
        nlp.use_gpu(request.gpu)
        opener = CorpusOpener(catalog, nlp.lang, request.format, request.encoding, warn)

        def own_tokens(reference: Doc) -> Doc:
            return nlp.make_doc(reference.text)

        corpus = Corpus(
            opener.open(request.data).docs,
            CorpusSettings(gold_sents=request.gold_preproc),
            tokenize=own_tokens if request.own_tokens else None,
            on_bad=lambda error: warn(f"left out: {error}"),
        )
        return cls(nlp, corpus, request)

    def run(self) -> EvaluationReport:
        """Judge the pipeline on the corpus.

        Raises:
            UsageError: the corpus is empty.
        """
        request = self.request
        resampled = request.confidence or request.compare is not None or request.keep_counts
        chosen = request.components or [pipe.name for pipe in self.nlp.pipes]
        size = self.corpus.measure()
        if not size.words:
            raise UsageError(
                f"there is nothing to evaluate on: {request.data} has no words",
                expected="annotated documents",
            )
        with self.nlp.select_pipes(chosen):
            names = scorers_of(self.nlp)
            judgement = judge(
                self.nlp,
                self.corpus.examples(),
                names=names,
                gold_sents=request.gold_preproc,
                keep_counts=resampled,
            )
            worst = worst_sentences(self.examples(), request.errors) if request.errors else ()
        rng = np.random.default_rng(request.seed)
        by_doc = judgement.scores.by_doc
        return EvaluationReport(
            request=request,
            judgement=judgement,
            scorers=names,
            tokens="own" if request.own_tokens else "gold",
            sentences="gold" if request.gold_preproc else "own",
            documents=size.examples,
            on_gpu=request.gpu >= 0,
            intervals=intervals(by_doc, names, rng) if request.confidence else {},
            comparisons=self._compared(by_doc, names, rng),
            worst=worst,
        )

    def examples(self) -> Iterator[Example]:
        """The examples of the corpus, annotated."""
        return annotated_examples(
            self.nlp, self.corpus.examples(), gold_sents=self.request.gold_preproc
        )

    def _compared(
        self, by_doc: Sequence[Counts], names: Sequence[str], rng: np.random.Generator
    ) -> dict[str, Comparison]:
        path = self.request.compare
        if path is None:
            return {}
        other = read_counts(path)
        if len(other) != len(by_doc):
            raise DataError(
                "not an evaluation on the same documents",
                place=Place(str(path)),
                expected=f"{len(by_doc)} documents",
                found=str(len(other)),
            )
        return compare(other, by_doc, names, rng)


def read_counts(path: Path) -> list[Counts]:
    """The counts of each document in the file of another evaluation. Raises `DataError`."""
    try:
        document = json.loads(path.read_text("utf-8"))
        return [Counter({tuple(key): count for key, count in one}) for one in document["counts"]]
    except FileNotFoundError:
        raise DataError("there is no such file", place=Place(str(path))) from None
    except KeyError as error:
        raise DataError(
            "an evaluation without the counts of each document",
            place=Place(str(path)),
            hint="make it with `nlptk evaluate -o FILE`",
        ) from error
    except (ValueError, TypeError) as error:
        raise DataError(
            f"not the report of an evaluation ({error})",
            place=Place(str(path)),
            expected="what `nlptk evaluate -o FILE` writes",
        ) from error


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """A document as a file, whole or not at all. Raises `OutputError`."""
    with open_file(path) as sink:
        sink.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
