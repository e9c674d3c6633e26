"""Clique partitioning against enumeration of all partitions, each stage alone and all together."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from ostan.plan.engine.pairwise import PairProgress, node, solve_pairs
from ostan.plan.engine.pairwise.master import worth
from ostan.plan.engine.pairwise.node import Node, Open
from ostan.plan.engine.pairwise.outcome import Floats, Pair, checked, value_of
from ostan.plan.engine.pairwise.pool import Pool
from ostan.plan.engine.pairwise.pricing import Pricer, diagonals, finite
from ostan.plan.engine.pairwise.reduce import contracted, reduced, whole
from ostan.plan.engine.pairwise.relaxation import Triangles

pytestmark = pytest.mark.slow

# Instances and plain answers -------------------------------------------------------------------


def random_weights(seed: int, n: int | None = None) -> Floats:
    """Symmetric weights of several kinds: signs, whole numbers, fractions, many zeros, some apart."""
    rng = np.random.default_rng(seed)
    n = n or int(rng.integers(1, 10))
    kind = seed % 5
    if kind == 0:
        square = rng.choice([-1.0, 1.0], (n, n))
    elif kind == 1:
        square = rng.integers(-9, 10, (n, n)).astype(float)
    elif kind == 2:
        square = rng.normal(0.3, 1.0, (n, n))
    elif kind == 3:
        square = rng.integers(-3, 4, (n, n)) * 1.0 * (rng.random((n, n)) < 0.5)
    else:
        square = np.where(rng.random((n, n)) < 0.2, -np.inf, rng.integers(-6, 10, (n, n)) * 1.0)
    upper = np.triu(square, 1)
    upper[np.isnan(upper)] = 0.0
    return np.where(np.triu(np.ones((n, n), bool), 1), square, 0.0) + np.tril(square.T, -1)


def best_value(weights: Floats) -> float:
    """The best partition's value by dynamic programming over all sets (n <= 9)."""
    n = len(weights)
    inside = [0.0] * (1 << n)
    for mask in range(1, 1 << n):
        top = mask.bit_length() - 1
        rest = mask ^ (1 << top)
        inside[mask] = inside[rest] + sum(weights[top, j] for j in range(top) if rest >> j & 1)
    best = [0.0] * (1 << n)
    for mask in range(1, 1 << n):
        top = 1 << (mask.bit_length() - 1)
        rest = part = mask ^ top
        found = inside[top | part] + best[rest ^ part]
        while part:
            part = (part - 1) & rest
            found = max(found, inside[top | part] + best[rest ^ part])
        best[mask] = found
    return best[-1]


def random_pairs(seed: int, n: int) -> tuple[list[Pair], list[Pair]]:
    rng = np.random.default_rng(seed)
    pairs = list(combinations(range(n), 2))
    picks = rng.permutation(len(pairs))
    return [pairs[p] for p in picks[:2]], [pairs[p] for p in picks[2:5]]


def bound_to(weights: Floats, together: Sequence[Pair], apart: Sequence[Pair]) -> Floats:
    """The weights with a high reward for pairs together and -inf for pairs apart."""
    square = weights.copy()
    for i, j in together:
        square[i, j] = square[j, i] = square[i, j] + 1e4
    for i, j in apart:
        square[i, j] = square[j, i] = -np.inf
    return square


def run(part: Open, least: float) -> Sequence[Open]:
    """Advance a node to its end; return its children."""
    while not part.done:
        part.step(least)
    return part.children()


def tree_value(weights: Floats, grain: float) -> tuple[float, int]:
    """Solve by groups alone, without the stages before; return the value, and how many nodes it took."""
    small = whole(weights)
    value, count = 0.0, 0
    nodes: list[Open] = [Node(small, np.inf, grain, 0, None)]
    while nodes:
        top = nodes.pop()
        count += 1
        nodes += run(top, value + (grain or 1e-6))
        value = max(value, top.value)
    return value, count


# The whole -------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(8))
def test_solves_to_the_best_of_all_partitions(block: int) -> None:
    for seed in range(30 * block, 30 * block + 30):
        weights = random_weights(seed)
        found = solve_pairs(weights, seed=seed, seconds=600)
        assert found.proven
        assert not found.interrupted
        assert found.value == pytest.approx(best_value(weights), abs=1e-6)
        assert found.bound == pytest.approx(found.value, abs=1e-6)
        assert found.value == pytest.approx(
            value_of(checked(weights, (), ()), found.groups), abs=1e-9
        )
        assert sorted(i for g in found.groups for i in g) == list(range(len(weights)))


def test_together_and_apart_hold() -> None:
    for seed in range(40):
        weights = np.where(np.isinf(random_weights(seed, 7)), -5.0, random_weights(seed, 7))
        together, apart = random_pairs(seed, 7)
        found = solve_pairs(weights, together=together, apart=apart, seconds=600)
        best = best_value(bound_to(weights, together, apart))
        if best < 1e4 * len(together) - 5e3:
            assert found.infeasible
            assert found.groups == ()
            continue
        of = {i: number for number, g in enumerate(found.groups) for i in g}
        assert found.proven
        assert found.value == pytest.approx(best - 1e4 * len(together), abs=1e-6)
        assert all(of[i] == of[j] for i, j in together)
        assert all(of[i] != of[j] for i, j in apart)


def test_what_cannot_be_is_said() -> None:
    found = solve_pairs(np.zeros((3, 3)), together=[(0, 1), (1, 2)], apart=[(0, 2)])
    assert found.infeasible
    assert found.proven
    assert found.value == found.bound == -np.inf


def test_bounds_are_true_at_every_step() -> None:
    for seed in range(40):
        weights = random_weights(seed, 9)
        best, seen = best_value(weights), list[PairProgress]()
        solve_pairs(weights, progress=seen.append, seconds=600)
        for step in seen:
            assert step.value <= step.lp <= step.bound
            assert step.value <= best + 1e-6
            assert step.bound >= best - 1e-6
        for before, after in pairwise(seen):
            assert after.value >= before.value
            assert after.bound <= before.bound


def middling(seed: int, n: int) -> Floats:
    """Dense contradictory weights, that the first stages do not settle."""
    square = np.triu(np.random.default_rng(seed).integers(-9, 10, (n, n)), 1).astype(float)
    return square + square.T


def test_the_same_seed_gives_the_same_answer() -> None:
    weights = middling(1, 24)
    first, second = (
        solve_pairs(weights, seed=3, seconds=600),
        solve_pairs(weights, seed=3, seconds=600),
    )
    assert first.groups == second.groups
    assert first.bound == second.bound


def test_stop_keeps_the_best_and_a_true_bound() -> None:
    weights = middling(2, 30)
    full = solve_pairs(weights, seconds=60)
    assert full.proven
    for count in (1, 2, 4, 8):
        asked = iter(range(count))
        cut = solve_pairs(weights, stop=lambda asked=asked: next(asked, None) is None)  # type: ignore[misc]
        assert cut.interrupted
        assert cut.value <= full.value <= cut.bound
        assert sorted(i for g in cut.groups for i in g) == list(range(30))


def test_no_time_still_gives_a_partition_and_a_bound() -> None:
    found = solve_pairs(middling(3, 30), seconds=0.0)
    assert found.interrupted
    assert found.groups
    assert found.value <= found.bound < np.inf


def test_a_gap_may_be_left() -> None:
    weights = middling(4, 26)
    seen = list[PairProgress]()
    found = solve_pairs(weights, gap=0.5, progress=seen.append, seconds=600)
    assert found.bound - found.value <= 0.5 * found.bound
    assert all(p.bound - p.value > 0.5 * p.bound for p in seen[:-1])


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (np.zeros((2, 3)), "shape"),
        (np.array([[0.0, 1.0], [2.0, 0.0]]), "symmetric"),
        (np.array([[0.0, np.nan], [np.nan, 0.0]]), "finite"),
        (np.array([[0.0, np.inf], [np.inf, 0.0]]), "finite"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights: Floats, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        solve_pairs(weights)


def test_pairs_that_do_not_fit_are_refused_together() -> None:
    with pytest.raises(ValueError, match=r"together has \(0, 0\).*apart has \(0, 5\)"):
        solve_pairs(np.zeros((2, 2)), together=[(0, 0)], apart=[(0, 5)])


# Stages ----------------------------------------------------------------------------------------


def test_reducing_keeps_the_best_value() -> None:
    smaller = 0
    for seed in range(150):
        weights = checked(random_weights(seed), (), ())
        small = reduced(whole(weights))
        smaller += len(small.weights) < len(weights)
        assert small.base + best_value(small.weights) == pytest.approx(
            best_value(weights), abs=1e-6
        )
        assert sorted(i for b in small.blocks for i in b) == list(range(len(weights)))
    assert smaller > 50


def test_joined_pairs_are_one_block() -> None:
    weights = middling(5, 6)
    small = contracted(weights, [(0, 3), (3, 5), (0, 5)])
    assert small is not None
    assert (0, 3, 5) in small.blocks
    assert small.base == weights[0, 3] + weights[0, 5] + weights[3, 5]


def all_rows(n: int) -> np.ndarray:
    return np.array([[mask >> i & 1 for i in range(n)] for mask in range(1, 1 << n)], bool)


def prices_of(weights: Floats) -> Floats:
    """Prices near those of a relaxation: half of what each item could gain."""
    finite_ = np.where(np.isinf(weights), 0.0, weights)
    return np.asarray(0.35 * np.maximum(finite_, 0.0).sum(1))


@pytest.mark.parametrize("seed", range(30))
def test_listing_meets_every_group_above_the_level_once(seed: int) -> None:
    weights = checked(random_weights(seed, 9), (), ())
    prices = prices_of(weights)
    rows = all_rows(9)
    f = worth(weights, rows) - rows @ prices
    low = float(np.quantile(f[np.isfinite(f)], 0.6)) + 1e-6
    wanted = {tuple(r) for r in rows[(f > low) & (rows.sum(1) > 1)].tolist()}
    pricer = Pricer(weights)
    pricer.begin(prices, low, float(f.max()) - low + 1e-9, every=True)
    while not pricer.advance(7):
        pass
    found = [tuple(r) for r in pricer.groups().tolist()]
    assert len(found) == len(set(found))
    assert set(found) == wanted


@pytest.mark.parametrize("seed", range(30))
def test_bounds_of_roots_hold_at_every_moment_and_are_reached(seed: int) -> None:
    weights = checked(random_weights(seed, 9), (), ())
    prices = prices_of(weights)
    rows = all_rows(9)
    f = worth(weights, rows) - rows @ prices
    pricer = Pricer(weights)
    pricer.begin(prices, 1e-9)
    top = float(f.max())
    while True:
        assert pricer.crests.max() >= top - 1e-9
        assert (
            float(prices.sum() + np.maximum(pricer.crests, 0.0).sum()) >= best_value(weights) - 1e-6
        )
        if pricer.advance(5):
            break
    if top <= 1e-9:
        assert len(pricer.groups()) == 0
        assert pricer.crests.max() <= 1e-9
    else:
        assert (worth(weights, pricer.groups()) - pricer.groups() @ prices > 1e-9).all()
        assert len(pricer.groups()) > 0


def test_diagonals_make_every_tail_semidefinite() -> None:
    weights = finite(random_weights(4, 20), 9.0)
    for every in (1, 6):
        d = diagonals(weights, every)
        for a in range(20):
            least = np.linalg.eigvalsh(np.diag(d[a, a:]) - weights[a:, a:])[0]
            assert least >= -1e-9


@pytest.mark.slow
def test_groups_alone_solve_small_ones() -> None:
    for seed in range(60):
        weights = checked(random_weights(seed, 8), (), ())
        grain = 0.0 if seed % 5 == 2 else 1.0
        value, _ = tree_value(weights, grain)
        assert value == pytest.approx(best_value(weights), abs=2e-6)


@pytest.mark.slow
def test_branching_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [solve_pairs(middling(seed, 20), seconds=600).value for seed in range(4)]
    monkeypatch.setattr(node, "WIDE", -1)
    branched = 0
    for seed in range(4):
        weights = middling(seed, 20)
        value, nodes = tree_value(weights, 1.0)
        branched += nodes > 2
        assert value == known[seed]
    assert branched > 0


def test_pools_choose_the_best_or_say_there_is_none() -> None:
    for seed in range(40):
        weights = checked(random_weights(seed, 7), (), ())
        best, grain = best_value(weights), 0.0 if seed % 5 == 2 else 1.0
        rows = all_rows(7)
        rows = rows[np.isfinite(worth(weights, rows))]
        for least in (best - 0.5 * (grain or 0.2), best + (grain or 0.2)):
            pools, found = [Pool.of(weights, rows, np.inf, least, grain)], -np.inf
            while pools:
                pool = pools.pop()
                while not pool.done:
                    pool.step()
                if pool.best is not None:
                    found = max(found, value_of(weights, pool.best))
                    assert pool.bound >= found - 1e-6
                pools += pool.halves() if pool.parted else []
            assert found == (pytest.approx(best, abs=1e-6) if least < best else -np.inf)


def test_the_relaxation_over_pairs_bounds_at_every_round() -> None:
    for seed in range(40):
        weights = checked(random_weights(seed, 9), (), ())
        pairs = Triangles(weights, 0.0)
        best = best_value(weights)
        while not pairs.done:
            pairs.step()
            assert pairs.bound >= best - 1e-6


# Kernels beside plain references ---------------------------------------------------------------


def plain_violated(x: Floats, least: float) -> Iterator[tuple[int, int, int]]:
    n = len(x)
    for j in range(n):
        for i, h in combinations([i for i in range(n) if i != j], 2):
            if x[i, j] > least and x[i, j] + x[j, h] - x[i, h] > 1.0 + least:
                yield i, j, h


def test_triangles_are_those_violated() -> None:
    from ostan.plan.engine.pairwise.kernel_triangles import violated

    for seed in range(20):
        x = np.triu(np.random.default_rng(seed).random((7, 7)).round(1), 1)
        x += x.T
        out, by = np.zeros((200, 3), np.int64), np.zeros(200)
        count = violated(x, 1e-6, out, by)
        assert sorted(map(tuple, out[:count].tolist())) == sorted(plain_violated(x, 1e-6))
        assert by[:count] == pytest.approx(
            [x[i, j] + x[j, h] - x[i, h] - 1 for i, j, h in out[:count]]
        )


def test_triangles_taken_share_no_pair_too_often() -> None:
    from ostan.plan.engine.pairwise.kernel_triangles import spread

    triangles = np.array(
        [(i, j, h) for j in range(6) for i, h in combinations(range(6), 2) if j not in (i, h)]
    )
    assert len(spread(triangles, 6, 10_000, 10_000)) == len(triangles)
    assert len(spread(triangles, 6, 7, 10_000)) == 7
    taken = triangles[spread(triangles, 6, 10_000, 2)]
    pairs = [tuple(sorted(p)) for i, j, h in taken.tolist() for p in ((i, j), (j, h), (i, h))]
    assert max(pairs.count(p) for p in set(pairs)) == 2


def test_packed_triangles_bound_the_value() -> None:
    from ostan.plan.engine.pairwise.kernel_triangles import packed

    for seed in range(100):
        weights = checked(random_weights(seed), (), ())
        bound = packed(weights.copy())
        assert best_value(weights) - 1e-9 <= bound <= np.maximum(weights, 0.0).sum() / 2 + 1e-9


def test_cuts_are_those_violated() -> None:
    from ostan.plan.engine.pairwise.kernel_cuts import subset_rows

    for seed in range(20):
        rng = np.random.default_rng(seed)
        rows, shares = rng.random((12, 7)) < 0.4, rng.random(12)
        triples, held = subset_rows(rows, shares, 1.03)
        plain = {t: shares @ (rows[:, t].sum(1) >= 2) for t in combinations(range(7), 3)}
        plain = {t: v for t, v in plain.items() if v > 1.03}
        assert {tuple(t) for t in triples.tolist()} == set(plain)
        for t, v in zip(triples.tolist(), held, strict=True):
            assert v == pytest.approx(plain[tuple(t)])


def test_climbs_tell_the_worth_of_what_they_found() -> None:
    from ostan.plan.engine.pairwise.kernel_climb import chance_of, climbs

    for seed in range(10):
        weights = middling(seed, 12)
        prices = prices_of(weights)
        rows, f = climbs(weights, prices, 2, 40, chance_of(seed), -1e9)
        assert len(rows) == 24
        assert f == pytest.approx(worth(weights, rows) - rows @ prices)


def test_a_partition_searched_is_worth_what_it_says() -> None:
    from ostan.plan.engine.pairwise.kernel_climb import chance_of, partition
    from ostan.plan.engine.pairwise.outcome import groups_of
    from ostan.plan.engine.pairwise.part import nearest

    for seed in range(10):
        weights = middling(seed, 9)
        labels, value = partition(weights, nearest(weights, 4), 60, 30, chance_of(seed))
        assert value == pytest.approx(value_of(weights, groups_of(labels)))
        assert value == best_value(weights)


# The public library ----------------------------------------------------------------------------


def cplib(shared: Path, name: str) -> tuple[Floats, float]:
    rows = csv.DictReader((shared / "cplib" / "optimal.csv").read_text("utf-8").splitlines())
    best = next(float(r["optimal"]) for r in rows if r["instance"] == name)
    numbers = (shared / "cplib" / f"{name}.txt").read_text("utf-8").split()
    n = int(numbers[0])
    weights = np.zeros((n, n))
    weights[np.triu_indices(n, 1)] = [float(w) for w in numbers[1:]]
    return weights + weights.T, best


@pytest.mark.parametrize("name", ["abr/cetacea", "mcf/ira_95", "mcf/boc_1", "correlation/corr40-2"])
def test_proves_the_published_optimum(shared: Path, name: str) -> None:
    weights, best = cplib(shared, name)
    found = solve_pairs(weights, seconds=120)
    assert found.proven
    assert found.value == best
