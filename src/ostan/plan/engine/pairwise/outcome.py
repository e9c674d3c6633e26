"""What is asked of the solver for pairs, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Array = NDArray[Any]
Pair = tuple[int, int]
Groups = tuple[tuple[int, ...], ...]

EXACT = 1e-7
"""Value and bound are the same if they differ by at most this share of the larger."""


@dataclass(frozen=True)
class PairProgress:
    """Where a search stands: `value` <= `lp` <= `bound`.

    `lp`: value of the linear relaxation solved last, kept between the two. `phase`: search, relax,
    columns, close or branch. `columns`: groups known to the relaxation.
    """

    value: float
    bound: float
    lp: float
    seconds: float
    phase: str
    columns: int


@dataclass(frozen=True)
class PairOutcome:
    """The best partition found and what is proven of it.

    `groups`: items rising, groups by first item. `value`: sum of the weights inside groups; `bound`:
    no partition has more. `proven`: they are the same to one part in ten million, or no partition
    exists (`infeasible`: an item must be both with and without another; then `groups` is empty and
    value and bound are -inf). `interrupted`: time or `stop` ended the search.
    """

    groups: Groups
    value: float
    bound: float
    proven: bool
    seconds: float
    seed: int
    interrupted: bool
    infeasible: bool


def checked(weights: Array, together: Sequence[Pair], apart: Sequence[Pair]) -> Floats:
    """Return the weights as float64[n, n] with a zero diagonal and -inf for pairs kept apart.

    Raises ValueError that names everything wrong: weights that are not square, finite (-inf is
    allowed: kept apart) and symmetric, pairs that do not name two different items.
    """
    square = np.array(weights, dtype=np.float64)
    wrong = list(_wrong(square, together, apart))
    if wrong:
        raise ValueError("; ".join(wrong))
    for i, j in apart:
        square[i, j] = square[j, i] = -np.inf
    np.fill_diagonal(square, 0.0)
    return square


def _wrong(square: Floats, together: Sequence[Pair], apart: Sequence[Pair]) -> Iterator[str]:
    if square.ndim != 2 or square.shape[0] != square.shape[1] or not len(square):
        yield f"weights have shape {square.shape}; (n, n) with n >= 1 is needed"
        return
    n = len(square)
    off = square[~np.eye(n, dtype=bool)]
    if np.isnan(off).any() or np.isposinf(off).any():
        yield "weights must be finite, or -inf for two items kept apart"
    elif not np.array_equal(np.triu(square, 1), np.tril(square, -1).T):
        yield "weights are not symmetric"
    for name, pairs in (("together", together), ("apart", apart)):
        bad = [p for p in pairs if not all(0 <= i < n for i in p) or p[0] == p[1]]
        if bad:
            yield f"{name} has {bad[0]}; two different items of 0 .. {n - 1} are allowed"


def value_of(weights: Floats, groups: Sequence[Sequence[int]]) -> float:
    """Return the sum of the weights inside groups (-inf if two items kept apart share one)."""
    return float(sum(weights[i, j] for g in groups for a, i in enumerate(g) for j in g[:a]))


def arranged(groups: Sequence[Sequence[int]]) -> Groups:
    """Return groups with items rising, by their first item."""
    return tuple(sorted(tuple(sorted(int(i) for i in g)) for g in groups if len(g)))


def groups_of(labels: Array) -> Groups:
    """Return the groups that a label of each item makes."""
    found: dict[int, list[int]] = {}
    for item, label in enumerate(labels.tolist()):
        found.setdefault(label, []).append(item)
    return arranged(list(found.values()))


def grain_of(weights: Floats) -> float:
    """Return a number that every sum of weights is a multiple of (0.0: none is known).

    The greatest common divisor if all weights are whole numbers small enough to add exactly.
    """
    finite = weights[np.isfinite(weights)]
    if (finite != np.round(finite)).any() or np.abs(finite).sum() > 2.0**50:
        return 0.0
    return float(np.gcd.reduce(finite.astype(np.int64)))


def rounded(bound: float, grain: float) -> float:
    """Return the largest multiple of `grain` that is at most `bound` (up to rounding errors)."""
    if grain <= 0 or not np.isfinite(bound):
        return bound
    return float(np.floor(bound / grain + 1e-6) * grain)
