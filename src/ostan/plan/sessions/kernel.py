"""Search for a timetable, compiled: relocations and swaps under simulated annealing.

The energy is hard x `high` + missed x `middle` + travel, with `high` and `middle` so large that it
ranks as `cost.Cost` does; `cost.cost` is its plain reference. Beside it stands `guide`: days with many
sessions of a far post are favoured by the square of their number, so that days with few empty one by
one; with guide 0 energies are costs.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from ostan.plan.sessions.problem import Floats, Ints


class Packed(NamedTuple):
    """The problem in arrays. Ragged rows k are `x_at[k] .. x_at[k + 1]` of `x`.

    `first`, `last`, `length` of items; their `starts`, parts (`sitting`, `offset`, `size`), far posts
    and rooms; `moving`: items that may move. `hard`, `soft`, `price`: see `problem.Problem`.
    """

    first: Ints
    last: Ints
    length: Ints
    starts_at: Ints
    starts: Ints
    part_at: Ints
    sitting: Ints
    offset: Ints
    size: Ints
    far_at: Ints
    far: Ints
    room_at: Ints
    rooms: Ints
    moving: Ints
    hard: Floats
    soft: Floats
    price: Floats
    slot_hours: float
    high: float
    middle: float
    guide: float


class State(NamedTuple):
    """A timetable being changed: `of[d, : many[d]]` are the items of day d, `pos` their position.

    `far_days[p, d]`: items of far post p on day d. `load`: room for the overlaps of each room.
    `random` uint64[1]: state of the generator.
    """

    day: Ints
    start: Ints
    room: Ints
    of: Ints
    many: Ints
    pos: Ints
    far_days: Ints
    load: Floats
    random: NDArray[np.uint64]


@numba.njit(cache=True)
def _next(random: NDArray[np.uint64]) -> float:
    """Return a number in [0, 1): splitmix64, so that a seed gives the same everywhere."""
    random[0] += np.uint64(0x9E3779B97F4A7C15)
    z = random[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) / 9007199254740992.0


@numba.njit(cache=True)
def _below(random: NDArray[np.uint64], n: int) -> int:
    return min(n - 1, int(_next(random) * n))


@numba.njit(cache=True)
def put(pk: Packed, st: State, i: int, day: int, start: int, room: int) -> None:
    """Put an item that is nowhere onto a day."""
    st.day[i], st.start[i], st.room[i] = day, start, room
    st.pos[i] = st.many[day]
    st.of[day, st.many[day]] = i
    st.many[day] += 1
    for a in range(pk.far_at[i], pk.far_at[i + 1]):
        st.far_days[pk.far[a], day] += 1


@numba.njit(cache=True)
def take(pk: Packed, st: State, i: int) -> None:
    """Take an item off its day."""
    day, at = st.day[i], st.pos[i]
    st.many[day] -= 1
    last = st.of[day, st.many[day]]
    st.of[day, at] = last
    st.pos[last] = at
    for a in range(pk.far_at[i], pk.far_at[i + 1]):
        st.far_days[pk.far[a], day] -= 1
    st.day[i] = -1


@numba.njit(cache=True)
def _common(a: int, m: int, b: int, n: int) -> int:
    return max(0, min(a + m, b + n) - max(a, b))


@numba.njit(cache=True)
def _clash(pk: Packed, i: int, t: int, j: int, u: int) -> float:
    """Return the energy of two items that overlap, without rooms."""
    energy = 0.0
    for a in range(pk.part_at[i], pk.part_at[i + 1]):
        for b in range(pk.part_at[j], pk.part_at[j + 1]):
            slots = _common(t + pk.offset[a], pk.size[a], u + pk.offset[b], pk.size[b])
            if slots > 0:
                x, y = pk.sitting[a], pk.sitting[b]
                energy += slots * (pk.high * pk.hard[x, y] + pk.middle * pk.soft[x, y])
    return energy


@numba.njit(cache=True)
def adds(pk: Packed, st: State, i: int, day: int, start: int) -> float:
    """Return what an item that is nowhere would add on a day from a slot, without its room.

    Overlaps by room are left in `st.load`.
    """
    energy = 0.0
    st.load[:] = 0.0
    for k in range(st.many[day]):
        j = st.of[day, k]
        slots = _common(start, pk.length[i], st.start[j], pk.length[j])
        if slots <= 0:
            continue
        energy += _clash(pk, i, start, j, st.start[j])
        if st.room[j] >= 0:
            st.load[st.room[j]] += slots
    for a in range(pk.far_at[i], pk.far_at[i + 1]):
        before = st.far_days[pk.far[a], day]
        energy -= pk.guide * pk.price[pk.far[a]] * (2 * before + 1)
        if before == 0:
            energy += pk.price[pk.far[a]]
    return energy


@numba.njit(cache=True)
def _room(pk: Packed, st: State, i: int) -> int:
    """Return the freest room that holds an item after `adds`; -1 where it needs none."""
    best, least = -1, np.inf
    for a in range(pk.room_at[i], pk.room_at[i + 1]):
        if st.load[pk.rooms[a]] < least:
            best, least = pk.rooms[a], st.load[pk.rooms[a]]
    return best


@numba.njit(cache=True)
def _crowded(pk: Packed, st: State, room: int) -> float:
    return 0.0 if room < 0 else pk.high * pk.slot_hours * st.load[room]


@numba.njit(cache=True)
def best_place(pk: Packed, st: State, i: int) -> tuple[float, int, int, int]:
    """Return least energy, day, start and room of an item that is nowhere; ties by chance."""
    least, day, start, room, ties = np.inf, -1, -1, -1, 0
    for d in range(pk.first[i], pk.last[i] + 1):
        for s in range(pk.starts_at[i], pk.starts_at[i + 1]):
            energy = adds(pk, st, i, d, pk.starts[s])
            r = _room(pk, st, i)
            energy += _crowded(pk, st, r)
            if energy < least - 1e-9:
                least, day, start, room, ties = energy, d, pk.starts[s], r, 1
            elif energy < least + 1e-9:
                ties += 1
                if _next(st.random) * ties < 1.0:
                    day, start, room = d, pk.starts[s], r
    return least, day, start, room


@numba.njit(cache=True)
def construct(pk: Packed, st: State, order: Ints) -> None:
    """Put items one by one where they add least."""
    for k in range(len(order)):
        i = order[k]
        _, day, start, room = best_place(pk, st, i)
        put(pk, st, i, day, start, room)


@numba.njit(cache=True)
def descend(pk: Packed, st: State) -> float:
    """Move every item once to where it adds least; return how much the energy fell."""
    fell = 0.0
    for k in range(len(pk.moving)):
        i = pk.moving[k]
        day, start, room = st.day[i], st.start[i], st.room[i]
        take(pk, st, i)
        before = adds(pk, st, i, day, start) + _crowded(pk, st, room)
        after, d, t, r = best_place(pk, st, i)
        if after < before - 1e-9:
            put(pk, st, i, d, t, r)
            fell += before - after
        else:
            put(pk, st, i, day, start, room)
    return fell


@numba.njit(cache=True)
def _relocate(pk: Packed, st: State, i: int, heat: float) -> float:
    """Try a random place of an item; return how the energy changed."""
    day, start, room = st.day[i], st.start[i], st.room[i]
    d = pk.first[i] + _below(st.random, pk.last[i] - pk.first[i] + 1)
    t = pk.starts[pk.starts_at[i] + _below(st.random, pk.starts_at[i + 1] - pk.starts_at[i])]
    take(pk, st, i)
    before = adds(pk, st, i, day, start) + _crowded(pk, st, room)
    after = adds(pk, st, i, d, t)
    r = _room(pk, st, i)
    after += _crowded(pk, st, r)
    if _accepted(st, after - before, heat):
        put(pk, st, i, d, t, r)
        return after - before
    put(pk, st, i, day, start, room)
    return 0.0


@numba.njit(cache=True)
def _accepted(st: State, rise: float, heat: float) -> bool:
    return rise <= 0.0 or _next(st.random) < np.exp(-rise / heat)


@numba.njit(cache=True)
def _swap(pk: Packed, st: State, i: int, j: int, heat: float) -> float:
    """Try to let two items of one length change places; return how the energy changed."""
    d, t, r = st.day[i], st.start[i], st.room[i]
    e, u, s = st.day[j], st.start[j], st.room[j]
    if e < pk.first[i] or e > pk.last[i] or d < pk.first[j] or d > pk.last[j]:
        return 0.0
    take(pk, st, i)
    before = adds(pk, st, i, d, t) + _crowded(pk, st, r)
    take(pk, st, j)
    before += adds(pk, st, j, e, u) + _crowded(pk, st, s)
    after = adds(pk, st, i, e, u)
    q = _room(pk, st, i)
    after += _crowded(pk, st, q)
    put(pk, st, i, e, u, q)
    after += adds(pk, st, j, d, t)
    p = _room(pk, st, j)
    after += _crowded(pk, st, p)
    if _accepted(st, after - before, heat):
        put(pk, st, j, d, t, p)
        return after - before
    take(pk, st, i)
    put(pk, st, i, d, t, r)
    put(pk, st, j, e, u, s)
    return 0.0


@numba.njit(cache=True)
def anneal(
    pk: Packed,
    st: State,
    best: Ints,
    energy: float,
    least: float,
    heat: float,
    cooling: float,
    moves: int,
) -> tuple[float, float, float]:
    """Make `moves` moves from the present timetable; return energy, least energy, heat.

    `best` int64[3, items] holds day, start, room of the best timetable, of energy `least`.
    `cooling`: factor of the heat after every move.
    """
    n = len(pk.moving)
    for _ in range(moves):
        i = pk.moving[_below(st.random, n)]
        j = pk.moving[_below(st.random, n)]
        if i != j and pk.length[i] == pk.length[j] and _next(st.random) < 0.2:
            energy += _swap(pk, st, i, j, heat)
        else:
            energy += _relocate(pk, st, i, heat)
        heat *= cooling
        if energy < least - 1e-7:
            least = energy
            best[0, :] = st.day
            best[1, :] = st.start
            best[2, :] = st.room
    return energy, least, heat


@numba.njit(cache=True)
def settle(pk: Packed, st: State) -> int:
    """Move sessions to earlier hours of their day where that costs nothing; return how many moved."""
    moved = 0
    for k in range(len(pk.moving)):
        i = pk.moving[k]
        day, start, room = st.day[i], st.start[i], st.room[i]
        take(pk, st, i)
        before = adds(pk, st, i, day, start) + _crowded(pk, st, room)
        to, into = start, room
        for s in range(pk.starts_at[i], pk.starts_at[i + 1]):
            t = pk.starts[s]
            if t >= start:
                break
            after = adds(pk, st, i, day, t)
            r = _room(pk, st, i)
            if after + _crowded(pk, st, r) <= before + 1e-9:
                to, into = t, r
                moved += 1
                break
        put(pk, st, i, day, to, into)
    return moved
