"""The contract of checks, as tests: what every one of them must do."""

from __future__ import annotations

import re
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.diagnostic import Diagnostic, Severity
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.source import Source
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.diagnostics.run import CHECK_FAILED, CheckRun, Part
from nlptk.engine.protocols import ReaderRule
from nlptk.engine.text.tokenizer import make_tokenizer

from .catalog import Catalog
from .component_trial import require
from .kinds import check_flaws
from .manager import create_manager
from .sample_docs import SAMPLES
from .trial import opened, read_context, suffix_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nlptk.engine.protocols import Case, Check

_PARTS = ("train", "dev")
_SECTIONS = ("Why", "Example", "Fix")
_LONG = 5_000


def verify_check(check: type[Check]) -> None:
    """Check that a check keeps the contract; raises `AssertionError` naming the broken rule.

    Its cases are read as files in their formats: each failing one must give a finding with a place,
    and no passing one any. Odd documents must not make it raise or change, and the same data must
    give the same findings.
    """
    for flaw in check_flaws(check):
        raise AssertionError(f"check {check.code}: {flaw}")
    try:
        _check_docstring(check)
        for case in check.passing:
            found = _own(check, case_findings(check, case))
            require(not found, f"a passing case has a finding: {found[:1]}")
        for case in check.failing:
            _check_failing(check, case)
        if not issubclass(check, ReaderRule):
            require(bool(check.passing), "it has no passing case")
            require(bool(check.failing), "it has no failing case")
            _check_odd_docs(check)
    except AssertionError as error:
        raise AssertionError(f"check {check.code}: {error}") from error.__cause__


def case_findings(check: type[Check], case: Case) -> list[Diagnostic]:
    """What a run of a check over a case finds, what its reader says included."""
    format = _catalog().find_format(case.format)
    with TemporaryDirectory() as folder:
        parts = []
        for name, content in zip(_PARTS, (case.train, case.dev), strict=True):
            if name != "train" and not content:
                continue
            path = Path(folder) / (name + suffix_of(format))
            path.write_bytes(content.encode("utf-8", "surrogateescape"))
            context = read_context(format, skip_bad=True)
            context.offsets_of = _tokenizer()
            docs = partial(opened, format, Source(path), context)
            parts.append(Part(name, docs, context.findings, str(path)))
        return _run(check, parts, check.settings(**case.settings))


def _check_docstring(check: type[Check]) -> None:
    """The page of a check says what it does, and why, and shows an example and a way out."""
    paragraphs = re.split(r"\n\s*\n", check.__doc__ or "")
    for section in _SECTIONS:
        found = [text for text in paragraphs if text.strip().startswith(f"{section}: ")]
        require(len(found) == 1, f"its docstring has no paragraph that begins with `{section}:`")


def _check_failing(check: type[Check], case: Case) -> None:
    found = _own(check, case_findings(check, case))
    require(bool(found), f"a failing case has no finding: {case}")
    for one in found:
        require(one.name == check.name, f"a finding is called {one.name!r}, not {check.name!r}")
        require(isinstance(one.severity, Severity), f"a finding has no severity: {one}")
        require(bool(one.message.strip()), "a finding says nothing")
        require(one.count > 0, f"a finding about {one.count} items: {one}")
    require(
        any(one.place.path for one in found), f"no finding of a failing case has a place: {found}"
    )
    in_docs = [one for one in found if one.where.record]
    require(
        not in_docs or any(one.place.line for one in in_docs),
        f"no finding about a document has a line: {in_docs[:1]}",
    )
    again = _own(check, case_findings(check, case))
    first, second = ([one.fingerprint for one in each] for each in (found, again))
    require(first == second, "the same case read twice has different findings")


def _check_odd_docs(check: type[Check]) -> None:
    """No document makes a check raise, and none is changed; the order of parts is kept."""
    for names in (_PARTS, _PARTS[:1], _PARTS[1:]):
        before = _odd_docs()
        parts = [Part(name, partial(_documents, before)) for name in names]
        first = _run(check, parts, check.settings())
        raised = [one.message for one in first if one.code == CHECK_FAILED]
        require(not raised, f"an odd document makes it raise: {''.join(raised[:1])}")
        for doc, sound in zip(before, _odd_docs(), strict=True):
            difference = sound.difference(doc)
            require(not difference, f"it changes a document: {difference}")
        parts = [Part(name, partial(_documents, _odd_docs())) for name in names]
        require(first == _run(check, parts, check.settings()), "a second run differs")
    empty = [Part(name, partial(_documents, [])) for name in _PARTS]
    raised = [one.message for one in _run(check, empty, check.settings()) if one.code != check.code]
    require(not raised, f"a corpus without documents makes it raise: {''.join(raised[:1])}")


def _odd_docs() -> list[Doc]:
    vocab = Vocab()
    docs = [
        Doc(vocab),
        Doc(vocab, ["One"]),
        Doc.from_offsets(vocab, " \n\t ", np.array([], np.int32), np.array([], np.int32)),
        Doc(vocab, ["e\u0301\u200b", "\x07", "naïve", "x"]),
        Doc(vocab, ["word"] * _LONG),
    ]
    docs += [sample.make() for sample in SAMPLES]
    return docs


def _documents(docs: Sequence[Doc]) -> Iterator[Doc]:
    return iter(docs)


def _run(check: type[Check], parts: Sequence[Part], settings: Any) -> list[Diagnostic]:
    rules: dict[str, type[Check]] = {
        one.name: one for one in _catalog().checks.values() if issubclass(one, ReaderRule)
    }
    rules[check.name] = check
    return list(CheckRun(parts, [check(settings)], rules, _tokenized))


def _own(check: type[Check], found: Sequence[Diagnostic]) -> list[Diagnostic]:
    for one in found:
        require(one.code != CHECK_FAILED, one.message)
    return [one for one in found if one.code == check.code]


def _tokenized(doc: Doc) -> Doc:
    return Doc.from_offsets(doc.vocab, doc.text, *_tokenizer()(doc.text))


@cache
def _catalog() -> Catalog:
    return Catalog(create_manager())


@cache
def _tokenizer() -> Callable[[str], Any]:
    language = _catalog().find_language("en")
    return make_tokenizer(Vocab(), language, split_contractions=True).offsets
