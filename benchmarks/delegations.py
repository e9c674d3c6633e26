"""Countries made by chance whose powers can be sent down: ministries, their units, governors, demand.

All numbers are synthetic. Each matter is a ministry's; most are decided at the centre, some by the
provincial unit up to a limit, a few in words or by nobody. Amounts are lognormal and differ by province.
"""

from random import Random
from typing import Any

import polars as pl

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import TABLES

KINDS = ("permit", "decision", "budget", "appointment")
RANKS = ("statute", "cabinet", "ministry")


def delegations(
    seed: int,
    matters: int,
    provinces: int = 31,
    counties: int = 1,
    ministries: int = 10,
    tight: float = 0.5,
    alike: int = 3,
) -> Country:
    """Return a Country of so many matters; `tight`: share of its work an office could take over;
    `alike`: matters of one subject, on average.

    `counties` in each province, each with an office of every ministry. Work is spread so that the hours
    of an office in a province are `tight` of what all matters of its ministry would take there.
    """
    rng = Random(seed)
    places, levels = _places(provinces, counties)
    sizes = {p: rng.lognormvariate(0, 0.6) for p, level in levels.items() if level == "province"}
    rows = [
        _matter(rng, i, max(1, matters // (alike * ministries)), ministries) for i in range(matters)
    ]
    demand = [_demand(rng, m, p, size) for m in rows for p, size in sizes.items()]
    units, posts = _offices(levels, ministries, _loads(rows, demand, tight))
    return Country.of(
        {
            "places": _frame("places", places),
            "ranks": _frame("ranks", _ranks()),
            "laws": _frame("laws", [_law(r) for r in RANKS]),
            "rules": _frame("rules", [_rule(m, r) for m in MOVES for r in (*RANKS, None)]),
            "subjects": _frame("subjects", [{"subject": s, "name_fa": s} for s in _subjects(rows)]),
            "units": _frame("units", units),
            "posts": _frame("posts", posts),
            "matters": _frame("matters", [{k: m[k] for k in MATTER} for m in rows]),
            "powers": _frame("powers", [p for m in rows for p in _powers(m, sizes)]),
            "demand": _frame("demand", demand),
            "defaults": _frame("defaults", DEFAULTS),
        }
    )


MOVES = ("move_power", "grant_power")
MATTER = ("matter", "name_fa", "subject", "ministry", "kind", "risk", "spillover")
DEFAULTS = [
    {"name": name, "low": 0.8 * value, "value": value, "high": 1.2 * value, "evidence": "assumed"}
    for name, value in {
        "minutes_per_case": 60.0,
        "case_share": 0.5,
        "citizen_hours_per_case[place=country]": 12.0,
        "citizen_hours_per_case[place=province]": 5.0,
        "citizen_hours_per_case[place=county]": 2.0,
        "wait_days_per_case[place=country]": 40.0,
        "wait_days_per_case[place=province]": 15.0,
        "wait_days_per_case[place=county]": 7.0,
        "coordination_hours_per_case": 0.5,
        "split_hours_per_case": 0.3,
    }.items()
]


def _places(provinces: int, counties: int) -> tuple[list[dict[str, Any]], dict[str, str]]:
    found = [{"place": "land", "level": "country", "parent": None}]
    for p in range(provinces):
        found.append({"place": f"p{p:02}", "level": "province", "parent": "land"})
        found += [
            {"place": f"p{p:02}c{c}", "level": "county", "parent": f"p{p:02}"}
            for c in range(counties)
        ]
    rows = [{**f, "name_fa": f["place"]} for f in found]
    return rows, {str(f["place"]): str(f["level"]) for f in found}


def _ranks() -> list[dict[str, Any]]:
    return [
        {"rank": r, "order": i + 1, "name_fa": r, "instrument_fa": r} for i, r in enumerate(RANKS)
    ]


def _law(rank: str) -> dict[str, Any]:
    return {"law": f"act_{rank}", "title_fa": rank, "rank": rank, "status": "in_force"}


def _rule(move: str, rank: str | None) -> dict[str, Any]:
    enough = rank or "cabinet"
    return {
        "rule": f"{move}__{rank or 'any'}",
        "move": move,
        "founding_rank": rank,
        "enough_rank": enough,
    }


def _matter(rng: Random, number: int, subjects: int, ministries: int) -> dict[str, Any]:
    ministry = rng.randrange(ministries)
    return {
        "matter": f"m{number}",
        "name_fa": f"m{number}",
        "subject": f"s{ministry}_{rng.randrange(subjects)}",
        "ministry": f"min{ministry}",
        "kind": rng.choice(KINDS),
        "risk": float(rng.choice((0, 0.5, 1, 2, 3))),
        "spillover": float(rng.choice((0, 1, 2, 3))),
        "cases": rng.lognormvariate(4, 1.2),
        "median": rng.lognormvariate(20, 1),
        "sigma": rng.uniform(0.8, 2),
        "form": rng.choice([*["centre"] * 7, "split", "split", "words", "nobody"]),
        "law": f"act_{rng.choice(RANKS)}",
    }


def _subjects(rows: list[dict[str, Any]]) -> list[str]:
    return sorted({m["subject"] for m in rows})


def _demand(rng: Random, matter: dict[str, Any], place: str, size: float) -> dict[str, Any]:
    return {
        "matter": matter["matter"],
        "place": place,
        "cases_per_year": matter["cases"] * size * rng.lognormvariate(0, 0.2),
        "median_amount": matter["median"] * rng.lognormvariate(0, 0.15),
        "amount_sigma": matter["sigma"],
    }


def _loads(
    rows: list[dict[str, Any]], demand: list[dict[str, Any]], tight: float
) -> dict[tuple[str, str], float]:
    """Return the hours a year of the head of each ministry's unit in each province."""
    of = {m["matter"]: m["ministry"] for m in rows}
    found: dict[tuple[str, str], float] = {}
    for row in demand:
        key = (of[row["matter"]], row["place"])
        # A case takes an hour, and half of the hours of a post may go to cases.
        found[key] = found.get(key, 0.0) + row["cases_per_year"] * tight / 0.5
    return found


def _offices(
    levels: dict[str, str], ministries: int, loads: dict[tuple[str, str], float]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    units: list[dict[str, Any]] = []
    posts: list[dict[str, Any]] = []
    for number in range(ministries):
        name = f"min{number}"
        _office(units, posts, name, name, "land", "ministry", None, 2000.0, 5.0)
        for place, level in levels.items():
            if level == "country":
                continue
            hours = loads.get((name, place if level == "province" else place[:3]), 0.0)
            share = hours if level == "province" else 0.3 * hours
            head = 1.5 if level == "province" else 1.0
            kind = f"{level}_{name}"
            _office(
                units, posts, f"{kind}@{place}", kind, place, "ministry_unit", name, share, head
            )
    for place, level in levels.items():
        if level != "country":
            kind = f"{level}_governorate"
            _office(units, posts, f"{kind}@{place}", kind, place, "governorate", None, 3000.0, 4.0)
    return units, posts


def _office(
    units: list[dict[str, Any]],
    posts: list[dict[str, Any]],
    unit: str,
    kind: str,
    place: str,
    form: str,
    ministry: str | None,
    hours: float,
    weight: float,
) -> None:
    """Add a unit and its head."""
    bare, at, where = unit.partition("@")
    head = f"head_{bare}{at}{where}"
    units.append(
        {
            "unit": unit,
            "type": kind,
            "name_fa": unit,
            "kind": "office",
            "legal_form": form,
            "place": place,
            "head": head,
            "ministry": ministry,
            "status": "active",
        }
    )
    posts.append(
        {
            "post": head,
            "type": f"head_{kind}",
            "title_fa": head,
            "unit": unit,
            "manager": True,
            "holders": (people := 1 + int(hours / 1800)),
            "weight": weight,
            "hours_per_year": hours / people,
            "status": "active",
        }
    )


def _powers(matter: dict[str, Any], provinces: dict[str, float]) -> list[dict[str, Any]]:
    base = {
        "matter": matter["matter"],
        "holder_kind": "unit",
        "role": "decides",
        "measure": "none",
        "law": matter["law"],
    }
    centre = {**base, "power": f"x_{matter['matter']}", "holder": matter["ministry"]}
    centre["place"] = "land"
    if matter["form"] == "nobody":
        return [{**centre, "role": "consulted"}]
    if matter["form"] == "words":
        return [{**centre, "condition": "in emergencies"}]
    if matter["form"] == "centre":
        return [centre]
    limit = float(f"{matter['median'] / 2:.2g}")
    below = [
        {
            **base,
            "power": f"y_{matter['matter']}@{p}",
            "holder": f"province_{matter['ministry']}@{p}",
            "place": p,
            "measure": "rial",
            "to": limit,
        }
        for p in provinces
    ]
    return [{**centre, "measure": "rial", "from": limit}, *below]


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = TABLES[table].columns
    made = [{n: r.get(n, c.metadata.get("absent")) for n, c in columns.items()} for r in rows]
    return pl.DataFrame(made, schema={n: dtype(c) for n, c in columns.items()})
