"""Who may change what: the chain of basis of an act, and the verdict of the rules.

The act that founds a body is seldom the highest it rests on: a working group set up by a by-law
under a statute is locked by the statute. The *founding rank* is that of the highest act in the
chain of `basis` (by `ranks.order`). A chain stands only if every act in it stands on the day; one
that is expired, annulled, repealed, of unknown status or unknown rank, or a body without any act,
leaves the verdict `unknown` and names the missing fact. Unknown locks, as `locked` does.

`rules` then say which act suffices. Of the rules that fit, one with a condition goes before one
without, one that names the founding rank before one for any rank, and between equals the stricter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.words.text import Text

STANDING = ("in_force", "amended")
"""States of an act on which something may rest."""

UNKNOWN_RANK = "unknown"
"""Rank of acts whose rank is not known: no order can be read from it."""

LOWEST = 2**31
"""An order below that of every rank."""

VERDICTS = ("allowed", "locked", "unknown")
"""An act within reach suffices; it does not, or none does; a fact is missing (which locks too)."""

FACTS: Mapping[str, Text] = MappingProxyType(
    {
        "no_law": Text("سند تأسیس ثبت نشده است", "no founding act is recorded"),
        "missing": Text("سند نام‌برده در جدول نیست", "the act named is not in the table"),
        "cycle": Text("زنجیره مبنا به خود بازمی‌گردد", "the chain of basis returns to itself"),
        "no_rank": Text("رتبه سند نامعلوم است", "the rank of the act is not known"),
        "unknown": Text("وضعیت سند نامعلوم است", "the status of the act is not known"),
        "expired": Text("مدت سند پایان یافته است", "the act has expired"),
        "repealed": Text("سند نسخ شده است", "the act was repealed"),
        "annulled": Text("سند ابطال شده است", "the act was annulled"),
        "not_yet": Text("سند هنوز لازم‌الاجرا نشده است", "the act is not yet in force"),
        "sovereign_unknown": Text(
            "حاکمیتی بودن یا نبودن خدمت نامعلوم است",
            "it is not known whether the service is a sovereign function",
        ),
        "no_rule": Text("قاعده‌ای برای این تغییر نیست", "no rule in force speaks of this change"),
        "bad_rule": Text("شرط قاعده خوانا نیست", "the condition of the rule cannot be read"),
    }
)
"""Facts that may be missing, as a person reads them; keys of `missing`."""

MOVES: Mapping[str, str] = MappingProxyType(
    {
        "found_council": "councils",
        "merge_councils": "councils",
        "place_council_under": "councils",
        "hold_jointly": "councils",
        "hold_same_day": "councils",
        "share_secretariat": "councils",
        "delegate_chair": "councils",
        "delegate_seat": "councils",
        "set_sessions": "councils",
        "decide_in_writing": "councils",
        "move_seat": "councils",
        "drop_seat": "councils",
        "abolish_council": "councils",
        "forbid_new_councils": "councils",
        "end_council": "councils",
        "restore_council": "councils",
        "found_unit": "units",
        "merge_units": "units",
        "split_unit": "units",
        "rename_unit": "units",
        "move_function": "units",
        "move_post": "units",
        "close_post": "units",
        "set_head": "units",
        "grant_power": "powers",
        "move_power": "powers",
        "limit_power": "powers",
        "require_consent": "powers",
        "revoke_power": "powers",
        "hand_over": "services",
        "take_back": "services",
    }
)
"""Moves that rules may speak of, with the table whose rows they change."""


@dataclass(frozen=True)
class Condition:
    """One part of a rule's condition: `column`, `=`, `!=` or `>=`, and a value or a column."""

    column: str
    sign: str
    value: str


_PART = re.compile(r"^\s*(\w+)\s*(!=|>=|=)\s*(\S.*?)\s*$")


def conditions(text: str, table: str) -> list[Condition] | None:
    """Read a condition (`a=b;c>=d`) over the columns of `table`; None if it cannot be read.

    The right side of `>=` is a number or a column of numbers.
    """
    found = [_PART.match(part) for part in text.split(";")]
    read = [Condition(*m.groups()) for m in found if m]
    if len(read) < len(found) or not all(_readable(c, table) for c in read):
        return None
    return read


def _readable(condition: Condition, table: str) -> bool:
    columns = TABLES[table].columns
    if condition.column not in columns:
        return False
    if condition.sign != ">=":
        return True
    left = columns[condition.column].dtype
    right = columns.get(condition.value)
    return bool(
        left.is_numeric() and (right.dtype.is_numeric() if right else _number(condition.value))
    )


def _number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", text) is not None


def holds(parts: list[Condition], table: str) -> pl.Expr:
    """Return whether all parts hold for a row of `table`; never null.

    Over an empty cell `=` does not hold, since nothing shows it. `!=` does: such rules lock or ask
    for a higher act, and a cell nobody filled must not free a body. `>=` holds where the right cell
    is empty, as no minimum is laid down; with the left one empty nothing shows that it is kept.
    """
    return pl.all_horizontal(_holds(c, table) for c in parts)


def _holds(condition: Condition, table: str) -> pl.Expr:
    columns = TABLES[table].columns
    left = _cell(columns[condition.column], condition.column)
    if condition.sign == ">=":
        right = columns.get(condition.value)
        bound = pl.col(condition.value) if right else pl.lit(float(condition.value))
        return bound.is_null() | (left >= bound).fill_null(False)
    # A list holds a value if it contains it; a number is compared as one.
    if isinstance(left_type := columns[condition.column].dtype, pl.List):
        same = left.list.contains(condition.value)
    elif left_type.is_numeric() and _number(condition.value):
        same = left == float(condition.value)
    else:
        same = left.cast(pl.String) == condition.value
    return same.fill_null(False) if condition.sign == "=" else ~same.fill_null(False)


def _cell(column: object, name: str) -> pl.Expr:
    absent = (getattr(column, "metadata", None) or {}).get("absent")
    return pl.col(name) if absent is None else pl.col(name).fill_null(absent)


# Chains of basis ---------------------------------------------------------------------------


def states(country: Country, day: date | None = None) -> pl.DataFrame:
    """Return every act as it stands on `day` (default: the Country's own, else today): law, rank, order, basis, state.

    `state` is the act's status; an act in force whose term ends before the day is `expired`, one
    that begins after it `not_yet`.
    """
    on = day or country.day or date.today()
    ended = pl.min_horizontal("expires", "valid_to") < on
    coming = pl.max_horizontal("date", "valid_from") > on
    state = (
        pl.when(~pl.col("status").is_in(STANDING))
        .then("status")
        .when(ended)
        .then(pl.lit("expired"))
        .when(coming)
        .then(pl.lit("not_yet"))
        .otherwise("status")
    )
    orders = country["ranks"].select("rank", "order")
    laws = country["laws"].select("law", "rank", "basis", state=state)
    return laws.join(orders, on="rank", how="left").select("law", "rank", "order", "basis", "state")


def chains(country: Country, day: date | None = None) -> pl.DataFrame:
    """Return every act with all acts it rests on: law, act, steps (0: itself), rank, order, fact.

    `fact` says what is wrong with that act on `day` (a key of FACTS), null if it stands. An act
    whose basis leads back into the chain ends it with a row of fact `cycle`.
    """
    acts = states(country, day)
    basis = acts.select(act="law", next="basis").drop_nulls()
    level = acts.select("law", act="law", steps=pl.lit(0, pl.Int64))
    found = [level]
    looped: list[pl.DataFrame] = []
    while level.height:
        step = level.join(basis, on="act").select("law", act="next", steps=pl.col("steps") + 1)
        level = step.join(pl.concat(found), on=["law", "act"], how="anti")
        looped.append(step.join(level, on=["law", "act"], how="anti"))
        found.append(level)
    known = acts.select("rank", "order", "state", act="law")
    stands = pl.concat(found).join(known, on="act", how="left").with_columns(fact=_fact())
    again = pl.concat([acts.select("law", act="law", steps=pl.lit(0, pl.Int64)).clear(), *looped])
    back = again.join(known, on="act", how="left").with_columns(fact=pl.lit("cycle"))
    return pl.concat([stands, back]).drop("state").sort("law", "steps")


def _fact() -> pl.Expr:
    return (
        pl.when(pl.col("state").is_null())
        .then(pl.lit("missing"))
        .when(~pl.col("state").is_in(STANDING))
        .then("state")
        .when(pl.col("order").is_null() | (pl.col("rank") == UNKNOWN_RANK))
        .then(pl.lit("no_rank"))
    )


def founding(country: Country, day: date | None = None) -> pl.DataFrame:
    """Return the founding rank of every act, and what its chain lacks.

    Columns: law, founding_law (the highest act in its chain; of equals the nearest), founding_rank,
    chain (list: the act itself first), missing (list of keys of FACTS, empty if the chain stands),
    missing_laws (list of the acts they are about, in the same order).
    """
    on = day or country.day or date.today()
    return _founding(_Frame(country["laws"]), _Frame(country["ranks"]), on)


class _Frame:
    """A frame told apart by which object it is: what was made of it is kept, since it stays as it is.

    Changes of councils leave laws and ranks alone, so that a Reform asks for one thing many times.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frame) and self.frame is other.frame


@lru_cache(maxsize=8)
def _founding(laws: _Frame, ranks: _Frame, on: date) -> pl.DataFrame:
    acts = Country(MappingProxyType({"laws": laws.frame, "ranks": ranks.frame}))
    chain = chains(acts, on)
    once = pl.col("fact").is_null() | (pl.col("fact") != "cycle")
    wrong = pl.col("fact").is_not_null()
    return chain.group_by("law", maintain_order=True).agg(
        founding_law=_of_highest("act"),
        founding_rank=_of_highest("rank"),
        chain=pl.col("act").filter(once),
        missing=pl.col("fact").filter(wrong),
        missing_laws=pl.col("act").filter(wrong),
    )


def _of_highest(column: str) -> pl.Expr:
    return pl.col(column).sort_by("order", "steps", nulls_last=True).first()


# Verdicts ----------------------------------------------------------------------------------


def rules_on(country: Country, move: str | None = None, day: date | None = None) -> pl.DataFrame:
    """Return the rules in force on `day` (default: the Country's own, else today), of one move or of all."""
    on = day or country.day or date.today()
    return country["rules"].filter(
        pl.col("valid_from").is_null() | (pl.col("valid_from") <= on),
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= on),
        pl.lit(True) if move is None else pl.col("move") == move,
    )


def reach(country: Country, day: date | None = None) -> str | None:
    """Return the highest rank whose acts may, by some rule, change bodies founded by another rank.

    A rank that suffices for its own acts only stays in the hands of the body that issues it; one
    that reaches over others is what a reform can be made with. In the sample that is a decree of
    the Supreme Administrative Council: a statute changes only what statutes founded.
    """
    orders = country["ranks"].select("rank", "order")
    over = rules_on(country, None, day).filter(pl.col("enough_rank") != pl.col("founding_rank"))
    found = over.join(orders, left_on="enough_rank", right_on="rank").sort("order", "enough_rank")
    return str(found["enough_rank"][0]) if found.height else None


def verdict(
    country: Country,
    table: str = "councils",
    move: str = "merge_councils",
    day: date | None = None,
    hand: str | None = None,
) -> pl.DataFrame:
    """Return for every row of `table` whether `move` is allowed, by which rule, by which act.

    `table` is one with a column `law` and a key of one column. `hand` is the rank of the highest
    act that can be counted on (default: `reach`); ranks of a lower order come with it. `day` is the
    day on which acts and rules must stand (default: today).

    Columns: id, law, founding_law, founding_rank, chain (list of acts, the body's own first),
    missing (list of keys of FACTS), missing_laws (list), rule, enough_rank (the act that suffices;
    empty: none does), verdict (one of VERDICTS). Where a fact is missing, `rule` and `enough_rank`
    are those that would apply if the chain stood.
    """
    key = TABLES[table].key[0]
    rows = country[table].join(founding(country, day), on="law", how="left")
    known = rows.with_columns(_no_chain("missing"), _no_chain("missing_laws", named=True))
    on = day or country.day or date.today()
    frames = (_Frame(country["rules"]), _Frame(country["ranks"]))
    rules, first = _judging(*frames, move, table, on)
    judged = known.with_columns(rule=first).join(
        rules.select("rule", "enough_rank", "order", "_read"), on="rule", how="left"
    )
    return (
        judged.with_columns(
            missing=_with_rule_facts(),
            missing_laws=pl.when(pl.col("missing").list.len() > 0)
            .then("missing_laws")
            .otherwise(pl.lit([], pl.List(pl.String))),
        )
        .with_columns(verdict=_verdict(_order(country, hand or reach(country, day))))
        .select(
            pl.col(key).alias("id"),
            "law",
            "founding_law",
            "founding_rank",
            "chain",
            "missing",
            "missing_laws",
            "rule",
            "enough_rank",
            "verdict",
        )
    )


def _no_chain(column: str, named: bool = False) -> pl.Expr:
    """Say what a row lacks that has no act, or one that is not in the table."""
    without = pl.when(pl.col("law").is_null()).then(pl.lit(["no_law"]))
    dangling = pl.lit(["missing"])
    if named:
        without = pl.when(pl.col("law").is_null()).then(pl.lit([], pl.List(pl.String)))
        dangling = pl.concat_list("law")
    return without.when(pl.col("chain").is_null()).then(dangling).otherwise(column).alias(column)


@lru_cache(maxsize=64)
def _judging(
    rules: _Frame, ranks: _Frame, move: str, table: str, on: date
) -> tuple[pl.DataFrame, pl.Expr]:
    """Return the rules that judge a move on a day, as `_ordered` does, and which goes first."""
    there = Country(MappingProxyType({"rules": rules.frame}))
    ordered = _ordered(rules_on(there, move, on), ranks.frame)
    return ordered, _first_rule(ordered, table)


def _ordered(rules: pl.DataFrame, ranks: pl.DataFrame) -> pl.DataFrame:
    """Sort rules by which goes first, with the order of the act that suffices and `_read`."""
    orders = ranks.select("order", enough_rank="rank")
    table = pl.col("move").replace_strict(dict(MOVES), default="councils")
    read = pl.struct(table.alias("t"), "condition").map_elements(
        lambda r: conditions(r["condition"] or "", r["t"]) is not None, pl.Boolean
    )
    return (
        rules.join(orders, on="enough_rank", how="left")
        .with_columns(_read=pl.col("condition").is_null() | read)
        .sort(
            pl.col("condition").is_null(),
            pl.col("founding_rank").is_null(),
            # The stricter first: locked, then the higher act.
            pl.col("order").fill_null(-1),
            "rule",
        )
    )


def _first_rule(rules: pl.DataFrame, table: str) -> pl.Expr:
    fitting = [
        pl.when(_fits(r["founding_rank"], r["condition"], table)).then(pl.lit(r["rule"]))
        for r in rules.iter_rows(named=True)
    ]
    return pl.coalesce(*fitting, pl.lit(None, pl.String))


def _fits(rank: str | None, condition: str | None, table: str) -> pl.Expr:
    same = pl.lit(True) if rank is None else (pl.col("founding_rank") == rank).fill_null(False)
    parts = conditions(condition, table) if condition else None
    # A condition that cannot be read is taken to hold: what it would lock must not be freed.
    return same & holds(parts, table) if parts else same


def _with_rule_facts() -> pl.Expr:
    fact = (
        pl.when(pl.col("missing").list.len() > 0)
        .then("missing")
        .when(pl.col("rule").is_null())
        .then(pl.lit(["no_rule"]))
        .when(~pl.col("_read"))
        .then(pl.lit(["bad_rule"]))
    )
    return fact.otherwise("missing")


def _order(country: Country, rank: str | None) -> int:
    row = country.row("ranks", rank) if rank else None
    return int(str(row["order"])) if row else LOWEST


def _verdict(within: int) -> pl.Expr:
    return (
        pl.when(pl.col("missing").list.len() > 0)
        .then(pl.lit("unknown"))
        .when(pl.col("order") >= within)
        .then(pl.lit("allowed"))
        .otherwise(pl.lit("locked"))
    )
