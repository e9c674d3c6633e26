"""`ostan plan SOURCE sessions`: a year of sessions of one place, as a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli.findings import listed
from ostan.cli.inputs import day_of, free, loaded, place_of, post_of
from ostan.cli.plan import WRITTEN, Limits, Watch, goals_from, named, table_of
from ostan.cli.screen import Screen
from ostan.words import formats
from ostan.words.errors import BadInput
from ostan.words.text import Lang, Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.sessions.rules import Rules
    from ostan.plan.sessions.timetable import Timetable

SHOWN = 15
"""Clashes shown on the screen; `--json` has all."""

NEED_PLACE = Text(
    "بگویید تقویم کدام مکان: --place یزد", "Say of which place the calendar is: --place yazd"
)
MADE = Text(
    "{place}، سال {year}: {sessions} جلسه از {sittings} نشست، در {days} روز کاری.",
    "{place}, {year}: {sessions} sessions of {sittings} sittings on {days} working days.",
)
CHAIRS = Text(
    "ساعت‌های تداخل رئیس‌ها (یا اتاق‌ها): {hard} (با این قواعد کمتر از {bound} نمی‌شود). ساعت وزنی ازدست‌رفتهٔ "
    "دیگران: {missed} (کران {missed_bound}). ساعت وزنی سفر سمت‌های دور و روزهایی که باید بی‌جلسه می‌بود: {travel} "
    "(کران {travel_bound}).",
    "Hours in which chairs (or rooms) clash: {hard} (under these rules not below {bound}). Weighted hours others "
    "miss: {missed} (bound {missed_bound}). Weighted hours of travel of far posts and of days that were to be quiet: "
    "{travel} (bound {travel_bound}).",
)
PROGRESS = Text(
    "{seconds} ثانیه · ساعت تداخل رئیس‌ها {hard} · ازدست‌رفته {missed} · سفر {travel}",
    "{seconds} s · hours of clashing chairs {hard} · missed {missed} · travel {travel}",
)
CLASHES = Text("تداخل‌ها", "Clashes")
HEADER = (
    Text("چه کسی", "Who"),
    Text("نخست", "First"),
    Text("دوم", "Second"),
    Text("روز", "Day"),
    Text("رئیس هر دو", "Chairs both"),
)
YES = Text("بله", "yes")


@dataclass(frozen=True)
class Stated:
    """What is said of the calendar: a file of goals with a table `calendar`, hours, rooms, quiet posts."""

    goals: Path | None = None
    hours: str | None = None
    rooms: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()

    def rules(self, country: Country, place: str) -> Rules:
        """Return the rules; raises BadInput with everything that is wrong."""
        from ostan.plan.goals import CALENDAR
        from ostan.plan.sessions.office import rules_of

        goals_from(self.goals, None, country)
        table = table_of(self.goals).get(CALENDAR, {})
        types = set(country["posts"]["type"])

        def post(text: str) -> str:
            return text if text in types else post_of(country, text, place) or text

        return rules_of(table, self.hours, self.rooms, self.quiet, post)


def timetable(
    screen: Screen,
    source: str,
    place: str | None,
    year: int | None,
    stated: Stated,
    limits: Limits,
    out: Path | None,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Put a year of sessions on days and hours; show clashes and bounds; write what `out` ends in."""
    from ostan.plan.sessions.timetable import as_json
    from ostan.plan.sessions.timetable import timetable as make

    target = free(out, force, (".ics", ".xlsx", ".json"), source)
    country = loaded(source, as_of, map).country
    here = place_of(country, place)
    if here is None:
        raise BadInput.of("place_needed", NEED_PLACE)
    rules = stated.rules(country, here)
    watch = _Watch(screen)
    with watch.listening():
        made = make(
            country,
            here,
            year or _year_of(day_of(as_of) or date.today()),
            rules,
            seconds=limits.seconds,
            seed=limits.seed,
            progress=watch.told,
            stop=watch.stopped,
        )
    for line in listed(made.findings, screen.lang):
        screen.say(line)
    show(screen, country, made)
    content = as_json(made)
    if target is not None:
        write(country, made, content, target, screen.lang)
        screen.say(WRITTEN.fill(file=str(target)))
    return watch.ended(content)


class _Watch(Watch):
    def told(self, progress: Any) -> None:
        """Show the three costs as they stand."""
        if self.due():
            self.screen.say(
                PROGRESS.fill(
                    seconds=round(progress.seconds, 1),
                    hard=progress.cost.hard,
                    missed=round(progress.cost.missed, 1),
                    travel=progress.cost.travel,
                )
            )


def _year_of(day: date) -> int:
    """Return the Jalali year that follows the day: a calendar is made for the year to come."""
    from ostan.persian.jalali import to_jalali

    return int(to_jalali(day)[0]) + 1


def show(screen: Screen, country: Country, made: Timetable) -> None:
    """Show how many sessions there are, the costs beside their bounds, and the first clashes."""
    screen.show(
        MADE.fill(
            place=Text(*(country.name("places", made.place, lang) for lang in ("fa", "en"))),
            year=_called(made.year.first),
            sessions=len(made.held),
            sittings=len(made.sittings),
            days=len({h.start.date() for h in made.held}),
        )
    )
    screen.show(
        CHAIRS.fill(
            hard=made.cost.hard,
            bound=made.bound.hard,
            missed=round(made.cost.missed, 1),
            missed_bound=round(made.bound.missed, 1),
            travel=made.cost.travel,
            travel_bound=made.bound.travel,
        )
    )
    if made.clashes:
        screen.show(CLASHES)
        ordered = sorted(made.clashes, key=lambda c: (not c.hard, -c.missed, c.start))
        screen.table(HEADER, [_clash(country, c, screen.lang) for c in ordered[:SHOWN]])


def _called(first: date) -> Text:
    """Return what a year is called: its number, in English with the day it begins."""
    from ostan.persian.digits import to_persian
    from ostan.persian.jalali import to_jalali

    year = str(to_jalali(first)[0])
    return Text(to_persian(year), f"{year} (from {formats.date(first, 'en')})")


def _clash(country: Country, clash: Any, lang: Lang) -> list[str]:
    return [
        named(country, "posts", clash.post, lang),
        named(country, "councils", clash.first, lang),
        named(country, "councils", clash.second, lang),
        formats.date_short(clash.start.date(), lang),
        YES.to(lang) if clash.hard else "",
    ]


def write(
    country: Country, made: Timetable, content: Mapping[str, object], target: Path, lang: Lang
) -> None:
    """Write a calendar, the country with its sessions as a workbook, or plain data."""
    if target.suffix.lower() == ".json":
        import json

        from ostan.files.written import put

        text = json.dumps(content, ensure_ascii=False, indent=1)
        put(target, (text + "\n").encode())
        return
    after = made.with_sessions(country)
    if target.suffix.lower() == ".ics":
        from ostan.files.ics import write as write_calendar

        write_calendar(after, target, made.place, None, lang)
        return
    from ostan.files.source import write as write_country

    write_country(after, target, lang=lang)
