"""Good single groups under prices, and good partitions, by tabu search."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from ostan.plan.engine.pairwise.outcome import Array, Bools, Floats, Ints

Chance = NDArray[np.uint64]

WALK = 20
"""After so many shakes a search for a partition goes back to the best."""


@numba.njit(cache=True)
def _draw(chance: Chance, below: int) -> int:
    """Return a random number of 0 .. below - 1 (xorshift, Marsaglia 2003)."""
    x = chance[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    chance[0] = x
    return int(x >> np.uint64(33)) % below


def chance_of(seed: int) -> Chance:
    """Return the state of random numbers, uint64[1], for a seed."""
    return np.random.default_rng(seed).integers(1, 2**63, 1, dtype=np.uint64)


@numba.njit(cache=True)
def _copy(source: Array, target: Array) -> None:
    """Copy a row. (Assigning slices takes the compiler long.)"""
    for i in range(len(source)):
        target[i] = source[i]


@numba.njit(cache=True)
def _toggle(w: Floats, inside: Bools, gain: Floats, i: int) -> float:
    """Put block i in or take it out; return by how much f rises. gain_j = sum_{inside} w - price_j."""
    sign = -1.0 if inside[i] else 1.0
    rise = float(sign * gain[i])
    inside[i] = not inside[i]
    for j in range(len(gain)):
        gain[j] += sign * w[i, j]
    return rise


@numba.njit(cache=True)
def _climb(
    w: Floats, inside: Bools, gain: Floats, f: float, steps: int, best: Bools, chance: Chance
) -> float:
    """Toggle the best block that was not toggled lately, `steps` times; keep the best group met."""
    k = len(gain)
    until = np.zeros(k, np.int64)
    top = f
    _copy(inside, best)
    for step in range(steps):
        at, most = -1, -np.inf
        for i in range(k):
            rise = -gain[i] if inside[i] else gain[i]
            if rise > most and (until[i] <= step or f + rise > top + 1e-9):
                at, most = i, rise
        if at < 0:
            break
        f += _toggle(w, inside, gain, at)
        until[at] = step + 3 + _draw(chance, 4)
        if f > top + 1e-12:
            top = f
            _copy(inside, best)
    return top


@numba.njit(cache=True)
def climbs(
    w: Floats, price: Floats, starts: int, steps: int, chance: Chance, least: float
) -> tuple[Bools, Floats]:
    """Return groups bool[m, k] with f > `least` and their f, from `starts` climbs out of each block.

    `w`: float64[k, k], finite, zero diagonal. The first climb of a block starts at it alone, others
    with up to five more drawn at random. A group may come twice.
    """
    k = len(price)
    out = np.zeros((k * starts, k), np.bool_)
    values = np.zeros(k * starts)
    m = 0
    inside, gain = np.zeros(k, np.bool_), np.empty(k)
    for start in range(k * starts):
        for i in range(k):
            inside[i] = False
            gain[i] = -price[i]
        f = _toggle(w, inside, gain, start % k)
        if start >= k:
            for _ in range(1 + _draw(chance, 5)):
                i = _draw(chance, k)
                if not inside[i]:
                    f += _toggle(w, inside, gain, i)
        values[m] = _climb(w, inside, gain, f, steps, out[m], chance)
        if values[m] > least:
            m += 1
    return out[:m], values[:m]


class Groups(NamedTuple):
    """A partition being changed: `label` of each block, `size` of each group 0 .. k, one at least empty.

    `sums` float64[k, k + 1]: the weights of each block to each group. `until`: the step a block stays
    until. `goal`: the labels to come. `room`: groups that hold something, then an empty one.
    """

    label: Ints
    size: Ints
    sums: Floats
    until: Ints
    goal: Ints
    room: Ints


def _groups(k: int) -> Groups:
    """Return every block in group 0."""
    none = np.zeros(k, np.int64)
    size = np.zeros(k + 1, np.int64)
    return Groups(none, size, np.zeros((k, k + 1)), none.copy(), none.copy(), size.copy())


@numba.njit(cache=True)
def _arrive(w: Floats, p: Groups) -> float:
    """Move every block to its goal; return by how much the value rises."""
    rise = 0.0
    for i in range(len(p.goal)):
        old, new = p.label[i], p.goal[i]
        if old != new:
            rise += p.sums[i, new] - p.sums[i, old]
            for j in range(len(p.goal)):
                p.sums[j, old] -= w[i, j]
                p.sums[j, new] += w[i, j]
            p.size[old] -= 1
            p.size[new] += 1
            p.label[i] = new
    return rise


@numba.njit(cache=True)
def _live(p: Groups) -> int:
    """List the groups that hold something, and an empty one; return how many."""
    m, empty = 0, -1
    for g in range(len(p.size)):
        if p.size[g] > 0:
            p.room[m] = g
            m += 1
        elif empty < 0:
            empty = g
    p.room[m] = empty
    return m + 1


@numba.njit(cache=True)
def _move(p: Groups, m: int, step: int, short: float) -> int:
    """Choose the move of most rise, of a block free to move or one that rises above `short`."""
    at, to, most = -1, -1, -np.inf
    for i in range(len(p.label)):
        here = p.sums[i, p.label[i]]
        free = p.until[i] <= step
        for q in range(m):
            g = p.room[q]
            rise = p.sums[i, g] - here
            if g != p.label[i] and rise > most and (free or rise > short):
                at, to, most = i, g, rise
    if at >= 0:
        p.goal[at] = to
    return at


@numba.njit(cache=True)
def _merge(p: Groups, m: int) -> None:
    """Choose to merge the group of the blocks' first gain with the group that gains most by it."""
    k = len(p.label)
    between = np.zeros((k + 1, k + 1))
    for i in range(k):
        for q in range(m):
            between[p.label[i], p.room[q]] += p.sums[i, p.room[q]]
    old, new, most = -1, -1, 1e-9
    for a in range(m):
        for b in range(a):
            if between[p.room[a], p.room[b]] > most:
                old, new, most = p.room[a], p.room[b], between[p.room[a], p.room[b]]
    for i in range(k):
        if p.label[i] == old:
            p.goal[i] = new


@numba.njit(cache=True)
def _shake(p: Groups, near: Ints, chance: Chance) -> None:
    """Choose to move a random block and some of those nearest to it to one random group.

    They stay for some steps, so that others give way.
    """
    i = _draw(chance, len(p.label))
    to = p.room[_draw(chance, _live(p))]
    j = i
    for _ in range(2 + _draw(chance, near.shape[1])):
        p.goal[j] = to
        p.until[j] = 10 + _draw(chance, 20)
        j = near[i, _draw(chance, near.shape[1])]


@numba.njit(cache=True)
def _roam(
    w: Floats, p: Groups, near: Ints, rounds: int, steps: int, chance: Chance, best: Ints
) -> float:
    """Search as `partition` does, from group 0 with all blocks to the goals; return the best value."""
    value = 0.0
    for i in range(len(w)):
        for j in range(len(w)):
            p.sums[i, 0] += w[i, j]
        value += 0.5 * p.sums[i, 0]
    p.size[0] = len(w)
    top, high, round_, step, last, at = -np.inf, -np.inf, 0, 0, 0, 0
    while round_ < rounds:
        rise = _arrive(w, p)
        value += rise
        if value > top + 1e-9:
            top = value
            _copy(p.label, best)
        if value > high + 1e-9:
            high, last = value, step
        step += 1
        if step - last > steps or at < 0:
            round_ += 1
            step, last, high, at = 0, 0, -np.inf, 0
            for i in range(len(p.until)):
                p.until[i] = 0
            if round_ % WALK == 0:
                _copy(best, p.goal)
            else:
                _shake(p, near, chance)
        elif step % 10 == 0 and rise <= 0:
            _merge(p, _live(p) - 1)
        else:
            at = _move(p, _live(p), step, max(top, high) - value + 1e-9)
            if at >= 0:
                p.until[at] = step + 3 + _draw(chance, 10)
    return top


def partition(w: Floats, near: Ints, rounds: int, steps: int, chance: Chance) -> tuple[Ints, float]:
    """Return the best partition met, a label 0 .. k of each block, and its value.

    From every block alone, `rounds` times: tabu moves of single blocks, up to `steps` beyond the last
    gain, and merges of groups; then a shake, every few times a return to the best. `near` int64[k, r]:
    the blocks of largest weight to each. `w`: finite, zero diagonal; the value of a partition that
    holds two blocks kept apart is very low.
    """
    groups = _groups(len(w))
    groups.goal[:] = np.arange(len(w))
    best = groups.goal.copy()
    return best, float(_roam(w, groups, near, rounds, steps, chance, best))
