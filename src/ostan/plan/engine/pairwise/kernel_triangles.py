"""Violated triangle inequalities, and a first bound from contradictory triangles."""

from __future__ import annotations

import numba
import numpy as np

from ostan.plan.engine.pairwise.outcome import Floats, Ints


@numba.njit(cache=True)
def violated(x: Floats, least: float, out: Ints, by: Floats) -> int:
    """Return how many triangles have x_ij + x_jk - x_ik > 1 + `least`, i < k.

    The first of them are written as (i, j, k) and what they exceed 1 by, as far as `out` int64[m, 3]
    and `by` float64[m] reach.
    """
    k, m = len(x), 0
    for i in range(k):
        for j in range(k):
            if j != i and x[i, j] > least:
                for h in range(i + 1, k):
                    over = x[i, j] + x[j, h] - x[i, h] - 1.0
                    if h != j and over > least:
                        if m < len(by):
                            out[m, 0], out[m, 1], out[m, 2] = i, j, h
                            by[m] = over
                        m += 1
    return m


@numba.njit(cache=True)
def spread(triangles: Ints, k: int, most: int, share: int) -> Ints:
    """Return the positions of the first `most` triangles with each pair in at most `share` of them."""
    used = np.zeros((k, k), np.int64)
    out = np.empty(min(most, len(triangles)), np.int64)
    m = 0
    for q in range(len(triangles)):
        i, j, h = triangles[q, 0], triangles[q, 1], triangles[q, 2]
        if m < most and max(used[i, j], used[j, h], used[i, h]) < share:
            for a, b in ((i, j), (j, h), (i, h)):
                used[a, b] += 1
                used[b, a] += 1
            out[m] = q
            m += 1
    return out[:m]


@numba.njit(cache=True)
def packed(weights: Floats) -> float:
    """Return an upper bound: the positive weights, less what contradictory triangles must lose.

    Of w_ij, w_ik > 0 > w_jk one is always lost; triangles take their share d of all three from what
    earlier ones left. `weights` float64[k, k] (-inf: apart) is changed.
    """
    k = len(weights)
    bound = 0.0
    for i in range(k):
        for j in range(i):
            bound += max(0.0, weights[i, j])
    for j in range(k):
        for h in range(j):
            if weights[j, h] < 0:
                for i in range(k):
                    if i != j and i != h and weights[i, j] > 0 and weights[i, h] > 0:
                        d = min(weights[i, j], weights[i, h], -weights[j, h])
                        bound -= d
                        weights[i, j] -= d
                        weights[j, i] = weights[i, j]
                        weights[i, h] -= d
                        weights[h, i] = weights[i, h]
                        weights[j, h] += d
                        weights[h, j] = weights[j, h]
                        if weights[j, h] >= 0:
                            break
    return bound
