"""Which rows each measure of units rests on."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.evidence import Trace, traced
from ostan.country.expand import ancestors
from ostan.measure.units.standing import active

_CHOSEN = ("unit", "place", "serves", "status", "ministry", "parent")
"""Columns of units by which bodies of a ministry in a place are found."""


def _rows(country: Country, condition: pl.Expr, *chosen_by: str) -> Trace:
    """Return the trace of the units that meet a condition and of those they stand under."""
    units = country["units"]
    met = units.filter(condition.fill_null(False))
    over = units.join(met.select(unit="parent"), on="unit", how="semi")
    return traced("units", pl.concat([met, over]).unique("unit"), chosen_by or _CHOSEN)


def _there(place: str) -> pl.Expr:
    return (pl.col("place") == place) | pl.col("serves").list.contains(place).fill_null(False)


def _ministry_rows(country: Country, units: pl.DataFrame) -> Trace:
    """Return the rows of the ministries of `units`: their legal form tells them apart."""
    own = country["units"].join(units.select(unit="ministry"), on="unit", how="semi")
    return traced("units", own, ("unit", "ministry", "legal_form"))


def of_bodies(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the bodies of a ministry in a place."""
    place, ministry = key[:2]
    return _rows(country, _there(place) & (pl.col("ministry") == ministry), *_CHOSEN, "legal_form")


def of_range(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of a ministry's bodies over the places of a level."""
    level, ministry = key
    places = country["places"].filter(pl.col("level") == level)
    units = _rows(
        country,
        pl.col("place").is_in(places["place"].implode()) & (pl.col("ministry") == ministry),
    )
    return units | traced("places", places, ("place", "level"))


def _posts_of(country: Country, units: pl.DataFrame) -> Trace:
    posts = country["posts"].join(units.select("unit"), on="unit", how="semi")
    return traced("posts", posts, ("unit", "status"))


def _chain(country: Country, units: pl.DataFrame) -> Trace:
    """Return the trace of layers and spans: all above the units, and what stands under them."""
    every = country["units"]
    above = ancestors(active(country).select("parent", place="unit")).join(
        units.select(place="unit"), on="place", how="semi"
    )
    under = every.join(units.select(parent="unit"), on="parent", how="semi")
    up = every.join(above.select(unit="ancestor"), on="unit", how="semi")
    return traced("units", pl.concat([up, under]).unique("unit"), ("unit", "parent", "status"))


def of_layers(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the layer and span of a unit."""
    unit = country["units"].filter(pl.col("unit") == key[0])
    return traced("units", unit) | _chain(country, unit) | _posts_of(country, unit)


def of_place(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of what a place has."""
    units = country["units"].filter(pl.col("place") == key[0])
    defaults = country["defaults"].filter(pl.col("name").str.starts_with("managers_per_unit"))
    place = country["places"].filter(pl.col("place") == key[0])
    return (
        traced("units", units, _CHOSEN)
        | _chain(country, units)
        | _posts_of(country, units)
        | _ministry_rows(country, units)
        | traced("defaults", defaults, ("name",))
        | traced("places", place, ("place",))
    )


def of_function(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the bodies that share a function in a place."""
    place, subject = key[0], key[-1]
    works = _there(place) & pl.col("functions").list.contains(subject)
    if len(key) == 3:
        works &= pl.col("ministry") == key[1]
    return _rows(country, works, *_CHOSEN, "functions")


def _seated(country: Country, council: str) -> Trace:
    """Return the trace of who sits in a council: its row, its seats, their posts and units."""
    seats = country["seats"].filter(pl.col("council") == council)
    posts = country["posts"].join(seats.select(post="holder"), on="post", how="semi")
    own = pl.col("unit").is_in(posts["unit"].implode())
    heads = pl.col("head").is_in(posts["post"].implode())
    units = country["units"].filter((own | heads).fill_null(False))
    return (
        traced("councils", country["councils"].filter(pl.col("council") == council), ("council",))
        | traced("seats", seats, ("council", "holder"))
        | traced("posts", posts, ("post",))
        | traced("units", units, ("unit", "head", "status"))
        | _ministry_rows(country, units)
    )


def of_single(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the councils of a single ministry."""
    return _seated(country, key[1])


def of_assembly(country: Country, key: tuple[str, ...]) -> Trace:
    """Return the trace of the largest assembly of a place."""
    place, council = key[:2]
    # Which council is the largest assembly depends on who sits in all of them.
    chosen = (
        ("councils", ("council", "type", "place", "status", "elected")),
        ("seats", ("council", "holder")),
        ("posts", ("post", "holders", "status")),
        ("places", ("place", "level")),
    )
    detected = frozenset((table, column) for table, columns in chosen for column in columns)
    in_place = country["units"].filter(pl.col("place") == place)
    return (
        _seated(country, council)
        | _rows(country, pl.col("place") == place)
        | _ministry_rows(country, in_place)
        | Trace(chosen_by=detected)
    )
