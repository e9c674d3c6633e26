"""The plan of services: what is handed over to whom, what might be, and what keeps the rest."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ostan.plan.plan import BasePlan, Said, Span
from ostan.plan.services.goals import ServicesGoals
from ostan.reform.services.handing import Mode
from ostan.words.text import Text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rank(_Part):
    """A service in question (a type, in a template) with its points and its place in the order."""

    named: str
    services: int = Field(description="services of the scope it stands for")
    eligible: int = Field(description="of these, those that may be handed over")
    total: Span = Field(description="points of one, 0 to 1; low and high where facts are not known")
    rank: int = Field(description="1 is first; those with the same points share a rank")
    best: int = Field(description="the best rank the facts that lack could give it")
    worst: int = Field(description="the worst rank they could give it")
    parts: dict[str, float] = Field(description="what each criterion adds to the total")
    unknown: tuple[str, ...] = Field(description="criteria of which a fact is not recorded")


class Room(_Part):
    """How far the share of a weight may move, the others in proportion, before the order changes."""

    criterion: str
    label: Said
    weight: float
    share: float = Field(description="the weight as a share of all")
    low: float = Field(description="least share at which the order is the same")
    high: float = Field(description="greatest share at which the order is the same")
    low_pair: tuple[str, str] | None = Field(description="who change places at the low end")
    high_pair: tuple[str, str] | None = Field(description="who change places at the high end")
    top_low: float = Field(description="least share at which the same are among the first TOP")
    top_high: float = Field(description="greatest share at which they are")


class Match(_Part):
    """A service and one who takes it over."""

    service: str
    offer: str | None = Field(description="id of the offer; empty: a taker that the goals assume")
    taker: str | None = Field(description="who it is; empty: the goals assume somebody")
    kind: Mode = Field(description="the mode in which it is provided then")
    share: float = Field(description="share of the service's users that it serves")
    people: float | None = Field(description="users a year that it serves; empty: not known")


class Untaken(_Part):
    """An offer that was not taken, and why."""

    offer: str
    taker: str
    why: str = Field(description="a key of ostan.plan.services.offers.WHY")
    sentence: Said


class Held(_Part):
    """Services that are not handed over for one reason, and who could change it."""

    named: str
    services: int
    group: Literal["excluded", "unknown", "handed"]
    why: str = Field(description="a key of ostan.plan.services.eligible.REASONS")
    sentence: Said
    who: Said


class ServicesPlan(BasePlan):
    """A plan of services: points of what may come into question and is not handed over."""

    measure = Text(
        "امتیاز خدماتی که واگذاری‌شان شدنی است یا شاید باشد و واگذار نشده‌اند",
        "points of services that may be handed over, or perhaps may, and are not",
    )

    noun: Literal["services"] = "services"
    goals: ServicesGoals
    ranked: tuple[Rank, ...] = Field(default=(), description="what is in question, by rank")
    rooms: tuple[Room, ...] = Field(default=(), description="of every criterion")
    matches: tuple[Match, ...] = ()
    untaken: tuple[Untaken, ...] = ()
    held: tuple[Held, ...] = Field(default=(), description="what is not handed over, and why")
