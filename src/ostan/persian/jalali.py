"""Days in the Jalali (Iranian solar) and the Gregorian calendar, in every shape they are written.

Data holds ISO dates; Jalali is for the eye, at the edge.  The calendar itself is persiantools'.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from ostan.persian.digits import to_latin, to_persian
from ostan.persian.keys import fold
from ostan.persian.unread import Unread

MONTHS: Final = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)
MONTHS_EN: Final = (
    "Farvardin",
    "Ordibehesht",
    "Khordad",
    "Tir",
    "Mordad",
    "Shahrivar",
    "Mehr",
    "Aban",
    "Azar",
    "Dey",
    "Bahman",
    "Esfand",
)
WEEKDAYS: Final = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")
"""Days of the week from Saturday, with which it begins in Iran."""
WEEKDAYS_EN: Final = (
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
)

JALALI_YEARS: Final = range(1200, 1600)
"""Jalali years read from text: from before the first administrative acts to far plans."""
GREGORIAN_YEARS: Final = range(1800, 2200)
"""Gregorian years read from text; no number is in both ranges, so a year of four digits tells."""
TWO_DIGIT_YEARS: Final = range(32, 100)
"""Years of two digits that can be no day of a month: they are 1332 to 1399.  Smaller ones may be
a day, and be of the 1300s or the 1400s: they are refused as ambiguous."""

_GREGORIAN_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan", "ژانویه"),
            ("february", "feb", "فوریه"),
            ("march", "mar", "مارس"),
            ("april", "apr", "آوریل"),
            ("may", "مه", "می"),
            ("june", "jun", "ژوئن"),
            ("july", "jul", "ژوئیه", "جولای"),
            ("august", "aug", "اوت", "آگوست"),
            ("september", "sep", "sept", "سپتامبر"),
            ("october", "oct", "اکتبر"),
            ("november", "nov", "نوامبر"),
            ("december", "dec", "دسامبر"),
        ),
        start=1,
    )
    for name in names
}
_LUNAR: Final = re.compile(
    r"قمری|ه\s*\.?\s*ق\b|محرم|صفر|ربیع|جمادی|رجب|شعبان|رمضان|شوال|ذی|hijri", re.I
)
_ERA: Final = re.compile(
    r"(?:هجری\s*)?(?:خورشیدی|شمسی)|(?<!\w)ه[\u200dـ]?\s*\.\s*ش\.?(?!\w)|میلادی|(?<=\d)\s*م\.?$|\bAD\b|\bAP\b"
)
_LEAD: Final = re.compile(r"^(?:مورخه?|به\s*تاریخ|در\s*تاریخ|تاریخ|روز)\s*[:：]?\s*")
_WEEKDAY: Final = re.compile(
    r"^(?:(?P<fa>(?:یک|دو|سه|چهار|پنج)?[\s\u200c]?شنبه|جمعه|آدینه)|(?P<en>[A-Za-z]{6,9}day))\s*[،,]?\s*"
)
_NUMBERS: Final = re.compile(r"(\d{1,4})\s*([/.\-،,ـ\u2013\u2212\\])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_NAMED: Final = re.compile(
    r"(\d{1,2})\s*(?:(?:ام|م)(?=[\s\u200c]))?[\s\u200c]*[-/]?\s*([^\W\d_][^\d،,]*?)[\s،,]*[-/]?\s*(?:ماه|سال)?\s*(\d{2,4})"
)
_NAME_FIRST: Final = re.compile(r"([A-Za-z]+)\s+(\d{1,2})\s*,?\s+(\d{4})")
_ISO: Final = re.compile(r"((?:18|19|20|21)[0-9]{2})-([0-9]{2})-([0-9]{2})")
"""The usual shape in data, read at once."""
_JOINED: Final = re.compile(r"\d{8}")
_TIME: Final = re.compile(
    r"(?P<day>.+?)(?:[T\s،,]+(?:ساعت\s*)?)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:Z|[+-]00:?00)?"
)
_PART: Final = re.compile(r"\d{4}(?:\s*[/.\-]\s*\d{1,2})?|(?:[^\W\d_]|\s)+\d{4}")

_ALLOWED_FA: Final = "نمونهٔ پذیرفته: ۱۴۰۴/۰۸/۲۳ یا ۲۳ آبان ۱۴۰۴ یا 2025-11-14"
_ALLOWED_EN: Final = "accepted: 1404/08/23, 23 Aban 1404 or 2025-11-14"


@dataclass(frozen=True)
class _Day:
    """A year, month and day as written, not yet checked; `jalali` names the calendar."""

    year: int
    month: int
    day: int
    jalali: bool


# --- text to day ---


def parse_date(text: str) -> date | Unread:
    """Return the day that `text` names, or an `Unread` with the precise reason.

    Jalali and Gregorian, told apart by the year (1200-1599, 1800-2199).  Year first or year last,
    separated by / . , - ، a dash or a tatweel with or without spaces; eight digits in a row; the
    month by name («۲۸ مهر ۱۳۷۷», 14 November 2025); a weekday before it, which must agree; years
    of two digits from 32 to 99 (1332-1399).  ISO date-times give their day.  A Gregorian day
    before month is taken only where the day is above 12.
    Codes: `empty`, `not_a_date`, `ambiguous`, `no_such_day`, `no_such_month`, `year_range`,
    `incomplete`, `weekday`, `lunar`.
    """
    if iso := _ISO.fullmatch(text):
        written = _Day(int(iso[1]), int(iso[2]), int(iso[3]), False)
        return _checked(written, text)
    plain = _plain(text)
    timed = _TIME.fullmatch(plain)
    return _parse_day(timed["day"] if timed else plain, text)


def parse_datetime(text: str) -> datetime | Unread:
    """Return the moment `text` names: a day as in `parse_date` and HH:MM, or midnight without."""
    plain = _plain(text)
    timed = _TIME.fullmatch(plain)
    day = _parse_day(timed["day"] if timed else plain, text)
    if isinstance(day, Unread):
        return day
    if not timed:
        return datetime.combine(day, time())
    hour, minute, second = (int(timed[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        return _unread("no_such_time", text, "چنین ساعتی نیست", "there is no such time of day")
    return datetime.combine(day, time(hour, minute, second))


def _plain(text: str) -> str:
    return re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", to_latin(text)).strip()


def _parse_day(plain: str, came: str) -> date | Unread:
    if not plain:
        return _unread("empty", came, "تاریخی نیامده است", "no date came")
    if _LUNAR.search(plain):
        return _unread(
            "lunar", came, "تاریخ هجری قمری پذیرفته نیست", "lunar dates are not accepted"
        )
    plain = _LEAD.sub("", plain)
    named = _WEEKDAY.match(plain)
    bare = _ERA.sub("", plain[named.end() :] if named else plain).strip(" .،,")
    written = list(dict.fromkeys(_readings(bare)))
    if not written:
        return _incomplete(bare, came)
    found = [_checked(day, came) for day in written]
    days = list(dict.fromkeys(day for day in found if isinstance(day, date)))
    if len(days) > 1:
        return _ambiguous(written, came)
    if not days:
        return next(day for day in found if isinstance(day, Unread))
    return _weekday_agrees(days[0], named, came) if named else days[0]


def _readings(text: str) -> Iterator[_Day]:
    """Yield every way in which `text` may name a day; more than one makes it ambiguous."""
    if match := _NUMBERS.fullmatch(text):
        yield from _by_numbers(match[1], match[3], match[4])
    elif match := _NAMED.fullmatch(text):
        yield from _by_name(match[1], match[2], match[3])
    elif match := _NAME_FIRST.fullmatch(text):
        yield from _by_name(match[2], match[1], match[3])
    elif _JOINED.fullmatch(text):
        yield from _joined(text)


def _joined(text: str) -> Iterator[_Day]:
    if _known_year(int(text[:4])):
        yield _Day(int(text[:4]), int(text[4:6]), int(text[6:]), _is_jalali(int(text[:4])))
    if _known_year(int(text[4:])):
        yield from _by_numbers(text[:2], text[2:4], text[4:])


def _by_numbers(first: str, second: str, third: str) -> Iterator[_Day]:
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        yield _Day(a, b, c, _is_jalali(a))
    elif len(third) == 4 and _is_jalali(c):
        yield _Day(c, b, a, True)
    elif len(third) == 4:
        yield from _gregorian_year_last(a, b, c)
    elif len(first) <= 2 and len(third) <= 2:
        yield from _short_year(a, b, c)


def _gregorian_year_last(a: int, b: int, year: int) -> Iterator[_Day]:
    """Day before month (world) or month before day (US)."""
    yield _Day(year, b, a, False)
    if b > 12 or a <= 12:
        yield _Day(year, a, b, False)


def _short_year(a: int, b: int, c: int) -> Iterator[_Day]:
    if a in TWO_DIGIT_YEARS:
        yield _Day(1300 + a, b, c, True)
    elif c in TWO_DIGIT_YEARS:
        yield _Day(1300 + c, b, a, True)
    else:
        for century in (1300, 1400):
            yield _Day(century + a, b, c, True)
            yield _Day(century + c, b, a, True)


def _by_name(day: str, name: str, year: str) -> Iterator[_Day]:
    full = int(year)
    if jalali := _jalali_month(name):
        if len(year) == 2:
            centuries = (1300,) if full in TWO_DIGIT_YEARS else (1300, 1400)
            yield from (_Day(century + full, jalali, int(day), True) for century in centuries)
        else:
            yield _Day(full, jalali, int(day), True)
    elif (month := _gregorian_month(name)) and len(year) == 4:
        yield _Day(full, month, int(day), False)


def _jalali_month(name: str) -> int | None:
    key = fold(name).removesuffix("ماه")
    if key == fold("امرداد"):
        return 5
    for names in (MONTHS, MONTHS_EN):
        for number, month in enumerate(names, start=1):
            if fold(month) == key:
                return number
    return None


def _gregorian_month(name: str) -> int | None:
    key = fold(name)
    return next((n for month, n in _GREGORIAN_MONTHS.items() if fold(month) == key), None)


# --- checks ---


def _is_jalali(year: int) -> bool:
    return year in JALALI_YEARS


def _known_year(year: int) -> bool:
    return year in JALALI_YEARS or year in GREGORIAN_YEARS


def _checked(written: _Day, came: str) -> date | Unread:
    """Return the day, or why the calendar has no such day."""
    allowed = JALALI_YEARS if written.jalali else GREGORIAN_YEARS
    if written.year not in allowed:
        return _unread(
            "year_range",
            came,
            f"سال {_fa(written.year)} در بازهٔ پذیرفته (۱۲۰۰ تا ۱۵۹۹ یا ۱۸۰۰ تا ۲۱۹۹ میلادی) نیست",
            f"year {written.year} is outside 1200-1599 (Jalali) and 1800-2199 (Gregorian)",
        )
    if not 1 <= written.month <= 12:
        return _unread(
            "no_such_month",
            came,
            f"ماه {_fa(written.month)} وجود ندارد؛ ماه از ۱ تا ۱۲ است",
            f"there is no month {written.month}; months run from 1 to 12",
        )
    longest = _month_length(written)
    if not 1 <= written.day <= longest:
        return _no_such_day(written, longest, came)
    if written.jalali:
        return to_gregorian(written.year, written.month, written.day)
    return date(written.year, written.month, written.day)


def _month_length(written: _Day) -> int:
    if written.jalali:
        return jalali_month_length(written.year, written.month)
    following = date(written.year + written.month // 12, written.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _no_such_day(written: _Day, longest: int, came: str) -> Unread:
    if written.jalali:
        fa, en = MONTHS[written.month - 1], MONTHS_EN[written.month - 1]
    else:
        fa, en = _gregorian_names(written.month)
    return _unread(
        "no_such_day",
        came,
        f"{fa} {_fa(written.year)}، {_fa(longest)} روز دارد و روز {_fa(written.day)} ندارد",
        f"{en} {written.year} has {longest} days and no day {written.day}",
    )


def _gregorian_names(month: int) -> tuple[str, str]:
    names = [name for name, number in _GREGORIAN_MONTHS.items() if number == month]
    return next(name for name in names if not name.isascii()), names[0].capitalize()


def _weekday_agrees(day: date, named: re.Match[str], came: str) -> date | Unread:
    said = fold(named[0]).replace(fold("آدینه"), fold("جمعه"))
    position = weekday(day)
    if said in (fold(WEEKDAYS[position]), fold(WEEKDAYS_EN[position])):
        return day
    return _unread(
        "weekday",
        came,
        f"این روز {WEEKDAYS[position]} است، نه {named[0].strip(' ،,')}",
        f"that day is a {WEEKDAYS_EN[position]}, not {named[0].strip(' ،,')}",
    )


def _incomplete(bare: str, came: str) -> Unread:
    if _PART.fullmatch(bare):
        return _unread("incomplete", came, "تاریخ کامل نیست؛ روز آن نیامده", "the day is missing")
    return _unread("not_a_date", came, "تاریخ خوانده نشد", "no date could be read")


def _ambiguous(written: list[_Day], came: str) -> Unread:
    options = [f"{d.year:04d}/{d.month:02d}/{d.day:02d}" for d in written]
    valid = [o for o, d in zip(options, written, strict=True) if not _is_unread(d)]
    return _unread(
        "ambiguous",
        came,
        f"تاریخ بیش از یک معنا دارد ({_fa(' یا '.join(valid))})؛ سال را چهاررقمی و در آغاز بنویسید",
        f"the date has more than one meaning ({' or '.join(valid)}); write the year first, in full",
    )


def _is_unread(written: _Day) -> bool:
    return isinstance(_checked(written, ""), Unread)


def _unread(code: str, came: str, fa: str, en: str) -> Unread:
    came = came[:60]
    return Unread(code, came, f"«{came}»: {fa}. {_ALLOWED_FA}", f"'{came}': {en}. {_ALLOWED_EN}")


def _fa(value: object) -> str:
    return to_persian(str(value))


# --- the calendar ---


def to_gregorian(year: int, month: int, day: int) -> date:
    """Return the Gregorian day of a Jalali one; ValueError if the calendar has no such day."""
    from persiantools.jdatetime import JalaliDate

    jalali = JalaliDate(year, month, day)  # type: ignore[no-untyped-call]
    return jalali.to_gregorian()


def to_jalali(day: date) -> tuple[int, int, int]:
    """Return the Jalali year, month and day of a Gregorian day."""
    from persiantools.jdatetime import JalaliDate

    jalali = JalaliDate(date(day.year, day.month, day.day))  # type: ignore[no-untyped-call]
    return jalali.year, jalali.month, jalali.day


def is_leap(year: int) -> bool:
    """Whether Esfand of this Jalali year has 30 days."""
    from persiantools.jdatetime import JalaliDate

    return bool(JalaliDate.is_leap(year))


def jalali_month_length(year: int, month: int) -> int:
    """Return the days of a Jalali month: 31 in the first six, 30 in the next five, 29 or 30."""
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def weekday(day: date) -> int:
    """Return the place of a day in the Iranian week: Saturday 0 ... Friday 6."""
    return (day.weekday() + 2) % 7


def weekday_name(day: date, lang: str = "fa") -> str:
    """Return the name of the weekday in Persian or English."""
    return (WEEKDAYS if lang == "fa" else WEEKDAYS_EN)[weekday(day)]


def year_bounds(year: int) -> tuple[date, date]:
    """Return first and last day of a Jalali year, which is also Iran's fiscal year."""
    return to_gregorian(year, 1, 1), to_gregorian(year + 1, 1, 1) - timedelta(days=1)


def jalali_year(day: date) -> int:
    """Return the Jalali (and fiscal) year in which a day lies."""
    return to_jalali(day)[0]


def format_short(day: date) -> str:
    """Return a day as `۱۳۷۷/۰۷/۲۸`."""
    year, month, dom = to_jalali(day)
    return to_persian(f"{year:04d}/{month:02d}/{dom:02d}")


def format_long(day: date, *, with_weekday: bool = False) -> str:
    """Return a day as `۲۸ مهر ۱۳۷۷`, or `سه‌شنبه ۲۸ مهر ۱۳۷۷` with its weekday."""
    year, month, dom = to_jalali(day)
    text = to_persian(f"{dom} {MONTHS[month - 1]} {year}")
    return f"{weekday_name(day)} {text}" if with_weekday else text
