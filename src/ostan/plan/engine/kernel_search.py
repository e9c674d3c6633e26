"""Partitions found by search: merge what saves most, then simulated annealing.

Both lower the same energy: the cost of all groups, plus `toll` for what they add to each side row,
plus `fine` for what a side row exceeds its limit by. `greedy.merge_all` is greedy's plain reference.
A partition is `labels` int64[blocks], the number of each block's group.
"""

# mypy: disable-error-code="no-any-return, arg-type, return-value, assignment"
# (what is read from an array is numpy's own number to mypy, and a plain one to numba)

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ostan.plan.engine.kernel_cost import State, adds, cheapest, copy, entry, kernel
from ostan.plan.engine.pack import Packed
from ostan.plan.engine.problem import Bools, Floats, Ints


class Groups(NamedTuple):
    """A partition being changed: blocks of group g are `of[g, : length[g]]`.

    `at` [block, (group, position)]; `cost` and `mode` of each group; `used` of each side row.
    `left`, `right` are room for groups being tried, `merged` and `merged_mode` for the cost and mode of
    any two groups put together, right unless one of them is `stale`.
    """

    of: Ints
    length: Ints
    at: Ints
    cost: Floats
    mode: Ints
    used: Floats
    left: Ints
    right: Ints
    spare: Floats
    merged: Floats
    merged_mode: Ints
    stale: Bools


def groups(packed: Packed) -> Groups:
    """Return room for a partition of these blocks."""
    n, rows = packed.blocks, len(packed.row_limit)
    return Groups(
        of=np.zeros((n, packed.most + 1), np.int64),
        length=np.zeros(n, np.int64),
        at=np.zeros((n, 2), np.int64),
        cost=np.zeros(n),
        mode=np.zeros(n, np.int64),
        used=np.zeros(rows),
        left=np.zeros(2 * packed.most + 2, np.int64),
        right=np.zeros(2 * packed.most + 2, np.int64),
        spare=np.zeros(rows),
        merged=np.zeros((n, n)),
        merged_mode=np.zeros((n, n), np.int64),
        stale=np.zeros(n, np.bool_),
    )


@kernel
def _fill(pk: Packed, st: State, gs: Groups, labels: Ints, toll: Floats) -> None:
    """Make the groups that labels say."""
    n = pk.blocks
    gs.length[:] = 0
    gs.cost[:] = 0.0
    gs.used[:] = 0.0
    for i in range(n):
        g = labels[i]
        gs.of[g, gs.length[g]] = i
        gs.at[i, 0], gs.at[i, 1] = g, gs.length[g]
        gs.length[g] += 1
    for g in range(n):
        if gs.length[g]:
            gs.cost[g], gs.mode[g] = cheapest(pk, st, gs.of[g], gs.length[g], toll)
            _use(pk, gs.of[g], gs.length[g], gs.mode[g], 1.0, gs.used)


@kernel
def _tell(gs: Groups, labels: Ints, modes: Ints) -> None:
    """Write the label and the mode of each block's group."""
    for i in range(len(labels)):
        labels[i] = gs.at[i, 0]
        modes[i] = gs.mode[gs.at[i, 0]]


@kernel
def _use(pk: Packed, items: Ints, k: int, mode: int, sign: float, used: Floats) -> None:
    """Add (or with sign -1 take away) what a group adds to the side rows."""
    if k:
        for r in range(len(used)):
            used[r] += sign * adds(pk, r, mode, items, k)


@kernel
def _over(pk: Packed, used: Floats, toll: Floats, fine: Floats) -> float:
    """Return the tolls and fines of a partition that uses the side rows so."""
    total = 0.0
    for r in range(len(used)):
        total += toll[r] * used[r] + fine[r] * max(0.0, used[r] - pk.row_limit[r])
    return total


@kernel
def _keeps(pk: Packed, used: Floats) -> bool:
    """Say whether all side rows are kept."""
    for r in range(len(used)):
        if used[r] > pk.row_limit[r] + 1e-9 * (1 + abs(pk.row_limit[r])):
            return False
    return True


@kernel
def _rise(
    pk: Packed, st: State, gs: Groups, g: int, h: int, j: int, k: int, toll: Floats, fine: Floats
) -> tuple[float, float, int, float, int]:
    """Return by how much the energy rises if groups g and h become left[:j] and right[:k].

    And the cost and mode of both; `spare` is then what the side rows would be used by.
    """
    a, ma = cheapest(pk, st, gs.left, j, toll)
    if a == np.inf:
        return np.inf, a, ma, a, ma
    b, mb = cheapest(pk, st, gs.right, k, toll)
    rise = a + b - gs.cost[g] - gs.cost[h]
    if len(gs.used) and rise < np.inf:
        copy(gs.used, gs.spare)
        _use(pk, gs.of[g], gs.length[g], gs.mode[g], -1.0, gs.spare)
        _use(pk, gs.of[h], gs.length[h], gs.mode[h], -1.0, gs.spare)
        _use(pk, gs.left, j, ma, 1.0, gs.spare)
        _use(pk, gs.right, k, mb, 1.0, gs.spare)
        rise += _over(pk, gs.spare, toll, fine) - _over(pk, gs.used, toll, fine)
    return rise, a, ma, b, mb


@kernel
def _become(gs: Groups, g: int, items: Ints, k: int, cost: float, mode: int) -> None:
    for q in range(k):
        gs.of[g, q] = items[q]
        gs.at[items[q], 0], gs.at[items[q], 1] = g, q
    gs.length[g], gs.cost[g], gs.mode[g] = k, cost, mode


@kernel
def _joined(pk: Packed, gs: Groups, g: int, h: int) -> int:
    """Put groups g and h into `left`; return how many blocks, or 0 if they may not or will not fit."""
    if gs.length[g] + gs.length[h] > pk.most:
        return 0
    for q in range(gs.length[g]):
        gs.left[q] = gs.of[g, q]
    for q in range(gs.length[h]):
        gs.left[gs.length[g] + q] = gs.of[h, q]
    return gs.length[g] + gs.length[h]


@kernel
def _merged(pk: Packed, gs: Groups, g: int, h: int, k: int, mode: int) -> None:
    """Put into `spare` what the side rows are used by if g and h become left[:k] in this mode."""
    copy(gs.used, gs.spare)
    _use(pk, gs.of[g], gs.length[g], gs.mode[g], -1.0, gs.spare)
    _use(pk, gs.of[h], gs.length[h], gs.mode[h], -1.0, gs.spare)
    _use(pk, gs.left, k, mode, 1.0, gs.spare)


@entry
def merge(
    pk: Packed, st: State, gs: Groups, labels: Ints, modes: Ints, toll: Floats, fine: Floats
) -> None:
    """Merge the two groups that lower the energy most, until none do.

    Changes `labels` and writes the mode of each block's group. Ties go to the lowest numbers.
    """
    _fill(pk, st, gs, labels, toll)
    n = pk.blocks
    cost, mode, stale = gs.merged, gs.merged_mode, gs.stale
    stale[:] = True
    while True:
        best, bg, bh = -1e-9, np.int64(-1), np.int64(-1)
        for g in range(n):
            for h in range(g):
                if not gs.length[g] or not gs.length[h]:
                    continue
                if stale[g] or stale[h]:
                    k = _joined(pk, gs, h, g)
                    cost[g, h], mode[g, h] = np.inf, 0
                    if k:
                        cost[g, h], mode[g, h] = cheapest(pk, st, gs.left, k, toll)
                rise = cost[g, h] - gs.cost[g] - gs.cost[h]
                if rise < np.inf and len(gs.used):
                    _merged(pk, gs, g, h, _joined(pk, gs, h, g), mode[g, h])
                    rise += _over(pk, gs.spare, toll, fine) - _over(pk, gs.used, toll, fine)
                if rise < best:
                    best, bg, bh = rise, g, h
        stale[:] = False
        if bg < 0:
            _tell(gs, labels, modes)
            return
        k = _joined(pk, gs, bh, bg)
        _merged(pk, gs, bg, bh, k, mode[bg, bh])
        copy(gs.spare, gs.used)
        _become(gs, bh, gs.left, k, cost[bg, bh], mode[bg, bh])
        gs.length[bg], gs.cost[bg] = 0, 0.0
        stale[bh] = True


@kernel
def _try(pk: Packed, gs: Groups, near: Ints, moves: float) -> tuple[int, int, int, int]:
    """Propose a change into `left` and `right`; return the two groups and their new counts.

    A count of -1 for the first: nothing to propose. Moves: one block to the group of another, two
    blocks changing places, two groups into one, one block on its own.
    """
    i = np.random.randint(pk.blocks)
    g = gs.at[i, 0]
    if moves < 0.08:
        return _alone(gs, i, g)
    if moves < 0.75 and near.shape[1]:
        j = near[i, np.random.randint(near.shape[1])]
    else:
        j = np.random.randint(pk.blocks)
    h = gs.at[j, 0]
    if g == h:
        return g, h, -1, 0
    kind = np.random.random()
    if kind > 0.9:
        k = _joined(pk, gs, g, h)
        return (h, g, k, 0) if k else (h, g, -1, 0)
    a = b = 0
    swap = kind > 0.55
    for q in range(gs.length[g]):
        if gs.of[g, q] != i:
            gs.right[b] = gs.of[g, q]
            b += 1
    for q in range(gs.length[h]):
        if not swap or gs.of[h, q] != j:
            gs.left[a] = gs.of[h, q]
            a += 1
    gs.left[a] = i
    if swap:
        gs.right[b] = j
        b += 1
    return (h, g, a + 1, b) if a < pk.most else (h, g, -1, 0)


@kernel
def _alone(gs: Groups, i: int, g: int) -> tuple[int, int, int, int]:
    if gs.length[g] == 1:
        return g, g, -1, 0
    h = 0
    while gs.length[h]:
        h += 1
    k = 0
    for q in range(gs.length[g]):
        if gs.of[g, q] != i:
            gs.right[k] = gs.of[g, q]
            k += 1
    gs.left[0] = i
    return h, g, 1, k


class Harvest(NamedTuple):
    """Groups met while cold: blocks (the rest -1) and mode of each; `count` [0] says how many.

    `salt` is a random number for each block, `seen` a table of sums of those, to tell groups apart.
    """

    items: Ints
    mode: Ints
    length: Ints
    salt: Ints
    seen: Ints


def harvest(packed: Packed, room: int, seed: int) -> Harvest:
    """Return room for this many groups."""
    salt = np.random.default_rng(seed).integers(1, 2**62, packed.blocks)
    return Harvest(
        items=np.full((room, packed.most), -1, np.int64),
        mode=np.zeros(room, np.int64),
        length=np.zeros(1, np.int64),
        salt=salt,
        seen=np.zeros(1 << 16, np.int64),
    )


@kernel
def _reap(hv: Harvest, items: Ints, k: int, mode: int) -> None:
    """Note a group if it was not noted lately and there is room."""
    key = np.int64(mode)
    for q in range(k):
        key += hv.salt[items[q]]
    at, slot = hv.length[0], key & (len(hv.seen) - 1)
    if k < 2 or at == len(hv.mode) or hv.seen[slot] == key:
        return
    hv.seen[slot] = key
    hv.mode[at] = mode
    for q in range(k):
        hv.items[at, q] = items[q]
    hv.length[0] = at + 1


@entry
def anneal(
    pk: Packed,
    st: State,
    gs: Groups,
    labels: Ints,
    near: Ints,
    turns: int,
    hot: float,
    cold: float,
    seed: int,
    toll: Floats,
    fine: Floats,
    hv: Harvest,
    modes: Ints,
    best: Ints,
    best_modes: Ints,
) -> float:
    """Anneal from `labels` for `turns` proposals, from temperature `hot` to `cold` (both > 0).

    Writes where it ends into `labels` and `modes`, and into `best` and `best_modes` the cheapest
    partition met that keeps all side rows; returns the cost of that (inf: none was met).
    `near` int64[blocks, any] are blocks likely to share a group. Groups met, but for the hottest
    quarter, go into `hv`.
    """
    np.random.seed(seed)
    _fill(pk, st, gs, labels, toll)
    cost, least = gs.cost.sum(), np.inf
    if _keeps(pk, gs.used):
        least = cost
        _tell(gs, best, best_modes)
    cooling = (cold / hot) ** (1.0 / max(turns, 1))
    heat = hot
    for turn in range(turns):
        heat *= cooling
        g, h, j, k = _try(pk, gs, near, np.random.random())
        if j < 0:
            continue
        rise, a, ma, b, mb = _rise(pk, st, gs, g, h, j, k, toll, fine)
        if rise > 0 and np.random.random() >= np.exp(-rise / heat):
            continue
        cost += a + b - gs.cost[g] - gs.cost[h]
        if len(gs.used):
            copy(gs.spare, gs.used)
        _become(gs, g, gs.left, j, a, ma)
        _become(gs, h, gs.right, k, b, mb)
        if 4 * turn > turns:
            _reap(hv, gs.left, j, ma)
            _reap(hv, gs.right, k, mb)
        if cost < least - 1e-9 * abs(least) and _keeps(pk, gs.used):
            least = cost
            _tell(gs, best, best_modes)
    _tell(gs, labels, modes)
    return least
