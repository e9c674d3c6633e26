"""Councils that sit together: hours against loops written from the formula, and closed forms."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.fill import Setting, default_of, parse
from ostan.country.normal import normal
from ostan.country.tables import TABLES
from ostan.measure.councils import (
    MEASURES,
    SUBSESSION_SHARE,
    agenda_overlap,
    council_hours,
    hours_evidence,
    if_monthly,
    member_overlap,
    parallel,
    place_hours,
    post_hours,
    seat_hours,
    sittings,
    what_matters,
)
from ostan.measure.councils.evidence import FACTORS
from ostan.measure.councils.overlap import agenda_shares

pytestmark = pytest.mark.slow

Small = Callable[[Random], Country]
Row = dict[str, Any]
ENDS: dict[Setting, str] = {"low": "_low", "value": "", "high": "_high"}
FEW = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SEEDS = st.integers(0, 2**32)
FALLBACK = {
    "phi": (0.3, 0.5, 1.0),
    "phi[core]": (1.0, 1.0, 1.0),
    "agenda_overlap": (0.0, 0.5, 1.0),
    "regrowth": (0.1, 0.3, 0.6),
    "overhead_hours_per_session": (0.1, 0.3, 0.5),
}


def greatest(values: list[float]) -> float:
    """The greatest; not known if any is not."""
    return math.nan if any(map(math.isnan, values)) else max(values)


# The oracle --------------------------------------------------------------------------------------


class Plain:
    """The formula in dictionaries and loops, at one setting."""

    def __init__(self, country: Country, at: Setting) -> None:
        self.at = at
        self.defaults = [*parse(country["defaults"]), *parse(SUBSESSION_SHARE)]
        self.councils = {r["council"]: r for r in country["councils"].iter_rows(named=True)}
        self.posts = {r["post"]: r for r in country["posts"].iter_rows(named=True)}
        self.levels = dict(country["places"].select("place", "level").iter_rows())
        self.agenda: dict[str, list[Row]] = defaultdict(list)
        for row in country["agenda"].iter_rows(named=True):
            if not row["carried"]:
                self.agenda[row["council"]].append(row)
        self.seats: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in country["seats"].iter_rows(named=True):
            closed = self.posts.get(row["holder"], {}).get("status") == "closed"
            if not row["carried"] and not closed:
                self.seats[row["council"]][row["holder"]] = row
        self.body = {c: b for c in self.councils if (b := self.find_body(c))}
        self.host = {c: self.find_host(b) for c, b in self.body.items()}
        self.days = self.find_days()

    # who sits with whom

    def find_body(self, council: str) -> str | None:
        seen = []
        while self.councils[council]["status"] == "replaced":
            if council in seen or self.councils[council]["replaced_by"] not in self.councils:
                return None
            seen.append(council)
            council = self.councils[council]["replaced_by"]
        return council if self.councils[council]["status"] == "active" else None

    def step(self, council: str, link: str) -> str | None:
        to = self.body.get(self.councils[council][link])
        return None if to == council else to

    def find_host(self, council: str) -> str:
        seen = [council]
        while (to := self.step(council, "sits_with")) is not None:
            if to in seen:
                return min(seen[seen.index(to) :])
            seen.append(to)
            council = to
        return council

    def find_days(self) -> dict[str, set[str]]:
        """Hosts that share a day, by host: joined until nothing changes."""
        days = {h: {h} for h in self.host.values()}
        for _ in days:
            for council in sorted(set(self.body.values())):
                to = self.step(council, "same_day_as")
                if to is not None:
                    both = days[self.host[council]] | days[self.host[to]]
                    days |= dict.fromkeys(both, both)
        return days

    # factors

    @cache  # noqa: B019
    def term(self, name: str) -> float:
        for default in self.defaults:
            if default.name == name and default.value is not None:
                return default.at(self.at)
        return FALLBACK[name][list(ENDS).index(self.at)]

    def known(self, stem: str, council: str, stated: float | None = None, **more: Any) -> float:
        if stated is not None:
            return stated
        row = self.councils[council]
        have = {"place": self.levels.get(row["place"]), "kind": row["kind"]}
        have |= {"function": row["function"], **more}
        found = default_of(self.defaults, stem, self.at, **{k: v for k, v in have.items() if v})
        return math.nan if found is None else found

    def called(self, council: str) -> float:
        row = self.councils[council]
        practice = row["sessions_per_year"]
        stated = practice if practice is not None else row["sessions_required"]
        return self.known("sessions_per_year", council, stated, type=row["type"])

    @cache  # noqa: B019
    def m(self, council: str) -> float:
        return self.called(council) * (1 - (self.councils[council]["written_share"] or 0))

    @cache  # noqa: B019
    def length(self, council: str) -> float:
        row = self.councils[council]
        return self.known("hours_per_session", council, row["hours_per_session"], type=row["type"])

    def subs(self, council: str) -> float:
        row = self.councils[council]
        if row["subsessions_per_year"] is not None:
            return row["subsessions_per_year"]
        each = self.known("subsessions_per_session", council, type=row["type"])
        return each * self.called(council)

    def of_seat(self, stem: str, council: str, holder: str, stated: float | None = None) -> float:
        seat = self.seats[council][holder]
        kind = self.posts.get(holder, {}).get("type")
        return self.known(stem, council, stated, role=seat["role"], type=kind)

    # the sitting

    def shares(self, council: str) -> dict[str, float]:
        rows = self.agenda[council]
        if not rows:
            return {f"of {council}": 1.0}
        stated = sum(r["share"] or 0 for r in rows)
        gaps = sum(r["share"] is None for r in rows)
        made = {
            r["subject"]: max(1 - stated, 0) / gaps if r["share"] is None else r["share"]
            for r in rows
        }
        total = sum(made.values())
        return {t: s / total if total else 1 / len(made) for t, s in made.items()}

    def members(self, host: str) -> list[str]:
        return sorted(c for c, h in self.host.items() if h == host)

    @cache  # noqa: B019
    def agenda_of(self, host: str) -> float:
        o, w = self.term("overhead_hours_per_session"), self.term("agenda_overlap")
        total = 0.0
        for body in {self.body[c] for c in self.members(host)}:
            by_topic = defaultdict(list)
            for council in (c for c, b in self.body.items() if b == body):
                for topic, share in self.shares(council).items():
                    business = self.m(council) * max(self.length(council) - o, 0)
                    by_topic[topic].append(business * share)
            total += sum((1 - w) * sum(x) + w * greatest(x) for x in by_topic.values())
        return total

    @cache  # noqa: B019
    def sessions_of(self, host: str) -> float:
        o = self.term("overhead_hours_per_session")
        councils = self.members(host)
        room = greatest([4, *(self.length(c) - o for c in councils)])
        return greatest([*(self.m(c) for c in councils), self.agenda_of(host) / room])

    def hours_of(self, host: str) -> float:
        return self.agenda_of(host) + self.term("overhead_hours_per_session") * self.sessions_of(
            host
        )

    # a holder in it

    def of_holder(self, host: str, holder: str) -> tuple[float, float]:
        """Hours of the holder in the sitting without travel to main sessions, and that travel."""
        councils = [c for c in self.members(host) if holder in self.seats[c]]
        if not councils:
            return 0.0, 0.0
        several = len(self.members(host)) > 1
        rest, travel, lived, most = 0.0, 0.0, [], []
        for c in councils:
            a = self.of_seat("attendance", c, holder, self.seats[c][holder]["attendance"])
            each = {
                part: self.of_seat(f"{part}_hours_per_seat_session", c, holder)
                for part in ("preparation", "travel", "followup")
            }
            sub = a * self.of_seat("subsession_share", c, holder) * self.subs(c)
            rest += sub * (
                self.known("hours_per_subsession", c, type=self.councils[c]["type"])
                + each["travel"]
            )
            core = self.seats[c][holder]["role"] in ("chair", "deputy")
            merged = sum(b == self.body[c] for b in self.body.values()) > 1
            psi = self.term("phi[core]" if core else "phi") if several else 0.0
            psi *= 1 - self.term("regrowth") if merged else 1
            alone = (1 - psi) * a * self.m(c)
            rest += alone * (self.length(c) + each["preparation"] + each["followup"])
            travel += alone * each["travel"]
            lived.append(a * psi)
            burden = sum(each.values())
            most.append((a * psi * burden, a * psi * each["travel"]))
        if several:
            best = max(most, key=lambda pair: pair[0])
            held = self.sessions_of(host)
            rest += greatest(lived) * self.hours_of(host) + (best[0] - best[1]) * held
            travel += best[1] * held
        return rest, travel

    def hours(self) -> dict[str, float]:
        """Hours of every holder."""
        total: dict[str, float] = defaultdict(float)
        on_days: dict[tuple[str, str], list[float]] = defaultdict(list)
        for host in set(self.host.values()):
            for holder in {h for c in self.members(host) for h in self.seats[c]}:
                rest, travel = self.of_holder(host, holder)
                total[holder] += rest
                on_days[holder, min(self.days[host])].append(travel)
        for (holder, _), travels in on_days.items():
            total[holder] += greatest(travels)
        return total


# Countries whose councils are tied together -----------------------------------------------------


@FEW
@given(seed=SEEDS)
def test_hours_are_those_of_the_formula(seed: int, linked_country: Small) -> None:
    country = linked_country(Random(seed))
    found = {r["post"]: r for r in post_hours(country).iter_rows(named=True)}
    for at, end in ENDS.items():
        plain = Plain(country, at).hours()
        for post, hours in plain.items():
            if not math.isnan(hours):
                assert found[post][f"hours{end}"] == pytest.approx(hours, rel=1e-9, abs=1e-9), at
        idle = {p for p, row in found.items() if p not in plain}
        assert all(found[p][f"hours{end}"] == 0 for p in idle)


@pytest.mark.slow
@FEW
@given(seed=SEEDS)
def test_what_is_not_known_is_said(seed: int, linked_country: Small) -> None:
    country = linked_country(Random(seed))
    plain = Plain(country, "value").hours()
    for row in post_hours(country).iter_rows(named=True):
        if row["post"] in plain:
            assert (row["seats_without_hours"] > 0) == math.isnan(plain[row["post"]])


@FEW
@given(seed=SEEDS)
def test_a_sitting_holds_what_the_formula_says(seed: int, linked_country: Small) -> None:
    country = linked_country(Random(seed))
    for at, end in ENDS.items():
        plain = Plain(country, at)
        frame = sittings(country)
        assert set(frame["host"]) == set(plain.host.values())
        for row in frame.iter_rows(named=True):
            councils = plain.members(row["host"])
            assert row["members"] == "; ".join(councils)
            assert row["bodies"] == len({plain.body[c] for c in councils})
            day = min(plain.days[row["host"]])
            assert row["day"] == (day if len(plain.days[row["host"]]) > 1 else None)
            host = row["host"]
            alone = len(councils) == 1
            held = {
                "agenda": plain.agenda_of(host),
                "sessions": plain.m(host) if alone else plain.sessions_of(host),
                "hours": plain.m(host) * plain.length(host) if alone else plain.hours_of(host),
            }
            for name, value in held.items():
                figure = row[f"{name}{end}"]
                assert (math.isnan(value) and figure is None) or figure == pytest.approx(value)


@FEW
@given(seed=SEEDS)
def test_posts_and_councils_sum_the_seats(seed: int, linked_country: Small) -> None:
    country = linked_country(Random(seed))
    seats = seat_hours(country)
    active = set(country["councils"].filter(status="active")["council"])
    assert set(seats["council"]) <= active
    if seats["hours"].null_count():
        return
    for end in ENDS.values():
        row = [pl.col(f"{p}_if_all{end}") for p in ("sitting", "sub_sitting", "preparation")]
        row += [pl.col(f"{p}_if_all{end}") for p in ("travel", "followup")]
        off = seats.select(
            (pl.sum_horizontal(row) - pl.col(f"hours_if_all{end}")).abs().max().alias("parts"),
            (pl.col(f"attendance{end}") * pl.col(f"hours_if_all{end}") - pl.col(f"hours{end}"))
            .abs()
            .max()
            .alias("coming"),
        )
        assert all(v is None or v < 1e-6 for v in off.row(0))
    posts = seats.group_by(post="holder").agg(
        pl.col("hours", "hours_if_all").sum(),
        (pl.col("travel_if_all") * pl.col("attendance")).sum().alias("travel"),
        councils=pl.len(),
        chaired=(pl.col("role") == "chair").sum(),
    )
    both = post_hours(country).join(posts, on="post", how="inner", suffix="_sum")
    assert both.height == post_hours(country).height == posts.height
    for name in ("hours", "hours_if_all", "travel", "councils", "chaired"):
        assert both[name].to_list() == pytest.approx(both[f"{name}_sum"].to_list()), name
    found = council_hours(country).drop_nulls("person_hours")
    of_seats = seats.group_by("council").agg(
        pl.len().alias("_seats"), (pl.col("hours") * pl.col("holders")).sum().alias("_hours"),
        pl.col("holders").sum().alias("_people"),
    )  # fmt: skip
    sums = found.join(of_seats, on="council", how="left")
    assert sums["person_hours"].to_list() == pytest.approx(sums["_hours"].to_list())
    assert sums["seats"].to_list() == sums["_seats"].to_list()
    assert sums["people"].to_list() == sums["_people"].to_list()


@pytest.mark.slow
@FEW
@given(seed=SEEDS)
def test_every_measure_stands_with_links(seed: int, linked_country: Small) -> None:
    country = linked_country(Random(seed))
    for measure in MEASURES:
        frame = measure(country)
        assert not frame.select(measure.key).is_duplicated().any(), measure.name
        numbers = [c for c in frame.columns if frame[c].dtype == pl.Float64]
        assert not any((~frame[c].is_finite()).any() for c in numbers), measure.name
    evidence = hours_evidence(country).filter(pl.col("hours") > 0)
    factors = [f"assumed_{f}" for f in FACTORS]
    assert evidence.filter(pl.max_horizontal(factors) > pl.col("assumed") + 1e-9).height == 0
    assert evidence.filter(pl.col("assumed") > 1 + 1e-9).height == 0
    shares = agenda_shares(country).group_by("council").agg(pl.col("share").sum())
    assert shares.filter(pl.col("share") < 0).height == 0


def _with_cell(country: Country, row: Row, end: str) -> Country:
    table = row["table"]
    keys = dict(zip(TABLES[table].key, row["id"].split(" / "), strict=True))
    here = pl.all_horizontal(pl.col(c) == v for c, v in keys.items())
    cell = pl.when(here).then(pl.lit(row[end])).otherwise(row["column"]).alias(row["column"])
    return Country({**country.tables, table: country[table].with_columns(cell)})


@pytest.mark.slow
@FEW
@given(seed=SEEDS)
def test_what_matters_is_what_changing_the_cell_does(seed: int, linked_country: Small) -> None:
    random = Random(seed)
    country = linked_country(random)
    names = set(country["defaults"]["name"])
    posts = post_hours(country).filter(
        pl.col("hours") > 0, pl.col("type").is_not_null(), pl.col("seats_without_hours") == 0
    )
    for post in posts["post"].sort()[:1]:
        found = what_matters(country, post).filter(pl.col("seats") > 0)
        rows = [
            r for r in found.iter_rows(named=True) if r["table"] != "defaults" or r["id"] in names
        ]
        for row in random.sample(rows, min(4, len(rows))):
            for end in ("low", "high"):
                changed = post_hours(_with_cell(country, row, end)).filter(post=post)
                assert changed["hours"].item() == pytest.approx(row[f"hours_{end}"]), row


# Closed forms ------------------------------------------------------------------------------------


def country_of(terms: dict[str, float], **tables: list[Row]) -> Country:
    """A country of two like councils a and b with three members each, one of them the chair."""
    seats = [
        {"council": c, "holder": h, "role": r, "attendance": 1.0}
        for c in ("a", "b")
        for h, r in (("x", "chair"), ("y", "member"), ("z", "member"))
    ]
    rows: dict[str, list[Row]] = {
        "places": [{"place": "p", "level": "province"}],
        "posts": [{"post": h, "type": h, "holders": 1, "weight": 1.0} for h in "xyz"],
        "councils": [_council("a"), _council("b")],
        "seats": seats,
        "agenda": [{"council": c, "subject": "s"} for c in "ab"],
        "subjects": [{"subject": "s"}],
        "defaults": [
            {"name": n, "low": v, "value": v, "high": v}
            for n, v in {
                "preparation_hours_per_seat_session": 0.5,
                "travel_hours_per_seat_session": 1.0,
                "followup_hours_per_seat_session": 0.25,
                "subsession_share": 0.0,
                "subsession_share[role=member]": 0.5,
                "hours_per_subsession": 1.0,
                "subsessions_per_session": 0.0,
                **terms,
            }.items()
        ],
        **tables,
    }
    made = {}
    for name, table in rows.items():
        columns = TABLES[name].columns
        filled = [
            {c: r.get(c, k.metadata.get("absent")) for c, k in columns.items()} for r in table
        ]
        frame = pl.DataFrame(filled, schema={c: dtype(k) for c, k in columns.items()})
        made[name] = normal(TABLES[name], frame)
    return Country.of(made)


def _council(council: str, **more: Any) -> Row:
    row = {"council": council, "type": council, "place": "p", "kind": "council", "status": "active"}
    return {
        **row,
        "function": "coordinates",
        "sessions_per_year": 10.0,
        "hours_per_session": 2.0,
    } | more


MERGED = [_council("a"), _council("b", status="replaced", replaced_by="a")]
JOINT = [_council("a"), _council("b", sits_with="a")]
ALL = {"phi": 1.0, "phi[core]": 1.0, "agenda_overlap": 1.0, "regrowth": 0.0}
SHARED_TERMS = {"overhead_hours_per_session": 0.25}


def hours(country: Country) -> dict[str, float]:
    return dict(post_hours(country).select("post", "hours").iter_rows())


def test_the_same_council_twice_becomes_one() -> None:
    today = hours(country_of(ALL | SHARED_TERMS))
    after = hours(country_of(ALL | SHARED_TERMS, councils=MERGED))
    assert after == pytest.approx({h: t / 2 for h, t in today.items()})


@pytest.mark.parametrize("councils", [MERGED, JOINT], ids=["merged", "joint"])
def test_who_sits_through_nothing_of_it_lives_as_before(councils: list[Row]) -> None:
    terms = {"phi": 0.0, "phi[core]": 0.0, "agenda_overlap": 0.5, "regrowth": 0.3} | SHARED_TERMS
    assert hours(country_of(terms, councils=councils)) == pytest.approx(hours(country_of(terms)))


def test_what_returns_to_sub_groups_is_as_before() -> None:
    terms = ALL | {"regrowth": 1.0} | SHARED_TERMS
    assert hours(country_of(terms, councils=MERGED)) == pytest.approx(hours(country_of(terms)))


def test_a_joint_session_saves_sessions_and_no_business() -> None:
    terms = {"phi": 1.0, "agenda_overlap": 1.0, "regrowth": 0.5} | SHARED_TERMS
    found = sittings(country_of(terms, councils=JOINT)).row(0, named=True)
    # Two of ten sessions with 1.75 hours of business each: 3.5 hours in each of ten sessions.
    assert found["agenda"] == pytest.approx(35)
    assert found["sessions"] == pytest.approx(10)
    assert found["hours"] == pytest.approx(35 + 0.25 * 10)
    # Half of the burden of coming falls away, and a quarter of an hour of each of ten sessions.
    today, after = (
        hours(country_of(terms, councils=c))["x"] for c in ([*map(_council, "ab")], JOINT)
    )
    assert today - after == pytest.approx(10 * 1.75 + 10 * 0.25)


def test_long_agendas_take_more_sessions() -> None:
    councils = [
        _council("a", hours_per_session=3.0),
        _council("b", hours_per_session=3.0, sits_with="a"),
    ]
    found = sittings(country_of({"overhead_hours_per_session": 0.0}, councils=councils))
    assert found["sessions"].item() == pytest.approx(60 / 4)


def test_a_day_is_travelled_once() -> None:
    councils = [_council("a"), _council("b", same_day_as="a", sessions_per_year=4.0)]
    alone = [_council("a"), _council("b", sessions_per_year=4.0)]
    today, after = (post_hours(country_of({}, councils=c)) for c in (alone, councils))
    gone = [t - a for t, a in zip(today["hours"], after["hours"], strict=True)]
    assert gone == pytest.approx([4.0, 4.0, 4.0])
    assert (today["travel"] - after["travel"]).to_list() == pytest.approx(gone)


def test_what_is_decided_in_writing_takes_no_session() -> None:
    found = hours(country_of({}, councils=[_council("a", written_share=0.25), _council("b")]))
    each = 2 + 0.5 + 1 + 0.25
    assert found["x"] == pytest.approx((7.5 + 10) * each)


def test_a_seat_delegated_takes_nothing() -> None:
    country = country_of(ALL, councils=JOINT)
    away = pl.when(pl.col("holder") == "x").then(0.0).otherwise("attendance").alias("attendance")
    found = hours(country.with_tables(seats=country["seats"].with_columns(away)))
    assert found["x"] == 0
    assert found["y"] == pytest.approx(hours(country)["y"])


def test_a_carried_seat_is_not_counted_beside_its_origin() -> None:
    country = country_of(ALL, councils=MERGED)
    seats = country["seats"].filter(~((pl.col("council") == "a") & (pl.col("holder") == "z")))
    carried = (
        country["seats"]
        .filter(council="a", holder="z")
        .with_columns(carried=True, role=pl.lit("invited"))
    )
    bare, told = (country.with_tables(seats=s) for s in (seats, pl.concat([seats, carried])))
    assert hours(bare) == pytest.approx(hours(told))
    assert seat_hours(told).filter(holder="z").select("council", "role").rows() == [
        ("a", "invited")
    ]
    assert seat_hours(bare).filter(holder="z").select("council", "role").rows() == [("a", "member")]
    assert council_hours(told)["people"].to_list() == [3]


def test_counts_are_of_what_stands() -> None:
    joint, merged = (country_of(ALL, councils=c) for c in (JOINT, MERGED))
    for country, councils in ((joint, 2), (merged, 1)):
        place = place_hours(country).row(0, named=True)
        assert (place["councils"], place["sittings"]) == (councils, 1)
        post = post_hours(country).filter(post="x").row(0, named=True)
        assert (post["councils"], post["sittings"], post["chaired"]) == (councils, 1, councils)
        assert if_monthly(country, "x", 2)["hours_per_year"] == 24
    assert council_hours(joint).select("council", "sitting").rows() == [("a", "a"), ("b", "a")]


def test_councils_that_sit_together_are_not_parallel() -> None:
    apart, joint = (country_of(ALL, councils=c) for c in ([*map(_council, "ab")], JOINT))
    assert set(parallel(apart)["test"]) == {"functions", "members"}
    assert parallel(joint).height == 0
    assert member_overlap(joint)["common"].to_list() == [3]


def test_the_agenda_of_a_host_is_that_of_all_in_it() -> None:
    agenda = [
        {"council": "a", "subject": "s", "share": 1.0},
        {"council": "a", "subject": "t", "carried": True},
        {"council": "b", "subject": "t", "share": 1.0},
        {"council": "c", "subject": "t", "share": 1.0},
    ]
    councils = [*MERGED, _council("c")]
    subjects = [{"subject": s} for s in "st"]
    found = country_of(ALL, councils=councils, agenda=agenda, subjects=subjects)
    shares = agenda_shares(found).filter(council="a").select("subject", "share").rows()
    assert shares == [("s", 0.5), ("t", 0.5)]
    assert agenda_overlap(found).select("council", "other", "overlap").rows() == [("a", "c", 0.5)]


def test_hours_never_fall_below_those_of_the_own_business() -> None:
    """With phi at 1 nobody is spared: a guest in a long joint sitting has more hours than today."""
    seats = [{"council": "a", "holder": h, "role": "member", "attendance": 1.0} for h in "xy"] + [
        {"council": "b", "holder": "y", "role": "member", "attendance": 1.0}
    ]
    today, after = (
        hours(country_of(ALL, councils=c, seats=seats)) for c in ([*map(_council, "ab")], JOINT)
    )
    assert after["x"] > today["x"]
    assert after["y"] < today["y"]


# The sample --------------------------------------------------------------------------------------


TRIPLE = ("resistance_hq", "employment_wg", "wg_economy")


def brought_together(sample: Country, place: str = "yazd") -> Country:
    """One merged into the first of the three, one sitting jointly with it."""
    host, merged, joint = (f"{c}@{place}" for c in TRIPLE)
    here = pl.col("council")
    return sample.with_tables(
        councils=sample["councils"].with_columns(
            status=pl.when(here == merged).then(pl.lit("replaced")).otherwise("status"),
            replaced_by=pl.when(here == merged).then(pl.lit(host)),
            sits_with=pl.when(here == joint).then(pl.lit(host)),
            same_day_as=pl.when(here == f"crisis_hq@{place}").then(pl.lit(host)),
        )
    )


def part(country: Country) -> Country:
    """The councils of one province, which is all a slow loop need look at."""
    councils = country["councils"].filter(place="yazd")
    own = {t: country[t].join(councils, on="council", how="semi") for t in ("seats", "agenda")}
    return Country({**country.tables, "councils": councils, **own})


def test_the_sample_by_the_formula(sample: Country) -> None:
    country = brought_together(sample)
    before, after = post_hours(sample), post_hours(country)
    host = f"{TRIPLE[0]}@yazd"
    day = {host, "crisis_hq@yazd"}
    touched = set(
        country["seats"].filter(pl.col("council").is_in([*(f"{c}@yazd" for c in TRIPLE), *day]))[
            "holder"
        ]
    )
    moved = before.join(after, on="post").filter(
        (pl.col("hours") - pl.col("hours_right")).abs() > 1e-9
    )
    assert set(moved["post"]) <= touched
    assert len(set(moved["post"])) > 10
    for at, end in ENDS.items():
        plain, today = Plain(part(country), at), Plain(part(sample), at)
        for post in sorted(touched)[:: 3 if at == "value" else 12]:
            then = {h: plain.of_holder(h, post) for h in day}
            now = [
                today.of_holder(c, post) for c in (*(f"{c}@yazd" for c in TRIPLE), "crisis_hq@yazd")
            ]
            gone = (
                sum(map(sum, now))
                - sum(r for r, _ in then.values())
                - max(t for _, t in then.values())
            )
            old, new = (f.filter(post=post)[f"hours{end}"].item() for f in (before, after))
            assert old - new == pytest.approx(gone, abs=1e-6)
