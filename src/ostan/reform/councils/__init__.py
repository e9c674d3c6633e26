"""Changes of councils: every kind, by its name in data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from ostan.reform.change import Change
from ostan.reform.councils.joining import (
    HoldJointly,
    HoldSameDay,
    MergeCouncils,
    PlaceCouncilUnder,
    ShareSecretariat,
)
from ostan.reform.councils.life import (
    AbolishCouncil,
    EndCouncil,
    ForbidNewCouncils,
    FoundCouncil,
    RestoreCouncil,
)
from ostan.reform.councils.seats import DelegateChair, DelegateSeat, DropSeat, MoveSeat
from ostan.reform.councils.sessions import DecideInWriting, SetSessions

CouncilChange = Annotated[
    FoundCouncil
    | MergeCouncils
    | PlaceCouncilUnder
    | HoldJointly
    | HoldSameDay
    | ShareSecretariat
    | DelegateChair
    | DelegateSeat
    | SetSessions
    | DecideInWriting
    | MoveSeat
    | DropSeat
    | AbolishCouncil
    | ForbidNewCouncils
    | EndCouncil
    | RestoreCouncil,
    Field(discriminator="kind"),
]
"""Any change of councils, told apart by `kind`."""

KINDS: Mapping[str, type[Change]] = MappingProxyType(
    {
        "found_council": FoundCouncil,
        "merge_councils": MergeCouncils,
        "place_council_under": PlaceCouncilUnder,
        "hold_jointly": HoldJointly,
        "hold_same_day": HoldSameDay,
        "share_secretariat": ShareSecretariat,
        "delegate_chair": DelegateChair,
        "delegate_seat": DelegateSeat,
        "set_sessions": SetSessions,
        "decide_in_writing": DecideInWriting,
        "move_seat": MoveSeat,
        "drop_seat": DropSeat,
        "abolish_council": AbolishCouncil,
        "forbid_new_councils": ForbidNewCouncils,
        "end_council": EndCouncil,
        "restore_council": RestoreCouncil,
    }
)
"""Every kind by its name; the order is that of `ostan.country.legal.MOVES`."""
