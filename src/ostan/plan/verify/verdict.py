"""Verify a Reform under goals: apply it, and measure what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from ostan.country.country import Country
from ostan.plan.goals import Goals
from ostan.plan.verify.conserved import conserved
from ostan.plan.verify.feasible import infeasible
from ostan.plan.verify.places import Scope
from ostan.plan.verify.value import Value, value_of
from ostan.reform.apply import Applied, Refused, apply
from ostan.reform.problem import Refusal
from ostan.reform.reform import Reform
from ostan.words.finding import Finding


@dataclass(frozen=True)
class Verdict:
    """What a Reform comes to under its goals.

    `nothing`: the value of doing nothing. `value`: that of the Reform, in its parts; None where it
    cannot be applied. `findings`: every goal, act or row that is not kept. `applied`: what the
    Reform makes, with the goals' assumptions in it; None where it cannot be applied, for `refusals`.
    """

    nothing: Value
    value: Value | None
    findings: tuple[Finding, ...]
    applied: Applied | None = None
    refusals: tuple[Refusal, ...] = ()

    @property
    def country(self) -> Country | None:
        """The Country that the Reform makes; None where it cannot be applied."""
        return None if self.applied is None else self.applied.country

    @property
    def feasible(self) -> bool:
        """Whether the Reform can be applied and keeps all goals."""
        return self.value is not None and not self.findings

    @property
    def saving(self) -> float | None:
        """Weighted hours a year saved against doing nothing; None where it cannot be applied."""
        return None if self.value is None else self.nothing.whole - self.value.whole


def verify(country: Country, reform: Reform, goals: Goals, scope: str) -> Verdict:
    """Return what `reform` comes to in `country` under `goals`, recomputed from the Country alone.

    `scope`: id of a place, or a level with a star (`*province`), as in a Plan. Acts must be within
    the goals' reach; missing facts are those the goals assume away. Both values are computed on
    `goals.country(country)`.
    """
    base = goals.country(country)
    where = Scope.of(base, scope)
    nothing = value_of(base, goals, where)
    try:
        applied = apply(base, reform, within=goals.within(base), assume=goals.assumed(base))
    except Refused as refused:
        return Verdict(nothing, None, tuple(refused.findings), refusals=refused.refusals)
    after = applied.country
    findings = [*infeasible(base, after, reform, goals, where), *conserved(base, after, reform)]
    return Verdict(nothing, value_of(after, goals, where, base), tuple(findings), applied)
