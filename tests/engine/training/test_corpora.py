from __future__ import annotations

import numpy as np
from tiny_corpus import tiny_docs

from nlptk.engine.stream.corpus import Corpus
from nlptk.engine.training.corpora import TrainingBatches
from nlptk.engine.training.settings import TrainingSettings


def batches(epoch, step=0, **settings):
    corpus = Corpus(lambda: iter(tiny_docs(20)))
    words = corpus.measure().words
    made = TrainingBatches(corpus, TrainingSettings(**settings), words)
    return list(made.batches(epoch, step))


def orths(found):
    return [batch.orth.tolist() for batch in found]


def test_an_epoch_is_the_same_each_time_and_others_differ():
    assert orths(batches(0)) == orths(batches(0))
    assert orths(batches(0)) != orths(batches(1))
    assert orths(batches(0)) != orths(batches(0, seed=1))


def test_an_epoch_has_all_words():
    words = sorted(np.concatenate([batch.orth for batch in batches(0)]).tolist())
    docs = sorted(np.concatenate([doc.orth for doc in tiny_docs(20)]).tolist())
    assert words == docs


def test_batches_grow_with_the_steps():
    settings = {"batch_from": 10, "batch_to": 40, "batch_compound": 1.5}
    early, late = (batches(0, step=step, **settings) for step in (0, 50))
    assert early[0].n_tokens < 30
    assert sum(batch.n_tokens < 40 for batch in late) <= 1  # what was left at the end
