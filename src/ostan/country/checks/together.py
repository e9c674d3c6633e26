"""Councils that were merged, sit together or share their days: links that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import Kind, active, cycles, say
from ostan.country.country import Country
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

CYCLE_MERGED = Kind(
    "cycle_of_mergers",
    Severity.ERROR,
    Text("شوراها در یکدیگر ادغام شده‌اند: {path}", "Councils are merged into one another: {path}"),
    Text(
        "ستون replaced_by یکی از آن‌ها را اصلاح کنید.",
        "Correct the column replaced_by of one of them.",
    ),
    column="replaced_by",
)
CYCLE_JOINT = Kind(
    "cycle_of_joint_sessions",
    Severity.ERROR,
    Text(
        "میزبانی جلسه‌های مشترک به خود بازمی‌گردد: {path}",
        "Councils host one another's sessions in a circle: {path}",
    ),
    Text(
        "ستون sits_with میزبان را خالی کنید.", "Empty the column sits_with of the one that hosts."
    ),
    column="sits_with",
)
CYCLE_DAY = Kind(
    "cycle_of_council_days",
    Severity.ERROR,
    Text(
        "روز شوراها به خود بازمی‌گردد: {path}",
        "Councils sit on one another's days in a circle: {path}",
    ),
    Text(
        "ستون same_day_as شورایی را که روز از آن اوست خالی کنید.",
        "Empty the column same_day_as of the council whose day it is.",
    ),
    column="same_day_as",
)
ACTIVE_MERGED = Kind(
    "active_council_replaced",
    Severity.ERROR,
    Text(
        "«{council}» فعال است اما «{replaced_by}» جایگزین آن خوانده شده است",
        "“{council}” is active but said to be replaced by “{replaced_by}”",
    ),
    Text(
        "وضعیت را replaced کنید یا ستون replaced_by را خالی کنید.",
        "Set the status to replaced or empty the column replaced_by.",
    ),
    column="replaced_by",
)
SUCCESSOR = Kind(
    "successor_not_active",
    Severity.WARNING,
    Text(
        "«{council}» جای خود را به «{replaced_by}» داده است اما شورای فعالی جای آن نیست",
        "“{council}” gave way to “{replaced_by}”, but no active council stands in its place",
    ),
    Text(
        "شورایی را بنویسید که اکنون جای آن است، یا وضعیت را abolished کنید.",
        "Name the council that stands in its place now, or set the status to abolished.",
    ),
    column="replaced_by",
)
HOST = Kind(
    "joint_host_not_active",
    Severity.WARNING,
    Text(
        "«{council}» جلسه‌هایش را با «{sits_with}» برگزار می‌کند که فعال نیست",
        "“{council}” holds its sessions with “{sits_with}”, which is not active",
    ),
    Text("میزبان تازه را بنویسید یا ستون را خالی کنید.", "Name the host now, or empty the column."),
    column="sits_with",
)
DAY_HOST = Kind(
    "council_day_not_active",
    Severity.WARNING,
    Text(
        "«{council}» در روز «{same_day_as}» تشکیل می‌شود که فعال نیست",
        "“{council}” sits on the days of “{same_day_as}”, which is not active",
    ),
    Text(
        "شورایی را بنویسید که روز از آن اوست، یا ستون را خالی کنید.",
        "Name the council whose days they are, or empty the column.",
    ),
    column="same_day_as",
)
CARRIED_SEAT = Kind(
    "carried_seat_of_nobody",
    Severity.WARNING,
    Text(
        "عضویت «{holder}» در «{council}» انتقالی خوانده شده اما او عضو هیچ شورایی که در آن ادغام شده نیست",
        "The seat of “{holder}” in “{council}” is said to be carried, but it sits in no council "
        "merged into that one",
    ),
    Text(
        "ستون carried را خالی کنید، یا replaced_by شورای ادغام‌شده را بنویسید.",
        "Empty the column carried, or fill replaced_by of the council that was merged.",
    ),
    column="carried",
)

NAMES = {
    "council": "councils",
    "replaced_by": "councils",
    "sits_with": "councils",
    "same_day_as": "councils",
    "path": "councils",
    "holder": "posts",
}

RINGS = {"replaced_by": CYCLE_MERGED, "sits_with": CYCLE_JOINT, "same_day_as": CYCLE_DAY}
HOSTS = {"sits_with": HOST, "same_day_as": DAY_HOST}


def find(country: Country, day: date) -> Iterator[Finding]:
    """Check the links that councils have once they were merged or sit together."""
    councils = country["councils"]
    for column, ring in RINGS.items():
        yield from say(country, ring, "councils", cycles(councils, "council", column), NAMES)
    standing = active(country, "councils", day)
    replaced = standing.drop_nulls("replaced_by")
    yield from say(country, ACTIVE_MERGED, "councils", replaced, NAMES)
    resting = councils.join(standing, on="council", how="anti").select("council")
    for column, kind in HOSTS.items():
        guests = standing.drop_nulls(column)
        alone = guests.join(resting.rename({"council": column}), on=column, how="semi")
        yield from say(country, kind, "councils", alone, NAMES)
    yield from _merged(country, standing)
    yield from _carried(country)


def _merged(country: Country, standing: pl.DataFrame) -> Iterator[Finding]:
    merged = country["councils"].filter(pl.col("status") == "replaced").drop_nulls("replaced_by")
    ends = successors(country).filter(pl.col("last")).select("council", host="host")
    known = merged.join(ends, on="council", how="left", maintain_order="left")
    alone = known.join(standing.select(host="council"), on="host", how="anti")
    yield from say(country, SUCCESSOR, "councils", alone, NAMES)


def _carried(country: Country) -> Iterator[Finding]:
    seats = country["seats"]
    carried = seats.filter(pl.col("carried"))
    if carried.is_empty():
        return
    own = seats.filter(~pl.col("carried").fill_null(False)).select("council", "holder")
    brought = own.join(successors(country), on="council").select("holder", council="host")
    nobody = carried.join(brought, on=["council", "holder"], how="anti", maintain_order="left")
    yield from say(country, CARRIED_SEAT, "seats", nobody, NAMES)


def successors(country: Country, table: str = "councils", key: str = "council") -> pl.DataFrame:
    """Return every merged council (or unit) with all that took its place: its key, host, last.

    `last`: the host was not merged into another one itself. Those on a ring of mergers have no last
    one.
    """
    links = country[table].select(key, host="replaced_by").drop_nulls()
    step = links.rename({key: "host", "host": "_next"})
    found = level = links
    while level.height:
        level = (
            level.join(step, on="host")
            .select(key, host="_next")
            .join(found, on=[key, "host"], how="anti")
        )
        found = pl.concat([found, level])
    return found.with_columns(last=~pl.col("host").is_in(links[key].implode()))
