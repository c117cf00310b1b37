"""Sentences for the examples: made of names, places and patterns, so that any number can be had."""

from __future__ import annotations

import random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words("""
    Ada Bela Cora Dario Emil Farah Goran Hana Idris Jonas Kaja Lena Milo Nadia Omar Petra Quinn
    Rosa Samir Tilda Uwe Vera Wanda Yusuf Zoe
""")
LAST = _words("""
    Adler Brandt Castro Dimas Eklund Fabri Grau Holm Ibsen Jansen Keller Lund Moreau Novak
    Okoye Petrov Quist Rossi Sato Thorn Ungar Varga Weiss Young Zeller
""")
PLACES = _words("""
    Aarhus Bergen Cadiz Dublin Evora Faro Ghent Haifa Izmir Jena Krakow Lima Malmo Nantes Oslo
    Porto Quito Riga Split Turin Utrecht Vigo Wroclaw York Zagreb
""")
FIRMS = _words("""
    Alvex Borealis Cintra Dynamo Elvik Fontana Gridix Heliop Inova Juniper Kestrel Lumen
    Meridian Nordwind Optima Pelion Quantix Rivulet Solaris Tessel Umbra Vantage
""")
ANIMALS = _words("""
    horse cat dog goat owl fox hen pony mule hare swan crow seal otter toad
""")

OLD_PATTERNS = (
    "{PERSON} moved to {PLACE} last year",
    "{PERSON} works for {FIRM} in {PLACE}",
    "the offices of {FIRM} in {PLACE} are closed",
    "yesterday {PERSON} met {PERSON} at the station",
    "{FIRM} bought a factory near {PLACE}",
    "in {PLACE} nobody had heard of {PERSON}",
    "shares of {FIRM} fell after {PERSON} resigned",
    "it rained in {PLACE} all week",
    "they say the food was good and the music was loud",
    "a spokesman of {FIRM} said that {PERSON} will stay",
)
NEW_PATTERNS = (
    "the {ANIMAL} slept in the sun",
    "she fed the {ANIMAL} every morning",
    "do you know why the {ANIMAL} runs so fast",
    "a {ANIMAL} is not as loud as a {ANIMAL}",
    "we saw an old {ANIMAL} behind the barn",
    "that {ANIMAL} belongs to the neighbours",
)
Example = tuple[str, dict[str, list[tuple[int, int, str]]]]


def old_examples(n: int, seed: int) -> list[Example]:
    """Sentences with people, places and firms."""
    rng = random.Random(seed)
    return [_filled(rng.choice(OLD_PATTERNS), rng) for _ in range(n)]


def new_examples(n: int, seed: int) -> list[Example]:
    """Sentences with animals."""
    rng = random.Random(seed)
    return [_filled(rng.choice(NEW_PATTERNS), rng) for _ in range(n)]


def _filled(pattern: str, rng: random.Random) -> Example:
    """A pattern with something in each gap, and where that is."""
    text = ""
    entities: list[tuple[int, int, str]] = []
    for piece in pattern.replace("}", "{").split("{"):
        word = _drawn(piece, rng)
        if word:
            entities.append((len(text), len(text) + len(word), piece))
        text += word or piece
    return text, {"entities": entities}


def _drawn(kind: str, rng: random.Random) -> str:
    if kind == "PERSON":
        return f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    words = {"PLACE": PLACES, "FIRM": FIRMS, "ANIMAL": ANIMALS}.get(kind, ())
    return rng.choice(words) if words else ""
