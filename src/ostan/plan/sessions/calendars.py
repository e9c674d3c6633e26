"""Whose hours go where: what a timetable asks of each post by day, week and Jalali month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import polars as pl

from ostan.persian.jalali import to_gregorian, to_jalali, weekday
from ostan.plan.sessions.timetable import Timetable

Period = Literal["day", "week", "month", "year"]
"""What hours are summed over: a day, a week from Saturday, a Jalali month, the whole year."""

SCHEMA = {
    "post": pl.String,
    "begin": pl.Date,
    "sessions": pl.Int64,
    "chaired": pl.Int64,
    "days": pl.Int64,
    "hours_if_all": pl.Float64,
    "hours": pl.Float64,
}


def calendar(made: Timetable, by: Period = "month", post: str | None = None) -> pl.DataFrame:
    """Return the sessions of each post (or of one) by period, also of periods without any for it.

    post, begin (first day of the period within the year), sessions to which it is invited, chaired
    of them, days with at least one, hours_if_all, hours (by its chance of coming). Councils that sit
    jointly are one session. Travel, papers and sub-sessions are not in it: see the measures.
    """
    rows = list(_rows(made, by, post))
    seen = pl.DataFrame(rows, schema={**SCHEMA, "days": pl.Date}, orient="row")
    found = seen.group_by("post", "begin").agg(
        pl.col("sessions").sum(),
        pl.col("chaired").sum(),
        pl.col("days").n_unique().cast(pl.Int64),
        pl.col("hours_if_all").sum(),
        pl.col("hours").sum(),
    )
    frame = seen.select("post").unique().join(_periods(made, by), how="cross")
    filled = frame.join(found, on=["post", "begin"], how="left").fill_null(0)
    return filled.select(*SCHEMA).sort("post", "begin")


def _rows(
    made: Timetable, by: Period, post: str | None
) -> Iterator[tuple[str, date, int, int, date, float, float]]:
    sittings = {s.host: s for s in made.sittings}
    for held in made.held:
        sitting, day, hours = sittings[held.host], held.start.date(), held.minutes / 60
        begin = begin_of(day, by, made.year.first)
        for holder, chance in sitting.chance.items():
            if post is None or holder == post:
                chaired = int(holder in sitting.chairs)
                yield holder, begin, 1, chaired, day, hours, hours * chance


def begin_of(day: date, by: Period, first: date) -> date:
    """Return the first day of the period of `day`, not before the year's `first`."""
    if by == "year":
        return first
    if by == "week":
        return max(first, day - timedelta(days=weekday(day)))
    if by == "month":
        year, month, _ = to_jalali(day)
        return max(first, to_gregorian(year, month, 1))
    return day


def _periods(made: Timetable, by: Period) -> pl.DataFrame:
    every = (
        made.year.days
        if by == "day"
        else [
            made.year.first + timedelta(days=k)
            for k in range((made.year.last - made.year.first).days + 1)
        ]
    )
    begins = dict.fromkeys(begin_of(d, by, made.year.first) for d in every)
    return pl.DataFrame({"begin": list(begins)}, schema={"begin": pl.Date})


def compared(before: Timetable, after: Timetable, post: str, by: Period = "month") -> pl.DataFrame:
    """Return the calendar of a post in two timetables of the same year, side by side.

    Columns of `calendar` but post, with the endings `_before` and `_after`.
    """
    figures = [c for c in SCHEMA if c not in ("post", "begin")]
    frames = [
        calendar(t, by, post).select("begin", *(pl.col(c).alias(f"{c}_{end}") for c in figures))
        for t, end in ((before, "before"), (after, "after"))
    ]
    joined = frames[0].join(frames[1], on="begin", how="full", coalesce=True).fill_null(0)
    return joined.sort("begin")
