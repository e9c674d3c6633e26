"""Names, functions and posts of units: what moves is elsewhere, and nothing else changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.reform.lands import applied, country_of, on
from tests.reform.units import lands

from ostan.country.checks import check as findings
from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.country.tables import TABLES
from ostan.reform.apply import check
from ostan.reform.change import Change
from ostan.reform.commute import pairs
from ostan.reform.councils.joining import MergeCouncils
from ostan.reform.needs import needs
from ostan.reform.reads import reads
from ostan.reform.reform import Reform
from ostan.reform.units import KINDS
from ostan.reform.units.merging import MergeUnits
from ostan.reform.units.moving import ClosePost, MoveFunction, MovePost, RenameUnit

LAND = lands.land()
P = ("*province",)


def cells(before: Country, after: Country) -> set[tuple[str, str, str]]:
    """Return which cells differ: table, key, column (empty for a whole row)."""
    found = diff(before, after)
    return {(t, k, c or "") for t, k, c in found.select("table", "key", "column").iter_rows()}


def row(country: Country, table: str, *key: Any) -> dict[str, Any]:
    found = country.row(table, *key)
    assert found is not None
    return dict(found)


# Names ------------------------------------------------------------------------------------------


def test_a_renamed_unit_is_still_known_by_its_old_names() -> None:
    made = applied(LAND, RenameUnit(unit="u@p1", name_fa="واحد نو", name_en="new unit"))
    assert (row(made, "units", "u@p1")["name_fa"], row(made, "units", "u@p1")["name_en"]) == (
        "واحد نو",
        "new unit",
    )
    aliases = set(made["aliases"].select("table", "id", "alias").iter_rows())
    assert aliases == {("units", "u@p1", "واحد u@p1"), ("units", "u@p1", "unit u@p1")}
    assert {t for t, *_ in cells(LAND, made)} == {"units", "aliases"}
    back = applied(made, RenameUnit(unit="u@p1", name_fa="واحد u@p1", name_en="unit u@p1"))
    assert back["units"].equals(LAND["units"])
    again = applied(back, RenameUnit(unit="u@p1", name_fa="واحد نو", name_en="new unit"))
    assert again["aliases"].equals(back["aliases"])


def test_an_english_name_that_is_not_given_stays() -> None:
    made = applied(LAND, RenameUnit(unit="u", name_fa="واحد نو", at=P))
    assert row(made, "units", "u@p2")["name_en"] == "unit u@p2"
    assert set(made["aliases"]["id"]) == {"u@p1", "u@p2"}


# Functions --------------------------------------------------------------------------------------


def test_a_function_moves_and_nothing_else() -> None:
    made = applied(LAND, MoveFunction(unit="v@p1", functions=("youth", "water"), to_unit="u@p1"))
    assert row(made, "units", "v@p1")["functions"] is None
    assert row(made, "units", "u@p1")["functions"] == ["water", "youth"]
    assert cells(LAND, made) == {("units", u, "functions") for u in ("u@p1", "v@p1")}


def test_functions_move_in_every_place_at_once() -> None:
    whole = applied(LAND, MoveFunction(unit="v", functions=("youth",), to_unit="w", at=P))
    each = (
        MoveFunction(unit=f"v@{p}", functions=("youth",), to_unit=f"w@{p}") for p in ("p1", "p2")
    )
    assert whole == applied(LAND, *each)


# Posts ------------------------------------------------------------------------------------------


def test_a_post_moves_with_all_it_has() -> None:
    made = applied(LAND, MovePost(post="v_clerk@p1", to_unit="w@p1"))
    assert cells(LAND, made) == {("posts", "v_clerk@p1", "unit")}
    assert row(made, "posts", "v_clerk@p1")["unit"] == "w@p1"


def test_a_post_of_the_bench_gets_a_place() -> None:
    merged = applied(LAND, MergeUnits(into="u@p1", units=("v@p1",)))
    assert row(merged, "posts", "v_head@p1")["unit"] is None
    made = applied(merged, MovePost(post="v_head@p1", to_unit="w@p1"))
    assert row(made, "posts", "v_head@p1")["unit"] == "w@p1"
    everywhere = applied(
        LAND,
        MergeUnits(into="u", units=("v",), at=P),
        MovePost(post="v_head", to_unit="w", at=P),
    )
    assert row(everywhere, "posts", "v_head@p2")["unit"] == "w@p2"


def test_what_a_closed_post_has_goes_to_another() -> None:
    made = applied(LAND, ClosePost(post="v_clerk@p1", to="w_clerk@p1"))
    assert row(made, "posts", "v_clerk@p1")["status"] == "closed"
    assert row(made, "posts", "v_clerk@p1")["unit"] == "v@p1"
    assert made.row("seats", "c@p1", "v_clerk@p1") is None
    assert row(made, "seats", "c@p1", "w_clerk@p1")["role"] == "member"
    assert row(made, "units", "v@p1") == row(LAND, "units", "v@p1")


def test_nobody_stands_in_for_itself() -> None:
    seats = LAND["seats"].with_columns(
        stand_in=pl.when(pl.col("holder") == "u_head@p1").then(pl.lit("w_clerk@p1")),
        attendance=pl.when(pl.col("holder") == "u_head@p1").then(0.0).otherwise("attendance"),
    )
    posts = LAND["posts"].with_columns(
        stand_in=pl.when(pl.col("post").is_in(["v_head@p1", "v_clerk@p1"])).then(
            pl.lit("w_clerk@p1")
        )
    )
    there = LAND.with_tables(seats=seats, posts=posts)
    made = applied(there, ClosePost(post="w_clerk@p1", to="u_head@p1"))
    seat = row(made, "seats", "a@p1", "u_head@p1")
    assert (seat["stand_in"], seat["attendance"]) == (None, None)
    made = applied(there, ClosePost(post="w_clerk@p1", to="v_head@p1"))
    assert row(made, "seats", "a@p1", "u_head@p1")["stand_in"] == "v_head@p1"
    assert row(made, "posts", "v_head@p1")["stand_in"] is None
    assert row(made, "posts", "v_clerk@p1")["stand_in"] == "v_head@p1"


# Refusals and needs -----------------------------------------------------------------------------


REFUSED: list[tuple[Change, set[str]]] = [
    (RenameUnit(unit="u@p1", name_fa="واحد u@p1"), {"so_already"}),
    (RenameUnit(unit="none", name_fa="نو"), {"unknown_name"}),
    (RenameUnit(unit="bank@p1", name_fa="نو"), {"locked_by_law"}),
    (MoveFunction(unit="u@p1", functions=("roads",), to_unit="v@p1"), {"function_not_there"}),
    (MoveFunction(unit="w@p1", functions=("roads",), to_unit="v@p1"), {"function_not_there"}),
    (MoveFunction(unit="u@p1", functions=("water",), to_unit="u@p1"), {"to_itself"}),
    (MoveFunction(unit="u@p1", functions=("none",), to_unit="v@p1"), {"unknown_name"}),
    (MoveFunction(unit="u", functions=("roads",), to_unit="v", at=P), {"nothing_left"}),
    (MovePost(post="v_clerk@p1", to_unit="v@p1"), {"so_already"}),
    (MovePost(post="v_head@p1", to_unit="u@p1"), {"post_heads"}),
    (MovePost(post="governor@p1", to_unit="u@p1"), {"locked_by_law"}),
    (ClosePost(post="v_head@p1", to="u_head@p1"), {"post_heads"}),
    (ClosePost(post="v_clerk@p1"), {"post_holds"}),
    (ClosePost(post="v_clerk@p1", to="v_clerk@p1"), {"to_itself"}),
    (ClosePost(post="v_clerk", at=P), {"post_holds"}),
]


@pytest.mark.parametrize(("change", "wanted"), REFUSED)
def test_refused(change: Change, wanted: set[str]) -> None:
    found = check(LAND, Reform.of([change]), assume=["*"])
    assert {r.why.code for r in found} == wanted
    assert all("{" not in r.why.sentence.fa + r.why.sentence.en for r in found)


def ruled(*moves: str) -> Country:
    rules = [
        {"rule": m, "move": m, "founding_rank": "decree", "enough_rank": "local"} for m in moves
    ]
    found = lands.rows()
    found["rules"] += rules
    return country_of(found)


def test_the_act_of_the_unit_that_loses_something_binds() -> None:
    land = ruled(*KINDS)
    told = {
        c.kind: [(n.council, n.verdict, n.rank) for n in needs(land, c)]
        for c in (
            RenameUnit(unit="u@p1", name_fa="نو"),
            MoveFunction(unit="v@p1", functions=("youth",), to_unit="u@p1"),
            MovePost(post="w_clerk@p1", to_unit="u@p1"),
            ClosePost(post="v_clerk@p1", to="w_clerk@p1"),
        )
    }
    assert told == {
        "rename_unit": [("u@p1", "allowed", "local")],
        "move_function": [("v@p1", "allowed", "local")],
        "move_post": [("w@p1", "allowed", "local")],
        "close_post": [("v@p1", "allowed", "local")],
    }
    # From the bench nobody loses: the unit that gets the post speaks.
    assert [n.council for n in needs(land, MovePost(post="minister", to_unit="u@p1"))] == ["u@p1"]
    unruled = check(LAND, Reform.of([RenameUnit(unit="u@p1", name_fa="نو")]))
    assert [r.why.code for r in unruled] == ["ground_unknown"]


# What holds for any -----------------------------------------------------------------------------

NAMES = ("یکم", "دوم")


@st.composite
def changes(draw: st.DrawFn, country: Country) -> Change:
    """Return a change of units of a drawn country; whether it fits is left to chance."""
    unit = st.sampled_from(lands.UNITS)
    post = st.sampled_from(
        sorted(p for p in country["posts"]["post"] if p[0] == "k") or ["minister"]
    )
    subject = st.sampled_from(lands.SUBJECTS)
    kinds: dict[str, st.SearchStrategy[Change]] = {
        "rename_unit": st.builds(RenameUnit, unit=unit, name_fa=st.sampled_from(NAMES)),
        "move_function": st.builds(
            MoveFunction, unit=unit, functions=st.tuples(subject), to_unit=unit
        ),
        "move_post": st.builds(MovePost, post=post, to_unit=unit),
        "close_post": st.builds(ClosePost, post=post, to=st.none() | post),
        "merge_units": lands.mergers(),
    }
    return draw(kinds[draw(st.sampled_from(sorted(kinds)))])


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Country, Reform]:
    """Return a country and a reform of it that applies."""
    country = draw(lands.countries())
    reform = Reform.of(draw(st.lists(changes(country), min_size=1, max_size=5)))
    refused = {r.index for r in check(country, reform, assume=["*"])}
    return country, reform.without(*refused)


def subjects(country: Country) -> set[str]:
    living = country["units"].filter(pl.col("status") == "active")["functions"].drop_nulls()
    return {s for functions in living for s in functions}


def staff(country: Country) -> int | None:
    living = country["units"].filter(pl.col("status") == "active")["staff"]
    return None if living.null_count() else int(living.sum())


def seated(country: Country) -> set[str]:
    return set(country["seats"]["council"])


def nothing_is_lost(before: Country, after: Country) -> None:
    for name, table in TABLES.items():
        if name not in ("seats", "aliases"):
            assert after[name].select(table.key).equals(before[name].select(table.key)), name
    assert subjects(after) == subjects(before)
    assert staff(after) == staff(before)
    assert after["demand"].equals(before["demand"])
    assert seated(after) == seated(before)
    closed = set(after["posts"].filter(pl.col("status") == "closed")["post"])
    newly = closed - set(before["posts"].filter(pl.col("status") == "closed")["post"])
    named = [after["seats"]["holder"], after["seats"]["stand_in"], after["posts"]["stand_in"]]
    named += [after["powers"].filter(pl.col("holder_kind") == "post")["holder"]]
    assert not newly & {p for s in named for p in s.drop_nulls()}
    new = {f.code for f in findings(after)} - {f.code for f in findings(before)}
    assert new <= {"head_of_another_unit"}


def in_turn_is_as_at_once(before: Country, reform: Reform) -> None:
    half = len(reform) // 2
    first, second = Reform.of(reform.changes[:half]), Reform.of(reform.changes[half:])
    whole = on(before, reform).country
    assert on(on(before, first).country, second).country == whole
    assert first.compose(second).digest == reform.digest
    assert Country.of(dict(whole.tables)) == whole


def holds(country: Country, reform: Reform) -> None:
    digest, tables = country.digest, {n: f.clone() for n, f in country.tables.items()}
    nothing_is_lost(country, on(country, reform).country)
    in_turn_is_as_at_once(country, reform)
    assert all(country[n].equals(f) for n, f in tables.items())
    assert Country.of(dict(country.tables)).digest == digest
    assert Reform.loads(reform.dumps()) == reform


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(drawn())
def test_nobody_and_nothing_is_lost(made: tuple[Country, Reform]) -> None:
    holds(*made)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(drawn())
def test_nobody_and_nothing_is_lost_in_many(made: tuple[Country, Reform]) -> None:
    holds(*made)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(drawn())
def test_what_commutes_may_be_swapped(made: tuple[Country, Reform]) -> None:
    country, reform = made
    assume(len(reform) > 1)
    one, other = reform.changes[:2]
    both, swapped = Reform.of([one, other]), Reform.of([other, one])
    same = not check(country, swapped, assume=["*"]) and (
        on(country, both).country == on(country, swapped).country
    )
    assert (not pairs(country, both, assume=["*"])) == same


def test_a_council_that_merges_and_a_post_that_closes_in_either_order() -> None:
    councils = MergeCouncils(host="a@p1", councils=("c@p1",))
    close = ClosePost(post="v_clerk@p1", to="u_head@p1")
    assert applied(LAND, councils, close) == applied(LAND, close, councils)


# Words ------------------------------------------------------------------------------------------


def test_they_read_as_an_office_writes_them() -> None:
    day = date(2026, 3, 21)
    said = [
        reads(LAND, c)
        for c in (
            RenameUnit(unit="u@p1", name_fa="نو", name_en="new"),
            MoveFunction(unit="v@p1", functions=("youth", "water"), to_unit="u@p1"),
            MovePost(post="w_clerk@p1", to_unit="u@p1", from_=day),
            ClosePost(post="v_clerk@p1", to="w_clerk@p1"),
        )
    ]
    assert [t.fa for t in said] == [
        "نام «واحد u@p1» به «نو» تغییر می‌کند.",
        "وظیفهٔ «youth» و «water» از «واحد v@p1» به «واحد u@p1» منتقل می‌شود.",
        "«سمت w_clerk@p1» به «واحد u@p1» منتقل می‌شود، از ۱ فروردین ۱۴۰۵.",
        "«سمت v_clerk@p1» حذف می‌شود، عضویت‌ها و اختیارهای آن به «سمت w_clerk@p1» می‌رسد.",
    ]
    assert said[0].en == "“unit u@p1” shall be called “new”."
