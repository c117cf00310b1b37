"""What components there are: their settings, what they read and give, and how they are judged.

Listing them loads no layers: a factory is imported when it is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import UsageError
from nlptk.engine.protocols import ComponentSpec, deferred

TEXTCAT_ARCHITECTURES = ("bow", "pooled", "ensemble")
TEXTCAT_ALIASES = {"simple_cnn": "pooled"}
"""The peers' name for a mean of token vectors under a linear layer."""


@dataclass(frozen=True, slots=True)
class SentencizerSettings:
    """The characters that end a sentence; "" for those of the language."""

    sentence_end: str = ""


@dataclass(frozen=True, slots=True)
class SenterSettings:
    """How much the loss counts beside others, and whose encoding is read."""

    loss_weight: float = 1.0
    encoder: str = "shared"


@dataclass(frozen=True, slots=True)
class TaggerSettings:
    """What the tagger learns, and how much its loss counts beside others.

    `column` is "tag" (fine-grained tags), "pos" (universal ones) or "auto": tags where the corpus
    has any, else universal parts of speech, for treebanks that have no others.
    """

    column: str = "auto"
    loss_weight: float = 0.5
    encoder: str = "shared"


@dataclass(frozen=True, slots=True)
class MorphologizerSettings:
    """How much the loss counts beside others, and whose encoding is read."""

    loss_weight: float = 0.5
    encoder: str = "shared"


@dataclass(frozen=True, slots=True)
class LemmatizerSettings:
    """Which edit trees are learned, and how many are tried.

    A tree that occurs less than `min_count` times in training is not learned: the forms that need
    it are remembered. The `top_k` most probable trees are tried before a form is only lower-cased.
    """

    min_count: int = 2
    top_k: int = 3
    encoder: str = "shared"


@dataclass(frozen=True, slots=True)
class ParserSettings:
    """Widths of the arc and label scorers, and how documents are cut into trees.

    With `segment` a document is cut at the sentence starts that the parser itself predicts, unless
    somebody set them before; without it, the whole document is one tree (chat logs, discourse).
    `start_bias` is added to the score of starting a sentence: starts are rare and predicted too
    rarely, and two sentences taken for one cost more arcs than one taken for two.
    """

    arc_width: int = 128
    label_width: int = 64
    segment: bool = True
    start_bias: float = 1.5
    loss_weight: float = 1.0
    encoder: str = "shared"


@dataclass(frozen=True, slots=True)
class EntityRulerSettings:
    """What the ruler looks for, and whether it goes before entities that are there.

    `patterns` are dictionaries of `label`, `pattern` (a phrase, or a list of tokens) and perhaps
    `id`; `path` names a file of more of them, one a line in JSON. With `overwrite` a match replaces
    the entities that it shares tokens with.
    """

    overwrite: bool = False
    patterns: tuple[Any, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class NerSettings:
    """How much the loss counts beside others, and whose encoding is read.

    With `within_sentences` no entity goes over a sentence boundary that a component before it set.
    """

    loss_weight: float = 1.0
    within_sentences: bool = False
    encoder: str = "shared"


@dataclass(frozen=True, slots=True)
class TextcatSettings:
    """What the classifier reads, and what its categories are.

    `architecture` is "bow" (n-grams of 1 to `ngrams` words that occur in at least `min_count`
    texts, the most frequent `rows` of them), "pooled" (the encoding of all tokens, with a hidden
    layer of `hidden_width`) or "ensemble" (both). Exactly one category holds of each text, unless
    `multilabel` is set or the examples show otherwise. With `balance` rare categories count as much
    as frequent ones. Of two categories `positive_label` may name the one that scores are about.
    """

    architecture: str = "bow"
    multilabel: bool = False
    positive_label: str = ""
    ngrams: int = 2
    min_count: int = 2
    rows: int = 262_144
    hidden_width: int = 128
    balance: bool = False
    loss_weight: float = 0.1
    encoder: str = "own"

    def __post_init__(self) -> None:
        known = (*TEXTCAT_ARCHITECTURES, *TEXTCAT_ALIASES)
        if self.architecture not in known:
            raise UsageError(
                f"there is no text classifier {self.architecture!r}",
                expected=f"one of: {', '.join(known)}",
            )
        for name in ("ngrams", "min_count", "rows", "hidden_width"):
            if getattr(self, name) < 1:
                raise UsageError(
                    f"bad {name} of the text classifier",
                    expected="1 or more",
                    found=str(getattr(self, name)),
                )


@dataclass(frozen=True, slots=True)
class EntityLinkerSettings:
    """Which knowledge base is used, and what speaks for a candidate.

    `kb` is the folder of the knowledge base; without one, mentions mean what they meant in
    training. `incl_prior` uses priors and counts, `incl_context` the sentence and `n_sents` around
    it on each side, `incl_document` the rest of the document and its other mentions; with
    `second_stage` the links of those, as they seem at first, are taken into account, too. Entities
    of `labels_discard` are not linked. A best candidate with a probability below `threshold` is
    NIL; where training had NIL, so is a mention where that is likeliest, by as much as is needed
    for not more than a share of `nil_loss` of right entities to be lost to it in training
    documents that are held out. `top` limits how many candidates each way of finding them adds.
    `keep_scores` leaves the probabilities of all candidates in the metadata of a document.
    `encoder` is "" or, for a knowledge base with vectors, whose encoding of the context is compared
    with them: "shared" or "own".
    """

    kb: str = ""
    incl_prior: bool = True
    incl_context: bool = True
    incl_document: bool = True
    second_stage: bool = True
    n_sents: int = 0
    labels_discard: tuple[str, ...] = ()
    threshold: float = 0.0
    nil_loss: float = 0.002
    top: int = 20
    hidden_width: int = 48
    keep_scores: bool = False
    encoder: str = ""
    loss_weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise UsageError(
                "bad threshold of the entity linker", expected="0 to 1", found=str(self.threshold)
            )
        if not 0 <= self.nil_loss <= 1:
            raise UsageError(
                "bad nil_loss of the entity linker", expected="0 to 1", found=str(self.nil_loss)
            )
        if self.n_sents < 0 or self.top < 1 or self.hidden_width < 1:
            raise UsageError(
                "bad settings of the entity linker",
                expected="n_sents of 0 or more, top and hidden_width of 1 or more",
            )


SENTENCIZER = ComponentSpec(
    name="sentencizer",
    summary="Sentence starts by rules, without weights",
    factory=deferred("nlptk.plugins.components.sentencizer:Sentencizer"),
    settings=SentencizerSettings,
    gives=frozenset({Layer.SENTENCES}),
    scores=("sents",),
)

SENTER = ComponentSpec(
    name="senter",
    summary="Sentence starts, learned",
    factory=deferred("nlptk.plugins.components.senter:Senter"),
    settings=SenterSettings,
    gives=frozenset({Layer.SENTENCES}),
    trainable=True,
    encoded=True,
    scores=("sents",),
    weights={"sent_f": 1.0},
)

TAGGER = ComponentSpec(
    name="tagger",
    summary="Fine-grained parts of speech, and the universal ones they stand for",
    factory=deferred("nlptk.plugins.components.tagger:Tagger"),
    settings=TaggerSettings,
    gives=frozenset({Layer.TAGS, Layer.POS}),
    trainable=True,
    encoded=True,
    scores=("tags", "pos"),
    weights={"tag_acc": 1.0},
)

MORPHOLOGIZER = ComponentSpec(
    name="morphologizer",
    summary="Universal parts of speech and morphological features",
    factory=deferred("nlptk.plugins.components.morphologizer:Morphologizer"),
    settings=MorphologizerSettings,
    gives=frozenset({Layer.POS, Layer.MORPHS}),
    trainable=True,
    encoded=True,
    scores=("pos", "morphs"),
    weights={"pos_acc": 0.5, "morph_acc": 0.5},
)

LEMMATIZER = ComponentSpec(
    name="lemmatizer",
    summary="base forms, by edit trees learned from forms and their lemmas",
    factory=deferred("nlptk.plugins.components.lemmatizer.component:Lemmatizer"),
    settings=LemmatizerSettings,
    gives=frozenset({Layer.LEMMAS}),
    trainable=True,
    encoded=True,
    scores=("lemmas",),
    weights={"lemma_acc": 1.0},
)

PARSER = ComponentSpec(
    name="parser",
    summary="Labelled dependency trees, and the sentences they span",
    factory=deferred("nlptk.plugins.components.parser.component:Parser"),
    settings=ParserSettings,
    gives=frozenset({Layer.ARCS, Layer.SENTENCES}),
    trainable=True,
    encoded=True,
    scores=("deps", "sents"),
    weights={"uas": 0.5, "las": 0.5},
)

ENTITY_RULER = ComponentSpec(
    name="entity_ruler",
    summary="Entities by phrases and token patterns, without weights",
    factory=deferred("nlptk.plugins.components.entity_ruler:EntityRuler"),
    settings=EntityRulerSettings,
    gives=frozenset({Layer.ENTITIES, Layer.LINKS}),
    scores=("ents",),
)

NER = ComponentSpec(
    name="ner",
    summary="Named entities of any types",
    factory=deferred("nlptk.plugins.components.ner.component:EntityRecognizer"),
    settings=NerSettings,
    gives=frozenset({Layer.ENTITIES}),
    trainable=True,
    encoded=True,
    scores=("ents",),
    weights={"ents_f": 1.0},
)

ENTITY_LINKER = ComponentSpec(
    name="entity_linker",
    summary="Which entity of a knowledge base each entity means",
    factory=deferred("nlptk.plugins.components.entity_linker.component:EntityLinker"),
    settings=EntityLinkerSettings,
    needs=frozenset({Layer.ENTITIES}),
    gives=frozenset({Layer.LINKS}),
    trainable=True,
    encoded=True,
    whole_docs=True,
    scores=("links",),
    weights={"links_acc": 1.0},
)

TEXTCAT = ComponentSpec(
    name="textcat",
    summary="Categories of whole documents: one of several, or any number of them",
    factory=deferred("nlptk.plugins.components.textcat.component:TextCategorizer"),
    settings=TextcatSettings,
    gives=frozenset({Layer.CATEGORIES}),
    trainable=True,
    encoded=True,
    whole_docs=True,
    scores=("cats",),
    weights={"cats_score": 1.0},
)

SPECS = (
    SENTENCIZER,
    SENTER,
    TAGGER,
    MORPHOLOGIZER,
    LEMMATIZER,
    PARSER,
    ENTITY_RULER,
    NER,
    ENTITY_LINKER,
    TEXTCAT,
)
"""In the order in which they usually run."""
