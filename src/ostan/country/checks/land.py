"""Places: each in a wider one, in one tree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import LEVEL_WORDS, Kind, Names, cycles, say
from ostan.country.country import Country
from ostan.country.tables import LEVELS
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

CYCLE = Kind(
    "cycle_of_places",
    Severity.ERROR,
    Text("مکان‌ها در یکدیگر حلقه شده‌اند: {path}", "Places enclose one another in a circle: {path}"),
    Text("ستون parent یکی از آن‌ها را اصلاح کنید.", "Correct the column parent of one of them."),
    column="parent",
)
OUTSIDE = Kind(
    "place_outside",
    Severity.WARNING,
    Text(
        "«{place}» در هیچ مکان بزرگ‌تری نیست و کشور هم نیست",
        "“{place}” lies in no wider place and is not a country",
    ),
    Text(
        "در ستون parent مکان دربرگیرنده را بنویسید.",
        "Name the enclosing place in the column parent.",
    ),
    column="parent",
)
LEVEL = Kind(
    "place_level_order",
    Severity.ERROR,
    Text(
        "«{place}» ({level}) در «{parent}» ({wider}) آمده که از آن بزرگ‌تر نیست",
        "“{place}” ({level}) lies in “{parent}” ({wider}), which is not wider",
    ),
    Text("سطح یا مکان دربرگیرنده را اصلاح کنید.", "Correct the level or the enclosing place."),
    column="level",
)


def find(country: Country, _: date) -> Iterator[Finding]:
    """Check the tree of places."""
    places = country["places"]
    yield from say(country, CYCLE, "places", cycles(places, "place", "parent"), {"path": "places"})
    alone = places.filter(pl.col("parent").is_null(), pl.col("level") != LEVELS[0])
    yield from say(country, OUTSIDE, "places", alone, {"place": "places"})
    above = places.select(parent="place", wider="level")
    order = pl.Enum(LEVELS)
    wrong = places.join(above, on="parent").filter(
        pl.col("level").cast(order) <= pl.col("wider").cast(order)
    )
    names: Names = {
        "place": "places",
        "parent": "places",
        "level": LEVEL_WORDS,
        "wider": LEVEL_WORDS,
    }
    yield from say(country, LEVEL, "places", wrong, names)
