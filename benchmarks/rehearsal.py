"""What rehearsal keeps: an entity recognizer learns a new type from 50 sentences, on a real corpus.

Sentences without the new type train the recognizer that others are to be kept of. The new examples
have entities of the new type and of no other, and that is all that is annotated in them. Raw text
is what is left of the training part. Judged on the whole development part: F of the old types, and
of the new one. `--data` names the folder with `ner/conll2003_en`.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import data_folder

import nlptk
from nlptk.engine.data.docbin import read_block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk import Doc, Language

REMEDIES = ("nothing", "rehearse", "nlptk train -b", "nlptk train -b --raw-text")
EXAMPLES = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of corpora (or NLPTK_DATA)")
    parser.add_argument("--new", default="MISC", help="the type to add")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--sentences", type=int, default=3000, help="that train the base")
    parser.add_argument("--epochs", type=int, default=6, help="over those")
    parser.add_argument("--times", type=int, default=10, help="that new examples are shown")
    args = parser.parse_args()
    corpus = data_folder(args.data) / "ner" / "conll2003_en"
    train, dev = (sentences(corpus / name) for name in ("eng.train", "eng.testa"))
    random.Random(0).shuffle(train)
    without = [doc for doc in train if args.new not in labels(doc)]
    base = without[: args.sentences]
    only = [doc for doc in train if labels(doc) == {args.new}]
    nlp = learned(base, args.epochs)
    kept, before = nlp.to_bytes(), f_of(nlp, dev, args.new)[0]
    print(f"before: old types, F {100 * before:.1f}\n")
    print("| | old types, F | lost | new type, F |\n|---|---:|---:|---:|")
    for remedy in REMEDIES:
        found = []
        for seed in args.seeds:
            chosen = random.Random(seed).sample(only, EXAMPLES)
            raw = without[args.sentences :]
            random.Random(seed).shuffle(raw)
            found.append(f_of(remedied(remedy, kept, (chosen, raw), args, seed), dev, args.new))
        old, new = (statistics.mean(column) for column in zip(*found, strict=True))
        lost = 100 * (before - old)
        print(f"| {remedy} | {100 * old:.1f} | {lost:.1f} | {100 * new:.1f} |", flush=True)


def remedied(
    remedy: str,
    kept: bytes,
    texts: tuple[list[Doc], list[Doc]],
    args: argparse.Namespace,
    seed: int,
) -> Language:
    """What the base becomes: by a script, or by a command."""
    chosen, raw = texts
    if remedy.startswith("nlptk"):
        return trained(kept, chosen, raw if "raw" in remedy else [], args, seed)
    nlp = nlptk.blank("en").from_bytes(kept)
    extend(nlp, chosen, raw if remedy == "rehearse" else [], args, seed)
    return nlp


def sentences(path: Path) -> list[Doc]:
    """The sentences of a file, each a document."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "docs.docbin"
        command = [sys.executable, "-m", "nlptk", "-q", "convert", path, "-c", "conll2003"]
        subprocess.run([*command, "-n", "1", "-t", "docbin", "-o", output], check=True)
        docs: list[Doc] = []
        with output.open("rb") as file:
            while (block := read_block(file, nlptk.Vocab())) is not None:
                docs += block
        return docs


def labels(doc: Doc) -> set[str]:
    return {ent.label for ent in doc.ents}


def learned(docs: Sequence[Doc], epochs: int) -> Language:
    """A recognizer of what is annotated."""
    nlp = nlptk.blank("en")
    nlp.add_pipe("ner")
    pairs = [examples(doc) for doc in docs]
    optimizer = nlp.begin_training(lambda: pairs)
    for epoch in range(epochs):
        for texts, golds in batches(pairs, 16, epoch):
            nlp.update(texts, golds, drop=0.3, sgd=optimizer)
    return nlp


def extend(
    nlp: Language, new: Sequence[Doc], raw: Sequence[Doc], args: argparse.Namespace, seed: int
) -> None:
    """Teach the new type, and with raw text rehearse after each update."""
    nlp.get_pipe("ner").add_label(args.new)
    optimizer = nlp.resume_training(seed=seed)
    reminders = cycle(raw)
    pairs = [examples(doc) for doc in new]
    for time in range(args.times):
        for texts, golds in batches(pairs, 8, time):
            nlp.update(texts, golds, drop=0.2, sgd=optimizer)
            if raw:
                nlp.rehearse([blank(doc) for doc in islice(reminders, 32)], sgd=optimizer)


def trained(
    kept: bytes, new: Sequence[Doc], raw: Sequence[Doc], args: argparse.Namespace, seed: int
) -> Language:
    """The same from the shell; the new examples choose the epoch, too."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        nlptk.blank("en").from_bytes(kept).to_disk(work / "base")
        (work / "new.json").write_text(json.dumps([nlptk.docs_to_json(new)]))
        lines = (json.dumps({"text": doc.text}) for doc in raw)
        (work / "raw.jsonl").write_text("\n".join(lines))
        command = [sys.executable, "-m", "nlptk", "-q", "train", "en", work / "out"]
        command += [work / "new.json", work / "new.json", "-b", work / "base", "-p", "ner"]
        command += ["-n", str(args.times), "--seed", str(seed)]
        command += ["--raw-text", work / "raw.jsonl"] if raw else []
        subprocess.run(command, check=True)
        return nlptk.load(work / "out" / "model-last")


def blank(doc: Doc) -> Doc:
    return nlptk.Doc(doc.vocab, words=list(doc.words))


def examples(doc: Doc) -> tuple[Doc, nlptk.GoldParse]:
    own = blank(doc)
    tags = nlptk.iob_to_biluo([tag or "O" for tag in iob(doc)])
    return own, nlptk.GoldParse(own, entities=tags)


def iob(doc: Doc) -> list[str]:
    tags = ["O"] * len(doc)
    for ent in doc.ents:
        tags[ent.start : ent.end] = [f"I-{ent.label}"] * (ent.end - ent.start)
        tags[ent.start] = f"B-{ent.label}"
    return tags


def batches(pairs: list[Any], size: int, seed: int) -> Iterator[Any]:
    random.Random(seed).shuffle(pairs)
    return (zip(*batch, strict=True) for batch in nlptk.minibatch(pairs, size))


def f_of(nlp: Language, dev: Sequence[Doc], new: str) -> tuple[float, float]:
    """F of all types but the new one, and of that one."""
    table = nlp.evaluate(map(examples, dev)).tables["ents_per_type"]
    old = [row for label, row in table.items() if label != new]
    right, predicted, gold = (sum(r[k] for r in old) for k in ("right", "predicted", "gold"))
    return 2 * right / (predicted + gold), table[new]["f"] or 0.0


if __name__ == "__main__":
    main()
