"""Goals of a plan of units: which may be brought together, and what it is judged by.

The value, in weighted hours a year at the middle setting, is in `docs/reference/model.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from ostan.country.country import Country
from ostan.measure.units.terms import UnitTerms, unit_terms
from ostan.plan import reach, refused
from ostan.plan.goals import PRESETS, Count, Means, Pair, Positive, Share, Size, joined, two_locked
from ostan.reform.change import given
from ostan.words.finding import Finding

MERGE = "merge_units"
"""The only move that is planned."""

PLANNED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"alone": (), **dict.fromkeys(PRESETS[1:], (MERGE,))}
)
"""The moves of each preset: no head of a unit merges it on his own."""

Years = Annotated[float, Field(gt=0, le=50)]
Span = Annotated[float, Field(ge=2, le=100)]


class UnitGoals(Means):
    """What a plan of units may change, by which acts, and what it is judged by."""

    noun = "units"
    planned = PLANNED

    lambda_: Positive = given(
        "ساعت وزنی در سال که دو واحد بی هیچ وظیفهٔ مشترک زیر یک رئیس، در هر مکان، هزینه دارند؛ فرضی",
        "weighted hours a year that a pair of units without any function in common costs under one "
        "head, in each place; assumed",
        600.0,
        alias="lambda",
    )
    max_unlike: Share = given(
        "بیشترین ناهماهنگی وظیفه‌های دو واحد، ۰ تا ۱، مگر آنکه وظیفه‌های یکی درون دیگری باشد یا باید با "
        "هم باشند؛ ۱: بی حد",
        "greatest incoherence of the functions of two units, 0 to 1, unless those of one lie within "
        "those of the other or they must be together; 1: no limit",
        0.8,
    )
    span: Span | None = given(
        "کارکنانی که یک مدیر راه می‌برد؛ خالی: span_of_control در پیش‌فرض‌های کشور",
        "people a manager leads; empty: span_of_control of the Country's defaults",
        None,
    )
    years: Years = given(
        "سال‌هایی که هزینهٔ یک‌بارهٔ تغییر بر آن‌ها سرشکن می‌شود؛ فرضی",
        "years over which the one-off cost of change is spread; assumed",
        5.0,
    )
    one_body_per_ministry: bool = given(
        "آیا همهٔ واحدهای آزاد یک وزارتخانه در هر مکان باید یکی شوند",
        "whether all free units of a ministry in a place must become one",
        False,
    )
    min_headcount: Count = given(
        "کمترین کارکنان واحدی که می‌ماند، اگر شمارشان ثبت شده و واحد دیگری باشد که بتوان با آن یکی کرد؛ "
        "۰: بی حد",
        "people of a unit that remains, at least, where their number is recorded and there is another "
        "unit it could be merged with; 0: no limit",
        0,
    )
    max_staff: Count = given(
        "بیشترین کارکنان واحدی که از ادغام پدید می‌آید، تا آنجا که شمارشان ثبت شده است؛ ۰: بی حد",
        "people of a unit that comes of a merger, at most, as far as their number is recorded; 0: no "
        "limit",
        0,
    )
    staff_cut: Share = given(
        "دست‌کم این سهم از رئیسان واحدهای وزارتخانه‌ها (در یک الگو: از گونه‌ها، که آنگاه تنها گونه‌هایی یکی "
        "می‌شوند که در مکانی با هم‌اند) از میان برود؛ دارندگان بدون جایگاه می‌مانند",
        "at least this share of the heads of ministries' units (in a template: of their types, of which "
        "then only those that meet in some place become one) gives way; their holders stay, without a place",
        0.0,
    )
    max_group: Size = given(
        "بیشترین واحدی که یکی می‌شود، ۱ تا ۱۲، مگر آنکه باید با هم باشند",
        "units that become one, at most, 1 to 12, unless they must be together",
        8,
    )
    lock: tuple[str, ...] = given(
        "واحدهایی که همان‌گونه که هستند می‌مانند؛ می‌توانند دیگران را بپذیرند",
        "units that stay as they are; they may take others in",
        (),
        refers="units",
    )
    together: tuple[Pair, ...] = given(
        "جفت‌هایی که باید یکی شوند", "pairs that must become one", (), refers="units"
    )
    apart: tuple[Pair, ...] = given(
        "جفت‌هایی که نباید یکی شوند", "pairs that must not become one", (), refers="units"
    )

    def terms(self, country: Country) -> UnitTerms:
        """Return the terms of units; `country` has the goals' assumptions."""
        made = unit_terms(country)
        return made if self.span is None else replace(made, span=(self.span,) * 3)

    def contradictions(self, path: str) -> Iterator[Finding]:
        """Find what in the goals cannot be had together, whatever the Country."""
        yield from super().contradictions(path)
        yield from refused.self_pairs(self.together, self.apart, path)
        groups = joined(self.together)
        for a, b in self.apart:
            if a != b and groups.get(a, a) == groups.get(b, b):
                yield refused.clash_apart(a, b, path)
        yield from two_locked(self.lock, groups, path)
        if 0 < self.max_staff < self.min_headcount:
            yield refused.clash_staff(self.min_headcount, self.max_staff, path)

    def missing(self, country: Country, path: str) -> Iterator[Finding]:
        """Find what the goals name and the Country lacks."""
        yield from super().missing(country, path)
        named = {
            "lock": self.lock,
            "together": [n for pair in self.together for n in pair],
            "apart": [n for pair in self.apart for n in pair],
        }
        yield from reach.unknown_bodies(country, self.noun, named, path)
