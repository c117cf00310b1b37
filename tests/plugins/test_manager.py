import json
import subprocess
import sys
from pathlib import Path

import pytest
from fake_plugins import FakeSite

from nlptk.engine.errors import PluginError
from nlptk.engine.protocols import API_VERSION
from nlptk.plugins import hookimpl
from nlptk.plugins.builtin import BUILTIN_PLUGINS
from nlptk.plugins.manager import Manager, create_manager, plugins_wanted, tracing_wanted

GOOD = """
    from nlptk.api import Format, hookimpl

    @hookimpl
    def nlptk_formats():
        return [Format(name="good", summary="a good one", read=lambda source, context: iter(()))]
"""
BROKEN = {
    "missing import": ("import not_there_at_all", "ModuleNotFoundError: No module named"),
    "syntax error": ("def f(:", "SyntaxError"),
    "raises": ("1 / 0", "ZeroDivisionError: division by zero"),
    "exits": ("import sys; sys.exit(4)", "SystemExit: 4"),
    "no hooks": ("x = 1", "nothing in this module is marked with @hookimpl"),
    "unmarked hook": ("def nlptk_formats(): return []", "nlptk_formats is not marked"),
    "unknown hook": (
        """
        from nlptk.api import hookimpl

        @hookimpl
        def nlptk_format():
            return []
        """,
        "unknown hook nlptk_format; did you mean nlptk_formats?",
    ),
    "wrong argument": (
        """
        from nlptk.api import hookimpl

        @hookimpl
        def nlptk_formats():
            return []

        @hookimpl
        def nlptk_languages(registry):
            return []
        """,
        "registry",
    ),
    "too new": (
        f"nlptk_api_version = {API_VERSION + 1}",
        f"made for plugin API {API_VERSION + 1} and this nlptk has {API_VERSION}: upgrade nlptk",
    ),
    "too old": ("nlptk_api_version = 0", "upgrade the plugin"),
    "version is no number": ("nlptk_api_version = 'one'", "'one', which is not a whole number"),
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSite:
    return FakeSite(tmp_path, monkeypatch)


def names(manager: Manager) -> list[str]:
    return [plugin.name for plugin in manager.plugins]


def test_manager_loads_our_own_plugins_and_no_others_when_none_are_wanted(site: FakeSite) -> None:
    site.install("good", GOOD)
    manager = create_manager(load=())
    assert names(manager) == list(BUILTIN_PLUGINS)
    assert all(plugin.builtin and plugin.distribution == "nlptk" for plugin in manager.plugins)
    assert manager.failures == []


def test_manager_loads_an_installed_plugin_with_its_origin(site: FakeSite) -> None:
    site.install("good", GOOD)
    manager = create_manager(load=["good"])
    assert names(manager) == [*BUILTIN_PLUGINS, "good"]
    plugin = manager.plugins[-1]
    assert (plugin.distribution, plugin.version, plugin.builtin) == ("nlptk-good", "1.0", False)
    assert str(plugin) == "good (nlptk-good 1.0)"
    assert manager.hooks_of(plugin) == ["nlptk_formats"]


def test_manager_loads_all_installed_plugins_unless_told_otherwise(site: FakeSite) -> None:
    site.install("good", GOOD)
    site.install("other", GOOD)
    assert {"good", "other"} <= set(names(create_manager()))


def test_manager_takes_the_name_of_a_distribution_too(site: FakeSite) -> None:
    site.install("good", GOOD)
    assert "good" in names(create_manager(load=["nlptk-good"]))


@pytest.mark.parametrize("case", BROKEN)
def test_broken_plugin_is_named_and_the_others_are_loaded(site: FakeSite, case: str) -> None:
    code, cause = BROKEN[case]
    site.install("broken", code)
    site.install("good", GOOD)
    manager = create_manager(load=["broken", "good"])
    assert names(manager) == [*BUILTIN_PLUGINS, "good"]
    (failure,) = manager.failures
    assert (failure.plugin, failure.distribution, failure.version) == (
        "broken",
        "nlptk-broken",
        "1.0",
    )
    assert failure.stage == "loading"
    assert cause in failure.cause
    assert "\n" not in str(failure)
    assert str(failure).startswith("plugin broken (nlptk-broken 1.0): loading failed: ")


@pytest.mark.parametrize("case", BROKEN)
def test_broken_plugin_ends_a_strict_run(site: FakeSite, case: str) -> None:
    code, cause = BROKEN[case]
    site.install("broken", code)
    with pytest.raises(PluginError, match=r"broken \(nlptk-broken 1\.0\)") as caught:
        _ = create_manager(load=["broken"], strict=True).plugins
    assert cause in str(caught.value)
    assert "NLPTK_PLUGINS" in caught.value.hint


def test_failure_says_which_line_of_the_plugin_raised(site: FakeSite) -> None:
    module = site.install("broken", "x = 1\n1 / 0\n")
    manager = create_manager(load=["broken"])
    _ = manager.plugins
    assert f"{module}.py:2)" in manager.failures[0].cause
    assert isinstance(manager.failures[0].error, ZeroDivisionError)


def test_broken_plugin_leaves_no_hook_behind(site: FakeSite) -> None:
    site.install("broken", GOOD + "\n    @hookimpl\n    def nlptk_format():\n        return []\n")
    manager = create_manager(load=["broken"])
    _ = manager.plugins
    assert manager._pluggy.get_plugin("broken") is None
    impls = manager._pluggy.hook.nlptk_formats.get_hookimpls()
    assert {impl.plugin_name for impl in impls} == {"nlptk.formats"}


def test_entry_point_of_a_package_that_is_gone_names_the_distribution(site: FakeSite) -> None:
    site.add_metadata("stale", "no_such_module_here", distribution="nlptk-stale")
    manager = create_manager(load=["stale"])
    _ = manager.plugins
    assert "stale (nlptk-stale 1.0)" in str(manager.failures[0])
    assert "no_such_module_here" in manager.failures[0].cause


def test_distribution_with_broken_metadata_hides_no_other(site: FakeSite) -> None:
    info = site.add_metadata("torn", "x", distribution="nlptk-torn")
    (info / "entry_points.txt").write_text("[nlptk\ntorn = = x")
    site.install("good", GOOD)
    manager = create_manager(load=["good"])
    assert "good" in names(manager)
    assert all("nlptk_torn" in failure.plugin for failure in manager.failures)


def test_name_that_nobody_has_is_reported_with_those_that_are_there(site: FakeSite) -> None:
    site.install("good", GOOD)
    manager = create_manager(load=["god"])
    _ = manager.plugins
    (failure,) = manager.failures
    assert (failure.plugin, failure.stage) == ("god", "finding")
    assert "good" in failure.cause


def test_second_plugin_of_a_name_is_refused_naming_the_first(site: FakeSite) -> None:
    site.install("same", GOOD, distribution="nlptk-aaa")
    site.install("same", GOOD, distribution="nlptk-bbb")
    manager = create_manager(load=["same"])
    assert names(manager).count("same") == 1
    (failure,) = manager.failures
    assert failure.distribution == "nlptk-bbb"
    assert "same (nlptk-aaa 1.0)" in failure.cause


def test_object_that_cannot_be_a_plugin_is_refused() -> None:
    class Unhashable:
        __hash__ = None  # type: ignore[assignment]

        @hookimpl
        def nlptk_formats(self) -> list[object]:
            return []

    manager = create_manager(load=())
    manager.register(Unhashable(), "unhashable")
    manager.register(7, "seven")
    assert [failure.plugin for failure in manager.failures] == ["unhashable", "seven"]
    assert "nothing in this int is marked" in manager.failures[1].cause


def test_hook_that_raises_is_that_plugins_failure_only() -> None:
    class Raising:
        @hookimpl
        def nlptk_commands(self, app: object) -> None:
            raise RuntimeError(f"not {app} today")

    heard: list[object] = []

    class Listening:
        @hookimpl
        def nlptk_commands(self, app: object) -> None:
            heard.append(app)

    manager = create_manager(load=())
    manager.register(Raising(), "raising")
    manager.register(Listening(), "listening")
    answers = [
        manager.ask(plugin, "nlptk_commands", {"app": "it"})
        for plugin in manager.implementing("nlptk_commands")
    ]
    assert answers == [None, []]
    assert heard == ["it"]
    assert manager.failures[0].stage == "nlptk_commands"
    assert "RuntimeError: not it today" in manager.failures[0].cause


def test_trace_tells_of_loading_and_of_each_call(site: FakeSite) -> None:
    site.install("good", GOOD)
    site.install("broken", "1 / 0")
    lines: list[str] = []
    manager = create_manager(load=["good", "broken"], trace=lines.append)
    for plugin in manager.implementing("nlptk_formats"):
        if not plugin.builtin:
            manager.ask(plugin, "nlptk_formats")
    assert any("plugin broken (nlptk-broken 1.0): loading failed" in line for line in lines)
    assert any(line.startswith("good (nlptk-good 1.0): loaded in ") for line in lines)
    assert lines[-1] == "good (nlptk-good 1.0): nlptk_formats() -> [good]"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (" ", None),
        ("none", ()),
        ("a", ("a",)),
        ("a, b,", ("a", "b")),
    ],
)
def test_plugins_wanted_reads_the_environment(
    value: str | None, expected: tuple[str, ...] | None
) -> None:
    assert plugins_wanted({} if value is None else {"NLPTK_PLUGINS": value}) == expected


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("true", True), ("0", False)])
def test_tracing_wanted_reads_the_environment(value: str, expected: bool) -> None:
    assert tracing_wanted({"NLPTK_TRACE_PLUGINS": value}) is expected
    assert not tracing_wanted({})


def test_nothing_is_loaded_before_it_is_asked_for(site: FakeSite) -> None:
    module = site.install("good", GOOD)
    manager = create_manager(load=["good"])
    assert module not in sys.modules
    _ = manager.plugins
    assert module in sys.modules


def test_loading_plugins_needs_neither_numpy_nor_typer() -> None:
    code = (
        "import json, sys\n"
        "from nlptk.plugins.manager import create_manager\n"
        "create_manager(load=()).implementing('nlptk_commands')\n"
        "print(json.dumps(sorted({'numpy', 'thinc', 'typer', 'rich'} & set(sys.modules))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(done.stdout) == []


def test_strict_failure_keeps_the_exception_as_its_cause(site: FakeSite) -> None:
    site.install("broken", "1 / 0")
    with pytest.raises(PluginError) as caught:
        _ = create_manager(load=["broken"], strict=True).plugins
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
