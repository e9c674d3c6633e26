"""The fewest clauses to amend: against every choice of clauses and every way of amending them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.registers import SINCE, powers, register

from ostan.country.country import Country
from ostan.measure.powers.faults import faults
from ostan.measure.powers.mend import MENDABLE, Clause, hitting, minimum_mend
from ostan.measure.powers.told import power_mends
from ostan.words.errors import BadInput

NOTHING: dict[str, Any] = dict.fromkeys(
    ["from", "to", "place", "condition", "valid_from", "valid_to"]
)


def amended(rows: list[dict[str, Any]], chosen: set[Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield every register in which each power of the chosen clauses is struck or holds everywhere."""
    ways = [
        ([], [{**row, **NOTHING, "measure": "none"}]) if row["clause"] in chosen else ([row],)
        for row in rows
    ]
    for way in product(*ways):
        yield [row for part in way for row in part]


def brute(rows: list[dict[str, Any]], kind: str) -> int | None:
    """Return the fewest clauses some amendment of which leaves no fault of the kind; None if none does."""
    clauses = sorted({r["clause"] for r in rows})
    for size in range(len(clauses) + 1):
        for chosen in combinations(clauses, size):
            for made in amended(rows, set(chosen)):
                found = faults(register(*made, matters=[{"matter": "m"}]), SINCE)
                if kind not in set(found["kind"]):
                    return size
    return None


KINDS = {
    "overlap": ("decides",),
    "gap": ("decides", "decides", "consents"),
    "dead": ("decides",),
    "contradiction": ("decides", "observes"),
    "duty_without_power": ("duty", "proposes", "decides"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_smaller_choice_of_clauses_mends_a_kind(kind: str) -> None:
    @given(powers(KINDS[kind], 3), st.lists(st.sampled_from("abc"), min_size=3, max_size=3))
    @settings(max_examples=2, deadline=None)
    def holds(rows: list[dict[str, Any]], clauses: list[str]) -> None:
        named = [
            {**r, "power": f"p{i}", "matter": "m", "law": "act", "clause": clauses[i],
             "place": None if r["place"] == "nowhere" else r["place"]}
            for i, r in enumerate(rows)
        ]  # fmt: skip
        country = register(*named, matters=[{"matter": "m"}])
        mend = minimum_mend(country, kind, SINCE)
        fewest = brute(named, kind)
        if fewest is None:
            assert mend.new == ("m",)
        else:
            assert (mend.new, len(mend.clauses)) == ((), fewest)

    holds()


@pytest.mark.parametrize("seed", range(6))
def test_a_hitting_set_is_least_and_hits_all(seed: int) -> None:
    rng = Random(seed)
    elements: list[Clause] = [(f"e{i}",) for i in range(9)]
    sets = {
        frozenset(rng.sample(elements, rng.choice([1, 2, 2, 2, 3])))
        for _ in range(rng.randrange(20))
    }
    found = hitting(sets)
    assert all(s & set(found) for s in sets)
    smaller = combinations(elements, len(found) - 1) if found else []
    assert not any(all(s & set(some) for s in sets) for some in smaller)
    assert found == hitting(sets)


def test_a_ring_asks_for_half_of_it_rounded_up() -> None:
    """Nothing is forced and nothing dominated: the program decides."""
    ring: list[Clause] = [(f"e{i}",) for i in range(7)]
    found = hitting({frozenset([ring[i], ring[i - 1]]) for i in range(7)})
    assert len(found) == 4
    assert hitting(set()) == ()


def test_one_clause_that_is_in_every_overlap_is_enough() -> None:
    rows: list[dict[str, Any]] = [
        {"holder": "gov", "law": "act", "clause": "art_1"},
        {"holder": "min", "law": "other", "clause": "art_9"},
        {"matter": "n", "holder": "gov", "law": "act", "clause": "art_1"},
        {"matter": "n", "holder": "org", "law": "third", "clause": "art_2"},
    ]
    mend = minimum_mend(register(*rows), "overlap", SINCE)
    assert mend.clauses == (("act", "art_1"),)
    assert mend.powers == {("act", "art_1"): ("p0", "p2")}
    assert mend.faults == 2


def test_a_clause_nobody_named_is_not_the_same_clause() -> None:
    rows: list[dict[str, Any]] = [
        {"matter": m, "holder": h, "law": "act"} for m in ("m", "n") for h in ("gov", "min")
    ]
    assert len(minimum_mend(register(*rows), "overlap", SINCE).clauses) == 2


def test_what_a_template_brings_into_every_place_is_one_clause() -> None:
    rows: list[dict[str, Any]] = [
        {"power": f"x@{p}", "place": p, "to": 0.0} for p in ("a", "b", "c")
    ]
    mend = minimum_mend(register({}, *rows), "dead", SINCE)
    assert (mend.clauses, mend.faults) == ((("x",),), 3)


def test_a_matter_nobody_decides_needs_a_new_power() -> None:
    assert minimum_mend(register({"role": "consents"}), "gap", SINCE).new == ("m",)


def test_the_sample_s_duties_hang_on_four_clauses_of_one_decree(sample: Country) -> None:
    mend = minimum_mend(sample, "duty_without_power", SINCE)
    assert [c[0] for c in mend.clauses] == ["sac_602_12"] * 4
    assert mend.faults == 6 * 31


def test_a_kind_that_cannot_be_asked_is_refused_with_those_that_can() -> None:
    with pytest.raises(BadInput, match="overlap"):
        minimum_mend(register({}), "alone", SINCE)
    assert "alone" not in MENDABLE


def test_the_measure_has_a_row_for_each_kind_there_is_with_its_clauses(sample: Country) -> None:
    frame = power_mends(sample, SINCE)
    assert dict(frame.select("fault", "clauses").iter_rows()) == {
        "gap": 0, "duty_without_power": 4, "ground_annulled": 1,
    }  # fmt: skip
    assert frame.filter(fault="gap")["new_powers"].item() == 4
    assert "article 2, paragraph 1" in frame.filter(fault="duty_without_power")["clauses_en"].item()
    assert power_mends(register({}), SINCE).is_empty()
