"""A Reform as JSON: reform.json, or plan.json that holds one under `reform`. Hostile text stops here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from ostan.files import limits
from ostan.files.problems import refuse as refuse_file
from ostan.files.reforms.problems import refuse
from ostan.reform.reform import Reform

BYTES: Final = 16 * limits.MEBI
"""Largest file: a hundred thousand changes; a Reform of a whole country has some hundreds."""
UNDER: Final = "reform"
"""The key under which a plan holds its Reform."""


def read(path: Path) -> Reform:
    """Return the Reform of a JSON file. Raises BadInput with everything that is wrong with it."""
    return loads(text_of(path), path.name)


def loads(text: str, file: str = "reform.json") -> Reform:
    """Return the Reform of a JSON text: of a Reform, a list of changes, or a plan."""
    return of(parsed(text, file), file)


def of(data: Any, file: str) -> Reform:
    """Return the Reform of parsed JSON."""
    if isinstance(data, dict) and isinstance(data.get(UNDER), dict | list):
        data = data[UNDER]
    if isinstance(data, dict) and "changes" not in data:
        raise refuse("reform_shape", file, came="، ".join(map(str, list(data)[:8])) or "{}")
    return Reform.read(data, file)


def parsed(text: str, file: str) -> Any:
    """Return parsed JSON; refuses what is none, a key that stands twice, numbers that are none."""
    try:
        return json.loads(text, object_pairs_hook=_once(file), parse_constant=_no_number(file))
    except json.JSONDecodeError as error:
        raise refuse("reform_not_json", file, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise refuse("reform_too_deep", file) from None
    except ValueError:
        # A whole number of thousands of digits, which Python does not convert.
        raise refuse("reform_not_json", file, line=1, column=1) from None


def text_of(path: Path) -> str:
    """Return the text of a file that is not too large."""
    if not path.is_file():
        raise refuse_file("no_such_file", str(path), came=str(path))
    if path.stat().st_size > BYTES:
        raise refuse_file("large_file", path.name, came=str(path.stat().st_size), allowed=BYTES)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse_file("unknown_encoding", path.name) from None


def _once(file: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            keys = [k for k, _ in items]
            doubled = next(k for k in keys if keys.count(k) > 1)
            raise refuse("reform_doubled_key", file, came=doubled)
        return made

    return pairs


def _no_number(file: str) -> Any:
    def refused(word: str) -> Any:
        raise refuse("reform_not_number", file, came=word)

    return refused
