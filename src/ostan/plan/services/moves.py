"""Matches as changes: one for all places of a type in which it is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.plan.services.facts import EVERY, Scope, meant
from ostan.plan.services.goals import ServicesGoals
from ostan.plan.services.plan import Match
from ostan.plan.services.triggers import trigger_of
from ostan.reform.services.handing import HandOver, Mode, StaffFate

ACTION = "popularisation"
"""The action of the programme that these changes are for, where the Country has it."""


@dataclass(frozen=True)
class _Terms:
    """What is handed over on: the same for all places that one change speaks of."""

    type: str
    mode: Mode
    provider: str | None
    paid_by: str | None
    fee: int | None
    law: str | None
    staff_to: StaffFate | None
    trigger: str


def changes(
    country: Country,
    goals: ServicesGoals,
    scope: Scope,
    services: pl.DataFrame,
    matches: Sequence[Match],
) -> list[HandOver]:
    """Return the changes that hand the matched services over, by type.

    `services`: rows of `facts.services_of`.
    """
    by_service: dict[str, list[Match]] = {}
    for match in matches:
        by_service.setdefault(match.service, []).append(match)
    groups: dict[_Terms, list[Mapping[str, Any]]] = {}
    for row in services.iter_rows(named=True):
        mine = by_service.get(row["service"])
        if mine:
            groups.setdefault(_terms(row, mine, goals), []).append(row)
    return [_change(country, scope, terms, rows) for terms, rows in groups.items()]


def _terms(row: Mapping[str, Any], mine: Sequence[Match], goals: ServicesGoals) -> _Terms:
    takers = sorted({m.taker for m in mine if m.taker})
    return _Terms(
        row["type"],
        mine[0].kind,
        "، ".join(takers) or None,
        meant(goals.paid_by, row),
        meant(goals.fees, row),
        meant(goals.law, row),
        goals.staff_to,
        trigger_of(goals).text.fa,
    )


def _change(
    country: Country, scope: Scope, terms: _Terms, rows: Sequence[Mapping[str, Any]]
) -> HandOver:
    """Return one change for these services of a type."""
    actions = country["actions"]["action"]
    at, but = _selector(country, scope, [r["place"] for r in rows])
    return HandOver(
        services=(terms.type,),
        at=at,
        but=but,
        mode=terms.mode,
        provider=terms.provider,
        paid_by=terms.paid_by,
        fee=terms.fee,
        law=terms.law,
        staff_to=terms.staff_to,
        taken_back_when=terms.trigger,
        action=ACTION if ACTION in actions else None,
    )


def _selector(
    country: Country, scope: Scope, places: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return `at` and `but` of these places: the level of a template with what is left out, if most."""
    level = scope.name.removeprefix(EVERY)
    every = country["places"].filter(pl.col("level") == level)["place"].to_list()
    left = sorted(set(every) - set(places))
    if scope.template and set(places) <= set(every) and len(left) < len(places):
        return (scope.name,), tuple(left)
    return tuple(sorted(places)), ()
