"""Managers that people need, by span of control over layers. Arrays only.

Of n people and a span s there are ceil(n / s) managers of the first layer, managers of these likewise,
and so on up to one, the head. (Urwick 1956, "The Manager's Span of Control", Harvard Business Review
34(3); the sum over layers as in Beckmann 1960, Quarterly Journal of Economics 74:464 and Williamson
1967, Journal of Political Economy 75:123.) There are as many layers as the logarithm of n to the base
s, rounded up, and at least one: a unit has a head.
"""

from __future__ import annotations

import numpy as np

from ostan.plan.engine.problem import Floats, Ints


def managers(people: Ints, span: float) -> Floats:
    """Return the managers, head included, of each number of people (>= 0); span at least 2.

    Never falls as people rise.
    """
    if span < 2:
        raise ValueError(f"span is {span}; at least 2 is needed")
    layer = np.maximum(np.ceil(people / span), 1.0)
    total = layer.copy()
    while (layer > 1).any():
        above = np.where(layer > 1, np.ceil(layer / span), 0.0)
        total += above
        layer = above
    return total


def below_head(people: Ints, span: float) -> Floats:
    """Return the managers below the head of each number of people; 0 where there are none."""
    return managers(people, span) - 1.0
