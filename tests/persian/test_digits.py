import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.persian.digits import format_number, parse_number, to_latin, to_persian
from ostan.persian.unread import Unread


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("۱۲", 12),
        ("٣٤", 34),
        ("۱2٣", 123),
        ("1,234", 1234),
        ("۱٬۲۳۴٫۵", 1234.5),
        ("۱،۲۳۴", 1234),
        ("1 234 567", 1234567),
        ("1\u00a0234", 1234),
        ("0012", 12),
        ("٫۵", 0.5),
        ("-12", -12),
        ("−۷", -7),
        ("–۷", -7),
        ("۵-", -5),
        ("(1,234)", -1234),
        ("\u200e−۷", -7),
        ("12%", 0.12),
        ("٪۱۲", 0.12),
        ("۱۲ درصد", 0.12),
        ("۳٫۲ میلیارد", 3_200_000_000),
        ("2 هزار میلیارد", 2 * 10**12),
        ("1.5 million", 1_500_000),
        ("1E+15", 1e15),
        ("5.0", 5.0),
    ],
)
def test_numbers_are_read(text: str, value: float) -> None:
    assert parse_number(text) == value
    assert isinstance(parse_number(text), type(value))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  \u200c", "empty"),
        ("دوازده", "not_a_number"),
        ("12a", "not_a_number"),
        ("--5", "not_a_number"),
        ("5.", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("3/5", "ambiguous"),
        ("602/12", "ambiguous"),
        ("1377/7/28", "ambiguous"),
        ("1,5", "ambiguous"),
        ("0,125", "ambiguous"),
        ("1.234.567", "ambiguous"),
        ("1.234,5", "ambiguous"),
        ("12,34,567", "ambiguous"),
        ("1 5", "ambiguous"),
        ("9" * 50, "too_long"),
        ("9" * 5000, "too_long"),
        ("1e999", "too_long"),
    ],
)
def test_what_is_no_sure_number_is_refused_with_a_reason(text: str, code: str) -> None:
    refused = parse_number(text)
    assert isinstance(refused, Unread)
    assert refused.code == code
    assert refused.fa
    assert refused.en
    assert not refused


def test_a_refusal_says_what_came() -> None:
    refused = parse_number("۱,۵")
    assert isinstance(refused, Unread)
    assert refused.came == "۱,۵"
    assert "۱,۵" in refused.fa


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.integers(min_value=-(10**30), max_value=10**30),
        st.floats(min_value=-1e15, max_value=1e15).filter(lambda x: x == 0 or abs(x) > 1e-12),
    ),
    st.booleans(),
)
def test_reading_what_was_written_gives_it_back(value: float, persian: bool) -> None:
    assert parse_number(format_number(value, persian=persian)) == value


def test_numbers_are_written_with_the_marks_of_the_language() -> None:
    assert format_number(1234567.25) == "۱٬۲۳۴٬۵۶۷٫۲۵"
    assert format_number(1234567.25, persian=False) == "1,234,567.25"
    assert format_number(-3) == "\u200e−۳"
    assert format_number(2.999, decimals=1) == "۳"
    assert format_number(-0.04, decimals=1) == "۰"
    assert format_number(1404, grouped=False) == "۱۴۰۴"


def test_numbers_and_codes_are_kept_apart() -> None:
    text = "در ماده 105 مصوبه 602/12 مورخ 1377/7/28، نسخه 1.2 و v2.3.1، مبلغ 1,234.5 ریال (12%)"
    shown = to_persian(text, codes="keep")
    assert shown == (
        "در ماده ۱۰۵ مصوبه 602/12 مورخ ۱۳۷۷/۷/۲۸، نسخه 1.2 و v2.3.1، مبلغ ۱٬۲۳۴٫۵ ریال (۱۲٪)"
    )


@pytest.mark.parametrize(
    "code", ["A12", "شماره 45", "0912", "art_5", "ISO 3166", "ت25/هـ", "10.1.2", "ماده 1.2", "1-5"]
)
def test_codes_stay_as_they_came(code: str) -> None:
    assert to_persian(code, codes="keep") == code


def test_converting_all_changes_shapes_only() -> None:
    assert to_persian("A1/2.3 ٤") == "A۱/۲.۳ ۴"
    assert to_latin("۱۲٣/4") == "123/4"
