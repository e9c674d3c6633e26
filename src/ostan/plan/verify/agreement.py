"""Whether a Plan says of itself what verifying it gives."""

from __future__ import annotations

import math
from collections.abc import Iterator
from importlib import import_module
from typing import TypeVar

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import seat_hours
from ostan.plan.plan import BasePlan, Hours, Plan
from ostan.plan.verify.places import Scope
from ostan.plan.verify.verdict import Verdict, verify
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

CLOSE = 1e-6
"""Relative distance at which two figures are the same."""

AnyPlan = TypeVar("AnyPlan", bound=BasePlan)
"""A plan of any noun."""

_PARENT = Text(
    "برنامه برای کشوری دیگر است: چکیدهٔ آن {came}… و چکیدهٔ این کشور {here}… است",
    "the plan is for another country: its digest is {came}..., that of this one {here}...",
)
_FIGURE = Text(
    "{what}: در برنامه {came} آمده است و بازمحاسبه {found} می‌دهد",
    "{what}: the plan says {came}, recomputing gives {found}",
)
_BOUND = Text(
    "کران {bound} از ارزش {value} بیشتر است", "the bound {bound} is above the value {value}"
)
_PROVEN = Text(
    "برنامه بهینه خوانده شده است ولی کران و ارزش یکی نیستند",
    "the plan is called proven, but bound and value are not the same",
)
_POST = Text(
    "برنامه از سمت «{post}» می‌گوید که در این شوراها نیست",
    "the plan tells of a post “{post}” that has no seat in these councils",
)
_VALUE = Text("ارزش", "value")
_NOTHING = Text("ارزشِ تغییر ندادن", "value of doing nothing")
_GAP = Text("فاصله", "gap")
_HOURS = Text("ساعت {post}، {when}، {setting}", "hours of {post}, {when}, {setting}")
_HOLDERS = Text("شمار دارندگان {post}", "holders of {post}")
_WHEN = {"before": Text("پیش", "before"), "after": Text("پس", "after")}
_SETTINGS = {
    "low": Text("کمینه", "low"),
    "value": Text("مقدار پیش‌فرض", "default"),
    "high": Text("بیشینه", "high"),
}


def verified(country: Country, plan: AnyPlan) -> AnyPlan:
    """Return a plan of any noun with `verified` set: it can be carried out, and its figures are found again."""
    return plan.model_copy(update={"verified": not tuple(faults(country, plan))})


def faults(country: Country, plan: BasePlan) -> Iterator[Finding]:
    """Yield what keeps a plan of any noun from being what it says of itself, recomputed."""
    if isinstance(plan, Plan):
        verdict, wrong = check_plan(country, plan)
        yield from (*verdict.findings, *wrong)
    else:
        yield from promised(country, plan)
        yield from import_module(f"ostan.plan.verify.planned.{plan.noun}").check(country, plan)


def check_plan(country: Country, plan: Plan) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return the verdict on a plan's Reform, and every figure of the plan that does not agree with it.

    `country`: the one the plan was made for, without the goals' assumptions.
    """
    verdict = verify(country, plan.reform, plan.goals, plan.scope)
    return verdict, tuple(_disagreements(country, plan, verdict))


def _disagreements(country: Country, plan: Plan, verdict: Verdict) -> Iterator[Finding]:
    yield from promised(country, plan)
    yield from figure(_NOTHING, plan.nothing, verdict.nothing.whole)
    if verdict.value is not None and verdict.country is not None:
        yield from figure(_VALUE, plan.value, verdict.value.whole)
        yield from _hours(plan, plan.goals.country(country), verdict.country)


def promised(country: Country, plan: BasePlan) -> Iterator[Finding]:
    """Yield what a plan says of itself that cannot be: another parent, a bound above the value, a gap."""
    if plan.parent != country.digest:
        told = _PARENT.fill(came=plan.parent[:12], here=country.digest[:12])
        yield Finding("other_parent", Severity.ERROR, told)
    if plan.bound > plan.value + _slack(plan.value):
        told = _BOUND.fill(bound=plan.bound, value=plan.value)
        yield Finding("bound_above_value", Severity.ERROR, told)
    if plan.proven and not _same(plan.bound, plan.value):
        yield Finding("not_proven", Severity.ERROR, _PROVEN)
    yield from figure(_GAP, plan.gap, _gap(plan))


def _gap(plan: BasePlan) -> float:
    """The gap on the saving, from the plan's own figures."""
    off = max(plan.value - plan.bound, 0.0)
    room = max(plan.nothing - plan.bound, off)
    return off / room if room else 0.0


def _slack(value: float) -> float:
    return CLOSE * max(abs(value), 1.0)


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE)


def figure(what: Text, came: float, found: float) -> Iterator[Finding]:
    """Yield that a plan says another number than is found; relative distance CLOSE is none."""
    if not _same(came, found):
        told = _FIGURE.fill(what=what, came=came, found=found)
        yield Finding("other_figure", Severity.ERROR, told, came=repr(came))


def _hours(plan: Plan, before: Country, after: Country) -> Iterator[Finding]:
    """Compare the hours of posts, or of all posts of a type in a template, in the scope's councils."""
    where = Scope.of(before, plan.scope)
    frames = {"before": _of_posts(before, where), "after": _of_posts(after, where)}
    for told in plan.hours:
        rows = {when: by_post.get(told.post) for when, by_post in frames.items()}
        people = max((row["holders"] for row in rows.values() if row), default=None)
        if people is None:
            yield Finding("no_such_post", Severity.ERROR, _POST.fill(post=told.post))
            continue
        yield from figure(_HOLDERS.fill(post=told.post), told.holders, people)
        for when, row in rows.items():
            hours: Hours = getattr(told, when)
            for setting, end in _ENDS.items():
                found = row[f"hours{end}"] / people if row else 0.0
                name = _HOURS.fill(post=told.post, when=_WHEN[when], setting=_SETTINGS[setting])
                yield from figure(name, getattr(hours, setting), found)


_ENDS = {"low": "_low", "value": "", "high": "_high"}


def _of_posts(country: Country, scope: Scope) -> dict[str, dict[str, float]]:
    """Return holders and their hours in all in the councils of the scope, by post or type."""
    here = scope.councils(country).select("council")
    hours = [pl.col(f"hours{e}").sum() for e in _ENDS.values()]
    types = country["posts"].select("type", holder="post")
    name = pl.coalesce("type", "holder") if scope.template else pl.col("holder")
    people = [(pl.col(f"hours{e}") * pl.col("holders")).sum() for e in _ENDS.values()]
    found = (
        seat_hours(country)
        .join(here, on="council", how="semi")
        .group_by("holder")
        .agg(pl.col("holders").first(), *hours)
        .join(types, on="holder", how="left")
        .group_by(name=name)
        .agg(pl.col("holders").sum(), *people)
    )
    return {row["name"]: row for row in found.iter_rows(named=True)}
