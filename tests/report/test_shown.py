"""Values as markup: digits of the language, foreign words apart, everything escaped."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.report.blocks import Badge, Code, Figure, Name, Range, Say
from ostan.report.shown import cut, markup, say, words
from ostan.words.text import Text

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"


def outside_bdi(shown: str) -> str:
    return re.sub(r"<[^>]+>", "", re.sub(r"<bdi.*?</bdi>", "", shown))


@pytest.mark.parametrize(
    ("value", "unit", "fa", "en"),
    [
        (1234.56, "hours/year", "۱٬۲۳۴٫۶", "1,234.6"),
        (0.385, "share", "۳۸٪", "38%"),
        (12, "count", "۱۲", "12"),
        (date(2026, 1, 1), "date", "۱۴۰۴/۱۰/۱۱", "2026-01-01"),
        (True, "text", "بله", "yes"),
        (None, "count", "<i>نامعلوم</i>", "<i>unknown</i>"),
        (
            Range(1, 2.5, 4),
            "hours",
            '۲٫۵ <span class="nb">(۱ تا ۴)</span>',
            '2.5 <span class="nb">(1 to 4)</span>',
        ),
        (Range(None, 2.5, None), "hours", "۲٫۵", "2.5"),
        (Range(2, 2, 2), "hours", "۲", "2"),
        (Range(None, None, None), "hours", "نامعلوم", "unknown"),
        (Figure(Text("۳", "3")), "text", "<strong>۳</strong>", "<strong>3</strong>"),
    ],
)
def test_values_are_written_in_the_language(value, unit, fa, en) -> None:
    assert markup(value, "fa", unit) == fa
    assert markup(value, "en", unit) == en


def test_a_name_without_the_language_stands_apart_in_the_other() -> None:
    assert markup(Name("شورا", None), "en") == '<bdi lang="fa" dir="rtl">شورا</bdi>'
    assert markup(Name(None, "council 7"), "fa") == '<bdi lang="en" dir="ltr">council 7</bdi>'


def test_digits_of_a_name_follow_its_language() -> None:
    assert markup(Name("ماده 5", "article 5"), "fa") == "ماده ۵"
    assert markup(Name("ماده 5", "article 5"), "en") == "article 5"


def test_ids_keep_their_digits_and_direction() -> None:
    assert markup(Code("sac_602_12"), "fa") == '<bdi dir="ltr"><code>sac_602_12</code></bdi>'


def test_a_state_says_its_colour_without_it() -> None:
    shown = markup(Badge("red", Text("ق", "R"), Text("دارای تأخیر", "late")), "fa")
    assert "ق" in shown
    assert "دارای تأخیر" in shown


def test_the_words_of_a_sentence_and_its_values_are_escaped() -> None:
    sentence = Say(Text("<b> {x} & {y}", "<b> {x} & {y}"), {"x": "<i>", "y": Name("<u>", "<u>")})
    for lang in ("fa", "en"):
        assert not re.search(r"<[biu]>", say(sentence, lang))
        assert "&lt;i&gt;" in say(sentence, lang)


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_no_text_breaks_out_of_its_place(text: str) -> None:
    for value in (text, Name(text, None), Name(None, text), Code(text)):
        for lang in ("fa", "en"):
            inside = re.sub(r'</?(bdi|code|i)( (lang|dir)="\w+")*>', "", markup(value, lang))
            assert "<" not in inside
            assert ">" not in inside


@settings(max_examples=60)
@given(st.text(alphabet="ابپ۰۵09 7Ab", max_size=20))
def test_digits_are_never_mixed_outside_isolated_words(text: str) -> None:
    assert not re.search("[0-9]", outside_bdi(markup(text, "fa")))
    assert not re.search(f"[{PERSIAN_DIGITS}]", outside_bdi(markup(Name(None, text), "en")))


def test_a_sentence_may_stand_in_another() -> None:
    inner = Say(Text("{n} نفر", "{n} people"), {"n": Figure(Text("۳", "3"))})
    outer = Say(Text("«{who}»", "“{who}”"), {"who": inner})
    assert say(outer, "fa") == "«<strong>۳</strong> نفر»"
    assert words(outer, "en") == "“3 people”"


def test_runs_of_the_other_script_stand_apart_in_a_sentence() -> None:
    text = Text("شناسهٔ admin_council@qom نیست", "the alias “کمیته امداد” is given twice")
    assert markup(text, "fa") == 'شناسهٔ <bdi lang="en" dir="ltr">admin_council@qom</bdi> نیست'
    assert (
        markup(text, "en")
        == 'the alias “<bdi lang="fa" dir="rtl">کمیته امداد</bdi>” is given twice'
    )


def test_a_quotation_with_marks_in_it_stands_apart_whole() -> None:
    quoted = "part of the council's powers; a report, each month"
    made = str(markup(Text(f"به شرط «{quoted}» است", quoted), "fa"))
    assert made.count("<bdi") == 1
    assert quoted.replace("'", "&#39;") in made


def test_words_for_a_chart_have_no_markup() -> None:
    assert words(Name("ماده 5", None), "fa") == "ماده ۵"
    assert words(Code("x_1"), "en") == "x_1"


@settings(max_examples=60)
@given(st.text(alphabet="اب cd", max_size=40), st.integers(2, 30))
def test_a_cut_text_fits_and_begins_as_the_whole_does(text: str, width: int) -> None:
    shown = cut(text, width)
    assert len(shown) <= width
    assert shown == text or text.startswith(shown[:-1])


def test_a_cut_is_made_between_words() -> None:
    assert cut("شورای برنامه‌ریزی و توسعه", 20) == "شورای برنامه‌ریزی…"
    assert cut("aaaaaaaa", 4) == "aaa…"
