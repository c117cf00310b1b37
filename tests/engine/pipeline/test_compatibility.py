"""Versions of nlptk that a model is for."""

from __future__ import annotations

import pytest

from nlptk.engine.pipeline.compatibility import fitting_versions, is_fitting


@pytest.mark.parametrize(("version", "fitting", "others"), [
    ("0.1.0", ["0.1.0", "0.1.7", "0.1.1rc1"], ["0.0.9", "0.2.0", "1.0.0"]),
    ("0.9.3", ["0.9.3", "0.9.10"], ["0.9.2", "0.10.0", "1.0"]),
    ("1.4.2", ["1.4.2", "1.5", "1.99.1"], ["1.4.1", "2.0.0", "0.1.0"]),
    ("2.0.0rc1", ["2.0.0rc1", "2.0.0", "2.1"], ["1.9", "3.0"]),
    ("0.2.0.dev3", ["0.2.0.dev3", "0.2.0"], ["0.1.9", "0.3.0"]),
])  # fmt: skip
def test_a_model_is_for_the_versions_that_read_it_as_its_own_did(
    version: str, fitting: list[str], others: list[str]
) -> None:
    versions = fitting_versions(version)
    assert [one for one in fitting + others if is_fitting(versions, one)] == fitting
