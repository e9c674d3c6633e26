"""Cuts: of three blocks, at most one chosen group may hold two or more.

A linear program over groups may take halves of three groups that hold the pairs of a triple; no
partition can. The rows that say so are the subset-row cuts of Jepsen, Petersen, Spoorendonk and
Pisinger (2008, doi 10.1287/opre.1070.0449). A group that holds two of a triple pays the cut's *due*; that
never falls as a group grows, so that pricing stays exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ostan.plan.engine.problem import Floats, Ints

Held = NDArray[np.float32]
"""0 or 1 in every cell; half as wide as other numbers, since there are many."""

LEAST = 0.02
"""Violation of a cut below which it is not worth a row."""
ROUND = 60
"""Cuts added at a time."""
EACH = 6
"""Cuts of a round that one block may be in, so that they do not all say the same."""


def no_cuts() -> Ints:
    """Return an empty list of cuts."""
    return np.zeros((0, 3), np.int64)


def incidence(groups: Sequence[Sequence[int]], blocks: int) -> Held:
    """Return float32[groups, blocks]: 1 where a group holds a block."""
    held = np.zeros((len(groups), blocks), np.float32)
    rows = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    held[rows, [b for g in groups for b in g]] = 1
    return held


def pays(held: Held, cuts: Ints) -> Held:
    """Return float32[groups, cuts]: 1 where a group (row of `incidence`) holds two of a triple."""
    triple = np.zeros((held.shape[1], len(cuts)), np.float32)
    for column in range(3):
        triple[cuts[:, column], np.arange(len(cuts))] = 1
    paid: Held = (held @ triple >= 1.5).astype(np.float32)
    return paid


def violated(groups: Sequence[Sequence[int]], shares: Floats, blocks: int, known: Ints) -> Ints:
    """Return cuts int64[m, 3] that shares of groups violate, the most violated first; none known."""
    used = [q for q, share in enumerate(shares) if share > 1e-6 and len(groups[q]) > 1]
    held = incidence([groups[q] for q in used], blocks).astype(np.float64)
    share = np.asarray(shares)[used]
    pairs = held.T @ (held * share[:, None])
    np.fill_diagonal(pairs, 0.0)
    found: dict[tuple[int, int, int], float] = {}
    for i in range(blocks):
        near = np.flatnonzero(pairs[i] > 1e-6)
        sums = pairs[i, near][:, None] + pairs[i, near][None, :] + pairs[np.ix_(near, near)]
        with_i = held[held[:, i] > 0][:, near]
        both = with_i.T @ (with_i * share[held[:, i] > 0][:, None])
        over = np.triu(sums - 2 * both - 1, 1)
        for a, b in np.argwhere(over > LEAST):
            first, middle, last = sorted((i, int(near[a]), int(near[b])))
            found[first, middle, last] = float(over[a, b])
    for cut in known.tolist():
        found.pop(tuple(cut), None)
    return _spread(sorted(found, key=lambda cut: (-found[cut], cut)), blocks)


def _spread(ranked: Sequence[tuple[int, int, int]], blocks: int) -> Ints:
    times = np.zeros(blocks, np.int64)
    taken: list[tuple[int, int, int]] = []
    for cut in ranked:
        if len(taken) < ROUND and times[list(cut)].max() < EACH:
            times[list(cut)] += 1
            taken.append(cut)
    return np.array(taken, np.int64).reshape(-1, 3)
