"""One part of a problem, solved to the end: partitions by search, bounds by nodes, branching.

A *part* is a set of items that never share a group with others, or all of them where side rows tie
them together. Each `step` is a fraction of a second of work; `value` and `bound` are true in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ostan.plan.engine.closing import settle
from ostan.plan.engine.node import Branch, Group, Node
from ostan.plan.engine.pack import Flat
from ostan.plan.engine.problem import Floats, Ints, Problem

NEAR = 12
"""Partners of an item that the search prefers: those it saves most with as a pair."""
PATIENCE = 25
"""Steps towards the first bound after which it is worth while to search for longer meanwhile."""
PRICED_RUNS = 3
"""Searches at the prices of side rows, once these are known and a first program has not settled it."""
HARVEST = 20_000
"""Groups, at most, that a run of annealing leaves to the master problem."""


class Part:
    """A part; see the module. `groups` is the best partition met, empty until there is one."""

    def __init__(
        self,
        problem: Problem,
        flat: Flat,
        items: Sequence[int],
        seed: int,
        known: Sequence[Group] = (),
        start: Sequence[Group] = (),
    ) -> None:
        self._problem, self._flat, self._items = problem, flat, tuple(items)
        self._rng = np.random.default_rng([seed, min(items)])
        self.value = float("inf")
        self.groups: tuple[Group, ...] = ()
        self.phase = "search"
        self._runs: list[Callable[[], None]] = []
        self._lp = float("inf")
        self.root = Node(problem, flat, items, Branch(together=problem.together))
        self.nodes = [self.root]
        if not self.root.closed:
            self._near = self._partners()
            self.root.know(known)
            self._offer(start)
            self._merge()
        self._drop()

    # Where it stands ----------------------------------------------------------------------------

    @property
    def bound(self) -> float:
        """What every partition of this part costs at least; inf: there is none."""
        return min([self.value, *(node.bound for node in self.nodes)])

    @property
    def done(self) -> bool:
        """Whether nothing is left to be sought."""
        return not self.nodes

    @property
    def size(self) -> int:
        """How many items it has."""
        return len(self._items)

    @property
    def relaxed(self) -> float:
        """Value of the linear relaxation over the known columns, at least the bound."""
        return min(self.value, max(self._lp, self.bound))

    @property
    def columns(self) -> int:
        """Groups known at the root."""
        return 0 if self.root.closed else len(self.root.columns)

    def known(self) -> list[Group]:
        """Return the groups known at the root."""
        if self.root.closed:
            return []
        return [(c.mode, self.root.items(c.blocks)) for c in self.root.columns]

    # Work ---------------------------------------------------------------------------------------

    def step(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Do one piece of work; `seconds` are left."""
        search = self._due()
        if search:
            self.phase = "search"
            self._runs.append(search)
            search()
        else:
            self._advance(min(self.nodes, key=lambda n: n.bound), seconds, stop)
        self._drop()

    def _due(self) -> Callable[[], None] | None:
        """Return the search that is to be made before anything else."""
        root = self.root
        if len(root.blocks) == 1:
            return None
        if not self._runs:
            return self._short
        if not root.programs:
            waited = root.steps >= PATIENCE and self._long not in self._runs
            return self._long if waited else None
        pays = len(root.limits) and self._runs.count(self._priced) < PRICED_RUNS
        return self._priced if pays else None

    def _advance(self, node: Node, seconds: float, stop: Callable[[], bool]) -> None:
        if not node.solved:
            self.phase = "bound"
            node.step(self.value, stop)
            self._lp = node.lp if node is self.root else self._lp
        elif node.programs and not node.tight and node.tighten(self.value):
            self.phase = "cut"
        elif not node.spent:
            self.phase = "close"
            self._offer(settle(node, self.value, self.groups, seconds, stop))
        elif not stop():
            self.phase = "branch"
            self._split(node)

    def _drop(self) -> None:
        self.nodes = [n for n in self.nodes if not n.closed and not n.near(self.value)]

    # Partitions by search -----------------------------------------------------------------------

    def _merge(self) -> None:
        from ostan.plan.engine import kernel_search

        root = self.root
        labels, modes = np.arange(len(root.blocks)), np.zeros(len(root.blocks), np.int64)
        kernel_search.merge(
            root.packed,
            root.pricer.state,
            kernel_search.groups(root.packed),
            labels,
            modes,
            np.zeros(len(root.limits)),
            self._fines(1.0),
        )
        self._take(labels, modes)
        self._labels = labels

    def _partners(self) -> Ints:
        """The blocks each block saves most with, as a pair."""
        n = len(self.root.blocks)
        at = np.tril_indices(n, -1)
        costs = self.root.pricer.costs([(-1, (int(i), int(j))) for i, j in zip(*at, strict=True)])
        rise = np.full((n, n), np.inf)
        rise[at] = costs - self.root.pricer.alone[at[0]] - self.root.pricer.alone[at[1]]
        saves = [(-1, (int(i), int(j))) for i, j in np.argwhere(rise < 0)]
        self.root.know(
            [(m, self.root.items(b)) for _, b in saves for m in range(self.root.packed.modes)]
        )
        rise = np.minimum(rise, rise.T)
        count = min(NEAR, n - 1)
        return np.ascontiguousarray(np.argsort(rise, axis=1, kind="stable")[:, :count])

    def _fines(self, times: float) -> Floats:
        """Fine for a unit above each limit: a few items' cost for what a group adds at most."""
        packed = self.root.packed
        rows = zip(packed.row_const, packed.row_coef, packed.row_alone, strict=True)
        most = [max(np.abs(a).max(), np.abs(b).max(), np.abs(c).max(), 1e-9) for a, b, c in rows]
        return times * 3.0 * self.root.scale / np.array(most, np.float64)

    def _short(self) -> None:
        """Anneal quickly: a partition to begin with, and groups for the first linear program."""
        self._anneal(0.05, 0.1, np.zeros(len(self.root.limits)), self._fines(4.0))

    def _long(self) -> None:
        """Anneal thoroughly."""
        times = 16.0 if np.isinf(self.value) else 2.0
        self._anneal(0.05, 1.0, np.zeros(len(self.root.limits)), self._fines(times))

    def _priced(self) -> None:
        """Anneal with side rows paid for at near what they are worth: they may be exceeded on the way.

        From hotter and for longer, since the partitions that keep them lie far apart.
        """
        self._anneal(0.4, 2.0, 0.8 * self.root.tolls, self._fines(0.2))

    def _anneal(self, heat: float, times: float, tolls: Floats, fines: Floats) -> None:
        """Anneal once: `heat` is the first temperature, as a share of what an item costs alone."""
        from ostan.plan.engine import kernel_search

        root, n = self.root, len(self.root.blocks)
        hot = heat * root.scale
        met = kernel_search.harvest(root.packed, HARVEST, len(self._runs))
        labels, modes, best, best_modes = self._labels.copy(), *np.zeros((3, n), np.int64)
        value = kernel_search.anneal(
            root.packed,
            root.pricer.state,
            kernel_search.groups(root.packed),
            labels,
            self._near,
            int(times * self._turns()),
            hot,
            root.scale / 6000,
            int(self._rng.integers(2**31)),
            tolls,
            fines,
            met,
            modes,
            best,
            best_modes,
        )
        rows = zip(met.mode, met.items[: met.length[0]], strict=False)
        root.know([(int(m), root.items([b for b in row.tolist() if b >= 0])) for m, row in rows])
        self._take(labels, modes)
        if np.isfinite(value):
            self._take(best, best_modes)
            self._labels = best

    def _turns(self) -> int:
        packed = self.root.packed
        each = float(np.mean(packed.work)) * packed.modes * 6
        return int(min(2_000 * packed.blocks, 200_000_000 / each))

    def _take(self, labels: Ints, modes: Ints) -> None:
        root = self.root
        made = [np.flatnonzero(labels == g) for g in np.unique(labels)]
        self._offer([(int(modes[b[0]]), root.items(b.tolist())) for b in made])

    def _offer(self, groups: Sequence[Group]) -> None:
        """Learn these groups; take them as the best partition if they fit and cost less."""
        root = self.root
        root.know(groups)
        columns = root.pricer.columns([k for k in (root.key(*g) for g in groups) if k])
        if sorted(b for c in columns for b in c.blocks) != list(range(len(root.blocks))):
            return
        used = sum((c.adds for c in columns), np.zeros(len(root.limits)))
        value = sum(c.cost for c in columns)
        if (used <= root.limits + 1e-9 * (1 + np.abs(root.limits))).all() and value < self.value:
            self.value = value
            self.groups = tuple((c.mode, root.items(c.blocks)) for c in columns)

    # Closing and branching ----------------------------------------------------------------------

    def _split(self, node: Node) -> None:
        assert node.relaxed is not None
        shares = zip(node.columns, node.relaxed.shares, strict=False)
        self._offer([(c.mode, node.items(c.blocks)) for c, share in shares if share > 0.5])
        parted = branches(node)
        if not parted and not node.near(self.value) and not node.exact:
            node.exact, node.solved = True, False
            return
        self.nodes.remove(node)
        for branch in parted:
            child = Node(self._problem, self._flat, self._items, branch, node)
            self.nodes.append(child)


def branches(node: Node) -> list[Branch]:
    """Return two branches that part the fractional answer of a solved node (Ryan and Foster 1981).

    The pair of blocks whose columns share the most undecided part of the answer is put together, or
    apart; where all pairs are decided, a group stands in two modes, and its item is barred from
    one of them, or from all others. No branches: the answer is a partition.
    """
    assert node.relaxed is not None
    together: dict[tuple[int, int], float] = {}
    modes: dict[tuple[int, ...], dict[int, float]] = {}
    for column, share in zip(node.columns, node.relaxed.shares, strict=False):
        if share > 1e-6:
            for q, b in enumerate(column.blocks):
                for a in column.blocks[:q]:
                    together[a, b] = together.get((a, b), 0.0) + share
            modes.setdefault(column.blocks, {})[column.mode] = share
    if together:
        (a, b), share = min(together.items(), key=lambda pair: (abs(pair[1] - 0.5), pair[0]))
        pair = (node.blocks[a][0], node.blocks[b][0])
        return [
            Branch((*node.branch.together, pair), node.branch.apart, node.branch.bars),
            Branch(node.branch.together, (*node.branch.apart, pair), node.branch.bars),
        ]
    for blocks, shares in modes.items():
        if len(shares) > 1:
            item, mode = node.blocks[blocks[0]][0], min(shares)
            others = [m for m in range(node.packed.modes) if m != mode]
            return [
                Branch(node.branch.together, node.branch.apart, (*node.branch.bars, *bars))
                for bars in ([(mode, item)], [(m, item) for m in others])
            ]
    return []
