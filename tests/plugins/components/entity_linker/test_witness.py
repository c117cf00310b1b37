"""What is left out of counts is out altogether: a witness knows what others say, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.plugins.components.entity_linker.evidence import Evidence, Link, Mention
from nlptk.plugins.components.entity_linker.folds import Folds
from nlptk.plugins.components.entity_linker.kept_counts import (
    counts_arrays,
    counts_bytes,
    take_counts,
)
from nlptk.plugins.components.entity_linker.ledger import Ledger
from nlptk.plugins.components.entity_linker.nil import NilOdds
from nlptk.plugins.components.entity_linker.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTITIES = ("Q1", "Q2", "Q3")
WORDS = ("river", "book", "town", "team")

mentions = st.builds(
    Mention,
    text=st.sampled_from(["Paris", "London"]),
    label=st.sampled_from(["", "LOC"]),
    words=st.lists(st.sampled_from(WORDS), unique=True).map(sorted).map(tuple),
    others=st.lists(st.sampled_from(["Seine", "Thames"]), unique=True).map(sorted).map(tuple),
)
links = st.builds(
    Link,
    mention=mentions,
    entity=st.sampled_from(ENTITIES),
    weight=st.sampled_from([1.0, 0.7, 0.25]),
    titled=st.sampled_from([("team",), ("",), ("city", "team")]),
    offered=st.sampled_from([(), (("team",), ("city", "team")), (("",), ("team",))]),
)
corpora = st.lists(st.lists(links, max_size=3), min_size=1, max_size=6)


def evidence_of(documents: Sequence[Sequence[Link]]) -> Evidence:
    made = Evidence()
    for document in documents:
        made.add(document)
    return made


def said_by(witness: Witness) -> list[object]:
    """All that a witness can be asked."""
    words, company = witness.usual_words(WORDS), witness.usual_company(("Seine", "Thames"))
    found: list[object] = [witness.meant("Paris"), witness.together(ENTITIES).tolist()]
    for entity in ENTITIES:
        found += [witness.times(entity), witness.label_share(entity, "LOC")]
        found += [witness.by_words(entity, words), witness.by_company(entity, company)]
    for title in ("", "team", "city", "unheard"):
        found += [witness.by_title([title]), witness.telling(title)]
        found += [witness.by_words_of_title(title, words)]
    return found


@settings(max_examples=60, deadline=None)
@given(corpora, st.integers(0, 5))
def test_leaving_a_document_out_is_never_having_seen_it(
    corpus: list[list[Link]], number: int
) -> None:
    out = number % len(corpus)
    left = Witness(evidence_of(corpus), evidence_of([corpus[out]]))
    never = Witness(evidence_of(corpus[:out] + corpus[out + 1 :]))
    assert said_by(left) == said_by(never)


@settings(max_examples=60, deadline=None)
@given(corpora)
def test_evidence_survives_being_kept(corpus: list[list[Link]]) -> None:
    ledger, again = Ledger(), Ledger()
    for key, document in enumerate(corpus):
        ledger.add(key << 60, document)
    take_counts(counts_arrays(ledger), again)
    assert again.evidence == ledger.evidence
    assert list(again.counted) == list(ledger.counted)
    assert counts_bytes(again, NilOdds(0.0)) == counts_bytes(ledger, NilOdds(0.0))
    assert said_by(Witness(again.evidence)) == said_by(Witness(ledger.evidence))


@settings(max_examples=60, deadline=None)
@given(corpora, corpora)
def test_merged_evidence_is_that_of_all_documents(
    first: list[list[Link]], second: list[list[Link]]
) -> None:
    merged = evidence_of(first)
    merged.merge(evidence_of(second))
    assert said_by(Witness(merged)) == said_by(Witness(evidence_of(first + second)))


def link(entity: str) -> Link:
    return Link(Mention("Paris", "", (), ()), entity)


def test_few_documents_are_folds_of_their_own() -> None:
    folds = Folds()
    for key in range(32):
        folds.add(key, [link(f"Q{key}")])
    assert all(list(folds.of(key).entities) == [f"Q{key}"] for key in range(32))


def test_neighbours_of_a_large_corpus_share_a_fold() -> None:
    folds = Folds()
    for key in range(100):
        folds.add(key, [link(f"Q{key}")])
    sizes = [len(folds.of(key).entities) for key in range(100)]
    assert all(f"Q{key}" in folds.of(key).entities for key in range(100))
    assert set(sizes) == {4}
    assert folds.of(0) is folds.of(3)
    assert folds.of(3) is not folds.of(4)


def test_entities_in_the_same_documents_are_together() -> None:
    corpus = [[link("Q1"), link("Q2")], [link("Q1"), link("Q2")], [link("Q3")]]
    cosine, ratio = Witness(evidence_of(corpus)).together(["Q1", "Q2", "Q3", "Q9"])
    assert cosine[0, 1] == 1
    assert ratio[0, 1] == np.float32(np.log(3 / 2))
    assert not cosine[2:].any()
    assert not np.diagonal(cosine).any()
