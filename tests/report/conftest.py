"""The report of the sample, made once, and a country small enough to make often."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.report import dom

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.report import html


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = TABLES[name].columns
    return pl.DataFrame(
        [{c: r.get(c) for c in columns} for r in rows],
        schema={c: dtype(k) for c, k in columns.items()},
    )


HOSTILE = '<script>alert(1)</script> & "x" {0} {name} $x^2$ %s'
"""A name that is markup, a format, and mathematics."""


def small(name: str = "شورای «۱»", **more: list[dict[str, Any]]) -> Country:
    """A country of two provinces; its first council has that name."""
    rows: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"place": "land", "level": "country", "name_fa": "سرزمین"},
            {"place": "a", "level": "province", "parent": "land", "name_fa": "الف", "name_en": "A"},
            {"place": "b", "level": "province", "parent": "land", "name_fa": "ب"},
        ],
        "posts": [
            {
                "post": f"chief@{p}",
                "type": "chief",
                "title_fa": "رئیس",
                "unit": f"office@{p}",
                "holders": 1,
                "status": "active",
            }
            for p in "ab"
        ],
        "units": [
            {
                "unit": f"office@{p}",
                "type": "office",
                "name_fa": "دفتر",
                "kind": "office",
                "legal_form": "governorate",
                "place": p,
                "status": "active",
                "head": f"chief@{p}",
            }
            for p in "ab"
        ],
        "councils": [
            {
                "council": f"c@{p}",
                "type": "c",
                "name_fa": name,
                "kind": "council",
                "place": p,
                "status": "active",
                "elected": False,
                "sessions_per_year": 12.0,
                "chair_delegable": "unknown",
            }
            for p in "ab"
        ],
        "seats": [{"council": f"c@{p}", "holder": f"chief@{p}", "role": "chair"} for p in "ab"],
        "defaults": [
            {
                "name": n,
                "low": low,
                "value": value,
                "high": high,
                "unit_en": "hours",
                "reason_fa": "دلیل",
            }
            for n, low, value, high in (
                ("hours_per_session", 1.0, 2.0, 3.0),
                ("hours_per_subsession", 1.0, 1.0, 1.0),
                ("subsessions_per_session", 0.0, 1.0, 2.0),
                ("attendance", 0.5, 0.8, 1.0),
                ("preparation_hours_per_seat_session", 0.0, 0.5, 1.0),
                ("travel_hours_per_seat_session", 0.0, 0.5, 1.0),
                ("followup_hours_per_seat_session", 0.0, 0.5, 1.0),
                ("hours_per_year", 1600.0, 1880.0, 2100.0),
            )
        ],
    }
    rows.update(more)
    return Country.of({n: table(n, r) for n, r in rows.items()})


@pytest.fixture(scope="session")
def page(sample: Country, day: date) -> str:
    """The report of the sample country, for one province."""
    return html(sample, day, "bushehr", source="sample:iran")


@pytest.fixture(scope="session")
def tree(page: str) -> dom.Node:
    return dom.parse(page)
