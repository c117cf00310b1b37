"""How much of `nlp.update` is spent in array operations, at a batch of 32 short sentences.

    python benchmarks/update_overhead.py

Array operations are all that the layers, the optimizer and the averages do; the rest is what
scripts add: making documents, checking annotation, aligning it, counting examples. Texts are shown
again and again, as in any loop; the first pass takes longer.
"""

from __future__ import annotations

import cProfile
import pstats
import time

import nlptk

SENTENCES = [
    ("Kestrel hired forty pilots in Lisbon", [(0, 7, "ORG"), (30, 36, "GPE")]),
    ("the old ship sailed from Norway to Faro", [(25, 31, "GPE"), (35, 39, "GPE")]),
    ("Solaris looks for new partners in Asia", [(0, 7, "ORG"), (34, 38, "LOC")]),
    ("nobody was surprised by the weather then", []),
]


def main(updates: int = 60) -> None:
    """Time updates with texts and dictionaries, then profile them."""
    nlp = nlptk.blank("en")
    nlp.add_pipe("ner")
    texts = [text for text, _ in SENTENCES] * 8
    golds = [{"entities": entities} for _, entities in SENTENCES] * 8
    optimizer = nlp.begin_training(lambda: list(zip(texts, golds, strict=True)))

    def update() -> None:
        nlp.update(texts, golds, drop=0.2, sgd=optimizer)

    for _ in range(5):
        update()
    since = time.process_time()
    for _ in range(updates):
        update()
    each = (time.process_time() - since) / updates
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for _ in range(updates):
        update()
    profile.disable()
    stats = pstats.Stats(profile)
    rows = stats.stats  # type: ignore[attr-defined]
    total = sum(own for _, _, own, _, _ in rows.values())
    learn = _cumulative(rows, "pipeline/learning.py", "learn_by")
    step = _cumulative(rows, "training/script_optimizer.py", "step")
    print(f"{1000 * each:.2f} ms of processor time an update of {len(texts)} texts")
    print(f"layers, backwards and forwards {100 * learn / total:5.1f} %")
    print(f"optimizer and averages         {100 * step / total:5.1f} %")
    print(f"documents, annotation, counts  {100 * (1 - (learn + step) / total):5.1f} %")


def _cumulative(rows: dict[tuple[str, int, str], tuple[float, ...]], file: str, name: str) -> float:
    """The seconds spent in a function and in what it calls."""
    return sum(
        row[3]
        for (path, _, function), row in rows.items()
        if path.endswith(file) and function == name
    )


if __name__ == "__main__":
    main()
