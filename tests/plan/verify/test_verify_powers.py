"""What a Reform must not lose of powers and services, against a plain reading of every case."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from tests.reform.lands import applied, on
from tests.reform.powers.lands import cases_of_change, land, power
from tests.reform.services.test_services_changes import CARE
from tests.reform.services.test_services_changes import LAND as SERVED

from ostan.country.country import Country
from ostan.measure.powers.plain import Case, Plain, holds
from ostan.plan.verify import conserved
from ostan.reform.apply import Refused
from ostan.reform.councils.life import AbolishCouncil
from ostan.reform.powers.holders import OfPower
from ostan.reform.powers.moving import LimitPower, MovePower, RevokePower
from ostan.reform.reform import Reform

AMOUNTS = (0.0, 10.0, 20.0, 50.0)
DAYS = (date(2026, 5, 1), date(2026, 6, 15), date(2026, 8, 1), date(2026, 9, 1), date(2027, 1, 1))
"""The days between the ends of the drawn powers: on 1 June, July and September."""
LEAVES = ("c1", "c2", "p2")


def lost(before: Country, after: Country) -> set[str]:
    """Return the powers that hold in a case in which nobody has their role afterwards."""
    old, new = Plain.of(before), Plain.of(after)
    found = set()
    for amount, place, day in product(AMOUNTS, LEAVES, (*DAYS, date(2026, 6, 1), date(2026, 7, 1))):
        case, around = Case("m", "rial", amount, place, day), old.enclosing(place)
        held = [r for r in new.powers if holds(r, case, around) is not None]
        for row in old.powers:
            if holds(row, case, around) is None:
                continue
            same = [h for h in held if h["role"] == row["role"]]
            if not any(h["condition"] in (None, row["condition"]) for h in same):
                found.add(row["power"])
    return found


def told(before: Country, after: Country, reform: Reform | None = None) -> list[str]:
    found = conserved(before, after, reform)
    return sorted(f.rows[0].key[0] for f in found if f.code == "lost_power")


def agrees(drawn: tuple[Country, OfPower]) -> None:
    """Hold what is told against every case, whatever made the change; what is named is excused."""
    before, change = drawn
    reform = Reform.of([change])
    try:
        after = on(before, reform).country
    except Refused:
        after = before.with_tables(powers=before["powers"].head(1))
        reform = Reform.of([])
    assert told(before, after) == sorted(lost(before, after))
    if change.kind in ("move_power", "grant_power", "require_consent") and len(reform):
        assert told(before, after, reform) == []
    if change.kind in ("revoke_power", "limit_power") and len(reform):
        assert told(before, after, reform) == []


@settings(max_examples=4, deadline=None)
@given(cases_of_change())
def test_what_is_lost_is_told_and_nothing_else(drawn: tuple[Country, OfPower]) -> None:
    agrees(drawn)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(cases_of_change())
def test_what_is_lost_is_always_told(drawn: tuple[Country, OfPower]) -> None:
    agrees(drawn)


LAND = land(power("buy"), power("b@p1", "council b@p1", role="observes", place="p1"))


def test_what_ends_by_name_is_no_loss() -> None:
    ended = RevokePower(matter="m", post="minister")
    limited = LimitPower(matter="m", post="minister", measure="rial", to_amount=5)
    for change in (ended, limited):
        made = applied(LAND, change)
        assert told(LAND, made) == ["buy"]
        assert told(LAND, made, Reform.of([change])) == []
        other = change.model_copy(update={"role": "observes"})
        assert told(LAND, made, Reform.of([other])) == ["buy"]
    moved = MovePower(
        matter="m", post="minister", to_post="governor", measure="rial", to_amount=5, at=("p1",)
    )
    assert conserved(LAND, applied(LAND, moved)) == []
    abolished = AbolishCouncil(council="b@p1", functions_end=True)
    assert told(LAND, applied(LAND, abolished)) == []


def test_limits_in_another_measure_cover_nothing() -> None:
    rows = {
        "rial": [
            power("low", to=5.0, measure="rial"),
            power("high", **{"from": 5.0}, measure="rial"),
        ],
        "mixed": [
            power("low", to=5.0, measure="rial"),
            power("high", **{"from": 5.0}, measure="hectare"),
        ],
    }
    before = land(power("buy"))
    assert told(before, land(*rows["rial"])) == []
    assert told(before, land(*rows["mixed"])) == ["buy"]


TAMPERED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"users_per_year": pl.lit(1.0)}, ["lost_amount"]),
    ({"cost_per_year": pl.lit(None, pl.Int64)}, ["lost_amount"]),
    ({"service": pl.lit("other@p1")}, ["lost_service"]),
]


@pytest.mark.parametrize(("cells", "wanted"), TAMPERED)
def test_services_keep_users_and_cost(cells: dict[str, pl.Expr], wanted: list[str]) -> None:
    made = applied(SERVED, CARE)
    own = pl.col("service") == "care@p1"
    rows = made["services"].with_columns(
        pl.when(own).then(e).otherwise(c).alias(c) for c, e in cells.items()
    )
    assert [f.code for f in conserved(SERVED, made.with_tables(services=rows))] == wanted


def test_a_sovereign_service_that_left_the_state_is_told() -> None:
    own = pl.col("service") == "court@p1"
    mode = pl.when(own).then(pl.lit("charity")).otherwise("mode")
    made = SERVED.with_tables(services=SERVED["services"].with_columns(mode=mode))
    assert [f.code for f in conserved(SERVED, made)] == ["sovereign_lost"]
