"""Examples that were made before are found again, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.training import example_memory
from nlptk.engine.training.example_memory import ExampleMemory

TOKENIZER = object()


def make(text: str = "some words") -> Callable[[], Example]:
    return lambda: Example.from_reference(Doc(Vocab(), text.split()))


def found(memory: ExampleMemory, text: str, gold: Any, tokenizer: object = TOKENIZER) -> Example:
    return memory.get(text, gold, tokenizer=tokenizer, make=make())


def test_equal_texts_and_annotations_give_the_same_example() -> None:
    memory = ExampleMemory()
    first = found(memory, "a", {"entities": [(0, 1, "X")]})
    assert found(memory, "a", {"entities": [(0, 1, "X")]}) is first
    assert found(memory, "b", {"entities": [(0, 1, "X")]}) is not first
    assert found(memory, "a", {"entities": [(0, 1, "Y")]}) is not first


def test_annotation_that_was_changed_in_place_gives_another_example() -> None:
    memory = ExampleMemory()
    gold: dict[str, Any] = {"cats": {"A": 1.0}}
    first = found(memory, "a", gold)
    gold["cats"]["A"] = 0.0
    assert found(memory, "a", gold) is not first


def test_what_is_no_plain_data_is_never_remembered() -> None:
    memory = ExampleMemory()
    gold = {"cats": {"A": Fraction(1, 2)}}
    assert found(memory, "a", gold) is not found(memory, "a", gold)


def test_another_tokenizer_makes_other_examples() -> None:
    memory = ExampleMemory()
    first = found(memory, "a", {})
    assert found(memory, "a", {}, tokenizer=object()) is not first


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_memory, "_MOST_WORDS", 10)
    memory = ExampleMemory()
    first = found(memory, "a", {})
    for text in "bcdef":
        found(memory, text, {})
    assert found(memory, "a", {}) is not first
