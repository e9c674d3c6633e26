"""Managers by span of control: layer upon layer, and never fewer for more people."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ostan.plan.units.span import below_head, managers


def upward(people: int, span: float) -> int:
    """Count the managers by walking up the layers."""
    layer, total = people, 0
    while True:
        layer = max(math.ceil(layer / span), 1)
        total += layer
        if layer == 1:
            return total


@pytest.mark.parametrize("span", [2.0, 3.5, 8.0, 12.0])
def test_managers_are_those_of_every_layer(span: float) -> None:
    people = np.arange(700)
    found = managers(people, span)
    assert found.tolist() == [upward(n, span) for n in people.tolist()]
    assert (np.diff(found) >= 0).all()
    assert (below_head(people, span) == found - 1).all()


def test_layers_are_the_logarithm_of_people() -> None:
    # 8 to the power k people under a span of 8 fill k layers: (8^k - 1) / 7 managers.
    powers = np.array([8**k for k in range(1, 6)])
    assert managers(powers, 8.0).tolist() == [(8**k - 1) // 7 for k in range(1, 6)]
    # One more asks for a layer more, with a manager in each.
    assert (managers(powers + 1, 8.0) > managers(powers, 8.0)).all()


def test_a_span_below_two_never_ends_and_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        managers(np.array([5]), 1.0)
