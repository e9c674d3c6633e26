"""Cuts against enumeration: which are violated, what groups pay, and that answers stay the best."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.plan.engine.test_partition import problem, symmetric, true_at_every_moment, watched

from ostan.plan.engine import closing, node
from ostan.plan.engine.cuts import LEAST, incidence, no_cuts, pays, violated
from ostan.plan.engine.node import Node
from ostan.plan.engine.pack import flatten, pack
from ostan.plan.engine.pricing import Effort, Pricer, Prices
from ostan.plan.engine.problem import Ints, Mode, Problem, Scene, Seats, Table
from ostan.plan.engine.reference import all_groups, brute_force

THOROUGH, HASTY = Effort(10**9, 10**4, 0.0), Effort(1, 4, 0.5)


def never() -> bool:
    return False


def holds_two(group: tuple[int, ...], cut: Ints) -> bool:
    return len(set(group) & set(cut.tolist())) >= 2


@pytest.mark.parametrize("seed", range(20))
def test_violated_cuts_are_those_found_by_trying_all_triples(seed: int) -> None:
    draw = np.random.default_rng(seed)
    blocks = 9
    groups = [
        tuple(sorted(draw.choice(blocks, int(draw.integers(1, 5)), replace=False).tolist()))
        for _ in range(25)
    ]
    shares = draw.dirichlet(np.full(len(groups), 0.3))
    shares /= (incidence(groups, blocks).T @ shares).max()  # no block is chosen more than once
    over = {
        triple: sum(s for g, s in zip(groups, shares, strict=True) if len({*g} & {*triple}) > 1) - 1
        for triple in combinations(range(blocks), 3)
    }
    found = [tuple(cut) for cut in violated(groups, shares, blocks, no_cuts()).tolist()]
    assert all(over[cut] > LEAST for cut in found)
    assert sorted(over[cut] for cut in found) == [over[cut] for cut in reversed(found)]
    assert bool(found) == any(by > LEAST + 1e-9 for by in over.values())
    known = np.array(found[:2], np.int64).reshape(-1, 3)
    again = [tuple(cut) for cut in violated(groups, shares, blocks, known).tolist()]
    assert not set(again) & set(found[:2])
    cuts = np.array(list(over), np.int64)
    paid = pays(incidence(groups, blocks), cuts)
    assert all(
        paid[g, c] == holds_two(groups[g], cuts[c])
        for g in range(len(groups))
        for c in range(len(cuts))
    )


def priced(seed: int) -> tuple[Problem, Pricer, Prices, Ints]:
    """Return a small problem with random cuts, and prices at which many groups undercut."""
    task = problem(seed, n=7)
    draw = np.random.default_rng(seed)
    pricer = Pricer(pack(task, flatten(task), [(i,) for i in range(7)], (), ()))
    triples = list(combinations(range(7), 3))
    cuts = np.array([triples[k] for k in draw.choice(len(triples), 6, replace=False)], np.int64)
    pricer.cut(cuts)
    at = Prices(
        pricer.alone * draw.uniform(0.7, 1.0, 7),
        np.zeros(0),
        draw.uniform(0, 0.3, 6) * pricer.alone.mean(),
    )
    return task, pricer, at, cuts


def reduced(task: Problem, at: Prices, cuts: Ints) -> dict[tuple[int, tuple[int, ...]], float]:
    """Return what every group that is allowed costs less prices, plus dues, by trying all."""
    return {
        (mode, group): cost
        + sum(due for due, cut in zip(at.dues, cuts, strict=True) if holds_two(group, cut))
        for mode in range(len(task.modes))
        for group, cost in all_groups(task, mode, at.blocks.tolist(), np.inf).items()
    }


@pytest.mark.parametrize("seed", range(30))
def test_groups_pay_the_dues_of_the_cuts_they_hold_two_of(seed: int) -> None:
    task, pricer, at, cuts = priced(seed)
    true = reduced(task, at, cuts)
    look = pricer.look(at, -1e-9, THOROUGH, never, 10**6)
    assert look.complete
    assert set(look.groups) == {key for key, cost in true.items() if cost < -1e-9}


@pytest.mark.parametrize("effort", [THOROUGH, HASTY])
@pytest.mark.parametrize("seed", range(30))
def test_mended_prices_are_undercut_by_nothing(seed: int, effort: Effort) -> None:
    task, pricer, at, cuts = priced(seed)
    look = pricer.look(at, -1e-9, effort, never, 10**6)
    mended = Prices(at.blocks - look.short, at.tolls, at.dues)
    assert min(reduced(task, mended, cuts).values(), default=0.0) >= -1e-7
    assert (mended.blocks <= pricer.alone + 1e-9).all()


def eager(seed: int) -> Problem:
    """Return seven items that save much the same with each other, two or three to a group.

    Seven do not part into pairs: the linear program takes halves of the pairs of a triple.
    """
    draw = np.random.default_rng(seed)
    n = 7
    seats = [[(p, float(v), 1.0) for p, v in enumerate(draw.uniform(3, 4, 2))] for _ in range(n)]
    place = Scene(
        1.0,
        np.arange(n),
        draw.uniform(10, 14, n),
        Table.of([[(t, float(draw.uniform(1, 3)))] for t in range(n)]),
        Seats.of(seats),
        np.full(n, 4.0),
        1.0,
        np.zeros(n),
    )
    pair = symmetric(draw.uniform(0, 6, (n, n)))
    mode = Mode("merge", (place,), 0.5, np.zeros(n), pair, symmetric(draw.random((n, n)) < 0.1))
    return Problem(n, (mode,), 2 + seed % 2, max_groups=4 if seed % 4 < 2 else None)


@pytest.mark.slow
def test_nodes_that_few_columns_do_not_settle_are_cut_and_parted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut, parted = [0], [0]
    tighten = Node.tighten

    def counted(self: Node, value: float) -> bool:
        more = tighten(self, value)
        cut[0] += more
        parted[0] += not more
        return more

    monkeypatch.setattr(Node, "tighten", counted)
    monkeypatch.setattr(node, "COLUMNS_KEPT", 32)
    monkeypatch.setattr(closing, "FEW", 1)
    monkeypatch.setattr(closing, "MANY", 1)
    for seed in range(12):
        task = eager(seed)
        best, _, _ = brute_force(task)
        if best == float("inf"):
            continue
        outcome, seen = watched(task, seconds=30)
        true_at_every_moment(seen, best)
        assert outcome.proven
        assert outcome.value == pytest.approx(best, rel=1e-6)
    assert cut[0] > 5
    assert parted[0] > 5
