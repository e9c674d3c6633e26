import csv
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.persian.halfspace import suggest
from ostan.persian.keys import fold
from ostan.persian.letters import ZWNJ, display

HELD_OUT = Path(__file__).with_name("halfspaced.txt")
"""Sentences written for other parts of the project, after the word list and without it in sight."""


@pytest.mark.parametrize(
    ("came", "suggested"),
    [
        ("مصوبهای", "مصوبه‌ای"),
        ("مصوبه ای", "مصوبه‌ای"),
        ("مصوبه های", "مصوبه‌های"),
        ("مصوبههای", "مصوبه‌های"),
        ("برنامه ریزی", "برنامه‌ریزی"),
        ("برنامهریزی", "برنامه‌ریزی"),
        ("استان ها", "استان‌ها"),
        ("دستگاههای اجرایی", "دستگاه‌های اجرایی"),
        ("کار ها", "کارها"),
        ("می شود", "می‌شود"),
        ("نمیشود", "نمی‌شود"),
        ("بزرگ ترین", "بزرگ‌ترین"),
        ("رئیسجمهور", "رئیس‌جمهور"),
        ("خصوصیسازی", "خصوصی‌سازی"),
    ],
)
def test_lost_half_spaces_are_suggested(came: str, suggested: str) -> None:
    assert suggest(came) == suggested


@pytest.mark.parametrize(
    "word",
    [
        "مصوبه‌ای",
        "نامهای",
        "خانهای",
        "میدانی",
        "تنهایی",
        "تنها",
        "انتهای",
        "بهای",
        "رها",
        "حمل و نقل",
        "پیشگیری",
        "ساماندهی",
        "می",
        "کارهای",
        "برنامه",
        "وزارتخانه",
        "ها",
    ],
)
def test_what_has_two_readings_or_is_a_word_stays(word: str) -> None:
    assert suggest(word) == word


def cuts(text: str) -> set[int]:
    """Where half-spaces stand, counted in the letters between them."""
    places, at = set(), 0
    for letter in text:
        if letter == ZWNJ:
            places.add(at)
        else:
            at += 1
    return places


def precision_and_recall(texts: list[str]) -> tuple[float, float]:
    right = put = stood = 0
    for text in texts:
        wanted, given_ = cuts(text), cuts(suggest(text.replace(ZWNJ, "")))
        right += len(wanted & given_)
        put += len(given_)
        stood += len(wanted)
    return right / put, right / stood


def test_held_out_sentences_are_never_harmed() -> None:
    precision, recall = precision_and_recall(HELD_OUT.read_text("utf-8").splitlines())
    assert precision >= 0.99
    assert recall >= 0.50


def test_names_of_the_sample_country_get_their_half_spaces_back() -> None:
    names: set[str] = set()
    for table in ("councils", "units", "posts", "laws", "aliases"):
        with files("ostan.sample.iran").joinpath(f"{table}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                cells = (row.get(c) for c in ("name_fa", "title_fa", "alias"))
                names.update(display(cell) for cell in cells if cell)
    precision, recall = precision_and_recall(sorted(names))
    assert precision >= 0.97
    assert recall >= 0.95


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "سازمان های می شود مصوبه ای برنامه ریزی دستگاهها رئیس جمهور ترین و ۱۲ A نامهای گذاری"
            " سرمایهگذاری ها خانه نمی کند آیین نامه".split()
        ),
        max_size=7,
    ).map(" ".join)
)
def test_a_suggestion_changes_nothing_but_spaces(text: str) -> None:
    suggested = suggest(text)
    assert suggest(suggested) == suggested
    assert fold(suggested) == fold(text)
