"""Small countries and problems for timetables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from itertools import product
from typing import Any

import polars as pl
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.plan.sessions.cost import Cost, Placed, cost
from ostan.plan.sessions.days import Year
from ostan.plan.sessions.demand import Demand, Person, Sitting
from ostan.plan.sessions.problem import Problem, compiled
from ostan.plan.sessions.rules import Room, Rules

FIRST = date(2026, 3, 21)
"""1 Farvardin 1405, a Saturday."""


def rules(slots: int = 4, rooms: Sequence[int] = (), **more: Any) -> Rules:
    """Return rules with days of so many slots of half an hour, and rooms of these sizes."""
    closes = time(8 + slots // 2, 30 * (slots % 2))
    made = tuple(Room(name=f"r{k}", seats=n) for k, n in enumerate(rooms))
    return Rules(closes=closes, rooms=made, **more)


def year(days: int) -> Year:
    """Return a year of so many working days on end."""
    every = tuple(FIRST + timedelta(days=k) for k in range(days))
    return Year(every[0], every[-1], every, ())


def sitting(
    host: str, sessions: int, slots: int, chance: Mapping[str, float], **more: Any
) -> Sitting:
    """Return a sitting whose first post presides, unless `chairs` says who does."""
    chairs = more.pop("chairs", frozenset(list(chance)[:1]))
    people = more.pop("people", len(chance))
    return Sitting(host, (host,), sessions, slots, chance, chairs, people, **more)


def alike(count: int, slots: int) -> list[Sitting]:
    """Return so many sittings of one session, all chaired by x."""
    return [sitting(f"s{k}", 1, slots, {"x": 1.0}) for k in range(count)]


def problem(
    days: int, made: Rules, sittings: Sequence[Sitting], far: Mapping[str, float] | None = None
) -> Problem:
    """Return the problem of these sittings; posts in `far` have so many hours of travel."""
    posts = sorted({p for s in sittings for p in s.chance})
    hours = far or {}
    persons = {p: Person(p, p, 1.0, 1, hours.get(p, 0.5)) for p in posts}
    return compiled(year(days), made, Demand(tuple(sittings), persons, ()), NOBODY, [])


NOBODY = Demand((), {}, ())
"""Nobody else has sessions."""


def places(made: Problem) -> list[list[Placed]]:
    """Return every place of every item."""
    return [
        [
            Placed(d, s, r)
            for d in range(item.window[0], item.window[1] + 1)
            for s in made.starts(item)
            for r in item.rooms or (-1,)
        ]
        for item in made.items
    ]


def optimum(made: Problem) -> Cost:
    """Return the least cost by trying all timetables."""
    return min(cost(made, placed) for placed in product(*places(made)))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Return problems small enough for trying all timetables: at most three items."""
    slots = draw(st.integers(2, 4))
    rooms = draw(st.sampled_from([(), (), (9,), (2, 9)]))
    pause = draw(st.sampled_from([None, None, (time(8, 30), time(9))]))
    made = rules(slots, rooms, spread=draw(st.sampled_from([0.5, 1.0])), pause=pause)
    left, sittings = 3, []
    while left > 0:
        sessions = draw(st.integers(1, left))
        left -= sessions
        posts = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True))
        chance = {p: draw(st.sampled_from([0.5, 0.7, 1.0])) for p in posts}
        length = draw(st.integers(1, made.longest))
        day = draw(st.sampled_from([None, None, "s0"]))
        sittings.append(sitting(f"s{len(sittings)}", sessions, length, chance, day=day))
    far = draw(st.dictionaries(st.sampled_from("abcd"), st.sampled_from([4.0, 5.5]), max_size=2))
    return problem(draw(st.integers(1, 4)), made, sittings, far)


def land(
    councils: Sequence[Mapping[str, Any]],
    seats: Sequence[Mapping[str, Any]],
    posts: Sequence[Mapping[str, Any]] = (),
    **tables: Sequence[Mapping[str, Any]],
) -> Country:
    """Return a country with one province `yazd` and these councils, seats and posts.

    Posts that have seats and are not in `posts` are made; a council has 4 sessions of an hour unless
    it says otherwise.
    """
    named = {p["post"] for p in posts}
    holders = dict.fromkeys(s["holder"] for s in seats)
    made = [*posts, *({"post": h} for h in holders if h not in named)]
    rows: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"place": "iran", "level": "country"},
            {"place": "yazd", "level": "province", "parent": "iran", "name_fa": "یزد"},
        ],
        "councils": [
            {
                "type": c["council"],
                "place": "yazd",
                "status": "active",
                "chair_delegable": "unknown",
                "elected": False,
                "sessions_per_year": 4.0,
                "hours_per_session": 1.0,
                **c,
            }
            for c in councils
        ],
        "posts": [
            {"type": p["post"], "holders": 1, "status": "active", "weight": 1.0, **p} for p in made
        ],
        "seats": [{"role": "member", "attendance": 0.5, **s} for s in seats],
        "holidays": [{"date": date(2026, 3, 21)}],
        **{name: list(given) for name, given in tables.items()},
    }
    return Country.of({n: pl.DataFrame(r, infer_schema_length=None) for n, r in rows.items() if r})


def chaired(council: str, chair: str, *members: str) -> list[dict[str, Any]]:
    """Return the seats of a council: its chair, and members."""
    head = {"council": council, "holder": chair, "role": "chair", "attendance": 1.0}
    return [head, *({"council": council, "holder": m} for m in members)]
