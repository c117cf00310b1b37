"""What a record says of each token: tags, lemmas, features, and the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.engine.data.columns import MISSING_HEAD
from nlptk.engine.data.trees import check_heads

if TYPE_CHECKING:
    from nlptk.engine.data.blank_tokens import BlankTokens
    from nlptk.engine.data.doc import Doc

    from .entry import Entry

COLUMNS = {"tags": "tag", "pos": "pos", "morphs": "morph", "lemmas": "lemma", "deps": "dep"}
"""Keys of a record, and the columns they become."""

_ALSO_TOPICS = ("tags", "pos")  # which records without tokens have for other things


def add_columns(doc: Doc, entry: Entry, blank: BlankTokens) -> None:
    """Set the columns of a document. Raises `DataError` for values that are not one a token."""
    for name, column in COLUMNS.items():
        values = _values(entry, name)
        if values is None:
            continue
        texts = ["" if value is None else value for value in values]
        if not set(map(type, texts)) <= {str}:
            bad = next(i for i, value in enumerate(texts) if not isinstance(value, str))
            entry.check((name, bad), texts[bad], str, "text, or null where it is not known")
        if any(texts):
            doc.set_column(column, blank.select(texts))
    heads = _values(entry, "heads")
    if heads is not None:
        doc.set_column("head", blank.heads(_checked_heads(entry, heads)))


def _values(entry: Entry, name: str) -> list[Any] | None:
    if entry.value.get("tokens") is None:
        if entry.value.get(name) is not None and name not in _ALSO_TOPICS:
            raise entry.error(
                (name,),
                f'"{name}" without "tokens"',
                expected="the tokens they belong to",
                rule="missing-key",
            )
        return None
    values: list[Any] | None = entry.of_type(name, list, "a list of one value a token")
    n = len(entry.value["tokens"])
    if values is not None and len(values) != n:
        raise entry.error(
            (name,),
            f'"{name}" has {len(values)} values',
            expected=f"{n}, one for each token",
            rule="number-of-values",
        )
    return values


def _checked_heads(entry: Entry, values: list[Any]) -> list[int]:
    n = len(values)
    heads = [MISSING_HEAD if value is None else value for value in values]
    for i, head in enumerate(heads):
        entry.check(("heads", i), head, int, "the number of a token, or null")
        if not MISSING_HEAD <= head < n:
            raise entry.error(
                ("heads", i),
                f"the head of token {i} is not there",
                expected=f"the number of a token, 0 to {n - 1}",
                found=head,
                rule="head-out-of-range",
            )
    problem = check_heads(heads)
    if problem is not None:
        cycle = " -> ".join(map(str, (*problem.tokens, problem.tokens[0])))
        raise entry.error(
            ("heads", problem.tokens[0]),
            f"the heads form a cycle, {cycle}",
            expected="a tree",
            found=heads[problem.tokens[0]],
            hint="heads count tokens from 0, and a root is its own head",
            rule="cycle",
        )
    return heads
