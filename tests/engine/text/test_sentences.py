from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.vocab import Vocab
from nlptk.engine.text.languages import get_language
from nlptk.engine.text.sentences import Sentencizer, sentence_starts
from nlptk.engine.text.tokenizer import make_tokenizer

EXAMPLES = [
    ("en", ["It works.", "Really!", "Is it so?", "Yes"]),
    ("en", ["Mr. Smith met Dr. J. Doe in St. Louis.", "He left."]),
    ("en", ["Bring pens, paper, etc. and water.", "I like tea, etc.", "The rest follows."]),
    ("en", ["She lives in the U.S. Virgin Islands."]),
    ("en", ["They moved to the U.S.", "They liked it."]),
    ("en", ['He said: "Stop!"', "Then he (or she?) ran.", "(It was late.)", "So what?"]),
    ("en", ['"Really?" he asked.', '"Yes," she said.', "“No.”", "Fine!?!", "ok"]),
    ("en", ["Wait... what is it?", "Well...", "Let us go."]),
    ("en", ["no capitals here. ".strip(), "but full stops."]),
    ("en", ["A title without a stop\n\n", "And its text\nover two lines."]),
    ("en", ["Sentence joined.", "Next one! ! !", "Last"]),
    ("en", ["1. First point.", "2. Second point."]),
    ("en", ["Version 3.5 of example.com costs $2.50."]),
    ("en", ["No.", "See No. 5 on p. 7.", "No. 6 is next."]),
    ("de", ["Am 3. Mai kam z.B. Herr Dr. Müller.", "Er ging."]),
    ("de", ["„Komm!“, rief sie.", "„Gut.“", "Ende"]),
    ("es", ["¿Qué tal, Sr. López?", "¡Bien!", "Etc."]),
    ("fr", ["M. Dupont est là. ".strip(), "« Oui. »", "Fin"]),
    ("zh", ["我们去北京。", "你呢？", "“好的。”", "他说！！", "3"]),
    ("ja", ["東京です。", "「はい。」", "終わり"]),
]


def sentences(code: str, text: str) -> list[str]:
    language = get_language(code)
    doc = Sentencizer(language)(make_tokenizer(Vocab(code), language)(text))
    assert doc.text == text
    starts = [int(doc.starts[i]) for i, flag in enumerate(doc.column("sent_start")) if flag == 1]
    return [text[a:b].strip() for a, b in pairwise([*starts, len(text)])]


@pytest.mark.parametrize(("code", "parts"), EXAMPLES)
def test_sentencizer_finds_the_sentences(code: str, parts: list[str]) -> None:
    glue = "" if get_language(code).writing == "characters" else " "
    assert sentences(code, glue.join(parts)) == [part.strip() for part in parts]


def test_sentence_without_space_before_it_needs_a_capital() -> None:
    assert sentences("en", "One ended.Two came") == ["One ended.", "Two came"]
    assert sentences("en", "Is it?no, it is not") == ["Is it?no, it is not"]


def test_every_token_is_marked() -> None:
    doc = Sentencizer(get_language("en"))(make_tokenizer(Vocab("en"), "en")("A b. C d."))
    assert doc.column("sent_start").tolist() == [1, -1, -1, 1, -1, -1]
    assert doc.is_sentenced


def test_empty_document_has_no_sentence() -> None:
    doc = Sentencizer(get_language("en"))(make_tokenizer(Vocab("en"), "en")("  "))
    assert list(doc.sents) == []


def test_sentence_starts_takes_pretokenized_words() -> None:
    words = ["``", "No", ".", "''", "Next", "."]
    starts = sentence_starts(words, [" "] * 6, get_language("en"))
    assert starts.tolist() == [True, False, False, False, True, False]


@settings(max_examples=100, deadline=None)
@given(
    words=st.lists(st.sampled_from(["a", "B", ".", "!", "...", '"', ")", "etc.", "。", "1", "3."])),
    gap=st.sampled_from(["", " ", "\n\n"]),
    code=st.sampled_from(["en", "de", "zh"]),
)
def test_first_word_starts_a_sentence_and_blank_lines_divide(
    words: list[str], gap: str, code: str
) -> None:
    starts = sentence_starts(words, [gap] * len(words), get_language(code))
    assert len(starts) == len(words)
    assert starts[:1].all()
    if gap == "\n\n":
        assert starts.all()


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("aB .!?\"'()\n。1"), max_size=80))
def test_sentences_cover_the_text(text: str) -> None:
    assert "".join("".join(sentences("en", text)).split()) == "".join(text.split())
