"""Names of a Country's things as people write them: certain, or not taken.

A name is certain where its folded key is that of a name, an alias or an id (`ostan.persian.keys`).
Anything else is given back with the names most like it, for a person to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.files import limits
from ostan.persian.keys import fold, fold_all
from ostan.words.labels import LEVELS
from ostan.words.text import Lang, Text

OFFERED: Final = 6
"""Most names offered in place of one that is not known."""
BRACKETED: Final = re.compile(r"^(.*)\[\s*([^\[\]]+?)\s*\]\s*$", re.S)
"""A name with the id behind it, as our own workbooks write it: «شورای مسکن استان [housing_council]»."""
PARTS: Final = re.compile(r"\s*[;؛\n\r+]\s*|\s*[،,/]\s*|\s+و\s+|\s+-\s+|\s+and\s+")
"""What may stand between the names in one cell; most of it may also stand inside a name."""
NUMBERED: Final = re.compile(r"^\s*[(\[]?\s*[0-9۰-۹٠-٩]{1,3}\s*[).\-–ـ:\]]+\s*")
"""A number before a name in a list: «۱-», «2)»."""
PIECES: Final = 200_000
"""Most pieces of cells looked up in one file while cutting them into names: a few seconds' work."""
SEGMENTS_MOST: Final = 60
"""Most parts a cell is cut into: a cell with more is a text and no list of names."""
ALL_OF_LEVEL: Final[Mapping[str, Text]] = {
    "*province": Text("همهٔ استان‌ها", "all provinces"),
    "*county": Text("همهٔ شهرستان‌ها", "all counties"),
    "*district": Text("همهٔ بخش‌ها", "all districts"),
}
"""Selectors of every place of a level, as they are shown."""
_EVERY: Final = ("همه", "کل", "کلیه", "تمام", "تمامی", "سراسر", "all", "every")
_LEVEL_WORDS: Final = {
    "province": ("استان", "استانها", "استانهای کشور", "province", "provinces"),
    "county": ("شهرستان", "شهرستانها", "شهرستانهای کشور", "county", "counties"),
    "district": ("بخش", "بخشها", "district", "districts"),
}
_WHOLE_COUNTRY: Final = ("همه", "سراسر کشور", "کل کشور", "all")


COLUMNS: Final = "type place unit level name_fa title_fa name_en title_en iso".split()
"""Columns that names and places are looked up in."""


@dataclass(frozen=True)
class Named:
    """What a text names: the ids of the rows with that very name, or the names most like it.

    `place` is the place the text itself names («شورای اداری استان فارس»). `near` are texts that
    can be put in place of the one that came and are certain then.
    """

    came: str
    ids: frozenset[str] = frozenset()
    place: str | None = None
    near: tuple[str, ...] = ()


class Index:
    """Names of the rows of one table: of councils, posts and units by type and place as well."""

    def __init__(self, country: Country, table: str) -> None:
        self.table = table
        self.key = TABLES[table].key[0]
        whole = country[table]
        used = dict.fromkeys((self.key, *COLUMNS))
        frame = whole.select(c for c in used if c in whole.columns)
        self.placed = "type" in frame.columns
        self.rows: Mapping[str, Mapping[str, Any]] = {
            str(r[self.key]): r for r in frame.iter_rows(named=True)
        }
        self._aliases = _aliases(country, table)

    @cached_property
    def by_type(self) -> Mapping[str, frozenset[str]]:
        """The ids of each type; of a table without types each id by itself."""
        found: dict[str, set[str]] = {}
        for id in self.rows:
            found.setdefault(self.type(id), set()).add(id)
        return {t: frozenset(ids) for t, ids in found.items()}

    @cached_property
    def keys(self) -> Mapping[str, frozenset[str]]:
        """The ids that each folded name, alias, type or id stands for."""
        written: dict[str, set[str]] = {}
        for id in self.rows:
            for name in (*self.names(id), id, self.type(id)):
                written.setdefault(name, set()).add(id)
        found: dict[str, set[str]] = {}
        for key, ids in zip(fold_all(list(written)), written.values(), strict=True):
            found.setdefault(key, set()).update(ids)
        found.pop("", None)
        return {k: frozenset(ids) for k, ids in found.items()}

    def names(self, id: str) -> Iterator[str]:
        """Yield every name and alias of a row, the ones to show first."""
        row = self.rows[id]
        for column in ("name_fa", "title_fa", "name_en", "title_en", "iso"):
            if row.get(column):
                yield str(row[column])
        yield from self._aliases.get(id, ())
        if self.type(id) != id:
            yield from self._aliases.get(self.type(id), ())

    def type(self, id: str) -> str:
        """Return the type of a row, of a table without types the id."""
        return str(self.rows[id].get("type") or id)

    def shown(self, id: str, lang: Lang = "fa") -> str:
        """Return the name of a row, or of a type, in `lang`, else in the other language, else the id."""
        known = id if id in self.rows else min(self.by_type.get(id, ()), default=None)
        row = self.rows[known] if known is not None else {}
        first, other = ("fa", "en") if lang == "fa" else ("en", "fa")
        columns = [f"{stem}_{tag}" for tag in (first, other) for stem in ("name", "title")]
        return next((str(row[c]) for c in columns if row.get(c)), id)

    def label(self, id: str, lang: Lang = "fa") -> str:
        """Return a name with the id in brackets: certain when it is read, and a person can read it."""
        name = one_line(self.shown(id, lang))
        return f"{name} [{id}]" if name != id else id

    def exact(self, text: str) -> frozenset[str]:
        """Return the ids that `text` is the very name of; an id or a type goes before a name."""
        plain = text.strip()
        bracketed = BRACKETED.match(plain)
        if bracketed and (named := self._known(bracketed[2])):
            return named
        return self._known(plain) or self.keys.get(fold(plain), frozenset())

    def _known(self, id: str) -> frozenset[str]:
        return frozenset({id}) if id in self.rows else self.by_type.get(id, frozenset())

    def near(self, text: str, lang: Lang = "fa", within: frozenset[str] | None = None) -> list[str]:
        """Return labels of the types most like `text`, best first."""
        matched = [c.id for c in self._matcher.match(text, OFFERED).candidates]
        by_letters = [t for n in self._nearest(text) for t in self._types_of(n)]
        types = dict.fromkeys([*matched, *by_letters])
        fit = [t for t in types if within is None or self.by_type[t] & within]
        return [self.label(t, lang) for t in fit[:OFFERED]]

    def _nearest(self, text: str) -> list[str]:
        from ostan.persian.names import nearest

        return nearest(text, self._names_of_types, OFFERED)

    def _types_of(self, name: str) -> list[str]:
        return sorted({self.type(i) for i in self.keys.get(fold(name), ())})

    @cached_property
    def _names_of_types(self) -> list[str]:
        return list(dict.fromkeys(n for t in self.by_type for n in self._type_names(t)))

    def _type_names(self, type: str) -> list[str]:
        named = dict.fromkeys(n for i in sorted(self.by_type[type]) for n in self.names(i))
        return [*named, type]

    @cached_property
    def _matcher(self) -> Any:
        from ostan.persian.names import Matcher

        return Matcher({t: self._type_names(t) for t in self.by_type})


def _aliases(country: Country, table: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in country["aliases"].filter(pl.col("table") == table).iter_rows(named=True):
        found.setdefault(str(row["id"]), []).append(str(row["alias"]))
    return found


def one_line(text: str) -> str:
    """Return `text` with single spaces and without brackets, so that an id can stand behind it."""
    return " ".join(re.sub(r"[\[\]]", " ", text).split())


class Book:
    """The names of a Country, table by table, each made when it is first asked for."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self._indexes: dict[str, Index] = {}
        self._named: dict[tuple[str, str], Named] = {}
        self._nearest_left = limits.NEAREST
        self._pieces_left = PIECES

    def __getitem__(self, table: str) -> Index:
        if table not in self._indexes:
            self._indexes[table] = Index(self.country, table)
        return self._indexes[table]

    def level(self, place: str) -> str:
        """Return the level of a place."""
        return str(self["places"].rows[place]["level"])

    def place_of(self, table: str, id: str) -> str | None:
        """Return the place of a row of a table whose rows have places; of a post that of its unit."""
        row = self[table].rows[id]
        if table == "posts":
            unit = row.get("unit")
            return self.place_of("units", str(unit)) if unit in self["units"].rows else None
        return row.get("place")

    def there(
        self, ids: frozenset[str], at: Sequence[str], table: str = "councils"
    ) -> frozenset[str]:
        """Return those of `ids` that are in one of the places; `*province`: in any of that level."""
        levels = {p[1:] for p in at if p.startswith("*")}
        placed = {i: self.place_of(table, i) for i in ids}
        fit = {i for i, p in placed.items() if p in at or (p and self.level(p) in levels)}
        return frozenset(fit)

    # Places ----------------------------------------------------------------------------------

    def place(self, text: str, level: str | None = None) -> Named:
        """Return the place a text names, or the selector of all places of a level.

        `level` is the level that the heading of the column speaks of.
        """
        selector = self._every(text, level)
        if selector:
            return Named(text, frozenset({selector}))
        found = self._places(text)
        fit = frozenset(p for p in found if self.level(p) == level) or found
        if len(fit) == 1:
            return Named(text, fit)
        index = self["places"]
        near = [index.label(p) for p in sorted(fit)] or index.near(_bare_place(text))
        return Named(text, fit, near=tuple(near[:OFFERED]))

    def _places(self, text: str) -> frozenset[str]:
        """Return the places a text names; a word for the level before the name parts namesakes."""
        index = self["places"]
        found = index.exact(text)
        for level, listed in _LEVEL_WORDS.items():
            word = fold(listed[0])
            key = fold(text)
            if not found and key.startswith(word):
                named = index.keys.get(key.removeprefix(word), frozenset())
                found = frozenset(p for p in named if self.level(p) == level)
        return found

    def _every(self, text: str, level: str | None) -> str | None:
        bracketed = BRACKETED.match(text)
        plain = bracketed[2].strip() if bracketed else text.strip()
        if plain in ALL_OF_LEVEL:
            return plain
        return _every_keys().get(fold(text)) or (
            f"*{level or 'province'}" if fold(text) in {fold(w) for w in _WHOLE_COUNTRY} else None
        )

    # Names -----------------------------------------------------------------------------------

    def find(self, table: str, text: str) -> Named:
        """Return what `text` names in `table`: rows of that very name, with a place behind it or not."""
        known = (table, text)
        if known not in self._named:
            self._named[known] = self._find(table, text)
        return self._named[known]

    def _find(self, table: str, text: str) -> Named:
        index = self[table]
        bare = NUMBERED.sub("", text).strip(" .،؛:\u200c") or text
        ids = index.exact(text) or index.exact(bare)
        if ids:
            return Named(text, ids)
        placed = self._with_place(index, bare) if index.placed else None
        return placed or Named(text, near=tuple(self._near(index, bare)))

    def _near(self, index: Index, text: str) -> list[str]:
        """Return names to offer, for so many unknown texts at most: likeness takes its time."""
        self._nearest_left -= 1
        return index.near(text) if self._nearest_left >= 0 else []

    def _with_place(self, index: Index, text: str) -> Named | None:
        """Take the name of a place off the end: «شورای اداری استان فارس»."""
        key = fold(text)
        for suffix, place in self._suffixes:
            if not key.endswith(suffix) or len(key) == len(suffix):
                continue
            named = index.keys.get(key.removesuffix(suffix), frozenset())
            there = frozenset(i for i in named if self.place_of(index.table, i) == place)
            if there:
                return Named(text, there, place)
        return None

    @cached_property
    def _suffixes(self) -> list[tuple[str, str]]:
        """Endings that name a place, longest first: «استان فارس», «فارس»; never a shared name."""
        found: dict[str, set[str]] = {}
        for place, row in self["places"].rows.items():
            for name in filter(None, (row.get("name_fa"), row.get("name_en"))):
                word = fold(_LEVEL_WORDS.get(str(row["level"]), ("",))[0])
                found.setdefault(fold(str(name)), set()).add(place)
                found.setdefault(word + fold(str(name)), set()).add(place)
        alone = [(key, min(places)) for key, places in found.items() if len(places) == 1 and key]
        return sorted(alone, key=lambda pair: -len(pair[0]))

    def several(self, table: str, text: str) -> list[Named]:
        """Return what a cell names that may hold several names; one, not known, if it is no such list.

        The separators also stand inside names, so every way to cut the text is looked at, and a cut
        is taken only if all its parts are known and no other cut is.
        """
        whole = self.find(table, text)
        if whole.ids:
            return [whole]
        cuts = self._cuts(table, text)
        if len(cuts) == 1:
            return cuts[0]
        lines = [p.strip() for p in re.split(r"\s*[;؛\n\r]\s*", text) if p.strip()]
        return [whole] if len(lines) < 2 or cuts else [self.find(table, p) for p in lines]

    def _cuts(self, table: str, text: str) -> list[list[Named]]:
        """Return up to two ways to cut a text into known names."""
        marks = [m.span() for m in PARTS.finditer(text)]
        if not 1 <= len(marks) <= SEGMENTS_MOST:
            return []
        starts, ends = [0, *(b for _, b in marks)], [*(a for a, _ in marks), len(text)]
        ways: list[list[list[Named]]] = [[] for _ in range(len(starts) + 1)]
        ways[len(starts)] = [[]]
        for first in range(len(starts) - 1, -1, -1):
            for last in range(first, len(starts)):
                if not ways[last + 1]:
                    continue
                named = self._sure(table, text[starts[first] : ends[last]])
                if named:
                    ways[first] += [[named, *rest] for rest in ways[last + 1]]
            ways[first] = ways[first][:2]
        return ways[0]

    def _sure(self, table: str, text: str) -> Named | None:
        """Return what a piece of a cell names, if it is certain; nothing is looked up by likeness."""
        self._pieces_left -= 1
        bare = NUMBERED.sub("", text).strip(" .،؛:\u200c") if self._pieces_left >= 0 else ""
        ids = self[table].exact(bare) if bare else frozenset()
        if ids:
            return Named(bare, ids)
        return self._with_place(self[table], bare) if bare and self[table].placed else None


def _bare_place(text: str) -> str:
    return re.sub(r"^\s*(استان|شهرستان|بخش)\s+", "", text)


def _every_keys() -> Mapping[str, str]:
    """Return selectors by the folded words for all places of a level."""
    found = {
        fold(f"{every} {word}"): f"*{level}"
        for level, listed in _LEVEL_WORDS.items()
        for every in _EVERY
        for word in listed
    }
    plural = {
        fold(w): f"*{level}"
        for level, listed in _LEVEL_WORDS.items()
        for w in listed[1:]
        if w != level
    }
    shown = {fold(t): s for s, text in ALL_OF_LEVEL.items() for t in (text.fa, text.en)}
    return {**plural, **found, **shown}


def level_of_heading(heading: str) -> str | None:
    """Return the level of places that a heading speaks of: «استان», «نام شهرستان»."""
    key = fold(heading)
    for level in reversed([*LEVELS]):
        if any(fold(w) in key for w in _LEVEL_WORDS.get(level, ())[:1]):
            return level
    return None
