"""The problem: nodes that are taken or not, which need one another, under limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FREE, NEVER, ALWAYS = -1, 0, 1
"""What is settled of a node: nothing; it is never taken; it always is."""


@dataclass(frozen=True, eq=False)
class Closure:
    """Take nodes at least cost: sum of `cost` of those taken, and of `price` of pairs that differ.

    `cost` [n]: of taking a node, of either sign. `needs` [m, 2]: (a, b) says that a is taken only
    with b. `pairs` [k, 2], `price` [k] >= 0: paid where one of the two is taken and the other not.
    Rows: `row`, `node`, `uses` [e]: what a taken node adds to a row, of either sign; the sum is at most
    `limit` [r]. `settled` [n]: FREE, NEVER or ALWAYS. Raises ValueError for a negative price, or where
    a node that is always taken needs one that never is.
    """

    cost: Floats
    needs: Ints
    pairs: Ints
    price: Floats
    row: Ints
    node: Ints
    uses: Floats
    limit: Floats
    settled: Ints

    def __post_init__(self) -> None:
        """Check what is given."""
        if (self.price < 0).any():
            raise ValueError("prices of pairs must not be negative")

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.cost)

    @cached_property
    def state(self) -> Ints:
        """What is settled of each node, and follows from what is settled of others."""
        return _spread(self.settled, self.needs)

    def value(self, taken: Bools) -> float:
        """Return what a choice costs."""
        apart = taken[self.pairs[:, 0]] != taken[self.pairs[:, 1]]
        return float(self.cost @ taken + self.price @ apart)

    def used(self, taken: Bools) -> Floats:
        """Return what a choice adds up to in each row."""
        return np.bincount(
            self.row, self.uses * taken[self.node], minlength=len(self.limit)
        ).astype(np.float64)

    @cached_property
    def slack(self) -> Floats:
        """By how much each limit may be exceeded and still count as kept: rounding of sums."""
        size = np.bincount(self.row, np.abs(self.uses), minlength=len(self.limit))
        return 1e-9 * np.maximum(np.maximum(size, np.abs(self.limit)), 1.0)

    def closed(self, taken: Bools) -> bool:
        """Whether a choice has all that is needed and what is settled."""
        kept = (taken[self.needs[:, 0]] <= taken[self.needs[:, 1]]).all()
        told = (self.settled == FREE) | (self.settled == taken)
        return bool(kept and told.all())

    def within(self, taken: Bools) -> bool:
        """Whether a choice keeps every limit."""
        return bool((self.used(taken) <= self.limit + self.slack).all())

    def leaning(self) -> tuple[Floats, float]:
        """Return the cost of nodes with what pairs with settled ones add, and what is settled already.

        The cost of a choice is that of its free nodes, of pairs between these, and the second number.
        """
        free, always = self.state == FREE, self.state == ALWAYS
        a, b = self.pairs[:, 0], self.pairs[:, 1]
        half = ~(free[a] & free[b])
        cost = self.cost.copy()
        for one, other in ((a[half], b[half]), (b[half], a[half])):
            lean = np.where(always[other], -1.0, 1.0) * self.price[half]
            np.add.at(cost, one[free[one]], lean[free[one]])
        apart = always[a[half]] != always[b[half]]
        return cost, float(self.cost @ always + self.price[half] @ apart)

    def priced(self, tolls: Floats) -> Floats:
        """Return the cost of nodes when a unit of each row costs a toll [r]."""
        more = np.bincount(self.node, self.uses * tolls[self.row], minlength=self.n)
        return self.cost + more


def _spread(settled: Ints, needs: Ints) -> Ints:
    """Settle what must follow: what is always taken takes what it needs along, what never is keeps out."""
    state = settled.copy()
    a, b = needs[:, 0], needs[:, 1]
    while True:
        up = b[(state[a] == ALWAYS) & (state[b] != ALWAYS)]
        down = a[(state[b] == NEVER) & (state[a] != NEVER)]
        if not len(up) and not len(down):
            break
        if (state[up] == NEVER).any() or (state[down] == ALWAYS).any():
            raise ValueError("a node that is always taken needs one that never is")
        state[up] = ALWAYS
        state[down] = NEVER
    return state
