from __future__ import annotations

import pytest

from nlptk.engine.text.word_kinds import like_email, like_number, like_url


@pytest.mark.parametrize(
    "word", ["7", "1,000.50", "-3", "+3", ".5", "1/2", "50%", "$5", "Twelve", "billion", "٣", "²"]
)
def test_numbers(word):
    assert like_number(word)


@pytest.mark.parametrize("word", ["", ".", ",", "-", "a1", "1a", "1/", "1/2/3", "often", "%"])
def test_no_numbers(word):
    assert not like_number(word)


@pytest.mark.parametrize(
    "word",
    ["http://x", "https://a.b/c?d=e", "www.example.org", "example.com", "a.b.net/c", "mailto:a@b"],
)
def test_addresses_on_the_web(word):
    assert like_url(word)


@pytest.mark.parametrize("word", ["", "www", "e.g.", "end.Start", "http", "U.S.", "a@b.com"])
def test_no_addresses_on_the_web(word):
    assert not like_url(word)


@pytest.mark.parametrize("word", ["a@b.de", "first.last+tag@sub.example.co.uk"])
def test_mail_addresses(word):
    assert like_email(word)


@pytest.mark.parametrize("word", ["", "@", "@b.de", "a@b", "a@b.", "a b@c.de", "a@@b.de"])
def test_no_mail_addresses(word):
    assert not like_email(word)


@pytest.mark.parametrize("like", [like_number, like_url, like_email])
@pytest.mark.parametrize("part", ["1", "a", "1,", "a.", "a-", "a@", "-a."])
def test_endless_words_are_judged(like, part):
    assert not like(part * 20_000 + "!")
