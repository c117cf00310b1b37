from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import CommandLine


PER = '{"text": "Anna runs", "spans": [{"start": 0, "end": 4, "label": "PER"}]}\n'
EVENT = '{"text": "Ben runs", "spans": [{"start": 0, "end": 3, "label": "EVENT"}]}\n'


def test_findings_make_the_exit_code_1(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", PER)
    nlptk.write("dev.jsonl", EVENT)
    done = nlptk("debug-data", "en", "train.jsonl", "dev.jsonl", "--select", "L103")
    assert done.code == 1
    assert "dev.jsonl:1: error L103 label-only-in-dev" in done.out
    assert "  | Ben runs\n  | ^^^\n" in done.out


def test_sound_data_makes_it_0(nlptk: CommandLine, sample: Path) -> None:
    done = nlptk("debug-data", "en", sample / "train.conllu", sample / "dev.conllu")
    assert done.code == 0
    assert "error " not in done.out
    assert "divergence" in done.out


def test_missing_file_makes_it_2(nlptk: CommandLine) -> None:
    done = nlptk("debug-data", "en", "nowhere.conllu")
    assert done.code == 2
    assert not done.out
    assert "nowhere.conllu" in done.err


@pytest.mark.parametrize("args", [
    (), ("en",), ("en", "a.jsonl", "--select", "QQ9"), ("en", "a.jsonl", "--set", "L103.x=1"),
    ("en", "a.jsonl", "-p", "taggr"), ("xx-none", "a.jsonl"), ("en", "-", "-"),
    ("en", "a.jsonl", "-IW", "--fail-on", "warning"), ("--explain", "Q999"),
])  # fmt: skip
def test_options_that_cannot_be_make_it_2(nlptk: CommandLine, args: tuple[str, ...]) -> None:
    nlptk.write("a.jsonl", PER)
    done = nlptk("debug-data", *args)
    assert done.code == 2
    assert not done.out


def test_broken_record_is_a_finding_and_reading_goes_on(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", PER + '{"text": 5}\n' + PER)
    done = nlptk("debug-data", "en", "train.jsonl", "--output-format", "json")
    report = json.loads(done.out)
    assert done.code == 1
    assert report["failed"]
    broken = [one for one in report["findings"] if one.get("line") == 2]
    assert broken
    assert broken[0]["severity"] == "error"
    assert report["statistics"]["parts"]["train"]["documents"] == 2
    assert report["statistics"]["parts"]["train"]["bad_records"] == 1


def test_pipeline_narrows_what_is_looked_at(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", PER)
    nlptk.write("dev.jsonl", EVENT)
    args = ("debug-data", "en", "train.jsonl", "dev.jsonl", "--output-format", "json")
    codes = json.loads(nlptk(*args, "-p", "tagger").out)["codes"]
    assert "L103" not in codes
    assert "L103" in json.loads(nlptk(*args, "-p", "ner").out)["codes"]


def test_baseline_lets_only_new_findings_count(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", PER)
    nlptk.write("dev.jsonl", EVENT)
    args = ("debug-data", "en", "train.jsonl", "dev.jsonl", "--select", "L103")
    assert nlptk(*args, "--write-baseline", "known.json").code == 1
    done = nlptk(*args, "--baseline", "known.json")
    assert done.code == 0
    assert "in the baseline: 1 finding, not counted" in done.err
    nlptk.write("dev.jsonl", PER + EVENT + EVENT.replace("EVENT", "GPE"))  # lines move, one is new
    done = nlptk(*args, "--baseline", "known.json", "--output-format", "concise")
    assert done.code == 1
    assert [line.partition(":")[0] for line in done.out.splitlines()] == ["dev.jsonl"]
    assert "'GPE'" in done.out
    nlptk.write("dev.jsonl", PER)
    done = nlptk(*args, "--baseline", "known.json")
    assert done.code == 0
    assert "stale in the baseline, no longer found: L103 (1)" in done.err


def test_max_findings_shows_some_and_counts_all(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", '{"text": 5}\n' * 9)
    args = ("debug-data", "en", "train.jsonl", "--max-findings", "2", "--output-format", "json")
    report = json.loads(nlptk(*args).out)
    (tally,) = (one for one in report["codes"].values() if one["count"] == 9)
    assert tally["shown"] == 2


def test_what_is_not_shown_is_said_where_there_is_no_table_of_codes(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", '{"text": 5}\n' * 9)
    args = ("debug-data", "en", "train.jsonl", "--output-format", "concise", "--select", "F")
    done = nlptk(*args, "--max-findings", "2")
    assert len(done.out.splitlines()) == 2
    code = done.out.split()[2]
    assert f"not shown: 7 of {code}; --max-findings 0 shows all" in done.err
    assert "not shown" not in nlptk(*args).err


def test_an_error_is_shown_however_many_notes_have_its_code(nlptk: CommandLine) -> None:
    texts = [f"The {color} boat sailed to the far islands ." for color in "abcdefgh"]
    nlptk.write(
        "train.jsonl", "".join(json.dumps({"tokens": text.split()}) + "\n" for text in texts)
    )
    args = ("debug-data", "en", "train.jsonl", "train.jsonl", "--select", "C201")
    done = nlptk(*args, "--output-format", "concise", "--max-findings", "3")
    assert done.code == 1
    assert [line.split()[1] for line in done.out.splitlines()].count("error") == 1
    assert "8 of 8 documents of dev are in train too" in done.out


def test_what_is_counted_of_characters_stands_where_they_go_on(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", '{"text": "Ann\\u0007"}\n' * 4)
    args = ("debug-data", "en", "train.jsonl", "--select", "U102", "--output-format", "concise")
    assert nlptk(*args, "--set", "U102.most=1").out.splitlines() == [
        "train.jsonl:1: warning U102 a control character: U+0007",
        "train.jsonl:2: warning U102 a control character: U+0007, 3 more, the first of them here",
    ]


def test_spaces_within_tokens_are_counted_like_other_characters(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", '{"text": "1\\u00a0m", "tokens": ["1\\u00a0m"]}\n' * 3)
    args = ("debug-data", "en", "train.jsonl", "--select", "U106", "--output-format", "concise")
    lines = nlptk(*args, "--set", "U106.most=1").out.splitlines()
    assert [line.partition(": info ")[0] for line in lines] == ["train.jsonl:1", "train.jsonl:2"]
    assert lines[1].endswith(", 2 more, the first of them here")


def test_a_part_of_speech_of_the_first_version_is_told_from_a_slip(nlptk: CommandLine) -> None:
    row = "\t_\t{}\t_\t_\t{}\t{}\t_\t_\n"
    lines = [f"{i}\tand" + row.format(pos, i - 1, dep) for i, pos, dep in [
        (1, "CONJ", "root"), (2, "CONJ", "cc"), (3, "NUON", "dep"),
    ]]  # fmt: skip
    nlptk.write("train.conllu", "".join([*lines, "\n"]))
    out = nlptk("debug-data", "en", "train.conllu", "--select", "G101").out
    assert "train.conllu:1: warning G101" in out
    assert "'CONJ', 2 times, is none of the 17" in out
    assert "do: it is 'CCONJ' now" in out
    assert "'NUON', once, is none of the 17" in out


def test_suspects_are_found_and_announced(nlptk: CommandLine) -> None:
    nouns, verbs, records = ("cats", "dogs", "Anna", "Berlin"), ("sleep", "run", "sing"), []
    for i in range(120):
        words = [
            word for n in range(3) for word in (nouns[(i + n) % 4], verbs[(2 * i + n) % 3], ".")
        ]
        records.append({"tokens": words, "tags": ["NN", "VB", "."] * 3})
    records[11]["tags"][4] = "NN"
    nlptk.write("train.jsonl", "".join(json.dumps(record) + "\n" for record in records))
    args = ("debug-data", "en", "train.jsonl", "--select", "Q", "--output-format", "jsonl")
    done = nlptk(*args, "--suspects")
    assert done.code == 0, done.err
    assert "looking for suspected errors in tags: about" in done.err
    (found,) = map(json.loads, done.out.splitlines())
    assert (found["code"], found["line"], found["tokens"]) == ("Q101", 12, [4, 5])
    assert found["message"].startswith("'NN' (tags) has probability 0.")
    assert "'VB' has" in found["message"]
    assert found["excerpt"]["text"].split()[4] == records[11]["tokens"][4]
    assert nlptk(*args).out == ""


def test_suspects_of_what_has_one_label_are_none(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", '{"tokens": ["Ann"], "tags": ["NN"]}\n' * 3)
    done = nlptk("debug-data", "en", "train.jsonl", "--suspects", "--select", "Q")
    assert done.code == 0, done.err
    assert "nothing that has two labels or more" in done.err


def test_fail_on_and_ignored_warnings(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", PER)
    args = ("debug-data", "en", "train.jsonl", "--select", "C103", "--output-format", "concise")
    assert "C103" in nlptk(*args).out
    assert nlptk(*args).code == 0
    assert nlptk(*args, "--fail-on", "warning").code == 1
    assert not nlptk(*args, "-IW").out


def test_files_are_written_beside_standard_output(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", PER)
    done = nlptk("debug-data", "en", "train.jsonl", "-o", "r/report.txt", "--html", "r/page.html")
    assert not done.out
    assert nlptk.files() == ["r/page.html", "r/report.txt", "train.jsonl"]
    assert (nlptk.folder / "r/page.html").read_text().startswith("<!DOCTYPE html>")


def test_html_draws_what_findings_are_about(nlptk: CommandLine) -> None:
    nlptk.write("train.jsonl", PER)
    nlptk.write("dev.jsonl", EVENT)
    done = nlptk("debug-data", "en", "train.jsonl", "dev.jsonl", "--output-format", "html")
    assert 'class="chart"' in done.out
    assert "<mark" in done.out


def test_standard_input_is_checked(nlptk: CommandLine) -> None:
    done = nlptk("debug-data", "en", "-", "-c", "jsonl", "-q", stdin=(PER + "{\n").encode())
    assert done.code == 1
    assert "<stdin>:2" in done.out
    assert not done.err


def test_checks_are_listed_and_explained(nlptk: CommandLine) -> None:
    assert "label-only-in-dev" in nlptk("debug-data", "--list-checks").out
    page = nlptk("debug-data", "--explain", "l103").out
    assert page.startswith("# L103 label-only-in-dev\n")
    assert "`L103.min_count`" in page
    assert page == nlptk("debug-data", "--explain", "label-only-in-dev").out


def test_options_of_a_format_are_given_to_it(nlptk: CommandLine) -> None:
    tree = "1\tAnn\t_\t_\tNNP\t_\t0\troot\t_\t_\n2\tran\t_\t_\tVBD\t_\t0\troot\t_\t_\n\n"
    nlptk.write("train.conllu", tree)
    args = ("debug-data", "en", "train.conllu", "--select", "T104")
    assert nlptk(*args).code == 1
    assert nlptk(*args, "-O", "many_roots=true").code == 0
    assert nlptk(*args, "-O", "many_roots=perhaps").code == 2
    assert nlptk(*args, "-O", "overlap=longest").code == 2


def test_tags_are_compared_with_a_map(nlptk: CommandLine) -> None:
    nlptk.write("train.conllu", "1\tAnn\t_\t_\tNNP\t_\t0\troot\t_\t_\n\n")
    nlptk.write("map.json", '{"NN": {"pos": "NOUN"}}')
    args = ("debug-data", "en", "train.conllu", "--select", "G105")
    assert nlptk(*args).code == 0
    done = nlptk(*args, "-tm", "map.json")
    assert done.code == 1
    assert "the tag 'NNP' is not in the tag map" in done.out
    assert nlptk(*args, "-tm", "nowhere.json").code == 2


def test_base_model_says_what_is_new_and_what_is_forgotten(nlptk: CommandLine) -> None:
    nlptk.write("vectors.txt", "anna 1 0\nruns 0 1\n")
    assert nlptk("init-model", "en", "base", "-v", "vectors.txt").code == 0
    nlptk.write("train.jsonl", PER + EVENT)
    args = ("debug-data", "en", "train.jsonl", "--output-format", "concise")
    assert "C103" in nlptk(*args).out
    done = nlptk(*args, "-b", "base")
    assert "C103" not in done.out
    assert "1 tokens of train (25.0%), 1 of 3 different words, have no vector: Ben 1" in done.out
    known = '{"labels": {"entities": ["PER", "LOC"]}}'
    done = nlptk(*args, "-b", known, "--select", "L")
    assert "missing in train: 1 of 2 labels (entities) of the base model: LOC" in done.out
    assert "L105 'EVENT' (entities) has 1 training example\n" in done.out
    assert "'PER'" not in done.out
    assert nlptk(*args, "-b", "nowhere").code == 2


def test_links_are_looked_up_in_a_knowledge_base(nlptk: CommandLine) -> None:
    nlptk.write("entities.tsv", "id\tname\tdescription\tfreq\nQ1\tAnna\ta person\t3\n")
    nlptk.write("aliases.tsv", "alias\tentities\tpriors\nAnna\tQ1\t1.0\n")
    assert nlptk("kb-build", "entities.tsv", "aliases.tsv", "kb").code == 0
    linked = PER.replace('"PER"', '"PER", "kb_id": "Q1"')
    nlptk.write("train.jsonl", linked + linked.replace("Q1", "Q2"))
    args = ("debug-data", "en", "train.jsonl", "--output-format", "concise", "--select", "K105")
    assert nlptk(*args).code == 0
    done = nlptk(*args, "--kb", "kb")
    assert done.code == 1
    assert done.out.startswith("train.jsonl:2")
    assert "the knowledge base has no 'Q2'" in done.out
    assert nlptk(*args, "--kb", "nowhere").code == 2


def test_flaws_of_a_tag_map_stand_at_its_lines(nlptk: CommandLine) -> None:
    nlptk.write("train.conllu", "1\tAnn\t_\t_\tNNP\t_\t0\troot\t_\t_\n\n")
    nlptk.write("map.json", '{\n"NNP": {"pos": "PROPN"},\n"NN": {\n  "pos": "NOUNN"}\n}')
    done = nlptk("debug-data", "en", "train.conllu", "-tm", "map.json", "--select", "G106")
    assert done.code == 1
    assert "map.json:4:10: error G106 tag-map-flawed" in done.out
    assert "the tag 'NN' stands for 'NOUNN'" in done.out
    assert "do: did you mean NOUN?" in done.out
