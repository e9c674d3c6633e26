"""A small country with services of every standing, and offers for some of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from ostan.country.country import Country

DAY = date(2026, 1, 1)

PLACES = [
    {"place": "land", "level": "country", "name_fa": "کشور", "population": 3_000_000},
    {
        "place": "east",
        "level": "province",
        "parent": "land",
        "name_fa": "خاور",
        "population": 1_000_000,
    },
    {
        "place": "west",
        "level": "province",
        "parent": "land",
        "name_fa": "باختر",
        "population": 2_000_000,
    },
]
RANKS = [
    {"rank": "statute", "order": 3, "name_fa": "قانون", "instrument_fa": "لایحه"},
    {"rank": "ministry", "order": 11, "name_fa": "ابلاغ", "issued_by": "وزیر"},
]
LAWS = [
    {"law": "act", "title_fa": "قانون", "rank": "statute", "status": "in_force"},
    {"law": "notice", "title_fa": "ابلاغ", "rank": "ministry", "status": "in_force"},
    {"law": "old", "title_fa": "قانون کهنه", "rank": "statute", "status": "expired"},
]
RULES = [
    {
        "rule": f"hand_over__{rank}",
        "move": "hand_over",
        "founding_rank": rank,
        "enough_rank": rank,
    }
    for rank in ("statute", "ministry")
]
UNITS = [
    {"unit": "care_ministry", "type": "care_ministry", "name_fa": "وزارت مراقبت", "place": "land"},
    {"unit": "sport_ministry", "type": "sport_ministry", "name_fa": "وزارت ورزش", "place": "land"},
    *(
        {
            "unit": f"care@{place}",
            "type": "care",
            "name_fa": f"اداره‌کل مراقبت {name}",
            "place": place,
            "parent": "care_ministry",
            "ministry": "care_ministry",
            "head": f"care_head@{place}",
        }
        for place, name in (("east", "خاور"), ("west", "باختر"))
    ),
    {
        "unit": "friends",
        "type": "friends",
        "name_fa": "انجمن دوستان",
        "place": "east",
        "parent": "care@east",
    },
]
POSTS = [
    {
        "post": f"care_head@{p}",
        "type": "care_head",
        "title_fa": f"مدیرکل مراقبت {p}",
        "unit": f"care@{p}",
    }
    for p in ("east", "west")
]


def service(type_: str, place: str, **more: Any) -> dict[str, Any]:
    """Return a service of the state, on a ministry's notice, said not to be sovereign."""
    row = {
        "service": f"{type_}@{place}",
        "type": type_,
        "name_fa": type_,
        "place": place,
        "ministry": "care_ministry",
        "unit": f"care@{place}",
        "mode": "state",
        "sovereign": False,
        "users_per_year": 1000.0 if place == "east" else 2000.0,
        "cost_per_year": 500,
        "fee": 10,
        "law": "notice",
    }
    return {**row, **more}


def services() -> list[dict[str, Any]]:
    """Return services of every standing, in both provinces."""
    kinds: dict[str, dict[str, Any]] = {
        "care_home": {},
        "day_care": {"cost_per_year": 100, "mode": "purchased"},
        "guard": {"sovereign": True},
        "reading": {"mode": "charity"},
        "unclear": {"sovereign": None},
        "fallen": {"law": "old"},
        "groundless": {"law": None},
        "by_act": {"law": "act"},
    }
    return [service(t, p, **more) for t, more in kinds.items() for p in ("east", "west")]


def offer(id: str, type_: str, place: str, capacity: float | None, **more: Any) -> dict[str, Any]:
    """Return an offer of an association."""
    row = {
        "offer": id,
        "service": type_,
        "place": place,
        "by": id,
        "kind": "association",
        "capacity_per_year": capacity,
        "price": 100,
    }
    return {**row, **more}


def land(*offers: dict[str, Any], **tables: list[dict[str, Any]]) -> Country:
    """Return the country with these offers; `tables` replace its own."""
    rows = {
        "places": PLACES,
        "ranks": RANKS,
        "laws": LAWS,
        "rules": RULES,
        "units": [
            {"kind": "office", "legal_form": "ministry_unit", "status": "active", **u}
            for u in UNITS
        ],
        "posts": [{"manager": True, "holders": 1, "status": "active", **p} for p in POSTS],
        "services": services(),
        "offers": list(offers),
        **tables,
    }
    made = {n: pl.DataFrame(r, infer_schema_length=None) for n, r in rows.items() if r}
    return Country.of(made, day=DAY)
