"""The best single group under prices, exactly: a depth-first search with a concave bound.

    f(S) = sum_{i < j in S} w_ij - sum_{i in S} price_i

Blocks stand in a fixed order. A *root* is the first block of a group; the search under it decides
block after block, each first in, then out. With candidates P and margins m_i = sum_{c chosen} w_ic -
price_i, the best extension is max m'x + sum_{i<j} w_ij x_i x_j over 0/1. Since x_i = x_i^2 there, any
d may be moved from the diagonal to the line,

    g(x) = (m + d/2)'x - 1/2 x'(D - W)x,

and where D - W is positive semidefinite on P, g is concave, and at any x of the unit box

    g(x) + sum_i max( g_i (1 - x_i), -g_i x_i ),    g_i the gradient at x,

bounds g on the whole box. Coordinate ascent brings x near the best; with a
gradient below 0 added, the bound is one of all groups that hold that candidate. `shifts` chooses d by the semidefinite programme
min sum d, D - W psd (the dual of maximum cut's), for the last blocks from every few positions on:
D does not depend on prices, and what holds on P holds on each part of it. So much stronger than any
bound that adds positive weights that groups of dense signed weights of 60 blocks are priced in about
a hundred thousand nodes. (Billionnet, Elloumi 2007 move the diagonal so; Buchheim, Caprara, Lodi 2012
fix the order so.)
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from ostan.plan.engine.pairwise.outcome import Bools, Floats, Ints

NEW, IN = 0, 1
"""What is done at a node: nothing yet, or its first candidate was put in."""
SWEEPS = 4
"""Coordinate sweeps of a node."""
DONE, PAUSED, FULL = 0, 1, 2
"""Why a search came back: the tree is finished, the nodes are used up, the output is full."""


class Tree(NamedTuple):
    """Room for one search, kept between calls, so that it can go on where it stopped.

    Row l of `cand`, `margin`, `x` belongs to the node at depth l: its `left[l]` candidates (rising),
    by block their margins and the point last reached; `value[l]` of what is chosen, `state[l]`,
    `item[l]` the block decided. `head`: depth, nodes, groups written.
    """

    cand: Ints
    left: Ints
    margin: Floats
    x: Floats
    grad: Floats
    value: Floats
    state: Ints
    item: Ints
    chosen: Bools
    head: Ints


def tree(k: int) -> Tree:
    """Return room for a search over k blocks."""
    return Tree(
        cand=np.zeros((k + 2, k), np.int64),
        left=np.zeros(k + 2, np.int64),
        margin=np.zeros((k + 2, k)),
        x=np.zeros((k + 2, k)),
        grad=np.zeros(k),
        value=np.zeros(k + 2),
        state=np.zeros(k + 2, np.int64),
        item=np.zeros(k + 2, np.int64),
        chosen=np.zeros(k, np.bool_),
        head=np.zeros(3, np.int64),
    )


@numba.njit(cache=True)
def plant(t: Tree, w: Floats, barred: Bools, price: Floats, root: int) -> None:
    """Start the search under a root."""
    k = len(price)
    for j in range(k):
        t.chosen[j] = False
    t.chosen[root] = True
    q = 0
    for j in range(root + 1, k):
        if not barred[root, j]:
            t.cand[0, q] = j
            t.margin[0, j] = w[root, j] - price[j]
            t.x[0, j] = 0.0
            q += 1
    t.left[0] = q
    t.value[0] = -price[root]
    t.state[0] = NEW
    t.head[0] = 0
    t.head[2] = 0


@numba.njit(cache=True)
def _trim(t: Tree, w: Floats, at: int, slack: float) -> float:
    """Drop candidates that lower every group by more than `slack`; return a first bound.

    The bound gives half of every positive weight to either block.
    """
    cand, margin = t.cand[at], t.margin[at]
    m = t.left[at]
    while True:
        bound, q = float(t.value[at]), 0
        for a in range(m):
            i = cand[a]
            gain = 0.0
            for b in range(m):
                gain += max(w[i, cand[b]], 0.0)
            if margin[i] + gain >= -slack:
                cand[q] = i
                q += 1
                bound += max(margin[i] + 0.5 * gain, 0.0)
        if q == m:
            t.left[at] = m
            return bound
        m = q


@numba.njit(cache=True)
def _gradient(t: Tree, w: Floats, d: Floats, at: int) -> None:
    cand, x, m = t.cand[at], t.x[at], t.left[at]
    for a in range(m):
        i = cand[a]
        g = t.margin[at, i] + d[i] * (0.5 - x[i])
        for b in range(m):
            g += w[i, cand[b]] * x[cand[b]]
        t.grad[i] = g


@numba.njit(cache=True)
def _stride(x: float, g: float, d: float) -> float:
    """Return how far to go from x, with gradient g and curvature -d, to where g is highest."""
    if d > 1e-9:
        return min(1.0 - x, max(-x, g / d))
    return 1.0 - x if g > 0 else -x


@numba.njit(cache=True)
def _sweep(t: Tree, w: Floats, d: Floats, at: int) -> None:
    """Move every coordinate to where g is highest along it."""
    cand, x, g, m = t.cand[at], t.x[at], t.grad, t.left[at]
    for a in range(m):
        i = cand[a]
        step = _stride(x[i], g[i], d[i])
        if step != 0.0:
            x[i] += step
            for b in range(m):
                g[cand[b]] += w[i, cand[b]] * step
            g[i] -= d[i] * step


@numba.njit(cache=True)
def _levels(t: Tree, d: Floats, at: int) -> tuple[float, float]:
    """Return g at the point, and what it may rise by at most."""
    value, rise = t.value[at], 0.0
    for a in range(t.left[at]):
        i = t.cand[at, a]
        x, g = t.x[at, i], t.grad[i]
        value += 0.5 * x * (t.margin[at, i] + 0.5 * d[i] + g)
        rise += max(g * (1.0 - x), -g * x)
    return value, rise


@numba.njit(cache=True)
def _concave(t: Tree, w: Floats, d: Floats, at: int, least: float, sweeps: int) -> float:
    """Return a bound of the node; stop early where it is low enough, or can never be.

    Candidates that cannot be in a group above `least` are dropped.
    """
    _gradient(t, w, d, at)
    bound = np.inf
    for sweep in range(sweeps):
        _sweep(t, w, d, at)
        value, rise = _levels(t, d, at)
        bound = min(bound, value + rise)
        if bound <= least or (sweep > 0 and value > least):
            break
    value, rise = _levels(t, d, at)
    q = 0
    for a in range(t.left[at]):
        i = t.cand[at, a]
        if value + rise + min(t.grad[i], 0.0) > least:
            t.cand[at, q] = i
            q += 1
    t.left[at] = q
    return bound


@numba.njit(cache=True)
def _hopeless(t: Tree, w: Floats, shifts: Floats, at: int, least: float, slack: float) -> bool:
    """Say whether nothing below this node is above `least`."""
    bound = _trim(t, w, at, slack)
    if bound <= least or t.left[at] == 0:
        return True
    if t.left[at] <= 3:
        return False
    return _concave(t, w, shifts[t.cand[at, 0]], at, least, SWEEPS) <= least or t.left[at] == 0


@numba.njit(cache=True)
def _take(t: Tree, w: Floats, barred: Bools, at: int) -> None:
    """Put the first candidate of a node in: the child is the node one deeper."""
    i, q = t.cand[at, 0], 0
    for a in range(1, t.left[at]):
        j = t.cand[at, a]
        if not barred[i, j]:
            t.cand[at + 1, q] = j
            t.margin[at + 1, j] = t.margin[at, j] + w[i, j]
            t.x[at + 1, j] = t.x[at, j]
            q += 1
    t.left[at + 1] = q
    t.value[at + 1] = t.value[at] + t.margin[at, i]
    t.state[at], t.item[at] = IN, i
    t.state[at + 1] = NEW
    t.chosen[i] = True


@numba.njit(cache=True)
def _leave(t: Tree, at: int) -> None:
    """Leave the block decided at a node out: the node starts again without it."""
    t.chosen[t.item[at]] = False
    m = t.left[at]
    for a in range(m - 1):
        t.cand[at, a] = t.cand[at, a + 1]
    t.left[at] = m - 1
    t.state[at] = NEW


@numba.njit(cache=True)
def search(
    t: Tree,
    w: Floats,
    barred: Bools,
    shifts: Floats,
    least: float,
    slack: float,
    nodes: int,
    out: Bools,
    values: Floats,
) -> int:
    """Write groups of two blocks or more under the planted root with f > `least`; say why it came back.

    `slack` >= 0: groups that some block lowers by more than this may be passed over (0: the best group
    of the root is met if it is above `least`; to list all groups: what no f exceeds, less `least`).
    At most `nodes` more nodes; `out` bool[cap, k] and `values` float64[cap] take the groups from
    `head[2]` on. Called again, it goes on.
    """
    while t.head[0] >= 0:
        at = t.head[0]
        if t.state[at] == IN:
            _leave(t, at)
            continue
        if nodes <= 0:
            return PAUSED
        nodes -= 1
        t.head[1] += 1
        if _hopeless(t, w, shifts, at, least, slack):
            t.head[0] -= 1
            continue
        if t.head[2] >= len(values):
            return FULL
        _take(t, w, barred, at)
        t.head[0] = at + 1
        if t.value[at + 1] > least:
            for j in range(len(t.chosen)):
                out[t.head[2], j] = t.chosen[j]
            values[t.head[2]] = t.value[at + 1]
            t.head[2] += 1
    return DONE


@numba.njit(cache=True)
def crest(t: Tree, w: Floats, shifts: Floats, sweeps: int) -> float:
    """Return a bound of f under the root just planted."""
    bound = _trim(t, w, 0, 0.0)
    if t.left[0] == 0:
        return bound
    bound = min(bound, _concave(t, w, shifts[t.cand[0, 0]], 0, -np.inf, sweeps))
    return max(bound, float(t.value[0]))


@numba.njit(cache=True)
def turn(w: Floats, v: Floats, d: Floats, sweeps: int) -> None:
    """Bring d float64[k] near the best of min sum d, diag(d) - w psd: from below, not yet feasible.

    The mixing method (Wang, Chang, Kolter 2017) for the dual, maximum cut: unit vectors v float64[k,
    rank], each turned in turn to where the weighted sum of the others points; the length of that sum
    is d.
    """
    k, rank = v.shape
    g = np.empty(rank)
    for _ in range(sweeps):
        for i in range(k):
            for q in range(rank):
                g[q] = 0.0
            for j in range(k):
                for q in range(rank):
                    g[q] += w[i, j] * v[j, q]
            length = 0.0
            for q in range(rank):
                length += g[q] * g[q]
            d[i] = np.sqrt(length)
            if d[i] > 1e-12:
                for q in range(rank):
                    v[i, q] = g[q] / d[i]
