"""A small country in which every change can be tried, and reforms of it drawn at random."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.legal import MOVES
from ostan.country.tables import TABLES
from ostan.reform.apply import Applied, apply, check
from ostan.reform.change import Change
from ostan.reform.councils import KINDS
from ostan.reform.reform import Reform

DAY = date(2026, 1, 1)


def council(id: str, place: str = "p1", **more: Any) -> dict[str, Any]:
    """Return the row of an active council founded by the cabinet."""
    base = {"council": id, "type": id.partition("@")[0], "place": place, "name_fa": f"شورای {id}"}
    fixed = {"name_en": f"council {id}", "law": "by_law", "status": "active", "elected": False}
    return {**base, **fixed, "chair_delegable": "unknown", **more}


def seat(council: str, holder: str, role: str = "member", **more: Any) -> dict[str, Any]:
    """Return the row of a seat."""
    return {"council": council, "holder": holder, "role": role, **more}


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return typed rows of a table."""
    from ostan.country.columns import dtype

    schema = {n: dtype(c) for n, c in TABLES[name].columns.items()}
    return pl.DataFrame([{n: r.get(n) for n in schema} for r in rows], schema=schema)


RULES = [
    # move, founding rank, rank that suffices, condition
    ("merge_councils", "statute", "statute", None),
    ("merge_councils", "decree", "decree", None),
    ("merge_councils", "decree", None, "function=adjudicates"),
    ("found_council", None, "decree", None),
    ("forbid_new_councils", None, "decree", None),
    ("delegate_chair", "decree", "local", "chair_delegable=yes"),
    ("delegate_chair", "decree", "decree", "chair_delegable!=yes"),
    *((m, "decree", "decree", None) for m in ("abolish_council", "end_council", "restore_council")),
    *((m, "decree", "decree", None) for m in ("move_seat", "drop_seat", "decide_in_writing")),
    *(
        (m, r, "local", None)
        for m in (
            "hold_jointly",
            "hold_same_day",
            "share_secretariat",
            "set_sessions",
            "delegate_seat",
        )
        for r in ("decree", "statute")
    ),
    ("place_council_under", "decree", "decree", None),
    ("place_council_under", "statute", "statute", None),
]


def small() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a country of two provinces.

    In each the councils a, b, c, d (by decree), s (by statute), j (a court, by decree) and o
    (without an act); `a` is chaired by the governor, the others by the deputy.
    """
    places = [
        {"place": "land", "level": "country", "name_fa": "کشور", "name_en": "Land"},
        *(
            {"place": p, "level": "province", "parent": "land", "name_fa": f"استان {p}"}
            for p in ("p1", "p2")
        ),
    ]
    ranks = [
        {"rank": r, "order": i, "name_fa": f"رتبه {r}", "name_en": r, "instrument_fa": f"سند {r}"}
        for i, r in enumerate(("statute", "decree", "local"), start=1)
    ]
    laws = [
        {"law": "act", "rank": "statute", "status": "in_force", "title_fa": "قانون"},
        {"law": "by_law", "rank": "decree", "status": "in_force", "title_fa": "آیین‌نامه"},
    ]
    rules = [
        {"rule": f"r{i}", "move": m, "founding_rank": f, "enough_rank": e, "condition": c}
        for i, (m, f, e, c) in enumerate(RULES)
    ]
    units, posts, councils, seats, agenda = [], [], [], [], []
    titles = ("governor", "deputy", "x", "y", "z")
    for p in ("p1", "p2"):
        units.append({"unit": f"office@{p}", "type": "office", "legal_form": "governorate"})
        units.append({"unit": f"bureau@{p}", "type": "bureau", "legal_form": "ministry_unit"})
        posts += [
            {"post": f"{t}@{p}", "type": t, "title_fa": f"سمت {t}", "unit": f"office@{p}"}
            for t in titles
        ]
        councils += [
            council(f"a@{p}", p, sessions_per_year=12.0, sessions_required=4.0, law="by_law"),
            council(f"b@{p}", p, sessions_per_year=6.0, under=f"a@{p}"),
            council(f"c@{p}", p, secretariat=f"bureau@{p}"),
            council(f"d@{p}", p, chair_delegable="yes", under=f"b@{p}"),
            council(f"s@{p}", p, law="act"),
            council(f"j@{p}", p, function="adjudicates"),
            council(f"o@{p}", p, law=None),
        ]
        seats += [
            seat(f"a@{p}", f"governor@{p}", "chair"),
            seat(f"a@{p}", f"x@{p}"),
            seat(f"a@{p}", f"deputy@{p}", "secretary", attendance=0.9),
            seat(f"b@{p}", f"deputy@{p}", "chair"),
            seat(f"b@{p}", f"x@{p}", attendance=0.5),
            seat(f"b@{p}", f"y@{p}", "secretary"),
            seat(f"c@{p}", f"deputy@{p}", "chair"),
            seat(f"c@{p}", f"z@{p}", "observer"),
            seat(f"c@{p}", f"y@{p}", "invited"),
            *(seat(f"{t}@{p}", f"deputy@{p}", "chair") for t in "dsjo"),
            seat(f"d@{p}", f"governor@{p}"),
        ]
        agenda += [
            {"council": f"a@{p}", "subject": "water", "share": 1.0},
            {"council": f"b@{p}", "subject": "water", "share": 0.5},
            {"council": f"b@{p}", "subject": "youth", "share": 0.5},
            {"council": f"c@{p}", "subject": "roads"},
        ]
    for unit in units:
        unit |= {"place": unit["unit"].partition("@")[2], "status": "active", "kind": "office"}
    for post in posts:
        post |= {"holders": 1, "status": "active", "manager": True}
    posts.append({"post": "minister", "type": "minister", "holders": 1, "status": "active"})
    councils.append(council("top", "land", law="act"))
    councils.append(council("asleep@p1", "p1", status="dormant"))
    seats += [seat("top", "minister", "chair"), seat("asleep@p1", "governor@p1", "chair")]
    powers = [
        {
            "power": "w1",
            "matter": "m",
            "holder_kind": "council",
            "holder": "b@p1",
            "role": "decides",
        },
        {"power": "w2", "matter": "m", "holder_kind": "post", "holder": "x@p1", "role": "decides"},
    ]
    steps = [{"matter": "m", "place": "p1", "order": 1, "council": "b@p1", "share": 1.0}]
    starts = [("a@p1", 8), ("b@p1", 8), ("b@p1", 10)]
    sessions = [
        {"council": c, "start": datetime(2026, 2, 1, hour), "kind": "main"} for c, hour in starts
    ]
    return {
        "places": places,
        "ranks": ranks,
        "laws": laws,
        "rules": rules,
        "units": units,
        "posts": posts,
        "councils": councils,
        "seats": seats,
        "agenda": agenda,
        "subjects": [{"subject": s, "name_fa": s} for s in ("water", "youth", "roads")],
        "matters": [{"matter": "m", "name_fa": "امر"}],
        "powers": [w | {"measure": "none"} for w in powers],
        "steps": steps,
        "sessions": sessions,
        "actions": [{"action": "councils", "order": 1, "name_fa": "شوراها"}],
    }


def country_of(rows: dict[str, list[dict[str, Any]]]) -> Country:
    """Return the Country of these rows, taken as of a day."""
    return Country.of({n: frame(n, r) for n, r in rows.items()}, day=DAY)


def free() -> Country:
    """Return the small country with rules that allow every move by a local act."""
    rows = small()
    moves = [m for m, table in MOVES.items() if table == "councils"]
    rows["rules"] = [{"rule": m, "move": m, "enough_rank": "local"} for m in moves]
    return country_of(rows)


def applied(country: Country, *changes: Change) -> Country:
    """Return the country after these changes, whatever the law of it leaves unknown."""
    return apply(country, Reform.of(changes), assume=["*"]).country


# Reforms drawn at random ---------------------------------------------------------------------

TYPES = ("a", "b", "c", "d", "s", "j", "o")
POSTS = ("governor", "deputy", "x", "y", "z")


@st.composite
def changes(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(KINDS)) -> Change:
    """Return a change whose names are there; whether it fits is left to chance."""
    kind = draw(st.sampled_from(kinds))
    at = draw(st.sampled_from([(), ("*province",), ("p1",), ("p2",)]))
    end = "" if at else "@" + draw(st.sampled_from(["p1", "p2"]))
    council = st.sampled_from(TYPES).map(lambda t: t + end)
    post = st.sampled_from(POSTS).map(lambda t: t + end)
    fields = {
        "host": council,
        "councils": st.lists(council, min_size=1, max_size=2, unique=True),
        "council": council,
        "holder": post,
        "to": post,
        "unit": st.sampled_from(["office", "bureau"]).map(lambda t: t + end),
        "functions_to": st.none() | council,
        "functions_end": st.booleans(),
        "sessions_per_year": st.sampled_from([4.0, 6.0, 12.0]),
        "share": st.sampled_from([0.25, 0.5]),
        "day": st.sampled_from([date(2026, 6, 1), date(2027, 1, 1)]),
        "rule": st.sampled_from(["none", "none_new"]),
        "except_types": st.lists(st.sampled_from(["n1", "n2"]), unique=True, max_size=1),
        "name_fa": st.just("شورای تازه"),
        "council_kind": st.just("council"),
        "function": st.just("advises"),
        "chair": post,
        "members": st.lists(post, max_size=2, unique=True),
        "subjects": st.lists(st.sampled_from(["water", "roads"]), max_size=2, unique=True),
    }
    if kind == "found_council":
        fields["council"] = st.sampled_from(["n1", "n2"]).map(lambda t: t + end)
    own = [n for n in KINDS[kind].own_fields() if n in fields]
    return KINDS[kind].model_validate({"at": at, **{n: draw(fields[n]) for n in own}})


@st.composite
def fitting(draw: st.DrawFn, country: Country, kinds: tuple[str, ...] = tuple(KINDS)) -> Reform:
    """Return a Reform that applies: some changes without those that are refused."""
    drawn = draw(st.lists(changes(kinds), min_size=1, max_size=6))
    reform = Reform.of(drawn)
    refused = {r.index for r in check(country, reform, assume=["*"])}
    return reform.without(*refused)


def on(country: Country, reform: Reform) -> Applied:
    """Apply a reform, whatever the law of the country leaves unknown."""
    return apply(country, reform, assume=["*"])
