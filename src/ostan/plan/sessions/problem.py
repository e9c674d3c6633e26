"""A timetable as numbers: sessions to be put on days and hours, and what each overlap costs.

An *item* is what moves as one: a session, or the sessions of one council day back to back. A *part*
of an item is a session of one sitting. Days are working days and slots are pieces of a day, both
counted from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ostan.plan.sessions.days import Window, Year, windows
from ostan.plan.sessions.demand import Demand, Person, Sitting, nearest
from ostan.plan.sessions.rules import Rules, Segment
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """A session inside an item: which sitting, which of its sessions, from which slot, how long."""

    sitting: int
    number: int
    offset: int
    length: int


@dataclass(frozen=True)
class Item:
    """What moves as one: its parts back to back, the days on which it may be, the rooms that hold it.

    `pinned`: the slot at which it begins, for a session that stands already, rounded outwards to
    whole slots; `inside` are the slots it takes wholly. Else None.
    """

    parts: tuple[Part, ...]
    window: Window
    rooms: tuple[int, ...] = ()
    pinned: int | None = None
    inside: tuple[int, int] = (0, 0)

    @property
    def length(self) -> int:
        """Slots from its beginning to its end."""
        last = self.parts[-1]
        return last.offset + last.length


@dataclass(frozen=True, eq=False)
class Problem:
    """Items, sittings and persons.

    `hard` float64[s, s]: chairs two sittings share, and a sitting with itself at least one (times
    slot hours: hours lost per slot in which both sit). `soft` float64[s, s]: weighted hours missed per such slot. `far[s]`: far posts in each
    sitting (they come from far, or are to have quiet days), `price[p]`: what each day costs them. `rooms`: seats of each room.
    """

    year: Year
    rules: Rules
    sittings: tuple[Sitting, ...]
    persons: Mapping[str, Person]
    items: tuple[Item, ...]
    hard: Floats
    soft: Floats
    far: tuple[tuple[int, ...], ...]
    far_posts: tuple[str, ...]
    price: Floats
    findings: tuple[Finding, ...] = field(default=())

    @property
    def slot_hours(self) -> float:
        """Hours of a slot."""
        return self.rules.slot_minutes / 60

    def starts(self, item: Item) -> list[int]:
        """Return the slots at which an item may begin: none of it in a break, all within the day."""
        if item.pinned is not None:
            return [item.pinned]
        return starts(self.rules.segments, item.length)


def starts(segments: Sequence[Segment], length: int) -> list[int]:
    """Return the slots at which something of `length` slots may begin."""
    return [t for a, b in segments for t in range(a, b - length + 1)]


@dataclass(frozen=True)
class Standing:
    """A session that stands already and is not moved: the host of its sitting, day and slots.

    `begins` and `ends` are rounded outwards to whole slots; `inside` are the slots wholly taken.
    """

    host: str
    day: int
    begins: int
    ends: int
    inside: tuple[int, int]


def compiled(
    year: Year, rules: Rules, wanted: Demand, others: Demand, standing: Iterable[Standing]
) -> Problem:
    """Return the problem of a year: `wanted` are put on days, `standing` sessions of `others` stay.

    A sitting that does not exist long enough, or whose council day is longer than a day, is cut, and
    said so in the findings.
    """
    findings: list[Finding] = []
    every = (*wanted.sittings, *(s for s in others.sittings))
    number = {s.host: k for k, s in enumerate(wanted.sittings)}
    other = {s.host: len(number) + k for k, s in enumerate(others.sittings)}
    items = [
        item
        for group in _council_days(wanted.sittings, rules, findings)
        for item in _items(group, number, year, rules, findings)
    ]
    items += [_stands(s, {**number, **other}) for s in standing if s.host in {**number, **other}]
    persons = {**others.persons, **wanted.persons}
    prices = {p: _day_price(persons[p], rules) for p in wanted.persons}
    far_posts = tuple(p for p, price in prices.items() if price > 0)
    hours = rules.slot_minutes / 60
    return Problem(
        year,
        rules,
        every,
        persons,
        tuple(items),
        _shared_chairs(every) * hours,
        _missed(every, persons) * hours,
        tuple(tuple(k for k, p in enumerate(far_posts) if p in s.chance) for s in every),
        far_posts,
        np.array([prices[p] for p in far_posts], np.float64),
        tuple(findings),
    )


def _day_price(person: Person, rules: Rules) -> float:
    """Return the weighted hours that a day with sessions costs a post, whatever their number."""
    hours = person.travel if person.travel >= 2 * rules.far_hours else 0.0
    if person.post in rules.quiet_for or person.type in rules.quiet_for:
        hours += rules.quiet_hours
    return person.weight * person.holders * hours


# Council days --------------------------------------------------------------------------------


def _council_days(
    sittings: Sequence[Sitting], rules: Rules, findings: list[Finding]
) -> Iterator[list[Sitting]]:
    """Yield sittings held on the same days, the host of the day first; most are alone."""
    groups: dict[str, list[Sitting]] = {}
    for sitting in sittings:
        groups.setdefault(sitting.day or sitting.host, []).append(sitting)
    for day, group in groups.items():
        ordered = sorted(group, key=lambda s: (s.host != day, s.host))
        kept: list[Sitting] = []
        for sitting in ordered:
            if sum(s.slots for s in kept) + sitting.slots <= rules.longest:
                kept.append(sitting)
            else:
                findings.append(_no_room_in_day(sitting.host, day))
                yield [sitting]
        yield kept


_DAY_FULL = Text(
    "جلسهٔ «{id}» در روز شوراهای «{day}» جا نشد: روز از جلسه‌ها پر است؛ جدا از آن آمد.",
    "The session of “{id}” did not fit into the council day of “{day}”, which is full; it stands "
    "apart.",
)


def _no_room_in_day(host: str, day: str) -> Finding:
    sentence = _DAY_FULL.fill(id=host, day=day)
    return Finding("council_day_full", Severity.WARNING, sentence, (Row("councils", (host,)),))


def _items(
    group: Sequence[Sitting],
    number: Mapping[str, int],
    year: Year,
    rules: Rules,
    findings: list[Finding],
) -> Iterator[Item]:
    """Yield the items of a council day (or of one sitting): one for each day of who sits most often.

    Of the others each holds its sessions on some of these days, evenly; who sits less often sits
    only on days of who sits more often.
    """
    lo, hi = _existing(group, year)
    if hi < lo:
        findings.extend(_ended(s.host) for s in group)
        return
    counts = _counts(group, hi - lo + 1, year, rules, findings)
    places = windows(lo, hi, max(counts.values()), rules.spread)
    on = _nested(counts)
    rooms = _rooms(group, rules, findings)
    for k, window in enumerate(places):
        yield Item(_parts([s for s in group if k in on[s.host]], on, k, number), window, rooms)


def _counts(
    group: Sequence[Sitting], days: int, year: Year, rules: Rules, findings: list[Finding]
) -> dict[str, int]:
    """Return the sessions of each sitting on so many days: its share of the year, as many as fit."""
    length = sum(s.slots for s in group)
    most = days * sum((b - a) // length for a, b in rules.segments)
    counts = {s.host: max(1, nearest(s.sessions * days / len(year.days))) for s in group}
    findings.extend(_too_many(h, n, most) for h, n in counts.items() if n > most)
    return {host: min(most, count) for host, count in counts.items()}


_TOO_MANY = Text(
    "«{id}» باید {count} جلسه داشته باشد و در روزهای کاری {most} جلسه جا می‌شود؛ همین شمار آمد.",
    "“{id}” should have {count} sessions and {most} fit into the working days; so many are put down.",
)


def _too_many(host: str, count: int, most: int) -> Finding:
    sentence = _TOO_MANY.fill(id=host, count=count, most=most)
    rows = (Row("councils", (host,)),)
    return Finding("more_sessions_than_fit", Severity.WARNING, sentence, rows)


def _parts(
    group: Sequence[Sitting], on: Mapping[str, list[int]], k: int, number: Mapping[str, int]
) -> tuple[Part, ...]:
    parts, offset = [], 0
    for sitting in group:
        parts.append(Part(number[sitting.host], on[sitting.host].index(k), offset, sitting.slots))
        offset += sitting.slots
    return tuple(parts)


def _nested(counts: Mapping[str, int]) -> dict[str, list[int]]:
    """Return the days of each sitting: evenly among the days of the one that sits next more often."""
    days = list(range(max(counts.values())))
    chosen = {}
    for host, count in sorted(counts.items(), key=lambda c: -c[1]):
        days = [days[(2 * j + 1) * len(days) // (2 * count)] for j in range(count)]
        chosen[host] = days
    return chosen


def _existing(group: Sequence[Sitting], year: Year) -> Window:
    """Return first and last working day on which all of the group exist."""
    days = year.days
    since = max((s.since for s in group if s.since is not None), default=days[0])
    until = min((s.until for s in group if s.until is not None), default=days[-1])
    inside = [k for k, d in enumerate(days) if since <= d <= until]
    return (inside[0], inside[-1]) if inside else (0, -1)


_ENDED = Text(
    "«{id}» در این سال برقرار نیست؛ در جدول زمانی نیامد.",
    "“{id}” does not exist in this year; it is not in the timetable.",
)


def _ended(host: str) -> Finding:
    return Finding(
        "council_not_in_year", Severity.NOTICE, _ENDED.fill(id=host), (Row("councils", (host,)),)
    )


_NO_ROOM = Text(
    "{people} نفر به «{id}» دعوت می‌شوند و بزرگ‌ترین اتاق {seats} جا دارد؛ در همان اتاق آمد.",
    "{people} people are invited to “{id}” and the largest room holds {seats}; it is put there.",
)


def _rooms(group: Sequence[Sitting], rules: Rules, findings: list[Finding]) -> tuple[int, ...]:
    """Return the rooms that hold all sittings of the group, the smallest first."""
    if not rules.rooms:
        return ()
    people = max(s.people for s in group)
    order = sorted(range(len(rules.rooms)), key=lambda r: (rules.rooms[r].seats, r))
    fitting = [r for r in order if rules.rooms[r].seats >= people]
    if fitting:
        return tuple(fitting)
    most = rules.rooms[order[-1]].seats
    host = max(group, key=lambda s: s.people).host
    sentence = _NO_ROOM.fill(people=people, id=host, seats=most)
    findings.append(
        Finding("no_room_large_enough", Severity.WARNING, sentence, (Row("councils", (host,)),))
    )
    return tuple(r for r in order if rules.rooms[r].seats == most)


def _stands(standing: Standing, number: Mapping[str, int]) -> Item:
    part = Part(number[standing.host], -1, 0, standing.ends - standing.begins)
    return Item(
        (part,), (standing.day, standing.day), pinned=standing.begins, inside=standing.inside
    )


# What an overlap costs -----------------------------------------------------------------------


def _shared_chairs(sittings: Sequence[Sitting]) -> Floats:
    shared = np.zeros((len(sittings), len(sittings)))
    for a, first in enumerate(sittings):
        for b, second in enumerate(sittings):
            shared[a, b] = max(len(first.chairs & second.chairs), a == b)
    return shared


def _missed(sittings: Sequence[Sitting], persons: Mapping[str, Person]) -> Floats:
    """Return what an hour of two sittings at once costs: who is expected in both misses one.

    Of each such post the lesser chance of coming, times holders and weight.
    """
    order = {p: k for k, p in enumerate(persons)}
    chance = np.zeros((len(sittings), len(order)))
    for a, sitting in enumerate(sittings):
        for post, coming in sitting.chance.items():
            chance[a, order[post]] = coming
    worth = np.array([p.weight * p.holders for p in persons.values()])
    return np.array([np.minimum(row, chance) @ worth for row in chance]).reshape(
        len(sittings), len(sittings)
    )
