"""The sentences that went worst, gold and predicted side by side."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.columns import EntIob

from .words import match_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example

_LAYERS = ("tag", "pos", "morph", "lemma", "dep")


@dataclass(frozen=True, slots=True)
class BadSentence:
    """A gold sentence and what was made of its words.

    `rows` have the word, then for each of `columns` the gold and the predicted value; "" is
    missing, also where the word is no token. Heads are words with their number in the sentence.
    `wrong` counts the values that differ where there is a gold one.
    """

    place: str
    text: str
    wrong: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """What JSON can hold of it."""
        return {
            "place": self.place,
            "text": self.text,
            "wrong": self.wrong,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
        }


def worst_sentences(examples: Iterable[Example], number: int) -> list[BadSentence]:
    """So many sentences with the most wrong values, the worst first; those without any are out."""
    worst: list[BadSentence] = []
    for example in examples:
        worst = add_worst(worst, example, number)
    return worst


def add_worst(known: Sequence[BadSentence], example: Example, number: int) -> list[BadSentence]:
    """So many of the worst sentences among those known and those of one more example."""
    sentences = chain(known, (one for one in _sentences(example) if one.wrong))
    return nlargest(number, sentences, key=lambda one: one.wrong)


def _sentences(example: Example) -> Iterator[BadSentence]:
    reference = example.reference
    words = match_words(example)
    token_of = dict(zip(words.words.tolist(), words.tokens.tolist(), strict=True))
    values = _values(example, token_of)
    columns = tuple(values)
    forms = reference.words
    for start, end in reference.sent_bounds:
        rows, wrong = [], 0
        for word in range(start, end):
            pairs = [values[name][word] for name in columns]
            wrong += sum(gold != found for gold, found in pairs if gold)
            rows.append((forms[word], *(value for pair in pairs for value in pair)))
        text = reference.text[int(reference.starts[start]) : int(reference.ends[end - 1])]
        yield BadSentence(str(reference.place(start)), text, wrong, columns, tuple(rows))


def _values(example: Example, token_of: dict[int, int]) -> dict[str, list[tuple[str, str]]]:
    """The gold and the predicted value of each gold word, by layer."""
    gold, found = example.reference, example.predicted
    sides: dict[str, tuple[list[str], list[str]]] = {
        name: (list(gold.texts(name)), list(found.texts(name)))
        for name in _LAYERS
        if gold.has(name) and found.has(name)
    }
    if gold.has("head") and found.has("head"):
        numbers = [n for start, end in gold.sent_bounds for n in range(1, end - start + 1)]
        found_numbers = {token: numbers[word] for word, token in token_of.items()}
        sides["head"] = (
            _head_words(gold, dict(enumerate(numbers))),
            _head_words(found, found_numbers),
        )
    if gold.has("ent_iob") and found.has("ent_iob"):
        sides["entity"] = _entity_tags(gold), _entity_tags(found)
    return {
        name: [
            (value, predicted[token_of[word]] if word in token_of else "")
            for word, value in enumerate(wanted)
        ]
        for name, (wanted, predicted) in sides.items()
    }


def _head_words(doc: Doc, numbers: Mapping[int, int]) -> list[str]:
    """The form and, where it is a gold word, the number of each token's head; ROOT for roots."""
    named = [
        f"{form} {numbers[token]}" if token in numbers else form
        for token, form in enumerate(doc.words)
    ]
    return [
        "" if head < 0 else "ROOT" if head == at else named[head]
        for at, head in enumerate(doc.column("head").tolist())
    ]


def _entity_tags(doc: Doc) -> list[str]:
    tags = ["" if code == EntIob.MISSING else "O" for code in doc.column("ent_iob").tolist()]
    for ent in doc.ents:
        for at in range(ent.start, ent.end):
            tags[at] = f"{'B' if at == ent.start else 'I'}-{ent.label}"
    return tags
