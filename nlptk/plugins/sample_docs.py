"""Made-up documents for trying formats: together they carry each layer of annotation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from nlptk.engine.data.columns import EmptyNode, Multiword
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import set_soft_links
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

DocT = TypeVar("DocT", bound=Doc)
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Sample:
    """A document to write and read back.

    `needs` are the layers without which a format need not be tried with it. A `hard` one may lose
    items, if each loss is reported; the others must come back whole.
    """

    name: str
    make: Callable[[], Doc]
    needs: frozenset[Layer] = field(default_factory=frozenset)
    hard: bool = False


def simple_offsets(text: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The character ranges of the words and punctuation marks of a text, in any language."""
    matches = list(_TOKEN.finditer(text))
    starts = np.array([match.start() for match in matches], dtype=np.int32)
    ends = np.array([match.end() for match in matches], dtype=np.int32)
    return starts, ends


def sample_doc(text: str, *, name: str = "sample") -> Doc:
    """A document of the words of a text, with an id and no annotation."""
    doc = Doc.from_offsets(Vocab(), text, *simple_offsets(text))
    doc.meta["id"] = name
    return doc


def samples_for(holds: frozenset[Layer]) -> list[Sample]:
    """The samples with which a format that holds these layers can be tried."""
    return [sample for sample in SAMPLES if sample.needs <= holds]


def long_doc(number: int, *, kind: type[DocT] = Doc) -> DocT:  # type: ignore[assignment]
    """One of any number of documents of sixty tokens, with some of the common layers."""
    names = ("Ada", "Berlin", "Curie", "Delft")
    words: list[str] = []
    for i in range(6):
        words += [names[(number + i) % 4], "saw", "the", str(number), "boats", "of", "Turing"]
        words += ["again", "today", "."]
    doc = kind(Vocab(), words)
    doc.meta["id"] = f"doc-{number}"
    doc.set_column("tag", ["NNP", "VBD", "DT", "CD", "NNS", "IN", "NNP", "RB", "NN", "."] * 6)
    doc.set_column("sent_start", [1, *[-1] * 9] * 6)
    doc.ents = [Span(doc, i, i + 1, "NAME") for i in range(0, len(doc), 10)]
    return doc


def _columns(name: str, values: str) -> Doc:
    doc = sample_doc("Cats chase small birds.", name=name)
    doc.set_column(name, values.split())
    return doc


def _sentences() -> Doc:
    doc = sample_doc("It rains. We stay home. Good!", name="sentences")
    doc.set_column("sent_start", [1, -1, -1, 1, -1, -1, -1, 1, -1])
    return doc


def _tree() -> Doc:
    doc = sample_doc("Cats chase small birds.", name="tree")
    doc.set_column("head", [1, 1, 3, 1, 1])
    doc.set_column("dep", ["nsubj", "root", "amod", "obj", "punct"])
    doc.set_column("sent_start", [1, -1, -1, -1, -1])
    return doc


def _partial_tree() -> Doc:
    doc = sample_doc("Cats chase birds. Dogs sleep.", name="partial-tree")
    doc.set_column("head", [-1, 1, 1, -1, 5, 5, 5])
    doc.set_column("dep", ["", "root", "obj", "", "nsubj", "root", "punct"])
    doc.set_column("sent_start", [1, -1, -1, -1, 1, -1, -1])
    return doc


def _entities(name: str, spans: Sequence[tuple[int, int, str, str]]) -> Doc:
    doc = sample_doc("Ada Lovelace met Charles Babbage in London yesterday .", name=name)
    doc.ents = [Span(doc, start, end, label, kb_id=link) for start, end, label, link in spans]
    return doc


def _soft_links() -> Doc:
    doc = _entities("soft-links", _LINKED)
    chances = {(0, 2): {"Q7259": 0.75, "Q 1|=\t": 0.25}, (3, 5): {"Q46633": 0.5, "Q2": 0.5}}
    set_soft_links(doc, chances | {(6, 7): {"Q84": 1 / 3}})
    return doc


def _spans() -> Doc:
    doc = sample_doc("The new Bank of England notes arrived.", name="spans")
    doc.spans["names"] = [Span(doc, 2, 5, "ORG"), Span(doc, 4, 5, "LOC", kb_id="Q21")]
    doc.spans["other group"] = [Span(doc, 0, 6, "THING")]
    return doc


def _categories(name: str, cats: dict[str, float]) -> Doc:
    doc = sample_doc("The match ended in a draw.", name=name)
    doc.cats = cats
    return doc


def _multiword() -> Doc:
    text = "Le nom du chat"
    starts, ends = np.array([0, 3, 7, 7, 10], np.int32), np.array([2, 6, 9, 9, 14], np.int32)
    vocab = Vocab()
    orth = vocab.strings.add_all(["Le", "nom", "de", "le", "chat"])
    doc = Doc.from_offsets(vocab, text, starts, ends, orth=orth)
    doc.meta["id"] = "multiword"
    doc.multiwords = [Multiword(2, 4, "du", ("_",) * 8)]
    doc.set_column("sent_start", [1, -1, -1, -1, -1])
    return doc


def _empty_node() -> Doc:
    doc = sample_doc("Ann likes tea and Bob coffee.", name="empty-node")
    fields = ("likes", "like", "VERB", "_", "_", "_", "_", "0:root", "_")
    doc.set_column("sent_start", [1, *[-1] * 6])
    doc.empty_nodes = [EmptyNode(0, 5, 1, fields)]
    return doc


def _comments() -> Doc:
    doc = sample_doc("It rains. We stay.", name="comments")
    doc.set_column("sent_start", [1, -1, -1, 1, -1, -1])
    doc.comments = {0: ("# mood = grey",), 3: ("# checked", "# mood = calm")}
    return doc


def _metadata() -> Doc:
    doc = sample_doc("It rains.", name="metadata")
    doc.meta |= {"source": "made up", "year": 2020, "parts": {"a": [1, None, "b"]}}
    return doc


def _words(name: str, words: Sequence[str]) -> Doc:
    doc = Doc(Vocab(), words)
    doc.meta["id"] = name
    doc.set_column("sent_start", [1] + [-1] * (len(words) - 1))
    return doc


_NAMES = [(0, 2, "PER", ""), (3, 5, "PER", ""), (6, 7, "LOC", "")]
_TOUCHING = [(0, 2, "PER", ""), (2, 3, "PER", ""), (3, 5, "LOC", ""), (7, 9, "DATE", "")]
_LINKED = [(0, 2, "PER", "Q7259"), (3, 5, "PER", ""), (6, 7, "LOC", "Q84")]
_ODD_LABELS = [
    (0, 2, "I-B", ""),
    (3, 5, "two words", ""),
    (6, 7, "a|b\tc", "Q8 4"),
    (7, 8, "é", ""),
]
_ODD_WORDS = [
    "#",
    "-DOCSTART-",
    "|",
    "a|b",
    "_",
    '"',
    "\\",
    "<b>",
    "O",
    "New York",
    "été",
    "🙂",
    ",",
]
_ODD_TEXT = "  Two  spaces,\ta tab,\u00a0no-break.\n\nA new\u2028paragraph\x85 of 5\u2009%. \n"


def _needs(*layers: Layer) -> frozenset[Layer]:
    return frozenset(layers)


SAMPLES = (
    Sample("words", lambda: sample_doc("Cats chase small birds", name="words")),
    Sample("id", lambda: sample_doc("Cats chase birds", name="number-7"), _needs(Layer.IDS)),
    Sample("spacing", lambda: sample_doc('"Yes," he said.', name="spacing"), _needs(Layer.SPACING)),
    Sample("sentences", _sentences, _needs(Layer.SENTENCES)),
    Sample("tags", lambda: _columns("tag", "NNS VBP JJ NNS ."), _needs(Layer.TAGS)),
    Sample("pos", lambda: _columns("pos", "NOUN VERB ADJ NOUN PUNCT"), _needs(Layer.POS)),
    Sample("lemmas", lambda: _columns("lemma", "cat chase small bird ."), _needs(Layer.LEMMAS)),
    Sample(
        "morphs",
        lambda: _columns(
            "morph", "Number=Plur Mood=Ind|Tense=Pres Degree=Pos Number=Plur Foreign=Yes"
        ),
        _needs(Layer.MORPHS),
    ),
    Sample("tree", _tree, _needs(Layer.ARCS)),
    Sample("partial tree", _partial_tree, _needs(Layer.ARCS), hard=True),
    Sample("entities", lambda: _entities("entities", _NAMES), _needs(Layer.ENTITIES)),
    Sample("touching entities", lambda: _entities("touching", _TOUCHING), _needs(Layer.ENTITIES)),
    Sample("links", lambda: _entities("links", _LINKED), _needs(Layer.ENTITIES, Layer.LINKS)),
    Sample("soft links", _soft_links, _needs(Layer.ENTITIES, Layer.SOFT_LINKS), hard=True),
    Sample("odd labels", lambda: _entities("odd", _ODD_LABELS), _needs(Layer.ENTITIES), hard=True),
    Sample("spans", _spans, _needs(Layer.SPANS), hard=True),
    Sample("category", lambda: _categories("one", {"SPORT": 1.0}), _needs(Layer.CATEGORIES)),
    Sample(
        "categories",
        lambda: _categories("several", {"a b": 0.25, "SPORT": 0.75, "x,y": 0.0}),
        _needs(Layer.CATEGORIES),
        hard=True,
    ),
    Sample("multiword", _multiword, _needs(Layer.MULTIWORDS)),
    Sample("empty node", _empty_node, _needs(Layer.EMPTY_NODES)),
    Sample(
        "enhanced",
        lambda: _columns("deps", "2:nsubj 0:root 4:amod 2:obj|1:ref 2:punct"),
        _needs(Layer.ENHANCED),
    ),
    Sample(
        "misc", lambda: _columns("misc", "Gloss=katzen A=1|B=2 X=y X=z Q=."), _needs(Layer.MISC)
    ),
    Sample("comments", _comments, _needs(Layer.COMMENTS)),
    Sample("metadata", _metadata, _needs(Layer.METADATA), hard=True),
    Sample("column", lambda: _columns("note", "a b c d e"), _needs(Layer.COLUMNS), hard=True),
    Sample("odd words", lambda: _words("odd-words", _ODD_WORDS), _needs(Layer.TOKENS), hard=True),
    Sample("odd text", lambda: sample_doc(_ODD_TEXT), _needs(Layer.SPACING), hard=True),
    Sample("no words", lambda: sample_doc("", name="empty"), _needs(Layer.DOCUMENTS), hard=True),
)
