"""What a group costs, in plain Python: the one formula, which the kernels are held to.

In a scene a group S (those of its items that are present) is one meeting with

    agenda     A = sum over subjects of [(1 - w) sum of x + w max of x]      w = overlap of the mode
    sessions   M = max(most sessions of an item, A / c)                      c = greatest `longest`
    hours      H = A + overhead x M
    cost         = weight x [ sum of fixed + (sum of V) H + (sum of U) M + B + P ]
    B            = by_size at the sum of sizes;  P = sum of the scene's prices but the dearest

where V and U of a member are the greatest v and u he has in items of S. The group pays, besides, the
prices of all its items but the dearest and the pair costs of all its pairs.

Monotony. Adding an item never lowers A, V, U, the most sessions, the prices or the pair costs. It
may lower M only if its `longest` is greater than that of the others (a session may then take more);
where all `longest` are equal, a group less its `fixed` costs at least what any part of it does. B may
rise or fall: what it can fall to is the least of `by_size` from there on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from ostan.plan.engine.problem import Ints, Mode, Problem, Scene, SideRow


def group_cost(problem: Problem, items: Sequence[int], mode: int | None = None) -> float:
    """Return the cost of a group in a mode, or in its cheapest; inf where it is not allowed.

    Whether together pairs are whole is a matter of the partition, not looked at here.
    """
    modes = range(len(problem.modes)) if mode is None else [mode]
    return min(_cost(problem, sorted(items), problem.modes[m]) for m in modes)


def _cost(problem: Problem, items: list[int], mode: Mode) -> float:
    if len(items) > problem.max_items or not _allowed(problem, items, mode):
        return float("inf")
    cost = sum(_scene_cost(scene, items, mode.overlap) for scene in mode.scenes)
    prices = [float(mode.price[i]) for i in items]
    pairs = sum(float(mode.pair[i, j]) for i, j in combinations(items, 2))
    return cost + sum(prices) - max(prices) + pairs


def _allowed(problem: Problem, items: list[int], mode: Mode) -> bool:
    if any(mode.forbidden[i, j] for i, j in combinations(items, 2)):
        return False
    if any(i in items and j in items for i, j in problem.apart):
        return False
    return all(crowd(scene, items) <= _most(problem) for scene in mode.scenes)


def _most(problem: Problem) -> float:
    return float("inf") if problem.max_people is None else problem.max_people


def crowd(scene: Scene, items: Sequence[int]) -> float:
    """Return the persons in a group of two present items or more; 0 where fewer are present."""
    rows = _present(scene, items)
    members = {int(p) for k in rows for p in scene.members.index[_row(scene.members.start, k)]}
    if len(rows) < 2:
        return 0.0
    return sum(1.0 if scene.people is None else float(scene.people[p]) for p in members)


def _present(scene: Scene, items: Sequence[int]) -> list[int]:
    return [k for k, i in enumerate(scene.items.tolist()) if i in items]


def _row(start: Ints, k: int) -> slice:
    return slice(int(start[k]), int(start[k + 1]))


def _scene_cost(scene: Scene, items: Sequence[int], overlap: float) -> float:
    rows = _present(scene, items)
    if not rows:
        return 0.0
    hours: dict[int, list[float]] = {}
    v: dict[int, float] = {}
    u: dict[int, float] = {}
    for k in rows:
        at = _row(scene.subjects.start, k)
        for subject, x in zip(scene.subjects.index[at], scene.subjects.value[at], strict=True):
            hours.setdefault(int(subject), []).append(float(x))
        at = _row(scene.members.start, k)
        for p, vp, up in zip(
            scene.members.index[at], scene.members.v[at], scene.members.u[at], strict=True
        ):
            v[int(p)] = max(v.get(int(p), 0.0), float(vp))
            u[int(p)] = max(u.get(int(p), 0.0), float(up))
    agenda = sum((1 - overlap) * sum(x) + overlap * max(x) for x in hours.values())
    most = max(float(scene.sessions[k]) for k in rows)
    sessions = max(most, agenda / max(float(scene.longest[k]) for k in rows))
    meeting = agenda + scene.overhead * sessions
    fixed = sum(float(scene.fixed[k]) for k in rows)
    sitting = sum(v.values()) * meeting + sum(u.values()) * sessions
    return scene.weight * (fixed + sitting + _sized(scene, rows) + _priced(scene, rows))


def _sized(scene: Scene, rows: Sequence[int]) -> float:
    if scene.size is None or scene.by_size is None:
        return 0.0
    return float(scene.by_size[sum(int(scene.size[k]) for k in rows)])


def _priced(scene: Scene, rows: Sequence[int]) -> float:
    if scene.price is None:
        return 0.0
    prices = [float(scene.price[k]) for k in rows]
    return sum(prices) - max(prices)


def counted(row: SideRow, items: Sequence[int], mode: int) -> float:
    """Return what a group of a mode adds to a side row."""
    if len(items) == 1 and not row.alone:
        return 0.0
    if row.modes is not None and mode not in row.modes:
        return 0.0
    coef = 0.0 if row.coef is None else float(sum(row.coef[i] for i in items))
    return row.const + coef


def fits(problem: Problem, groups: Sequence[Sequence[int]], modes: Sequence[int]) -> bool:
    """Say whether groups are a partition that keeps together pairs, apart pairs, and side rows."""
    if sorted(i for group in groups for i in group) != list(range(problem.n)):
        return False
    of = {i: g for g, group in enumerate(groups) for i in group}
    if any(of[i] != of[j] for i, j in problem.together):
        return False
    used = zip(groups, modes, strict=True)
    if any(group_cost(problem, group, mode) == float("inf") for group, mode in used):
        return False
    return all(within(row, groups, modes) for row in problem.limits())


def within(row: SideRow, groups: Sequence[Sequence[int]], modes: Sequence[int]) -> bool:
    """Say whether a partition keeps a side row, to one part in a billion."""
    total = sum(counted(row, g, m) for g, m in zip(groups, modes, strict=True))
    return total <= row.limit + SLACK * (1 + abs(row.limit))


SLACK = 1e-9
"""What sums of floats may miss a limit by, as a share of it."""


def partition_cost(
    problem: Problem, groups: Sequence[Sequence[int]], modes: Sequence[int]
) -> float:
    """Return the cost of a partition, its groups in these modes; inf where it does not fit."""
    if not fits(problem, groups, modes):
        return float("inf")
    return sum(group_cost(problem, g, m) for g, m in zip(groups, modes, strict=True))
