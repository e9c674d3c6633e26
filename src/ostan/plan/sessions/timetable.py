"""A timetable of a year: every session of a place on a day and an hour, and how good that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations

import polars as pl

from ostan.country.country import Country
from ostan.plan.sessions.bound import Forced, far_of, fewest_days_of
from ostan.plan.sessions.cost import Cost, Placed, overlap
from ostan.plan.sessions.days import Year, year_of
from ostan.plan.sessions.demand import Sitting, demand, hosts_at
from ostan.plan.sessions.problem import Problem, compiled
from ostan.plan.sessions.rules import Rules
from ostan.plan.sessions.said import (
    called,
    no_holidays,
    nothing_to_put,
    said_of_forced,
    session_note,
    unknown_place,
)
from ostan.plan.sessions.search import ROUNDS, Found, Progress, search
from ostan.plan.sessions.standing import standing
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Row, Severity


@dataclass(frozen=True)
class Held:
    """A planned session: the host of its sitting, all councils in it, when, how long, in which room."""

    host: str
    councils: tuple[str, ...]
    start: datetime
    minutes: int
    room: str | None


@dataclass(frozen=True)
class Clash:
    """Somebody is expected in two sessions at once.

    `hard`: the post presides over both. `hours` both sit at once; `missed`: weighted hours of that
    (weight x holders x the lesser chance of coming). Of a session that stood already, `second`.
    """

    post: str
    first: str
    second: str
    start: datetime
    hours: float
    hard: bool
    missed: float


@dataclass(frozen=True)
class FarDays:
    """Days with a session of a post that is far or to have quiet days.

    `fewest`: if it could choose its days alone and is never in two sessions at once.
    """

    post: str
    days: int
    fewest: int
    hours_each: float


@dataclass(frozen=True, eq=False)
class Timetable:
    """A year of sessions of a place.

    `cost` and `bound` rank alike (see `Cost`); `proven`: no timetable is better under these rules.
    `country`: digest of the Country it was made of. `forced`: clashes no timetable avoids; `cut`:
    the time or the user ended the search.
    """

    place: str
    country: str
    year: Year
    rules: Rules
    sittings: tuple[Sitting, ...]
    held: tuple[Held, ...]
    clashes: tuple[Clash, ...]
    forced: tuple[Forced, ...]
    far: tuple[FarDays, ...]
    cost: Cost
    bound: Cost
    findings: tuple[Finding, ...]
    seed: int
    seconds: float
    cut: bool

    @property
    def proven(self) -> bool:
        """Whether no timetable is better."""
        return self.cost <= self.bound

    @property
    def gap(self) -> float:
        """Share of the first of the three costs that is above its bound which is not proven; else 0."""
        pairs = (
            (self.cost.hard, self.bound.hard),
            (self.cost.missed, self.bound.missed),
            (self.cost.travel, self.bound.travel),
        )
        return next((1 - low / high for high, low in pairs if high > low), 0.0)

    @property
    def rows(self) -> pl.DataFrame:
        """Rows for the table of sessions: one for each council that sits, `held` left open."""
        return pl.DataFrame(
            [
                (c, h.start, float(h.minutes), "main", "assumed", session_note(h.host, c, h.room))
                for h in self.held
                for c in h.councils
            ],
            schema={
                "council": pl.String,
                "start": pl.Datetime("us"),
                "minutes": pl.Float64,
                "kind": pl.String,
                "evidence": pl.String,
                "note": pl.String,
            },
            orient="row",
        )

    def with_sessions(self, country: Country) -> Country:
        """Return `country` with these sessions in place of those planned for the same year.

        Sessions that were held or called off stay.
        """
        own = [c for s in self.sittings for c in s.councils]
        day = pl.col("start").dt.date()
        planned = (
            pl.col("council").is_in(own)
            & pl.col("held").is_null()
            & (pl.col("kind") == "main")
            & day.is_between(self.year.first, self.year.last)
        )
        kept = country["sessions"].filter(~planned)
        added = self.rows.join(kept, on=["council", "start"], how="anti")
        return country.with_tables(sessions=pl.concat([kept, added], how="diagonal"))


def timetable(
    country: Country,
    place: str,
    year: int | date,
    rules: Rules | None = None,
    *,
    seconds: float = 30.0,
    seed: int = 0,
    rounds: int = ROUNDS,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Timetable:
    """Return a year of the main sessions of the councils at a place.

    `year`: a Jalali year, or the first of twelve months. The sessions are put so that, in this order,
    no chair (and no room) is in two at once, nobody else expected is, by weight, and far posts
    travel on few days. `progress` is told where the search stands, `stop()` ends it with the best so
    far; so does `seconds`. The same seed gives the same timetable unless the time ends it.

    Raises BadInput where there is no such place or nothing sits there, or the year has no day.
    """
    rules = rules or Rules()
    if country.row("places", place) is None:
        raise BadInput([unknown_place(place, country["places"]["place"])])
    days = year_of(country, year, rules)
    wanted = demand(country, hosts_at(country, place), rules)
    if not wanted.sittings:
        raise BadInput([nothing_to_put(place), *wanted.findings])
    stands = standing(country, wanted, days, rules)
    problem = compiled(days, rules, wanted, stands.others, stands.sessions)
    found = search(problem, seconds=seconds, seed=seed, rounds=rounds, progress=progress, stop=stop)
    said = (*_of_holidays(days), *wanted.findings, *problem.findings)
    return _made(country, place, problem, wanted.sittings, found, said, seed)


def _of_holidays(days: Year) -> Iterator[Finding]:
    if not days.holidays:
        yield no_holidays(days.first, days.last)


def _made(
    country: Country,
    place: str,
    problem: Problem,
    sittings: tuple[Sitting, ...],
    found: Found,
    said: tuple[Finding, ...],
    seed: int,
) -> Timetable:
    forced = found.bounds.forced
    return Timetable(
        place,
        country.digest,
        problem.year,
        problem.rules,
        sittings,
        tuple(sorted(_held(problem, found.placed), key=lambda h: (h.start, h.host))),
        tuple(_clashes(problem, found.placed)),
        forced,
        tuple(_far(problem, found.placed)),
        found.cost,
        found.bounds.cost,
        (*(called(country, f) for f in said), *(said_of_forced(country, f) for f in forced)),
        seed,
        found.seconds,
        found.cut,
    )


def _held(problem: Problem, placed: tuple[Placed, ...]) -> Iterator[Held]:
    for item, at in zip(problem.items, placed, strict=True):
        if item.pinned is not None:
            continue
        room = problem.rules.rooms[at.room].name if at.room >= 0 else None
        for part in item.parts:
            sitting = problem.sittings[part.sitting]
            start = _moment(problem, at.day, at.start + part.offset)
            minutes = part.length * problem.rules.slot_minutes
            yield Held(sitting.host, sitting.councils, start, minutes, room)


def _moment(problem: Problem, day: int, slot: int) -> datetime:
    begin = timedelta(minutes=problem.rules.minute(slot))
    return datetime.combine(problem.year.days[day], time()) + begin


def _clashes(problem: Problem, placed: tuple[Placed, ...]) -> Iterator[Clash]:
    """Yield the clashes by day and hour; two sessions that stood already are nobody's business here."""
    by_day: dict[int, list[tuple[int, int, int, bool]]] = {}
    for item, at in zip(problem.items, placed, strict=True):
        for part in item.parts:
            entry = (at.start + part.offset, part.length, part.sitting, item.pinned is not None)
            by_day.setdefault(at.day, []).append(entry)
    for day, parts in sorted(by_day.items()):
        for one, other in combinations(sorted(parts, key=lambda p: (p[3], p)), 2):
            slots = overlap(one[0], one[1], other[0], other[1])
            if slots and not (one[3] and other[3]):
                start = _moment(problem, day, max(one[0], other[0]))
                yield from _of_pair(problem, one[2], other[2], start, slots * problem.slot_hours)


def _of_pair(
    problem: Problem, first: int, second: int, start: datetime, hours: float
) -> Iterator[Clash]:
    one, other = problem.sittings[first], problem.sittings[second]
    presiding = one.chairs & other.chairs
    for post in sorted(one.chance.keys() & other.chance.keys()):
        person = problem.persons[post]
        both = min(one.chance[post], other.chance[post])
        missed = person.weight * person.holders * both * hours
        yield Clash(post, one.host, other.host, start, hours, post in presiding, missed)


def _far(problem: Problem, placed: tuple[Placed, ...]) -> Iterator[FarDays]:
    far = [far_of(problem, item) for item in problem.items]
    for k, post in enumerate(problem.far_posts):
        mine = [i for i, posts in enumerate(far) if k in posts]
        fewest = fewest_days_of(problem, k)
        travelled = {placed[i].day for i in mine}
        yield FarDays(post, len(travelled), fewest, problem.persons[post].travel)


def as_json(made: Timetable) -> Mapping[str, object]:
    """Return what a program needs of a timetable, in plain values; moments and days in ISO form."""
    return {
        "place": made.place,
        "parent": made.country,
        "first": made.year.first.isoformat(),
        "last": made.year.last.isoformat(),
        "working_days": len(made.year.days),
        "rules": made.rules.model_dump(mode="json"),
        "cost": vars(made.cost),
        "bound": vars(made.bound),
        "gap": made.gap,
        "proven": made.proven,
        "cut": made.cut,
        "seed": made.seed,
        "seconds": made.seconds,
        "clashes": [{**vars(c), "start": c.start.isoformat()} for c in made.clashes],
        "forced": [
            {**vars(f), "first": f.first.isoformat(), "last": f.last.isoformat()}
            for f in made.forced
        ],
        "far": [vars(f) for f in made.far],
        "sessions": [
            {**vars(h), "councils": list(h.councils), "start": h.start.isoformat()}
            for h in made.held
        ],
    }


def as_finding(country: Country, clash: Clash) -> Finding:
    """Return a clash in words: who, which two sessions, when."""
    from ostan.plan.sessions.said import said_of_clash

    severity = Severity.WARNING if clash.hard else Severity.NOTICE
    sentence = said_of_clash(
        country, clash.post, (clash.first, clash.second), clash.start, clash.hours, clash.hard
    )
    rows = (Row("councils", (clash.first,)), Row("councils", (clash.second,)))
    return Finding("chair_clash" if clash.hard else "member_clash", severity, sentence, rows)
