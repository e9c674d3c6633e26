"""Places of the same level side by side: tile maps and a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from ostan.report.blocks import Block, Cell, Grid, Panel, Picture, Say, Section
from ostan.report.chart import Tile, tiles
from ostan.report.inputs import Inputs, chiefs
from ostan.report.tiles import positions
from ostan.report.wording import col, missing, say, three
from ostan.words.text import Text

TITLES: Final = {
    "province": Text("استان‌ها در کنار هم", "Provinces side by side"),
    "county": Text("شهرستان‌ها در کنار هم", "Counties side by side"),
    "district": Text("بخش‌ها در کنار هم", "Districts side by side"),
}
"""Title by the level of the places."""


def section(inputs: Inputs) -> Section:
    """Return the section of places side by side."""
    return Section("provinces", TITLES[inputs.level or "province"], tuple(_blocks(inputs)))


def _blocks(inputs: Inputs) -> Iterable[Block]:
    places = inputs.places["place"].to_list()
    if not places:
        yield missing(
            "مکانی زیر کشور در داده‌ها نیست که شورا یا واحدی داشته باشد.",
            "No place below the country has councils or units.",
            "با افزودن مکان‌ها، استان‌ها یا شهرستان‌ها در کنار هم سنجیده می‌شوند.",
            "With places, provinces or counties are measured side by side.",
        )
        return
    yield say(
        "هر خانه یک مکان است، همه به یک اندازه، تقریباً به جای خود روی نقشه؛ رنگ تیره‌تر یعنی عدد بزرگ‌تر. "
        "آنجا که فهرست شوراها برای همهٔ استان‌ها یکی است، ساعت‌ها هم نزدیک به هم است: تفاوت واقعی استان‌ها "
        "هنوز در داده‌ها نیست.",
        "Each tile is a place, all of one size, roughly where it lies; darker means more. Where the list of "
        "councils is the same for all provinces the hours are nearly the same too: what really differs between "
        "provinces is not in the data yet.",
    )
    rows = _rows(inputs, places)
    panels = tuple(_panels(inputs, rows))
    table = _grid(inputs, rows)
    yield Picture(panels, table) if panels else table


def _panels(inputs: Inputs, rows: list[dict[str, Any]]) -> Iterable[Panel]:
    if inputs.has("seats", "councils"):
        caption = say(
            "ساعت در هفته در شوراها، برای سمتی که رئیس بیشترین شوراهاست (فرض، مقدار میانی)",
            "Hours a week in councils of the post that chairs most of them (assumed, default setting)",
        )
        yield _panel(inputs, "map-hours", caption, rows, "hours", "hours/week")
    if inputs.has("units", "seats"):
        caption = say("اعضای شورای اداری (نفر)", "Members of the administrative council (people)")
        yield _panel(inputs, "map-people", caption, rows, "people", "people")
    if inputs.has("units"):
        caption = say("دستگاه‌هایی که رئیس جداگانه دارند", "Bodies with a head of their own")
        yield _panel(inputs, "map-bodies", caption, rows, "bodies", "count")


def _rows(inputs: Inputs, places: list[str]) -> list[dict[str, Any]]:
    heads = chiefs(inputs.frame("councils", "post_hours"), places)
    people = _by_place(inputs, "units", "administrative_council")
    units = _by_place(inputs, "units", "place_units")
    councils = _by_place(inputs, "councils", "place_hours")
    return [
        {
            "place": p,
            "councils": councils.get(p, {}).get("councils"),
            "person_hours": three(councils[p], "person_hours") if p in councils else None,
            "chief": heads.get(p),
            "hours": heads[p]["hours_per_week"] if p in heads else None,
            "people": people.get(p, {}).get("people"),
            "bodies": units.get(p, {}).get("bodies"),
            "managers": units.get(p, {}).get("managers"),
        }
        for p in places
    ]


def _by_place(inputs: Inputs, noun: str, measure: str) -> dict[str, dict[str, Any]]:
    return {r["place"]: r for r in inputs.frame(noun, measure).iter_rows(named=True)}


def _panel(
    inputs: Inputs, name: str, caption: Say, rows: list[dict[str, Any]], value: str, unit: str
) -> Panel:
    codes = dict(inputs.places.select("place", "iso").iter_rows())
    where = positions([codes[r["place"]] for r in rows])
    drawn = [
        Tile(inputs.name("places", r["place"]), *at, r[value])
        for r, at in zip(rows, where, strict=True)
    ]
    return Panel(name, caption, tiles(name, drawn, unit))


def _grid(inputs: Inputs, rows: list[dict[str, Any]]) -> Grid:
    columns = (
        col("مکان", "Place"),
        col("شورای فعال", "Active councils", "count"),
        col("رئیس", "Chairs", "count"),
        col("عضو", "Member of", "count"),
        col("ساعت در هفته (فرض)", "Hours a week (assumed)", "hours/week"),
        col("سهم از وقت کاری (فرض)", "Share of working time (assumed)", "share"),
        col("نفرساعت در سال (فرض)", "People-hours a year (assumed)", "hours/year", 0),
        col("شورای اداری", "Administrative council", "people"),
        col("دستگاه", "Bodies", "count"),
        col("مدیر", "Managers", "people"),
    )
    title = Text("مکان‌ها در کنار هم", "Places side by side")
    return Grid(title, columns, tuple(_cells(inputs, r) for r in rows))


def _cells(inputs: Inputs, row: dict[str, Any]) -> tuple[Cell, ...]:
    head = row["chief"]
    of_head: tuple[Cell, ...] = (None,) * 4
    if head:
        of_head = (
            head["chaired"],
            head["member"],
            three(head, "hours_per_week"),
            three(head, "share"),
        )
    return (
        inputs.name("places", row["place"]),
        row["councils"],
        *of_head,
        row["person_hours"],
        row["people"],
        row["bodies"],
        row["managers"],
    )


def median_place(inputs: Inputs) -> str | None:
    """Return the place in the middle by hours of its chief, then by people in its assembly.

    Of an even number the lower one; where no place has a chief, the one with most councils.
    """
    places = inputs.places["place"].to_list()
    rows = _rows(inputs, places) if places else []
    known = sorted(
        (r for r in rows if r["hours"] is not None),
        key=lambda r: (round(r["hours"], 6), r["people"] or 0, r["place"]),
    )
    return known[(len(known) - 1) // 2]["place"] if known else busiest_place(inputs)


def busiest_place(inputs: Inputs) -> str | None:
    """Return the place with most active councils, of equals the first; None where there is none."""
    frame = inputs.frame("councils", "place_hours").filter(pl.col("councils") > 0)
    found = frame.sort("councils", "place", descending=[True, False])["place"]
    return str(found[0]) if found.len() else None
