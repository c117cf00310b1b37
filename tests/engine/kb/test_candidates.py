from pathlib import Path

import pytest

from nlptk import KnowledgeBase
from nlptk.engine.errors import UsageError
from nlptk.engine.kb.candidates import STEPS, CandidateGenerator, CandidateSettings, FoundBy

ENTITIES = {
    "Q1": (90, "Germany"),
    "Q2": (40, "Germany national football team"),
    "Q3": (70, "Mercury (planet)"),
    "Q4": (30, "Mercury, Nevada"),
    "Q5": (60, "International Monetary Fund"),
    "Q6": (5, "Leicestershire County Cricket Club"),
    "Q7": (8, "Leicestershire"),
    "Q8": (20, "São Paulo"),
    "Q9": (0, "!!!"),
}


@pytest.fixture
def kb() -> KnowledgeBase:
    made = KnowledgeBase(None, 0)
    for entity, (freq, name) in ENTITIES.items():
        made.add_entity(entity, freq, [], texts={"name": name})
    made.add_alias("Germany", ["Q1", "Q2"], [0.7, 0.2])
    made.add_alias("GERMANY", ["Q2"], [0.6])
    made.add_alias("Sampa", ["Q8"], [1.0])
    return made


def found(kb: KnowledgeBase, mention: str, **settings: object) -> list[tuple[str, str]]:
    generator = CandidateGenerator(kb, CandidateSettings(**settings))  # type: ignore[arg-type]
    return [(one.entity, one.found_by) for one in generator(mention)]


@pytest.mark.parametrize(("mention", "expected"), [
    ("Germany", [("Q1", "exact"), ("Q2", "exact")]),
    ("germany", [("Q1", "folded"), ("Q2", "folded")]),
    ("Leicestershire", [("Q7", "name"), ("Q6", "words")]),
    ("SAO PAULO", [("Q8", "folded")]),
    ("IMF", [("Q5", "acronym")]),
    ("I.M.F.", [("Q5", "acronym")]),
    ("Mercury", [("Q3", "part"), ("Q4", "part")]),
    ("Mercury (element)", [("Q3", "part"), ("Q4", "part")]),
    ("Leicestershire Club", [("Q6", "words")]),
    ("the monetary fund", [("Q5", "words")]),
    ("Atlantis", []),
    ("!!!", [("Q9", "name")]),
    ("???", []),
    ("! ! !", [("Q9", "folded")]),
    ("", []),
])  # fmt: skip
def test_each_step_finds_what_the_ones_before_do_not(
    kb: KnowledgeBase, mention: str, expected: list[tuple[str, str]]
) -> None:
    assert found(kb, mention) == expected


def test_priors_are_those_of_the_alias_else_shares_in_frequency(kb: KnowledgeBase) -> None:
    generator = CandidateGenerator(kb)
    assert [one.prior for one in generator("Germany")] == [0.7, 0.2]
    # the most any spelling gives, brought down to add up to 1
    assert [one.prior for one in generator("germany")] == pytest.approx([0.7 / 1.3, 0.6 / 1.3])
    assert [one.prior for one in generator("Mercury")] == pytest.approx([71 / 102, 31 / 102])


def test_steps_that_are_not_asked_for_are_not_taken(kb: KnowledgeBase) -> None:
    assert found(kb, "germany", steps=("exact",)) == []
    assert found(kb, "Germany", steps=("words",)) == [("Q1", "words"), ("Q2", "words")]
    assert found(kb, "Mercury", steps=("part",), top=1) == [("Q3", "part")]


def test_misspelled_names_are_found_with_an_index_of_ngrams(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    assert found(kb, "Leicestershyre") == []
    kb.to_disk(tmp_path / "kb", ngrams=True)
    opened = KnowledgeBase.open(tmp_path / "kb")
    assert found(opened, "Leicestershyre")[0] == ("Q7", FoundBy.NGRAMS)
    assert found(opened, "Leicestershyre", steps=STEPS[:-1]) == []
    assert found(opened, "Zyzzyva") == []
    opened.dump(tmp_path / "again")  # the index goes along
    assert found(KnowledgeBase.open(tmp_path / "again"), "Sau Paulo")[0][0] == "Q8"


def test_index_in_a_folder_says_what_one_in_memory_does(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.to_disk(tmp_path / "kb")
    opened = KnowledgeBase.open(tmp_path / "kb")
    for mention in ["Germany", "germany", "IMF", "Mercury", "club", "football germany", "x"]:
        assert found(opened, mention) == found(kb, mention)


def test_addition_to_an_opened_knowledge_base_is_found(kb: KnowledgeBase, tmp_path: Path) -> None:
    kb.to_disk(tmp_path / "kb")
    opened = KnowledgeBase.open(tmp_path / "kb")
    opened.add_entity("Q10", 1, [], texts={"name": "Atlantis"})
    assert found(opened, "Atlantis") == [("Q10", "name")]


def test_empty_knowledge_base_has_no_candidates() -> None:
    assert found(KnowledgeBase(None, 0), "Germany") == []


@pytest.mark.parametrize("bad", [{"steps": ("exact", "guess")}, {"top": 0}])
def test_settings_that_cannot_be_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        CandidateSettings(**bad)  # type: ignore[arg-type]
