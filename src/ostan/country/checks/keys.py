"""Subjects, aliases, defaults: the keys by which the other tables are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import TABLE_TITLES, Kind, cycles, say
from ostan.country.country import Country
from ostan.country.fill import ATTRIBUTES, parse
from ostan.country.tables import TABLES
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

CYCLE = Kind(
    "cycle_of_subjects",
    Severity.ERROR,
    Text("موضوع‌ها زیر یکدیگرند: {path}", "Subjects stand under one another in a circle: {path}"),
    Text("ستون parent یکی از آن‌ها را اصلاح کنید.", "Correct the column parent of one of them."),
    column="parent",
)
UNUSED = Kind(
    "subject_unused",
    Severity.NOTICE,
    Text(
        "هیچ جدولی از این موضوع‌ها نام نمی‌برد: {subject}",
        "No table names these subjects: {subject}",
    ),
    Text(
        "آن‌ها را به دستور کار، وظیفه یا امری بدهید یا بردارید.",
        "Give them to an agenda, a function or a matter, or drop them.",
    ),
)
ALIAS = Kind(
    "alias_to_nothing",
    Severity.WARNING,
    Text(
        "نام دیگر «{alias}» به «{id}» در جدول {table} اشاره می‌کند که نیست",
        "The alias “{alias}” points to {id} in the table {table}, which is not there",
    ),
    Text("جدول یا شناسه را اصلاح کنید.", "Correct the table or the id."),
    column="id",
)
AMBIGUOUS = Kind(
    "alias_of_two",
    Severity.WARNING,
    Text(
        "نام دیگر «{alias}» به بیش از یک سطر جدول {table} داده شده است: {id}",
        "The alias “{alias}” is given to more than one row of the table {table}: {id}",
    ),
    Text("برای یکی از آن‌ها نگه دارید.", "Keep it for one of them."),
    column="alias",
)
RANGE = Kind(
    "default_out_of_range",
    Severity.ERROR,
    Text(
        "پیش‌فرض «{name}»: مقدار {value} میان کمینه {low} و بیشینه {high} نیست",
        "The default {name}: the value {value} is not between {low} and {high}",
    ),
    Text("کمینه ≤ مقدار ≤ بیشینه بنویسید.", "Let low <= value <= high."),
    column="value",
)
NO_VALUE = Kind(
    "default_without_value",
    Severity.ERROR,
    Text("پیش‌فرض «{name}» مقدار ندارد", "The default {name} has no value"),
    Text("ستون value را پر کنید.", "Fill the column value."),
    column="value",
)
NO_COLUMN = Kind(
    "default_of_no_column",
    Severity.WARNING,
    Text(
        "پیش‌فرض «{name}» به هیچ ستون یا ضریبی نمی‌خورد و به کار نمی‌رود",
        "The default {name} fits no column and no factor; it is never used",
    ),
    Text(
        "نام را به شکل column یا column[attribute=value] بنویسید؛ فهرست نام‌ها در مرجع جدول‌هاست.",
        "Name it column or column[attribute=value]; the reference of tables lists the names.",
    ),
    column="name",
)
NO_THING = Kind(
    "default_of_nothing",
    Severity.NOTICE,
    Text(
        "پیش‌فرض «{name}» برای چیزی است که در این کشور نیست",
        "The default {name} is for something this country does not have",
    ),
    Text("املای شرط را بررسی کنید.", "Check the spelling of its condition."),
    column="name",
)

FACTORS = frozenset(
    {
        "subsessions_per_session",
        "hours_per_subsession",
        "agenda_items_per_session",
        "preparation_hours_per_seat_session",
        "travel_hours_per_seat_session",
        "followup_hours_per_seat_session",
        "overhead_hours_per_session",
        "agenda_overlap",
        "phi",
        "subsession_share",
        "regrowth",
        "managers_per_unit",
        "users_per_thousand",
        "minutes_per_case",
        "citizen_hours_per_case",
        "wait_days_per_case",
        "coordination_hours_per_case",
        "split_hours_per_case",
        "case_share",
        "span_of_control",
        "managing_hours_per_head",
        "managing_hours_per_manager",
        "staff_per_unit",
        "change_hours_per_unit",
        "change_hours_per_person",
    }
)
"""Defaults that are no column of a table: factors of the measures and of plans."""

FLAGS = frozenset({"core"})
"""Words that may stand alone in the brackets of a factor."""


def find(country: Country, _: date) -> Iterator[Finding]:
    """Check the key tables."""
    yield from _subjects(country)
    yield from _aliases(country)
    yield from _defaults(country)


def _subjects(country: Country) -> Iterator[Finding]:
    subjects, names = country["subjects"], {"path": "subjects", "subject": "subjects"}
    yield from say(country, CYCLE, "subjects", cycles(subjects, "subject", "parent"), names)
    used = pl.concat(
        [
            country["agenda"]["subject"],
            country["units"]["functions"].explode().drop_nulls().rename("subject"),
            country["matters"]["subject"],
            subjects["parent"].rename("subject"),
        ]
    )
    unused = subjects.join(used.drop_nulls().unique().to_frame(), on="subject", how="anti")
    yield from say(country, UNUSED, "subjects", unused, names, collect="subject")


def _aliases(country: Country) -> Iterator[Finding]:
    aliases = country["aliases"]
    known = [
        country[name].select(pl.lit(name).alias("table"), id=TABLES[name].key[0])
        for name in aliases["table"].unique()
        if name in TABLES and TABLES[name].columns[TABLES[name].key[0]].dtype == pl.String
    ]
    ids = pl.concat(known) if known else None
    # The alias of a template is that of every thing made from it.
    made = None if ids is None else pl.concat([ids, ids.with_columns(_base())]).unique()
    lost = aliases if made is None else aliases.join(made, on=["table", "id"], how="anti")
    yield from say(country, ALIAS, "aliases", lost, {"table": TABLE_TITLES})
    twice = aliases.filter(pl.struct("table", "alias").is_duplicated())
    yield from say(country, AMBIGUOUS, "aliases", twice, {"table": TABLE_TITLES}, collect="id")


def _base() -> pl.Expr:
    return pl.col("id").str.replace("@.*$", "")


def _defaults(country: Country) -> Iterator[Finding]:
    defaults = country["defaults"]
    outside = (pl.col("low") > pl.col("value")) | (pl.col("value") > pl.col("high"))
    yield from say(country, RANGE, "defaults", defaults.filter(outside))
    yield from say(country, NO_VALUE, "defaults", defaults.filter(pl.col("value").is_null()))
    numbers = {n for t in TABLES.values() for n, c in t.columns.items() if c.dtype.is_numeric()}
    read = parse(defaults)
    unfit = [
        d.name
        for d in read
        if d.stem not in numbers | FACTORS or not set(d.conditions) <= {*ATTRIBUTES, *FLAGS}
    ]
    yield from say(country, NO_COLUMN, "defaults", _named(defaults, unfit))
    there = _values(country)
    absent = [
        d.name
        for d in read
        if d.name not in unfit
        and any(v not in there[a] for a, v in d.conditions.items() if a in there)
    ]
    yield from say(country, NO_THING, "defaults", _named(defaults, absent))


def _named(defaults: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    return defaults.filter(pl.col("name").is_in(names))


def _values(country: Country) -> dict[str, set[str]]:
    """Return the values each attribute of a default can take in this country."""
    levels = TABLES["places"].columns["level"].metadata["values"]
    typed = [country[t]["type"].unique() for t in ("councils", "posts", "units", "services")]
    # A matter has no template: it is its own type.
    typed.append(country["matters"]["matter"])
    words = {
        "role": TABLES["seats"].columns["role"].metadata["values"],
        "function": TABLES["councils"].columns["function"].metadata["values"],
        "kind": (
            *TABLES["councils"].columns["kind"].metadata["values"],
            *country["units"]["kind"].drop_nulls().unique(),
            *country["matters"]["kind"].drop_nulls().unique(),
        ),
    }
    return {
        "place": set(levels),
        "type": {str(t) for types in typed for t in types},
        **{a: set(v) for a, v in words.items()},
    }
