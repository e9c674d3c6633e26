"""What a Reform must not lose of units: their business, staff and budget, functions, seats of heads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.reform.problem import label
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

AMOUNTS: Mapping[str, Text] = {
    "staff": Text("کارکنان", "staff"),
    "budget_per_year": Text("بودجهٔ سالانه", "budget of a year"),
}
"""Columns whose sum over the units that stand stays the same."""

_LOST = Text(
    "{unit} دیگر نیست و واحد فعالی جای آن نیست",
    "{unit} is no more and no active unit stands for it",
)
_AMOUNT = Text(
    "{column} {unit} باید جمع اجزای آن باشد ({wanted}) و {came} است",
    "the {column} of {unit} ought to be the sum of its parts ({wanted}) and is {came}",
)
_FUNCTION = Text(
    "وظیفهٔ {subject} در {place} دیگر در هیچ واحد فعالی نیست",
    "the function {subject} in {place} is no active unit's any more",
)
_STALE = Text(
    "{table}.{column} هنوز {unit} را می‌گوید که در {into} ادغام شده است",
    "{table}.{column} still names {unit}, which was merged into {into}",
)
_UNKNOWN = Text("نامعلوم", "not known")


def units_conserved(before: Country, after: Country) -> Iterator[Finding]:
    """Yield what was lost of units between a Country and the one a Reform made of it.

    Every unit stands or is replaced by one that does; staff and budget are the sums of their parts
    (unknown where a part is), functions are still some unit's in their place, and nothing names a
    merged unit where its successor is meant. Sums are looked at only where no unit is new: how a
    unit was divided, rows do not tell.
    """
    roots = {u: _root(u, _links(after)) for u in _active(before)["unit"]}
    standing = frozenset(_active(after)["unit"])
    for unit, root in roots.items():
        if root not in standing:
            told = _LOST.fill(unit=label(before.tables, "units", unit))
            yield _finding("orphaned_unit", told, unit)
    if set(after["units"]["unit"]) <= set(before["units"]["unit"]):
        yield from _amounts(before, after, roots, standing)
    yield from _functions(before, after)
    yield from _stale(before, after)


def gave_way(before: Country, after: Country) -> set[tuple[str, str]]:
    """Return the seats (council, holder) of heads on the bench that their unit's head now has."""
    benched = after["posts"].filter(pl.col("status") == "active", pl.col("unit").is_null())
    was = before["posts"].join(benched, on="post", how="semi").drop_nulls("unit")
    heads = dict(after["units"].select("unit", "head").iter_rows())
    links = _links(after)
    heir = {p: heads.get(_root(u, links)) for p, u in was.select("post", "unit").iter_rows()}
    there = set(after["seats"].select("council", "holder").iter_rows())
    seats = before["seats"].filter(pl.col("holder").is_in(list(heir)))
    every = seats.select("council", "holder").iter_rows()
    return {(c, h) for c, h in every if (c, heir[h]) in there}


def _active(country: Country) -> pl.DataFrame:
    return country["units"].filter(pl.col("status") == "active")


def _links(country: Country) -> dict[str, str]:
    return dict(country["units"].select("unit", "replaced_by").drop_nulls().iter_rows())


def _root(unit: str, links: Mapping[str, str]) -> str:
    seen = {unit}
    while (to := links.get(unit)) and to not in seen:
        seen.add(to)
        unit = to
    return unit


def _finding(code: str, sentence: Text, unit: str) -> Finding:
    return Finding(code, Severity.ERROR, sentence, (Row("units", (unit,)),))


def _amounts(
    before: Country, after: Country, roots: Mapping[str, str], standing: Collection[str]
) -> Iterator[Finding]:
    for column, word in AMOUNTS.items():
        known = dict(before["units"].select("unit", column).iter_rows())
        now = dict(after["units"].select("unit", column).iter_rows())
        parts: dict[str, list[int | None]] = {}
        for unit, root in roots.items():
            parts.setdefault(root, []).append(known[unit])
        for unit in sorted(parts.keys() & set(standing)):
            wanted = _sum(parts[unit])
            if now[unit] != wanted:
                values = {"wanted": wanted, "came": now[unit]}
                said = {n: _UNKNOWN if v is None else v for n, v in values.items()}
                name = label(after.tables, "units", unit)
                told = _AMOUNT.fill(column=word, unit=name, **said)
                yield _finding("lost_amount", told, unit)


def _sum(parts: list[int | None]) -> int | None:
    known = [p for p in parts if p is not None]
    return sum(known) if len(known) == len(parts) else None


def _functions(before: Country, after: Country) -> Iterator[Finding]:
    pairs = [
        _active(c).drop_nulls("functions").explode("functions").select("place", "functions")
        for c in (before, after)
    ]
    gone = pairs[0].join(pairs[1], on=["place", "functions"], how="anti").unique()
    for place, subject in gone.sort("place", "functions").iter_rows():
        told = _FUNCTION.fill(
            subject=label(before.tables, "subjects", subject),
            place=label(before.tables, "places", place),
        )
        yield Finding("lost_function", Severity.ERROR, told, (Row("subjects", (subject,)),))


def _stale(before: Country, after: Country) -> Iterator[Finding]:
    """References to a unit that was merged, which ought to name its successor."""
    links = _links(after)
    merged = {u: _root(u, links) for u in links if u not in _links(before)}
    for table, column, named in _naming(after) if merged else ():
        for unit in sorted(set(named.drop_nulls()) & merged.keys()):
            words = {
                "unit": label(after.tables, "units", unit),
                "into": label(after.tables, "units", merged[unit]),
            }
            told = _STALE.fill(table=TABLES[table].title, column=column, **words)
            yield Finding("stale_reference", Severity.ERROR, told, column=column, came=unit)


def _naming(country: Country) -> Iterator[tuple[str, str, pl.Series]]:
    """Yield the columns that name units that stand: table, column, values."""
    for name, table in TABLES.items():
        rows = _active(country) if name == "units" else country[name]
        for column, target in table.refers.items():
            if target == "units" and column != "replaced_by":
                yield name, column, rows[column]
    held = country["powers"].filter(pl.col("holder_kind") == "unit")
    yield "powers", "holder", held["holder"]
