"""`nlptk pretrain`, and the weights that `nlptk train` starts from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from raw_texts import sentences

from nlptk.commands.pretraining_plan import objective_of, split_paths
from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from conftest import CommandLine, Outcome

SMALL = ("-cw", "8", "-er", "600", "-bs", "100", "--types", "60", "-l", "en")
SHORT = ("-i", "1", "-se", "5")
TAGGED = "1\tCats\tcat\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\tpurr\tpurr\tVERB\tVB\t_\t0\troot\t_\t_\n\n"


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")


def lines(count: int = 60) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in sentences(count))


def pretrain(nlptk: CommandLine, *options: str) -> Outcome:
    nlptk.write("texts.jsonl", lines())
    return nlptk("pretrain", "texts.jsonl", "out", *SMALL, *SHORT, *options)


def test_pretrain_talks_on_stderr_and_writes_weights(nlptk: CommandLine) -> None:
    done = pretrain(nlptk)
    assert (done.code, done.out) == (0, "")
    assert "objective: which of the 60 most frequent words is hidden" in done.err
    assert "Held-out" in done.err
    assert "all texts read as often as was asked for" in done.err
    assert done.err.splitlines()[-1] == (
        "out/encoder-best.safetensors: for nlptk train --init-tok2vec"
    )
    assert [name for name in nlptk.files() if name.startswith("out/")] == [
        "out/checkpoint.safetensors",
        "out/encoder-best.safetensors",
        "out/encoder-last.safetensors",
    ]


def test_pretrain_reads_any_format_and_counts_what_it_leaves_out(nlptk: CommandLine) -> None:
    nlptk.write("texts.jsonl", 'not JSON\n{"text": "too short"}\n' + lines() + '{"no": "text"}\n')
    done = nlptk("pretrain", "texts.jsonl", "out", *SMALL, *SHORT)
    assert done.code == 0
    assert "left out: 2 texts: records that cannot be read" in done.err
    assert "left out: 1 texts: fewer than 5 words" in done.err
    assert "warning: left out: texts.jsonl:1:1: " in done.err
    nlptk.write("plain.txt", "\n".join(sentences(60)))
    assert nlptk("pretrain", "plain.txt", "other", *SMALL, *SHORT, "-c", "text").code == 0


def test_pretrain_gives_options_to_the_format(nlptk: CommandLine) -> None:
    nlptk.write("plain.txt", "\n\n".join(f"{text}\n{text}" for text in sentences(30)))
    args = ("pretrain", "plain.txt", "out", *SMALL, *SHORT, "-c", "text", "--json")
    done = nlptk(*args, "-O", "per=file")
    assert done.code == 0, done.err
    whole = json.loads(done.out)["data"]
    lines = json.loads(nlptk(*args, "-f").out)["data"]
    assert whole["passages"] < lines["passages"]
    assert nlptk(*args, "-f", "-O", "per=word").code == 2
    assert nlptk(*args, "-f", "-O", "many_roots=true").code == 2


def test_pretrain_reads_standard_input_once(nlptk: CommandLine) -> None:
    done = nlptk("pretrain", "-", "out", *SMALL, *SHORT, "-c", "jsonl", stdin=lines().encode())
    assert done.code == 0
    assert "out/encoder-best.safetensors" in nlptk.files()


def test_pretrain_prints_json_of_a_known_form(nlptk: CommandLine) -> None:
    done = pretrain(nlptk, "--json", "-q")
    report = json.loads(done.out)
    assert done.err == ""
    assert list(report) == ["schema", "output", "data", "judged", "saved", "finished"]
    assert report["schema"] == "nlptk.pretrain/1"
    assert report["data"]["types"] == 60
    assert report["judged"][-1]["held_out_loss"] == report["finished"]["best_loss"]
    assert set(report["saved"]) == {"best", "last", "checkpoint"}


def test_pretrain_goes_on_where_it_stopped(nlptk: CommandLine) -> None:
    pretrain(nlptk, "--max-words", "200")
    again = pretrain(nlptk, "--max-words", "400")
    assert again.code == 2
    assert "--force replaces them, or --resume goes on with it" in again.err
    done = pretrain(nlptk, "--max-words", "400", "--resume")
    assert done.code == 0
    assert "resumed after step 2" in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--objective", "vectors"), "--objective vectors needs vectors"),
        (("-L", "cosine"), "--objective vectors needs vectors"),
        (("-uv",), "-uv/--use-vectors needs vectors"),
        (("--objective", "guess"), "unknown objective of pretraining"),
        (("-L", "L3"), "unknown objective of pretraining"),
        (("--objective", "words", "-L", "L2"), "do not go together"),
        (("--dropout", "1.5"), "bad dropout"),
        (("-l", "qq"), "qq"),
        (("-t2v", "none"), "no such file"),
    ],
)
def test_pretrain_refuses_what_cannot_be(
    nlptk: CommandLine, options: tuple[str, ...], said: str
) -> None:
    done = pretrain(nlptk, *options)
    assert done.code == 2
    assert said in done.err
    assert nlptk.files() == ["texts.jsonl"]


def test_pretrain_says_which_options_change_nothing(nlptk: CommandLine) -> None:
    done = pretrain(nlptk, "-cd", "4", "-cW", "1", "-chr", "-es", "3", "-sa", "1")
    assert done.code == 0
    assert (
        "without effect: -cd/--conv-depth, -cW/--cnn-window (the encoder is recurrent" in done.err
    )
    assert "-es/--epoch-start (--resume knows where a run stopped)" in done.err


def test_paths_are_two_or_three() -> None:
    assert [str(path) for path in split_paths(["a", "b"])] == ["a", "None", "b"]
    assert [str(path) for path in split_paths(["a", "b", "c"])] == ["a", "b", "c"]
    for paths in (["a"], ["a", "b", "c", "d"]):
        with pytest.raises(UsageError, match="paths were given"):
            split_paths(paths)


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        ((None, None), {}),
        (("characters", None), {"objective": "characters"}),
        ((None, "characters"), {"objective": "characters"}),
        ((None, "L2"), {"objective": "vectors", "loss": "L2"}),
        (("vectors", "cosine"), {"objective": "vectors", "loss": "cosine"}),
    ],
)
def test_the_loss_may_name_the_objective(
    options: tuple[str | None, str | None], settings: dict[str, str]
) -> None:
    assert objective_of(*options) == settings


# ---------------------------------------------------------------------- vectors


def pretrain_with_vectors(nlptk: CommandLine, *options: str) -> Outcome:
    nlptk.write("texts.jsonl", lines())
    words = ["the", "cats", "dogs", "purr", "bark", "in", "garden", "kitchen", "."]
    rows = [f"{word} {i} {-i} {i * i} 1" for i, word in enumerate(words)]
    nlptk.write("vectors.txt", "\n".join(rows) + "\n")
    return nlptk("pretrain", "texts.jsonl", "vectors.txt", "out", *SMALL, *SHORT, *options)


@pytest.mark.parametrize("loss", ["cosine", "L2"])
def test_pretrain_predicts_vectors(nlptk: CommandLine, loss: str) -> None:
    done = pretrain_with_vectors(nlptk, "-L", loss, "--json")
    assert done.code == 0
    report = json.loads(done.out)
    assert report["data"]["objective"] == "vectors"
    assert report["data"]["types"] is None
    # vectors that are predicted are not needed afterwards
    assert train(nlptk, "--init-tok2vec", "out").code == 0


def test_vectors_that_nobody_asked_for_are_told_of(nlptk: CommandLine) -> None:
    done = pretrain_with_vectors(nlptk)
    assert done.code == 0
    assert "vectors.txt is not used: --objective vectors predicts vectors" in done.err


def test_vectors_as_input_must_be_there_in_training_too(nlptk: CommandLine) -> None:
    assert pretrain_with_vectors(nlptk, "-uv").code == 0
    assert train(nlptk, "--init-tok2vec", "out", "--vectors", "vectors.txt").code == 0
    done = train(nlptk, "--init-tok2vec", "out")
    assert done.code == 2
    assert "was pretrained with vectors as input: vectors" in done.err
    nlptk.write("others.txt", "the 1 2 3 4\ncats 2 3 4 5\n")
    done = train(nlptk, "--init-tok2vec", "out", "--vectors", "others.txt")
    assert done.code == 2
    assert "found another table: others" in done.err


def test_vectors_may_join_weights_that_were_pretrained_without(nlptk: CommandLine) -> None:
    pretrain_with_vectors(nlptk)
    assert train(nlptk, "--init-tok2vec", "out", "--vectors", "vectors.txt").code == 0


# ---------------------------------------------------------------------- train --init-tok2vec


def train(nlptk: CommandLine, *options: str) -> Outcome:
    nlptk.write("train.conllu", TAGGED * 20)
    command = ("train", "en", "model", "train.conllu", "train.conllu", "-p", "tagger", "-n", "1")
    return nlptk(*command, "-f", *options)


def test_train_takes_the_architecture_from_the_file(nlptk: CommandLine) -> None:
    pretrain(nlptk)
    for weights in ("out", "out/encoder-best.safetensors"):
        assert train(nlptk, "--init-tok2vec", weights).code == 0
        made = json.loads((nlptk.folder / "model/model-best/pipeline.json").read_text())
        encoder = made["encoders"]["shared"]
        assert (encoder["embed_width"], encoder["embed_rows"]) == (8, 600)
    # the same settings may be said again
    assert train(nlptk, "--init-tok2vec", "out", "-cw", "8", "-er", "600").code == 0


def test_train_lists_the_settings_that_differ(nlptk: CommandLine) -> None:
    pretrain(nlptk)
    done = train(nlptk, "--init-tok2vec", "out", "-cw", "16", "-er", "700")
    assert done.code == 2
    assert "embed_width is 8 in the file and 16 here" in done.err
    assert "embed_rows is 600 in the file and 700 here" in done.err
    assert "leave these settings out" in done.err
    assert not [name for name in nlptk.files() if name.startswith("model/")]


def test_train_with_weights_for_nothing_is_refused(nlptk: CommandLine) -> None:
    pretrain(nlptk)
    done = train(nlptk, "--init-tok2vec", "out", "-b", "base")
    assert done.code == 2
    assert "both bring weights of the encoder" in done.err
    assert train(nlptk, "--init-tok2vec", "none").code == 2


def test_train_warns_of_weights_from_another_language(nlptk: CommandLine) -> None:
    pretrain(nlptk, "-l", "de")
    done = train(nlptk, "--init-tok2vec", "out")
    assert done.code == 0
    assert "was pretrained on texts in 'de', not in 'en'" in done.err


def test_train_resumes_with_the_same_weights_only(nlptk: CommandLine) -> None:
    pretrain(nlptk)
    assert train(nlptk, "--init-tok2vec", "out", "--max-steps", "1").code == 0
    again = (*("train", "en", "model", "train.conllu", "train.conllu", "-p", "tagger"), "--resume")
    assert nlptk(*again, "-n", "1", "--init-tok2vec", "out").code == 0
    pretrain(nlptk, "--force", "-s", "1")
    done = nlptk(*again, "-n", "1", "--init-tok2vec", "out")
    assert done.code == 2
    assert "init_tok2vec was" in done.err


def test_words_known_from_pretraining_are_known_when_training(nlptk: CommandLine) -> None:
    from nlptk.engine.pipeline.encoder_file import read_encoder
    from nlptk.engine.pipeline.features import FeatureSizes, word_features

    pretrain(nlptk)
    train(nlptk, "--init-tok2vec", "out")
    from nlptk import load

    trained = load(nlptk.folder / "model/model-best").encoders["shared"]
    pretrained = read_encoder(nlptk.folder / "out").arrays["lexicon/keys"].tolist()
    keys = word_features(["dogs", "cats", "zebra"], trained.lexicon.sizes).keys.tolist()
    assert isinstance(trained.lexicon.sizes, FeatureSizes)
    assert keys[0] in pretrained
    assert trained.lexicon.counts[keys[0]] > 0  # "dogs" is not in the treebank
    assert trained.lexicon.counts[keys[1]] > 20  # "cats" is in both
    assert keys[2] not in trained.lexicon.counts
