"""What verifying finds: values by hand, goals that are not kept, and plans that were tampered with."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.normal import normal
from ostan.country.tables import TABLES
from ostan.measure.councils import post_hours
from ostan.plan.goals import Goals, goals_of
from ostan.plan.plan import Plan, gap
from ostan.plan.verify import check_plan, conserved, verify
from ostan.plan.verify.places import Scope
from ostan.plan.verify.subjects import Subjects
from ostan.plan.verify.value import value_of
from ostan.reform.apply import apply
from ostan.reform.councils.joining import HoldJointly, HoldSameDay, MergeCouncils
from ostan.reform.councils.seats import DelegateSeat
from ostan.reform.councils.sessions import SetSessions
from ostan.reform.reform import Reform

pytestmark = pytest.mark.slow

Row = dict[str, Any]

TERMS = {
    "phi": 0.5,
    "phi[core]": 1.0,
    "agenda_overlap": 0.5,
    "regrowth": 0.2,
    "overhead_hours_per_session": 0.5,
    "preparation_hours_per_seat_session": 0.5,
    "preparation_hours_per_seat_session[role=secretary]": 2.0,
    "travel_hours_per_seat_session": 0.25,
    "followup_hours_per_seat_session": 0.25,
    "followup_hours_per_seat_session[role=secretary]": 3.0,
    "subsessions_per_session": 0.0,
    "hours_per_subsession": 1.0,
    "subsession_share": 0.0,
    "attendance": 1.0,
    "weight": 1.0,
}
TYPES = ("roads", "rail", "court", "birds")
AGENDA = {"roads": "road", "rail": "track", "court": "road", "birds": None}


def country(places: str = "pq") -> Country:
    """Four councils in each of some places: roads and rail are alike, birds has no agenda."""
    posts = [(n, p) for p in places for n in ("gov", "head", "aide")]
    members = {
        "roads": ("gov", "head"),
        "rail": ("gov", "head", "aide"),
        "court": ("head",),
        "birds": ("aide",),
    }
    rows: dict[str, list[Row]] = {
        "places": [
            {"place": "land", "level": "country"},
            *({"place": p, "level": "province", "parent": "land"} for p in places),
        ],
        "ranks": [
            {"rank": "law", "order": 1, "name_fa": "قانون", "instrument_fa": "قانون"},
            {"rank": "decree", "order": 2, "name_fa": "مصوبه", "instrument_fa": "مصوبه"},
            {"rank": "note", "order": 3, "name_fa": "ابلاغ", "instrument_fa": "ابلاغ"},
        ],
        "laws": [
            {"law": "act", "title_fa": "قانون", "rank": "law", "status": "in_force"},
            {"law": "order", "title_fa": "مصوبه", "rank": "decree", "status": "in_force"},
        ],
        "rules": [
            {"rule": "m1", "move": "merge_councils", "founding_rank": "decree", "enough_rank": "decree"},
            {"rule": "m2", "move": "merge_councils", "founding_rank": "law", "enough_rank": "law"},
            *({"rule": m, "move": m, "enough_rank": "note"} for m in (
                "hold_jointly", "hold_same_day", "delegate_seat", "set_sessions")),
        ],
        "posts": [
            {"post": f"{n}@{p}", "type": n, "holders": 3 if n == "aide" else 1,
             "weight": 4.0 if n == "gov" else None}
            for n, p in posts
        ],
        "subjects": [
            {"subject": "transport"}, {"subject": "road", "parent": "transport"},
            {"subject": "track", "parent": "transport"}, {"subject": "wood"},
        ],
        "councils": [
            {"council": f"{t}@{p}", "type": t, "place": p, "kind": "council", "status": "active",
             "function": "decides_cases" if t == "court" else "coordinates",
             "law": "act" if t == "birds" else "order",
             "sessions_per_year": 8.0 if t == "roads" else 12.0, "hours_per_session": 2.5}
            for p in places for t in TYPES
        ],
        "seats": [
            {"council": f"{t}@{p}", "holder": f"{h}@{p}", "role": "chair" if h == hs[0] else "member"}
            for p in places for t, hs in members.items() for h in hs
        ],
        "agenda": [
            {"council": f"{t}@{p}", "subject": s} for p in places for t, s in AGENDA.items() if s
        ],
        "defaults": [{"name": n, "low": v, "value": v, "high": v} for n, v in TERMS.items()],
    }  # fmt: skip
    made = {}
    for name, table in rows.items():
        columns = TABLES[name].columns
        filled = [
            {c: r.get(c, k.metadata.get("absent")) for c, k in columns.items()} for r in table
        ]
        frame = pl.DataFrame(filled, schema={c: dtype(k) for c, k in columns.items()})
        made[name] = normal(TABLES[name], frame)
    return Country.of(made)


LAND = country()
FREE = {"preset": "decree", "max_unlike": 1.0, "instruments": ["decree", "note"]}
PRICE = {"decree": 7.0, "note": 2.0, "law": 90.0}


def goals(**more: Any) -> Goals:
    return goals_of({**FREE, "price": PRICE, "lambda": 10.0, **more})


MERGE = MergeCouncils(host="roads@p", councils=("rail@p",))
JOIN = HoldJointly(host="roads@p", councils=("rail@p",))
EVERYWHERE = MergeCouncils(host="roads", councils=("rail",), at=("*province",))

SIDE = 0.5 + 0.25 + 0.25
"""Hours a session costs a member beside sitting in it."""
PAPER = 2.0 + 3.0
"""Hours of secretariat work of a session."""


def codes(*changes: Any, scope: str = "p", **more: Any) -> list[str]:
    found = verify(LAND, Reform.of(changes), goals(**more), scope)
    assert found.feasible == (not found.findings)
    return [f.code for f in found.findings]


# Values by hand ----------------------------------------------------------------------------------


def test_doing_nothing_costs_what_the_councils_take() -> None:
    found = verify(LAND, Reform.of([]), goals(), "p")
    each = 2.5 + SIDE
    # Governor (weight 4), head and three aides: roads 8 sessions; rail, court and birds 12.
    hours = 8 * each * (4 + 1) + 12 * each * (4 + 1 + 3) + 12 * each * 1 + 12 * each * 3
    assert found.nothing.hours == pytest.approx(hours)
    assert found.nothing.secretariat == pytest.approx(PAPER * (8 + 12 * 3))
    assert found.nothing.whole == found.value.whole
    assert found.saving == 0
    assert verify(LAND, Reform.of([]), goals(), "*province").nothing.whole == pytest.approx(
        2 * found.nothing.whole
    )


def test_a_merger_costs_what_the_formula_says() -> None:
    found = verify(LAND, Reform.of([MERGE]), goals(), "p")
    business = 8 * 2.0 + 12 * 2.0
    sessions = max(12, business / 4)
    held = business + 0.5 * sessions
    core, guest = 0.8 * 1.0, 0.8 * 0.5

    def lives(psi: float, *today: float) -> float:
        return sum((1 - psi) * m * (2.5 + SIDE) for m in today) + psi * (held + SIDE * sessions)

    # The governor chairs both; the head is a member of both, the aides of rail alone.
    both = 4 * lives(core, 8, 12) + lives(guest, 8, 12) + 3 * lives(guest, 12)
    others = 12 * (2.5 + SIDE) * (1 + 3)
    assert found.value.hours == pytest.approx(both + others)
    papers = PAPER * (0.2 * (8 + 12) + 0.8 * sessions) + PAPER * 24
    assert found.value.secretariat == pytest.approx(papers)
    assert found.value.incoherence == pytest.approx(10 * (1 - 0.25 / 1.25))
    assert found.value.acts == 7
    assert found.feasible


def test_joint_sessions_keep_both_secretariats_and_need_notes() -> None:
    found = verify(LAND, Reform.of([JOIN]), goals(), "p")
    business, sessions = 8 * 2.0 + 12 * 2.0, 12
    held = business + 0.5 * sessions
    governor = held + SIDE * sessions
    head = 0.5 * 20 * (2.5 + SIDE) + 0.5 * (held + SIDE * sessions)
    aides = 3 * (0.5 * 12 * (2.5 + SIDE) + 0.5 * (held + SIDE * sessions))
    others = 12 * (2.5 + SIDE) * (1 + 3)
    assert found.value.hours == pytest.approx(4 * governor + head + aides + others)
    assert found.value.secretariat == found.nothing.secretariat
    assert found.value.acts == 2


def test_an_act_speaks_of_all_places() -> None:
    found = verify(LAND, Reform.of([EVERYWHERE]), goals(), "*province")
    one = verify(LAND, Reform.of([MERGE]), goals(), "p")
    assert found.feasible
    assert found.value.acts == one.value.acts == 7
    assert found.value.hours - found.nothing.hours == pytest.approx(
        2 * (one.value.hours - one.nothing.hours)
    )
    assert found.value.incoherence == pytest.approx(2 * one.value.incoherence)


def test_all_but_one_of_those_brought_together_pay() -> None:
    group = HoldJointly(host="roads@p", councils=("rail@p", "birds@p"))
    assert verify(LAND, Reform.of([group]), goals(), "p").value.acts == 4
    # The host of a merger may rest on a statute; those that disappear need a decree each.
    host = MergeCouncils(host="birds@p", councils=("roads@p", "rail@p"))
    assert verify(LAND, Reform.of([host]), goals(), "p").value.acts == 14


def test_weights_of_the_goals_go_before_those_of_the_posts() -> None:
    light = verify(LAND, Reform.of([]), goals(weight={"gov": 1.0}), "p").nothing
    usual = verify(LAND, Reform.of([]), goals(), "p").nothing
    assert usual.hours - light.hours == pytest.approx(3 * 20 * (2.5 + SIDE))


def test_what_the_goals_assume_is_what_is_computed_with() -> None:
    still = goals(assume={"phi": 0.0, "phi[core]": 0.0})
    found = verify(LAND, Reform.of([JOIN]), still, "p")
    assert found.value.hours == pytest.approx(found.nothing.hours)


def test_a_council_day_is_in_the_hours() -> None:
    found = verify(
        LAND, Reform.of([HoldSameDay(host="roads@p", councils=("rail@p",))]), goals(), "p"
    )
    # Travel to the 8 sessions of roads falls away for the governor and the head.
    assert found.saving == pytest.approx(8 * 0.25 * (4 + 1))
    assert found.feasible


def test_who_is_not_in_the_scope_is_not_in_the_value() -> None:
    one, land = (value_of(LAND, goals(), Scope.of(LAND, s)) for s in ("q", "land"))
    assert land.whole == 0
    weight = {"gov": 4, "head": 1, "aide": 1}
    rows = post_hours(LAND).filter(pl.col("post").str.ends_with("@q")).iter_rows(named=True)
    assert one.hours == pytest.approx(
        math.fsum(r["hours"] * r["holders"] * weight[r["type"]] for r in rows)
    )


# Incoherence -------------------------------------------------------------------------------------


def test_incoherence_is_one_less_the_cosine() -> None:
    known = Subjects.of(LAND)
    assert known.incoherence("roads@p", "roads@q") == pytest.approx(0)
    # (1, 1/2) each, one of two entries in common: 1/4 over 5/4.
    assert known.incoherence("roads@p", "rail@p") == pytest.approx(0.8)
    assert known.incoherence("roads@p", "birds@p") == known.incoherence("birds@p", "birds@q") == 1


def test_shares_weigh_in_and_a_ring_of_subjects_ends() -> None:
    share = {"a": {"x": 0.75, "y": 0.25}, "b": {"x": 1.0}}
    known = Subjects(share, {"x": "z", "z": "x"})
    a, b = (0.75, 0.375, 0.25), (1.0, 0.5)
    cosine = (a[0] * b[0] + a[1] * b[1]) / (math.hypot(*a) * math.hypot(*b))
    assert known.incoherence("a", "b") == pytest.approx(1 - cosine)
    assert known.within("a", "b")
    assert not Subjects({"a": {"x": 1.0}, "b": {"y": 1.0}}, {}).within("a", "b")


# Goals that are not kept -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "more", "wanted"),
    [
        ([MERGE], {}, []),
        ([MERGE], {"preset": "alone"}, ["move_not_allowed"]),
        ([SetSessions(council="rail@p", sessions_per_year=6.0)], {"moves": ["merge_councils"]},
         ["move_not_allowed"]),
        ([MERGE], {"lock": ["roads"]}, []),
        ([MERGE], {"lock": ["rail"]}, ["lock_broken"]),
        ([SetSessions(council="rail@p", sessions_per_year=6.0)], {"lock": ["rail@p"]}, ["lock_broken"]),
        ([DelegateSeat(council="rail@p", holder="head@p", to="aide@p")], {"lock": ["rail"]}, ["lock_broken"]),
        ([MERGE], {"apart": [["roads", "rail"]]}, ["not_apart"]),
        ([MERGE], {"together": [["rail@p", "roads"]]}, []),
        ([], {"together": [["rail", "roads"]]}, ["not_together"]),
        ([MERGE], {"max_people": 5}, []),
        ([MERGE], {"max_people": 4}, ["too_many_people"]),
        ([MERGE], {"max_group": 1}, ["too_many_councils"]),
        ([MERGE], {"max_councils": 3}, []),
        ([], {"max_councils": 3}, ["too_many_sittings"]),
        ([HoldJointly(host="roads@p", councils=("court@p",))], {}, ["must_sit_alone"]),
        ([HoldJointly(host="roads@p", councils=("court@p",))], {"joint_any": True}, []),
        ([MERGE], {"max_unlike": 0.79}, ["too_unlike"]),
        ([MERGE], {"max_unlike": 0.79, "together": [["roads", "rail"]]}, []),
        ([MergeCouncils(host="roads@q", councils=("rail@q",))], {}, ["outside_scope"]),
    ],
)  # fmt: skip
def test_goals_that_are_not_kept_are_told(
    changes: list[Any], more: dict[str, Any], wanted: list[str]
) -> None:
    assert codes(*changes, **more) == wanted


def test_a_seat_that_is_delegated_is_not_in_the_room() -> None:
    away = DelegateSeat(council="rail@p", holder="head@p", to="aide@p")
    assert codes(MERGE, max_people=4) == ["too_many_people"]
    assert (
        codes(
            DelegateSeat(council="roads@p", holder="head@p", to="aide@p"), away, MERGE, max_people=4
        )
        == []
    )


def test_an_act_beyond_reach_is_refused_and_has_no_value() -> None:
    illegal = MergeCouncils(host="roads@p", councils=("birds@p",))
    found = verify(LAND, Reform.of([illegal]), goals(), "p")
    assert found.value is found.country is found.saving is None
    assert found.applied is None
    assert not found.feasible
    assert [(r.index, r.why) for r in found.refusals] == [(0, found.findings[0])]
    assert [f.code for f in found.findings]
    assert verify(LAND, Reform.of([illegal]), goals(preset="free", instruments=None), "p").feasible


def test_a_verdict_carries_what_the_reform_makes_and_needs() -> None:
    terms = goals()
    found = verify(LAND, Reform.of([MERGE]), terms, "p")
    base = terms.country(LAND)
    alone = apply(base, Reform.of([MERGE]), within=terms.within(base), assume=terms.assumed(base))
    assert found.applied is not None
    assert found.country == alone.country
    assert found.applied.needs == alone.needs
    assert found.refusals == ()


def test_a_template_is_judged_in_every_place() -> None:
    found = codes(MERGE, scope="*province", together=[["roads", "rail"]])
    assert found == ["not_together"]
    assert codes(EVERYWHERE, scope="*province", together=[["roads", "rail"]], max_councils=3) == []


# What is lost ------------------------------------------------------------------------------------


def _without(country: Country, table: str, **cells: str) -> Country:
    frame = country[table]
    here = pl.all_horizontal(pl.col(c) == v for c, v in cells.items())
    return Country({**country.tables, table: frame.filter(~here)})


def _with(country: Country, table: str, key: str, column: str, value: Any) -> Country:
    frame = country[table]
    first = pl.col(TABLES[table].key[0]) == key
    cell = pl.when(first).then(pl.lit(value)).otherwise(column).alias(column)
    return Country({**country.tables, table: frame.with_columns(cell)})


AFTER = apply(LAND, Reform.of([MERGE])).country


def test_nothing_is_lost_by_a_merger() -> None:
    assert conserved(LAND, AFTER) == conserved(LAND, LAND) == []


@pytest.mark.parametrize(
    ("tampered", "wanted"),
    [
        (_without(AFTER, "agenda", council="roads@p", subject="track"), ["lost_subject"]),
        (_without(AFTER, "agenda", council="rail@p"), ["lost_rows"]),
        (_without(AFTER, "seats", council="roads@p", holder="aide@p"), ["lost_seat"]),
        (_without(AFTER, "seats", council="rail@p", holder="aide@p"), ["lost_rows"]),
        (_with(AFTER, "councils", "rail@p", "status", "abolished"), ["orphaned_council"]),
        (_with(AFTER, "councils", "court@p", "law", "gone"), ["dangling_reference"]),
        (_with(AFTER, "councils", "court@p", "under", "rail@p"), ["stale_reference"]),
        (_with(AFTER, "councils", "court@q", "same_day_as", "rail@p"), ["stale_reference"]),
    ],
)
def test_what_is_lost_is_told(tampered: Country, wanted: list[str]) -> None:
    assert [f.code for f in conserved(LAND, tampered)] == wanted


# Plans -------------------------------------------------------------------------------------------


def _plan(country: Country = LAND) -> Plan:
    made = verify(country, Reform.of([MERGE]), goals(), "p")
    rows = {w: post_hours(c).filter(post="gov@p").row(0, named=True) for w, c in (("before", LAND), ("after", made.country))}  # fmt: skip
    value, nothing = made.value.whole, made.nothing.whole
    bound = min(value, nothing) - 1
    hours = {
        w: {"low": r["hours_low"], "value": r["hours"], "high": r["hours_high"]}
        for w, r in rows.items()
    }
    return Plan.model_validate(
        {
            "reform": Reform.of([MERGE]),
            "goals": goals(),
            "scope": "p",
            "parent": country.digest,
            "value": value,
            "bound": bound,
            "nothing": nothing,
            "gap": gap(value, bound, nothing),
            "proven": False,
            "seconds": 1.0,
            "seed": 1,
            "hours": [{"post": "gov@p", "holders": 1, **hours}],
        }
    )


PLAN = _plan()


def test_a_plan_that_says_what_is_found_agrees() -> None:
    verdict, off = check_plan(LAND, PLAN)
    assert verdict.feasible
    assert off == ()


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"value": PLAN.value - 1}, {"other_figure"}),
        ({"nothing": PLAN.nothing + 5}, {"other_figure"}),
        ({"bound": PLAN.value + 1}, {"bound_above_value", "other_figure"}),
        ({"gap": 0.0}, {"other_figure"}),
        ({"proven": True}, {"not_proven"}),
        ({"parent": "0" * 64}, {"other_parent"}),
        (
            {"hours": (PLAN.hours[0].model_copy(update={"before": PLAN.hours[0].after}),)},
            {"other_figure"},
        ),
        ({"hours": (PLAN.hours[0].model_copy(update={"post": "nobody"}),)}, {"no_such_post"}),
    ],
)
def test_a_plan_that_was_tampered_with_is_caught(changes: dict[str, Any], wanted: set[str]) -> None:
    _, off = check_plan(LAND, PLAN.model_copy(update=changes))
    assert {f.code for f in off} == wanted


def test_a_plan_with_another_reform_is_caught() -> None:
    verdict, off = check_plan(LAND, PLAN.model_copy(update={"reform": Reform.of([])}))
    assert verdict.feasible
    assert {f.code for f in off} == {"other_figure"}
    illegal = Reform.of([MergeCouncils(host="roads@p", councils=("birds@p",))])
    verdict, _ = check_plan(LAND, PLAN.model_copy(update={"reform": illegal}))
    assert not verdict.feasible
