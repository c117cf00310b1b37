"""A made-up corpus in which a component learns every common layer in a moment."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab


class _Word(NamedTuple):
    form: str
    tag: str
    pos: str
    morph: str
    lemma: str
    entity: str = ""


_SUBJECTS = (
    (_Word("Ada", "NNP", "PROPN", "Number=Sing", "Ada", "PER"),),
    (_Word("cats", "NNS", "NOUN", "Number=Plur", "cat"),),
    (_Word("Boris", "NNP", "PROPN", "Number=Sing", "Boris", "PER"),),
    (_Word("dogs", "NNS", "NOUN", "Number=Plur", "dog"),),
)
_VERBS = (
    _Word("saw", "VBD", "VERB", "Tense=Past", "see"),
    _Word("chased", "VBD", "VERB", "Tense=Past", "chase"),
    _Word("loved", "VBD", "VERB", "Tense=Past", "love"),
)
_PLACES = (
    (_Word("Berlin", "NNP", "PROPN", "Number=Sing", "Berlin", "LOC"),),
    (
        _Word("New", "NNP", "PROPN", "Number=Sing", "New", "LOC"),
        _Word("York", "NNP", "PROPN", "Number=Sing", "York", "LOC"),
    ),
)
_ANIMALS = (
    (_Word("birds", "NNS", "NOUN", "Number=Plur", "bird"),),
    (_Word("snails", "NNS", "NOUN", "Number=Plur", "snail"),),
)
_STOP = _Word(".", ".", "PUNCT", "", ".")
_SHOUT = (
    _Word("unhappy", "UH", "INTJ", "Polarity=Neg", "happy", "MOOD"),
    _Word("unkind", "UH", "INTJ", "Polarity=Neg", "kind"),
)


def sample_corpus(n_docs: int = 8) -> list[Doc]:
    """Documents of two sentences such as "Ada saw New York .", about places or about animals.

    They have tags, parts of speech, features, lemmas, trees, sentences, entities and categories.
    """
    return [_doc(number) for number in range(n_docs)]


def strange_docs() -> list[Doc]:
    """Documents whose labels, in each of these layers, do not occur in the corpus."""
    docs = []
    for number in range(2):
        doc = _annotated([list(_SHOUT), list(_SHOUT)], [[0, 0], [0, 0]], ["root", "flat"])
        doc.cats = {"PLACES": 0.0, "ANIMALS": 0.0, "FEELINGS": 1.0}
        doc.meta["id"] = f"strange-{number}"
        docs.append(doc)
    return docs


def _doc(number: int) -> Doc:
    objects = _PLACES if number % 2 else _ANIMALS
    sentences, heads = [], []
    for sentence in range(2):
        subject = _SUBJECTS[(number // 2 + sentence) % len(_SUBJECTS)]
        what = objects[(number // 4 + sentence) % len(objects)]
        sentences.append([*subject, _VERBS[(number + sentence) % len(_VERBS)], *what, _STOP])
        last = 1 + len(what)
        heads.append([1, 1, *[last] * (len(what) - 1), 1, 1])
    doc = _annotated(sentences, heads, ["nsubj", "root"])
    doc.cats = {"PLACES": float(number % 2), "ANIMALS": float(1 - number % 2)}
    doc.meta["id"] = f"sample-{number}"
    return doc


def _annotated(
    sentences: list[list[_Word]], heads: list[list[int]], first_labels: list[str]
) -> Doc:
    """A document of sentences and their heads; `first_labels` are those of their first words."""
    words = [word for sentence in sentences for word in sentence]
    doc = Doc(Vocab(), [word.form for word in words])
    for name in ("tag", "pos", "morph", "lemma"):
        doc.set_column(name, [getattr(word, name) for word in words])
    absolute: list[int] = []
    labels: list[str] = []
    starts: list[int] = []
    for sentence, own in zip(sentences, heads, strict=True):
        absolute += [len(starts) + head for head in own]
        starts += [1, *[-1] * (len(sentence) - 1)]
        n_inner = len(sentence) - len(first_labels) - 2  # before an object and a full stop
        labels += [*first_labels, *["compound"] * n_inner, *["obj", "punct"][: len(sentence) - 2]]
    doc.set_column("head", absolute)
    doc.set_column("dep", labels)
    doc.set_column("sent_start", starts)
    doc.set_ents(_entities(doc, words))
    return doc


def _entities(doc: Doc, words: list[_Word]) -> list[Span]:
    """Neighbours with the same label are one entity."""
    spans = []
    start = 0
    for label, group in groupby(words, key=attrgetter("entity")):
        end = start + len(list(group))
        if label:
            spans.append(Span(doc, start, end, label))
        start = end
    return spans
