"""Settle a solved node by integer programs, each over more columns than the one before.

The prices of a node say what every partition costs at least, `priced`. A partition that costs less
than priced + reach holds only columns whose reduced cost is below reach; so the program over all of
these either finds the best partition of the node, or proves that none costs less than priced + reach.
A short reach leaves few columns and a quick program; it grows until the node is settled, or until too
many columns remain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ostan.plan.engine.master import Column, choose
from ostan.plan.engine.node import Group, Node

FIRST = 1 / 16
"""First reach, as a share of what an item costs alone."""
WIDER = 1.6
"""By how much the reach grows from one program to the next: some three times as many columns."""
FEW, MANY = 1_500, 60_000
"""Columns below which a program is not worth its start, and above which it would not end."""
STEPS = 20_000_000
"""Steps a root may take to list its columns."""
TRIES = 6
"""Reaches tried to get between few and many."""
CHOOSING = (2.0, 10.0)
"""Seconds the first integer program of a node may take, and others."""


def settle(
    node: Node, value: float, best: Sequence[Group], seconds: float, stop: Callable[[], bool]
) -> list[Group]:
    """Run one program: raise the bound of a solved node, and close it if nothing better is left.

    `value` is that of the partition `best` (inf and none: there is none yet). Returns the partition
    that the program chose, empty if it chose none. The node is `spent` if a wider program can do no
    more: it is then to be parted.
    """
    node.programs += 1
    reach, listed = _listed(node, value - node.priced, stop)
    if not listed:
        node.spent = True
        return []
    node.reached, node.reach = reach, WIDER * reach
    target = min(value, node.priced + reach)
    columns, hint = _with(node, listed, best)
    seconds = min(seconds, CHOOSING[node.programs > 1])
    chosen = choose(
        columns,
        len(node.blocks),
        node.limits,
        node.cuts[node.inside.dues > 0],
        node.scale,
        seconds,
        hint,
        target,
        stop,
    )
    node.bound = max(node.bound, min(chosen.bound, target))
    taken = [columns[c] for c in chosen.columns or ()]
    least = min(value, sum(c.cost for c in taken) if taken else float("inf"))
    node.closed = chosen.optimal and target >= least
    node.spent = chosen.bound < target
    return [(c.mode, node.items(c.blocks)) for c in taken]


def _listed(node: Node, whole: float, stop: Callable[[], bool]) -> tuple[float, list[Column]]:
    """Return a reach, at most `whole`, and the columns within it; none if they are too many."""
    reach = min(node.reach or FIRST * node.scale, whole)
    found: tuple[float, list[Column]] = 0.0, []
    for _ in range(TRIES):
        columns = node.enumerate(reach, STEPS, MANY, stop)
        if columns is not None:
            found = reach, columns
            if len(columns) >= FEW or reach >= whole:
                break
            reach = min(WIDER * reach, whole)
        elif found[1] or node.reached or stop():
            break
        else:
            reach /= 4
    return found


def _with(
    node: Node, columns: list[Column], best: Sequence[Group]
) -> tuple[list[Column], list[int]]:
    """Return the columns and those of the best partition, with the numbers of the latter."""
    keys = [node.key(*group) for group in best]
    if None in keys:
        return columns, []
    columns = [*columns, *node.pricer.columns([k for k in keys if k])]
    at = {(c.mode, c.blocks): number for number, c in reversed(list(enumerate(columns)))}
    return columns, [at[k] for k in keys if k in at]
