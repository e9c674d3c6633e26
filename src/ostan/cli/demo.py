"""`ostan demo`: the whole main job on the sample country, in three files and five lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli.inputs import BAD_FOLDER, day_of, loaded, place_of
from ostan.cli.plan import PLANNING
from ostan.cli.screen import Screen
from ostan.words import formats
from ostan.words.errors import BadInput
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.report.inputs import Inputs

SAMPLE = "sample:iran"
REPORT, WORKBOOK, DATA = "report.html", "measures.xlsx", "measures.json"

LINES = (
    Text(
        "{place}: {post} در {councils} شورا، ستاد، کارگروه و کمیسیون می‌نشیند و رئیس {chaired} تای آن‌هاست.",
        "{place}: the {post} sits in {councils} councils, headquarters, working groups and "
        "commissions, and chairs {chaired} of them.",
    ),
    Text(
        "جلسات {hours} ساعت در هفته از او می‌گیرد (از {low} تا {high} ساعت)، یعنی {share} از وقت کاری او.",
        "Meetings take {hours} hours a week of his time (from {low} to {high}), {share} of his "
        "working time.",
    ),
    Text(
        "این ساعت‌ها بر فرض است: از {councils} شورا تنها بسامد جلسات {known} تا سند دارد؛ دامنه از همین است.",
        "These hours rest on assumptions: of {councils} councils the number of sessions of only "
        "{known} has a source; hence the range.",
    ),
    Text("این پرونده را در مرورگر باز کنید: {report}", "Open this file in a browser: {report}"),
)
"""What is said at the end: who, how many hours, what is assumed, which file to open.

Before the last one stands line 4 of the first page: what can be done without any decree.
"""
TOGETHER = Text(
    "واحدها، شوراها، اختیارات و خدمات با هم برنامه‌ریزی می‌شود …",
    "Planning units, councils, powers and services together …",
)
READING = Text("کشور نمونه خوانده و سنجیده می‌شود …", "Reading and measuring the sample country …")


def demo(screen: Screen, out: Path, place: str | None, as_of: str | None) -> int:
    """Write report.html, measures.xlsx and measures.json into `out`; these three are overwritten."""
    if out.exists() and not out.is_dir():
        raise BadInput.of("no_folder", BAD_FOLDER.fill(came=str(out)))
    day = day_of(as_of) or date.today()
    screen.say(READING)
    country = loaded(SAMPLE, as_of).country
    from ostan.report.page import inputs_of
    from ostan.report.plans import plans_for, together_for

    inputs = inputs_of(country, day, place_of(country, place), source=SAMPLE)
    screen.say(PLANNING)
    inputs = replace(inputs, plans=plans_for(country, inputs.place))
    screen.say(TOGETHER)
    inputs = replace(inputs, together=together_for(country, inputs.place))
    written = _files(screen, inputs, out)
    facts = _facts(inputs)
    if facts:
        for line in LINES[:-1]:
            screen.show(_line(line, inputs, facts))
        screen.show(_fourth(inputs, facts))
    screen.show(LINES[-1].fill(report=str(out / REPORT)))
    screen.data({"exit": 0, "place": inputs.place, "written": [str(p) for p in written]})
    return 0


def _files(screen: Screen, inputs: Inputs, out: Path) -> list[Path]:
    from ostan.files.written import put
    from ostan.report.figures import measures_json, written
    from ostan.report.page import html
    from ostan.report.workbook import workbook

    country, day, place = inputs.country, inputs.day, inputs.place
    page = html(
        country,
        day,
        place,
        found=inputs.findings,
        source=SAMPLE,
        plans=inputs.plans,
        whole=inputs.together,
    )
    put(out / REPORT, page.encode())
    figures = written(country, day, place=place)
    put(out / DATA, measures_json(country, figures, day, SAMPLE, place).encode())
    book = out / WORKBOOK
    workbook(country, figures, book, day, source=SAMPLE, place=place, lang=screen.lang)
    return [out / name for name in (REPORT, WORKBOOK, DATA)]


def _facts(inputs: Inputs) -> dict[str, Any]:
    """Return the row of hours of the post that chairs most councils of the place; empty if none."""
    from ostan.report.inputs import chief

    hours = inputs.frame("councils", "post_hours")
    return (chief(hours, inputs.place) if inputs.place else None) or {}


def _fourth(inputs: Inputs, facts: dict[str, Any]) -> Text:
    """Return line 4 of the first page: what can be done without any decree, and what it frees."""
    from ostan.report.sections.planned import fourth
    from ostan.report.shown import words

    told = fourth(inputs, facts)
    return Text(words(told, "fa"), words(told, "en"))


def _line(line: Text, inputs: Inputs, facts: dict[str, Any]) -> Text:
    country = inputs.country
    return line.fill(
        place=_name(country, "places", str(inputs.place)),
        post=_name(country, "posts", facts["post"]),
        councils=facts["councils"],
        chaired=facts["chaired"],
        known=facts["sessions_known"],
        hours=facts["hours_per_week"],
        low=facts["hours_per_week_low"],
        high=facts["hours_per_week_high"],
        share=Text(formats.percent(facts["share"], "fa"), formats.percent(facts["share"], "en")),
    )


def _name(country: Country, table: str, id: str) -> Text:
    return Text(country.name(table, id, "fa"), country.name(table, id, "en"))
