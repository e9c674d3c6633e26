"""Where the figures of councils come from: the rows each rests on, and how they were picked."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.country.evidence import Trace, traced
from ostan.country.fill import parse
from ostan.measure.councils.bodies import LINKS, connected
from ostan.measure.councils.load import (
    COUNCIL_STEMS,
    SEAT_STEMS,
    council_factors,
    post_factors,
    seat_load,
)

FACTOR_STEMS = frozenset(
    {
        *COUNCIL_STEMS.values(),
        *SEAT_STEMS.values(),
        "subsessions_per_session",
        "phi",
        "agenda_overlap",
        "regrowth",
        "overhead_hours_per_session",
    }
)
"""Defaults that may enter the hours of a seat."""

POST_STEMS = frozenset({"hours_per_year", "weight"})
"""Defaults that may enter the figures of a post."""

BY_LINK = frozenset(("councils", link) for link in LINKS)
"""Any council comes into a sitting by naming one of its councils."""


def seat(country: Country, council: str, holder: str) -> Trace:
    """Return the trace of the hours of one seat, with the holder's others in the same sitting."""
    tied = connected(country, [council])
    rows = country["seats"].filter(pl.col("council").is_in(tied), pl.col("holder") == holder)
    return _of_seats(country, rows, FACTOR_STEMS) | _of_sitting(country, [council])


def post(country: Country, post: str) -> Trace:
    """Return the trace of the hours of one post: every seat it has, dormant councils included.

    A dormant council is in it because its hours would come in if it met again.
    """
    rows = country["seats"].filter(pl.col("holder") == post)
    found = _of_seats(country, rows, FACTOR_STEMS | POST_STEMS)
    unit = country["posts"].filter(pl.col("post") == post)["unit"].drop_nulls()
    units = country["units"].filter(pl.col("unit").is_in(unit.implode()))
    return (
        found
        | traced("units", units)
        | _of_sitting(country, rows["council"])
        | Trace(chosen_by=frozenset({("seats", "holder")}))
    )


def council(country: Country, council: str) -> Trace:
    """Return the trace of the figures of one council, with all that it sits with."""
    tied = connected(country, [council])
    rows = country["seats"].filter(pl.col("council").is_in(tied))
    found = _of_seats(country, rows, FACTOR_STEMS | POST_STEMS)
    return (
        found | _of_sitting(country, [council]) | Trace(chosen_by=frozenset({("seats", "council")}))
    )


def sitting(country: Country, host: str) -> Trace:
    """Return the trace of one sitting: that of its host."""
    return council(country, host)


def place(country: Country, place: str) -> Trace:
    """Return the trace of the figures of one place: all its councils, and those they sit with."""
    own = country["councils"].filter(pl.col("place") == place)
    seats = country["seats"].filter(pl.col("council").is_in(connected(country, own["council"])))
    chosen = {("councils", "place"), ("seats", "council")}
    named = country["places"].filter(pl.col("place") == place)
    return (
        _of_seats(country, seats, FACTOR_STEMS | POST_STEMS)
        | _of_sitting(country, own["council"])
        | traced("places", named)
        | Trace(chosen_by=frozenset(chosen))
    )


def _of_sitting(country: Country, councils: Iterable[str]) -> Trace:
    """Trace these councils and all that are tied to them: how they sit, and on what."""
    wanted = frozenset(councils)
    tied = connected(country, wanted)
    rows = country["councils"].filter(pl.col("council").is_in(tied))
    found = _of_councils(country, rows) | Trace(chosen_by=BY_LINK)
    if tied == wanted:
        return found
    for link in LINKS:
        found |= dangling(rows, link, rows, "councils", "council")
    agenda = country["agenda"].filter(pl.col("council").is_in(tied))
    part = Country({**country.tables, "councils": rows})
    return (
        found
        | traced("agenda", agenda, ["council"])
        | defaults(country, origins(part), FACTOR_STEMS)
    )


def members(country: Country, council: str, other: str) -> Trace:
    """Return the trace of the common members of two councils, those merged into them included."""
    ids = connected(country, [council, other])
    seats = country["seats"].filter(pl.col("council").is_in(ids))
    own = country["councils"].filter(pl.col("council").is_in(ids))
    posts = country["posts"].filter(pl.col("post").is_in(seats["holder"].implode()))
    return (
        traced("councils", own)
        | traced("seats", seats, ["council"])
        | traced("posts", posts)
        | dangling(seats, "holder", posts, "posts", "post")
        | _of_sitting(country, [council, other])
    )


def agendas(country: Country, council: str, other: str) -> Trace:
    """Return the trace of the common subjects of two councils, those merged into them included."""
    ids = connected(country, [council, other])
    own = country["councils"].filter(pl.col("council").is_in(ids))
    agenda = country["agenda"].filter(pl.col("council").is_in(ids))
    return (
        traced("councils", own)
        | traced("agenda", agenda, ["council"])
        | _of_sitting(country, [council, other])
    )


def parallel(country: Country, test: str, council: str, against: str) -> Trace:
    """Return the trace of one row of the three tests."""
    if test == "conflict":
        return _conflict(country, council, against)
    pair = members if test == "members" else agendas
    return pair(country, council, against) | _above(country, [council, against])


def _above(country: Country, councils: list[str]) -> Trace:
    """Trace whether councils stand under one another: all that stand over them."""
    under = dict(country["councils"].select("council", "under").iter_rows())
    seen: set[str] = set()
    for at in councils:
        now: str | None = at
        while now is not None and now not in seen:
            seen.add(now)
            now = under.get(now)
    return traced("councils", country["councils"].filter(pl.col("council").is_in(sorted(seen))))


def _conflict(country: Country, council: str, unit: str) -> Trace:
    """Trace a conflict: agenda and seats of the council, the unit, and the units that sit."""
    ids = connected(country, [council])
    own = country["councils"].filter(pl.col("council").is_in(ids))
    agenda = country["agenda"].filter(pl.col("council").is_in(ids))
    seats = country["seats"].filter(pl.col("council").is_in(ids))
    posts = country["posts"].filter(pl.col("post").is_in(seats["holder"].implode()))
    sitting = posts["unit"].drop_nulls().implode()
    units = country["units"].filter(pl.col("unit").is_in(sitting) | (pl.col("unit") == unit))
    return (
        _of_sitting(country, [council])
        | traced("councils", own)
        | traced("agenda", agenda, ["council"])
        | traced("seats", seats, ["council"])
        | traced("posts", posts)
        | traced("units", units)
        | dangling(seats, "holder", posts, "posts", "post")
        | dangling(posts, "unit", units, "units", "unit")
    )


def sessions(country: Country, council: str, horizon: bool = False) -> Trace:
    """Return the trace of the sessions of one council; with `horizon` of the last one held anywhere."""
    rows = country["sessions"].filter(pl.col("council") == council)
    own = country["councils"].filter(pl.col("council") == council)
    found = traced("councils", own) | traced("sessions", rows, ["council"])
    if not horizon:
        return found
    held = country["sessions"].filter(pl.col("held"))
    last = held.filter(pl.col("start") == pl.col("start").max())
    return found | traced("sessions", last, ["start", "held"])


def verdict(country: Country, council: str, move: str) -> Trace:
    """Return the trace of who may change a council: its chain of acts, the rules, the ranks.

    Which acts are within reach depends on all rules, so those are picked by every cell that says
    what a rule is about; the rules of the move itself are rows of it.
    """
    own = country["councils"].filter(pl.col("council") == council)
    chain = legal.chains(country).filter(pl.col("law").is_in(own["law"].drop_nulls().implode()))
    laws = country["laws"].filter(pl.col("law").is_in(chain["act"].implode()))
    founding = pl.col("founding_rank").is_null() | pl.col("founding_rank").is_in(
        laws["rank"].implode()
    )
    rules = country["rules"].filter(pl.col("move") == move, founding)
    ranks = pl.concat([laws["rank"], rules["enough_rank"].drop_nulls()])
    return (
        traced("councils", own)
        | traced("laws", laws)
        | traced("rules", rules, _RULE_CELLS)
        | traced(
            "ranks", country["ranks"].filter(pl.col("rank").is_in(ranks.implode())), _RANK_CELLS
        )
        | dangling(own, "law", laws, "laws", "law")
        | dangling(laws, "basis", laws, "laws", "law")
    )


_RANK_CELLS = ("rank", "order")
_RULE_CELLS = "move founding_rank enough_rank condition valid_from valid_to".split()


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
