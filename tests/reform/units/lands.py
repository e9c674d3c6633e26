"""Small countries whose units can be rearranged: one by hand, others drawn at random."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from tests.reform.lands import country_of, seat, small

from ostan.country.country import Country
from ostan.reform.units.merging import MergeUnits

SUBJECTS = ("water", "youth", "roads")
TYPES = ("u", "v", "w", "x", "y")


def unit(id: str, place: str = "p1", **more: Any) -> dict[str, Any]:
    """Return the row of an active unit of the ministry m1, founded by decree."""
    base = {"unit": id, "type": id.partition("@")[0], "place": place, "name_fa": f"واحد {id}"}
    fixed = {"name_en": f"unit {id}", "kind": "office", "law": "by_law", "status": "active"}
    return {**base, **fixed, "legal_form": "ministry_unit", "ministry": "m1", **more}


def post(id: str, unit: str | None, **more: Any) -> dict[str, Any]:
    """Return the row of an active managerial post."""
    base = {"post": id, "type": id.partition("@")[0], "title_fa": f"سمت {id}", "unit": unit}
    return {**base, "holders": 1, "status": "active", "manager": True, **more}


def base() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the small country with two ministries, and rules about units.

    A decree may merge units of ministries that a decree founded; those of other forms are locked.
    """
    found = small()
    found["units"] += [
        unit(m, "land", legal_form="ministry", ministry=None, law=None) for m in ("m1", "m2")
    ]
    found["rules"] += [
        {
            "rule": name,
            "move": "merge_units",
            "founding_rank": "decree" if rank else None,
            "enough_rank": rank,
            "condition": f"legal_form{form}ministry_unit",
        }
        for name, form, rank in (("mu_free", "=", "decree"), ("mu_others", "!=", None))
    ]
    found["actions"] += [{"action": "units", "order": 2, "name_fa": "واحدها"}]
    found["demand"] = [{"matter": "m", "place": "p1", "cases_per_year": 12.0}]
    found["services"] = []
    return found


def power(id: str, kind: str, holder: str) -> dict[str, Any]:
    """Return the row of a power to decide in the one matter there is."""
    fixed = {"matter": "m", "role": "decides", "measure": "none"}
    return {"power": id, "holder_kind": kind, "holder": holder, **fixed}


def service(id: str, unit: str) -> dict[str, Any]:
    """Return the row of a service that a unit provides."""
    fixed = {"place": "p1", "mode": "state", "ministry": "m1"}
    return {"service": id, "type": id.partition("@")[0], "unit": unit, **fixed}


def step(place: str, order: int, unit: str) -> dict[str, Any]:
    """Return the row of a step in the one matter there is."""
    return {"matter": "m", "place": place, "order": order, "unit": unit, "share": 0.5}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of `base` with the units u, v, w, x, y and a bank in each province.

    u and v have a head each, w has none; x is of another ministry; y stands under v.
    """
    found = base()
    for p in ("p1", "p2"):
        found["units"] += [
            unit(f"u@{p}", p, staff=10, budget_per_year=5, head=f"u_head@{p}", functions=["water"]),
            unit(f"v@{p}", p, staff=7, head=f"v_head@{p}", functions=["water", "youth"]),
            unit(f"w@{p}", p, staff=1, budget_per_year=2, serves=["land"]),
            unit(f"x@{p}", p, ministry="m2"),
            unit(f"y@{p}", p, parent=f"v@{p}", staff=3),
            unit(f"bank@{p}", p, legal_form="bank", ministry=None, law=None, functions=["roads"]),
        ]
        found["posts"] += [
            post(f"{t}@{p}", f"{u}@{p}")
            for t, u in (("u_head", "u"), ("v_head", "v"), ("v_clerk", "v"), ("w_clerk", "w"))
        ]
        found["seats"] += [
            seat(f"a@{p}", f"u_head@{p}"),
            seat(f"a@{p}", f"v_head@{p}", "invited"),
            seat(f"b@{p}", f"v_head@{p}", attendance=0.5),
            seat(f"c@{p}", f"v_clerk@{p}"),
        ]
    found["powers"] += [power("w3", "unit", "v@p1"), power("w4", "post", "v_head@p1")]
    found["steps"] += [step("p1", 2, "v@p1")]
    found["services"] += [service("s@p1", "v@p1")]
    found["councils"][0]["secretariat"] = "v@p1"
    return found


def land() -> Country:
    """Return that country."""
    return country_of(rows())


UNITS = tuple(f"{t}@p1" for t in TYPES)


@st.composite
def countries(draw: st.DrawFn) -> Country:
    """Return `base` with units of one province, their posts and what names them drawn at random."""
    found = base()
    any_unit = st.sampled_from(UNITS)
    posts = [
        post(f"k{k}@p1", draw(st.none() | any_unit), status=draw(st.sampled_from(STATES)))
        for k in range(draw(st.integers(0, 7)))
    ]
    active = [p["post"] for p in posts if p["status"] == "active"]
    found["posts"] += posts
    found["units"] += [draw(_units(n, active)) for n in range(len(UNITS))]
    holders = [("unit", u) for u in UNITS] + [("post", p) for p in active]
    held = draw(st.lists(st.sampled_from(holders), max_size=4))
    found["powers"] += [power(f"q{k}", kind, at) for k, (kind, at) in enumerate(held)]
    through = draw(st.lists(any_unit, max_size=4))
    found["steps"] += [step("p2", k, u) for k, u in enumerate(through, 1)]
    served = draw(st.lists(any_unit, max_size=3))
    found["services"] += [service(f"s{k}@p1", u) for k, u in enumerate(served)]
    for council in ("a@p1", "b@p1", "c@p1", "d@p1") if active else ():
        for holder in draw(st.lists(st.sampled_from(active), unique=True, max_size=3)):
            role = draw(st.sampled_from(["member", "invited", "deputy"]))
            absent = draw(st.sampled_from([{}, {"attendance": 0.0, "stand_in": active[0]}]))
            found["seats"].append(seat(council, holder, role, **absent))
    for council in found["councils"]:
        council["secretariat"] = draw(st.none() | any_unit)
    return country_of(found)


STATES = ("active", "active", "closed")


@st.composite
def _units(draw: st.DrawFn, number: int, posts: list[str]) -> dict[str, Any]:
    amount = st.none() | st.integers(0, 9)
    # Few head more than one unit: what becomes of those is refused more often than not.
    own = posts[number % len(posts)] if posts else None
    other = draw(st.sampled_from([None, *posts]))
    return unit(
        UNITS[number],
        parent=draw(st.sampled_from([None, *UNITS[:number]])),
        serves=draw(st.sampled_from([None, ["p1"], ["land"], ["p1", "p2"]])),
        head=draw(st.sampled_from([None, own, own, other])),
        staff=draw(amount),
        budget_per_year=draw(amount),
        functions=draw(st.lists(st.sampled_from(SUBJECTS), unique=True)),
    )


@st.composite
def mergers(draw: st.DrawFn) -> MergeUnits:
    """Return a merger of some units of the province."""
    into, *others = draw(st.lists(st.sampled_from(UNITS), unique=True, min_size=2, max_size=4))
    return MergeUnits(into=into, units=tuple(others))
