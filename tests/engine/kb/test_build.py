import gzip
import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from nlptk import KnowledgeBase
from nlptk.engine.data.source import Source
from nlptk.engine.errors import DataError, OutputError, UsageError
from nlptk.engine.kb.build import BuildSettings, EmptyKnowledgeBaseError, KbBuild
from nlptk.engine.kb.report import BuildReport

ENTITIES = (
    "id\tname\tdescription\tfreq\nQ1\tOne\tthe first\t10\nQ2\tTwo\t\t5\nQ3\tThree\tthird\t1\n"
)
ALIASES = "alias\tentity\tcount\nuno\tQ1\t3\nuno\tQ2\t1\ndue\tQ2\t2\ntre\tQ3\t1\n"


class Workshop:
    """Builds of tables that are given as text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.report = BuildReport()

    def build(
        self, entities: object, aliases: object, *, encode: object = None, **settings: object
    ) -> KnowledgeBase:
        sources = [
            Source(self._written(name, content))
            for name, content in (("entities", entities), ("aliases", aliases))
        ]
        build = KbBuild(BuildSettings(**settings), encode=encode, encoder="test")  # type: ignore[arg-type]
        self.report = build.report
        build.run(*sources, self.folder / "kb")
        return KnowledgeBase.open(self.folder / "kb")

    def _written(self, name: str, content: object) -> Path:
        if isinstance(content, list):
            path = self.folder / f"{name}.jsonl"
            path.write_text("\n".join(json.dumps(row) for row in content))
        else:
            path = self.folder / f"{name}.tsv"
            path.write_text(str(content))
        return path


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def meanings(kb: KnowledgeBase, alias: str) -> dict[str, float]:
    return {one.entity: round(one.prior, 6) for one in kb.get_candidates(alias)}


def test_counts_of_mentions_become_priors(workshop: Workshop) -> None:
    kb = workshop.build(ENTITIES, ALIASES)
    assert meanings(kb, "uno") == {"Q1": 0.75, "Q2": 0.25}
    assert kb.get_entity_strings() == ["Q1", "Q2", "Q3"]
    assert (kb.get_text("Q1"), kb.get_text("Q1", "description")) == ("One", "the first")
    assert (kb.get_freq("Q2"), kb.entity_vector_length) == (5, 0)
    report = workshop.report
    assert (report.entities, report.aliases, report.pairs) == (3, 3, 4)
    assert (report.priors, report.freqs, report.rows["aliases"]) == ("from counts", "given", 4)


def test_rows_without_numbers_are_mentions(workshop: Workshop) -> None:
    mentions = "mention\tentity\nuno\tQ1\nuno\tQ2\nuno\tQ1\ndue\tQ2\n"
    kb = workshop.build("id\tname\nQ1\tOne\nQ2\tTwo\nQ3\tThree\n", mentions)
    assert meanings(kb, "uno") == pytest.approx({"Q1": 2 / 3, "Q2": 1 / 3}, abs=1e-6)
    assert [kb.get_freq(entity) for entity in ("Q1", "Q2", "Q3")] == [2, 2, 0]
    assert (workshop.report.priors, workshop.report.freqs) == ("from mentions", "from mentions")


@pytest.mark.parametrize("aliases", [
    [{"alias": "uno", "entities": ["Q1", "Q2"], "priors": [0.6, 0.3]}],
    "alias\tentities\tpriors\nuno\tQ1|Q2\t0.6|0.3\n",
    "Alias\tEntity\tPrior\nuno\tQ1\t0.6\nuno\tQ2\t0.3\n",
])  # fmt: skip
def test_priors_are_taken_as_they_are_given(workshop: Workshop, aliases: object) -> None:
    assert meanings(workshop.build(ENTITIES, aliases), "uno") == {"Q1": 0.6, "Q2": 0.3}


def test_json_and_tables_make_the_same(workshop: Workshop) -> None:
    rows = [
        {"id": "Q1", "name": "One", "description": "the first", "freq": 10, "other": [1]},
        {"id": "Q2", "name": "Two", "description": None, "freq": 5},
        {"id": "Q3", "name": "Three", "description": "third", "freq": 1},
    ]
    pairs = [
        {"alias": "uno", "entities": ["Q1", "Q2"], "counts": [3, 1]},
        {"alias": "due", "entities": ["Q2"], "counts": [2]},
        {"alias": "tre", "entities": "Q3", "count": 1},
    ]
    workshop.build(ENTITIES, ALIASES)
    first = {path.name: path.read_bytes() for path in (workshop.folder / "kb").iterdir()}
    workshop.build(rows, pairs, force=True)
    assert first == {path.name: path.read_bytes() for path in (workshop.folder / "kb").iterdir()}


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_compressed_tables_are_read(tmp_path: Path, suffix: str, compress: object) -> None:
    assert callable(compress)
    (tmp_path / f"e.csv{suffix}").write_bytes(compress(b'id,name\nQ1,"One, the first"\n'))
    (tmp_path / f"a.csv{suffix}").write_bytes(compress(b"alias,entity\nuno,Q1\n"))
    sources = [Source(tmp_path / f"{name}.csv{suffix}") for name in "ea"]
    KbBuild(BuildSettings()).run(*sources, tmp_path / "kb")
    assert KnowledgeBase.open(tmp_path / "kb").get_text("Q1") == "One, the first"


def test_columns_of_a_file_without_header_are_named(workshop: Workshop) -> None:
    columns = {"entity_columns": ["id", "name"], "alias_columns": ["alias", "id", "count"]}
    kb = workshop.build('"Q1"\t"One"\n', "uno\tQ1\t4\n", **columns)
    assert (kb.get_text("Q1"), meanings(kb, "uno")) == ("One", {"Q1": 1.0})


def test_quotation_marks_can_be_plain_signs(workshop: Workshop) -> None:
    entities = 'id\tname\nQ1\t"Weird Al" Yankovic\n'
    aliases = 'alias\tentity\n"Weird Al"\tQ1\n'
    with pytest.raises(DataError, match=r"entities\.tsv:2: .*--no-quotes"):
        workshop.build(entities, aliases)
    kb = workshop.build(entities, aliases, quotes=False)
    assert kb.get_alias_strings() == ['"Weird Al"']


@pytest.mark.parametrize(("entities", "place", "message"), [
    ("id\nQ1\n\nQ1\n", "entities.tsv:4", "'Q1' is there already.*line 2"),
    ("id\tname\nQ1\tOne\n\tTwo\n", "entities.tsv:3", "without id"),
    ("id\tname\nQ1\n", "entities.tsv:2", "wrong number of columns.*found 1"),
    ("id\tfreq\nQ1\tmany\n", "entities.tsv:2", "freq is no number.*many"),
    ("id\tfreq\nQ1\t-1\n", "entities.tsv:2", "0 or more.*-1"),
    ("id\tfreq\nQ1\tinf\n", "entities.tsv:2", "0 or more.*inf"),
    ("id\tvector\nQ1\t1 2\nQ2\t1 2 3\n", "entities.tsv:3", "another width.*expected 2.*found 3"),
    ("id\tvector\nQ1\t1 2\nQ2\t\n", "entities.tsv:3", "another width.*expected 2.*found 0"),
    ("id\tvector\nQ1\t1 x\n", "entities.tsv:2", "no list of numbers"),
    ("id\tvector\nQ1\t1 nan\n", "entities.tsv:2", "finite"),
    ("number\nQ1\n", "entities.tsv:1", "no column is called id"),
    ([{"id": "Q1"}, ["Q2"]], "entities.jsonl:2", "not a row"),
    ([{"id": ["Q1"]}], "entities.jsonl:1", "id is no text"),
    ([{"id": "Q1", "vector": {"a": 1}}], "entities.jsonl:1", "no list of numbers"),
])  # fmt: skip
def test_bad_entity_is_refused_with_its_line(
    workshop: Workshop, entities: object, place: str, message: str
) -> None:
    with pytest.raises(DataError, match=f"{place}.*{message}"):
        workshop.build(entities, ALIASES)
    assert not (workshop.folder / "kb").exists()


@pytest.mark.parametrize(("rows", "line", "message"), [
    ("alias\tentity\nuno\tQ1\nuno\tQ9\n", 3, "unknown entity.*Q9"),
    ("alias\tentity\n\tQ1\n", 2, "without alias"),
    ("alias\tentity\nuno\t\n", 2, "names no entity"),
    ("alias\tentities\nuno\tQ1|Q1\n", 2, "an entity twice"),
    ("alias\tentity\tcount\nuno\tQ1\t2\nuno\tQ1\t2\n", 3, "named before.*line 2"),
    ("alias\tentities\tpriors\nuno\tQ1|Q2\t.5|.2\nuno\tQ3\t.1\n", 3, "there already.*line 2"),
    ("alias\tentities\tpriors\nuno\tQ3\t.1\nuno\tQ1|Q2\t.5|.2\n", 3, "there already.*line 2"),
    ("alias\tentities\tpriors\nuno\tQ1|Q2\t.5|.6\n", 2, "more than 1.*found 1.1"),
    ("alias\tentity\tprior\nuno\tQ1\t.5\nuno\tQ2\t.6\n", 3, "more than 1.*found 1.1"),
    ("alias\tentity\tprior\nuno\tQ1\t1.5\n", 2, "no probability"),
    ("alias\tentities\tpriors\nuno\tQ1|Q2\t.5\n", 2, "one for each entity: 2.*found 1"),
    ("alias\tentity\tprior\nuno\tQ1\t.5\ndue\tQ2\t\n", 3, "as in the rows before"),
])  # fmt: skip
def test_bad_alias_is_refused_with_its_line(
    workshop: Workshop, rows: str, line: int, message: str
) -> None:
    with pytest.raises(DataError, match=f"aliases.tsv:{line}: .*{message}"):
        workshop.build(ENTITIES, rows)
    assert not (workshop.folder / "kb").exists()


def test_bad_rows_can_be_left_out_and_are_listed(workshop: Workshop) -> None:
    aliases = ALIASES + "uno\tQ9\t1\nquattro\tQ1\tmany\nonly this\ncinque\tQ3\t1\n"
    kb = workshop.build(ENTITIES + "Q1\tAgain\t\t1\n", aliases, skip_bad=True)
    assert [str(one.place).rpartition("/")[2] for one in workshop.report.skipped] == [
        "entities.tsv:5", "aliases.tsv:6", "aliases.tsv:7", "aliases.tsv:8",
    ]  # fmt: skip
    assert kb.get_text("Q1") == "One"
    assert sorted(kb.get_alias_strings()) == ["cinque", "due", "tre", "uno"]
    assert meanings(kb, "uno") == {"Q1": 0.75, "Q2": 0.25}


def test_rare_entities_are_left_out_and_priors_stay(workshop: Workshop) -> None:
    kb = workshop.build(ENTITIES, ALIASES, min_freq=6)
    assert kb.get_entity_strings() == ["Q1"]
    assert meanings(kb, "uno") == {"Q1": 0.75}  # the other quarter means something else
    assert workshop.report.to_dict()["dropped"] == {
        "entities: below --min-freq": 2,
        "pairs: entity below --min-freq": 3,
        "aliases: no entity left": 2,
    }


def test_only_the_likeliest_candidates_are_kept(workshop: Workshop) -> None:
    kb = workshop.build(ENTITIES, ALIASES, max_candidates=1)
    assert meanings(kb, "uno") == {"Q1": 0.75}
    assert workshop.report.dropped["pairs: beyond --max-candidates"] == 1


def test_frequencies_are_needed_to_leave_out_what_is_rare(workshop: Workshop) -> None:
    with pytest.raises(UsageError, match=r"--min-freq.*column freq"):
        workshop.build([{"id": "Q1", "name": "One"}], ALIASES, min_freq=1)


@pytest.mark.parametrize(("entities", "aliases", "reason"), [
    ("id\n", ALIASES, "no entity is left.*0 rows"),
    ("", ALIASES, "no entity is left.*0 rows"),
    (ENTITIES, "alias\tentity\n", None),
    ("id\nQ1\n", "alias\tentity\n", "no alias is left"),
])  # fmt: skip
def test_empty_knowledge_base_is_never_written(
    workshop: Workshop, entities: str, aliases: str, reason: str | None
) -> None:
    if reason is None:  # names can be found without aliases
        assert len(workshop.build(entities, aliases)) == 3
        return
    with pytest.raises(EmptyKnowledgeBaseError, match=reason):
        workshop.build(entities, aliases)
    assert not (workshop.folder / "kb").exists()


def test_all_entities_too_rare_say_so(workshop: Workshop) -> None:
    with pytest.raises(EmptyKnowledgeBaseError, match="below --min-freq: 3"):
        workshop.build(ENTITIES, ALIASES, min_freq=1000)


def test_folder_with_files_is_refused_before_anything_is_read(workshop: Workshop) -> None:
    (workshop.folder / "kb").mkdir()
    (workshop.folder / "kb" / "file").write_text("precious")
    with pytest.raises(OutputError, match="--force"):
        workshop.build("not read", "not read")
    assert workshop.build(ENTITIES, ALIASES, force=True).contains_alias("uno")


def test_vectors_come_from_the_table(workshop: Workshop) -> None:
    entities = "id\tvector\nQ1\t1 2.5\nQ2\t-1,0\nQ3\t0 0\n"
    kb = workshop.build(entities, ALIASES)
    assert kb.vectors.tolist() == [[1, 2.5], [-1, 0], [0, 0]]
    assert (workshop.report.width, workshop.report.without_vector) == (2, 1)


def lengths(texts: list[str]) -> np.ndarray:
    return np.array([[len(text), text.count("t"), 1] for text in texts], np.float32)


def test_descriptions_are_encoded_and_names_where_there_are_none(workshop: Workshop) -> None:
    kb = workshop.build(ENTITIES, ALIASES, encode=lengths)
    assert kb.vectors.tolist() == [[9, 2, 1], [3, 0, 1], [5, 1, 1]]
    assert workshop.report.vectors == "test"


def test_vectors_are_projected_and_the_projection_is_kept(workshop: Workshop) -> None:
    kb = workshop.build(ENTITIES, ALIASES, encode=lengths, entity_vector_length=2)
    assert kb.vectors.shape == (3, 2)
    # three points lie in a plane: their distances stay
    full = lengths(["the first", "Two", "third"])
    for one in range(3):
        for other in range(3):
            wanted = np.linalg.norm(full[one] - full[other])
            assert np.linalg.norm(kb.vectors[one] - kb.vectors[other]) == pytest.approx(wanted)
    assert workshop.report.variance == pytest.approx(1)
    np.testing.assert_allclose(kb.project(full), kb.vectors, rtol=1e-5)


def test_projection_outlives_an_addition(workshop: Workshop) -> None:
    kb = workshop.build(ENTITIES, ALIASES, encode=lengths, entity_vector_length=2)
    before = kb.project(lengths(["what"]))
    kb.add_entity("Q4", 1, [0, 0])
    kb.dump(workshop.folder / "kb")
    after = KnowledgeBase.open(workshop.folder / "kb").project(lengths(["what"]))
    assert after.tolist() == before.tolist()


def test_knowledge_base_without_projection_leaves_vectors_as_they_are(workshop: Workshop) -> None:
    kb = workshop.build(ENTITIES, ALIASES, encode=lengths)
    assert kb.project(np.ones((1, 3), np.float32)).tolist() == [[1, 1, 1]]


@pytest.mark.parametrize(("entities", "encode", "length", "message"), [
    (ENTITIES, lengths, 4, "at most the width.*3"),
    (ENTITIES, None, 4, "--model gives"),
    ("id\tvector\nQ1\t1 2\n", lengths, 0, "leave out --model"),
])  # fmt: skip
def test_vectors_that_cannot_be_made_are_refused(
    workshop: Workshop, entities: str, encode: object, length: int, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        workshop.build(
            entities, "alias\tentity\nuno\tQ1\n", encode=encode, entity_vector_length=length
        )
    assert not (workshop.folder / "kb").exists()
    assert not list(workshop.folder.glob(".*"))


def test_mentions_in_texts_of_which_nobody_says_what_they_mean_are_left_out(
    workshop: Workshop,
) -> None:
    rows = ["text\tmention\tentity", "eine uno\tuno\t", "uno da\tuno\tQ1", "zero\tzero\t"]
    kb = workshop.build(ENTITIES, "\n".join(rows) + "\n")
    assert meanings(kb, "uno") == {"Q1": 1.0}
    assert not kb.contains_alias("zero")
    assert workshop.report.rows["aliases"] == 3
    assert workshop.report.dropped["mentions: nobody says of what"] == 2


def test_mentions_of_nothing_known_count_in_priors(workshop: Workshop) -> None:
    kb = workshop.build(ENTITIES, "mention\tentity\nuno\tQ1\nuno\tNIL\nuno\tQ1\nzero\tNIL\n")
    assert meanings(kb, "uno") == {"Q1": round(2 / 3, 6)}
    assert not kb.contains_alias("zero")
    assert workshop.report.dropped["pairs: NIL"] == 2
    with pytest.raises(DataError, match="unknown entity"):
        workshop.build(ENTITIES, "alias\tentity\tprior\nuno\tNIL\t0.5\n", force=True)
