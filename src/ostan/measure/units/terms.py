"""What managing a unit takes, and what changing one costs, by the Country's defaults.

No source states these numbers for provincial offices. A default of the Country of the same name goes
before those kept here, which are assumed as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import Default, Setting, default_of, parse, setting, with_level

ASSUMED = pl.DataFrame(
    [
        ("span_of_control", 5.0, 8.0, 12.0),
        ("managing_hours_per_manager", 300.0, 600.0, 1000.0),
        ("managing_hours_per_head", 600.0, 1200.0, 1600.0),
        ("managers_per_unit", 1.0, 1.0, 5.0),
        ("staff_per_unit", 15.0, 60.0, 250.0),
        ("change_hours_per_unit", 500.0, 1500.0, 6000.0),
        ("change_hours_per_person", 8.0, 40.0, 160.0),
    ],
    schema=["name", "low", "value", "high"],
    orient="row",
)
"""People a manager leads; hours a year that a manager, and the head of a unit, spends on managing,
beside sessions of councils and work of his own; managers and people of a unit of which they are not
recorded; one-off hours of giving up a unit, and of each of its people who moves."""

STEMS = tuple(dict.fromkeys(name.partition("[")[0] for name in ASSUMED["name"]))
"""Stems of these defaults."""

SETTINGS: tuple[Setting, Setting, Setting] = ("low", "value", "high")

LEAST_SPAN = 2.0
"""People a manager leads at least: with fewer no layer is smaller than the one below it."""

Ends = tuple[float, float, float]
"""A number at the low, the middle and the high setting of the defaults."""


@dataclass(frozen=True)
class UnitTerms:
    """Terms of units, each at three settings.

    `span`: people a manager leads (at least 2). `head`, `manager`: hours a year of managing.
    `change_unit`, `change_person`: one-off hours of giving up a unit, and for each of its people.
    """

    span: Ends
    head: Ends
    manager: Ends
    change_unit: Ends
    change_person: Ends


def unit_terms(country: Country) -> UnitTerms:
    """Return the country-wide terms of units."""
    named = _defaults(country, STEMS)
    low, value, high = _ends(named, "span_of_control")
    return UnitTerms(
        span=(max(low, LEAST_SPAN), max(value, LEAST_SPAN), max(high, LEAST_SPAN)),
        head=_ends(named, "managing_hours_per_head"),
        manager=_ends(named, "managing_hours_per_manager"),
        change_unit=_ends(named, "change_hours_per_unit"),
        change_person=_ends(named, "change_hours_per_person"),
    )


def of_units(country: Country, units: pl.DataFrame) -> pl.DataFrame:
    """Return `units` with managers_per_unit and staff_per_unit (and _low, _high), by the defaults."""
    named = _defaults(country, ("managers_per_unit", "staff_per_unit"))
    levelled = with_level(units, country["places"])
    made = [
        setting(levelled, stem, named, at)[stem].alias(stem if at == "value" else f"{stem}_{at}")
        for stem in ("managers_per_unit", "staff_per_unit")
        for at in SETTINGS
    ]
    return units.with_columns(made)


def _defaults(country: Country, stems: Iterable[str]) -> list[Default]:
    wanted = set(stems)
    return [d for t in (country["defaults"], ASSUMED) for d in parse(t) if d.stem in wanted]


def _ends(named: list[Default], stem: str, **having: str) -> Ends:
    low, value, high = (default_of(named, stem, at, **having) or 0.0 for at in SETTINGS)
    return (low, value, high)
