"""The contract of components that learn, as tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import UsageError
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.layers.weights import get_weights, named_params, take_gradient

from .component_trial import STEPS, quiet, require, require_model, trying
from .sample_corpus import strange_docs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.pipeline.pipes import Pipe

    from .component_trial import ComponentTrial

_LEARNED = 0.8
"""The largest share of its first loss that a component may have in the end."""
_SHORT = 3
"""Updates after which two runs with the same seed are compared."""
_CLOSE = 1e-3


def check_learning(trial: ComponentTrial) -> None:
    """Raises `AssertionError` for the first rule that is broken."""
    for check in (
        _check_nothing_to_learn,
        _check_observing,
        _check_same_seed,
        _check_loss_falls,
        _check_mean,
        _check_missing,
        _check_odd_batches,
        _check_more_labels,
    ):
        check(trial)


def _check_nothing_to_learn(trial: ComponentTrial) -> None:
    """Without labels there is nothing to build."""
    (pipe,) = trial.fresh().pipes
    if pipe.component.labels:
        return
    try:
        pipe.component.build(1, np.random.default_rng(0))
    except UsageError:
        return
    except Exception as error:
        raise AssertionError(f"build without labels raised {error!r} and no UsageError") from error
    raise AssertionError("build without labels raised no UsageError")


def _check_observing(trial: ComponentTrial) -> None:
    """Observing counts what is annotated and finds labels, so that a model can be made."""
    (pipe,) = trial.fresh().pipes
    counts = []
    for docs in (map(trial.blank, trial.corpus), trial.corpus):
        with trying("observe"):
            found = [pipe.component.observe(trial.example(doc)) for doc in docs]
        odd = [count for count in found if not isinstance(count, int) or count < 0]
        require(not odd, f"observe gave {odd[:1]}, not how many things there are")
        counts.append(sum(found))
    nothing, something = counts
    needs_none = not trial.spec.needs
    require(not (nothing and needs_none), f"observe counted {nothing} things in blank documents")
    require(something > 0, "observe found nothing to learn in the documents: give it others")
    with trying("build"):
        nlp = trial.built(trial.corpus)
    require(len(nlp.pipes[0].component.labels) > 0, "there are no `labels` after `build`")
    with trying("update"):
        trial.update(nlp, trial.corpus)


def _check_loss_falls(trial: ComponentTrial) -> None:
    """The corpus is learned, and something is then said of it."""
    with trying("learning"):
        losses = trial.taught.losses
    first, last = losses[0], losses[-1]
    falls = last < _LEARNED * first
    require(falls, f"the loss was {first:.4g} and after {STEPS} updates {last:.4g}")
    with trying("annotating what was learned"):
        given = trial.given(trial.annotated(trial.taught.nlp, trial.corpus))
    require(any(given.values()), f"it says nothing in {', '.join(given) or 'any layer'}")


def _check_mean(trial: ComponentTrial) -> None:
    """The loss is a mean: the same documents twice have the same loss."""
    once, twice = (_loss(trial, times * list(trial.corpus)) for times in (1, 2))
    is_mean = abs(once - twice) <= _CLOSE * abs(once)
    require(is_mean, f"the loss is no mean: {once:.4g}, and of the documents twice {twice:.4g}")


def _loss(trial: ComponentTrial, docs: Sequence[Doc]) -> float:
    with trying("update"):
        return trial.update(trial.built(trial.corpus), docs)[0]


def _check_missing(trial: ComponentTrial) -> None:
    """What nobody annotated teaches nothing, alone and beside what somebody did."""
    nlp = trial.newly_taught(steps=1).nlp
    (pipe,) = nlp.pipes
    blank = [trial.blank(doc) for doc in trial.corpus]
    with trying("updating with documents that are not annotated"):
        loss, gradient = trial.update(nlp, blank)
    moved = _gradient_names(pipe) + (["the encoding"] if _is_there(gradient) else [])
    require(not loss, f"where nothing is annotated the loss is {loss:.4g}")
    require(not moved, f"what nobody annotated has a gradient: in {', '.join(moved)}")
    both, gradient = trial.update(nlp, [*trial.corpus, *blank])
    alone = trial.update(nlp, trial.corpus)[0]
    quiet(pipe)
    rest = None if gradient is None else gradient[sum(map(len, trial.corpus)) :]
    apart = not _is_there(rest)
    require(apart, "what nobody annotated has a gradient beside what somebody did")
    same = abs(both - alone) <= _CLOSE * abs(alone)
    require(same, f"blank documents change the loss from {alone:.4g} to {both:.4g}")


def _is_there(gradient: Any) -> bool:
    return gradient is not None and bool((gradient != 0).any())


def _gradient_names(pipe: Pipe) -> list[str]:
    """The parameters with a gradient that is not all zeros, which are cleared."""
    found = []
    for key, node, name in named_params(require_model(pipe, "build")):
        dense = take_gradient(node, name)
        rows = row_gradients(node).get(name)
        values = rows.take(node.ops)[1] if rows else None
        if _is_there(dense) or _is_there(values):
            found.append(key)
    return found


def _check_odd_batches(trial: ComponentTrial) -> None:
    """Documents of no tokens and of one can be learned from."""
    nlp = trial.newly_taught(steps=1).nlp
    first = trial.corpus[0]
    for docs, what in (
        ([], "no documents"),
        ([first.slice(0, 0)], "an empty document"),
        ([first.slice(0, 1)], "a document of one token"),
        ([first.slice(0, 0), first, first.slice(0, 1)], "documents of any size"),
    ):
        with trying(f"updating with {what}"):
            trial.update(nlp, docs)
    quiet(nlp.pipes[0])


def _check_same_seed(trial: ComponentTrial) -> None:
    """The same seed and data give the same component, bit for bit."""
    with trying("learning"):
        first, second = (trial.newly_taught(steps=_SHORT).nlp for _ in range(2))
    for what, look in (("weights", _weights), ("state", _state)):
        same = look(first) == look(second)
        require(same, f"the same seed and documents gave different {what}")


def _weights(nlp: Language) -> dict[str, bytes]:
    weights = get_weights(require_model(nlp.pipes[0], "build"))
    return {key: array.tobytes() for key, array in weights.items()}


def _state(nlp: Language) -> str:
    return json.dumps(nlp.pipes[0].component.state(), default=lambda _: None)


# ---------------------------------------------------------------------- labels that come later


def _check_more_labels(trial: ComponentTrial) -> None:
    """Labels can be added to a model, at the end, and what it has learned stays."""
    more = [*trial.corpus, *strange_docs()]
    with trying("build"):
        wide = list(trial.built(more).pipes[0].component.labels)
    taught = trial.newly_taught()
    (pipe,) = taught.nlp.pipes
    old = list(pipe.component.labels)
    new = [label for label in wide if label not in old]
    if not new:
        return  # it tells apart what it always does
    for label in new:
        with trying(f"add_label({label!r})"):
            answers = (pipe.component.add_label(label), pipe.component.add_label(label))
        told = answers == (True, False)
        require(told, f"add_label answers {answers} to a label that is new, then known")
    with trying("building again"):
        taught.nlp.build(np.random.default_rng(1))
    labels = list(pipe.component.labels)
    behind = labels[: len(old)] == old and set(labels[len(old) :]) == set(new)
    require(behind, f"with {new} added to {old} the labels are {labels}")
    _check_kept(trial, taught.nlp, taught.losses)
    with trying("learning new labels"):
        trial.teach(taught.nlp, more, steps=2)


def _check_kept(trial: ComponentTrial, nlp: Language, losses: Sequence[float]) -> None:
    with trying("updating with new labels"):
        loss = trial.update(nlp, trial.corpus)[0]
    quiet(nlp.pipes[0])
    first, last = losses[0], losses[-1]
    require(
        loss <= (first + last) / 2,
        f"what was learned is gone when labels are added: the loss fell from {first:.4g} to "
        f"{last:.4g}, and is {loss:.4g} now",
    )
