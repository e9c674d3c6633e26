"""Violated triangle inequalities, and a first bound from contradictory triangles."""

from __future__ import annotations

import numba
import numpy as np

from ostan.plan.engine.pairwise.outcome import Floats, Ints


@numba.njit(cache=True)
def violated(x: Floats, number: Ints, least: float, most: int, share: int) -> Ints:
    """Return int64[m, 3]: numbers of pairs (ij, jk, ik) with x_ij + x_jk - x_ik > 1 + `least`.

    The most violated first, at most `most`, each pair in at most `share` of them. `number` int64[k, k]
    is -1 for pairs kept apart.
    """
    k = len(x)
    count = 0
    for i in range(k):
        for j in range(k):
            if j != i and x[i, j] > least:
                for h in range(i + 1, k):
                    if h != j and x[i, j] + x[j, h] - x[i, h] > 1.0 + least:
                        count += 1
    middle = np.empty((count, 3), np.int64)
    by = np.empty(count)
    count = 0
    for i in range(k):
        for j in range(k):
            if j != i and x[i, j] > least:
                for h in range(i + 1, k):
                    if h != j and x[i, j] + x[j, h] - x[i, h] > 1.0 + least:
                        middle[count, 0], middle[count, 1], middle[count, 2] = i, j, h
                        by[count] = x[i, j] + x[j, h] - x[i, h]
                        count += 1
    used = np.zeros((k, k), np.int64)
    out = np.empty((min(most, count), 3), np.int64)
    m = 0
    for q in np.argsort(-by, kind="mergesort"):
        if m >= most:
            break
        i, j, h = middle[q, 0], middle[q, 1], middle[q, 2]
        a, b, c = used[min(i, j), max(i, j)], used[min(j, h), max(j, h)], used[i, h]
        if max(a, b, c) < share:
            used[min(i, j), max(i, j)] += 1
            used[min(j, h), max(j, h)] += 1
            used[i, h] += 1
            out[m, 0], out[m, 1], out[m, 2] = number[i, j], number[j, h], number[i, h]
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
