import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.persian.digits import parse_number
from ostan.persian.jalali import parse_date
from ostan.words import formats

VALUES = st.floats(min_value=-1e14, max_value=1e14)
FORMATS: list[Callable[..., str]] = [
    formats.number,
    formats.percent,
    formats.hours,
    formats.hours_a_week,
    formats.money,
]


@settings(max_examples=40, deadline=None)
@given(VALUES, st.sampled_from(FORMATS))
def test_digits_and_marks_are_never_mixed(value: float, write: Callable[..., str]) -> None:
    assert not re.search(r"[0-9A-Za-z%,.]", write(value, "fa"))
    assert not re.search(r"[\u0600-\u06ff\u200c\u200e]", write(value, "en"))


@pytest.mark.parametrize("write", [*FORMATS, formats.count, formats.threshold, formats.date])
def test_unknown_says_so(write: Callable[..., str]) -> None:
    assert write(None, "fa") == "نامعلوم"
    assert write(None, "en") == "unknown"


@pytest.mark.parametrize(
    ("shown", "fa", "en"),
    [
        (lambda g: formats.number(1234.56, g), "۱٬۲۳۴٫۶", "1,234.6"),
        (lambda g: formats.percent(0.123, g), "۱۲٪", "12%"),
        (lambda g: formats.hours(10 / 3, g), "۳ ساعت و ۲۰ دقیقه", "3 hours and 20 minutes"),
        (lambda g: formats.hours(1, g), "۱ ساعت", "1 hour"),
        (lambda g: formats.hours(0.5, g), "۳۰ دقیقه", "30 minutes"),
        (lambda g: formats.hours(0, g), "۰ ساعت", "0 hours"),
        (lambda g: formats.hours(-0.5, g), "منفی ۳۰ دقیقه", "minus 30 minutes"),
        (lambda g: formats.hours(1234.4, g), "۱٬۲۳۴ ساعت", "1,234 hours"),
        (lambda g: formats.hours_a_week(7.52, g), "۷٫۵ ساعت در هفته", "7.5 hours a week"),
        (lambda g: formats.money(3.2e9, g), "۳٫۲ میلیارد ریال", "3.2 billion rials"),
        (lambda g: formats.money(999_999_999, g), "۱ میلیارد ریال", "1 billion rials"),
        (lambda g: formats.money(5e13, g), "۵۰ هزار میلیارد ریال", "50 trillion rials"),
        (lambda g: formats.threshold(1500000001, g), "۱٬۵۰۰٬۰۰۰٬۰۰۱ ریال", "1,500,000,001 rials"),
        (lambda g: formats.date(date(1998, 10, 20), g), "۲۸ مهر ۱۳۷۷", "1998-10-20"),
        (lambda g: formats.date_short(date(1998, 10, 20), g), "۱۳۷۷/۰۷/۲۸", "1998-10-20"),
        (lambda g: formats.span(4, 12, g), "۴ تا ۱۲", "4–12"),
        (lambda g: formats.span(4, 4.01, g), "۴", "4"),
        (lambda g: formats.span(4, None, g), "۴ تا نامعلوم", "4 to unknown"),
        (lambda g: formats.days_late(1, g), "۱ روز", "1 day"),
    ],
)
def test_values_read_as_a_person_writes_them(shown: Callable[[str], str], fa: str, en: str) -> None:
    assert shown("fa") == fa
    assert shown("en") == en


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=-(10**17), max_value=10**17), st.sampled_from(["fa", "en"]))
def test_counts_and_thresholds_can_be_read_back(value: int, lang: formats.Lang) -> None:
    assert parse_number(formats.count(value, lang)) == value
    amount = re.sub(r" (ریال|rials?)$", "", formats.threshold(value, lang))
    assert parse_number(amount) == value


@settings(max_examples=40, deadline=None)
@given(st.dates(date(1850, 1, 1), date(2100, 1, 1)), st.sampled_from(["fa", "en"]))
def test_days_can_be_read_back(day: date, lang: formats.Lang) -> None:
    assert parse_date(formats.date(day, lang)) == day
    assert parse_date(formats.date_short(day, lang)) == day
