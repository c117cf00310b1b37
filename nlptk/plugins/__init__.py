r"""The sockets of nlptk, and what we plug into them ourselves.

Writing a plugin, on one screen. A plugin is an installed package with an entry point in the group
`nlptk` that leads to a module with marked functions:

    # pyproject.toml
    [project]
    name = "nlptk-shout"
    version = "0.1.0"
    dependencies = ["nlptk-pipelines>=0.1"]
    [project.entry-points.nlptk]
    shout = "nlptk_shout"

    # nlptk_shout.py
    from nlptk.api import Format, hookimpl

    def write(docs, sink, context):
        for doc in docs:
            sink.write(" ".join(doc.words).upper() + "\n")

    @hookimpl
    def nlptk_formats():
        return [Format(name="shout", summary="upper case", suffixes=(".shout",), write=write)]

Each hook is optional: `nlptk.plugins.hookspecs` lists them with what they give. Hooks return lists
and are called when a command first needs the answer, so import what is heavy inside them. Import
from `nlptk.api` only: those names keep their meaning while `API_VERSION` stays the same.

`nlptk plugins` shows what was loaded and what failed and why, `nlptk.plugins.testing` has the
contract as tests (`verify_format`), and `docs/plugins.md` says the rest.
"""

from __future__ import annotations

import pluggy

PROJECT = "nlptk"
"""The name under which hooks are marked, and the entry-point group where plugins are found."""

hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the implementation of the hook that has its name."""

__all__ = ["PROJECT", "hookimpl"]
