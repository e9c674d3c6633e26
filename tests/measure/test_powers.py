"""Powers, against the sample's own CSV files, brute force and by hand."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from math import exp, inf
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import ostan
from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import POWER_ROLES, TABLES
from ostan.measure import powers
from ostan.measure.powers.cases import Limit, share_within
from ostan.measure.powers.deciders import PAIRS

SAMPLE = Path(ostan.__file__).parent / "sample" / "iran"


def read(name: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The sample ------------------------------------------------------------------------------------


def test_grounds_are_those_of_the_sample_s_own_account(sample):
    counts = powers.ground_counts(sample).filter(place="iran")
    found = dict(counts.select("ground", "written").iter_rows())
    assert found.pop("stands") == 35
    assert found.pop("no_law") == 5
    assert sum(found.values()) == 4  # stale
    assert found == {"annulled": 1, "unknown": 3}
    assert counts["share"].sum() == pytest.approx(1)


def test_grounds_are_those_of_the_files(sample):
    status = {r["law"]: r["status"] for r in read("laws")}
    kept = ("in_force", "amended")
    said = {
        r["power"]: "no_law" if not r["law"]
        else "stands" if status[r["law"]] in kept else status[r["law"]]
        for r in read("powers")
    }  # fmt: skip
    for row in powers.power_grounds(sample).iter_rows(named=True):
        assert row["ground"] == said[row["power"].partition("@")[0]]


def test_the_ladder_counts_the_matters_of_the_files(sample):
    matters = defaultdict(set)
    for row in read("powers"):
        matters[row["holder_kind"], row["holder"], row["role"]].add(row["matter"])
    found = powers.role_ladder(sample)
    for row in found.iter_rows(named=True):
        for role in POWER_ROLES:
            assert row[role] == len(matters[row["holder_kind"], row["holder_type"], role])
    governor = found.filter(holder_type="governor").row(0, named=True)
    assert governor["decides"] < governor["matters"]


def test_each_governor_holds_what_the_type_holds(sample):
    of_type = (
        powers.role_ladder(sample).filter(holder_type="governor").select("matters", *POWER_ROLES)
    )
    each = powers.holder_roles(sample).filter(pl.col("holder").str.starts_with("governor@"))
    assert each.height == 31
    assert each.select("matters", *POWER_ROLES).unique().rows() == of_type.rows()


def test_levels_of_a_province_are_those_of_the_files(sample):
    levels = defaultdict(set)
    for row in read("powers"):
        if row["role"] == "decides":
            levels[row["matter"]].add("province" if row["place"] == "*province" else "country")
    count = Counter(level for found in levels.values() for level in found)
    found = powers.decision_levels(sample).filter(place="qom")
    assert dict(found.select("level", "matters").iter_rows()) == count
    assert found["share"].sum() == pytest.approx(1)
    assert found["cases_per_year"].null_count() == found.height  # no demand is on record


def test_matters_nobody_decides_are_those_of_the_files(sample):
    decided = {r["matter"] for r in read("powers") if r["role"] == "decides"}
    without = {r["matter"] for r in read("matters")} - decided
    counts = powers.decider_counts(sample).filter(place="qom").row(0, named=True)
    assert counts["without_decider"] == len(without) == 16
    assert counts["matters"] == 35
    parts = ("without_decider", "one_decider", "several_deciders")
    assert counts["matters"] == sum(counts[p] for p in parts)
    deciders = powers.matter_deciders(sample).filter(place="qom", deciders=0)
    assert set(deciders["matter"]) == without


# By hand ---------------------------------------------------------------------------------------

PLACES = [("land", "country", None), ("a", "province", "land"), ("b", "province", "land"),
          ("a1", "county", "a")]  # fmt: skip
HOMES = {"top": "land", "gov": "a", "gov_b": "b", "sub": "a1"}


def frame(name: str, given: list[dict]) -> pl.DataFrame:
    columns = TABLES[name].columns
    made = [{n: r.get(n, c.metadata.get("absent")) for n, c in columns.items()} for r in given]
    return pl.DataFrame(made, schema={n: dtype(c) for n, c in columns.items()})


def country(*held: dict, **more: list[dict]) -> Country:
    rows = {
        "places": [dict(zip(("place", "level", "parent"), p, strict=True)) for p in PLACES],
        "units": [
            {"unit": u, "type": u, "kind": "k", "legal_form": "other", "place": p}
            for u, p in HOMES.items()
        ],
        "matters": [{"matter": "m"}, {"matter": "n"}],
        "powers": [
            {"power": f"p{i}", "matter": "m", "holder_kind": "unit", "role": "decides", **h}
            for i, h in enumerate(held)
        ],
        **more,
    }
    return Country.of({n: frame(n, r) for n, r in rows.items()})


def pairs(*held: dict, place: str = "a") -> tuple[int, ...]:
    found = powers.matter_deciders(country(*held)).filter(place=place, matter="m")
    return found.select("pairs", *PAIRS).row(0)


RIAL = {"measure": "rial"}


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        ({**RIAL, "to": 100.0}, {**RIAL, "from": 100.0}, "apart"),  # `to` is excluded
        ({**RIAL, "to": 101.0}, {**RIAL, "from": 100.0}, "overlapping"),
        ({**RIAL}, {**RIAL, "from": 100.0}, "overlapping"),
        ({**RIAL, "to": 100.0, "condition": "if"}, {**RIAL, "from": 100.0}, "apart"),
        ({**RIAL, "to": 101.0, "condition": "if"}, {**RIAL, "from": 100.0}, "incomparable"),
        ({**RIAL, "to": 1.0}, {"measure": "hectare", "from": 2.0}, "incomparable"),
        ({}, {}, "overlapping"),
        ({}, {"measure": "hectare", "from": 2.0}, "overlapping"),
        ({}, {**RIAL, "to": 0.0}, "apart"),  # no amount lies under 0
    ],
)
def test_limits_tell_deciders_apart_or_do_not(one, two, said):
    counts = pairs({"holder": "gov", "place": "a", **one}, {"holder": "top", **two})
    assert counts == (1, *(int(p == said) for p in PAIRS))


def test_deciders_of_different_places_and_one_decider_twice_are_no_pair():
    assert pairs({"holder": "gov", "place": "a"}, {"holder": "gov_b", "place": "b"})[0] == 0
    assert pairs({"holder": "gov", "place": "a"}, {"holder": "gov", "place": "a"})[0] == 0
    # What is decided inside the place is seen, but is no rival in the place itself.
    inside = ({"holder": "gov", "place": "a"}, {"holder": "sub", "place": "a1"})
    assert pairs(*inside)[0] == 0
    assert pairs(*inside, place="a1")[0] == 1


def test_a_matter_of_two_levels_is_split_between_them():
    made = country(
        {"holder": "gov", "place": "a"},
        {"holder": "top"},
        {"holder": "top", "matter": "n"},
    )
    found = powers.decision_levels(made).filter(place="a")
    rows = {r["level"]: r for r in found.iter_rows(named=True)}
    assert (rows["country"]["matters"], rows["country"]["only_here"]) == (2, 1)
    assert (rows["province"]["matters"], rows["province"]["only_here"]) == (1, 0)
    assert rows["country"]["share"] == pytest.approx(0.75)


def test_a_holder_nobody_knows_is_of_an_unknown_level():
    found = powers.decision_levels(country({"holder": "nobody"})).filter(place="a")
    assert found["level"].to_list() == ["unknown"]


def test_cases_are_those_within_the_limits():
    made = country(
        {"holder": "gov", "place": "a", **RIAL, "to": 100.0},
        {"holder": "top", **RIAL, "from": 100.0},
        {"holder": "top", "matter": "n", "condition": "if asked"},
        demand=[
            {"matter": "m", "place": "a", "cases_per_year": 80.0, "median_amount": 100.0,
             "amount_sigma": 1.0},
            {"matter": "n", "place": "a", "cases_per_year": 20.0},
        ],
    )  # fmt: skip
    found = powers.decision_levels(made).filter(place="a")
    # Half of the amounts lie below their median; what has a condition in words is left out.
    assert dict(found.select("level", "cases_per_year").iter_rows()) == {
        "country": pytest.approx(40), "province": pytest.approx(40),
    }  # fmt: skip
    assert found["cases_share"].to_list() == pytest.approx([0.4, 0.4])
    whole = powers.decision_levels(made).filter(place="land")
    assert whole["cases_per_year"].to_list() == found["cases_per_year"].to_list()


# The share of cases ----------------------------------------------------------------------------


def test_without_limits_all_cases_are_within_even_if_amounts_are_unknown():
    assert share_within([Limit(None, None)], None, None) == 1
    assert share_within([Limit(None, 5), Limit(3, None)], None, None) == 1
    assert share_within([Limit(None, 5)], None, None) is None
    assert share_within([], 10, 1) == 0


def test_a_sigma_of_zero_puts_every_case_at_the_median():
    assert share_within([Limit(None, 10)], 10, 0) == 0  # `to` is excluded
    assert share_within([Limit(10, None)], 10, 0) == 1


AMOUNTS = st.none() | st.floats(0.1, 1000)


@hypothesis_settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=4),
    st.floats(1, 100),
    st.floats(0.1, 2),
)
def test_the_share_is_that_of_a_drawn_sample(limits, median, sigma):
    draw = random.Random(1)
    amounts = [median * exp(draw.gauss(0, sigma)) for _ in range(4000)]
    inside = sum(
        any((low or 0) <= x < (inf if high is None else high) for low, high in limits)
        for x in amounts
    )
    share = share_within([Limit(*pair) for pair in limits], median, sigma)
    assert share == pytest.approx(inside / len(amounts), abs=0.04)


# Distance --------------------------------------------------------------------------------------


def distance(*held: dict, place: str = "a", **more: list[dict]) -> dict:
    found = powers.power_distance(country(*held, **more))
    return found.row(by_predicate=pl.col("place") == place, named=True)


def test_the_way_of_a_decision_is_its_consents_its_steps_and_its_nearest_decider():
    consent = {"role": "consents"}
    made = country(
        {"holder": "top"}, {"holder": "gov", "place": "a"}, {"holder": "sub", "place": "a1"},
        {"holder": "top", **consent}, {"holder": "top", "from": 5.0, **RIAL, **consent},
        {"holder": "gov_b", "condition": "if asked", **consent},
        {"holder": "sub", "matter": "n", **consent},
        steps=[
            {"matter": "m", "place": "a", "order": 1, "unit": "gov", "minutes": 30.0, "wait_days": 2.0},
            {"matter": "m", "place": "a", "order": 2, "unit": "top", "minutes": 60.0, "share": 0.25},
        ],
    )  # fmt: skip
    rows = {r["place"]: r for r in powers.decision_paths(made).iter_rows(named=True)}
    assert {p: r["nearest"] for p, r in rows.items()} == {
        "land": "country", "a": "province", "b": "country", "a1": "county",
    }  # fmt: skip
    row = rows["a"]
    assert (row["consents"], row["consents_in_words"]) == (2, 1)  # top is one holder
    assert (row["steps"], row["steps_per_case"], row["minutes_per_case"]) == (2, 1.25, 45)
    assert row["wait_days_per_case"] is None  # of one step it is not known
    assert rows["b"]["steps"] is None
    assert {r["matter"] for r in rows.values()} == {"m"}  # nobody decides n


def test_distance_weighs_matters_alike_and_cases_by_their_number():
    row = distance(
        {"holder": "top"}, {"holder": "gov", "role": "consents"},
        {"holder": "gov", "place": "a", "matter": "n"},
        demand=[{"matter": "m", "place": "a", "cases_per_year": 30.0},
                {"matter": "n", "place": "a", "cases_per_year": 10.0}],
        steps=[{"matter": "m", "place": "a", "order": 1, "unit": "gov"}],
    )  # fmt: skip
    assert row["centre_share"] == pytest.approx(0.5)
    assert row["centre_cases_share"] == pytest.approx(0.75)
    assert (row["consents_per_matter"], row["consents_per_case"]) == (0.5, 0.75)
    assert (row["with_steps"], row["steps_per_matter"], row["steps_per_case"]) == (1, 1, 1)


def test_without_demand_or_steps_their_means_are_unknown_and_not_zero():
    row = distance({"holder": "top"})
    assert row["consents_per_matter"] == 0
    assert [row[c] for c in ("consents_per_case", "steps_per_matter", "steps_per_case")] == [
        None
    ] * 3


def test_the_distance_of_a_province_of_the_sample_is_that_of_the_files(sample):
    row = powers.power_distance(sample).row(by_predicate=pl.col("place") == "qom", named=True)
    decided = {r["matter"] for r in read("powers") if r["role"] == "decides"}
    consented = {r["matter"] for r in read("powers") if r["role"] == "consents"} & decided
    assert row["matters"] == len(decided)
    assert row["consents_per_matter"] == pytest.approx(len(consented) / len(decided))
