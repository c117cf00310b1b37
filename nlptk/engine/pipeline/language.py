"""Language: text in, annotated documents out. Its usual name is `nlp`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.runtime import CPU, choose_ops
from nlptk.engine.stream.batch import Batch
from nlptk.engine.stream.batching import portions, similar_lengths
from nlptk.engine.text.tokenizer import make_tokenizer

from .encoder import Encoder, EncoderSettings
from .pipes import Pipe, check_order, find_spec, listed, make_pipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from thinc.api import Model, Ops

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.protocols import ComponentSpec
    from nlptk.engine.text.languages import LanguageData

WORDS_AT_ONCE = 5000
"""How many words go through the pipeline together: more are no faster, and take more memory."""
PORTIONS_SORTED = 5
"""How many times as many words are read ahead, so that documents of one length go together."""


class Language:
    """A tokenizer and components that annotate its documents one after the other.

    `specs` are the components that can be added by name. Components that read the encoding share
    one encoder (`encoders["shared"]`), or have their own under their name.
    """

    def __init__(
        self,
        language: LanguageData,
        *,
        specs: Mapping[str, ComponentSpec] | None = None,
        vocab: Vocab | None = None,
        encoder: EncoderSettings | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> None:
        self.language = language
        self.specs = specs or {}
        self.vocab = vocab if vocab is not None else Vocab(language.code)
        self.tokenizer = make_tokenizer(self.vocab, language, split_contractions=True)
        self.encoder_settings = encoder or EncoderSettings()
        self.encoders: dict[str, Encoder] = {}
        self.pipes: list[Pipe] = []
        self.meta: dict[str, Any] = dict(meta or {})
        self._disabled: set[str] = set()
        self._gpu = CPU

    @property
    def ops(self) -> Ops:
        """The array library that the weights live in."""
        return choose_ops(self._gpu)

    @property
    def lang(self) -> str:
        """The code of the language."""
        return self.language.code

    # ------------------------------------------------------------------ what is in it

    @property
    def pipe_names(self) -> list[str]:
        """The names of the components that run, in order."""
        return [pipe.name for pipe in self.active]

    @property
    def active(self) -> list[Pipe]:
        """The pipes that are not disabled, in order."""
        return [pipe for pipe in self.pipes if pipe.name not in self._disabled]

    def has_pipe(self, name: str) -> bool:
        """Whether there is a component of that name, disabled or not."""
        return any(pipe.name == name for pipe in self.pipes)

    def pipe(self, name: str) -> Pipe:
        """The component of that name in its place. Raises `UsageError`."""
        for pipe in self.pipes:
            if pipe.name == name:
                return pipe
        raise UsageError(
            f"the pipeline has no component {name!r}",
            expected=f"one of: {listed(pipe.name for pipe in self.pipes)}",
        )

    def get_pipe(self, name: str) -> Any:
        """The component of that name. Raises `UsageError`."""
        return self.pipe(name).component

    def add_pipe(
        self,
        factory: str,
        settings: Mapping[str, Any] | object | None = None,
        *,
        name: str = "",
        before: str = "",
    ) -> Any:
        """Add a component, at the end or `before` another one, and return it.

        Raises:
            UsageError: unknown component or settings, a name that is taken, or an order that
                cannot work.
        """
        pipe = make_pipe(find_spec(factory, self.specs), name or factory, settings)
        if self.has_pipe(pipe.name):
            raise UsageError(f"the pipeline has a component {pipe.name!r} already")
        place = self.pipes.index(self.pipe(before)) if before else len(self.pipes)
        pipes = [*self.pipes[:place], pipe, *self.pipes[place:]]
        check_order(pipes)
        self.pipes = pipes
        self._hand_over(pipe)
        return pipe.component

    def place(self, pipe: Pipe) -> None:
        """Put a pipe that was made elsewhere at the end."""
        self.pipes.append(pipe)
        self._hand_over(pipe)

    def remove_pipe(self, name: str) -> Any:
        """Take a component out, with an encoder that only it has read, and return it."""
        pipe = self.pipe(name)
        self.pipes.remove(pipe)
        if not any(other.encoder == pipe.encoder for other in self.pipes):
            self.encoders.pop(pipe.encoder, None)
        return pipe.component

    @contextmanager
    def select_pipes(self, names: Iterable[str]) -> Iterator[None]:
        """Run, and train, only these components within the block."""
        before, chosen = self._disabled, set(names)
        for name in chosen:
            self.pipe(name)
        self._disabled = {pipe.name for pipe in self.pipes} - chosen
        try:
            yield
        finally:
            self._disabled = before

    def _hand_over(self, pipe: Pipe) -> None:
        """Give a component what only the pipeline has, if it has a place for it."""
        for name, value in self._offered():
            if hasattr(pipe.component, name):
                setattr(pipe.component, name, value)

    def _offered(self) -> tuple[tuple[str, Any], ...]:
        return (
            ("language", self.language),
            ("tokenize", self._words_of),
            ("tag_map", self.vocab.tag_map),
        )

    def _words_of(self, text: str) -> list[str]:
        return list(self.tokenizer(text).words)

    # ------------------------------------------------------------------ weights

    def build(self, rng: np.random.Generator) -> None:
        """Make the layers that are not there yet, and grow those whose labels are new."""
        for pipe in self.active:
            if pipe.encoder:
                self.encoder_of(pipe)
        for encoder in self.encoders.values():
            encoder.build(rng)
        for pipe in self.active:
            if pipe.spec.trainable:
                width = self.encoders[pipe.encoder].width if pipe.encoder else 0
                pipe.component.build(width, rng)
        self.use_gpu(self._gpu)

    def encoder_of(self, pipe: Pipe) -> Encoder:
        """The encoder that a component reads, without weights if it is new."""
        if pipe.encoder not in self.encoders:
            self.encoders[pipe.encoder] = Encoder(
                self.encoder_settings, choose_ops(), self.vocab.vectors
            )
        return self.encoders[pipe.encoder]

    def own_encoder(self, name: str) -> None:
        """Give a component an encoder of its own: a copy of the one it shares now."""
        pipe = self.pipe(name)
        if pipe.encoder and pipe.encoder != name:
            self.encoders[name] = self.encoder_of(pipe).copy()
            pipe.encoder = name

    def models(self, *, every: bool = False) -> dict[str, Model[Any, Any]]:
        """All layers that have weights, encoders first, then components.

        Those of the components that run, or of `every` one.
        """
        pipes = self.pipes if every else self.active
        found: dict[str, Model[Any, Any]] = {}
        for key in sorted({pipe.encoder for pipe in pipes if pipe.encoder}):
            found[f"encoder:{key}"] = self.encoders[key].built
        for pipe in pipes:
            if pipe.model is not None:
                found[pipe.name] = pipe.model
        return found

    def use_gpu(self, gpu: int) -> None:
        """Move all weights to a GPU, or with -1 to the CPU."""
        ops = choose_ops(gpu)
        self._gpu = gpu
        for encoder in self.encoders.values():
            encoder.move(ops, gpu)
        for pipe in self.pipes:
            if pipe.model is not None and pipe.model.ops is not ops:
                move_model(pipe.model, gpu)

    def weights_changed(self) -> None:
        """Forget what encoders have computed with other weights."""
        for encoder in self.encoders.values():
            encoder.weights_changed()

    # ------------------------------------------------------------------ annotating

    def make_doc(self, text: str) -> Doc:
        """The text in tokens, without annotation."""
        return self.tokenizer(text)

    def __call__(self, text: str | Doc) -> Doc:
        """A text, or a document in tokens, annotated by all components."""
        doc = self.make_doc(text) if isinstance(text, str) else text
        self.annotate([doc])
        return doc

    def stream(self, docs: Iterable[Doc], *, words: int = WORDS_AT_ONCE) -> Iterator[Doc]:
        """Annotate documents as they come, so many words at once, in order.

        Those of similar length go together: see `batching.similar_lengths`.
        """
        for window in portions(docs, words * PORTIONS_SORTED):
            for together in similar_lengths(window, words):
                self.annotate(together)
            yield from window

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Annotate documents in place, all at once."""
        batch = Batch.of_docs(docs)
        encoded: dict[str, Array | None] = {"": None}
        for pipe in self.active:
            if pipe.encoder not in encoded:
                encoded[pipe.encoder] = self.encoders[pipe.encoder].predict(batch)
            pipe.component.annotate(batch, encoded[pipe.encoder])


def move_model(model: Model[Any, Any], gpu: int) -> None:
    """Move the weights of a model to a GPU, or with -1 to the CPU."""
    if gpu == CPU:
        model.to_cpu()
        for node in model.walk():
            node.ops = choose_ops()
    else:
        model.to_gpu(gpu)
