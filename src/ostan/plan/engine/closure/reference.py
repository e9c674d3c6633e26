"""What the cut, the bound and the search are held to: all choices of a small problem, tried in turn."""

from __future__ import annotations

from itertools import product

import numpy as np

from ostan.plan.engine.closure.problem import Bools, Closure


def brute_force(problem: Closure) -> tuple[float, Bools | None]:
    """Return the least cost of a choice within all limits, and the choice; inf and None if none is.

    Raises ValueError above 16 nodes.
    """
    if problem.n > 16:
        raise ValueError(f"{problem.n} nodes; 16 at most can be tried in all ways")
    best: tuple[float, Bools | None] = (float("inf"), None)
    for bits in product((False, True), repeat=problem.n):
        taken = np.array(bits, np.bool_)
        if problem.closed(taken) and problem.within(taken):
            value = problem.value(taken)
            if value < best[0]:
                best = value, taken
    return best
