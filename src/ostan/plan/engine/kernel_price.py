"""Pricing: groups that cost less than the prices of their items, found depth first, with bounds.

Every group is met once: from its *root*, the first of its blocks in `order`. Below a group S, a
set T of at most r further blocks costs at least the sum of one number for each of its blocks
(`_gains`), so that r best candidates bound all that lies below. Where a search ends early, the bounds
of what it left open still hold: `floor` is true whatever the budget.
The plain reference is `reference.all_groups`.
"""

# mypy: disable-error-code="no-any-return, arg-type, return-value, assignment"
# (what is read from an array is numpy's own number to mypy, and a plain one to numba)

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ostan.plan.engine.kernel_cost import State, copy, entry, kernel, pop, push
from ostan.plan.engine.pack import Packed
from ostan.plan.engine.problem import Floats, Ints

COST, LOW, DEAREST, SIZE, REST, COUNT, NEXT = range(7)
"""Columns of a node: its reduced cost; the same with the fewest sessions its scenes may yet have; the
price of the dearest block; items; what comes not from scenes; candidates, and the next of them."""


class Shelf(NamedTuple):
    """Room of the search: candidates and their gains by depth, and what a group of that depth is.

    `node` [depth, (COST ... NEXT)]; `shared_m`, `shared_u`, `shared_s`, `shared_e`: how many
    candidates would raise a member's v, his u, a subject, a scene's sessions; `shared_c`: a cut's due.
    Cuts of block b are `cut_of`[cut_start[b] : cut_start[b + 1]]; the group built holds `cut_held`
    blocks of a cut, and pays its `due` once it holds two.
    """

    items: Ints
    cand: Ints
    gain: Floats
    node: Floats
    shared_m: Ints
    shared_u: Ints
    shared_s: Ints
    shared_e: Ints
    tried: Ints
    gains: Floats
    bends: Floats
    trial: Floats
    top: Floats
    cut_start: Ints
    cut_of: Ints
    due: Floats
    cut_held: Ints
    shared_c: Ints


class Found(NamedTuple):
    """What a search finds: groups as blocks (the rest -1) with their reduced costs, best per root.

    `floor` of a root: no group with that root has a lower reduced cost. `unsure`: 1 if its search
    ended early. `tally`: [groups, steps taken, 1 if room was short].
    """

    items: Ints
    cost: Floats
    floor: Floats
    unsure: Ints
    tally: Ints


def shelf(packed: Packed, cuts: Ints) -> Shelf:
    """Return room for searches in these blocks, with cuts int64[m, 3] of blocks; dues are 0."""
    n, depth = packed.blocks, packed.most + 2
    flat = cuts.reshape(-1)
    count = np.bincount(flat, minlength=n)
    return Shelf(
        items=np.zeros(depth, np.int64),
        cand=np.zeros((depth, n), np.int64),
        gain=np.zeros((depth, n)),
        node=np.zeros((depth, 7)),
        shared_m=np.zeros(packed.members, np.int64),
        shared_u=np.zeros(packed.members, np.int64),
        shared_s=np.zeros(packed.subjects, np.int64),
        shared_e=np.zeros(len(packed.overhead), np.int64),
        tried=np.zeros(n, np.int64),
        gains=np.zeros(n),
        bends=np.zeros(n),
        trial=np.zeros(n),
        top=np.zeros(depth),
        cut_start=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        cut_of=(np.argsort(flat, kind="stable") // 3).astype(np.int64),
        due=np.zeros(len(cuts)),
        cut_held=np.zeros(len(cuts), np.int64),
        shared_c=np.zeros(len(cuts), np.int64),
    )


def found(packed: Packed, room: int) -> Found:
    """Return room for this many groups."""
    return Found(
        items=np.full((room, packed.most), -1, np.int64),
        cost=np.zeros(room),
        floor=np.full(packed.blocks, np.inf),
        unsure=np.zeros(packed.blocks, np.int64),
        tally=np.zeros(3, np.int64),
    )


@kernel
def _share(pk: Packed, st: State, sh: Shelf, mode: int, k: int, sign: int) -> None:
    """Count (or take back, sign -1) for everything a candidate raises how many candidates do."""
    for c in range(k):
        j = sh.tried[c]
        for q in range(sh.cut_start[j], sh.cut_start[j + 1]):
            if sh.cut_held[sh.cut_of[q]] == 1:
                sh.shared_c[sh.cut_of[q]] += sign
        row = mode * pk.blocks + j
        for e in range(pk.entry[row], pk.entry[row + 1]):
            for q in range(pk.m_start[e], pk.m_start[e + 1]):
                p = pk.m_id[q]
                if pk.m_v[q] > st.vmax[p]:
                    sh.shared_m[p] += sign
                if pk.m_u[q] > st.umax[p]:
                    sh.shared_u[p] += sign
            for q in range(pk.s_start[e], pk.s_start[e + 1]):
                if pk.s_x[q] > st.xmax[pk.s_id[q]]:
                    sh.shared_s[pk.s_id[q]] += sign
            if pk.sess[e] > st.scenes[pk.scene[e], 3]:
                sh.shared_e[pk.scene[e]] += sign


@kernel
def _least(pk: Packed, st: State, sh: Shelf, e: int, r: int) -> tuple[float, float]:
    """Return what an entry, as one of at most r more, adds at least to the cost of its scene.

    With V(S + T) = V + dV and so on, the cost V H + U M rises by V dH + H dV + dV dH + (the same of
    U, M). dV is at least the sum of every block's own rise, each member's divided by how many of T
    may share it; it is also at least the whole rise of any one block, which serves for dV dH.
    M is at least the most sessions of any block, and at least the agenda by what a session takes:
    the first number goes with the first, the second is the difference if one goes with the other.
    """
    s = pk.scene[e]
    v, u, a = st.scenes[s, 0], st.scenes[s, 1], st.scenes[s, 2]
    fair_v = fair_u = whole_v = whole_u = 0.0
    for q in range(pk.m_start[e], pk.m_start[e + 1]):
        p = pk.m_id[q]
        rise = pk.m_v[q] - st.vmax[p]
        if rise > 0:
            whole_v += rise
            fair_v += rise / min(r, sh.shared_m[p])
        rise = pk.m_u[q] - st.umax[p]
        if rise > 0:
            whole_u += rise
            fair_u += rise / min(r, sh.shared_u[p])
    more = pk.add[e]
    for q in range(pk.s_start[e], pk.s_start[e + 1]):
        t = pk.s_id[q]
        rise = pk.s_x[q] - st.xmax[t]
        if rise > 0:
            more += rise / min(r, sh.shared_s[t])
    o = pk.overhead[s]
    held, sessions = a / pk.widest[s], more / pk.widest[s]
    by_agenda = (
        (v + whole_v) * (more + o * sessions)
        + (a + o * held) * fair_v
        + (u + whole_u) * sessions
        + held * fair_u
    )
    if held >= st.scenes[s, 3]:
        return by_agenda, 0.0
    held, sessions = st.scenes[s, 3], 0.0
    if pk.sess[e] > held:
        sessions = (pk.sess[e] - held) / min(r, sh.shared_e[s])
    by_most = (
        (v + whole_v) * (more + o * sessions)
        + (a + o * held) * fair_v
        + (u + whole_u) * sessions
        + held * fair_u
    )
    return by_most, by_agenda - by_most


@kernel
def _eased(pk: Packed, st: State, e: int) -> float:
    """Return what an entry's own cost may be eased by at most: its dearest item, a cheaper size.

    In a scene where others are, what sizes may fall to is in the node already.
    """
    s = pk.scene[e]
    eased = max(0.0, pk.e_price[e] - st.scenes[s, 8])
    if st.held[s] == 0 and pk.step_start[s + 1] > pk.step_start[s]:
        eased += max(0.0, -pk.step_low[pk.step_start[s] + pk.e_size[e]])
    return eased


@kernel
def _crowded(pk: Packed, st: State, row: int) -> bool:
    """Say whether a block brings too many persons into a scene where others are."""
    if pk.crowd == np.inf:
        return False
    for e in range(pk.entry[row], pk.entry[row + 1]):
        s = pk.scene[e]
        if st.held[s] + pk.held[e] < 2 or st.crowd[s] + pk.p_sum[e] <= pk.crowd:
            continue
        persons = st.crowd[s]
        for q in range(pk.p_start[e], pk.p_start[e + 1]):
            if not st.seen[pk.p_id[q]]:
                persons += pk.people[pk.p_id[q]]
        if persons > pk.crowd:
            return True
    return False


@kernel
def _gains(pk: Packed, st: State, sh: Shelf, mode: int, prices: Floats, depth: int, k: int) -> int:
    """Bound what each of tried[:k] earns as part of any T; keep those that may join; return how many."""
    kept = np.int64(0)
    room = pk.most - int(sh.node[depth, SIZE])
    for c in range(k):
        j = sh.tried[c]
        if pk.size[j] <= room and not _crowded(pk, st, mode * pk.blocks + j):
            sh.tried[kept] = j
            kept += 1
    one = np.int64(1)
    _share(pk, st, sh, mode, kept, one)
    for c in range(kept):
        j = sh.tried[c]
        row = mode * pk.blocks + j
        gain = prices[j] - pk.own[row] - pk.price_sum[row]
        gain += max(0.0, pk.price_max[row] - sh.node[depth, DEAREST])
        for q in range(depth):
            gain -= pk.pair[mode, j, sh.items[q]]
        for q in range(sh.cut_start[j], sh.cut_start[j + 1]):
            cut = sh.cut_of[q]
            if sh.cut_held[cut] == 1:
                gain -= sh.due[cut] / min(room, sh.shared_c[cut])
        bend = 0.0
        for e in range(pk.entry[row], pk.entry[row + 1]):
            least, more = _least(pk, st, sh, e, room)
            gain -= least - _eased(pk, st, e)
            bend += more
        sh.gains[c], sh.bends[c] = gain, bend
    _share(pk, st, sh, mode, kept, -one)
    return kept


@kernel
def _best(
    top: Floats, gains: Floats, first: int, last: int, room: int
) -> tuple[float, float, float]:
    """Return the sum of the `room` greatest of gains[first:last] above 0, and of one less.

    And the smallest of the latter: inf if there is none, -inf if there are fewer than `room`.
    """
    count = np.int64(0)
    if room < 1:
        return 0.0, 0.0, np.inf
    for c in range(first, last):
        gain = gains[c]
        if gain <= 0 or (count == room and gain <= top[count - 1]):
            continue
        q = count if count < room else count - 1
        count = q + 1
        while q > 0 and top[q - 1] < gain:
            top[q] = top[q - 1]
            q -= 1
        top[q] = gain
    total = 0.0
    for q in range(count):
        total += top[q]
    if count < room:
        return total, total, -np.inf
    return total, total - top[room - 1], top[room - 2] if room > 1 else np.inf


@kernel
def _bend(pk: Packed, st: State, sh: Shelf, depth: int, kept: int, room: int, bar: float) -> None:
    """Choose how far sessions are bounded by the agenda, and not by the most of a block.

    Any share of the one and the rest of the other is a bound; that which bounds best is kept.
    """
    low = sh.node[depth, LOW]
    slack = 0.0
    for s in range(len(pk.overhead)):
        idle = st.scenes[s, 3] - st.scenes[s, 2] / pk.widest[s]
        if idle > 0:
            slack += idle * (st.scenes[s, 0] * pk.overhead[s] + st.scenes[s, 1])
    best = low - _best(sh.top, sh.gains, 0, kept, room)[0]
    if slack <= 0 or best >= bar:
        return
    share = 0.0
    for step in range(1, 5):
        part = step / 4
        for c in range(kept):
            sh.trial[c] = sh.gains[c] - part * sh.bends[c]
        bound = low - part * slack - _best(sh.top, sh.trial, 0, kept, room)[0]
        if bound <= best:
            break
        best, share = bound, part
    for c in range(kept):
        sh.gains[c] -= share * sh.bends[c]
    sh.node[depth, LOW] = low - share * slack


@kernel
def _sift(pk: Packed, st: State, sh: Shelf, depth: int, kept: int, bar: float) -> float:
    """List the candidates with which a group may get below `bar`.

    Returns the bound of what is left out.
    """
    room = pk.most - int(sh.node[depth, SIZE])
    count = np.int64(0)
    floor = np.inf
    if room > 0 and kept > 0:
        _bend(pk, st, sh, depth, kept, room, bar)
        low = sh.node[depth, LOW]
        whole, less, last = _best(sh.top, sh.gains, 0, kept, room)
        for c in range(kept):
            gain = sh.gains[c]
            bound = low - whole if gain >= last else low - less - gain
            if bound >= bar:
                floor = min(floor, bound)
                continue
            sh.gain[depth, count], sh.cand[depth, count] = gain, sh.tried[c]
            count += 1
    sh.node[depth, COUNT], sh.node[depth, NEXT] = count, 0
    return floor


@kernel
def _enter(
    pk: Packed,
    st: State,
    sh: Shelf,
    mode: int,
    prices: Floats,
    shift: float,
    depth: int,
    block: int,
) -> None:
    """Add a block to the group of `depth` blocks; fill the node of depth + 1."""
    row = mode * pk.blocks + block
    rest = pk.own[row] + pk.price_sum[row] - prices[block]
    for q in range(depth):
        rest += pk.pair[mode, block, sh.items[q]]
    for q in range(sh.cut_start[block], sh.cut_start[block + 1]):
        cut = sh.cut_of[q]
        rest += sh.due[cut] if sh.cut_held[cut] == 1 else 0.0
        sh.cut_held[cut] += 1
    push(pk, st, mode, block)
    sh.items[depth] = block
    old, new = sh.node[depth], sh.node[depth + 1]
    new[REST] = old[REST] + rest
    new[DEAREST] = max(old[DEAREST], pk.price_max[row])
    new[SIZE] = old[SIZE] + pk.size[block]
    new[COST] = new[REST] + shift + st.total[0] - new[DEAREST]
    new[LOW] = new[REST] + shift + st.total[1] - new[DEAREST]


@kernel
def _leave(st: State, sh: Shelf, depth: int) -> None:
    """Take back the block that made the node at `depth`."""
    pop(st)
    block = sh.items[depth - 1]
    for q in range(sh.cut_start[block], sh.cut_start[block + 1]):
        sh.cut_held[sh.cut_of[q]] -= 1


@kernel
def _heirs(pk: Packed, sh: Shelf, mode: int, depth: int) -> tuple[int, int]:
    """Put the parent's later candidates that may join the node at `depth` into `tried`.

    Returns how many, and the steps that looking at them takes.
    """
    last = sh.items[depth - 1]
    k = steps = np.int64(0)
    for c in range(int(sh.node[depth - 1, NEXT]), int(sh.node[depth - 1, COUNT])):
        j = sh.cand[depth - 1, c]
        if not pk.barred[mode, last, j]:
            sh.tried[k] = j
            k += 1
            steps += pk.work[mode * pk.blocks + j]
    return k, steps


@kernel
def _below(pk: Packed, sh: Shelf, depth: int) -> float:
    """Bound the reduced costs of all groups still to be met below the node at `depth`.

    Puts the candidate with the greatest gain next.
    """
    first, count = int(sh.node[depth, NEXT]), int(sh.node[depth, COUNT])
    if first >= count:
        return np.inf
    gains, cand = sh.gain[depth], sh.cand[depth]
    best = first
    for c in range(first + 1, count):
        if gains[c] > gains[best]:
            best = c
    gains[first], gains[best] = gains[best], gains[first]
    cand[first], cand[best] = cand[best], cand[first]
    room = pk.most - int(sh.node[depth, SIZE])
    others, _, _ = _best(sh.top, gains, first + 1, count, room - 1)
    return sh.node[depth, LOW] - gains[first] - others


@kernel
def _emit(out: Found, sh: Shelf, depth: int, first: int, room: int) -> None:
    """Keep the group at `depth`, in place of the worst of its root's if those are `room` already."""
    at = out.tally[0]
    if at - first >= room or at == len(out.cost):
        at = first
        for q in range(first, out.tally[0]):
            if out.cost[q] > out.cost[at]:
                at = q
        out.tally[2] = 1
        if first == out.tally[0] or out.cost[at] <= sh.node[depth, COST]:
            return
    else:
        out.tally[0] += 1
    out.cost[at] = sh.node[depth, COST]
    out.items[at] = -1
    copy(sh.items[:depth], out.items[at])


@entry
def price(
    pk: Packed,
    st: State,
    sh: Shelf,
    out: Found,
    mode: int,
    prices: Floats,
    shift: float,
    order: Ints,
    roots: Ints,
    bar: float,
    keen: float,
    budget: int,
    room: int,
) -> None:
    """Find groups of a mode whose cost, less the prices of their blocks, plus `shift`, is below `bar`.

    Groups of one item are left out. `roots` are places in `order`. Below a root, once a group of
    reduced cost c < 0 is found, only those below keen x c are sought (0 <= keen <= 1; 0: all below
    `bar`). A root takes `budget` steps at most, and leaves `room` groups. Adds to `out`.
    """
    for at in roots:
        root = order[at]
        out.floor[root], out.unsure[root] = np.inf, 0
        if pk.barred[mode, root, root]:
            continue
        k = len(order) - at - 1
        copy(order[at + 1 :], sh.cand[0])
        sh.node[0, :] = 0.0
        sh.node[0, COUNT] = k
        _search(pk, st, sh, out, mode, prices, shift, root, bar, keen, budget, room)


@kernel
def _search(
    pk: Packed,
    st: State,
    sh: Shelf,
    out: Found,
    mode: int,
    prices: Floats,
    shift: float,
    root: int,
    bar: float,
    keen: float,
    budget: int,
    room: int,
) -> None:
    """Search depth first below one root; leave `st` empty."""
    first = out.tally[0]
    floor = np.inf
    depth = steps = np.int64(0)
    block = root
    while True:
        _enter(pk, st, sh, mode, prices, shift, depth, block)
        depth += 1
        if sh.node[depth, SIZE] > 1:
            floor = min(floor, sh.node[depth, COST])
            if sh.node[depth, COST] < bar:
                _emit(out, sh, depth, first, room)
                bar = min(bar, keen * sh.node[depth, COST]) if keen > 0 else bar
        k, work = _heirs(pk, sh, mode, depth)
        steps += work
        k = _gains(pk, st, sh, mode, prices, depth, k)
        floor = min(floor, _sift(pk, st, sh, depth, k, bar))
        while depth > 0:
            below = _below(pk, sh, depth)
            if below < bar and steps <= budget:
                break
            floor = min(floor, below)
            out.unsure[root] |= below < bar
            _leave(st, sh, depth)
            depth -= 1
        if depth == 0:
            break
        block = sh.cand[depth, int(sh.node[depth, NEXT])]
        sh.node[depth, NEXT] += 1
    out.floor[root] = floor
    out.tally[1] += steps
