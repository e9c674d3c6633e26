"""Changes of services: every kind, by its name in data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from ostan.reform.change import Change
from ostan.reform.services.handing import HandOver, TakeBack

ServiceChange = Annotated[HandOver | TakeBack, Field(discriminator="kind")]
"""Any change of services, told apart by `kind`."""

KINDS: Mapping[str, type[Change]] = MappingProxyType({"hand_over": HandOver, "take_back": TakeBack})
"""Every kind by its name; the order is that of `ostan.country.legal.MOVES`."""
