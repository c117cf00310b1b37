from __future__ import annotations

from pathlib import Path

import pytest

from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.text.languages import (
    LanguageData,
    available_languages,
    get_language,
    read_language,
)
from nlptk.engine.text.rules import compile_rules

CODES = sorted(available_languages())
WITH_LISTS = ["de", "en", "es", "fr", "it", "nl", "pt"]


def write(folder: Path, text: str) -> Path:
    path = folder / "tlh.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("code", CODES)
def test_every_language_loads_and_compiles(code: str) -> None:
    language = get_language(code)
    assert language.code == code
    assert language.name == available_languages()[code]
    assert compile_rules(language).prefix.match("(")


@pytest.mark.parametrize("code", CODES)
def test_norms_are_looked_up_in_lower_case(code: str) -> None:
    norms = get_language(code).norms
    assert [form for form in norms if form != form.lower()] == []


@pytest.mark.parametrize("code", WITH_LISTS)
def test_european_languages_have_lists_of_their_own(code: str) -> None:
    language = get_language(code)
    assert len(language.abbreviations) > 40
    assert len(language.titles) > 40
    assert len(language.stop_words) > 100
    assert all(word.endswith(".") for word in language.sentence_end if word == ".")
    assert not language.abbreviations & language.titles


@pytest.mark.parametrize("code", WITH_LISTS)
def test_stop_words_are_lower_case(code: str) -> None:
    assert [word for word in get_language(code).stop_words if word != word.lower()] == []


def test_norms_serve_a_vocab() -> None:
    vocab = Vocab("en", norms=get_language("en").norms)
    assert vocab["N't"].attribute("norm") == "not"


def test_language_is_read_once() -> None:
    assert get_language("en") is get_language("en")


def test_iso_code_without_a_file_gets_the_general_rules() -> None:
    swedish = get_language("sv")
    assert (swedish.code, swedish.name) == ("sv", "Swedish")
    assert "sv" not in available_languages()
    assert swedish.suffixes == get_language("xx").suffixes


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("german", "did you mean de?"),
        ("Germn", "did you mean de"),
        ("en_US", "did you mean en?"),
        ("EN", "did you mean en?"),
        ("../en", ""),
        ("_base", ""),
        ("", ""),
    ],
)
def test_unknown_code_is_refused_with_near_ones(code: str, hint: str) -> None:
    with pytest.raises(UsageError, match="unknown language") as caught:
        get_language(code)
    assert caught.value.hint.startswith(hint)


def test_file_adds_replaces_and_removes_rules(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        name = "Klingon"
        titles = "HoD. ra'."
        emoticons = [":)"]
        exceptions = '''
        nuq neH
        Qapla'
        '''
        [classes]
        glottal = "['’]"
        [suffixes]
        percent = ""
        close = '[)]'
        glottal_stop = '{glottal}{2}'
        """,
    )
    language = read_language(path)
    base = get_language("xx")
    assert (language.code, language.name) == ("tlh", "Klingon")
    assert language.titles == {"HoD.", "ra'."}
    assert language.exceptions == {"nuqneH": ("nuq", "neH"), "Qapla'": ("Qapla'",)}
    assert language.suffixes["close"] == "[)]"
    assert language.suffixes["glottal_stop"] == "['’]{2}"
    assert "percent" not in language.suffixes
    assert "percent" in base.suffixes
    assert language.prefixes == base.prefixes
    assert language.infixes == base.infixes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 'Mr.'", "unknown key 'title'.*did you mean 'titles'"),
        ("name = 3", "wrong value of 'name'.*expected a string, found 3"),
        ("titles = [1]", "wrong value of 'titles'"),
        ("writing = 'runes'", "wrong value of 'writing'.*'spaces' or 'characters'"),
        ("split_contractions = 'yes'", "expected true or false"),
        ("exceptions = ['a b']", "wrong value of 'exceptions'"),
        ("norms = { a = 1 }", "wrong value of 'norms'"),
        ("[suffixes]\n'two words' = 'x'", "wrong value of 'suffixes'"),
        ("[suffixes]\nx = '{nope}'", "wrong value of 'suffixes.x'.*one of the classes"),
        ("extends = 'en'", "wrong value of 'extends'"),
        ("titles = 'x'", "no name"),
        ("name = ", "not a readable language file"),
    ],
)
def test_wrong_file_is_refused_naming_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read_language(write(tmp_path, text))
    assert caught.value.place.path.endswith("tlh.toml")


def test_language_data_needs_only_code_and_name() -> None:
    language = LanguageData(code="tlh", name="Klingon")
    assert compile_rules(language).longest_exception == 0
