"""How a call is taken: languages, help, exit codes, faults."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ostan import cli
from ostan.cli import app, faults, pages
from ostan.cli.screen import Screen, laid_out, of, width
from ostan.cli.texts import EXITS, OPTIONS, PAGES

COMMANDS = app.program().commands


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = cli.main(args)
    out, err = capsys.readouterr()
    return code, out, err


def test_it_greets_in_persian_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert code == 0
    assert out.startswith("کاربرد: ostan COMMAND")
    assert err == ""


@pytest.mark.parametrize(
    ("args", "variable"), [(["--lang", "en"], None), (["--lang=en"], None), ([], "en")]
)
def test_english_is_asked_for_by_option_or_variable(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    variable: str | None,
) -> None:
    if variable:
        monkeypatch.setenv("OSTAN_LANG", variable)
    assert run(capsys, *args, "check", "--help")[1].startswith("Usage: ostan check SOURCE")


def test_the_option_goes_before_the_variable() -> None:
    assert of(["--lang", "fa", "check"], {"OSTAN_LANG": "en"}).lang == "fa"


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_help_page_names_every_option(
    capsys: pytest.CaptureFixture[str], name: str, lang: str
) -> None:
    code, out, _ = run(capsys, name, "--help", "--lang", lang)
    assert code == 0
    for parameter in COMMANDS[name].params:
        assert (parameter.metavar or parameter.opts[0]).split("|")[0] in out
        assert pages.explained(parameter, name).to("en")


def test_every_command_has_a_page_and_every_text_a_use() -> None:
    assert list(COMMANDS) == list(PAGES)
    used = {p.name for c in COMMANDS.values() for p in c.params} | {
        f"{n}.{p.name}" for n, c in COMMANDS.items() for p in c.params
    }
    assert set(OPTIONS) <= used | {"version", "help"}
    assert all(set(page.exits) <= set(EXITS) for page in PAGES.values())


@pytest.mark.parametrize(
    "args",
    [
        ["chek"],
        ["check"],
        ["check", "--foo"],
        ["check", "sample:iran", "--lang", "de"],
        ["measure", "sample:iran", "council"],
        ["export", "sample:iran", "--as", "pdf", "--out", "x"],
        ["export", "sample:iran", "--as", "csv"],
        ["check", "no-such-file.xlsx"],
        ["check", "sample:nowhere"],
        ["check", "sample:iran", "--as-of", "31/31/1404"],
        ["check", "sample:iran", "extra"],
    ],
)
def test_a_wrong_call_is_bad_input_in_one_language(
    capsys: pytest.CaptureFixture[str], args: list[str]
) -> None:
    code, out, err = run(capsys, *args)
    assert code == 2
    assert out == ""
    assert err.startswith("خطا [")
    assert "Traceback" not in err


def test_json_errors_go_to_stdout_and_sentences_to_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, "check", "no-such-file.xlsx", "--json", "--lang", "en")
    assert code == 2
    assert json.loads(out)["findings"][0]["severity"] == "error"
    assert err.startswith("error [")


def test_a_fault_names_a_file_without_data(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("the salary of a named person")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "run", fail)
    code, _, err = run(capsys, "check", "secret-name.xlsx", "--place", "قم")
    (file,) = tmp_path.iterdir()
    text = file.read_text(encoding="utf-8")
    assert code == 70
    assert file.name in err
    assert "RuntimeError" in text
    assert "call: ostan check <.xlsx> --place <value>" in text
    for private in ("salary", "secret", "قم", str(tmp_path), "Traceback"):
        assert private not in text


def test_a_fault_is_told_even_where_nothing_may_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError

    monkeypatch.setattr(Path, "write_text", refuse)
    assert faults.report(Screen("en"), ValueError("x"), []) == 70
    assert "ValueError" in capsys.readouterr().err


def test_it_stops_with_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "run", interrupt)
    assert run(capsys, "check", "x")[0] == 130
    monkeypatch.undo()
    monkeypatch.setattr("ostan.cli.check.check", interrupt)
    assert run(capsys, "check", "x")[0] == 130


def test_columns_stay_aligned_with_half_spaces_and_marks() -> None:
    lines = laid_out(["نام", "ساعت"], [["کم‌آبی", "۱۲"], ["قم", "۳"]])
    assert width("کم‌آبی") == 5
    assert [line.rstrip() for line in lines] == lines
    assert lines[2].index("۱۲") - lines[3].index("۳") == len("کم‌آبی") - width("کم‌آبی")


def test_the_installed_command_answers_without_heavy_libraries() -> None:
    code = (
        "import sys; from ostan.cli import main; main(['--help']); "
        "heavy = {'polars', 'dataframely', 'pydantic', 'openpyxl', 'matplotlib', 'rich', 'numpy', "
        "'python_calamine', 'rapidfuzz', 'jinja2'} & set(sys.modules); sys.exit(sorted(heavy) or 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()


def test_the_module_is_the_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ostan", "--version"], capture_output=True, check=False, text=True
    )
    assert (ran.returncode, ran.stdout) == (0, "ostan 0.1.0\n")


def test_a_reader_that_leaves_is_no_fault(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m ostan --help | head -c 1"
    ran = subprocess.run(["/bin/sh", "-c", command], capture_output=True, cwd=tmp_path, check=False)
    assert ran.stderr == b""
    assert list(tmp_path.iterdir()) == []


def test_the_presets_offered_are_those_of_the_goals() -> None:
    from ostan.plan import goals

    assert app.PRESETS == goals.PRESETS
