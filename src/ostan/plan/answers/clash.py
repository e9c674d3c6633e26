"""Why there is no plan: the smallest set of conditions of the goals that cannot hold together.

A deletion filter: each condition is left out in turn, and stays out if what remains is still
impossible. What is left is minimal: without any one of it a plan exists. Where a test is not decided
in its time the condition stays, so that the set may then be larger than need be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ostan.plan.answers.why import barred, label, listed
from ostan.plan.councils.planning import Stage
from ostan.plan.engine.node import blocks_of
from ostan.plan.engine.problem import Problem
from ostan.plan.engine.solve import solve
from ostan.words.text import Text

SECONDS = 4.0
"""Time for each test."""

_TOGETHER = Text(
    "«{a}» و «{b}» باید با هم باشند (together)", "“{a}” and “{b}” must be together (together)"
)
_APART = Text("«{a}» و «{b}» باید جدا باشند (apart)", "“{a}” and “{b}” must be apart (apart)")
_CAP = Text(
    "دست بالا {count} نشست بماند (max_councils)",
    "at most {count} sittings may remain (max_councils)",
)
_PEOPLE = Text(
    "دست بالا {count} نفر در یک جلسهٔ چندشورایی (max_people)",
    "at most {count} people in a sitting of several councils (max_people)",
)
_SIZE = Text(
    "دست بالا {count} شورا در یک نشست (max_group)",
    "at most {count} councils in a sitting (max_group)",
)
_LAW = Text(
    "از {all} جفت شورا {count} جفت نمی‌توانند با هم باشند، به حکم قانون، قفل‌ها و ناهمسانی کارها (preset، lock، "
    "max_unlike)",
    "of {all} pairs of councils {count} cannot be together, by law, locks and unlikeness of business "
    "(preset, lock, max_unlike)",
)
_BARRED = Text(
    "«{a}» و «{b}» نمی‌توانند با هم باشند: {why}", "“{a}” and “{b}” cannot be together: {why}"
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
    yield from (text for c in kept for text in told(made, c, kept))


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


def told(made: Stage, condition: Condition, kept: Sequence[Condition]) -> Iterator[Text]:
    """Yield a condition in words; of the law, why the pairs wanted together may not be, if there are such."""
    problem = made.compiled.problem
    if condition.pair:
        yield (_TOGETHER if condition.kind == "together" else _APART).fill(
            **_names(made, condition.pair)
        )
    elif condition.kind == "max_groups":
        yield _CAP.fill(count=made.goals.max_councils)
    elif condition.kind == "max_people":
        yield _PEOPLE.fill(count=int(problem.max_people or 0))
    elif condition.kind == "max_items":
        yield _SIZE.fill(count=problem.max_items)
    else:
        tied = [c.pair for c in kept if c.kind == "together" and c.pair]
        blocks = blocks_of(range(problem.n), tied)
        reasons = [
            _BARRED.fill(why=listed(why), **_names(made, pair))
            for pair in (p for block in blocks for p in combinations(block, 2))
            if (why := list(barred(made, *pair)))
        ]
        yield from reasons or [_by_law(problem)]


def _by_law(problem: Problem) -> Text:
    both = problem.modes[0].forbidden.copy()
    for mode in problem.modes:
        both &= mode.forbidden
    pairs = problem.n * (problem.n - 1) // 2
    return _LAW.fill(all=pairs, count=int(both.sum()) // 2)


def _names(made: Stage, pair: tuple[int, int]) -> dict[str, Text]:
    a, b = (label(made.moved, made.compiled, i) for i in pair)
    return {"a": a, "b": b}
