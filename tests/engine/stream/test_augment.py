from __future__ import annotations

import numpy as np
import pytest
from annotated_docs import annotated_docs
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.augment import Augmentation, augmented, noisy
from nlptk.engine.stream.orth_variants import ORTH_VARIANTS

ENGLISH = ORTH_VARIANTS["en"]
WORDS = st.lists(st.text("aBÉİß.,!?'\u0301-", min_size=1, max_size=5), max_size=8)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def quoted() -> Example:
    doc = Doc(Vocab(), ["“", "It", "is", "Me", "”", "...", "Ok"])
    doc.set_column("tag", ["``", "P", "V", "N", "''", "NFP", "J"])
    return Example.from_reference(doc)


def spellings(augmentation: Augmentation, n: int = 60) -> list[str]:
    examples = augmented([quoted()] * n, augmentation, rng())
    return [" ".join(example.predicted.words) for example in examples]


# ---------------------------------------------------------------------- noise


@given(WORDS, st.floats(0.0, 1.0), st.integers(0, 3))
def test_noise_keeps_words(words: list[str], level: float, seed: int):
    changed = noisy(words, level, rng(seed))
    assert len(changed) == len(words)
    assert all(word and word == word.strip() for word in changed)
    assert noisy(words, level, rng(seed)) == changed


@given(WORDS)
def test_noise_of_level_0_changes_nothing(words: list[str]):
    assert noisy(words, 0.0, rng()) == words


def test_noise_of_level_1_changes_every_character():
    assert noisy(["U.S.", "DON'T", "É-A"], 1.0, rng()) == ["us", "dont", "é-a"]


def test_noise_makes_a_lone_mark_another_one():
    found = {word for seed in range(40) for word in noisy(["."], 1.0, rng(seed))}
    assert found == {",", "!", "?", "'"}


def test_noise_changes_its_share_of_characters():
    changed = "".join(noisy(["ABCDE"] * 2000, 0.2, rng()))
    assert sum(map(str.islower, changed)) == pytest.approx(2000, rel=0.1)


# ---------------------------------------------------------------------- streams


def test_level_0_passes_examples_on():
    examples = [quoted(), quoted()]
    assert list(augmented(examples, Augmentation(variants=ENGLISH), rng())) == examples


def test_examples_that_are_not_changed_are_passed_on():
    example = Example.from_reference(Doc(Vocab(), ["a", "b"]))
    augmentation = Augmentation(noise_level=1.0, lowercase_level=1.0)
    assert list(augmented([example], augmentation, rng())) == [example]


@settings(max_examples=50)
@given(st.lists(annotated_docs(), max_size=3), st.floats(0.0, 1.0), st.integers(0, 2))
def test_tokens_and_annotation_are_kept(docs: list[Doc], level: float, seed: int):
    examples = [Example.from_reference(doc) for doc in docs]
    augmentation = Augmentation(level, level, level, ENGLISH)
    runs = [list(augmented(examples, augmentation, rng(seed))) for _ in range(2)]
    for example, changed, again in zip(examples, *runs, strict=True):
        assert list(changed.predicted.words) == list(again.predicted.words)
        assert len(changed.predicted) == len(example.predicted)
        assert changed.gold.heads == example.gold.heads
        assert changed.gold.tags == example.gold.tags
        assert changed.gold.sent_starts == example.gold.sent_starts
        assert changed.gold.ner == example.gold.ner
        assert changed.gold.cats == example.gold.cats


def test_lower_case_is_for_whole_documents():
    found = spellings(Augmentation(lowercase_level=0.5))
    assert set(found) == {"“ It is Me ” ... Ok", "“ it is me ” ... ok"}
    assert 15 < found.count("“ it is me ” ... ok") < 45


def test_variants_are_for_a_share_of_the_documents():
    found = spellings(Augmentation(orth_variant_level=0.5, variants=ENGLISH))
    assert found.count("“ It is Me ” ... Ok") >= 20
    assert "`` It is Me '' … Ok" in set(found)
    assert not any(text.startswith("``") and "”" in text for text in found)


def test_streams_differ_by_seed_alone():
    examples = [quoted() for _ in range(20)]
    first, again, other = (
        [example.predicted.text for example in augmented(examples, Augmentation(0.2), rng(seed))]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_corrupted_words_stay_out_of_the_vocabulary_of_the_corpus():
    example = quoted()
    (changed,) = augmented([example], Augmentation(lowercase_level=1.0), rng())
    assert changed.predicted.orth.tolist() != example.predicted.orth.tolist()
    assert "ok" in changed.predicted.vocab.strings
    assert "ok" not in example.predicted.vocab.strings
