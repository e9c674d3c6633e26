"""Totals, ranks and weights: ranges held against every combination, intervals against a fine sweep."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.plan.services.order import ordered, rank_range, totals, weight_room

CELL = st.integers(0, 6).map(lambda n: n / 6)


@st.composite
def cases(draw):
    n, k = draw(st.integers(2, 6)), draw(st.integers(2, 4))
    raw = np.array(draw(st.lists(CELL, min_size=n * k, max_size=n * k))).reshape(n, k)
    weights = np.array(draw(st.lists(st.integers(0, 4), min_size=k, max_size=k)), float)
    if not weights.sum():
        weights[0] = 1.0
    return raw, weights


def moved(weights, k, share):
    """The weights with that share of criterion k, the others in proportion."""
    others = np.delete(weights, k)
    whole = others.sum()
    made = others / whole * (1 - share) if whole else others
    return np.insert(made, k, share if whole else 1.0)


def order_at(raw, weights, k, share):
    # A sweep never stands exactly on a crossing: rows that are the same there stay in their order.
    return ordered(totals(raw, moved(weights, k, share)))


def test_totals_are_weighted_means():
    raw = np.array([[1.0, 0.0], [0.5, 0.5]])
    assert totals(raw, np.array([3.0, 1.0])) == pytest.approx([0.75, 0.5])
    assert totals(raw, np.zeros(2)).tolist() == [0.0, 0.0]


def test_equal_totals_keep_their_order():
    assert ordered(np.array([0.2, 0.5, 0.2, 0.5])).tolist() == [1, 3, 0, 2]


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(cases(), st.data())
def test_the_order_changes_outside_the_interval_and_not_inside(case, data):
    raw, weights = case
    k = data.draw(st.integers(0, raw.shape[1] - 1))
    top = data.draw(st.one_of(st.none(), st.integers(1, len(raw) - 1)))
    room = weight_room(raw, weights, k, top)
    share = weights[k] / weights.sum()
    assert 0 <= room.low <= share + 1e-12
    assert share - 1e-12 <= room.high <= 1

    def same(at):
        now, then = order_at(raw, weights, k, share), order_at(raw, weights, k, at)
        if top is None:
            return now.tolist() == then.tolist()
        return set(now[:top].tolist()) == set(then[:top].tolist())

    if np.delete(weights, k).sum() == 0:
        return  # the others have no proportions to keep
    for at in np.linspace(0, 1, 211):
        if room.low + 1e-9 < at < room.high - 1e-9:
            assert same(at), at
    for end, step, there in ((room.low, -1e-6, room.low > 0), (room.high, 1e-6, room.high < 1)):
        if there and 0 <= end + step <= 1:
            assert not same(end + step), end


def test_the_pairs_at_the_ends_are_those_that_change_places():
    raw = np.array([[1.0, 0.0], [0.4, 0.8], [0.0, 0.9]])
    weights = np.array([0.7, 0.3])  # totals .70 .52 .27
    room = weight_room(raw, weights, 0)
    # Rows 0 and 1 meet where t = 0.4 t + 0.8 (1 - t): t = 4/7; rows 1 and 2 at 0.4 t = 0.1 (1 - t).
    assert room.low == pytest.approx(4 / 7)
    assert room.low_pair == (0, 1)
    assert room.high == 1.0
    assert room.high_pair is None


def test_rows_that_tie_leave_no_room_unless_they_are_alike():
    alike = np.array([[0.5, 0.5], [0.5, 0.5]])
    assert weight_room(alike, np.ones(2), 0).low == 0.0
    tied = np.array([[0.2, 0.8], [0.8, 0.2]])
    room = weight_room(tied, np.ones(2), 0)
    assert (room.low, room.high) == (0.0, 0.5)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_rank_ranges_are_those_of_all_combinations_of_ends(spans):
    low = np.array([min(s) for s in spans])
    high = np.array([max(s) for s in spans])
    best, worst = rank_range(low, high)
    ranks = [
        [1 + sum(y > x for y in totals_) for x in totals_]
        for totals_ in product(*zip(low.tolist(), high.tolist(), strict=True))
    ]
    assert best.tolist() == np.min(ranks, axis=0).tolist()
    assert worst.tolist() == np.max(ranks, axis=0).tolist()
