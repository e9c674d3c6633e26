"""The typed difference of two Countries speaks of powers and services."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.reform.lands import applied, on
from tests.reform.powers.lands import cases_of_change, land, power
from tests.reform.services.test_services_changes import CARE
from tests.reform.services.test_services_changes import LAND as SERVED

from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.reform.apply import Refused
from ostan.reform.change import Change
from ostan.reform.difference import difference
from ostan.reform.examples import EXAMPLES
from ostan.reform.powers.granting import GrantPower, RequireConsent
from ostan.reform.powers.holders import OfPower
from ostan.reform.powers.moving import LimitPower, MovePower, RevokePower
from ostan.reform.reform import Reform
from ostan.reform.services.handing import TakeBack

P = ("*province",)
LAND = land(
    power("buy"),
    power("own@p1", "post governor@p1", place="p1"),
    power("own@p2", "post governor@p2", place="p2"),
)
KNOWN: list[Change] = [
    MovePower(matter="m", post="governor", to_post="deputy", power="own", at=P),
    MovePower(
        matter="m", post="minister", to_post="x", power="buy", measure="rial", to_amount=9.0, at=P
    ),
    LimitPower(matter="m", post="governor", power="own", measure="rial", to_amount=9.0, at=P),
    RevokePower(matter="m", post="governor", power="own", at=P),
    RevokePower(matter="m", post="minister", power="buy", at=("p2",)),
    GrantPower(matter="m", post="x", role="proposes", at=P),
    RequireConsent(matter="m", post="x", measure="rial", from_amount=9.0, at=P),
]


@pytest.mark.parametrize("change", KNOWN, ids=lambda c: c.kind)
def test_a_change_of_powers_is_recognised(change: Change) -> None:
    made = applied(LAND, change)
    found = difference(LAND, made)
    assert found.unsaid.is_empty()
    assert applied(LAND, *found.reform) == made
    assert [c.kind for c in found.reform] == [change.kind]


def test_services_that_were_handed_over_and_taken_back_are_recognised() -> None:
    made = applied(SERVED, CARE)
    assert difference(SERVED, made).reform.changes == (CARE,)
    back = TakeBack(services=("coop@p1",), unit="bureau@p1", fee=4)
    assert difference(SERVED, applied(SERVED, back)).reform.changes == (back,)
    assert difference(made, SERVED).unsaid["column"].to_list() == ["paid_by"] * 2


def leads_there(drawn: tuple[Country, OfPower]) -> None:
    """What is said leads to what is left unsaid, and one change is said whole but for rare cuts."""
    before, change = drawn
    try:
        made = on(before, Reform.of([change])).country
    except Refused:
        return
    found = difference(before, made)
    reached = on(before, found.reform).country
    assert diff(reached, made).equals(found.unsaid)
    # Powers that moved together to one holder may stand in each other's way one by one.
    if change.kind != "move_power":
        assert found.unsaid.is_empty()


@settings(max_examples=4, deadline=None)
@given(cases_of_change())
def test_the_difference_of_registers_leads_there(drawn: tuple[Country, OfPower]) -> None:
    leads_there(drawn)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(cases_of_change())
def test_the_difference_of_many_registers_leads_there(drawn: tuple[Country, OfPower]) -> None:
    leads_there(drawn)


@pytest.mark.slow
def test_the_examples_of_powers_are_recognised_in_the_sample(sample: Country) -> None:
    kinds = ("move_power", "revoke_power", "take_back")
    for kind in kinds:
        made = on(sample, Reform.of([EXAMPLES[kind]])).country
        found = difference(sample, made)
        assert found.unsaid.is_empty()
        assert [c.kind for c in found.reform] == [kind]
