"""Services: who provides them and how, and how much of that is on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from ostan.report.blocks import Block, Cell, Grid, Section, picture
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs
from ostan.report.wording import col, count, missing, percent, say
from ostan.words.labels import MODES
from ostan.words.text import Text

TITLE: Final = Text("خدمات", "Services")
NO_MINISTRY: Final = Text("بی وزارتخانهٔ ثبت‌شده", "no ministry recorded")


def section(inputs: Inputs) -> Section:
    """Return the section of services."""
    return Section("services", TITLE, tuple(_blocks(inputs)))


def _blocks(inputs: Inputs) -> Iterable[Block]:
    place = inputs.place
    if not inputs.has("services") or place is None:
        yield missing(
            "خدمتی در داده‌ها نیست.",
            "There are no services in the data.",
            "با جدول خدمات دیده می‌شود چه خدماتی را دولت خود می‌دهد، چه را مردم، و برای واگذاری چه چیزی هنوز دانسته نیست.",
            "With services one sees what the state provides itself, what people do, and what is not yet known for a hand-over.",
        )
        return
    row = inputs.row("services", "place_services", place=place)
    if row:
        yield _summary(inputs, place, row)
    yield from _modes(inputs, place)
    yield from _ministries(inputs, place)


def _summary(inputs: Inputs, place: str, row: dict[str, Any]) -> Block:
    return say(
        "{all} خدمت برای {place} ثبت شده است: {state} به دست خود دولت و {people} ({share}) با ظرفیت مردم (تعاونی، تشکل، "
        "خیریه، هیئت امنا، داوطلب). حاکمیتی بودن {sovereign} خدمت ثبت شده است و هزینهٔ {cost} خدمت. خدمتی که در "
        "فهرست نیست، نامعلوم است: سهم‌ها سهم از همین فهرست است، نه از همهٔ خدمات.",
        "{all} services are on record for {place}: {state} provided by the state itself and {people} ({share}) by the "
        "capacity of people (cooperatives, associations, charities, trustees, volunteers). Of {sovereign} it is on "
        "record that they are sovereign functions, and of {cost} what they cost. What is not listed is not known: "
        "the shares are of this list, not of all services.",
        all=count(row["services"]),
        place=inputs.name("places", place),
        state=count(row["by_state"]),
        people=count(row["by_people"]),
        share=percent(row["share_by_people"]),
        sovereign=count(row["sovereign"]),
        cost=count(row["cost_recorded"]),
    )


def _modes(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("services", "service_modes").filter(pl.col("place") == place)
    rows = list(frame.sort("services", "mode", descending=[True, False]).iter_rows(named=True))
    if not rows:
        return
    columns = (
        col("شیوه", "Mode"),
        col("خدمت", "Services", "count"),
        col("سهم", "Share", "share"),
        col("حاکمیتی", "Sovereign", "count"),
        col("مراجعان در سال", "Users a year", "people"),
    )
    cells = tuple(
        (MODES[r["mode"]], r["services"], r["share"], r["sovereign"], r["users_per_year"])
        for r in rows
    )
    yield picture(
        "service-modes",
        say(
            "خدمات {place} بر پایهٔ شیوهٔ ارائه",
            "Services of {place} by mode",
            place=inputs.name("places", place),
        ),
        bars(
            "service-modes",
            [Bar(MODES[r["mode"]], r["services"]) for r in rows],
            "count",
            Text("شمار خدمات", "services"),
        ),
        Grid(Text("شیوهٔ ارائهٔ خدمات", "Modes of services"), columns, cells),
    )


def _ministries(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("services", "service_ministries").filter(pl.col("place") == place)
    if not frame.height:
        return
    columns = (
        col("وزارتخانه یا سازمان", "Ministry or organisation"),
        col("خدمت", "Services", "count"),
        col("به دست دولت", "By the state", "count"),
        col("با ظرفیت مردم", "By people", "count"),
    )
    rows = frame.sort("services", "ministry", descending=[True, False]).iter_rows(named=True)
    cells = tuple(
        (_ministry(inputs, r["ministry"]), r["services"], r["by_state"], r["by_people"])
        for r in rows
    )
    title = Text("خدمات هر وزارتخانه", "Services of each ministry")
    yield Grid(title, columns, cells, folded=True)


def _ministry(inputs: Inputs, ministry: str) -> Cell:
    return NO_MINISTRY if ministry == "none" else inputs.name("units", ministry)
