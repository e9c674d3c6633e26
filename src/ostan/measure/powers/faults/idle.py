"""Dead and shadowed powers: what holds in no case, and what changes nothing where it holds."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ostan.measure.powers.faults.shape import (
    SAME_HOLDER,
    Register,
    as_fault,
    corner,
    covering,
    numbered,
)
from ostan.measure.powers.space import BOX, extents, first_uncovered, not_empty

Box = tuple[float, ...]
"""Low and high of amount, place and day, in the order of BOX."""

SAME_ROLE = SAME_HOLDER & (pl.col("role") == pl.col("role_c"))
"""Whether a power is of the same holder and role as the one it may shadow."""


def dead(register: Register) -> pl.DataFrame:
    """Return the powers that hold in no case at all.

    Their limits or their days are out of order, or their place is not in the table.
    """
    empty = extents(register.country, register.space.land).filter(~not_empty())
    nowhere = [
        pl.lit(None, kind).alias(c)
        for c, kind in (
            ("amount", pl.Float64),
            ("amount_to", pl.Float64),
            ("place", pl.Int64),
            ("day", pl.Int64),
        )
    ]
    return as_fault(
        "dead", empty.with_columns(*nowhere, powers=pl.concat_list("power"), axis="measure")
    )


def shadowed(register: Register) -> pl.DataFrame:
    """Return the powers that add nothing: their holder surely holds the same role in each case by others.

    With the power come those that shadow it, none of which could be spared. Two equal powers shadow
    each other, and both are told.
    """
    numbers = numbered(register.box)
    other = SAME_ROLE & (pl.col("power") != pl.col("power_c"))
    covers = covering(numbers, register.box.filter("sure"), other)
    peers = numbers.join(covers, on="domain", how="semi")
    bare = first_uncovered(peers, covers)
    # Shadowed in every measure of its matter, or not at all.
    lit = numbers.join(peers.join(bare, on="domain", how="anti"), on="domain", how="anti")
    covered = numbers.join(lit.select("power"), on="power", how="anti")
    first = covered.filter("own").unique("power", keep="first", maintain_order=True)
    return as_fault("shadowed", corner(_with_shades(register, covered, first)))


def _with_shades(register: Register, covered: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    both = covered.join(register.box.filter("sure"), on=["matter", "axis"], suffix="_c").filter(
        SAME_ROLE, pl.col("power") != pl.col("power_c")
    )
    by_power: dict[str, list[tuple[str, Box, str, Box]]] = {}
    ends = [*BOX, *(f"{c}_c" for c in BOX)]
    for power, axis, shade, *box in both.select("power", "axis", "power_c", *ends).iter_rows():
        by_power.setdefault(power, []).append((axis, tuple(box[:6]), shade, tuple(box[6:])))
    named = [[p, *_fewest(by_power[p])] for p in first["power"]]
    return first.with_columns(powers=pl.Series(named, dtype=pl.List(pl.String)))


def _fewest(rows: list[tuple[str, Box, str, Box]]) -> list[str]:
    """Return powers that shadow one together, none of which could be spared."""
    shades = sorted({shade for _, _, shade, _ in rows})
    alone = next(([s] for s in shades if _shade(rows, {s})), None)
    if alone:
        return alone
    kept = list(shades)
    for shade in reversed(shades):
        without = [s for s in kept if s != shade]
        if _shade(rows, set(without)):
            kept = without
    return kept


def _shade(rows: list[tuple[str, Box, str, Box]], chosen: set[str]) -> bool:
    domains = {(axis, box) for axis, box, _, _ in rows}
    return all(
        covers(box, (c for a, _, s, c in rows if a == axis and s in chosen))
        for axis, box in domains
    )


def covers(box: Box, others: Iterable[Box]) -> bool:
    """Return whether boxes together cover one."""
    left = [box]
    for other in others:
        left = [piece for b in left for piece in _without(b, other)]
    return not left


def _without(box: Box, other: Box) -> list[Box]:
    """Return what is left of a box without another, as boxes that do not meet."""
    pieces = []
    rest = list(box)
    for at in range(0, len(box), 2):
        low, high = max(rest[at], other[at]), min(rest[at + 1], other[at + 1])
        if low >= high:
            return [box]
        pieces += [
            (*rest[:at], a, b, *rest[at + 2 :])
            for a, b in ((rest[at], low), (high, rest[at + 1]))
            if a < b
        ]
        rest[at : at + 2] = [low, high]
    return pieces
