"""What is assumed, with its range and reason; how far the rows are evidenced; what this page is of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from ostan.country.columns import EVIDENCE
from ostan.country.tables import SCHEMA_VERSION, TABLES
from ostan.measure.registry import measures
from ostan.report.blocks import Block, Cell, Code, Figure, Grid, Head, Name, Section, picture
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs, chief
from ostan.report.naming import default_name
from ostan.report.wording import both, col, count, missing, say
from ostan.words import formats
from ostan.words.labels import labels
from ostan.words.text import Text

TITLE: Final = Text("فرض‌ها و اعتبار داده‌ها", "Assumptions and evidence")
UNSTATED: Final = Text("بیان‌نشده", "not stated")


def section(inputs: Inputs) -> Section:
    """Return the section of assumptions."""
    blocks = (*_defaults(inputs), *_factors(inputs), *_evidence(inputs), *_identity(inputs))
    return Section("assumptions", TITLE, blocks)


def _defaults(inputs: Inputs) -> Iterable[Block]:
    if not inputs.has("defaults"):
        yield missing(
            "پیش‌فرضی در داده‌ها نیست.",
            "There are no defaults.",
            "خانهٔ خالی نامعلوم می‌ماند و در هیچ جمعی نمی‌آید؛ با پیش‌فرض، کمینه و بیشینهٔ هر رقم دیده می‌شود.",
            "An empty cell stays unknown and enters no sum; with defaults every figure has a low and a high.",
        )
        return
    yield say(
        "هر جا خانه‌ای خالی است، خاص‌ترین پیش‌فرض این جدول به جای آن می‌نشیند و همه‌جا «فرض» خوانده می‌شود. "
        "هر یک را که می‌دانید، در کاربرگ پیش‌فرض‌ها یا در خانهٔ خود آن شورا بنویسید و فرمان را دوباره اجرا کنید.",
        "Where a cell is empty the most specific of these defaults stands in its place, and is called assumed "
        "everywhere. Write the ones you know in the sheet of defaults, or in the council's own cell, and run again.",
    )
    columns = (
        col("پیش‌فرض", "Default"),
        col("کمینه", "Low", "hours", 2),
        col("مقدار", "Value", "hours", 2),
        col("بیشینه", "High", "hours", 2),
        col("یکا", "Unit"),
        col("دلیل", "Reason"),
    )
    rows = inputs.country["defaults"].sort("name").iter_rows(named=True)
    title = Text("پیش‌فرض‌ها (همه فرض است)", "Defaults (all assumed)")
    yield Grid(title, columns, tuple(_default(inputs, r) for r in rows))


def _default(inputs: Inputs, row: dict[str, Any]) -> tuple[Cell, ...]:
    name = default_name(inputs, row["name"])
    unit, reason = (Name(row[f"{c}_fa"], row[f"{c}_en"]) for c in ("unit", "reason"))
    return (name, row["low"], row["value"], row["high"], unit, reason)


def _factors(inputs: Inputs) -> Iterable[Block]:
    """Show what the hours of the first page rest on, factor by factor, recalled apart from assumed."""
    head = chief(inputs.frame("councils", "post_hours"), inputs.place) if inputs.place else None
    row = head and inputs.row("councils", "hours_evidence", post=head["post"])
    if not head or not row:
        return
    post = inputs.name("posts", head["post"])
    yield Head(Text("ساعت‌ها بر چه استوار است", "What the hours rest on"))
    yield say(
        "سهم ساعت‌های {post} که هر عامل یا ردیف آن چنین است:",
        "The share of the hours of the {post} of which each factor or row is such:",
        post=post,
    )
    shares = [c for c in measures("councils")["hours_evidence"].columns if c.unit == "share"]
    columns = (
        col("عامل یا ردیف", "Factor or row"),
        col("سهم از ساعت‌ها", "Share of the hours", "share"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((c.title, row[c.name]) for c in shares)
    yield Grid(Text("عامل به عامل", "Factor by factor"), columns, rows)


ALL_TABLES: Final = Text("همهٔ جدول‌ها", "All tables")


def _evidence(inputs: Inputs) -> Iterable[Block]:
    rows = [(t, _by_evidence(inputs.country[t])) for t in TABLES if inputs.country[t].height]
    if not rows:
        return
    words = labels("", "evidence")
    kinds = [*EVIDENCE, ""]
    total = {k: sum(found.get(k, 0) for _, found in rows) for k in kinds}
    yield Head(Text("اعتبار ردیف‌ها", "Evidence of the rows"))
    columns = (
        col("جدول", "Table"),
        col("ردیف", "Rows", "count"),
        *(
            col((words.get(k) or UNSTATED).fa, (words.get(k) or UNSTATED).en, "count")
            for k in kinds
        ),
    )
    table: tuple[tuple[Cell, ...], ...] = tuple(
        (title, sum(f.values()), *(f.get(k, 0) for k in kinds))
        for title, f in (*((TABLES[t].title, f) for t, f in rows), (ALL_TABLES, total))
    )
    shown = [
        Bar(words.get(k) or UNSTATED, n, soft=k in {"assumed", ""}) for k, n in total.items() if n
    ]
    yield picture(
        "evidence",
        say(
            "اعتبار ردیف‌ها پس از گسترش به همهٔ مکان‌ها: یک ردیف الگو در هر استان یک بار شمرده می‌شود",
            "Evidence of the rows after expansion: a template row counts once in every province",
        ),
        bars("evidence", shown, "count", Text("شمار ردیف‌ها", "rows")),
        Grid(Text("ردیف‌ها بر پایهٔ اعتبار", "Rows by evidence"), columns, table),
    )


def _by_evidence(frame: pl.DataFrame) -> dict[str, int]:
    return dict(frame["evidence"].fill_null("").value_counts().iter_rows())


def _identity(inputs: Inputs) -> Iterable[Block]:
    yield Head(Text("شناسنامهٔ این گزارش", "What this report was made from"))
    rows: tuple[tuple[Cell, ...], ...] = (
        (Text("منبع", "Source"), Code(inputs.source)),
        (Text("اثر انگشت داده‌ها", "Digest of the data"), Code(inputs.country.digest)),
        (Text("روز گزارش", "Day of the report"), Figure(both(formats.date, inputs.day))),
        (Text("نگارش برنامه", "Version of the program"), Code(inputs.version)),
        (Text("نگارش جدول‌ها", "Version of the schema"), Code(SCHEMA_VERSION)),
        (Text("ردیف‌ها", "Rows"), count(sum(f.height for f in inputs.country.tables.values()))),
    )
    columns = (col("چه", "What"), col("مقدار", "Value"))
    yield Grid(Text("شناسنامه", "Identity"), columns, rows)
