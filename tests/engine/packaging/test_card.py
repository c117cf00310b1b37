"""The model card."""

from __future__ import annotations

from typing import Any

from small_models import META

from nlptk.engine.packaging.card import model_card
from nlptk.engine.packaging.facts import Additions, package_meta

MODEL: dict[str, Any] = META | {
    "lang": "en",
    "nlptk_version": ">=0.1.0,<0.2.0",
    "pipeline": ["tagger", "ner"],
    "components": {
        "tagger": {"factory": "tagger", "gives": ["tags", "pos"]},
        "ner": {"factory": "names", "gives": ["entities"]},
    },
    "labels": {"tagger": ["NN", "``"], "ner": ["PER"]},
    "plugins": {"names": {"distribution": "nlptk-names", "version": "1.4"}},
}


def card(said: dict[str, Any] | None = None, **changes: Any) -> str:
    meta, _ = package_meta(MODEL, Additions(said=said or {}, **changes))
    return model_card(meta, "en_tiny", 12_345_678)


def test_the_card_has_what_there_is_to_know() -> None:
    text = card({"sources": [{"name": "Letters", "license": "CC0"}], "url": "https://example.org"})
    for part in (
        "# en_tiny\n",
        "| Size | 12.3 MB |",
        "| Licence | MIT |",
        "| Needs | `nlptk-names>=1.4`, `nlptk-pipelines<0.2.0,>=0.1.0` |",
        "| ner | nlptk-names | entities | 1 |",
        "Labels of tagger: `NN`, ``` `` ```.",
        "judged on dev.conllu (3 documents, 40 words), with gold tokens, own sentences",
        "| Tags, accuracy | 50.00 |",
        "| PER | 50.00 | 100.00 | 66.67 |",
        f"| train | train.conllu | 8 | 72 | `{'ab' * 8}` |",
        "| Letters | not said | CC0 | not said |",
        "It learned from 72 words",
        "> Ada: *en_tiny*, version 1.2. https://example.org",
    ):
        assert part in text, part


def test_figures_of_a_test_come_first_and_those_of_development_are_marked() -> None:
    tested = {"data": "test.conllu", "scores": {"ents_f": 0.2}, "speed": {"cpu_wps": 1234.5}}
    text = card(tested=tested)
    assert text.index("Judged on test.conllu") < text.index("| Entities, F | 20.00 |")
    assert text.index("| Entities, F | 20.00 |") < text.index("the best epoch was chosen")
    assert text.index("the best epoch was chosen") < text.index("| Entities, F | 25.00 |")
    assert "1,234 words a second on a CPU" in text


def test_a_pipeline_of_which_nothing_is_known_has_a_card_too() -> None:
    meta, _ = package_meta({"lang": "xx", "nlptk_version": ">=1"}, Additions())
    text = model_card(meta, "xx_model", 0)
    assert "a tokenizer alone" in text
    assert "Nobody has said" in text
    assert "author not said" in text


def test_what_people_say_cannot_break_the_tables() -> None:
    text = card({"author": "A | B\n# Heading", "description": "one\n\n# two"})
    assert "| Author | A \\| B # Heading |" in text
    assert "\none # two\n" in text
    assert [line for line in text.split("\n") if line.startswith("# ")] == ["# en_tiny"]
