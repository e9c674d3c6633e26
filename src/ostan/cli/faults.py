"""A fault of ours: a file to send, without the person's data."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from ostan.cli.screen import Screen
from ostan.words.errors import Fault
from ostan.words.text import Text

LIBRARIES = ("ostan", "polars", "dataframely", "typer", "openpyxl", "python-calamine", "matplotlib")
"""Libraries whose versions matter to whoever looks into a fault."""

SORRY = Text(
    "ایرادی از برنامه رخ داد ({kind}). پروندهٔ شما دست نخورد.\n"
    "این پرونده را بفرستید؛ داده‌ای از شما در آن نیست: {file}",
    "A fault of the program ({kind}). Your files were not touched.\n"
    "Please send this file; it holds none of your data: {file}",
)


def report(screen: Screen, error: Exception, args: Sequence[str]) -> int:
    """Write the fault file, name it on the screen, and return the exit code 70."""
    file = _kept(written(error, args))
    screen.say(SORRY.fill(kind=type(error).__name__, file=str(file)))
    screen.data({"exit": Fault.exit_code, "fault": str(file)})
    return Fault.exit_code


def written(error: BaseException, args: Sequence[str]) -> str:
    """Return the text of a fault file: versions, the shape of the call, and the way to the fault.

    Left out: what the arguments say, the error's own message and the source lines, since all of
    them may hold what a cell held.
    """
    lines = [f"when: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"]
    lines += [f"python: {platform.python_version()} on {platform.system()} {platform.machine()}"]
    lines += [f"{name}: {_version(name)}" for name in LIBRARIES]
    lines += ["call: ostan " + " ".join(map(_shape, args)), ""]
    return "\n".join([*lines, *_chain(error)]) + "\n"


def _chain(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {_inside(f.filename)}:{f.lineno} {f.name}" for f in frames]
        error = error.__cause__ or error.__context__
    return lines


def _inside(path: str) -> str:
    """Return a path from its package on: where it is installed says who the person is."""
    parts = Path(path).parts
    for root in ("site-packages", "src"):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return parts[-1]


def _shape(word: str) -> str:
    """Return an argument without what it says: commands and options stay, values keep their ending."""
    from ostan.cli.texts import PAGES

    if word in PAGES or word.startswith("sample:"):
        return word
    if word.startswith("-"):
        return word.partition("=")[0]
    return f"<{Path(word).suffix[:8] or 'value'}>"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "-"


def _kept(text: str) -> Path:
    """Write the file here, or where temporary files go if nothing may be written here."""
    name = f"ostan-fault-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            (folder / name).write_text(text, encoding="utf-8")
        except OSError:
            continue
        return folder / name
    sys.stderr.write(text)
    return Path(name)
