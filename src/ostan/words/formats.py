"""Values as a person reads them, in Persian or English.

Every function takes a value and a language (`fa` or `en`) and returns a sentence part; None is
unknown and says so.  Persian output has Persian digits, marks and half-spaces only, English output
Latin ones only: digits are never mixed.
"""

import datetime
from typing import Final

from ostan.persian.digits import PERCENT, format_number
from ostan.persian.jalali import format_long, format_short
from ostan.words.lang import Lang

UNKNOWN: Final[dict[Lang, str]] = {"fa": "نامعلوم", "en": "unknown"}

_SCALES: Final = (
    (10**12, "هزار میلیارد", "trillion"),
    (10**9, "میلیارد", "billion"),
    (10**6, "میلیون", "million"),
)
"""Scale words for money; هزار میلیارد is what budgets say for 10^12."""


def number(value: float | None, lang: Lang, *, decimals: int = 1) -> str:
    """Return a number with at most `decimals` decimals, thousands grouped: `۱٬۲۳۴٫۵`."""
    if value is None:
        return UNKNOWN[lang]
    return format_number(value, persian=lang == "fa", decimals=decimals)


def count(value: int | None, lang: Lang) -> str:
    """Return a whole number: `۱٬۲۳۴`."""
    return number(value, lang, decimals=0)


def percent(share: float | None, lang: Lang, *, decimals: int = 0) -> str:
    """Return a share (0.25) as a percentage: `۲۵٪`."""
    if share is None:
        return UNKNOWN[lang]
    return number(share * 100, lang, decimals=decimals) + (PERCENT if lang == "fa" else "%")


def hours(value: float | None, lang: Lang) -> str:
    """Return hours as `۳ ساعت و ۲۰ دقیقه`, minutes rounded; above 100 hours without minutes."""
    if value is None:
        return UNKNOWN[lang]
    if abs(value) >= 100:
        return _hours(round(value), 0, lang, negative=value < 0)
    whole, minutes = divmod(round(abs(value) * 60), 60)
    return _hours(whole, minutes, lang, negative=value < 0)


def _hours(whole: int, minutes: int, lang: Lang, *, negative: bool) -> str:
    parts = []
    if whole or not minutes:
        parts.append(_counted(abs(whole), lang, "ساعت", "hour"))
    if minutes:
        parts.append(_counted(minutes, lang, "دقیقه", "minute"))
    text = (" و " if lang == "fa" else " and ").join(parts)
    if not negative or not (whole or minutes):
        return text
    return f"منفی {text}" if lang == "fa" else f"minus {text}"


def _counted(value: int, lang: Lang, fa: str, en: str) -> str:
    plural = "" if lang == "fa" or value == 1 else "s"
    return f"{count(value, lang)} {fa if lang == 'fa' else en}{plural}"


def hours_a_week(value: float | None, lang: Lang) -> str:
    """Return hours a week: `۷٫۵ ساعت در هفته`, one decimal."""
    if value is None:
        return UNKNOWN[lang]
    shown = number(value, lang)
    if lang == "fa":
        return f"{shown} ساعت در هفته"
    return f"{shown} hour{'' if shown == '1' else 's'} a week"


def money(rials: float | None, lang: Lang, *, decimals: int = 1) -> str:
    """Return rials with a scale word from a million up: `۳٫۲ میلیارد ریال`.

    Rounded for reading; a limit in a law is shown in full by `threshold`.
    """
    if rials is None:
        return UNKNOWN[lang]
    for size, fa, en in _SCALES:
        if round(abs(rials) / size, decimals) >= 1:
            shown = number(rials / size, lang, decimals=decimals)
            return f"{shown} {fa} ریال" if lang == "fa" else f"{shown} {en} rials"
    return _rials(rials, lang)


def threshold(rials: int | None, lang: Lang) -> str:
    """Return an amount in full, since a limit is never rounded: `۱٬۵۰۰٬۰۰۰٬۰۰۰ ریال`."""
    return UNKNOWN[lang] if rials is None else _rials(rials, lang)


_AMOUNTS: Final = {
    "hectare": ("{n} هکتار", "{n} hectares"),
    "class": ("طبقهٔ {n}", "class {n}"),
    "capacity": ("ظرفیت {n}", "capacity {n}"),
    "count": ("{n} مورد", "{n} items"),
}
"""How an amount is written, by the measure of a power's limits; rials have scale words."""


def amount(value: float | None, measure: str, lang: Lang) -> str:
    """Return an amount with its unit, never rounded: `۳٫۲ میلیارد ریال`, `۱۲ هکتار`, `طبقهٔ ۳`.

    Rials take the largest scale word under which three decimals write them in full. `measure` is one
    of `ostan.country.tables.MEASURES`; under `none` the number stands alone.
    """
    if value is None:
        return UNKNOWN[lang]
    if measure == "rial":
        return _exact_rials(value, lang)
    shown = number(value, lang, decimals=_EXACT)
    return dict(zip(("fa", "en"), _AMOUNTS.get(measure, ("{n}", "{n}")), strict=True))[lang].format(
        n=shown
    )


_EXACT: Final = 6
"""Decimals of an amount that is not money."""


def _exact_rials(value: float, lang: Lang) -> str:
    for size, fa, en in _SCALES:
        if abs(value) >= size and value * 1000 % size == 0:
            shown = number(value / size, lang, decimals=3)
            return f"{shown} {fa} ریال" if lang == "fa" else f"{shown} {en} rials"
    return _rials(value, lang)


def _rials(value: float, lang: Lang) -> str:
    shown = number(value, lang, decimals=0)
    if lang == "fa":
        return f"{shown} ریال"
    return f"{shown} rial{'' if shown == '1' else 's'}"


def date(value: datetime.date | None, lang: Lang) -> str:
    """Return a day in words: `۲۸ مهر ۱۳۷۷`, in English `1998-10-20`."""
    if value is None:
        return UNKNOWN[lang]
    return format_long(value) if lang == "fa" else _iso(value)


def date_short(value: datetime.date | None, lang: Lang) -> str:
    """Return a day for a table cell: `۱۳۷۷/۰۷/۲۸`, in English `1998-10-20`."""
    if value is None:
        return UNKNOWN[lang]
    return format_short(value) if lang == "fa" else _iso(value)


def _iso(value: datetime.date) -> str:
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def span(low: float | None, high: float | None, lang: Lang, *, decimals: int = 1) -> str:
    """Return a range: `۴ تا ۱۲`, in English `4–12`; one number where both read the same."""
    first, last = number(low, lang, decimals=decimals), number(high, lang, decimals=decimals)
    if first == last:
        return first
    if lang == "fa":
        return f"{first} تا {last}"
    joint = "–" if low is not None and high is not None and low >= 0 else " to "
    return f"{first}{joint}{last}"


def days_late(value: int | None, lang: Lang) -> str:
    """Return a delay in whole days: `۱۲ روز`."""
    if value is None:
        return UNKNOWN[lang]
    return _counted(value, lang, "روز", "day")
