"""Powers and demand that every county has: written once, looked at in each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.measure.registers import frame

from ostan.country.country import Country
from ostan.country.expand import ROW, expand
from ostan.measure.powers.faults import faults

DAY = date(2026, 1, 1)
PLACES = [("land", None), ("a", "land"), ("a1", "a"), ("a2", "a"), ("b", "land"), ("b1", "b")]
LEVELS = {None: "country", "land": "province"}


def country(small: str = "*county", large_from: float = 10.0, loaded: bool = True) -> Country:
    """Small cases are decided by the office of the county, others by that of the province."""
    powers = [
        {"power": "small", "holder": "office", "place": small, "to": 10.0},
        {"power": "large", "holder": "board", "place": "*province", "from": large_from},
    ]
    same = {"matter": "m", "holder_kind": "unit", "role": "decides", "measure": "rial"}
    unit = {"kind": "k", "legal_form": "other"}
    rows: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"place": p, "parent": q, "level": LEVELS.get(q, "county")}
            for p, q in PLACES
            if loaded or q in LEVELS
        ],
        "units": [
            {"unit": "office", "place": "*county", **unit},
            {"unit": "board", "place": "*province", **unit},
        ],
        "matters": [{"matter": "m"}],
        "powers": [{**same, **p} for p in powers],
        "demand": [{"matter": "m", "place": "*county", "cases_per_year": 40.0}],
    }
    made = expand({n: frame(n, r) for n, r in rows.items()})
    return Country.of({n: f.drop(ROW) for n, f in made.items()})


def found(made: Country, within: str | None = None) -> list[tuple[Any, ...]]:
    columns = ("kind", "amount", "amount_to", "place", "powers", "times")
    return faults(made, DAY, within).select(columns).rows()


def test_the_power_of_every_county_is_held_in_each_and_leaves_no_gap() -> None:
    made = country()
    held = dict(made["powers"].select("power", "holder").iter_rows())
    assert {p: held[f"small@{p}"] for p in ("a1", "a2", "b1")} == {
        p: f"office@{p}" for p in ("a1", "a2", "b1")
    }
    assert sorted(made["demand"]["place"]) == ["a1", "a2", "b1"]
    assert found(made) == []


def test_a_county_left_out_is_the_gap() -> None:
    gap = ("gap", 0.0, 10.0, "a2", [], 1)
    assert found(country("*county -a2")) == [gap]
    assert found(country("*county -a2"), "a") == [gap]
    assert found(country("*county -a2"), "b") == []


def test_where_county_and_province_both_decide_it_is_told_once_for_all_counties() -> None:
    overlap = ("overlap", 5.0, 10.0, "a1", ["large@a", "small@a1"], 3)
    assert found(country(large_from=5.0)) == [overlap]


@pytest.mark.parametrize("table", ["powers", "demand", "units"])
def test_without_counties_nothing_of_theirs_is_there(table: str) -> None:
    made = country(loaded=False)
    assert set(made[table].get_column("place")) <= {"a", "b"}
    assert found(made) == [("gap", 0.0, 10.0, "a", [], 1)]
