"""What checks are about: a list of them, and the page of each, from its docstring."""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import TYPE_CHECKING

from nlptk.commands.field_docs import field_docs
from nlptk.commands.tables import aligned
from nlptk.engine.diagnostics.selection import nearest_codes
from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from nlptk.engine.protocols import Check
    from nlptk.plugins.catalog import Catalog


def listing(catalog: Catalog) -> str:
    """A line for each check: code, severity, name, what it does."""
    return aligned(
        [
            (code, check.severity.value, check.name, summary_of(check))
            for code, check in sorted(catalog.checks.items())
        ]
    )


def explained(catalog: Catalog, code: str) -> str:
    """The page of a check, by its code or name.

    Raises:
        UsageError: there is no such check.
    """
    by_name = {check.name: check for check in catalog.checks.values()}
    found = catalog.checks.get(code.strip().upper()) or by_name.get(code.strip())
    if found is None:
        hint = nearest_codes(code.strip().upper(), catalog.checks)
        raise UsageError(f"--explain {code}: there is no such check", hint=hint)
    return page_of(found).rstrip("\n")


def summary_of(check: type[Check]) -> str:
    """What a check does, in a line."""
    return inspect.getdoc(check).partition("\n")[0] if check.__doc__ else ""  # type: ignore[union-attr]


def page_of(check: type[Check]) -> str:
    """The page of a check in Markdown: its docstring, its settings, its severity."""
    lines = [f"# {check.code} {check.name}", ""]
    for paragraph in (inspect.getdoc(check) or "").split("\n\n"):
        head, colon, rest = paragraph.partition(":")
        if colon and head in ("Why", "Example", "Fix"):
            lines += [f"**{head}.** {_capital(rest.strip())}", ""]
        else:
            lines += [paragraph, ""]
    lines.append(f"Severity: {check.severity.value}.")
    settings = fields(check.settings)
    if settings:
        lines += ["", "| setting | default | what it is |", "|---|---|---|"]
        about = field_docs(check.settings)
        for one in settings:
            name = f"`{check.code}.{one.name}`"
            lines.append(f"| {name} | `{one.default!r}` | {about.get(one.name, '')} |")
        lines += ["", f"Set one with `--set {check.code}.{settings[0].name}=VALUE`."]
    return "\n".join(lines) + "\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
