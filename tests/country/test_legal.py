"""The chain of basis and the verdicts; the sample's README is the oracle."""

from collections import Counter
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.expand import expand
from ostan.country.legal import FACTS, chains, conditions, founding, holds, reach, states, verdict
from ostan.country.tables import TABLES

DAY = date(2026, 1, 1)
"""Inside the term of the rules for decrees of the Supreme Administrative Council."""

ALLOWED = (
    "resistance_hq youth_hq technical_council technical_wg_contracts mgmt_steering employment_wg "
    "market_hq bank_commission econ_coord road_coord energy_coord agri_coord welfare_coord "
    "elderly_council info_council travel_hq fuel_wg dust_wg drought_wg road_safety "
    "regeneration_hq social_council social_base social_thinktank egov_committee corruption_hq "
    "foreigners_council univ_oversight ngo_council"
).split()
UNKNOWN = (
    "health_food_wg revenue_hq prayer_hq water_council sacrifice_council oversight_council "
    "arbaeen_hq flour_bread_wg"
).split()


def active(country):
    judged = verdict(country, day=DAY)
    return (
        country["councils"]
        .filter(pl.col("status") == "active")
        .drop("law")
        .join(judged, left_on="council", right_on="id")
    )


class TestSample:
    def test_every_province_has_43_locked_29_allowed_8_unknown(self, sample):
        counts = (
            active(sample)
            .filter(pl.col("place") != "iran")
            .group_by("place", "verdict")
            .len()
            .group_by("verdict", "len")
            .agg(provinces=pl.len())
        )
        assert set(counts.rows()) == {("locked", 43, 31), ("allowed", 29, 31), ("unknown", 8, 31)}

    @pytest.mark.parametrize(("word", "names"), [("allowed", ALLOWED), ("unknown", UNKNOWN)])
    def test_the_names_are_those_of_the_readme(self, sample, word, names):
        found = active(sample).filter(pl.col("place") != "iran", pl.col("verdict") == word)
        assert set(found["type"]) == set(names)
        assert found.height == len(names) * 31

    def test_councils_of_the_president(self, sample):
        chaired = sample["seats"].filter(pl.col("holder") == "president", pl.col("role") == "chair")
        found = active(sample).join(chaired, on="council", how="semi")
        assert Counter(found["verdict"]) == {"locked": 27, "unknown": 4, "allowed": 1}
        assert found.filter(pl.col("verdict") == "allowed")["council"].to_list() == ["n_cinema"]

    def test_seats_of_the_governor(self, sample):
        seats = sample["seats"].filter(pl.col("holder").str.starts_with("governor@"))
        found = seats.join(active(sample), on="council")
        by_place = {
            place: tuple(sorted(Counter(rows["verdict"]).items()))
            for (place,), rows in found.group_by("place")
        }
        usual = (("allowed", 15), ("locked", 30), ("unknown", 6))
        assert by_place.pop("south_khorasan") == (("allowed", 15), ("locked", 29), ("unknown", 6))
        assert Counter(by_place.values()) == {usual: 30}

    def test_the_missing_fact_is_named(self, sample):
        found = {r["id"]: r for r in verdict(sample, day=DAY).iter_rows(named=True)}
        assert found["health_food_wg@qom"]["missing"] == ["unknown", "expired"]
        assert found["health_food_wg@qom"]["missing_laws"] == ["planning_bylaw_1390", "fifth_plan"]
        assert found["water_council@qom"]["missing"] == ["no_law"]
        assert found["arbaeen_hq@qom"]["missing"] == ["no_rank"]

    def test_the_highest_act_counts(self, sample):
        row = verdict(sample, day=DAY).row(by_predicate=pl.col("id") == "wg_social@qom", named=True)
        assert row["chain"] == ["planning_bylaw_1398", "permanent_provisions_31"]
        assert (row["founding_law"], row["founding_rank"]) == ("permanent_provisions_31", "statute")

    def test_after_the_term_of_the_rules_nobody_may(self, sample):
        late = verdict(sample, day=date(2030, 1, 1))
        assert "allowed" not in late["verdict"].to_list()
        cinema = late.row(by_predicate=pl.col("id") == "n_cinema", named=True)
        assert cinema["missing"] == ["no_rule"]

    def test_units_of_ministries_may_be_merged_others_not(self, sample):
        judged = verdict(sample, "units", "merge_units", DAY).filter(pl.col("verdict") == "allowed")
        forms = sample["units"].join(judged, left_on="unit", right_on="id")["legal_form"]
        assert set(forms) == {"ministry_unit"}

    def test_what_can_be_counted_on_is_read_from_the_rules(self, sample):
        assert reach(sample, DAY) == "supreme_administrative_council"
        widened = verdict(sample, day=DAY, hand="statute")
        assert widened.filter(pl.col("id") == "planning_council@qom")["verdict"][0] == "allowed"

    def test_every_fact_has_words(self, sample):
        facts = set(verdict(sample, day=DAY)["missing"].explode().drop_nulls())
        assert facts <= set(FACTS)


def country(laws, rules=(), councils=(), ranks=("top", "middle", "low", "unknown")):
    return Country.of(
        {
            "ranks": pl.DataFrame({"rank": ranks, "order": range(1, len(ranks) + 1)}, strict=False),
            "laws": pl.DataFrame(
                [{"status": "in_force", "basis": None, "rank": "low", **law} for law in laws],
                infer_schema_length=None,
            ),
            "rules": pl.DataFrame(
                [{"move": "merge_councils", **r} for r in rules],
                schema_overrides={"condition": pl.String},
                infer_schema_length=None,
            ),
            "councils": expand(
                {"councils": pl.DataFrame(list(councils), infer_schema_length=None)}
            )["councils"].drop("_row")
            if councils
            else TABLES["councils"].schema.create_empty(),
        }
    )


class TestChains:
    def test_a_cycle_ends_and_is_named(self):
        c = country(
            [
                {"law": "a", "basis": "b"},
                {"law": "b", "basis": "c"},
                {"law": "c", "basis": "b"},
                {"law": "d", "basis": "d"},
            ]
        )
        found = {r["law"]: r for r in founding(c, DAY).iter_rows(named=True)}
        assert found["a"]["chain"] == ["a", "b", "c"]
        assert found["a"]["missing"] == ["cycle"]
        assert found["d"]["chain"] == ["d"]
        assert found["d"]["missing_laws"] == ["d"]

    def test_a_basis_that_is_nowhere_is_missing(self):
        found = founding(country([{"law": "a", "basis": "gone"}]), DAY).row(0, named=True)
        assert found["missing"] == ["missing"]
        assert found["missing_laws"] == ["gone"]
        assert found["founding_law"] == "a"

    def test_an_act_whose_term_has_ended_is_expired_on_that_day_only(self):
        c = country([{"law": "a", "expires": date(2026, 3, 1), "date": date(2025, 3, 1)}])
        on = {d: states(c, d)["state"][0] for d in (date(2025, 1, 1), DAY, date(2026, 3, 2))}
        assert list(on.values()) == ["not_yet", "in_force", "expired"]

    def test_no_laws_no_chains(self):
        assert chains(Country.of({})).is_empty()
        assert founding(Country.of({})).is_empty()
        assert verdict(Country.of({})).is_empty()

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(-1, 8),
                st.sampled_from(["top", "middle", "low", "unknown"]),
                st.sampled_from(["in_force", "amended", "expired", "unknown"]),
            ),
            min_size=1,
            max_size=8,
        )
    )
    def test_agrees_with_a_walk(self, acts):
        laws = [
            {"law": f"l{i}", "basis": None if b < 0 else f"l{b}", "rank": r, "status": s}
            for i, (b, r, s) in enumerate(acts)
        ]
        table = {law["law"]: law for law in laws}
        order = {"top": 1, "middle": 2, "low": 3, "unknown": 4}
        for row in founding(country(laws), DAY).iter_rows(named=True):
            walked, at = [], row["law"]
            while at in table and at not in walked:
                walked.append(at)
                at = table[at]["basis"]
            broken = at is not None or any(
                table[a]["status"] not in ("in_force", "amended") or table[a]["rank"] == "unknown"
                for a in walked
            )
            assert bool(row["missing"]) == broken
            highest = min(walked, key=lambda a: (order[table[a]["rank"]], walked.index(a)))
            assert row["founding_law"] == highest
            assert [a for a in row["chain"] if a in table] == walked


class TestRules:
    def judged(self, rules, **council):
        row = {"council": "x", "type": "x", "place": "p", "law": "a", "name_fa": "x", **council}
        c = country([{"law": "a", "rank": "middle"}], rules, [row])
        found = verdict(c, day=DAY, hand="low").row(0, named=True)
        return found["rule"], found["verdict"]

    def test_a_condition_goes_before_a_rank_and_a_rank_before_any(self):
        anyone = {"rule": "any", "founding_rank": None, "enough_rank": "low"}
        ranked = {"rule": "ranked", "founding_rank": "middle", "enough_rank": "middle"}
        special = {**anyone, "rule": "special", "enough_rank": None, "condition": "type=x"}
        assert self.judged([anyone]) == ("any", "allowed")
        assert self.judged([anyone, ranked]) == ("ranked", "locked")
        assert self.judged([anyone, ranked, special]) == ("special", "locked")
        assert self.judged([anyone, ranked, special], type="y") == ("ranked", "locked")

    def test_of_equals_the_stricter_counts(self):
        free = {"rule": "a", "founding_rank": "middle", "enough_rank": "low"}
        locked = {"rule": "b", "founding_rank": "middle", "enough_rank": None}
        assert self.judged([free, locked]) == ("b", "locked")

    def test_a_rule_that_cannot_be_read_frees_nothing(self):
        free = {"rule": "a", "founding_rank": "middle", "enough_rank": "low"}
        broken = {**free, "rule": "b", "condition": "colour=red"}
        assert self.judged([free, broken]) == ("b", "unknown")

    def test_an_empty_cell_locks_rather_than_frees(self):
        free = {"rule": "a", "founding_rank": "middle", "enough_rank": "low"}
        stays = {**free, "rule": "b", "enough_rank": None, "condition": "function!=coordinates"}
        assert self.judged([free, stays]) == ("b", "locked")
        assert self.judged([free, stays], function="coordinates") == ("a", "allowed")


class TestConditions:
    @pytest.mark.parametrize(
        "text", ["colour=red", "type", "type>=3", "type=", "quorum>=type", "", "type~x"]
    )
    def test_what_cannot_be_read(self, text):
        assert conditions(text, "councils") is None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("sessions_per_year>=sessions_required", [True, False, True, False]),
            ("sessions_per_year>=10", [True, False, True, False]),
            ("sessions_per_year=12", [True, False, True, False]),
            ("sessions_per_year!=12", [False, True, False, True]),
            ("elected=true", [True, False, False, False]),
            ("elected=false;sessions_per_year=12", [False, False, True, False]),
        ],
    )
    def test_what_holds(self, text, expected):
        frame = pl.DataFrame(
            {
                "sessions_per_year": [12.0, 6.0, 12.0, None],
                "sessions_required": [10.0, 10.0, None, 4.0],
                "elected": [True, False, None, None],
            }
        )
        parts = conditions(text, "councils")
        assert frame.select(holds(parts, "councils")).to_series().to_list() == expected


def test_a_country_taken_as_of_a_day_is_judged_on_that_day(sample):
    before = date(2024, 1, 1)
    then = sample.as_of(before)
    assert then.day == before
    assert verdict(then).equals(verdict(then, day=before))
    assert "allowed" not in verdict(then)["verdict"].to_list()
    assert "allowed" in verdict(sample.as_of(DAY))["verdict"].to_list()
