"""What the commands do, on the sample and on small countries."""

from __future__ import annotations

import csv
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from tests.report.planning import plan_of

from ostan import cli
from ostan.cli import measure as measure_command
from ostan.cli.texts import PAGES
from ostan.country.country import Country

pytestmark = pytest.mark.slow

Run = Any


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in an empty folder; return its code, its stdout and its stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> tuple[int, str, str]:
        code = cli.main(args)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of CSV files: two places, a council of two posts in one of them."""
    folder = tmp_path / "small"
    folder.mkdir()
    write(
        folder / "places.csv",
        "place,level,parent,name_fa",
        "land,country,,کشور",
        "north,province,land,شمال",
        "south,province,land,جنوب",
    )
    write(
        folder / "units.csv",
        "unit,type,name_fa,kind,legal_form,place",
        "office,office,دفتر,office,governorate,north",
    )
    write(
        folder / "posts.csv",
        "post,type,title_fa,unit,hours_per_year",
        "head,head,رئیس,office,2000",
        "clerk,clerk,کارمند,office,2000",
    )
    write(
        folder / "councils.csv",
        "council,type,name_fa,place,sessions_per_year,subsessions_per_year,hours_per_session",
        "water,water,شورای آب,north,12,0,2",
    )
    write(
        folder / "seats.csv",
        "council,holder,role,attendance",
        "water,head,chair,1",
        "water,clerk,secretary,0.5",
    )
    write(
        folder / "defaults.csv",
        "name,low,value,high",
        "preparation_hours_per_seat_session,0,1,2",
        "travel_hours_per_seat_session,0,0,0",
        "followup_hours_per_seat_session,0,0,0",
        "hours_per_subsession,1,1,1",
    )
    return folder


def write(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


# new ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["empty.xlsx", "empty"])
def test_an_empty_template_can_be_checked(run: Run, target: str) -> None:
    assert run("new", target)[0] == 0
    code, out, _ = run("check", target)
    assert code == 0
    assert "هیچ جدولی سطر ندارد" in out


def test_a_copy_keeps_rules_and_templates(run: Run, small: Path) -> None:
    write(small / "places.csv", "place,level,name_fa", "land,country,کشور", "north,province,شمال")
    write(
        small / "units.csv",
        "unit,type,name_fa,kind,legal_form,place",
        "office,office,دفتر,office,governorate,*province",
    )
    write(
        small / "posts.csv",
        "post,type,title_fa,unit",
        "head,head,رئیس,office",
        "clerk,clerk,کارمند,office",
    )
    write(small / "councils.csv", "council,type,name_fa,place", "water,water,شورای آب,*province")
    assert run("new", "copy", "--from", str(small))[0] == 0
    with Path("copy/councils.csv").open(encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["place"] == "*province"


@pytest.mark.parametrize(
    "args",
    [
        ["new", "there.xlsx"],
        ["check", "small", "--errors", "there.xlsx"],
        ["measure", "small", "--out", "there.xlsx"],
        ["compare", "small", "--out", "there.html"],
        ["export", "small", "--as", "xlsx", "--out", "there.xlsx"],
        ["export", "small", "--as", "csv", "--out", "small"],
    ],
)
def test_nothing_is_overwritten_unasked(run: Run, small: Path, args: list[str]) -> None:
    for name in ("there.xlsx", "there.html"):
        Path(name).write_bytes(b"mine")
    before = {p: p.read_bytes() for p in [*small.iterdir(), Path("there.xlsx"), Path("there.html")]}
    code, _, err = run(*args)
    assert code == 2
    assert "exists_already" in err
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.parametrize(
    "args",
    [
        ["check", "mine.xlsx", "--errors", "mine.xlsx"],
        ["measure", "mine.xlsx", "--out", "mine.xlsx"],
        ["export", "mine.xlsx", "--as", "xlsx", "--out", "./mine.xlsx"],
        ["new", "mine.xlsx", "--from", "mine.xlsx"],
    ],
)
def test_what_is_read_is_never_written_over(run: Run, args: list[str]) -> None:
    run("new", "mine.xlsx")
    before = Path("mine.xlsx").read_bytes()
    assert run(*args, "--force")[0] == 2
    assert Path("mine.xlsx").read_bytes() == before


def test_force_overwrites(run: Run) -> None:
    Path("there.xlsx").write_bytes(b"mine")
    assert run("new", "there.xlsx", "--force")[0] == 0
    assert load_workbook("there.xlsx").sheetnames


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["measure", "small", "--out", "nowhere/x.xlsx"], "no_folder"),
        (["measure", "small", "--out", "x.pdf"], "bad_ending"),
        (["demo", "--out", "small/places.csv"], "no_folder"),
    ],
)
def test_a_target_is_refused_before_the_work(
    run: Run, small: Path, args: list[str], code: str
) -> None:
    assert small.exists()
    got, _, err = run(*args)
    assert got == 2
    assert code in err


# check ----------------------------------------------------------------------------------------


def bad_book(path: Path) -> None:
    book = Workbook()
    places = book.active
    places.title = "places"
    for row in (
        ["place", "level", "parent", "name_fa"],
        ["land", "country", None, "کشور"],
        ["north", "provinz", "land", "شمال"],
        ["south", "province", "lend", "جنوب"],
    ):
        places.append(row)
    councils = book.create_sheet("councils")
    for row in (
        ["council", "type", "name_fa", "place", "sessions_per_year"],
        ["water", "water", "آب", "north", -3],
        ["roads", "roads", "راه", "north", "many"],
    ):
        councils.append(row)
    book.save(path)


def test_every_bad_cell_is_listed_at_once_and_marked(run: Run) -> None:
    bad_book(Path("bad.xlsx"))
    code, out, err = run("check", "bad.xlsx", "--errors", "marked.xlsx", "--lang", "en")
    assert code == 2
    assert out == ""
    for cell in (
        "bad.xlsx[places]!B3",
        "bad.xlsx[places]!C4",
        "bad.xlsx[councils]!E2",
        "bad.xlsx[councils]!E3",
    ):
        assert cell in err
    marked = load_workbook("marked.xlsx")
    assert marked["councils"]["E3"].comment is not None
    assert marked["councils"]["E3"].value == "many"


def test_the_list_is_in_the_readers_language_and_counted(run: Run) -> None:
    bad_book(Path("bad.xlsx"))
    persian, english = run("check", "bad.xlsx")[2], run("check", "bad.xlsx", "--lang", "en")[2]
    assert "در مجموع:" in persian
    assert "In all: errors" in english
    assert len(persian.splitlines()) == len(english.splitlines())


def test_json_has_every_cell(run: Run) -> None:
    bad_book(Path("bad.xlsx"))
    code, out, _ = run("check", "bad.xlsx", "--json")
    found = json.loads(out)
    assert found["exit"] == code == 2
    assert {w["cell"] for f in found["findings"] for w in f["where"]} >= {"B3", "C4", "E2", "E3"}


def test_the_sample_has_no_errors(run: Run) -> None:
    code, out, _ = run("check", "sample:iran", "--as-of", "1404/10/11", "--json")
    found = json.loads(out)
    assert code == found["exit"] == 1
    assert {f["severity"] for f in found["findings"]} == {"warning", "notice"}
    assert all(f["fa"] and f["en"] for f in found["findings"])
    assert found["rows"]["seats"] > 20_000


def test_the_day_may_be_written_in_either_calendar(run: Run, small: Path) -> None:
    assert small.exists()
    jalali = run("check", "small", "--as-of", "۱۴۰۴/۱۰/۱۱", "--json")[1]
    assert jalali == run("check", "small", "--as-of", "2026-01-01", "--json")[1]


def test_against_shows_what_changed(run: Run, small: Path) -> None:
    run("new", "old", "--from", "small")
    text = (small / "councils.csv").read_text(encoding="utf-8").replace(",12,", ",24,")
    write(small / "councils.csv", text.strip(), "roads,roads,شورای راه,south,,,")
    code, out, _ = run("check", "small", "--against", "old", "--json")
    assert code in (0, 1)
    seen = {(c["change"], c["table"], c["key"], c["column"]) for c in json.loads(out)["changes"]}
    assert ("changed", "councils", "water", "sessions_per_year") in seen
    assert ("new", "councils", "roads", None) in seen
    assert "شورای راه" in run("check", "small", "--against", "old")[1]


# measure --------------------------------------------------------------------------------------


def hours(document: dict[str, Any], post: str) -> float:
    table = document["measures"]["post_hours"]
    names = [c["name"] for c in table["columns"]]
    row = next(r for r in table["rows"] if r[names.index("post")] == post)
    return float(row[names.index("hours")])


def test_hours_are_those_a_hand_would_count(run: Run, small: Path) -> None:
    assert small.exists()
    code, out, _ = run("measure", "small", "councils", "--json")
    assert code == 0
    document = json.loads(out)
    # Twelve sessions of two hours and an hour of preparation each; the clerk comes to half of them.
    assert hours(document, "head") == 12 * (2 + 1)
    assert hours(document, "clerk") == 0.5 * 12 * (2 + 1)


def test_a_place_and_a_post_are_found_by_any_name(run: Run) -> None:
    by_name = run("measure", "sample:iran", "councils", "--place", "قم", "--post", "استاندار")
    by_id = run("measure", "sample:iran", "councils", "--post", "governor@qom")
    assert by_name == by_id
    assert by_name[0] == 0
    assert "استاندار" in by_name[1]


@pytest.mark.parametrize(
    ("args", "code", "near"),
    [
        (["--place", "قمم"], "unknown_name", "قم"),
        (["--post", "استاندارر"], "unknown_name", "استاندار"),
        (["--post", "استاندار"], "shared_name", "governor@"),
    ],
)
def test_an_unknown_name_comes_with_the_nearest(
    run: Run, args: list[str], code: str, near: str
) -> None:
    got, _, err = run("measure", "sample:iran", "councils", *args)
    assert got == 2
    assert code in err
    assert near in err


def test_the_files_say_what_the_screen_says(run: Run, small: Path) -> None:
    assert small.exists()
    narrow = ["measure", "small", "councils", "--post", "رئیس", "--as-of", "2026-01-01"]
    shown = json.loads(run(*narrow, "--json")[1])
    for name in ("x.json", "x.xlsx", "x.csv"):
        assert run(*narrow, "--out", name)[0] == 0
    assert json.loads(Path("x.json").read_text(encoding="utf-8")) == shown
    with Path("x.post_hours.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert float(row["hours"]) == hours(shown, "head") == 36
    cells = {c for s in load_workbook("x.xlsx") for r in s.iter_rows(values_only=True) for c in r}
    assert 36 in cells


def test_one_measure_makes_one_csv() -> None:
    assert measure_command._files(["a"], Path("x.csv")) == [Path("x.csv")]


@pytest.mark.parametrize(
    "args",
    [
        ["new", "new"],
        ["check", "small"],
        ["measure", "small", "units"],
        ["compare", "small", "small"],
        ["export", "small", "--as", "csv", "--out", "copy"],
    ],
)
def test_json_has_the_keys_the_help_names(run: Run, small: Path, args: list[str]) -> None:
    assert small.exists()
    assert tuple(json.loads(run(*args, "--json")[1])) == PAGES[args[0]].keys


def test_nothing_to_measure_is_said(run: Run) -> None:
    run("new", "empty")
    code, out, err = run("measure", "empty", "powers")
    assert (code, out) == (0, "")
    assert "سنجه‌ای نیست" in err


# compare, export, demo ------------------------------------------------------------------------


def test_two_countries_side_by_side(run: Run, small: Path) -> None:
    run("new", "old", "--from", "small")
    text = (small / "councils.csv").read_text(encoding="utf-8").replace(",12,", ",24,")
    write(small / "councils.csv", text.strip(), "roads,roads,شورای راه,north,,,")
    code, out, _ = run("compare", "old", "small", "--json")
    found = json.loads(out)
    assert code == 0
    assert {c["change"] for c in found["changes"]} == {"new", "changed"}
    councils = [f for f in found["figures"] if f["place"] == "north" and f["column"] == "councils"]
    assert {(f["first"], f["second"]) for f in councils} == {(1, 2)}
    assert run("compare", "old", "small", "--out", "both.html")[0] == 0
    assert "شورای راه" in Path("both.html").read_text(encoding="utf-8")


def test_a_country_beside_itself_has_no_difference(run: Run, small: Path) -> None:
    assert small.exists()
    found = json.loads(run("compare", "small", "small", "--json")[1])
    assert (found["changes"], found["figures"]) == ([], [])


def test_one_country_gives_its_report(run: Run, small: Path) -> None:
    assert small.exists()
    assert run("compare", "small", "--place", "شمال")[0] == 0
    assert "شمال" in Path("report.html").read_text(encoding="utf-8")
    assert run("compare", "small")[0] == 2


@pytest.mark.parametrize("form", ["xlsx", "csv", "parquet", "jsonld"])
def test_what_is_exported_is_the_same_country(run: Run, small: Path, form: str) -> None:
    assert small.exists()
    target = {"xlsx": "c.xlsx", "jsonld": "c.jsonld"}.get(form, "c")
    wrote = json.loads(run("export", "small", "--as", form, "--out", target, "--json")[1])
    assert json.loads(run("check", target, "--json")[1])["digest"] == wrote["digest"]


def test_sessions_become_a_calendar(run: Run, small: Path) -> None:
    code, _, err = run("export", "small", "--as", "ics", "--out", "c.ics")
    assert (code, "no_sessions" in err) == (2, True)
    write(small / "sessions.csv", "council,start,minutes", "water,2026-01-03 09:00,120")
    assert run("export", "small", "--as", "ics", "--out", "c.ics", "--post", "رئیس")[0] == 0
    assert "BEGIN:VEVENT" in Path("c.ics").read_text(encoding="utf-8")


def test_the_demo_writes_three_files_and_says_what_is_assumed(
    run: Run, monkeypatch: pytest.MonkeyPatch, sample: Country
) -> None:
    # Planned and drawn in full where the README is run; here what is said counts.
    page, book = map(import_module, ("ostan.report.page", "ostan.report.workbook"))
    joint = {"kind": "hold_jointly", "host": "wg_economy@qom", "councils": ["employment_wg@qom"]}
    made = {"alone": plan_of(sample, "qom", [joint])}
    monkeypatch.setattr("ostan.report.plans.plans_for", lambda *_: made)
    monkeypatch.setattr(page, "html", lambda *_, **__: "<html>")
    monkeypatch.setattr(book, "workbook", lambda *a, **_: Path(a[2]).write_bytes(b"book"))
    code, out, err = run("demo", "--place", "قم", "--as-of", "2026-01-01", "--lang", "en")
    assert code == 0
    lines = out.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("Qom: the Governor")
    assert "assumptions" in lines[2]
    assert "joint sessions of councils: 1" in lines[3]
    assert "ostan-demo/report.html" in lines[4]
    assert "Reading" in err
    document = json.loads(Path("ostan-demo/measures.json").read_text(encoding="utf-8"))
    weekly = hours(document, "governor@qom") / 52
    assert f"{weekly:.1f} hours" in lines[1]
    assert {p.name for p in Path("ostan-demo").iterdir()} == {
        "report.html",
        "measures.xlsx",
        "measures.json",
    }
