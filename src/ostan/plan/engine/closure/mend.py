"""From a choice that exceeds limits to one that keeps them, and is as good as small steps make it."""

from __future__ import annotations

import numpy as np

from ostan.plan.engine.closure.kernel_mend import Lists, mend
from ostan.plan.engine.closure.problem import Bools, Closure, Floats, Ints


class Mender:
    """Mends choices of one problem."""

    def __init__(self, problem: Closure) -> None:
        p = self.problem = problem
        n = p.n
        both = np.concatenate([p.pairs, p.pairs[:, ::-1]])
        pair_order, pair_start = _by(both[:, 0], n)
        row_order, row_start = _by(p.node, n)
        need_order, need_start = _by(p.needs[:, 0], n)
        bear_order, bear_start = _by(p.needs[:, 1], n)
        self._lists = Lists(
            need_start,
            np.ascontiguousarray(p.needs[need_order, 1]),
            bear_start,
            np.ascontiguousarray(p.needs[bear_order, 0]),
            pair_start,
            np.ascontiguousarray(both[pair_order, 1]),
            np.tile(p.price, 2)[pair_order],
            row_start,
            p.row[row_order],
            p.uses[row_order],
        )
        size = np.bincount(p.row, np.abs(p.uses), minlength=len(p.limit))
        self._scale = np.maximum(np.maximum(np.abs(p.limit), 1e-3 * size), 1e-12)

    def mended(self, taken: Bools, tolls: Floats) -> Bools | None:
        """Return a choice within all limits made from `taken`, which is closed; None if none was found."""
        p = self.problem
        order = np.argsort(p.priced(tolls), kind="stable").astype(np.int64)
        made = taken.copy()
        used = p.used(made)
        limit = p.limit + 0.5 * p.slack
        room = (np.empty_like(used), np.empty_like(used))
        marks = (np.zeros(p.n, np.bool_), np.empty(p.n, np.int64))
        kept = mend(
            self._lists, p.cost, limit, self._scale, p.state, order, made, used, *room, *marks
        )
        return made if kept and p.within(made) else None


def _by(keys: Ints, n: int) -> tuple[Ints, Ints]:
    """Return the order that sorts `keys`, and where each of 0 .. n - 1 starts in it."""
    counts = np.bincount(keys, minlength=n)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return np.argsort(keys, kind="stable"), start
