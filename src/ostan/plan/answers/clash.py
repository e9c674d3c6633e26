"""Why there is no plan: the smallest set of conditions of the goals that cannot hold together.

A deletion filter: each condition is left out in turn, and stays out if what remains is still
impossible. What is left is minimal: without any one of it a plan exists. Where a test is not decided
in its time the condition stays, so that the set may then be larger than need be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ostan.plan.councils.compile import Compiled
from ostan.plan.councils.planning import Stage
from ostan.plan.engine.problem import Problem
from ostan.plan.engine.solve import solve
from ostan.words.text import Text

SECONDS = 2.0
"""Time for each test."""

_TOGETHER = Text("«{a}» و «{b}» باید با هم باشند", "“{a}” and “{b}” must be together")
_APART = Text("«{a}» و «{b}» باید جدا باشند", "“{a}” and “{b}” must be apart")
_CAP = Text("دست بالا {count} نشست بماند", "at most {count} sittings may remain")
_PEOPLE = Text(
    "دست بالا {count} نفر در یک جلسهٔ چندشورایی", "at most {count} people in a sitting of several"
)
_SIZE = Text("دست بالا {count} شورا در یک نشست", "at most {count} councils in a sitting")
_LAW = Text(
    "قانون، قفل‌ها و نزدیکی موضوع‌ها: {count} جفت شورا نمی‌توانند با هم باشند",
    "law, locks and likeness of business: {count} pairs of councils cannot be together",
)


@dataclass(frozen=True)
class Condition:
    """A condition that may be left out: a kind, with the pair it is about."""

    kind: str
    pair: tuple[int, int] | None = None


def clash(made: Stage) -> Iterator[Text]:
    """Yield the conditions that cannot hold together, in words."""
    kept = conditions(made.compiled.problem)
    for one in list(kept):
        rest = [c for c in kept if c != one]
        if impossible(made.compiled.problem, rest):
            kept = rest
    yield from (told(made.compiled, c, made.goals.max_councils) for c in kept)


def conditions(problem: Problem) -> list[Condition]:
    """Return the conditions of a problem; the law last, so that it goes only if nothing else must."""
    found = [Condition("together", p) for p in problem.together]
    found += [Condition("apart", p) for p in problem.apart]
    if problem.max_groups is not None:
        found.append(Condition("max_groups"))
    if problem.max_people is not None:
        found.append(Condition("max_people"))
    found.append(Condition("max_items"))
    if any(mode.forbidden.any() for mode in problem.modes):
        found.append(Condition("forbidden"))
    return found


def impossible(problem: Problem, kept: Sequence[Condition]) -> bool:
    """Say whether no partition keeps these conditions alone (False where that is not decided)."""
    return solve(under(problem, kept), seconds=SECONDS, gap=1.0).infeasible


def under(problem: Problem, kept: Sequence[Condition]) -> Problem:
    """Return the problem with these of its conditions."""
    kinds = {c.kind for c in kept}
    pairs = {
        k: tuple(c.pair for c in kept if c.kind == k and c.pair) for k in ("together", "apart")
    }
    modes = problem.modes
    if "forbidden" not in kinds:
        modes = tuple(replace(m, forbidden=m.forbidden & False) for m in modes)
    return replace(
        problem,
        modes=modes,
        together=pairs["together"],
        apart=pairs["apart"],
        max_groups=problem.max_groups if "max_groups" in kinds else None,
        max_people=problem.max_people if "max_people" in kinds else None,
        max_items=problem.max_items if "max_items" in kinds else problem.n,
    )


def told(compiled: Compiled, condition: Condition, cap: int) -> Text:
    """Return a condition in words."""
    problem = compiled.problem
    if condition.pair:
        a, b = (compiled.items[i].name for i in condition.pair)
        return (_TOGETHER if condition.kind == "together" else _APART).fill(a=a, b=b)
    if condition.kind == "max_groups":
        return _CAP.fill(count=cap)
    if condition.kind == "max_people":
        return _PEOPLE.fill(count=int(problem.max_people or 0))
    if condition.kind == "max_items":
        return _SIZE.fill(count=problem.max_items)
    barred = problem.modes[0].forbidden.copy()
    for mode in problem.modes:
        barred &= mode.forbidden
    return _LAW.fill(count=int(barred.sum()) // 2)
