"""Hours in meetings: of each seat, and from it of each post, council and place.

A seat of an active council takes, in a year, if every session is attended:

    sitting      = sessions x hours per session
    sub_sitting  = u x sub-sessions x hours per sub-session
    preparation  = sessions x preparation hours
    travel       = (sessions + u x sub-sessions) x travel hours
    followup     = sessions x follow-up hours

`u` is the share of the sub-sessions the seat sits in (`SUBSESSION_SHARE`). Preparation and follow-up
belong to main sessions only: the sub-session is itself the preparation. What is expected is
`attendance` times all of it: who does not come reads no papers, does not travel and has nothing to
report. Every factor is taken at three settings of the defaults; the low figure has every factor at
its low end at once, so the range is wider than any likely one.

Hours are those of one holder. People-hours are hours x holders of the post.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import Default, Setting, filled_councils, parse, setting
from ostan.measure.once import once

SETTINGS: Mapping[Setting, str] = MappingProxyType({"low": "_low", "value": "", "high": "_high"})
"""The three settings of the defaults, with the ending of the columns computed at each."""

PARTS = ("sitting", "sub_sitting", "preparation", "travel", "followup")
"""What the hours of a seat are made of."""

WEEKS_PER_YEAR = 52
"""Calendar weeks, not working ones: hours a week are then comparable with a legal working week."""

SUBSESSION_SHARE = pl.DataFrame(
    [
        ("subsession_share[role=chair]", 0.0, 0.0, 0.0),
        ("subsession_share[role=deputy]", 1.0, 1.0, 1.0),
        ("subsession_share[role=secretary]", 1.0, 1.0, 1.0),
        ("subsession_share[role=member]", 0.3, 0.5, 1.0),
        ("subsession_share", 0.0, 0.0, 0.0),
    ],
    schema=["name", "low", "value", "high"],
    orient="row",
)
"""Share of the sub-sessions of a council that a seat sits in; assumed, no source counts it.

Sub-sessions are smaller meetings of experts with a head of their own: the chair stays away, the
deputy and the secretary come to all, a member to those of his own matters (the range is that of a
member's share in a merged session, `phi`), invited and observers to none. A default of the country
named `subsession_share` or `subsession_share[...]` goes before these.
"""

SEAT_STEMS = MappingProxyType(
    {
        "attendance": "attendance",
        "preparation": "preparation_hours_per_seat_session",
        "travel": "travel_hours_per_seat_session",
        "followup": "followup_hours_per_seat_session",
        "subsession_share": "subsession_share",
    }
)
"""Factors of a seat, with the name of their default."""

COUNCIL_STEMS = MappingProxyType(
    {
        "sessions": "sessions_per_year",
        "subsessions": "subsessions_per_year",
        "length": "hours_per_session",
        "sublength": "hours_per_subsession",
    }
)
"""Factors of a council, with the name of their default."""


def seat_load(country: Country) -> pl.DataFrame:
    """Return every seat of an active council with its factors and its hours at three settings.

    One row per seat whose post is not closed. Columns: council, holder, role, place (where the
    council sits), holders, then at each setting (endings of `SETTINGS`) the factors sessions,
    subsessions, attendance, the PARTS (hours/year of one holder if all is attended), and
    `hours_if_all`, `hours` (expected).
    """
    return once(country, "seat_load", _seat_load)


def _seat_load(country: Country) -> pl.DataFrame:
    councils = council_factors(country)
    return (
        seat_factors(country, councils)
        .lazy()
        .with_columns(
            e.alias(f"{n}{end}") for end in SETTINGS.values() for n, e in _parts(end).items()
        )
        .with_columns(
            pl.sum_horizontal([f"{p}{end}" for p in PARTS], ignore_nulls=False).alias(
                f"hours_if_all{end}"
            )
            for end in SETTINGS.values()
        )
        .with_columns(
            (pl.col(f"attendance{end}") * pl.col(f"hours_if_all{end}")).alias(f"hours{end}")
            for end in SETTINGS.values()
        )
        .select("council", "holder", "role", "place", "holders", *_load_columns())
        .collect()
    )


def _load_columns() -> Iterable[str]:
    names = ("sessions", "subsessions", "attendance", *PARTS, "hours_if_all", "hours")
    return (f"{n}{end}" for n in names for end in SETTINGS.values())


def _parts(end: str) -> dict[str, pl.Expr]:
    """Hours of a seat if all is attended, at the setting with this ending."""
    sessions, u = pl.col(f"sessions{end}"), pl.col(f"subsession_share{end}")
    subs = u * pl.col(f"subsessions{end}")
    return {
        "sitting": sessions * pl.col(f"length{end}"),
        "sub_sitting": subs * pl.col(f"sublength{end}"),
        "preparation": sessions * pl.col(f"preparation_each{end}"),
        "travel": (sessions + subs) * pl.col(f"travel_each{end}"),
        "followup": sessions * pl.col(f"followup_each{end}"),
    }


# Factors ---------------------------------------------------------------------------------------


def council_factors(country: Country) -> pl.DataFrame:
    """Return every active council with its factors at three settings, and where they came from.

    Columns: council, type, kind, function, level (of its place), place, law, under, secretariat,
    COUNCIL_STEMS at each setting, and `x_from` (null where the table states it).
    """
    return once(country, "council_factors", _council_factors)


def _council_factors(country: Country) -> pl.DataFrame:
    active = country["councils"].filter(pl.col("status") == "active")
    only = Country({**country.tables, "councils": active})
    frames = [
        filled_councils(only, at).select(
            *(pl.col(stem).alias(f"{name}{end}") for name, stem in COUNCIL_STEMS.items()),
            *(
                pl.col(f"{stem}_from").alias(f"{name}_from")
                for name, stem in COUNCIL_STEMS.items()
                if at == "value"
            ),
        )
        for at, end in SETTINGS.items()
    ]
    levels = filled_councils(only).select(
        "council", "type", "kind", "function", level="place", place="at_place"
    )
    links = active.select("law", "under", "secretariat")
    return pl.concat([levels, links, *frames], how="horizontal")


def seat_factors(country: Country, councils: pl.DataFrame, origins: bool = False) -> pl.DataFrame:
    """Return every seat of `councils` whose post is not closed, with all factors at three settings.

    With `origins` also `x_from` for each factor of SEAT_STEMS.
    """
    posts = country["posts"].select("holders", holder="post", type="type", closed=_closed())
    seats = (
        country["seats"]
        .select("council", "holder", "role", _stated=pl.col("attendance"))
        .join(councils.rename({"place": "at", "level": "place"}).drop("type"), on="council")
        .join(posts, on="holder", how="left")
        .filter(~pl.col("closed").fill_null(False))
        .with_columns(pl.col("holders").fill_null(1))
    )
    named = parse(country["defaults"]) + parse(SUBSESSION_SHARE)
    made = [column for name in SEAT_STEMS for column in _seat_factor(seats, name, named, origins)]
    return seats.with_columns(made).rename({"place": "level", "at": "place"})


def _seat_factor(
    seats: pl.DataFrame, name: str, named: list[Default], origins: bool
) -> Iterator[pl.Series]:
    """Fill one factor of SEAT_STEMS: a column at each setting, and where it came from."""
    stem = SEAT_STEMS[name]
    stated = pl.col("_stated") if name == "attendance" else pl.lit(None, pl.Float64)
    for at, end in SETTINGS.items():
        filled = setting(seats, stem, named, at, stated=stated)
        yield filled[stem].alias(f"{name}_each{end}" if name in PARTS else f"{name}{end}")
        if origins and at == "value":
            yield filled[f"{stem}_from"].alias(f"{name}_from")


def _closed() -> pl.Expr:
    return pl.col("status") == "closed"


def post_factors(country: Country) -> pl.DataFrame:
    """Return every post with its working hours and weight at three settings, and their origins.

    Columns: post, type, unit, holders, cost_per_year, hours_per_year, weight (each at the three
    settings), hours_per_year_from, weight_from.
    """
    return once(country, "post_factors", _post_factors)


def _post_factors(country: Country) -> pl.DataFrame:
    named = parse(country["defaults"])
    posts = country["posts"]
    made = posts.select("post", "type", "unit", "holders", "cost_per_year")
    for stem in ("hours_per_year", "weight"):
        for at, end in SETTINGS.items():
            at_this = setting(posts, stem, named, at)
            made = made.with_columns(at_this[stem].alias(f"{stem}{end}"))
            if at == "value":
                made = made.with_columns(at_this[f"{stem}_from"])
    return made
