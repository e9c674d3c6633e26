"""The small countries of `lands`, made once."""

from __future__ import annotations

import pytest
from tests.reform import lands

from ostan.country.country import Country


@pytest.fixture(scope="session")
def land() -> Country:
    """The small country, with rules that lock some of its councils."""
    return lands.country_of(lands.small())


@pytest.fixture(scope="session")
def free() -> Country:
    """The small country, in which every move is allowed."""
    return lands.free()
