"""A country made by chance, for plans of units: ministries with several bodies in every province.

Bodies of a ministry come in families with a subject in common; their people are recorded for most. In
every province some types are missing and the numbers of people differ; each head sits in the
administrative council and in a few others. Some bodies rest on a statute and may not give way; every
ministry has a bank beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from benchmarks.provinces import DEFAULTS, RANKS
from ostan.country.country import Country

Rng = np.random.Generator

COUNCILS = 12
"""Councils of a province beside the administrative council."""


def generated(
    bodies: Sequence[int] = (3, 3),
    provinces: int = 2,
    seed: int = 0,
    known: float = 0.7,
    missing: float = 0.1,
) -> Country:
    """Return a country with a ministry for each number in `bodies`, of so many types of units.

    `known`: share of units whose people are recorded; `missing`: share of types a province lacks.
    """
    rng = np.random.default_rng(seed)
    kinds = [_kind(rng, m, k) for m, count in enumerate(bodies) for k in range(count)]
    places = [f"p{r:02d}" for r in range(provinces)]
    rows = [("units", _unit(f"m{m}", "land", "ministry", None)) for m in range(len(bodies))]
    for place in places:
        rows += _province(rng, place, kinds, len(bodies), known, missing)
    return Country.of(
        {
            "places": pl.DataFrame(
                {
                    "place": ["land", *places],
                    "level": ["country", *["province"] * provinces],
                    "parent": [None, *["land"] * provinces],
                    "name_fa": ["کشور", *places],
                }
            ),
            "ranks": pl.DataFrame(
                [(r, o, n, n) for r, o, n in RANKS],
                schema=["rank", "order", "name_fa", "instrument_fa"],
                orient="row",
            ),
            "laws": pl.DataFrame(
                {
                    "law": ["act", "by_law"],
                    "title_fa": ["قانون", "مصوبه"],
                    "rank": ["statute", "decree"],
                    "status": ["in_force", "in_force"],
                }
            ),
            "rules": _rules(),
            "subjects": _subjects(len(bodies)),
            "defaults": pl.DataFrame(
                [(n, *v) for n, v in DEFAULTS.items()],
                schema=["name", "low", "value", "high"],
                orient="row",
            ),
            **{
                table: pl.DataFrame([r for t, r in rows if t == table], infer_schema_length=None)
                for table in ("units", "posts", "councils", "seats")
            },
        }
    )


def _rules() -> pl.DataFrame:
    rows = [
        ("free", "merge_units", "decree", "decree", "legal_form=ministry_unit"),
        ("others", "merge_units", None, None, "legal_form!=ministry_unit"),
        ("bill", "merge_units", "statute", "statute", None),
        # A decree reaches over what the province founded too, so that it is within reach.
        ("own", "merge_units", "province", "decree", "legal_form=ministry_unit"),
    ]
    names = ["rule", "move", "founding_rank", "enough_rank", "condition"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _subjects(ministries: int) -> pl.DataFrame:
    top = [(f"s{m}", None) for m in range(ministries)]
    below = [(f"s{m}_{k}", f"s{m}") for m in range(ministries) for k in range(5)]
    rows = [(s, s, p) for s, p in (*top, *below)]
    return pl.DataFrame(rows, schema=["subject", "name_fa", "parent"], orient="row")


def _kind(rng: Rng, ministry: int, k: int) -> dict[str, Any]:
    """Return what a type of unit is: its ministry, functions, usual size, law, councils of its head."""
    count = int(rng.integers(0, 4))
    own = sorted({f"s{ministry}_{int(t)}" for t in rng.integers(0, 5, count)})
    return {
        "type": f"u{ministry}_{k:02d}",
        "ministry": f"m{ministry}",
        "functions": own or None,
        "staff": float(rng.lognormal(3.5, 1.0)),
        "law": "act" if rng.random() < 0.1 else "by_law",
        "weight": float(rng.choice([1.0, 1.0, 1.0, 1.5])),
        "councils": sorted({int(c) for c in rng.integers(0, COUNCILS, int(rng.integers(0, 4)))}),
    }


def _unit(unit: str, place: str, form: str, ministry: str | None, **more: Any) -> dict[str, Any]:
    return {
        "unit": unit,
        "type": unit.partition("@")[0],
        "name_fa": unit,
        "kind": "office",
        "legal_form": form,
        "place": place,
        "ministry": ministry,
        "head": None,
        "staff": None,
        "functions": None,
        "law": None,
        "status": "active",
        **more,
    }


def _post(post: str, unit: str, weight: float, holders: int = 1) -> dict[str, Any]:
    return {
        "post": post,
        "type": post.partition("@")[0],
        "title_fa": post,
        "unit": unit,
        "manager": True,
        "weight": weight,
        "holders": holders,
        "status": "active",
    }


def _province(
    rng: Rng,
    place: str,
    kinds: Sequence[dict[str, Any]],
    ministries: int,
    known: float,
    missing: float,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a province: (table, row)."""
    sits: dict[str, list[str]] = {f"a@{place}": []}
    for kind in kinds:
        if rng.random() < missing:
            continue
        unit, head = f"{kind['type']}@{place}", f"{kind['type']}_head@{place}"
        people = max(int(kind["staff"] * rng.lognormal(0.0, 0.3)), 1)
        same = {n: kind[n] for n in ("functions", "law")}
        staff = people if rng.random() < known else None
        more = {**same, "head": head, "staff": staff}
        yield "units", _unit(unit, place, "ministry_unit", kind["ministry"], **more)
        yield "posts", _post(head, unit, kind["weight"])
        if rng.random() < 0.3:
            yield "posts", _post(f"{kind['type']}_dep@{place}", unit, 0.5, int(rng.integers(1, 9)))
        for council in (f"a@{place}", *(f"c{c:02d}@{place}" for c in kind["councils"])):
            sits.setdefault(council, []).append(head)
    for m in range(ministries):
        unit, head = f"bank{m}@{place}", f"bank{m}_head@{place}"
        yield "units", _unit(unit, place, "bank", f"m{m}", head=head)
        yield "posts", _post(head, unit, 1.0)
        sits[f"a@{place}"].append(head)
    for council, heads in sits.items():
        kind = council.partition("@")[0]
        yield "councils", _council(council, kind, place, float(rng.choice([4, 6, 12, 24])))
        yield from (("seats", _seat(council, h)) for h in heads)


def _council(council: str, kind: str, place: str, sessions: float) -> dict[str, Any]:
    return {
        "council": council,
        "type": kind,
        "name_fa": council,
        "kind": "council",
        "function": "coordinates",
        "place": place,
        "status": "active",
        "elected": False,
        "chair_delegable": "unknown",
        "sessions_per_year": sessions,
    }


def _seat(council: str, holder: str) -> dict[str, Any]:
    return {"council": council, "holder": holder, "role": "member"}
