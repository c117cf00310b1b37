"""How an encoder is pretrained: the settings of a run, with defaults that work."""

from __future__ import annotations

from dataclasses import dataclass

from nlptk.engine.errors import UsageError

WORDS, VECTORS, CHARACTERS = "words", "vectors", "characters"
OBJECTIVES = (WORDS, VECTORS, CHARACTERS)
COSINE, L2 = "cosine", "L2"
LOSSES = (COSINE, L2)


@dataclass(frozen=True, slots=True)
class PretrainingSettings:
    """The objective, the passages and the end of a run.

    `objective` is what is asked of a hidden word: which of the `n_types` most frequent words it is,
    what its vector is, by the cosine or the squared distance (`loss`), or its characters at both
    ends. Texts with fewer than `shortest` words are left out, longer ones are cut into passages of
    whole sentences with at most `longest` words, and a batch has at least `batch_words`. About
    `held_out_words` words, but no more than a fiftieth, are never learned from: by them a run is
    judged after each `save_every` batches, and `patience` times without a better loss end it. It
    also ends after `n_iter` epochs, `max_words` words or `max_minutes` minutes; 0 sets no limit,
    and with `save_every` a twentieth of the run, but at most half a million words.

    Raises:
        UsageError: a value that cannot be.
    """

    objective: str = WORDS
    loss: str = COSINE
    n_types: int = 10_000
    dropout: float = 0.1
    n_iter: int = 5
    batch_words: int = 1500
    shortest: int = 5
    longest: int = 50
    held_out_words: int = 10_000
    save_every: int = 0
    patience: int = 5
    max_words: int = 0
    max_minutes: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name, known in (("objective", OBJECTIVES), ("loss", LOSSES)):
            if getattr(self, name) not in known:
                raise UsageError(
                    f"unknown {name} of pretraining",
                    expected=" or ".join(known),
                    found=str(getattr(self, name)),
                )
        for name in ("n_types", "n_iter", "batch_words", "longest", "held_out_words"):
            if getattr(self, name) < 1:
                raise UsageError(
                    f"bad {name} of pretraining",
                    expected="1 or more",
                    found=str(getattr(self, name)),
                )
        if not 0 <= self.dropout < 1:
            raise UsageError("bad dropout", expected="0 <= x < 1", found=str(self.dropout))
