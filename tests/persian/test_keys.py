import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.persian.keys import fold, fold_all, sort_key, sort_keys, words
from ostan.persian.letters import display

PERSIAN = st.text(
    alphabet="ابتدركکيیىهةۀؤئأإآءسلمن ـ\u200c\u064b\u0654،-/12۱٢ABa\nﻻ½😀", max_size=25
)


@pytest.mark.parametrize(
    "same",
    [
        ("هیأت وزیران", "هیئت وزیران", "هيات وزيران", "هیات‌ وزیران", "هيئت وزيران"),
        ("رئیس", "رییس", "رئيس", "ریيس"),
        ("مسئول", "مسؤول", "مسوول"),
        ("مسئله", "مسأله", "مساله"),
        ("شورای تأمین", "شورای تامین", "شوراي تأمين"),
        ("قضائیه", "قضاییه", "قضائيه"),
        ("مصوبهٔ وزیر", "مصوبه وزیر", "مصوبه‌ی وزیر", "مصوبۀ وزير"),
        ("برنامه‌ریزی", "برنامه ریزی", "برنامهریزی", "برنامـه ریزی"),
        ("ماده ۵", "ماده 5", "ماده ٥", "ماده‌ی (۵)"),
        ("دايرة المعارف", "دایره‌المعارف"),
        ("مُحَمَّد", "محمد"),
        ("IT Office", "it-office", "ＩＴ office"),
        ("مصوبه 602/12", "مصوبه ۶۰۲ / ۱۲"),
    ],
)
def test_spellings_of_one_name_share_a_key(same: tuple[str, ...]) -> None:
    assert len({fold(name) for name in same}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مصوبه 602/12", "مصوبه 60/212"),
        ("ماده ۱ و ۲", "ماده ۱۲"),
        ("استاندار", "استانداری"),
        ("مصوبه‌ای", "مصوبه"),
        ("شورای مسکن", "شورای عالی مسکن"),
        ("دولتی", "غیردولتی"),
    ],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=20), PERSIAN))
def test_fold_is_idempotent_and_blind_to_display(text: str) -> None:
    key = fold(text)
    assert fold(key) == key
    assert fold(display(text)) == key
    assert " " not in key


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=12), PERSIAN), max_size=8))
def test_folding_all_is_folding_each(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


def test_a_series_is_folded_with_its_gaps() -> None:
    folded = fold_all(pl.Series("name_fa", ["كار", None, "کار", "ماده ۱۲ ۳"]))
    assert folded.to_list() == ["کار", None, "کار", "ماده12·3"]
    assert folded.name == "name_fa"
    assert fold_all(pl.Series("empty", [], dtype=pl.String)).to_list() == []


def test_words_are_folded_apart() -> None:
    assert words("برنامه‌ریزی، و توسعهٔ استان") == ["برنامهریزی", "و", "توسعه", "استان"]


def test_the_alphabet_sorts_in_its_own_order() -> None:
    alphabet = list("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")
    backwards = alphabet[::-1]
    assert sorted(backwards, key=sort_key) == alphabet


def test_numbers_by_value_then_persian_then_latin() -> None:
    rows = ["Zed", "ماده ۱۰", "ماده 9", "گاز", "۱۲ بند", "۲ بند", "کار", "alpha", "آب"]
    expected = ["۲ بند", "۱۲ بند", "آب", "کار", "گاز", "ماده 9", "ماده ۱۰", "alpha", "Zed"]
    assert sorted(rows, key=sort_key) == expected


def test_words_sort_by_word_and_spelling_makes_no_difference() -> None:
    assert sort_key("استان تهران") < sort_key("استانداری")
    assert sort_key("کتاب‌خانه") == sort_key("كتابخانه")
    assert sort_key("ياس") == sort_key("یاس")
    assert sort_key("ماده ۰۰۷") == sort_key("ماده ٧")


def test_a_frame_sorts_in_persian_order() -> None:
    frame = pl.DataFrame({"name_fa": ["یزد", "گیلان", "اصفهان", "آذربایجان", None]})
    ordered = frame.sort(sort_keys(frame["name_fa"]), nulls_last=True)["name_fa"].to_list()
    assert ordered == ["آذربایجان", "اصفهان", "گیلان", "یزد", None]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=10**9), max_size=6))
def test_numbers_sort_as_numbers(values: list[int]) -> None:
    assert sorted(map(str, values), key=sort_key) == [str(v) for v in sorted(values)]
