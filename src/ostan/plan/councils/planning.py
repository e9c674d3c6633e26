"""Country and goals to a Plan for councils: the one function, and its steps in order.

(1) What the goals assume is put into the Country, and the Country narrowed to the scope. (2) Moves
judged on their own are made: delegations, lawful minima (`moves`). (3) The councils are grouped
(`compile`, `plan.engine`): this is the part with a bound. (4) Sittings are put on council days
(`days`). The value is that of the whole; the bound is that of every grouping with the same moves
before and what the days save taken off, so that the gap is that of the grouping.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ostan.country.country import Country
from ostan.plan.councils.compile import JOINT, MERGE, Compiled
from ostan.plan.councils.days import Days, council_days
from ostan.plan.councils.days import ready as ready_days
from ostan.plan.councils.groups import Grouped, changes, grouped, told
from ostan.plan.councils.hours import assumed_share, post_hours_of
from ostan.plan.councils.stage import Stage, applied, restaged, stage
from ostan.plan.engine import solve as engine
from ostan.plan.engine.cost import group_cost
from ostan.plan.goals import Goals
from ostan.plan.plan import Plan
from ostan.plan.plan import gap as gap_of
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput, NoPlan
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

GROUPED, DAYS, ENDED = 0.25, 0.4, 0.6
"""What grouping councils, council days, and stating the plan take of the time a stage takes."""
LEAST = 0.25
"""Share of the time left that the engine gets at least."""
DAYS_SECONDS = 8.0
"""Seconds that council days get at most."""

__all__ = [
    "Planned",
    "Stage",
    "Warm",
    "applied",
    "councils_planned",
    "plan_councils",
    "plan_stage",
    "stage",
    "taken_up",
]
"""What others use; a stage is that of `ostan.plan.councils.stage`."""

_NONE_YET = Text(
    "در زمان داده‌شده هیچ برنامه‌ای که همهٔ شرط‌ها را نگه دارد یافت نشد؛ زمان را بیشتر کنید",
    "no plan that keeps all conditions was found in the time given; allow more",
)
_NO_PLAN = Text(
    "هیچ برنامه‌ای شدنی نیست، زیرا این شرط‌ها با هم جمع نمی‌شوند: {why}",
    "no plan is possible, for these conditions cannot hold together: {why}",
)
_NUMBERED = Text("({n}) {what}", "({n}) {what}")
_ONE_LESS = Text(
    "یکی از این شرط‌ها را بردارید یا سست‌تر کنید", "take one of these conditions away or loosen it"
)
_OTHER = Text(
    "برنامه برای کشوری دیگر ساخته شده است: اثر انگشت آن {made}… و اثر انگشت این کشور {here}… است",
    "the plan was made for another country: its digest is {made}…, that of this one {here}…",
)
_BROKEN = Text(
    "گروه‌های این برنامه گروه‌های شوراهای دامنهٔ آن نیست؛ دوباره برنامه‌ریزی کنید",
    "the groups of this plan are not those of the councils of its scope; plan again",
)
MODES = {"alone": MERGE, "merge": MERGE, "joint": JOINT}
"""Modes of the engine by how a Plan calls them; a council alone has none."""


@dataclass(frozen=True)
class Warm:
    """What one planning leaves to the next one of the same scope: the engine's, by names of items.

    `stage`: that of the plan, from which one with other locks is made faster.
    """

    names: tuple[str, ...]
    engine: engine.Warm
    stage: Stage | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Planned:
    """A Plan, what it leaves to the next one, and the stage it was made from (for questions)."""

    plan: Plan
    warm: Warm
    stage: Stage = field(repr=False)
    groups: tuple[Grouped, ...] = field(repr=False)


def plan_councils(
    country: Country,
    goals: Goals,
    place: str | None = None,
    *,
    seconds: float = 60.0,
    gap: float = 0.01,
    seed: int = 0,
    progress: Callable[[engine.Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    warm: Warm | None = None,
) -> Planned:
    """Return the best consolidation of councils found for a place or the places of a level.

    `place`: an id, or a level (`*province`) for a template: one decision per type of council; None:
    the level most councils are in. `gap`: on the saving, at which the search stops. `seconds`: for all
    of it; the engine has what is not needed before and after it. What must be done in any case takes
    a second or two where there are many councils, and may take longer than very few seconds. The answer
    depends on the seed alone unless time or `stop` ends the search. `warm` is what an earlier plan
    left; goals and Country may have changed since. Where only locks were added little is done again.

    Raises BadInput where the goals or the place do not fit the Country, NoPlan where no plan exists
    within the goals.
    """
    ready()
    began = time.perf_counter()
    before = warm.stage if warm is not None else None
    made = restaged(before, country, goals, place) if before is not None else None
    return plan_stage(
        country,
        made or stage(country, goals, place),
        seconds=seconds,
        gap=gap,
        seed=seed,
        progress=progress,
        stop=stop,
        warm=warm,
        began=began,
    )


def councils_planned(country: Country, goals: Goals, place: str | None = None, **how: Any) -> Plan:
    """Return the Plan of `plan_councils` alone, as planners of all nouns do."""
    return plan_councils(country, goals, place, **how).plan


def plan_stage(
    country: Country,
    made: Stage,
    *,
    seconds: float = 60.0,
    gap: float = 0.01,
    seed: int = 0,
    progress: Callable[[engine.Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    warm: Warm | None = None,
    began: float | None = None,
) -> Planned:
    """Return the best consolidation of a stage that was made of `country`; see `plan_councils`.

    `began`: when the work began, on the clock of `time.perf_counter` (default: now).
    """
    ready()
    began = time.perf_counter() if began is None else began
    clock = _Clock(began + seconds, made.seconds)
    found = engine.solve(
        made.compiled.problem,
        seconds=clock.engine,
        gap=gap,
        seed=seed,
        progress=engine.shifted(progress, made.rest),
        stop=stop,
        warm=_warm(warm, made.compiled),
    )
    if not found.groups:
        raise NoPlan([_why(made, found.infeasible)])
    groups = grouped(made.compiled, found.groups, found.modes)
    second = Reform.of(changes(made.compiled, groups, made.scope))
    goals = made.goals
    together = applied(made.moved, second, goals)
    days = council_days(together, made.scope, goals, seconds=clock.days, seed=seed, stop=stop)
    after = applied(together, Reform.of(days.changes), goals)
    reform = made.first.compose(second, Reform.of(days.changes))
    plan = _plan(country, made, found, groups, days, reform, after, seed)
    plan = plan.model_copy(update={"seconds": time.perf_counter() - began})
    names = tuple(i.name for i in made.compiled.items)
    return Planned(plan, Warm(names, found.warm, made), made, groups)


def ready() -> None:
    """Have the kernels of planning compiled, once, before any clock starts; see `engine.ready`."""
    engine.ready()
    ready_days()


@dataclass(frozen=True)
class _Clock:
    """Seconds for the parts of a plan that must be there at `end`; all that is not needed after the
    engine is the engine's.

    What comes after it takes a share of what making a `stage` took, on the same machine.
    """

    end: float
    stage: float

    @property
    def engine(self) -> float:
        """Seconds for the engine, which makes a first partition in any case."""
        left = self.end - time.perf_counter()
        return max(left - (GROUPED + DAYS + ENDED) * self.stage, LEAST * left, 0.0)

    @property
    def days(self) -> float:
        """Seconds for council days, which are seldom used up."""
        left = self.end - time.perf_counter() - ENDED * self.stage
        return min(max(left, 0.0), DAYS_SECONDS)


def taken_up(country: Country, plan: Plan) -> Planned:
    """Return a Plan as `plan_councils` made it, so that it can be asked again without a search.

    Raises BadInput where it is not of this Country, or its groups are not those of its scope.
    """
    if plan.parent != country.digest:
        raise BadInput.of(
            "other_country", _OTHER.fill(made=plan.parent[:12], here=country.digest[:12])
        )
    made = stage(country, plan.goals, plan.scope)
    number = made.compiled.number
    names = [c for g in plan.groups for c in g.councils]
    if sorted(number.get(c, -1) for c in names) != list(range(made.compiled.problem.n)):
        raise BadInput.of("broken_plan", _BROKEN)
    groups = tuple(
        Grouped(tuple(sorted(number[c] for c in g.councils)), MODES[g.mode]) for g in plan.groups
    )
    groups = tuple(sorted(groups, key=lambda g: g.items))
    warm = engine.Warm(tuple((g.mode, g.items) for g in groups))
    names_now = tuple(i.name for i in made.compiled.items)
    return Planned(plan, Warm(names_now, warm, made), made, groups)


def _warm(warm: Warm | None, problem: Compiled) -> engine.Warm | None:
    """Return what an earlier plan left, its items numbered as they are now; new ones stand alone."""
    if warm is None:
        return None
    number = {item.name: k for k, item in enumerate(problem.items)}
    old = [number.get(name, -1) for name in warm.names]

    def renumbered(
        groups: Sequence[tuple[int, tuple[int, ...]]],
    ) -> list[tuple[int, tuple[int, ...]]]:
        found = ((m, tuple(sorted(old[i] for i in g if old[i] >= 0))) for m, g in groups)
        return [(m, g) for m, g in found if g]

    groups = renumbered(warm.engine.groups)
    new = set(number.values()) - {i for _, g in groups for i in g}
    return engine.Warm(
        (*groups, *((0, (i,)) for i in sorted(new))), tuple(renumbered(warm.engine.known))
    )


def _why(made: Stage, infeasible: bool) -> Finding:
    if not infeasible:
        return Finding("no_plan_yet", Severity.ERROR, _NONE_YET)
    from ostan.plan.answers.clash import clash

    parts = [_NUMBERED.fill(n=n, what=text) for n, text in enumerate(clash(made), 1)]
    why = Text("؛ ".join(p.fa for p in parts), "; ".join(p.en for p in parts))
    return Finding("no_plan", Severity.ERROR, _NO_PLAN.fill(why=why), mend=_ONE_LESS)


def _plan(
    country: Country,
    made: Stage,
    found: engine.Outcome,
    groups: Sequence[Grouped],
    days: Days,
    reform: Reform,
    after: Country,
    seed: int,
) -> Plan:
    cost = sum(group_cost(made.compiled.problem, g.items, g.mode) for g in groups)
    value = made.rest + cost - days.saved
    bound = min(made.rest + found.bound - days.saved, value)
    return Plan(
        reform=Reform.of(reform.changes, parent=country.digest),
        goals=made.goals,
        scope=made.scope.name,
        parent=country.digest,
        value=value,
        bound=bound,
        nothing=made.nothing,
        gap=gap_of(value, bound, made.nothing),
        proven=found.proven,
        interrupted=found.interrupted,
        seconds=0.0,
        seed=seed,
        hours=post_hours_of(made.before, after, made.scope),
        assumed_share=assumed_share(made.before),
        groups=told(made.compiled, groups),
    )
