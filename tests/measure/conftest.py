"""Small random countries, on which measures are compared with slow and plain ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.normal import normal
from ostan.country.tables import COUNCIL_FUNCTIONS, COUNCIL_KINDS, SEAT_ROLES, TABLES

DEFAULTS = [
    ("sessions_per_year", 2.0, 6.0, 12.0),
    ("sessions_per_year[kind=council]", 4.0, 9.0, 10.0),
    ("sessions_per_year[function=advises]", 0.0, 2.0, 4.0),
    ("sessions_per_year[place=county]", 4.0, 8.0, 12.0),
    ("sessions_per_year[type=t1]", None, 5.0, None),
    ("subsessions_per_session", 0.0, 1.0, 3.5),
    ("hours_per_session", 1.0, 2.0, 3.0),
    ("hours_per_session[kind=board;type=t2]", 1.5, 2.5, 3.0),
    ("hours_per_subsession", 1.0, 1.5, 2.0),
    ("preparation_hours_per_seat_session", 0.1, 0.5, 1.5),
    ("preparation_hours_per_seat_session[role=secretary]", 1.0, 4.0, 10.0),
    ("travel_hours_per_seat_session", 0.2, 0.5, 1.0),
    ("travel_hours_per_seat_session[type=county_governor]", 2.0, 4.0, 6.0),
    ("travel_hours_per_seat_session[place=country]", 0.3, 0.7, 1.5),
    ("followup_hours_per_seat_session", 0.0, 0.3, 1.0),
    ("attendance[role=chair]", 0.5, 0.8, 1.0),
    ("attendance[role=member]", 0.5, 0.7, 0.9),
    ("attendance", 0.2, 0.4, 0.6),
    ("hours_per_year", 1600.0, 1880.0, 2100.0),
    ("hours_per_year[type=governor]", 2600.0, 3200.0, 3700.0),
    ("weight", 0.5, 1.0, 4.0),
    ("subsession_share[role=invited]", 0.1, 0.2, 0.3),
]
"""Defaults of the small countries: every attribute occurs, one range is open."""

PLACES = {"land": "country", "a": "province", "b": "province", "a1": "county"}


def _table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = TABLES[name].columns
    return pl.DataFrame(
        [{c: r.get(c) for c in columns} for r in rows],
        schema={c: dtype(k) for c, k in columns.items()},
    )


def _maybe(random: Random, value: Any) -> Any:
    return value if random.random() < 0.4 else None


def _posts(random: Random) -> list[dict[str, Any]]:
    types = ["governor", "county_governor", "head"]
    return [
        {
            "post": f"p{i}",
            "type": random.choice(types),
            "unit": random.choice([None, "u0", "u1", "u2"]),
            "holders": random.choice([1, 1, 1, 3]),
            "weight": _maybe(random, 2.0),
            "hours_per_year": _maybe(random, 2000.0),
            "cost_per_year": _maybe(random, random.randint(0, 9) * 1000),
            "status": random.choice(["active"] * 5 + ["closed"]),
            "evidence": random.choice([None, "read", "recalled"]),
        }
        for i in range(6)
    ]


def _units(random: Random) -> list[dict[str, Any]]:
    forms = ["ministry_unit", "governorate", "bank"]
    return [
        {
            "unit": f"u{i}",
            "type": f"u{i}",
            "kind": "office",
            "legal_form": random.choice(forms),
            "place": random.choice(list(PLACES)),
            "serves": random.choice([None, ["a"], ["a", "b"]]),
            "ministry": random.choice([None, "u3"]),
            "functions": random.choice([None, ["s0"], ["s0", "s1"], ["s2"]]),
            "status": random.choice(["active", "active", "merged"]),
        }
        for i in range(4)
    ]


def _councils(random: Random) -> list[dict[str, Any]]:
    return [
        {
            "council": f"c{i}",
            "type": f"t{i % 4}",
            "kind": random.choice([None, *COUNCIL_KINDS[:2], "board"]),
            "function": random.choice([None, *COUNCIL_FUNCTIONS[:2], "advises"]),
            "place": random.choice(list(PLACES)) if i % 2 else "a",
            "under": random.choice([None, None, f"c{(i + 1) % 7}"]),
            "secretariat": random.choice([None, "u0", "u1"]),
            "sessions_per_year": _maybe(random, float(random.randint(0, 24))),
            "sessions_required": _maybe(random, 12.0),
            "subsessions_per_year": _maybe(random, float(random.randint(0, 9))),
            "hours_per_session": _maybe(random, 1.75),
            "chair_delegable": "unknown",
            "elected": False,
            "status": random.choice(["active"] * 5 + ["dormant", "replaced"]),
            "evidence": random.choice([None, "read", "assumed"]),
        }
        for i in range(7)
    ]


def _seats(random: Random) -> list[dict[str, Any]]:
    holders = [*(f"p{i}" for i in range(6)), *(["ghost"] if random.random() < 0.2 else [])]
    return [
        {
            "council": f"c{c}",
            "holder": holder,
            "role": random.choice([*SEAT_ROLES, "member", "member"]),
            "attendance": _maybe(random, random.choice([0.0, 0.5, 1.0])),
            "evidence": random.choice([None, "read", "recalled"]),
        }
        for c in range(7)
        for holder in holders
        if random.random() < 0.5
    ]


def _agenda(random: Random) -> list[dict[str, Any]]:
    return [
        {"council": f"c{c}", "subject": f"s{s}", "share": _maybe(random, 0.4)}
        for c in range(7)
        for s in range(4)
        if random.random() < 0.4
    ]


def _sessions(random: Random) -> list[dict[str, Any]]:
    first = datetime(2023, 3, 21, 9)
    rows = {
        (f"c{random.randrange(5)}", first + timedelta(days=random.randrange(900)))
        for _ in range(random.randrange(12))
    }
    return [
        {
            "council": council,
            "start": start,
            "minutes": _maybe(random, 90.0),
            "kind": random.choice(["main", "sub"]),
            "held": random.choice([True, True, False, None]),
            "items": _maybe(random, random.randrange(5)),
            "items_carried_out": _maybe(random, random.randrange(3)),
        }
        for council, start in sorted(rows)
    ]


@cache
def _nothing() -> Country:
    return Country.of({})


def small(random: Random) -> Country:
    """Make a country of four places, seven councils, six posts, four units and random gaps."""
    places = [
        {"place": p, "level": level, "parent": None if p == "land" else "land"}
        for p, level in PLACES.items()
    ]
    defaults = [
        {"name": n, "low": low, "value": value, "high": high}
        for n, low, value, high in DEFAULTS
        if random.random() < 0.9
    ]
    rows = {
        "places": places,
        "subjects": [{"subject": f"s{i}"} for i in range(4)],
        "units": _units(random),
        "posts": _posts(random),
        "councils": _councils(random),
        "seats": _seats(random),
        "agenda": _agenda(random),
        "sessions": _sessions(random),
        "defaults": defaults,
    }
    made = {name: normal(TABLES[name], _table(name, table)) for name, table in rows.items()}
    # The rows are known to be good: checking them is most of the time of a small country.
    return Country(MappingProxyType({**_nothing().tables, **made}))


@pytest.fixture(scope="session")
def small_country() -> Callable[[Random], Country]:
    """Make a small country from a source of randomness."""
    return small


LINKED = ("replaced_by", "sits_with", "same_day_as")


def linked(random: Random) -> Country:
    """Make a small country with councils tied together in every way, sound or not."""
    country = small(random)
    ids = country["councils"]["council"].to_list()
    frame = country["councils"]
    for link, often in zip(LINKED, (0.4, 0.3, 0.3), strict=True):
        cells = [random.choice(ids) if random.random() < often else None for _ in ids]
        frame = frame.with_columns(pl.Series(link, cells, pl.String))
    states = [random.choice(["active"] * 5 + ["replaced"] * 3 + ["dormant"]) for _ in ids]
    written = [random.choice([None, None, 0.25, 1.0]) for _ in ids]
    frame = frame.with_columns(
        pl.Series("status", states), pl.Series("written_share", written, pl.Float64)
    )
    carried = [
        random.random() < 0.15 if random.random() < 0.5 else None
        for _ in range(country["seats"].height)
    ]
    also = [random.random() < 0.3 or None for _ in range(country["agenda"].height)]
    return Country(
        {
            **country.tables,
            "councils": frame,
            "seats": country["seats"].with_columns(pl.Series("carried", carried, pl.Boolean)),
            "agenda": country["agenda"].with_columns(pl.Series("carried", also, pl.Boolean)),
        }
    )


@pytest.fixture(scope="session")
def linked_country() -> Callable[[Random], Country]:
    """Make a small country whose councils are tied together from a source of randomness."""
    return linked
