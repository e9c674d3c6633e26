"""A second opinion on a year of sessions, from the Country's rows alone.

Knows nothing of how a timetable is made: it reads the table of sessions and says which of them fall
on a holiday or outside working hours, are too many, too few, too long or too uneven, and where
somebody, or a room, is wanted twice. Minutes are counted as they stand, in plain loops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from math import ceil, floor
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import filled
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.load import post_factors
from ostan.measure.councils.sittings import sittings
from ostan.persian.digits import to_persian
from ostan.persian.jalali import weekday
from ostan.plan.sessions.rules import Rules
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

ROOM = re.compile(r"اتاق: (?P<room>[^؛]+)")
"""The room of a session, as its note has it."""


@dataclass(frozen=True)
class Checked:
    """What is wrong, and what it costs.

    `chair_hours`: hours in which somebody presides over two sessions, or a room holds two, summed
    over pairs. `missed`: weighted hours in which somebody is expected in two. `days`: days with a
    session for each post whose days count: far ones, and those to have quiet days.
    """

    findings: tuple[Finding, ...]
    chair_hours: float
    missed: float
    days: Mapping[str, int]

    @property
    def sound(self) -> bool:
        """Whether no rule is broken; clashes are counted, not forbidden."""
        return all(f.severity is not Severity.ERROR for f in self.findings)


@dataclass(frozen=True)
class _Seat:
    holder: str
    chair: bool
    chance: float


@dataclass(frozen=True)
class _Meets:
    """A session as it stands: host of the sitting, when, who; rooms and councils that name it."""

    host: str
    begin: datetime
    end: datetime
    room: str | None
    councils: frozenset[str]


def check(
    country: Country, place: str, first: date, last: date, rules: Rules | None = None
) -> Checked:
    """Check the main sessions of the councils at a place between two days, both included.

    Sessions that were called off do not count.
    """
    rules = rules or Rules()
    looked = _Looked(country, place, first, last, rules)
    findings = [
        *(f for m in looked.own for f in looked.of_day(m)),
        *(f for m in looked.own for f in looked.of_guests(m)),
        *(f for host in looked.rows for f in looked.of_sitting(host)),
        *(f for group in looked.groups() for f in looked.of_council_day(group)),
    ]
    hard, missed, clashes = looked.clashes()
    return Checked((*findings, *clashes), hard, missed, looked.far_days())


class _Looked:
    """The tables, read once into plain dictionaries."""

    def __init__(self, country: Country, place: str, first: date, last: date, rules: Rules) -> None:
        self._rules, self._first, self._last = rules, first, last
        self._holidays = set(country["holidays"]["date"])
        every = [first + timedelta(days=k) for k in range((last - first).days + 1)]
        self._days = [d for d in every if self._works(d)]
        every_row = {r["host"]: r for r in sittings(country).iter_rows(named=True)}
        self.rows = {h: r for h, r in every_row.items() if r["place"] == place}
        self._councils = {r["council"]: r for r in country["councils"].iter_rows(named=True)}
        active = bodies(country).filter(pl.col("council") == pl.col("body"))
        self._host = dict(active.select("council", "sitting").iter_rows())
        self._people, self._travel, self._size = _people(country, self._host)
        self._types = dict(country["posts"].select("post", "type").iter_rows())
        self._worth = {
            p: (1.0 if w is None else w) * h
            for p, w, h in post_factors(country).select("post", "weight", "holders").iter_rows()
        }
        self._met = self._meetings(country, every_row)
        self.own = [m for m in self._met if m.host in self.rows]

    def _works(self, day: date) -> bool:
        return weekday(day) in self._rules.weekdays and day not in self._holidays

    def _meetings(self, country: Country, every: Mapping[str, dict[str, Any]]) -> list[_Meets]:
        found: dict[tuple[str, datetime], list[dict[str, Any]]] = {}
        for row in country["sessions"].iter_rows(named=True):
            host = self._host.get(row["council"])
            inside = self._first <= row["start"].date() <= self._last
            if host is None or not inside or row["kind"] != "main" or row["held"] is False:
                continue
            found.setdefault((host, row["start"]), []).append(row)
        return [
            self._one(host, start, rows, every[host])
            for (host, start), rows in sorted(found.items())
        ]

    def _one(
        self, host: str, start: datetime, rows: list[dict[str, Any]], sitting: dict[str, Any]
    ) -> _Meets:
        stated = [r["minutes"] for r in rows if r["minutes"] is not None]
        minutes = max(stated) if stated else self._minutes(sitting)
        rooms = [m["room"].strip() for r in rows if (m := ROOM.search(r["note"] or ""))]
        end = start + timedelta(minutes=minutes)
        councils = frozenset(r["council"] for r in rows)
        return _Meets(host, start, end, rooms[0] if rooms else None, councils)

    def _minutes(self, sitting: Mapping[str, Any]) -> float:
        """Minutes of a session, rounded up to whole slots, at most the longest stretch of a day."""
        slot = self._rules.slot_minutes
        if not sitting["sessions"] or sitting["hours"] is None:
            return slot
        slots: int = max(1, ceil(60 * sitting["hours"] / sitting["sessions"] / slot - 1e-9))
        return min(slots, self._rules.longest) * slot

    # One session ------------------------------------------------------------------------------

    def of_day(self, met: _Meets) -> Iterator[Finding]:
        """Yield what is wrong with the day and the hours of a session."""
        day = met.begin.date()
        if day in self._holidays:
            yield _wrong("on_a_holiday", met, _HOLIDAY)
        elif not self._works(day):
            yield _wrong("not_a_working_day", met, _WEEKEND)
        begin, end = _minute(met.begin, day), _minute(met.end, day)
        segments = [(self._rules.minute(a), self._rules.minute(b)) for a, b in self._rules.segments]
        if not any(a <= begin and end <= b for a, b in segments):
            yield _wrong("outside_hours", met, _HOURS)
        elif (begin - self._rules.minute(0)) % self._rules.slot_minutes:
            yield _wrong("not_at_a_slot", met, _SLOT)
        if abs(end - begin - self._minutes(self.rows[met.host])) > 1e-6:
            yield _wrong("wrong_length", met, _LENGTH)

    def of_guests(self, met: _Meets) -> Iterator[Finding]:
        """Yield councils that hold their sessions jointly with this one and are not named in it."""
        expected = {c for c, h in self._host.items() if h == met.host}
        for council in sorted(expected - met.councils):
            yield _wrong("guest_missing", met, _GUEST.fill(guest=council))

    # A year of one sitting ---------------------------------------------------------------------

    def of_sitting(self, host: str) -> Iterator[Finding]:
        """Yield whether a sitting meets too often or too seldom, and unevenly."""
        wanted = self._wanted(host)
        if wanted is None:
            return
        days = sorted(m.begin.date() for m in self.own if m.host == host)
        if len(days) != wanted:
            sentence = _COUNT.fill(came=len(days), wanted=wanted, id=host)
            few = len(days) < wanted
            yield _about(host, "sessions_missing" if few else "sessions_too_many", sentence)
        elif self._gives_days(host):
            yield from self._uneven(host, days)

    def _uneven(self, host: str, days: list[date]) -> Iterator[Finding]:
        exists = self._exists(host)
        for k, day in enumerate(days):
            low = len(exists) * k // len(days)
            high = max(low + 1, len(exists) * (k + 1) // len(days))
            part = exists[low:high]
            kept = max(1, round(self._rules.spread * len(part)))
            left = (len(part) - kept) // 2
            window = part[left : left + kept]
            if not window[0] <= day <= window[-1]:
                text = _UNEVEN.fill(id=host, day=day, first=window[0], last=window[-1])
                yield _about(host, "outside_window", text)

    def _exists(self, host: str) -> list[date]:
        """Working days on which a sitting, and all that share its days, exist."""
        since = [self._councils[h]["valid_from"] for h in self._group(host)]
        until = [self._councils[h]["valid_to"] for h in self._group(host)]
        first = max([d for d in since if d is not None], default=self._first)
        last = min([d for d in until if d is not None], default=self._last)
        return [d for d in self._days if first <= d <= last]

    def _wanted(self, host: str) -> int | None:
        sessions: float | None = self.rows[host]["sessions"]
        hours: float | None = self.rows[host]["hours"]
        if sessions is None or hours is None:
            return None
        exists = self._exists(host)
        if sessions <= 0 or not exists:
            return 0
        whole = max(1, floor(sessions + 0.5))
        share = max(1, floor(whole * len(exists) / len(self._days) + 0.5))
        together = sum(self._minutes(self.rows[h]) for h in self._group(host))
        slots = round(together / self._rules.slot_minutes)
        return min(share, len(exists) * sum((b - a) // slots for a, b in self._rules.segments))

    def _group(self, host: str) -> list[str]:
        """Hosts that share the days of `host` and fit into one day with it."""
        return next((g for g in self.groups() if host in g), [host])

    def groups(self) -> list[list[str]]:
        """Return the hosts of each council day, as many as fit into one day, in order."""
        by_day: dict[str, list[str]] = {}
        for host, row in self.rows.items():
            if row["day"] is not None and row["sessions"] and row["hours"] is not None:
                by_day.setdefault(row["day"], []).append(host)
        return [self._in_a_day(day, hosts) for day, hosts in by_day.items()]

    def _in_a_day(self, day: str, hosts: list[str]) -> list[str]:
        room: float = self._rules.longest * self._rules.slot_minutes
        kept = []
        for host in sorted(hosts, key=lambda h: (h != day, h)):
            room -= self._minutes(self.rows[host])
            if room < 0:
                room += self._minutes(self.rows[host])
                continue
            kept.append(host)
        return kept

    def _gives_days(self, host: str) -> bool:
        """Whether no sitting on the same days meets more often: the others follow its days."""
        mine = self._wanted(host) or 0
        return all((self._wanted(h) or 0) <= mine for h in self._group(host))

    def of_council_day(self, group: list[str]) -> Iterator[Finding]:
        """Yield sittings that are not on the days they share, or leave a gap between them."""
        days = {h: {m.begin.date() for m in self.own if m.host == h} for h in group}
        for one, other in combinations(group, 2):
            rare, often = sorted((one, other), key=lambda h: len(days[h]))
            for day in sorted(days[rare] - days[often]):
                text = _SHARED.fill(id=rare, other=often, day=day)
                yield _about(rare, "day_not_shared", text)
        for day in sorted(set().union(*days.values())):
            here = sorted(
                (m for m in self.own if m.host in group and m.begin.date() == day),
                key=lambda m: m.begin,
            )
            for before, after in pairwise(here):
                if before.end != after.begin:
                    yield _wrong("not_back_to_back", after, _GAP.fill(other=before.host))

    # Clashes ----------------------------------------------------------------------------------

    def clashes(self) -> tuple[float, float, list[Finding]]:
        """Return hours of chairs and rooms, weighted hours of all others, and the chairs' in words."""
        hard = missed = 0.0
        findings = []
        for one, other in combinations(sorted(self._met, key=lambda m: m.begin), 2):
            hours = (min(one.end, other.end) - other.begin).total_seconds() / 3600
            if hours <= 0 or not {one.host, other.host} & self.rows.keys():
                continue
            chairs, weighted = self._both(one.host, other.host)
            hard += hours * (len(chairs) or one.host == other.host)
            missed += hours * weighted
            findings += [_wrong("chair_clash", other, _CHAIR.fill(who=c), one) for c in chairs]
            if one.room is not None and one.room == other.room:
                hard += hours
                findings.append(_wrong("room_clash", other, _TWICE.fill(room=one.room), one))
        return hard, missed, [*findings, *self._small_rooms()]

    def _both(self, one: str, other: str) -> tuple[list[str], float]:
        first, second = self._people.get(one, {}), self._people.get(other, {})
        both = sorted(first.keys() & second.keys())
        chairs = [p for p in both if first[p].chair and second[p].chair]
        lesser = {p: min(first[p].chance, second[p].chance) for p in both}
        return chairs, sum(self._worth.get(p, 1.0) * c for p, c in lesser.items())

    def _small_rooms(self) -> Iterator[Finding]:
        seats = {r.name: r.seats for r in self._rules.rooms}
        most = max(seats.values(), default=0)
        for met in self.own:
            if not seats:
                return
            if met.room not in seats:
                yield _wrong("no_room", met, _NO_ROOM)
            elif seats[met.room] < min(most, self._size.get(met.host, 0)):
                yield _wrong("room_too_small", met, _SMALL.fill(room=met.room))

    def far_days(self) -> dict[str, int]:
        """Return the days with a session of each post whose days count and that sits at the place."""
        days: dict[str, set[date]] = {}
        mine = {p for h in self.rows for p, s in self._people.get(h, {}).items() if s.chance > 0}
        far = {p for p in mine if self._counts(p)}
        for met in self._met:
            for post, seat in self._people.get(met.host, {}).items():
                if post in far and seat.chance > 0:
                    days.setdefault(post, set()).add(met.begin.date())
        return {p: len(d) for p, d in sorted(days.items())}

    def _counts(self, post: str) -> bool:
        """Whether the days of a post count: it comes from far, or is to have quiet days."""
        far = self._travel.get(post, 0.0) >= 2 * self._rules.far_hours
        return far or bool({post, self._types.get(post)} & set(self._rules.quiet_for))


def _minute(moment: datetime, day: date) -> float:
    return (moment - datetime(day.year, day.month, day.day)).total_seconds() / 60


def _people(
    country: Country, host: Mapping[str, str]
) -> tuple[dict[str, dict[str, _Seat]], dict[str, float], dict[str, int]]:
    """Return who is expected in each sitting, hours of travel of each post, people in each sitting.

    Chair, deputy and secretary are certain; a seat that was given away (attendance 0) is empty, and
    a chair that was given away is with who stands in.
    """
    posts = {r["post"]: r for r in country["posts"].iter_rows(named=True)}
    people: dict[str, dict[str, _Seat]] = {}
    travel: dict[str, float] = {}
    for row in filled(country).seats.iter_rows(named=True):
        sitting, holder = host.get(row["council"]), row["holder"]
        if sitting is None or posts.get(holder, {}).get("status") == "closed":
            continue
        travel[holder] = max(travel.get(holder, 0.0), row["travel_hours_per_seat_session"] or 0.0)
        for seat in _expected(row):
            _add(people.setdefault(sitting, {}), seat)
    size = {
        s: sum(posts[p]["holders"] if p in posts else 1 for p, seat in here.items() if seat.chance)
        for s, here in people.items()
    }
    return people, travel, size


def _expected(row: Mapping[str, Any]) -> Iterator[_Seat]:
    coming = 1.0 if row["attendance"] is None else row["attendance"]
    given = coming <= 1e-9
    if not given:
        sure = row["role"] in ("chair", "deputy", "secretary")
        yield _Seat(row["holder"], row["role"] == "chair", 1.0 if sure else coming)
    elif row["role"] == "chair" and row["stand_in"] is not None:
        yield _Seat(row["stand_in"], True, 1.0)


def _add(here: dict[str, _Seat], seat: _Seat) -> None:
    known = here.get(seat.holder)
    if known is not None:
        chance = max(seat.chance, known.chance)
        seat = _Seat(seat.holder, seat.chair or known.chair, chance)
    here[seat.holder] = seat


# In words ------------------------------------------------------------------------------------

_HOLIDAY = Text("روز تعطیل است", "the day is a holiday")
_WEEKEND = Text("روز کاری نیست", "the day is no working day")
_HOURS = Text(
    "بیرون از ساعت کار یا در ساعت استراحت است",
    "it runs outside the working hours or into the break",
)
_SLOT = Text("سر بخش‌های روز آغاز نمی‌شود", "it does not begin at a slot of the day")
_LENGTH = Text("طول آن جز آن است که باید باشد", "its length is another than it should be")
_GUEST = Text(
    "«{guest}» که جلسهٔ مشترک دارد نیامده است", "“{guest}”, which sits jointly, is not there"
)
_GAP = Text("بی‌فاصله پس از «{other}» نیست", "it does not follow “{other}” without a gap")
_CHAIR = Text(
    "«{who}» باید هم‌زمان ریاست جلسهٔ دیگری را داشته باشد",
    "“{who}” would have to preside over another session",
)
_TWICE = Text("اتاق «{room}» را جلسهٔ دیگری دارد", "another session has the room “{room}”")
_NO_ROOM = Text("اتاق ندارد", "it has no room")
_SMALL = Text("اتاق «{room}» کوچک است", "the room “{room}” is too small")
_COUNT = Text(
    "«{id}» {came} جلسه دارد و باید {wanted} جلسه داشته باشد.",
    "“{id}” has {came} sessions and should have {wanted}.",
)
_UNEVEN = Text(
    "جلسهٔ {day} «{id}» باید میان {first} و {last} باشد تا جلسه‌ها در سال پخش شوند.",
    "The session of “{id}” on {day} should be between {first} and {last}, to spread over the year.",
)
_SHARED = Text(
    "«{id}» باید هم‌روز با «{other}» باشد و در {day} نیست.",
    "“{id}” should sit on the days of “{other}”, and on {day} it does not.",
)
_SESSION = Text("«{id}»، {day} ساعت {hour}: {said}.", "“{id}”, {day} at {hour}: {said}.")


def _wrong(code: str, met: _Meets, said: Text, other: _Meets | None = None) -> Finding:
    """Return what is wrong with one session; with two, it is a clash."""
    hour = f"{met.begin:%H:%M}"
    sentence = _SESSION.fill(
        id=met.host, day=met.begin.date(), hour=Text(to_persian(hour), hour), said=said
    )
    hosts: Iterable[_Meets] = (met,) if other is None else (met, other)
    rows = tuple(Row("sessions", (m.host, m.begin.isoformat())) for m in hosts)
    return Finding(code, Severity.ERROR if other is None else Severity.WARNING, sentence, rows)


def _about(host: str, code: str, sentence: Text) -> Finding:
    return Finding(code, Severity.ERROR, sentence, (Row("councils", (host,)),))
