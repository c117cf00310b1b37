"""Edit trees: they make the lemma they were made from, and lemmas of forms like it."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlptk.engine.errors import DataError
from nlptk.plugins.components.lemmatizer.edit_trees import Casing, EditTree, lowered

words = st.text(st.sampled_from("abcAB'é中ßİiΣ."), min_size=1, max_size=9) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6
)


@pytest.mark.parametrize(
    ("form", "lemma", "casing"),
    [
        ("The", "the", Casing.LOWER),
        ("IS", "be", Casing.LOWER),
        ("walking", "walk", Casing.LOWER),
        ("1999", "1999", Casing.LOWER),
        ("London", "London", Casing.KEEP),
        ("McDonalds", "McDonald", Casing.KEEP),
        ("LONDON", "London", Casing.TITLE),
        ("me", "I", Casing.TITLE),
        ("roms", "ROM", Casing.UPPER),
        ("iphone", "iPhone", Casing.EXACT),
        ("İstanbul'da", "İstanbul", Casing.LOWER),
    ],
)
def test_casing_is_the_first_that_makes_the_lemma(form, lemma, casing):
    tree = EditTree.between(form, lemma)
    assert tree.casing is casing
    assert tree.apply(form) == lemma


@pytest.mark.parametrize(
    ("form", "lemma", "others"),
    [
        ("walking", "walk", {"talking": "talk", "Going": "go", "ING": None, "walked": None}),
        ("gesagt", "sagen", {"gefragt": "fragen", "Gemacht": "machen", "sagt": None}),
        ("Cities", "city", {"ladies": "lady", "IES": None, "xies": "xy"}),
        ("London", "London", {"McCain": "McCain", "IBM": "IBM"}),
        ("LONDON", "London", {"PARIS": "Paris"}),
        ("went", "go", {"Went": "go", "want": None}),
        ("The", "the", {"A": "a", "x": "x"}),
    ],
)
def test_a_tree_applies_to_forms_like_its_own(form, lemma, others):
    tree = EditTree.between(form, lemma)
    assert {other: tree.apply(other) for other in others} == others


def test_forms_that_inflect_alike_have_one_tree():
    assert EditTree.between("walking", "walk") == EditTree.between("Singing", "sing")
    assert EditTree.between("walking", "walk") != EditTree.between("walked", "walk")


def test_label_is_readable_json():
    tree = EditTree.between("gesagt", "sagen")
    assert tree.label == '["lower",[2,1,["ge",""],["t","en"]]]'
    assert EditTree.between("The", "the").label == '["lower",[0,0,"",""]]'


@given(words, words)
@example("İ", "i̇")
@example("ΟΔΟΣ", "οδος")
@example("ß", "SS")
@example("aXbXcX", "XaXbXc")
def test_a_tree_makes_its_lemma_and_survives_its_label(form, lemma):
    tree = EditTree.between(form, lemma)
    assert tree.apply(form) == lemma
    assert EditTree.parse(tree.label) == tree
    assert EditTree.parse(tree.label).label == tree.label


@given(words, words, words)
def test_what_a_tree_makes_is_never_empty(form, lemma, other):
    assert EditTree.between(form, lemma).apply(other) != ""


@given(words)
def test_lowered_has_as_many_characters(text):
    assert len(lowered(text)) == len(text)


def test_very_long_words_are_replaced_whole():
    form = "ab" * 5000
    assert EditTree.between(form, "x").apply(form) == "x"
    assert EditTree.between("x", form).apply("x") == form
    same = EditTree.between(form, form)
    assert same.apply("other") == "other"


@pytest.mark.parametrize(
    "label",
    [
        "",
        "walk",
        "{}",
        '["lower"]',
        '["sideways",""]',
        '["lower",[1,2]]',
        '["lower",[-1,0,"",""]]',
        '["lower",[0,0,"a",""]]',
        '["lower",[0,0,"",["a",1]]]',
        '["lower",{"old":"a"}]',
        "[" * 100_000,
        json.dumps(["lower", None]),
    ],
)
def test_what_is_no_tree_is_a_data_error(label):
    with pytest.raises(DataError, match="not an edit tree"):
        EditTree.parse(label)
