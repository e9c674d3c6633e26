"""Every kind of change by its name in data: of councils, then of units, powers and services."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from ostan.reform import councils, powers, services, units
from ostan.reform.change import Change

AnyChange = Annotated[
    councils.CouncilChange | units.UnitChange | powers.PowerChange | services.ServiceChange,
    Field(discriminator="kind"),
]
"""Any change, told apart by `kind`."""

KINDS: Mapping[str, type[Change]] = MappingProxyType(
    {**councils.KINDS, **units.KINDS, **powers.KINDS, **services.KINDS}
)
"""Every kind by its name; the order is that of `ostan.country.legal.MOVES`."""
