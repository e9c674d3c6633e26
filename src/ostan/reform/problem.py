"""What keeps a change from being applied, and how things are named in saying so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.words.finding import Finding
from ostan.words.text import Text, joined, same

if TYPE_CHECKING:
    from ostan.reform.change import Change

NAMES_SHOWN = 6
"""A sentence that lists things names so many and counts the others."""


@dataclass(frozen=True)
class Problem:
    """Why a change does not fit in one place.

    `idle`: nothing would change there, or something is not there: of a change for several places
    that place is skipped. `councils`: ids of the councils (of a change of units, powers or services
    of these) it is about.
    """

    code: str
    sentence: Text
    councils: tuple[str, ...] = ()
    idle: bool = False
    mend: Text | None = None


@dataclass(frozen=True)
class Skip:
    """A place in which a change does nothing, and why. `index`: of the change, from 0."""

    index: int
    place: str
    why: Text


@dataclass(frozen=True)
class Refusal:
    """Why a change is refused. `index`: of the change, from 0; `councils`: ids of the councils, of a
    change of units, powers or services of these, that it is about.

    `alternative` is the nearest change that fits and is allowed, where there is one.
    """

    index: int
    councils: tuple[str, ...]
    why: Finding
    alternative: Change | None = field(default=None)


def label(tables: Tables, table: str, id: str) -> Text:
    """Return the name of a thing in both languages, in quotation marks; its id where it has none.

    A power is called as the matter it is in.
    """
    row = _row(tables, table, id)
    if table == "powers" and row:
        return label(tables, "matters", str(row["matter"]))
    stem = "title" if "title_fa" in TABLES[table].columns else "name"
    fa, en = row.get(f"{stem}_fa"), row.get(f"{stem}_en")
    return Text(f"«{fa or en or id}»", f"“{en or fa or id}”")


def labels(tables: Tables, table: str, ids: Iterable[str]) -> Text:
    """Return the names of things as a list; of many the first, and how many more."""
    return some(label(tables, table, i) for i in ids)


def some(names: Iterable[Text]) -> Text:
    """Return texts as a list, each once; of many the first, and how many more."""
    every = list(dict.fromkeys(names))
    shown, rest = joined(every[:NAMES_SHOWN]), len(every) - NAMES_SHOWN
    return shown if rest <= 0 else _MORE.fill(shown=shown, rest=rest)


_MORE = Text("{shown} و {rest} مورد دیگر", "{shown} and {rest} more")


def spoken(parts: Iterable[Text]) -> Text:
    """Return parts as a sentence lists them: commas, and the last one after «و» or “and”."""
    every = list(parts)
    if len(every) < 2:
        return joined(every)
    return _AND.fill(first=joined(every[:-1]), last=every[-1])


_AND = Text("{first} و {last}", "{first} and {last}")


def listed(names: Iterable[str]) -> Text:
    """Return ids or types as a list."""
    return joined([same(n) for n in names])


def _row(tables: Tables, table: str, id: str) -> Mapping[str, str | None]:
    frame = tables[table]
    found = frame.filter(frame[TABLES[table].key[0]] == id)
    return found.row(0, named=True) if found.height else {}
