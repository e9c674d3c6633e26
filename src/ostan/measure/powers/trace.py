"""Which rows each measure of powers rests on."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.evidence import Trace, traced
from ostan.country.expand import HOLDERS
from ostan.country.tables import TABLES
from ostan.measure.powers.held import seen_from, with_holders

_CHOSEN = ("power", "matter", "holder_kind", "holder", "role", "place")
"""Columns of powers by which they are found for a place, a matter or a holder."""


def _rows(country: Country, powers: pl.DataFrame) -> Trace:
    """Return the trace of powers, of their holders and of the units in which these are."""
    rows = country["powers"].join(powers.select("power"), on="power", how="semi")
    trace = traced("powers", rows, _CHOSEN)
    units = [rows.filter(pl.col("holder_kind") == "unit")["holder"]]
    for kind, table in HOLDERS.items():
        key = TABLES[table].key[0]
        names = rows.filter(pl.col("holder_kind") == kind)["holder"]
        held = country[table].filter(pl.col(key).is_in(names.implode()))
        trace |= traced(table, held, (key,))
        if kind == "post":
            units.append(held["unit"].drop_nulls())
    of_posts = country["units"].filter(pl.col("unit").is_in(pl.concat(units).implode()))
    return trace | traced("units", of_posts, ("unit",)) | _tree(country)


def _tree(country: Country) -> Trace:
    return traced("places", country["places"].clear(), ("place", "parent", "level"))


def _laws(country: Country, powers: pl.DataFrame) -> Trace:
    rested = country["powers"].join(powers.select("power"), on="power", how="semi")
    laws = country["laws"].join(rested.select("law"), on="law", how="semi")
    return traced("laws", laws, ("law",))


def of_power(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of a power and its ground."""
    power = country["powers"].filter(pl.col("power") == key[0])
    return _rows(country, power) | _laws(country, power)


def _seen_at(country: Country, place: str) -> pl.DataFrame:
    return seen_from(country).filter(pl.col("at") == place)


def of_grounds(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the grounds a place's powers rest on."""
    seen = _seen_at(country, key[0])
    status = Trace(chosen_by=frozenset({("laws", "status"), ("powers", "law")}))
    return _rows(country, seen) | _laws(country, seen) | status


def of_holder(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the roles of a holder, or of a type of holder."""
    held = with_holders(country).filter(
        pl.col("holder_kind") == key[0],
        (pl.col("holder") == key[1]) | (pl.col("holder_type") == key[1]),
    )
    types = frozenset((table, "type") for table in HOLDERS.values())
    return _rows(country, held) | Trace(chosen_by=types)


def of_levels(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the levels at which matters of a place are decided."""
    inside = country["demand"].filter(pl.col("place").is_in(country.within(key[0])))
    place = frozenset({("posts", "unit"), ("units", "place"), ("councils", "place")})
    return (
        _rows(country, _seen_at(country, key[0]))
        | traced("demand", inside, ("matter", "place"))
        | Trace(chosen_by=place)
    )


def of_matter(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the deciders of a matter in a place."""
    place, matter = key
    own = country["powers"].filter(pl.col("matter") == matter).select("power")
    seen = _seen_at(country, place).join(own, on="power", how="semi")
    row = country["matters"].filter(pl.col("matter") == matter)
    return _rows(country, seen) | traced("matters", row, ("matter",))


def of_mend(country: Country, _: tuple[str, ...]) -> Trace:
    """Return the trace of the fewest clauses: every power, with what its faults hang on."""
    powers = country["powers"]
    return (
        _rows(country, powers)
        | traced("powers", powers, ("power",))
        | traced("matters", country["matters"], ("matter",))
        | traced("laws", country["laws"], ("law", "basis", "rank"))
        | traced("places", country["places"])
        | traced("subjects", country["subjects"].clear(), ("subject", "parent"))
        | Trace(chosen_by=CAPABLE)
    )


def of_path(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the way of a decision: the powers in the matter, its steps and its demand."""
    place, matter = key
    own = country["powers"].filter(pl.col("matter") == matter)
    return (
        _rows(country, own)
        | traced("posts", country["posts"].clear(), ("post", "unit"))
        | traced("units", country["units"].clear(), ("unit", "place"))
        | traced("councils", country["councils"].clear(), ("council", "place"))
        | _at(country, place, pl.col("matter") == matter)
    )


def of_distance(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the distance from the centre: that of the levels, all consents, steps, demand."""
    return (
        of_levels(country, key)
        | traced("posts", country["posts"].clear(), ("post",))
        | traced("units", country["units"].clear(), ("unit",))
        | traced("councils", country["councils"].clear(), ("council",))
        | _at(country, key[0], pl.lit(True))
    )


def _at(country: Country, place: str, which: pl.Expr) -> Trace:
    """Return the trace of the steps and the demand of a place."""
    here = (pl.col("place") == place) & which
    parts = [traced(t, country[t].filter(here), ("matter", "place")) for t in ("steps", "demand")]
    return parts[0] | parts[1]


CAPABLE = frozenset(
    {
        *(("posts", c) for c in ("post", "unit")),
        *(("units", c) for c in ("unit", "functions")),
        ("councils", "council"),
        *(("agenda", c) for c in ("council", "subject")),
    }
)
"""Cells that make a holder able to act, or give it a subject."""


def of_fault(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of a fault: all powers of its matter, their holders, grounds and places."""
    matter = key[0].split(" ")[1]
    own = country["powers"].filter(pl.col("matter") == matter)
    row = country["matters"].filter(pl.col("matter") == matter)
    subject = country["subjects"].join(row.select("subject"), on="subject", how="semi")
    return (
        _rows(country, own)
        | traced("powers", own, ("power", "matter"))
        | traced("matters", row, ("matter",))
        | traced("subjects", subject, ("subject", "parent"))
        # A chain of basis may lead anywhere, and every place may be the first.
        | traced("laws", country["laws"], ("law", "basis", "rank"))
        | traced("places", country["places"])
        | Trace(chosen_by=CAPABLE)
    )


def of_counts(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of how many matters of a place have deciders."""
    every = traced("matters", country["matters"].clear(), ("matter",))
    return _rows(country, _seen_at(country, key[0])) | every
