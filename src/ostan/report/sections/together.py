"""Plans of units, powers and services, and all of them as one Reform: figures, options, acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from ostan.report.blocks import Block, Cell, Figure, Grid, Head, Missing, Range, Say, Section
from ostan.report.inputs import Inputs
from ostan.report.sections import proposals
from ostan.report.sections.plan import LONG, PROVEN, VERIFIED
from ostan.report.wording import both, col, count, listed, number, percent, say
from ostan.words import formats
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.plan import BasePlan, Said, Span
    from ostan.plan.plan import Figure as PlanFigure
    from ostan.plan.together import AllPlan, Step

TITLE: Final = Text("همهٔ اقدام‌ها با هم", "All actions together")
SHORT: Final = Text("با هم", "Together")
NOUNS: Final = {
    "units": Text("تجمیع واحدهای استانی", "Consolidation of provincial units"),
    "councils": Text("تجمیع شوراها", "Consolidation of councils"),
    "powers": Text("بازنگری اختیارات", "Review of powers"),
    "services": Text("واگذاری خدمات به مردم", "Handing services to the people"),
}
"""What the plan of a noun is about."""
AFTER: Final = {
    "units": Text("پس از واحدها", "After units"),
    "councils": Text("پس از شوراها", "After councils"),
    "powers": Text("پس از اختیارات", "After powers"),
    "services": Text("پس از خدمات", "After services"),
}
VALUE: Final = Text("ارزش", "Value")
ALLOWED: Final = Text("شدنی", "Allowed")
SHARE: Final = "share"
"""The unit of figures that are shown as percentages."""


def section(inputs: Inputs) -> Section:
    """Return the section of all plans together."""
    return Section("together", TITLE, tuple(_blocks(inputs)), SHORT)


def of_plan(country: Country, plan: BasePlan) -> Section:
    """Return the section of the plan of one noun."""
    return Section(plan.noun, NOUNS[plan.noun], tuple(plan_blocks(country, plan)))


def of_all(country: Country, made: AllPlan) -> Section:
    """Return the section of a plan of all nouns."""
    return Section("together", TITLE, tuple(all_blocks(country, made)), SHORT)


def _blocks(inputs: Inputs) -> Iterable[Block]:
    if inputs.together is None:
        yield Missing(
            Text("همهٔ اقدام‌ها با هم برنامه‌ریزی نشده است.", "Nothing was planned together."),
            Text(
                "فرمان ostan plan SOURCE all واحدها، شوراها، اختیارات و خدمات را به ترتیب برنامه‌ریزی می‌کند و اثر هر یک بر دیگری و سندهای لازم را می‌گوید.",
                "ostan plan SOURCE all plans units, councils, powers and services in turn, and says what each changes "
                "for the others and which acts they need.",
            ),
        )
        return
    yield from all_blocks(inputs.country, inputs.together)


# One noun ----------------------------------------------------------------------------------------


def plan_blocks(country: Country, plan: BasePlan) -> Iterable[Block]:
    """Yield what a plan comes to: its value, figures, what was computed beside it, its changes."""
    yield say(
        "بی تغییر {nothing} {measure}؛ با این برنامه {value}. با همین فرض‌ها هیچ برنامه‌ای زیر {bound} نیست "
        "(فاصله {gap})؛ {proven}؛ {verified}.",
        "Without change {nothing} {measure}; {value} with this plan. Under the same assumptions no plan is below "
        "{bound} (gap {gap}): {proven}; {verified}.",
        measure=plan.measure,
        nothing=_number(plan.nothing),
        value=_number(plan.value),
        bound=_number(plan.bound),
        gap=Figure(both(formats.percent, plan.gap, decimals=1)),
        proven=PROVEN[plan.proven],
        verified=VERIFIED[plan.verified],
    )
    if plan.assumed_share is not None:
        yield say(
            "{share} از آنچه شمرده می‌شود بر فرض است؛ کمینه و بیشینه همان برنامه را با دو سر فرض‌ها می‌سنجد.",
            "{share} of what is counted rests on assumptions; low and high measure the same plan at both ends of them.",
            tone="note",
            share=percent(plan.assumed_share),
        )
    if plan.figures:
        yield _figures(plan.figures)
    if plan.options:
        yield _options(plan)
    yield from proposals.blocks(country, plan)
    if len(plan.reform):
        yield _changes(country, plan)
    yield from (Say(note.text, tone="note") for note in plan.notes)


def _figures(figures: Sequence[PlanFigure]) -> Grid:
    columns = (
        col("سنجه", "Figure"),
        col("یکا", "Unit"),
        col("اکنون", "Now"),
        col("پس از برنامه", "Afterwards"),
        col("سهم فرض", "Assumed share", SHARE),
    )
    rows = tuple(
        (
            f.label.text,
            f.unit.text,
            _span(f.before, f.unit),
            _span(f.after, f.unit),
            f.assumed,
        )
        for f in figures
    )
    return Grid(Text("پیش و پس", "Before and after"), columns, rows)


def _options(plan: BasePlan) -> Grid:
    """Set the plan beside what was computed with it: a column for each, a row for each figure."""
    columns = (
        col("سنجه", "Figure"),
        col("این برنامه", "This plan"),
        *(col(o.label.fa, o.label.en) for o in plan.options),
    )
    each = [{f.name: f for f in of} for of in (plan.figures, *(o.figures for o in plan.options))]
    told = {name: figure for own in each for name, figure in own.items()}
    rows: list[tuple[Cell, ...]] = [
        (VALUE, _number(plan.value), *(_number(o.value) for o in plan.options)),
        (ALLOWED, True, *(o.allowed for o in plan.options)),
    ]
    if any(o.figures for o in plan.options):
        rows += [
            (f.label.text, *(_span(e[n].after, f.unit) if n in e else None for e in each))
            for n, f in told.items()
        ]
    title = Text("گزینه‌هایی که کنار برنامه حساب شد", "Options computed beside the plan")
    return Grid(title, columns, tuple(rows), folded=len(rows) > LONG)


def _changes(country: Country, plan: BasePlan) -> Grid:
    from ostan.reform.reads import reads

    rows = tuple((reads(country, c),) for c in plan.reform)
    title = Text("تغییرها، به عبارت", "The changes, in words")
    return Grid(title, (col("تغییر", "Change"),), rows, folded=len(rows) > LONG)


# All of them -------------------------------------------------------------------------------------


def all_blocks(country: Country, made: AllPlan) -> Iterable[Block]:
    """Yield the steps in their order, what each changes for the others, and the acts of the whole."""
    yield say(
        "ترتیب گام‌ها: {order}. واحد ادغام‌شده عضویت رئیسش را از شوراها برمی‌دارد؛ عضویتی که برداشته شد ساعت آزاد "
        "می‌کند؛ ساعت آزاد، اختیار تفویض‌شده را به دوش می‌گیرد. هر گام برای کشوری برنامه‌ریزی شده است که گام‌های پیش از آن "
        "می‌سازند؛ کران هر گام اثبات‌شده است و کل چنین کرانی ندارد.",
        "The steps in order: {order}. A merged unit takes its head's seats out of councils; seats that fall away free "
        "hours; free hours carry powers that are delegated. Each step is planned for the Country that those before it "
        "make; the bound of each is true, the whole has none.",
        order=listed([NOUNS[s.noun] for s in made.steps]),
    )
    yield _flow(made)
    here = country
    for step in made.steps:
        yield Head(NOUNS[step.noun])
        yield from _step(here, step)
        here = _after(here, step)
    if made.instruments:
        yield _instruments(made)
    yield say(
        "همهٔ گام‌ها یک بستهٔ اصلاحی با {count} تغییر است؛ {verified}.",
        "All steps are one reform of {count} changes; {verified}.",
        count=count(len(made.reform)),
        verified=VERIFIED[made.verified],
    )


def _step(country: Country, step: Step) -> Iterable[Block]:
    if step.plan is None:
        for why in step.why:
            yield Say(why.text, tone="warning")
        return
    yield from plan_blocks(country, step.plan)


def _after(country: Country, step: Step) -> Country:
    """Return what a step makes, on the terms of its goals; names in later steps are read there."""
    from ostan.plan.nouns import applied_to

    return country if step.plan is None else applied_to(country, step.plan).country


def _flow(made: AllPlan) -> Grid:
    columns = (
        col("سنجه", "Figure"),
        col("یکا", "Unit"),
        col("اکنون", "Now"),
        *(col(AFTER[s.noun].fa, AFTER[s.noun].en) for s in made.steps),
    )
    rows = tuple(
        (f.label.text, f.unit.text, *(_span(v, f.unit) for v in f.values)) for f in made.flow
    )
    title = Text("آنچه هر گام برای گام‌های دیگر عوض می‌کند", "What each step changes for the others")
    return Grid(title, columns, rows)


def _instruments(made: AllPlan) -> Grid:
    from ostan.reform.kinds import KINDS

    columns = (
        col("مرجع", "Body"),
        col("سند لازم", "Act needed"),
        col("تغییرها", "Changes", "count"),
        col("شورا، واحد، اختیار یا خدمت", "Councils, units, powers or services", "count"),
        col("برای", "For"),
        col("راه اجرا", "Route"),
    )
    rows = tuple(
        (
            i.body.text,
            i.instrument.text,
            len(i.changes),
            i.bodies,
            listed([KINDS[m].title for m in i.moves]),
            i.route.text,
        )
        for i in made.instruments
    )
    title = Text("سندهایی که همهٔ بسته می‌خواهد", "Acts that the whole reform needs")
    return Grid(title, columns, rows)


# Figures -----------------------------------------------------------------------------------------


def _span(value: Span | None, unit: Said) -> Cell:
    """Return a figure with its range as a cell; shares as percentages."""
    if value is None:
        return None
    # A low setting of the defaults may make a figure greater: the ends are told in order.
    least, most = sorted((value.low, value.high))
    if unit.en == SHARE:
        middle, low, high = (both(formats.percent, v) for v in (value.value, least, most))
    elif value.low == value.high and float(value.value).is_integer():
        return int(value.value)
    else:
        return Range(least, value.value, most)
    if low == high:
        return Figure(middle)
    return say(
        "{middle} ({low} تا {high})",
        "{middle} ({low} to {high})",
        middle=middle,
        low=low,
        high=high,
    )


def _number(value: float) -> Figure:
    return number(value, 0 if abs(value) >= 20 else 2)
