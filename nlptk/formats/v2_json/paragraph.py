"""A paragraph of training JSON: its tokens in their text, with what is said token by token."""

from __future__ import annotations

from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.blank_tokens import BlankTokens
from nlptk.engine.data.columns import MISSING_HEAD, Origin
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.json_links import read_chances
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.spelling import SpellingError, find_words
from nlptk.engine.data.trees import check_heads

if TYPE_CHECKING:
    from nlptk.engine.data.json_checks import CheckedRecord
    from nlptk.engine.data.json_records import Keys
    from nlptk.engine.errors import DataError

_STRING_COLUMNS = ("tag", "pos", "morph", "lemma", "dep")
_SENTENCE_KEYS = {"tokens", "brackets"}
_TOKEN_KEYS = {
    *("id", "orth", "head", "ner", "kb_id", "links", "start", "end", "sent_start"),
    *_STRING_COLUMNS,
}
_TEXT_OR_NOTHING = {str, type(None)}
_NUMBER_OR_NOTHING = {int, type(None)}


class Paragraph:
    """The paragraph to which `keys` lead in a document. Tokens are counted through it.

    Raises `DataError`, located, for what is not of the form.
    """

    def __init__(self, record: CheckedRecord, keys: Keys) -> None:
        self.record = record
        self.keys = keys
        value = record.json.value
        for key in keys:
            value = value[key]
        record.check(keys, value, dict, 'an object with "sentences"')
        self.value: dict[str, Any] = value
        self.sentences = self._sentences()
        each = [sentence["tokens"] for sentence in self.sentences]
        self.tokens: list[dict[str, Any]] = list(chain.from_iterable(each))
        self.bounds = list(pairwise(accumulate(map(len, each), initial=0)))
        self.names: set[str] = set().union(*self.tokens)
        words = self.texts("orth")
        if "" in words:
            at = words.index("")
            message = "a token without text"
            raise self.error(at, "orth", message, expected='"orth"', rule="token-without-text")
        self.blank = BlankTokens(words)
        self.words = self.blank.select(words)

    def _sentences(self) -> list[dict[str, Any]]:
        check, keys = self.record.check, (*self.keys, "sentences")
        sentences: list[dict[str, Any]] | None = self.value.get("sentences")
        if sentences is None:
            raise self.record.json.error(
                self.keys,
                "a paragraph without sentences",
                expected='"sentences"',
                found=self.value,
                hint="text that is not in tokens yet goes into the format jsonl or text",
                rule="missing-key",
            )
        check(keys, sentences, list, "a list of sentences")
        for i, sentence in enumerate(sentences):
            check((*keys, i), sentence, dict, 'an object with "tokens"')
            tokens: Any = sentence.get("tokens")
            check((*keys, i, "tokens"), tokens, list, "a list of tokens")
            if not set(map(type, tokens)) <= {dict}:
                at = next(j for j, token in enumerate(tokens) if not isinstance(token, dict))
                check((*keys, i, "tokens", at), tokens[at], dict, 'an object with "orth"')
            self.record.note_unread((*keys, i), "sentence", sentence.keys() - _SENTENCE_KEYS)
        return sentences

    # ------------------------------------------------------------------ values of tokens

    def keys_of(self, token: int, *more: str | int) -> Keys:
        """The path in the document to a token, or to something in it."""
        for number, (start, end) in enumerate(self.bounds):
            if start <= token < end:
                return (*self.keys, "sentences", number, "tokens", token - start, *more)
        return self.keys

    def error(
        self,
        token: int,
        key: str,
        message: str,
        *,
        expected: str = "",
        hint: str = "",
        rule: str = "wrong-type",
    ) -> DataError:
        """The error about a key of a token, which names the token and shows the value."""
        value = self.tokens[token]
        orth = value.get("orth")
        where = f"token {token} {orth!r}: " if isinstance(orth, str) and orth else ""
        return self.record.json.error(
            self.keys_of(token, key),
            where + message,
            expected=expected,
            found=value.get(key),
            hint=hint,
            rule=rule,
        )

    def _values(self, key: str) -> list[Any]:
        try:
            return list(map(itemgetter(key), self.tokens))
        except KeyError:
            return [token.get(key) for token in self.tokens]

    def texts(self, key: str) -> list[str]:
        """One key of all tokens, which is text or missing ("")."""
        values = self._values(key)
        kinds = set(map(type, values))
        if not kinds <= _TEXT_OR_NOTHING:
            bad = next(i for i, value in enumerate(values) if not isinstance(value, str | None))
            raise self.error(bad, key, f"{key!r} is not text", expected="text")
        return values if len(kinds) == 1 and str in kinds else [value or "" for value in values]

    def chances(self, key: str) -> dict[int, dict[str, float]]:
        """The ids and probabilities under one key, by the token that has some."""
        found = {}
        for token, value in enumerate(self._values(key)):
            if value is None:
                continue
            if not isinstance(value, dict):
                message = f"{key!r} is no object of ids and probabilities"
                raise self.error(token, key, message, expected='{"Q1": 0.7, "Q2": 0.3}')
            keys, of = self.keys_of(token, key), f"the entity of token {token}"
            found[token] = read_chances(self.record, keys, value, of=of)
        return found

    def numbers(self, key: str) -> list[int | None]:
        """One key of all tokens, which is a whole number or missing."""
        values = self._values(key)
        if not set(map(type, values)) <= _NUMBER_OR_NOTHING:
            bad = next(i for i, value in enumerate(values) if type(value) not in _NUMBER_OR_NOTHING)
            raise self.error(bad, key, f"{key!r} is no whole number", expected="a whole number")
        return values

    # ------------------------------------------------------------------ the document

    def doc(self) -> Doc:
        """The tokens as a document, with the columns that have one value a token."""
        doc = self._spelled()
        doc.origin = Origin(self.record.path, self.record.json.line)
        for key in _STRING_COLUMNS:
            values = self.blank.select(self.texts(key)) if key in self.names else []
            # converters of the time write "-" for each tag where there are no tags
            if any(values) and not (key == "tag" and set(values) == {"-"}):
                doc.set_column(key, values)
        if "head" in self.names:
            doc.set_column("head", self._heads())
        self._set_sentences(doc)
        if self.blank:
            keys = self.keys_of(self.blank.blank[0])
            message = f"{len(self.blank)} tokens of whitespace left out (the text keeps it)"
            self.record.repaired(keys, message, Layer.TOKENS, rule="blank-token")
        self.record.note_unread(self.keys, "token", self.names - _TOKEN_KEYS)
        return doc

    def _spelled(self) -> Doc:
        raw = self.value.get("raw")
        vocab = self.record.context.vocab
        if raw is None:
            return Doc(vocab, self.words)
        self.record.check((*self.keys, "raw"), raw, str, "text")
        try:
            starts, ends = find_words(raw, self.words, self._ranges())
        except SpellingError as error:
            kept = self.blank.kept or range(len(self.tokens))
            at_end = error.index == len(kept)
            keys = (*self.keys, "raw") if at_end else self.keys_of(kept[error.index], "orth")
            error.message = f'tokens and "raw" disagree: {error.message}'
            error.hint = 'the tokens must spell "raw" in order: mend either, or leave "raw" out'
            error.place = self.record.json.place(keys)
            raise
        offsets = np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32)
        return Doc.from_offsets(vocab, raw, *offsets, words=self.words)

    def _ranges(self) -> dict[int, tuple[int, int]]:
        """The characters of tokens that say which they are."""
        if "start" not in self.names:
            return {}
        pairs = zip(self.numbers("start"), self.numbers("end"), strict=True)
        return {
            i: (start, -1 if end is None else end)
            for i, (start, end) in enumerate(self.blank.select(list(pairs)))
            if start is not None
        }

    def _heads(self) -> list[int]:
        n = len(self.tokens)
        heads = []
        for token, step in enumerate(self.numbers("head")):
            heads.append(MISSING_HEAD if step is None else token + step)
            if step is not None and not 0 <= token + step < n:
                raise self._head_outside(token)
        problem = check_heads(heads, self.bounds)
        if problem is None:
            return self.blank.heads(heads)
        first = problem.tokens[0]
        if problem.kind != "cycle":
            raise self._head_outside(first)
        cycle = " -> ".join(repr(self.tokens[i]["orth"]) for i in (*problem.tokens, first))
        raise self.error(
            first,
            "head",
            f"the heads form a cycle, {cycle}",
            expected="a tree",
            hint='"head" counts from the token itself, so that 0 is a root',
            rule="cycle",
        )

    def _head_outside(self, token: int) -> DataError:
        start, end = next(bounds for bounds in self.bounds if bounds[0] <= token < bounds[1])
        return self.error(
            token,
            "head",
            "its head is outside the sentence",
            expected=f"a number from {start - token} to {end - 1 - token}",
            hint='"head" counts from the token itself',
            rule="head-out-of-range",
        )

    def _set_sentences(self, doc: Doc) -> None:
        segmented = self.value.get("segmented", True)
        self.record.check((*self.keys, "segmented"), segmented, bool, "true or false")
        starts = np.full(len(doc), -1 if segmented else 0, dtype=np.int8)
        if segmented:
            firsts = {self.blank.index(start) for start, _ in self.bounds}
            starts[[first for first in sorted(firsts) if first < len(doc)]] = 1
        if "sent_start" in self.names:
            for i, value in enumerate(self.blank.select(self.numbers("sent_start"))):
                if value is not None:
                    starts[i] = max(-1, min(1, value))
        doc.set_column("sent_start", starts)
