"""Changes from somebody's own list. What is certain becomes a change; the rest is asked, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ostan.files.headers import or_nearest
from ostan.files.reforms.columns import Role
from ostan.files.reforms.drafts import LISTED, Asked, Draft, Drafts, ask_name
from ostan.files.reforms.listing import Line, Page, Pages
from ostan.files.reforms.names import ALL_OF_LEVEL, Book, Named
from ostan.files.reforms.problems import said
from ostan.files.reforms.verbs import NOTHING, after, hands_over
from ostan.files.reforms.verbs import said as verbs_in
from ostan.files.reforms.wording import kind_title
from ostan.persian.digits import parse_number
from ostan.persian.jalali import parse_date
from ostan.persian.unread import Unread
from ostan.words.finding import Where
from ostan.words.text import Text, joined, same

HOSTED: Final[Mapping[str, tuple[str, str]]] = {
    "merge_councils": ("host", "councils"),
    "hold_jointly": ("host", "councils"),
    "hold_same_day": ("host", "councils"),
    "place_council_under": ("host", "councils"),
    "share_secretariat": ("unit", "units"),
}
"""Kinds with one that takes in and several that are taken in: the field of the one, its table."""
SINGLE: Final = (
    "abolish_council",
    "delegate_chair",
    "decide_in_writing",
    "set_sessions",
    "end_council",
    "restore_council",
)
"""Kinds of one council each."""
READ: Final = (*HOSTED, *SINGLE)
"""Kinds that a list can say; the others need more than its columns hold."""
_EXCEPT: Final = re.compile(r"\s*(?:به\s*جز|بجز|به‌جز|به\s*غیر\s*از|غیر\s*از|مگر|except)\s+")
_SPLIT: Final = re.compile(r"\s*[;؛\n\r،,/+]\s*|\s+و\s+|\s+and\s+")
_COLUMN: Final[Mapping[Role, Text]] = {
    "gone": Text("شورا", "council"),
    "host": Text("شورای میزبان", "host council"),
    "person": Text("به سمت", "to post"),
    "share": Text("سهم مکاتبه‌ای", "share in writing"),
    "sessions": Text("تعداد جلسات در سال", "sessions a year"),
    "from": Text("تاریخ", "date"),
}


def drafts(found: Pages, book: Book, at: tuple[str, ...] = ()) -> Drafts:
    """Return the changes of all pages. `at` are the places of rows that name none."""
    made = Drafts(findings=list(found.findings), choices=dict(found.choices))
    for page in found.pages:
        _Reader(page, book, at, made).read()
    return made


_ADD_VERB: Final = Text(
    "ستونی با سرستون «اقدام» بیفزایید، یا در عنوان فهرست بنویسید چه می‌شود: «شوراهای پیشنهادی برای ادغام».",
    "Add a column “action”, or let the title say what is done: “councils proposed for merger”.",
)


@dataclass(frozen=True)
class _Places:
    """Where a row applies: places or selectors, those left out, and whether the row itself says so."""

    at: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


_CELLS: Final[Mapping[str, Role]] = {
    "host": "host",
    "unit": "host",
    "functions_to": "host",
    "councils": "gone",
    "council": "gone",
    "to": "person",
    "share": "share",
    "sessions_per_year": "sessions",
    "day": "from",
    "from": "from",
    "reason": "reason",
    "at": "place",
}
"""The column of a list in which a field of a change stands."""


class _Reader:
    """Reads one page."""

    def __init__(self, page: Page, book: Book, at: tuple[str, ...], made: Drafts) -> None:
        self.page, self.book, self.made = page, book, made
        self.default = _Places(at) if at else _Places((page.place,) if page.place else ())
        self.everywhere: dict[tuple[str, ...], list[Where]] = {}
        self.unchanged: list[Where] = []

    def read(self) -> None:
        """Take every row that is certain, ask the others, and tell what was taken for granted."""
        if self.page.verb is None and "verb" not in self.page.marks:
            self._ask_verb()
            return
        for line in self.page.lines:
            try:
                self._line(line)
            except Asked as asked:
                self.made.ask(asked)
        for places, rows in self.everywhere.items():
            named = joined([ALL_OF_LEVEL.get(p, same(p)) for p in places])
            self.made.findings.append(
                said("list_all_places", tuple(rows), count=len(rows), place=named)
            )
        if self.unchanged:
            self.made.findings.append(
                said("list_no_change", tuple(self.unchanged), count=len(self.unchanged))
            )

    def _line(self, line: Line) -> None:
        if line.bad:
            self.made.findings += line.bad
            return
        kind = self._kind(line)
        if kind == NOTHING:
            self.unchanged.append(self.page.at(line))
            return
        for change in self._changes(kind, line):
            cells = {n: self.page.at(line, r) for n, r in _CELLS.items() if r in line.cells}
            draft = Draft({**change, **self._beside(line)}, self.page.at(line), cells)
            self.made.made.append(draft)

    # What is to be done ----------------------------------------------------------------------

    def _ask_verb(self) -> None:
        """Ask once where neither a column nor a heading or title says what is to be done."""
        page = self.page
        heads = Where(page.file, page.sheet, page.head_row)
        allowed = joined([kind_title(k) for k in READ])
        self.made.findings.append(said("list_no_verb", heads, mend=_ADD_VERB, allowed=allowed))

    def _kind(self, line: Line) -> str:
        text = line.cells.get("verb")
        kinds = verbs_in(text).kinds if text else ()
        implied = self.page.verb
        if not kinds and implied and (not text or self._is_host(text)):
            return self._readable(implied, line)
        if len(kinds) == 1:
            return self._readable(kinds[0], line)
        allowed = [kind_title(k) for k in READ]
        where = self.page.at(line, "verb")
        choices = [t.fa for t in allowed]
        if not text:
            raise Asked(said("list_verb_missing", where, allowed=joined(allowed)), choices)
        raise Asked(said("list_verb_unknown", where, came=text, allowed=joined(allowed)), choices)

    def _readable(self, kind: str, line: Line) -> str:
        if kind in READ or kind == NOTHING:
            return kind
        title = kind_title(kind)
        where = self.page.at(line, "verb" if "verb" in line.cells else None)
        raise Asked(said("list_needs_more", where, came=title.fa, sheet=title))

    def _is_host(self, text: str) -> bool:
        """Whether the column of actions holds the host alone: «شورا | پیشنهاد»."""
        return bool(self.book.find("councils", text).ids)

    # The change ------------------------------------------------------------------------------

    def _changes(self, kind: str, line: Line) -> Iterator[Mapping[str, Any]]:
        gone = self._several(line, "gone")
        if kind in HOSTED:
            name, table = HOSTED[kind]
            host = self._host(line, table)
            placed = self._placed(line, gone, host, table)
            yield {
                "kind": kind,
                name: placed.one(host, table),
                "councils": [placed.one(g) for g in gone],
                **placed.fields(),
            }
            return
        for each in gone:
            yield self._single(kind, line, each)

    def _single(self, kind: str, line: Line, council: Named) -> Mapping[str, Any]:
        name, table, other = self._other(kind, line)
        placed = self._placed(line, [council], other, table)
        change: dict[str, Any] = {"kind": kind, "council": placed.one(council)}
        if other:
            change[name] = placed.one(other, table)
        if kind == "decide_in_writing":
            change["share"] = self._number(line, "share")
        if kind == "set_sessions":
            change["sessions_per_year"] = self._number(line, "sessions")
        if kind == "end_council":
            change["day"] = self._day(line).isoformat()
        return {**change, **placed.fields()}

    def _other(self, kind: str, line: Line) -> tuple[str, str, Named | None]:
        """Return the second name of a change of one council: its field, its table, what it names."""
        if kind == "delegate_chair":
            return "to", "posts", self._person(line)
        hosted = kind == "abolish_council" and self._hosted(line)
        return "functions_to", "councils", self._host(line, "councils") if hosted else None

    def _beside(self, line: Line) -> Mapping[str, Any]:
        """Return the reason, and the day from which, of a change."""
        found: dict[str, Any] = {}
        if "reason" in line.cells:
            found["reason"] = " ".join(line.cells["reason"].split())
        if "from" in line.cells:
            found["from"] = self._day(line).isoformat()
        return found

    # Cells -----------------------------------------------------------------------------------

    def _missing(self, line: Line, role: Role) -> Asked:
        where = self.page.at(line, role)
        heading = self.page.heads.get(role)
        named = same(heading) if heading else _COLUMN[role]
        return Asked(said("list_cell_missing", where, column=named))

    def _number(self, line: Line, role: Role) -> float:
        text = line.cells.get(role)
        if text is None:
            raise self._missing(line, role)
        number = parse_number(text)
        if isinstance(number, Unread):
            raise self._unread(line, role, number)
        return number

    def _day(self, line: Line) -> date:
        text = line.cells.get("from")
        if text is None:
            raise self._missing(line, "from")
        day = parse_date(text)
        if isinstance(day, Unread):
            raise self._unread(line, "from", day)
        return day

    def _unread(self, line: Line, role: Role, why: Unread) -> Asked:
        where = self.page.at(line, role)
        return Asked(said("list_row_unread", where, came=why.came, reason=Text(why.fa, why.en)))

    # Names -----------------------------------------------------------------------------------

    def _several(self, line: Line, role: Role) -> list[Named]:
        text = line.cells.get(role)
        if text is None:
            raise self._missing(line, role)
        found = self.book.several("councils", text)
        for named in found:
            if not named.ids:
                raise self._unknown(line, role, "councils", named)
        return found

    def _hosted(self, line: Line) -> bool:
        return "host" in line.cells or hands_over(line.cells.get("verb", ""))

    def _host(self, line: Line, table: str) -> Named:
        """Return what takes in: of the column for it, else named in the column of actions."""
        text = line.cells.get("host")
        if text is not None:
            return self._known(line, "host", table, text)
        verb = line.cells.get("verb", "")
        tries = [verb, *after(verb)]
        for each in tries:
            named = self.book.find(table, each)
            if named.ids:
                return named
        if len(tries) > 1:
            raise self._unknown(line, "verb", table, self.book.find(table, tries[1]))
        if "host" not in self.page.marks and (titled := self._titled(table)):
            return titled
        raise self._missing(line, "host")

    def _titled(self, table: str) -> Named | None:
        """Return the host a title names: «شوراهای قابل ادغام در شورای …»."""
        said_after = [each for title in self.page.titles for each in after(title)]
        named = [n for each in said_after if (n := self.book.find(table, each)).ids]
        return named[0] if len({n.ids for n in named}) == 1 else None

    def _person(self, line: Line) -> Named:
        for role in ("person", "host"):
            if role in line.cells:
                return self._known(line, role, "posts", line.cells[role])
        verb = line.cells.get("verb", "")
        tries = list(after(verb))
        for each in tries:
            named = self.book.find("posts", each)
            if named.ids:
                return named
        if tries:
            raise self._unknown(line, "verb", "posts", self.book.find("posts", tries[-1]))
        raise self._missing(line, "person")

    def _known(self, line: Line, role: Role, table: str, text: str) -> Named:
        named = self.book.find(table, text)
        if not named.ids:
            raise self._unknown(line, role, table, named)
        return named

    def _unknown(self, line: Line, role: Role, table: str, named: Named) -> Asked:
        return ask_name(self.page.at(line, role), table, named, self.book)

    # Places ----------------------------------------------------------------------------------

    def _placed(self, line: Line, gone: Sequence[Named], other: Named | None, table: str) -> Placed:
        """Return where a row applies; `other` is the second name, a row of `table`."""
        both = [*gone, other] if other else [*gone]
        inside = {n.place for n in both if n.place}
        places = self._places(line, bool(inside))
        if len(inside) > 1 or (places.at and inside and places.at != tuple(inside)):
            came = "، ".join([*places.at, *sorted(inside)])
            raise Asked(said("list_places_differ", self.page.at(line, "gone"), came=came))
        if inside:
            places = _Places(tuple(inside))
        councils = both if table == "councils" else gone
        if not places.at:
            places = self._unplaced(line, councils)
        return self._fit(line, both, councils, places)

    def _places(self, line: Line, known: bool) -> _Places:
        """Return the places of a row's own cell, else those of the whole list."""
        text = line.cells.get("place")
        if text is None:
            if "place" in self.page.marks and not (self.default.at or known):
                raise Asked(said("list_place_missing", self.page.at(line, "place")), self._all())
            return self.default
        kept, *left_out = _EXCEPT.split(text, maxsplit=1)
        at = self._place_names(line, kept)
        return _Places(at, self._place_names(line, left_out[0]) if left_out else ())

    def _all(self) -> list[str]:
        return [t.fa for t in ALL_OF_LEVEL.values()][:1]

    def _place_names(self, line: Line, text: str) -> tuple[str, ...]:
        level = self.page.columns.level
        whole = self.book.place(text, level)
        if len(whole.ids) == 1:
            return tuple(whole.ids)
        found = [self.book.place(p, level) for p in _SPLIT.split(text) if p.strip()]
        for named in found:
            if len(named.ids) != 1:
                near = or_nearest(list(named.near[:LISTED]))
                where = self.page.at(line, "place")
                raise Asked(
                    said("list_place_unknown", where, came=named.came, near=near), named.near
                )
        return tuple(dict.fromkeys(p for n in found for p in n.ids))

    def _unplaced(self, line: Line, councils: Sequence[Named]) -> _Places:
        """Return where a row applies that names no place: where its councils are.

        Councils that are one each are meant as they are (`at` empty); else the row is of a kind of
        council, and holds in all places of their level.
        """
        if all(len(n.ids) == 1 for n in councils):
            return _Places()
        where = [{self.book.place_of("councils", i) for i in n.ids} for n in councils]
        common = set.intersection(*where) - {None}
        if len(common) == 1:
            return _Places((str(common.pop()),))
        levels = {self.book.level(p) for p in common if p}
        if len(levels) != 1:
            came = "، ".join(n.came for n in councils)
            raise Asked(said("list_not_together", self.page.at(line, "gone"), came=came))
        selector = (f"*{levels.pop()}",)
        self.everywhere.setdefault(selector, []).append(self.page.at(line))
        return _Places(selector)

    def _fit(
        self, line: Line, both: Sequence[Named], councils: Sequence[Named], places: _Places
    ) -> Placed:
        """Say each name as the change says it: by type where places are given, else by id."""
        if not places.at:
            for each in both:
                if len(each.ids) > 1:
                    table = "councils" if each in councils else "posts"
                    raise ask_name(self.page.at(line, "gone"), table, each, self.book)
            return Placed(self.book, (), ())
        for each in councils:
            where = self.page.at(line, self._role_of(line, each))
            there = self.book.there(each.ids, places.at)
            if not there:
                shown = joined([self._shown_place(p) for p in places.at])
                raise Asked(said("list_not_there", where, came=each.came, place=shown))
            if len({self.book["councils"].type(i) for i in there}) > 1:
                raise ask_name(where, "councils", Named(each.came, there), self.book)
        return Placed(self.book, places.at, places.but)

    def _role_of(self, line: Line, named: Named) -> Role:
        """Return the column in which a name stands."""
        return "host" if line.cells.get("host") == named.came else "gone"

    def _shown_place(self, place: str) -> Text:
        index = self.book["places"]
        return ALL_OF_LEVEL.get(place) or Text(index.shown(place), index.shown(place, "en"))


@dataclass(frozen=True)
class Placed:
    """Where a change applies, and how its names are said there."""

    book: Book
    at: tuple[str, ...]
    but: tuple[str, ...]

    def one(self, named: Named, table: str = "councils") -> str:
        """Return the id, or the type where places are given."""
        ids = (self.book.there(named.ids, self.at, table) if self.at else None) or named.ids
        some = min(ids)
        return self.book[table].type(some) if self.at else some

    def fields(self) -> Mapping[str, Any]:
        """Return the fields that say where."""
        return {"at": list(self.at), "but": list(self.but)}
