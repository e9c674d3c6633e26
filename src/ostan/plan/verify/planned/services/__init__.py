"""Plans of services: the Reform applied, and everything the plan says recomputed from the Country."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

import polars as pl

from ostan.country.country import Country
from ostan.plan.services.goals import MOVE
from ostan.plan.services.plan import ServicesPlan
from ostan.plan.verify.agreement import figure
from ostan.plan.verify.conserved import conserved
from ostan.plan.verify.planned.services.drawn import figures
from ostan.plan.verify.planned.services.matched import wrong_matches
from ostan.plan.verify.planned.services.standing import points, seen
from ostan.reform.apply import Refused, apply
from ostan.reform.problem import label, labels
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

_VALUE = Text("مقدار", "value")
_NOTHING = Text("مقدار بی تغییر", "value of doing nothing")
_TOTAL = Text("امتیاز {named}", "points of {named}")
_MOVE = Text("تغییر {index} واگذاری خدمت نیست", "change {index} hands no service over")
_OUTSIDE = Text(
    "{services} بیرون از دامنهٔ برنامه است و تغییر کرده است",
    "{services} lie outside the scope of the plan and have changed",
)
_NOT_ELIGIBLE = Text(
    "{service} واگذارشدنی نیست و واگذار می‌شود", "{service} may not be handed over, and is"
)
_UNMATCHED = Text(
    "{service}: آنچه واگذار می‌شود با گیرنده‌های برنامه یکی نیست",
    "{service}: what is handed over is not what the plan's takers say",
)


def check(country: Country, plan: ServicesPlan) -> Iterator[Finding]:
    """Yield everything that is not as the plan says: rules, goals, matches, value and figures."""
    base = plan.goals.country(country)
    before = seen(base, plan.goals, plan.scope)
    known = points(base, plan.goals, before)
    yield from _values(plan, known)
    yield from _moves(plan)
    within, assume = plan.goals.within(base), plan.goals.assumed(base)
    try:
        after = apply(base, plan.reform, within=within, assume=assume).country
    except Refused as refused:
        yield from refused.findings
        return
    yield from conserved(base, after)
    yield from _changed(plan, base, after, before)
    yield from wrong_matches(base, plan, before)
    yield from figures(plan, base, before, seen(after, plan.goals, plan.scope))


def _values(plan: ServicesPlan, known: pl.DataFrame) -> Iterator[Finding]:
    taken = {m.service for m in plan.matches}
    yield from figure(_NOTHING, plan.nothing, fsum(known["points"]))
    left = fsum(p for s, p in known.select("service", "points").iter_rows() if s not in taken)
    yield from figure(_VALUE, plan.value, left)
    means = dict(known.group_by("named").agg(pl.col("points").mean()).iter_rows())
    for one in plan.ranked:
        what = _TOTAL.fill(named=one.named)
        yield from figure(what, one.total.value, means.get(one.named, 0.0))


def _moves(plan: ServicesPlan) -> Iterator[Finding]:
    for index, change in enumerate(plan.reform.changes, 1):
        if change.kind != MOVE or MOVE not in plan.goals.allowed():
            told = _MOVE.fill(index=index)
            yield Finding("move_not_allowed", Severity.ERROR, told)


def _changed(
    plan: ServicesPlan, base: Country, after: Country, before: pl.DataFrame
) -> Iterator[Finding]:
    """Yield what has changed that should not have, or not so."""
    then = {r["service"]: r for r in after["services"].iter_rows(named=True)}
    now = {r["service"]: r for r in base["services"].iter_rows(named=True)}
    moved = {s for s, row in now.items() if then.get(s) != row}
    classes = dict(before.select("service", "class").iter_rows())
    if outside := sorted(moved - classes.keys()):
        told = _OUTSIDE.fill(services=labels(base.tables, "services", outside))
        yield Finding("outside_scope", Severity.ERROR, told)
    kinds = {m.service: m.kind for m in plan.matches}
    for service in sorted(moved & classes.keys()):
        if classes[service] != "eligible":
            yield _finding("not_eligible", _NOT_ELIGIBLE, base, service)
    for service in sorted((moved & classes.keys()) | kinds.keys()):
        if (
            service not in then
            or then[service]["mode"] != kinds.get(service)
            or not _named(plan, service, then[service]["provider"])
        ):
            yield _finding("wrong_match", _UNMATCHED, base, service)


def _named(plan: ServicesPlan, service: str, provider: str | None) -> bool:
    """Say whether the takers of a service are those that the Country names then."""
    takers = sorted({m.taker for m in plan.matches if m.service == service and m.taker})
    return not takers or provider == "، ".join(takers)


def _finding(code: str, sentence: Text, country: Country, service: str) -> Finding:
    told = sentence.fill(service=label(country.tables, "services", service))
    return Finding(code, Severity.ERROR, told, (Row("services", (service,)),))
