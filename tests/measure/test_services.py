"""Services, against the sample's own CSV files and by hand."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

import ostan
from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import MODES, TABLES
from ostan.measure import services

SAMPLE = Path(ostan.__file__).parent / "sample" / "iran"


def read() -> list[dict[str, str]]:
    with (SAMPLE / "services.csv").open(encoding="utf-8", newline="") as file:
        return [r for r in csv.DictReader(file) if r["place"].startswith("*province")]


def test_the_modes_of_a_province_are_those_of_the_files(sample):
    found = services.service_modes(sample).filter(place="qom")
    expected = Counter(r["mode"] for r in read() if "-qom" not in r["place"].split())
    assert dict(found.select("mode", "services").iter_rows()) == expected
    assert found["share"].sum() == pytest.approx(1)
    assert set(found["mode"]) <= set(MODES)


def test_the_ministries_of_a_province_are_those_of_the_files(sample):
    found = services.service_ministries(sample).filter(place="fars")
    expected = Counter(r["ministry"] or "none" for r in read())
    assert dict(found.select("ministry", "services").iter_rows()) == expected


def test_the_country_sees_what_its_provinces_have(sample):
    found = services.place_services(sample)
    rows = {r["place"]: r for r in found.iter_rows(named=True)}
    assert rows["iran"]["services"] == sample["services"].height
    assert rows["iran"]["types"] == rows["qom"]["types"] == 48
    sovereign = [r["sovereign"] for r in read()]
    assert rows["qom"]["sovereign"] == sovereign.count("true") + sovereign.count("yes")
    parts = ("sovereign", "not_sovereign", "sovereign_unknown")
    for row in rows.values():
        assert row["services"] == sum(row[p] for p in parts)


def test_what_is_not_on_record_is_empty_and_not_zero(sample):
    row = services.place_services(sample).filter(place="qom").row(0, named=True)
    assert row["users_per_year"] is None
    assert row["cost_per_year"] is None
    assert (row["users_recorded"], row["cost_recorded"], row["fee_recorded"]) == (0, 0, 0)


# By hand ---------------------------------------------------------------------------------------


def country(*given: dict, offers: int = 0) -> Country:
    def frame(name: str, rows: list[dict]) -> pl.DataFrame:
        columns = TABLES[name].columns
        made = [{n: r.get(n, c.metadata.get("absent")) for n, c in columns.items()} for r in rows]
        return pl.DataFrame(made, schema={n: dtype(c) for n, c in columns.items()})

    places = [("land", "country", None), ("a", "province", "land"), ("b", "province", "land")]
    return Country.of(
        {
            "places": frame(
                "places", [dict(zip(("place", "level", "parent"), p, strict=True)) for p in places]
            ),
            "services": frame(
                "services",
                [
                    {"service": f"s{i}", "type": "t", "place": "a", "mode": "state", **row}
                    for i, row in enumerate(given)
                ],
            ),
            "offers": frame(
                "offers",
                [{"offer": f"o{i}", "service": "t", "place": "a", "kind": "charity"}
                 for i in range(offers)],
            ),
        }
    )  # fmt: skip


def test_sums_are_over_what_is_recorded():
    made = country(
        {"users_per_year": 30.0, "cost_per_year": 5},
        {"mode": "charity", "users_per_year": 10.0},
        {"mode": "charity"},
    )
    found = {r["mode"]: r for r in services.service_modes(made).iter_rows(named=True)
             if r["place"] == "a"}  # fmt: skip
    assert found["state"]["share_of_users"] == pytest.approx(0.75)
    assert found["charity"]["share_of_users"] == pytest.approx(0.25)
    assert (found["charity"]["users_per_year"], found["charity"]["users_recorded"]) == (10, 1)
    assert (found["charity"]["cost_per_year"], found["charity"]["cost_recorded"]) == (None, 0)


def test_people_s_capacity_is_neither_the_state_nor_what_it_buys():
    made = country(*({"mode": m} for m in MODES), offers=2)
    row = services.place_services(made).filter(place="land").row(0, named=True)
    assert row["services"] == len(MODES)
    assert (row["by_state"], row["by_people"]) == (1, 5)
    assert row["offers"] == 2
    assert row["share_by_people"] == pytest.approx(5 / len(MODES))


def test_a_place_without_services_has_no_row():
    assert services.place_services(country({}))["place"].to_list() == ["a", "land"]
