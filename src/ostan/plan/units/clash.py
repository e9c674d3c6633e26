"""Why there is no plan of units: the conditions of the goals that cannot hold together.

A deletion filter over the conditions, as for councils; see `ostan.plan.answers.clash`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ostan.country.country import Country
from ostan.plan.answers.clash import Condition, conditions, impossible
from ostan.plan.engine import solve as engine
from ostan.plan.units.compile import Compiled
from ostan.plan.units.goals import UnitGoals
from ostan.reform.problem import label
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text, joined

_NONE_YET = Text(
    "در زمان داده‌شده هیچ برنامه‌ای که همهٔ شرط‌ها را نگه دارد یافت نشد؛ زمان را بیشتر کنید",
    "no plan that keeps all conditions was found in the time given; allow more",
)
_NO_PLAN = Text(
    "هیچ برنامه‌ای شدنی نیست، زیرا این شرط‌ها با هم جمع نمی‌شوند: {why}",
    "no plan is possible, for these conditions cannot hold together: {why}",
)
_ONE_LESS = Text(
    "یکی از این شرط‌ها را بردارید یا سست‌تر کنید", "take one of these conditions away or loosen it"
)
_TOGETHER = Text(
    "«{a}» و «{b}» باید یکی شوند (together، one_body_per_ministry)",
    "“{a}” and “{b}” must become one (together, one_body_per_ministry)",
)
_APART = Text("«{a}» و «{b}» باید جدا باشند (apart)", "“{a}” and “{b}” must be apart (apart)")
_CUT = Text(
    "دست بالا {count} رئیس بماند (staff_cut)", "at most {count} heads may remain (staff_cut)"
)
_STAFF = Text(
    "دست بالا {count} نفر در واحدی که از ادغام پدید می‌آید (max_staff)",
    "at most {count} people in a unit that comes of a merger (max_staff)",
)
_SIZE = Text(
    "دست بالا {count} واحد یکی شوند (max_group)", "at most {count} units become one (max_group)"
)
_LAW = Text(
    "تنها واحدهای آزادِ یک وزارتخانه با وظیفه‌های نزدیک یکی می‌شوند (preset، lock، max_unlike)",
    "only free units of one ministry with functions that are close become one (preset, lock, "
    "max_unlike)",
)
_LEAST = Text(
    "هر واحد دست‌کم {count} نفر داشته باشد (min_headcount)",
    "every unit has {count} people at least (min_headcount)",
)


def why(country: Country, made: Compiled, goals: UnitGoals, found: engine.Outcome) -> Finding:
    """Return why the engine found no plan: the conditions that clash, or that time was too short."""
    if found.groups:
        # Every partition that keeps the rest has a group that is too small, or none was met yet.
        certain = not found.interrupted
        parts = [_LEAST.fill(count=goals.min_headcount), _LAW, *_limits(made, goals)]
    else:
        certain = found.infeasible
        parts = list(_clash(country, made)) if certain else []
    if not certain:
        return Finding("no_plan_yet", Severity.ERROR, _NONE_YET)
    told = _NO_PLAN.fill(why=joined(parts))
    return Finding("no_plan", Severity.ERROR, told, mend=_ONE_LESS)


def _limits(made: Compiled, goals: UnitGoals) -> Iterator[Text]:
    if goals.max_staff:
        yield _STAFF.fill(count=goals.max_staff)
    if made.problem.max_groups is not None:
        yield _CUT.fill(count=made.problem.max_groups)


def _clash(country: Country, made: Compiled) -> Iterator[Text]:
    kept = conditions(made.problem)
    for one in list(kept):
        rest = [c for c in kept if c != one]
        if impossible(made.problem, rest):
            kept = rest
    yield from (_told(country, made, c) for c in kept)


def _told(country: Country, made: Compiled, one: Condition) -> Text:
    problem = made.problem
    if one.pair:
        a, b = (label(country.tables, "units", _unit(made, i)) for i in one.pair)
        return (_TOGETHER if one.kind == "together" else _APART).fill(a=a, b=b)
    if one.kind == "max_groups":
        return _CUT.fill(count=problem.max_groups or 0)
    if one.kind == "max_people":
        return _STAFF.fill(count=int(problem.max_people or 0))
    return _SIZE.fill(count=problem.max_items) if one.kind == "max_items" else _LAW


def _unit(made: Compiled, item: int) -> str:
    return next(iter(made.items[item].at.values())).unit
