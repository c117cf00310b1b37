"""The contract of components that learn, as tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import UsageError
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.layers.weights import get_weights, named_params, take_gradient

from .component_trial import STEPS, quiet, trying
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
        _check_loss_falls,
        _check_mean,
        _check_missing,
        _check_odd_batches,
        _check_same_seed,
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
    """Observing counts what is annotated, and finds labels."""
    (pipe,) = trial.fresh().pipes
    counts = []
    for docs in (map(trial.blank, trial.corpus), trial.corpus):
        with trying("observe"):
            found = [pipe.component.observe(trial.example(doc)) for doc in docs]
        if not all(isinstance(count, int) and count >= 0 for count in found):
            raise AssertionError(f"observe gave {found[0]!r}, not how many things there are")
        counts.append(sum(found))
    nothing, something = counts
    if nothing and not trial.spec.needs:
        raise AssertionError(f"observe counted {nothing} things where nothing is annotated")
    if not something:
        raise AssertionError("observe found nothing to learn in the documents: give it others")
    with trying("build"):
        nlp = trial.built(trial.corpus)
    if not list(nlp.pipes[0].component.labels):
        raise AssertionError("there are no `labels` after `build`")


def _check_loss_falls(trial: ComponentTrial) -> None:
    """The corpus is learned, and something is then said of it."""
    with trying("learning"):
        losses = trial.taught.losses
        trial.update(trial.taught.nlp, trial.corpus)
    first, last = losses[0], losses[-1]
    if not last < _LEARNED * first:
        raise AssertionError(f"the loss was {first:.4g} and after {STEPS} updates {last:.4g}")
    with trying("annotating what was learned"):
        given = trial.given(trial.annotated(trial.taught.nlp, trial.corpus))
    if not any(given.values()):
        raise AssertionError(f"it says nothing in {', '.join(given) or 'any layer'}")


def _check_mean(trial: ComponentTrial) -> None:
    """The loss is a mean: the same documents twice have the same loss."""
    once, twice = (_loss(trial, times * list(trial.corpus)) for times in (1, 2))
    if abs(once - twice) > _CLOSE * abs(once):
        raise AssertionError(
            f"the loss of the same documents twice is {twice:.4g}, not {once:.4g}: not a mean"
        )


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
    if loss:
        raise AssertionError(f"where nothing is annotated the loss is {loss:.4g}")
    moved = _gradient_names(pipe)
    if moved or (gradient is not None and np.any(gradient)):
        raise AssertionError(
            f"what nobody annotated has a gradient: in {', '.join(moved) or 'the encoding'}"
        )
    both, gradient = trial.update(nlp, [*trial.corpus, *blank])
    alone = trial.update(nlp, trial.corpus)[0]
    quiet(pipe)
    n_annotated = sum(map(len, trial.corpus))
    if gradient is not None and np.any(gradient[n_annotated:]):
        raise AssertionError("what nobody annotated has a gradient beside what somebody did")
    if abs(both - alone) > _CLOSE * abs(alone):
        raise AssertionError(
            f"documents that are not annotated change the loss from {alone:.4g} to {both:.4g}"
        )


def _gradient_names(pipe: Pipe) -> list[str]:
    """The parameters with a gradient that is not all zeros, which are cleared."""
    found = []
    for key, node, name in named_params(_model(pipe)):
        dense = take_gradient(node, name)
        rows = row_gradients(node).get(name)
        values = rows.take(node.ops)[1] if rows else None
        if any(part is not None and np.any(part) for part in (dense, values)):
            found.append(key)
    return found


def _model(pipe: Pipe) -> Any:
    if pipe.model is None:
        raise AssertionError("there is no `model` after `build`")
    return pipe.model


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
    first, second = (trial.newly_taught(steps=_SHORT).nlp for _ in range(2))
    for what, look in (("weights", _weights), ("state", _state)):
        if look(first) != look(second):
            raise AssertionError(f"the same seed and documents gave different {what}")


def _weights(nlp: Language) -> dict[str, bytes]:
    return {key: array.tobytes() for key, array in get_weights(_model(nlp.pipes[0])).items()}


def _state(nlp: Language) -> str:
    return json.dumps(nlp.pipes[0].component.state(), default=repr)


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
        if answers != (True, False):
            raise AssertionError(f"add_label answers {answers} to a label that is new, then known")
    with trying("building again"):
        taught.nlp.build(np.random.default_rng(1))
    labels = list(pipe.component.labels)
    if labels[: len(old)] != old or set(labels[len(old) :]) != set(new):
        raise AssertionError(f"with {new} added to {old} the labels are {labels}")
    _check_kept(trial, taught.nlp, taught.losses)
    with trying("learning new labels"):
        trial.teach(taught.nlp, more, steps=2)


def _check_kept(trial: ComponentTrial, nlp: Language, losses: Sequence[float]) -> None:
    with trying("updating with new labels"):
        loss = trial.update(nlp, trial.corpus)[0]
    quiet(nlp.pipes[0])
    if loss > (losses[0] + losses[-1]) / 2:
        raise AssertionError(
            f"what was learned is gone when labels are added: the loss was {losses[0]:.4g} at "
            f"first, {losses[-1]:.4g} after learning, and is {loss:.4g} now"
        )
