"""The workbook and the JSON: the numbers of the measures, safe to open, the same bytes twice."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.conftest import small

from ostan.files.sheets import column_letters
from ostan.measure.registry import measures
from ostan.report import html, measures_json, workbook, write_json, written
from ostan.report.figures import MOST_ROWS
from ostan.report.spreadsheet import Sheet, save
from ostan.report.workbook import sheet_names

pytestmark = pytest.mark.slow

DAY = date(2026, 1, 1)
CHOSEN = (
    "post_hours",
    "council_hours",
    "administrative_council",
    "service_modes",
    "who_may_change",
)


@pytest.fixture(scope="module")
def figures(sample):
    return written(sample, DAY, CHOSEN, "bushehr")


@pytest.fixture(scope="module")
def book(sample, figures, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "measures.xlsx"
    workbook(sample, figures, path, DAY, source="sample:iran", place="bushehr")
    return openpyxl.load_workbook(path)


def columns(sheet) -> dict[str, list]:
    """Return the cells of a sheet by its English heading."""
    rows = list(sheet.iter_rows(values_only=True))
    return dict(zip(rows[1], zip(*rows[2:], strict=True), strict=True))


def test_a_sheet_for_every_measure_between_what_it_is_and_its_columns(book, figures) -> None:
    names = sheet_names([w.measure for w in figures], "fa")
    assert book.sheetnames == ["راهنما", *names.values(), "ستون‌ها"]
    assert all(len(n) <= 31 for n in book.sheetnames)


def test_numbers_are_those_of_the_measures(book, figures) -> None:
    names = sheet_names([w.measure for w in figures], "fa")
    for figure in figures:
        cells = columns(book[names[figure.measure.name]])
        for column in figure.measure.columns:
            if column.unit in {"id", "text"} or column.name in {"sessions_known"}:
                continue
            assert list(cells[column.title.en]) == figure.frame[column.name].to_list(), column.name


def test_ids_stand_beside_their_names(book, figures) -> None:
    names = sheet_names([w.measure for w in figures], "fa")
    cells = columns(book[names["council_hours"]])
    at = cells["Council (id)"].index("admin_council@bushehr")
    assert cells["Council"][at] == "شورای اداری استان"


def test_sheets_run_from_the_right_with_frozen_headings_and_filters(book) -> None:
    for name in book.sheetnames[1:-1]:
        sheet = book[name]
        assert sheet.sheet_view.rightToLeft
        assert sheet.freeze_panes == "B3"
        assert sheet.auto_filter.ref.startswith("A2:")
        assert not sheet.merged_cells.ranges


def test_persian_headings_first_and_numbers_shown_in_persian_digits(book, figures) -> None:
    names = sheet_names([w.measure for w in figures], "fa")
    sheet = book[names["administrative_council"]]
    assert sheet["A1"].value == "مکان"
    assert sheet["A2"].value == "Place"
    formats = {c.number_format for c in sheet[3] if isinstance(c.value, int | float)}
    assert all(f.startswith("[$-3000429]") for f in formats)


def test_large_measures_are_of_one_place_and_the_first_sheet_says_so(sample, book, figures) -> None:
    whole = {w.measure.name: w.whole for w in figures}
    assert whole == {
        "post_hours": False,
        "council_hours": False,
        "administrative_council": True,
        "service_modes": True,
        "who_may_change": False,
    }
    for figure in figures:
        if not figure.whole:
            assert set(figure.frame["place"]) == {"bushehr"}
            assert figure.rows_total > MOST_ROWS
    first = [c for row in book["راهنما"].iter_rows(values_only=True) for c in row if c]
    assert any("بوشهر" in str(c) for c in first)
    assert sample.digest in first


def test_without_a_place_every_row_is_written(sample) -> None:
    (figure,) = written(sample, DAY, ["council_hours"])
    assert figure.whole


def test_an_unknown_measure_is_refused(sample) -> None:
    with pytest.raises(KeyError):
        written(sample, DAY, ["nothing"])


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", '=HYPERLINK("x")', "＝1"])
def test_no_name_becomes_a_formula(name, tmp_path) -> None:
    country = small(name)
    path = tmp_path / "m.xlsx"
    workbook(country, written(country, DAY, ["council_hours"]), path, DAY, source=name)
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            assert not any(c.data_type == "f" for c in row)
            assert not any(
                isinstance(c.value, str) and c.value.startswith(("=", "+", "@")) for c in row
            )


def test_english_workbooks_run_from_the_left(tmp_path) -> None:
    country = small()
    path = tmp_path / "m.xlsx"
    workbook(country, written(country, DAY, ["post_hours"]), path, DAY, lang="en")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "About"
    assert not book.worksheets[1].sheet_view.rightToLeft


def test_the_same_country_gives_the_same_bytes(tmp_path) -> None:
    for name in ("one", "two"):
        country = small()
        figures = written(country, DAY)
        workbook(country, figures, tmp_path / f"{name}.xlsx", DAY)
        write_json(measures_json(country, figures, DAY), tmp_path / f"{name}.json")
    for end in ("xlsx", "json"):
        assert (tmp_path / f"one.{end}").read_bytes() == (tmp_path / f"two.{end}").read_bytes()
    assert not list(tmp_path.glob(".*"))


# JSON ----------------------------------------------------------------------------------------


def test_json_has_the_numbers_and_where_they_came_from(sample, figures) -> None:
    read = json.loads(measures_json(sample, figures, DAY, "sample:iran", "bushehr"))
    assert read["digest"] == sample.digest
    assert read["schema_version"] == "1"
    assert (read["day"], read["source"], read["place"]) == ("2026-01-01", "sample:iran", "bushehr")
    assert read["evidence"]["laws"] == {"read": 56, "recalled": 133, "assumed": 1}
    assert list(read["measures"]) == [w.measure.name for w in figures]
    for figure in figures:
        measure = read["measures"][figure.measure.name]
        assert [c["name"] for c in measure["columns"]] == figure.frame.columns
        assert [c["unit"] for c in measure["columns"]] == [c.unit for c in figure.measure.columns]
        assert measure["rows_total"] == figure.rows_total
        assert measure["rows"] == [list(r) for r in figure.frame.iter_rows()]


def test_json_is_valid_everywhere(sample) -> None:
    text = measures_json(small(), written(small(), DAY), DAY)
    assert set(json.loads(text)["measures"]) == set(measures())
    assert "NaN" not in text


def test_page_workbook_and_json_agree(sample, figures, page) -> None:
    """The governor's hours a week are the same number in all three."""
    rows = json.loads(measures_json(sample, figures, DAY))["measures"]["post_hours"]
    names = [c["name"] for c in rows["columns"]]
    row = dict(next(zip(names, r, strict=True) for r in rows["rows"] if r[0] == "governor@bushehr"))
    assert f"<strong>{row['hours_per_week']:.1f}</strong> hours a week" in page


# The writer -----------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        min_size=1,
        max_size=20,
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_what_is_written_is_read_back(tmp_path_factory, rows) -> None:
    path = Path(tmp_path_factory.mktemp("x")) / "x.xlsx"
    save([Sheet("ش", rows, [10] * 5)], path)
    read = list(openpyxl.load_workbook(path)["ش"].iter_rows(values_only=True))
    for row, back in zip(rows, read, strict=False):
        for cell, found in zip(row, back, strict=False):
            assert found == cell or (cell is None and found is None)
    assert len(read) >= max(
        (i for i, r in enumerate(rows, 1) if any(c is not None for c in r)), default=0
    )


def test_controls_and_numbers_that_are_none_are_left_out(tmp_path) -> None:
    save([Sheet("x", [["a\x00b\x0bc", float("nan"), float("inf")]], [9] * 3)], tmp_path / "x.xlsx")
    row = next(openpyxl.load_workbook(tmp_path / "x.xlsx")["x"].iter_rows(values_only=True))
    assert row[0] == "abc"
    assert not any(row[1:])


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters_of_columns(index, letters) -> None:
    assert column_letters(index) == letters


def test_html_and_workbook_of_an_empty_country(tmp_path) -> None:
    from ostan.country.country import Country

    empty = Country.of({})
    html(empty, DAY, found=())
    workbook(empty, written(empty, DAY), tmp_path / "m.xlsx", DAY)
    assert len(openpyxl.load_workbook(tmp_path / "m.xlsx").sheetnames) == 2 + len(measures())
