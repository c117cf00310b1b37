"""How a pipeline is trained: the settings of a run, with defaults that work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """The corpus, the batches and the end of a run.

    A batch has at least so many words: `batch_from` at first, growing by the factor
    `batch_compound` with each batch up to `batch_to`. 0 stands for a hundredth of the corpus, but
    not less than 100 nor more than 700: a small corpus needs many small steps. Its sequences are
    stretches of consecutive sentences, so that sentence boundaries are seen: up to `sentences_from`
    of them in the first epoch, as short ones teach trees faster, and up to `sentences_to` in the
    last. Sentences longer than `most_words` stand alone. Dropout goes from `dropout_from` to
    `dropout_to` by `dropout_decay` a step. The levels of noise are those of `stream/augment.py`.
    `patience` epochs without a better score end the run; 0 never does, and so for other limits.
    """

    n_iter: int = 30
    max_steps: int = 0
    max_minutes: float = 0.0
    patience: int = 0
    n_examples: int = 0
    gold_preproc: bool = False
    own_tokens: bool = False
    batch_from: int = 0
    batch_to: int = 0
    batch_compound: float = 1.0
    sentences_from: int = 2
    sentences_to: int = 8
    most_words: int = 300
    dropout_from: float = 0.15
    dropout_to: float = 0.15
    dropout_decay: float = 0.0
    noise_level: float = 0.0
    orth_variant_level: float = 0.0
    lowercase_level: float = 0.0
    average: bool = True
    seed: int = 0
