"""Good single groups under prices, and good partitions, by tabu search."""

from __future__ import annotations

import numba
import numpy as np

from ostan.plan.engine.pairwise.outcome import Bools, Floats, Ints

WALK = 20
"""After so many shakes a search for a partition goes back to the best."""


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
def _climb(w: Floats, inside: Bools, gain: Floats, f: float, steps: int, best: Bools) -> float:
    """Toggle the best block that was not toggled lately, `steps` times; keep the best group met."""
    k = len(gain)
    until = np.zeros(k, np.int64)
    top = f
    best[:] = inside
    for step in range(steps):
        at, most = -1, -np.inf
        for i in range(k):
            rise = -gain[i] if inside[i] else gain[i]
            if rise > most and (until[i] <= step or f + rise > top + 1e-9):
                at, most = i, rise
        if at < 0:
            break
        f += _toggle(w, inside, gain, at)
        until[at] = step + 3 + np.random.randint(4)
        if f > top + 1e-12:
            top = f
            best[:] = inside
    return top


@numba.njit(cache=True)
def climbs(
    w: Floats, price: Floats, starts: int, steps: int, seed: int, least: float
) -> tuple[Bools, Floats]:
    """Return groups bool[m, k] with f > `least` and their f, from `starts` climbs out of each block.

    `w`: float64[k, k], finite, zero diagonal. The first climb of a block starts at it alone, others
    with up to five more drawn at random. A group may come twice.
    """
    k = len(price)
    np.random.seed(seed)
    out = np.zeros((k * starts, k), np.bool_)
    values = np.zeros(k * starts)
    m = 0
    for start in range(k * starts):
        inside = np.zeros(k, np.bool_)
        gain = -price.copy()
        f = _toggle(w, inside, gain, start % k)
        if start >= k:
            for _ in range(np.random.randint(1, 6)):
                i = np.random.randint(k)
                if not inside[i]:
                    f += _toggle(w, inside, gain, i)
        values[m] = _climb(w, inside, gain, f, steps, out[m])
        if values[m] > least:
            m += 1
    return out[:m], values[:m]


@numba.njit(cache=True)
def _sums(w: Floats, labels: Ints) -> Floats:
    """Return float64[k, k + 1]: the weights of each block to each group."""
    k = len(w)
    sums = np.zeros((k, k + 1))
    for i in range(k):
        for j in range(k):
            sums[i, labels[j]] += w[i, j]
    return sums


@numba.njit(cache=True)
def _move(w: Floats, labels: Ints, sizes: Ints, sums: Floats, i: int, to: int) -> float:
    """Move a block; return by how much the value rises."""
    old = labels[i]
    rise = float(sums[i, to] - sums[i, old])
    for j in range(len(labels)):
        sums[j, old] -= w[i, j]
        sums[j, to] += w[i, j]
    sizes[old] -= 1
    sizes[to] += 1
    labels[i] = to
    return rise


@numba.njit(cache=True)
def _live(sizes: Ints, room: Ints) -> int:
    """List the groups that hold something, and one that is empty (the last); return how many."""
    m, empty = 0, -1
    for g in range(len(sizes)):
        if sizes[g] > 0:
            room[m] = g
            m += 1
        elif empty < 0:
            empty = g
    room[m] = empty
    return m + 1


@numba.njit(cache=True)
def _best_move(
    labels: Ints, sums: Floats, room: Ints, m: int, until: Ints, step: int, short: float
) -> tuple[int, int]:
    """Return the move of most rise: of a block not moved lately, or one that rises above `short`."""
    k = len(labels)
    at, to, most = -1, -1, -np.inf
    for i in range(k):
        here = sums[i, labels[i]]
        free = until[i] <= step
        for q in range(m):
            g = room[q]
            rise = sums[i, g] - here
            if g != labels[i] and rise > most and (free or rise > short):
                at, to, most = i, g, rise
    return at, to


@numba.njit(cache=True)
def _merge(w: Floats, labels: Ints, sizes: Ints, sums: Floats, room: Ints, m: int) -> float:
    """Merge the two groups that gain most, if any gain; return the gain."""
    k = len(labels)
    between = np.zeros((k + 1, k + 1))
    for i in range(k):
        for q in range(m):
            between[labels[i], room[q]] += sums[i, room[q]]
    from_, to, most = -1, -1, 1e-9
    for p in range(m):
        for q in range(p):
            g, h = room[p], room[q]
            if between[g, h] > most:
                from_, to, most = g, h, between[g, h]
    if from_ < 0:
        return 0.0
    rise = 0.0
    for i in range(k):
        if labels[i] == from_:
            rise += _move(w, labels, sizes, sums, i, to)
    return rise


@numba.njit(cache=True)
def _shake(
    w: Floats, labels: Ints, sizes: Ints, sums: Floats, room: Ints, near: Ints, until: Ints
) -> float:
    """Move a random block and some of those nearest to it to one random group; return the rise.

    They stay for some steps, so that others give way.
    """
    m = _live(sizes, room)
    i = np.random.randint(len(labels))
    to = room[np.random.randint(m)]
    rise, j = 0.0, i
    for _ in range(2 + np.random.randint(near.shape[1])):
        if labels[j] != to:
            rise += _move(w, labels, sizes, sums, j, to)
        until[j] = 10 + np.random.randint(20)
        j = near[i, np.random.randint(near.shape[1])]
    return rise


@numba.njit(cache=True)
def partition(
    w: Floats, start: Ints, near: Ints, rounds: int, steps: int, seed: int
) -> tuple[Ints, float]:
    """Return the best partition met from `start` (labels 0 .. k of each block), and its value.

    `rounds` times: `steps` tabu moves of single blocks beyond the last gain, and merges of groups;
    then a shake, every few times of the best. `near` int64[k, r]: the blocks of largest weight to each. `w`: finite,
    zero diagonal; the value of a partition that holds two blocks kept apart is very low.
    """
    k = len(w)
    np.random.seed(seed)
    labels = start.copy()
    sums = _sums(w, labels)
    sizes = np.zeros(k + 1, np.int64)
    room = np.zeros(k + 1, np.int64)
    value = 0.0
    for i in range(k):
        sizes[labels[i]] += 1
        value += 0.5 * sums[i, labels[i]]
    best, top = labels.copy(), value
    for round_ in range(rounds):
        until = np.zeros(k, np.int64)
        if round_ > 0:
            if round_ % WALK == 0:
                value = _resume(w, labels, sizes, sums, best, top)
            value += _shake(w, labels, sizes, sums, room, near, until)
        last, step, high = 0, 0, value
        while step - last < steps:
            m = _live(sizes, room)
            i, to = _best_move(labels, sums, room, m, until, step, max(top, high) - value + 1e-9)
            if i < 0:
                break
            rise = _move(w, labels, sizes, sums, i, to)
            value += rise
            until[i] = step + 3 + np.random.randint(10)
            if rise <= 0 and step % 10 == 0:
                value += _merge(w, labels, sizes, sums, room, _live(sizes, room) - 1)
            if value > high + 1e-9:
                high, last = value, step
            if value > top + 1e-9:
                top = value
                best[:] = labels
            step += 1
    return best, top


@numba.njit(cache=True)
def _resume(w: Floats, labels: Ints, sizes: Ints, sums: Floats, best: Ints, top: float) -> float:
    """Bring the working partition back to the best."""
    for i in range(len(labels)):
        if labels[i] != best[i]:
            _move(w, labels, sizes, sums, i, best[i])
    return top
