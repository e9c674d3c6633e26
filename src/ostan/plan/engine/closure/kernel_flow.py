"""Maximum flow by blocking flows, from every node with excess to every node with need.

Dinitz, Algorithm for solution of a problem of maximum flow in a network with power estimation, Soviet
Mathematics Doklady 11, 1970. Capacities are integers, so that nothing is rounded. The flow found stays
in `rest` and `excess`: a later call may change `excess` at will and goes on from there, since what was
pushed only states the same problem in another way. The plain reference is `reference.brute_force`.
"""

# mypy: disable-error-code="no-any-return, arg-type, return-value, assignment, call-overload"
# (what is read from an array is numpy's own number to mypy, and a plain one to numba)

from __future__ import annotations

import numba

from ostan.plan.engine.closure.problem import Bools, Ints

entry = numba.njit(cache=True, nogil=True, no_cfunc_wrapper=True, _nrt=False)
"""How kernels are compiled: without counting references to arrays; a kernel makes no array."""
kernel = numba.njit(
    cache=True, nogil=True, no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=False
)
"""The same for what only kernels call."""


@kernel
def _levels(start: Ints, head: Ints, rest: Ints, excess: Ints, level: Ints, queue: Ints) -> bool:
    """Number nodes by their distance from an excess; return whether a need was reached."""
    n = len(excess)
    last = 0
    for v in range(n):
        level[v] = -1
        if excess[v] > 0:
            level[v] = 0
            queue[last] = v
            last += 1
    first = 0
    reached = False
    while first < last:
        v = queue[first]
        first += 1
        if excess[v] < 0:
            reached = True
        for a in range(start[v], start[v + 1]):
            w = head[a]
            if rest[a] > 0 and level[w] < 0:
                level[w] = level[v] + 1
                queue[last] = w
                last += 1
    return reached


@kernel
def _send(
    root: int,
    start: Ints,
    head: Ints,
    back: Ints,
    rest: Ints,
    excess: Ints,
    level: Ints,
    at: Ints,
    path: Ints,
) -> None:
    """Push the excess of a node along levels until it is gone or no way is left."""
    depth = 0
    v = root
    while excess[root] > 0:
        if excess[v] < 0:
            push = min(excess[root], -excess[v])
            for i in range(depth):
                push = min(push, rest[path[i]])
            excess[root] -= push
            excess[v] += push
            keep = depth
            for i in range(depth):
                a = path[i]
                rest[a] -= push
                rest[back[a]] += push
                if rest[a] == 0 and keep == depth:
                    keep = i
            # Go on from the first arc that is full; with none the need is met and v is passed through.
            depth = keep
            v = root if depth == 0 else head[path[depth - 1]]
            continue
        moved = False
        while at[v] < start[v + 1]:
            a = at[v]
            w = head[a]
            if rest[a] > 0 and level[w] == level[v] + 1:
                path[depth] = a
                depth += 1
                v = w
                moved = True
                break
            at[v] += 1
        if moved:
            continue
        if depth == 0:
            return
        depth -= 1
        v = head[back[path[depth]]]
        at[v] += 1


@entry
def cut(
    start: Ints,
    head: Ints,
    back: Ints,
    rest: Ints,
    excess: Ints,
    level: Ints,
    at: Ints,
    room: Ints,
    side: Bools,
) -> None:
    """Push all that can be pushed, and set `side` [n] for what an excess still reaches.

    Arcs of node v are start[v] .. start[v + 1]: `head` where one leads, `back` its reverse, `rest` what
    it may still carry. `excess` [n]: what enters at a node; below 0 what leaves there. `level`, `at`,
    `room` [n] are room to work in.
    """
    n = len(excess)
    while _levels(start, head, rest, excess, level, room):
        for v in range(n):
            at[v] = start[v]
        for v in range(n):
            if excess[v] > 0:
                _send(v, start, head, back, rest, excess, level, at, room)
    for v in range(n):
        side[v] = level[v] >= 0
