"""The meta.json of a package."""

from __future__ import annotations

from typing import Any

import pytest

from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.packaging.facts import Additions, package_meta

META: dict[str, Any] = {
    "lang": "en",
    "name": "tiny",
    "version": "1.2",
    "author": "Ada",
    "nlptk_version": ">=0.1.0,<0.2.0",
    "pipeline": ["ner"],
    "labels": {"ner": ["PER"]},
    "house": "style",
}


def test_a_package_says_what_the_model_says() -> None:
    meta, kept = package_meta(META, Additions())
    assert {name: meta[name] for name in META} == META
    assert (meta["requirements"], kept) == (["nlptk-pipelines<0.2.0,>=0.1.0"], [])
    assert (meta["license"], meta["url"]) == ("", "")


def test_what_people_say_goes_before_it_and_options_before_that() -> None:
    said = {"name": "news", "version": "2.0", "author": "Bob", "license": "MIT", "more": [1]}
    meta, _ = package_meta(META, Additions(said=said, name="en_best", version="3.0"))
    assert (meta["name"], meta["version"], meta["author"]) == ("best", "3.0", "Bob")
    assert (meta["license"], meta["more"], meta["house"]) == ("MIT", [1], "style")


def test_a_fresh_start_forgets_what_people_said_of_the_model() -> None:
    meta, _ = package_meta(META, Additions(said={"url": "https://example.org"}, fresh=True))
    assert (meta["name"], meta["version"], meta["author"]) == ("model", "0.0.0", "")
    assert "house" not in meta
    assert (meta["pipeline"], meta["url"]) == (["ner"], "https://example.org")


def test_nobody_knows_better_than_the_model_what_it_is() -> None:
    said = {"lang": "de", "labels": {"ner": ["PER"]}, "nlptk_version": ">=9"}
    meta, kept = package_meta(META, Additions(said=said))
    assert kept == ["lang", "nlptk_version"]  # its labels are what they are
    assert (meta["lang"], meta["nlptk_version"]) == ("en", META["nlptk_version"])


def test_plugins_and_others_are_required() -> None:
    plugins = {"names": {"distribution": "nlptk-names", "version": "1.4"}}
    model = META | {"plugins": plugins, "requirements": ["wheel>=1"]}
    meta, _ = package_meta(model, Additions(requirements=["requests"]))
    assert meta["requirements"] == [
        "nlptk-names>=1.4", "nlptk-pipelines<0.2.0,>=0.1.0", "requests", "wheel>=1",
    ]  # fmt: skip


def test_a_plugin_that_no_package_brings_is_told() -> None:
    model = META | {"plugins": {"names": {"distribution": "", "version": ""}}}
    with pytest.raises(UsageError, match="'names' comes from a plugin that no package brings"):
        package_meta(model, Additions())


@pytest.mark.parametrize("said", [
    {"author": 3}, {"license": ["MIT"]}, {"sources": "books"}, {"sources": [{"name": 3}]},
    {"name": {}},
])  # fmt: skip
def test_facts_of_the_wrong_kind_are_refused(said: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="is not what it should be") as caught:
        package_meta(META, Additions(said=said, said_in="facts.json"))
    assert caught.value.place.path == "facts.json"


def test_a_test_is_taken_from_the_report_of_an_evaluation() -> None:
    report = {
        "data": "/home/ada/test.conllu",
        "documents": 4,
        "words": 50,
        "tokens": "own",
        "sentences": "own",
        "scores": {"las": 0.5, "tag_acc": None},
        "tables": {"las_per_type": {"obj": {"f": 0.5}}, "ents_per_type": {}, "tags_confusion": []},
        "speed": {"cpu_wps": 900.0},
        "counts": [1, 2, 3],
    }
    meta, _ = package_meta(META, Additions(tested=report))
    assert meta["test"] == {
        "data": "test.conllu",
        "documents": 4,
        "words": 50,
        "tokens": "own",
        "sentences": "own",
        "speed": {"cpu_wps": 900.0},
        "scores": {"las": 0.5},
        "scores_per_type": {"las": {"obj": {"f": 0.5}}},
    }
