"""Changes of powers: every kind, by its name in data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from ostan.reform.change import Change
from ostan.reform.powers.granting import GrantPower, RequireConsent
from ostan.reform.powers.moving import LimitPower, MovePower, RevokePower

PowerChange = Annotated[
    GrantPower | MovePower | LimitPower | RequireConsent | RevokePower,
    Field(discriminator="kind"),
]
"""Any change of powers, told apart by `kind`."""

KINDS: Mapping[str, type[Change]] = MappingProxyType(
    {
        "grant_power": GrantPower,
        "move_power": MovePower,
        "limit_power": LimitPower,
        "require_consent": RequireConsent,
        "revoke_power": RevokePower,
    }
)
"""Every kind by its name; the order is that of `ostan.country.legal.MOVES`."""
