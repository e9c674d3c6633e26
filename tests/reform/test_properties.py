"""What holds for any Reform that applies."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reform.lands import applied, changes, fitting, free, on

from ostan.country.checks import check as findings
from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.reform.apply import Refused, check
from ostan.reform.change import Change
from ostan.reform.commute import pairs
from ostan.reform.councils import KINDS
from ostan.reform.councils.joining import HoldJointly, HoldSameDay, MergeCouncils
from ostan.reform.councils.life import RestoreCouncil
from ostan.reform.difference import difference
from ostan.reform.reform import Reform

pytestmark = pytest.mark.slow

LAND = free()
LINKS = ("under", "sits_with", "same_day_as", "replaced_by")
MERGERS = ("merge_councils", "hold_jointly", "hold_same_day", "place_council_under")


def own(country: Country, table: str) -> pl.DataFrame:
    """Rows of seats or agenda that are not carried."""
    return country[table].filter(~pl.col("carried").fill_null(False))


def root(country: Country, council: str) -> str:
    to = dict(country["councils"].select("council", "replaced_by").drop_nulls().iter_rows())
    while council in to:
        council = to[council]
    return council


# What holds for any Reform that applies ---------------------------------------------------------

BEFORE = {n: f.clone() for n, f in LAND.tables.items()}
DIGEST = LAND.digest
KNOWN = {f.code for f in findings(LAND)}


def nothing_given_is_changed(reform: Reform, made: Country) -> None:
    assert all(LAND[n].equals(f) for n, f in BEFORE.items())
    assert Country.of(dict(LAND.tables)).digest == DIGEST
    assert made.lineage is not None
    assert (made.lineage.parent, made.lineage.reform) == (DIGEST, reform.digest)
    assert Country.of(dict(made.tables)) == made


def in_turn_is_as_at_once(reform: Reform, made: Country) -> None:
    half = len(reform) // 2
    first, second = Reform.of(reform.changes[:half]), Reform.of(reform.changes[half:])
    assert on(on(LAND, first).country, second).country == made
    assert first.compose(second).digest == reform.digest


def one_by_one_is_as_at_once(reform: Reform, made: Country) -> None:
    each_in_turn(LAND, reform)


def each_in_turn(land: Country, reform: Reform) -> None:
    """Apply a reform change by change, which comes to the same as applying it whole."""
    whole, each = on(land, reform), land
    for k, change in enumerate(reform.changes):
        step = on(each, Reform.of([change]))
        assert step.needs == (whole.needs[k],)
        skipped = [(s.place, s.why) for s in whole.skipped if s.index == k]
        assert [(s.place, s.why) for s in step.skipped] == skipped
        each = step.country
    assert each == whole.country


def every_reference_leads_to_a_row(reform: Reform, made: Country) -> None:
    new = {f.code for f in findings(made)} - KNOWN
    # Neither dangling references nor rings nor a record without its successor.
    assert new <= {"council_without_law", "subject_of_nobody", "chair_stand_in_no_member"}
    gone = made["councils"].filter(pl.col("status").is_in(["replaced", "abolished"]))["council"]
    held = made["powers"].filter(pl.col("holder_kind") == "council")["holder"]
    living = made["councils"].filter(pl.col("status") == "active")
    pointed = [held, made["steps"]["council"], *(living[c] for c in LINKS[:3])]
    assert {i for s in pointed for i in s.drop_nulls()} & set(gone) == set()


def guests_name_who_hosts(reform: Reform, made: Country) -> None:
    for column in ("sits_with", "same_day_as"):
        rows = made["councils"].drop_nulls(column)
        assert set(rows[column]) & set(rows["council"]) == set()


def one_chair_each(reform: Reform, made: Country) -> None:
    chairs = made["seats"].filter(pl.col("role") == "chair")["council"]
    assert chairs.is_unique().all()
    assert set(chairs) == set(made["councils"]["council"])


def the_difference_leads_there(reform: Reform, made: Country) -> None:
    found = difference(LAND, made)
    reached = on(LAND, found.reform).country
    assert diff(reached, made).equals(found.unsaid)


PROPERTIES = [
    nothing_given_is_changed,
    in_turn_is_as_at_once,
    one_by_one_is_as_at_once,
    every_reference_leads_to_a_row,
    guests_name_who_hosts,
    one_chair_each,
    the_difference_leads_there,
]


def holds(reform: Reform) -> None:
    made = on(LAND, reform).country
    for law in PROPERTIES:
        law(reform, made)


@settings(max_examples=3, deadline=None)
@given(fitting(LAND))
def test_what_holds_for_any_reform(reform: Reform) -> None:
    holds(reform)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(fitting(LAND))
def test_what_holds_for_many_reforms(reform: Reform) -> None:
    holds(reform)


@st.composite
def alike(draw: st.DrawFn) -> tuple[Country, Reform]:
    """A country in which some councils are tied, and changes of one kind that may be made at once."""
    land = on(LAND, draw(fitting(LAND, MERGERS))).country
    kind = draw(st.sampled_from([k for k, c in KINDS.items() if c.at_once]))
    return land, draw(fitting(land, (kind,)))


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(alike())
def test_changes_of_a_kind_are_as_if_made_one_by_one(drawn: tuple[Country, Reform]) -> None:
    each_in_turn(*drawn)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(alike())
def test_many_changes_of_a_kind_are_as_if_made_one_by_one(drawn: tuple[Country, Reform]) -> None:
    each_in_turn(*drawn)


# Mergers --------------------------------------------------------------------------------------


def nothing_is_lost(made: Country) -> None:
    assert own(made, "seats").equals(own(LAND, "seats"))
    assert own(made, "agenda").equals(own(LAND, "agenda"))
    seats = set(made["seats"].select("council", "holder").rows())
    agenda = set(made["agenda"].select("council", "subject").rows())
    for council, holder in LAND["seats"].select("council", "holder").rows():
        assert (root(made, council), holder) in seats
    for council, subject in LAND["agenda"].select("council", "subject").rows():
        assert (root(made, council), subject) in agenda
    for table in ("powers", "steps", "sessions"):
        assert made[table].height == LAND[table].height


def restoring_undoes(made: Country) -> None:
    gone = made["councils"].filter(pl.col("status") == "replaced")["council"]
    back = applied(made, *(RestoreCouncil(council=c) for c in gone))
    left = diff(LAND, back)
    # Seats, agenda, powers, steps and sessions are as they were, each with the council that had it.
    assert set(left["table"]) <= {"councils"}
    # What stood under or sat with a merged council stays with the host: nothing says where it was.
    assert set(left["column"]) <= {"under", "sits_with", "same_day_as"}


@settings(max_examples=4, deadline=None)
@given(fitting(LAND, MERGERS))
def test_mergers_lose_nothing_and_can_be_undone(reform: Reform) -> None:
    made = on(LAND, reform).country
    nothing_is_lost(made)
    only = Reform.of([c for c in reform if c.kind == "merge_councils"])
    restoring_undoes(on(LAND, only).country)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(fitting(LAND, MERGERS))
def test_many_mergers_lose_nothing(reform: Reform) -> None:
    nothing_is_lost(on(LAND, reform).country)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(fitting(LAND, ("merge_councils",)))
def test_restoring_undoes_many_mergers(reform: Reform) -> None:
    made = on(LAND, reform).country
    restoring_undoes(made)
    nothing_is_lost(made)


# Refusals, order ------------------------------------------------------------------------------


def the_rest_applies(drawn: list[Change]) -> None:
    reform = Reform.of(drawn)
    try:
        on(LAND, reform)
    except Refused as refused:
        gone = {r.index for r in refused.refusals}
        assert gone <= set(range(len(reform)))
        assert check(LAND, reform.without(*gone), assume=["*"]) == ()
        for refusal in refused.refusals:
            said = refusal.why.sentence
            assert "{" not in said.fa + said.en
            assert said.fa != said.en
    assert LAND.digest == DIGEST


@settings(max_examples=5, deadline=None)
@given(st.lists(changes(), min_size=1, max_size=6))
def test_without_what_is_refused_the_rest_applies(drawn: list[Change]) -> None:
    the_rest_applies(drawn)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.lists(changes(), min_size=1, max_size=6))
def test_without_what_is_refused_the_rest_always_applies(drawn: list[Change]) -> None:
    the_rest_applies(drawn)


def applies(changes: list[Change]) -> Country | None:
    try:
        return on(LAND, Reform.of(changes)).country
    except Refused:
        return None


def swapping_tells_what_commutes(reform: Reform, at: int) -> None:
    """Two neighbours: the pairs told are those whose swap changes the result or is refused."""
    told = {(p.first, p.second) for p in pairs(LAND, reform, assume=["*"])}
    order = list(reform.changes[: at + 2])
    swapped = [*order[:at], order[at + 1], order[at]]
    assert ((at, at + 1) in told) == (applies(order) != applies(swapped))


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(fitting(LAND), st.integers(0, 4))
def test_what_commutes_may_be_swapped(reform: Reform, at: int) -> None:
    if at + 1 < len(reform):
        swapping_tells_what_commutes(reform, at)


@settings(max_examples=6, deadline=None)
@given(changes(), changes())
def test_two_changes_that_commute_may_be_swapped(first: Change, second: Change) -> None:
    reform = Reform.of([first, second])
    if not check(LAND, reform, assume=["*"]):
        swapping_tells_what_commutes(reform, 0)


RECOGNISED = (
    "merge_councils",
    "place_council_under",
    "hold_jointly",
    "hold_same_day",
    "share_secretariat",
    "set_sessions",
    "decide_in_writing",
    "end_council",
    "forbid_new_councils",
)


@settings(max_examples=5, deadline=None)
@given(changes(RECOGNISED))
def test_a_change_is_recognised(change: Change) -> None:
    made = applies([change])
    if made is None:
        return
    found = difference(LAND, made)
    assert found.unsaid.is_empty()
    assert on(LAND, found.reform).country == made
    assert len(found.reform) == 1


@pytest.mark.parametrize("kind", [MergeCouncils, HoldJointly, HoldSameDay])
def test_the_order_of_unrelated_changes_does_not_matter(kind: type[Change]) -> None:
    one = kind.model_validate({"host": "a", "councils": ("b",), "at": ("*province",)})
    other = kind.model_validate({"host": "c", "councils": ("j", "o"), "at": ("*province",)})
    assert applied(LAND, one, other) == applied(LAND, other, one)
    assert applied(LAND, one, other) != LAND
