"""Figures of units before and after a plan, at three settings of the defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import seat_hours
from ostan.measure.councils.evidence import hours_evidence
from ostan.measure.units import administrative_council, ministry_bodies
from ostan.measure.units.terms import UnitTerms
from ostan.plan.councils.scope import Scope
from ostan.plan.plan import Figure, Said, Span
from ostan.plan.units.facts import MIDDLE, Body, Facts, needed
from ostan.plan.units.scope import headed
from ostan.plan.units.texts import FIGURES

Ends = tuple[float, float, float]

SETTINGS = (0, 1, 2)
"""Positions of the settings: low, middle, high."""


def figures(
    before: Country,
    after: Country,
    facts: Facts,
    unions: Sequence[tuple[Body, ...]],
) -> tuple[Figure, ...]:
    """Return the figures of a plan: `unions` are the units that become one, for every place."""
    old: list[Sequence[Body]] = [(body,) for body in facts.bodies]
    gone = {body.unit for union in unions for body in union}
    new: list[Sequence[Body]] = [*(one for one in old if one[0].unit not in gone), *unions]
    pair = [_measured(c, facts.scope) for c in (before, after)]
    sides: list[Mapping[str, Ends | None]] = [
        {**seen, **_managed(bodies, facts.terms), **_cost(bodies, facts.terms)}
        for seen, bodies in ((pair[0], old), (pair[1], new))
    ]
    paid = {"payback_years": payback(sides[0], sides[1])}
    sides = [{**sides[0], "payback_years": None}, {**sides[1], **paid}]
    shares = _assumed(before, facts)
    return tuple(
        Figure(
            name=name,
            label=Said.of(label),
            unit=Said.of(unit),
            before=_span(sides[0][name]),
            after=_span(sides[1][name]),
            assumed=shares.get(name),
            better="less",
        )
        for name, (label, unit) in FIGURES.items()
    )


def _span(ends: Ends | None) -> Span | None:
    return None if ends is None else Span(low=ends[0], value=ends[1], high=ends[2])


def _measured(country: Country, scope: Scope) -> dict[str, Ends | None]:
    """Return what the tables of a Country say of the scope."""
    here = pl.col("place").is_in(list(scope.places))
    heads = headed(country).filter(here)["head"].unique()
    bodies = ministry_bodies(country).filter(here, pl.col("bodies") > 0)["bodies"]
    rooms = administrative_council(country).filter(here)["heads"]
    seats = seat_hours(country).filter(pl.col("holder").is_in(heads.implode()))
    hours = [(seats[f"hours{e}"] * seats["holders"]).sum() for e in ("_low", "", "_high")]
    return {
        "units": _same(headed(country).filter(here).height),
        "bodies_per_ministry": _same(bodies.mean()),
        "bodies_per_ministry_most": _same(bodies.max()),
        "heads_in_council": _same(rooms.mean()),
        "council_hours": (float(hours[0]), float(hours[1]), float(hours[2])),
    }


def _same(number: object) -> Ends | None:
    return None if number is None else (float(str(number)),) * 3


def _managed(bodies: Iterable[Sequence[Body]], terms: UnitTerms) -> dict[str, Ends]:
    """Return managers and their hours. Few managers go with a wide span: low takes the high one."""
    every = list(bodies)
    count = [sum(1 + below(one, terms, at) for one in every) for at in SETTINGS]
    hours = [
        sum(terms.head[at] + terms.manager[at] * below(one, terms, at) for one in every)
        for at in SETTINGS
    ]
    return {
        "managers": (count[0], count[1], count[2]),
        "managing_hours": (hours[0], hours[1], hours[2]),
    }


def below(union: Sequence[Body], terms: UnitTerms, at: int) -> float:
    """Return the managers below the head of the unit that these become, at a setting."""
    span = terms.span[2 * MIDDLE - at]
    staff = [body.staff for body in union if body.staff is not None]
    own = sum(body.beside(span, at) for body in union)
    return own + (needed(sum(staff), span) if staff else 0.0)


def _cost(bodies: Iterable[Sequence[Body]], terms: UnitTerms) -> dict[str, Ends]:
    """Return the one-off hours of all that move: all but the dearest of each union."""
    made = [0.0, 0.0, 0.0]
    for union in bodies:
        for at in SETTINGS:
            each = [body.change(terms, at) for body in union]
            made[at] += sum(each) - max(each)
    return {"change_hours": (made[0], made[1], made[2])}


def payback(old: Mapping[str, Ends | None], new: Mapping[str, Ends | None]) -> Ends | None:
    """Return the years in which the hours freed make up for the cost of change; None: never, or nothing moves.

    Low: the least cost by the most hours freed at any setting; high the other way round.
    """
    cost, freed = new["change_hours"], [0.0, 0.0, 0.0]
    for name in ("managing_hours", "council_hours"):
        one, other = old[name], new[name]
        if one is not None and other is not None:
            freed = [f + a - b for f, a, b in zip(freed, one, other, strict=True)]
    if cost is None or not cost[1] or min(freed) <= 0:
        return None
    return (cost[0] / max(freed), cost[1] / freed[1], cost[2] / min(freed))


def _assumed(country: Country, facts: Facts) -> dict[str, float | None]:
    """Return what share of each figure rests on assumed factors."""
    heads = sorted({body.head for body in facts.bodies})
    seen = hours_evidence(country).filter(pl.col("post").is_in(heads))
    hours = float(seen["hours"].sum())
    sits = float((seen["hours"] * seen["assumed"]).sum()) / hours if hours else None
    below = [(b, b.below(facts.terms.span[MIDDLE])) for b in facts.bodies]
    # Where no more managers are recorded than a default or a span asks for, their number rests on it.
    stated = sum(1.0 + n for b, n in below if b.recorded and b.recorded >= n)
    every = sum(1.0 + n for _, n in below)
    return {
        "units": 0.0,
        "bodies_per_ministry": 0.0,
        "bodies_per_ministry_most": 0.0,
        "heads_in_council": 0.0,
        "managers": 1.0 - stated / every if every else None,
        "managing_hours": 1.0,
        "council_hours": sits,
        "change_hours": 1.0,
        "payback_years": 1.0,
    }


def assumed_share(country: Country, facts: Facts) -> float | None:
    """Return the share of the value before that rests on assumed factors.

    Hours of managing all do; those of seats where a factor of them came from a default.
    """
    shares = hours_evidence(country).select("post", pl.col("assumed").fill_null(1.0))
    by_post = dict(shares.iter_rows())
    sits = [(sum(b.seats.values()), by_post.get(b.head, 1.0)) for b in facts.bodies]
    total = sum(facts.lone(body) for body in facts.bodies)
    known = sum(hours * (1 - share) for hours, share in sits)
    return 1.0 - known / total if total else None
