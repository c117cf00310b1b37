"""ExampleMemory: texts with annotation that were made into examples before.

A loop shows the same texts again and again; to cut, check and align them anew each time would take
longer than to learn from them.
"""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlptk.engine.data.example import Example

_MOST_WORDS = 500_000
"""Words of examples that are remembered; then the memory starts anew."""

_PLAIN = 2  # the version of the format that says the same of equal values


class ExampleMemory:
    """Examples by text and annotation: the same for annotation that is equal, changed or not.

    Annotation that is more than dictionaries, lists, text and numbers is never remembered.
    """

    def __init__(self) -> None:
        self._examples: dict[tuple[str, bytes], Example] = {}
        self._words = 0
        self._tokenizer: object = None

    def get(
        self, text: str, annotation: Any, *, tokenizer: object, make: Callable[[], Example]
    ) -> Example:
        """The example that was made of the same before, or else the one that `make` gives."""
        if tokenizer is not self._tokenizer:
            self._forget()
            self._tokenizer = tokenizer
        try:
            key = text, marshal.dumps(annotation, _PLAIN)
        except ValueError:
            return make()
        known = self._examples.get(key)
        if known is None:
            known = make()
            self._words += len(known.predicted) + 1
            if self._words > _MOST_WORDS:
                self._forget()
            self._examples[key] = known
        return known

    def _forget(self) -> None:
        self._examples = {}
        self._words = 0
