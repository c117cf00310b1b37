"""How much of `nlp.update` is spent in array operations, at a batch of 32 short sentences.

    python benchmarks/update_overhead.py

Array operations are all that the layers, the optimizer and the averages do; the rest is what
scripts add: making documents, checking annotation, aligning it, counting examples. No two sentences
are the same: in the first pass all of them are new. Processor time, by a clock around the array
operations, from which the time to look up words and make features of new ones is taken off: a
profiler would make Python look slower than it is.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import nlptk
from nlptk.engine.pipeline.lexicon import Lexicon
from nlptk.engine.training import lessons
from nlptk.engine.training.script_optimizer import TrainingOptimizer

BATCH, UPDATES, NAMES = 32, 40, 1000
PATTERNS = (
    "{} hired forty pilots in {} last year",
    "the old ship of {} sailed from {} to the north",
    "{} looks for new partners in {} and elsewhere",
    "nobody in {} was surprised by what {} said",
)
SYLLABLES = ("ka", "lo", "mi", "ten", "dar", "vis", "ul", "no", "bre", "sa", "gor", "fen")


class Clock:
    """The processor time spent in some functions."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, measured."""

        def measured(*args: Any, **kwargs: Any) -> Any:
            since = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds += time.process_time() - since

        return measured


def sentences(n: int) -> list[tuple[str, dict[str, Any]]]:
    """Sentences with two names each, and where these are."""
    rng = random.Random(0)
    names = ["".join(rng.choices(SYLLABLES, k=3)).title() for _ in range(NAMES)]
    found: dict[str, dict[str, Any]] = {}
    while len(found) < n:
        one, other = rng.sample(names, 2)
        text = rng.choice(PATTERNS).format(one, other)
        at = [(text.index(name), name, label) for name, label in ((one, "ORG"), (other, "GPE"))]
        found[text] = {"entities": [(start, start + len(name), label) for start, name, label in at]}
    return list(found.items())


def main() -> None:
    clock, words = Clock(), Clock()
    Lexicon.words = words.around(Lexicon.words)  # type: ignore[method-assign]
    lessons.learn = clock.around(lessons.learn)  # type: ignore[attr-defined]
    TrainingOptimizer.step = clock.around(TrainingOptimizer.step)  # type: ignore[method-assign]
    examples = sentences(BATCH * UPDATES)
    batches = [tuple(zip(*batch, strict=True)) for batch in nlptk.minibatch(examples, BATCH)]
    print("| | ms an update | in array operations |\n|---|---:|---:|")
    for name, get_data in (("examples shown to begin_training", lambda: examples), ("not", None)):
        nlp = nlptk.blank("en")
        ner = nlp.add_pipe("ner")
        optimizer = nlp.begin_training(get_data)
        for label in ("ORG", "GPE"):
            ner.add_label(label)
        for number in ("first", "second"):
            clock.seconds = words.seconds = 0.0
            since = time.process_time()
            for texts, golds in batches:
                nlp.update(texts, golds, drop=0.2, sgd=optimizer)
            seconds = time.process_time() - since
            each, share = 1000 * seconds / UPDATES, 100 * (clock.seconds - words.seconds) / seconds
            print(f"| {name}, {number} pass | {each:.1f} | {share:.0f} % |", flush=True)


if __name__ == "__main__":
    main()
