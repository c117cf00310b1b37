from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_pipelines import small_pipeline
from tiny_corpus import SPECS

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.store import load_pipeline, save_pipeline
from nlptk.engine.stream.batch import Batch
from nlptk.engine.text.languages import get_language
from nlptk.plugins.components.entity_ruler import EntityRuler
from nlptk.plugins.components.specs import EntityRulerSettings
from nlptk.plugins.testing import verify_component

PATTERNS = (
    {"label": "ORG", "pattern": "Apple"},
    {"label": "LOC", "pattern": [{"LOWER": "san"}, {"LOWER": "francisco"}], "id": "Q62"},
    {"label": "LOC", "pattern": "San"},
)


def ruler_of(*patterns, **settings):
    return EntityRuler(EntityRulerSettings(patterns=patterns, **settings))


def annotated(ruler, words, *present):
    doc = Doc(Vocab(), words)
    if present:
        doc.set_ents([Span(doc, *span) for span in present])
    ruler.annotate(Batch.of_docs([doc]), None)
    return [(ent.start, ent.end, ent.label) for ent in doc.ents]


def test_the_ruler_keeps_the_contract():
    patterns = [*PATTERNS, {"label": "PER", "pattern": "Ada", "id": "Q7259"}]
    verify_component(SPECS["entity_ruler"], settings={"patterns": patterns})


def test_phrases_and_token_patterns_are_entities():
    doc = Doc(Vocab(), ["Apple", "in", "SAN", "Francisco", "."])
    ruler_of(*PATTERNS).annotate(Batch.of_docs([doc]), None)
    found = [(ent.text, ent.label, ent.kb_id) for ent in doc.ents]
    assert found == [("Apple", "ORG", ""), ("SAN Francisco", "LOC", "Q62")]
    assert [token.ent_iob for token in doc] == ["B", "O", "B", "I", "O"]


def test_nothing_found_is_said():
    doc = Doc(Vocab(), ["Nobody"])
    ruler_of().annotate(Batch.of_docs([doc]), None)
    assert doc[0].ent_iob == "O"


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["a b", "b c d"], [(1, 4, "b c d")]),
        (["a b", "b c"], [(0, 2, "a b")]),
        (["b c", "a b"], [(0, 2, "a b")]),
        (["a", "a b c", "d"], [(0, 3, "a b c"), (3, 4, "d")]),
    ],
)
def test_the_longest_match_wins_then_the_first(patterns, found):
    ruler = ruler_of(*({"label": pattern, "pattern": pattern} for pattern in patterns))
    assert annotated(ruler, ["a", "b", "c", "d"]) == found


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_labels_the_one_added_first_wins(order):
    phrase, tokens = {"label": "B", "pattern": "x"}, {"label": "A", "pattern": [{"ORTH": "x"}]}
    patterns = [phrase, tokens][::order]
    assert annotated(ruler_of(*patterns), ["x"]) == [(0, 1, patterns[0]["label"])]


def test_entities_that_are_there_stay():
    patterns = [{"label": "NEW", "pattern": "a b"}, {"label": "NEW", "pattern": "d"}]
    present = [(1, 3, "OLD")]
    assert annotated(ruler_of(*patterns), "abcd", *present) == [(1, 3, "OLD"), (3, 4, "NEW")]


def test_overwriting_replaces_only_what_shares_tokens():
    ruler = ruler_of({"label": "NEW", "pattern": "a b"}, overwrite=True)
    found = annotated(ruler, "abcd", (1, 3, "OLD"), (3, 4, "OTHER"))
    assert found == [(0, 2, "NEW"), (3, 4, "OTHER")]


@given(
    st.lists(st.text("ab", min_size=1, max_size=3), max_size=4),
    st.text("ab", max_size=6),
    st.booleans(),
)
def test_whatever_the_patterns_tokens_are_in_one_entity_at_most(phrases, text, overwrite):
    patterns = [{"label": phrase, "pattern": " ".join(phrase)} for phrase in phrases]
    found = annotated(ruler_of(*patterns, overwrite=overwrite), text, *([(0, 1, "X")][: len(text)]))
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    assert {label for *_, label in found} <= {*phrases, "X"}


def test_phrases_are_cut_by_the_tokenizer_of_the_pipeline():
    nlp = Language(get_language("en"), specs=SPECS)
    ruler = nlp.add_pipe(
        "entity_ruler", {"patterns": [{"label": "CITY", "pattern": "Paris, Texas"}]}
    )
    (ent,) = nlp("I love Paris, Texas.").ents
    assert (ent.text, len(ent)) == ("Paris, Texas", 3)
    ruler.add_patterns([{"label": "X", "pattern": "I love"}])
    assert [ent.label for ent in nlp("I love Paris, Texas.").ents] == ["X", "CITY"]


def test_patterns_and_labels_are_known():
    ruler = ruler_of(*PATTERNS)
    ruler.add_patterns([{"label": "PER", "pattern": "Tim Cook", "id": ""}])
    assert ruler.patterns == [*PATTERNS, {"label": "PER", "pattern": "Tim Cook"}]
    assert ruler.labels == ["ORG", "LOC", "PER"]
    assert len(ruler) == 4


def test_patterns_come_from_a_file_too(tmp_path):
    path = tmp_path / "patterns.jsonl"
    path.write_text("\n\n".join(map(json.dumps, PATTERNS)) + "\n", "utf-8")
    ruler = ruler_of({"label": "PER", "pattern": "Tim"}, path=str(path))
    assert ruler.labels == ["PER", "ORG", "LOC"]
    path.unlink()
    assert annotated(ruler, ["Tim", "Apple"]) == [(0, 1, "PER"), (1, 2, "ORG")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"label": "A"', r"p\.jsonl:2.*ends early"),
        ('{"label": "A", "pattern": [{"X": 1}]}', r"p\.jsonl:2: .*\(A\), token 1 has no attribute"),
        ('"word"', r"p\.jsonl:2: the pattern is not a dictionary"),
    ],
)
def test_a_bad_line_of_the_file_is_an_error_with_its_place(tmp_path, line, message):
    path = tmp_path / "p.jsonl"
    path.write_text(f'{{"label": "A", "pattern": "a"}}\n{line}\n', "utf-8")
    with pytest.raises(DataError, match=message):
        annotated(ruler_of(path=str(path)), ["a"])


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        _ = ruler_of(path=str(tmp_path / "none.jsonl")).labels


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("word", "pattern 2 of the entity ruler is not a dictionary"),
        ({"pattern": "x"}, "pattern 2 of the entity ruler has no label"),
        ({"label": "", "pattern": "x"}, "no label"),
        ({"label": 3, "pattern": "x"}, "no label"),
        ({"label": "A"}, r"pattern 2 of the entity ruler \(A\) is not a pattern"),
        ({"label": "A", "pattern": " "}, r"pattern 2 of the entity ruler \(A\) is empty"),
        ({"label": "A", "pattern": []}, r"\(A\) has no tokens"),
        ({"label": "A", "pattern": [{}, {"OP": "x"}]}, r"\(A\), token 2 has no such operator"),
        ({"label": "A", "pattern": "x", "id": 3}, "a bad id"),
        ({"label": "A", "pattern": "x", "ID": "y"}, "no key 'ID'; expected label, pattern, id"),
    ],
)
def test_a_bad_pattern_is_named(pattern, message):
    with pytest.raises(UsageError, match=message):
        ruler_of({"label": "A", "pattern": "a"}, pattern)


@pytest.mark.parametrize("patterns", ["ab", {"label": "A", "pattern": "a"}, 3])
def test_patterns_are_a_list(patterns):
    with pytest.raises(UsageError, match="a list of patterns"):
        ruler_of().add_patterns(patterns)


def test_no_pattern_is_added_when_one_is_bad():
    ruler = ruler_of()
    with pytest.raises(UsageError):
        ruler.add_patterns([{"label": "A", "pattern": "a"}, {}])
    assert ruler.patterns == []


def test_a_stored_pipeline_needs_no_file(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text('{"label": "A", "pattern": [{"LOWER": {"IN": ["a", "b"]}}]}', "utf-8")
    nlp = small_pipeline("entity_ruler", entity_ruler={"path": str(path)})
    save_pipeline(nlp, tmp_path / "model")
    path.unlink()
    again = load_pipeline(tmp_path / "model", SPECS, get_language)
    assert [ent.text for ent in again("B c a").ents] == ["B", "a"]
    assert again.get_pipe("entity_ruler").labels == ["A"]


def test_values_that_json_has_not_are_kept_as_lists():
    ruler = ruler_of({"label": "A", "pattern": ({"ORTH": {"IN": {"b", "a"}}},)})
    assert json.loads(json.dumps(ruler.state())) == {
        "patterns": [{"label": "A", "pattern": [{"ORTH": {"IN": ["a", "b"]}}]}]
    }


def test_a_state_that_cannot_be_is_an_error():
    with pytest.raises(DataError, match="pattern 1 of the entity ruler"):
        ruler_of().restore({"patterns": [{}]}, 0)


def test_ner_leaves_what_the_ruler_found():
    patterns = [{"label": "VERB", "pattern": "sleep"}]
    nlp = small_pipeline("entity_ruler", "ner", steps=15, entity_ruler={"patterns": patterns})
    assert ("sleep", "VERB") in [(ent.text, ent.label) for ent in nlp("Anna sleep .").ents]


def test_a_ruler_of_a_pipeline_has_its_tokenizer() -> None:
    nlp = Language(get_language("en"), specs=SPECS)
    ruler = EntityRuler(nlp)
    ruler.add_patterns([{"label": "ORG", "pattern": "Umbra (Lima)"}])
    doc = nlp("we left Umbra (Lima) today")
    ruler.annotate(Batch.of_docs([doc]), None)
    assert [ent.text for ent in doc.ents] == ["Umbra (Lima)"]
    with pytest.raises(UsageError, match=r"entity ruler of 'nlp'.*add_pipe"):
        EntityRuler("nlp")  # type: ignore[arg-type]
