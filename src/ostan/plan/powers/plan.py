"""The plan of powers: what is decided where, before and after, and what limits it."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from ostan.plan.plan import BasePlan, Said, Span, _Part
from ostan.plan.powers.goals import PowerGoals
from ostan.words.text import Text


class Decision(_Part):
    """What changes in a matter: how far down it is decided, by whom, up to which amount."""

    matter: str
    places: tuple[str, ...] = Field(description="ids of the provinces it is about")
    taker: str = Field(description="type of the post or unit that decides then")
    taker_kind: Literal["post", "unit"]
    level: Literal["province", "county"]
    ceiling: float | None = Field(description="cases below it go down (excluded); empty: all")
    measure: str = Field(description="what the ceiling is in; none: no ceiling")
    cases: float = Field(description="cases a year that go down, all places together")
    hours: float = Field(description="hours a year of the offices that take them")
    exposure: float = Field(description="exposure a year of these cases")
    rank: str | None = Field(description="rank of the act it takes; empty: not known, assumed away")
    gap: bool = Field(description="whether nobody decided it before, by the register")


class Kept(_Part):
    """A matter that the plan leaves alone, and why."""

    matter: str
    places: int = Field(description="provinces it is left alone in")
    code: str
    why: Said


class Office(_Part):
    """An office that takes decisions over: its hours for cases, and those it then needs."""

    holder: str = Field(description="`post:id` or `unit:id`")
    free: float = Field(description="hours a year it has for cases")
    before: float = Field(description="hours a year cases take that it decides today")
    after: float


class Point(_Part):
    """A point of the curve of exposure against cases decided near the citizen."""

    limit: float = Field(description="greatest exposure allowed, a year")
    exposure: float
    near: float = Field(description="share of cases decided below the centre, 0 to 1")
    value: float
    bound: float


class PowersPlan(BasePlan):
    """A delegation of powers: weighted hours a year."""

    measure: ClassVar[Text] = Text(
        "ساعت وزنی در سال: ساعت و انتظار شهروندان، ساعت دفترها، هماهنگی، ریسک و سند",
        "weighted hours a year: citizens' hours and waiting, hours of offices, coordination, risk, acts",
    )

    noun: Literal["powers"] = "powers"
    goals: PowerGoals
    by_cut: float = Field(description="bound by tolls and minimum cuts")
    by_program: float | None = Field(description="bound by the integer program; empty: not asked")
    decisions: tuple[Decision, ...] = ()
    kept: tuple[Kept, ...] = ()
    offices: tuple[Office, ...] = Field(default=(), description="fullest first")
    curve: tuple[Point, ...] = Field(default=(), description="least exposure first")
    exposure: Span = Span(low=0.0, value=0.0, high=0.0)
