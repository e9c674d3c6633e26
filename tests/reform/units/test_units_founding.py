"""New units: founded, or split off with what is named and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reform.lands import applied, country_of, on
from tests.reform.units import lands

from ostan.country.checks import check as findings
from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.country.tables import TABLES
from ostan.files.reforms import events
from ostan.reform.apply import check
from ostan.reform.change import Change
from ostan.reform.needs import needs
from ostan.reform.reads import reads
from ostan.reform.reform import Reform
from ostan.reform.units.founding import FoundUnit, SplitUnit
from ostan.reform.units.merging import MergeUnits

LAND = lands.land()
P = ("*province",)
NEW: dict[str, Any] = {"name_fa": "واحد نو", "unit_kind": "office", "ministry": "m1"}


def row(country: Country, table: str, *key: Any) -> dict[str, Any]:
    found = country.row(table, *key)
    assert found is not None
    return dict(found)


# Founded ----------------------------------------------------------------------------------------


def test_a_unit_is_founded_in_each_place() -> None:
    change = FoundUnit(unit="n", functions=("roads", "water"), at=P, from_=date(2026, 3, 21), **NEW)
    made = applied(LAND, change)
    assert set(made["units"]["unit"]) - set(LAND["units"]["unit"]) == {"n@p1", "n@p2"}
    new = row(made, "units", "n@p2")
    assert (new["place"], new["type"], new["ministry"]) == ("p2", "n", "m1")
    assert (new["legal_form"], new["status"], new["staff"]) == ("ministry_unit", "active", None)
    assert (new["functions"], new["valid_from"]) == (["roads", "water"], date(2026, 3, 21))
    assert set(diff(LAND, made)["table"]) == {"units"}
    assert applied(LAND, FoundUnit(unit="n", **NEW)).row("units", "n") is not None


def test_a_post_of_the_bench_heads_it() -> None:
    made = applied(
        LAND,
        MergeUnits(into="u", units=("v",), at=P),
        FoundUnit(unit="n", head="v_head", at=P, **NEW),
    )
    for p in ("p1", "p2"):
        assert row(made, "units", f"n@{p}")["head"] == f"v_head@{p}"
        assert row(made, "posts", f"v_head@{p}")["unit"] == f"n@{p}"
    assert {f.code for f in findings(made)} <= {f.code for f in findings(LAND)}


def test_a_new_unit_needs_an_act() -> None:
    change = FoundUnit(unit="n@p1", **NEW)
    assert [n.verdict for n in needs(LAND, change)] == ["unknown"]
    found = lands.rows()
    found["rules"].append({"rule": "fu", "move": "found_unit", "enough_rank": "decree"})
    assert [(n.council, n.rank) for n in needs(country_of(found), change)] == [("n@p1", "decree")]


# Split ------------------------------------------------------------------------------------------


def test_what_is_named_goes_and_the_rest_stays() -> None:
    change = SplitUnit(
        unit="v@p1",
        new="n@p1",
        name_fa="واحد نو",
        posts=("v_clerk@p1",),
        head="v_clerk@p1",
        functions=("youth",),
        units=("y@p1",),
        councils=("a@p1",),
        services=("s",),
        matters=("m",),
        staff=3,
    )
    made = applied(LAND, change)
    old, new = row(made, "units", "v@p1"), row(made, "units", "n@p1")
    assert (old["staff"], new["staff"]) == (4, 3)
    assert (old["budget_per_year"], new["budget_per_year"]) == (None, None)
    assert (old["functions"], new["functions"]) == (["water"], ["youth"])
    assert (old["head"], new["head"]) == ("v_head@p1", "v_clerk@p1")
    same = ("place", "ministry", "legal_form", "law", "parent", "serves")
    assert all(old[c] == new[c] for c in same)
    assert row(made, "posts", "v_clerk@p1")["unit"] == "n@p1"
    assert row(made, "posts", "v_head@p1")["unit"] == "v@p1"
    assert row(made, "units", "y@p1")["parent"] == "n@p1"
    assert row(made, "councils", "a@p1")["secretariat"] == "n@p1"
    assert row(made, "services", "s@p1")["unit"] == "n@p1"
    assert row(made, "steps", "m", "p1", 2)["unit"] == "n@p1"
    assert row(made, "powers", "w3")["holder"] == "n@p1"
    assert row(made, "powers", "w4")["holder"] == "v_head@p1"


def test_what_is_not_named_stays() -> None:
    change = SplitUnit(unit="v", new="n", name_fa="نو", functions=("youth",), at=P)
    made = applied(LAND, change)
    assert (row(made, "units", "v@p2")["staff"], row(made, "units", "n@p2")["staff"]) == (7, 0)
    changed = set(diff(LAND, made).select("table", "column").iter_rows())
    assert {t for t, _ in changed} == {"units"}
    assert row(made, "units", "y@p2")["parent"] == "v@p2"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"posts": ("u_head@p1",)}, "not_of_unit"),
    ({"functions": ("roads",)}, "not_of_unit"),
    ({"units": ("w@p1",)}, "not_of_unit"),
    ({"councils": ("b@p1",)}, "not_of_unit"),
    ({"services": ("t",)}, "not_of_unit"),
    ({"staff": 8}, "amount_not_there"),
    ({"budget_per_year": 1}, "amount_not_there"),
    ({"posts": ("v_head@p1",)}, "post_heads"),
    ({"functions": ("water",), "head": "v_clerk@p1"}, "head_elsewhere"),
    ({}, "nothing_named"),
    ({"functions": ("water",), "new": "w@p1"}, "id_there"),
    ({"functions": ("water",), "new": "a b"}, "bad_id"),
    ({"unit": "bank@p1", "functions": ("roads",)}, "locked_by_law"),
    ({"matters": ("none",)}, "unknown_name"),
]


@pytest.mark.parametrize(("fields", "code"), REFUSED)
def test_refused_if_something_named_is_not_there(fields: dict[str, Any], code: str) -> None:
    change = SplitUnit(**{"unit": "v@p1", "new": "n@p1", "name_fa": "نو", **fields})
    found = check(LAND, Reform.of([change]), assume=["*"])
    assert [r.why.code for r in found] == [code]
    assert "{" not in found[0].why.sentence.fa + found[0].why.sentence.en


FOUND_REFUSED: list[tuple[Change, str]] = [
    (FoundUnit(unit="u@p1", **NEW), "id_there"),
    (FoundUnit(unit="n@none", **NEW), "no_place"),
    (FoundUnit(unit="n n", **NEW), "bad_id"),
    (FoundUnit(unit="n", head="u_head@p1", **NEW), "head_elsewhere"),
    (FoundUnit(unit="n", **{**NEW, "ministry": "none"}), "unknown_name"),
]


@pytest.mark.parametrize(("change", "code"), FOUND_REFUSED)
def test_what_cannot_be_founded(change: Change, code: str) -> None:
    assert [r.why.code for r in check(LAND, Reform.of([change]), assume=["*"])] == [code]


# What holds for any split -----------------------------------------------------------------------


@st.composite
def splits(draw: st.DrawFn) -> tuple[Country, SplitUnit]:
    """Return a country and a split of one of its units into what is its own."""
    country = draw(lands.countries())
    unit = draw(st.sampled_from(lands.UNITS))
    own = row(country, "units", unit)

    def some(table: str, column: str) -> list[str]:
        rows = country[table].filter(pl.col(column) == unit)
        if "status" in rows.columns:
            rows = rows.filter(pl.col("status") == "active")
        ids = [i for i in rows[TABLES[table].key[0]].unique().sort() if i != own["head"]]
        return draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []

    posts, functions = some("posts", "unit"), own["functions"] or []
    amount = own["staff"]
    change = SplitUnit(
        unit=unit,
        new="n@p1",
        name_fa="نو",
        posts=posts,
        head=draw(st.sampled_from([None, *posts])),
        functions=draw(st.lists(st.sampled_from(functions), unique=True)) if functions else (),
        units=some("units", "parent"),
        councils=some("councils", "secretariat"),
        services=some("services", "unit"),
        matters=some("steps", "unit"),
        staff=None if amount is None else draw(st.none() | st.integers(0, amount)),
    )
    return country, change


def nothing_is_lost(before: Country, after: Country, change: SplitUnit) -> None:
    own, left, new = (
        row(before, "units", change.unit),
        row(after, "units", change.unit),
        row(after, "units", "n@p1"),
    )
    for column in ("staff", "budget_per_year"):
        if own[column] is None:
            assert left[column] is new[column] is None
        else:
            assert left[column] + new[column] == own[column]
    assert {*(left["functions"] or ()), *(new["functions"] or ())} == set(own["functions"] or ())
    assert not set(left["functions"] or ()) & set(new["functions"] or ())
    for name, table in TABLES.items():
        if name != "units":
            assert after[name].select(table.key).equals(before[name].select(table.key)), name
    assert after["seats"].equals(before["seats"])
    named = {"posts": change.posts, "councils": change.councils, "services": change.services}
    for table, ids in named.items():
        column = "secretariat" if table == "councils" else "unit"
        key = TABLES[table].key[0]
        was, now = (dict(c[table].select(key, column).iter_rows()) for c in (before, after))
        assert {i for i in was if was[i] != now[i]} == set(ids)
        assert {now[i] for i in ids} <= {"n@p1"}
    assert {f.code for f in findings(after)} <= {f.code for f in findings(before)}


def merging_back_undoes(before: Country, after: Country, change: SplitUnit) -> None:
    """The two merged again are the unit it was, but for a head that was given to the new one."""
    if change.head is None:
        back = applied(after, MergeUnits(into=change.unit, units=("n@p1",)))
        rows = back["units"].filter(pl.col("unit") != "n@p1")
        assert rows.equals(before["units"])
        for name in ("posts", "powers", "steps", "services", "councils", "seats"):
            assert back[name].equals(before[name]), name


def holds(country: Country, change: SplitUnit) -> None:
    reform = Reform.of([change])
    refused = check(country, reform, assume=["*"])
    assert {r.why.code for r in refused} <= {"nothing_named"}
    assert Reform.loads(reform.dumps()) == events.loads(events.dumps(reform, country)) == reform
    if refused:
        return
    made = on(country, reform).country
    nothing_is_lost(country, made, change)
    merging_back_undoes(country, made, change)


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(splits())
def test_nobody_and_nothing_is_lost(drawn: tuple[Country, SplitUnit]) -> None:
    holds(*drawn)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(splits())
def test_nobody_and_nothing_is_lost_in_many(drawn: tuple[Country, SplitUnit]) -> None:
    holds(*drawn)


def test_they_read_as_an_office_writes_them() -> None:
    split = SplitUnit(
        unit="v@p1",
        new="n@p1",
        name_fa="نو",
        name_en="new",
        posts=("v_clerk@p1",),
        functions=("youth",),
    )
    assert reads(LAND, split).fa == (
        "«نو» از «واحد v@p1» جدا می‌شود، با سمت‌های «سمت v_clerk@p1»، با وظیفه‌های «youth»."
    )
    assert reads(LAND, split).en.startswith("“new” shall be split off from “unit v@p1”")
    assert (
        reads(LAND, FoundUnit(unit="n@p1", **NEW)).en == "“واحد نو” of “unit m1” shall be founded."
    )
