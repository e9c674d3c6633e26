"""What a plan of units, powers or services says beside its figures: who, what, how far, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from ostan.report.blocks import Block, Cell, Figure, Grid, Range, Say
from ostan.report.inputs import Inputs
from ostan.report.wording import both, col, count, listed, percent, say
from ostan.words import formats
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.plan import BasePlan
    from ostan.plan.powers.plan import Decision, PowersPlan
    from ostan.plan.services.plan import Rank, Room, ServicesPlan
    from ostan.plan.units.plan import UnitPlan

LONG: Final = 12
"""Rows above which a table is behind a summary."""
OFFICES: Final = 10
"""Offices shown, the fullest first."""
NAMED: Final = 8
"""Names in a cell; the rest are counted."""


def blocks(country: Country, plan: BasePlan) -> Iterable[Block]:
    """Yield the tables that only a plan of this noun has; none for a noun without any."""
    made = _OF.get(plan.noun)
    if made is not None:
        yield from made(Inputs(country, country.day or date.today(), None, (), "", ""), plan)


# Units -------------------------------------------------------------------------------------------


def _units(inputs: Inputs, plan: UnitPlan) -> Iterable[Block]:
    if not plan.losses:
        return
    columns = (
        col("وزارتخانه", "Ministry"),
        col("واحدی که جای خود را می‌دهد", "Unit that gives way"),
        col("به", "To"),
        col("مکان", "Places", "count"),
        col("عضویت‌های رئیس آن در شوراها", "Seats of its head in councils", "count"),
    )
    rows = tuple(
        (
            inputs.called("units", loss.ministry),
            inputs.called("units", loss.unit),
            inputs.called("units", loss.into),
            loss.places,
            loss.councils,
        )
        for loss in plan.losses
    )
    title = Text(
        "چه کسی چیزی از دست می‌دهد و اعتراض خواهد کرد", "Who gives something up and will object"
    )
    yield Grid(title, columns, rows, folded=len(rows) > LONG)


# Powers ------------------------------------------------------------------------------------------


def _powers(inputs: Inputs, plan: PowersPlan) -> Iterable[Block]:
    if plan.decisions:
        yield _decisions(inputs, plan.decisions)
    if plan.curve:
        yield _curve(plan)
    if plan.offices:
        yield _offices(inputs, plan)
    if plan.kept:
        yield _kept(inputs, plan)


def _decisions(inputs: Inputs, decisions: Sequence[Decision]) -> Grid:
    columns = (
        col("امر", "Matter"),
        col("تصمیم‌گیر تازه", "Who decides then"),
        col("تا سقف", "Up to"),
        col("پرونده در سال (فرض)", "Cases a year (assumed)", "count"),
        col("ساعت دفترها در سال (فرض)", "Hours of offices a year (assumed)", "count"),
        col("سند لازم", "Act needed"),
    )
    rows = tuple(
        (
            inputs.name("matters", d.matter),
            inputs.called(f"{d.taker_kind}s", d.taker),
            ALL if d.ceiling is None else Figure(both(formats.number, d.ceiling, decimals=0)),
            round(d.cases),
            round(d.hours),
            inputs.name("ranks", d.rank) if d.rank else None,
        )
        for d in decisions
    )
    title = Text("امرهایی که تصمیم آن‌ها پایین می‌آید", "Matters whose decision comes down")
    return Grid(title, columns, rows, folded=len(rows) > LONG)


ALL: Final = Text("بی سقف", "no limit")


def _curve(plan: PowersPlan) -> Grid:
    columns = (
        col("حد در معرض خطر بودن", "Limit of exposure", "number", 0),
        col("در معرض خطر بودن", "Exposure", "number", 0),
        col("پرونده‌ها با تصمیم پایین‌تر از مرکز", "Cases decided below the centre", "share"),
        col("ارزش", "Value", "number", 0),
        col("کران", "Bound", "number", 0),
    )
    rows = tuple((p.limit, p.exposure, p.near, p.value, p.bound) for p in plan.curve)
    title = Text(
        "هر چه خطر بیشتری پذیرفته شود، تصمیم به شهروند نزدیک‌تر می‌شود",
        "The more exposure is accepted, the nearer the citizen are decisions",
    )
    return Grid(title, columns, rows, folded=len(rows) > LONG)


def _offices(inputs: Inputs, plan: PowersPlan) -> Grid:
    columns = (
        col("دفتر", "Office"),
        col("ساعت برای پرونده", "Hours for cases", "count"),
        col("اکنون", "Now", "count"),
        col("پس از برنامه", "Afterwards", "count"),
    )
    rows = []
    for office in plan.offices[:OFFICES]:
        kind, _, holder = office.holder.partition(":")
        name = inputs.called(f"{kind}s", holder)
        rows.append((name, round(office.free), round(office.before), round(office.after)))
    title = Text(
        "ساعتی که دفترهای گیرنده واقعاً دارند (فرض)",
        "Hours that the receiving offices really have (assumed)",
    )
    return Grid(title, columns, tuple(rows), folded=True)


def _kept(inputs: Inputs, plan: PowersPlan) -> Grid:
    columns = (col("چرا", "Why"), col("شمار", "Number", "count"), col("امور", "Matters"))
    ordered = sorted(plan.kept, key=lambda k: (k.code, k.why.en, k.matter))
    rows = []
    for why, group in groupby(ordered, key=lambda k: k.why):
        matters = list(dict.fromkeys(k.matter for k in group))
        rows.append((why.text, len(matters), _some(inputs, "matters", matters)))
    title = Text("امرهایی که برنامه به آن‌ها دست نمی‌زند", "Matters that the plan leaves alone")
    return Grid(title, columns, tuple(rows), folded=True)


# Services ----------------------------------------------------------------------------------------


def _services(inputs: Inputs, plan: ServicesPlan) -> Iterable[Block]:
    if plan.ranked:
        yield _ranked(inputs, plan.ranked)
    if plan.rooms:
        yield _rooms(inputs, plan.rooms)
    if plan.matches:
        yield _matches(inputs, plan)
    if plan.untaken:
        yield _untaken(plan)
    if plan.held:
        yield _held(inputs, plan)


def _ranked(inputs: Inputs, ranked: Sequence[Rank]) -> Grid:
    columns = (
        col("خدمت", "Service"),
        col("رتبه", "Rank", "count"),
        col("بهترین و بدترین رتبهٔ ممکن", "Best and worst rank possible"),
        col("امتیاز، ۰ تا ۱", "Points, 0 to 1", "number", 2),
        col("شدنی", "May be handed over", "count"),
        col("خدمت‌ها", "Services", "count"),
        col("معیار نامعلوم", "Criteria not known", "count"),
    )
    rows = tuple(
        (
            inputs.called("services", r.named),
            r.rank,
            both(formats.span, r.best, r.worst, decimals=0),
            Range(r.total.low, r.total.value, r.total.high),
            r.eligible,
            r.services,
            len(r.unknown),
        )
        for r in ranked
    )
    title = Text("ترتیب آنچه در خور واگذاری است", "The order of what comes into question")
    return Grid(title, columns, rows, folded=len(rows) > LONG)


def _rooms(inputs: Inputs, rooms: Sequence[Room]) -> Grid:
    columns = (
        col("معیار", "Criterion"),
        col("وزن (داوری)", "Weight (a judgement)", "number", 1),
        col("سهم", "Share", "share"),
        col("با همین ترتیب: کمینه و بیشینه", "Same order: least and greatest share"),
        col("پس از آن جا عوض می‌کنند", "Beyond that, these change places"),
    )
    rows = tuple(
        (
            r.label.text,
            r.weight,
            r.share,
            say("{low} تا {high}", "{low} to {high}", low=percent(r.low), high=percent(r.high)),
            _pairs(inputs, r),
        )
        for r in rooms
    )
    title = Text(
        "هر وزن تا کجا می‌تواند جابه‌جا شود بی آنکه ترتیب عوض شود",
        "How far each weight may move before the order changes",
    )
    return Grid(title, columns, rows)


def _pairs(inputs: Inputs, room: Room) -> Cell:
    pairs = dict.fromkeys(p for p in (room.low_pair, room.high_pair) if p)
    told: list[Cell] = [
        say(
            "{a} و {b}",
            "{a} and {b}",
            a=inputs.called("services", a),
            b=inputs.called("services", b),
        )
        for a, b in pairs
    ]
    return listed(told, Text("؛ ", "; ")) if told else NOBODY


NOBODY: Final = Text("هیچ‌کدام", "none")


def _matches(inputs: Inputs, plan: ServicesPlan) -> Grid:
    from ostan.words.labels import MODES

    columns = (
        col("خدمت", "Service"),
        col("گیرنده", "Taker"),
        col("نوع", "Kind"),
        col("سهم از مراجعان", "Share of users", "share"),
        col("نفر در سال", "People a year", "count"),
    )
    rows = tuple(
        (
            inputs.called("services", m.service),
            m.taker or ASSUMED,
            MODES[m.kind],
            m.share,
            None if m.people is None else round(m.people),
        )
        for m in plan.matches
    )
    title = Text("چه خدمتی به چه کسی می‌رسد", "Which service goes to whom")
    return Grid(title, columns, rows, folded=len(rows) > LONG)


ASSUMED: Final = Text("گیرنده‌ای که هدف‌ها فرض کرده‌اند", "a taker that the goals assume")


def _untaken(plan: ServicesPlan) -> Grid:
    columns = (col("پیشنهاددهنده", "Who offers"), col("چرا پذیرفته نشد", "Why it was not taken"))
    rows = tuple((u.taker, u.sentence.text) for u in plan.untaken)
    title = Text("پیشنهادهایی که پذیرفته نشد", "Offers that were not taken")
    return Grid(title, columns, rows, folded=len(rows) > LONG)


def _held(inputs: Inputs, plan: ServicesPlan) -> Grid:
    columns = (
        col("چرا", "Why"),
        col("چه کسی می‌تواند آن را عوض کند", "Who could change that"),
        col("شمار", "Number", "count"),
        col("خدمت‌ها", "Services"),
    )
    number: Counter[tuple[Text, Text]] = Counter()
    named: dict[tuple[Text, Text], list[str]] = {}
    for held in plan.held:
        key = (held.sentence.text, held.who.text)
        number[key] += held.services
        named.setdefault(key, []).append(held.named)
    rows = tuple(
        (why, who, number[why, who], _some(inputs, "services", names))
        for (why, who), names in named.items()
    )
    title = Text("آنچه واگذار نمی‌شود، و چرا", "What is not handed over, and why")
    return Grid(title, columns, rows, folded=True)


def _some(inputs: Inputs, table: str, names: Sequence[str]) -> Say:
    """Return the first names, and how many more there are."""
    told = listed([inputs.called(table, n) for n in names[:NAMED]])
    if len(names) <= NAMED:
        return told
    more = count(len(names) - NAMED)
    return say("{names} و {n} دیگر", "{names} and {n} more", names=told, n=more)


_OF: Final[Mapping[str, Callable[[Inputs, Any], Iterable[Block]]]] = {
    "units": _units,
    "powers": _powers,
    "services": _services,
}
