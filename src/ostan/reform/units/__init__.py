"""Changes of units: every kind, by its name in data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ostan.reform.change import Change
from ostan.reform.units.merging import MergeUnits

UnitChange = MergeUnits
"""Any change of units, told apart by `kind`."""

KINDS: Mapping[str, type[Change]] = MappingProxyType({"merge_units": MergeUnits})
"""Every kind by its name; the order is that of `ostan.country.legal.MOVES`."""
