from __future__ import annotations

import pickle
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.text import tokenizer as tokenizer_module
from nlptk.engine.text.languages import LanguageData, available_languages, get_language
from nlptk.engine.text.tokenizer import Tokenizer, make_tokenizer

# Each example is its tokens, divided by spaces where the text has one and by | where it has none.
EXAMPLES = {
    "en": [
        "Hello|, world|!",
        "Mr. Smith went to Washington|, D.C.|, on Jan. 5|.",
        'She said|, |"|It\'s a well|-|known co-worker|.|"',
        "I don't know what you're doing|, y'all|.",
        "It costs $|1,200.50 or £|3|m (|approx. 5|%|)|.",
        "Call 713-853-3989 at 5:30|pm|, 10|km away|.",
        "Mail john.doe@example.com or see https://example.com/a_(b)?q=1|, ok|?",
        "The U.S.|-|based firm e-mailed report.pdf|.",
        "Wow|!!! |:-)| great|... |#nlp @nlptk |<3",
        "in the '90s and the 1980s|, rock|-|and|-|roll",
        "he|/|she was here|;|they left|—|fast",
        "the dogs|' toys",
        "",
    ],
    "de": [
        "Das ist z.B. ein Satz|, bzw. zwei|.",
        "Am 3. Mai kam Dr. Müller um 17.45 Uhr|.",
        "Der US|-|Präsident zahlt 1.200,50 €|.",
        "Wie geht|'s dir im Haus|?",
        "„|Ja|“|, sagte er|, |„|gern|.|“",
    ],
    "es": [
        "¿|Qué tal|, Sra. López|?",
        "El 60% del total|, p. ej. en EE.UU.|, sube|.",
        "Llegó el 1er día|, a las 10:00|; |¡|bien|!",
        "Quiero darle 3.500,25 €| y franco-española|.",
        "a 10|km de aquí",
    ],
    "fr": [
        "L'|homme qu'|il a vu aujourd'hui|.",
        "Y a|-t-il quelqu'un|, M.| Dupont |?",
        "Est|-ce vrai|, dit|-elle|, c'est-à-dire peut-être |?",
        "J’|ai lu «| l’|Étranger |»|, le 1er tome|.",
        "Donne|-le|-moi avant 14h30|, près d'|Aix-en-Provence|.",
    ],
    "nl": [
        "Zo'n foto's zag ik 's avonds|, 't was mooi|.",
        "O.a. de N-VA haalde 5%|, d.w.z. meer|.",
        "dhr. Jansen komt bijv. uit Sint-Niklaas|.",
        "in- en uitvoer en/of doorvoer",
    ],
    "pt": [
        "Deve-se ir ao Sr. Silva|, no 1º andar|.",
        "Custa R$ 10,50|, ou 5|%| de d'|Ávila|.",
        "O copo d'água está na mesa|, etc.",
    ],
    "it": [
        "L'|amico dell'|università c'|è|.",
        "Un po' d'|acqua|, disse il sig. D'Alema|.",
        "Negli anni '90 la S.p.A. valeva 1.200 €|.",
        "quest’|anno nell'|«|Unità|»",
    ],
    "zh": [
        "我们|在|2009|年|8|月|去|了|北京|。",
        "价格|是|3.5万|元|，|对|吗|？",
        "IBM|公司|的|电话|是|010|-|1234",
    ],
    "ja": [
        "私|は|東京|で|ラーメン|を|食|べました|。",
        "iPhone|を|３|台",
    ],
    "xx": [
        "Привет|, мир|!",
        "«|Γειά|»|, είπε|.",
        "a@b.org|, 5,5|, 10:30|...",
    ],
}
CASES = [(code, example) for code, examples in EXAMPLES.items() for example in examples]


@cache
def tokenizer(code: str, *, split: bool | None = None) -> Tokenizer:
    return make_tokenizer(Vocab(code), code, split_contractions=split)


def expected(example: str) -> tuple[str, list[str]]:
    tokens = example.replace("|", " ").split()
    return example.replace("|", ""), tokens


@pytest.mark.parametrize(("code", "example"), CASES)
def test_tokenizer_divides_example_texts(code: str, example: str) -> None:
    text, tokens = expected(example)
    assert tokenizer(code).split(text) == tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don't", ["do", "n't"]),
        ("Don't", ["Do", "n't"]),
        ("DON'T", ["DO", "N'T"]),
        ("don’t", ["do", "n’t"]),
        ("dont", ["do", "nt"]),
        ("cannot", ["can", "not"]),
        ("I'd've", ["I", "'d", "'ve"]),
        ("Bush's.", ["Bush", "'s", "."]),
        ("('tis", ["(", "'t", "is"]),
        ("'s", ["'s"]),
        ("gonna", ["gon", "na"]),
        ("its", ["its"]),
    ],
)
def test_contractions_are_split_only_when_asked(text: str, words: list[str]) -> None:
    assert tokenizer("en", split=True).split(text) == words
    whole = "".join(words[:-1]) if words[-1] == "." else text
    assert whole.lstrip("(") in tokenizer("en", split=False).split(text)


def test_contractions_of_portuguese_keep_the_hyphen_with_the_pronoun() -> None:
    assert tokenizer("pt", split=True).split("deve-se") == ["deve", "-se"]


def test_contractions_are_multiwords_wherever_their_text_was_met_before() -> None:
    tokenize = tokenizer("en", split=True)
    for text in ("we know", "we don't know", "we don't know", "we know", "don't we know"):
        found = [(m.start, m.end, m.form) for m in tokenize(text).multiwords]
        at = text.split().index("don't") if "don't" in text else None
        assert found == ([] if at is None else [(at, at + 2, "don't")])


def test_split_contractions_become_multiwords_of_the_doc() -> None:
    doc = tokenizer("en", split=True)("I don't think it's  here.")
    assert doc.words == ["I", "do", "n't", "think", "it", "'s", "here", "."]
    assert [(m.start, m.end, m.form) for m in doc.multiwords] == [(1, 3, "don't"), (4, 6, "it's")]
    assert tokenizer("en", split=False)("I don't.").multiwords == []


def test_surface_offsets_keep_contractions_whole() -> None:
    text = "I don't know"
    starts, ends = tokenizer("en", split=True).surface_offsets(text)
    assert (starts.tolist(), ends.tolist()) == ([0, 2, 8], [1, 7, 12])
    assert len(tokenizer("en", split=True).offsets(text)[0]) == 4


def test_doc_keeps_the_text_whatever_the_whitespace() -> None:
    text = "  two\u00a0words \t and\r\n\n more\u3000."
    doc = tokenizer("en")(text)
    assert doc.text == text
    assert doc.words == ["two", "words", "and", "more", "."]
    assert doc.starts.dtype == doc.ends.dtype == np.int32


def test_chunk_tokens_do_not_depend_on_other_whitespace() -> None:
    assert tokenizer("en").split("don't\tgo.\nNow,\x1fyes!") == [
        "don't",
        "go",
        ".",
        "Now",
        ",",
        "yes",
        "!",
    ]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("(https://a.org)", ["prefix: open", "token match: url", "prefix: close"]),
        ("a@b.org", ["token match: email"]),
        ("etc.,", ["abbreviation", "suffix: comma"]),
        ("b/c", ["exception"]),
        ("5km", ["word", "suffix: unit"]),
        ("well-known", ["word", "infix: hyphen", "word"]),
        (":-)", ["token match: emoticon"]),
        ("#tag", ["token match: hashtag"]),
        ("report.pdf", ["token match: file_name"]),
        ("plain", ["word"]),
    ],
)
def test_explain_names_the_rule_of_each_token(text: str, rules: list[str]) -> None:
    explained = tokenizer("en").explain(text)
    assert [item.rule for item in explained] == rules
    assert [item.text for item in explained] == tokenizer("en").split(text)


def test_explain_names_contraction_and_clitic() -> None:
    rules = [item.rule for item in tokenizer("en", split=True).explain("dont she's")]
    assert rules == ["contraction", "contraction", "word", "clitic: clitic"]
    assert [item.rule for item in tokenizer("zh").explain("中国")] == ["lexicon"]


def test_full_cache_starts_anew_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizer_module, "CACHE_SIZE", 3)
    small = make_tokenizer(Vocab("en"), "en")
    text = "one, two, (three) four's five. one, two, six-pack seven"
    assert small.split(text) == tokenizer("en").split(text)
    assert small.split(text) == tokenizer("en").split(text)


def test_rules_survive_pickling() -> None:
    copy = Tokenizer(Vocab("fr"), pickle.loads(pickle.dumps(tokenizer("fr").rules)))
    assert copy.split("l'eau.") == ["l'", "eau", "."]


def test_language_made_by_hand_tokenizes() -> None:
    klingon = LanguageData(
        code="tlh",
        name="Klingon",
        suffixes={"stop": r"[.!?]"},
        infixes={"dash": "-"},
        exceptions={"nuqneH": ("nuq", "neH")},
    )
    made = make_tokenizer(Vocab("tlh"), klingon)
    assert made.split("NUQNEH! Qapla'-batlh.") == ["NUQ", "NEH", "!", "Qapla'", "-", "batlh", "."]


@pytest.mark.parametrize(
    "language",
    [
        LanguageData(code="q", name="Q", suffixes={"broken": "(["}),
        LanguageData(code="q", name="Q", exceptions={"abc": ("a", "c")}),
        LanguageData(code="q", name="Q", contractions={"a b": ("a ", "b")}),
    ],
)
def test_wrong_rules_are_refused_with_their_language(language: LanguageData) -> None:
    with pytest.raises(UsageError, match="language 'q'"):
        make_tokenizer(Vocab("q"), language)


TRICKY = st.text(
    alphabet=st.sampled_from("aZé1.,-'’\"/@:()!?#&_=%€$ \t\n\u00a0\u200b中あアー😀👍🏽l"),
    max_size=60,
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | TRICKY
CODES = st.sampled_from(sorted(available_languages()))


@settings(max_examples=150, deadline=None)
@given(text=ANY_TEXT, code=CODES, split=st.booleans())
def test_tokens_cover_each_visible_character_once(text: str, code: str, split: bool) -> None:
    starts, ends = tokenizer(code, split=split).offsets(text)
    assert (starts < ends).all()
    assert (ends[:-1] <= starts[1:]).all()
    covered = np.zeros(len(text), dtype=int)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        covered[start:end] += 1
    assert covered.tolist() == [int(not character.isspace()) for character in text]


@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT, code=CODES)
def test_cached_tokens_equal_explained_ones(text: str, code: str) -> None:
    tokens = tokenizer(code).split(text)
    assert tokens == tokenizer(code).split(text)
    assert tokens == [item.text for item in tokenizer(code).explain(text)]


@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT, code=CODES)
def test_words_refine_surface_tokens(text: str, code: str) -> None:
    split = tokenizer(code, split=True)
    starts, ends = split.offsets(text)
    surface_starts, surface_ends = split.surface_offsets(text)
    assert set(surface_starts.tolist()) <= set(starts.tolist())
    assert set(surface_ends.tolist()) <= set(ends.tolist())
    whole_starts, whole_ends = tokenizer(code, split=False).offsets(text)
    assert np.array_equal(surface_starts, whole_starts)
    assert np.array_equal(surface_ends, whole_ends)


@pytest.mark.parametrize(
    "unit", ["a", ".", ")", "-", "#a", "a.", "l'", "a@b.", "http://a)", "1-", "中", ":)"]
)
def test_long_chunks_are_tokenized_whole(unit: str) -> None:
    text = unit * 4_000
    starts, ends = tokenizer("fr").offsets(text)
    assert int((ends - starts).sum()) == len(text)
    assert get_language("fr").writing == "spaces"
