"""Whether a Plan says of itself what verifying it gives."""

from __future__ import annotations

import math
from collections.abc import Iterator

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import post_hours
from ostan.plan.plan import Hours, Plan
from ostan.plan.verify.verdict import Verdict, verify
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

CLOSE = 1e-6
"""Relative distance at which two figures are the same."""

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
    "برنامه از سمت «{post}» می‌گوید که در کشور نیست",
    "the plan tells of a post “{post}” that is not there",
)
_VALUE = Text("ارزش", "value")
_NOTHING = Text("ارزشِ تغییر ندادن", "value of doing nothing")
_GAP = Text("فاصله", "gap")
_HOURS = Text("ساعت {post}، {when}، {setting}", "hours of {post}, {when}, {setting}")
_WHEN = {"before": Text("پیش", "before"), "after": Text("پس", "after")}
_SETTINGS = {
    "low": Text("کمینه", "low"),
    "value": Text("مقدار پیش‌فرض", "default"),
    "high": Text("بیشینه", "high"),
}


def check_plan(country: Country, plan: Plan) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return the verdict on a plan's Reform, and every figure of the plan that does not agree with it.

    `country`: the one the plan was made for, without the goals' assumptions.
    """
    verdict = verify(country, plan.reform, plan.goals, plan.scope)
    return verdict, tuple(_disagreements(country, plan, verdict))


def _disagreements(country: Country, plan: Plan, verdict: Verdict) -> Iterator[Finding]:
    if plan.parent != country.digest:
        told = _PARENT.fill(came=plan.parent[:12], here=country.digest[:12])
        yield Finding("other_parent", Severity.ERROR, told)
    yield from _figure(_NOTHING, plan.nothing, verdict.nothing.whole)
    if plan.bound > plan.value + _slack(plan.value):
        told = _BOUND.fill(bound=plan.bound, value=plan.value)
        yield Finding("bound_above_value", Severity.ERROR, told)
    if plan.proven and not _same(plan.bound, plan.value):
        yield Finding("not_proven", Severity.ERROR, _PROVEN)
    yield from _figure(_GAP, plan.gap, _gap(plan))
    if verdict.value is not None and verdict.country is not None:
        yield from _figure(_VALUE, plan.value, verdict.value.whole)
        yield from _hours(plan, plan.goals.country(country), verdict.country)


def _gap(plan: Plan) -> float:
    """The gap on the saving, from the plan's own figures."""
    off = max(plan.value - plan.bound, 0.0)
    room = max(plan.nothing - plan.bound, off)
    return off / room if room else 0.0


def _slack(value: float) -> float:
    return CLOSE * max(abs(value), 1.0)


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE)


def _figure(what: Text, came: float, found: float) -> Iterator[Finding]:
    if not _same(came, found):
        told = _FIGURE.fill(what=what, came=came, found=found)
        yield Finding("other_figure", Severity.ERROR, told, came=repr(came))


def _hours(plan: Plan, before: Country, after: Country) -> Iterator[Finding]:
    """Compare the hours of posts, where they are told by id."""
    known = set(before["posts"]["post"])
    types = set(before["posts"]["type"])
    frames = {"before": post_hours(before), "after": post_hours(after)}
    for told in plan.hours:
        if told.post not in known:
            if told.post not in types:
                yield Finding("no_such_post", Severity.ERROR, _POST.fill(post=told.post))
            continue
        for when, frame in frames.items():
            row = frame.filter(pl.col("post") == told.post)
            hours: Hours = getattr(told, when)
            for setting, end in (("low", "_low"), ("value", ""), ("high", "_high")):
                found = row[f"hours{end}"][0] if row.height else 0.0
                name = _HOURS.fill(post=told.post, when=_WHEN[when], setting=_SETTINGS[setting])
                yield from _figure(name, getattr(hours, setting), found or 0.0)
