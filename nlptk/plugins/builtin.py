"""The plugins that come with nlptk, by dotted name: they use the same door as a stranger's."""

BUILTIN_PLUGINS = ("nlptk.formats", "nlptk.plugins.components", "nlptk.plugins.checks")
