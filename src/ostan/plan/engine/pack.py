"""A problem as flat arrays over blocks: what the kernels read.

A *block* is a set of items that share a group for certain (pairs that must stay together, and those
a branch of the search has put together); the cost of a group of blocks has the same form as that of a
group of items, so that blocks are items to the kernels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ostan.plan.engine.problem import Bools, Floats, Ints, Problem, Scene

Array = np.ndarray[Any, Any]

Block = tuple[int, ...]
"""Items of a block, rising."""


class Packed(NamedTuple):
    """Blocks of one problem. Row `mode x blocks + block` of `own`, prices and `entry` is one block.

    An *entry* is one block in one scene of one mode: `entry` says which are a row's; `held` counts
    its items there, `add` is the part of its agenda that is always added, `m_`, `s_`, `p_` are
    its members, its subjects (hours of which a group takes the greatest) and its persons.
    `e_size` and `e_price` are its size and its dearest item there; a scene's costs by size are
    `step`[step_start[s] + size], of which `step_low` are the least from there on. What rises evenly
    with size, and the prices of all items, are in `own`.
    Weights of scenes are in `own`, `m_v`, `m_u`, `e_price` and `step`. `row_` are the side rows: what a group of two
    items or more adds (`row_const` [row, mode], `row_coef` [row, mode, block]), what a group of one
    item does (`row_alone` [row, block]), and the limits.
    """

    blocks: int
    modes: int
    most: int
    crowd: float
    size: Ints
    own: Floats
    price_sum: Floats
    price_max: Floats
    pair: Floats
    barred: Bools
    entry: Ints
    scene: Ints
    held: Ints
    add: Floats
    sess: Floats
    longest: Floats
    overhead: Floats
    widest: Floats
    e_size: Ints
    e_price: Floats
    step_start: Ints
    step: Floats
    step_low: Floats
    m_start: Ints
    m_id: Ints
    m_v: Floats
    m_u: Floats
    members: int
    s_start: Ints
    s_id: Ints
    s_x: Floats
    subjects: int
    p_start: Ints
    p_id: Ints
    p_sum: Floats
    people: Floats
    work: Ints
    row_const: Floats
    row_coef: Floats
    row_alone: Floats
    row_limit: Floats


@dataclass(frozen=True, eq=False)
class Flat:
    """Entries of single items, in the order of modes, scenes and rows; `m_at` .. name their entry."""

    mode: Ints
    item: Ints
    scene: Ints
    add: Floats
    sess: Floats
    longest: Floats
    fixed: Floats
    size: Ints
    price: Floats
    overhead: Floats
    step_start: Ints
    step: Floats
    m_at: Ints
    m_id: Ints
    m_v: Floats
    m_u: Floats
    s_at: Ints
    s_id: Ints
    s_x: Floats
    people: Floats
    subjects: int


def flatten(problem: Problem) -> Flat:
    """Return the entries of all scenes of all modes, ids of scenes, members, subjects made unique."""
    parts: list[dict[str, Array]] = []
    overhead: list[float] = []
    steps: list[Floats] = []
    entries = members = subjects = 0
    for number, mode in enumerate(problem.modes):
        for scene in mode.scenes:
            part = _entries(scene, mode.overlap)
            part["mode"] = np.full(len(scene.items), number)
            part["scene"] = np.full(len(scene.items), len(overhead))
            part["m_at"] += entries
            part["s_at"] += entries
            part["m_id"] = part["m_id"] + members
            part["s_id"] = part["s_id"] + subjects
            parts.append(part)
            overhead.append(scene.overhead)
            steps.append(part.pop("step"))
            entries += len(scene.items)
            members += len(part["people"])
            subjects += int(scene.subjects.index.max(initial=-1)) + 1
    names = ("mode", "item", "scene", "size", "m_at", "m_id", "s_at", "s_id")
    joined = {name: _joined(parts, name, np.int64) for name in names}
    values = ("add", "sess", "longest", "fixed", "price", "m_v", "m_u", "s_x", "people")
    joined |= {name: _joined(parts, name, np.float64) for name in values}
    return Flat(
        **joined,
        overhead=np.array(overhead, np.float64),
        step_start=np.concatenate([[0], np.cumsum([len(s) for s in steps])]).astype(np.int64),
        step=np.concatenate([np.empty(0), *steps]),
        subjects=subjects,
    )


def _joined(parts: list[dict[str, Array]], name: str, kind: type) -> Array:
    return np.concatenate([np.empty(0, kind), *(part[name] for part in parts)]).astype(kind)


def _entries(scene: Scene, overlap: float) -> dict[str, Array]:
    k = len(scene.items)
    m_at = np.repeat(np.arange(k), np.diff(scene.members.start))
    s_at = np.repeat(np.arange(k), np.diff(scene.subjects.start))
    known = int(scene.members.index.max(initial=-1)) + 1
    size, step, slope = _steps(scene)
    price = np.zeros(k) if scene.price is None else scene.weight * scene.price
    return {
        "item": scene.items,
        "add": (1 - overlap) * np.bincount(s_at, scene.subjects.value, k)[:k],
        "sess": scene.sessions,
        "longest": scene.longest,
        "fixed": scene.weight * scene.fixed + slope * size + price,
        "size": size,
        "price": price,
        "step": step,
        "m_at": m_at,
        "m_id": scene.members.index,
        "m_v": scene.weight * scene.members.v,
        "m_u": scene.weight * scene.members.u,
        "s_at": s_at,
        "s_id": scene.subjects.index,
        "s_x": overlap * scene.subjects.value,
        "people": np.ones(known) if scene.people is None else scene.people[:known],
    }


def _steps(scene: Scene) -> tuple[Ints, Floats, float]:
    """Return the sizes of a scene's items, its cost by size less an even rise, and that rise.

    What is left after the even rise goes up and down little, so that the least of it from some size
    on, by which searches are bounded, is near what it is there.
    """
    k = len(scene.items)
    if scene.size is None or scene.by_size is None:
        return np.zeros(k, np.int64), np.empty(0), 0.0
    most = int(scene.size.sum())
    cost = scene.weight * scene.by_size[: most + 1]
    slope = max(0.0, float(cost[-1] - cost[0]) / max(most, 1))
    return scene.size, cost - slope * np.arange(most + 1), slope


def _lows(step_start: Ints, step: Floats) -> Floats:
    """Return the least of each scene's costs by size from each size on."""
    low = np.empty_like(step)
    for s in range(len(step_start) - 1):
        at = slice(step_start[s], step_start[s + 1])
        low[at] = np.minimum.accumulate(step[at][::-1])[::-1]
    return low


def pack(
    problem: Problem,
    flat: Flat,
    blocks: Sequence[Block],
    apart: Sequence[tuple[int, int]] = (),
    bars: Sequence[tuple[int, int]] = (),
) -> Packed:
    """Pack these blocks.

    Besides what the problem forbids, the pairs of items in `apart` may share no group, and an item
    barred from a mode, (mode, item) in `bars`, may be in no group of that mode.
    """
    n, modes = len(blocks), len(problem.modes)
    of = np.full(problem.n, -1)
    for b, block in enumerate(blocks):
        of[list(block)] = b
    here = of[flat.item] >= 0
    row = np.where(here, flat.mode * n + of[flat.item], -1)
    scenes = max(len(flat.overhead), 1)
    key = np.where(here, row * scenes + flat.scene, -1)
    made, at = np.unique(key[here], return_inverse=True)
    entry_of = np.full(len(key), -1)
    entry_of[here] = at
    size = np.array([len(block) for block in blocks], np.int64)
    member = np.zeros((problem.n, n))
    for b, block in enumerate(blocks):
        member[list(block), b] = 1.0
    pair = np.stack([member.T @ mode.pair @ member for mode in problem.modes])
    inner = np.einsum("mbb->mb", pair) / 2
    own = np.bincount(row[here], flat.fixed[here], modes * n)[: modes * n] + inner.ravel()
    prices = [mode.price[list(block)] for mode in problem.modes for block in blocks]
    crowd = float("inf") if problem.max_people is None else float(problem.max_people)
    widest = _greatest(flat.scene[here], flat.longest[here], len(flat.overhead))
    packed = Packed(
        blocks=n,
        modes=modes,
        most=problem.max_items,
        crowd=crowd,
        size=size,
        own=own,
        price_sum=np.array([p.sum() for p in prices], np.float64),
        price_max=np.array([p.max() for p in prices], np.float64),
        pair=np.ascontiguousarray(pair),
        barred=_barred(problem, apart, bars, member),
        entry=np.searchsorted(made, np.arange(modes * n + 1) * scenes).astype(np.int64),
        scene=(made % scenes).astype(np.int64),
        held=np.bincount(at, minlength=len(made)).astype(np.int64),
        add=np.bincount(at, flat.add[here], len(made))[: len(made)].astype(np.float64),
        sess=_greatest(at, flat.sess[here], len(made)),
        longest=_greatest(at, flat.longest[here], len(made)),
        overhead=flat.overhead,
        # A scene without any of these blocks has no sessions; what one could take is of no matter.
        widest=np.where(widest > 0, widest, 1.0),
        e_size=np.bincount(at, flat.size[here], len(made))[: len(made)].astype(np.int64),
        e_price=_greatest(at, flat.price[here], len(made)),
        step_start=flat.step_start,
        step=flat.step,
        step_low=_lows(flat.step_start, flat.step),
        **_members(flat, entry_of, len(made), crowd),
        **_subjects(flat, entry_of, len(made)),
        work=np.zeros(modes * n, np.int64),
        **_rows(problem, member, size),
    )
    return _judged(packed._replace(work=_work(packed)))


def _greatest(at: Ints, values: Floats, count: int) -> Floats:
    found = np.zeros(count)
    np.maximum.at(found, at, values)
    return found


def _barred(
    problem: Problem,
    apart: Sequence[tuple[int, int]],
    bars: Sequence[tuple[int, int]],
    member: Floats,
) -> Bools:
    """Pairs of blocks that may not meet, by mode; on the diagonal blocks a mode may not hold."""
    size = member.sum(axis=0)
    split = np.zeros((problem.n, problem.n), np.bool_)
    for i, j in (*problem.apart, *apart):
        split[i, j] = split[j, i] = True
    barred = np.zeros((len(problem.modes), len(size), len(size)), np.bool_)
    for m, mode in enumerate(problem.modes):
        pairs = mode.forbidden | split
        np.fill_diagonal(pairs, False)
        barred[m] = member.T @ pairs @ member > 0
        barred[m] |= size[:, None] + size[None, :] > problem.max_items
        np.fill_diagonal(
            barred[m], np.diag(member.T @ pairs @ member > 0) | (size > problem.max_items)
        )
    for m, item in bars:
        barred[m, member[item] > 0, :] = True
        barred[m, :, member[item] > 0] = True
    return barred


def _members(flat: Flat, entry_of: Ints, entries: int, crowd: float) -> dict[str, Any]:
    at, ids = entry_of[flat.m_at], flat.m_id
    people = len(flat.people)
    kept = at >= 0
    made, group = np.unique(at[kept] * max(people, 1) + ids[kept], return_inverse=True)
    v = _greatest(group, flat.m_v[kept], len(made))
    u = _greatest(group, flat.m_u[kept], len(made))
    felt = (v > 0) | (u > 0)
    everyone = made if np.isfinite(crowd) else made[:0]
    bounds = np.arange(entries + 1) * max(people, 1)
    return {
        "m_start": np.searchsorted(made[felt], bounds).astype(np.int64),
        "m_id": (made[felt] % max(people, 1)).astype(np.int64),
        "m_v": v[felt],
        "m_u": u[felt],
        "members": people,
        "p_start": np.searchsorted(everyone, bounds).astype(np.int64),
        "p_id": (everyone % max(people, 1)).astype(np.int64),
        "p_sum": np.bincount(
            everyone // max(people, 1), flat.people[everyone % max(people, 1)], entries
        )[:entries].astype(np.float64)
        if len(everyone)
        else np.zeros(entries),
        "people": flat.people,
    }


def _subjects(flat: Flat, entry_of: Ints, entries: int) -> dict[str, Any]:
    at = entry_of[flat.s_at]
    kept = (at >= 0) & (flat.s_x > 0)
    width = max(flat.subjects, 1)
    made, group = np.unique(at[kept] * width + flat.s_id[kept], return_inverse=True)
    return {
        "s_start": np.searchsorted(made, np.arange(entries + 1) * width).astype(np.int64),
        "s_id": (made % width).astype(np.int64),
        "s_x": _greatest(group, flat.s_x[kept], len(made)),
        "subjects": flat.subjects,
    }


def _rows(problem: Problem, member: Floats, size: Ints) -> dict[str, Any]:
    limits = problem.limits()
    modes, n = len(problem.modes), len(size)
    const = np.zeros((len(limits), modes))
    coef = np.zeros((len(limits), modes, n))
    alone = np.zeros((len(limits), n))
    for r, row in enumerate(limits):
        own = np.zeros(n) if row.coef is None else member.T @ row.coef
        for mode in range(modes) if row.modes is None else row.modes:
            const[r, mode] = row.const
            coef[r, mode] = own
        if row.alone:
            alone[r] = row.const + own
    limit = np.array([row.limit for row in limits], np.float64)
    return {"row_const": const, "row_coef": coef, "row_alone": alone, "row_limit": limit}


def _work(packed: Packed) -> Ints:
    """Steps that looking at a block takes, a measure of time that does not depend on the machine."""
    first, last = packed.entry[:-1], packed.entry[1:]
    steps: Ints = (
        8
        + 2 * (last - first)
        + (packed.m_start[last] - packed.m_start[first])
        + (packed.s_start[last] - packed.s_start[first])
        + (packed.p_start[last] - packed.p_start[first])
    )
    return steps


def _judged(packed: Packed) -> Packed:
    """Bar blocks of two items or more that are too many persons in a scene."""
    if not np.isfinite(packed.crowd):
        return packed
    barred = packed.barred.copy()
    for row in range(packed.modes * packed.blocks):
        for e in range(packed.entry[row], packed.entry[row + 1]):
            persons = packed.people[packed.p_id[packed.p_start[e] : packed.p_start[e + 1]]].sum()
            if packed.held[e] > 1 and persons > packed.crowd:
                barred[row // packed.blocks, row % packed.blocks, row % packed.blocks] = True
    return packed._replace(barred=barred)
