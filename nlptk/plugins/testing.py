"""The contract of what is plugged in, as tests: for plugin authors, and for ourselves.

from nlptk.plugins.testing import verify_check, verify_component, verify_format

def test_format_keeps_the_contract():
    verify_format(MY_FORMAT, examples=[HERE / "data" / "real.xyz"])

def test_component_keeps_the_contract():
    verify_component(MY_COMPONENT)

def test_check_keeps_the_contract():
    verify_check(MyCheck)
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.source import HEAD_BYTES, Source

from .check_contract import case_findings, verify_check
from .component_contract import verify_component
from .damage import check_damaged, check_variants
from .kinds import format_flaws
from .layer_facts import facts, missing
from .sample_corpus import sample_corpus
from .sample_docs import Sample, sample_doc, samples_for
from .streaming import check_streaming
from .trial import Trial, opened, read_context, read_docs, write_docs, written_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.protocols import Format

_ODD_HEADS = (
    b"",
    b"\n",
    bytes(100),
    bytes(range(256)) * 8,
    b"\xef\xbb\xbf",
    "é".encode()[:1],
    b"\xff\xfe\x00\x00",
    b"x" * HEAD_BYTES,
    b"\t" * 200 + b"\n" * 200,
    b'{"',
    b"[[[[[[",
    b"1\t2\t3\n",
)


def verify_format(
    format: Format[Any],
    examples: Iterable[Path] = (),
    docs: Iterable[Doc] | None = None,
    *,
    recovers: bool = True,
) -> None:
    """Check that a format keeps the contract; raises `AssertionError` naming the rule it breaks.

    `examples` are good files, which must be recognised and read. `docs` are written and read back
    in place of the built-in samples: each layer in `holds` must come back, or each loss be
    reported. `recovers` says that a broken record can be left out of a file and the rest be read;
    it is False for formats whose files are one syntactic whole.
    """
    for flaw in format_flaws(format):
        raise AssertionError(f"format {format.name}: {flaw}")
    _check_odd_heads(format)
    samples = _samples(format, docs)
    with TemporaryDirectory() as folder:
        trial = Trial(format, Path(folder))
        good = [_checked_example(trial, example) for example in examples]
        if format.write is not None:
            good.append(_checked_writing(trial, samples))
        for file in good if format.read is not None else ():
            _check_reading(trial, file)
        if format.write is not None:
            check_streaming(trial)
        for file in good if format.read is not None else ():
            check_damaged(trial, file, recovers=recovers)
            if not format.folder:
                check_variants(trial, file)


def _samples(format: Format[Any], docs: Iterable[Doc] | None) -> list[Sample]:
    if docs is None:
        return sorted(samples_for(format.holds), key=lambda sample: sample.hard)
    return [Sample(f"document {i}", partial(_same, doc), hard=True) for i, doc in enumerate(docs)]


def _same(doc: Doc) -> Doc:
    return doc


def _check_odd_heads(format: Format[Any]) -> None:
    """Sniffing must answer yes or no to any bytes at all."""
    if format.sniff is None:
        return
    for head in _ODD_HEADS:
        try:
            answer = format.sniff(head)
        except Exception as error:
            raise AssertionError(f"sniff raised {error!r} on {head[:20]!r}") from error
        _require(isinstance(answer, bool), f"sniff gave {answer!r} and not a bool on {head[:20]!r}")


def _checked_example(trial: Trial, example: Path) -> Path:
    """Check a good file; returns a copy of it, with the files beside it that share its name."""
    format = trial.format
    if format.read is None:
        raise AssertionError(f"an example of a format that cannot be read: {example}")
    source = Source(example)
    if format.sniff is not None and not format.sniff(source.head()):
        raise AssertionError(f"sniff does not recognise the example {example}")
    docs = trial.read(example)
    if not docs:
        raise AssertionError(f"no document was read from the example {example}")
    if format.write is not None:
        _check_round_trip(trial, docs, f"the example {example}", hard=True)
    folder = trial.fresh().parent
    for file in example.parent.glob(f"{source.stem}.*"):
        shutil.copy(file, folder)
    return folder / example.name


def _checked_writing(trial: Trial, samples: Sequence[Sample]) -> Path:
    """Write samples and read them back; returns a file that was written."""
    format = trial.format
    for sample in samples:
        _check_round_trip(trial, [sample.make()], f"the sample {sample.name!r}", hard=sample.hard)
    plain = [sample.make() for sample in samples if not sample.hard]
    if plain and not format.folder:  # the order of files in a folder is not that of writing
        _check_round_trip(trial, plain, "all samples in one", hard=False)
    files = trial.files(trial.write(plain or [sample.make() for sample in samples]))
    file = files[0]
    if format.sniff is not None and not format.sniff(Source(file).head()):
        raise AssertionError("sniff does not recognise what the format itself writes")
    if format.folder and plain and Layer.DOCUMENTS in format.holds:
        _require(len(files) == len(plain), f"{len(files)} files for {len(plain)} documents")
    return file


def _check_round_trip(trial: Trial, docs: Sequence[Doc], what: str, *, hard: bool) -> None:
    """What is written must be read back; where that is hard, each loss must at least be said."""
    lost: list[Diagnostic] = []
    holds = trial.format.holds
    before = {layer: facts(docs, layer, holds=holds) for layer in holds}
    path = trial.write(iter(docs), lost)
    reported = [finding for finding in lost if finding.code == "lost" and finding.layer in holds]
    if reported and not hard:
        raise AssertionError(f"{what}: lost what the format says it holds: {reported[0]}")
    if trial.format.read is None:
        return
    after = trial.read(path)
    for layer in [layer for layer in Layer if layer in holds]:
        gone = missing(before[layer], facts(after, layer, holds=holds), layer)
        if not gone or (hard and reported):
            continue
        rule = "lost or changed in silence" if hard else "not read back as it was written"
        raise AssertionError(f"{what}: {layer} {rule}: {_shown(gone)}")


def _check_reading(trial: Trial, path: Path) -> None:
    """A reader gives an iterator that does nothing yet, and a second one gives the same."""
    source = Source(path)
    first = opened(trial.format, source, read_context(trial.format))
    kind = type(first).__name__
    _require(isinstance(first, Iterator), f"read gives {kind} and not an iterator")
    for i, (one, other) in enumerate(
        zip(first, opened(trial.format, source, read_context(trial.format)), strict=True)
    ):
        difference = one.difference(other)
        if difference:
            raise AssertionError(f"document {i} differs when it is read again: {difference}")


def _require(condition: bool, rule: str) -> None:
    if not condition:
        raise AssertionError(rule)


def _shown(found: Sequence[object]) -> str:
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return ", ".join(map(repr, found[:3])) + more


__all__ = [
    "Sample",
    "case_findings",
    "read_docs",
    "sample_corpus",
    "sample_doc",
    "samples_for",
    "verify_check",
    "verify_component",
    "verify_format",
    "write_docs",
    "written_text",
]
