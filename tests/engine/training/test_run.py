from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_corpus import SPECS, tiny_docs, tiny_job

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.sink import Sink
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import OutputError, UsageError
from nlptk.engine.pipeline.store import load_pipeline
from nlptk.engine.text.languages import get_language
from nlptk.engine.training.divergence import DivergedError
from nlptk.engine.training.events import Evaluated, Finished, Saved, Started, Stepped
from nlptk.engine.training.keeping import BEST, LAST
from nlptk.engine.training.run import run_training


def weights(folder):
    return (folder / "weights.safetensors").read_bytes()


def test_a_run_tells_what_happens_in_order(tmp_path):
    events = list(run_training(tiny_job(tmp_path / "out")))
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Saved | Finished)
    assert [event.epoch for event in events if isinstance(event, Evaluated)] == [1, 2, 3]
    steps = [event.step for event in events if isinstance(event, Stepped)]
    assert steps == list(range(1, len(steps) + 1))


def test_a_run_learns_the_corpus(tmp_path):
    events = list(run_training(tiny_job(tmp_path / "out", "training.n_iter=12")))
    finished = next(event for event in events if isinstance(event, Finished))
    scores = finished.best_scores
    assert scores["tag_acc"] == 1
    assert scores["las"] > 0.95
    assert scores["ents_f"] == 1


def test_what_is_saved_annotates_as_the_run_was_judged(tmp_path):
    events = list(run_training(tiny_job(tmp_path / "out", "training.n_iter=12")))
    best = next(event for event in events if isinstance(event, Finished)).best_scores
    nlp = load_pipeline(tmp_path / "out" / BEST, SPECS, get_language)
    docs = [Doc(Vocab("en"), list(doc.words)) for doc in tiny_docs()]
    nlp.annotate(docs)
    right = total = 0
    for doc, gold in zip(docs, tiny_docs(), strict=True):
        right += sum(a == b for a, b in zip(doc.texts("tag"), gold.texts("tag"), strict=True))
        total += len(doc)
    assert right / total == best["tag_acc"]


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        list(run_training(tiny_job(tmp_path / name)))
    list(run_training(tiny_job(tmp_path / "c", "training.seed=1")))
    assert weights(tmp_path / "a" / LAST) == weights(tmp_path / "b" / LAST)
    assert weights(tmp_path / "a" / LAST) != weights(tmp_path / "c" / LAST)


@pytest.mark.parametrize("steps", [1, 2, 4, 5])
def test_a_run_that_was_stopped_goes_on_bit_for_bit(tmp_path, steps):
    whole, parted = tmp_path / "whole", tmp_path / "parted"
    list(run_training(tiny_job(whole)))
    list(run_training(tiny_job(parted, f"training.max_steps={steps}")))
    list(run_training(replace(tiny_job(parted), resume=True)))
    for name in (BEST, LAST):
        assert weights(whole / name) == weights(parted / name)
    name = "checkpoint.safetensors"
    assert (whole / name).read_bytes() == (parted / name).read_bytes()


def test_stopping_keeps_what_was_learned(tmp_path):
    asked = []

    def stop():
        asked.append(1)
        return "interrupted" if len(asked) == 2 else ""

    events = list(run_training(tiny_job(tmp_path / "out"), stop=stop))
    finished = next(event for event in events if isinstance(event, Finished))
    assert (finished.reason, finished.steps) == ("interrupted", 2)
    for name in (BEST, LAST):
        load_pipeline(tmp_path / "out" / name, SPECS, get_language)


def test_resuming_another_run_is_refused(tmp_path):
    list(run_training(tiny_job(tmp_path / "out", "training.max_steps=1")))
    job = replace(tiny_job(tmp_path / "out", "training.seed=5"), resume=True)
    with pytest.raises(UsageError, match="not the run that was interrupted"):
        list(run_training(job))


def test_resuming_nothing_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no run to resume"):
        list(run_training(replace(tiny_job(tmp_path / "out"), resume=True)))


def test_a_folder_with_files_is_refused(tmp_path):
    (tmp_path / "precious").write_text("x")
    with pytest.raises(UsageError, match="files in it"):
        list(run_training(tiny_job(tmp_path)))
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


def test_a_component_without_data_stops_before_the_first_step(tmp_path):
    def bare():
        for doc in tiny_docs():
            doc.drop_column("ent_iob")
            yield doc

    with pytest.raises(UsageError, match="nothing that ner could learn"):
        list(run_training(tiny_job(tmp_path / "out", train=bare)))
    assert not (tmp_path / "out").exists()


def test_an_empty_corpus_is_refused(tmp_path):
    with pytest.raises(UsageError, match="training corpus has no words"):
        list(run_training(tiny_job(tmp_path / "out", train=lambda: iter([]))))
    with pytest.raises(UsageError, match="dev corpus has no words"):
        list(run_training(tiny_job(tmp_path / "out", dev=lambda: iter([]))))


def test_patience_ends_a_run(tmp_path):
    changes = ("training.n_iter=60", "training.patience=2", "rate.schedule=constant")
    events = list(run_training(tiny_job(tmp_path / "out", *changes)))
    finished = next(event for event in events if isinstance(event, Finished))
    assert finished.reason == "patience"
    assert finished.epochs == finished.best_epoch + 2


def test_a_base_model_goes_on_learning(tmp_path):
    list(run_training(tiny_job(tmp_path / "base", "training.n_iter=8")))
    job = tiny_job(tmp_path / "out", "training.n_iter=1", base_model=tmp_path / "base" / BEST)
    first = next(event for event in run_training(job) if isinstance(event, Evaluated))
    assert first.scores["tag_acc"] > 0.9


def test_what_is_trained_alone_gets_its_own_encoder_and_leaves_the_others_alone(tmp_path):
    list(run_training(tiny_job(tmp_path / "base", "training.n_iter=8")))
    base = load_pipeline(tmp_path / "base" / BEST, SPECS, get_language)
    job = tiny_job(tmp_path / "out", components="ner", base_model=tmp_path / "base" / BEST)
    list(run_training(job))
    nlp = load_pipeline(tmp_path / "out" / LAST, SPECS, get_language)
    assert nlp.find_pipe("ner").encoder == "ner"
    assert nlp.find_pipe("tagger").encoder == "shared"
    texts = [list(doc.words) for doc in tiny_docs()]
    before, after = ([Doc(Vocab("en"), words) for words in texts] for _ in range(2))
    base.annotate(before)
    nlp.annotate(after)
    assert [doc.texts("tag") for doc in before] == [doc.texts("tag") for doc in after]


def test_own_tokens_are_made_from_the_text(tmp_path):
    def glued():
        words = ["cats", "sleep.", "dogs", "run."]
        doc = Doc(Vocab("en"), words)
        doc.set_column("tag", ["NN", "VB", "NN", "VB"])
        return iter([doc] * 4)

    for own, n_words in (("true", 24), ("false", 16)):
        job = tiny_job(
            tmp_path / own,
            "training.n_iter=1",
            f"training.own_tokens={own}",
            components="tagger",
            train=glued,
            dev=glued,
        )
        started = next(event for event in run_training(job) if isinstance(event, Started))
        assert started.train_words == n_words


def test_the_last_epochs_are_kept_when_asked(tmp_path):
    list(run_training(tiny_job(tmp_path / "out", "training.n_iter=4", keep=2)))
    kept = sorted(path.name for path in (tmp_path / "out").glob("model-epoch-*"))
    assert kept == ["model-epoch-003", "model-epoch-004"]


def test_force_leaves_nothing_of_the_run_before(tmp_path):
    out = tmp_path / "out"
    list(run_training(tiny_job(out, keep=3)))
    (out / "notes.txt").write_text("mine")
    list(run_training(tiny_job(out, "training.n_iter=1", force=True)))
    assert not list(out.glob("model-epoch-*"))
    assert (out / "notes.txt").read_text() == "mine"


def test_a_full_disk_leaves_the_checkpoint_before_it(tmp_path, monkeypatch):
    out = tmp_path / "out"
    list(run_training(tiny_job(out, "training.max_steps=3")))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Sink, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device"):
        list(run_training(replace(tiny_job(out), resume=True)))
    after = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert before == after


def test_a_run_that_diverges_names_the_texts_of_the_batch(tmp_path):
    job = tiny_job(tmp_path / "out", "rate.peak=1e30", components="tagger")
    with pytest.raises(DivergedError, match=r"training diverged.*(sleep|sing|run)"):
        list(run_training(job))


def test_meta_says_how_good_it_is_and_what_it_was_made_from(tmp_path):
    fingerprint = {"name": "a.conllu", "sha256": "ab"}
    job = tiny_job(tmp_path / "out", fingerprints=lambda: {"train": fingerprint})
    events = list(run_training(job))
    finished = next(event for event in events if isinstance(event, Finished))
    nlp = load_pipeline(tmp_path / "out" / BEST, SPECS, get_language)
    meta = nlp.meta
    known = {name: value for name, value in finished.best_scores.items() if value is not None}
    assert meta["performance"] == known
    assert set(meta["performance_per_type"]["las"]) == {"nsubj", "punct", "root"}
    assert meta["evaluation"] == {
        "data": "dev", "documents": 8, "words": 72, "tokens": "gold", "sentences": "own",
    }  # fmt: skip
    training = meta["training"]
    assert (training["epoch"], training["base_model"]) == (finished.best_epoch, "")
    assert training["data"]["train"] == {"documents": 8, "words": 72, **fingerprint}
    assert training["data"]["dev"] == {"documents": 8, "words": 72}
    assert nlp.config == job.config.to_text()


def test_meta_names_the_pipeline_that_training_went_on_from(tmp_path):
    list(run_training(tiny_job(tmp_path / "out", components="tagger")))
    base = tmp_path / "out" / LAST
    list(run_training(tiny_job(tmp_path / "more", components="tagger", base_model=base)))
    meta = load_pipeline(tmp_path / "more" / LAST, SPECS, get_language).meta
    assert meta["training"]["base_model"] == LAST
    assert list(meta["labels"]) == ["tagger"]
