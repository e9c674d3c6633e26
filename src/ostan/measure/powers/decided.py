"""How each matter is decided in each province: at which level up to which amount, as far as it can be read.

A matter is read where its deciders share all amounts among them without meeting: counties up to a
limit, the province from there on, the centre above. What is decided in words, by two at once or in two
measures cannot be read, and what nobody decides is said to be so; nothing is guessed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.measure.once import once
from ostan.measure.powers.held import deciding, seen_from

LEVEL = "province"
"""The level whose places are told apart."""
BELOW = ("county", "province")
"""Levels below the centre, the nearest to the citizen first."""
FORMS = ("read", "nobody", "words", "unclear")
"""It can be read; nobody decides; a condition is in words; deciders meet, or cannot be compared."""

COLUMNS: Mapping[str, Any] = {
    "place": pl.String,
    "matter": pl.String,
    "form": pl.String,
    "measure": pl.String,
    "to_county": pl.Float64,
    "to_province": pl.Float64,
    "country_holder": pl.String,
    "province_holder": pl.String,
    "county_holder": pl.String,
}


@dataclass(frozen=True)
class Decided:
    """How a matter is decided in a place; limits 0: nothing, inf: all that is above the level below."""

    form: str
    measure: str | None = None
    to_county: float = 0.0
    to_province: float = 0.0
    holders: Mapping[str, str] | None = None


def decided(country: Country) -> pl.DataFrame:
    """Return for every province and matter: place, matter, form, measure, limits and holders.

    `form`: one of FORMS. `to_county`, `to_province`: amounts below which (excluded) a case is decided
    there, or below (0: none, inf: all); null unless read. `x_holder`: who decides at that level, as
    `post:id`, `unit:id` or `council:id` (of counties: one of them). `measure`: of the limits; `none`.
    """
    return once(country, "powers_decided", _decided)


def _decided(country: Country) -> pl.DataFrame:
    places = country["places"].filter(pl.col("level") == LEVEL)["place"].sort()
    limits = (
        seen_from(country)
        .filter(pl.col("at").is_in(places.implode()))
        .join(deciding(country), on="power")
        .select(
            "at",
            "matter",
            "level",
            "measure",
            "from",
            "to",
            "condition",
            kind="holder_type",
            holder=pl.concat_str("holder_kind", "holder", separator=":"),
        )
    )
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in limits.sort("at", "matter", "level", "holder").iter_rows(named=True):
        found.setdefault((row["at"], row["matter"]), []).append(row)
    made = [
        _row(place, matter, read(found.get((place, matter), ())))
        for place in places
        for matter in country["matters"]["matter"].sort()
    ]
    return pl.DataFrame(made, schema=COLUMNS, orient="row")


def _row(place: str, matter: str, one: Decided) -> tuple[Any, ...]:
    holders = one.holders or {}
    limits = (one.to_county, one.to_province) if one.form == "read" else (None, None)
    by_level = (holders.get("country"), holders.get("province"), holders.get("county"))
    return (place, matter, one.form, one.measure, *limits, *by_level)


def read(rows: Sequence[Mapping[str, Any]]) -> Decided:
    """Read how a matter is decided from its powers to decide, as seen from one place."""
    if not rows:
        return Decided("nobody")
    if any(r["condition"] is not None for r in rows):
        return Decided("words")
    by_level = {level: [r for r in rows if r["level"] == level] for level in (*BELOW, "country")}
    measures = {r["measure"] or "none" for r in rows if r["from"] or r["to"] is not None}
    if sum(map(len, by_level.values())) < len(rows) or len(measures) > 1:
        return Decided("unclear")
    spans = {level: _span(level, held) for level, held in by_level.items() if held}
    if None in spans.values() or not _meet(s for s in spans.values() if s):
        return Decided("unclear")
    county, province = (s[1] if (s := spans.get(level)) else 0.0 for level in BELOW)
    holders = {level: held[0]["holder"] for level, held in by_level.items() if held}
    limits = county, max(county, province)
    # Parts of one power that meet again (cut where another place was changed) are no limit.
    cut = any(0 < limit < inf for limit in limits)
    return Decided("read", next(iter(measures)) if cut else "none", *limits, holders)


def _span(level: str, rows: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    """Return the amounts decided at a level; None where two of it decide, or counties differ."""
    by_holder: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        span = row["from"] or 0.0, inf if row["to"] is None else row["to"]
        by_holder.setdefault(row["holder"], []).append(span)
    one = {r["kind"] for r in rows} if level == "county" else set(by_holder)
    spans = {_joined(sorted(own)) for own in by_holder.values()}
    return next(iter(spans)) if len(spans) == 1 and len(one) == 1 else None


def _joined(spans: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the amounts of several powers of one holder as one; None where they leave a hole or meet."""
    low, high = spans[0]
    for begins, ends in spans[1:]:
        if begins != high:
            return None
        high = ends
    return low, high


def _meet(spans: Iterable[tuple[float, float]]) -> bool:
    """Whether amounts follow one another from nothing to all, the lower level first."""
    at = 0.0
    for low, high in spans:
        if low != at or high <= low:
            return False
        at = high
    return at == inf
