"""Rules of a year of sessions: working days and hours, how evenly, which rooms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from difflib import get_close_matches
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from ostan.persian.digits import to_latin
from ostan.persian.jalali import WEEKDAYS, WEEKDAYS_EN
from ostan.persian.keys import fold
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text, same

SATURDAY_TO_WEDNESDAY = (0, 1, 2, 3, 4)
"""The days on which offices work in Iran, counted from Saturday as `jalali.weekday` does."""

Segment = tuple[int, int]
"""First slot and the slot after the last: a stretch of a day that no break cuts."""


class Room(BaseModel):
    """A room in which one session at a time may sit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, description="Name, as it is written beside a session.")
    seats: int = Field(ge=1, description="People it holds.")


def _day(came: object) -> object:
    """Return the number of a weekday that is named in Persian or English."""
    if not isinstance(came, str):
        return came
    keys = [fold(name) for name in (*WEEKDAYS, *WEEKDAYS_EN)]
    key = fold(came)
    return keys.index(key) % 7 if key in keys else came


def _days(came: object) -> object:
    return tuple(_day(d) for d in came) if isinstance(came, list | tuple) else came


def _clock(came: object) -> object:
    """Return the hour that is written as 8, `8`, `8:30` or `۸:۳۰`; anything else as it is."""
    plain = to_latin(str(came)).strip() if isinstance(came, str | int) else ""
    match = _HOUR.fullmatch(plain)
    if match is None or isinstance(came, bool):
        return came
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else came


def _named_rooms(came: object) -> object:
    """Return rooms that are written as names with seats in the form of the list."""
    if isinstance(came, Mapping):
        return tuple({"name": name, "seats": seats} for name, seats in came.items())
    return came


_HOUR = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?")
Weekdays = Annotated[tuple[int, ...], BeforeValidator(_days)]
"""Days of the week by number or name."""
Clock = Annotated[time, BeforeValidator(_clock)]
"""An hour of the day."""
Rooms = Annotated[tuple[Room, ...], BeforeValidator(_named_rooms)]
"""Rooms as a list, or as a table of names with seats."""


class Rules(BaseModel):
    """What a timetable keeps to. All of it is assumed unless the user says otherwise.

    No source states the hours in which councils of a province sit: eight to four in half hours is
    the working day of offices.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekdays: Weekdays = Field(
        default=SATURDAY_TO_WEDNESDAY,
        min_length=1,
        description="Days of the week on which sessions are held, 0 (Saturday) to 6 (Friday), or "
        "their names.",
    )
    opens: Clock = Field(default=time(8), description="No session begins before; to the minute.")
    closes: Clock = Field(default=time(16), description="No session ends after; to the minute.")
    slot_minutes: int = Field(
        default=30,
        ge=5,
        le=240,
        description="Sessions begin at multiples of so many minutes after `opens`; their length is "
        "rounded up to a multiple.",
    )
    pause: tuple[Clock, Clock] | None = Field(
        default=None,
        description="A break that no session runs into, from and to; none if left out.",
    )
    spread: float = Field(
        default=0.75,
        gt=0,
        le=1,
        description="How evenly: the working days of the year are cut into as many parts as there "
        "are sessions, and the k-th session falls into this share of the k-th part, about its "
        "middle. 1: anywhere in the part.",
    )
    far_hours: float = Field(
        default=2.0,
        gt=0,
        description="Hours of travel each way from which a post is far: its sessions are put on as "
        "few days as possible.",
    )
    quiet_for: tuple[str, ...] = Field(
        default=(),
        description="Posts, or types of posts, that are to have days without any session: theirs are "
        "put on few days, though they come from near.",
    )
    quiet_hours: float = Field(
        default=1.0,
        gt=0,
        description="Hours that a day without sessions is worth to such a post, beside travel; it "
        "weighs against the travel of others.",
    )
    rooms: Rooms = Field(
        default=(),
        description="Rooms, as names with seats; without any, sessions are not limited by rooms.",
    )

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Rules:
        """Return the rules that `data` (read from TOML or JSON) states; the rest stay as assumed.

        Raises BadInput with everything that is wrong.
        """
        try:
            return cls.model_validate(dict(data))
        except ValidationError as error:
            raise BadInput(_finding(e) for e in _innermost(error.errors())) from None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(not 0 <= d <= 6 for d in self.weekdays):
            raise ValueError("weekdays: 0 (Saturday) to 6 (Friday)")
        if len({r.name for r in self.rooms}) < len(self.rooms):
            raise ValueError("rooms: every room needs a name of its own")
        if self.pause is not None and self.pause[0] >= self.pause[1]:
            raise ValueError("pause: it must begin before it ends")
        if not self.segments:
            raise ValueError("opens, closes, slot_minutes: no slot fits into the day")
        return self

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The day in slots, counted from `opens`: stretches without a break, none empty."""
        opens, closes = _minutes(self.opens), _minutes(self.closes)
        whole = (0, (closes - opens) // self.slot_minutes)
        parts: tuple[Segment, ...]
        if self.pause is None:
            parts = (whole,)
        else:
            before = (_minutes(self.pause[0]) - opens) // self.slot_minutes
            after = -((opens - _minutes(self.pause[1])) // self.slot_minutes)
            parts = ((0, min(before, whole[1])), (max(after, 0), whole[1]))
        return tuple((a, b) for a, b in parts if b > a)

    @property
    def longest(self) -> int:
        """Slots of the longest stretch of a day: no session is longer."""
        return max(b - a for a, b in self.segments)

    @property
    def slots(self) -> int:
        """Slots of a day in which somebody may sit."""
        return sum(b - a for a, b in self.segments)

    def minute(self, slot: int) -> int:
        """Return the minute of the day at which a slot begins."""
        return _minutes(self.opens) + slot * self.slot_minutes


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


_UNKNOWN = Text(
    "قاعدهٔ جدول زمانی «{came}» شناخته نیست. پذیرفته: {allowed}.{near}",
    "“{came}” is not a rule of timetables. Allowed: {allowed}.{near}",
)
_NEAR = Text(" شاید منظور «{near}» بوده است.", " Perhaps “{near}” was meant.")
_WRONG = Text(
    "قاعدهٔ جدول زمانی «{key}» نمی‌تواند «{came}» باشد: {why}",
    "The rule of timetables “{key}” cannot be “{came}”: {why}",
)
_TOGETHER = Text("قاعده‌های جدول زمانی «{key}»: {why}", "The rules of timetables “{key}”: {why}")
_HOUR_OF_DAY = Text("ساعتی چون 8 یا 13:30 بنویسید", "write an hour such as 8 or 13:30")
_ALLOWED: Mapping[str, Text] = {
    "weekdays": Text(
        "نام روزها، یا ۰ (شنبه) تا ۶ (جمعه)", "names of days, or 0 (Saturday) to 6 (Friday)"
    ),
    "opens": _HOUR_OF_DAY,
    "closes": _HOUR_OF_DAY,
    "pause": Text('دو ساعت چون ["12", "13:30"] بنویسید', 'write two hours such as ["12", "13:30"]'),
    "slot_minutes": Text("عددی از ۵ تا ۲۴۰", "a number from 5 to 240"),
    "spread": Text("بیش از ۰ و دست بالا ۱", "above 0 and at most 1"),
    "far_hours": Text("بیش از ۰", "above 0"),
    "quiet_for": Text("فهرستی از سمت‌ها", "a list of posts"),
    "quiet_hours": Text("بیش از ۰", "above 0"),
    "rooms": Text(
        "نام هر اتاق با شمار صندلی (دست‌کم ۱)", "the name of each room with its seats (at least 1)"
    ),
}
"""What each rule may be."""
_FITS: Mapping[str, Text] = {
    "weekdays: 0 (Saturday) to 6 (Friday)": _ALLOWED["weekdays"],
    "rooms: every room needs a name of its own": Text(
        "هر اتاق نامی از آن خود می‌خواهد", "every room needs a name of its own"
    ),
    "pause: it must begin before it ends": Text(
        "باید پیش از پایانش آغاز شود", "it must begin before it ends"
    ),
    "opens, closes, slot_minutes: no slot fits into the day": Text(
        "هیچ نوبتی در روز جا نمی‌شود", "no slot fits into the day"
    ),
}
"""What rules must fit together in, by what the model says."""


def _innermost(errors: Sequence[Any]) -> Iterator[Any]:
    """Yield the errors but those of a whole of which a part is wrong."""
    for error in errors:
        at = error["loc"]
        if not any(len(e["loc"]) > len(at) > 0 and e["loc"][: len(at)] == at for e in errors):
            yield error


def _finding(error: Any) -> Finding:
    """Say in words what pydantic refused."""
    key = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        names = list(Room.model_fields if "." in key else Rules.model_fields)
        near = get_close_matches(str(error["loc"][-1]), names, n=1)
        sentence = _UNKNOWN.fill(
            came=key,
            allowed=", ".join(names),
            near=_NEAR.fill(near=near[0]) if near else "",
        )
        return Finding("unknown_rule", Severity.ERROR, sentence, came=key)
    came = str(error["input"]) if key else ""
    said = str(error["msg"]).removeprefix("Value error, ")
    name, why = key or said.partition(":")[0], _ALLOWED.get(key.partition(".")[0], same(said))
    sentence = (_WRONG if key else _TOGETHER).fill(key=name, came=came, why=_FITS.get(said, why))
    return Finding("bad_rule", Severity.ERROR, sentence, came=came)
