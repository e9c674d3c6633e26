"""Questions to a plan on the command line: now or later, on the screen, as data and on the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from benchmarks.provinces import generated

import ostan
from ostan import cli
from ostan.files.source import write

pytestmark = pytest.mark.slow

Run = Any


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line beside a small country `land`; return its code, its stdout and its stderr."""
    monkeypatch.chdir(tmp_path)
    write(generated(7, 2, 8, 0), tmp_path / "land")
    goals = "max_unlike = 1\nlambda = 2\n\n[price]\ndecree = 3.0\nprovince = 1.0\n"
    (tmp_path / "goals.toml").write_text(goals, encoding="utf-8")

    def call(*args: str) -> tuple[int, str, str]:
        code = cli.main(args)
        out, err = capsys.readouterr()
        return code, out, err

    return call


PLAN = ("plan", "land", "councils", "--goals", "goals.toml")
ALL = ("--why", "c00,c01", "--why-not", "c02,c03", "--alternatives", "2", "--locks", "--effort")


def test_a_plan_answers_what_is_asked(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(*PLAN, *ALL, "--out", "plan.json", "--json")
    told = json.loads(out)["answers"]
    assert code == 0
    assert [p["councils"] for p in told["pairs"]] == [["c00", "c01"], ["c02", "c03"]]
    assert all(s["fa"] and s["en"] for p in told["pairs"] for s in p["sentences"])
    assert told["effort"]
    assert told["locks"]
    assert len(told["alternatives"]) <= 2
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["answers"] == told


@pytest.mark.parametrize(
    ("lang", "heading"), [("fa", "بهای هر قفل"), ("en", "What each lock costs")]
)
def test_answers_stand_on_the_screen_in_either_language(run: Run, lang: str, heading: str) -> None:
    code, out, _ = run(*PLAN, *ALL, "--lang", lang)
    assert code == 0
    assert heading in out
    assert out.count("\n- ") >= 2


def test_a_written_plan_is_asked_without_planning_again(run: Run, tmp_path: Path) -> None:
    assert run(*PLAN, "--out", "plan.json")[0] == 0
    first = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    call = ("plan", "land", "--from", "plan.json", "--effort", "--json")
    code, out, _ = run(*call)
    told = json.loads(out)
    assert code == 0
    assert told["answers"]["effort"][-1]["value"] == first["value"]
    assert {k: told[k] for k in ("reform", "value", "bound", "seconds")} == {
        k: first[k] for k in ("reform", "value", "bound", "seconds")
    }


def test_an_earlier_plan_has_its_own_goals_and_country(run: Run) -> None:
    assert run(*PLAN, "--out", "plan.json")[0] == 0
    code, _, err = run(*PLAN, "--from", "plan.json", "--lang", "en")
    assert code == 2
    assert "--goals" in err
    code, _, err = run("plan", "sample:iran", "--from", "plan.json", "--lang", "en")
    assert code == 2
    assert "another country" in err


def test_a_plan_that_is_not_there_or_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, err = run("plan", "land", "--from", "none.json", "--lang", "en")
    assert code == 2
    assert "none.json" in err
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    code, _, err = run("plan", "land", "--from", "bad.json", "--lang", "en")
    assert code == 2
    assert "reform" in err


def test_wrong_names_are_told_at_once_and_before_the_search(run: Run) -> None:
    call = (*PLAN, "--why", "c00,cO1", "--why-not", "c99,c02", "--why", "c00", "--lang", "en")
    code, _, err = run(*call)
    assert code == 2
    assert "cO1" in err
    assert "c99" in err
    assert "comma" in err
    assert " s · " not in err


def test_questions_are_not_asked_of_a_calendar(run: Run) -> None:
    call = ("plan", "land", "sessions", "--place", "p00", "--locks", "--lang", "en")
    code, _, err = run(*call)
    assert code == 2
    assert "councils only" in err


# what a plan is written as --------------------------------------------------------------------


def test_a_page_of_a_plan_has_its_answers_in_both_languages(run: Run, tmp_path: Path) -> None:
    assert run(*PLAN, *ALL, "--out", "plan.html")[0] == 0
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    for words in ("همهٔ استان‌ها", "all provinces", "بهای هر قفل", "What each lock costs"):
        assert words in page
    assert "Who will object" in page
    acts = page[page.index("Acts that are needed") :]
    acts = acts[: acts.index("</table>")]
    assert acts.count("<tr>") > 1
    for row in acts.split("<tr>"):
        names = re.findall(r"c0[0-9]", row)
        assert len(names) == len(set(names))


@pytest.mark.parametrize("ending", ["json", "xlsx", "jsonld"])
def test_the_reform_of_a_plan_is_written_in_every_form(
    run: Run, tmp_path: Path, ending: str
) -> None:
    assert run(*PLAN, "--out", "plan.json")[0] == 0
    file = f"same.{ending}"
    assert run("plan", "land", "--from", "plan.json", "--out", file)[0] == 0
    for name, target in (("plan.json", "one"), (file, "two")):
        assert run("apply", "land", name, "--out", target)[0] == 0
    one, two = (ostan.load(tmp_path / t).country for t in ("one", "two"))
    assert one.tables["councils"].equals(two.tables["councils"])
    assert one == two


def test_beyond_one_place_a_list_has_a_page_and_hours_by_type(run: Run, tmp_path: Path) -> None:
    assert run(*PLAN, "--out", "plan.json")[0] == 0
    call = ("compare", "land", "--reform", "plan.json", "--goals", "goals.toml")
    code, out, _ = run(*call, "--out", "list.html", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["saving"] == pytest.approx(told["possible"])
    types = set(ostan.load(tmp_path / "land").country["posts"]["type"])
    assert told["hours"]
    assert {h["post"] for h in told["hours"]} <= types
    assert {h["posts"] for h in told["hours"]} <= {1, 2}
    page = (tmp_path / "list.html").read_text(encoding="utf-8")
    for words in ("فهرست شما", "The best plan beside it", "an independent recomputation agrees"):
        assert words in page


def test_a_list_of_one_place_is_set_beside_the_plan_of_that_place(run: Run, tmp_path: Path) -> None:
    change = {"kind": "hold_jointly", "host": "c00", "councils": ["c01"]}
    for name, at, scope in (("one", ["p00"], "p00"), ("all", ["*province"], "*province")):
        data = {"version": "1", "changes": [{**change, "at": at}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
        call = ("compare", "land", "--reform", f"{name}.json", "--goals", "goals.toml")
        code, out, err = run(*call, "--json", "--lang", "en")
        assert code == 0
        assert json.loads(out)["scope"] == scope
        assert "Places outside" not in err
    code, _, err = run(*call, "--place", "p01", "--lang", "en")
    assert code == 0
    assert "changes too: 1" in err


def test_what_is_read_is_never_written_over(run: Run, tmp_path: Path) -> None:
    assert run(*PLAN, "--out", "plan.json")[0] == 0
    assert run("plan", "land", "--from", "plan.json", "--out", "plan.xlsx")[0] == 0
    before = {name: (tmp_path / name).read_bytes() for name in ("plan.json", "plan.xlsx")}
    calls = (
        ("plan", "land", "--from", "plan.json", "--out", "plan.json"),
        ("compare", "land", "--reform", "plan.xlsx", "--out", "plan.xlsx"),
        ("compare", "land", "--reform", "plan.xlsx", "--marked", "plan.xlsx"),
        ("apply", "land", "plan.xlsx", "--out", "plan.xlsx"),
    )
    for call in calls:
        code, _, err = run(*call, "--force", "--lang", "en")
        assert code == 2
        assert "not written over" in err
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


# no plan --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goals", "said"),
    [
        ("max_councils = 1\n", ["at most 1 sittings"]),
        ('max_people = 1\ntogether = [["c00", "c01"]]\n', ["must be together", "at most 1 people"]),
    ],
)
def test_goals_that_no_plan_keeps_are_told_as_the_smallest_clash(
    run: Run, tmp_path: Path, goals: str, said: list[str]
) -> None:
    (tmp_path / "goals.toml").write_text(goals, encoding="utf-8")
    code, out, err = run(*PLAN, "--lang", "en")
    assert code == 3
    assert out == ""
    for words in said:
        assert words in err
    assert "(1)" in err
    assert "to mend it" in err
    code, out, _ = run(*PLAN, "--json")
    assert code == 3
    assert [f["code"] for f in json.loads(out)["findings"]] == ["no_plan"]
