import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.persian.letters import BIDI_OVERRIDES, ZWNJ, display, has_bidi_override

PERSIAN = st.text(
    alphabet="ابتدركکيیىهةۀؤئأإآءسـ \u200c\u200d\u064b\u0654\u0653۱٢3/.\n\t\u202e\u2067ﻻﷲa",
    max_size=30,
)


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("شوراي اداري كشور", "شورای اداری کشور"),
        ("على", "علی"),
        ("هيأت", "هیأت"),
        ("رئيس", "رئیس"),
        ("خانۀ", "خانهٔ"),
        ("ہیئت", "هیئت"),
        ("٦٠٢", "۶۰۲"),
        ("602/12", "602/12"),
        ("ﻻﺯﻡ", "لازم"),
        ("دایرة‌المعارف", "دایرةالمعارف"),
    ],
)
def test_letters_become_persian_and_spelling_stays(came: str, shown: str) -> None:
    assert display(came) == shown


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("شـــورا", "شورا"),
        ("ماده ۱ ـ استاندار", "ماده ۱ ـ استاندار"),
        ("ماده ۱ـ استاندار", "ماده ۱ـ استاندار"),
        ("تبصره ۱ـاستاندار", "تبصره ۱ـاستاندار"),
        ("ت۲۵/هـ", "ت۲۵/هـ"),
        ("شوراـکمیته", "شوراـکمیته"),
    ],
)
def test_tatweel_goes_where_it_lengthens_and_stays_where_it_is_a_dash(
    came: str, shown: str
) -> None:
    assert display(came) == shown


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("استان\u200c\u200cها", "استان‌ها"),
        ("استان \u200cها", "استان ها"),
        ("\u200cاستان\u200c", "استان"),
        ("کار\u200cگروه", "کارگروه"),
        ("A\u200cB", "AB"),
        ("برنامه‌ریزی", "برنامه‌ریزی"),
    ],
)
def test_half_spaces_stay_where_they_can_be_seen(came: str, shown: str) -> None:
    assert display(came) == shown


def test_a_name_is_one_line_without_controls() -> None:
    assert display("شورای\r\n اداری\x00\u00a0\u2003استان\ufeff ") == "شورای اداری استان"


@pytest.mark.parametrize("mark", list(BIDI_OVERRIDES))
def test_overrides_are_told_and_taken_away(mark: str) -> None:
    assert has_bidi_override(f"شورا{mark}ی")
    assert display(f"شورا{mark}ی") == "شورای"


def test_plain_text_has_no_override() -> None:
    assert not has_bidi_override("شورای اداری\u200c\u200f (A)")


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=20), PERSIAN))
def test_display_is_idempotent_composed_and_without_strays(text: str) -> None:
    shown = display(text)
    assert display(shown) == shown
    assert unicodedata.is_normalized("NFC", shown)
    assert not has_bidi_override(shown)
    assert ZWNJ * 2 not in shown
    assert not set(shown) & set("يك\n\t")
