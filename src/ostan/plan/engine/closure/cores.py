"""Better choices by small integer programs: over what is doubtful, the rest left as it is.

Doubtful is what choices close to the best do not agree on. The first program is over all of it, later
ones over what a few rows drawn by chance use, so that each is small enough to be solved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ostan.plan.engine.closure.direct import Program
from ostan.plan.engine.closure.problem import FREE, Bools, Closure

ROWS = 2
"""Rows whose nodes a later program frees: one drawn by chance, and that which shares most nodes with it."""
MANY = 4000
"""Free nodes above which a program is not tried."""


class Cores:
    """Programs over parts of a problem, drawn with a seed."""

    def __init__(self, problem: Closure, seed: int) -> None:
        self.problem = problem
        self._draw = np.random.default_rng(seed)
        self._everywhere = np.ones(problem.n, np.bool_)
        self._everywhere[problem.node] = False

    def better(
        self, near: Sequence[Bools], taken: Bools, whole: bool, target: float, seconds: float
    ) -> Bools | None:
        """Return the best choice found that differs from `taken` only where `near` do not agree.

        `whole`: over all of that, not only over a few rows. None: nothing was found, or there is
        nothing to look for, or too much.
        """
        doubt = _doubt([*near, taken])
        if not whole:
            doubt &= self._some_rows() | self._everywhere
        settled = np.where(doubt & (self.problem.state == FREE), FREE, taken.astype(np.int64))
        part = replace(self.problem, settled=settled)
        free = int((part.state == FREE).sum())
        if not 0 < free <= MANY:
            return None
        return Program(part).search(seconds, target, taken, lambda: False).taken

    def _some_rows(self) -> Bools:
        p = self.problem
        used = np.zeros(p.n, np.bool_)
        used[p.node[p.row == self._draw.integers(len(p.limit))]] = True
        shared = np.bincount(p.row, used[p.node], minlength=len(p.limit))
        for row in np.argsort(-shared, kind="stable")[:ROWS]:
            used[p.node[p.row == row]] = True
        return used


def _doubt(choices: Sequence[Bools]) -> Bools:
    every = np.stack(choices)
    return np.asarray(every.any(axis=0) & ~every.all(axis=0))
