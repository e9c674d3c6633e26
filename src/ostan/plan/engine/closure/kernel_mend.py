"""Make a choice keep its limits: drop what is worth least for what it uses, then add what still fits.

A node goes with all taken ones that need it, and comes with all it needs that are not taken. Worth is
judged by the cost with tolls, `order` being given by the caller; what is gained or lost is counted truly.
"""

# mypy: disable-error-code="no-any-return, arg-type, return-value, assignment"
# (what is read from an array is numpy's own number to mypy, and a plain one to numba)

from __future__ import annotations

from typing import NamedTuple

from ostan.plan.engine.closure.kernel_flow import entry, kernel
from ostan.plan.engine.closure.problem import Bools, Floats, Ints


class Lists(NamedTuple):
    """Neighbours of every node, each as starts and members: what it `needs`, what needs it (`bears`),
    its `pairs` with their price, its `rows` with what it uses."""

    need_start: Ints
    need: Ints
    bear_start: Ints
    bear: Ints
    pair_start: Ints
    pair: Ints
    price: Floats
    row_start: Ints
    row: Ints
    uses: Floats


@kernel
def _gather(
    root: int, want: bool, start: Ints, next_: Ints, taken: Bools, mark: Bools, heap: Ints
) -> int:
    """List `root` and all it leads to whose state is not `want` yet; they are marked."""
    heap[0] = root
    mark[root] = True
    size = 1
    first = 0
    while first < size:
        v = heap[first]
        first += 1
        for a in range(start[v], start[v + 1]):
            w = next_[a]
            if taken[w] != want and not mark[w]:
                mark[w] = True
                heap[size] = w
                size += 1
    return size


@kernel
def _change(
    size: int,
    want: bool,
    lists: Lists,
    cost: Floats,
    taken: Bools,
    mark: Bools,
    heap: Ints,
    more: Floats,
) -> float:
    """Return what turning the nodes listed costs, with what it adds to each row in `more`."""
    more[:] = 0.0
    sign = 1.0 if want else -1.0
    whole = 0.0
    for i in range(size):
        v = heap[i]
        whole += sign * cost[v]
        for a in range(lists.row_start[v], lists.row_start[v + 1]):
            more[lists.row[a]] += sign * lists.uses[a]
        for a in range(lists.pair_start[v], lists.pair_start[v + 1]):
            w = lists.pair[a]
            if not mark[w]:
                whole += lists.price[a] if taken[w] != want else -lists.price[a]
    return whole


@kernel
def _turn(size: int, want: bool, taken: Bools, heap: Ints, used: Floats, more: Floats) -> None:
    for i in range(size):
        taken[heap[i]] = want
    for r in range(len(used)):
        used[r] += more[r]


@kernel
def _over(used: Floats, limit: Floats, size: Floats) -> float:
    """By how much limits are exceeded in all, each relative to its own size."""
    total = 0.0
    for r in range(len(used)):
        total += max(used[r] - limit[r], 0.0) / size[r]
    return total


@entry
def mend(
    lists: Lists,
    cost: Floats,
    limit: Floats,
    scale: Floats,
    state: Ints,
    order: Ints,
    taken: Bools,
    used: Floats,
    trial: Floats,
    more: Floats,
    mark: Bools,
    heap: Ints,
) -> bool:
    """Change `taken` until all limits are kept and nothing that pays fits any more; say whether they are.

    `limit`: with the slack it has. `scale` [r] > 0: size of each limit. `order`: nodes, the most
    valuable first. `used` [r]: what is taken uses. `trial`, `more` [r], `mark` [n] (all False), `heap`
    [n] are room.
    """
    n = len(order)
    over = _over(used, limit, scale)
    for k in range(n - 1, -1, -1):
        if over <= 0.0:
            break
        v = order[k]
        if not taken[v] or state[v] == 1:
            continue
        size = _gather(v, False, lists.bear_start, lists.bear, taken, mark, heap)
        _change(size, False, lists, cost, taken, mark, heap, more)
        for r in range(len(used)):
            trial[r] = used[r] + more[r]
        then = _over(trial, limit, scale)
        if then < over:
            _turn(size, False, taken, heap, used, more)
            over = then
        for i in range(size):
            mark[heap[i]] = False
    if over > 0.0:
        return False
    for _ in range(3):
        changed = False
        for k in range(n):
            v = order[k]
            if taken[v] or state[v] == 0:
                continue
            size = _gather(v, True, lists.need_start, lists.need, taken, mark, heap)
            whole = _change(size, True, lists, cost, taken, mark, heap, more)
            for r in range(len(used)):
                trial[r] = used[r] + more[r]
            if whole < 0.0 and _over(trial, limit, scale) <= 0.0:
                _turn(size, True, taken, heap, used, more)
                changed = True
            for i in range(size):
                mark[heap[i]] = False
        for k in range(n - 1, -1, -1):
            v = order[k]
            if not taken[v] or state[v] == 1:
                continue
            size = _gather(v, False, lists.bear_start, lists.bear, taken, mark, heap)
            whole = _change(size, False, lists, cost, taken, mark, heap, more)
            for r in range(len(used)):
                trial[r] = used[r] + more[r]
            if whole < 0.0 and _over(trial, limit, scale) <= 0.0:
                _turn(size, False, taken, heap, used, more)
                changed = True
            for i in range(size):
                mark[heap[i]] = False
        if not changed:
            break
    return True
