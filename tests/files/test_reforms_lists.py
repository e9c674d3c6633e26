"""An office's own list: what is certain is taken, everything else is asked at its cell, nothing is guessed."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.files.reforms import load_reform, mark, read_list
from ostan.files.reforms.columns import HEADINGS, find, role_of
from ostan.files.reforms.names import Book
from ostan.files.reforms.verbs import NOTHING, STEMS, said
from ostan.files.reforms.wording import kind_title
from ostan.persian.keys import fold
from ostan.reform.kinds import KINDS
from ostan.words.errors import BadInput

pytestmark = pytest.mark.slow

PLANNING = "شورای برنامه‌ریزی و توسعه استان"
HOUSING = "شورای مسکن استان"
MINES = "شورای معادن استان"
SECURITY = "شورای تأمین استان"
TECHNICAL = "شورای فنی استان"
INFRASTRUCTURE = "کارگروه زیربنایی، توسعه روستایی، عشایری، شهری، آمایش سرزمین و محیط‌زیست"


def book(path, *sheets, merged=()):
    """Write a workbook of sheets, each a name and rows; `merged` are ranges of the first one."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        made.worksheets[0].merge_cells(cells)
    made.save(path)
    return path


@pytest.fixture
def listed(tmp_path, sample):
    """Read sheets as a list of the sample country."""

    def reader(*sheets, at=(), merged=()):
        return read_list(book(tmp_path / "list.xlsx", *sheets, merged=merged), sample, at)

    return reader


def taken(answer):
    """What the changes say: kind, host or post, councils, places; in order."""
    return [
        (
            c.kind,
            getattr(c, "host", None) or getattr(c, "to", None) or getattr(c, "functions_to", None),
            *(getattr(c, "councils", None) or (c.council,)),
            *c.at,
        )
        for c in answer.reform
    ]


def asked(answer):
    assert all(f.sentence.fa and f.sentence.en for f in answer.asked)
    return [(f.code, *(w.cell for w in f.where)) for f in answer.asked]


def noticed(answer):
    return {f.code for f in answer.notices}


# Shapes ---------------------------------------------------------------------------------------


def test_a_title_above_three_columns_and_names_loosely_spelt(listed):
    answer = listed(
        (
            "Sheet1",
            [
                ["بسمه تعالی"],
                ["فهرست شوراهای پیشنهادی برای ادغام"],
                [],
                ["ردیف", "شورای ادغام‌شونده", "در شورا", "توضیح"],
                [1, "شوراي مسكن   استان", "شورای برنامه ریزی و توسعه‌ی استان", "هم‌پوشان\nبا دیگری"],
                ["۲", "۲- شورای معادن استان", "شورای برنامه‌ریزی استان", None],
                [None, "جمع", None, None],
            ],
        )
    )
    assert taken(answer) == [
        ("merge_councils", "planning_council", "housing_council", "*province"),
        ("merge_councils", "planning_council", "mines_council", "*province"),
    ]
    assert [c.reason for c in answer.reform] == ["هم‌پوشان با دیگری", None]
    assert asked(answer) == []
    assert noticed(answer) == {"list_all_places"}
    assert [answer.rows[i].row for i in range(2)] == [5, 6]


def test_two_columns_of_names_with_the_verb_in_the_name_of_the_sheet(listed):
    answer = listed(("ادغام", [["شورا", "میزبان"], [HOUSING, PLANNING], [MINES, PLANNING]]))
    assert [t[:3] for t in taken(answer)] == [
        ("merge_councils", "planning_council", "housing_council"),
        ("merge_councils", "planning_council", "mines_council"),
    ]


def test_a_column_of_actions_in_free_words(listed):
    says = {
        f"ادغام در {PLANNING}": ("merge_councils", "planning_council"),
        f"برگزاری جلسهٔ مشترک با {SECURITY}": ("hold_jointly", "security_council"),
        f"زیرمجموعهٔ {SECURITY} شود": ("place_council_under", "security_council"),
        f"ادغام در {PLANNING} به دلیل هم‌پوشانی": ("merge_councils", "planning_council"),
        "ادغام در شورای دیگر": None,
        f"زیرمجموعهٔ {SECURITY}": ("place_council_under", "security_council"),
        f"هم‌روز با {TECHNICAL}": ("hold_same_day", "technical_council"),
        "انحلال به دلیل نبود جلسه": ("abolish_council", None),
        "انحلال": ("abolish_council", None),
        f"انحلال و انتقال وظایف به {SECURITY}": ("abolish_council", "security_council"),
        "تفویض ریاست به معاون هماهنگی امور عمرانی استاندار": ("delegate_chair", "dep_civil"),
        "بدون تغییر": None,
        "ادغام نشود": None,
        "بررسی بیشتر": None,
        "ادغام با حفظ وظایف": None,
        "قابل ادغام نیست": None,
        "انحلال و انتقال وظایف به جایی دیگر": None,
    }
    rows = [[n, MINES, text] for n, text in enumerate(says, 1)]
    answer = listed(("پیشنهادها", [["ردیف", "عنوان شورا", "نوع اقدام"], *rows]))
    assert [t[:2] for t in taken(answer)] == [w for w in says.values() if w]
    assert asked(answer) == [
        ("name_unknown", "C6"),
        *(("list_verb_unknown", f"C{row}") for row in (15, 16, 17)),
        ("name_unknown", "C18"),
    ]
    assert noticed(answer) == {"list_all_places", "list_no_change"}


def test_a_title_that_names_the_host_of_a_single_column(listed):
    title = f"شوراهای قابل ادغام در {PLANNING}"
    answer = listed(("Sheet1", [[title], ["ردیف", "عنوان"], [1, HOUSING], [2, MINES]]))
    assert [t[:3] for t in taken(answer)] == [
        ("merge_councils", "planning_council", "housing_council"),
        ("merge_councils", "planning_council", "mines_council"),
    ]


def test_a_sheet_for_each_province(listed):
    rows = [["شورای ادغام‌شونده", "شورای مقصد"], [HOUSING, PLANNING]]
    answer = listed(("فارس", rows), ("استان قم", rows), ("راهنمای ما", [["هر چه"]]))
    assert [t[-1] for t in taken(answer)] == ["fars", "qom"]
    assert noticed(answer) == {"list_sheet_passed"}


def test_a_column_of_provinces_several_in_a_cell_all_or_all_but_some(listed):
    places = {
        "فارس": ["fars"],
        "استان فارس": ["fars"],
        "فارس، قم و یزد": ["fars", "qom", "yazd"],
        "همهٔ استان‌ها": ["*province"],
        "کلیه استانها به جز قم و یزد": ["*province"],
    }
    rows = [[HOUSING, PLANNING, p] for p in places]
    answer = listed(("ادغام", [["شورا", "میزبان", "استان"], *rows, [HOUSING, PLANNING, "فارص"]]))
    assert [list(c.at) for c in answer.reform] == list(places.values())
    assert answer.reform.changes[4].but == ("qom", "yazd")
    assert asked(answer) == [("list_place_unknown", "C7")]


def test_the_province_in_the_name_of_the_council(listed):
    rows = [
        ["شورای مسکن استان فارس", "شورای برنامه‌ریزی و توسعه استان فارس", None],
        ["شورای مسکن استان فارس", PLANNING, None],
        ["شورای مسکن استان فارس", "شورای برنامه‌ریزی و توسعه استان قم", None],
        ["شورای مسکن استان فارس", PLANNING, "قم"],
        [HOUSING, PLANNING, None],
    ]
    answer = listed(("ادغام", [["شورا", "میزبان", "استان"], *rows]))
    assert [t[-1] for t in taken(answer)] == ["fars", "fars"]
    assert asked(answer) == [
        ("list_places_differ", "A4"),
        ("list_places_differ", "A5"),
        ("list_place_missing", "C6"),
    ]


def test_a_host_merged_over_its_rows_and_a_merged_title(listed):
    answer = listed(
        (
            "Sheet1",
            [
                ["شوراهای پیشنهادی برای ادغام", None],
                ["میزبان", "شوراهای ادغام‌شونده"],
                [PLANNING, HOUSING],
                [None, MINES],
                [SECURITY, TECHNICAL],
                [None, HOUSING],
            ],
        ),
        merged=("A1:B1", "A3:A4"),
    )
    assert [t[:3] for t in taken(answer)] == [
        ("merge_councils", "planning_council", "housing_council"),
        ("merge_councils", "planning_council", "mines_council"),
        ("merge_councils", "security_council", "technical_council"),
    ]
    assert asked(answer) == [("list_cell_missing", "A6")]
    assert "list_merged_read" in noticed(answer)


def test_several_councils_in_one_cell_whose_names_have_commas_of_their_own(listed):
    cells = {
        f"{HOUSING}؛ {MINES}": 2,
        f"{HOUSING}\n{MINES}\n": 2,
        f"{INFRASTRUCTURE}، {TECHNICAL} و {MINES}": 3,
        INFRASTRUCTURE: 1,
        f"۱) {HOUSING} ۲) {MINES}": 0,
        f"{HOUSING} و شورای ترافیک": 0,
    }
    rows = [[text, PLANNING] for text in cells]
    answer = listed(("ادغام", [["شوراهای مشمول", "میزبان"], *rows]))
    assert [len(c.councils) for c in answer.reform] == [n for n in cells.values() if n]
    assert asked(answer) == [("name_unknown", "A6"), ("name_unknown", "A7")]


def test_english_headings_names_and_days(listed):
    answer = listed(
        (
            "List",
            [
                ["No", "Council", "Action", "Into", "From"],
                [1, "Provincial housing council", "merge", "planning_council", date(2026, 3, 21)],
                [2, "mines_council", "hold jointly", "security_council", "۱۴۰۵/۰۱/۰۱"],
                [3, "mines_council", "hold jointly", "security_council", "someday"],
            ],
        )
    )
    assert [t[:3] for t in taken(answer)] == [
        ("merge_councils", "planning_council", "housing_council"),
        ("hold_jointly", "security_council", "mines_council"),
    ]
    assert {c.from_ for c in answer.reform} == {date(2026, 3, 21)}
    assert asked(answer) == [("list_row_unread", "E4")]


def test_numbers_beside_the_council(listed):
    answer = listed(
        (
            "Sheet1",
            [
                ["شورا", "اقدام", "تعداد جلسات در سال", "سهم"],
                [HOUSING, "کاهش جلسات", 6, None],
                [HOUSING, "تصمیم‌گیری مکاتبه‌ای", None, "۵۰٪"],
                [HOUSING, "کاهش جلسات", None, None],
                [HOUSING, "مکاتبه‌ای", None, 3],
            ],
        )
    )
    first, second = answer.reform
    assert (first.sessions_per_year, second.share) == (6, 0.5)
    assert asked(answer) == [("list_cell_missing", "C4"), ("bad_field", "D5")]


def test_a_list_in_csv(tmp_path, sample):
    path = tmp_path / "list.csv"
    path.write_text(f"شورای ادغام‌شونده,در شورا\n{HOUSING},{PLANNING}\nشورای ترافیک,{PLANNING}\n")
    answer = load_reform(path, sample)
    assert [t[:3] for t in taken(answer)] == [
        ("merge_councils", "planning_council", "housing_council")
    ]
    assert asked(answer) == [("name_unknown", "3:شورای ادغام‌شونده")]


def test_places_for_rows_that_name_none_may_be_given(listed):
    sheet = ("ادغام", [["شورا", "میزبان"], [HOUSING, PLANNING]])
    answer = listed(sheet, at=("fars", "qom"))
    assert taken(answer)[0][3:] == ("fars", "qom")
    assert answer.notices == ()


def test_national_councils_are_meant_as_they_are(listed):
    answer = listed(("ادغام", [["شورا", "میزبان"], ["شورای عالی آب", "شورای عالی انرژی"]]))
    assert taken(answer) == [("merge_councils", "n_energy", "n_water")]
    assert answer.notices == ()


def test_councils_of_two_levels_are_asked(listed):
    rows = [[HOUSING, "شورای عالی انرژی"], ["شورای عالی انرژی", HOUSING]]
    answer = listed(("ادغام", [["شورا", "میزبان"], *rows]))
    assert taken(answer) == []
    assert {code for code, *_ in asked(answer)} == {"list_not_together"}


def test_a_row_without_a_host_is_asked_for_one(listed):
    answer = listed(("ادغام", [["شورا"], [HOUSING]]))
    assert asked(answer) == [("list_cell_missing", "2")]
    answer = listed(("ادغام", [["شورا", "میزبان"], [HOUSING, None], [None, PLANNING]]))
    assert asked(answer) == [("list_cell_missing", "B2"), ("list_cell_missing", "A3")]


# What is asked --------------------------------------------------------------------------------


def test_two_columns_of_names_that_nothing_parts_are_asked_and_settled_by_headings(
    tmp_path, sample
):
    path = book(
        tmp_path / "l.xlsx", ("Sheet1", [["الف", "ب"], [HOUSING, PLANNING], [MINES, PLANNING]])
    )
    answer = load_reform(path, sample)
    assert (taken(answer), asked(answer)) == ([], [("list_which_column", "A1", "B1")])
    mark(path, answer, tmp_path / "m.xlsx")
    back = openpyxl.load_workbook(tmp_path / "m.xlsx")
    offers = {str(v.sqref): v.formula1 for v in back["Sheet1"].data_validations.dataValidation}
    assert set(offers) == {"A1", "B1"}
    back["Sheet1"]["A1"], back["Sheet1"]["B1"] = (back["_ostan"][f"A{r}"].value for r in (2, 3))
    back.save(tmp_path / "m.xlsx")
    again = load_reform(tmp_path / "m.xlsx", sample)
    assert [t[:3] for t in taken(again)] == [
        ("merge_councils", "planning_council", "housing_council"),
        ("merge_councils", "planning_council", "mines_council"),
    ]


def test_what_is_asked_comes_back_marked_with_a_choice_and_is_certain_once_it_is_made(
    tmp_path, sample
):
    rows = [
        ["شورا", "اقدام", "میزبان", "استان"],
        ["شورای ترافیک", "ادغام", PLANNING, "همه استان‌ها"],
        [HOUSING, "نمی‌دانم", PLANNING, "همه استان‌ها"],
        [HOUSING, "ادغام", PLANNING, "فارص"],
        [MINES, "ادغام", PLANNING, "فارس"],
    ]
    path = book(tmp_path / "l.xlsx", ("پیشنهاد", rows))
    answer = load_reform(path, sample)
    assert [t[2:] for t in taken(answer)] == [("mines_council", "fars")]
    cells = ["A2", "B3", "D4"]
    assert [w.cell for f in answer.asked for w in f.where] == cells
    assert [w.cell for w in answer.choices] == cells
    mark(path, answer, tmp_path / "m.xlsx", "en")
    back = openpyxl.load_workbook(tmp_path / "m.xlsx")
    sheet = back["پیشنهاد"]
    assert back["_ostan"].sheet_state == "hidden"
    assert [c.coordinate for r in sheet for c in r if c.comment] == cells
    for offer in sheet.data_validations.dataValidation:
        first, last = offer.formula1.removeprefix("_ostan!").replace("$", "").split(":")
        words = [c.value for (c,) in back["_ostan"][f"{first}:{last}"]]
        (where,) = [w for w in answer.choices if w.cell == str(offer.sqref)]
        assert words == list(answer.choices[where])
        sheet[str(offer.sqref)] = words[0]
    back.save(tmp_path / "m.xlsx")
    again = load_reform(tmp_path / "m.xlsx", sample)
    assert asked(again) == []
    assert [t[2:] for t in taken(again)] == [
        ("traffic_council", "*province"),
        ("housing_council", "*province"),
        ("housing_council", "fars"),
        ("mines_council", "fars"),
    ]


def test_every_verb_that_is_offered_is_understood():
    for kind in KINDS:
        title = kind_title(kind)
        assert said(title.fa).kind == said(title.en).kind == said(kind).kind == kind
    for kind, phrases in STEMS.items():
        assert {said(p).kind for p in phrases} == {kind}
    assert said("عدم ادغام شورا").kind == NOTHING
    assert said("انحلال یا ادغام").kind is None
    assert said("").kind is None


def test_every_heading_means_one_thing_and_a_title_is_none():
    roles = [(fold(h) or h, r) for r, listed in HEADINGS.items() for h in listed]
    assert all(role_of(h) == r for r, listed in HEADINGS.items() for h in listed)
    assert len({k for k, _ in roles}) == len({*roles})
    assert find([["شوراها"], ["ردیف", "شورا", "میزبان"]]).row == 1
    assert find([["گزارش جلسه"], ["الف", "ب"]]) is None


def test_a_list_that_does_not_say_what_is_to_be_done_is_asked_once(listed):
    answer = listed(("Sheet1", [["شورا", "میزبان"], *[[HOUSING, PLANNING]] * 40]))
    assert asked(answer) == [("list_no_verb", "1")]
    assert answer.asked[0].mend


def test_what_a_list_cannot_say_is_sent_to_our_workbook(listed):
    answer = listed(("Sheet1", [["شورا", "اقدام"], [HOUSING, "تفویض عضویت"]]))
    assert asked(answer) == [("list_needs_more", "B2")]


@pytest.fixture(scope="module")
def flat():
    """A country whose councils are no templates: a row and a type for each, names not all different."""
    places = pl.DataFrame(
        {
            "place": ["land", "qom", "yazd"],
            "level": ["country", "province", "province"],
            "parent": [None, "land", "land"],
            "name_fa": ["کشور", "قم", "یزد"],
        }
    )
    rows = [("c1", "شورای یک", "qom"), ("c2", "شورای یک", "yazd"), ("c3", "شورای دو", "qom")]
    councils = pl.DataFrame(
        [
            {
                "council": c,
                "type": c,
                "name_fa": n,
                "place": p,
                "kind": "council",
                "function": "advises",
                "chair_delegable": "unknown",
                "elected": False,
                "status": "active",
            }
            for c, n, p in [*rows, ("c4", "شورای سه", "yazd"), ("c5", "شورای سه", "yazd")]
        ]
    )
    return Country.of({"places": places, "councils": councils})


def test_a_name_that_several_councils_have_is_settled_by_the_place_or_asked(tmp_path, flat):
    rows = [
        ["شورا", "میزبان", "استان"],
        ["شورای یک", "شورای دو", "قم"],
        ["شورای یک", "شورای دو", "یزد"],
        ["شورای سه", "شورای یک", "یزد"],
        ["شورای دو", "c1", "قم"],
    ]
    answer = read_list(book(tmp_path / "l.xlsx", ("ادغام", rows)), flat)
    assert taken(answer) == [
        ("merge_councils", "c3", "c1", "qom"),
        ("merge_councils", "c1", "c3", "qom"),
    ]
    assert asked(answer) == [("list_not_there", "B3"), ("name_shared", "A4")]
    no_place = read_list(
        book(tmp_path / "n.xlsx", ("ادغام", [["شورا", "میزبان"], *[r[:2] for r in rows[1:]]])), flat
    )
    assert [t[1:] for t in taken(no_place)] == [
        ("c3", "c1", "qom"),
        ("c3", "c1", "qom"),
        ("c1", "c3"),
    ]


# Nothing is guessed ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def names(sample):
    """The names of the sample country."""
    return Book(sample)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_name_with_one_letter_changed_is_never_taken_for_another(sample, names, data):
    known = sorted(set(sample["councils"]["name_fa"]))
    name = data.draw(st.sampled_from(known))
    at = data.draw(st.integers(0, len(name) - 1))
    changed = name[:at] + data.draw(st.sampled_from("ابپتجدرسشعفقکلمنوهی")) + name[at + 1 :]
    found = names.find("councils", changed)
    if fold(changed) == fold(name):
        assert found.ids
        return
    own = {names["councils"].type(i) for i in names["councils"].keys[fold(name)]}
    assert not found.ids or not {names["councils"].type(i) for i in found.ids} & own


@given(
    st.lists(st.sampled_from([HOUSING, MINES, INFRASTRUCTURE, TECHNICAL]), min_size=1, max_size=4),
    st.sampled_from(["؛ ", "، ", " و ", "\n", " + ", ";"]),
)
@settings(max_examples=40, deadline=None)
def test_names_joined_by_any_mark_are_parted_again(names, listed_names, mark_between):
    found = names.several("councils", mark_between.join(listed_names))
    assert [fold(n.came) for n in found] == [fold(n) for n in listed_names]
    assert all(n.ids for n in found)


# Hostile --------------------------------------------------------------------------------------


def test_a_formula_costs_its_row_only(listed):
    rows = [
        ["شورا", "میزبان"],
        ['=CONCATENATE("شورای"," مسکن")', PLANNING],
        [MINES, PLANNING],
        ["#REF!", PLANNING],
    ]
    answer = listed(("ادغام", rows))
    assert [t[2] for t in taken(answer)] == ["mines_council"]
    assert {("formula", "A2"), ("error_value", "A4")} == set(asked(answer))


def test_a_formula_in_a_column_that_is_not_read_does_not_matter(listed):
    rows = [["شورا", "میزبان", "نمره"], [MINES, PLANNING, "=1+1"]]
    answer = listed(("ادغام", rows))
    assert (len(answer.reform), asked(answer)) == (1, [])
    assert "list_column_passed" in noticed(answer)


def test_more_rows_than_any_list_has_are_refused(tmp_path, sample):
    path = tmp_path / "l.csv"
    path.write_text("شورا,میزبان\n" + "a,b\n" * 20_001)
    with pytest.raises(BadInput) as caught:
        load_reform(path, sample)
    assert [f.code for f in caught.value.findings] == ["many_rows"]


def test_files_that_cannot_be_trusted_are_refused_as_everywhere(tmp_path, sample):
    path = tmp_path / "l.xlsx"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "spreadsheetml")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    path.write_bytes(out.getvalue())
    with pytest.raises(BadInput) as caught:
        load_reform(path, sample)
    assert {f.code for f in caught.value.findings} == {"zip_bomb"}
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(BadInput) as caught:
        load_reform(path, sample)
    assert {f.code for f in caught.value.findings} == {"old_excel"}


def test_a_workbook_without_any_list_says_what_was_looked_for(listed):
    with pytest.raises(BadInput) as caught:
        listed(("Sheet1", [["گزارش"], ["متن"]]), ("Sheet2", [[1, 2], [3, 4]]))
    assert [f.code for f in caught.value.findings] == ["list_not_recognised"] * 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that examples share."""
    return tmp_path_factory.mktemp("any")


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(max_size=8).filter(lambda t: not any(ord(c) < 32 for c in t)),
                st.sampled_from(
                    [HOUSING, PLANNING, "شورا", "میزبان", "ادغام", "فارس", "استان", 5, True]
                ),
            ),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=15, deadline=None)
def test_whatever_stands_in_the_sheet_it_is_read_or_asked(sample, folder, rows):
    path = book(folder / "l.xlsx", ("ادغام", rows))
    with contextlib.suppress(BadInput):
        answer = load_reform(path, sample)
        assert len(answer.rows) == len(answer.reform)
        assert all(f.where for f in answer.asked)
