"""Components in their places: made from settings, refused where they cannot work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.pipes import SHARED, Pipe, check_order, find_spec, listed, make_pipe
from nlptk.engine.protocols import ComponentSpec


@dataclass(frozen=True)
class Settings:
    size: int = 3
    encoder: str = SHARED


class Component:
    def __init__(self, settings: Any) -> None:
        self.settings = settings


class Indifferent(Component):
    reads_encoding = False


def spec_of(name: str = "thing", **parts: Any) -> ComponentSpec:
    fields: dict[str, Any] = {"name": name, "summary": "a thing", "factory": Component}
    return ComponentSpec(**fields | parts)


def pipe_of(name: str, *, needs: tuple[Layer, ...] = (), gives: tuple[Layer, ...] = ()) -> Pipe:
    return make_pipe(spec_of(name, needs=frozenset(needs), gives=frozenset(gives)), name)


@pytest.mark.parametrize("given", [None, {}, Settings()])
def test_settings_have_their_defaults(given: Any) -> None:
    pipe = make_pipe(spec_of(settings=Settings), "mine", given)
    assert pipe.name == "mine"
    assert pipe.settings == pipe.component.settings == Settings()


@pytest.mark.parametrize("given", [{"size": 7}, Settings(size=7)])
def test_settings_are_given_by_name_or_whole(given: Any) -> None:
    assert make_pipe(spec_of(settings=Settings), "mine", given).settings == Settings(size=7)


def test_a_setting_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="mine has no setting 'length', 'sise'") as caught:
        make_pipe(spec_of(settings=Settings), "mine", {"sise": 1, "length": 2})
    assert caught.value.expected == "some of: size, encoder"
    with pytest.raises(UsageError, match="no setting 'size'") as caught:
        make_pipe(spec_of(), "mine", {"size": 1})
    assert caught.value.expected == "no settings"


@pytest.mark.parametrize(("spec", "settings", "encoder"), [
    (spec_of(), None, ""),
    (spec_of(encoded=True), None, SHARED),
    (spec_of(encoded=True, settings=Settings), None, SHARED),
    (spec_of(encoded=True, settings=Settings), {"encoder": "own"}, "mine"),
    (spec_of(encoded=True, factory=Indifferent), None, ""),
])  # fmt: skip
def test_a_pipe_knows_whose_encoding_it_reads(
    spec: ComponentSpec, settings: Any, encoder: str
) -> None:
    assert make_pipe(spec, "mine", settings).encoder == encoder


def test_a_component_without_layers_has_no_model() -> None:
    assert pipe_of("a").model is None


def test_what_is_needed_may_come_before_or_from_outside() -> None:
    tags = pipe_of("tags", gives=(Layer.TAGS,))
    user = pipe_of("user", needs=(Layer.TAGS, Layer.SENTENCES))
    check_order([tags, user])
    check_order([user])


def test_what_comes_too_late_is_refused_with_a_remedy() -> None:
    tags = pipe_of("tags", gives=(Layer.TAGS,))
    user = pipe_of("user", needs=(Layer.TAGS,))
    with pytest.raises(UsageError, match="user needs tags, which tags gives after it") as caught:
        check_order([pipe_of("other"), user, tags])
    assert caught.value.hint == "put tags before user"
    check_order([tags, user, pipe_of("more", gives=(Layer.TAGS,))])


def test_an_unknown_component_is_refused_with_those_there_are() -> None:
    specs = {"b": spec_of("b"), "a": spec_of("a")}
    assert find_spec("b", specs) is specs["b"]
    with pytest.raises(UsageError, match="no component 'c'") as caught:
        find_spec("c", specs)
    assert caught.value.expected == "one of: a, b"
    assert "nlptk plugins" in caught.value.hint


def test_no_names_are_none() -> None:
    assert listed([]) == "none"
    assert listed(["a", "b"]) == "a, b"
