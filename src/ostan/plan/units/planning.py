"""Country and goals to a plan of units: the one function, and its steps in order.

(1) What the goals assume is put into the Country. (2) The units of the scope are made a problem
(`facts`, `compile`) and grouped with a proven bound (`plan.engine`). (3) The groups become mergers,
which are applied, and figures are taken before and after. (4) The options beside it are computed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.measure.units.standing import MINISTRY_UNIT
from ostan.plan.councils.scope import Scope
from ostan.plan.engine import solve as engine
from ostan.plan.plan import Figure, Option, Said
from ostan.plan.plan import gap as gap_of
from ostan.plan.units import texts
from ostan.plan.units.clash import why
from ostan.plan.units.compile import Compiled, compiled, too_small
from ostan.plan.units.facts import Facts, facts
from ostan.plan.units.figures import assumed_share, figures
from ostan.plan.units.goals import UnitGoals
from ostan.plan.units.groups import Group, changes, grouped, losses, told, unions
from ostan.plan.units.options import Beside, beside
from ostan.plan.units.plan import UnitPlan
from ostan.plan.units.scope import headed, scope_of
from ostan.reform.apply import apply
from ostan.reform.problem import labels
from ostan.reform.reform import Reform
from ostan.reform.units.forms import keeper, named
from ostan.words.errors import NoPlan
from ostan.words.text import Text

SHOWN = 12
"""Names that a note lists."""
MAIN, ASIDE = 0.7, 0.1
"""Shares of the time for the plan, and for each search beside it."""


@dataclass(frozen=True, eq=False)
class Stage:
    """A scope made ready for the engine. `before`: with the goals' assumptions; `made`: None if no unit is grouped."""

    goals: UnitGoals
    scope: Scope
    before: Country
    facts: Facts
    made: Compiled | None

    @property
    def nothing(self) -> float:
        """Weighted hours a year of doing nothing."""
        return sum(self.facts.lone(body) for body in self.facts.bodies)

    def value(self, groups: Iterable[Sequence[int]]) -> float:
        """Return the weighted hours a year of all units of the scope under these groups."""
        assert self.made is not None
        return self.facts.rest + sum(self.made.cost(g) for g in groups)


def stage(country: Country, goals: UnitGoals, place: str | None) -> Stage:
    """Return the scope made ready; raises BadInput where goals or place do not fit the Country."""
    goals.checked(country)
    before = goals.country(country)
    scope = scope_of(before, place)
    numbers = facts(before, scope, goals)
    return Stage(goals, scope, before, numbers, compiled(before, numbers, goals))


def plan_units(
    country: Country,
    goals: UnitGoals,
    place: str | None = None,
    *,
    seconds: float = 60.0,
    gap: float = 0.01,
    seed: int = 0,
    progress: Callable[[engine.Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> UnitPlan:
    """Return the best consolidation found of the units of a place, or of the places of a level.

    `place`: an id, or a level (`*province`) for a template: one decision per type of unit; None: the
    level most units of ministries are in. `gap`: on the saving, at which the search stops. Seven
    tenths of `seconds` are the plan's, a tenth each search's beside it; what must be done in any case
    takes a second or two where there are many units. The answer depends on the seed alone unless time
    or `stop` ends the search.

    Raises BadInput where the goals or the place do not fit the Country, NoPlan where no plan exists
    within the goals.
    """
    engine.ready()
    began = time.perf_counter()
    at = stage(country, goals, place)
    if at.made is None:
        return _untouched(country, at, seed, time.perf_counter() - began)
    found = engine.solve(
        at.made.problem,
        seconds=MAIN * seconds,
        gap=gap,
        seed=seed,
        progress=engine.shifted(progress, at.facts.rest),
        stop=stop,
    )
    groups = grouped(at.made, found.groups)
    if not groups or any(too_small(at.made, g) for g in groups):
        raise NoPlan([why(at.before, at.made, goals, found)])
    options = list(beside(at.made, ASIDE * seconds, seed, stop))
    plan = _plan(country, at, groups, found, seed)
    same = {groups: plan.figures}
    made = tuple(_option(at, o, same.get(o.groups)) for o in options)
    update = {"options": made, "seconds": time.perf_counter() - began}
    return plan.model_copy(update=update)


def _reform(at: Stage, groups: Iterable[Group]) -> Reform:
    return Reform.of(changes(at.made, groups, at.scope)) if at.made else Reform.of([])


def _figures(at: Stage, groups: Sequence[Group]) -> tuple[Figure, ...]:
    """Return the figures before and after these groups."""
    reform, after = _reform(at, groups), at.before
    if reform.changes:
        within, assume = at.goals.within(at.before), at.goals.assumed(at.before)
        after = apply(at.before, reform, within=within, assume=assume).country
    joined = list(unions(at.made, groups)) if at.made else []
    return figures(at.before, after, at.facts, joined)


def _plan(
    country: Country, at: Stage, groups: tuple[Group, ...], found: engine.Outcome, seed: int
) -> UnitPlan:
    assert at.made is not None
    value = at.value(groups)
    bound = min(at.facts.rest + found.bound, value)
    return UnitPlan(
        reform=Reform.of(_reform(at, groups).changes, parent=country.digest),
        goals=at.goals,
        scope=at.scope.name,
        parent=country.digest,
        value=value,
        bound=bound,
        nothing=at.nothing,
        gap=gap_of(value, bound, at.nothing),
        proven=found.proven,
        interrupted=found.interrupted,
        seconds=0.0,
        seed=seed,
        assumed_share=assumed_share(at.before, at.facts),
        figures=_figures(at, groups),
        notes=_notes(at, sum(len(u) - 1 for u in unions(at.made, groups))),
        groups=told(at.made, groups),
        losses=losses(at.made, groups, at.scope),
    )


def _untouched(country: Country, at: Stage, seed: int, seconds: float) -> UnitPlan:
    """Return the plan that changes nothing, of a scope in which nothing could be grouped."""
    shown = _figures(at, ())
    label = Said.of(texts.OPTIONS["nothing"])
    return UnitPlan(
        reform=Reform.of([], parent=country.digest),
        goals=at.goals,
        scope=at.scope.name,
        parent=country.digest,
        value=at.nothing,
        bound=at.nothing,
        nothing=at.nothing,
        gap=0.0,
        proven=True,
        seconds=seconds,
        seed=seed,
        assumed_share=assumed_share(at.before, at.facts),
        figures=shown,
        options=(Option(name="nothing", label=label, value=at.nothing, figures=shown),),
        notes=_notes(at, 0),
    )


def _option(at: Stage, option: Beside, known: tuple[Figure, ...] | None) -> Option:
    """Return an option with its figures, which may be known from the plan."""
    notes = [] if option.allowed else [texts.NOT_ALLOWED]
    notes += [] if option.whole else [texts.CUT_SHORT]
    return Option(
        name=option.name,
        label=Said.of(texts.OPTIONS[option.name]),
        value=at.nothing if option.name == "nothing" else at.value(option.groups),
        allowed=option.allowed,
        figures=_figures(at, option.groups) if known is None else known,
        notes=tuple(Said.of(n) for n in notes),
    )


def _notes(at: Stage, gone: int) -> tuple[Said, ...]:
    """Return what a reader must know: what is not known, what is assumed, what is left out."""
    bodies, grouped_ones = at.facts.bodies, at.facts.grouped
    blind = sum(b.staff is None for b in bodies)
    mute = [b for b in grouped_ones if not b.functions]
    units = {b.item: b.unit for b in reversed(mute)}
    unjudged = sum(b.staff is None for b in grouped_ones)
    limits = at.goals.min_headcount or at.goals.max_staff
    found: list[Text] = []
    if gone:
        found.append(texts.BENCH.fill(count=gone))
    if blind:
        found.append(texts.NO_STAFF.fill(count=blind, all=len(bodies)))
    if limits and unjudged:
        found.append(texts.UNJUDGED.fill(count=unjudged))
    if mute:
        told_names = labels(at.before.tables, "units", [*reversed(units.values())][:SHOWN])
        found.append(texts.NO_FUNCTIONS.fill(count=len(mute), names=told_names))
    found += [*_bound(at), *_kept(at)]
    if gone:
        found.append(texts.BROAD)
    found += [texts.ASSUMED.fill(years=at.goals.years), texts.FUNCTIONS_HOURS]
    return tuple(Said.of(text) for text in found)


def _bound(at: Stage) -> Iterator[Text]:
    """Yield which units of ministries may not give way, if some may."""
    items = at.made.items if at.made else ()
    bound = [item for item in items if not item.free]
    if bound:
        named = [next(iter(item.at.values())).unit for item in bound]
        count = sum(len(item.at) for item in bound)
        shown = labels(at.before.tables, "units", named[:SHOWN])
        yield texts.BOUND.fill(count=count, names=shown)


def _kept(at: Stage) -> Iterator[Text]:
    """Yield how many units of other forms stay, and who could change them."""
    others = headed(at.before).filter(
        pl.col("place").is_in(list(at.scope.places)),
        pl.col("legal_form").ne_missing(MINISTRY_UNIT),
    )
    counts = others["legal_form"].drop_nulls().value_counts().sort("count", "legal_form")
    parts = [
        texts.KEEPER.fill(form=named(form), count=count, keeper=body)
        for form, count in counts.reverse().iter_rows()
        if (body := keeper(form))
    ]
    if parts:
        keepers = Text("؛ ".join(p.fa for p in parts), "; ".join(p.en for p in parts))
        yield texts.OTHERS.fill(count=others.height, keepers=keepers)
