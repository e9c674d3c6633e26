"""What a person sees: data on stdout, everything else on stderr, in one language.

Tables are plain text without box drawing, so that they stay readable when piped and in terminals
that reorder Persian; on a terminal headings are bold.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from ostan.words.errors import OstanError
from ostan.words.text import Lang, Text

LANGUAGE_VARIABLE = "OSTAN_LANG"
"""Environment variable that names the language where `--lang` does not."""

STOPPED = Text("متوقف شد.", "Stopped.")

WIDEST = 60
"""Widest column of a table, in cells of the terminal: longer texts are cut with an ellipsis."""

MARK = "\u200e"
"""Left-to-right mark between the columns of a terminal's table: without it two Persian cells are
drawn as one run and change places."""


@dataclass(frozen=True)
class Screen:
    """Where a command speaks: its language, and whether data go out as JSON."""

    lang: Lang
    as_json: bool = False

    def say(self, text: Text | str) -> None:
        """Write a line of progress or explanation to stderr."""
        _write(sys.stderr, _in(text, self.lang))

    def show(self, text: Text | str = "") -> None:
        """Write a line of the answer to stdout; nothing where the answer is JSON."""
        if not self.as_json:
            _write(sys.stdout, _in(text, self.lang))

    def data(self, content: Any) -> None:
        """Write JSON to stdout if it was asked for."""
        if self.as_json:
            _write(sys.stdout, json.dumps(content, ensure_ascii=False, indent=1, default=str))

    def table(self, header: Sequence[Text | str], rows: Sequence[Sequence[str]]) -> None:
        """Write a table as aligned columns."""
        if not self.as_json:
            terminal = sys.stdout.isatty()
            for line in laid_out([_in(h, self.lang) for h in header], rows, terminal):
                _write(sys.stdout, line)


def of(args: Sequence[str], environment: Mapping[str, str]) -> Screen:
    """Return the screen that the raw arguments ask for; they are checked later, when parsed."""
    lang = _value(args, "--lang") or environment.get(LANGUAGE_VARIABLE, "fa")
    _speak_utf8()
    return Screen("en" if lang == "en" else "fa", "--json" in args)


def refuse(screen: Screen, error: OstanError) -> int:
    """Print what an error carries, all at once, and return its exit code."""
    from ostan.cli.findings import as_data, listed

    for line in listed(error.findings, screen.lang):
        screen.say(line)
    screen.data({"exit": error.exit_code, "findings": as_data(error.findings)})
    return error.exit_code


def nobody_reads() -> int:
    """End quietly where the reader of our output has gone (`ostan measure ... | head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def laid_out(
    header: Sequence[str], rows: Sequence[Sequence[str]], terminal: bool = False
) -> list[str]:
    """Return the lines of a table: columns two blanks apart, a rule under the header."""
    cut = [[_cut(c) for c in row] for row in (header, *rows)]
    widths = [max(map(width, column)) for column in zip(*cut, strict=True)]
    gap = f"  {MARK}" if terminal else "  "
    lines = [
        gap.join(_padded(c, w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cut
    ]
    rule = gap.join("-" * w for w in widths)
    head = f"\033[1m{lines[0]}\033[0m" if terminal else lines[0]
    return [head, rule, *lines[1:]]


def width(text: str) -> int:
    """Return how many cells of a terminal `text` takes: marks and half-spaces take none."""
    return sum(unicodedata.category(c) not in ("Mn", "Cf") for c in text)


def _padded(text: str, to: int) -> str:
    return text + " " * (to - width(text))


def _cut(text: str) -> str:
    return text if width(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _in(text: Text | str, lang: Lang) -> str:
    return text if isinstance(text, str) else text.to(lang)


def _write(stream: IO[str], line: str) -> None:
    stream.write(line + "\n")


def _value(args: Sequence[str], option: str) -> str | None:
    """Return the value an option has among raw arguments: `--lang en` or `--lang=en`."""
    found = None
    for place, word in enumerate(args):
        if word == option and place + 1 < len(args):
            found = args[place + 1]
        elif word.startswith(f"{option}="):
            found = word.partition("=")[2]
    return found


def _speak_utf8() -> None:
    """Write UTF-8 whatever the system's code page: Windows pipes would refuse Persian."""
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", None) or "").replace("-", "").lower()
        if encoding != "utf8" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
