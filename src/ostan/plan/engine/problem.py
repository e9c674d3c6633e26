"""What is to be partitioned: items, the places they are lived in, the ways of forming a group.

A *problem* asks for a partition of `n` items into groups, each formed in one of several *modes*, at
least total cost. The cost of a group is that of meetings held together (`cost.group_cost`): in every
*scene* its members spend hours on the agendas of its items. Items are numbered 0 .. n-1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of numbered entries with a value each: row k is `start[k] .. start[k + 1]` of the others.

    `start` int64[k + 1], `index` int64[m] (at least 0), `value` float64[m].
    """

    start: Ints
    index: Ints
    value: Floats

    @classmethod
    def of(cls, rows: Iterable[Iterable[tuple[int, float]]]) -> Table:
        """Build a table from a list of (index, value) for each row."""
        lists = [list(row) for row in rows]
        flat = [entry for row in lists for entry in row]
        return cls(
            _starts(lists),
            np.array([i for i, _ in flat], np.int64),
            np.array([v for _, v in flat], np.float64),
        )


@dataclass(frozen=True, eq=False)
class Seats:
    """Members of each row: `index` says who, `v` the weight of an hour there, `u` that of a session.

    `start` int64[k + 1]; `index` int64[m]; `v`, `u` float64[m], at least 0.
    """

    start: Ints
    index: Ints
    v: Floats
    u: Floats

    @classmethod
    def of(cls, rows: Iterable[Iterable[tuple[int, float, float]]]) -> Seats:
        """Build seats from a list of (member, v, u) for each row."""
        lists = [list(row) for row in rows]
        flat = [entry for row in lists for entry in row]
        return cls(
            _starts(lists),
            np.array([i for i, _, _ in flat], np.int64),
            np.array([v for _, v, _ in flat], np.float64),
            np.array([u for _, _, u in flat], np.float64),
        )


def _starts(lists: Sequence[Sequence[object]]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(row) for row in lists], dtype=np.int64)]).astype(
        np.int64
    )


@dataclass(frozen=True, eq=False)
class Scene:
    """One place in which the partition is lived; k of the n items are present.

    `weight`: how many alike places it stands for (> 0). `items` int64[k], each once. `sessions`
    float64[k]: sessions a year. `subjects`: hours of business of each present item by subject.
    `members`: who sits in each present item; a member's v and u in a group are the greatest of its
    items. `longest` float64[k] (> 0): hours of business a session can take. `overhead` (>= 0): hours
    a session takes beside its business. `fixed` float64[k]: cost of each item whatever its group.
    `people` float64[members]: persons a member stands for, one each if left out.

    What goes by how large a group is: `size` int64[k] (>= 0) of each item and `by_size` float64[more
    than the sum of all], the cost of a group by the sum of its sizes here, any function (rising in
    steps, or dear below a least size). `price` float64[k] (>= 0): paid here for every item of a group
    but the dearest.
    """

    weight: float
    items: Ints
    sessions: Floats
    subjects: Table
    members: Seats
    longest: Floats
    overhead: float
    fixed: Floats
    people: Floats | None = None
    size: Ints | None = None
    by_size: Floats | None = None
    price: Floats | None = None


@dataclass(frozen=True, eq=False)
class Mode:
    """One way of forming a group.

    `overlap` in [0, 1]: share of the business on one subject that is the same in all items, so that
    the group takes its greatest and not its sum. `price` float64[n] (>= 0): paid for every item of a
    group but the dearest. `pair` float64[n, n] (>= 0, symmetric): paid for every pair in one group.
    `forbidden` bool[n, n] (symmetric): pairs no group of this mode may hold.
    """

    name: str
    scenes: tuple[Scene, ...]
    overlap: float
    price: Floats
    pair: Floats
    forbidden: Bools


@dataclass(frozen=True, eq=False)
class SideRow:
    """A limit on all groups together: the sum over counted groups of (const + sum of coef) <= limit.

    Counted are the groups of two items or more, of the modes named (all if left out); with `alone`
    those of one item too (then no modes may be named). Any signs.
    """

    limit: float
    const: float = 0.0
    coef: Floats | None = None
    modes: tuple[int, ...] | None = None
    alone: bool = False


@dataclass(frozen=True, eq=False)
class Problem:
    """Partition `n` items into groups at least cost; see the module and the parts.

    `max_items`: items of a group, at most. `max_people`: persons in a group of two present items or
    more, at most, in every scene. `max_groups`: groups, at most. `together`, `apart`: pairs of items
    that must, or must not, share a group. Raises ValueError with all that is wrong.
    """

    n: int
    modes: tuple[Mode, ...]
    max_items: int
    max_people: float | None = None
    max_groups: int | None = None
    rows: tuple[SideRow, ...] = ()
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit each other."""
        wrong = list(_wrong(self))
        if wrong:
            raise ValueError("; ".join(wrong))

    def limits(self) -> tuple[SideRow, ...]:
        """Return the side rows, the cap on groups as the last of them."""
        if self.max_groups is None:
            return self.rows
        return (*self.rows, SideRow(float(self.max_groups), 1.0, alone=True))


# What may be wrong -----------------------------------------------------------------------------


def _wrong(problem: Problem) -> Iterable[str]:
    if problem.n < 1:
        yield f"n is {problem.n}; at least 1 item is needed"
    if problem.max_items < 1:
        yield f"max_items is {problem.max_items}; at least 1 is needed"
    if not problem.modes:
        yield "no mode is given; at least 1 is needed"
    for mode in problem.modes:
        yield from _wrong_mode(problem.n, mode)
    for number, row in enumerate(problem.rows):
        yield from _wrong_row(problem, f"side row {number}", row)
    for name, pairs in (("together", problem.together), ("apart", problem.apart)):
        bad = [p for p in pairs if not all(0 <= i < problem.n for i in p) or p[0] == p[1]]
        if bad:
            yield f"{name} has {bad[0]}; two different items of 0 .. {problem.n - 1} are allowed"


def _wrong_mode(n: int, mode: Mode) -> Iterable[str]:
    at = f"mode {mode.name}"
    if not 0 <= mode.overlap <= 1:
        yield f"{at}: overlap is {mode.overlap}; 0 to 1 is allowed"
    yield from _wrong_floats(f"{at}: price", mode.price, (n,))
    yield from _wrong_floats(f"{at}: pair", mode.pair, (n, n))
    if mode.forbidden.shape != (n, n) or mode.forbidden.dtype != np.bool_:
        yield f"{at}: forbidden must be bool[{n}, {n}]"
    for name, square in (("pair", mode.pair), ("forbidden", mode.forbidden)):
        if square.shape == (n, n) and not np.array_equal(square, square.T):
            yield f"{at}: {name} is not symmetric"
    for number, scene in enumerate(mode.scenes):
        yield from _wrong_scene(n, f"{at}, scene {number}", scene)


def _wrong_scene(n: int, at: str, scene: Scene) -> Iterable[str]:
    k = len(scene.items)
    if not scene.weight > 0 or not np.isfinite(scene.weight):
        yield f"{at}: weight is {scene.weight}; above 0 is allowed"
    if not scene.overhead >= 0 or not np.isfinite(scene.overhead):
        yield f"{at}: overhead is {scene.overhead}; at least 0 is allowed"
    if len(np.unique(scene.items)) != k or (
        k and not 0 <= scene.items.min() <= scene.items.max() < n
    ):
        yield f"{at}: items must be different numbers of 0 .. {n - 1}"
    yield from _wrong_floats(f"{at}: sessions", scene.sessions, (k,))
    yield from _wrong_floats(f"{at}: longest", scene.longest, (k,))
    yield from _wrong_floats(f"{at}: fixed", scene.fixed, (k,), least=-np.inf)
    if scene.longest.shape == (k,) and not (scene.longest > 0).all():
        yield f"{at}: longest must be above 0"
    yield from _wrong_rows(f"{at}: subjects", k, scene.subjects.start, scene.subjects.index)
    yield from _wrong_rows(f"{at}: members", k, scene.members.start, scene.members.index)
    nnz = len(scene.subjects.index)
    yield from _wrong_floats(f"{at}: hours of subjects", scene.subjects.value, (nnz,))
    for name, values in (("v", scene.members.v), ("u", scene.members.u)):
        yield from _wrong_floats(f"{at}: {name} of members", values, (len(scene.members.index),))
    if scene.people is not None:
        least = int(scene.members.index.max(initial=-1)) + 1
        if len(scene.people) < least:
            yield f"{at}: people has {len(scene.people)} members; {least} are needed"
        yield from _wrong_floats(f"{at}: people", scene.people, (len(scene.people),))
    if scene.price is not None:
        yield from _wrong_floats(f"{at}: price", scene.price, (k,))
    yield from _wrong_sizes(at, k, scene)


def _wrong_sizes(at: str, k: int, scene: Scene) -> Iterable[str]:
    if scene.size is None and scene.by_size is None:
        return
    if scene.size is None or scene.by_size is None:
        yield f"{at}: size and by_size are given together, or neither"
    elif scene.size.shape != (k,) or scene.size.dtype != np.int64 or (scene.size < 0).any():
        yield f"{at}: size must be int64[{k}], at least 0"
    elif len(scene.by_size) <= scene.size.sum() or not np.isfinite(scene.by_size).all():
        yield f"{at}: by_size must be finite, with more than {scene.size.sum()} numbers"


def _wrong_floats(
    at: str, values: Floats, shape: tuple[int, ...], least: float = 0
) -> Iterable[str]:
    if values.shape != shape:
        yield f"{at} has shape {values.shape}; {shape} is needed"
    elif not np.isfinite(values).all() or (values < least).any():
        yield f"{at} must be finite" + (" and at least 0" if least == 0 else "")


def _wrong_rows(at: str, k: int, start: Ints, index: Ints) -> Iterable[str]:
    if (
        start.shape != (k + 1,)
        or start[0] != 0
        or start[-1] != len(index)
        or (np.diff(start) < 0).any()
    ):
        yield f"{at}: start must rise from 0 to {len(index)} in {k} steps"
        return
    if (index < 0).any():
        yield f"{at}: an index is negative"
    rows = np.repeat(np.arange(k), np.diff(start))
    if len(np.unique(np.stack([rows, index]), axis=1).T) != len(index):
        yield f"{at}: a row holds an index twice"


def _wrong_row(problem: Problem, at: str, row: SideRow) -> Iterable[str]:
    if not np.isfinite(row.limit) or not np.isfinite(row.const):
        yield f"{at}: limit and const must be finite"
    if row.coef is not None:
        yield from _wrong_floats(f"{at}: coef", row.coef, (problem.n,), least=-np.inf)
    if row.modes is not None and row.alone:
        yield f"{at}: a row of some modes does not count groups of one item"
    if row.modes is not None and not set(row.modes) <= set(range(len(problem.modes))):
        yield f"{at}: modes are {row.modes}; 0 .. {len(problem.modes) - 1} is allowed"
