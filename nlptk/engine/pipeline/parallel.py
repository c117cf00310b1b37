"""A pipeline that runs in several processes."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from nlptk.engine.data.docbin import pack, unpack
from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from nlptk.engine.data.doc import Doc

    from .language import Language

    Task = list[str] | bytes

_WAITING = 2
"""Tasks a process has in store: enough that none waits, few enough to bound the memory."""

_nlp: Language | None = None  # in a process that annotates: its copy of the pipeline


def annotate_in_processes(
    nlp: Language, texts: Iterable[str | Doc], *, n_process: int, batch_size: int
) -> Iterator[Doc]:
    """Annotate texts or documents, so many at once, in copies of this process: in order.

    Raises:
        UsageError: a negative number of processes, or a system that cannot copy a process.
    """
    if n_process < 0:
        raise UsageError("bad n_process", expected="0 or more", found=str(n_process))
    if "fork" not in multiprocessing.get_all_start_methods():
        raise UsageError("n_process works where processes can be forked", expected="n_process=1")
    if any(model.ops.device_type != "cpu" for model in nlp.models().values()):
        raise UsageError("processes cannot share a GPU", expected="n_process=1")
    workers = n_process or os.cpu_count() or 1
    # a fork takes the pipeline along as it is, functions of the script included
    context = multiprocessing.get_context("fork")
    source = iter(texts)
    with ProcessPoolExecutor(workers, context, initializer=_take, initargs=(nlp,)) as pool:
        waiting: deque[Future[bytes]] = deque()
        while True:
            for task in _tasks(source, workers * _WAITING - len(waiting), batch_size):
                waiting.append(pool.submit(_annotate, task))
            if not waiting:
                return
            yield from unpack(waiting.popleft().result(), nlp.vocab)


def _tasks(source: Iterator[str | Doc], most: int, size: int) -> Iterator[Task]:
    for _ in range(most):
        group = list(islice(source, size))
        if not group:
            return
        texts = [one for one in group if isinstance(one, str)]
        docs = [one for one in group if not isinstance(one, str)]
        if texts and docs:
            raise UsageError("texts and documents in one stream", expected="one or the other")
        yield texts or pack(docs)


def _take(nlp: Language) -> None:
    global _nlp  # noqa: PLW0603 - the one thing that a process keeps between tasks
    _nlp = nlp


def _annotate(task: Task) -> bytes:
    if _nlp is None:
        raise RuntimeError("a process was asked to annotate before it had a pipeline")
    if isinstance(task, bytes):
        docs = unpack(task, _nlp.vocab)
    else:
        docs = [_nlp.make_doc(text) for text in task]
    _nlp.annotate(docs)
    return pack(docs)
