"""Language: text in, annotated documents out. Its usual name is `nlp`."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice, tee
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.runtime import CPU, choose_ops
from nlptk.engine.stream.batch import Batch
from nlptk.engine.stream.batching import portions, similar_lengths
from nlptk.engine.text.tokenizer import make_tokenizer

from .adding import pipe_to_add
from .disabling import DisabledPipes
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

_DOCS_A_TASK = 200


class Language:
    """A tokenizer and components that annotate its documents one after the other.

    `specs` are the components that can be added by name. Components that read the encoding share
    one encoder (`encoders["shared"]`), or have their own under their name. `meta` is what
    `meta.json` says of it, `config` the file of settings it was trained with, or "".
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
        self.config = ""
        self._disabled: set[str] = set()
        self._apart: dict[int, Pipe] = {}  # made here, or taken out, and not in its place
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

    def find_pipe(self, name: str) -> Pipe:
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
        return self.find_pipe(name).component

    def create_pipe(self, name: str, config: Mapping[str, Any] | object | None = None) -> Any:
        """A component that `add_pipe` can put into its place. Raises `UsageError`."""
        pipe = make_pipe(find_spec(name, self.specs), name, config)
        self.offer(pipe)
        self._apart[id(pipe.component)] = pipe
        return pipe.component

    def add_pipe(  # noqa: PLR0913 - each way to say where
        self,
        component: str | object,
        config: Mapping[str, Any] | object | None = None,
        *,
        name: str = "",
        before: str = "",
        after: str = "",
        first: bool = False,
        last: bool = False,
    ) -> Any:
        """Add a component, at the end or where it is said, and return it.

        `component` is a name, with `config` for settings; or a component, such as `create_pipe`
        makes; or a function that changes the document that it is given.

        Raises:
            UsageError: unknown component or settings, a name that is taken, two places, or an
                order that cannot work.
        """
        place = self._place(before=before, after=after, first=first, last=last)
        made = self._apart.get(id(component))
        pipe = pipe_to_add(
            component, config, name, specs=self.specs, made=made, encodings=self.encoders
        )
        if self.has_pipe(pipe.name):
            raise UsageError(f"the pipeline has a component {pipe.name!r} already")
        pipes = [*self.pipes[:place], pipe, *self.pipes[place:]]
        check_order(pipes)
        self.pipes = pipes
        self._apart.pop(id(pipe.component), None)
        self.offer(pipe)
        return pipe.component

    def _place(self, *, before: str, after: str, first: bool, last: bool) -> int:
        if sum(map(bool, (before, after, first, last))) > 1:
            raise UsageError("two places for a component", expected="before, after, first or last")
        if before:
            return self.pipes.index(self.find_pipe(before))
        if after:
            return self.pipes.index(self.find_pipe(after)) + 1
        return 0 if first else len(self.pipes)

    def place(self, pipe: Pipe) -> None:
        """Put a pipe that was made elsewhere at the end."""
        self.pipes.append(pipe)
        self.offer(pipe)

    def remove_pipe(self, name: str) -> Any:
        """Take a component out, with an encoder that only it has read, and return it."""
        pipe = self.find_pipe(name)
        self.pipes.remove(pipe)
        self._disabled.discard(name)
        self._apart[id(pipe.component)] = pipe
        if not any(other.encoder == pipe.encoder for other in self.pipes):
            self.encoders.pop(pipe.encoder, None)
        return pipe.component

    def disable_pipes(self, *names: str | Iterable[str]) -> DisabledPipes:
        """Neither run nor train these components until `restore()`, or the end of a `with` block.

        Raises `UsageError` for a name that is none.
        """
        chosen = [one for name in names for one in ([name] if isinstance(name, str) else name)]
        for name in chosen:
            self.find_pipe(name)
        return DisabledPipes(self._disabled, chosen)

    @contextmanager
    def select_pipes(self, names: Iterable[str]) -> Iterator[None]:
        """Run, and train, only these components within the block."""
        before, chosen = set(self._disabled), set(names)
        for name in chosen:
            self.find_pipe(name)
        self._set_disabled({pipe.name for pipe in self.pipes} - chosen)
        try:
            yield
        finally:
            self._set_disabled(before)

    def _set_disabled(self, names: set[str]) -> None:
        """In place: whoever has disabled some restores those in this very set."""
        self._disabled.clear()
        self._disabled.update(names)

    def offer(self, pipe: Pipe) -> None:
        """Give a component what only the pipeline has, if it has a place for it."""
        for name, value in self._offered():
            if hasattr(pipe.component, name):
                setattr(pipe.component, name, value)

    def _offered(self) -> tuple[tuple[str, Any], ...]:
        return (
            ("language", self.language),
            ("tokenize", self._words_of),
            ("tag_map", self.vocab.tag_map),
            ("word_vectors", self.vocab.vectors),
        )

    def _words_of(self, text: str) -> list[str]:
        return list(self.tokenizer(text).words)

    def adopt(self, other: Language) -> None:
        """Become another pipeline of the same language, which must not be used any more."""
        self.vocab, self.tokenizer, self.language = other.vocab, other.tokenizer, other.language
        self.meta, self.config = other.meta, other.config
        self.encoder_settings, self.encoders = other.encoder_settings, other.encoders
        self.pipes = []
        self._disabled.clear()
        for pipe in other.pipes:
            self.place(pipe)

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

    def part_encoders(self) -> None:
        """Copy encoders before the components that run are trained, where others read them, too.

        What rests and has learned to read an encoding keeps it as it is. Those that run go on
        sharing theirs.
        """
        running = self.active
        resting = [pipe for pipe in self.pipes if pipe not in running and pipe.model is not None]
        kept = {pipe.encoder for pipe in resting}
        copies: dict[str, str] = {}
        for pipe in running:
            if pipe.spec.trainable and pipe.encoder in kept and pipe.encoder in self.encoders:
                if pipe.encoder not in copies:
                    key = self._free_key(pipe.name)
                    self.encoders[key] = self.encoders[pipe.encoder].copy()
                    copies[pipe.encoder] = key
                pipe.encoder = copies[pipe.encoder]

    def _free_key(self, name: str) -> str:
        key, number = name, 1
        while key in self.encoders:
            number += 1
            key = f"{name}-{number}"
        return key

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

    def pipe(
        self,
        texts: Iterable[Any],
        *,
        as_tuples: bool = False,
        batch_size: int | None = None,
        n_process: int = 1,
    ) -> Iterator[Any]:
        """Annotate texts, or documents in tokens, as they come: documents, in order.

        With `as_tuples` each text comes with something of the caller's, and so does its document.
        `batch_size` documents go through together; without it, as many as are fast. `n_process`
        processes share the work, and 0 stands for one a processor; documents then are copies.

        Raises:
            UsageError: a size or a number of processes that cannot be.
        """
        if as_tuples:
            pairs, others = tee(texts)
            first = (text for text, _ in pairs)
            docs = self.pipe(first, batch_size=batch_size, n_process=n_process)
            yield from zip(docs, (context for _, context in others), strict=True)
            return
        if batch_size is not None and batch_size < 1:
            raise UsageError("bad batch_size", expected="1 or more", found=str(batch_size))
        if n_process == 1:
            yield from self._pipe_here(texts, batch_size)
        else:
            from .parallel import annotate_in_processes  # as long to import as a model to load

            yield from annotate_in_processes(
                self, texts, n_process=n_process, batch_size=batch_size or _DOCS_A_TASK
            )

    def _pipe_here(self, texts: Iterable[str | Doc], batch_size: int | None) -> Iterator[Doc]:
        docs = (self.make_doc(text) if isinstance(text, str) else text for text in texts)
        if batch_size is None:
            yield from self.stream(docs)
            return
        while group := list(islice(docs, batch_size)):
            self.annotate(group)
            yield from group

    def stream(self, docs: Iterable[Doc], *, words: int = WORDS_AT_ONCE) -> Iterator[Doc]:
        """Annotate documents as they come, so many words at once, in order.

        Those of similar length go together: see `batching.similar_lengths`.
        """
        for window in portions(docs, words * PORTIONS_SORTED):
            for together in similar_lengths(window, words):
                self.annotate(together)
            yield from window

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Annotate documents in place, all at once.

        Raises `UsageError` for a component that has learned nothing yet.
        """
        batch = Batch.of_docs(docs)
        encoded: dict[str, Array | None] = {"": None}
        for pipe in self.active:
            pipe.check_made()
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
