"""What is lost of units is told, by recomputation from the rows alone."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from tests.reform.lands import applied
from tests.reform.units import lands

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.plan.verify import conserved
from ostan.reform.apply import check
from ostan.reform.reform import Reform
from ostan.reform.units.founding import SplitUnit
from ostan.reform.units.merging import MergeUnits

LAND = lands.land()
AFTER = applied(LAND, MergeUnits(into="u@p1", units=("v@p1", "y@p1")))


def changed(table: str, key: str, **cells: Any) -> Country:
    """Return the country after the merger with cells of one row tampered with."""
    frame = AFTER[table]
    meant = pl.col(TABLES[table].key[0]) == key
    made = [
        pl.when(meant).then(pl.lit(v, frame.schema[c])).otherwise(c).alias(c)
        for c, v in cells.items()
    ]
    return Country({**AFTER.tables, table: frame.with_columns(made)})


def test_nothing_is_lost_by_mergers_and_splits() -> None:
    assert conserved(LAND, AFTER) == []
    split = SplitUnit(unit="v@p1", new="n@p1", name_fa="نو", functions=("youth",), staff=2)
    assert conserved(LAND, applied(LAND, split)) == []


@pytest.mark.parametrize(
    ("tampered", "wanted"),
    [
        (
            changed("units", "u@p1", status="abolished"),
            ["orphaned_unit"] * 3 + ["lost_function"] * 2,
        ),
        (
            changed("units", "v@p1", replaced_by=None),
            ["lost_rows", "orphaned_unit", "lost_amount"],
        ),
        (changed("units", "u@p1", staff=19), ["lost_amount"]),
        (changed("units", "u@p1", budget_per_year=5), ["lost_amount"]),
        (changed("units", "u@p1", functions=["water"]), ["lost_function"]),
        (changed("posts", "v_clerk@p1", unit="v@p1"), ["stale_reference"]),
        (changed("powers", "w3", holder="v@p1"), ["stale_reference"]),
        (changed("councils", "a@p1", secretariat="y@p1"), ["stale_reference"]),
        (changed("units", "w@p1", parent="v@p1"), ["stale_reference"]),
        (changed("seats", "b@p1", holder="minister"), ["lost_rows"]),
    ],
)
def test_what_is_lost_is_told(tampered: Country, wanted: list[str]) -> None:
    assert [f.code for f in conserved(LAND, tampered)] == wanted


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(lands.countries(), lands.mergers())
def test_no_merger_loses_anything(before: Country, change: MergeUnits) -> None:
    if not check(before, Reform.of([change]), assume=["*"]):
        assert conserved(before, applied(before, change)) == []
