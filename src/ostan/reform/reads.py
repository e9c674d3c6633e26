"""A change in words, as an office would write it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ostan.country.country import Country
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.reform.change import EVERY, Change
from ostan.reform.problem import label, spoken
from ostan.reform.sites import called
from ostan.words.text import Text, joined

LEVELS: Mapping[str, Text] = MappingProxyType(
    {
        "country": Text("در سراسر کشور", "in the whole country"),
        "province": Text("در همهٔ استان‌ها", "in every province"),
        "county": Text("در همهٔ شهرستان‌ها", "in every county"),
        "district": Text("در همهٔ بخش‌ها", "in every district"),
    }
)
"""How all places of a level are spoken of."""

_IN = Text("در {places}", "in {places}")
_BUT = Text("جز {places}", "but for {places}")
_FROM = Text("از {day}", "from {day}")
_WHY = Text("دلیل: {reason}", "Reason: {reason}")


def reads(country: Country | Tables, change: Change) -> Text:
    """Return a sentence or two that say the change: where, what, from when, why."""
    tables = country.tables if isinstance(country, Country) else country
    what = change.clause(lambda table, id: _called(tables, table, id))
    where = _where(tables, change)
    head = joined([*where, what])
    when = [_FROM.fill(day=change.from_)] if change.from_ else []
    told = joined([head, *when])
    end = Text(f"{told.fa}.", f"{told.en[:1].upper()}{told.en[1:]}.")
    if not change.reason:
        return end
    why = _WHY.fill(reason=change.reason)
    return Text(f"{end.fa} {why.fa}.", f"{end.en} {why.en}.")


def _where(tables: Tables, change: Change) -> list[Text]:
    levels = [LEVELS.get(a[1:], Text(a, a)) for a in change.at if a.startswith(EVERY)]
    places = [a for a in change.at if not a.startswith(EVERY)]
    named = [_IN.fill(places=_places(tables, places))] if places else []
    left = [_BUT.fill(places=_places(tables, change.but))] if change.but else []
    return [*levels, *named, *left]


def _places(tables: Tables, ids: list[str] | tuple[str, ...]) -> Text:
    names = [label(tables, "places", i) for i in ids]
    return spoken(Text(n.fa.strip("«»"), n.en.strip("“”")) for n in names)


def _called(tables: Tables, table: str, name: str) -> Text:
    """Return the name of a thing by its id or, for several places, its type."""
    key = TABLES[table].key[0]
    frame = tables[table]
    if name in frame[key]:
        return label(tables, table, name)
    if "type" not in frame.columns:
        return label(tables, table, name)
    like = frame.filter(called(table, [name])).sort(
        pl.col(key).str.starts_with(f"{name}@"), key, descending=[True, False]
    )
    return label(tables, table, str(like[key][0]) if like.height else name)
