from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.sessions.small import chaired, land

from ostan.country.country import Country
from ostan.files import ics
from ostan.plan.sessions.calendars import calendar, compared
from ostan.plan.sessions.check import check
from ostan.plan.sessions.rules import Room, Rules
from ostan.plan.sessions.timetable import Timetable, as_finding, as_json, timetable
from ostan.words.errors import BadInput

pytestmark = pytest.mark.slow

YEAR = 1405


def made(country: Country, rules: Rules | None = None, **more: Any) -> Timetable:
    """A timetable of yazd, whose figures an independent check must confirm."""
    more = {"seconds": 20, "rounds": 2, **more}
    found = timetable(country, "yazd", more.pop("year", YEAR), rules, **more)
    agreed(country, found)
    return found


def agreed(country: Country, found: Timetable) -> None:
    """Hold a timetable to the independent check: nothing broken, the same clashes and days."""
    year = found.year
    seen = check(found.with_sessions(country), "yazd", year.first, year.last, found.rules)
    assert seen.sound, [f.sentence.en for f in seen.findings]
    assert seen.chair_hours == pytest.approx(found.cost.hard)
    assert seen.missed == pytest.approx(found.cost.missed)
    assert seen.days == {f.post: f.days for f in found.far}


def starts(found: Timetable, host: str) -> list[datetime]:
    return [h.start for h in found.held if h.host == host]


TWO = [{"council": "a"}, {"council": "b", "sessions_per_year": 7.0, "hours_per_session": 1.25}]
SEATS = [*chaired("a", "x", "m"), *chaired("b", "x", "n")]


def test_every_session_is_put_with_its_length_and_none_clashes() -> None:
    found = made(land(TWO, SEATS))
    assert (len(starts(found, "a")), len(starts(found, "b"))) == (4, 7)
    assert {h.minutes for h in found.held} == {60, 90}
    assert (found.proven, found.gap, found.clashes, found.forced) == (True, 0.0, (), ())


def test_rows_go_into_the_table_of_sessions_and_out_as_a_calendar() -> None:
    country = land(TWO, SEATS)
    planned = made(country).with_sessions(country)
    assert planned["sessions"].height == 11
    assert planned["sessions"]["held"].null_count() == 11
    assert ics.dumps(planned, place="yazd").count("BEGIN:VEVENT") == 11


def test_planning_again_takes_the_place_of_what_was_planned_and_leaves_what_was_held() -> None:
    country = land(TWO, SEATS)
    once = made(country)
    first = made(country).with_sessions(country)
    moved = first["sessions"].with_columns(
        held=pl.when(pl.col("start") == starts(once, "a")[0]).then(True)
    )
    standing = first.with_tables(sessions=moved)
    again = timetable(standing, "yazd", YEAR, seed=3, seconds=20, rounds=1)
    rows = again.with_sessions(standing)["sessions"]
    assert rows.filter(pl.col("held").is_null()).height == 11
    assert rows.filter("held")["start"].to_list() == [starts(once, "a")[0]]


def test_the_same_seed_gives_the_same_rows() -> None:
    country = land(TWO, SEATS)
    assert made(country, seed=4).rows.equals(made(country, seed=4).rows)


# Councils that sit together ------------------------------------------------------------------


def test_joint_sessions_are_one_session_in_the_calendar_of_each_council() -> None:
    councils = [{"council": "a"}, {"council": "b", "sits_with": "a"}]
    country = land(councils, [*chaired("a", "x", "m"), *chaired("b", "y", "m")])
    found = made(country)
    assert {h.councils for h in found.held} == {("a", "b")}
    rows = found.rows
    assert (
        rows.filter(council="a")["start"].to_list() == rows.filter(council="b")["start"].to_list()
    )
    assert rows.filter(council="b")["note"].unique().to_list() == ["جلسهٔ مشترک به میزبانی «a»"]
    month = calendar(found, "year", "m")
    assert month["sessions"].to_list() == [len(found.held)]


def test_what_was_merged_has_no_sessions_of_its_own() -> None:
    councils = [{"council": "a"}, {"council": "b", "status": "replaced", "replaced_by": "a"}]
    found = made(land(councils, [*chaired("a", "x"), *chaired("b", "y")]))
    assert {h.councils for h in found.held} == {("a",)}
    assert "y" not in calendar(found)["post"]


def test_a_council_day_is_one_day_back_to_back() -> None:
    councils = [
        {"council": "a", "sessions_per_year": 6.0},
        {"council": "b", "same_day_as": "a", "hours_per_session": 2.0},
        {"council": "c", "same_day_as": "a", "sessions_per_year": 3.0},
    ]
    found = made(land(councils, [s for c in "abc" for s in chaired(c, "x", f"m{c}")]))
    days = {c: {s.date() for s in starts(found, c)} for c in "abc"}
    assert (len(days["a"]), len(days["b"]), len(days["c"])) == (6, 4, 3)
    assert days["c"] < days["b"] < days["a"]
    for day in days["c"]:
        here = sorted(h.start for h in found.held if h.start.date() == day)
        assert [b - a for a, b in pairwise(here)] == [
            timedelta(hours=1),
            timedelta(hours=2),
        ]


def test_a_council_day_longer_than_a_day_is_cut_and_said() -> None:
    councils = [
        {"council": "a", "hours_per_session": 5.0},
        {"council": "b", "hours_per_session": 4.0, "same_day_as": "a"},
    ]
    found = made(land(councils, [*chaired("a", "x"), *chaired("b", "x")]))
    assert [f.code for f in found.findings] == ["council_day_full"]
    assert found.proven


# Who comes -----------------------------------------------------------------------------------


def test_a_chair_given_away_is_with_who_took_it() -> None:
    """Both sit three hours on each of few days: x could not preside over both, x and y can."""
    days = [{"date": date(2026, 3, 21) + timedelta(k)} for k in range(365) if k % 90 != 1]
    councils = [{"council": c, "hours_per_session": 3.0, "sessions_per_year": 5.0} for c in "ab"]
    seats = [*chaired("a", "x"), *chaired("b", "x")]
    rules = Rules(closes=time(11), weekdays=tuple(range(7)))
    stuck = made(land(councils, seats, holidays=days), rules)
    assert stuck.proven
    assert stuck.cost.hard == 15.0
    assert stuck.forced[0].post == "x"
    given_away = {**seats[1], "attendance": 0.0, "stand_in": "y"}
    freed = made(land(councils, [seats[0], given_away], [{"post": "y"}], holidays=days), rules)
    assert freed.cost.hard == freed.cost.missed == 0


def test_a_forced_clash_is_said_in_words_and_every_clash_is_named() -> None:
    councils = [{"council": c, "sessions_per_year": 200.0} for c in "abc"]
    posts = [{"post": "x", "title_fa": "استاندار", "title_en": "Governor"}]
    rules = Rules(closes=time(10))
    country = land(councils, [s for c in "abc" for s in chaired(c, "x")], posts)
    found = made(country, rules, rounds=1)
    said = next(f for f in found.findings if f.code == "chair_overfull")
    assert said.sentence.en.startswith("Governor must preside over ")
    assert "استاندار" in said.sentence.fa
    working = len(found.year.days)
    assert sum(f.too_many for f in found.forced) >= 600 - 2 * working
    assert found.cost.hard == found.bound.hard >= 600 - 2 * working
    clash = found.clashes[0]
    assert (clash.post, clash.hard, clash.hours) == ("x", True, 1.0)
    assert clash.first != clash.second
    assert "would have to preside over" in as_finding(country, clash).sentence.en


def test_more_sessions_than_fit_are_cut_and_said() -> None:
    country = land([{"council": "a", "sessions_per_year": 600.0}], chaired("a", "x"))
    found = made(country, Rules(closes=time(10)), rounds=1)
    assert [f.code for f in found.findings] == ["more_sessions_than_fit"]
    assert len(found.held) == 2 * len(found.year.days)
    assert found.proven


def test_sessions_of_other_places_are_kept_clear_of() -> None:
    councils = [
        {"council": "a", "sessions_per_year": 1.0, "hours_per_session": 8.0},
        {"council": "n", "place": "iran"},
    ]
    rules = Rules(spread=0.001)  # the session of a has one day
    seats = [*chaired("a", "x", "m"), *chaired("n", "y", "m")]
    free = made(land(councils, seats), rules)
    day = starts(free, "a")[0].date()
    other = {
        "council": "n",
        "start": datetime.combine(day, time(9, 40)),
        "minutes": 70.0,
        "kind": "main",
    }
    country = land(councils, seats, sessions=[other])
    found = timetable(country, "yazd", YEAR, rules, seconds=20, rounds=1)
    assert [(c.post, c.first, c.second) for c in found.clashes] == [("m", "a", "n")]
    # From 9:40 to 10:50, counted by whole half hours: from 9:30 to 11:00; at least 10:00 to 10:30.
    assert found.cost.missed == 0.75
    assert found.bound.missed == 0.25


def test_a_session_called_off_is_in_nobodys_way() -> None:
    councils = [{"council": "a", "sessions_per_year": 300.0}, {"council": "n", "place": "iran"}]
    country = land(
        councils,
        [*chaired("a", "x"), *chaired("n", "x")],
        sessions=[
            {
                "council": "n",
                "start": datetime(2026, 5, 5, 8),
                "minutes": 480.0,
                "kind": "main",
                "held": False,
            }
        ],
    )
    assert made(country).proven


# Days, rooms, travel -------------------------------------------------------------------------


def test_a_council_sits_only_while_it_exists() -> None:
    country = land([{"council": "a", "valid_to": date(2026, 9, 22)}], chaired("a", "x"))
    found = made(country)
    assert [s.date() <= date(2026, 9, 22) for s in starts(found, "a")] == [True, True]
    gone = land(
        [{"council": "a", "valid_to": date(2026, 1, 1)}, {"council": "b"}],
        [*chaired("a", "x"), *chaired("b", "x")],
    )
    late = made(gone)
    assert [f.code for f in late.findings] == ["council_not_in_year"]


def test_a_year_may_begin_on_any_day() -> None:
    found = made(land(TWO, SEATS), year=date(2026, 9, 23))
    assert found.year.last == date(2027, 9, 22)
    assert min(h.start for h in found.held).date() >= date(2026, 9, 23)


def test_a_silent_table_of_holidays_is_said() -> None:
    found = made(land(TWO, SEATS), year=1404)
    assert [f.code for f in found.findings] == ["no_holidays"]
    assert found.findings[0].mend is not None


def test_each_session_has_a_room_that_holds_it() -> None:
    country = land(
        [{"council": c, "sessions_per_year": 50.0} for c in "ab"],
        [*chaired("a", "x", "m"), *chaired("b", "y", "n", "o", "p")],
    )
    rooms = (Room(name="سالن", seats=4), Room(name="کوچک", seats=2))
    found = made(country, Rules(rooms=rooms))
    assert {h.room for h in found.held if h.host == "b"} == {"سالن"}
    assert found.rows["note"].str.starts_with("اتاق: ").all()
    narrow = made(country, Rules(rooms=rooms[1:]))
    assert [f.code for f in narrow.findings] == ["no_room_large_enough"]


def test_far_posts_travel_on_few_days() -> None:
    councils = [
        {"council": c, "sessions_per_year": n}
        for c, n in zip("abc", (12.0, 12.0, 4.0), strict=True)
    ]
    seats = [s for c in "abc" for s in chaired(c, f"x{c}", "far")]
    posts = [{"post": "far", "type": "county_governor", "holders": 5}]
    travel = {
        "name": "travel_hours_per_seat_session[type=county_governor]",
        "value": 4.0,
        "unit": "hours",
    }
    found = made(land(councils, seats, posts, defaults=[travel]))
    assert found.proven
    assert [(f.post, f.days, f.fewest) for f in found.far] == [("far", 12, 12)]
    assert found.cost.travel == 12 * 5 * 4.0


def test_who_is_to_have_quiet_days_sits_on_few() -> None:
    councils = [{"council": c, "sessions_per_year": 12.0} for c in "abc"]
    country = land(councils, [s for c in "abc" for s in chaired(c, "x")])
    rules = Rules(quiet_for=("x",))
    found = made(country, rules)
    assert found.proven
    assert [(f.post, f.days) for f in found.far] == [("x", 12)]
    assert found.cost.travel == 12.0


# Calendars -----------------------------------------------------------------------------------


def test_hours_of_a_post_by_month_week_day_and_year() -> None:
    found = made(land(TWO, SEATS))
    for by in ("day", "week", "month", "year"):
        frame = calendar(found, by, "x")
        assert frame["sessions"].sum() == frame["chaired"].sum() == 11
        assert frame["hours"].sum() == pytest.approx(4 * 1 + 7 * 1.5)
    member = calendar(found, "year", "n").row(0, named=True)
    assert (member["sessions"], member["chaired"], member["hours_if_all"]) == (7, 0, 10.5)
    assert member["hours"] == 5.25
    months = calendar(found, "month", "x")["begin"].to_list()
    assert len(months) == 12
    assert months[:2] == [date(2026, 3, 21), date(2026, 4, 21)]


def test_before_and_after_stand_side_by_side() -> None:
    country = land(TWO, SEATS)
    fewer = country["councils"].with_columns(sessions_per_year=pl.lit(2.0))
    before, after = made(country), made(country.with_tables(councils=fewer))
    frame = compared(before, after, "x")
    assert frame["sessions_before"].sum() == 11
    assert frame["sessions_after"].sum() == 4
    assert frame.height == 12


def test_plain_values_are_json() -> None:
    found = made(land(TWO, SEATS))
    data = json.loads(json.dumps(as_json(found)))
    assert (data["proven"], len(data["sessions"])) == (True, 11)
    assert data["parent"] == found.country


# What is refused -----------------------------------------------------------------------------


def test_an_unknown_place_and_a_place_without_councils_are_named() -> None:
    country = land(TWO, SEATS)
    with pytest.raises(BadInput) as caught:
        timetable(country, "yzd", YEAR)
    assert "“yazd”" in caught.value.findings[0].sentence.en
    with pytest.raises(BadInput) as caught:
        timetable(country, "iran", YEAR)
    assert caught.value.findings[0].code == "no_sessions"


def test_a_council_of_which_nothing_is_known_is_left_out_and_named() -> None:
    councils = [{"council": "a"}, {"council": "b", "sessions_per_year": None}]
    found = made(land(councils, [*chaired("a", "x"), *chaired("b", "x")]))
    assert [(f.code, f.rows[0].key) for f in found.findings] == [("sessions_unknown", ("b",))]


def test_a_session_longer_than_the_day_is_cut_and_said() -> None:
    councils = [{"council": "a", "hours_per_session": 9.0}]
    found = made(land(councils, chaired("a", "x")))
    assert [f.code for f in found.findings] == ["session_too_long"]
    assert found.held[0].minutes == 480


# Any country ---------------------------------------------------------------------------------


@st.composite
def lands(draw: st.DrawFn) -> tuple[Country, Rules]:
    """A few councils of few posts, some together, with rules of all kinds."""
    names = "abcd"[: draw(st.integers(1, 4))]
    councils, seats = [], []
    for name in names:
        link = draw(st.sampled_from([None, None, "sits_with", "same_day_as"]))
        council = {
            "council": name,
            "sessions_per_year": draw(st.sampled_from([0.4, 1.0, 3.5, 12.0, 30.0])),
            "hours_per_session": draw(st.sampled_from([0.75, 1.0, 2.0, 4.0])),
            "written_share": draw(st.sampled_from([None, 0.5])),
        }
        if link:
            council[link] = draw(st.sampled_from(names))
        councils.append(council)
        posts = draw(st.lists(st.sampled_from("xyzf"), min_size=1, max_size=4, unique=True))
        seats += chaired(name, *posts)
    if draw(st.booleans()):
        seats[0] = {**seats[0], "attendance": 0.0, "stand_in": draw(st.sampled_from("xyzf"))}
    rooms = draw(st.sampled_from([(), (Room(name="r", seats=3), Room(name="s", seats=9))]))
    rules = Rules(
        closes=time(draw(st.integers(10, 16))),
        pause=draw(st.sampled_from([None, (time(9), time(9, 30))])),
        weekdays=draw(st.sampled_from([(0, 2), (0, 1, 2, 3, 4), (5,)])),
        spread=draw(st.sampled_from([0.2, 0.75, 1.0])),
        rooms=rooms,
        quiet_for=draw(st.sampled_from([(), ("x",)])),
    )
    travel = {"name": "travel_hours_per_seat_session[type=f]", "value": 5.0, "unit": "hours"}
    every = [{"post": p} for p in "xyzf"]
    return land(councils, seats, every, defaults=[travel]), rules


@given(lands(), st.integers(0, 3))
@settings(max_examples=8, deadline=None)
def test_an_independent_check_finds_nothing_and_counts_the_same(
    given_: tuple[Country, Rules], seed: int
) -> None:
    found = made(*given_, seed=seed, rounds=1)
    assert found.bound <= found.cost
    assert all(f.fitting < f.sessions for f in found.forced)
