"""`ostan plan SOURCE units|powers|services|all`: plans told by their figures, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli.inputs import day_of, free, loaded, place_of
from ostan.cli.plan import ENDINGS, PROVEN, VERIFIED, WRITTEN, Limits, Watch, table_of
from ostan.cli.screen import Screen
from ostan.words import formats
from ostan.words.text import Lang, Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.goals import Means
    from ostan.plan.plan import BasePlan, Figure, Span
    from ostan.plan.together import AllPlan, Step

ALL = "all"
"""The word for all nouns."""

NAMES: Mapping[str, Text] = {
    "councils": Text("شوراها", "councils"),
    "units": Text("واحدها", "units"),
    "powers": Text("اختیارات", "powers"),
    "services": Text("خدمات", "services"),
}
PLANNING = Text("برنامه‌ریزی {noun} …", "Planning {noun} …")
HEADED = Text("── {noun}", "── {noun}")
VALUE = Text(
    "بی تغییر {nothing} {measure}؛ با این برنامه {value}؛ با همین فرض‌ها هیچ برنامه‌ای زیر {bound} نیست "
    "(فاصله {gap})؛ {proof}؛ {verified}.",
    "Without change {nothing} {measure}; with this plan {value}; under these assumptions no plan is below {bound} "
    "(gap {gap}); {proof}; {verified}.",
)
CHANGES = Text("تغییرها: {count}", "Changes: {count}")
NOTHING = Text(
    "در این قواعد هیچ تغییری نیست که بیش از هزینه‌اش سود داشته باشد.",
    "Within these rules no change gains more than it costs.",
)
ASSUMED = Text(
    "{share} از آنچه شمرده می‌شود بر فرض است.", "{share} of what is counted rests on assumptions."
)
FIGURES = (
    Text("سنجه", "Figure"),
    Text("اکنون", "Now"),
    Text("پس از برنامه", "Afterwards"),
    Text("سهم فرض", "Assumed"),
)
OPTIONS = (
    Text("گزینه", "Option"),
    Text("ارزش", "Value"),
    Text("شدنی", "Allowed"),
)
YES_NO = {True: Text("بله", "yes"), False: Text("نه", "no")}
NO_PLAN = Text("برنامه‌ای نیست: {why}", "no plan: {why}")
FLOW = Text("آنچه هر گام برای گام‌های دیگر عوض می‌کند:", "What each step changes for the others:")
SHARE = "share"
"""The unit of figures that are shown as percentages."""
TO = Text("{low} تا {high}", "{low} to {high}")
NOW = Text("اکنون", "Now")
AFTER = Text("پس از {noun}", "After {noun}")
FIGURE = Text("سنجه", "Figure")
INSTRUMENTS = Text("سندهایی که همهٔ بسته می‌خواهد:", "Acts that the whole reform needs:")
ACTS = (
    Text("مرجع", "Body"),
    Text("سند", "Act"),
    Text("تغییرها", "Changes"),
    Text("برای", "For"),
)
WHOLE = {
    True: Text(
        "یک بسته، {count} تغییر؛ بازبینی جداگانه همان کشور را داد.",
        "One reform of {count} changes; an independent recomputation makes the same country.",
    ),
    False: Text(
        "یک بسته، {count} تغییر؛ بازبینی جداگانه همان را نداد.",
        "One reform of {count} changes; an independent recomputation does not agree.",
    ),
}


def planned(
    screen: Screen,
    source: str,
    noun: str,
    place: str | None,
    goals: Path | None,
    preset: str | None,
    limits: Limits,
    out: Path | None,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Plan one noun or all of them, show it, and write what `out` ends in."""
    target = free(out, force, ENDINGS, source)
    country = loaded(source, as_of, map).country
    given = table_of(goals)
    given = given if preset is None else {**given, "preset": preset}
    name = goals.name if goals else "goals.toml"
    here = place_of(country, place)
    watch = Watch(screen)
    watch.ready()
    with watch.listening():
        made = _all(watch, country, given, name, here, limits) if noun == ALL else None
        one = None if made else _one(watch, country, noun, given, name, here, limits)
    shown = made or one
    assert shown is not None
    if target is not None:
        write(country, shown, target, day_of(as_of) or date.today(), source, screen.lang)
        screen.say(WRITTEN.fill(file=str(target)))
    if made:
        show_all(screen, country, made)
    elif one:
        show(screen, country, one)
    return watch.ended(shown.data())


def _one(
    watch: Watch,
    country: Country,
    noun: str,
    given: Mapping[str, Any],
    name: str,
    place: str | None,
    limits: Limits,
) -> BasePlan:
    from ostan.plan.goals import goals_for
    from ostan.plan.nouns import NOUNS
    from ostan.plan.verify import verified

    goals: Means = goals_for(NOUNS[noun].goals, given, name, country)
    watch.screen.say(PLANNING.fill(noun=NAMES[noun]))
    return verified(country, NOUNS[noun].planner(country, goals, place, **_how(watch, limits)))


def _all(
    watch: Watch,
    country: Country,
    given: Mapping[str, Any],
    name: str,
    place: str | None,
    limits: Limits,
) -> AllPlan:
    from ostan.plan.together import goals_of_all, plan_all

    goals = goals_of_all(given, name, country)
    return plan_all(
        country,
        goals,
        place,
        told=lambda noun: watch.screen.say(PLANNING.fill(noun=NAMES[noun])),
        **_how(watch, limits),
    )


def _how(watch: Watch, limits: Limits) -> dict[str, Any]:
    return {
        "seconds": limits.seconds,
        "gap": limits.gap,
        "seed": limits.seed,
        "progress": watch.told,
        "stop": watch.stopped,
    }


def write(
    country: Country, made: BasePlan | AllPlan, target: Path, day: date, source: str, lang: Lang
) -> None:
    """Write a plan: whole as JSON, as a page, or its Reform as a workbook or linked data."""
    from ostan.files.written import put

    ending = target.suffix.lower()
    if ending == ".json":
        put(target, made.dumps().encode())
    elif ending == ".html":
        from ostan.report.page import proposal_page

        put(target, proposal_page(country, made, day, source=source).encode())
    else:
        from ostan.files.reforms import write as write_reform

        write_reform(made.reform, target, country, lang)


# On the screen -----------------------------------------------------------------------------------


def show(screen: Screen, country: Country, made: BasePlan) -> None:
    """Show what a plan comes to: its value and bound, its figures, what was computed beside it."""
    screen.show(
        VALUE.fill(
            measure=made.measure,
            nothing=_number(made.nothing),
            value=_number(made.value),
            bound=_number(made.bound),
            gap=_percent(made.gap),
            proof=PROVEN[made.proven],
            verified=VERIFIED[made.verified],
        )
    )
    screen.show(CHANGES.fill(count=len(made.reform)) if len(made.reform) else NOTHING)
    if made.assumed_share is not None:
        screen.show(ASSUMED.fill(share=_percent(made.assumed_share)))
    if made.figures:
        screen.table(FIGURES, [_figure(f, screen.lang) for f in made.figures])
    if made.options:
        screen.show()
        rows = [
            (
                o.label.text.to(screen.lang),
                _in(o.value, screen.lang),
                YES_NO[o.allowed].to(screen.lang),
            )
            for o in made.options
        ]
        screen.table(OPTIONS, rows)
    _own(screen, country, made)
    for note in made.notes:
        screen.show(note.text)


def _own(screen: Screen, country: Country, made: BasePlan) -> None:
    """Show the tables that only a plan of this noun has; those behind a summary are on the page."""
    from ostan.cli.answers import table
    from ostan.report.blocks import Grid
    from ostan.report.sections.proposals import blocks

    for block in blocks(country, made):
        if isinstance(block, Grid) and not block.folded:
            screen.show()
            table(screen, block)


def show_all(screen: Screen, country: Country, made: AllPlan) -> None:
    """Show every step, what each changes for the others, and the acts that the whole needs."""
    for step in made.steps:
        screen.show(HEADED.fill(noun=NAMES[step.noun]))
        _show_step(screen, country, step)
        screen.show()
    screen.show(FLOW)
    header = (FIGURE, NOW, *(AFTER.fill(noun=NAMES[s.noun]) for s in made.steps))
    rows = [
        (f.label.text.to(screen.lang), *(span(v, screen.lang, f.unit.en) for v in f.values))
        for f in made.flow
    ]
    screen.table(header, rows)
    screen.show()
    screen.show(INSTRUMENTS)
    lines = [
        (
            i.body.text.to(screen.lang),
            i.instrument.text.to(screen.lang),
            formats.count(len(i.changes), screen.lang),
            _listed((move(m) for m in i.moves), screen.lang),
        )
        for i in made.instruments
    ]
    screen.table(ACTS, lines)
    screen.show(WHOLE[made.verified].fill(count=len(made.reform)))


def _show_step(screen: Screen, country: Country, step: Step) -> None:
    if step.plan is not None:
        show(screen, country, step.plan)
        return
    for why in step.why:
        screen.show(NO_PLAN.fill(why=why.text))


def move(kind: str) -> Text:
    """Return what a kind of change is called."""
    from ostan.reform.kinds import KINDS

    return KINDS[kind].title


def _figure(figure: Figure, lang: Lang) -> Sequence[str]:
    unit = figure.unit.text.to(lang)
    label = figure.label.text.to(lang)
    kind = figure.unit.en
    return (
        f"{label} ({unit})",
        span(figure.before, lang, kind),
        span(figure.after, lang, kind),
        "" if figure.assumed is None else formats.percent(figure.assumed, lang),
    )


def span(value: Span | None, lang: Lang, unit: str = "") -> str:
    """Return a figure with its range, where it has one; empty if it is not known."""
    if value is None:
        return ""
    # A low setting of the defaults may make a figure greater: the ends are told in order.
    low, high = sorted((value.low, value.high))
    if unit == SHARE:
        middle, *ends = (formats.percent(v, lang) for v in (value.value, low, high))
        return (
            middle
            if ends[0] == ends[1]
            else f"{middle} ({TO.fill(low=ends[0], high=ends[1]).to(lang)})"
        )
    middle = _in(value.value, lang)
    if low == high:
        return middle
    return f"{middle} ({formats.span(low, high, lang, decimals=_decimals(high))})"


def _in(value: float, lang: Lang) -> str:
    return formats.number(value, lang, decimals=_decimals(value))


def _decimals(value: float) -> int:
    return 0 if abs(value) >= 20 or value == int(value) else 2


def _number(value: float) -> Text:
    return Text(*(_in(value, lang) for lang in ("fa", "en")))


def _percent(share: float) -> Text:
    return Text(*(formats.percent(share, lang, decimals=1) for lang in ("fa", "en")))


def _listed(names: Iterable[Text], lang: Lang) -> str:
    return ("، " if lang == "fa" else ", ").join(n.to(lang) for n in names)
