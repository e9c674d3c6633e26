"""The share of cases that lie within limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Limit(NamedTuple):
    """One power's limits: from (included) to (excluded); None is no limit on that side."""

    low: float | None
    high: float | None


def share_within(
    limits: Iterable[Limit], median: float | None, sigma: float | None
) -> float | None:
    """Return the share of cases whose amount lies within any of `limits`: 0 to 1.

    Amounts are taken as lognormal with that median and that standard deviation of the logarithm.
    None where a limit matters and the amounts are not known.
    """
    joined = list(_joined(limits))
    if joined == [Limit(None, None)]:
        return 1.0
    if not median or sigma is None:
        return 0.0 if not joined else None
    return sum(_below(b.high, median, sigma) - _below(b.low, median, sigma, 0.0) for b in joined)


def share_below(limit: float | None, median: float, sigma: float) -> float:
    """Return the share of cases whose amount lies below a limit (None: no limit), 0 to 1; lognormal."""
    return _below(limit, median, sigma)


def amount_below(limit: float | None, median: float, sigma: float) -> float:
    """Return the amount of cases below a limit, per case of all, in medians.

    E[a; a < limit] / median = exp(sigma^2 / 2) Phi(ln(limit / median) / sigma - sigma), the partial
    expectation of a lognormal. Without a limit it is exp(sigma^2 / 2).
    """
    whole = math.exp(sigma * sigma / 2)
    if limit is None or math.isinf(limit):
        return whole
    if limit <= 0:
        return 0.0
    if sigma == 0:
        return float(median < limit)
    at = math.log(limit / median) / sigma - sigma
    return whole * 0.5 * (1 + math.erf(at / math.sqrt(2)))


def _joined(limits: Iterable[Limit]) -> Iterator[Limit]:
    """Join limits that touch, so that nothing is counted twice."""
    ends = sorted((b.low or 0.0, math.inf if b.high is None else b.high) for b in limits)
    merged: list[list[float]] = []
    for low, high in ends:
        if merged and low <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], high)
        elif high > low:
            merged.append([low, high])
    for low, high in merged:
        yield Limit(low or None, None if math.isinf(high) else high)


def _below(limit: float | None, median: float, sigma: float, unlimited: float = 1.0) -> float:
    """Return the share of amounts below a limit."""
    if limit is None:
        return unlimited
    if limit <= 0:
        return 0.0
    if sigma == 0:
        return float(median < limit)
    return 0.5 * (1 + math.erf(math.log(limit / median) / (sigma * math.sqrt(2))))
