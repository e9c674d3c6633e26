"""The typed difference speaks of units: what a change makes is told from its result."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reform.lands import applied, on
from tests.reform.units import lands
from tests.reform.units.test_units_founding import splits
from tests.reform.units.test_units_moving import changes, drawn

from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.reform.apply import check
from ostan.reform.change import Change
from ostan.reform.councils.joining import MergeCouncils
from ostan.reform.difference import difference
from ostan.reform.examples import EXAMPLES
from ostan.reform.reform import Reform
from ostan.reform.units import KINDS
from ostan.reform.units.founding import FoundUnit, SplitUnit
from ostan.reform.units.heading import SetHead
from ostan.reform.units.merging import MergeUnits
from ostan.reform.units.moving import ClosePost, MoveFunction, MovePost, RenameUnit

LAND = lands.land()
P = ("*province",)
DAY = date(2026, 3, 21)

EVERY: list[Change] = [
    FoundUnit(
        unit="n",
        name_fa="نو",
        unit_kind="office",
        ministry="m1",
        functions=("roads",),
        at=P,
        from_=DAY,
    ),
    MergeUnits(into="u", units=("v", "w"), at=P),
    MergeUnits(into="u", units=("v",), head="v_head", at=P),
    MergeUnits(into="w", units=("u", "v"), head="v_head", at=P),
    SplitUnit(unit="v", new="n", name_fa="نو", posts=("v_clerk",), head="v_clerk", at=P),
    SplitUnit(unit="v", new="n", name_fa="نو", functions=("youth",), staff=3, units=("y",), at=P),
    SplitUnit(unit="u@p1", new="n@p1", name_fa="نو", staff=3),
    SplitUnit(unit="v@p1", new="n@p1", name_fa="نو", matters=("m",), services=("s@p1",)),
    RenameUnit(unit="u", name_fa="نام نو", at=P),
    RenameUnit(unit="u@p1", name_fa="نام نو", name_en="new name"),
    MoveFunction(unit="v", functions=("youth",), to_unit="u", at=P),
    MovePost(post="v_clerk", to_unit="w", at=P),
    SetHead(unit="v", head="v_clerk", at=P),
    SetHead(unit="w@p1", head="minister"),
    ClosePost(post="v_clerk", to="w_clerk", at=P),
    ClosePost(post="w_clerk", at=P),
]


@pytest.mark.parametrize("change", EVERY, ids=lambda c: c.kind)
def test_a_change_is_told_from_what_it_made(change: Change) -> None:
    made = applied(LAND, change)
    found = difference(LAND, made)
    assert found.unsaid.is_empty()
    assert found.reform.changes == (change,)


def test_what_hangs_together_is_told_in_an_order_that_applies() -> None:
    wanted = [
        SplitUnit(unit="v@p1", new="n@p1", name_fa="نو", functions=("youth",)),
        SetHead(unit="v@p1", head="v_clerk@p1"),
        MergeUnits(into="u@p1", units=("v@p1",)),
        MovePost(post="w_clerk@p1", to_unit="n@p1"),
        ClosePost(post="v_head@p1", to="w_clerk@p1"),
        MergeCouncils(host="a@p1", councils=("b@p1",)),
        RenameUnit(unit="u@p1", name_fa="نام نو"),
    ]
    made = applied(LAND, *wanted)
    found = difference(LAND, made)
    assert found.unsaid.is_empty()
    assert applied(LAND, *found.reform.changes) == made
    assert {c.kind for c in found.reform.changes} == {c.kind for c in wanted}


def test_of_mergers_in_a_chain_the_inner_one_comes_first() -> None:
    made = applied(
        LAND, MergeUnits(into="v@p1", units=("y@p1",)), MergeUnits(into="u@p1", units=("v@p1",))
    )
    found = difference(LAND, made)
    assert found.unsaid.is_empty()
    assert [c.named("into") for c in found.reform.changes] == [("v@p1",), ("u@p1",)]


def test_what_fits_in_one_place_is_told_of_that_place() -> None:
    # The same heads in both, one of which has its place in a unit that another change gave it to.
    wanted = SetHead(unit="v", head="v_clerk", at=P)
    made = applied(LAND, wanted)
    elsewhere = LAND["posts"].with_columns(
        unit=pl.when(post="v_clerk@p2").then(pl.lit("w@p2")).otherwise("unit")
    )
    old = LAND.with_tables(posts=elsewhere)
    new = made.with_tables(posts=elsewhere)
    found = difference(old, new)
    assert found.reform.changes == (wanted.model_copy(update={"at": ("p1",)}),)
    assert found.unsaid.select("table", "key", "column").rows() == [("units", "v@p2", "head")]


def test_what_no_change_says_is_listed() -> None:
    gone = LAND["units"].with_columns(
        status=pl.when(unit="w@p1").then(pl.lit("abolished")).otherwise("status")
    )
    # A function of two units that one of them has no more may have gone nowhere.
    doubled = applied(LAND, MoveFunction(unit="v@p1", functions=("water",), to_unit="u@p1"))
    for other, column in ((LAND.with_tables(units=gone), "status"), (doubled, "functions")):
        found = difference(LAND, other)
        assert len(found.reform) == 0
        assert found.unsaid["column"].to_list() == [column]


@pytest.mark.slow
def test_the_examples_are_told_from_the_sample(sample: Country, day: date) -> None:
    kinds = ["merge_units", "split_unit", "rename_unit", "found_unit"]
    reform = Reform.of([EXAMPLES[k] for k in kinds])
    assert not check(sample, reform, day=day, assume=["*"])
    made = on(sample, reform).country
    found = difference(sample, made)
    assert found.unsaid.is_empty()
    assert len(found.reform) == len(reform)


@st.composite
def one_change(draw: st.DrawFn) -> tuple[Country, Change]:
    """Return a country and a change of units; whether it fits is left to chance."""
    if draw(st.booleans()):
        return draw(splits())
    country = draw(lands.countries())
    return country, draw(changes(country))


def is_told(country: Country, change: Change) -> None:
    reform = Reform.of([change])
    if check(country, reform, assume=["*"]):
        return
    made = on(country, reform).country
    found = difference(country, made)
    # Of a function that the other unit had already it cannot be seen where it went.
    shared = isinstance(change, MoveFunction) and not found.unsaid.is_empty()
    assert shared or on(country, found.reform).country == made
    assert not shared or set(found.unsaid["column"]) == {"functions"}


def leads_there(country: Country, reform: Reform) -> None:
    made = on(country, reform).country
    found = difference(country, made)
    reached = on(country, found.reform).country
    assert diff(reached, made).equals(found.unsaid)
    if all(isinstance(c, MergeUnits | RenameUnit) for c in reform.changes):
        assert found.unsaid.filter(~pl.col("table").is_in(["aliases"])).is_empty()
    assert {c.kind for c in found.reform.changes} <= set(KINDS)


@pytest.mark.slow
@settings(max_examples=3, deadline=None)
@given(one_change(), drawn())
def test_any_change_of_units_is_told(
    one: tuple[Country, Change], many: tuple[Country, Reform]
) -> None:
    is_told(*one)
    leads_there(*many)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(one_change(), drawn())
def test_any_change_of_units_is_told_in_many(
    one: tuple[Country, Change], many: tuple[Country, Reform]
) -> None:
    is_told(*one)
    leads_there(*many)
