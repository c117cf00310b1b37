from __future__ import annotations

from nlptk.engine.training.patience import Best


def test_the_first_epoch_is_the_best_until_a_better_one_comes():
    best = Best()
    assert best.note(1, 0.0, {})
    assert not best.note(2, 0.0, {})
    assert best.note(3, 0.5, {"las": 0.5})
    assert (best.epoch, best.score, best.scores) == (3, 0.5, {"las": 0.5})


def test_epochs_without_a_better_score_are_counted():
    best = Best()
    for epoch, score in enumerate((0.3, 0.2, 0.3), start=1):
        best.note(epoch, score, {})
    assert best.epochs_since == 2
    best.note(4, 0.4, {})
    assert best.epochs_since == 0


def test_state_makes_the_same_again():
    best = Best()
    best.note(1, 0.25, {"las": 0.25, "ents_f": None})
    assert Best(**best.state()) == best
