"""A Reform from its workbook: every bad cell at once, names of the Country taken where they are certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ostan.files.cells import as_words
from ostan.files.headers import near, or_nearest
from ostan.files.problems import problem
from ostan.files.reforms.drafts import Asked, Draft, Drafts, ask_name
from ostan.files.reforms.listing import CELL_CODES
from ostan.files.reforms.names import ALL_OF_LEVEL, BRACKETED, Book
from ostan.files.reforms.problems import said
from ostan.files.reforms.wording import (
    COVER,
    COVER_FIELDS,
    ORDER,
    ORDER_HEADING,
    Field,
    field_of,
    fields,
    kind_of,
    kind_title,
)
from ostan.files.sheets import Sheet
from ostan.persian.digits import parse_number
from ostan.persian.jalali import parse_date
from ostan.persian.keys import fold
from ostan.persian.unread import Unread
from ostan.words.finding import Finding, Severity, Where
from ostan.words.labels import YES_NO
from ostan.words.text import Text, joined

_SEVERAL: Final = re.compile(r"\s*[;؛\n\r]\s*")
_FLOAT: Final = re.compile(r"[0-9]{1,17}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")
_COVERS: Final = frozenset(fold(t) for t in (COVER.fa, COVER.en))


def is_ours(sheets: Sequence[Sheet]) -> bool:
    """Whether the sheets are those of a Reform's workbook: its first sheet, or a kind's with an order."""
    return any(
        fold(s.title) in _COVERS
        or ((kind := kind_of(s.title)) and any(field_of(kind, h) == ORDER for h in s.header))
        for s in sheets
    )


@dataclass(frozen=True)
class _Cell:
    """A filled cell: its text and where it stands."""

    text: str
    where: Where
    number: float | None = None


@dataclass
class _Group:
    """The rows that are one change: its kind, its filled cells by field, where it begins."""

    kind: str
    order: int | None
    where: Where
    cells: dict[str, list[_Cell]] = field(default_factory=dict)
    bad: list[Finding] = field(default_factory=list)


def drafts(sheets: Sequence[Sheet], found: Sequence[Finding], book: Book | None) -> Drafts:
    """Return the changes of a Reform's workbook in their order, and everything that is wrong.

    With a `book` of names, names are looked up; without one, what stands in the cells are ids.
    """
    made = Drafts(findings=[f for f in found if f.severity is not Severity.ERROR])
    bad = [f for f in found if f.severity is Severity.ERROR]
    made.findings += [f for f in bad if f.code not in CELL_CODES]
    groups: list[_Group] = []
    for sheet in sheets:
        kind = kind_of(sheet.title)
        if fold(sheet.title) in _COVERS:
            made.head.update(_cover(sheet))
        elif kind is not None:
            groups += _groups(kind, sheet, _of_sheet(bad, sheet), made)
    _shared_orders(groups, made)
    groups.sort(key=lambda g: (g.order is None, g.order or 0))
    founded = {
        c.text for g in groups if g.kind == "found_council" for c in g.cells.get("council", ())
    }
    for group in groups:
        _Change(group, book, founded, made).read()
    return made


def _of_sheet(bad: Sequence[Finding], sheet: Sheet) -> list[Finding]:
    return [f for f in bad if f.code in CELL_CODES and f.where and f.where[0].sheet == sheet.name]


def _cover(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield what the first sheet says of the Reform: its title, the Country it was made for."""
    if len(sheet.header) < 2:
        return
    words = [as_words(c, sheet.height).to_list() for c in sheet.cells[:2]]
    for key, value in [sheet.header[:2], *zip(*words, strict=True)]:
        for name, heading in COVER_FIELDS.items():
            if key and value and fold(key) in (fold(heading.fa), fold(heading.en)):
                yield name, value


# Rows --------------------------------------------------------------------------------------


def _groups(kind: str, sheet: Sheet, bad: Sequence[Finding], made: Drafts) -> list[_Group]:
    placed = _placed(kind, sheet, made)
    wrong: dict[int, list[Finding]] = {}
    for finding in bad:
        row = finding.where[0].row
        if row is not None:
            wrong.setdefault(row, []).append(finding)
    names = [as_words(c, sheet.height).to_list() for c in sheet.cells]
    groups: dict[int, _Group] = {}
    listed: list[_Group] = []
    for index, number in enumerate(sheet.rows.to_list()):
        texts = {n: (names[i][index] or "").strip() for n, i in placed.items()}
        if not any(t for n, t in texts.items() if n != ORDER) and number not in wrong:
            continue
        at = Where(sheet.file, sheet.name, number)
        order = _order(texts.get(ORDER, ""), at, sheet.marks, placed, made)
        group = groups.get(order) if order is not None else None
        if group is None:
            group = _Group(kind, order, at)
            listed.append(group)
            if order is not None:
                groups[order] = group
        group.bad += wrong.get(number, [])
        for name, text in texts.items():
            if text and name != ORDER:
                where = Where(sheet.file, sheet.name, number, sheet.marks[placed[name]])
                plain = sheet.cells[placed[name]].get("number")
                value = plain[index] if plain is not None else None
                group.cells.setdefault(name, []).append(_Cell(text, where, value))
    return listed


def _placed(kind: str, sheet: Sheet, made: Drafts) -> dict[str, int]:
    """Find the column of each field; what is not known or stands twice is said."""
    placed: dict[str, int] = {}
    known = [t for f in fields(kind) for t in (f.heading.fa, f.heading.en)]
    for index, heading in enumerate(sheet.header):
        at = Where(sheet.file, sheet.name, sheet.header_row, sheet.marks[index])
        name = field_of(kind, heading)
        if name is None and heading.strip():
            likely = near(heading, [*known, ORDER_HEADING.fa, ORDER_HEADING.en])
            code = "unknown_column" if likely else "ignored_column"
            made.findings.append(problem(code, at, came=heading, near=or_nearest(likely)))
        elif name is not None and name in placed:
            made.findings.append(problem("doubled_column", at, came=heading))
        elif name is not None:
            placed[name] = index
    for each in fields(kind):
        if each.required and each.name not in placed:
            where = Where(sheet.file, sheet.name, sheet.header_row)
            made.findings.append(
                problem("missing_column", where, came=each.name, column=each.heading, near="")
            )
    return placed


def _order(
    text: str, at: Where, marks: Sequence[str], placed: Mapping[str, int], made: Drafts
) -> int | None:
    if not text:
        return None
    number = parse_number(text)
    if isinstance(number, int):
        return number
    where = Where(at.file, at.sheet, at.row, marks[placed[ORDER]])
    made.findings.append(said("reform_order", where, came=text))
    return None


def _shared_orders(groups: Sequence[_Group], made: Drafts) -> None:
    first: dict[int, _Group] = {}
    for group in groups:
        if group.order is None:
            continue
        other = first.setdefault(group.order, group)
        if other is not group:
            made.findings.append(
                said(
                    "reform_order_shared",
                    group.where,
                    came=str(group.order),
                    other=kind_title(other.kind),
                )
            )


# A change ----------------------------------------------------------------------------------


class _Change:
    """Reads the cells of one change."""

    def __init__(self, group: _Group, book: Book | None, founded: set[str], made: Drafts) -> None:
        self.group, self.book, self.founded, self.made = group, book, founded, made

    def read(self) -> None:
        """Add the change, or everything that is wrong with its cells."""
        if self.group.bad:
            self.made.findings += self.group.bad
            return
        before = len(self.made.findings)
        change: dict[str, Any] = {"kind": self.group.kind}
        places = self._places()
        for each in fields(self.group.kind):
            if each.refers == "places":
                continue
            value = self._value(each, places)
            if value is not None:
                change[each.name] = value
        change |= {n: v for n, v in places.items() if v}
        if len(self.made.findings) == before:
            if not places["at"] and (everywhere := self._everywhere(change)):
                change["at"] = everywhere
            cells = {n: c[0].where for n, c in self.group.cells.items()}
            self.made.made.append(Draft(change, self.group.where, cells))

    def _value(self, each: Field, places: Mapping[str, list[str]]) -> Any:
        cells = self.group.cells.get(each.name, [])
        if not cells:
            if each.required:
                self._say(said("list_cell_missing", self.group.where, column=each.heading))
            return None
        if each.many:
            parts = [p for c in cells for p in self._parts(c)]
            return [v for p in parts if (v := self._one(each, p, places)) is not None]
        for other in cells[1:]:
            if other.text != cells[0].text:
                self._differ(each, cells[0], other)
        return self._one(each, cells[0], places)

    def _differ(self, each: Field, first: _Cell, other: _Cell) -> None:
        self._say(
            said(
                "reform_rows_differ",
                other.where,
                came=other.text,
                number=self.group.order or 0,
                column=each.heading,
                first=first.text,
            )
        )

    def _parts(self, cell: _Cell) -> list[_Cell]:
        return [_Cell(p, cell.where) for p in _SEVERAL.split(cell.text) if p]

    def _say(self, finding: Finding) -> None:
        self.made.findings.append(finding)

    def _one(self, each: Field, cell: _Cell, places: Mapping[str, list[str]]) -> Any:
        if each.lane == "number":
            return self._read(cell, _number(cell))
        if each.lane == "day":
            day = self._read(cell, parse_date(cell.text))
            return day and day.isoformat()
        if each.lane == "truth":
            return self._truth(cell)
        if each.lane == "choice":
            return self._choice(each, cell)
        if each.refers:
            return self._name(each, cell, places)
        return cell.text

    def _read(self, cell: _Cell, value: Any) -> Any:
        if isinstance(value, Unread):
            reason = Text(value.fa, value.en)
            self._say(said("list_row_unread", cell.where, came=value.came, reason=reason))
            return None
        return value

    def _truth(self, cell: _Cell) -> bool | None:
        words = {fold(w): v == "true" for v, t in YES_NO.items() for w in (t.fa, t.en, v)}
        value = words.get(fold(cell.text))
        if value is None:
            self._say(problem("bad_yes_no", cell.where, came=cell.text))
        return value

    def _choice(self, each: Field, cell: _Cell) -> str | None:
        known = {fold(w): v for v, t in each.words.items() for w in (t.fa, t.en, v)}
        value = known.get(fold(cell.text))
        if value is None:
            allowed = joined([*each.words.values()])
            likely = or_nearest(near(cell.text, [t.fa for t in each.words.values()]))
            self._say(
                problem("unknown_choice", cell.where, came=cell.text, allowed=allowed, near=likely)
            )
        return value

    # Names -----------------------------------------------------------------------------------

    def _places(self) -> dict[str, list[str]]:
        """Return the places of the change and those left out."""
        return {n: self._place_names(n) for n in ("at", "but")}

    def _place_names(self, name: str) -> list[str]:
        found: list[str] = []
        before: list[str] = []
        for cell in self.group.cells.get(name, []):
            here = [p for part in self._parts(cell) if (p := self._place(part)) is not None]
            # The same place in the next row says where that row is, not that it is meant twice.
            found += here if here != before else []
            before = here
        return found

    def _place(self, cell: _Cell) -> str | None:
        id = _bracketed(cell.text)
        if id is not None or self.book is None:
            return id or cell.text
        named = self.book.place(cell.text)
        if len(named.ids) == 1:
            return min(named.ids)
        likely = or_nearest(list(named.near))
        self.made.ask(
            Asked(said("list_place_unknown", cell.where, came=cell.text, near=likely), named.near)
        )
        return None

    def _name(self, each: Field, cell: _Cell, places: Mapping[str, list[str]]) -> str | None:
        """Return the id or type a cell names: as it stands if it is one, else by the Country's names."""
        id = _bracketed(cell.text)
        if id is not None or self.book is None or cell.text in self.founded:
            return id or cell.text
        table = str(each.refers)
        index = self.book[table]
        if cell.text in index.rows or cell.text in index.by_type:
            return cell.text
        named = self.book.find(table, cell.text)
        at = places["at"]
        ids = (self.book.there(named.ids, tuple(at), table) or named.ids) if at else named.ids
        kinds = {index.type(i) for i in ids}
        if len(ids) == 1 and not at:
            return min(ids)
        if len(kinds) == 1:
            return kinds.pop()
        self.made.ask(ask_name(cell.where, table, named, self.book))
        return None

    def _everywhere(self, change: Mapping[str, Any]) -> list[str]:
        """Return the selector of a change that names no place and speaks of kinds of council.

        A kind that is in many places and a council that is in one do not go together: nothing is
        taken for granted then.
        """
        if self.book is None:
            return []
        index = self.book["councils"]
        named = [
            n
            for f in fields(self.group.kind)
            if f.refers == "councils"
            for n in _all(change.get(f.name))
        ]
        types = [n for n in named if n in index.by_type and n not in index.rows]
        if not types or any(n in index.rows for n in named):
            return []
        places = (self.book.place_of("councils", i) for t in types for i in index.by_type[t])
        levels = {self.book.level(p) for p in places if p}
        selector = f"*{min(levels)}" if len(levels) == 1 else ""
        if selector not in ALL_OF_LEVEL:
            return []
        place = ALL_OF_LEVEL[selector]
        self._say(said("list_all_places", self.group.where, count=1, place=place))
        return [selector]


def _number(cell: _Cell) -> float | Unread:
    """Return the number of a cell: of a number cell as it is, of text also with an exponent."""
    if cell.number is not None:
        return cell.number
    return float(cell.text) if _FLOAT.fullmatch(cell.text) else parse_number(cell.text)


def _bracketed(text: str) -> str | None:
    """Return the id in square brackets behind a name, or None."""
    found = BRACKETED.match(text)
    return found[2] if found else None


def _all(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())
