from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.source import Source
from nlptk.engine.errors import PluginError, UsageError
from nlptk.engine.protocols import API_VERSION, Check, ComponentSpec, Format
from nlptk.engine.text.languages import LanguageData
from nlptk.plugins import hookimpl
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import Manager


@dataclass(frozen=True)
class WithoutDefault:
    width: int


def read_nothing(source: Source, context: object) -> Any:
    return iter(())


def write_nothing(docs: Iterable[Doc], sink: object, context: object) -> None:
    list(docs)


def make(name: str, **parts: Any) -> Format[Any]:
    return Format(**{"name": name, "summary": f"the {name}", "read": read_nothing} | parts)


class Giving:
    """A plugin that gives formats, from a list or from a function."""

    def __init__(self, formats: object) -> None:
        self.formats = formats

    @hookimpl
    def nlptk_formats(self) -> Any:
        return self.formats() if callable(self.formats) else self.formats


def catalog_of(*plugins: object, strict: bool = False) -> Catalog:
    """A catalog of plugins called a, b, c ..., without nlptk's own."""
    manager = Manager(load=(), strict=strict)
    manager._plugins = {}
    for name, plugin in zip("abcdef", plugins, strict=False):
        manager.register(plugin, name)
    return Catalog(manager)


def causes(catalog: Catalog) -> list[str]:
    return [f"{failure.plugin}: {failure.cause}" for failure in catalog.failures]


def test_formats_are_listed_in_order_with_their_origin() -> None:
    one, two, three = make("one"), make("two"), make("three")
    catalog = catalog_of(Giving([two, one]), Giving((three,)))
    assert list(catalog.formats) == ["two", "one", "three"]
    assert catalog.origin_of(one).name == "a"
    assert catalog.origin_of(three).name == "b"
    with pytest.raises(KeyError):
        catalog.origin_of(make("other"))


def test_plugins_are_asked_once_and_only_when_needed() -> None:
    calls = []

    def give() -> list[Format[Any]]:
        calls.append(1)
        return [make("one")]

    catalog = catalog_of(Giving(give))
    assert not calls
    assert catalog.formats is catalog.formats
    assert len(calls) == 1


def raises() -> None:
    raise RuntimeError("no formats today")


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        (raises, "RuntimeError: no formats today"),
        ({"one": 1}, "gave dict where a list of formats was expected"),
        ("one", "gave str where a list of formats was expected"),
        (lambda: (make(name) for name in "xy"), "gave generator"),
        ([3], "3 is not a Format"),
        ([make("Upper")], "lower-case letters"),
        ([make("auto")], "has a meaning of its own"),
        ([make("one", aliases=("a b",))], "lower-case letters"),
        ([make("one", aliases="ab")], "aliases is 'ab', not a tuple"),
        ([make("one", suffixes=("conll",))], "not a dot and lower-case letters"),
        ([make("one", suffixes=(".x.gz",))], "names a compression"),
        ([make("one", summary="two\nlines")], "not one line of text"),
        ([make("one", read=None)], "neither be read nor written"),
        ([make("one", sniff=3)], "sniff is 3, which cannot be called"),
        ([make("one", holds=frozenset({"nothing"}))], "'nothing', which is not a Layer"),
        ([make("one", holds=None)], "TypeError"),
        ([make("one", options=WithoutDefault)], "option 'width' has no default"),
        ([make("one", options=dict)], "not a dataclass"),
        ([make("one", api_version=API_VERSION + 1)], "upgrade nlptk"),
    ],
)
def test_rubbish_is_that_plugins_failure_and_the_rest_goes_on(given: object, cause: str) -> None:
    catalog = catalog_of(Giving(given), Giving([make("good")]))
    assert list(catalog.formats) == ["good"]
    (failure,) = catalog.failures
    assert (failure.plugin, failure.stage) == ("a", "nlptk_formats")
    assert cause in failure.cause


def test_rubbish_beside_a_good_format_leaves_that_alone() -> None:
    catalog = catalog_of(Giving([make("one"), None, make("two")]))
    assert list(catalog.formats) == ["one", "two"]
    assert len(catalog.failures) == 1


@pytest.mark.parametrize(
    ("second", "taken"),
    [
        (make("one"), "one"),
        (make("uno"), "uno"),
        (make("two", aliases=("one",)), "one"),
        (make("two", aliases=("uno",)), "uno"),
    ],
)
def test_name_that_is_taken_is_refused_naming_both(second: Format[Any], taken: str) -> None:
    first = make("one", aliases=("uno",))
    catalog = catalog_of(Giving([first]), Giving([second]))
    assert list(catalog.formats.values()) == [first]
    (failure,) = catalog.failures
    assert failure.plugin == "b"
    assert failure.cause == f"format {second.name}: the name {taken!r} is taken by a"


def test_failure_ends_a_strict_run() -> None:
    catalog = catalog_of(Giving([make("one")]), Giving([make("one")]), strict=True)
    with pytest.raises(PluginError, match="'one' is taken by a"):
        _ = catalog.formats


def test_find_format_knows_names_and_aliases() -> None:
    one = make("one", aliases=("uno",))
    catalog = catalog_of(Giving([one]))
    assert catalog.find_format("one") is one
    assert catalog.find_format("uno") is one


def test_unknown_format_gets_the_list_and_the_nearest() -> None:
    catalog = catalog_of(Giving([make("conllu"), make("jsonl")]))
    with pytest.raises(UsageError) as caught:
        catalog.find_format("conlu")
    assert caught.value.expected == "one of conllu, jsonl"
    assert caught.value.hint == "did you mean conllu?"


def test_unknown_format_after_a_failure_points_to_the_plugins() -> None:
    catalog = catalog_of(Giving(raises), Giving([make("conllu")]))
    with pytest.raises(UsageError, match="nlptk plugins"):
        catalog.find_format("brat")


def test_choose_writer_refuses_what_cannot_be_written() -> None:
    writable = make("out", write=write_nothing)
    catalog = catalog_of(Giving([make("in"), writable]))
    assert catalog.choose_writer("out") is writable
    with pytest.raises(UsageError, match="read but not written; expected one of out"):
        catalog.choose_writer("in")


def test_choose_reader_takes_a_name_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.two"
    path.write_text("x")
    one = make("one", suffixes=(".one",))
    writable = make("out", read=None, write=write_nothing)
    catalog = catalog_of(Giving([one, make("two", suffixes=(".two",)), writable]))
    assert catalog.choose_reader(Source(path), "one") is one
    with pytest.raises(UsageError, match="unknown format 'three'"):
        catalog.choose_reader(Source(path), "three")
    with pytest.raises(UsageError, match="written but not read"):
        catalog.choose_reader(Source(path), "out")


def test_sniffer_that_raises_is_its_plugins_failure(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("hello")

    def sniff(head: bytes) -> bool:
        raise ValueError("bad day")

    good = make("good", sniff=lambda head: head == b"hello")
    catalog = catalog_of(Giving([make("bad", sniff=sniff)]), Giving([good]))
    assert catalog.choose_reader(Source(path)) is good
    (failure,) = catalog.failures
    assert (failure.plugin, failure.stage) == ("a", "sniffing")
    assert "format bad: ValueError: bad day" in failure.cause


class Late(Check):
    """Looks for what came too late."""

    code = "Z100"
    name = "too-late"


class Odd(Late):
    """Has a code that cannot be."""

    code = "Z1"


class Loud(Late):
    """Has a severity that cannot be."""

    code = "Z102"
    severity = "loud"  # type: ignore[assignment]


class GivingOthers:
    """A plugin that gives components, checks and languages."""

    def __init__(self, make_component: Callable[[], object] = dict) -> None:
        self.make_component = make_component

    @hookimpl
    def nlptk_components(self) -> Sequence[object]:
        return [
            ComponentSpec(name="gazetteer", summary="lists", factory=self.make_component),
            ComponentSpec(name="Bad Name", summary="lists", factory=self.make_component),
            "tagger",
        ]

    @hookimpl
    def nlptk_checks(self) -> Sequence[object]:
        return [Late, Odd, Loud, Late(None)]

    @hookimpl
    def nlptk_languages(self) -> Sequence[object]:
        return [LanguageData("tlh", "Klingon"), LanguageData("en", "English"), "de"]


def test_components_checks_and_languages_come_the_same_way() -> None:
    catalog = catalog_of(GivingOthers(), GivingOthers())
    assert list(catalog.components) == ["gazetteer"]
    assert list(catalog.checks) == ["Z100"]
    assert list(catalog.languages) == ["tlh"]
    assert catalog.origin_of(catalog.languages["tlh"]).name == "a"
    assert "a: language English: the name 'en' is taken by nlptk itself" in causes(catalog)
    assert "b: component gazetteer: the name 'gazetteer' is taken by a" in causes(catalog)
    assert "b: check too-late: the name 'Z100' is taken by a" in causes(catalog)
    assert sum("is not" in cause for cause in causes(catalog)) == 12


def test_find_language_asks_plugins_and_then_our_own() -> None:
    catalog = catalog_of(GivingOthers())
    assert catalog.find_language("tlh").name == "Klingon"
    assert catalog.find_language("en").code == "en"
    with pytest.raises(UsageError):
        catalog.find_language("qqq")


def test_training_events_reach_every_plugin_until_it_raises() -> None:
    heard: list[object] = []

    class Logger:
        @hookimpl
        def nlptk_training_event(self, event: object) -> None:
            heard.append(event)

    class Broken:
        @hookimpl
        def nlptk_training_event(self, event: object) -> None:
            heard.append(f"broken {event}")
            raise OSError("no network")

    catalog = catalog_of(Broken(), Logger())
    catalog.notify("started")
    catalog.notify("step")
    assert heard == ["broken started", "started", "step"]
    assert causes(catalog)[0].startswith("a: OSError: no network")
    assert len(catalog.failures) == 1
