"""Overlap, the three tests, sessions held and verdicts against plain loops over sets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import combinations
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.measure.councils import (
    agenda_overlap,
    carried_out,
    dormant,
    member_overlap,
    parallel,
    who_may_change,
)
from ostan.measure.councils.overlap import MEMBER_ROLES, agenda_shares
from ostan.measure.councils.parallel import AGENCY_FORMS

Small = Callable[[Random], Country]
SEEDS = st.integers(0, 2**32)
FEW = settings(
    max_examples=9, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _active(country: Country) -> dict[str, dict[str, str]]:
    rows = country["councils"].filter(status="active").iter_rows(named=True)
    return {r["council"]: r for r in rows}


def _sets(country: Country, all_roles: bool = False) -> dict[str, set[str]]:
    closed = set(country["posts"].filter(status="closed")["post"])
    found: dict[str, set[str]] = {c: set() for c in _active(country)}
    for seat in country["seats"].iter_rows(named=True):
        counts = all_roles or seat["role"] in MEMBER_ROLES
        if seat["council"] in found and counts and seat["holder"] not in closed:
            found[seat["council"]].add(seat["holder"])
    return found


def _subjects(country: Country) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {c: set() for c in _active(country)}
    for council, subject in country["agenda"].select("council", "subject").iter_rows():
        found.get(council, set()).add(subject)
    return found


def _pairs(
    country: Country, sets: dict[str, set[str]]
) -> dict[tuple[str, str], tuple[int, float, float]]:
    active = _active(country)
    return {
        (a, b): (
            len(sets[a] & sets[b]),
            len(sets[a] & sets[b]) / len(sets[a] | sets[b]),
            len(sets[a] & sets[b]) / min(len(sets[a]), len(sets[b])),
        )
        for a, b in combinations(sorted(active), 2)
        if active[a]["place"] == active[b]["place"] and sets[a] & sets[b]
    }


def _found(frame: pl.DataFrame) -> dict[tuple[str, str], tuple[int, float, float]]:
    rows = frame.select("council", "other", "common", "jaccard", "containment").iter_rows()
    return {(a, b): (n, j, c) for a, b, n, j, c in rows}


@FEW
@given(seed=SEEDS)
def test_overlaps_are_those_of_sets(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    for frame, sets in (
        (member_overlap(country), _sets(country)),
        (agenda_overlap(country), _subjects(country)),
    ):
        plain = _pairs(country, sets)
        found = _found(frame)
        assert found.keys() == plain.keys()
        for pair, figures in plain.items():
            assert found[pair] == pytest.approx(figures)


@FEW
@given(seed=SEEDS)
def test_overlap_of_time_is_the_lesser_share(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    shares: dict[str, dict[str, float]] = {}
    for council, subject, share in (
        agenda_shares(country).select("council", "subject", "share").iter_rows()
    ):
        shares.setdefault(council, {})[subject] = share
    for row in agenda_overlap(country).iter_rows(named=True):
        a, b = shares[row["council"]], shares[row["other"]]
        assert row["overlap"] == pytest.approx(sum(min(a[s], b[s]) for s in a.keys() & b.keys()))
        assert 0 <= row["overlap"] <= 1 + 1e-9 or max(sum(a.values()), sum(b.values())) > 1


@FEW
@given(seed=SEEDS)
def test_the_three_tests_are_those_of_loops(seed: int, small_country: Small) -> None:
    country = small_country(Random(seed))
    active = _active(country)
    under = dict(country["councils"].select("council", "under").iter_rows())

    def over(council: str) -> set[str]:
        seen: set[str] = set()
        at = under.get(council)
        while at is not None and at not in seen:
            seen.add(at)
            at = under.get(at)
        return seen

    plain = set()
    for test, sets in (("members", _sets(country)), ("functions", _subjects(country))):
        for (a, b), (_, jaccard, _) in _pairs(country, sets).items():
            alike = test == "members" or (
                active[a]["function"] is not None and active[a]["function"] == active[b]["function"]
            )
            if jaccard >= 0.5 and alike and a not in over(b) and b not in over(a):
                plain.add((test, a, b))
    units = {r["unit"]: r for r in country["units"].iter_rows(named=True)}
    unit_of = dict(country["posts"].select("post", "unit").iter_rows())
    for council, holders in _sets(country, all_roles=True).items():
        here = {unit_of.get(h) for h in holders} - {None}
        voices = {units[u]["ministry"] or u for u in here if u in units}
        for name, unit in units.items():
            there = active[council]["place"] in [unit["place"], *(unit["serves"] or [])]
            common = set(unit["functions"] or []) & _subjects(country)[council]
            if (
                unit["status"] == "active"
                and unit["legal_form"] in AGENCY_FORMS
                and there
                and common
                and active[council]["secretariat"] != name
                and (unit["ministry"] or name) not in voices
            ):
                plain.add(("conflict", council, name))
    assert set(parallel(country).select("test", "council", "against").iter_rows()) == plain


def test_pairs_an_expert_expects_are_found_in_the_sample(sample: Country) -> None:
    pairs = set(
        parallel(sample)
        .filter(pl.col("test") == "members", pl.col("place") == "yazd")
        .select(
            pl.col("council").str.replace("@yazd", ""), pl.col("against").str.replace("@yazd", "")
        )
        .iter_rows()
    )
    expected = {
        ("resistance_hq", "wg_economy"),
        ("employment_wg", "resistance_hq"),
        ("social_council", "wg_social"),
        ("social_council", "women_hq"),
    }
    assert expected <= pairs
    assert ("prayer_hq", "youth_hq") not in pairs
    # A sub-group and its parent are alike by intent, and not parallel.
    assert ("technical_council", "technical_wg_contracts") not in pairs


def test_dormant_lists_what_is_not_active(sample: Country) -> None:
    found = dormant(sample).filter(place="yazd")
    assert sorted(found["reason"].to_list()) == ["dormant"] + ["replaced"] * 5


def _with_sessions(
    sample: Country, rows: list[tuple[str, datetime, bool | None, int | None, int | None]]
) -> Country:
    frame = pl.DataFrame(
        rows,
        schema={
            "council": pl.String,
            "start": pl.Datetime,
            "held": pl.Boolean,
            "items": pl.Int64,
            "items_carried_out": pl.Int64,
        },
        orient="row",
    )
    return sample.with_tables(
        sessions=frame.with_columns(kind=pl.lit("main"), minutes=pl.lit(90.0))
    )


def test_a_council_that_stopped_meeting_is_silent(sample: Country) -> None:
    country = _with_sessions(
        sample,
        [
            ("crisis_hq@yazd", datetime(2023, 1, 1, 9), True, 4, 1),
            ("crisis_hq@yazd", datetime(2025, 1, 1, 9), False, None, None),
            ("drug_council@yazd", datetime(2025, 3, 1, 9), True, 6, 3),
            ("drug_council@yazd", datetime(2025, 4, 1, 9), True, 5, None),
        ],
    )
    silent = dormant(country).filter(pl.col("reason") == "silent")
    assert silent["council"].to_list() == ["crisis_hq@yazd"]
    assert silent["last_held"].to_list() == [date(2023, 1, 1)]
    done = carried_out(country)
    assert done["council"].to_list() == ["crisis_hq@yazd", "drug_council@yazd"]
    assert done["share_carried_out"].to_list() == [0.25, 0.5]
    assert done["items"].to_list() == [4, 11]
    assert done["not_held"].to_list() == [1, 0]
    assert done["hours"].to_list() == [1.5, 3.0]


def test_verdicts_of_the_sample(sample: Country, day: date) -> None:
    found = who_may_change(sample, day).filter(place="yazd", move="merge_councils")
    counts = dict(found.group_by("verdict").len().iter_rows())
    assert counts == {"allowed": 29, "locked": 43, "unknown": 8}
    free = found.filter(verdict="allowed")
    assert set(free["enough_rank"]) <= {"supreme_administrative_council", "province"}
    assert free["instrument_fa"].null_count() == 0
    assert found.filter(verdict="unknown")["missing"].null_count() == 0
