"""A plan of powers, recomputed: the Reform is applied, and everything is measured on what it makes.

The value is summed here row by row from `measure.powers.nearness`; the planner adds up what slices of
cases change. Neither knows the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.decided import decided
from ostan.measure.powers.demand import factor, level_factors
from ostan.measure.powers.nearness import nearness
from ostan.measure.powers.offices import offices
from ostan.measure.powers.summary import summary
from ostan.plan.goals import Means
from ostan.plan.plan import BasePlan, Span
from ostan.plan.verify.agreement import figure
from ostan.plan.verify.conserved import conserved
from ostan.plan.verify.places import Scope
from ostan.reform.apply import Applied, Refused, apply
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

SLACK = 1e-6
"""By how much, relative to a limit, sums may miss it by rounding."""
LEVELS = ("country", "province", "county")
BELOW = {"province": 1, "county": 2}
"""Levels below the centre; exposure counts each."""

_VALUE = Text("ارزش", "value")
_NOTHING = Text("ارزشِ تغییر ندادن", "value of doing nothing")
_FIGURE = Text("{name}، {when}، {setting}", "{name}, {when}, {setting}")
_UNREAD = Text(
    "«{matter}» در {place} پس از برنامه خوانده نمی‌شود: {form}",
    "“{matter}” in {place} cannot be read after the plan: {form}",
)
_UP = Text(
    "در «{matter}» در {place} پس از برنامه سهم کمتری نزدیک شهروند تصمیم گرفته می‌شود",
    "in “{matter}” in {place} a smaller share is decided near the citizen after the plan",
)
_OUTSIDE = Text(
    "«{matter}» در {place} بیرون از برنامه است ولی تصمیم‌گیر یا حد آن عوض شده است",
    "“{matter}” in {place} is outside the plan, but its decider or limit has changed",
)
_HOURS = Text(
    "{holder} {free} ساعت در سال برای پرونده دارد و برنامه {used} ساعت می‌خواهد",
    "{holder} has {free} hours a year for cases and the plan needs {used}",
)
_EXPOSED = Text(
    "در معرض خطر بودن {came} است و هدف‌ها {limit} را می‌پذیرند",
    "exposure is {came}, while the goals allow {limit}",
)
_BEFORE = Text(
    "در {place} سهم بیشتری از «{then}» پایین آمده است تا از «{first}»",
    "in {place} a greater share of “{then}” went down than of “{first}”",
)
_MOVE = Text("هدف‌ها حرکت {move} را نمی‌پذیرند", "the goals do not allow the move {move}")


def check(country: Country, plan: BasePlan) -> Iterator[Finding]:
    """Yield what the plan promises and does not keep, measured on the Country it makes."""
    goals: Any = plan.goals
    base = goals.country(country)
    try:
        done = apply(base, plan.reform, within=goals.within(base), assume=goals.assumed(base))
    except Refused as refused:
        yield from refused.findings
        return
    after, places = done.country, Scope.of(base, plan.scope).places
    keys = _counted(base, goals, places)
    yield from conserved(base, after)
    yield from _moves(plan, goals)
    yield from figure(_NOTHING, plan.nothing, _value(base, keys, goals))
    unread = tuple(_levels(base, after, keys))
    yield from unread
    if any(f.code == "powers_unread" for f in unread):
        return
    yield from figure(_VALUE, plan.value, _value(after, keys, goals) + _acts(done, plan, goals))
    yield from _figures(plan, base, after, keys)
    yield from _rooms(base, after, keys, goals)
    yield from _exposure(base, after, keys, goals)
    yield from _precedence(base, after, keys, goals)


def _counted(country: Country, goals: Any, places: frozenset[str]) -> pl.DataFrame:
    """Return the matters and places that are counted: read or, if the goals say so, decided by nobody."""
    never = list(goals.never)
    out = pl.any_horizontal(
        pl.col(c).is_in(never).fill_null(False) for c in ("matter", "kind", "subject")
    )
    forms = ["read", "nobody"] if goals.gaps == "centre" else ["read"]
    return (
        nearness(country)
        .filter(
            pl.col("place").is_in(sorted(places)),
            ~out,
            pl.col("form").is_in(forms),
            pl.col("at_country").is_not_null(),
        )
        .select("matter", "place")
    )


def _rows(country: Country, keys: pl.DataFrame) -> pl.DataFrame:
    return nearness(country).join(keys, on=["matter", "place"], how="semi")


def _value(country: Country, keys: pl.DataFrame, goals: Any) -> float:
    """Return the value of what is counted, acts apart."""
    rows = _rows(country, keys)
    near = {
        r["level"]: r["citizen"] + goals.wait_price * r["wait"]
        for r in level_factors(country).iter_rows(named=True)
    }
    hour = pl.col("minutes") / 60
    each = pl.sum_horizontal(
        pl.col(f"at_{level}") * (near[level] + hour * pl.col(f"weight_{level}").fill_null(0))
        for level in LEVELS
    )
    together = factor(country, "coordination_hours_per_case")[1]
    shared = (1 - pl.col("at_country")) * pl.col("spillover") * together
    whole = (pl.col("cases") * (each + shared)).sum() + goals.risk_price * _exposed().sum()
    return float(rows.select(whole).item()) + _splits(rows, country)


def _exposed() -> pl.Expr:
    amounts = pl.sum_horizontal(pl.col(f"amount_{level}") * far for level, far in BELOW.items())
    return pl.col("cases") * pl.col("risk") * amounts


def _splits(rows: pl.DataFrame, country: Country) -> float:
    """Return the hours lost where cases of one subject in one place are decided at two levels."""
    each = factor(country, "split_hours_per_case")[1]
    whole = 0.0
    for _, group in rows.drop_nulls("subject").group_by("place", "subject"):
        shares = group.select("cases", "at_country", "at_county").rows()
        for (n, far, near), (m, further, nearer) in combinations(shares, 2):
            whole += min(n, m) * (abs(far - further) + abs(near - nearer))
    return each * whole


def _acts(done: Applied, plan: BasePlan, goals: Means) -> float:
    """Return the price of acts: one for each matter and rank."""
    found = {
        (str(getattr(change, "matter", "")), need.rank)
        for change, needs in zip(plan.reform.changes, done.needs, strict=True)
        for need in needs
    }
    return sum(goals.price_of(rank) for _, rank in sorted(found, key=str))


def _moves(plan: BasePlan, goals: Means) -> Iterator[Finding]:
    for move in sorted({c.kind for c in plan.reform.changes} - set(goals.allowed())):
        yield Finding("unknown_move", Severity.ERROR, _MOVE.fill(move=move), came=move)


def _figures(
    plan: BasePlan, base: Country, after: Country, keys: pl.DataFrame
) -> Iterator[Finding]:
    told = {"before": summary(base, keys), "after": summary(after, keys)}
    for one in plan.figures:
        for when, found in told.items():
            span: Span | None = getattr(one, when)
            three = found.get(one.name)
            if span is None or three is None:
                continue
            for setting, number in zip(("low", "value", "high"), three, strict=True):
                name = _FIGURE.fill(name=one.label.text, when=when, setting=setting)
                yield from figure(name, getattr(span, setting), number)


def _levels(base: Country, after: Country, keys: pl.DataFrame) -> Iterator[Finding]:
    """Yield matters that are no longer read, went up, or changed although they are not counted."""
    shares = ("at_country", "at_county")
    both = _rows(base, keys).join(
        nearness(after).select("matter", "place", "form", *shares),
        on=["matter", "place"],
        suffix="_then",
    )
    for row in both.iter_rows(named=True):
        named = {"matter": row["matter"], "place": row["place"]}
        if row["at_country_then"] is None:
            told = _UNREAD.fill(**named, form=row["form_then"])
            yield Finding("powers_unread", Severity.ERROR, told)
        elif (
            row["at_country_then"] > row["at_country"] + SLACK
            or row["at_county_then"] < row["at_county"] - SLACK
        ):
            yield Finding("powers_up", Severity.ERROR, _UP.fill(**named))
    gone = decided(base).join(
        decided(after), on=decided(base).columns, how="anti", nulls_equal=True
    )
    for row in gone.join(keys, on=["matter", "place"], how="anti").iter_rows(named=True):
        told = _OUTSIDE.fill(matter=row["matter"], place=row["place"])
        yield Finding("powers_outside", Severity.ERROR, told)


def _rooms(base: Country, after: Country, keys: pl.DataFrame, goals: Any) -> Iterator[Finding]:
    """Yield offices whose cases take more than the hours they have, and more than today."""
    if not goals.capacity:
        return
    today, used = (_used(c, keys) for c in (base, after))
    free = _free(base, after, keys)
    for holder, hours in sorted(used.items()):
        limit = free.get(holder)
        if limit is not None and hours > max(limit, today.get(holder, 0.0)) * (1 + SLACK) + SLACK:
            told = _HOURS.fill(holder=holder, free=limit, used=hours)
            yield Finding("powers_no_room", Severity.ERROR, told)


def _used(country: Country, keys: pl.DataFrame) -> Mapping[str, float]:
    """Return the hours cases take of each office; those of one kind in all counties of a place as one."""
    rows = _rows(country, keys).with_columns(_work=pl.col("cases") * pl.col("minutes") / 60)
    own = rows.filter(pl.col("at_province") > 0).select(
        name="province_holder", hours=pl.col("_work") * pl.col("at_province")
    )
    counties = rows.filter(pl.col("at_county") > 0).select(
        name=_together(), hours=pl.col("_work") * pl.col("at_county")
    )
    found = pl.concat([own, counties]).group_by("name").agg(pl.col("hours").sum())
    return dict(found.iter_rows())


def _together() -> pl.Expr:
    bare = pl.col("county_holder").str.split("@").list.first()
    return pl.concat_str(bare, pl.lit("@*"), pl.col("place"))


def _free(base: Country, after: Country, keys: pl.DataFrame) -> Mapping[str, float | None]:
    known: dict[str, float | None] = dict(offices(base).select("holder", "hours").iter_rows())
    parents = base["places"].filter(pl.col("level") == "county").select("place", "parent")
    inside: dict[str, list[str]] = {}
    for county, place in parents.iter_rows():
        inside.setdefault(place, []).append(county)
    names = _rows(after, keys).filter(pl.col("at_county") > 0).select("place", "county_holder")
    for place, holder in names.unique().iter_rows():
        bare = holder.partition("@")[0]
        hours = [known.get(f"{bare}@{c}") for c in inside.get(place, ())]
        known[f"{bare}@*{place}"] = None if None in hours else sum(h for h in hours if h)
    return known


def _exposure(base: Country, after: Country, keys: pl.DataFrame, goals: Any) -> Iterator[Finding]:
    if goals.max_exposure is None:
        return
    today, came = (float(_rows(c, keys).select(_exposed().sum()).item()) for c in (base, after))
    limit = max(goals.max_exposure, today)
    if came > limit * (1 + SLACK) + SLACK:
        yield Finding("powers_exposed", Severity.ERROR, _EXPOSED.fill(came=came, limit=limit))


def _precedence(base: Country, after: Country, keys: pl.DataFrame, goals: Any) -> Iterator[Finding]:
    """Yield pairs whose second matter went further down than the first; one not counted stays at 0.

    What was further down before the plan may stay so.
    """
    today, then_ = (
        {
            (m, p): (1 - far, near)
            for m, p, far, near in _rows(c, keys)
            .select("matter", "place", "at_country", "at_county")
            .iter_rows()
        }
        for c in (base, after)
    )
    for first, then in goals.before:
        for matter, place in sorted(then_):
            if matter != then:
                continue
            limits = then_.get((first, place), (0.0, 0.0))
            allowed = map(max, limits, today[then, place])
            came = zip(then_[then, place], allowed, strict=True)
            if any(share > limit + SLACK for share, limit in came):
                told = _BEFORE.fill(place=place, then=then, first=first)
                yield Finding("powers_before", Severity.ERROR, told)
