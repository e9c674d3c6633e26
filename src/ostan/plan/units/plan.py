"""UnitPlan: a consolidation of units, with what it is judged by and who gives something up."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from ostan.plan.plan import BasePlan
from ostan.plan.units.goals import UnitGoals
from ostan.words.text import Text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitGroup(_Part):
    """Units that become one; all but the first give way."""

    units: tuple[str, ...] = Field(description="ids, or types in a template; the host first")
    ministry: str = Field(description="the ministry they are of")
    places: tuple[str, ...] = Field(description="places where two of them or more are")
    value: float = Field(description="weighted hours a year of the unit they become, all terms")
    apart: float = Field(description="the same if each of them stayed alone")
    incoherence: float = Field(description="of these, the price of unlike functions")
    change: float = Field(description="of these, the cost of change, a year of the horizon")
    acts: float = Field(description="of these, the price of legal acts")


class Loss(_Part):
    """Who will object: the owner of units that give way, and whose head loses his place."""

    ministry: str
    unit: str = Field(description="id, or type in a template")
    into: str = Field(description="the unit that takes it in; id or type")
    heads: tuple[str, ...] = Field(description="posts (types, in a template) that lose their place")
    places: int = Field(description="places in which it gives way")
    councils: int = Field(description="seats of these heads in councils, all places together")


class UnitPlan(BasePlan):
    """A consolidation of units: weighted hours a year of managing and of sitting in councils."""

    measure: ClassVar[Text] = Text(
        "ساعت وزنی مدیریت و جلسه در سال", "weighted hours a year of managing and of councils"
    )

    noun: Literal["units"] = "units"
    goals: UnitGoals
    groups: tuple[UnitGroup, ...] = Field(default=(), description="units that become one")
    losses: tuple[Loss, ...] = ()
