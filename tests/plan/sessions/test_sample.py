"""A year of the sample's province: some eighty councils, about half of them chaired by one person."""

from __future__ import annotations

from datetime import time

import polars as pl
import pytest

from ostan.country.country import Country
from ostan.measure.councils.sittings import sittings
from ostan.plan.sessions.calendars import calendar, compared
from ostan.plan.sessions.check import check
from ostan.plan.sessions.rules import Rules
from ostan.plan.sessions.timetable import Timetable, timetable

pytestmark = pytest.mark.slow

GOVERNOR = "governor@yazd"


@pytest.fixture(scope="module")
def found(sample: Country) -> Timetable:
    return timetable(sample, "yazd", 1405, seconds=60)


def test_a_year_without_clashes_on_the_fewest_days_of_travel_is_proven(
    sample: Country, found: Timetable
) -> None:
    assert found.proven
    assert (found.cost.hard, found.cost.missed, found.clashes) == (0.0, 0.0, ())
    assert {f.post: f.days for f in found.far} == {f.post: f.fewest for f in found.far}
    held = sittings(sample).filter(place="yazd")
    assert len(found.held) == held["sessions"].sum()
    seen = check(found.with_sessions(sample), "yazd", found.year.first, found.year.last)
    assert (seen.findings, seen.chair_hours, seen.missed) == ((), 0.0, 0.0)


def test_the_governors_calendar_has_the_hours_of_his_seats(
    sample: Country, found: Timetable
) -> None:
    councils = sittings(sample).filter(place="yazd").select("host", "sessions", "hours")
    seats = (
        sample["seats"].filter(holder=GOVERNOR).join(councils, left_on="council", right_on="host")
    )
    year = calendar(found, "year", GOVERNOR).row(0, named=True)
    assert year["sessions"] == seats["sessions"].sum()
    assert year["hours_if_all"] == seats["hours"].sum()
    assert year["chaired"] == seats.filter(role="chair")["sessions"].sum()
    assert calendar(found, "month", GOVERNOR)["hours"].sum() == pytest.approx(year["hours"])


@pytest.mark.slow
def test_a_day_too_short_for_the_governor_says_which_weeks_and_how_many(sample: Country) -> None:
    rules = Rules(closes=time(11), weekdays=(0, 1, 2, 3))
    made = timetable(sample, "yazd", 1405, rules, seconds=20, rounds=1)
    forced = [f for f in made.forced if f.hard]
    assert {f.post for f in forced} == {GOVERNOR}
    assert all(f.too_many > 0 for f in forced)
    assert 0 < made.bound.hard <= made.cost.hard
    assert made.cost.hard < 1.2 * made.bound.hard
    seen = check(made.with_sessions(sample), "yazd", made.year.first, made.year.last, rules)
    assert seen.sound
    assert seen.chair_hours == pytest.approx(made.cost.hard)
    assert seen.missed == pytest.approx(made.cost.missed)


@pytest.mark.slow
def test_quiet_days_halve_the_days_on_which_the_governor_sits(
    sample: Country, found: Timetable
) -> None:
    made = timetable(sample, "yazd", 1405, Rules(quiet_for=("governor",)), seconds=12, rounds=1)
    days = compared(found, made, GOVERNOR, "year").row(0, named=True)
    assert made.cost.hard == made.cost.missed == 0
    assert days["sessions_before"] == days["sessions_after"]
    assert days["days_after"] < 0.7 * days["days_before"]
    assert made.bound.travel <= made.cost.travel


@pytest.mark.slow
def test_joint_sessions_and_council_days_free_the_governor(
    sample: Country, found: Timetable
) -> None:
    chaired = sample["seats"].filter(holder=GOVERNOR, role="chair")["council"].to_list()
    joint = pl.col("council").is_in(chaired[1:4])
    shared = pl.col("council").is_in(chaired[5:7])
    councils = sample["councils"].with_columns(
        sits_with=pl.when(joint).then(pl.lit(chaired[0])),
        same_day_as=pl.when(shared).then(pl.lit(chaired[4])),
    )
    after = sample.with_tables(councils=councils)
    made = timetable(after, "yazd", 1405, seconds=60)
    assert made.proven
    seen = check(made.with_sessions(after), "yazd", made.year.first, made.year.last)
    assert seen.findings == ()
    hours = compared(found, made, GOVERNOR)
    assert hours["hours_after"].sum() < hours["hours_before"].sum()
