"""The entity ruler: entities by phrases and token patterns, without weights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from nlptk.engine.data.json_records import decode_line
from nlptk.engine.data.source import Source
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.text.matcher import Matcher
from nlptk.engine.text.phrase_matcher import PhraseMatcher
from nlptk.engine.text.token_patterns import read_pattern
from nlptk.plugins.components.specs import EntityRulerSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch
    from nlptk.engine.text.matcher import Match

_KEYS = ("label", "pattern", "id")
_Found = tuple[int, int, str, str]  # first token, token after the last, label, knowledge-base id


class _Rule(NamedTuple):
    """What is an entity: a phrase or a token pattern, its label, and the id of what it names."""

    label: str
    pattern: str | list[Any]
    id: str

    def plain(self) -> dict[str, Any]:
        """The rule as people write it."""
        written: dict[str, Any] = {"label": self.label, "pattern": self.pattern}
        return written | ({"id": self.id} if self.id else {})


class HasTokenizer(Protocol):
    """A pipeline, as far as the ruler needs it."""

    @property
    def tokenizer(self) -> Callable[[str], Doc]:
        """What makes documents of texts."""


class EntityRuler:
    """Makes entities of what phrases and token patterns match.

    Where matches share tokens the longest wins, then the first in the text, then the one whose
    label was added first. Entities that are there already stay, unless the ruler overwrites. The
    id of a pattern becomes the entity's knowledge-base id.

    Phrases are cut into words by `tokenize`, which the pipeline sets; until then at whitespace. The
    file of patterns is read when patterns are first needed: a pipeline that was stored has them.
    In place of settings it takes a pipeline, whose tokenizer it then has from the start.

    Raises:
        UsageError: neither settings nor a pipeline.
    """

    def __init__(self, settings: EntityRulerSettings | HasTokenizer | None = None) -> None:
        self.settings = EntityRulerSettings()
        self._tokenize: Callable[[str], Sequence[str]] = str.split
        if isinstance(settings, EntityRulerSettings):
            self.settings = settings
        elif settings is not None:
            self._tokenize = _words_by(settings)
        self._rules: list[_Rule] = []
        self._unread = self.settings.path
        self._finder: _Finder | None = None
        self.add_patterns(self.settings.patterns)

    @property
    def tokenize(self) -> Callable[[str], Sequence[str]]:
        """The words of a text."""
        return self._tokenize

    @tokenize.setter
    def tokenize(self, tokenize: Callable[[str], Sequence[str]]) -> None:
        self._tokenize = tokenize
        self._finder = None

    # ------------------------------------------------------------------ patterns

    def add_patterns(self, patterns: Iterable[object]) -> None:
        """Add patterns, each `{"label": ..., "pattern": ...}` and perhaps `"id"`.

        A pattern is a phrase, or a list of tokens as the matcher takes them.

        Raises:
            UsageError: a pattern that cannot be, by its number from 1; then none is added.
        """
        if isinstance(patterns, str | Mapping) or not isinstance(patterns, Iterable):
            raise UsageError("the entity ruler needs a list of patterns", found=repr(patterns)[:60])
        rules = [
            _read_rule(pattern, f"pattern {number} of the entity ruler")
            for number, pattern in enumerate(patterns, start=1)
        ]
        self._rules += rules
        self._finder = None

    @property
    def patterns(self) -> list[dict[str, Any]]:
        """All patterns, as they could be added again."""
        return [rule.plain() for rule in self._all_rules()]

    @property
    def labels(self) -> list[str]:
        """The labels of the patterns, in the order in which they were added."""
        return list(dict.fromkeys(rule.label for rule in self._all_rules()))

    def __len__(self) -> int:
        """How many patterns there are."""
        return len(self._all_rules())

    def _all_rules(self) -> list[_Rule]:
        if self._unread:
            self._rules += _read_file(self._unread)
            self._unread = ""
        return self._rules

    # ------------------------------------------------------------------ annotating

    def annotate(self, batch: Batch, encoded: Array | None) -> None:  # noqa: ARG002 - no weights
        """Set the entities; tokens of none are outside."""
        if self._finder is None:
            self._finder = _Finder(self._all_rules(), self._tokenize)
        for doc, found in zip(batch.docs, self._finder(batch.docs), strict=True):
            present = [(ent.start, ent.end, ent.label, ent.kb_id) for ent in doc.ents]
            first, second = (found, present) if self.settings.overwrite else (present, found)
            chosen = _without_overlaps(len(doc), [*first, *second])
            doc.set_ents(
                Span(doc, start, end, label, kb_id=link) for start, end, label, link in chosen
            )

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """The patterns, those of the file too."""
        return {"patterns": self.patterns}

    def restore(self, state: Mapping[str, Any], width: int) -> None:  # noqa: ARG002 - no weights
        """Have these patterns and no others."""
        self._rules, self._unread = [], ""
        try:
            self.add_patterns(state["patterns"])
        except UsageError as error:
            raise DataError(
                error.message, expected=error.expected, found=error.found, hint=error.hint
            ) from error


def _words_by(nlp: object) -> Callable[[str], Sequence[str]]:
    """How a pipeline cuts a text into words."""
    tokenizer = getattr(nlp, "tokenizer", None)
    if tokenizer is None:
        raise UsageError(
            f"an entity ruler of {nlp!r}",
            expected="a pipeline or nothing",
            hint='nlp.add_pipe("entity_ruler", {"overwrite": True}) is one with settings',
        )

    def words(text: str) -> Sequence[str]:
        found: Sequence[str] = tokenizer(text).words
        return found

    return words


class _Finder:
    """Rules made ready to be looked for."""

    def __init__(self, rules: Iterable[_Rule], tokenize: Callable[[str], Sequence[str]]) -> None:
        vocab = Vocab()
        self._tokens, self._phrases = Matcher(vocab), PhraseMatcher(vocab)
        patterns: dict[tuple[str, str], list[list[Any]]] = {}
        phrases: dict[tuple[str, str], list[Sequence[str]]] = {}
        keys = dict.fromkeys((rule.label, rule.id) for rule in rules)
        for rule in rules:
            if isinstance(rule.pattern, str):
                phrases.setdefault((rule.label, rule.id), []).append(tokenize(rule.pattern))
            else:
                patterns.setdefault((rule.label, rule.id), []).append(rule.pattern)
        for key, word_lists in phrases.items():
            self._phrases.add_words(json.dumps(key), word_lists)
        for key, token_lists in patterns.items():
            self._tokens.add(json.dumps(key), token_lists)
        self._named = {
            vocab.strings.add(json.dumps(key)): (order, *key) for order, key in enumerate(keys)
        }

    def __call__(self, docs: Sequence[Doc]) -> Iterator[list[_Found]]:
        """What matches in each document; that which goes before others comes first."""
        for doc, matches in zip(docs, self._tokens.match_all(docs), strict=True):
            yield self._ranked({*self._phrases(doc), *matches})

    def _ranked(self, matches: Iterable[Match]) -> list[_Found]:
        ranked = sorted(
            (start - end, start, self._named[number], end) for number, start, end in matches
        )
        return [(start, end, label, link) for _, start, (_, label, link), end in ranked]


def _without_overlaps(n_tokens: int, found: Iterable[_Found]) -> Iterator[_Found]:
    """What shares no token with anything before it."""
    taken = bytearray(n_tokens)
    for one in found:
        start, end, *_ = one
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            yield one


# ---------------------------------------------------------------------- reading


def _read_file(path: str) -> list[_Rule]:
    """The patterns of a file of JSON lines. Raises `DataError` with line."""
    rules = []
    for number, line in enumerate(Source(Path(path)).lines(), start=1):
        if not line.strip():
            continue
        try:
            rules.append(_read_rule(decode_line(line, number).value, "the pattern"))
        except DataError as error:
            error.located(path=path, line=number)
            raise
        except UsageError as error:
            raise DataError(
                error.message,
                place=Place(path, number),
                expected=error.expected,
                found=error.found,
                hint=error.hint,
            ) from error
    return rules


def _read_rule(value: object, name: str) -> _Rule:
    """A rule as people write it, checked; `name` is how messages call it."""
    if not isinstance(value, Mapping):
        raise UsageError(
            f"{name} is not a dictionary", expected="label and pattern", found=repr(value)[:60]
        )
    strange = sorted(str(key) for key in value if key not in _KEYS)
    if strange:
        raise UsageError(f"{name} has no key {strange[0]!r}", expected=f"{', '.join(_KEYS)}")
    label, pattern, link = value.get("label"), value.get("pattern"), value.get("id", "")
    if not isinstance(label, str) or not label:
        raise UsageError(f"{name} has no label", expected="a text", found=repr(label)[:60])
    if not isinstance(link, str):
        raise UsageError(f"{name} has a bad id", expected="a text", found=repr(link)[:60])
    if not isinstance(pattern, str):
        read_pattern(pattern, name=f"{name} ({label})")
        return _Rule(label, _plain(pattern), link)
    if not pattern.strip():
        raise UsageError(f"{name} ({label}) is empty", expected="a phrase or a list of tokens")
    return _Rule(label, pattern, link)


def _plain(value: Any) -> Any:
    """A pattern made of what JSON can hold."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return list(map(_plain, value)) if isinstance(value, list | tuple) else value
