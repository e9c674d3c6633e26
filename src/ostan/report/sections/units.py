"""Units of the place: bodies per ministry, who they are, and who sits in the administrative council."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from ostan.report.blocks import Block, Grid, Head, Picture, Section, picture
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs
from ostan.report.wording import col, count, missing, percent, say
from ostan.words.labels import labels
from ostan.words.text import Text

TITLE: Final = Text("واحدها", "Units")
MOST: Final = 12
"""Ministries on the chart; all are in the table."""
NO_UNIT: Final = Text("بی واحد (گروه یا نماینده)", "no unit (a group or a representative)")


def section(inputs: Inputs) -> Section:
    """Return the section of units."""
    return Section("units", TITLE, tuple(_blocks(inputs)))


def _blocks(inputs: Inputs) -> Iterable[Block]:
    if not inputs.has("units") or inputs.place is None:
        yield missing(
            "جدول واحدها خالی است.",
            "The table of units is empty.",
            "با افزودن آن دیده می‌شود هر وزارتخانه در استان چند دستگاه دارد و چند رئیس در شورای اداری می‌نشیند.",
            "With it one sees how many bodies each ministry has in a province and how many heads sit in the administrative council.",
        )
        return
    yield from _place(inputs, inputs.place)
    yield from _ministries(inputs, inputs.place)
    yield from _assembly(inputs, inputs.place)
    yield from _functions(inputs, inputs.place)


def _place(inputs: Inputs, place: str) -> Iterable[Block]:
    row = inputs.row("units", "place_units", place=place)
    if row is None:
        return
    yield say(
        "در {place} {bodies} دستگاه با رئیس جداگانه هست ({ministry_units} واحد وزارتخانه؛ بقیه شرکت، بانک، "
        "دانشگاه و مانند آن) و {managers} نفر سمت مدیریتی ثبت‌شده دارند. از {several} وزارتخانه بیش از یک "
        "دستگاه هست: {of_several} دستگاه.",
        "{place} has {bodies} bodies with a head of their own ({ministry_units} units of ministries; the rest "
        "are companies, banks, universities and the like) and {managers} people in managerial posts on "
        "record. {several} ministries have more than one body there: {of_several} bodies.",
        place=inputs.name("places", place),
        bodies=count(row["bodies"]),
        ministry_units=count(row["ministry_units"]),
        managers=count(row["managers"]),
        several=count(row["ministries_with_several"]),
        of_several=count(row["bodies_of_several"]),
    )


def _ministries(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("units", "ministry_bodies").filter(
        pl.col("place") == place, pl.col("bodies") + pl.col("parts") + pl.col("serving") > 0
    )
    if not frame.height:
        return
    frame = frame.sort("bodies", "ministry", descending=[True, False])
    shown = [
        Bar(inputs.name("units", m), n)
        for m, n in frame.select("ministry", "bodies").head(MOST).iter_rows()
    ]
    title = Text("دستگاه‌های هر وزارتخانه", "Bodies of each ministry")
    columns = (
        col("وزارتخانه یا سازمان", "Ministry or organisation"),
        col("دستگاه", "Bodies", "count"),
        col("از آن‌ها واحد وزارتخانه", "Of these units of the ministry", "count"),
        col("زیرمجموعه", "Parts", "count"),
        col("از جای دیگر", "Serving from elsewhere", "count"),
    )
    names = ("ministry", "bodies", "ministry_units", "parts", "serving")
    rows = frame.select(names).iter_rows()
    yield picture(
        "ministry-bodies",
        say(
            "شمار دستگاه‌های هر وزارتخانه در {place}",
            "Bodies of each ministry in {place}",
            place=inputs.name("places", place),
        ),
        bars("ministry-bodies", shown, "count", Text("شمار دستگاه‌ها", "bodies")),
        Grid(title, columns, tuple((inputs.name("units", r[0]), *r[1:]) for r in rows)),
    )


def _assembly(inputs: Inputs, place: str) -> Iterable[Block]:
    row = inputs.row("units", "administrative_council", place=place)
    if row is None:
        return
    yield Head(Text("شورای اداری", "The administrative council"))
    yield say(
        "{council}: {people} نفر، از آن‌ها {heads} رئیس دستگاه. {of_several} نفر ({share}) از {several} "
        "وزارتخانه‌ای می‌آیند که بیش از یک دستگاه در استان دارند. اعضا از روی قاعده شمرده می‌شوند و این‌که "
        "کدام شکل حقوقی دعوت می‌شود فرض است.",
        "{council}: {people} people, {heads} of them heads of bodies. {of_several} ({share}) come from the "
        "{several} ministries that have more than one body there. Members are counted by rule; which legal "
        "forms are called is assumed.",
        council=inputs.name("councils", row["council"]),
        people=count(row["people"]),
        heads=count(row["heads"]),
        of_several=count(row["people_of_several"]),
        share=percent(row["share_of_several"]),
        several=count(row["ministries_with_several"]),
    )
    yield _forms(inputs, place)


def _forms(inputs: Inputs, place: str) -> Picture:
    words = labels("units", "legal_form")
    frame = (
        inputs.frame("units", "administrative_council_by_form")
        .filter(pl.col("place") == place)
        .sort("people", "legal_form", descending=[True, False])
    )
    found = [
        (words.get(f, NO_UNIT), s, p)
        for f, s, p in frame.select("legal_form", "seats", "people").iter_rows()
    ]
    columns = (
        col("شکل حقوقی دستگاه", "Legal form of the body"),
        col("عضویت", "Seats", "count"),
        col("نفر", "People", "people"),
    )
    title = Text("اعضای شورای اداری", "Members of the administrative council")
    return picture(
        "assembly-forms",
        say(
            "اعضای شورای اداری بر پایهٔ شکل حقوقی دستگاهشان",
            "The administrative council by the legal form of its members' bodies",
        ),
        bars("assembly-forms", [Bar(f, p) for f, _, p in found], "people", Text("نفر", "people")),
        Grid(title, columns, tuple(found)),
    )


def _functions(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("units", "duplicated_in_ministry").filter(pl.col("place") == place)
    if not frame.height:
        return
    frame = frame.sort("bodies", "ministry", "subject", descending=[True, False, False])
    yield Head(
        Text(
            "وظیفه‌هایی که چند دستگاه یک وزارتخانه دارند",
            "Functions of several bodies of one ministry",
        )
    )
    columns = (
        col("موضوع", "Subject"),
        col("وزارتخانه", "Ministry"),
        col("دستگاه", "Bodies", "count"),
    )
    rows = frame.select("subject", "ministry", "bodies").iter_rows()
    yield Grid(
        Text(
            "وظیفه‌های چندمتولی (موضوع‌بندی از ماست)",
            "Functions of several bodies (subjects are our own)",
        ),
        columns,
        tuple((inputs.name("subjects", s), inputs.name("units", m), n) for s, m, n in rows),
        folded=True,
    )
