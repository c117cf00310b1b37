"""DisabledPipes: components that rest for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class DisabledPipes:
    """Names of components that were taken out of action, until `restore` or the end of a block.

    Those that rested already are not among them, and go on resting.
    """

    def __init__(self, resting: set[str], names: Iterable[str]) -> None:
        self._resting = resting
        self.names = tuple(name for name in dict.fromkeys(names) if name not in resting)
        resting.update(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def restore(self) -> None:
        """Put the components into action again; a second time does nothing."""
        self._resting.difference_update(self.names)
        self.names = ()

    def __enter__(self) -> DisabledPipes:
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()
