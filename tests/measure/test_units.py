"""Units, against the sample's own CSV files read with the standard library, and by hand."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import polars as pl
import pytest

import ostan
from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.measure import units

SAMPLE = Path(ostan.__file__).parent / "sample" / "iran"


def read(name: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PROVINCES = [p["place"] for p in read("places") if p["level"] == "province"]


@pytest.fixture(scope="module")
def provincial() -> dict[str, dict[str, dict[str, str]]]:
    """The units of each province by type, spread from the CSV by hand."""
    made: dict[str, dict[str, dict[str, str]]] = {p: {} for p in PROVINCES}
    for row in read("units"):
        first, *left_out = row["place"].split()
        if first == "*province":
            for place in PROVINCES:
                if f"-{place}" not in left_out:
                    made[place][row["unit"]] = row
        elif first in made and "@" not in row["unit"]:
            made[first][row["unit"]] = row
    for row in read("units"):
        base, _, place = row["unit"].partition("@")
        if place in made:
            before = made[place].get(base, {})
            made[place][base] = {**row, **{k: v for k, v in before.items() if not row[k]}}
    return made


def bodies(rows: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {k: r for k, r in rows.items() if r["head"] and r["parent"] not in rows}


def test_bodies_of_each_ministry_are_those_counted_from_the_files(sample, provincial):
    found = units.ministry_bodies(sample).filter(pl.col("place").is_in(PROVINCES))
    for column, forms in (("bodies", None), ("ministry_units", {"ministry_unit"})):
        expected = {
            (place, ministry): n
            for place, rows in provincial.items()
            for ministry, n in Counter(
                r["ministry"] for r in bodies(rows).values()
                if r["ministry"] and (forms is None or r["legal_form"] in forms)
            ).items()
        }  # fmt: skip
        counted = found.filter(pl.col(column) > 0).select("place", "ministry", column)
        assert {(p, m): n for p, m, n in counted.iter_rows()} == expected


def test_the_forms_of_a_ministry_s_bodies_add_up(sample):
    by_form = units.bodies_by_form(sample).group_by("place", "ministry").agg(pl.col("bodies").sum())
    whole = units.ministry_bodies(sample).filter(pl.col("bodies") > 0)
    assert whole.join(by_form, on=["place", "ministry", "bodies"], how="anti").is_empty()


@pytest.mark.parametrize(
    ("column", "ministry", "expected"),
    [
        ("ministry_units", "min_agriculture", (8, 8, 9)),
        ("ministry_units", "min_economy", (4, 4, 4)),
        ("ministry_units", "min_roads", (3, 3, 4)),
        ("ministry_units", "min_labour", (3, 3, 3)),
        ("ministry_units", "min_health", (2, 2, 2)),
        ("bodies", "min_agriculture", (12, 12, 13)),
        ("bodies", "min_labour", (8, 8, 8)),
        ("bodies", "judiciary_national", (5, 5, 5)),
        ("bodies", "min_energy", (5, 4, 5)),
        ("bodies", "min_roads", (4, 4, 5)),
    ],
)
def test_the_range_is_that_of_the_sample_s_own_account(sample, column, ministry, expected):
    row = units.ministry_range(sample).filter(level="province", ministry=ministry)
    assert row.select(column, f"{column}_min", f"{column}_max").row(0) == expected
    assert row["places"].item() == 31


def test_a_place_s_units_are_those_of_the_files(sample, provincial):
    found = {r["place"]: r for r in units.place_units(sample).iter_rows(named=True)}
    for place, rows in provincial.items():
        row = found[place]
        assert row["units"] == len(rows)
        assert row["bodies"] == len(bodies(rows))
        assert row["desks"] == sum(not r["head"] for r in rows.values())
        assert row["units"] == row["bodies"] + row["parts"] + row["desks"]
        assert row["ministries"] == len({r["ministry"] for r in bodies(rows).values()} - {""})
    assert found["iran"]["units"] == 83
    assert sum(r["units"] for r in found.values()) == 3492


def test_managers_are_recorded_or_estimated_within_their_range(sample):
    found = units.place_units(sample)
    low, mid, high = (f"managers_estimated{e}" for e in ("_low", "", "_high"))
    assert (found[low] <= found[mid]).all()
    assert (found[mid] <= found[high]).all()
    # The default is one manager for each unit, five at its high end.
    qom = found.filter(place="qom").row(0, named=True)
    assert qom[high] >= 5 * qom["heads"]
    assert qom["staff"] is None


# The administrative council --------------------------------------------------------------------


def test_the_room_counts_what_the_rule_seats(sample):
    found = units.administrative_council(sample).filter(pl.col("place").is_in(PROVINCES))
    assert found["council"].to_list() == [f"admin_council@{p}" for p in sorted(PROVINCES)]
    people = dict(found.select("place", "people").iter_rows())
    assert median(people.values()) == 107
    assert min(people.items(), key=lambda i: i[1]) == ("qom", 98)
    assert max(people.items(), key=lambda i: i[1]) == ("fars", 131)
    assert sum(100 <= n <= 120 for n in people.values()) == 25


def test_the_room_of_one_province_is_that_read_from_the_files(sample, provincial):
    wanted = {"ministry_unit", "company", "bank", "university", "fund", "foundation",
              "leader_body", "judiciary"}  # fmt: skip
    for place in ("qom", "bushehr"):
        rows = provincial[place].values()
        heads = Counter(r["legal_form"] for r in rows if r["head"] and r["legal_form"] in wanted)
        for row in read("units"):  # regional companies that lie elsewhere and serve the place
            if place in row["serves"].split(";") and row["place"] != place:
                heads[row["legal_form"]] += 1
        found = units.administrative_council_by_form(sample).filter(place=place)
        forms = dict(found.select("legal_form", "people").iter_rows())
        # Named seats come from these two forms as well; nobody sits twice.
        named = {"university", "foundation"}
        for form, n in heads.items():
            assert forms[form] == n or (form in named and forms[form] >= n)
        whole = units.administrative_council(sample).filter(place=place)["people"].item()
        assert sum(forms.values()) == whole


def test_people_of_ministries_with_several_bodies(sample, provincial):
    ministries = {r["unit"] for r in read("units") if r["legal_form"] == "ministry"}
    seated = sample["seats"].filter(council="admin_council@qom")["holder"].to_list()
    rows = provincial["qom"]
    own = [r for r in bodies(rows).values() if r["legal_form"] != "governorate"]
    several = {m for m, n in Counter(r["ministry"] for r in own).items() if n > 1} & ministries
    heads = {f"{r['head']}@qom" for r in rows.values() if r["ministry"] in several}
    found = units.administrative_council(sample).filter(place="qom").row(0, named=True)
    # A regional company that only serves Qom sits there too, and is not of its files.
    elsewhere = [h for h in seated if not h.endswith("@qom")]
    assert found["people_of_several"] == len(heads & set(seated)) + len(elsewhere)
    assert found["ministries_with_several"] == len(several)


def test_councils_of_a_single_ministry(sample):
    found = units.single_ministry_councils(sample)
    qom = found.filter(pl.col("place") == "qom", pl.col("only_for_this"))
    assert dict(qom.select("council", "ministry").iter_rows()) == {
        "agri_coord@qom": "min_agriculture",
        "energy_coord@qom": "min_energy",
        "welfare_coord@qom": "min_labour",
    }
    # Banks and a foundation sit in these two, so they are listed and not counted.
    others = found.filter(place="qom").filter(pl.col("council").str.contains("^(econ|road)_coord@"))
    assert others["only_for_this"].to_list() == [False, False]
    assert others["others"].to_list() == [7, 1]


# By hand ---------------------------------------------------------------------------------------


def country(**rows: list[dict]) -> Country:
    def frame(name: str, given: list[dict]) -> pl.DataFrame:
        columns = TABLES[name].columns
        made = [{n: r.get(n, c.metadata.get("absent")) for n, c in columns.items()} for r in given]
        return pl.DataFrame(made, schema={n: dtype(c) for n, c in columns.items()})

    return Country.of({n: frame(n, r) for n, r in rows.items()})


def unit(id: str, parent: str | None = None, **more: object) -> dict:
    base = {"type": id, "kind": "k", "legal_form": "ministry_unit", "place": "p", "head": f"h{id}"}
    return {"unit": id, **base, "parent": parent, **more}


def test_layers_and_spans_follow_the_chain_of_parents():
    rows = [unit("a"), unit("b", "a"), unit("c", "b"), unit("d", "b"), unit("e", "gone"),
            unit("x", "y"), unit("y", "x"), unit("z", "y")]  # fmt: skip
    found = units.unit_layers(country(units=rows)).select("unit", "layer", "top", "span")
    assert found.rows() == [
        ("a", 1, "a", 1), ("b", 2, "a", 2), ("c", 3, "a", 0), ("d", 3, "a", 0),
        ("e", 1, "e", 0),  # what it stands under is not there
        ("x", None, None, 1), ("y", None, None, 2), ("z", None, None, 0),  # a cycle
    ]  # fmt: skip


def test_an_abolished_unit_counts_nowhere():
    rows = [unit("a", ministry="m"), unit("b", "a", ministry="m"), unit("c", ministry="m")]
    rows[0]["status"] = "abolished"
    made = country(units=rows)
    assert units.ministry_bodies(made)["bodies"].to_list() == [2]  # b no longer stands under a
    assert units.place_units(made)["units"].to_list() == [2]
    assert units.unit_layers(made)["layer"].to_list() == [1, 1]


def test_a_body_that_serves_a_place_is_counted_apart():
    made = country(units=[unit("a", ministry="m", serves=["p", "q"]), unit("b", ministry="m")])
    found = units.ministry_bodies(made).select("place", "bodies", "serving").rows()
    assert found == [("p", 2, 0), ("q", 0, 1)]


def test_functions_of_several_bodies_equal_brute_force(sample):
    works = defaultdict(set)
    live = sample["units"].filter(status="active").drop_nulls("head")
    there = set(sample["units"].select("unit", "place").iter_rows())
    for row in live.iter_rows(named=True):
        if (row["parent"], row["place"]) in there:
            continue
        for place in {row["place"], *(row["serves"] or [])}:
            for subject in row["functions"] or []:
                works[place, subject].add((row["unit"], row["ministry"]))
    several = {k: v for k, v in works.items() if len(v) > 1}
    found = units.duplicated_functions(sample)
    assert {(r["place"], r["subject"]): r["units"] for r in found.iter_rows(named=True)} == {
        k: ";".join(sorted(u for u, _ in v)) for k, v in several.items()
    }
    inside = {
        (place, m, subject)
        for (place, subject), v in several.items()
        for m, n in Counter(m for _, m in v if m).items()
        if n > 1
    }
    own = units.duplicated_in_ministry(sample).select("place", "ministry", "subject")
    assert set(own.iter_rows()) == inside
