"""Raw texts with something in them that an encoder can learn, and small runs over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.pipeline.encoder import EncoderSettings
from nlptk.engine.text.languages import get_language
from nlptk.engine.text.sentences import Sentencizer
from nlptk.engine.training.pretraining.run import PretrainingJob
from nlptk.engine.training.pretraining.settings import PretrainingSettings
from nlptk.engine.training.rates import RateSettings

SMALL_ENCODER = EncoderSettings(embed_width=8, type_width=16, hidden_width=16, embed_rows=600)
_SUBJECTS = {"cats": "purr", "dogs": "bark", "birds": "sing", "bees": "hum"}
_PLACES = ("garden", "kitchen", "street", "forest")


@dataclass
class ListedTexts:
    """Texts from a list, split at spaces."""

    texts: Sequence[str]
    can_reread: bool = True
    reads: int = 0

    def read(self, skip: Callable[[str], None]) -> Iterator[Doc]:
        """Each text as a document."""
        del skip
        self.reads += 1
        assert self.can_reread or self.reads == 1, "a stream was read twice"
        vocab = Vocab("en")
        for text in self.texts:
            yield Doc(vocab, text.split())


def sentences(count: int, seed: int = 0) -> list[str]:
    """Sentences in which the verb follows from the subject."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        subject = str(rng.choice(list(_SUBJECTS)))
        place, number = str(rng.choice(_PLACES)), int(rng.integers(1000))
        found.append(f"the {subject} in the {place} {_SUBJECTS[subject]} at {number} .")
    return found


def texts_of(count: int, *, can_reread: bool = True) -> ListedTexts:
    """So many of them."""
    return ListedTexts(sentences(count), can_reread)


def small_job(output: Path, **parts: Any) -> PretrainingJob:
    """A job over a few sentences; settings of the run by name, and other fields of the job."""
    names = PretrainingSettings.__slots__
    chosen: dict[str, Any] = {"n_iter": 2, "batch_words": 100, "save_every": 5, "n_types": 60}
    chosen |= {name: parts.pop(name) for name in list(parts) if name in names}
    fields: dict[str, Any] = {
        "texts": texts_of(120),
        "split": Sentencizer(get_language("en")),
        "output": output,
        "lang": "en",
        "settings": PretrainingSettings(**chosen),
        "encoder": SMALL_ENCODER,
        "rates": RateSettings(peak=0.01, warmup_steps=5),
    }
    return PretrainingJob(**fields | parts)
