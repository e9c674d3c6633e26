"""CSV folders: encodings, separators, ragged rows, formula injection, the data package."""

import json

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import texts

from ostan.files import csvs, escape
from ostan.files.source import load, read, write
from ostan.words.errors import BadInput

HEAD = "place,level,name_fa\n"
ROWS = "land,country,کشور\nqom,province,قم\n"


def folder(tmp_path, **files):
    for name, data in files.items():
        (tmp_path / f"{name}.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return tmp_path


def found(path):
    with pytest.raises(BadInput) as caught:
        load(path)
    return {(f.code, w.cell) for f in caught.value.findings for w in f.where or ()}


@pytest.mark.parametrize(
    ("encoding", "mark", "notice"),
    [
        ("utf-8", b"", False),
        ("utf-8", b"\xef\xbb\xbf", False),
        ("utf-16-le", b"\xff\xfe", True),
        ("utf-16-be", b"\xfe\xff", True),
        ("utf-16-le", b"", True),
        ("cp1256", b"", True),
    ],
)
def test_encodings(tmp_path, encoding, mark, notice):
    text = (HEAD + ROWS).replace("ی", "ي")
    loaded = load(folder(tmp_path, places=mark + text.encode(encoding)))
    assert loaded.country.name("places", "qom") == "قم"
    assert ("old_encoding" in {f.code for f in loaded.source.notices}) is notice


def test_mixed_encodings_in_a_folder_are_said(tmp_path):
    subjects = "subject,name_fa\ns,موضوع\n".encode("cp1256")
    loaded = load(folder(tmp_path, places=HEAD + ROWS, subjects=subjects))
    mixed = [f for f in loaded.source.notices if f.code == "mixed_encodings"]
    assert [f.severity for f in mixed] == ["warning"]
    assert {w.file for w in mixed[0].where} == {"places.csv", "subjects.csv"}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_separators(tmp_path, mark):
    text = (HEAD + ROWS).replace(",", mark)
    assert load(folder(tmp_path, places=text)).country["places"].height == 2


def test_nul_and_cut_letters_are_refused(tmp_path):
    assert found(folder(tmp_path, places=HEAD + "land,country,a\x00b\n")) == {
        ("nul_character", "2")
    }
    whole = (HEAD + ROWS).encode()
    assert found(folder(tmp_path, places=whole[:-2])) == {("broken_file", "")}


def test_ragged_rows_and_open_quotes_are_found(tmp_path):
    text = HEAD + "land,country,a,b,c\nqom,province\n"
    assert found(folder(tmp_path, places=text)) == {("ragged_row", "2")}
    text = HEAD + 'land,country,"a\nqom,province,b\n'
    assert ("open_quote", "2") in found(folder(tmp_path, places=text))


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path):
    text = 'place,level,name_fa,population\nland,country,"two\nlines",1\n\nqom,province,قم,-1\n'
    assert ("too_small", "4:population") in found(folder(tmp_path, places=text))


def test_files_that_are_no_tables_are_named_except_those_beside(tmp_path):
    folder(tmp_path, places=HEAD + ROWS, history="a,b\n1,2\n")
    (tmp_path / "README.md").write_text("x")
    (tmp_path / "datapackage.json").write_text("{}")
    notices = load(tmp_path).source.notices
    assert [f.came for f in notices if f.code == "ignored_sheet"] == ["history.csv"]


def test_sample_is_read_without_a_word():
    assert [f.sentence.en for f in read("sample:iran").notices] == []


def test_newer_schema_is_refused(tmp_path):
    folder(tmp_path, places=HEAD + ROWS)
    (tmp_path / "datapackage.json").write_text(json.dumps({"ostan_schema": "99"}))
    assert {c for c, _ in found(tmp_path)} == {"newer_schema"}


# Formula injection -------------------------------------------------------------------------

PAYLOADS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","x")',
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\u200c=1",
    "\u200e=1",
    "\u200f+1",
    "\ufeff@x",
    "  =1",
    "'=1",
    "''=1",
]


@pytest.mark.parametrize("text", PAYLOADS)
def test_payloads_are_guarded_and_come_back(text):
    safe = escape.guard(text)
    assert safe == "'" + text
    assert escape.unguard(safe) == text


@given(texts())
@settings(max_examples=100, deadline=None)
def test_guard_is_undone_by_unguard(text):
    assert escape.unguard(escape.guard(text)) == text
    series = pl.Series([text])
    guarded = series.to_frame("t").select(escape.guarded(pl.col("t")))["t"]
    assert guarded.to_list() == [escape.guard(text)]
    assert escape.unguarded(guarded).to_list() == [text]


@given(st.text(max_size=8))
@settings(max_examples=100, deadline=None)
def test_no_guarded_text_begins_like_a_formula(text):
    safe = escape.guard(text)
    bare = safe.lstrip(" \u200c\u200e\u200f\ufeff")
    assert not bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_nothing_written_is_a_formula_and_numbers_stay_numbers(tmp_path):
    names = [p for p in PAYLOADS if p == " ".join(p.split())]
    tables = {
        "subjects": pl.DataFrame(
            {"subject": [f"s{i}" for i in range(len(names))], "name_fa": names}
        ),
        "defaults": pl.DataFrame({"name": ["x"], "low": [-5.0], "value": [-1.0], "high": [2.0]}),
    }
    write(tables, tmp_path / "b.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
    assert book["Defaults"]["B2"].value == -5
    write(tables, tmp_path / "csv")
    for row in csvs._records((tmp_path / "csv" / "subjects.csv").read_text("utf-8-sig"), ",", "f")[
        0
    ][1:]:
        assert row[1].startswith("'")
    assert (
        (tmp_path / "csv" / "defaults.csv")
        .read_text("utf-8-sig")
        .splitlines()[1]
        .startswith("x,-5.0,-1.0")
    )
    for source in ("b.xlsx", "csv"):
        back = read(tmp_path / source).tables
        assert back["subjects"]["name_fa"].to_list() == names
        assert back["defaults"]["low"].to_list() == [-5.0]


# The data package --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def package(sample, tmp_path_factory):
    """The expanded tables of one province: the rest is more of the same."""
    target = tmp_path_factory.mktemp("package")
    here = set(sample.within("qom")) | {"iran"}
    tables = {
        n: f.filter(pl.col("place").is_in(here)) if "place" in f.columns else f
        for n, f in sample.tables.items()
    }
    posts = tables["posts"].filter(pl.col("unit").is_in(tables["units"]["unit"].implode()))
    tables["posts"] = posts
    tables["seats"] = tables["seats"].filter(
        pl.col("council").is_in(tables["councils"]["council"].implode()),
        pl.col("holder").is_in(posts["post"].implode()),
    )
    tables["agenda"] = tables["agenda"].filter(
        pl.col("council").is_in(tables["councils"]["council"].implode())
    )
    write(tables, target, format="csv")
    return target


@pytest.mark.filterwarnings("ignore")
def test_package_is_valid_for_frictionless(package):
    from frictionless import Package

    report = Package(str(package / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])[:5]


def test_package_states_foreign_keys(package):
    described = json.loads((package / "datapackage.json").read_text())
    keys = {
        (r["name"], k["fields"][0], k["reference"]["resource"])
        for r in described["resources"]
        for k in r["schema"].get("foreignKeys", [])
    }
    assert {
        ("seats", "council", "councils"),
        ("seats", "holder", "posts"),
        ("councils", "place", "places"),
        ("places", "parent", "places"),
        ("laws", "rank", "ranks"),
    } <= keys
    assert described["ostan_schema"] == "1"


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_a_broken_reference(package, tmp_path):
    from frictionless import Package

    for file in package.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    seats = tmp_path / "seats.csv"
    seats.write_text(
        seats.read_text("utf-8-sig").replace("governor@qom", "nobody@qom"), "utf-8-sig"
    )
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert "foreign-key" in {e[0] for e in report.flatten(["type"])}
