"""The nearest change that fits and is allowed where the one asked for is not.

In order: the other way round (the host goes, if it is free), joint sessions, placing one under the
other, the same day, one secretariat; of units: without those that the law refuses, the other way
round, the first head as the one that remains; of powers: revoking where the taker has the power
already, delegating no more than is held, moving what may not be delegated, leaving out the places in
which the law refuses it; of services: without those that are sovereign or refused. The first that fits
and is within the same reach is offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from ostan.country.normal import Tables
from ostan.reform.change import Change
from ostan.reform.councils.joining import (
    HoldJointly,
    HoldSameDay,
    MergeCouncils,
    PlaceCouncilUnder,
    ShareSecretariat,
)
from ostan.reform.councils.life import AbolishCouncil
from ostan.reform.councils.sessions import SetSessions
from ostan.reform.needs import Terms
from ostan.reform.powers.granting import GrantPower
from ostan.reform.powers.holders import HOLDERS, OfPower
from ostan.reform.powers.moving import MovePower, RevokePower
from ostan.reform.services.handing import OfService
from ostan.reform.sites import places_of, sites
from ostan.reform.step import taken
from ostan.reform.units.merging import MergeUnits

JOINING = (HoldJointly, PlaceCouncilUnder, HoldSameDay)
"""What may be offered instead of a merger, with the same host, in this order."""


def nearest(
    change: Change, bound: Sequence[str], tables: Tables, terms: Terms, tree: pl.DataFrame
) -> Change | None:
    """Return the first alternative that fits and is allowed, or None.

    `bound`: the councils that the law refuses, by the names the change gives them.
    """
    for other in candidates(change, bound, tables, tree):
        if not taken(0, other, tables, terms, tree).refusals:
            return other
    return None


def candidates(
    change: Change, bound: Sequence[str], tables: Tables, tree: pl.DataFrame
) -> Iterator[Change]:
    """Yield what could be done instead, the nearest first; whether it fits is not looked at."""
    common = _common(change)
    if isinstance(change, SetSessions):
        yield from _at_the_minimum(change, tables, tree)
        return
    if isinstance(change, MergeUnits):
        yield from _of_units(change, bound, tables, tree)
        return
    if isinstance(change, OfPower):
        yield from _of_powers(change, bound, tables, tree)
        return
    if isinstance(change, OfService):
        yield from _of_services(change, bound, tables, tree)
        return
    if change.bodies() != "councils":
        return
    host, councils = _pair(change, bound)
    if host is None or not councils:
        return
    if isinstance(change, MergeCouncils) and len(change.councils) == 1:
        yield MergeCouncils(host=councils[0], councils=(host,), **common)
    kinds = list(JOINING)
    later = kinds[kinds.index(type(change)) + 1 :] if type(change) in kinds else kinds
    for kind in later:
        yield kind(host=host, councils=councils, **common)
    unit = _secretariat(host, change, tables)
    if unit is not None:
        yield ShareSecretariat(unit=unit, councils=councils, **common)


def _of_units(
    change: MergeUnits, bound: Sequence[str], tables: Tables, tree: pl.DataFrame
) -> Iterator[Change]:
    left = tuple(u for u in change.units if u not in bound)
    if bound and left:
        yield change.model_copy(update={"units": left})
    if bound and len(change.units) == 1:
        turned = {"into": change.units[0], "units": (change.into,)}
        yield change.model_copy(update=turned)
    if not bound and change.head is None:
        heads = dict(tables["units"].select("unit", "head").drop_nulls().iter_rows())
        ids = [u for s in sites(change, tables, tree).sites for u in s.every("units")]
        named = dict.fromkeys(
            heads[u].partition("@")[0] if change.at else heads[u] for u in ids if u in heads
        )
        for head in named:
            yield change.model_copy(update={"head": head})


def _of_services(
    change: OfService, bound: Sequence[str], tables: Tables, tree: pl.DataFrame
) -> Iterator[Change]:
    """Yield the change without the services that are sovereign or that the law refuses."""
    rows = tables["services"].filter(pl.col("sovereign"))
    sovereign = {n for r in rows.select("service", "type").iter_rows() for n in r}
    left = tuple(n for n in change.services if n not in bound and n not in sovereign)
    if left and left != change.services:
        yield change.model_copy(update={"services": left})
    ids = set(rows["service"])
    places = [s.place for s in sites(change, tables, tree).sites if ids & set(s.every("services"))]
    if change.at and places:
        yield change.model_copy(update={"but": (*change.but, *(p for p in places if p))})


def _of_powers(
    change: OfPower, bound: Sequence[str], tables: Tables, tree: pl.DataFrame
) -> Iterator[Change]:
    if isinstance(change, GrantPower) and change.delegated_from:
        yield from _of_delegation(change, tables, tree)
    if isinstance(change, MovePower):
        fields = ("matter", "role", "power", *HOLDERS)
        whole = change.from_amount is None and change.to_amount is None
        if whole and not bound:
            yield RevokePower(**{n: getattr(change, n) for n in fields}, **_common(change))
    refused = [
        s.place
        for s in sites(change, tables, tree).sites
        if s.place and {*change.judged([s], tables)["power"]} & set(bound)
    ]
    if refused and bound:
        yield change.model_copy(update={"but": (*change.but, *refused)})


def _of_delegation(change: GrantPower, tables: Tables, tree: pl.DataFrame) -> Iterator[Change]:
    """Yield the delegation of no more than the source holds, then the move of the power itself."""
    found = [change.source(s, tables) for s in sites(change, tables, tree).sites]
    source = next((r for r in found if r is not None), None)
    if source is None:
        return
    measure = None if source["measure"] == "none" else source["measure"]
    limits = {"from_amount": source["from"], "to_amount": source["to"], "measure": measure}
    yield change.model_copy(update=limits)
    takers = {f"to_{k}": getattr(change, k) for k in HOLDERS}
    stated = {n: getattr(change, n) for n in ("matter", "from_amount", "to_amount", "measure")}
    holder = source["holder"].partition("@")[0] if change.at else source["holder"]
    own = {source["holder_kind"]: holder, "role": source["role"], "power": change.delegated_from}
    yield MovePower.model_validate({**stated, **takers, **own, **_common(change)})


def _common(change: Change) -> dict[str, Any]:
    fields = ("at", "but", "reason", "action", "from_")
    return {n: getattr(change, n) for n in fields}


def _pair(change: Change, bound: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the host and the councils that are to be brought to it."""
    if isinstance(change, AbolishCouncil):
        return change.functions_to, (change.council,)
    host = getattr(change, "host", None)
    councils = tuple(n for n in bound if n != host)
    return host, councils or tuple(getattr(change, "councils", ()))


def _secretariat(host: str, change: Change, tables: Tables) -> str | None:
    """Return the unit that keeps the host's secretariat: its id, or its type for several places."""
    places = places_of(change, tables)
    hosts = [f"{host}@{p}" for p in places] or [host]
    found = tables["councils"].filter(pl.col("council").is_in(hosts))["secretariat"].drop_nulls()
    if found.is_empty():
        return None
    return str(found[0]).partition("@")[0] if places else str(found[0])


def _at_the_minimum(change: SetSessions, tables: Tables, tree: pl.DataFrame) -> Iterator[Change]:
    ids = [s.one("council") for s in sites(change, tables, tree).sites]
    rows = tables["councils"].filter(pl.col("council").is_in(ids))
    least = rows["sessions_required"].drop_nulls()
    if len(least):
        yield change.model_copy(update={"sessions_per_year": float(max(least))})
