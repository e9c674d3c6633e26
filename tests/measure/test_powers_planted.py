"""The checker of powers on registers of 300 powers into which known faults were planted by another hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.measure.planted import (
    DAY,
    OF_DELEGATION,
    PLANTERS,
    Planted,
    Register,
    clean,
    planted,
)

from ostan.country.country import Country
from ostan.measure.powers.faults import IN_WORDS, faults

ALL_AT_ONCE = (0, 1)
"""Seeds of registers into which everything is planted."""


@cache
def register(seed: int) -> Register:
    return clean(seed)


def found_in(country: Country) -> list[dict[str, Any]]:
    return faults(country, DAY).to_dicts()


def is_it(row: dict[str, Any], fault: Planted) -> bool:
    """Return whether what was found is what was planted, with its smallest case."""
    named = set(row["powers"])
    return (
        (row["kind"], row["matter"]) == (fault.kind, fault.matter)
        and (named == fault.powers if fault.exact else named >= fault.powers)
        and fault.first in (None, *row["powers"][:1])
        and all(row[column] == value for column, value in fault.case.items())
    )


def comes_along(row: dict[str, Any], faults: Iterable[Planted]) -> bool:
    """Return whether what was found is a duty or a delegated power that lost what it stood on."""
    along = {pair for f in faults if f.matter == row["matter"] for pair in f.along}
    return any((row["kind"], power) in along for power in row["powers"])


def check(country: Country, faults: list[Planted]) -> None:
    """Every fault planted is found once, as it was worked out by hand, and nothing else is."""
    found = found_in(country)
    for fault in faults:
        same = [r for r in found if is_it(r, fault)]
        assert len(same) == 1, (fault, [r for r in found if r["matter"] == fault.matter])
    rest = [r for r in found if not any(is_it(r, f) for f in faults)]
    assert [r for r in rest if not comes_along(r, faults)] == []


@pytest.mark.parametrize("seed", ALL_AT_ONCE)
def test_a_clean_register_has_no_fault(seed: int) -> None:
    assert len(register(seed).powers) == 300
    assert found_in(register(seed).country()) == []


@pytest.mark.parametrize("seed", ALL_AT_ONCE)
def test_all_that_is_planted_together_is_found_and_nothing_else(seed: int) -> None:
    """In two registers, for each fault takes a matter of its own."""
    check(*planted(register(seed), *(PLANTERS if seed == 0 else OF_DELEGATION)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 4))
def test_so_it_is_on_more_registers(seed: int) -> None:
    assert found_in(register(seed).country()) == []
    check(*planted(register(seed), *PLANTERS))
    check(*planted(register(seed), *OF_DELEGATION))


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTERS + OF_DELEGATION, ids=lambda p: p.__name__)
def test_each_that_is_planted_alone_is_found_and_nothing_else(plant: Any) -> None:
    check(*planted(register(8), plant))


def test_every_kind_in_the_docs_is_planted(root: Path) -> None:
    """Both forms of those that the docs say have one in words."""
    told = (root / "docs/reference/powers.md").read_text(encoding="utf-8")
    kinds = set(re.findall(r"`([a-z_]+)`\*\*", told))
    in_words = {f"{k}{IN_WORDS}" for k in kinds if f"`{k}{IN_WORDS}`" in told}
    assert len(kinds) == 15
    assert len(in_words) == 7
    assert f"{len(PLANTERS + OF_DELEGATION)} ways of planting a fault" in told
    made = planted(register(0), *PLANTERS)[1] + planted(register(1), *OF_DELEGATION)[1]
    assert {f.kind for f in made} == kinds | in_words


def test_what_was_not_planted_is_not_taken_for_it() -> None:
    """The check itself sees a wrong case, a wrong power, and a fault that nobody planted."""
    country, made = planted(register(0), *PLANTERS)
    gap = next(f for f in made if f.kind == "gap" and f.case["amount"] > 0)
    wrong = replace(gap, case={**gap.case, "amount": gap.case["amount"] + 1})
    for other in ([wrong, *made], [replace(gap, powers=frozenset({"w"})), *made], made[1:]):
        with pytest.raises(AssertionError):
            check(country, other)


def test_holders_of_an_empty_table_are_not_told() -> None:
    """With no councils in the register, nobody says that a council cannot consent."""
    made = register(0).country()
    bare = made.with_tables(councils=made["councils"].clear())
    assert (made["powers"]["holder_kind"] == "council").any()
    assert found_in(bare) == []
