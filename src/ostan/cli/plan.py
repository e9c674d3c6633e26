"""`ostan plan`: the best change within the rules, with the proof of how good it is, and what is asked of it."""

from __future__ import annotations

import signal
import time as clock
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli import answers
from ostan.cli.answers import Asked
from ostan.cli.inputs import day_of, free, loaded, place_of
from ostan.cli.screen import Screen
from ostan.words import formats
from ostan.words.errors import BadInput
from ostan.words.text import Lang, Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.councils.planning import Planned, Stage
    from ostan.plan.goals import Goals
    from ostan.plan.plan import Hours, Plan

SHOWN = 12
"""Posts whose hours are shown on the screen; plan.json has all."""
EVERY = 1.0
"""Seconds between two lines of progress."""
ENDINGS = (".json", ".html", ".xlsx", ".jsonld")
"""What a plan is written as: whole, as a page, its Reform as a workbook or as linked data."""
INTERRUPTED = 130
"""Exit code of a run that was stopped; the best plan so far is kept."""

PLANNING = Text("تجمیع شوراها برنامه‌ریزی می‌شود …", "Planning the consolidation of councils …")
PROGRESS = Text(
    "{seconds} ثانیه · مقدار {value} · کران {bound} · فاصله از مقدار {gap}",
    "{seconds} s · value {value} · bound {bound} · gap on the value {gap}",
)
VALUE = Text(
    "بی تغییر {nothing} ساعت وزنی در سال؛ با این برنامه {value}؛ با همین فرض‌ها هیچ برنامه‌ای زیر {bound} نیست.",
    "Without change {nothing} weighted hours a year; with this plan {value}; under these assumptions no plan "
    "is below {bound}.",
)
SAVING = Text(
    "صرفه‌جویی {saving} از {possible} ممکن (فاصله {gap})؛ {proof}؛ {verified}.",
    "Saving {saving} of a possible {possible} (gap {gap}); {proof}; {verified}.",
)
PROVEN = {
    True: Text("با همین فرض‌ها بهترین است", "proven best under these assumptions"),
    False: Text("بهترین بودن اثبات نشده است", "not proven to be the best"),
}
VERIFIED = {
    True: Text("بازبینی جداگانه همین را داد", "an independent recomputation agrees"),
    False: Text("بازبینی جداگانه همین را نداد", "an independent recomputation does not agree"),
    None: Text("بازبینی نشده است", "not recomputed"),
}
ASSUMED = Text(
    "{share} از این ساعت‌ها دست‌کم یک عامل فرضی دارد.",
    "{share} of these hours contain at least one assumed factor.",
)
GROUPS = Text("شوراهایی که با هم می‌آیند: {count} گروه", "Councils brought together: {count} groups")
GROUP_HEADER = (
    Text("چگونه", "How"),
    Text("شوراها", "Councils"),
    Text("صرفه‌جویی (ساعت وزنی سال)", "Saving (weighted hours a year)"),
)
MODES = {"merge": Text("ادغام", "merger"), "joint": Text("جلسهٔ مشترک", "joint sessions")}
HOURS_HEADER = (
    Text("سمت", "Post"),
    Text("ساعت سال، اکنون", "Hours a year, now"),
    Text("پس از آن", "Afterwards"),
    Text("دامنهٔ پس از آن (فرض)", "Range afterwards (assumed)"),
)
NOTHING = Text(
    "در این قواعد هیچ تغییری نیست که بیش از هزینه‌اش صرفه‌جویی کند.",
    "Within these rules no change saves more than it costs.",
)
STOPPED = Text(
    "پیش از پایان متوقف شد؛ بهترین برنامه و کران تا این لحظه نگه داشته شد.",
    "Stopped before the end; the best plan and bound so far are kept.",
)
COMPILING = Text(
    "نخستین بار پس از نصب: موتور برنامه‌ریزی برای این رایانه ترجمه می‌شود (نزدیک به بیست ثانیه) …",
    "First run after installing: the planning engine is compiled for this machine (some 20 seconds) …",
)
WRITTEN = Text("نوشته شد: {file}", "Written: {file}")
NO_FILE = Text("پروندهٔ هدف‌ها «{came}» نیست", "There is no file of goals “{came}”")


@dataclass(frozen=True)
class Limits:
    """How long and how far to search: seconds, gap on the saving at which to stop, seed."""

    seconds: float = 60.0
    gap: float = 0.0
    seed: int = 0


def plan(
    screen: Screen,
    source: str,
    place: str | None,
    goals: Path | None,
    preset: str | None,
    limits: Limits,
    asked: Asked,
    out: Path | None,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Plan the consolidation of councils, answer what is asked of it, show it, and write what `out` ends in."""
    asked.alone(place=place, goals=goals, preset=preset)
    target = free(out, force, ENDINGS, source, asked.earlier)
    country = loaded(source, as_of, map).country
    watch = Watch(screen)
    if asked.earlier is None:
        here = place_of(country, place)
        made = _fresh(watch, country, goals_from(goals, preset, country), here, limits, asked)
    else:
        made = _again(watch, country, answers.earlier(asked.earlier), limits, asked)
    if target is not None:
        write(country, made, target, day_of(as_of) or date.today(), source, screen.lang)
        screen.say(WRITTEN.fill(file=str(target)))
    show(screen, country, made)
    answers.show(screen, country, made)
    return watch.ended(made.data())


def _fresh(
    watch: Watch, country: Country, goals: Goals, place: str | None, limits: Limits, asked: Asked
) -> Plan:
    """Return a new plan, verified, with the answers; wrong names are told before the search."""
    from ostan.plan.councils import stage

    ready = stage(country, goals, place)
    asked.of(ready)
    return _answered(watch, country, searched(watch, country, ready, limits), limits, asked)


def _again(watch: Watch, country: Country, plan: Plan, limits: Limits, asked: Asked) -> Plan:
    """Return an earlier plan with the answers, without a search for a better one."""
    from ostan.plan.councils import taken_up

    return _answered(watch, country, taken_up(country, plan), limits, asked)


def _answered(
    watch: Watch, country: Country, planned: Planned, limits: Limits, asked: Asked
) -> Plan:
    from ostan.plan.answers import answered
    from ostan.plan.verify import verified

    questions = asked.of(planned.stage)
    if questions.searches:
        watch.screen.say(answers.ASKING)
    with watch.listening():
        made = answered(planned, questions, seconds=limits.seconds, stop=watch.stopped)
    return verified(country, made)


def searched(watch: Watch, country: Country, ready: Stage, limits: Limits) -> Planned:
    """Return the best plan found within the limits; the watch tells of it and may stop it."""
    from ostan.plan.councils import plan_stage

    watch.ready()
    with watch.listening():
        return plan_stage(
            country,
            ready,
            seconds=limits.seconds,
            gap=limits.gap,
            seed=limits.seed,
            progress=watch.told,
            stop=watch.stopped,
        )


def write(country: Country, made: Plan, target: Path, day: date, source: str, lang: Lang) -> None:
    """Write a plan: whole as JSON, as a page, or its Reform as a workbook or linked data."""
    from ostan.files.written import put

    ending = target.suffix.lower()
    if ending == ".json":
        put(target, made.dumps().encode())
    elif ending == ".html":
        from ostan.report.page import plan_page

        put(target, plan_page(country, made, day, source=source).encode())
    else:
        from ostan.files.reforms import write as write_reform

        write_reform(made.reform, target, country, lang)


def goals_from(path: Path | None, preset: str | None, country: Country) -> Goals:
    """Return the goals of a file (or none), with the preset of the command line before the file's.

    Raises BadInput where the file is not there, says what cannot be had, or names what `country` lacks.
    """
    from ostan.plan.goals import goals_of

    given = table_of(path)
    name = path.name if path else "goals.toml"
    return goals_of(given if preset is None else {**given, "preset": preset}, name, country)


def table_of(path: Path | None) -> dict[str, Any]:
    """Return what a file of goals states; nothing without one. Raises BadInput where it is no TOML."""
    import tomllib

    from ostan.plan.refused import not_toml

    if path is None:
        return {}
    if not path.is_file():
        raise BadInput.of("no_file", NO_FILE.fill(came=str(path)))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput([not_toml(str(error), path.name)]) from None


@dataclass
class Watch:
    """Tells how the search goes, at most once a second, and hears when it is asked to stop."""

    screen: Screen
    pressed: bool = False
    last: float = field(default=0.0)

    def ready(self) -> None:
        """Say so where the planner has to be compiled first, which takes a while once."""
        from ostan.plan.engine.solve import compiled

        if not compiled():
            self.screen.say(COMPILING)

    def told(self, progress: Any) -> None:
        """Show value, bound and gap as they stand."""
        if not self.due():
            return
        known = isfinite(progress.value) and isfinite(progress.bound)
        gap = (progress.value - progress.bound) / max(abs(progress.value), 1e-9) if known else None
        self.screen.say(
            PROGRESS.fill(
                seconds=round(progress.seconds, 1),
                value=_h(progress.value),
                bound=_h(progress.bound),
                gap=_percent(gap),
            )
        )

    def due(self) -> bool:
        """Whether it is time for another line; if so the next one is due later."""
        now = clock.monotonic()
        if now - self.last < EVERY:
            return False
        self.last = now
        return True

    def stopped(self) -> bool:
        """Whether the user has asked to stop."""
        return self.pressed

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take Ctrl-C as a wish to stop and keep the best; a second one ends at once."""
        try:
            before = signal.signal(signal.SIGINT, self._press)
        except ValueError:  # not the main thread: nobody can press anything there
            yield
            return
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def ended(self, content: Mapping[str, Any]) -> int:
        """Give out the data of the answer with the exit code, and return it: 0, or 130 if it was stopped."""
        code = INTERRUPTED if self.pressed else 0
        self.screen.data({"exit": code, **content})
        if self.pressed:
            self.screen.say(STOPPED)
        return code

    def _press(self, *_: object) -> None:
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True


# On the screen -----------------------------------------------------------------------------------


def show(screen: Screen, country: Country, made: Plan) -> None:
    """Show what a plan is worth, what it brings together, and whose hours it changes."""
    screen.show(VALUE.fill(nothing=_h(made.nothing), value=_h(made.value), bound=_h(made.bound)))
    screen.show(
        SAVING.fill(
            saving=_h(made.saving),
            possible=_h(made.nothing - made.bound),
            gap=_percent(made.gap),
            proof=PROVEN[made.proven],
            verified=VERIFIED[made.verified],
        )
    )
    if made.assumed_share is not None:
        screen.show(ASSUMED.fill(share=_percent(made.assumed_share)))
    grouped = [g for g in made.groups if len(g.councils) > 1]
    if not len(made.reform):
        screen.show(NOTHING)
    if grouped:
        screen.show(GROUPS.fill(count=len(grouped)))
        screen.table(GROUP_HEADER, [_group(country, g, screen.lang) for g in grouped])
    if made.hours:
        rows = [_hours(country, h, screen.lang) for h in made.hours[:SHOWN]]
        screen.table(HOURS_HEADER, rows)


def _group(country: Country, group: Any, lang: Lang) -> list[str]:
    comma = "، " if lang == "fa" else ", "
    names = comma.join(named(country, "councils", c, lang) for c in group.councils)
    return [
        MODES[group.mode].to(lang),
        names,
        formats.number(group.apart - group.value, lang, decimals=0),
    ]


def _hours(country: Country, row: Any, lang: Lang) -> list[str]:
    after: Hours = row.after
    return [
        named(country, "posts", row.post, lang),
        formats.number(row.before.value, lang, decimals=0),
        formats.number(after.value, lang, decimals=0),
        formats.span(after.low, after.high, lang, decimals=0),
    ]


def named(country: Country, table: str, id: str, lang: Lang) -> str:
    """Return the name of a thing by its id, or of the first of a type."""
    import polars as pl

    if country.row(table, id) is None:
        first = country[table].filter(pl.col("type") == id).head(1)
        if first.height:
            return country.name(table, str(first[table.removesuffix("s")][0]), lang)
    return country.name(table, id, lang)


def _h(hours: float) -> float | None:
    """Return whole hours; None where no number is known yet."""
    return round(hours) if isfinite(hours) else None


def _percent(share: float | None) -> Text:
    return Text(*(formats.percent(share, lang, decimals=1) for lang in ("fa", "en")))
