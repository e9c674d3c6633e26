"""The consolidation scenario: before, after, what changes, whose hours, by which acts, and who objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import polars as pl

from ostan.country.tables import TABLES
from ostan.report import plans
from ostan.report.blocks import (
    Block,
    Cell,
    Figure,
    Grid,
    Head,
    Missing,
    Picture,
    Say,
    Section,
    picture,
)
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs, chief
from ostan.report.plans import Outcome
from ostan.report.sections import answers, planned
from ostan.report.sections.changes import MOVES as MOVE_NAMES
from ostan.report.wording import both, col, count, listed, number, percent, say, span
from ostan.words import formats
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.plan.plan import Group, Hours, PostHours
    from ostan.reform.needs import Need

TITLE: Final = Text("سناریوی تجمیع", "Consolidation scenario")
SHORT: Final = Text("سناریوی تجمیع", "Plan")
DRAWN: Final = 10
"""Posts that are drawn, the most loaded."""
LISTED: Final = 20
"""Posts whose hours are in the table."""
LONG: Final = 12
"""Rows above which a table is behind a summary."""
NAMED: Final = 6
"""Councils named in a cell; the rest are counted."""
PRESETS: Final = {
    "alone": Text("بی هیچ مصوبه‌ای", "Without any decree"),
    "decree": Text("با یک مصوبه", "With one decree"),
    "bill": Text("با لایحه", "With a bill"),
    "free": Text("بی نگاه به قانون", "Without a look at the law"),
}
"""What can be counted on, as a heading."""
MODES: Final = {
    "merge": Text("ادغام", "merger"),
    "joint": Text("جلسهٔ مشترک", "joint sessions"),
    "alone": Text("جداگانه", "alone"),
}
"""How the councils of a group sit."""
PROVEN: Final = {
    True: Text("با همین فرض‌ها بهترین است", "proven best under these assumptions"),
    False: Text("بهترین بودن آن اثبات نشده است", "not proven to be the best"),
}
VERIFIED: Final = {
    True: Text("بازبینی جداگانه همین عدد را داد", "an independent recomputation agrees"),
    False: Text("بازبینی جداگانه با آن نخواند", "an independent recomputation does not agree"),
    None: Text("بازبینی نشده است", "not recomputed"),
}
HOURS: Final = Text("ساعت در سال (فرض)", "hours a year (assumed)")
BECOMES: Final = {
    "replaced_by": Text("ادغام در {host}", "merged into {host}"),
    "sits_with": Text("مشترک با {host}", "jointly with {host}"),
    "same_day_as": Text("در روز {host}", "on the day of {host}"),
}
"""What a council may become, by the column of its row that says with which other."""
_STAYS: Final = Text("بی‌تغییر", "unchanged")


def section(inputs: Inputs) -> Section:
    """Return the section of the plans of the report's place."""
    return Section("plan", TITLE, tuple(_blocks(inputs)), SHORT)


def _blocks(inputs: Inputs) -> Iterable[Block]:
    shown = [p for p in PRESETS if p in inputs.plans] or [plans.PRESETS[-1]]
    if not any(planned.outcome(inputs, p) for p in shown):
        yield from _nothing(inputs, shown[-1])
        yield from _unchanged(inputs, shown[-1])
        return
    yield say(
        "آنچه می‌آید برنامهٔ پیشنهادی رایانه است، نه تصمیم. ساعت وزنی یعنی ساعت هر مقام ضرب در وزن سمت او؛ بهای "
        "ناهم‌خوانی موضوع‌ها و بهای مصوبه‌ها هم به همان واحد به آن افزوده می‌شود. هر سه فرض است و در پروندهٔ هدف‌ها "
        "عوض می‌شود.",
        "What follows is proposed by a program and is no decision. A weighted hour is an hour of a post times the weight "
        "of that post; the price of unlike subjects and of acts is added in the same unit. All three are assumed and "
        "can be changed in a file of goals.",
        tone="note",
    )
    for preset in shown:
        yield Head(PRESETS[preset])
        made = planned.outcome(inputs, preset)
        if made is None:
            yield planned.hindrance(inputs, preset) or Say(planned.NOTHING)
            yield from _unchanged(inputs, preset)
        else:
            yield from _plan(inputs, preset, made)
    if inputs.place is not None:
        yield _beside(inputs, shown)


def _unchanged(inputs: Inputs, preset: str) -> Iterable[Block]:
    """Yield what a plan that changes nothing was asked."""
    made = inputs.plans.get(preset)
    if made is not None and made.verified is not False:
        yield from answers.blocks(inputs, made, made.answers.objections)


def _nothing(inputs: Inputs, preset: str) -> Iterable[Block]:
    why = planned.hindrance(inputs, preset)
    if why is not None and preset in inputs.plans:
        yield why
        return
    yield Missing(
        Text("برنامه‌ای ساخته نشده است.", "Nothing was planned."),
        Text(
            "با شوراها، عضویت‌ها و قواعد تغییر، فرمان ostan plan برنامه را با فاصلهٔ اثبات‌شده می‌سازد و این بخش پر می‌شود.",
            "With councils, seats and rules of change, ostan plan makes one with a proven gap, and this section is filled.",
        ),
    )


def _plan(inputs: Inputs, preset: str, made: Outcome) -> Iterable[Block]:
    head = chief(inputs.frame("councils", "post_hours"), inputs.place) if inputs.place else None
    if head:
        yield from _of_head(inputs, made, head["post"])
    yield from _worth(made)
    if made.plan.hours:
        yield _hours(inputs, preset, made, head["post"] if head else None)
    yield from _groups(inputs, made)
    yield _changes(made)
    yield from _acts(inputs, made)
    yield from answers.blocks(inputs, made.plan, plans.objections(made))


# What it is worth --------------------------------------------------------------------------------


def _of_head(inputs: Inputs, made: Outcome, post: str) -> Iterable[Say]:
    row = next((r for r in made.plan.hours if r.post == post), None)
    if row is None:
        return
    yield say(
        "{post}: {before} ساعت در سال ({was}) ← {after} ساعت ({will})؛ {hours}",
        "{post}: {before} hours a year ({was}) → {after} hours ({will}). {hours}",
        post=inputs.name("posts", post),
        before=number(row.before.value, 0),
        was=_span(row.before),
        after=number(row.after.value, 0),
        will=_span(row.after),
        hours=planned.freed(plans.weekly(made.plan, post)),
    )


def _span(hours: Hours) -> Text:
    return span(hours.low, hours.high, decimals=0)


def _worth(made: Outcome) -> Iterable[Say]:
    plan = made.plan
    yield say(
        "برای همه: بی تغییر {nothing} ساعت وزنی در سال؛ با این برنامه {value}، یعنی {saving} کمتر. با همین فرض‌ها و "
        "هدف‌ها و همین تفویض‌ها و روزها، هیچ گروه‌بندی شوراها کمتر از {bound} نمی‌گیرد؛ پس این برنامه دست‌کم {share} از "
        "بیشترین صرفه‌جویی ممکن را به دست می‌آورد (فاصله {gap}): {proven}؛ {verified}.",
        "For all: {nothing} weighted hours a year without change; {value} with this plan, {saving} fewer. Under the same "
        "assumptions and goals, with the same delegations and days, no grouping of councils takes less than {bound}, so "
        "that this one reaches at least {share} of the most that can be saved (gap {gap}): {proven}; {verified}.",
        nothing=number(plan.nothing, 0),
        value=number(plan.value, 0),
        saving=number(plan.saving, 0),
        bound=number(plan.bound, 0),
        share=planned.share(made),
        gap=Figure(both(formats.percent, plan.gap, decimals=1)),
        proven=PROVEN[plan.proven],
        verified=VERIFIED[plan.verified],
    )
    if plan.assumed_share is not None:
        yield say(
            "{share} از این ساعت‌ها دست‌کم یک عامل فرضی دارد؛ عددهای کمینه و بیشینه همان بسته را با فرض‌های کمینه و "
            "بیشینه دوباره می‌سنجند.",
            "{share} of these hours contain at least one assumed factor; the low and high figures measure the same "
            "changes again with all assumptions at their low and at their high end.",
            tone="note",
            share=percent(plan.assumed_share),
        )


# Whose hours -------------------------------------------------------------------------------------


def _hours(inputs: Inputs, preset: str, made: Outcome, head: str | None) -> Picture:
    rows = _posts(made, head)
    drawn = rows[:DRAWN]
    return picture(
        f"plan-{preset}",
        say(
            "{n} سمت پرجلسه‌ای که برنامه بر آن‌ها اثر دارد: پس از برنامه (پررنگ، عدد) و اکنون (کم‌رنگ)؛ دامنه در جدول است",
            "The {n} most loaded posts that the plan affects: afterwards (dark, the number) and now (pale); the table has the ranges",
            n=count(len(drawn)),
        ),
        bars(
            f"plan-{preset}",
            [
                Bar(inputs.called("posts", r.post), round(r.after.value), was=r.before.value)
                for r in drawn
            ],
            "hours/year",
            HOURS,
        ),
        _post_grid(inputs, rows[:LISTED]),
    )


def _posts(made: Outcome, head: str | None) -> list[PostHours]:
    """Return the posts whose hours change: the chief first, then the most loaded."""
    return sorted(made.plan.hours, key=lambda r: (r.post != head, -r.before.value, r.post))


def _post_grid(inputs: Inputs, rows: Sequence[PostHours]) -> Grid:
    columns = (
        col("سمت", "Post"),
        col("نفر", "Holders", "people"),
        col("ساعت سال، اکنون (فرض)", "Hours a year, now (assumed)", "hours/year", 0),
        col("پس از برنامه", "Afterwards", "hours/year", 0),
        col("آزاد می‌شود، هر نفر", "Freed, each", "hours/year", 0),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (
            inputs.called("posts", r.post),
            r.holders,
            plans.as_range(r.before),
            plans.as_range(r.after),
            plans.freed(r.before, r.after),
        )
        for r in rows
    )
    title = Text("ساعت هر سمت، پیش و پس از برنامه", "Hours of each post before and after")
    return Grid(title, columns, cells)


# What changes ------------------------------------------------------------------------------------


def _groups(inputs: Inputs, made: Outcome) -> Iterable[Block]:
    groups = [g for g in made.plan.groups if len(g.councils) > 1]
    if not groups:
        return
    columns = (
        col("میزبان", "Host"),
        col("چگونه", "How"),
        col("شوراهایی که به آن می‌پیوندند", "Councils that join it"),
        col("صرفه‌جویی (ساعت وزنی سال)", "Saving (weighted hours a year)", "hours/year", 0),
        col("بهای ناهم‌خوانی", "Price of unlike subjects", "hours/year", 0),
        col("بهای مصوبه", "Price of acts", "hours/year", 0),
    )
    ordered = sorted(groups, key=lambda g: (g.value - g.apart, g.councils))
    rows = tuple(_group(inputs, g) for g in ordered)
    title = Text("شوراهایی که با هم می‌آیند", "Councils that come together")
    yield Grid(title, columns, rows, folded=len(rows) > LONG)


def _group(inputs: Inputs, group: Group) -> tuple[Cell, ...]:
    host, *others = group.councils
    return (
        inputs.called("councils", host),
        MODES[group.mode],
        _councils(inputs, others),
        group.apart - group.value,
        group.incoherence,
        group.acts,
    )


def _councils(inputs: Inputs, ids: Sequence[str]) -> Say:
    return listed([inputs.called("councils", i) for i in ids])


def _changes(made: Outcome) -> Grid:
    from ostan.reform.reads import reads

    columns = (col("تغییر", "Change"),)
    rows = tuple((reads(made.before, c),) for c in made.plan.reform)
    title = Text("تنها تغییرها، به عبارت", "Only the changes, in words")
    return Grid(title, columns, rows, folded=len(rows) > LONG)


def _beside(inputs: Inputs, presets: Sequence[str]) -> Grid:
    """Set every council of the place beside what becomes of it in each plan."""
    found = {p: made for p in presets if (made := planned.outcome(inputs, p))}
    columns = (
        col("پیش", "Before"),
        *(col(f"پس: {PRESETS[p].fa}", f"After: {PRESETS[p].en}") for p in found),
    )
    active = pl.col("status") == plans.ACTIVE
    here = inputs.country["councils"].filter(pl.col("place") == inputs.place, active)
    states = [_states(inputs, made) for made in found.values()]
    rows = tuple(
        (inputs.name("councils", c), *(state[c] for state in states))
        for c in here["council"].sort()
    )
    title = Text("هر شورا، پیش و پس", "Every council, before and after")
    return Grid(title, columns, rows, folded=True)


def _states(inputs: Inputs, made: Outcome) -> dict[str, Cell]:
    """Return what becomes of each council of the Country."""
    rows = made.after["councils"].select("council", *BECOMES).iter_rows(named=True)
    return {r["council"]: _becomes(inputs, r) for r in rows}


def _becomes(inputs: Inputs, row: dict[str, str | None]) -> Cell:
    told: list[Cell] = [
        Say(words, {"host": inputs.name("councils", row[column])})
        for column, words in BECOMES.items()
        if row[column] is not None
    ]
    return listed(told) if told else _STAYS


# Acts -----------------------------------------------------------------------------


def _acts(inputs: Inputs, made: Outcome) -> Iterable[Block]:
    needed = _by_act(made)
    if not needed:
        return
    columns = (
        col("سند لازم", "Act needed"),
        col("مرجع", "Body"),
        col("برای", "For"),
        col("آنچه تغییر می‌کند", "What changes"),
        col("شمار", "Number", "count"),
        col("راه اجرا", "Route"),
    )
    rows = tuple(
        (
            first.instrument,
            first.body,
            _move(first.move),
            _some(inputs, ids, first.table),
            len(ids),
            first.route,
        )
        for first, ids in needed
    )
    title = Text("سندهایی که لازم است", "Acts that are needed")
    yield Grid(title, columns, rows, folded=len(rows) > LONG)


def _by_act(made: Outcome) -> list[tuple[Need, list[str]]]:
    """Return the acts needed, each with the councils it is needed for; the one for most councils first."""
    found: dict[tuple[Text, Text, str], tuple[Need, list[str]]] = {}
    for need in (n for of_change in made.applied.needs for n in of_change):
        _, ids = found.setdefault((need.instrument, need.body, need.move), (need, []))
        if need.council not in ids:
            ids.append(need.council)
    return sorted(found.values(), key=lambda f: -len(f[1]))


def _move(move: str) -> Text:
    from ostan.reform.kinds import KINDS

    return MOVE_NAMES[move] if move in MOVE_NAMES else KINDS[move].title


def _some(inputs: Inputs, ids: Sequence[str], table: str = "councils") -> Say:
    """Return the first councils or units by name, and how many more; beyond one place their types, each once.

    Powers are called as the matters they are in.
    """
    if table == "powers":
        matters = dict(inputs.country[table].select("power", "matter").iter_rows())
        table, ids = "matters", list(dict.fromkeys(matters.get(i) or i for i in ids))
    elif inputs.place is None:
        types = dict(inputs.country[table].select(TABLES[table].key[0], "type").iter_rows())
        ids = list(dict.fromkeys(types.get(i) or i for i in ids))
    names = listed([inputs.called(table, i) for i in ids[:NAMED]])
    if len(ids) <= NAMED:
        return names
    return say("{names} و {n} دیگر", "{names} and {n} more", names=names, n=count(len(ids) - NAMED))
