from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.persian import jalali
from ostan.persian.jalali import format_long, format_short, parse_date, parse_datetime
from ostan.persian.unread import Unread

MEHR_28 = date(1998, 10, 20)


@pytest.mark.parametrize(
    "text",
    [
        "1377/7/28",
        "۱۳۷۷/۰۷/۲۸",
        "١٣٧٧/٧/٢٨",
        "28/7/1377",
        "28 / 7 / 1377",
        "28.7.1377",
        "28 . 7 . 1377",
        "1377,07,28",
        "۱۳۷۷، ۷، ۲۸",
        "1377-07-28",
        "28ـ7ـ1377",
        "28 – 7 – 1377",
        "13770728",
        "28071377",
        "77/7/28",
        "28/7/77",
        "۲۸ مهر ۱۳۷۷",
        "٢٨ مهر ١٣٧٧",
        "28 مهرماه 1377",
        "28 مهر ماه سال 1377",
        "28م مهر 1377",
        "۲۸ مهر ۷۷",
        "28 Mehr 1377",
        "سه‌شنبه ۲۸ مهر ۱۳۷۷",
        "سه شنبه، 28/7/1377",
        "مورخ 1377/7/28",
        "1377/7/28 ه.ش",
        "1998-10-20",
        "1998/10/20",
        "1998-10-20T00:00:00",
        "19981020",
        "20 October 1998",
        "October 20, 1998",
        "20/10/1998",
        "10/20/1998",
        "۲۰ اکتبر ۱۹۹۸",
        "\u200f1377/7/28\u200f",
    ],
)
def test_every_shape_of_a_day_is_read(text: str) -> None:
    assert parse_date(text) == MEHR_28


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("فردا", "not_a_date"),
        ("1377-7/28", "not_a_date"),
        ("1402/12/30", "no_such_day"),
        ("1377/7/31", "no_such_day"),
        ("1999-02-29", "no_such_day"),
        ("1381/0/5", "no_such_month"),
        ("2/31/1381", "no_such_month"),
        ("1377/28/7", "no_such_month"),
        ("1700/1/1", "year_range"),
        ("1377", "incomplete"),
        ("1377/7", "incomplete"),
        ("مهر ۱۳۷۷", "incomplete"),
        ("04/7/28", "ambiguous"),
        ("۵ مهر ۰۴", "ambiguous"),
        ("05/04/1998", "ambiguous"),
        ("جمعه ۲۸ مهر ۱۳۷۷", "weekday"),
        ("۲۸ صفر ۱۴۲۰", "lunar"),
    ],
)
def test_what_is_no_sure_day_is_refused_with_a_reason(text: str, code: str) -> None:
    refused = parse_date(text)
    assert isinstance(refused, Unread)
    assert refused.code == code


def test_ordibehesht_has_31_days() -> None:
    assert parse_date("31/2/1381") == date(2002, 5, 21)


def test_leap_esfand_has_30_days_and_a_common_one_says_so() -> None:
    assert parse_date("30/12/1403") == date(2025, 3, 20)
    refused = parse_date("۱۴۰۲/۱۲/۳۰")
    assert isinstance(refused, Unread)
    assert "اسفند ۱۴۰۲، ۲۹ روز دارد" in refused.fa
    assert "Esfand 1402 has 29 days" in refused.en


def test_an_ambiguous_day_names_its_meanings() -> None:
    refused = parse_date("04/7/28")
    assert isinstance(refused, Unread)
    assert "1404/07/28" in refused.en
    assert "1328/07/04" in refused.en


def test_moments_are_read() -> None:
    assert parse_datetime("1404/08/23 ساعت ۱۰:۳۰") == datetime(2025, 11, 14, 10, 30)
    assert parse_datetime("2025-11-14T10:30:05") == datetime(2025, 11, 14, 10, 30, 5)
    assert parse_datetime("۲۳ آبان ۱۴۰۴") == datetime(2025, 11, 14)
    assert isinstance(parse_datetime("1404/08/23 25:00"), Unread)


ANCHORS = {
    (1357, 11, 22): date(1979, 2, 11),
    (1358, 1, 12): date(1979, 4, 1),
    (1375, 1, 1): date(1996, 3, 20),
    (1377, 7, 28): date(1998, 10, 20),
    (1399, 12, 30): date(2021, 3, 20),
    (1403, 12, 30): date(2025, 3, 20),
    (1404, 1, 1): date(2025, 3, 21),
}


@pytest.mark.parametrize(("jalali_day", "day"), ANCHORS.items())
def test_known_days_stand(jalali_day: tuple[int, int, int], day: date) -> None:
    assert jalali.to_gregorian(*jalali_day) == day
    assert jalali.to_jalali(day) == jalali_day


BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192)


def nowruz(year: int) -> date:
    """The first day of a Jalali year after K. M. Borkowski's table of 33-year cycles (1996)."""
    leaps = -14
    before = BREAKS[0]
    for after in BREAKS[1:]:
        if year < after:
            break
        leaps += (after - before) // 33 * 8 + (after - before) % 33 // 4
        before = after
    n = year - before
    leaps += n // 33 * 8 + (n % 33 + 3) // 4
    if (after - before) % 33 == 4 and after - before - n == 4:
        leaps += 1
    gregorian = year + 621
    leaps_gregorian = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 20 + leaps - leaps_gregorian)


def test_every_new_year_agrees_with_an_independent_table() -> None:
    wrong = [y for y in range(1206, 1498) if jalali.to_gregorian(y, 1, 1) != nowruz(y)]
    assert wrong == []


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1830, 1, 1), date(2120, 1, 1)))
def test_days_survive_the_round_trip(day: date) -> None:
    year, month, dom = jalali.to_jalali(day)
    start = nowruz(year)
    offset = (month - 1) * 31 - max(0, month - 7) + dom - 1
    assert start + timedelta(days=offset) == day
    assert jalali.to_gregorian(year, month, dom) == day
    assert parse_date(format_short(day)) == day
    assert parse_date(format_long(day)) == day
    assert parse_date(format_long(day, with_weekday=True)) == day
    assert parse_date(day.isoformat()) == day


def test_days_are_written() -> None:
    assert format_long(MEHR_28) == "۲۸ مهر ۱۳۷۷"
    assert format_long(MEHR_28, with_weekday=True) == "سه‌شنبه ۲۸ مهر ۱۳۷۷"
    assert format_short(MEHR_28) == "۱۳۷۷/۰۷/۲۸"


def test_the_week_begins_on_saturday() -> None:
    saturday = date(2025, 11, 15)
    names = [jalali.weekday_name(saturday + timedelta(days=i)) for i in range(7)]
    assert tuple(names) == jalali.WEEKDAYS
    assert jalali.weekday_name(saturday, "en") == "Saturday"


def test_year_bounds_and_lengths() -> None:
    assert jalali.year_bounds(1403) == (date(2024, 3, 20), date(2025, 3, 20))
    assert jalali.jalali_year(date(2025, 3, 20)) == 1403
    assert jalali.jalali_month_length(1403, 12) == 30
    assert jalali.jalali_month_length(1404, 12) == 29
    assert jalali.is_leap(1403)
