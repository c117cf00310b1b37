"""nlptk: turn annotated text into trained NLP pipelines from the command line."""

from nlptk._version import __version__

__all__ = ["__version__"]
