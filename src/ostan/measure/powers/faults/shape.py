"""What a fault is: a kind, the smallest case that shows it, the powers it takes, the act it is about.

The smallest case is the one on the earliest day, of these the one with the least amount, of these
the one in the first place; the powers named are those without which the fault would not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.space import BOX, EPOCH, Boxes, boxes

IN_WORDS: Final = "_in_words"
"""Ends the kind of a fault that is there or not as words are read: never comparable, never none."""

SCHEMA: Final = pl.Schema(
    [
        ("kind", pl.String()),
        ("matter", pl.String()),
        ("measure", pl.String()),
        ("amount", pl.Float64()),
        ("amount_to", pl.Float64()),
        ("place", pl.String()),
        ("day", pl.Date()),
        ("powers", pl.List(pl.String())),
        ("act", pl.String()),
        ("times", pl.Int64()),
        ("places", pl.Int64()),
    ]
)
"""Columns of the faults.

amount: the least that shows it; amount_to: the amount from which, in that place on that day, it no
longer shows (empty: none); place: one that holds no other (empty: the register knows no places);
day: the first that shows it; powers: those it takes; act: the act a ground rests on; times: how
often it occurs, the rows a template made being told once; places: in how many places (0: no template
made them). The case is empty for a power that holds in no case.
"""


@dataclass(frozen=True)
class Register:
    """The powers of a Country from a day on, in one place or all, with what every fault asks of them."""

    country: Country
    since: date
    within: str | None = None

    @cached_property
    def space(self) -> Boxes:
        """The powers as boxes."""
        return boxes(self.country, self.since, self.within)

    @property
    def box(self) -> pl.DataFrame:
        """The boxes of all powers; see `Boxes.frame`."""
        return self.space.frame

    def in_role(self, *roles: str) -> pl.DataFrame:
        """Return the boxes of the powers with one of these roles."""
        return self.box.filter(pl.col("role").is_in(roles))


def as_fault(kind: str | pl.Expr, cases: pl.DataFrame) -> pl.DataFrame:
    """Return faults as `told` takes them.

    `cases`: matter, axis, day (number), amount, amount_to, place (number of a leaf), powers and,
    where there is one, act.
    """
    act = pl.col("act") if "act" in cases.columns else pl.lit(None, pl.String).alias("act")
    named = pl.lit(kind).alias("kind") if isinstance(kind, str) else kind.alias("kind")
    return cases.select(
        named, "matter", "axis", "amount", "amount_to", "place", "day", "powers", act
    )


def no_fault() -> pl.DataFrame:
    """Return a frame of no faults, as `told` takes them."""
    kinds = {
        "amount": pl.Float64(),
        "amount_to": pl.Float64(),
        "place": pl.Int64(),
        "day": pl.Int64(),
    }
    columns = ("kind", "matter", "axis", "amount", "amount_to", "place", "day", "powers", "act")
    return pl.DataFrame(
        schema={
            c: kinds.get(c, pl.List(pl.String()) if c == "powers" else pl.String()) for c in columns
        }
    )


def corner(frame: pl.DataFrame) -> pl.DataFrame:
    """Put the first case of each box into the columns day, amount, amount_to and place."""
    return frame.with_columns(
        day="day_low", amount="amount_low", amount_to="amount_high", place="place_low"
    )


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Number boxes as domains: the column `domain`."""
    return frame.with_columns(domain=pl.int_range(pl.len(), dtype=pl.Int64))


def covering(domains: pl.DataFrame, covers: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    """Return the boxes of its space that may cover each domain: domain and a box.

    `which`: what a pair must keep; the columns of the cover end in `_c`.
    """
    both = domains.join(covers, on=["matter", "axis"], suffix="_c").filter(which)
    return both.select("domain", *(pl.col(f"{c}_c").alias(c) for c in BOX))


SAME_HOLDER: Final = (pl.col("holder_c") == pl.col("holder")) & (
    pl.col("holder_kind_c") == pl.col("holder_kind")
)
"""Whether a cover is held by the holder of the domain."""


def told(register: Register, faults: pl.DataFrame) -> pl.DataFrame:
    """Return faults in the columns of SCHEMA: once what a template repeats, with its smallest case.

    The same powers may show a fault in several measures: the first is told, and one that is sure
    goes before one in words. Gaps are told for each measure.
    """
    order = ["day", "amount", "place", "_powers", "axis"]
    said = pl.col("kind").str.strip_suffix(IN_WORDS)
    known = faults.with_columns(
        _powers=pl.col("powers").list.join(" "),
        _axis=pl.when(said == "gap").then("axis"),
        _said=said,
    ).sort("matter", "kind", *order)
    # A kind sorts before the same kind in words.
    single = known.unique(
        ["_said", "matter", "_powers", "_axis", "act"], keep="first", maintain_order=True
    )
    written = pl.col("powers").list.eval(pl.element().str.extract(r"^([^@]*)")).list.join(" ")
    act = pl.col("act").str.extract(r"^([^@]*)")
    spot = pl.col("powers").list.eval(pl.element().str.extract(r"@(.*)$").drop_nulls()).list.first()
    leaves = pl.Series("leaf", register.space.land.leaves, pl.String)
    return (
        single.with_columns(_written=written, _act=act, _spot=spot)
        .group_by("kind", "matter", "_written", "_axis", "_act", maintain_order=True)
        .agg(
            pl.all().sort_by(order, nulls_last=True).first(),
            times=pl.len().cast(pl.Int64),
            places=pl.col("_spot").drop_nulls().n_unique().cast(pl.Int64),
        )
        .with_columns(
            measure="axis",
            amount_to=pl.when(pl.col("amount_to").is_finite()).then("amount_to"),
            place=pl.col("place").replace_strict(
                range(len(leaves)), leaves, default=None, return_dtype=pl.String
            ),
            day=(pl.lit(EPOCH) + pl.duration(days=pl.col("day"))).cast(pl.Date),
        )
        .select(SCHEMA.names())
        .cast(SCHEMA)
    )
