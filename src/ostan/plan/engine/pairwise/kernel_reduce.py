"""Which pairs may be joined without loss: the rules of `reduce`, used at once where they fit."""

from __future__ import annotations

import numba
import numpy as np

from ostan.plan.engine.pairwise.outcome import Bools, Floats, Ints


@numba.njit(cache=True)
def joins(weights: Floats) -> Ints:
    """Return int64[m, 2]: pairs (a, b), in this order, such that b may become part of a.

    One sweep over all pairs; `weights` (float64[k, k], -inf: apart) is changed.
    """
    k = len(weights)
    alive = np.ones(k, np.bool_)
    pairs = np.empty((k, 2), np.int64)
    m = 0
    for a in range(k):
        for b in range(a + 1, k):
            if alive[a] and alive[b] and weights[a, b] > 0 and _fits(weights, alive, a, b):
                _join(weights, a, b)
                alive[b] = False
                pairs[m, 0], pairs[m, 1] = a, b
                m += 1
    return pairs[:m]


@numba.njit(cache=True)
def _fits(weights: Floats, alive: Bools, a: int, b: int) -> bool:
    weight = weights[a, b]
    leave, follow, lead, differ = 0.0, 0.0, 0.0, 0.0
    for c in range(len(weights)):
        if c != a and c != b and alive[c]:
            at_a, at_b = weights[a, c], weights[b, c]
            leave += max(0.0, at_a, at_b)
            lead += abs(at_a)
            follow += abs(at_b)
            if at_a != at_b:
                differ += abs(at_a - at_b)
            if weight < leave and weight < follow and weight < lead and 2 * weight < differ:
                return False
    return bool(weight >= min(leave, follow, lead) or 2 * weight >= differ)


@numba.njit(cache=True)
def _join(weights: Floats, a: int, b: int) -> None:
    for c in range(len(weights)):
        if c != a:
            weights[a, c] += weights[b, c]
            weights[c, a] = weights[a, c]
    weights[a, a] = 0.0
