"""The version of nlptk, and what pip calls it: the one place where they are written."""

__version__ = "0.1.0"

DISTRIBUTION = "nlptk-pipelines"
"""The name in requirements: `nlptk` on the public index is a project of somebody else's.

pyproject.toml cannot read it from here; a test compares the two.
"""
