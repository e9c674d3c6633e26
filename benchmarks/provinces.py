"""A country made by chance, for plans: provinces whose councils are nearly but not quite alike.

Councils come in families with a subject in common: near-duplicates of each other in members and
business, as in the sample. A share of the types is founded by statute and may not disappear. In
every province some types are missing, frequencies differ, and some heads do not sit.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from ostan.country.country import Country

Rng = np.random.Generator

RANKS = [("statute", 1, "قانون"), ("decree", 2, "مصوبه"), ("province", 3, "تصمیم استان")]
"""Ranks with their order and name."""
MOVES = ("hold_jointly", "hold_same_day", "delegate_seat", "set_sessions")
"""Moves that a decision of the province is enough for."""
DEFAULTS = {
    "attendance": (0.5, 0.7, 0.9),
    "hours_per_session": (1.0, 2.0, 3.0),
    "hours_per_subsession": (1.0, 1.5, 2.0),
    "subsessions_per_session": (0.0, 0.5, 1.0),
    "sessions_per_year": (6.0, 12.0, 24.0),
    "preparation_hours_per_seat_session": (0.1, 0.5, 1.5),
    "travel_hours_per_seat_session": (0.2, 0.5, 1.0),
    "followup_hours_per_seat_session": (0.0, 0.3, 1.0),
    "phi": (0.3, 0.5, 1.0),
    "phi[core]": (1.0, 1.0, 1.0),
    "agenda_overlap": (0.0, 0.5, 1.0),
    "regrowth": (0.1, 0.3, 0.6),
    "overhead_hours_per_session": (0.1, 0.3, 0.5),
    "weight": (0.5, 1.0, 4.0),
    "hours_per_year": (1600.0, 1880.0, 2100.0),
}
"""Defaults of the generated country: name, low, value, high."""


def generated(
    types: int = 12, provinces: int = 3, heads: int = 14, seed: int = 0, missing: float = 0.1
) -> Country:
    """Return a country of `provinces` with `types` of councils and `heads` of units each."""
    rng = np.random.default_rng(seed)
    families = max(2, types // 5)
    kinds = [_kind(rng, k, families, heads) for k in range(types)]
    names = [f"p{r:02d}" for r in range(provinces)]
    rows = [row for place in names for row in _province(rng, place, kinds, heads, missing)]
    return Country.of(
        {
            "places": _places(names),
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
            "subjects": _subjects(families),
            "defaults": pl.DataFrame(
                [(n, *v) for n, v in DEFAULTS.items()],
                schema=["name", "low", "value", "high"],
                orient="row",
            ),
            **{
                table: pl.DataFrame([r for t, r in rows if t == table], infer_schema_length=None)
                for table in ("units", "posts", "councils", "agenda", "seats")
            },
        }
    )


def _places(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "place": ["land", *names],
            "level": ["country", *["province"] * len(names)],
            "parent": [None, *["land"] * len(names)],
            "name_fa": ["کشور", *names],
        }
    )


def _rules() -> pl.DataFrame:
    merge = [("merge_councils", "statute", "statute"), ("merge_councils", "decree", "decree")]
    chair = [("delegate_chair", "statute", "statute"), ("delegate_chair", "decree", "decree")]
    other = [(move, rank, "province") for move in MOVES for rank in ("statute", "decree")]
    rows = [(f"{m}__{f}", m, f, e) for m, f, e in (*merge, *chair, *other)]
    # A decree reaches over the province's own bodies too, so that it is within reach.
    rows.append(("merge_councils__province", "merge_councils", "province", "decree"))
    return pl.DataFrame(rows, schema=["rule", "move", "founding_rank", "enough_rank"], orient="row")


def _subjects(families: int) -> pl.DataFrame:
    top = [(f"s{f}", None) for f in range(families)]
    below = [(f"s{f}_{k}", f"s{f}") for f in range(families) for k in range(3)]
    rows = [(s, s, p) for s, p in (*top, *below)]
    return pl.DataFrame(rows, schema=["subject", "name_fa", "parent"], orient="row")


def _kind(rng: Rng, k: int, families: int, heads: int) -> dict[str, object]:
    """Return what a type of council is: subjects, members, frequency, act."""
    family = int(rng.integers(families))
    own = np.random.default_rng(1000 + family)
    core = [int(h) for h in own.permutation(heads)[: max(3, heads // 3)]]
    also = [int(h) for h in rng.permutation(heads)[: int(rng.integers(1, 4))]]
    subjects = [f"s{family}", f"s{family}_{int(rng.integers(3))}"]
    return {
        "type": f"c{k:02d}",
        "subjects": subjects[: int(rng.integers(1, 3))],
        "members": sorted({*(h for h in core if rng.random() < 0.85), *also}),
        "sessions": float(rng.choice([4, 6, 8, 12, 12, 24])),
        "chair": "governor" if rng.random() < 0.5 else f"dep{family % 2}",
        "law": "act" if rng.random() < 0.4 else "by_law",
    }


def _province(
    rng: Rng, place: str, kinds: list[dict[str, object]], heads: int, missing: float
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the rows of a province: (table, row)."""
    yield (
        "units",
        {
            "unit": f"office@{place}",
            "type": "office",
            "kind": "governorate",
            "legal_form": "governorate",
            "place": place,
            "head": f"governor@{place}",
            "name_fa": "استانداری",
            "status": "active",
        },
    )
    posts = [("governor", 4.0), ("dep0", 2.0), ("dep1", 2.0)]
    for post, weight in (*posts, *((f"head{h}", 1.0) for h in range(heads))):
        yield (
            "posts",
            {
                "post": f"{post}@{place}",
                "type": post,
                "title_fa": post,
                "unit": f"office@{place}" if weight > 1 else None,
                "weight": weight,
                "holders": 1,
                "status": "active",
            },
        )
    for kind in kinds:
        if rng.random() >= missing:
            yield from _council(rng, place, kind)


def _council(
    rng: Rng, place: str, kind: dict[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    council = f"{kind['type']}@{place}"
    factor = float(rng.choice([0.5, 1.0, 1.0, 1.0, 1.5]))
    yield (
        "councils",
        {
            "council": council,
            "type": kind["type"],
            "name_fa": str(kind["type"]),
            "kind": "council",
            "function": "coordinates",
            "status": "active",
            "elected": False,
            "chair_delegable": "unknown",
            "place": place,
            "law": kind["law"],
            "sessions_per_year": float(str(kind["sessions"])) * factor,
        },
    )
    for subject in kind["subjects"]:  # type: ignore[attr-defined]
        yield "agenda", {"council": council, "subject": subject}
    yield "seats", {"council": council, "holder": f"{kind['chair']}@{place}", "role": "chair"}
    for head in kind["members"]:  # type: ignore[attr-defined]
        if rng.random() < 0.95:
            yield "seats", {"council": council, "holder": f"head{head}@{place}", "role": "member"}
