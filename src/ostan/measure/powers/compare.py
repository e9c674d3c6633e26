"""Two registers compared holder by holder: who may do more than before, who less, and in which case.

A holder's powers are the cases in which it has a role. What it had before and has no more in some
case is lost, what it has now and had not is gained; only gained is `grew`, only lost `shrank`, both
`incomparable`, neither `equal`. Every case is decided, not a sample (`measure.powers.space`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from ostan.country.country import Country
from ostan.country.expand import HOLDERS
from ostan.country.tables import TABLES
from ostan.measure.powers.faults.shape import numbered
from ostan.measure.powers.space import BOX, EPOCH, Boxes, boxes, first_uncovered
from ostan.measure.powers.wording import Words
from ostan.words.labels import labels
from ostan.words.text import Text

BEFORE: Final = "before_"
AFTER: Final = "after_"
"""Marks put before the ids of powers, so that both registers lie in one space."""

CHANGES: Final[Mapping[str, Text]] = {
    "grew": Text("بیشتر شده است", "grew"),
    "shrank": Text("کمتر شده است", "shrank"),
    "equal": Text("برابر مانده است", "equal"),
    "incomparable": Text("سنجش‌ناپذیر است", "incomparable"),
}
"""What becomes of a holder's powers."""

CASE: Final = ("matter", "role", "measure", "amount", "amount_to", "place", "day")
"""Columns of the case that shows it, under `lost_` and `gained_`."""

SCHEMA: Final = pl.Schema(
    {
        "holder_kind": pl.String(),
        "holder": pl.String(),
        "change": pl.String(),
        **{
            f"{end}_{c}": {
                "amount": pl.Float64(),
                "amount_to": pl.Float64(),
                "day": pl.Date(),
            }.get(c, pl.String())
            for end in ("lost", "gained")
            for c in CASE
        },
        "said_fa": pl.String(),
        "said_en": pl.String(),
    }
)
"""Columns of the comparison: holder, change (a key of CHANGES), the smallest case lost and gained
(empty where there is none; by day, then amount, then place), and a sentence in both languages."""


def compare_powers(before: Country, after: Country, since: date | None = None) -> pl.DataFrame:
    """Return for every holder of either register what became of its powers; see SCHEMA.

    `since`: the first day looked at (default: that of `after`, else today). What is held under a
    condition in words is the same only under the very same words; held without condition it is more.
    A limit in another measure than before is both lost and gained. Places are those of `after`, and of
    `before` where it alone has them.
    """
    joined = _joined(before, after)
    space = boxes(joined, since or after.day or date.today())
    held = space.frame.join(joined["powers"].select("power", "condition"), on="power")
    was = held.filter(pl.col("power").str.starts_with(BEFORE))
    now = held.filter(pl.col("power").str.starts_with(AFTER))
    lost, gained = _missing(was, now), _missing(now, was)
    every = joined["powers"].select("holder_kind", "holder").unique()
    found = (
        every.join(_first(lost, "lost", space), on=["holder_kind", "holder"], how="left")
        .join(_first(gained, "gained", space), on=["holder_kind", "holder"], how="left")
        .with_columns(change=_change())
        .sort("holder_kind", "holder")
    )
    return _told(joined, found).select(SCHEMA.names()).cast(SCHEMA)


def _joined(before: Country, after: Country) -> Country:
    """Return both registers in one Country, the ids of their powers marked; names are those of `after`."""
    powers = [
        country["powers"].with_columns(
            power=pl.lit(mark) + pl.col("power"), delegated_from=pl.lit(None, pl.String)
        )
        for mark, country in ((BEFORE, before), (AFTER, after))
    ]
    named = ("places", "matters", "subjects", *HOLDERS.values())
    tables = {n: _both(before[n], after[n], TABLES[n].key[0]) for n in named}
    return Country.of({**tables, "powers": pl.concat(powers)})


def _both(before: pl.DataFrame, after: pl.DataFrame, key: str) -> pl.DataFrame:
    return pl.concat([after, before.join(after, on=key, how="anti")])


def _missing(had: pl.DataFrame, has: pl.DataFrame) -> pl.DataFrame:
    """Return the first case of each box of `had` that `has` does not hold: the box's columns, and the case."""
    domains = numbered(had.filter("own"))
    both = domains.join(
        has, on=["matter", "axis", "holder_kind", "holder", "role"], suffix="_c"
    ).filter(
        pl.col("sure_c") | (pl.col("own_c") & pl.col("condition_c").eq_missing(pl.col("condition")))
    )
    covers = both.select("domain", *(pl.col(f"{c}_c").alias(c) for c in BOX))
    return domains.drop(*BOX).join(first_uncovered(domains, covers), on="domain")


def _first(missing: pl.DataFrame, end: str, space: Boxes) -> pl.DataFrame:
    """Return the smallest case of each holder in the columns `end`_..."""
    leaves = pl.Series("leaf", space.land.leaves, pl.String)
    order = ["day", "amount", "place", "matter", "role", "axis"]
    first = missing.sort(order).unique(["holder_kind", "holder"], keep="first", maintain_order=True)
    shown = first.with_columns(
        measure="axis",
        amount_to=pl.when(pl.col("amount_to").is_finite()).then("amount_to"),
        place=pl.col("place").replace_strict(
            range(len(leaves)), leaves, default=None, return_dtype=pl.String
        ),
        day=(pl.lit(EPOCH) + pl.duration(days=pl.col("day"))).cast(pl.Date),
    )
    return shown.select("holder_kind", "holder", *(pl.col(c).alias(f"{end}_{c}") for c in CASE))


def _change() -> pl.Expr:
    less, more = (pl.col(f"{end}_matter").is_not_null() for end in ("lost", "gained"))
    return (
        pl.when(less & more)
        .then(pl.lit("incomparable"))
        .when(more)
        .then(pl.lit("grew"))
        .when(less)
        .then(pl.lit("shrank"))
        .otherwise(pl.lit("equal"))
    )


def changed(compared: pl.DataFrame) -> pl.DataFrame:
    """Return the holders whose powers changed, once for those one template made, with `times`.

    `compared`: the frame of `compare_powers`. Told is the first holder of each template, by id.
    """
    base = r"^([^@]*)"
    ends = [f"{end}_{c}" for end in ("lost", "gained") for c in CASE if c != "place"]
    return (
        compared.filter(pl.col("change") != "equal")
        .group_by(
            "holder_kind",
            pl.col("holder").str.extract(base).alias("_of"),
            "change",
            *ends,
            maintain_order=True,
        )
        .agg(
            pl.exclude("holder_kind", "_of", "change", *ends).first(), times=pl.len().cast(pl.Int64)
        )
        .select(*SCHEMA.names(), "times")
    )


# In words ----------------------------------------------------------------------------------------

_SAID: Final = Text("اختیار «{holder}» {change}", "The powers of “{holder}”: {change}")
_ENDS: Final[Mapping[str, Text]] = {
    "gained": Text("؛ نقش تازه («{role}»): {case}", "; new (“{role}”): {case}"),
    "lost": Text("؛ از دست داده («{role}»): {case}", "; lost (“{role}”): {case}"),
}


def _told(country: Country, found: pl.DataFrame) -> pl.DataFrame:
    words = Words(country)
    said = [_sentence(words, row) for row in found.iter_rows(named=True)]
    return found.with_columns(
        pl.Series("said_fa", [t.fa for t in said], pl.String),
        pl.Series("said_en", [t.en for t in said], pl.String),
    )


def _sentence(words: Words, row: Mapping[str, Any]) -> Text:
    holder = words.name(HOLDERS[row["holder_kind"]], row["holder"])
    parts = [_SAID.fill(holder=holder, change=CHANGES[row["change"]])]
    for end, text in _ENDS.items():
        case = {c: row[f"{end}_{c}"] for c in CASE}
        if case["matter"]:
            role = labels("powers", "role")[case["role"]]
            parts.append(text.fill(role=role, case=words.case(case)))
    return Text("".join(p.fa for p in parts), "".join(p.en for p in parts))
