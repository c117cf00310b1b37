"""What a package may be called and may need: PEP 440 versions, PEP 508 requirements, names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_OTHER = re.compile(r"[^a-z0-9]+")


def package_name(lang: str, name: str) -> str:
    """The name of a package, which is imported by it: the language, `_` and the pipeline's name.

    A name that begins with the language already is the whole. Raises `UsageError` for one that
    cannot be imported.
    """
    short = name.removeprefix(f"{lang}_")
    if not _NAME.fullmatch(short):
        possible = _OTHER.sub("_", short.lower()).strip("_")
        raise UsageError(
            f"{name!r} cannot be the name of a package",
            expected="small letters, digits and single underscores between them",
            hint=f"take {possible}" if possible else "",
        )
    return f"{lang}_{short}"


def checked_version(text: str) -> str:
    """A version in its normal form. Raises `UsageError` for what PEP 440 does not know."""
    from packaging.version import InvalidVersion, Version  # only where packages are made

    try:
        return str(Version(text))
    except InvalidVersion as error:
        raise UsageError(
            f"{text!r} is not a version", expected="one such as 1.0, 2.1.3 or 1.0rc1 (PEP 440)"
        ) from error


def checked_requirements(texts: Iterable[str]) -> list[str]:
    """Requirements in their normal form, each once, sorted. Raises `UsageError` (PEP 508)."""
    from packaging.requirements import InvalidRequirement, Requirement

    found = set()
    for text in texts:
        try:
            found.add(str(Requirement(text)))
        except InvalidRequirement as error:
            reason = str(error).split("\n", 1)[0]
            raise UsageError(
                f"{text!r} is not a requirement: {reason}",
                expected="one such as 'nlptk-brat>=1.0,<2' (PEP 508)",
            ) from error
    return sorted(found)
