import json
import multiprocessing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk import KnowledgeBase
from nlptk.engine.errors import DataError, OutputError, UsageError

VECTORS = {"Q1": [1.0, 2.0, 3.0], "Q2": [0.5, 0.25, -1.0], "Q3": [0.0, 0.0, 7.0]}


@pytest.fixture
def kb() -> KnowledgeBase:
    made = KnowledgeBase(None, 3)
    made.add_entity("Q1", 30, VECTORS["Q1"], texts={"name": "Roy Emerson", "type": "PERSON"})
    made.add_entity("Q2", 10, VECTORS["Q2"], texts={"description": "Philosoph aus Boston"})
    made.add_entity("Q3", 0, VECTORS["Q3"])
    made.add_alias("Emerson", ["Q1", "Q2"], [0.3, 0.6])
    made.add_alias("Émerson", ["Q3"], [1.0])
    return made


def facts(kb: KnowledgeBase) -> object:
    """All that can be asked of a knowledge base."""
    entities = {
        entity: (
            kb.get_freq(entity),
            kb.get_vector(entity).tolist(),
            *(kb.get_text(entity, what) for what in ("name", "description", "type")),
        )
        for entity in kb.get_entity_strings()
    }
    aliases = {
        alias: [(one.entity, one.prior, one.freq) for one in kb.get_candidates(alias)]
        for alias in kb.get_alias_strings()
    }
    return entities, aliases, len(kb), kb.get_size_aliases(), kb.entity_vector_length


def test_candidates_come_most_likely_first_with_all_that_is_known(kb: KnowledgeBase) -> None:
    first, second = kb.get_candidates("Emerson")
    assert (first.entity, first.alias, first.prior, first.freq) == ("Q2", "Emerson", 0.6, 10)
    assert first.vector.tolist() == VECTORS["Q2"]
    assert first.description == "Philosoph aus Boston"
    assert (second.entity, second.name, second.type) == ("Q1", "Roy Emerson", "PERSON")
    assert first.found_by == "exact"
    assert kb.get_candidates("emerson") == []


def test_what_is_unknown_has_no_prior_and_no_vector(kb: KnowledgeBase) -> None:
    assert kb.get_prior_prob("Q1", "Emerson") == 0.3
    assert kb.get_prior_prob("Q3", "Emerson") == 0
    assert kb.get_prior_prob("Q9", "Emerson") == kb.get_prior_prob("Q1", "nobody") == 0
    with pytest.raises(UsageError, match="Q9"):
        kb.get_vector("Q9")


def test_folder_gives_back_everything(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.to_disk(tmp_path / "kb")
    assert facts(KnowledgeBase.open(tmp_path / "kb")) == facts(kb)
    mapped = KnowledgeBase().from_disk(tmp_path / "kb", verify=True)
    assert mapped.contains_entity("Q3") and "Q4" not in mapped
    assert mapped.contains_alias("Émerson") and not mapped.contains_alias("Emersom")


def test_mapped_knowledge_base_can_be_added_to(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.dump(tmp_path / "kb")
    mapped = KnowledgeBase(None, 3)
    mapped.load_bulk(tmp_path / "kb")
    for one in (kb, mapped):
        one.set_entities(["Q4", "Q5"], [1, 2], [[1, 1, 1], [2, 2, 2]])
        one.append_alias("Emerson", "Q5", 0.1)
        one.add_alias("Waldo", ["Q2"], [0.5])
    assert facts(mapped) == facts(kb)
    mapped.dump(tmp_path / "kb")
    assert facts(KnowledgeBase.open(tmp_path / "kb")) == facts(kb)


def test_same_content_makes_the_same_bytes(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.dump(tmp_path / "a")
    KnowledgeBase.open(tmp_path / "a").dump(tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_empty_knowledge_base_can_be_kept(tmp_path: Path) -> None:
    KnowledgeBase(None, 5).dump(tmp_path / "kb")
    kb = KnowledgeBase.open(tmp_path / "kb")
    assert (len(kb), kb.get_size_aliases(), kb.entity_vector_length) == (0, 0, 5)
    assert kb.get_candidates("a") == [] and "Q1" not in kb


@pytest.mark.parametrize(("bad", "message"), [
    (lambda kb: kb.add_entity("Q1", 1, [0, 0, 0]), "'Q1' is there already"),
    (lambda kb: kb.add_entity("", 1, [0, 0, 0]), "id of an entity is empty"),
    (lambda kb: kb.add_entity("Q9", -1, [0, 0, 0]), "frequency of 'Q9'.*found -1"),
    (lambda kb: kb.add_entity("Q9", 1, [0, 0]), "expected 3 numbers, found 2"),
    (lambda kb: kb.add_entity("Q9", 1, [0, 0, float("nan")]), "no finite numbers"),
    (lambda kb: kb.set_entities(["Q8", "Q9"], [1], [[0, 0, 0]]), "different lengths.*2, 1, 1"),
    (lambda kb: kb.add_alias("Emerson", ["Q1"], [0.1]), "'Emerson' is there already.*append_alias"),
    (lambda kb: kb.add_alias("", ["Q1"], [0.1]), "alias is empty"),
    (lambda kb: kb.add_alias("E.", ["Q1", "Q9"], [0.1, 0.1]), "unknown entity 'Q9'"),
    (lambda kb: kb.add_alias("E.", ["Q1", "Q1"], [0.1, 0.1]), "'Q1' twice"),
    (lambda kb: kb.add_alias("E.", ["Q1", "Q2"], [0.6, 0.6]), "more than 1.*found 1.2"),
    (lambda kb: kb.add_alias("E.", ["Q1"], [-0.6]), "no probability.*found -0.6"),
    (lambda kb: kb.add_alias("E.", ["Q1", "Q2"], [1.0]), "different lengths"),
    (lambda kb: kb.append_alias("Emerson", "Q3", 0.2), "more than 1"),
    (lambda kb: kb.append_alias("nobody", "Q3", 0.2), "no alias 'nobody'"),
])  # fmt: skip
def test_what_breaks_an_invariant_is_refused_and_changes_nothing(
    kb: KnowledgeBase, bad: object, message: str
) -> None:
    before = facts(kb)
    with pytest.raises(DataError, match=message):
        bad(kb)  # type: ignore[operator]
    assert facts(kb) == before


def test_texts_of_no_known_kind_are_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="colour"):
        kb.add_entity("Q9", 1, [0, 0, 0], texts={"colour": "red"})


def test_every_file_is_guarded_against_changes(kb: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    kb.to_disk(folder)
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        middle = len(content) // 2
        altered = content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :]
        for damaged in (altered, content[:-3], b""):
            path.write_bytes(damaged)
            with pytest.raises(DataError, match=path.name):
                KnowledgeBase.open(folder)
        path.unlink()
        with pytest.raises(DataError, match=path.name):
            KnowledgeBase.open(folder)
        path.write_bytes(content)
    assert facts(KnowledgeBase.open(folder)) == facts(kb)


def test_large_file_is_checked_when_it_is_first_used(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb.to_disk(tmp_path / "kb")
    path = tmp_path / "kb" / "entity_vectors.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    monkeypatch.setattr("nlptk.engine.kb.store._SMALL", 0)
    opened = KnowledgeBase.open(tmp_path / "kb")
    assert len(opened.get_candidates("Emerson")) == 2
    with pytest.raises(DataError, match=r"entity_vectors\.npy.*CRC-32"):
        opened.get_vector("Q1")
    with pytest.raises(DataError, match=r"entity_vectors\.npy"):
        KnowledgeBase().from_disk(tmp_path / "kb", verify=True)


@pytest.mark.parametrize(("key", "value", "message"), [
    ("version", 99, "another version.*found 99"),
    ("format", "something else", "not the description"),
    ("entities", 4, "changed after it was written"),
])  # fmt: skip
def test_description_of_something_else_is_refused(
    kb: KnowledgeBase, tmp_path: Path, key: str, value: object, message: str
) -> None:
    kb.to_disk(tmp_path / "kb")
    path = tmp_path / "kb" / "kb.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(DataError, match=message):
        KnowledgeBase.open(tmp_path / "kb")


def test_folder_without_knowledge_base_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no knowledge base"):
        KnowledgeBase.open(tmp_path)


def test_folder_with_files_is_replaced_only_by_force(kb: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    with pytest.raises(OutputError, match="--force"):
        kb.to_disk(tmp_path)
    assert (tmp_path / "file").read_text() == "precious"


def _ask(folder: str) -> list[str]:
    return [one.entity for one in KnowledgeBase.open(folder).get_candidates("Emerson")]


def test_other_processes_read_the_same_folder(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.to_disk(tmp_path / "kb")
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        answers = pool.map(_ask, [str(tmp_path / "kb")] * 4)
    assert answers == [["Q2", "Q1"]] * 4


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(texts, unique=True, min_size=1, max_size=12),
    st.dictionaries(texts, st.lists(st.integers(0, 11), unique=True, max_size=5), max_size=8),
)
def test_any_strings_survive_the_folder(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str], aliases: dict[str, list[int]]
) -> None:
    kb = KnowledgeBase(None, 1)
    kb.set_entities(ids, list(range(len(ids))), [[i / 3] for i in range(len(ids))])
    meanings = {
        alias: [ids[i] for i in numbers if i < len(ids)] for alias, numbers in aliases.items()
    }
    for alias, entities in meanings.items():
        kb.add_alias(alias, entities, [1 / len(entities) for _ in entities])
    folder = tmp_path_factory.mktemp("kb") / "kb"
    kb.to_disk(folder)
    opened = KnowledgeBase.open(folder)
    assert opened.get_entity_strings() == ids
    np.testing.assert_allclose(opened.vectors[:, 0], np.arange(len(ids)) / 3)
    for alias, entities in meanings.items():
        found = opened.get_candidates(alias)
        assert sorted(one.entity for one in found) == sorted(entities)
        assert [one.prior for one in found] == [1 / len(entities) for _ in entities]
    assert sorted(opened.get_alias_strings()) == sorted(meanings)
