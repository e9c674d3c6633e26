"""Registers of powers made by chance, with the mistakes that real ones have.

Limits are drawn from few round amounts, so that many touch, some leave holes and some overlap; one
in ten has a condition in words, one in twelve is in another measure; some begin or end later.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import TABLES

SINCE = date(2026, 1, 1)
"""The day from which made registers are checked."""
AMOUNTS = [0.0, 1e9, 2e9, 5e9, 1e10, 5e10]
ROLES = [*["decides"] * 6, "consents", "consents", "proposes", "proposes", "coordinates",
         "consulted", "observes", "duty", "duty"]  # fmt: skip


def made(
    seed: int, powers: int, matters: int, provinces: int = 31, counties: int = 4, holders: int = 40
) -> Country:
    """Return a Country with so many powers over so many matters; places with and without counties."""
    rng = Random(seed)
    places = _places(provinces, counties)
    units = [f"u{i}" for i in range(holders)]
    rows = [_power(rng, i, matters, [p["place"] for p in places], units) for i in range(powers)]
    _delegate(Random(-seed - 1), rows)
    shape = {"kind": "k", "legal_form": "other", "place": "land"}
    return Country.of(
        {
            "places": _frame("places", places),
            "matters": _frame("matters", [{"matter": f"m{i}"} for i in range(matters)]),
            "units": _frame("units", [{"unit": u, "type": u, **shape} for u in units]),
            "powers": _frame("powers", rows),
        }
    )


def _places(provinces: int, counties: int) -> list[dict[str, Any]]:
    found = [{"place": "land", "level": "country", "parent": None}]
    for p in range(provinces):
        found.append({"place": f"p{p:02}", "level": "province", "parent": "land"})
        found += [
            {"place": f"p{p:02}c{c}", "level": "county", "parent": f"p{p:02}"}
            for c in range(counties if p % 2 == 0 else 0)
        ]
    return found


def _power(
    rng: Random, number: int, matters: int, places: list[str], units: list[str]
) -> dict[str, Any]:
    low, high = sorted(rng.sample(AMOUNTS, 2)) if rng.random() < 0.97 else (2e9, 1e9)
    begins = SINCE + timedelta(days=rng.randrange(-400, 400))
    return {
        "power": f"x{number}",
        "matter": f"m{rng.randrange(matters)}",
        "holder_kind": "unit",
        "holder": rng.choice(units),
        "role": rng.choice(ROLES),
        "measure": "hectare" if rng.random() < 1 / 12 else "rial",
        "from": None if rng.random() < 0.4 else low,
        "to": None if rng.random() < 0.4 else high,
        "condition": "in emergencies" if rng.random() < 0.1 else None,
        "place": None if rng.random() < 0.4 else rng.choice(places),
        "valid_from": None if rng.random() < 0.7 else begins,
        "valid_to": None if rng.random() < 0.8 else begins + timedelta(days=rng.randrange(-5, 400)),
    }


def _delegate(rng: Random, rows: list[dict[str, Any]]) -> None:
    """Let one power in eight be delegated from another, mostly of its matter; some end in a circle."""
    by_matter: dict[str, list[str]] = {}
    for row in rows:
        by_matter.setdefault(row["matter"], []).append(row["power"])
    for row in rows:
        if rng.random() < 1 / 8:
            near = (
                by_matter[row["matter"]] if rng.random() < 0.9 else [r["power"] for r in rows[:9]]
            )
            row["delegated_from"] = rng.choice(near)


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = TABLES[name].columns
    made = [{n: r.get(n, c.metadata.get("absent")) for n, c in columns.items()} for r in rows]
    return pl.DataFrame(made, schema={n: dtype(c) for n, c in columns.items()})
