"""Whether a plan of units keeps its goals: who gives way, who meets whom, how many people and heads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations

import polars as pl

from ostan.country.country import Country
from ostan.measure.units.standing import MINISTRY_UNIT
from ostan.plan.units.goals import UnitGoals
from ostan.plan.units.plan import UnitPlan
from ostan.plan.verify.places import Scope
from ostan.plan.verify.planned.units.value import functions, joined, met
from ostan.plan.verify.subjects import Subjects
from ostan.reform.problem import label, labels
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

CLOSE = 1e-9
"""By how much a degree may pass its limit through rounding."""

_MOVE = Text(
    "تغییر {index}: حرکت «{move}» در هدف‌ها نیست", "change {index}: the goals have no move “{move}”"
)
_FORM = Text(
    "{unit} واحد وزارتخانه نیست، یا در این هدف‌ها آزاد نیست، و از میان رفته است",
    "{unit} is no unit of a ministry, or not free under these goals, and has given way",
)
_LOCK = Text("{unit} قفل است و از میان رفته است", "{unit} is locked and has given way")
_OUTSIDE = Text(
    "{units} بیرون از دامنهٔ برنامه است و تغییر کرده است",
    "{units} lie outside the scope of the plan and have changed",
)
_TOGETHER = Text("{a} و {b} باید یکی شوند و نشده‌اند", "{a} and {b} must become one and have not")
_APART = Text("{a} و {b} باید جدا باشند و یکی شده‌اند", "{a} and {b} must be apart and are one")
_ONE = Text(
    "{units} همه آزاد و از یک وزارتخانه‌اند و یکی نشده‌اند (one_body_per_ministry)",
    "{units} are all free and of one ministry and are not one (one_body_per_ministry)",
)
_UNLIKE = Text(
    "{a} و {b} یکی شده‌اند و وظیفه‌هایشان {degree} از یک ناهمگون است؛ دست بالا {limit} مجاز است",
    "{a} and {b} are one and unlike by {degree} of one; at most {limit} is allowed",
)
_GROUP = Text(
    "{count} واحد در {unit} یکی شده‌اند؛ دست بالا {limit} مجاز است",
    "{count} units became one in {unit}; at most {limit} are allowed",
)
_LARGE = Text(
    "{unit} {count} نفر دارد؛ دست بالا {limit} مجاز است",
    "{unit} has {count} people; at most {limit} are allowed",
)
_SMALL = Text(
    "{unit} {count} نفر دارد؛ دست‌کم {limit} لازم است",
    "{unit} has {count} people; at least {limit} are needed",
)
_HEADS = Text(
    "{count} رئیس می‌ماند؛ دست بالا {limit} مجاز است",
    "{count} heads remain; at most {limit} are allowed",
)

ACROSS = ("place", "ministry")
"""Units that become one share both."""


def kept(base: Country, after: Country, plan: UnitPlan, units: pl.DataFrame) -> Iterator[Finding]:
    """Yield every goal that is not kept; `units` are the `origins` of the plan's scope."""
    goals = plan.goals
    known = functions(base, units)
    yield from _moves(plan)
    yield from _given_way(base, goals, units)
    yield from _outside(base, after, plan)
    yield from _pairs(base, goals, units)
    yield from _one_body(base, goals, units)
    yield from _unlike(base, goals, units, known)
    yield from _sizes(base, goals, units)
    yield from _small(base, goals, units, known)
    yield from _heads(goals, units)


def _finding(code: str, sentence: Text, *units: str) -> Finding:
    return Finding(code, Severity.ERROR, sentence, tuple(Row("units", (u,)) for u in units))


def _moves(plan: UnitPlan) -> Iterator[Finding]:
    for index, change in enumerate(plan.reform.changes, 1):
        if change.kind not in plan.goals.allowed():
            told = _MOVE.fill(index=index, move=change.kind)
            yield Finding("move_not_allowed", Severity.ERROR, told)


def _given_way(base: Country, goals: UnitGoals, units: pl.DataFrame) -> Iterator[Finding]:
    """Only free units of ministries give way."""
    gone = units.filter(pl.col("unit") != pl.col("root"))
    for unit, kind, form, free in gone.select("unit", "type", "legal_form", "free").iter_rows():
        name = label(base.tables, "units", unit)
        if {unit, kind} & set(goals.lock):
            yield _finding("lock_broken", _LOCK.fill(unit=name), unit)
        elif form != MINISTRY_UNIT or not free:
            yield _finding("unit_kept", _FORM.fill(unit=name), unit)


def _outside(base: Country, after: Country, plan: UnitPlan) -> Iterator[Finding]:
    """Units of other places, and those without a head, stand as they did."""
    places = sorted(Scope.of(base, plan.scope).places)
    rest = base["units"].filter(~pl.col("place").is_in(places) | pl.col("head").is_null())
    now = after["units"].select("unit", now="status")
    moved = rest.join(now, on="unit", how="left").filter(
        pl.col("status").ne_missing(pl.col("now"))
    )["unit"]
    if moved.len():
        told = _OUTSIDE.fill(units=labels(base.tables, "units", moved))
        yield _finding("outside_scope", told, *moved)


# Who meets whom ----------------------------------------------------------------------------------


def _pairs(base: Country, goals: UnitGoals, units: pl.DataFrame) -> Iterator[Finding]:
    by_place = _by_place(units)
    for pairs, wanted, code, sentence in (
        (goals.together, True, "not_together", _TOGETHER),
        (goals.apart, False, "not_apart", _APART),
    ):
        for one, other in pairs:
            for a, b in _there(by_place, one, other):
                if (a["root"] == b["root"]) != wanted:
                    names = [label(base.tables, "units", x["unit"]) for x in (a, b)]
                    told = sentence.fill(a=names[0], b=names[1])
                    yield _finding(code, told, a["unit"], b["unit"])


def _by_place(units: pl.DataFrame) -> dict[str, list[dict[str, str]]]:
    rows = units.filter("item").select("unit", "type", "place", "root").sort("unit")
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["place"], []).append(row)
    return found


def _there(
    by_place: Mapping[str, list[dict[str, str]]], one: str, other: str
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yield the units that go by two names, wherever both are."""
    for rows in by_place.values():
        first = [r for r in rows if one in (r["unit"], r["type"])]
        second = [r for r in rows if other in (r["unit"], r["type"])]
        yield from ((a, b) for a in first for b in second if a["unit"] != b["unit"])


def _bodies(units: pl.DataFrame) -> pl.DataFrame:
    return units.filter(pl.col("free") & pl.col("item") & pl.col("body"))


def _one_body(base: Country, goals: UnitGoals, units: pl.DataFrame) -> Iterator[Finding]:
    if not goals.one_body_per_ministry:
        return
    for _, rows in _bodies(units).group_by(*ACROSS):
        if rows["root"].n_unique() > 1:
            told = _ONE.fill(units=labels(base.tables, "units", sorted(rows["unit"])))
            yield _finding("not_one_body", told, *sorted(rows["unit"]))


def blocks(goals: UnitGoals, units: pl.DataFrame) -> list[set[str]]:
    """Return the names that must become one, of those tied to each other."""
    by_place = _by_place(units)
    named = dict(units.select("unit", "named").iter_rows())
    sets = [
        {named[a["unit"]], named[b["unit"]]}
        for one, other in goals.together
        for a, b in _there(by_place, one, other)
    ]
    if goals.one_body_per_ministry:
        sets += [set(rows["named"]) for _, rows in _bodies(units).group_by(*ACROSS)]
    return joined(sets)


def _unlike(
    base: Country, goals: UnitGoals, units: pl.DataFrame, known: Subjects
) -> Iterator[Finding]:
    named = dict(units.select("unit", "named").iter_rows())
    tied = blocks(goals, units)
    for a, b in met(units):
        must = any({named[a], named[b]} <= block for block in tied)
        if not must and _too_unlike(known, goals, a, b):
            told = _UNLIKE.fill(
                a=label(base.tables, "units", a),
                b=label(base.tables, "units", b),
                degree=round(known.incoherence(a, b), 3),
                limit=goals.max_unlike,
            )
            yield _finding("too_unlike", told, a, b)


def _too_unlike(known: Subjects, goals: UnitGoals, a: str, b: str) -> bool:
    far = known.incoherence(a, b) > goals.max_unlike + CLOSE
    return far and not known.within(a, b)


# How many ----------------------------------------------------------------------------------------


def _sizes(base: Country, goals: UnitGoals, units: pl.DataFrame) -> Iterator[Finding]:
    largest = max([goals.max_group, *map(len, blocks(goals, units))])
    for (root,), rows in units.filter(pl.len().over("root") > 1).group_by("root"):
        name = label(base.tables, "units", str(root))
        if rows.height > largest:
            told = _GROUP.fill(count=rows.height, unit=name, limit=largest)
            yield _finding("too_many_units", told, str(root))
        people = int(rows["staff"].sum())
        if 0 < goals.max_staff < people:
            told = _LARGE.fill(unit=name, count=people, limit=goals.max_staff)
            yield _finding("unit_too_large", told, str(root))


def _small(
    base: Country, goals: UnitGoals, units: pl.DataFrame, known: Subjects
) -> Iterator[Finding]:
    """Units that remain have people enough, where these are known and a partner is there."""
    if not goals.min_headcount:
        return
    mates = _mates(goals, units, known)
    for (root,), rows in units.filter("item").group_by("root"):
        judged = rows["staff"].null_count() == 0 and bool(rows["free"].all())
        people = int(rows["staff"].sum())
        partners = rows.height > 1 or str(rows["unit"][0]) in mates
        if judged and partners and people < goals.min_headcount:
            name = label(base.tables, "units", str(root))
            told = _SMALL.fill(unit=name, count=people, limit=goals.min_headcount)
            yield _finding("unit_too_small", told, str(root))


def _mates(goals: UnitGoals, units: pl.DataFrame, known: Subjects) -> frozenset[str]:
    """Return the units that could be merged with another in their place."""
    rows = units.filter("item").sort("unit")
    barred = _barred(goals, rows, known)
    found: set[str] = set()
    for _, here in rows.group_by("place"):
        for a, b in combinations(here.iter_rows(named=True), 2):
            free = a["free"] or b["free"]
            same = a["ministry"] == b["ministry"]
            if free and same and frozenset((a["named"], b["named"])) not in barred:
                found |= {a["unit"], b["unit"]}
    return frozenset(found)


def _barred(goals: UnitGoals, rows: pl.DataFrame, known: Subjects) -> frozenset[frozenset[str]]:
    """Return the pairs of names that are of two ministries, or too unlike, in some place."""
    tied = blocks(goals, rows)
    found: set[frozenset[str]] = set()
    for _, here in rows.group_by("place"):
        for a, b in combinations(here.iter_rows(named=True), 2):
            names = frozenset((a["named"], b["named"]))
            must = any(names <= block for block in tied)
            strange = not must and _too_unlike(known, goals, a["unit"], b["unit"])
            if a["ministry"] != b["ministry"] or strange:
                found.add(names)
    return frozenset(found)


def _heads(goals: UnitGoals, units: pl.DataFrame) -> Iterator[Finding]:
    """Enough heads give way; in a template types are counted, of which several became one anywhere."""
    if not goals.staff_cut:
        return
    rows = units.filter("item")
    names = set(rows["named"])
    limit = max(math.floor(len(names) * (1 - goals.staff_cut) + CLOSE), 1)
    groups = joined(set(own["named"]) for _, own in rows.group_by("root"))
    if len(groups) > limit:
        told = _HEADS.fill(count=len(groups), limit=limit)
        yield Finding("too_many_heads", Severity.ERROR, told)
