"""What changes of powers do, held against a plain reading of every case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reform.lands import on
from tests.reform.powers.lands import MATTER, START, cases_of_change, changes, registers

from ostan.country.country import Country
from ostan.measure.powers.plain import Case, Held, Plain, holds
from ostan.reform.apply import Refused
from ostan.reform.powers.holders import OfPower, home
from ostan.reform.powers.moving import LimitPower
from ostan.reform.reform import Reform
from ostan.reform.sites import Site, sites

# Every end that a drawn power or change has: what holds changes there only.
AMOUNTS = (0.0, 10.0, 20.0, 50.0)
LEAVES = ("c1", "c2", "p2")
DAYS = (
    date(2026, 5, 1),
    date(2026, 6, 1),
    date(2026, 6, 30),
    START,
    date(2026, 9, 1),
    date(2027, 1, 1),
)
ROLES = ("decides", "consents", "observes")

Who = tuple[str, str, bool]
"""Who has a role in a case: kind, id, and whether surely."""


def cases(*measures: str) -> Iterator[Case]:
    """Yield a case of every cell."""
    for amount, place, day, measure in product(AMOUNTS, LEAVES, DAYS, measures):
        yield Case(MATTER, measure, amount, place, day)


def who(case: Case, plain: Plain) -> Mapping[str, Mapping[str, Who]]:
    """Return by role who has it in a case, by power."""
    held: Held = plain.evaluate(case)
    rows = {r["power"]: (r["holder_kind"], r["holder"]) for r in plain.powers}
    return {role: {p: (*rows[p], p in held.sure[role]) for p in held.all(role)} for role in ROLES}


def site_of(change: OfPower, found: list[Site], case: Case, plain: Plain) -> Site | None:
    """Return the site of a change that a case lies in: the nearest; None where it is not reached."""
    if change.from_ is not None and case.day < change.from_:
        return None
    by_place = {s.place: s for s in found}
    order = [case.place, plain.parents[case.place or ""], "land", None]
    return next((by_place[p] for p in order if p in by_place), None)


def expected(
    change: OfPower, site: Site, before: Mapping[str, Who], case: Case, plain: Plain, land: Country
) -> set[Who]:
    """Return who is to have the role of a change in a case that lies in this site of it."""
    own = {p for p in before if of_change(change, site, p, before[p])}
    others = {w for p, w in before.items() if p not in own}
    low, high = getattr(change, "from_amount", None), getattr(change, "to_amount", None)
    inside = (low or 0.0) <= case.amount and (high is None or case.amount < high)
    if change.kind == "revoke_power":
        return others
    if change.kind == "limit_power":
        return others | limited(change, site, case, plain)
    if change.kind == "move_power" and inside:
        return others | {(*change.holder(site, "to_"), before[p][2]) for p in own}
    if change.kind in ("grant_power", "require_consent") and inside:
        place = site.place or home(*change.holder(site), land.tables)
        if place is None or place in plain.enclosing(case.place):
            return {*before.values(), (*change.holder(site), True)}
    return set(before.values())


def of_change(change: OfPower, site: Site, power: str, who: Who) -> bool:
    """Return whether a change speaks of a power that is there."""
    named = getattr(change, "power", None)
    return who[:2] == change.holder(site) and named in (None, power, power.partition("@")[0])


def limited(change: OfPower, site: Site, case: Case, plain: Plain) -> set[Who]:
    """Return the holder where its powers hold in a case with the limits of the change."""
    assert isinstance(change, LimitPower)
    found = set()
    for row in plain.powers:
        who = (row["holder_kind"], row["holder"], True)
        if row["role"] != change.role or not of_change(change, site, row["power"], who):
            continue
        low = row["from"] if change.from_amount is None else change.from_amount
        high = row["to"] if change.to_amount is None else change.to_amount
        new = {**row, "from": low, "to": None if change.unlimited else high, "measure": "rial"}
        answer = holds(new, case, plain.enclosing(case.place))
        found |= {(*change.holder(site), answer)} if answer is not None else set()
    return found


def does_what_it_says(country: Country, change: OfPower, *measures: str) -> Country | None:
    """Hold a change against `expected` in all cases; None where it is refused."""
    try:
        applied = on(country, Reform.of([change]))
    except Refused:
        return None
    skipped = {s.place for s in applied.skipped}
    found = [s for s in sites(change, country.tables).sites if s.place not in skipped]
    before, after = Plain.of(country), Plain.of(applied.country)
    for case in cases(*measures):
        site = site_of(change, found, case, before)
        was, now = who(case, before), who(case, after)
        wanted = {r: set(was[r].values()) for r in ROLES}
        if site is not None:
            role = getattr(change, "role", "consents")
            wanted[role] = expected(change, site, was[role], case, before, country)
        assert {r: set(now[r].values()) for r in ROLES} == wanted, case
    return applied.country


@settings(max_examples=5, deadline=None)
@given(cases_of_change())
def test_a_change_does_what_it_says_in_every_case(drawn: tuple[Country, OfPower]) -> None:
    does_what_it_says(*drawn, "rial")


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(cases_of_change())
def test_changes_do_what_they_say_in_every_case(drawn: tuple[Country, OfPower]) -> None:
    does_what_it_says(*drawn, "rial")


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(registers().flatmap(lambda c: st.tuples(st.just(c), changes(c, ("move_power",)))))
def test_whole_powers_change_hands_whatever_their_measure(drawn: tuple[Country, OfPower]) -> None:
    country, change = drawn
    whole = dict.fromkeys(("from_amount", "to_amount", "measure"))
    does_what_it_says(country, change.model_copy(update=whole), "rial", "hectare")
