"""Orders by weighted criteria: totals, how far a rank may move, and how far a weight may move.

Numbers only. A total is the mean of the criteria under the weights: total_i = sum_j w_j r_ij / sum_j w_j,
each r_ij in [0, 1]. Where r_ij is not known it has a range; a total has one then, and so has a rank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SAME = 1e-12
"""Distance at which two totals are the same: then the order is that of the rows."""


def totals(raw: Floats, weights: Floats) -> Floats:
    """Return the totals float64[n] of criteria float64[n, k] under weights float64[k] (0: all zeros)."""
    whole = float(weights.sum())
    return raw @ (weights / whole) if whole > 0 else np.zeros(len(raw))


def ordered(total: Floats) -> Ints:
    """Return the rows by total, greatest first; of the same total in the order they stand in."""
    return np.argsort(-np.round(total / SAME) * SAME, kind="stable")


def rank_range(low: Floats, high: Floats) -> tuple[Ints, Ints]:
    """Return the best and worst rank (1: first) that totals within [low, high] can give every row.

    Best: one more than the rows that are above it whatever the facts; worst: one more than those that
    may be above it. Both are attained where the ranges are independent of each other.
    """
    lows, highs = np.sort(low), np.sort(high)
    n = len(low)
    best = 1 + n - np.searchsorted(lows, high + SAME, side="right")
    # A row is no rival of its own.
    above = n - np.searchsorted(highs, low + SAME, side="right")
    worst = 1 + above - (high > low + SAME)
    return best.astype(np.int64), worst.astype(np.int64)


@dataclass(frozen=True)
class Room:
    """How far the share of a weight may move while an order stays: from `low` to `high`, both in [0, 1].

    `share`: what it is now, w_k / sum of all. The others keep their proportions. At an end the two
    rows `low_pair`, `high_pair` (positions; None: nothing changes up to 0, or 1) become the same.
    """

    share: float
    low: float
    high: float
    low_pair: tuple[int, int] | None = None
    high_pair: tuple[int, int] | None = None


def weight_room(raw: Floats, weights: Floats, criterion: int, top: int | None = None) -> Room:
    """Return how far one weight may move before the order (or who is among the first `top`) changes.

    With t the share of the criterion, the difference of rows i and j is t d_k + (1 - t) D, d_k their
    difference in it and D the mean of their differences in the others: linear in t, so that it
    crosses zero once at most. The order stays while no row and the next one cross, the first `top`
    while none of them crosses one of the rest. Where the others weigh nothing, D is taken as 0.
    """
    share, own, rest = _parts(raw, weights, criterion)
    order = ordered(totals(raw, weights))
    pairs = _neighbours(order) if top is None else _across(order, top)
    if not len(pairs):
        return Room(share, 0.0, 1.0)
    first, second = pairs.T
    now = own[first] - own[second]
    other = rest[first] - rest[second]
    slope = now - other
    with np.errstate(divide="ignore", invalid="ignore"):
        at = -other / slope
    flat = np.abs(slope) <= SAME
    # Of two rows that are the same now, any move that favours the second changes the order.
    below = np.where(~flat & (slope > 0), np.minimum(at, share), -np.inf)
    above = np.where(~flat & (slope < 0), np.maximum(at, share), np.inf)
    low, high = int(below.argmax()), int(above.argmin())
    return Room(
        share,
        max(float(below[low]), 0.0) + 0.0,
        min(float(above[high]), 1.0),
        _pair(pairs, low) if below[low] > 0 else None,
        _pair(pairs, high) if above[high] < 1 else None,
    )


def _parts(raw: Floats, weights: Floats, criterion: int) -> tuple[float, Floats, Floats]:
    """Return the share of a criterion, what it gives each row, and the mean of the other criteria."""
    others = np.delete(weights, criterion)
    whole = float(weights.sum())
    share = float(weights[criterion]) / whole if whole > 0 else 0.0
    return share, raw[:, criterion], totals(np.delete(raw, criterion, axis=1), others)


def _neighbours(order: Ints) -> Ints:
    return np.stack([order[:-1], order[1:]], axis=1)


def _across(order: Ints, top: int) -> Ints:
    inside, outside = order[:top], order[top:]
    grid = np.meshgrid(inside, outside, indexing="ij")
    return np.stack([g.ravel() for g in grid], axis=1)


def _pair(pairs: Ints, at: int) -> tuple[int, int]:
    return int(pairs[at, 0]), int(pairs[at, 1])
