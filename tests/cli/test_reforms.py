"""What `apply`, `plan` and `compare --reform` do, on the sample and on what people get wrong."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import ostan
from ostan import cli
from ostan.files.reforms import write as write_reform
from ostan.reform.councils import KINDS
from ostan.reform.reform import Reform

pytestmark = pytest.mark.slow

Run = Any

MERGE = {
    "kind": "merge_councils",
    "at": ["*province"],
    "host": "resistance_hq",
    "councils": ["employment_wg"],
}
UNKNOWN_GROUND = {**MERGE, "councils": ["prayer_hq"]}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in an empty folder; return its code, its stdout and its stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> tuple[int, str, str]:
        code = cli.main(args)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def reform(folder: Path, *changes: dict[str, Any]) -> Path:
    """Write a Reform of these changes and return its file."""
    path = folder / "reform.json"
    path.write_text(json.dumps({"version": "1", "changes": changes}), encoding="utf-8")
    return path


# apply ----------------------------------------------------------------------------------------


def test_a_reform_makes_a_country_that_says_where_it_came_from(run: Run, tmp_path: Path) -> None:
    file = reform(tmp_path, MERGE)
    code, out, _ = run("apply", "sample:iran", str(file), "--out", "after", "--json")
    told = json.loads(out)
    after = ostan.load(tmp_path / "after").country
    merged = after["councils"].filter(type="employment_wg")
    assert code == 0
    assert told["parent"] == ostan.load("sample:iran").country.digest
    assert told["digest"] == after.digest
    assert set(merged["status"]) == {"replaced"}
    assert merged.height == 31


def test_one_refused_change_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    file = reform(tmp_path, MERGE, UNKNOWN_GROUND)
    code, out, err = run("apply", "sample:iran", str(file), "--out", "after", "--lang", "en")
    assert code == 2
    assert "change 2" in err
    assert out == ""
    assert not (tmp_path / "after").exists()


def test_a_name_that_is_not_there_is_met_with_the_nearest(run: Run, tmp_path: Path) -> None:
    file = reform(tmp_path, {**MERGE, "host": "resistence_hq"})
    code, _, err = run("apply", "sample:iran", str(file), "--out", "after", "--lang", "en")
    assert code == 2
    assert "resistance_hq" in err


def test_a_reform_made_for_another_country_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "reform.json"
    path.write_text(json.dumps({"version": "1", "parent": "0" * 64, "changes": [MERGE]}))
    code, _, err = run("apply", "sample:iran", str(path), "--out", "after", "--lang", "en")
    assert code == 0
    assert "another country" in err


def test_reforms_are_applied_in_order(run: Run, tmp_path: Path) -> None:
    first = reform(tmp_path, MERGE)
    second = tmp_path / "second.json"
    joint = {**MERGE, "kind": "hold_jointly", "host": "wg_social", "councils": ["women_hq"]}
    second.write_text(json.dumps({"version": "1", "changes": [joint]}))
    both = ("apply", "sample:iran", str(first), str(second), "--out", "both", "--json")
    assert run(*both)[0] == 0
    assert run("apply", "sample:iran", str(first), "--out", "one", "--json")[0] == 0
    assert run("apply", "one", str(second), "--out", "two", "--json")[0] == 0
    both_, two = (ostan.load(tmp_path / name).country for name in ("both", "two"))
    assert both_ == two


# a year of sessions ---------------------------------------------------------------------------


def test_a_years_calendar_of_a_province_has_no_chair_in_two_places(
    run: Run, tmp_path: Path
) -> None:
    call = ("plan", "sample:iran", "sessions", "--place", "yazd", "--year", "1405")
    code, out, _ = run(*call, "--out", "year.ics", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["cost"]["hard"] == 0
    assert told["cost"]["missed"] >= told["bound"]["missed"]
    text = (tmp_path / "year.ics").read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") >= len(told["sessions"])


def test_a_calendar_keeps_to_the_rules_that_are_said(run: Run, tmp_path: Path) -> None:
    text = (
        'preset = "alone"\n\n[calendar]\nweekdays = ["یکشنبه", "Tuesday"]\nopens = 7\nspread = 1\n'
    )
    (tmp_path / "goals.toml").write_text(text, encoding="utf-8")
    call = ("plan", "sample:iran", "sessions", "--place", "yazd", "--year", "1405", "--time", "1")
    said = ("--hours", "9-17", "--room", "سالن:۹۰", "--room", "b:80", "--quiet", "استاندار")
    code, out, err = run(*call, "--goals", "goals.toml", *said, "--json", "--lang", "en")
    told = json.loads(out)
    assert code == 0
    assert told["rules"]["weekdays"] == [1, 3]
    assert told["rules"]["quiet_for"] == ["governor@yazd"]
    starts = [datetime.fromisoformat(s["start"]) for s in told["sessions"]]
    assert {(s.weekday() + 2) % 7 for s in starts} == {1, 3}
    assert min(s.hour for s in starts) >= 9
    assert {s["room"] for s in told["sessions"]} == {"سالن", "b"}
    assert "invited to “Provincial administrative council” and the largest room holds 90" in err


def test_wrong_rules_of_a_calendar_are_told_at_once_before_the_search(run: Run) -> None:
    call = ("plan", "sample:iran", "sessions", "--place", "yazd", "--lang", "en")
    code, out, err = run(*call, "--hours", "14", "--room", "hall", "--quiet", "governer")
    assert code == 2
    assert out == ""
    for words in ("“14”", "“hall”", "governor"):
        assert words in err
    code, _, err = run("plan", "sample:iran", "--place", "yazd", "--hours", "8-9", "--lang", "en")
    assert code == 2
    assert "sessions only" in err


def test_goals_and_rules_of_the_calendar_stand_in_one_file(run: Run, tmp_path: Path) -> None:
    text = 'presett = "alone"\n\n[calendar]\nopens = 9\n'
    (tmp_path / "goals.toml").write_text(text, encoding="utf-8")
    for noun in ("councils", "sessions"):
        call = ("plan", "sample:iran", noun, "--place", "yazd", "--goals", "goals.toml")
        code, _, err = run(*call, "--lang", "en")
        assert code == 2
        assert "preset" in err
        assert "calendar" not in err


def test_a_calendar_needs_a_place(run: Run) -> None:
    code, _, err = run("plan", "sample:iran", "sessions", "--lang", "en")
    assert code == 2
    assert "--place" in err


# what people get wrong ------------------------------------------------------------------------


def test_goals_that_cannot_be_had_together_are_named(run: Run, tmp_path: Path) -> None:
    goals = tmp_path / "goals.toml"
    goals.write_text('together = [["a", "b"]]\napart = [["b", "a"]]\n', encoding="utf-8")
    code, _, err = run("plan", "sample:iran", "--goals", str(goals), "--lang", "en")
    assert code == 2
    assert "a" in err
    assert "b" in err


def test_goals_that_are_not_there_are_said(run: Run) -> None:
    code, _, err = run("plan", "sample:iran", "--goals", "none.toml", "--lang", "en")
    assert code == 2
    assert "none.toml" in err


def test_an_unknown_preset_is_met_with_those_there_are(run: Run) -> None:
    code, _, err = run("plan", "sample:iran", "--preset", "alon", "--lang", "en")
    assert code == 2
    assert "alone" in err


def office_list(path: Path, *rows: tuple[str, str]) -> Path:
    """Write an office's own list of mergers: a title row, two headings in Persian, names."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["فهرست پیشنهادی ادغام شوراهای استان"])
    sheet.append(["شورای ادغام‌شونده", "در شورا"])
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


# plan and compare -----------------------------------------------------------------------------


def test_a_plan_is_proven_verified_and_applies(run: Run, tmp_path: Path) -> None:
    call = ("plan", "sample:iran", "councils", "--place", "yazd", "--preset", "decree")
    code, out, _ = run(*call, "--gap", "0.01", "--out", "plan.json", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["verified"]
    assert told["gap"] <= 0.01
    assert told["bound"] <= told["value"] < told["nothing"]
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["reform"]["changes"]
    assert run("apply", "sample:iran", "plan.json", "--out", "after")[0] == 0
    assert run("check", "after", "--lang", "en")[0] in (0, 1)


def test_what_a_governor_does_alone_needs_no_act_above_his_own(run: Run) -> None:
    call = ("plan", "sample:iran", "--place", "qom", "--preset", "alone", "--gap", "0.01", "--json")
    code, out, _ = run(*call)
    told = json.loads(out)
    kinds = {c["kind"] for c in told["reform"]["changes"]}
    assert code == 0
    assert told["verified"]
    assert "merge_councils" not in kinds
    governor = next(h for h in told["hours"] if h["post"].startswith("governor"))
    assert governor["after"]["value"] < governor["before"]["value"]


def test_a_second_is_enough_for_a_plan_with_a_true_bound(run: Run) -> None:
    code, out, _ = run("plan", "sample:iran", "--place", "yazd", "--time", "1", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["bound"] <= told["value"] <= told["nothing"]


def test_an_offices_list_is_evaluated_before_the_best_is_shown(run: Run, tmp_path: Path) -> None:
    path = office_list(
        tmp_path / "list.xlsx",
        ("کارگروه اشتغال استان", "ستاد فرماندهی اقتصاد مقاومتی استان"),
        ("شورای تأمین استان", "شورای اداری استان"),
        ("شورای خیالی", "شورای اداری استان"),
    )
    call = ("compare", "sample:iran", "--reform", str(path), "--place", "yazd", "--gap", "0.01")
    code, out, _ = run(*call, "--json")
    told = json.loads(out)
    assert code == 0
    assert len(told["reform"]["changes"]) == 1
    assert [r["code"] for r in told["refused"]] == ["out_of_reach"]
    assert told["refused"][0]["alternative"]["kind"] == "hold_jointly"
    assert told["asked"]
    assert told["broken"] == []
    assert told["saving"] <= told["possible"] <= told["most"]


MIXED = (
    ("کارگروه اشتغال استان", "ستاد فرماندهی اقتصاد مقاومتی استان"),
    ("شورای تأمین استان", "شورای اداری استان"),
    ("شورای خیالی", "شورای اداری استان"),
)
"""A list of which one row is accepted, one refused, and one has to be asked."""


def test_a_list_comes_back_with_its_cells_marked_and_has_a_page(run: Run, tmp_path: Path) -> None:
    path = office_list(tmp_path / "list.xlsx", *MIXED)
    before = path.read_bytes()
    call = ("compare", "sample:iran", "--reform", str(path), "--place", "yazd", "--time", "2")
    assert run(*call, "--marked", "back.xlsx", "--out", "list.html")[0] == 0
    assert path.read_bytes() == before
    page = (tmp_path / "list.html").read_text(encoding="utf-8")
    for words in ("آنچه پذیرفته نشد و چرا", "What is refused, and why", "list.xlsx[Sheet]!4"):
        assert words in page
    assert "an independent recomputation agrees" in page
    book = load_workbook(tmp_path / "back.xlsx")
    sheet = book["Sheet"]
    marked = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert set(marked) == {"A4", "A5"}
    assert "«شورای تأمین استان»" in marked["A4"]
    assert "به جای آن شدنی است" in marked["A4"]
    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=3)] == [
        list(row) for row in MIXED
    ]
    causes = book["ایرادها"]
    assert [causes.cell(r, 6).value for r in (2, 3)] == ["out_of_reach", "name_unknown"]


def test_a_list_is_marked_once_and_only_where_it_has_cells(run: Run, tmp_path: Path) -> None:
    path = office_list(tmp_path / "list.xlsx", MIXED[0])
    both = ("compare", "sample:iran", "--reform", str(path), "--reform", str(path))
    code, _, err = run(*both, "--marked", "back.xlsx", "--lang", "en")
    assert code == 2
    assert "one list" in err
    file = reform(tmp_path, MERGE)
    call = ("compare", "sample:iran", "--reform", str(file), "--place", "yazd")
    code, _, err = run(*call, "--marked", "back.xlsx", "--lang", "en")
    assert code == 2
    assert "no cells" in err
    code, _, err = run("compare", "sample:iran", "--marked", "back.xlsx", "--lang", "en")
    assert code == 2
    assert "--reform" in err
    assert not (tmp_path / "back.xlsx").exists()


def test_what_is_accepted_of_a_list_is_a_reform_that_applies(run: Run, tmp_path: Path) -> None:
    path = office_list(tmp_path / "list.xlsx", *MIXED)
    call = ("compare", "sample:iran", "--reform", str(path), "--place", "yazd", "--time", "2")
    assert run(*call, "--out", "accepted.xlsx")[0] == 0
    assert run("apply", "sample:iran", "accepted.xlsx", "--out", "after", "--json")[0] == 0
    after = ostan.load(tmp_path / "after").country
    assert after.row("councils", "employment_wg@yazd")["status"] == "replaced"  # type: ignore[index]
    assert after.row("councils", "security_council@yazd")["status"] == "active"  # type: ignore[index]


# the empty workbook of a Reform ---------------------------------------------------------------


def test_an_empty_workbook_of_a_reform_has_a_sheet_for_each_kind_and_reads_as_nothing(
    run: Run, tmp_path: Path
) -> None:
    assert run("new", "changes.xlsx", "--reform", "--from", "sample:iran")[0] == 0
    book = load_workbook(tmp_path / "changes.xlsx")
    assert {KINDS[k].title.fa for k in KINDS} <= set(book.sheetnames)
    assert book[KINDS["merge_councils"].title.fa].data_validations.dataValidation
    sheet = book[KINDS["merge_councils"].title.fa]
    heads = {c.value: c.column for c in sheet[1]}
    for head, value in (
        ("ترتیب", 1),
        ("شورای میزبان", "resistance_hq"),
        ("شوراها", "employment_wg"),
        ("مکان‌ها", "yazd"),
    ):
        sheet.cell(2, heads[head], value)
    book.save(tmp_path / "filled.xlsx")
    assert run("apply", "sample:iran", "filled.xlsx", "--out", "after")[0] == 0
    after = ostan.load(tmp_path / "after").country
    assert after.row("councils", "employment_wg@yazd")["status"] == "replaced"  # type: ignore[index]


def test_a_workbook_of_ours_comes_back_marked_too(run: Run, tmp_path: Path) -> None:
    locked = {**MERGE, "at": ["yazd"], "host": "admin_council", "councils": ["security_council"]}
    made = Reform.read({"version": "1", "changes": [{**MERGE, "at": ["yazd"]}, locked]})
    write_reform(made, tmp_path / "changes.xlsx")
    call = ("compare", "sample:iran", "--reform", "changes.xlsx", "--time", "1")
    assert run(*call, "--marked", "back.xlsx")[0] == 0
    sheet = load_workbook(tmp_path / "back.xlsx")[KINDS["merge_councils"].title.fa]
    marked = {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.comment}
    assert [v for k, v in marked.items() if not k.endswith("1")] == ["security_council"]


def test_the_workbook_of_a_reform_is_a_workbook(run: Run) -> None:
    code, _, err = run("new", "changes", "--reform", "--lang", "en")
    assert code == 2
    assert ".xlsx" in err


def test_a_list_that_breaks_a_goal_is_told_so(run: Run, tmp_path: Path) -> None:
    row = ("کارگروه اشتغال استان", "ستاد فرماندهی اقتصاد مقاومتی استان")
    path = office_list(tmp_path / "list.xlsx", row)
    goals = tmp_path / "goals.toml"
    goals.write_text('lock = ["employment_wg"]\n', encoding="utf-8")
    call = ("compare", "sample:iran", "--reform", str(path), "--place", "yazd", "--time", "2")
    code, out, _ = run(*call, "--goals", str(goals), "--json")
    assert code == 0
    assert [f["code"] for f in json.loads(out)["broken"]] == ["lock_broken"]


def test_a_second_country_and_a_reform_at_once_are_refused(run: Run) -> None:
    code, _, err = run(
        "compare", "sample:iran", "sample:iran", "--reform", "x.xlsx", "--lang", "en"
    )
    assert code == 2
    assert "not both" in err
