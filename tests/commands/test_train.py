from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from training_events import STARTED, evaluated, finished, saved, stepped

from nlptk.commands.threads import use_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import CommandLine, Outcome

    from nlptk.engine.training.events import Event
    from nlptk.engine.training.run import TrainingJob

BEST = evaluated(2, 0.8241, is_best=True)
PAIR = "1\tAl\tal\tPROPN\tNNP\t_\t2\tnsubj\t_\t_\n2\truns\trun\tVERB\tVBZ\t_\t0\troot\t_\t_\n\n"


class FakeRun:
    """Stands for the engine's run: keeps the job and gives the events of a small one."""

    def __init__(self) -> None:
        self.job: TrainingJob | None = None
        self.stop: Callable[[], str] = str
        self.during: Callable[[], object] = lambda: None
        self.before: Callable[[], object] = lambda: None

    def __call__(self, job: TrainingJob, *, stop: Callable[[], str]) -> Iterator[Event]:
        self.job, self.stop = job, stop
        self.before()
        yield STARTED
        yield stepped(1, 0.2)
        self.during()
        reason = stop()
        yield BEST
        yield from saved(job.output)
        yield finished(BEST, reason=reason or "epochs")


class Trainer:
    """Runs `nlptk train` without training anything."""

    def __init__(self, nlptk: CommandLine, run: FakeRun) -> None:
        self.nlptk, self.run = nlptk, run
        nlptk.write("train.conllu", PAIR * 3)
        nlptk.write("dev.conllu", PAIR)

    def __call__(self, *options: str) -> Outcome:
        return self.nlptk("train", "en", "out", "train.conllu", "dev.conllu", *options)

    @property
    def job(self) -> TrainingJob:
        assert self.run.job is not None
        return self.run.job


@pytest.fixture
def trainer(nlptk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Trainer:
    run = FakeRun()
    monkeypatch.setattr("nlptk.commands.training_session.run_training", run)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    return Trainer(nlptk, run)


def test_train_talks_on_stderr_and_writes_a_log(trainer: Trainer) -> None:
    done = trainer()
    assert (done.code, done.out) == (0, "")
    assert "parser: 49 labels, 204,577 arcs" in done.err
    assert "best epoch: 2, score 84.20 = " in done.err
    lines = (trainer.nlptk.folder / "out/training.jsonl").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == [
        "started", "evaluated", "saved", "saved", "saved", "finished"
    ]  # fmt: skip


def test_train_keeps_its_settings_as_a_file_that_makes_the_same_run(trainer: Trainer) -> None:
    trainer("-n", "4", "-p", "parser", "--set", "rate.schedule=cosine", "--set", "score.uas=3")
    config = trainer.job.config
    trainer("-f", "--config", "out/config.cfg")
    assert trainer.job.config == config


def test_train_quiet_says_nothing(trainer: Trainer) -> None:
    done = trainer("-q")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_train_json_is_one_document_on_stdout(trainer: Trainer) -> None:
    document = json.loads(trainer("--json", "-p", "parser").out)
    assert document["schema"] == "nlptk.train/1"
    assert document["best"]["epoch"] == 2
    assert document["best"]["scores"]["las"] == 0.8241
    assert document["epochs"][0]["losses"] == {"tagger": 0.25, "parser": 1.5}
    assert document["data"]["supplies"][1]["misaligned"] == 3
    assert document["saved"]["best"] == "out/model-best"
    assert document["reason"] == "epochs"


def test_train_gives_options_to_the_formats_of_its_corpora(trainer: Trainer) -> None:
    trainer.nlptk.write("train.conllu", PAIR.replace("2\tnsubj", "0\troot"))
    trainer.nlptk.write("texts.txt", "Al runs.\nAl\n\nBo")
    with_texts = ("-b", "base", "-rt", "texts.txt")
    assert trainer("-O", "many_roots=true", "-O", "per=paragraph", *with_texts).code == 0
    assert trainer.job.raw_text is not None
    docs = trainer.job.train(), trainer.job.dev(), trainer.job.raw_text()
    assert [len(list(each)) for each in docs] == [1, 1, 2]
    refused = trainer("-f", "-O", "per=paragraph")
    assert refused.code == 2
    assert "no option 'per' in conllu" in refused.err


def test_train_options_become_settings(trainer: Trainer) -> None:
    done = trainer(
        "-p", "tagger, parser", "-cw", "48", "-er", "9000", "-n", "7", "-ne", "3", "-ns", "12",
        "-nl", "0.1", "-ovl", "0.2", "-G", "--own-tokens", "--seed", "5", "--max-steps", "9",
        "--max-minutes", "1.5",
    )  # fmt: skip
    assert done.code == 0
    config = trainer.job.config
    assert config.pipeline.lang == "en"
    assert config.pipeline.components == ("tagger", "parser")
    encoder, training = config.encoder, config.training
    assert (encoder.embed_width, encoder.type_width, encoder.hidden_width) == (48, 64, 48)
    assert encoder.embed_rows == 9000
    assert (training.n_iter, training.patience, training.n_examples) == (7, 3, 12)
    assert (training.noise_level, training.orth_variant_level) == (0.1, 0.2)
    assert (training.gold_preproc, training.own_tokens, training.seed) == (True, True, 5)
    assert (training.max_steps, training.max_minutes) == (9, 1.5)


def test_train_options_go_before_the_file_and_set_before_all(trainer: Trainer) -> None:
    trainer.nlptk.write(
        "run.cfg", '[pipeline]\ncomponents = ["parser"]\n[training]\nn_iter = 3\nseed = 4\n'
    )
    trainer("--config", "run.cfg", "-n", "5", "--set", "training.seed=6", "--set", "rate.peak=1")
    config = trainer.job.config
    assert config.pipeline.components == ("parser",)
    assert (config.training.n_iter, config.training.seed, config.rate.peak) == (5, 6, 1.0)


def test_train_passes_the_rest_to_the_job(trainer: Trainer) -> None:
    trainer.nlptk.write("meta.json", '{"name": "news", "version": "1.0", "author": "me"}')
    trainer.nlptk.write("tags.json", '{"NNP": {"pos": "PROPN"}}')
    trainer(
        "-b", "base", "-R", "-v", "vec", "-m", "meta.json", "-V", "2.0", "-tm",
        "tags.json", "--resume", "--keep", "2", "-g", "0", "-f",
    )  # fmt: skip
    job = trainer.job
    assert (job.base_model, job.vectors) == (Path("base"), Path("vec"))
    assert (job.replace_components, job.resume, job.force) == (True, True, True)
    assert (job.keep, job.gpu, job.output) == (2, 0, Path("out"))
    assert job.meta == {
        "name": "news", "version": "2.0", "author": "me", "lang": "en", "plugins": {},
    }  # fmt: skip
    assert job.tag_map == {"NNP": {"pos": "PROPN"}}


def test_train_reads_corpora_as_often_as_they_are_wanted(trainer: Trainer) -> None:
    trainer()
    for _ in range(2):
        assert [len(doc) for doc in trainer.job.dev()] == [2]
        assert sum(len(doc) for doc in trainer.job.train()) == 6


def test_train_reads_standard_input_once_and_keeps_it(trainer: Trainer) -> None:
    found: list[int] = []
    trainer.run.before = lambda: found.extend(
        sum(len(doc) for doc in trainer.job.train()) for _ in range(2)
    )
    args = ("train", "en", "out", "-", "dev.conllu", "-c", "conllu")
    assert trainer.nlptk(*args, stdin=(PAIR * 2).encode()).code == 0
    assert found == [4, 4]
    done = trainer.nlptk("train", "en", "out", "-", "-", "-c", "conllu", stdin=PAIR.encode())
    assert done.code == 2
    assert "standard input can be read only once" in done.err


def test_train_says_in_one_line_which_options_have_no_effect(trainer: Trainer) -> None:
    done = trainer(
        "-cd", "4", "-cW", "1", "-cP", "3", "-lstm", "0", "-bw", "4,8", "-pt", "dep", "-et", "dep",
        "-T", "-OEL", "-D",
    )  # fmt: skip
    assert done.code == 0
    (line,) = [line for line in done.err.splitlines() if "without effect" in line]
    for option in ("-cd", "-cW", "-cP", "-lstm", "-bw", "-pt", "-et", "-T", "-OEL", "-D"):
        assert f"{option}/--" in line
    assert "without effect" not in trainer().err


def test_train_warns_of_settings_for_components_that_are_not_there(trainer: Trainer) -> None:
    change = "components.ner.loss_weight=2"
    assert "no effect: ner is not in" in trainer("-p", "parser", "--set", change).err
    assert "no effect" not in trainer("-f", "--set", change).err


def test_train_resumed_adds_to_its_logs(trainer: Trainer) -> None:
    trainer("--json-log", "more/log.jsonl")
    log = trainer.nlptk.folder / "out/training.jsonl"
    lines = log.read_text()
    trainer("--resume")
    assert log.read_text() == lines * 2
    trainer()
    assert log.read_text() == lines
    assert (trainer.nlptk.folder / "more/log.jsonl").read_text() == lines


@pytest.mark.parametrize(("wanted", "code"), [
    (["las=0.82"], 0),
    (["las=0.83"], 1),
    (["las=0.82", "uas=0.9"], 1),
    (["sent_f=0.1"], 1),
    (["ner_f=0.1"], 1),
])  # fmt: skip
def test_train_fails_under_what_was_asked_for(
    trainer: Trainer, wanted: list[str], code: int
) -> None:
    done = trainer("-q", *(part for one in wanted for part in ("--fail-under", one)))
    assert done.code == code
    assert bool(code) == ("should be" in done.err)


@pytest.mark.parametrize(("options", "said"), [
    (["--fail-under", "las"], "figure=value"),
    (["--fail-under", "las=80"], "from 0 to 1"),
    (["--fail-under", "lsa=0.8"], "did you mean las?"),
    (["--fail-under", "lemma_acc=0.8"], "no such figure"),
    (["--set", "score.lsa=1"], "did you mean las?"),
    (["--set", "training.n_itr=5"], "did you mean n_iter?"),
    (["--set", "n_iter=5"], "section.key=value"),
    (["-p", "tager"], "did you mean tagger?"),
    (["--config", "none.cfg"], "none.cfg"),
    (["-m", "train.conllu"], "train.conllu:1:3: not JSON"),
    (["-tm", "list.json"], "list.json:1: expected a JSON object"),
    (["-tm", "tags.json"], "tags.json:1:8: the entry of the tag 'NN' is no object"),
    (["-tm", "pos.json"], "pos.json:2:16: the tag 'NN' stands for 'NOUNN'"),
    (["-tm", "pos.json"], "did you mean NOUN?"),
    (["-c", "conlu"], "did you mean conllu?"),
])  # fmt: skip
def test_train_refuses_what_cannot_be_before_anything_is_written(
    trainer: Trainer, options: list[str], said: str
) -> None:
    trainer.nlptk.write("list.json", "[]")
    trainer.nlptk.write("tags.json", '{"NN": "NOUN"}')
    trainer.nlptk.write("pos.json", '{\n"NN": {"pos":  "NOUNN"}}')
    done = trainer(*options)
    assert done.code == 2
    assert said in done.err
    assert trainer.run.job is None
    assert not (trainer.nlptk.folder / "out").exists()


def test_train_of_no_file_or_language_is_refused(trainer: Trainer) -> None:
    assert "no such file" in trainer.nlptk("train", "en", "out", "a.conllu", "dev.conllu").err
    done = trainer.nlptk("train", "qqq", "out", "train.conllu", "dev.conllu")
    assert (done.code, "qqq" in done.err) == (2, True)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_train_finishes_the_step_when_a_signal_comes(
    trainer: Trainer, number: signal.Signals, code: int
) -> None:
    before = signal.getsignal(number)
    trainer.run.during = lambda: os.kill(os.getpid(), number)
    done = trainer("--json")
    assert done.code == code
    assert "stopping after this step" in done.err
    assert "--resume goes on" in done.err
    assert json.loads(done.out)["reason"] == "interrupted"
    assert signal.getsignal(signal.SIGINT) is not None
    if number is signal.SIGINT:
        assert signal.getsignal(number) is before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_train_ends_at_once_when_a_second_signal_comes(
    trainer: Trainer, number: signal.Signals, code: int
) -> None:
    def twice() -> None:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)

    trainer.run.during = twice
    done = trainer()
    assert done.code == code
    assert "best epoch" not in done.err


def test_train_ends_at_once_while_there_is_nothing_to_keep(trainer: Trainer) -> None:
    trainer.run.before = lambda: os.kill(os.getpid(), signal.SIGINT)
    done = trainer()
    assert done.code == 130
    assert not (trainer.nlptk.folder / "out").exists()


def test_train_threads_are_those_asked_for_or_set_before() -> None:
    environ = {"OMP_NUM_THREADS": "4"}
    use_threads(None, environ)  # type: ignore[arg-type]
    assert environ["OMP_NUM_THREADS"] == "4"
    assert environ["OPENBLAS_NUM_THREADS"] == "1"
    use_threads(2, environ)  # type: ignore[arg-type]
    assert set(environ.values()) == {"2"}


def test_train_help_shows_an_example_and_loads_nothing_slow() -> None:
    code = (
        "import sys; from nlptk.commands.app import run; run(['train', '--help']); "
        "print([m for m in ('numpy', 'thinc', 'rich', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Example: nlptk train en" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_train_function_takes_a_request_and_prints_nothing(
    trainer: Trainer, capfd: pytest.CaptureFixture[str]
) -> None:
    from nlptk.commands.train import train
    from nlptk.commands.training_plan import TrainRequest
    from nlptk.plugins.catalog import Catalog
    from nlptk.plugins.manager import create_manager

    heard: list[Any] = []
    capfd.readouterr()
    report = train(
        Catalog(create_manager(load=())),
        TrainRequest("en", Path("out"), "train.conllu", "dev.conllu"),
        listeners=[heard.append],
    )
    assert report.finished == finished(BEST)
    assert heard[0] is STARTED
    assert capfd.readouterr() == ("", "")


REAL = ("-p", "tagger,parser", "-cw", "12", "-er", "400", "-n", "2", "--set", "rate.warmup_steps=2")


def test_train_makes_a_pipeline_and_keeps_it(nlptk: CommandLine, sample: Path) -> None:
    corpora = (sample / "train.conllu", sample / "dev.conllu")
    done = nlptk("train", "en", "out", *corpora, "-ns", "3", "--json", *REAL)
    assert done.code == 0
    document = json.loads(done.out)
    assert [epoch["epoch"] for epoch in document["epochs"]] == [1, 2]
    assert document["best"]["score"] == max(epoch["score"] for epoch in document["epochs"])
    files = nlptk.files()
    assert "out/training.jsonl" in files
    for folder in ("model-best", "model-last"):
        assert any(name.startswith(f"out/{folder}/") for name in files)
    again = nlptk("train", "en", "out", *corpora, *REAL)
    assert (again.code, "--force replaces it" in again.err) == (2, True)


def test_train_is_the_same_with_the_same_seed(nlptk: CommandLine, sample: Path) -> None:
    corpora = (sample / "train.conllu", sample / "dev.conllu")

    def losses(output: str, seed: str) -> list[dict[str, float]]:
        options = ("-ns", "2", "-n", "1", "--seed", seed, "--json", "-q")
        done = nlptk("train", "en", output, *corpora, *REAL, *options)
        return [epoch["losses"] for epoch in json.loads(done.out)["epochs"]]

    first = losses("a", "1")
    assert losses("b", "1") == first
    assert losses("c", "2") != first


def test_train_resumed_makes_what_an_uninterrupted_run_makes(
    nlptk: CommandLine, sample: Path
) -> None:
    corpora = (sample / "train.conllu", sample / "dev.conllu")
    options = ("-ns", "3", "--set", "training.batch_to=60", "--set", "training.batch_from=60")

    def run(output: str, *more: str) -> Outcome:
        return nlptk("train", "en", output, *corpora, *REAL, *options, "-q", *more)

    def weights(output: str) -> bytes:
        return (nlptk.folder / output / "model-last" / "weights.safetensors").read_bytes()

    assert run("whole").code == 0
    assert run("parts", "--max-steps", "2").code == 0
    assert weights("parts") != weights("whole")
    assert run("parts", "--resume").code == 0
    assert weights("parts") == weights("whole")
    other = run("parts", "--resume", "--seed", "3")
    assert (other.code, "not the run" in other.err) == (2, True)
