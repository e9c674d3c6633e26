"""Changes of units: every kind, by its name in data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from ostan.reform.change import Change
from ostan.reform.units.founding import FoundUnit, SplitUnit
from ostan.reform.units.heading import SetHead
from ostan.reform.units.merging import MergeUnits
from ostan.reform.units.moving import ClosePost, MoveFunction, MovePost, RenameUnit

UnitChange = Annotated[
    FoundUnit | MergeUnits | SplitUnit | RenameUnit | MoveFunction | MovePost | ClosePost | SetHead,
    Field(discriminator="kind"),
]
"""Any change of units, told apart by `kind`."""

KINDS: Mapping[str, type[Change]] = MappingProxyType(
    {
        "found_unit": FoundUnit,
        "merge_units": MergeUnits,
        "split_unit": SplitUnit,
        "rename_unit": RenameUnit,
        "move_function": MoveFunction,
        "move_post": MovePost,
        "close_post": ClosePost,
        "set_head": SetHead,
    }
)
"""Every kind by its name; the order is that of `ostan.country.legal.MOVES`."""
