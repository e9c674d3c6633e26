"""Bad cells of workbooks: each planted alone or all together, each found with its code and cell."""

import openpyxl
import pytest

from ostan.country.tables import TABLES
from ostan.files import cells, headers, limits
from ostan.files.marked import TITLE, mark
from ostan.files.source import load, read
from ostan.words.errors import BadInput
from ostan.words.finding import Severity
from ostan.words.labels import LABELS, labels

PLACES = [
    ["مکان", "سطح", "در", "نام", "جمعیت"],
    ["land", "کشور", None, "کشور", 85_000_000],
    ["qom", "استان", "land", "قم", "۱٬۲۹۲٬۲۸۳"],
]
COUNCILS = [
    ["شورا", "نام", "نوع", "مکان", "جلسه در سال", "ساعت هر جلسه", "انتخابی", "معتبر از", "یادداشت"],
    ["admin", "شورای اداری", "شورا", "qom", 12, 2.5, "خیر", "۱۳۷۸/۰۲/۱۵", "متن"],
    ["plan", "شورای برنامه‌ریزی", "council", "qom", "۱۲", "۱٫۵", "no", "1999-05-05", None],
    ["crisis", "ستاد بحران", "ستاد", "qom", None, None, True, None, None],
]


def book(**sheets):
    """Return a workbook of rows by the name of the sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def base():
    return book(places=PLACES, councils=COUNCILS)


def saved(made, tmp_path):
    path = tmp_path / "b.xlsx"
    made.save(path)
    return path


def found(path, severity=Severity.ERROR):
    """Return code and cell (sheet!cell) of every finding of a file that is refused."""
    with pytest.raises(BadInput) as caught:
        load(path)
    return {
        (f.code, f"{w.sheet}!{w.cell}")
        for f in caught.value.findings
        for w in f.where
        if f.severity is severity
    }


def test_digits_dates_and_words_of_both_languages_are_read(tmp_path):
    country = load(saved(base(), tmp_path)).country
    assert country["places"]["population"].to_list() == [85_000_000, 1_292_283]
    councils = country["councils"]
    assert councils["sessions_per_year"].to_list() == [12, None, 12]
    assert councils["hours_per_session"].to_list() == [2.5, None, 1.5]
    assert councils["elected"].to_list() == [False, True, False]
    assert councils["kind"].to_list() == ["council", "headquarters", "council"]
    assert len(set(councils["valid_from"].drop_nulls())) == 1


PLANTED = [
    ("councils", "E2", -4, "too_small"),
    ("councils", "E3", 1e300, "too_large"),
    ("councils", "E4", "دوازده", "bad_number"),
    ("councils", "F2", "1/5", "bad_number"),
    ("councils", "F3", "=1+1", "formula"),
    ("councils", "C2", "شوراا", "unknown_choice"),
    ("councils", "G2", "شاید", "bad_yes_no"),
    ("councils", "H2", "۱۴۰۴/۰۷/۳۱", "bad_date"),
    ("councils", "H3", "2025-02-30", "bad_date"),
    ("councils", "H4", "اول مهر", "bad_date"),
    ("councils", "A3", "admin", "doubled_key"),
    ("councils", "A4", "two words", "bad_id"),
    ("councils", "A2", "adm\u202enim", "bidi_in_id"),
    ("councils", "D2", None, "empty_cell"),
    ("councils", "D3", "gom", "unknown_reference"),
    ("councils", "D4", "*provinse", "bad_place_template"),
    ("places", "E2", 1.5, "not_whole"),
    ("places", "E3", 1e16 + 2, "inexact_number"),
    ("places", "B3", None, "empty_cell"),
    ("places", "A3", None, "empty_cell"),
    ("places", "D2", "x" * 32_768, "long_cell"),
]


@pytest.mark.parametrize(("sheet", "cell", "value", "code"), PLANTED)
def test_each_bad_cell_is_found_where_it_is(tmp_path, sheet, cell, value, code):
    made = base()
    made[sheet][cell] = value
    if code == "long_cell":
        # openpyxl cuts long texts itself, so the cell goes around it.
        made[sheet][cell]._value = value
    if code == "unknown_reference" or code == "bad_place_template":
        # A reference alone stops nothing (the checks of the Country find it): beside a bad cell.
        made["councils"]["G2"] = "شاید"
    assert (code, f"{sheet}!{cell}") in found(saved(made, tmp_path))


def test_all_bad_cells_are_listed_in_one_run(tmp_path):
    made = base()
    # Two cells take the key from rows that have another fault: they are planted alone above.
    alone = {("places", "A3"), ("councils", "A4"), ("places", "D2")}
    planted = [p for p in PLANTED if p[:2] not in alone]
    for sheet, cell, value, _ in planted:
        made[sheet][cell] = value
    errors = found(saved(made, tmp_path))
    missing = {(code, f"{s}!{c}") for s, c, _, code in planted} - errors
    # "admin" is bad itself where its double stands, so the double is alone.
    assert missing <= {("doubled_key", "councils!A3")}


def test_error_values_and_merged_cells(tmp_path):
    made = base()
    made["councils"]["F2"] = "#REF!"
    made["councils"].merge_cells("B3:C4")
    errors = found(saved(made, tmp_path))
    assert ("error_value", "councils!F2") in errors
    assert ("merged_cells", "councils!B3") in errors


def test_unknown_words_come_with_the_nearest(tmp_path):
    made = base()
    made["councils"]["C2"] = "شوراا"
    made["councils"]["D3"] = "gom"
    with pytest.raises(BadInput) as caught:
        load(saved(made, tmp_path))
    said = {f.code: f.sentence for f in caught.value.findings}
    assert "«شورا»" in said["unknown_choice"].fa.rpartition("منظور")[2]
    assert "qom" in said["unknown_reference"].en


# Headers -----------------------------------------------------------------------------------


def test_missing_doubled_and_unknown_columns(tmp_path):
    made = base()
    made["councils"]["D1"] = "مکن"
    made["councils"]["I1"] = "نام"
    made["places"]["E1"] = None
    made["places"]["F1"] = "رنگ دلخواه"
    path = saved(made, tmp_path)
    assert found(path) == {
        ("missing_column", "councils!1"),
        ("unknown_column", "councils!D1"),
        ("doubled_column", "councils!I1"),
        ("empty_header", "places!E1"),
    }
    assert ("ignored_column", "places!F1") in found(path, Severity.NOTICE)


@pytest.mark.parametrize(
    "header", ["sessions_per_year", "Sessions per year", "جلسه  در سال", "جلسه در سال "]
)
def test_headers_are_known_in_every_spelling(header):
    assert headers.column_of(TABLES["councils"], header) == "sessions_per_year"


def test_headers_are_unlike_each_other_within_a_table():
    for table in TABLES.values():
        names = [
            headers.fold(headers.header(table, c, lang))
            for c in table.columns
            for lang in ("fa", "en")
        ]
        own = {headers.column_of(table, n) for n in names}
        assert own == set(table.columns), table.name


def test_sheets_that_are_no_tables_are_named(tmp_path):
    made = base()
    made.create_sheet("رنگ‌ها").append(["x"])
    made["رنگ‌ها"].sheet_state = "hidden"
    loaded = load(saved(made, tmp_path))
    assert {"ignored_sheet", "hidden_sheet"} <= {f.code for f in loaded.source.notices}


def test_a_workbook_without_tables_is_refused(tmp_path):
    path = saved(book(one=[["a"], [1]]), tmp_path)
    with pytest.raises(BadInput) as caught:
        read(path)
    assert [f.code for f in caught.value.findings] == ["no_tables"]


def test_the_same_table_twice_is_refused(tmp_path):
    made = base()
    second = made.create_sheet("مکان‌ها")
    for row in PLACES:
        second.append(row)
    assert ("doubled_table", "مکان‌ها!") in found(saved(made, tmp_path))


# Notices -----------------------------------------------------------------------------------


def test_empty_rows_are_skipped_and_row_numbers_stay(tmp_path):
    rows = [COUNCILS[0], COUNCILS[1], [], [None, " "], COUNCILS[2], COUNCILS[3]]
    rows[5] = [*rows[5][:4], -1]
    made = book(places=PLACES, councils=rows)
    path = saved(made, tmp_path)
    assert ("too_small", "councils!E6") in found(path)
    with pytest.raises(BadInput) as caught:
        load(path)
    said = [f for f in caught.value.findings if f.code == "empty_rows"]
    assert [f.came for f in said] == ["3-4"]


def test_bidi_overrides_are_stripped_from_names_with_a_notice(tmp_path):
    made = base()
    made["councils"]["B2"] = "شورای\u202e اداری"
    loaded = load(saved(made, tmp_path))
    assert loaded.country.name("councils", "admin") == "شورای اداری"
    assert [
        str(w.cell) for f in loaded.source.notices for w in f.where if f.code == "bidi_stripped"
    ] == ["B2"]


def test_values_for_absence_are_said_once_a_column(tmp_path):
    notices = load(saved(base(), tmp_path)).source.notices
    said = {f.sentence.en for f in notices if f.code == "absent_taken"}
    assert len(said) == 2
    assert any("status" in s and "3 empty cells" in s and "active" in s for s in said)


def test_many_bad_cells_are_counted_beyond_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "SHOWN", 5)
    rows = [COUNCILS[0], *([f"c{i}", "x", None, "qom", -1] for i in range(20))]
    errors = found(saved(book(places=PLACES, councils=rows), tmp_path))
    assert len([e for e in errors if e[0] == "too_small"]) == 5
    assert ("many_more", "councils!E") in errors


def test_whole_numbers_above_15_digits_are_exact_as_text(tmp_path):
    made = base()
    made["places"]["E2"] = "9007199254740993"
    assert load(saved(made, tmp_path)).country["places"]["population"][0] == 9007199254740993


# Words -------------------------------------------------------------------------------------


def test_every_word_of_every_vocabulary_has_a_label_and_reads_back():
    for table in TABLES.values():
        for name, column in table.columns.items():
            values = column.metadata.get("values")
            if values:
                words = labels(table.name, name)
                assert set(words) == set(values), (table.name, name)
                known = cells._vocabulary(values, words)
                for value, label in words.items():
                    assert known[headers.fold(label.fa)] == value
                    assert known[headers.fold(label.en)] == value
    used = {f"{t.name}.{c}" for t in TABLES.values() for c in t.columns} | {
        c for t in TABLES.values() for c in t.columns
    }
    assert set(LABELS) <= used


# The workbook back -------------------------------------------------------------------------


def test_marked_workbook_colours_comments_and_lists(tmp_path):
    made = base()
    made["councils"]["E2"] = -4
    made["councils"]["C3"] = "شوراا"
    made["councils"].column_dimensions["B"].width = 51
    path = saved(made, tmp_path)
    with pytest.raises(BadInput) as caught:
        load(path)
    mark(path, caught.value.findings, tmp_path / "marked.xlsx")
    back = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    sheet = back["councils"]
    assert back.sheetnames[0] == TITLE.fa
    for cell in ("E2", "C3"):
        assert sheet[cell].fill.fgColor.rgb == "FFF4B6B0"
        assert sheet[cell].comment.text
    assert sheet["D2"].fill.fgColor.rgb != "FFF4B6B0"
    assert sheet.column_dimensions["B"].width == 51
    assert sheet["E2"].value == -4
    listed = {(r[1].value, r[2].value) for r in back[TITLE.fa].iter_rows(min_row=2)}
    assert {("councils", "E2"), ("councils", "C3")} <= listed
    # The marked workbook is read like any other, and says the same.
    assert found(tmp_path / "marked.xlsx") == found(path)


def test_marked_workbook_of_what_cannot_be_opened_lists_the_reason(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(BadInput) as caught:
        load(path)
    mark(path, caught.value.findings, tmp_path / "m.xlsx", "en")
    back = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert back.sheetnames == [TITLE.en]
    assert back[TITLE.en]["F2"].value == "broken_file"


def test_marked_workbook_of_a_folder(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "places.csv").write_text("place,level,population\nland,country,-1\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        load(folder)
    mark(folder, caught.value.findings, tmp_path / "m.xlsx")
    back = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert back["places"]["C2"].fill.fgColor.rgb == "FFF4B6B0"


def test_findings_after_expansion_lead_back_to_their_cells(tmp_path):
    made = base()
    made["councils"]["D2"] = "*province"
    made["councils"].append(["admin@qom", None, None, None, None, None, None, None, None])
    made["councils"]["D3"] = "nowhere"
    loaded = load(saved(made, tmp_path))
    from ostan.country.checks import check

    places = {
        w.cell
        for f in loaded.located(check(loaded.country))
        if f.code == "dangling_reference"
        for w in f.where
    }
    assert places == {"D3"}
