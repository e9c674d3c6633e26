"""Cost of a group of blocks, block by block: push one, look at the sum, pop it again.

The plain-Python reference is `cost.group_cost`. `State` is the group being built; `push` adds a
block in one mode and remembers what it changed, `pop` takes the last one back exactly.
"""

# mypy: disable-error-code="no-any-return, arg-type, return-value, assignment, call-overload"
# (what is read from an array is numpy's own number to mypy, and a plain one to numba)

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from ostan.plan.engine.pack import Array, Packed
from ostan.plan.engine.problem import Bools, Floats, Ints

entry = numba.njit(cache=True, nogil=True, no_cfunc_wrapper=True, _nrt=False)
"""How kernels are compiled: without counting references to arrays, which would take most of the time.

So a kernel makes no array; it is given room for all it writes.
"""
kernel = numba.njit(
    cache=True, nogil=True, no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=False
)
"""The same for what only kernels call; it compiles faster."""


class State(NamedTuple):
    """A group being built. `scenes` [scene, V U A sessions c cost low size dearest]; the rest by id, or a log.

    `low` of a scene is its cost if a session took `widest` hours and its size were the cheapest from
    there on: a bound on what it may fall to.
    `total`: [cost of all scenes, the same of `low`]; `top`: [depth, ends of the logs].
    """

    vmax: Floats
    umax: Floats
    xmax: Floats
    seen: Bools
    held: Ints
    crowd: Floats
    scenes: Floats
    total: Floats
    top: Ints
    marks: Ints
    totals: Floats
    log_scene: Ints
    log_scenes: Floats
    log_held: Ints
    log_crowd: Floats
    log_m: Ints
    log_mv: Floats
    log_mu: Floats
    log_s: Ints
    log_sx: Floats
    log_p: Ints


V, U, A, SESSIONS, LONGEST, COST, LOW, SIZE, DEAREST = range(9)


def state(packed: Packed) -> State:
    """Return an empty group, with room for as many blocks as a group may have."""
    depth = packed.most + 2
    first, last = packed.entry[:-1], packed.entry[1:]
    rooms = [
        depth * int((start[last] - start[first]).max(initial=0)) + 1
        for start in (
            np.arange(len(packed.scene) + 1),
            packed.m_start,
            packed.s_start,
            packed.p_start,
        )
    ]
    scenes = len(packed.overhead)
    return State(
        vmax=np.zeros(packed.members),
        umax=np.zeros(packed.members),
        xmax=np.zeros(packed.subjects),
        seen=np.zeros(packed.members, np.bool_),
        held=np.zeros(scenes, np.int64),
        crowd=np.zeros(scenes),
        scenes=np.zeros((scenes, 9)),
        total=np.zeros(2),
        top=np.zeros(5, np.int64),
        marks=np.zeros((depth, 4), np.int64),
        totals=np.zeros((depth, 2)),
        log_scene=np.zeros(rooms[0], np.int64),
        log_scenes=np.zeros((rooms[0], 9)),
        log_held=np.zeros(rooms[0], np.int64),
        log_crowd=np.zeros(rooms[0]),
        log_m=np.zeros(rooms[1], np.int64),
        log_mv=np.zeros(rooms[1]),
        log_mu=np.zeros(rooms[1]),
        log_s=np.zeros(rooms[2], np.int64),
        log_sx=np.zeros(rooms[2]),
        log_p=np.zeros(rooms[3], np.int64),
    )


@kernel
def copy(source: Array, target: Array) -> None:
    """Copy the numbers of one array into another (which assignment would do by way of a third)."""
    for q in range(len(source)):
        target[q] = source[q]


@kernel
def push(pk: Packed, st: State, mode: int, block: int) -> bool:
    """Add a block; say whether no scene has too many persons now."""
    depth = st.top[0]
    copy(st.top[1:], st.marks[depth])
    copy(st.total, st.totals[depth])
    st.top[0] = depth + 1
    row = mode * pk.blocks + block
    fits = True
    for e in range(pk.entry[row], pk.entry[row + 1]):
        fits &= _enter(pk, st, e)
    return fits


@kernel
def _enter(pk: Packed, st: State, e: int) -> bool:
    """Add one entry to its scene."""
    s = pk.scene[e]
    k = st.top[1]
    st.log_scene[k] = s
    copy(st.scenes[s], st.log_scenes[k])
    st.log_held[k] = st.held[s]
    st.log_crowd[k] = st.crowd[s]
    st.top[1] = k + 1
    v, u, a = st.scenes[s, 0], st.scenes[s, 1], st.scenes[s, 2] + pk.add[e]
    for q in range(pk.m_start[e], pk.m_start[e + 1]):
        p = pk.m_id[q]
        dv, du = pk.m_v[q] - st.vmax[p], pk.m_u[q] - st.umax[p]
        if dv > 0 or du > 0:
            k = st.top[2]
            st.log_m[k], st.log_mv[k], st.log_mu[k] = p, st.vmax[p], st.umax[p]
            st.top[2] = k + 1
            if dv > 0:
                v += dv
                st.vmax[p] = pk.m_v[q]
            if du > 0:
                u += du
                st.umax[p] = pk.m_u[q]
    for q in range(pk.s_start[e], pk.s_start[e + 1]):
        t = pk.s_id[q]
        dx = pk.s_x[q] - st.xmax[t]
        if dx > 0:
            k = st.top[3]
            st.log_s[k], st.log_sx[k] = t, st.xmax[t]
            st.top[3] = k + 1
            a += dx
            st.xmax[t] = pk.s_x[q]
    for q in range(pk.p_start[e], pk.p_start[e + 1]):
        p = pk.p_id[q]
        if not st.seen[p]:
            k = st.top[4]
            st.log_p[k] = p
            st.top[4] = k + 1
            st.seen[p] = True
            st.crowd[s] += pk.people[p]
    st.held[s] += pk.held[e]
    sessions = max(st.scenes[s, 3], pk.sess[e])
    longest = max(st.scenes[s, 4], pk.longest[e])
    m, low = max(sessions, a / longest), max(sessions, a / pk.widest[s])
    o = pk.overhead[s]
    cost, least = v * (a + o * m) + u * m, v * (a + o * low) + u * low
    size, dearest = st.scenes[s, 7] + pk.e_size[e], max(st.scenes[s, 8], pk.e_price[e])
    if pk.step_start[s + 1] > pk.step_start[s]:
        at = pk.step_start[s] + np.int64(size)
        cost, least = cost + pk.step[at], least + pk.step_low[at]
    cost, least = cost - dearest, least - dearest
    st.total[0] += cost - st.scenes[s, 5]
    st.total[1] += least - st.scenes[s, 6]
    st.scenes[s, 0], st.scenes[s, 1], st.scenes[s, 2] = v, u, a
    st.scenes[s, 3], st.scenes[s, 4] = sessions, longest
    st.scenes[s, 5], st.scenes[s, 6] = cost, least
    st.scenes[s, 7], st.scenes[s, 8] = size, dearest
    return st.held[s] < 2 or st.crowd[s] <= pk.crowd


@kernel
def pop(st: State) -> None:
    """Take the last block back."""
    depth = st.top[0] - 1
    mark = st.marks[depth]
    for k in range(st.top[2] - 1, mark[1] - 1, -1):
        p = st.log_m[k]
        st.vmax[p], st.umax[p] = st.log_mv[k], st.log_mu[k]
    for k in range(st.top[3] - 1, mark[2] - 1, -1):
        st.xmax[st.log_s[k]] = st.log_sx[k]
    for k in range(mark[3], st.top[4]):
        st.seen[st.log_p[k]] = False
    for k in range(st.top[1] - 1, mark[0] - 1, -1):
        s = st.log_scene[k]
        copy(st.log_scenes[k], st.scenes[s])
        st.held[s], st.crowd[s] = st.log_held[k], st.log_crowd[k]
    copy(mark, st.top[1:])
    copy(st.totals[depth], st.total)
    st.top[0] = depth


@kernel
def group(pk: Packed, st: State, mode: int, items: Ints, k: int) -> float:
    """Return the cost of a group of k blocks in a mode, inf where it is not allowed; k >= 1."""
    size, cost, dearest = 0, 0.0, 0.0
    alone = k == 1 and pk.size[items[0]] == 1
    for q in range(k):
        row = mode * pk.blocks + items[q]
        size += pk.size[items[q]]
        cost += pk.own[row] + pk.price_sum[row]
        dearest = max(dearest, pk.price_max[row])
        for r in range(q + 1):
            if pk.barred[mode, items[q], items[r]] and not alone:
                return np.inf
            if r < q:
                cost += pk.pair[mode, items[q], items[r]]
    if size > pk.most:
        return np.inf
    fits = True
    for q in range(k):
        fits &= push(pk, st, mode, items[q])
    cost += st.total[0] - dearest
    for _ in range(k):
        pop(st)
    return cost if fits else np.inf


@kernel
def adds(pk: Packed, row: int, mode: int, items: Ints, k: int) -> float:
    """Return what a group adds to a side row."""
    if k == 1 and pk.size[items[0]] == 1:
        return pk.row_alone[row, items[0]]
    total = pk.row_const[row, mode]
    for q in range(k):
        total += pk.row_coef[row, mode, items[q]]
    return total


@kernel
def cheapest(pk: Packed, st: State, items: Ints, k: int, toll: Floats) -> tuple[float, int]:
    """Return the cost of a group in the mode that is cheapest with tolls on side rows, and the mode.

    A group of one item has mode 0. The cost is inf where no mode allows the group.
    """
    if k == 0:
        return 0.0, 0
    best, cost, mode = np.inf, np.inf, 0
    for m in range(pk.modes):
        c = group(pk, st, m, items, k)
        if c == np.inf:
            continue
        whole = c
        for r in range(len(toll)):
            whole += toll[r] * adds(pk, r, m, items, k)
        if whole < best:
            best, cost, mode = whole, c, m
    if k == 1 and pk.size[items[0]] == 1:
        mode = 0
    return cost, mode


@entry
def many(
    pk: Packed, st: State, start: Ints, items: Ints, modes: Ints, toll: Floats, costs: Floats
) -> None:
    """Set the cost of each group q = items[start[q] : start[q + 1]] in its mode; -1: cheapest."""
    for q in range(len(modes)):
        of = items[start[q] : start[q + 1]]
        if modes[q] < 0:
            costs[q] = cheapest(pk, st, of, len(of), toll)[0]
        else:
            costs[q] = group(pk, st, modes[q], of, len(of))
