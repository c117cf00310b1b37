"""Which checks run, and with which thresholds: what --select, --ignore and --set ask for."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError
from nlptk.engine.filling import Problem, fill
from nlptk.engine.protocols import ReaderRule

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from nlptk.engine.protocols import Check


@dataclass(frozen=True)
class Selection:
    """Codes that are wanted, by their beginnings. The longest beginning that fits a code decides.

    Where as long a one is selected and ignored, it is ignored. Nothing selected means all.
    """

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()

    def wants(self, code: str) -> bool:
        """Whether findings of a code are wanted."""
        selected = _longest(self.select or [""], code)
        return selected > _longest(self.ignore, code)

    def check(self, codes: Collection[str]) -> None:
        """Raise `UsageError` for a beginning that no code has."""
        for option, beginnings in (("--select", self.select), ("--ignore", self.ignore)):
            for beginning in beginnings:
                if not any(code.startswith(beginning) for code in codes):
                    raise UsageError(
                        f"{option} {beginning}: no check has a code that begins so",
                        hint=nearest_codes(beginning, codes),
                    )


def nearest_codes(code: str, codes: Collection[str]) -> str:
    """What to do about a code that there is not."""
    near = get_close_matches(code, sorted(codes), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else "--list-checks lists them"


def codes_of(texts: Sequence[str]) -> list[str]:
    """The beginnings of codes in the values of an option, which may have commas."""
    return [one.strip().upper() for text in texts for one in text.split(",") if one.strip()]


def make_checks(
    checks: Mapping[str, type[Check]],
    selection: Selection,
    changes: Sequence[str],
    shared: Mapping[str, str] | None = None,
) -> list[Check]:
    """The wanted checks with their settings; each change is `CODE.setting=value`.

    `shared` has values by the name of a setting, for all wanted checks that have such a one.

    Raises:
        UsageError: changes that cannot be, all of them in one message.
    """
    problems: list[Problem] = []
    given: dict[str, dict[str, Any]] = {}
    for code, check in checks.items():
        names = {one.name for one in fields(check.settings)} & (shared or {}).keys()
        if names and selection.wants(code):
            given[code] = {name: (shared or {})[name] for name in names}
    for change in changes:
        _take(change, checks, given, problems)
    made = [
        check(fill(check.settings, given.get(code, {}), code, problems))
        for code, check in checks.items()
        if code in given or (selection.wants(code) and not issubclass(check, ReaderRule))
    ]
    if problems:
        raise UsageError("--set: " + "; ".join(map(str, problems)))
    return [
        check for check in made if selection.wants(check.code) and not isinstance(check, ReaderRule)
    ]


def rules_of(checks: Mapping[str, type[Check]]) -> dict[str, type[Check]]:
    """The checks that readers make, by name."""
    return {check.name: check for check in checks.values() if issubclass(check, ReaderRule)}


def _take(
    change: str,
    checks: Mapping[str, type[Check]],
    given: dict[str, dict[str, Any]],
    problems: list[Problem],
) -> None:
    path, equals, value = change.partition("=")
    code, dot, name = path.strip().partition(".")
    code = code.upper()
    if not equals or not dot:
        problems.append(Problem(change, "expected CODE.setting=value, such as L101.min_count=20"))
    elif code not in checks:
        problems.append(Problem(path, f"there is no such check; {nearest_codes(code, checks)}"))
    else:
        given.setdefault(code, {})[name.strip()] = _value(value.strip())


def _value(text: str) -> Any:
    """What a text says in JSON; the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _longest(beginnings: Sequence[str], code: str) -> int:
    """The length of the longest of these beginnings that a code has; -1 without one."""
    return max((len(one) for one in beginnings if code.startswith(one)), default=-1)
