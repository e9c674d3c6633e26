"""What has to sit: the sittings of a place in a year, how long, and who is expected in each.

A *sitting* is a council, or councils that hold their sessions jointly. Sessions and length come from
the practice, the lawful minimum or the defaults, as the measures have them. Sub-sessions are left
out: they are meetings of experts whose members no table names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import filled
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.load import post_factors
from ostan.measure.councils.sittings import sittings
from ostan.plan.sessions.rules import Rules
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

CORE = ("chair", "deputy", "secretary")
"""Roles without which a session is not held: they are expected with certainty."""

TRAVEL = "travel_hours_per_seat_session"
"""Hours of travel to a session and back, as the defaults name it."""

LEAST_CHANCE = 1e-9
"""A seat expected with less has been given away: nobody waits for its holder."""


@dataclass(frozen=True)
class Person:
    """A post: what an hour of it is worth, how many hold it, hours of travel to a session and back."""

    post: str
    type: str
    weight: float
    holders: int
    travel: float


@dataclass(frozen=True)
class Sitting:
    """Sessions of one council, or of several jointly, in a year.

    `councils` sit in it, the host first; `sessions` a year, `slots` each; `chance`: how likely each
    post is expected (0 to 1, core 1); `chairs` preside; `people` are invited; `day`: what sittings
    held on the same days have in common; `since`, `until`: days between which it exists.
    """

    host: str
    councils: tuple[str, ...]
    sessions: int
    slots: int
    chance: Mapping[str, float]
    chairs: frozenset[str]
    people: int
    day: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Demand:
    """Sittings by host, the posts in them by id, and what had to be left out or cut."""

    sittings: tuple[Sitting, ...]
    persons: Mapping[str, Person]
    findings: tuple[Finding, ...]


def demand(country: Country, hosts: Iterable[str], rules: Rules) -> Demand:
    """Return what has to sit of the sittings hosted by `hosts` (ids of councils)."""
    wanted = set(hosts)
    held = [r for r in sittings(country).iter_rows(named=True) if r["host"] in wanted]
    together = _together(country)
    seats = _seats(country, [c for r in held for c in together[r["host"]]])
    rows = {r["council"]: r for r in country["councils"].iter_rows(named=True)}
    holders = dict(country["posts"].select("post", "holders").iter_rows())
    findings: list[Finding] = []
    found = []
    for row in held:
        slots = _slots(row, rules, findings)
        if slots is not None:
            councils = together[row["host"]]
            here = [s for c in councils for s in seats.get(c, [])]
            found.append(_sitting(row, slots, councils, here, rows[row["host"]], holders))
    return Demand(tuple(found), _persons(country, seats, found), tuple(findings))


def hosts_at(country: Country, place: str) -> list[str]:
    """Return the councils at a place that hold sessions of their own: active, guests of nobody."""
    return sittings(country).filter(pl.col("place") == place)["host"].to_list()


def host_of(country: Country) -> dict[str, str]:
    """Return the host of the sitting each active council sits in."""
    active = bodies(country).filter(pl.col("council") == pl.col("body"))
    return dict(active.select("council", "sitting").iter_rows())


def _together(country: Country) -> dict[str, tuple[str, ...]]:
    """Return the active councils of each sitting by its host, the host first."""
    found: dict[str, list[str]] = {}
    for council, host in host_of(country).items():
        found.setdefault(host, []).append(council)
    return {h: (h, *sorted(set(c) - {h})) for h, c in found.items()}


def _slots(row: Mapping[str, Any], rules: Rules, findings: list[Finding]) -> int | None:
    """Return the slots of a session; None where none is held or nothing is known."""
    sessions: float | None = row["sessions"]
    hours: float | None = row["hours"]
    if sessions is None or hours is None:
        findings.append(_about(row["host"], "sessions_unknown", _UNKNOWN, Severity.WARNING))
        return None
    if sessions <= 0:
        return None
    slots: int = max(1, ceil(60 * hours / sessions / rules.slot_minutes - 1e-9))
    if slots <= rules.longest:
        return slots
    shown = rules.longest * rules.slot_minutes / 60
    sentence = _TOO_LONG.fill(hours=hours / sessions, most=shown)
    findings.append(_about(row["host"], "session_too_long", sentence, Severity.WARNING))
    return rules.longest


def _sitting(
    row: Mapping[str, Any],
    slots: int,
    councils: tuple[str, ...],
    seats: Sequence[Mapping[str, Any]],
    council: Mapping[str, Any],
    holders: Mapping[str, int],
) -> Sitting:
    chance = _expected(seats)
    return Sitting(
        row["host"],
        councils,
        max(1, nearest(row["sessions"])),
        slots,
        chance,
        frozenset(_chairs(seats)),
        sum(holders.get(p, 1) for p in chance),
        row["day"],
        council["valid_from"],
        council["valid_to"],
    )


def nearest(sessions: float) -> int:
    """Return a number of sessions as a whole number, halves upwards."""
    return floor(sessions + 0.5)


def _expected(seats: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """How likely each post is expected: the most over its seats, core and who took a chair certain."""
    chance: dict[str, float] = {}
    for seat in seats:
        coming = 1.0 if seat["attendance"] is None else seat["attendance"]
        if coming > LEAST_CHANCE:
            sure = 1.0 if seat["role"] in CORE else coming
            chance[seat["holder"]] = max(sure, chance.get(seat["holder"], 0.0))
    chance.update(dict.fromkeys(_chairs(seats), 1.0))
    return dict(sorted(chance.items()))


def _chairs(seats: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Who presides: the chairs, or where a chair has been given away who took it."""
    for seat in seats:
        if seat["role"] != "chair":
            continue
        if seat["attendance"] is None or seat["attendance"] > LEAST_CHANCE:
            yield seat["holder"]
        elif seat["stand_in"] is not None:
            yield seat["stand_in"]


def _seats(country: Country, councils: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the seats of these councils whose post is not closed, with their gaps filled."""
    seats = country["seats"].filter(pl.col("council").is_in(councils))
    found = filled(Country({**country.tables, "seats": seats})).seats
    posts = country["posts"].select("status", holder="post")
    joined = found.join(posts, on="holder", how="left", maintain_order="left")
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in joined.iter_rows(named=True):
        if row["status"] != "closed":
            grouped.setdefault(row["council"], []).append(row)
    return grouped


def _persons(
    country: Country, seats: Mapping[str, list[dict[str, Any]]], found: Iterable[Sitting]
) -> dict[str, Person]:
    """Return the posts in these sittings by id; of travel the most over their seats."""
    travel: dict[str, float] = {}
    for seat in (s for rows in seats.values() for s in rows):
        post = seat["holder"]
        travel[post] = max(travel.get(post, 0.0), seat[TRAVEL] or 0.0)
    known = {r["post"]: r for r in post_factors(country).iter_rows(named=True)}
    return {
        p: _person(p, known.get(p, {}), travel.get(p, 0.0))
        for p in sorted({p for s in found for p in s.chance})
    }


def _person(post: str, row: Mapping[str, Any], travel: float) -> Person:
    weight = row.get("weight")
    return Person(
        post,
        row.get("type", post),
        1.0 if weight is None else weight,
        row.get("holders", 1),
        travel,
    )


_UNKNOWN = Text(
    "شمار یا طول جلسه‌های این شورا دانسته نیست و پیش‌فرضی هم ندارد؛ در جدول زمانی نیامد.",
    "Neither a number nor a length of this council's sessions is known or has a default; it is not "
    "in the timetable.",
)
_TOO_LONG = Text(
    "جلسهٔ {hours} ساعته در ساعت‌های یک روز جا نمی‌شود؛ {most} ساعت در جدول آمد.",
    "A session of {hours} hours does not fit into the hours of a day; {most} hours are put down.",
)


def _about(council: str, code: str, sentence: Text, severity: Severity) -> Finding:
    said = Text("شورای «{id}»: {said}", "Council “{id}”: {said}").fill(id=council, said=sentence)
    return Finding(code, severity, said, (Row("councils", (council,)),))
