"""brat standoff annotation for nlptk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.api import hookimpl

if TYPE_CHECKING:
    from nlptk.api import Format


@hookimpl
def nlptk_formats() -> list[Format[Any]]:
    """The format `brat`."""
    from nlptk_brat.format import BRAT  # read when a format is first asked for

    return [BRAT]
