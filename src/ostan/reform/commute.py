"""Which changes of a Reform depend on their order.

Two changes are compared alone, on the state just before the first of them: do both orders fit, are
both allowed, and do they give the same tables? Pairs that touch nothing in common commute.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

import polars as pl

from ostan.country.country import Country
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.reform.change import Change
from ostan.reform.needs import Terms
from ostan.reform.powers.holders import OfPower
from ostan.reform.reform import Reform
from ostan.reform.services.handing import OfService
from ostan.reform.sites import sites
from ostan.reform.step import Step, taken
from ostan.words.text import Text, joined

LINKS = ("under", "sits_with", "same_day_as", "replaced_by")
"""Columns by which a change of one council may reach another."""

OF_RULES = frozenset({"found_council", "forbid_new_councils"})
"""Kinds of which one may lock the other."""

_FIRST_LATER = Text(
    "پس از تغییر {second}، تغییر {first} دیگر پذیرفته نیست: {why}",
    "after change {second}, change {first} is refused: {why}",
)
_SECOND_ALONE = Text(
    "تغییر {second} تنها پس از تغییر {first} پذیرفته است: {why}",
    "change {second} is accepted only after change {first}: {why}",
)
_DIFFERS = Text(
    "نتیجهٔ دو ترتیب یکی نیست: {tables}", "the two orders do not give the same result: {tables}"
)


class Pair(NamedTuple):
    """Two changes (positions from 0, in order) that do not commute, and why."""

    first: int
    second: int
    why: Text


def pairs(
    country: Country,
    reform: Reform,
    *,
    within: Collection[str] | None = None,
    assume: Collection[str] = (),
    day: date | None = None,
) -> tuple[Pair, ...]:
    """Return the pairs of changes of `reform` that do not commute; refused changes are left out.

    `within`, `assume`, `day`: as in `ostan.reform.apply.apply`.
    """
    terms = Terms.of(within, assume, day or country.day)
    return tuple(_pairs(country, reform, terms))


def _pairs(country: Country, reform: Reform, terms: Terms) -> Iterator[Pair]:
    tree = country.ancestors
    tables: Tables = country.tables
    for i, first in enumerate(reform.changes):
        one = taken(i, first, tables, terms, tree)
        for j in range(i + 1, len(reform.changes)) if not one.refusals else ():
            second = reform.changes[j]
            if not _meet(first, second, one, tables, tree):
                continue
            law = terms if {first.kind, second.kind} == OF_RULES else None
            why = _why(_Two(i, j, first, second), one, tables, law, tree)
            if why is not None:
                yield Pair(i, j, why)
        tables = one.tables


class _Two(NamedTuple):
    i: int
    j: int
    first: Change
    second: Change


def _meet(first: Change, second: Change, one: Step, tables: Tables, tree: pl.DataFrame) -> bool:
    """Whether the two touch something in common, so that their order may matter."""
    if _apart(first, second, tables, tree):
        return False
    # What changes of units reach, no few columns tell: they are tried, and those of powers too.
    others = {first.bodies(), second.bodies()} - {"councils"}
    if {first.kind, second.kind} == OF_RULES or others:
        return True
    if _alike(first, second):
        return False
    here = _reach(first, tables, tree) & _reach(second, tables, tree)
    return bool(here) or bool(_reach(first, one.tables, tree) & _reach(second, one.tables, tree))


def _apart(first: Change, second: Change, tables: Tables, tree: pl.DataFrame) -> bool:
    """Whether the two are of tables, matters or services that have nothing to do with each other."""
    if {first.bodies(), second.bodies()} in _STRANGERS:
        return True
    if isinstance(first, OfPower) and isinstance(second, OfPower):
        # Powers of two matters could only want one id.
        named = {getattr(c, "power", None) for c in (first, second)}
        return first.matter != second.matter and (None in named or len(named) == 2)
    if isinstance(first, OfService) and isinstance(second, OfService):
        one, other = (_services(c, tables, tree) for c in (first, second))
        return not one & other
    return False


def _services(change: OfService, tables: Tables, tree: pl.DataFrame) -> set[str]:
    return {i for s in sites(change, tables, tree).sites for i in s.every("services")}


_STRANGERS = ({"powers", "services"}, {"councils", "services"})
"""Tables whose changes never look at each other."""


def _alike(first: Change, second: Change) -> bool:
    """Whether both bring councils to one host in one way, none of them twice: these commute."""
    host, other = getattr(first, "host", None), getattr(second, "host", None)
    if first.kind != second.kind or host is None or host != other or first.at != second.at:
        return False
    return not set(first.named("councils")) & set(second.named("councils"))


def _reach(change: Change, tables: Tables, tree: pl.DataFrame) -> set[str]:
    """Return the councils a change names, with those linked to them."""
    found = sites(change, tables, tree).sites
    named = {i for s in found for i in s.every(*change.referring("councils"))}
    if change.kind == "found_council":
        own = change.named("council")
        named |= {f"{c}@{s.place}" if s.place else c for c in own for s in found}
    councils = tables["councils"]
    linked = pl.any_horizontal(pl.col(c).is_in(list(named)) for c in LINKS)
    near = councils.filter(linked | pl.col("council").is_in(list(named)))
    ends = near.select("council", *LINKS)
    return named | {str(v) for c in ends.columns for v in ends[c].drop_nulls()}


def _why(
    two: _Two, one: Step, tables: Tables, law: Terms | None, tree: pl.DataFrame
) -> Text | None:
    i, j, first, second = two
    both = taken(j, second, one.tables, law, tree)
    if both.refusals:
        # It needs something that stands between the two: that pair will say so.
        return None
    alone = taken(j, second, tables, law, tree)
    numbers = {"first": i + 1, "second": j + 1}
    if alone.refusals:
        return _SECOND_ALONE.fill(**numbers, why=alone.refusals[0].why.sentence)
    later = taken(i, first, alone.tables, law, tree)
    if later.refusals:
        return _FIRST_LATER.fill(**numbers, why=later.refusals[0].why.sentence)
    differing = [n for n in TABLES if not _same(n, both.tables[n], later.tables[n])]
    if not differing:
        return None
    return _DIFFERS.fill(tables=joined([TABLES[n].title for n in differing]))


def _same(name: str, a: pl.DataFrame, b: pl.DataFrame) -> bool:
    if a is b:
        return True
    key = list(TABLES[name].key)
    return a.height == b.height and a.sort(key).equals(b.sort(key))
