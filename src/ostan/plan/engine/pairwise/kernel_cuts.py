"""Violated subset-row cuts of a relaxation over groups."""

from __future__ import annotations

import numba
import numpy as np

from ostan.plan.engine.pairwise.outcome import Bools, Floats, Ints


@numba.njit(cache=True)
def subset_rows(rows: Bools, shares: Floats, least: float) -> tuple[Ints, Floats]:
    """Return triples int64[m, 3] of blocks, and the shares of groups that hold two or three of them.

    Those above `least` (at least 1.0) only. `rows` bool[groups, k], `shares` float64[groups]. By
    inclusion and exclusion: the shares of each pair, less twice those of all three.
    """
    k = rows.shape[1]
    ties = np.zeros((k, k))
    for g in range(len(rows)):
        for a in range(k):
            if rows[g, a]:
                for b in range(a):
                    if rows[g, b]:
                        ties[a, b] += shares[g]
    found, left = [(0, 0, 0)], [0.0]
    for a in range(k):
        for b in range(a):
            for c in range(b):
                held = ties[a, b] + ties[a, c] + ties[b, c]
                if held > least:
                    for g in range(len(rows)):
                        if rows[g, a] and rows[g, b] and rows[g, c]:
                            held -= 2.0 * shares[g]
                    if held > least:
                        found.append((c, b, a))
                        left.append(held)
    return np.array(found)[1:], np.array(left)[1:]
