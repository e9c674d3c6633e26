"""Sessions that stand in the Country's table already: those of other councils, and those held."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.plan.sessions.days import Year
from ostan.plan.sessions.demand import Demand, demand, host_of
from ostan.plan.sessions.problem import Standing
from ostan.plan.sessions.rules import Rules


@dataclass(frozen=True)
class Stands:
    """Sessions that stay where they are, and the sittings they belong to beside the wanted ones."""

    sessions: tuple[Standing, ...]
    others: Demand


def standing(country: Country, wanted: Demand, year: Year, rules: Rules) -> Stands:
    """Return the main sessions of the year that are not to be put anew.

    Of councils not in `wanted` all that were not called off, of those in it the ones that were held;
    only where somebody of `wanted` sits in them too, and only what lies in working hours.
    """
    own = {s.host for s in wanted.sittings}
    rows = _rows(country, own, year)
    others = _sharing(demand(country, {r["host"] for r in rows} - own, rules), wanted)
    known = {s.host: s.slots for s in (*wanted.sittings, *others.sittings)}
    found = {
        s for r in rows if r["host"] in known for s in _stands(r, known[r["host"]], year, rules)
    }
    return Stands(tuple(sorted(found, key=lambda s: (s.day, s.begins, s.host))), others)


def _rows(country: Country, own: Collection[str], year: Year) -> list[dict[str, Any]]:
    hosts = host_of(country)
    day = pl.col("start").dt.date()
    found = country["sessions"].filter(
        (pl.col("kind") == "main")
        & pl.col("held").fill_null(True)
        & day.is_between(year.first, year.last)
        & pl.col("council").is_in(list(hosts))
    )
    rows = [{**r, "host": hosts[r["council"]]} for r in found.iter_rows(named=True)]
    return [r for r in rows if r["held"] or r["host"] not in own]


def _sharing(others: Demand, wanted: Demand) -> Demand:
    """Keep the sittings in which somebody of the wanted ones sits."""
    kept = [s for s in others.sittings if not wanted.persons.keys().isdisjoint(s.chance)]
    posts = {p for s in kept for p in s.chance}
    return Demand(tuple(kept), {p: others.persons[p] for p in sorted(posts)}, ())


def _stands(row: dict[str, Any], slots: int, year: Year, rules: Rules) -> Iterator[Standing]:
    start: datetime = row["start"]
    if start.date() not in year.days:
        return
    minutes = row["minutes"] or slots * rules.slot_minutes
    begin = (start.hour * 60 + start.minute - rules.minute(0)) / rules.slot_minutes
    end = begin + minutes / rules.slot_minutes
    last = rules.segments[-1][1]
    begins, ends = max(0, floor(begin)), min(last, ceil(end))
    inside = max(0, ceil(begin)), min(last, floor(end))
    if begins < ends:
        yield Standing(row["host"], year.days.index(start.date()), begins, ends, inside)
