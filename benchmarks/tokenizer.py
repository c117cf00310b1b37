"""Measure the tokenizer: words a second on warm text, and token F on treebanks.

Token F compares character ranges: a token counts as right if gold has a token with exactly its
first and last character. Each sentence's `# text` is tokenized on its own; sentences without one
are skipped. Two gold sequences are reported: `surface` takes a multiword token ("don't") as one
token, `words` takes its words ("do", "n't") where they spell it, else the token. Each is compared
with contractions left whole and with contractions split.

Speed is that of `Tokenizer.offsets`, called once a sentence, on the second pass over the largest
file (its chunks are known by then); the first pass is shown too. A word is a token of the output.

    python benchmarks/tokenizer.py --data DIR        # or NLPTK_DATA=DIR

DIR holds treebanks, `<code>_<name>*/*.conllu`, anywhere below it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nlptk.engine.data.vocab import Vocab
from nlptk.engine.text.tokenizer import Tokenizer, make_tokenizer

Range = tuple[int, int]
SPEED_PASSES = 5
TEXT = "# text = "


class Sentence(NamedTuple):
    """A sentence's text and its gold tokens, as surface tokens and as words."""

    text: str
    surface: list[Range]
    words: list[Range]


class Row(NamedTuple):
    """A gold surface token and the words it stands for."""

    form: str
    words: list[str]


def read(path: Path) -> Iterator[Sentence]:
    """The sentences of a CoNLL-U file that have a text."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        texts = [line.removeprefix(TEXT) for line in lines if line.startswith(TEXT)]
        fields = [line.split("\t") for line in lines if line and line[0] != "#"]
        rows = read_rows(fields)
        if texts and rows:
            yield locate(texts[0], rows)


def read_rows(fields: list[list[str]]) -> list[Row]:
    """The surface tokens of a sentence with their words; empty nodes are left out."""
    rows: list[Row] = []
    until = 0
    for number, form, *_ in fields:
        if "-" in number:
            until = int(number.split("-")[1])
            rows.append(Row(form, []))
        elif number.isdigit() and int(number) <= until:
            rows[-1].words.append(form)
        elif number.isdigit():
            rows.append(Row(form, [form]))
    return rows


def locate(text: str, rows: list[Row]) -> Sentence:
    """Where the tokens stand in the text. Raises `ValueError` if they do not."""
    surface, words, at = [], [], 0
    for form, parts in rows:
        start = at = text.index(form, at)
        surface.append((start, start + len(form)))
        for part in parts if "".join(parts) == form else [form]:
            words.append((at, at + len(part)))
            at += len(part)
    return Sentence(text, surface, words)


def predicted(tokenizer: Tokenizer, text: str) -> list[Range]:
    starts, ends = tokenizer.offsets(text)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def token_f(gold: list[list[Range]], guess: list[list[Range]]) -> float:
    """F of exact ranges over all sentences."""
    right = sum(len(set(a) & set(b)) for a, b in zip(gold, guess, strict=True))
    return 2 * right / max(1, sum(map(len, gold)) + sum(map(len, guess)))


def frequent_errors(
    sentences: list[Sentence], gold: list[list[Range]], guess: list[list[Range]]
) -> Counter[str]:
    """The texts of wrong stretches, cut as gold has them and as we do."""
    errors: Counter[str] = Counter()
    for sentence, a, b in zip(sentences, gold, guess, strict=True):
        for start, end in stretches(a, b):
            cuts = [
                "|".join(sentence.text[s:e] for s, e in side if start <= s and e <= end)
                for side in (a, b)
            ]
            errors["  gold  ".join(reversed(cuts))] += 1
    return errors


def stretches(a: list[Range], b: list[Range]) -> Iterator[Range]:
    """The smallest ranges that both sides cover but cut differently."""
    cuts = sorted({r[0] for r in a} & {r[0] for r in b})
    ends = sorted({r[1] for r in a} & {r[1] for r in b})
    shared = set(a) & set(b)
    for start in cuts:
        if not any(r[0] == start for r in shared):
            end = next((e for e in ends if e > start), None)
            if end is not None:
                yield start, end


def report_accuracy(path: Path, code: str, *, errors: int) -> None:
    sentences = list(read(path))
    if not sentences:
        print(f"{path.name}: no sentence has a text, skipped")
        return
    for split in (False, True):
        tokenizer = make_tokenizer(Vocab(code), code, split_contractions=split)
        guess = [predicted(tokenizer, sentence.text) for sentence in sentences]
        surface = token_f([sentence.surface for sentence in sentences], guess)
        words = token_f([sentence.words for sentence in sentences], guess)
        name = "split" if split else "whole"
        print(
            f"{path.name}: {len(sentences)} sentences, contractions {name}:"
            f" token F surface {surface:.4f}, words {words:.4f}"
        )
        if errors:
            gold = [s.words if split else s.surface for s in sentences]
            for text, count in frequent_errors(sentences, gold, guess).most_common(errors):
                print(f"    {count:5} {text}")


def report_speed(path: Path, code: str) -> None:
    texts = [sentence.text for sentence in read(path)]
    tokenizer = make_tokenizer(Vocab(code), code)
    for number in range(1, SPEED_PASSES + 1):
        start = time.perf_counter()
        words = sum(len(tokenizer.offsets(text)[0]) for text in texts)
        seconds = time.perf_counter() - start
        print(f"{path.name}: pass {number}: {words} words, {words / seconds:,.0f} words/s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("NLPTK_DATA"))
    parser.add_argument("--only", default="", help="only files whose name contains this")
    parser.add_argument("--errors", type=int, default=0, help="show so many frequent errors")
    options = parser.parse_args()
    if options.data is None:
        parser.error("--data or NLPTK_DATA must name a folder of treebanks")
    paths = sorted(p for p in Path(options.data).rglob("*.conllu") if options.only in p.name)
    if not paths:
        parser.error(f"no .conllu file below {options.data}")
    for path in paths:
        report_accuracy(path, path.name.split("_")[0], errors=options.errors)
    largest = max(paths, key=lambda path: path.stat().st_size)
    report_speed(largest, largest.name.split("_")[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
