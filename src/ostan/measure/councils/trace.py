"""Where the figures of councils come from: the rows each rests on, and how they were picked."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ostan.country.country import Country
from ostan.country.evidence import Trace, traced
from ostan.country.fill import parse
from ostan.measure.councils.load import (
    COUNCIL_STEMS,
    SEAT_STEMS,
    council_factors,
    post_factors,
    seat_load,
)

FACTOR_STEMS = frozenset({*COUNCIL_STEMS.values(), *SEAT_STEMS.values(), "subsessions_per_session"})
"""Defaults that may enter the hours of a seat."""

POST_STEMS = frozenset({"hours_per_year", "weight"})
"""Defaults that may enter the figures of a post."""


def seat(country: Country, council: str, holder: str) -> Trace:
    """Return the trace of the hours of one seat."""
    rows = country["seats"].filter(pl.col("council") == council, pl.col("holder") == holder)
    return _of_seats(country, rows, FACTOR_STEMS)


def post(country: Country, post: str) -> Trace:
    """Return the trace of the hours of one post: every seat it has, dormant councils included.

    A dormant council is in it because its hours would come in if it met again.
    """
    rows = country["seats"].filter(pl.col("holder") == post)
    found = _of_seats(country, rows, FACTOR_STEMS | POST_STEMS)
    units = country["posts"].filter(pl.col("post") == post)["unit"].drop_nulls()
    unit = country["units"].filter(pl.col("unit").is_in(units))
    return found | traced("units", unit) | Trace(chosen_by=frozenset({("seats", "holder")}))


def council(country: Country, council: str) -> Trace:
    """Return the trace of the figures of one council."""
    rows = country["seats"].filter(pl.col("council") == council)
    found = _of_seats(country, rows, FACTOR_STEMS | POST_STEMS)
    own = country["councils"].filter(pl.col("council") == council)
    return found | _of_councils(country, own) | Trace(chosen_by=frozenset({("seats", "council")}))


def _of_seats(country: Country, seats: pl.DataFrame, stems: frozenset[str]) -> Trace:
    """Trace seats with their councils, the places of these, their posts, and the defaults."""
    councils = country["councils"].filter(pl.col("council").is_in(seats["council"].implode()))
    posts = country["posts"].filter(pl.col("post").is_in(seats["holder"].implode()))
    part = Country({**country.tables, "seats": seats, "councils": councils, "posts": posts})
    return (
        traced("seats", seats)
        | _of_councils(country, councils)
        | traced("posts", posts)
        | defaults(country, origins(part), stems)
        | dangling(seats, "council", councils, "councils", "council")
        | dangling(seats, "holder", posts, "posts", "post")
    )


def origins(country: Country) -> frozenset[str]:
    """Return the names of the defaults that the figures of this (part of a) Country take."""
    frames = (seat_load(country).profiles, council_factors(country), post_factors(country))
    return frozenset(
        name
        for frame in frames
        for column in frame.columns
        if column.endswith("_from")
        for name in frame[column].drop_nulls().unique()
    )


def _of_councils(country: Country, councils: pl.DataFrame) -> Trace:
    places = country["places"].filter(pl.col("place").is_in(councils["place"].implode()))
    return (
        traced("councils", councils)
        | traced("places", places)
        | dangling(councils, "place", places, "places", "place")
    )


def defaults(country: Country, taken: Iterable[str], stems: frozenset[str]) -> Trace:
    """Trace the defaults that were taken; another comes in by its name, or if it gets a value."""
    empty = [d.name for d in parse(country["defaults"]) if d.stem in stems and d.value is None]
    used = [name for name in taken if name.partition("[")[0] in stems]
    rows = country["defaults"].filter(pl.col("name").is_in([*used, *empty]))
    return traced("defaults", rows, ["name"])


def dangling(rows: pl.DataFrame, column: str, found: pl.DataFrame, table: str, key: str) -> Trace:
    """Trace a reference to a row that is not there: one would come in by its key."""
    missing = rows[column].drop_nulls().is_in(found[key].implode()).not_().any()
    return Trace(chosen_by=frozenset({(table, key)} if missing else ()))
