"""The nouns that can be planned: their goals, their plans, their planners; and a plan read from JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ostan.plan.goals import Means
from ostan.plan.plan import BasePlan, Plan
from ostan.words.errors import BadInput
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.reform.apply import Applied

_NO_NOUN = Text(
    "«{file}» برنامهٔ «{came}» است که شناخته نیست؛ این‌ها شناخته‌اند: {allowed}",
    "“{file}” is a plan of “{came}”, which is not known; these are: {allowed}",
)


@dataclass(frozen=True)
class Noun:
    """Where what a noun is planned with stands, as `module:name`; imported when asked for.

    `planner(country, goals, place, *, seconds, gap, seed, progress, stop)` returns a plan.
    """

    goals_at: str
    plan_at: str
    planner_at: str

    @property
    def goals(self) -> type[Means]:
        """The class of its goals."""
        made: type[Means] = _found(self.goals_at)
        return made

    @property
    def plan(self) -> type[BasePlan]:
        """The class of its plans."""
        made: type[BasePlan] = _found(self.plan_at)
        return made

    @property
    def planner(self) -> Callable[..., BasePlan]:
        """The function that plans it."""
        made: Callable[..., BasePlan] = _found(self.planner_at)
        return made


def _found(at: str) -> Any:
    module, _, name = at.partition(":")
    return getattr(import_module(f"ostan.plan.{module}"), name)


NOUNS: Mapping[str, Noun] = MappingProxyType(
    {
        "units": Noun("units.goals:UnitGoals", "units.plan:UnitPlan", "units.planning:plan_units"),
        "councils": Noun("goals:Goals", "plan:Plan", "councils.planning:councils_planned"),
        "powers": Noun("powers.goals:PowerGoals", "powers.plan:PowersPlan", "powers:plan_powers"),
        "services": Noun(
            "services.goals:ServicesGoals",
            "services.plan:ServicesPlan",
            "services.planning:plan_services",
        ),
    }
)
"""Every noun that can be planned, in the order in which all are planned together."""


def applied_to(country: Country, plan: BasePlan) -> Applied:
    """Return what the Reform of a plan makes of a Country, on the terms of its goals. Raises Refused."""
    from ostan.reform.apply import apply

    goals = plan.goals
    base = goals.country(country)
    return apply(base, plan.reform, within=goals.within(base), assume=goals.assumed(base))


def read_plan(text: str, file: str = "plan.json") -> BasePlan:
    """Return the plan in `text`, of whichever noun. Raises BadInput with what is wrong in it."""
    try:
        given = json.loads(text)
    except ValueError:
        return Plan.loads(text, file)
    noun = given.get("noun", "councils") if isinstance(given, dict) else "councils"
    if noun not in NOUNS:
        told = _NO_NOUN.fill(file=file, came=str(noun), allowed=", ".join(NOUNS))
        raise BadInput.of("broken_plan", told)
    return NOUNS[noun].plan.loads(text, file)
