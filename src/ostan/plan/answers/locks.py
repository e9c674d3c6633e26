"""What each lock costs: how much better the best plan would be without it.

A lock is a council that may not disappear, for the law or the goals say so. The plan is made again
with that one council free, without a price for its act. Locks are looked at by a first estimate, the
best single step that the freed council allows; those beyond the time or the number asked are left
out, and so are bodies that share a sitting with no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ostan.country.country import Country
from ostan.country.legal import FACTS
from ostan.plan.answers.again import again, grouping
from ostan.plan.councils.compile import MERGE, Compiled, Item
from ostan.plan.councils.law import Ground
from ostan.plan.councils.planning import Planned
from ostan.plan.engine.cost import group_cost
from ostan.plan.plan import LockPrice
from ostan.words.text import Text, joined, same

GOALS = "goals"
"""What locks a council that the goals lock."""
BETWEEN = "; "
"""Between the facts that are missing."""

_GOALS = Text("هدف‌ها آن را قفل کرده‌اند", "the goals lock it")
_FOUNDED = Text("سند تأسیس: {rank}", "founding act: {rank}")
_RULE = Text("قاعدهٔ ویژه: {rule}", "a special rule: {rule}")


def lock_prices(
    planned: Planned,
    k: int = 5,
    seconds: float = 10.0,
    stop: Callable[[], bool] | None = None,
) -> tuple[LockPrice, ...]:
    """Return the price of the `k` locks that seem dearest, dearest first, in weighted hours a year."""
    compiled = planned.stage.compiled
    locked = [
        i
        for i, item in enumerate(compiled.items)
        if not item.alone and (item.locked or not item.free)
    ]
    ranked = sorted(locked, key=lambda i: (-_first(planned, i), compiled.items[i].name))[:k]
    found = [_price(planned, i, seconds / max(len(ranked), 1), stop) for i in ranked]
    return tuple(sorted(found, key=lambda p: (-p.least, -p.most, p.council)))


def _freed(compiled: Compiled, i: int) -> Compiled:
    """Return the problem with one council free, at no price."""
    item = replace(compiled.items[i], free=True, locked=False, prices=(0.0, 0.0))
    return compiled.with_items(
        [item if k == i else other for k, other in enumerate(compiled.items)]
    )


def _first(planned: Planned, i: int) -> float:
    """Return what the best single step saves once a council is free: to merge into another group."""
    compiled = planned.stage.compiled
    problem = _freed(compiled, i).problem
    groups = [g.items for g in planned.groups]
    home = next(g for g in groups if i in g)
    rest = tuple(x for x in home if x != i)
    best = 0.0
    for other in groups:
        if other == home:
            continue
        before = [home, other]
        after: Sequence[tuple[int, ...]] = [tuple(sorted((*other, i))), *([rest] if rest else [])]
        whole = [tuple(sorted((*home, *other)))]
        for new in (after, whole):
            cost = sum(group_cost(problem, g) for g in new)
            best = max(best, sum(group_cost(compiled.problem, g) for g in before) - cost)
    return best


def _price(planned: Planned, i: int, seconds: float, stop: Callable[[], bool] | None) -> LockPrice:
    compiled = planned.stage.compiled
    found = again(planned, _freed(compiled, i).problem, seconds, stop)
    value, bound = grouping(planned)
    item = compiled.items[i]
    return LockPrice(
        council=item.name,
        least=max(bound - found.value, 0.0),
        most=max(value - found.bound, 0.0),
        by=locked_by(item),
    )


def locked_by(item: Item) -> str:
    """Return what locks an item: GOALS, the facts that are missing, else the rule."""
    return GOALS if item.locked else bound_by(item.grounds[MERGE])


def bound_by(ground: Ground) -> str:
    """Return what keeps a move from a council: the facts that are missing, else the rule."""
    return BETWEEN.join(ground.missing) or ground.rule or "-"


def because(country: Country, by: str) -> Text:
    """Return in words what locks a council: the goals, a rule with its rank, or facts that are missing."""
    if by == GOALS:
        return _GOALS
    rule = country.row("rules", by)
    if rule is None:
        return joined([FACTS.get(f, same(f)) for f in by.split(BETWEEN)])
    rank = country.row("ranks", str(rule["founding_rank"]))
    if rank is None or rule["condition"]:
        return _RULE.fill(rule=str(rule["condition"] or by))
    return _FOUNDED.fill(
        rank=Text(str(rank["name_fa"]), str(rank["name_en"] or rank["name_fa"] or by))
    )
