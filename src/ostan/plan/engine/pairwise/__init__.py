"""Clique partitioning: items into groups of any number and size, by signed weights of pairs.

Maximise the sum of the weights inside groups, with an upper bound that is true at every moment.
Arrays only. `solve` has the method.
"""

from ostan.plan.engine.pairwise.outcome import PairOutcome, PairProgress
from ostan.plan.engine.pairwise.solve import solve_pairs

__all__ = ["PairOutcome", "PairProgress", "solve_pairs"]
