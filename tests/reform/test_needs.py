"""What a change needs in law, and what may be done instead."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from ostan.country.country import Country
from ostan.country.legal import verdict
from ostan.reform.apply import apply, check
from ostan.reform.change import Change
from ostan.reform.councils import KINDS
from ostan.reform.councils.joining import (
    HoldJointly,
    HoldSameDay,
    MergeCouncils,
    PlaceCouncilUnder,
    ShareSecretariat,
)
from ostan.reform.councils.life import ForbidNewCouncils, FoundCouncil
from ostan.reform.councils.seats import DelegateChair, DelegateSeat
from ostan.reform.councils.sessions import SetSessions
from ostan.reform.needs import needs
from ostan.reform.reform import Reform

P = ("*province",)
NEW = {"name_fa": "شورا", "council_kind": "board", "function": "advises", "chair": "governor"}


def told(land: Country, change: Change, **terms: object) -> list[tuple[str, str, str | None]]:
    found = needs(land, change, **terms)  # type: ignore[arg-type]
    return [(n.council, n.verdict, n.rank) for n in found]


def test_the_council_that_disappears_binds_and_not_its_host(land: Country) -> None:
    merged = MergeCouncils(host="s@p1", councils=("b@p1", "c@p1"))
    assert told(land, merged) == [("b@p1", "allowed", "decree"), ("c@p1", "allowed", "decree")]
    assert told(land, MergeCouncils(host="b@p1", councils=("s@p1",))) == [
        ("s@p1", "allowed", "statute")
    ]
    both = HoldJointly(host="s@p1", councils=("b@p1",))
    assert told(land, both) == [("b@p1", "allowed", "local"), ("s@p1", "allowed", "local")]


def test_locked_and_unknown(land: Country) -> None:
    assert told(land, MergeCouncils(host="a@p1", councils=("j@p1", "o@p1"))) == [
        ("j@p1", "locked", None),
        ("o@p1", "unknown", None),
    ]
    found = needs(land, MergeCouncils(host="a@p1", councils=("o@p1",)))[0]
    assert found.missing == ("no_law",)
    assert "no founding act" in found.route.en


def test_what_can_be_counted_on_is_a_set(land: Country) -> None:
    merged = MergeCouncils(host="a@p1", councils=("b@p1", "s@p1"))
    assert told(land, merged, within=["decree"]) == [
        ("b@p1", "allowed", "decree"),
        ("s@p1", "locked", "statute"),
    ]
    # No ladder: counting on statutes does not bring decrees with it.
    assert told(land, merged, within=["statute"]) == [
        ("b@p1", "locked", "decree"),
        ("s@p1", "allowed", "statute"),
    ]
    assert told(land, merged, within=[]) == [
        ("b@p1", "locked", "decree"),
        ("s@p1", "locked", "statute"),
    ]


@pytest.mark.parametrize("assume", [["o"], ["o@p1"], ["*"]])
def test_missing_facts_may_be_assumed_away(land: Country, assume: list[str]) -> None:
    merged = MergeCouncils(host="a@p1", councils=("o@p1",))
    found = needs(land, merged, assume=assume)[0]
    assert (found.verdict, found.assumed, found.rank) == ("allowed", True, None)
    assert check(land, Reform.of([merged]), assume=assume) == ()
    # What a rule locks stays locked: no fact is missing there.
    court = MergeCouncils(host="a@p1", councils=("j@p1",))
    assert needs(land, court, assume=["*"])[0].verdict == "locked"


def test_chairs_are_delegated_as_their_act_says(land: Country) -> None:
    assert told(land, DelegateChair(council="d@p1", to="x@p1")) == [("d@p1", "allowed", "local")]
    assert told(land, DelegateChair(council="b@p1", to="x@p1")) == [("b@p1", "allowed", "decree")]
    seat = DelegateSeat(council="d@p1", holder="governor@p1", to="x@p1")
    assert told(land, seat) == [("d@p1", "allowed", "local")]


def test_sessions_are_judged_as_they_would_be(sample: Country, day: date) -> None:
    """The rule asks that practice does not fall below the lawful minimum."""
    councils = sample["councils"].filter(
        pl.col("status") == "active", pl.col("sessions_required").is_not_null()
    )
    council, least = councils.select("council", "sessions_required").row(0)
    enough = SetSessions(council=council, sessions_per_year=least)
    assert [n.verdict for n in needs(sample, enough, day=day)] == ["allowed"]


def test_what_is_to_be_founded_lacks_no_act(land: Country) -> None:
    new = FoundCouncil(council="n", at=("p1",), **NEW)
    assert told(land, new) == [("n@p1", "allowed", "decree")]
    assert told(land, ForbidNewCouncils(rule="none")) == [("none", "allowed", "decree")]
    assert told(land, ForbidNewCouncils(rule="none"), within=["local"]) == [
        ("none", "locked", "decree")
    ]
    after = apply(land, Reform.of([ForbidNewCouncils(rule="none")])).country
    assert told(after, new) == [("n@p1", "locked", None)]


def test_a_change_is_judged_on_its_own_day(land: Country) -> None:
    rules = land["rules"].with_columns(
        valid_to=pl.when(pl.col("move") == "merge_councils").then(pl.lit(date(2026, 6, 30)))
    )
    short = land.with_tables(rules=rules)
    merged = MergeCouncils(host="a@p1", councils=("b@p1",))
    assert told(short, merged)[0][1] == "allowed"
    later = merged.model_copy(update={"from_": date(2027, 1, 1)})
    assert needs(short, later)[0].missing == ("no_rule",)
    assert "2026-06-30" in needs(short, merged)[0].route.en


@pytest.mark.parametrize("move", ["merge_councils", "hold_jointly", "place_council_under"])
def test_the_verdict_is_that_of_the_rules(sample: Country, day: date, move: str) -> None:
    """Every council of one province, against `country.legal` on the whole country."""
    here = sample["councils"].filter(place="yazd", status="active")["council"].to_list()
    host, rest = here[0], tuple(here[1:])
    change = KINDS[move].model_validate({"host": host, "councils": rest})
    law = verdict(sample, move=move, day=day)
    facts = {r["id"]: r for r in law.iter_rows(named=True)}
    found = needs(sample, change, day=day)
    assert {n.council for n in found} >= set(rest) - {"admin_council@yazd"} - {
        c
        for c in rest
        if sample.row("councils", c)["under"] == host  # type: ignore[index]
    }
    for need in found:
        fact = facts[need.council]
        assert (need.rank, need.rule) == (fact["enough_rank"], fact["rule"])
        assert need.missing == tuple(fact["missing"])
        assert (need.verdict == "unknown") == (fact["verdict"] == "unknown")
        assert (need.founding_rank, need.founding_law) == (
            fact["founding_rank"],
            fact["founding_law"],
        )


def test_the_route_says_by_whom_and_under_which_act(sample: Country, day: date) -> None:
    merged = MergeCouncils(host="wg_economy", councils=("resistance_hq",), at=("yazd",))
    need = needs(sample, merged, day=day)[0]
    assert need.rank == "supreme_administrative_council"
    assert need.instrument.fa == "مصوبه شورای عالی اداری"
    assert need.body.fa == "شورای عالی اداری"
    assert "ماده ۱۰۵" in need.route.fa
    assert "in force after the president's approval" in need.route.en


def test_every_move_of_the_sample_has_a_rule(sample: Country, day: date) -> None:
    moves = set(sample["rules"]["move"])
    assert set(KINDS) <= moves


# Instead ----------------------------------------------------------------------------------------


def instead(land: Country, change: Change, **terms: object) -> Change | None:
    found = check(land, Reform.of([change]), **terms)  # type: ignore[arg-type]
    assert found
    assert {r.alternative for r in found} == {found[0].alternative}
    return found[0].alternative


def test_the_other_way_round_comes_first(land: Country) -> None:
    locked = MergeCouncils(host="b", councils=("j",), at=P, reason="یکی‌اند")
    other = MergeCouncils(host="j", councils=("b",), at=P, reason="یکی‌اند")
    assert instead(land, locked) == other
    assert check(land, Reform.of([other])) == ()


def test_then_joint_sessions(land: Country) -> None:
    merged = MergeCouncils(host="a", councils=("b", "s"), at=P)
    assert instead(land, merged, within=["decree", "local"]) == HoldJointly(
        host="a", councils=("s",), at=P
    )
    refusal = check(land, Reform.of([merged]), within=["decree", "local"])[0]
    assert refusal.councils == ("s@p1", "s@p2")
    assert refusal.why.mend is not None
    assert "shall hold sessions jointly" in refusal.why.mend.en


def without(land: Country, *moves: str) -> Country:
    return land.with_tables(rules=land["rules"].filter(~pl.col("move").is_in(list(moves))))


def test_then_what_is_next(land: Country) -> None:
    merged = MergeCouncils(host="c", councils=("s", "j"), at=P)
    terms = {"within": ["local", "decree"]}
    moves: list[str] = []
    expected: list[Change | None] = [
        HoldJointly(host="c", councils=("s", "j"), at=P),
        HoldSameDay(host="c", councils=("s", "j"), at=P),
        ShareSecretariat(unit="bureau", councils=("s", "j"), at=P),
        None,
    ]
    for kind in expected:
        assert instead(without(land, *moves), merged, **terms) == kind
        moves.append(kind.kind if kind else "")
    statutes = {"within": ["statute", "decree"]}
    under = instead(land, MergeCouncils(host="a", councils=("j", "o"), at=P), **statutes)
    assert under is None
    court = MergeCouncils(host="o", councils=("j",), at=P)
    assert instead(land, court, **statutes) == PlaceCouncilUnder(host="o", councils=("j",), at=P)


def test_too_few_sessions_are_set_to_the_minimum(land: Country) -> None:
    few = SetSessions(council="a", sessions_per_year=2, hours_per_session=1, at=P)
    assert instead(land, few) == few.model_copy(update={"sessions_per_year": 4.0})


def test_a_wrong_name_has_nothing_near_it(land: Country) -> None:
    assert instead(land, MergeCouncils(host="a@p1", councils=("bbb@p1",))) is None
