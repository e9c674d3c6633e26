"""The checker of powers against Z3: the same faults, no smaller case of any, on registers made by chance."""

from __future__ import annotations

import pytest
from benchmarks.peers import smt
from benchmarks.registers import SINCE, made

from ostan.measure.powers.faults import faults
from ostan.measure.powers.plain import Case, Plain


def agrees(seed: int) -> set[str]:
    """Hold one register against Z3 and the plain reading; return the kinds of fault it has."""
    country = made(seed, powers=9, matters=2, provinces=3, counties=2, holders=3)
    found = smt.told(faults(country, SINCE).iter_rows(named=True))
    every = smt.spaces(country, SINCE)
    assert {smt.key_of(r) for r in found} == smt.faults(every)
    assert smt.wrong(country, every, found) == []
    plain = Plain.of(country)
    for row in found:
        case = Case(row["matter"], row["measure"], row["amount"], row["place"], row["day"])
        held = plain.evaluate(case)
        there = {p for role in held.sure for p in held.all(role)}
        # What shadows a power, and what it was delegated from, may hold elsewhere.
        first = row["kind"].startswith(("shadowed", "delegated"))
        assert set(row["powers"][: 1 if first else None]) <= there
    return {r["kind"].removesuffix(smt.WORDS) for r in found}


@pytest.mark.slow
def test_z3_finds_the_same_faults_and_no_smaller_case() -> None:
    kinds = set().union(*(agrees(seed) for seed in range(20)))
    assert {"gap", "overlap", "contradiction", "duty_without_power", "delegated_not_held"} <= kinds


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, 10))
def test_z3_finds_the_same_on_two_hundred_registers(part: int) -> None:
    kinds = set().union(*(agrees(seed) for seed in range(part * 20, part * 20 + 20)))
    assert kinds <= set(smt.KINDS)
    assert "overlap" in kinds
