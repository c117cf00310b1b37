from __future__ import annotations

import numpy as np
import pytest

from nlptk.engine.stream.orth_variants import ORTH_VARIANTS, Variants, vary

GROUPS = (
    (Variants(("``", "“"), frozenset({"OPEN"})), Variants(("''", "”"), frozenset({"CLOSE"}))),
    (Variants(("...", "…")),),
)


def results(words: list[str], tags: list[str]) -> set[tuple[str, ...]]:
    return {tuple(vary(words, tags, GROUPS, np.random.default_rng(seed))) for seed in range(40)}


def test_a_group_is_spelled_alike_throughout():
    words, tags = ["``", "a", "”", "“", "b", "''"], ["OPEN", "", "CLOSE", "OPEN", "", "CLOSE"]
    assert results(words, tags) == {
        ("``", "a", "''", "``", "b", "''"),
        ("“", "a", "”", "“", "b", "”"),
    }


def test_forms_with_other_tags_stay():
    assert results(["“", "”"], ["CLOSE", ""]) == {("“", "”")}


def test_variants_without_tags_are_for_all():
    assert results(["...", "…"], ["", "X"]) == {("...", "..."), ("…", "…")}


def test_groups_are_drawn_one_by_one():
    assert len(results(["“", "…"], ["OPEN", ""])) == 4


@pytest.mark.parametrize("lang", sorted(ORTH_VARIANTS))
def test_variants_that_ship_are_sound(lang: str):
    for group in ORTH_VARIANTS[lang]:
        assert len({len(variants.forms) for variants in group}) == 1
        assert len(group[0].forms) > 1
        assert all(form and not any(map(str.isspace, form)) for v in group for form in v.forms)
