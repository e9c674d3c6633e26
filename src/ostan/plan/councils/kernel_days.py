"""Search for council days, compiled: sittings put into days under simulated annealing.

A day saves, of each member, the travel of all its sittings but the greatest. So putting a sitting
beside others saves the sum over its members of the lesser of its travel and the greatest of theirs.
"""

# mypy: disable-error-code="untyped-decorator, no-any-return, arg-type, return-value, call-overload"
# (what is read from an array is numpy's own number to mypy, and a plain one to numba)

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

entry = numba.njit(cache=True, nogil=True, no_cfunc_wrapper=True)
"""How kernels are compiled."""
kernel = numba.njit(cache=True, nogil=True, no_cfunc_wrapper=True, no_cpython_wrapper=True)
"""The same for what only kernels call; it compiles faster."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Packed(NamedTuple):
    """The sittings in arrays.

    `travel` float64[items, members]: weighted hours a year. The members of item i are
    `member[start[i] .. start[i + 1]]`. `length` int64[items, places]: minutes of a session, 0 where
    there is none; a day of a place has `minutes`. `near` int64[items, k]: those each saves most with.
    """

    travel: Floats
    start: Ints
    member: Ints
    length: Ints
    near: Ints
    minutes: int


class Days(NamedTuple):
    """Items put into days: `of` int64[items]; day d holds `items[d, : many[d]]`, `used[d]` minutes."""

    of: Ints
    items: Ints
    many: Ints
    used: Ints


@kernel
def _next(random: NDArray[np.uint64]) -> float:
    """Return a number in [0, 1): splitmix64, so that a seed gives the same everywhere."""
    random[0] += np.uint64(0x9E3779B97F4A7C15)
    z = random[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) / 9007199254740992.0


@entry
def pairs(travel: Floats, start: Ints, member: Ints) -> Floats:
    """Return what each pair of items saves on one day, float64[items, items]; 0 on the diagonal."""
    n = travel.shape[0]
    saved = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            total = 0.0
            for a in range(start[i], start[i + 1]):
                total += min(travel[i, member[a]], travel[j, member[a]])
            saved[i, j] = saved[j, i] = total
    return saved


@kernel
def _saves(pk: Packed, days: Days, i: int, day: int, but: int) -> float:
    """Return what item i saves beside the items of a day, itself and `but` left out."""
    total = 0.0
    for a in range(pk.start[i], pk.start[i + 1]):
        m = pk.member[a]
        greatest = 0.0
        for k in range(days.many[day]):
            j = days.items[day, k]
            if j != i and j != but and pk.travel[j, m] > greatest:
                greatest = pk.travel[j, m]
        total += min(pk.travel[i, m], greatest)
    return total


@kernel
def _fits(pk: Packed, days: Days, i: int, day: int, but: int) -> bool:
    """Say whether item i has room on a day, if `but` (-1: nothing) leaves it."""
    for p in range(pk.length.shape[1]):
        used = days.used[day, p] + pk.length[i, p]
        if but >= 0:
            used -= pk.length[but, p]
        if pk.length[i, p] > 0 and used > pk.minutes:
            return False
    return True


@kernel
def _move(pk: Packed, days: Days, i: int, day: int) -> None:
    old = days.of[i]
    last = days.many[old] - 1
    for k in range(last):
        if days.items[old, k] == i:
            days.items[old, k] = days.items[old, last]
            break
    days.many[old] = last
    days.items[day, days.many[day]] = i
    days.many[day] += 1
    for p in range(pk.length.shape[1]):
        days.used[old, p] -= pk.length[i, p]
        days.used[day, p] += pk.length[i, p]
    days.of[i] = day


@kernel
def _accepted(random: NDArray[np.uint64], gain: float, heat: float) -> bool:
    return gain >= 0.0 or _next(random) < np.exp(gain / heat)


@kernel
def _empty(days: Days) -> int:
    for day in range(len(days.many)):
        if days.many[day] == 0:
            return day
    return -1


@kernel
def _try(pk: Packed, days: Days, i: int, j: int, heat: float, random: NDArray[np.uint64]) -> float:
    """Put i beside j, or in its place, or (if they share a day) on a day of its own; return the gain."""
    at, to = days.of[i], days.of[j]
    if at == to:
        gain = -_saves(pk, days, i, at, -1)
        if _accepted(random, gain, heat):
            _move(pk, days, i, _empty(days))
            return gain
        return 0.0
    # The row of a day has room for one item more than it may hold, for a swap.
    if days.many[to] < days.items.shape[1] - 1 and _fits(pk, days, i, to, -1):
        gain = _saves(pk, days, i, to, -1) - _saves(pk, days, i, at, -1)
        if _accepted(random, gain, heat):
            _move(pk, days, i, to)
            return gain
        return 0.0
    if not (_fits(pk, days, i, to, j) and _fits(pk, days, j, at, i)):
        return 0.0
    gain = _saves(pk, days, i, to, j) + _saves(pk, days, j, at, i)
    gain -= _saves(pk, days, i, at, -1) + _saves(pk, days, j, to, -1)
    if _accepted(random, gain, heat):
        _move(pk, days, i, to)
        _move(pk, days, j, at)
        return gain
    return 0.0


@entry
def anneal(
    pk: Packed,
    days: Days,
    moves: int,
    heat: float,
    cooling: float,
    random: NDArray[np.uint64],
    best: Ints,
    saved: float,
    most: float,
) -> tuple[float, float]:
    """Make `moves` moves; return what the days then save, and the most that any days met did.

    `saved`, `most`: these before the moves; `best` int64[items]: the days of the most. `cooling`:
    factor of the heat after every move. `random` uint64[1]: state of the generator.
    """
    n, near = pk.near.shape
    for _ in range(moves):
        i = min(n - 1, int(_next(random) * n))
        j = pk.near[i, min(near - 1, int(_next(random) * near))]
        saved += _try(pk, days, i, j, heat, random)
        heat *= cooling
        if saved > most + 1e-9:
            most = saved
            for k in range(n):
                best[k] = days.of[k]
    return saved, most
