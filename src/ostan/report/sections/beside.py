"""The figures of the speech beside those of the data, and why they differ: nothing is scaled up."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ostan.report import speech
from ostan.report.blocks import Block, Cell, Figure, Grid, Head
from ostan.report.inputs import Inputs, chief
from ostan.report.wording import col, count, number, span
from ostan.words.text import Text


def blocks(inputs: Inputs) -> Iterable[Block]:
    """Return the heading and the table; the caller knows whether the speech was about this Country."""
    yield Head(
        Text("عددهای گزارش در کنار این داده‌ها", "The figures of the speech beside these data")
    )
    columns = (
        col("چه", "What"),
        col("گزارش سخنرانی", "The speech"),
        col("این داده‌ها", "These data"),
        col("سبب تفاوت", "Why they differ"),
    )
    title = Text(
        "هیچ عددی برای رسیدن به عدد دیگر بزرگ نشده است", "No figure was scaled up to meet another"
    )
    yield Grid(title, columns, tuple(_figures(inputs)))


def _figures(inputs: Inputs) -> Iterable[tuple[Cell, ...]]:
    hours = inputs.frame("councils", "place_hours")
    nation = inputs.country["places"].filter(pl.col("level") == "country")["place"]
    national = hours.filter(pl.col("place").is_in(nation.implode()))
    each = hours.join(inputs.places.select("place"), on="place", how="semi")["councils"]
    president = chief(inputs.frame("councils", "post_hours"), nation[0]) if nation.len() else None
    room = inputs.frame("units", "administrative_council").join(
        inputs.places.select("place"), on="place", how="semi"
    )["people"]
    yield (
        Text("شوراهای یک استان", "Councils of a province"),
        speech.PROVINCE_COUNCILS,
        _from_to(each),
        speech.WHY_PROVINCE,
    )
    yield (
        Text("شوراهایی که رئیس‌جمهور رئیس آن‌هاست", "Councils chaired by the president"),
        speech.PRESIDENT_CHAIRS,
        count(president["chaired"] if president else None),
        speech.WHY_PRESIDENT,
    )
    yield (
        Text("شوراهای کشور", "Councils in the country"),
        speech.NATIONAL_COUNCILS,
        _with_the_rest(int(national["councils"].sum()), int(national["inactive"].sum())),
        speech.WHY_NATIONAL,
    )
    yield (
        Text("اعضای شورای اداری", "Members of the administrative council"),
        speech.ADMINISTRATIVE_COUNCIL,
        _from_to(room),
        speech.WHY_ADMINISTRATIVE,
    )


def _with_the_rest(active: int, inactive: int) -> Cell:
    """Return the active councils, and how many there are with those that no longer meet."""
    meeting, every = count(active).text, count(active + inactive).text
    return Figure(
        Text(
            f"{meeting.fa} (با جایگزین‌شده و راکد {every.fa})",
            f"{meeting.en} ({every.en} with those replaced or dormant)",
        )
    )


def _from_to(values: pl.Series) -> Cell:
    """Return the fewest and the most over the places, and the median where they differ."""
    if not values.len():
        return None
    low, high = int(values.min() or 0), int(values.max() or 0)  # type: ignore[arg-type]
    if low == high:
        return count(low)
    ends, middle = span(low, high, decimals=0), number(values.median()).text
    return Figure(Text(f"{ends.fa} (میانه {middle.fa})", f"{ends.en} (median {middle.en})"))
