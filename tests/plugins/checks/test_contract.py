"""All checks that come with nlptk keep the contract, and broken ones are found out."""

from __future__ import annotations

import pytest

from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager
from nlptk.plugins.testing import verify_check

_CATALOG = Catalog(create_manager(load=()))


@pytest.mark.parametrize("code", sorted(_CATALOG.checks))
def test_check_keeps_the_contract(code: str) -> None:
    verify_check(_CATALOG.checks[code])


def test_catalog_of_checks_has_no_failures() -> None:
    assert _CATALOG.checks
    assert not _CATALOG.failures
