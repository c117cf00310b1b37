"""The contract of components, as tests: what every one of them must do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.protocols import KeepsFiles

from .component_trial import ComponentTrial, require, require_model, said, trying
from .kinds import component_flaws
from .learning_contract import check_learning
from .sample_corpus import sample_corpus
from .sample_docs import SAMPLES
from .trial_files import carry_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.protocols import ComponentSpec

_METHODS = ("annotate", "state", "restore")
_LEARNING_METHODS = ("observe", "add_label", "build", "update")


def verify_component(
    spec: ComponentSpec,
    *,
    settings: Mapping[str, Any] | object | None = None,
    docs: Iterable[Doc] | None = None,
) -> None:
    """Check that a component keeps the contract; raises `AssertionError` naming the broken rule.

    `settings` are the component's own, whole or some of them by name. `docs` are annotated
    documents to learn from, in place of a built-in corpus that has tags, parts of speech, features,
    lemmas, trees, sentences, entities and categories.
    """
    for flaw in component_flaws(spec):
        raise AssertionError(f"component {spec.name}: {flaw}")
    corpus = sample_corpus() if docs is None else list(docs)
    trial = ComponentTrial(spec, settings, corpus)
    try:
        _check_making(trial)
        if spec.trainable:
            check_learning(trial)
        _check_annotating(trial)
        _check_batches(trial)
        _check_keeping(trial)
    except AssertionError as error:
        raise AssertionError(f"component {spec.name}: {error}") from error.__cause__


def _check_making(trial: ComponentTrial) -> None:
    """A component is made of its settings, and has the methods of its kind."""
    with trying("making it with its default settings"):
        trial.spec.factory(trial.spec.settings())
    component = _made(trial)
    wanted = _METHODS + (_LEARNING_METHODS if trial.spec.trainable else ())
    for name in wanted:
        require(callable(getattr(component, name, None)), f"it has no method `{name}`")
    require(not trial.spec.trainable or hasattr(component, "labels"), "it has no `labels`")


def _made(trial: ComponentTrial) -> Any:
    with trying("making it"):
        (pipe,) = trial.fresh().pipes
    return pipe.component


# ---------------------------------------------------------------------- annotating


def _check_annotating(trial: ComponentTrial) -> None:
    """Any document can be annotated, and nothing but what `gives` names is changed."""
    makers: list[Callable[[], Doc]] = [sample.make for sample in SAMPLES]
    makers += [lambda doc=doc: doc.slice(0, len(doc)) for doc in trial.corpus]  # type: ignore[misc]
    makers.append(lambda: Doc(Vocab(), ["One"]))
    for make in makers:
        annotated, blank = make(), trial.blank(make())
        _check_one(trial, annotated, "an annotated document")
        _check_one(trial, blank, "a document without annotation")
    with trying("annotating no documents"):
        trial.ready.annotate([])


def _check_one(trial: ComponentTrial, doc: Doc, what: str) -> None:
    others = [layer for layer in Layer if layer not in trial.spec.gives]
    text = doc.text
    before = {layer: said([doc], layer) for layer in others}
    with trying(f"annotating {what} ({doc.text[:40]!r})"):
        trial.ready.annotate([doc])
    for layer in others:
        unchanged = said([doc], layer) == before[layer]
        require(unchanged, f"it changed {layer} of {what}, which is not in `gives`")
    require(doc.text == text, f"it changed the text of {what}")


def _check_batches(trial: ComponentTrial) -> None:
    """What is said of a document depends neither on the batch nor on what came before."""
    docs = [*trial.corpus, Doc(Vocab(), []), Doc(Vocab(), ["One"])]
    nlp = trial.ready
    together = trial.given(trial.annotated(nlp, docs))
    again = trial.given(trial.annotated(nlp, docs))
    require(again == together, "the same documents were annotated differently the second time")
    alone = trial.given([trial.annotated(nlp, [doc])[0] for doc in docs])
    require(alone == together, "documents are annotated differently alone and in a batch")


# ---------------------------------------------------------------------- keeping


def _check_keeping(trial: ComponentTrial) -> None:
    """State, in JSON, weights and files, if it has some, make the same component again."""
    nlp = trial.ready
    (pipe,) = nlp.pipes
    with trying("state"):
        state = pipe.component.state()
    try:
        kept = json.loads(json.dumps(state, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise AssertionError(f"state gave what JSON cannot hold: {error}") from error
    require(isinstance(kept, dict), f"state gave {type(state).__name__} and not a dict")
    twin = _restored(trial, nlp, kept)
    before, after = (trial.given(trial.annotated(one, trial.corpus)) for one in (nlp, twin))
    for layer, found in before.items():
        same = after[layer] == found
        require(same, f"restored from its state and weights, it gives other {layer}")
    (other,) = twin.pipes
    states = [json.dumps(one, sort_keys=True) for one in (state, other.component.state())]
    require(states[0] == states[1], "restored from its state, it gives another state")


def _restored(trial: ComponentTrial, nlp: Language, state: dict[str, Any]) -> Language:
    """A pipeline with the same component, restored, that reads the same encoder."""
    twin = trial.fresh()
    (pipe,), (other,) = nlp.pipes, twin.pipes
    twin.encoders = nlp.encoders
    other.encoder = pipe.encoder
    width = nlp.encoders[pipe.encoder].width if pipe.encoder else 0
    with trying("restore"):
        other.component.restore(state, width)
    if isinstance(pipe.component, KeepsFiles) and isinstance(other.component, KeepsFiles):
        with trying("writing and reading files"):
            carry_files(pipe.component, other.component)
    if pipe.model is None:
        return twin
    model = require_model(other, "restore")
    with trying("putting the weights into the model that restore made"):
        set_weights(model, get_weights(pipe.model))
    return twin
