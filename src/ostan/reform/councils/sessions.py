"""Sessions: how many, how long, and what is decided without one."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ostan.reform.change import Change, Name, Number, given
from ostan.words.text import Text


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


SESSION_COLUMNS = ("sessions_per_year", "hours_per_session", "subsessions_per_year")
"""Columns of councils that `set_sessions` may set."""


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
    kind: Literal["decide_in_writing"] = "decide_in_writing"
    council: Name = given("شورا", "the council", refers="councils")
    share: Number = given(
        "سهمی از کار (بیش از ۰ تا ۱)", "share of its business (above 0, to 1)", gt=0, le=1
    )
