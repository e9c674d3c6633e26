"""The check finds each thing that may be wrong with a year of sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

import polars as pl
import pytest
from tests.plan.sessions.small import chaired, land

from ostan.country.country import Country
from ostan.plan.sessions.check import Checked, check
from ostan.plan.sessions.rules import Room, Rules
from ostan.plan.sessions.timetable import Timetable, timetable

RULES = Rules(pause=(time(12), time(13)), rooms=(Room(name="r", seats=9), Room(name="s", seats=2)))


@pytest.fixture(scope="module")
def country() -> Country:
    """Two councils alone, two on shared days, two jointly."""
    councils = [
        {"council": "a"},
        {"council": "b"},
        {"council": "c"},
        {"council": "d", "same_day_as": "c"},
        {"council": "e"},
        {"council": "g", "sits_with": "e"},
    ]
    return land(councils, [s for c in "abcdeg" for s in chaired(c, "x", "m", f"m{c}")])


@pytest.fixture(scope="module")
def found(country: Country) -> Timetable:
    """A sound timetable of it."""
    return timetable(country, "yazd", 1405, RULES, seconds=20, rounds=1)


Change = Callable[[dict[str, Any]], Mapping[str, Any] | None]


def changed(
    country: Country, found: Timetable, council: str, number: int, change: Change
) -> Checked:
    """Check the timetable with one session changed, or taken out where `change` gives nothing."""
    rows = found.with_sessions(country)["sessions"].to_dicts()
    at = [k for k, r in enumerate(rows) if r["council"] == council][number]
    made = change(rows[at])
    kept = [*rows[:at], *([] if made is None else [{**rows[at], **made}]), *rows[at + 1 :]]
    planned = country.with_tables(
        sessions=pl.DataFrame(kept, schema=country["sessions"].schema, strict=False)
    )
    return check(planned, "yazd", found.year.first, found.year.last, RULES)


def test_a_sound_timetable_has_nothing_wrong(country: Country, found: Timetable) -> None:
    seen = changed(country, found, "a", 0, lambda row: row)
    assert seen.findings == ()
    assert (seen.chair_hours, seen.missed) == (0.0, 0.0)


def to(hour: int, minute: int = 0) -> Change:
    return lambda r: {"start": datetime.combine(r["start"].date(), time(hour, minute))}


def on(*day: int) -> Change:
    return lambda r: {"start": datetime(*day, r["start"].hour, r["start"].minute)}


@pytest.mark.parametrize(
    ("council", "number", "change", "code"),
    [
        ("a", 0, on(2026, 3, 21), "on_a_holiday"),
        (
            "a",
            0,
            lambda r: {"start": r["start"] - timedelta(days=r["start"].weekday() - 4)},
            "not_a_working_day",
        ),
        ("a", 1, to(15, 30), "outside_hours"),
        ("a", 1, to(7), "outside_hours"),
        ("a", 1, to(11, 30), "outside_hours"),
        ("a", 1, to(9, 10), "not_at_a_slot"),
        ("a", 2, lambda r: {"minutes": 90.0}, "wrong_length"),
        ("a", 3, lambda r: None, "sessions_missing"),
        ("a", 3, lambda r: {"council": "b"}, "sessions_too_many"),
        ("a", 0, on(2026, 6, 30), "outside_window"),
        ("d", 1, on(2026, 7, 5), "day_not_shared"),
        ("d", 1, lambda r: {"start": r["start"] + timedelta(hours=3)}, "not_back_to_back"),
        ("g", 2, lambda r: None, "guest_missing"),
        ("a", 0, lambda r: {"note": "اتاق: s"}, "room_too_small"),
        ("a", 0, lambda r: {"note": None}, "no_room"),
    ],
)
def test_what_is_wrong_is_found(
    country: Country, found: Timetable, council: str, number: int, change: Change, code: str
) -> None:
    seen = changed(country, found, council, number, change)
    named = [f for f in seen.findings if f.code == code]
    assert named
    assert not seen.sound
    assert all(f.sentence.fa and f.sentence.en and f.rows for f in named)


def test_clashes_of_chairs_members_and_rooms_are_counted(
    country: Country, found: Timetable
) -> None:
    other = next(h for h in found.held if h.host == "b")
    seen = changed(country, found, "a", 0, lambda r: {"start": other.start + timedelta(minutes=15)})
    codes = {f.code for f in seen.findings}
    assert {"chair_clash", "room_clash"} <= codes
    assert seen.chair_hours == pytest.approx(2 * 0.75)  # the chair, and the room
    assert seen.missed == pytest.approx(0.75 * (1.0 + 0.5))  # x for certain, m with 0.5
