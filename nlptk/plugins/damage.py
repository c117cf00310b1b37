"""Files that are not as they should be, and how a reader has to take them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from nlptk.engine.errors import EncodingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .trial import Trial

_GARBAGE = b"\x01 !! \xc2\xa7 garbage"
_CUTS = 24


def check_damaged(trial: Trial, good: Path, *, recovers: bool) -> None:
    """Try readers with files made from a good one. Raises `AssertionError` for a broken rule.

    The good one is put back in the end.
    """
    data = good.read_bytes()
    try:
        for what, broken in _broken_files(data):
            good.write_bytes(broken)
            trial.attempt(good, what)
            trial.attempt(good, f"{what}, with bad records skipped", skip_bad=True)
        if recovers and _is_text(data):
            _check_skipping(trial, good, data)
    finally:
        good.write_bytes(data)


def check_variants(trial: Trial, good: Path) -> None:
    """A text file must say the same without final newline, with CRLF and with a byte-order mark."""
    data = good.read_bytes()
    if not _is_text(data):
        return
    expected = trial.read(good)
    variants = {
        "the last newline is missing": data.removesuffix(b"\n"),
        "lines end in CRLF": data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        "there is a byte-order mark": b"\xef\xbb\xbf" + data,
    }
    for what, variant in variants.items():
        good.write_bytes(variant)
        outcome = trial.attempt(good, f"a file where {what}")
        if outcome.error is not None:
            raise AssertionError(f"where {what}, a good file is refused: {outcome.error}")
        if outcome.docs != expected:
            raise AssertionError(f"where {what}, a file reads differently")
    good.write_bytes(data)


def _broken_files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Files that no writer makes, each with what is the matter with it. Always the same ones."""
    yield "an empty file", b""
    yield "a file of one newline", b"\n"
    yield "a file of white space", b" \t\n\n \n"
    for i in range(1, _CUTS):
        at = len(data) * i // _CUTS
        yield f"a file cut at byte {at}", data[:at]
    source = random.Random(0)
    yield "a file of random bytes", source.randbytes(2000)
    yield "a file of zero bytes", bytes(2000)
    for _ in range(_CUTS):
        at = source.randrange(len(data) or 1)
        yield f"a file with noise at byte {at}", data[:at] + source.randbytes(3) + data[at + 3 :]
        yield f"a file without byte {at}", data[:at] + data[at + 1 :]
    yield from _lines_amiss(data)
    if _is_text(data):
        text = data.decode() + "é€"
        yield "a file in UTF-16", text.encode("utf-16")
        yield "a file in Latin-1", text.encode("latin-1", errors="replace")


def _lines_amiss(data: bytes) -> Iterator[tuple[str, bytes]]:
    lines = data.split(b"\n")
    for i in range(0, len(lines), max(1, len(lines) // _CUTS)):
        before, line, after = lines[:i], lines[i], lines[i + 1 :]
        yield f"a file without its line {i + 1}", b"\n".join([*before, *after])
        yield f"a file with line {i + 1} twice", b"\n".join([*before, line, line, *after])
        yield (
            f"a file with half of line {i + 1}",
            b"\n".join([*before, line[: len(line) // 2], *after]),
        )


def _check_skipping(trial: Trial, path: Path, data: bytes) -> None:
    """A reader that stops at a line must get past it when bad records are skipped, and say so."""
    lines = data.split(b"\n")
    for i in range(1, len(lines) - 1, max(1, len(lines) // _CUTS)):
        path.write_bytes(b"\n".join([*lines[:i], _GARBAGE, *lines[i + 1 :]]))
        what = f"a file with garbage on line {i + 1}"
        error = trial.attempt(path, what).error
        if error is None or isinstance(error, EncodingError):
            continue
        outcome = trial.attempt(path, what, skip_bad=True)
        if outcome.error is not None:
            raise AssertionError(
                f"{what} is not read with bad records skipped: {outcome.error} "
                "(report records with context.bad; or recovers=False where a file is one whole)"
            )
        if not any(finding.code == "skipped" for finding in outcome.findings):
            raise AssertionError(f"{what}: a record was skipped and nothing said so")


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False
