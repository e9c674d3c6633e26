"""Sessions: how many, how long, and what is decided without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Literal, Self

import polars as pl
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ostan.country.normal import Tables
from ostan.reform.change import Call, Change, Name, Number, given
from ostan.reform.councils.frames import with_cells
from ostan.reform.problem import Problem
from ostan.words.formats import percent
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_BELOW = Text(
    "کمینهٔ قانونی جلسه‌های {council} سالی {least} است و {came} کمتر از آن است",
    "the lawful minimum of sessions of {council} is {least} a year; {came} is below it",
)
_SO_ALREADY = Text("در {council} از پیش چنین است", "it is so already in {council}")


class SetSessions(Change):
    """Sets how often a council meets, and how long."""

    title: ClassVar = Text("تعیین شمار و طول جلسه‌ها", "set sessions")
    about: ClassVar = Text(
        "شمار جلسه‌های سال، جلسه‌های فرعی یا طول جلسهٔ شورا تعیین می‌شود.",
        "The number of sessions or sub-sessions a year, or their length, is set.",
    )
    fits: ClassVar = Text(
        "شورا فعال است؛ کمتر از کمینهٔ قانونی جلسه نمی‌شود.",
        "The council is active; sessions do not fall below the lawful minimum.",
    )
    binds: ClassVar = ("council",)
    reading: ClassVar = Text(
        "برای {council} تعیین می‌شود: {told}", "for {council} there shall be: {told}"
    )
    kind: Literal["set_sessions"] = "set_sessions"
    council: Name = given("شورا", "the council", refers="councils")
    sessions_per_year: Number | None = given(
        "جلسه در سال (۰ تا ۱۰۰۰)", "main sessions a year (0 to 1000)", None, ge=0, le=1000
    )
    hours_per_session: Number | None = given(
        "ساعت هر جلسه (۰ تا ۲۴)", "hours of a main session (0 to 24)", None, ge=0, le=24
    )
    subsessions_per_year: Number | None = given(
        "جلسهٔ فرعی در سال (۰ تا ۵۰۰۰)", "sub-sessions a year (0 to 5000)", None, ge=0, le=5000
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.cells():
            raise PydanticCustomError("nothing_set", "at least one number is required")
        return self

    def cells(self) -> dict[str, float]:
        """Return the columns of councils it sets, with their values."""
        stated = {n: getattr(self, n) for n in SESSION_COLUMNS}
        return {n: v for n, v in stated.items() if v is not None}

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = [SESSION_WORDS[n].fill(value=v) for n, v in self.cells().items()]
        return self.reading.fill(council=call("councils", self.council), told=joined(told))

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        council = site.one("council")
        row = look.council(council)
        least, came = row["sessions_required"], self.sessions_per_year
        if least is not None and came is not None and came < least:
            told = _BELOW.fill(council=look.label(council), least=least, came=came)
            yield Problem("below_minimum", told, (council,))
        elif all(row[n] == v for n, v in self.cells().items()):
            told = _SO_ALREADY.fill(council=look.label(council))
            yield Problem("so_already", told, (council,), idle=True)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        return with_cells(tables, "councils", [s.one("council") for s in sites], self.cells())

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of councils that the rules are to judge."""
        return super().judged(sites, self.effect(sites, tables))


SESSION_COLUMNS = ("sessions_per_year", "hours_per_session", "subsessions_per_year")
"""Columns of councils that `set_sessions` may set."""

SESSION_WORDS = MappingProxyType(
    {
        "sessions_per_year": Text("سالی {value} جلسه", "sessions a year: {value}"),
        "hours_per_session": Text("هر جلسه {value} ساعت", "hours a session: {value}"),
        "subsessions_per_year": Text("سالی {value} جلسهٔ فرعی", "sub-sessions a year: {value}"),
    }
)
"""How an office writes each of them."""


class DecideInWriting(Change):
    """A share of a council's business is decided in writing, without a session."""

    title: ClassVar = Text("تصمیم‌گیری مکاتبه‌ای", "decide in writing")
    about: ClassVar = Text(
        "سهمی از کار شورا مکاتبه‌ای (دورگردش) و بدون جلسه تصمیم‌گیری می‌شود؛ "
        "جلسه‌های اصلی به همان نسبت کم می‌شود.",
        "A share of its business is decided in writing; main sessions become fewer by that share.",
    )
    fits: ClassVar = Text("شورا فعال است.", "The council is active.")
    binds: ClassVar = ("council",)
    reading: ClassVar = Text(
        "{share} کار {council} مکاتبه‌ای و بدون جلسه تصمیم‌گیری می‌شود",
        "{share} of the business of {council} shall be decided in writing, without a session",
    )
    kind: Literal["decide_in_writing"] = "decide_in_writing"
    council: Name = given("شورا", "the council", refers="councils")
    share: Number = given(
        "سهمی از کار (بیش از ۰ تا ۱)", "share of its business (above 0, to 1)", gt=0, le=1
    )

    def words(self, call: Call) -> dict[str, Text | str | float | date | None]:
        """Return the values of its own fields for a sentence."""
        told = Text(percent(self.share, "fa"), percent(self.share, "en"))
        return {**super().words(call), "share": told}

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        council = site.one("council")
        if look.council(council)["written_share"] == self.share:
            told = _SO_ALREADY.fill(council=look.label(council))
            yield Problem("so_already", told, (council,), idle=True)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        councils = [s.one("council") for s in sites]
        return with_cells(tables, "councils", councils, {"written_share": self.share})
