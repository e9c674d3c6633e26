"""Councils of the place: whose time they take, which of them, who sits twice, who may change them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from ostan.report.blocks import Block, Grid, Head, Section, picture
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs, chief
from ostan.report.wording import col, count, missing, say, three
from ostan.words.labels import labels
from ostan.words.text import Text

TITLE: Final = Text("شوراها", "Councils")
MOST_POSTS: Final = 12
MOST_COUNCILS: Final = 15
"""Bars on a chart; the tables have more."""
IN_TABLE: Final = 40
"""Posts in the table of the page; the workbook has all."""
HOURS: Final = Text(
    "ساعت در سال (خط: از کمینه تا بیشینهٔ فرض‌ها)", "hours a year (line: low to high)"
)


def section(inputs: Inputs) -> Section:
    """Return the section of councils."""
    return Section("councils", TITLE, tuple(_blocks(inputs)))


def _blocks(inputs: Inputs) -> Iterable[Block]:
    if not inputs.has("councils", "seats") or inputs.place is None:
        yield missing(
            "شورا یا عضویتی در داده‌ها نیست.",
            "There are no councils or no seats.",
            "با افزودن شوراها و عضویت‌ها، زمان جلسات هر سمت، شوراهای هم‌پوشان و مرجع تغییر هر یک دیده می‌شود.",
            "With councils and seats one sees the hours of every post, councils that overlap, and who may change each.",
        )
        return
    yield from _posts(inputs, inputs.place)
    head = chief(inputs.frame("councils", "post_hours"), inputs.place)
    if head:
        yield from _of_post(inputs, head)


def _posts(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = (
        inputs.frame("councils", "post_hours")
        .filter(pl.col("place") == place, pl.col("hours").is_not_null())
        .sort("hours", "post", descending=[True, False])
    )
    if not frame.height:
        return
    rows = list(frame.head(IN_TABLE).iter_rows(named=True))
    yield Head(Text("زمان جلسات هر سمت", "Time of each post in councils"))
    yield picture(
        "post-hours",
        say(
            "پرجلسه‌ترین سمت‌های {place}: ساعت در سال در شوراها، با احتمال حضور (فرض)",
            "Posts of {place} with most hours a year in councils, by expected attendance (assumed)",
            place=inputs.name("places", place),
        ),
        bars(
            "post-hours",
            [_bar(inputs.name("posts", r["post"]), r) for r in rows[:MOST_POSTS]],
            "hours/year",
            HOURS,
        ),
        _post_grid(inputs, rows),
    )


def _bar(label: Any, row: dict[str, Any]) -> Bar:
    return Bar(label, row["hours"], row["hours_low"], row["hours_high"])


def _post_grid(inputs: Inputs, rows: list[dict[str, Any]]) -> Grid:
    columns = (
        col("سمت", "Post"),
        col("شورا", "Councils", "count"),
        col("رئیس", "Chairs", "count"),
        col("بسامد مستند", "Frequency known", "count"),
        col("ساعت در سال (فرض)", "Hours a year (assumed)", "hours/year", 0),
        col("سهم از وقت کاری (فرض)", "Share of working time (assumed)", "share"),
        col("اگر در همه حاضر شود", "If all is attended", "share"),
    )
    cells = tuple(
        (
            inputs.name("posts", r["post"]),
            r["councils"],
            r["chaired"],
            r["sessions_known"],
            three(r, "hours"),
            three(r, "share"),
            three(r, "share_if_all"),
        )
        for r in rows
    )
    return Grid(Text("زمان جلسات سمت‌ها", "Time of posts in councils"), columns, cells)


def _of_post(inputs: Inputs, head: dict[str, Any]) -> Iterable[Block]:
    frame = inputs.frame("councils", "seat_hours").filter(pl.col("holder") == head["post"])
    known = frame.drop_nulls("hours").sort("hours", "council", descending=[True, False])
    if not known.height:
        return
    rows = list(known.iter_rows(named=True))
    post = inputs.name("posts", head["post"])
    yield Head(
        Text("کدام شورا چقدر از وقت او را می‌گیرد", "Which council takes how much of that time")
    )
    yield picture(
        "council-hours",
        say(
            "{n} شورایی که بیشترین وقت {post} را می‌گیرند: ساعت در سال (فرض). اگر آن شورا نباشد، همین اندازه آزاد می‌شود",
            "The {n} councils that take most of the time of the {post}: hours a year (assumed). Without that council so much is free",
            n=count(min(MOST_COUNCILS, len(rows))),
            post=post,
        ),
        bars(
            "council-hours",
            [_bar(inputs.name("councils", r["council"]), r) for r in rows[:MOST_COUNCILS]],
            "hours/year",
            HOURS,
        ),
        _seat_grid(inputs, rows),
    )


def _seat_grid(inputs: Inputs, rows: list[dict[str, Any]]) -> Grid:
    roles = labels("seats", "role")
    columns = (
        col("شورا", "Council"),
        col("نقش", "Role"),
        col("جلسه در سال", "Sessions a year", "sessions/year"),
        col("بسامد سند دارد", "Frequency known"),
        col("ساعت در سال (فرض)", "Hours a year (assumed)", "hours/year", 0),
        col("اگر در همه حاضر شود", "If all is attended", "hours/year", 0),
    )
    known = dict(
        inputs.frame("councils", "council_hours").select("council", "sessions_known").iter_rows()
    )
    cells = tuple(
        (
            inputs.name("councils", r["council"]),
            roles[r["role"]],
            three(r, "sessions"),
            known.get(r["council"]),
            three(r, "hours"),
            three(r, "hours_if_all"),
        )
        for r in rows
    )
    return Grid(Text("همهٔ شوراهای او", "All councils of that post"), columns, cells)
