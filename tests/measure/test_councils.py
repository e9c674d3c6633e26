"""Hours of seats, posts, councils and places against a plain loop, and on the sample."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.fill import Setting, default_of, filled, parse
from ostan.measure.councils import (
    MEASURES,
    SUBSESSION_SHARE,
    council_hours,
    council_people,
    if_monthly,
    place_hours,
    post_hours,
    seat_hours,
)

Small = Callable[[Random], Country]
ENDS: dict[Setting, str] = {"low": "_low", "value": "", "high": "_high"}
SEEDS = st.integers(0, 2**32)
FEW = settings(
    max_examples=7, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _times(*factors: float | None) -> float | None:
    return None if None in factors else math.prod(f for f in factors if f is not None)


def _plus(*terms: float | None) -> float | None:
    return None if None in terms else math.fsum(t for t in terms if t is not None)


def _row(country: Country, table: str, key: str, value: str) -> dict[str, Any]:
    return next((r for r in country[table].iter_rows(named=True) if r[key] == value), {})


def plain_hours(country: Country, seat: dict[str, Any], at: Setting) -> dict[str, float | None]:
    """Hours of one seat, by the formula of the docs and nothing else."""
    council = _row(country, "councils", "council", seat["council"])
    post = _row(country, "posts", "post", seat["holder"])
    place = _row(country, "places", "place", council["place"])
    defaults = parse(country["defaults"])
    of_body = {
        "place": place.get("level"),
        "kind": council["kind"],
        "function": council["function"],
    }

    def known(stem: str, stated: float | None, more: list[Any] = [], **having: Any) -> float | None:  # noqa: B006
        have = {k: v for k, v in {**of_body, **having}.items() if v is not None}
        return stated if stated is not None else default_of([*defaults, *more], stem, at, **have)

    def of_seat(stem: str, stated: float | None = None, more: list[Any] = []) -> float | None:  # noqa: B006
        return known(stem, stated, more, role=seat["role"], type=post.get("type"))

    practice = council["sessions_per_year"]
    n = known(
        "sessions_per_year",
        practice if practice is not None else council["sessions_required"],
        type=council["type"],
    )
    m = council["subsessions_per_year"]
    if m is None:
        m = _times(known("subsessions_per_session", None, type=council["type"]), n)
    u = of_seat("subsession_share", more=parse(SUBSESSION_SHARE))
    length = known("hours_per_session", council["hours_per_session"], type=council["type"])
    travel = of_seat("travel_hours_per_seat_session")
    parts = {
        "sitting": _times(n, length),
        "sub_sitting": _times(u, m, known("hours_per_subsession", None, type=council["type"])),
        "preparation": _times(n, of_seat("preparation_hours_per_seat_session")),
        "travel": _times(_plus(n, _times(u, m)), travel),
        "followup": _times(n, of_seat("followup_hours_per_seat_session")),
    }
    whole = _plus(*parts.values())
    coming = of_seat("attendance", seat["attendance"])
    return {**parts, "hours_if_all": whole, "hours": _times(whole, coming), "length": length}


def counted(country: Country) -> list[dict[str, Any]]:
    """Seats that count: of active councils, of posts that are not closed."""
    return [
        s
        for s in country["seats"].iter_rows(named=True)
        if _row(country, "councils", "council", s["council"]).get("status") == "active"
        and _row(country, "posts", "post", s["holder"]).get("status") != "closed"
    ]


def same(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


@FEW
@given(seed=SEEDS)
def test_hours_of_a_seat_are_those_of_a_plain_loop(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    found = {(r["council"], r["holder"]): r for r in seat_hours(country).iter_rows(named=True)}
    seats = counted(country)
    assert sorted(found) == sorted((s["council"], s["holder"]) for s in seats)
    for seat in seats:
        row = found[seat["council"], seat["holder"]]
        for at, end in ENDS.items():
            plain = plain_hours(country, seat, at)
            for name in ("sitting", "sub_sitting", "preparation", "travel", "followup"):
                assert same(row[f"{name}_if_all{end}"], plain[name]), (name, at)
            assert same(row[f"hours_if_all{end}"], plain["hours_if_all"])
            assert same(row[f"hours{end}"], plain["hours"])


@FEW
@given(seed=SEEDS)
def test_a_post_and_a_council_sum_their_seats(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    by_post: dict[str, list[float]] = defaultdict(list)
    by_council: dict[str, list[float]] = defaultdict(list)
    weighted: dict[str, list[float]] = defaultdict(list)
    for seat in counted(country):
        hours = plain_hours(country, seat, "value")["hours"]
        post = _row(country, "posts", "post", seat["holder"])
        if hours is not None:
            weight = post.get("weight")
            if weight is None:
                weight = default_of(parse(country["defaults"]), "weight", type=post.get("type", ""))
            by_post[seat["holder"]].append(hours)
            by_council[seat["council"]].append(hours * post.get("holders", 1))
            if weight is not None and post:
                weighted[seat["council"]].append(hours * post["holders"] * weight)
    for row in post_hours(country).iter_rows(named=True):
        known = by_post.get(row["post"])
        assert same(row["hours"], math.fsum(known) if known else None)
        assert same(row["hours_per_week"], math.fsum(known) / 52 if known else None)
    for row in council_hours(country).iter_rows(named=True):
        known = by_council.get(row["council"])
        assert same(row["person_hours"], math.fsum(known) if known else None)
        known = weighted.get(row["council"])
        if row["seats_without_hours"] == 0:
            assert same(row["weighted_hours"], math.fsum(known) if known else None)


@FEW
@given(seed=SEEDS)
def test_low_is_below_and_high_above(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    frames = [
        seat_hours(country),
        post_hours(country),
        council_hours(country),
        place_hours(country),
    ]
    for frame in frames:
        stems = [c.removesuffix("_low") for c in frame.columns if c.endswith("_low")]
        for stem in stems:
            bad = frame.filter(
                (pl.col(f"{stem}_low") > pl.col(stem) + 1e-9)
                | (pl.col(stem) > pl.col(f"{stem}_high") + 1e-9)
            )
            assert not bad.height, stem


@FEW
@given(seed=SEEDS)
def test_factors_are_those_of_filled(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    for at, end in ENDS.items():
        full = filled(country, at).seats.select("council", "holder", "attendance")
        found = seat_hours(country).select("council", "holder", came=f"attendance{end}")
        both = found.join(full, on=["council", "holder"], how="left")
        assert both["came"].equals(both["attendance"].alias("came"))


@FEW
@given(seed=SEEDS)
def test_people_in_the_room_are_the_holders(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    plain: dict[str, int] = defaultdict(int)
    for seat in counted(country):
        plain[seat["council"]] += _row(country, "posts", "post", seat["holder"]).get("holders", 1)
    found = dict(council_people(country).select("council", "people").iter_rows())
    assert {c: n for c, n in found.items() if n} == dict(plain)


@FEW
@given(seed=SEEDS)
def test_every_measure_gives_its_columns_one_row_per_key(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    for measure in MEASURES:
        frame = measure(country)
        assert frame.columns == [c.name for c in measure.columns]
        assert not frame.select(measure.key).is_duplicated().any(), measure.name
        numbers = [c for c in frame.columns if frame[c].dtype == pl.Float64]
        assert not any((~frame[c].is_finite()).any() for c in numbers), measure.name


def test_without_defaults_hours_are_unknown_not_zero(small_country: Small) -> None:
    country = small_country(Random(1))
    bare = country.with_tables(defaults=country["defaults"].clear())
    row = post_hours(bare).filter(pl.col("councils") > 0).row(0, named=True)
    assert row["hours"] is None
    assert row["preparation"] is None
    assert row["seats_without_hours"] == row["councils"]


def test_an_empty_country_has_no_rows() -> None:
    nothing = Country.of({})
    for measure in MEASURES:
        assert measure(nothing).height == 0, measure.name


def test_break_even_uses_the_working_year_up(sample: Country) -> None:
    row = post_hours(sample).filter(post="governor@yazd").row(0, named=True)
    each = (
        seat_hours(sample)
        .filter(holder="governor@yazd")
        .select(pl.col("sitting_if_all") / pl.col("sessions"))
        .to_series()
    )
    assert row["break_even"] * each.sum() == pytest.approx(row["hours_per_year"])


def test_if_monthly_is_the_figure_of_the_first_page(sample: Country) -> None:
    found = if_monthly(sample, "governor@yazd", 2)
    assert found["councils"] == 51
    assert found["hours_per_year"] == 51 * 12 * 2
    assert found["hours_per_week"] == pytest.approx(51 * 12 * 2 / 52)
    assert found["share"] == pytest.approx(51 * 12 * 2 / 3200)
    assert found["break_even"] == pytest.approx(3200 / (51 * 2))
    assert found["share_low"] < found["share"] < found["share_high"]
    assert if_monthly(sample, "nobody")["councils"] is None


def test_the_governor_chairs_45_and_sits_in_6(sample: Country) -> None:
    found = post_hours(sample).filter(type="governor").select("chaired", "member").rows()
    assert sorted(found) == [(44, 6)] + [(45, 6)] * 30


def test_known_frequencies_are_counted(sample: Country) -> None:
    known = dict(place_hours(sample).select("place", "sessions_known").iter_rows())
    assert known["yazd"] == 3
    assert known["khuzestan"] == 4


def test_heads_in_the_administrative_council(sample: Country) -> None:
    people = council_people(sample).filter(type="admin_council")
    assert people["people"].median() == 107
    assert people.filter(place="qom")["people"].item() == people["people"].min() == 98
    assert people.filter(place="fars")["people"].item() == people["people"].max() == 131
    assert people["people"].is_between(100, 120).sum() == 25


def test_only_active_councils_count(sample: Country) -> None:
    idle = sample["councils"].filter(pl.col("status") != "active")["council"]
    assert not seat_hours(sample)["council"].is_in(idle.implode()).any()
    assert not council_hours(sample)["council"].is_in(idle.implode()).any()
