"""Entity linking on AIDA/CoNLL: candidates from an alias table of our own, and linkers.

Aliases are the mentions of the training part, with their counts; entities have the titles, and the
numbers of links to them, that the corpus gives. `--data` names the folder with
`el/aida_conll/{kb,train,testa}.jsonl`. The recall of candidates leaves NIL mentions out.

`--train own` trains with `nlptk train`, on those candidates. `--train given` takes the candidates
that the corpus lists for each mention, with the number of links to each for a prior, by setting
`candidates_of` of the component. Both judge gold mentions of testa, of which some mean nothing
(NIL), once without and once with what the document says, and after the last epoch: none is chosen
on testa. `--seeds 0 1 2` trains once with each. The linkers of seed 0 are judged with
several settings of `nil_loss`; the first is what users get by default.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from measure import data_folder, run_once

import nlptk
from nlptk import KnowledgeBase
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.source import Source
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.kb.build import BuildSettings, KbBuild
from nlptk.engine.kb.candidates import STEPS, CandidateGenerator, CandidateSettings
from nlptk.engine.kb.recall import measure_recall
from nlptk.engine.stream.batch import Batch
from nlptk.engine.training.averages import Averages, AverageSettings
from nlptk.engine.training.evaluate import judge
from nlptk.engine.training.updates import Optimizer, OptimizerSettings
from nlptk.plugins.components.entity_linker.features import Option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

EPOCHS = 12
RATE = 0.003
DOCS_A_BATCH = 4
NIL_LOSSES = (0.002, 0.0, 0.0005, 0.005, 0.01, 1.0)
N_WATCHED = 20  # documents of train that are looked at during training
SETTINGS = (("document", {}), ("sentence", {"incl_document": False}))


def records(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def links(path: Path) -> Iterator[tuple[str, str]]:
    """Mentions and the ids of their entities."""
    for record in records(path):
        for mention in record["mentions"]:  # type: ignore[attr-defined]
            if mention["gold_id"] is not None:
                words = record["tokens"][mention["start"] : mention["end"]]  # type: ignore[index]
                yield " ".join(words), mention["gold_id"]


def build(data: Path, folder: Path) -> KnowledgeBase:
    """The knowledge base of the training part."""
    known = set()
    with (folder / "entities.jsonl").open("w") as file:
        for record in records(data / "kb.jsonl"):
            known.add(record["id"])
            row = {"freq": record["incount"], **{k: record[k] for k in ("id", "name", "type")}}
            file.write(json.dumps(row) + "\n")
    with (folder / "aliases.jsonl").open("w") as file:
        for mention, entity in links(data / "train.jsonl"):
            if entity in known:
                file.write(json.dumps({"alias": mention, "entity": entity}) + "\n")
    sources = [Source(folder / f"{name}.jsonl") for name in ("entities", "aliases")]
    report = KbBuild(BuildSettings()).run(*sources, folder / "kb")
    print(f"{report.entities:,} entities, {report.aliases:,} aliases, {report.seconds:.1f} s")
    return KnowledgeBase.open(folder / "kb")


# ---------------------------------------------------------------------- linkers


def write_corpus(data: Path, part: str, folder: Path) -> Path:
    """A part of the corpus as nlptk reads it: a mention without an entity means NIL."""
    path = folder / f"{part}.jsonl"
    with path.open("w") as file:
        for record in records(data / f"{part}.jsonl"):
            spans = [
                {
                    "start": mention["start"],
                    "end": mention["end"],
                    "label": "ENTITY",
                    "kb_id": mention["gold_id"] or "NIL",
                }
                for mention in record["mentions"]  # type: ignore[attr-defined]
            ]
            kept = {"tokens": record["tokens"], "sents": record["sents"], "spans": spans}
            file.write(json.dumps(kept) + "\n")
    return path


def train_own(data: Path, folder: Path, seeds: Sequence[int]) -> None:
    """Linkers on candidates of our own, from the command line."""
    build(data, folder)
    train = write_corpus(data, "train", folder)
    watched = folder / "watched.jsonl"
    watched.write_text("".join(train.read_text().splitlines(keepends=True)[:N_WATCHED]))
    testa = [Example.from_reference(doc) for doc in documents(data / "testa.jsonl")]
    for seed, (name, settings) in product(seeds, SETTINGS):
        model = folder / f"{name}-{seed}"
        chosen = [
            part
            for key, value in settings.items()
            for part in ("--set", f"components.entity_linker.{key}={json.dumps(value)}")
        ]
        command = [sys.executable, "-m", "nlptk", "-q", "train", "en", model, train, watched]
        command += ["-p", "entity_linker", "--kb", folder / "kb", "-n", str(EPOCHS), *chosen]
        run = run_once([*command, "--seed", str(seed)])
        nlp = nlptk.load(model / "model-last")
        show(f"own, {name}, {seed}", nlp, testa, losses_of(seed), (run.cpu, run.peak))


def given_candidates(data: Path) -> Callable[[Span], Sequence[Option]]:
    """What the corpus lists for a mention, the most linked first."""
    entities = {str(record["id"]): record for record in records(data / "kb.jsonl")}
    listed: dict[tuple[str, int, int], list[str]] = {}
    for part in ("train", "testa"):
        for record in records(data / f"{part}.jsonl"):
            text = " ".join(record["tokens"])  # type: ignore[arg-type]
            for mention in record["mentions"]:  # type: ignore[attr-defined]
                listed[text, mention["start"], mention["end"]] = mention["candidates"]

    def give(ent: Span) -> list[Option]:
        known = [entities[id_] for id_ in listed[" ".join(ent.doc.words), ent.start, ent.end]]
        total = sum(float(one["incount"]) for one in known) + 1  # type: ignore[arg-type]
        options = [
            Option(str(one["id"]), str(one["name"]), float(one["incount"]), one["incount"] / total)  # type: ignore[arg-type, operator]
            for one in known
        ]
        return sorted(options, key=lambda option: -option.prior)

    return give


def documents(path: Path) -> Iterator[Doc]:
    """The documents of a part of the corpus."""
    for record in records(path):
        doc = Doc(Vocab("en"), words=record["tokens"])  # type: ignore[arg-type]
        starts = np.full(len(doc), -1, np.int8)
        starts[[start for start, _end in record["sents"]]] = 1  # type: ignore[attr-defined]
        doc.set_column("sent_start", starts)
        doc.ents = [
            Span(doc, one["start"], one["end"], "ENTITY", kb_id=one["gold_id"] or "NIL")
            for one in record["mentions"]  # type: ignore[attr-defined]
        ]
        yield doc


def train_given(data: Path, seeds: Sequence[int]) -> None:
    """Linkers on the candidates of the corpus."""
    give = given_candidates(data)
    corpora = [list(documents(data / f"{part}.jsonl")) for part in ("train", "testa")]
    for seed, (name, settings) in product(seeds, SETTINGS):
        started = time.process_time()
        nlp = nlptk.blank("en")
        linker = nlp.add_pipe("entity_linker", settings)
        linker.candidates_of = give
        train, testa = ([Example.from_reference(doc) for doc in corpus] for corpus in corpora)
        for example in train:
            linker.observe(example)
        rng = np.random.default_rng(seed)
        linker.build(0, rng)
        optimizer, models = Optimizer(OptimizerSettings()), {"linker": linker.model}
        averages = Averages(AverageSettings())
        averages.start(models)
        for epoch in range(EPOCHS):
            for chosen in np.array_split(rng.permutation(len(train)), len(train) // DOCS_A_BATCH):
                linker.update(Batch.of_examples([train[i] for i in chosen]), None)
                optimizer.step(models, rate=RATE * (1 - epoch / EPOCHS))
                averages.update(models)
        seconds = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with averages.use(models):
            show(f"given, {name}, {seed}", nlp, testa, losses_of(seed), (seconds, peak))


def losses_of(seed: int) -> Sequence[float]:
    """All settings for the first seed, the default for others."""
    return NIL_LOSSES[: None if seed == 0 else 1]


def show(
    name: str,
    nlp: nlptk.Language,
    testa: Sequence[Example],
    losses: Sequence[float],
    used: tuple[float, float],
) -> None:
    """Rows of the table, figures in percent; `used` are CPU seconds and megabytes."""
    seconds, peak = used
    keys = ("links_acc", "links_prior_acc", "links_oracle", "links_nil_p", "links_nil_r")
    odds = nlp.get_pipe("entity_linker").nil_odds
    for loss in losses:
        odds.loss = loss
        scores = judge(nlp, testa, names=["links"]).scores.figures
        figures = " | ".join(f"{100 * (scores.get(key) or 0):.1f}" for key in keys)
        print(f"| {name}, {loss} | {figures} | {seconds:.0f} | {peak:.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--train", choices=("own", "given"), help="train linkers")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="of the linkers")
    options = parser.parse_args()
    data = data_folder(options.data) / "el" / "aida_conll"
    if options.train:
        with tempfile.TemporaryDirectory() as name:
            if options.train == "own":
                train_own(data, Path(name), options.seeds)
            else:
                train_given(data, options.seeds)
        return
    with tempfile.TemporaryDirectory() as name:
        kb = build(data, Path(name))
        gold = list(links(data / "testa.jsonl"))
        print("| steps up to | recall | first is right | candidates |\n|---|---:|---:|---:|")
        for last in range(1, len(STEPS)):
            generator = CandidateGenerator(kb, CandidateSettings(steps=STEPS[:last]))
            found = measure_recall(gold, generator).to_dict()
            print(
                f"| {STEPS[last - 1]} | {100 * found['recall']:.1f} | {100 * found['first']:.1f} "
                f"| {found['candidates']:.1f} |"
            )


if __name__ == "__main__":
    main()
