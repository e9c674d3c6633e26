"""Sessions that were held: councils that no longer meet, and resolutions carried out."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import trace
from ostan.measure.councils.columns import COUNCIL, PLACE, column
from ostan.measure.figure import Measure
from ostan.words.text import Text

ONE_YEAR = timedelta(days=365)
"""A council none of whose sessions was held within this time has gone dormant."""


def horizon(country: Country) -> datetime | None:
    """Return the start of the last session known to have been held: what "now" is to the data."""
    last = country["sessions"].filter(pl.col("held"))["start"].max()
    return last if isinstance(last, datetime) else None


def dormant(country: Country) -> pl.DataFrame:
    """Return councils that do not count: not active, or active with sessions but none in a year.

    The year is the one before the last session held anywhere in the data, so that the answer does
    not change with the clock. A council of which no session is recorded is not called dormant:
    nothing is known of it.
    """
    last = (
        country["sessions"]
        .group_by("council")
        .agg(last_held=pl.col("start").filter(pl.col("held")).max(), sessions=pl.len())
    )
    end = horizon(country)
    silent = pl.lit(False)
    if end is not None:
        silent = (pl.col("sessions") > 0) & (
            pl.col("last_held").is_null() | (pl.col("last_held") < end - ONE_YEAR)
        )
    reason = (
        pl.when(pl.col("status") != "active").then("status").when(silent).then(pl.lit("silent"))
    )
    return (
        country["councils"]
        .join(last, on="council", how="left")
        .with_columns(reason=reason, last_held=pl.col("last_held").dt.date())
        .filter(pl.col("reason").is_not_null())
        .select("council", "type", "place", "reason", "last_held")
        .sort("council")
    )


DORMANT = Measure(
    "dormant",
    "councils",
    Text("شوراهای راکد", "Dormant councils"),
    ("council",),
    (
        COUNCIL,
        column("type", "id", "گونه", "Type", "گونهٔ شورا", "Type of the council"),
        PLACE,
        column(
            "reason",
            "text",
            "دلیل",
            "Reason",
            "وضعیت ثبت‌شده (dormant، replaced، abolished) یا silent: جلسه ثبت شده ولی در یک سال "
            "پیش از آخرین جلسهٔ داده‌ها هیچ‌یک برگزار نشده است",
            "the recorded status (dormant, replaced, abolished), or silent: sessions are recorded and "
            "none was held in the year before the last session in the data",
        ),
        column(
            "last_held",
            "date",
            "آخرین جلسه",
            "Last held",
            "روز آخرین جلسه",
            "Day of its last session",
        ),
    ),
    dormant,
    lambda country, key: trace.sessions(country, key[0], horizon=True),
)
"""Councils that do not count in the other measures, or have stopped meeting.

The business of a replaced one whose successor stands is in the measures of its successor.
"""


def carried_out(country: Country) -> pl.DataFrame:
    """Return what councils with recorded sessions did: sessions held, hours, resolutions.

    `share_carried_out` is over sessions that state both numbers; null where none does.
    """
    held = pl.col("held").fill_null(False)
    both = held & pl.col("items").is_not_null() & pl.col("items_carried_out").is_not_null()
    known = pl.col("items").filter(both).sum()
    places = country["councils"].select("council", "type", "place")
    return (
        country["sessions"]
        .group_by("council")
        .agg(
            main=(held & (pl.col("kind") == "main")).sum(),
            sub=(held & (pl.col("kind") == "sub")).sum(),
            not_held=(~pl.col("held")).sum(),
            hours=pl.when((held & pl.col("minutes").is_not_null()).any()).then(
                pl.col("minutes").filter(held).sum() / 60
            ),
            items=pl.when((held & pl.col("items").is_not_null()).any()).then(
                pl.col("items").filter(held).sum()
            ),
            carried=pl.when(both.any()).then(pl.col("items_carried_out").filter(both).sum()),
            share_carried_out=pl.when(known > 0).then(
                pl.col("items_carried_out").filter(both).sum() / known
            ),
        )
        .join(places, on="council", how="left")
        .sort("council")
    )


CARRIED_OUT = Measure(
    "carried_out",
    "councils",
    Text("جلسه‌های برگزارشده و مصوبه‌ها", "Sessions held and resolutions"),
    ("council",),
    (
        COUNCIL,
        PLACE,
        column("main", "count", "جلسهٔ اصلی", "Main sessions", "برگزارشده", "Held"),
        column("sub", "count", "جلسهٔ فرعی", "Sub-sessions", "برگزارشده", "Held"),
        column(
            "not_held", "count", "برگزارنشده", "Not held", "دعوت شد و تشکیل نشد", "Called, not held"
        ),
        column("hours", "hours", "ساعت", "Hours", "مجموع طول جلسه‌ها", "Sum of the lengths known"),
        column(
            "items", "count", "مصوبه", "Resolutions", "مجموع مصوبه‌ها", "Sum of resolutions taken"
        ),
        column(
            "carried",
            "count",
            "اجراشده",
            "Carried out",
            "مصوبه‌های اجراشده",
            "Of these, carried out",
        ),
        column(
            "share_carried_out",
            "share",
            "سهم اجراشده",
            "Share carried out",
            "اجراشده ÷ مصوبه، تنها در جلسه‌هایی که هر دو شمار را دارند",
            "carried out / taken, only over sessions that state both",
        ),
    ),
    carried_out,
    lambda country, key: trace.sessions(country, key[0]),
)
"""Sessions held, and resolutions carried out, of councils with recorded sessions."""
