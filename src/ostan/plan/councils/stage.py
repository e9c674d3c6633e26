"""A scope made ready for the engine; made again after a change of locks, from what it was before.

What is locked decides which first moves are made, which councils may disappear, and who hosts. The
rest of a stage is the same, and so are the numbers of all councils but those that were locked and
would have been changed by a first move.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from types import MappingProxyType

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.measure.councils.bodies import bodies
from ostan.plan.councils.compile import Compiled, compiled
from ostan.plan.councils.facts import Facts, facts
from ostan.plan.councils.moves import Moves, as_changes, locked, moves
from ostan.plan.councils.scope import Scope, narrowed, scope_of
from ostan.plan.councils.value import worth
from ostan.plan.goals import Goals
from ostan.reform.apply import apply
from ostan.reform.reform import Reform

MOVED = ("councils", "seats")
"""Tables whose rows first moves change, in rows of their council."""


@dataclass(frozen=True, eq=False)
class Stage:
    """A scope made ready for the engine: before and after the first moves, and the problem.

    `parent`: digest of the Country. `before`: narrowed to the scope, with the goals' assumptions.
    `moves`: the first moves, locks not looked at; `first`: those that are made. `moved`: after them.
    `rest`: value of `moved` less what its items cost alone. `nothing`: value of `before`. `seconds`:
    wall time it took to make all of it.
    """

    parent: str
    goals: Goals
    scope: Scope
    before: Country
    moves: Moves
    moved: Country
    first: Reform
    compiled: Compiled
    rest: float
    nothing: float
    seconds: float


def stage(country: Country, goals: Goals, place: str | None) -> Stage:
    """Return the scope made ready for the engine; raises BadInput as `plan_councils` does."""
    began = time.perf_counter()
    goals.checked(country)
    assumed = goals.country(country)
    scope = scope_of(assumed, place)
    before = narrowed(assumed, scope)
    paper = goals.secretariat(before)
    possible = moves(before, scope, goals)
    made = possible.without(locked(before, goals))
    first = Reform.of(as_changes(before, scope, made))
    moved = applied(before, first, goals)
    numbers = facts(moved, scope, paper)
    problem = compiled(moved, numbers, goals, _others(moved, numbers))
    rest = worth(moved, goals, paper).total - sum(b.hours for b in numbers.bodies.values())
    return Stage(
        parent=country.digest,
        goals=goals,
        scope=scope,
        before=before,
        moves=possible,
        moved=moved,
        first=first,
        compiled=problem,
        rest=rest,
        nothing=worth(before, goals, paper).total,
        seconds=time.perf_counter() - began,
    )


def restaged(old: Stage, country: Country, goals: Goals, place: str | None) -> Stage | None:
    """Return the stage `stage` would make, from one with other locks; None where more has changed.

    Raises BadInput as `stage` does.
    """
    same = goals.model_copy(update={"lock": old.goals.lock}) == old.goals
    if not same or country.digest != old.parent:
        return None
    goals.checked(country)
    if scope_of(goals.country(country), place) != old.scope:
        return None
    now, then = (locked(old.before, g) for g in (goals, old.goals))
    made = old.moves.without(now)
    problem, moved = old.compiled, old.moved
    if made != old.moves.without(then):
        if then - now & old.moves.councils:
            # What was locked and is to be moved now must be judged.
            return None
        stay = (now - then) & old.moves.councils
        moved = _put_back(old, stay)
        again = _numbers(old, stay)
        if again is None:
            return None
        problem = problem.with_bodies(again.bodies)
    return replace(
        old,
        goals=goals,
        moved=moved,
        first=Reform.of(as_changes(old.before, old.scope, made)),
        compiled=problem.with_locks(goals.lock),
    )


def _put_back(old: Stage, stay: frozenset[str]) -> Country:
    """Return the Country after the first moves, but for these councils, which are as before."""
    here = pl.col("council").is_in(list(stay))
    tables = {
        name: pl.concat([old.moved[name].filter(~here), old.before[name].filter(here)]).sort(
            TABLES[name].key, maintain_order=True
        )
        for name in MOVED
    }
    return Country(MappingProxyType({**old.moved.tables, **tables}), None, old.moved.day)


def _numbers(old: Stage, stay: frozenset[str]) -> Facts | None:
    """Return the facts of these councils as they were before; None if not all of them are grouped."""
    here = pl.col("council").is_in(list(stay))
    few = {n: old.before[n].filter(here) for n in ("councils", "agenda", "seats", "sessions")}
    only = Country(MappingProxyType({**old.before.tables, **few}), None, old.before.day)
    found = facts(only, old.scope, old.goals.secretariat(old.before))
    known = stay <= found.bodies.keys() and stay <= old.compiled.facts.bodies.keys()
    return found if known else None


def applied(country: Country, reform: Reform, goals: Goals) -> Country:
    """Return the Country after a planned Reform, judged within the goals."""
    if not reform.changes:
        return country
    within, assume = goals.within(country), goals.assumed(country)
    return apply(country, reform, within=within, assume=assume).country


def _others(country: Country, numbers: Facts) -> int:
    """Count the sittings of the scope (types of them, in a template) whose grouping is not decided."""
    hosts = bodies(country).select(council="sitting").unique()
    rest = country["councils"].join(hosts, on="council", how="semi")
    rest = rest.join(numbers.table.select("council"), on="council", how="anti")
    return rest["type" if numbers.scope.template else "council"].n_unique()
