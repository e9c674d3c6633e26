"""The days of a year on which sessions may be held, and the window of each session among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ostan.country.country import Country
from ostan.persian.jalali import (
    JALALI_YEARS,
    jalali_month_length,
    to_gregorian,
    to_jalali,
    weekday,
    year_bounds,
)
from ostan.plan.sessions.rules import Rules
from ostan.words.errors import BadInput
from ostan.words.text import Text

Window = tuple[int, int]
"""First and last working day on which a session may be held, counted from 0."""


@dataclass(frozen=True)
class Year:
    """A year of work: first and last day, the working days among them, the holidays among them."""

    first: date
    last: date
    days: tuple[date, ...]
    holidays: tuple[date, ...]


_NO_YEAR = Text(
    "سال «{came}» پذیرفته نیست: سال هجری شمسی از {first} تا {last} یا روز آغاز را بنویسید.",
    "The year “{came}” is not accepted: state a Jalali year from {first} to {last}, or a first day.",
)
_NO_DAYS = Text(
    "در این سال هیچ روز کاری نمی‌ماند: روزهای هفته و تعطیلات را بازبینی کنید.",
    "No working day is left in this year: look at the days of the week and at the holidays.",
)


def bounds(year: int | date) -> tuple[date, date]:
    """Return first and last day of a Jalali year, or of the twelve months that begin on a day.

    Raises BadInput where the number is no Jalali year.
    """
    if isinstance(year, date):
        return year, _next_year(year) - timedelta(days=1)
    if year not in JALALI_YEARS[:-1]:
        raise BadInput.of(
            "year_range",
            _NO_YEAR.fill(came=str(year), first=str(JALALI_YEARS[0]), last=str(JALALI_YEARS[-2])),
        )
    return year_bounds(year)


def _next_year(day: date) -> date:
    year, month, dom = to_jalali(day)
    return to_gregorian(year + 1, month, min(dom, jalali_month_length(year + 1, month)))


def year_of(country: Country, year: int | date, rules: Rules) -> Year:
    """Return the working days of a year: the weekdays of `rules` less the holidays of `country`.

    Raises BadInput where none is left.
    """
    first, last = bounds(year)
    holidays = {d for d in country["holidays"]["date"] if first <= d <= last}
    every = (first + timedelta(days=k) for k in range((last - first).days + 1))
    days = tuple(d for d in every if weekday(d) in rules.weekdays and d not in holidays)
    if not days:
        raise BadInput.of("no_working_days", _NO_DAYS)
    return Year(first, last, days, tuple(sorted(holidays)))


def windows(lo: int, hi: int, count: int, spread: float) -> list[Window]:
    """Return the window of each of `count` sessions within the working days `lo` to `hi`.

    The days are cut into `count` parts as equal as whole days allow; a window is the middle
    `spread` of its part, at least one day. With more sessions than days some share a day.
    """
    days = hi - lo + 1
    found = []
    for k in range(count):
        first = lo + k * days // count
        last = max(first, lo + (k + 1) * days // count - 1)
        found.append(_middle(first, last, spread))
    return found


def _middle(first: int, last: int, spread: float) -> Window:
    length = last - first + 1
    kept = max(1, round(spread * length))
    start = first + (length - kept) // 2
    return start, start + kept - 1
