"""What every table shares: references, dates, evidence, types made from one template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from ostan.country.checks.shape import Kind, about, base, say
from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

HOLDERS = {"post": "posts", "unit": "units", "council": "councils"}
"""Tables in which the holder of a power is looked for."""

CANDIDATES = 20_000
"""Nearest ids are looked for among at most so many: beyond that the search takes seconds."""

DANGLING = Kind(
    "dangling_reference",
    Severity.ERROR,
    Text(
        "{table}: «{thing}» در ستون {column} به «{came}» اشاره می‌کند که در جدول {target} نیست",
        "{table}: “{thing}” points in column {column} to “{came}”, which is not in {target}",
    ),
    Text("شناسه را درست کنید یا سطر آن را بیفزایید.", "Correct the id or add its row."),
)
NEAR = Text(
    "شناسه را درست کنید یا سطر آن را بیفزایید؛ شاید منظور این باشد: {near}",
    "Correct the id or add its row; perhaps this was meant: {near}",
)

DATES = Kind(
    "dates_out_of_order",
    Severity.ERROR,
    Text(
        "{table}: «{thing}» از {first} معتبر است اما اعتبارش در {last} پایان یافته است",
        "{table}: “{thing}” begins on {first} but ended on {last}",
    ),
    Text("یکی از دو تاریخ را اصلاح کنید.", "Correct one of the two dates."),
    column="valid_to",
)

EVIDENCE = Kind(
    "evidence_not_stated",
    Severity.NOTICE,
    Text(
        "{table}: اعتبار {n} سطر از {total} سطر بیان نشده است",
        "{table}: {n} of {total} rows do not say what they rest on",
    ),
    Text(
        "ستون evidence را پر کنید: confirmed، read، recalled یا assumed.",
        "Fill the column evidence: confirmed, read, recalled or assumed.",
    ),
)

TYPES = Kind(
    "types_differ",
    Severity.WARNING,
    Text(
        "{table}: «{thing}» و همتایش در جای دیگر از یک الگو هستند اما گونه‌شان یکی نیست: {types}",
        "{table}: “{thing}” and its likes elsewhere come from one template but differ in type: "
        "{types}",
    ),
    Text(
        "گونه را در همه مکان‌ها یکی کنید؛ مقایسه استان‌ها بر گونه استوار است.",
        "Give them one type everywhere: provinces are compared by type.",
    ),
    column="type",
)

TYPED = ("units", "posts", "councils", "services")
"""Tables whose rows have a type."""


def find(country: Country, _: date) -> Iterator[Finding]:
    """Check what does not depend on the noun."""
    yield from dangling(country)
    yield from dates(country)
    yield from types(country)
    yield from evidence(country)


def dangling(country: Country) -> Iterator[Finding]:
    """Find references to ids that no row has."""
    for name, table in TABLES.items():
        for column, target in table.refers.items():
            yield from _dangling(country, name, column, target, country[name])
    powers = country["powers"]
    for kind, target in HOLDERS.items():
        held = powers.filter(pl.col("holder_kind") == kind)
        yield from _dangling(country, "powers", "holder", target, held)


def _dangling(
    country: Country, name: str, column: str, target: str, frame: pl.DataFrame
) -> Iterator[Finding]:
    if frame[column].null_count() == frame.height:
        return
    key = TABLES[name].key
    ids = country[target].select(pl.col(TABLES[target].key[0]).alias("_came"))
    # A column may be the key itself (seats.council), so its values are taken aside.
    values = frame.select(*key, pl.col(column).alias("_came"))
    if isinstance(frame.schema[column], pl.List):
        values = values.explode("_came")
    lost = values.drop_nulls("_came").join(ids, on="_came", how="anti")
    if lost.is_empty():
        return
    shown = lost.rename({"_came": "came"}).with_columns(
        thing=key[0], column=pl.lit(column), near=_near(lost["_came"], ids["_came"])
    )
    title = TABLES[target].title
    alone, kind = pl.col("near") == "", replace(DANGLING, column=column)
    liked = replace(kind, mend=NEAR)
    yield from _say(country, kind, name, shown.filter(alone), target=title)
    yield from _say(country, liked, name, shown.filter(~alone), target=title)


def _near(came: pl.Series, ids: pl.Series) -> pl.Expr:
    """Return for each value the ids most like it, as an ending of the advice (both languages)."""
    bases = ids.str.replace("@.*$", "").unique()
    asked = came.str.replace("@.*$", "").unique()
    if bases.len() > CANDIDATES or asked.len() > 200:
        return pl.lit("")
    near = {a: _nearest(a, bases.to_list()) for a in asked}
    return base("came").replace_strict(near, default="")


def _nearest(word: str, among: list[str]) -> str:
    from ostan.persian.names import nearest

    return ", ".join(nearest(word, among))


def _say(
    country: Country, kind: Kind, table: str, frame: pl.DataFrame, **more: Text
) -> Iterator[Finding]:
    """Say a kind whose `table` and other words are the same for all rows."""
    filled = about(kind, table=TABLES[table].title, **more)
    yield from say(country, filled, table, frame, {"thing": _named(table)})


def _named(table: str) -> str:
    """Return the table whose names stand for the first key column of `table`."""
    return TABLES[table].refers.get(TABLES[table].key[0], table)


def dates(country: Country) -> Iterator[Finding]:
    """Find rows that end before they begin."""
    for name, table in TABLES.items():
        if "valid_from" in table.columns:
            bad = country[name].filter(pl.col("valid_from") > pl.col("valid_to"))
            shown = bad.select(*table.key, first="valid_from", last="valid_to")
            yield from _say(country, DATES, name, shown.with_columns(thing=table.key[0]))


def types(country: Country) -> Iterator[Finding]:
    """Find things of one template whose types differ."""
    for name in TYPED:
        key = TABLES[name].key[0]
        made = country[name].filter(pl.col(key).str.contains("@", literal=True))
        several = (
            made.group_by(_base=base(key))
            .agg(types=pl.col("type").unique().sort())
            .filter(pl.col("types").list.len() > 1)
        )
        if several.height:
            bad = made.select(key, _base=base(key)).join(several, on="_base")
            yield from _say(country, TYPES, name, bad.with_columns(thing=key))


def evidence(country: Country) -> Iterator[Finding]:
    """Find tables with rows that do not say what they rest on: one notice for each table."""
    for name, frame in country.tables.items():
        n = frame["evidence"].null_count()
        if n:
            sentence = EVIDENCE.sentence.fill(table=TABLES[name].title, n=n, total=frame.height)
            yield Finding(EVIDENCE.code, EVIDENCE.severity, sentence, (), EVIDENCE.mend)
