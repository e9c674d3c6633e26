"""Delegation and functions: the checker against the plain reading of every case, and by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.registers import HOLDERS, SINCE, cases, own, powers, register
from tests.measure.test_powers_faults import Shown, checked, plainly, shows_overlap

from ostan.country.country import Country
from ostan.country.tables import POWER_ROLES
from ostan.measure.powers.faults import IN_WORDS, faults
from ostan.measure.powers.plain import Case, Held, Plain


@st.composite
def delegated(draw: st.DrawFn) -> Country:
    """Return a register in which powers name powers they were delegated from, themselves among them."""
    rows = draw(powers(("decides", "decides", "proposes", "duty"), 5))
    names = [None, *(f"p{i}" for i in range(len(rows))), "gone"]
    for row in rows:
        row["delegated_from"] = draw(st.sampled_from(names))
        row["matter"] = draw(st.sampled_from(["m", "m", "m", "n"]))
        row["condition"] = draw(st.sampled_from([None, None, "in words", "in other words"]))
        row["may_delegate"] = draw(st.sampled_from([None, True, False]))
    return register(*rows)


def shows_not_held(country: Country, case: Case, held: Held) -> Shown:
    rows = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    sure = {p for of_role in held.sure.values() for p in of_role}
    there = sure | {p for of_role in held.perhaps.values() for p in of_role}
    for power in there:
        row = rows[power]
        if not own(row, case):
            continue
        source = rows.get(row["delegated_from"])
        if source is None:
            continue
        able = POWER_ROLES.index(source["role"]) <= POWER_ROLES.index(row["role"])
        if not able or source["power"] not in there:
            yield "delegated_not_held" + ("" if power in sure else IN_WORDS), (
                power, source["power"],
            )  # fmt: skip
        elif source["power"] not in sure and (
            source["condition"] != row["condition"] or not own(source, case)
        ):
            yield "delegated_not_held" + IN_WORDS, (power, source["power"])


@pytest.mark.slow
@given(delegated())
@settings(max_examples=5, deadline=None)
def test_delegations_of_what_is_not_held_are_those_of_the_plain_reading(country: Country) -> None:
    assert checked(country, "delegated_not_held") == plainly(country, shows_not_held)


@pytest.mark.slow
@given(delegated())
@settings(max_examples=5, deadline=None)
def test_forbidden_delegations_and_circles_are_those_of_the_rows(country: Country) -> None:
    found = faults(country, SINCE)
    rows = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    live = set(_live(country))
    assert {tuple(p) for p in found.filter(kind="delegation_forbidden")["powers"]} == {
        (p, r["delegated_from"])
        for p, r in rows.items()
        if p in live and rows.get(r["delegated_from"], {}).get("may_delegate") is False
    }
    circles = {frozenset(p) for p in found.filter(kind="delegation_cycle")["powers"]}
    assert circles == {c for p in rows if (c := _circle(rows, p)) and c & live}


def _live(country: Country) -> Iterator[str]:
    plain = Plain.of(country)
    for case in cases(country):
        held = plain.evaluate(case)
        yield from (p for role in POWER_ROLES for p in held.all(role))


def _circle(rows: dict[str, Any], power: str) -> frozenset[str] | None:
    """Return the circle a power lies on, by walking from source to source."""
    seen = [power]
    while (up := rows[seen[-1]]["delegated_from"]) in rows:
        if up == power:
            return frozenset(seen)
        if up in seen:
            return None
        seen.append(up)
    return None


def _sources(rows: dict[str, Any], power: str) -> set[str]:
    seen: set[str] = set()
    while (power := rows.get(power, {}).get("delegated_from")) and power not in seen:
        seen.add(power)
    return seen


def shows_overlap_of_strangers(country: Country, case: Case, held: Held) -> Shown:
    rows = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    for kind, (one, two) in shows_overlap(country, case, held):
        if one not in _sources(rows, two) and two not in _sources(rows, one):
            yield kind, (one, two)


@pytest.mark.slow
@given(delegated())
@settings(max_examples=5, deadline=None)
def test_a_power_does_not_overlap_with_one_it_was_delegated_from(country: Country) -> None:
    assert checked(country, "overlap") == plainly(country, shows_overlap_of_strangers)


# Functions -----------------------------------------------------------------------------------

TREE = {"learning": None, "school": "learning", "water": None}


@st.composite
def functions(draw: st.DrawFn) -> Country:
    """Return a register of units and a council (the holder org) with subjects of their own."""
    rows = draw(powers(("decides",), 5))
    for row in rows:
        row["holder_kind"] = "council" if row["holder"] == "org" else "unit"
    some = st.lists(st.sampled_from(list(TREE)), max_size=2, unique=True)
    matter = {m: draw(st.sampled_from([None, *TREE])) for m in ("m", "n")}
    shape = {"kind": "k", "legal_form": "other", "place": "land"}
    return register(
        *rows,
        matters=[{"matter": m, "subject": s} for m, s in matter.items()],
        subjects=[{"subject": s, "parent": p} for s, p in TREE.items()],
        units=[
            {"unit": h, "type": h, "functions": draw(some), **shape} for h in HOLDERS if h != "org"
        ],
        councils=[{"council": "org", "type": "org", "place": "land"}],
        agenda=[{"council": "org", "subject": s} for s in draw(some)],
    )


def shows_conflict(country: Country, case: Case, held: Held) -> Shown:
    subject = country.row("matters", case.matter)["subject"]  # type: ignore[index]
    around = {subject, TREE.get(str(subject))} - {None}
    of = dict(country["powers"].select("power", "holder").iter_rows())
    agenda = set(country["agenda"]["subject"])
    rows = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    for unit in HOLDERS[:2]:
        has = set(country.row("units", unit)["functions"] or ())  # type: ignore[index,call-overload]
        for one in (p for p in held.all("decides") if of[p] == unit and has & around):
            for two in (p for p in held.all("decides") if of[p] == "org" and agenda & around):
                sure = {one, two} <= set(held.sure["decides"])
                if not (own(rows[one], case) or own(rows[two], case)):
                    continue
                yield "function_conflict" + ("" if sure else IN_WORDS), (one, two)


@pytest.mark.slow
@given(functions())
@settings(max_examples=5, deadline=None)
def test_conflicts_of_functions_are_those_of_the_plain_reading(country: Country) -> None:
    assert checked(country, "function_conflict") == plainly(country, shows_conflict)


# By hand -------------------------------------------------------------------------------------


def kinds(*held: dict[str, Any], **more: Any) -> dict[str, Any]:
    found = faults(register(*held, **more), SINCE)
    return {r["kind"]: r for r in found.iter_rows(named=True)}


def test_a_power_delegated_beyond_the_limit_of_its_source_is_told_where_it_leaves_it() -> None:
    own, given_ = {"to": 5e9}, {"holder": "min", "from": 1e9, "to": 9e9, "delegated_from": "p0"}
    found = kinds(own, given_)["delegated_not_held"]
    assert (found["amount"], found["amount_to"], found["powers"]) == (5e9, 9e9, ["p1", "p0"])


def test_what_is_delegated_for_longer_than_it_is_held_is_told_on_the_day_it_is_not() -> None:
    last = SINCE + timedelta(days=5)
    found = kinds({"valid_to": last}, {"holder": "min", "delegated_from": "p0"})
    assert found["delegated_not_held"]["day"] == last + timedelta(days=1)


def test_to_decide_cannot_be_delegated_by_one_who_only_consents() -> None:
    consent = {"role": "consents"}
    assert "delegated_not_held" in kinds(consent, {"holder": "min", "delegated_from": "p0"})
    down = {"role": "consents", "holder": "min", "delegated_from": "p0"}
    assert "delegated_not_held" not in kinds({}, down)


def test_who_delegates_keeps_the_power_and_is_no_second_decider() -> None:
    given_ = {"holder": "min", "delegated_from": "p0"}
    assert "overlap" not in kinds({}, given_)
    assert "overlap" not in kinds({}, given_, {"holder": "gov", "delegated_from": "p1"})
    # Two who had it from one are two.
    two = kinds({}, given_, {"holder": "org", "delegated_from": "p0"})
    assert two["overlap"]["powers"] == ["p1", "p2"]


def test_the_same_words_on_both_sides_leave_nothing_open() -> None:
    words = {"condition": "in emergencies"}
    given_ = {"holder": "min", "delegated_from": "p0"}
    assert not {k for k in kinds(words, {**given_, **words}) if k.startswith("delegated")}
    assert "delegated_not_held_in_words" in kinds(words, given_)


def test_a_post_decides_as_the_unit_it_belongs_to() -> None:
    shape = {"kind": "k", "legal_form": "other", "place": "land", "functions": ["s"]}
    found = kinds(
        {"holder_kind": "post", "holder": "head"},
        {"holder_kind": "council", "holder": "c"},
        matters=[{"matter": "m", "subject": "s"}],
        units=[{"unit": "u", "type": "u", **shape}],
        posts=[{"post": "head", "type": "head", "unit": "u"}],
        councils=[{"council": "c", "type": "c", "place": "land"}],
        agenda=[{"council": "c", "subject": "s"}],
    )
    assert found["function_conflict"]["powers"] == ["p0", "p1"]


def test_subjects_in_a_circle_end_the_search() -> None:
    country = register(
        {},
        matters=[{"matter": "m", "subject": "s"}],
        subjects=[{"subject": "s", "parent": "t"}, {"subject": "t", "parent": "s"}],
    )
    assert faults(country, SINCE).filter(pl.col("kind") == "function_conflict").is_empty()
