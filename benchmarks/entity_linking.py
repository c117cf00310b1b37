"""Entity linking on AIDA/CoNLL: the recall of candidates from an alias table of our own.

Aliases are the mentions of the training part, with their counts; entities have the titles, and the
numbers of links to them, that the corpus gives. `--data` names the folder with
`el/aida_conll/{kb,train,testa}.jsonl`. NIL mentions are left out.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from measure import data_folder

from nlptk import KnowledgeBase
from nlptk.engine.data.source import Source
from nlptk.engine.kb.build import BuildSettings, KbBuild
from nlptk.engine.kb.candidates import STEPS, CandidateGenerator, CandidateSettings
from nlptk.engine.kb.recall import measure_recall

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    data = data_folder(parser.parse_args().data) / "el" / "aida_conll"
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
