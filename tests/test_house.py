"""What holds for the whole house: who imports whom, what stands where, what is never written."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "ostan"
FOLDERS = [
    "cli",
    "country",
    "files",
    "measure",
    "persian",
    "plan",
    "programme",
    "reform",
    "report",
    "sample",
    "words",
]
HEAVY = {
    "openpyxl",
    "matplotlib",
    "rdflib",
    "pyshacl",
    "jinja2",
    "rapidfuzz",
    "python_calamine",
    "rich",
    "highspy",
}
"""Libraries that are imported only inside the functions that use them."""
TEXT_ENDINGS = {".py", ".md", ".toml", ".txt", ".csv", ".yml", ".yaml", ".j2", ".css", ".html", ""}


def tracked() -> list[Path]:
    """Return every file that goes into the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:  # an unpacked archive has no index
        return [p for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts]
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        if path.suffix in TEXT_ENDINGS and path.name not in ("LICENSE", Path(__file__).name):
            yield path, path.read_text(encoding="utf-8-sig")


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(key: str) -> dict[str, str]:
    return dict(line.split("==") for line in pyproject()["tool"]["uv"][key])


# Places ---------------------------------------------------------------------------------------


def test_the_folders_are_those_of_the_design() -> None:
    found = {p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert found == set(FOLDERS)
    assert {p.name for p in SOURCE.iterdir() if p.is_file()} == {
        "__init__.py",
        "__main__.py",
        "py.typed",
    }


def test_tests_mirror_the_source() -> None:
    held = {"__pycache__", *FOLDERS}
    assert {p.name for p in (ROOT / "tests").iterdir() if p.is_dir()} <= held


def test_the_sample_is_data_only() -> None:
    code = [p for p in (SOURCE / "sample").rglob("*.py") if p.name != "__init__.py"]
    assert code == []


def test_the_lock_file_stays_out_of_the_repository() -> None:
    assert ROOT / "uv.lock" not in tracked()


def test_nothing_large_is_kept() -> None:
    large = [p for p in tracked() if p.stat().st_size > 500_000]
    assert large == []


# Imports --------------------------------------------------------------------------------------


def test_folders_import_only_what_they_may() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def top_level_imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_heavy_libraries_are_imported_where_used() -> None:
    loaded = {
        path.relative_to(ROOT).as_posix(): sorted(heavy)
        for path in modules()
        if (heavy := top_level_imports(ast.parse(path.read_text(encoding="utf-8"))) & HEAVY)
    }
    assert loaded == {}


def test_only_kernels_import_the_compiler() -> None:
    """Numba works at import: modules that need it are `kernel*.py`, imported where they are used."""
    importing = {
        path.relative_to(SOURCE).as_posix()
        for path in modules()
        if "numba" in top_level_imports(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert all(Path(p).name.startswith("kernel") for p in importing)


def test_the_newcomers_names_are_there() -> None:
    import ostan

    assert set(ostan.__all__) == set(ostan._HOMES)
    assert all(getattr(ostan, name) is not None for name in ostan.__all__)
    assert set(ostan.__all__) <= set(dir(ostan))
    with pytest.raises(AttributeError):
        ostan.nothing  # noqa: B018


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, ostan; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Words ----------------------------------------------------------------------------------------


def decorators(node: ast.AST) -> list[ast.expr]:
    return getattr(node, "decorator_list", [])


def test_everything_public_says_what_it_is() -> None:
    silent = []
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in [tree, *ast.walk(tree)]:
            if isinstance(node, (ast.Module, ast.ClassDef)):
                silent += [
                    f"{path.relative_to(ROOT)}: {getattr(n, 'name', 'module')}"
                    for n in [node, *node.body]
                    if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef))
                    and not getattr(n, "name", "").startswith("_")
                    and not getattr(node, "name", "").startswith("_")
                    and not ast.get_docstring(n)
                    and "overload" not in [getattr(d, "id", "") for d in decorators(n)]
                ]
    assert not silent, "\n".join(sorted(set(silent)))


FORBIDDEN = {
    "a path of a machine": re.compile(r"(?<![\w.])/(?:work|root|home|tmp|Users)/\w"),
    "the host of a registry": re.compile(
        r"python[h]osted|py[p]i\.org|registry\.np[m]js|crates\.i[o]"
    ),
    "an unfinished place": re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError"),
    "a lock file's content": re.compile(r"^source = \{ registry", re.M),
}


@pytest.mark.parametrize("what", list(FORBIDDEN))
def test_never_written(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]!r}"
        for path, text in texts()
        if (match := FORBIDDEN[what].search(text))
    ]
    assert found == []


def test_texts_are_utf8_with_a_newline_at_the_end_and_no_hidden_direction_marks() -> None:
    bad = []
    for path, text in texts():
        if path.suffix in (".py", ".md", ".toml"):
            if text and not text.endswith("\n"):
                bad.append(f"{path.relative_to(ROOT)}: no newline at the end")
            if re.search("[\u202a-\u202e\u2066-\u2069]", text):
                bad.append(f"{path.relative_to(ROOT)}: a character that overrides direction")
    assert bad == []


# Versions -------------------------------------------------------------------------------------


def test_what_is_installed_is_what_is_pinned() -> None:
    installed = {
        re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): d.version
        for d in metadata.distributions()
    }
    known = pins("constraint-dependencies")
    ours = {n: v for n, v in installed.items() if n in known}
    assert ours == {n: known[n] for n in ours}
    elsewhere = {"colorama"}  # Windows only
    assert set(known) - set(installed) <= elsewhere
    assert set(installed) - set(known) <= {"ostan", "pip", "setuptools", "wheel", "uv"}


def test_requirements_have_hashes_and_the_same_versions() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    named = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M))
    known = pins("constraint-dependencies")
    assert named
    assert named == {n: known[n] for n in named}
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    direct = {re.split(r"[<>=~]", d)[0] for d in pyproject()["project"]["dependencies"]}
    assert direct <= set(named)
