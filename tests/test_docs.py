"""Every command and every block of code in the README and the docs is run, page by page, in order.

A page runs in an empty folder. In `console` blocks the lines that begin with `$` are commands; the
exit code is 0 unless a comment at the end says `# exit 1`. `python` blocks of a page share their
names. A `toml` block that begins with `# file: name` is written to that file. A page that speaks of
`../shared` needs the public data sets beside the checkout.
"""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ostan import cli
from ostan.cli import app
from ostan.cli.screen import Screen
from ostan.cli.texts import PAGES, PROGRAM

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
PAGES_OF_DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
INERT = {"text", "json", "csv", "mermaid"}
"""Blocks that are shown and not run."""
EXIT = re.compile(r"\s+# exit (\d+)$")
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
NOT_RUN_HERE = {"uv run pytest", "uv run ostan demo"}
"""The suite does not run itself; the demo, which is slow, is run by tests/cli/test_commands.py."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path) -> Iterator[tuple[str, str]]:
    for match in FENCE.finditer(path.read_text(encoding="utf-8")):
        yield match[1], match[2]


def commands(block: str) -> Iterator[tuple[str, int]]:
    """Yield the commands of a console block with their exit codes."""
    joined = block.replace("\\\n", " ")
    for line in joined.splitlines():
        if line.startswith("$ "):
            code = EXIT.search(line)
            yield EXIT.sub("", line[2:]), int(code[1]) if code else 0


def ours(command: str) -> list[str] | None:
    """Return the arguments of an `ostan` command; None for what is not run here."""
    bare = command.removeprefix("pip install uv && ")
    if bare in NOT_RUN_HERE:
        return None
    words = shlex.split(bare.removeprefix("uv run "))
    assert words[0] == "ostan", f"not a command this test can run: {command}"
    return words[1:]


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run a page in, with `../shared` beside it where the page needs it."""
    place = tmp_path / "page"
    place.mkdir()
    if "../shared" in request.getfixturevalue("page").read_text(encoding="utf-8"):
        data: Path = request.getfixturevalue("shared")
        (tmp_path / "shared").symlink_to(data.parent)
    monkeypatch.chdir(place)
    return place


@pytest.mark.parametrize(
    "page", [p for p in PAGES_OF_DOCS if any(b[0] not in INERT for b in blocks(p))], ids=name
)
def test_the_page_runs(page: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "page"}
    for kind, block in blocks(page):
        if kind == "console":
            for command, expected in commands(block):
                args = ours(command)
                if args is not None:
                    assert cli.main(args) == expected, f"{command}\n{capsys.readouterr().err}"
        elif kind == "python":
            exec(compile(block, name(page), "exec"), names)
        elif kind == "toml":
            first, _, _ = block.partition("\n")
            if first.startswith("# file: "):
                (folder / first.removeprefix("# file: ")).write_text(block, encoding="utf-8")
        else:
            assert kind in INERT, f"{name(page)}: a block of unknown kind {kind!r}"


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "$ pip install uv && uv run ostan demo\n" in text
    assert "$ pip install uv && uv run pytest\n" in text


@pytest.mark.parametrize("page", PAGES_OF_DOCS, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    targets = [a or b for a, b in LINK.findall(text)]
    broken = [
        t
        for t in targets
        if "://" not in t and not (page.parent / t.partition("#")[0]).exists() and t[0] != "#"
    ]
    assert broken == []


@pytest.mark.parametrize("page", PAGES_OF_DOCS, ids=name)
def test_every_page_is_in_both_languages(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.search(r"[آ-ی]{3,}", text), "no Persian"
    assert re.search(r"\b[a-z]{3,} [a-z]{2,} [a-z]{2,}", text), "no English"


def test_every_page_can_be_found() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for a, b in LINK.findall(page.read_text(encoding="utf-8")):
            target = (page.parent / (a or b).partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in reached:
                waiting.append(target)
    assert [name(p) for p in PAGES_OF_DOCS if p not in reached] == []


# The pages made from the code -----------------------------------------------------------------


def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "page", ["tables.md", "measures.md", "commands.md", "changes.md", "goals.md"]
)
def test_the_committed_page_is_what_the_code_says(page: str) -> None:
    committed = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    assert committed == generate().PAGES[page](), "write it again: python docs/generate.py"


@pytest.mark.parametrize(
    "example", [e for p in (PROGRAM, *PAGES.values()) for e in p.examples], ids=str
)
def test_every_example_of_the_help_is_a_good_call(example: str) -> None:
    command, *args = shlex.split(example)[1:]
    made = app.program().commands[command]
    assert made.make_context(command, args, obj=Screen("fa")).args == []
