"""Stages: gradients are those of the loss, chances add up, and nobody reads what it was taught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from nlptk.engine.layers.weights import get_weights
from nlptk.engine.runtime import choose_ops
from nlptk.plugins.components.entity_linker.evidence import Evidence, Link, Mention
from nlptk.plugins.components.entity_linker.features import NIL, Option
from nlptk.plugins.components.entity_linker.model import (
    Ranked,
    Shape,
    chances,
    linker_model,
    ranker,
)
from nlptk.plugins.components.entity_linker.page import (
    N_PAGE_FEATURES,
    Page,
    make_page,
    page_features,
)
from nlptk.plugins.components.entity_linker.question import Question
from nlptk.plugins.components.entity_linker.stages import Lesson, learn, say
from nlptk.plugins.components.entity_linker.witness import Witness

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 5
CLUBS = ("Essex County Cricket Club", "Kent County Cricket Club")


def options(place: str, club: str) -> list[Option]:
    return [Option(f"{place}-place", place, 5, 0.5), Option(f"{place}-club", club, 5, 0.5)]


def page_of(texts: list[str]) -> Page:
    evidence = Evidence()
    evidence.add([Link(Mention("x", "", (), ()), "Q", 1.0, (), (("county", "club"), ("a",)))])
    mentions = [Mention(text, "", (), ()) for text in texts]
    clubs = dict(zip(("Essex", "Kent"), CLUBS, strict=True))
    return make_page(mentions, [options(text, clubs[text]) for text in texts], Witness(evidence))


def question(rng: np.random.Generator, *, entities: int = 0) -> Question:
    page = page_of(["Essex", "Kent", "Essex"])
    n_rows = int(page.sizes.sum())
    return Question(
        ids=[["a", "b", NIL]] * 3,
        rows=rng.normal(size=(n_rows, WIDTH)).astype(np.float32),
        sizes=page.sizes,
        windows=[(0, 1)] * 3,
        page=page,
        entities=rng.normal(size=(n_rows, entities)).astype(np.float32) if entities else None,
    )


def lesson(rng: np.random.Generator, half: int, *, context: int = 0) -> Lesson:
    wanted = np.array([1, 0, 0, 0.25, 0.75, 0, 0, 0, 0], np.float32)
    contexts = rng.normal(size=(3, context)).astype(np.float32) if context else None
    return Lesson(question(rng, entities=3 if context else 0), wanted, half, contexts)


def shaken(model: Any, rng: np.random.Generator) -> Any:
    """A model whose weights are all something."""
    for node in model.walk():
        for name in ("W", "b"):
            if node.has_param(name):
                value = node.get_param(name)
                node.set_param(name, rng.normal(size=value.shape).astype(np.float32) * 0.5)
    return model


def cross_entropy(scores: NDArray[np.float64], one: Lesson) -> float:
    total, start = 0.0, 0
    for size in one.question.sizes:
        part, wanted = scores[start : start + size], one.wanted[start : start + size]
        if wanted.any():
            total -= float((wanted * (part - np.log(np.exp(part).sum()))).sum())
        start += size
    return total / 2  # two mentions of the three can be learned


@pytest.mark.parametrize("context", [0, 4])
def test_gradients_of_a_ranker_are_those_of_the_loss(context: int) -> None:
    rng = np.random.default_rng(3)
    shape = Shape(WIDTH, 6, context, 3 if context else 0, common=2)
    model = ranker(shape, rng=rng, ops=choose_ops(), name="r")
    model.initialize()
    shaken(model, rng)
    one = lesson(rng, 0, context=context)
    owners = np.repeat(np.arange(3), one.question.sizes)

    def given(contexts: Any) -> Ranked:
        return Ranked(one.question.rows, contexts, owners, one.question.entities)

    scores, backprop = model.begin_update(given(one.contexts))
    found = chances(scores, one.question.sizes)
    learned = np.array([1, 1, 1, 1, 1, 1, 0, 0, 0], np.float32)
    d_contexts = backprop((found * learned - one.wanted) / 2)

    def loss(contexts: Any) -> float:
        return cross_entropy(model.predict(given(contexts)).astype(np.float64), one)

    step = 1e-2
    for node in model.walk():
        for name in node.param_names:
            value, gradient = node.get_param(name), node.get_grad(name)
            at = tuple(int(rng.integers(size)) for size in value.shape)
            kept = value[at].copy()
            value[at] = kept + step
            up = loss(one.contexts)
            value[at] = kept - step
            down = loss(one.contexts)
            value[at] = kept
            assert gradient[at] == pytest.approx((up - down) / (2 * step), abs=3e-3)
    if context:
        moved = one.contexts.copy()
        moved[1, 2] += step
        up = loss(moved)
        moved[1, 2] -= 2 * step
        assert d_contexts[1, 2] == pytest.approx((up - loss(moved)) / (2 * step), abs=3e-3)
    else:
        assert d_contexts is None


def two_stages(rng: np.random.Generator) -> Any:
    shapes = Shape(WIDTH, 6), Shape(N_PAGE_FEATURES, 6)
    return linker_model(*shapes, rng=rng, ops=choose_ops())


def test_chances_add_up_to_one_for_each_mention() -> None:
    rng = np.random.default_rng(5)
    model = shaken(two_stages(rng), rng)
    one = question(rng)
    starts = np.cumsum(one.sizes) - one.sizes
    assert np.add.reduceat(say(model, one), starts) == pytest.approx(1, abs=1e-5)


def test_all_candidates_are_alike_before_training() -> None:
    rng = np.random.default_rng(5)
    assert say(two_stages(rng), question(rng)) == pytest.approx(1 / 3)


def test_a_half_is_not_taught_the_documents_of_the_other() -> None:
    rng = np.random.default_rng(7)
    model = shaken(two_stages(rng), rng)
    learn(model, [lesson(rng, 0)], weight=1.0)
    first, half_0, half_1, second = model.layers

    def taught(one: Any) -> bool:
        return any(
            node.has_grad(name) and node.get_grad(name).any()
            for node in one.walk()
            for name in node.param_names
        )

    assert [taught(one) for one in (first, half_0, half_1, second)] == [True, True, False, True]


def test_the_second_stage_reads_what_the_other_half_says() -> None:
    rng = np.random.default_rng(7)
    one = lesson(rng, 0)
    losses = []
    for layer in range(3):
        model = shaken(two_stages(np.random.default_rng(1)), np.random.default_rng(1))
        model.layers[layer].layers[1].get_param("W")[...] *= 3
        losses.append(learn(model, [one], weight=1.0).loss)
    same = shaken(two_stages(np.random.default_rng(1)), np.random.default_rng(1))
    untouched = learn(same, [one], weight=1.0).loss
    assert losses[0] == losses[1] == untouched
    assert losses[2] != untouched


def test_learning_goes_down() -> None:
    rng = np.random.default_rng(11)
    model = two_stages(rng)
    lessons = [lesson(rng, half) for half in (0, 1)]
    losses = []
    for _ in range(60):
        losses.append(learn(model, lessons, weight=1.0).loss)
        for node in model.walk():
            for name in node.param_names:
                node.get_param(name)[...] -= 0.2 * node.get_grad(name)
                node.get_grad(name)[...] = 0
    assert losses[-1] < losses[0] * 0.7


def test_same_seed_gives_the_same_weights() -> None:
    one, two = (get_weights(two_stages(np.random.default_rng(9))) for _ in range(2))
    assert all((one[key] == two[key]).all() for key in one)


# ---------------------------------------------------------------------- the page


def clubs_likely(likely: float) -> NDArray[np.float32]:
    """Chances of the three mentions: at Kent the club is likely; at Essex nothing is known."""
    return np.array([0.5, 0.5, 0, 1 - likely, likely, 0, 0.5, 0.5, 0], np.float32)


def test_names_that_share_words_support_each_other() -> None:
    page = page_of(["Essex", "Kent", "Essex"])
    titles = slice(6, 8)
    much, little = (page_features(page, clubs_likely(one))[:, titles] for one in (0.9, 0.1))
    assert (much[1] > little[1]).all()
    assert not much[[0, 2]].any()  # the place has no such words, and NIL no name


def test_mentions_of_one_text_do_not_vote_for_each_other() -> None:
    page = page_of(["Essex", "Kent", "Essex"])
    before, after = clubs_likely(0.5), clubs_likely(0.5)
    after[6:8] = 0.1, 0.9
    elsewhere = slice(3, 8)
    changed = page_features(page, after)[1, elsewhere] - page_features(page, before)[1, elsewhere]
    assert changed == pytest.approx(0, abs=1e-6)


def test_nil_has_no_support() -> None:
    made = page_features(page_of(["Essex", "Kent"]), np.full(6, 1 / 3, np.float32))
    assert not made[[2, 5], 2:14].any()
    assert made[[2, 5], -1].tolist() == [1, 1]
    assert made.shape == (6, N_PAGE_FEATURES)
