"""Where a change applies: its places, and what its names mean in each.

With empty `at` names are ids. Else a council's name is a type, or an id without its place, looked
for in the place itself; a post or a unit is looked for in the enclosing places too, the nearest
first, unless the change is about itself (`Change.in_place`). Of several with one name in a place the one called `name@place` is meant, else the active one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from ostan.country.expand import ancestors
from ostan.country.normal import Tables
from ostan.country.tables import LEVELS, TABLES
from ostan.reform.change import EVERY, Change
from ostan.reform.problem import Problem, label, listed
from ostan.words.labels import label as word
from ostan.words.text import Text, joined

EXACT = ("laws", "subjects", "matters", "actions")
"""Tables whose things are the same everywhere: their names are always ids."""


@dataclass(frozen=True)
class Site:
    """One place in which a change applies (None: it names ids), and the ids in its fields."""

    place: str | None
    ids: Mapping[str, tuple[str, ...]]

    def one(self, field: str) -> str:
        """Return the id in a field that is never empty."""
        return self.ids[field][0]

    def perhaps(self, field: str) -> str | None:
        """Return the id in a field that may be empty."""
        return next(iter(self.ids.get(field, ())), None)

    def every(self, *fields: str) -> tuple[str, ...]:
        """Return the ids in these fields, in order."""
        return tuple(i for f in fields for i in self.ids.get(f, ()))

    def spot(self, new: str, tables: Tables) -> str | None:
        """Return where what is founded as `new` lies: here, the place in its id, else the top one."""
        places = tables["places"]
        named = self.place or new.partition("@")[2]
        if named:
            return named if named in places["place"] else None
        tops = places.filter(pl.col("parent").is_null())["place"]
        return str(tops[0]) if len(tops) == 1 else None


@dataclass(frozen=True)
class Found:
    """Places in which all names mean something, and the problems of the others and of the names."""

    sites: tuple[Site, ...]
    problems: tuple[tuple[str | None, Problem], ...]


def sites(change: Change, tables: Tables, tree: pl.DataFrame | None = None) -> Found:
    """Return where `change` applies. `tree`: `ancestors` of the places, if it is at hand."""
    return sites_of([change], tables, tree)[0]


def sites_of(
    changes: Sequence[Change], tables: Tables, tree: pl.DataFrame | None = None
) -> list[Found]:
    """Return where each of these applies to the tables, none of the others being made; see `sites`."""
    named: dict[str, dict[str, None]] = {}
    for change in changes:
        for field, table in _fields(change).items() if change.at else ():
            named.setdefault(table, {}).update(dict.fromkeys(change.named(field)))
    directory = _Directory(tables, ancestors(tables["places"]) if tree is None else tree, named)
    return [_found(change, tables, directory) for change in changes]


def _found(change: Change, tables: Tables, directory: _Directory) -> Found:
    wrong = [*_bad_places(change, tables), *_bad_exact(change, tables)]
    if wrong:
        return Found((), tuple((None, p) for p in wrong))
    return _placed(change, tables, directory) if change.at else _exact(change, tables)


def places_of(change: Change, tables: Tables) -> list[str]:
    """Return the places a change names, in the order of the table; none if it names ids."""
    places = tables["places"]
    levels = [a[1:] for a in change.at if a.startswith(EVERY)]
    meant = pl.col("level").is_in(levels) | pl.col("place").is_in(list(change.at))
    left = places.filter(meant, ~pl.col("place").is_in(list(change.but)))
    return left["place"].to_list()


# Names that are wrong everywhere -------------------------------------------------------------


_NO_PLACE = Text("مکان «{came}» شناخته نیست.{near}", "there is no place “{came}”.{near}")
_NO_LEVEL = Text(
    "سطح «{came}» شناخته نیست؛ این‌ها هست: {allowed}",
    "there is no level “{came}”; there is: {allowed}",
)
_BUT = Text(
    "but بدون at معنا ندارد؛ at را بنویسید، مانند *province",
    "but means nothing without at; write at, such as *province",
)
_NO_NAME = Text(
    "«{came}» در جدول {table} نیست.{near}", "there is no “{came}” in the table {table}.{near}"
)
_A_TYPE = Text(
    " گونهٔ «{came}» در مکان‌هایی هست: at را بنویسید، مانند *province.",
    " The type “{came}” is there in places: write at, such as *province.",
)
_NEAR = Text(" نزدیک‌ترین: {near}.", " Nearest: {near}.")
_NO_TYPE = Text(
    "هیچ‌جا «{came}» در جدول {table} نیست.{near}",
    "there is no “{came}” anywhere in the table {table}.{near}",
)
_LACKS = Text("در این مکان «{came}» نیست", "“{came}” is not there")
_SEVERAL = Text(
    "«{came}» در این مکان بیش از یکی است: {ids}؛ شناسهٔ یکی را بنویسید",
    "“{came}” is more than one there: {ids}; write the id of one",
)


def _bad_places(change: Change, tables: Tables) -> Iterator[Problem]:
    known = frozenset(tables["places"]["place"])
    if change.but and not change.at:
        yield Problem("but_without_at", _BUT)
    for came in (*change.at, *change.but):
        if came.startswith(EVERY):
            if came[1:] not in LEVELS or came in change.but:
                allowed = listed(f"{EVERY}{level}" for level in LEVELS)
                yield Problem("unknown_place", _NO_LEVEL.fill(came=came, allowed=allowed))
        elif came not in known:
            near = nearest(came, tables, "places")
            yield Problem("unknown_place", _NO_PLACE.fill(came=came, near=near))


def _bad_exact(change: Change, tables: Tables) -> Iterator[Problem]:
    for field, table in change.referring(*EXACT).items():
        if table == "actions" and tables[table].is_empty():
            continue
        known = tables[table][TABLES[table].key[0]]
        for came in change.named(field):
            if came not in known:
                yield _unknown(came, tables, table)


def _unknown(came: str, tables: Tables, table: str) -> Problem:
    near = _hint(came, tables, table)
    return Problem("unknown_name", _NO_NAME.fill(came=came, table=TABLES[table].title, near=near))


def _hint(came: str, tables: Tables, table: str) -> Text:
    frame = tables[table]
    if "type" in frame.columns and frame.filter(called(table, [came])).height:
        return _A_TYPE.fill(came=came)
    return nearest(came, tables, table)


def nearest(came: str, tables: Tables, table: str, by_type: bool = False) -> Text:
    """Return the sentence that offers the ids most like what came, by id or by name; maybe empty.

    `by_type`: ids without their places are offered.
    """
    from ostan.persian.names import nearest as near

    key = TABLES[table].key[0]
    stem = "title_fa" if "title_fa" in tables[table].columns else "name_fa"
    shown = pl.col(key).str.extract(r"^([^@]*)") if by_type else pl.col(key)
    named = tables[table].select(id=shown, name=stem, full=key).unique("id", maintain_order=True)
    likely = near(came, named["name"].drop_nulls().to_list()) if not came.isascii() else []
    by_name = named.filter(pl.col("name").is_in(likely))["id"].to_list()
    found = list(dict.fromkeys([*by_name, *near(came, named["id"].to_list())]))[:3]
    if not found:
        return Text("", "")
    full = dict(named.select("id", "full").iter_rows())
    told = [_NAMED.fill(id=i, name=label(tables, table, full[i])) for i in found]
    return _NEAR.fill(near=joined(told))


_NAMED = Text("{id} {name}", "{id} {name}")


# Names that are ids --------------------------------------------------------------------------


def _fields(change: Change) -> dict[str, str]:
    """Return the fields whose names are looked for, with their tables."""
    found = change.referring("councils", "posts", "units", "services")
    return {f: t for f, t in found.items() if change.named(f)}


def _exact(change: Change, tables: Tables) -> Found:
    ids: dict[str, tuple[str, ...]] = {}
    wrong = []
    for field, table in _fields(change).items():
        ids[field] = change.named(field)
        known = tables[table][TABLES[table].key[0]]
        wrong += [_unknown(i, tables, table) for i in ids[field] if i not in known]
    if wrong:
        return Found((), tuple((None, p) for p in wrong))
    return Found((Site(None, ids),), ())


# Names that are types ------------------------------------------------------------------------


def called(table: str, names: Sequence[str]) -> pl.Expr:
    """Return whether a row of councils, posts, units or services goes by one of these names, in some place."""
    key = pl.col(TABLES[table].key[0])
    wanted = list(names)
    base = key.str.extract(r"^([^@]*)")
    return pl.col("type").is_in(wanted) | base.is_in(wanted) | key.is_in(wanted)


def _placed(change: Change, tables: Tables, directory: _Directory) -> Found:
    fields = _fields(change)
    found, problems = [], []
    wrong = [p for f, t in fields.items() for p in directory.nowhere(change.named(f), t)]
    if wrong:
        return Found((), tuple((None, p) for p in wrong))
    for place in places_of(change, tables):
        made = _site(change, place, fields, directory)
        if isinstance(made, Site):
            found.append(made)
        else:
            problems.append((place, made))
    return Found(tuple(found), tuple(problems))


def _site(
    change: Change,
    place: str,
    fields: Mapping[str, str],
    directory: _Directory,
) -> Site | Problem:
    ids = {}
    for field, table in fields.items():
        rising = table in ("posts", "units") and field not in change.in_place
        upward = field in change.upward or rising
        where = directory.enclosing(place) if upward else [place]
        made = [_meant(name, where, directory.index(table)) for name in change.named(field)]
        problem = next((m for m in made if isinstance(m, Problem)), None)
        if problem:
            return problem
        ids[field] = tuple(str(m) for m in made)
    return Site(place, ids)


def _meant(
    name: str, where: Sequence[str], index: Mapping[tuple[str, str], list[str]]
) -> str | Problem:
    for place in where:
        ids = index.get((name, place))
        if ids and len(ids) > 1:
            return Problem("several_names", _SEVERAL.fill(came=name, ids=listed(ids)))
        if ids:
            return ids[0]
    return Problem("not_there", _LACKS.fill(came=name), idle=True)


class _Directory:
    """Where the things of these names are: names by table."""

    def __init__(
        self, tables: Tables, tree: pl.DataFrame, names: Mapping[str, Collection[str]]
    ) -> None:
        self.tables, self.tree, self._names = tables, tree, names
        self._made: dict[str, dict[tuple[str, str], list[str]]] = {}

    @cached_property
    def _enclosing(self) -> dict[str, list[str]]:
        rows = self.tree.sort("place", "steps").group_by("place", maintain_order=True)
        return {str(p[0]): g["ancestor"].to_list() for p, g in rows}

    def enclosing(self, place: str) -> list[str]:
        """Return the place and those that enclose it, the nearest first."""
        return self._enclosing[place]

    @cached_property
    def _top(self) -> str | None:
        tops = self.tables["places"].filter(pl.col("parent").is_null())["place"]
        return str(tops[0]) if len(tops) == 1 else None

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        return {t: self._called(t, names) for t, names in self._names.items()}

    def _called(self, table: str, names: Collection[str]) -> frozenset[str]:
        """Return which of these names some row of the table has."""
        rows = self.tables[table].filter(called(table, list(names)))
        key = pl.col(TABLES[table].key[0])
        ways = rows.select(key, pl.col("type"), base=key.str.extract(r"^([^@]*)"))
        return frozenset(name for column in ways for name in column)

    def nowhere(self, names: Sequence[str], table: str) -> Iterator[Problem]:
        """Yield a problem for each name that no row of the table has."""
        for name in names:
            if name not in self._known[table]:
                near = nearest(name, self.tables, table, by_type=True)
                sentence = _NO_TYPE.fill(came=name, table=TABLES[table].title, near=near)
                yield Problem("unknown_name", sentence)

    def index(self, table: str) -> Mapping[tuple[str, str], list[str]]:
        """Return the ids meant by each name in each place, the one meant alone where one is."""
        if table not in self._made:
            self._made[table] = self._index(table, self._names[table])
        return self._made[table]

    def _index(self, table: str, names: Collection[str]) -> dict[tuple[str, str], list[str]]:
        key = TABLES[table].key[0]
        rows = self._with_place(table, self.tables[table].filter(called(table, list(names))))
        # Services have no status: those that are there are provided.
        stands = rows if "status" in rows.columns else rows.with_columns(status=pl.lit("active"))
        columns = [stands[c] for c in (key, "_place", "type", "status")]
        found: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for id, place, type_, status in zip(*columns, strict=True):
            base = id.partition("@")[0]
            for name in {base, id, type_}.intersection(names):
                order = 2 * (name not in (base, id)) + (status not in (None, "active"))
                found.setdefault((str(name), str(place)), []).append((order, id))
        return {at: _best(ranked) for at, ranked in found.items()}

    def _with_place(self, table: str, rows: pl.DataFrame) -> pl.DataFrame:
        if table != "posts":
            return rows.with_columns(_place="place")
        units = self.tables["units"].select("unit", _place="place")
        placed = rows.join(units, on="unit", how="left", maintain_order="left")
        by_id = pl.col("post").str.extract(r"@(.*)$")
        # A post of no unit sits on the bench of the whole country.
        return placed.with_columns(_place=pl.coalesce("_place", by_id, pl.lit(self._top)))


def _best(ranked: list[tuple[int, str]]) -> list[str]:
    least = min(order for order, _ in ranked)
    return sorted(id for order, id in ranked if order == least)


_RESTS = Text("{name} فعال نیست ({status})", "{name} is not active ({status})")
_TWICE = Text("{name} دو بار نام برده شده است", "{name} is named twice")


def labelled(table: str, column: str, value: str | None) -> Text:
    """Return the word for a value of a closed vocabulary."""
    return Text(word(table, column, value, "fa"), word(table, column, value, "en"))


# Looks at few rows ---------------------------------------------------------------------------


class Look:
    """Rows of a Country under change that a change may have to look at, by id."""

    def __init__(self, tables: Tables, sites: Sequence[Site]) -> None:
        self.tables = tables
        self._ids = {i for s in sites for ids in s.ids.values() for i in ids}
        self._linked: dict[str, dict[str, str]] = {}

    def row(self, table: str, id: str) -> Mapping[str, Any]:
        """Return a row of councils, posts, units or services."""
        return self._rows[table][id]

    def resting(self, table: str, id: str, bodies: str = "councils") -> Problem:
        """Return the problem of a thing that is not active. `bodies`: see `Change.bodies`."""
        name = label(self.tables, table, id)
        status = labelled(table, "status", self.row(table, id)["status"])
        sentence = _RESTS.fill(name=name, status=status)
        about = (id,) if table == bodies else ()
        return Problem("not_active", sentence, about, idle=True)

    def doubled(self, table: str, id: str, bodies: str = "councils") -> Problem:
        """Return the problem of a thing named twice in one change. `bodies`: see `Change.bodies`."""
        sentence = _TWICE.fill(name=label(self.tables, table, id))
        return Problem("named_twice", sentence, (id,) if table == bodies else ())

    def council(self, id: str) -> Mapping[str, Any]:
        """Return the row of a council."""
        return self._rows["councils"][id]

    def post(self, id: str) -> Mapping[str, Any]:
        """Return the row of a post."""
        return self._rows["posts"][id]

    def unit(self, id: str) -> Mapping[str, Any]:
        """Return the row of a unit."""
        return self._rows["units"][id]

    def seats(self, council: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the seats of a council by holder."""
        return self._seats.get(council, {})

    def chair(self, council: str) -> str | None:
        """Return the post that chairs a council."""
        return next((h for h, s in self.seats(council).items() if s["role"] == "chair"), None)

    def follow(self, column: str, id: str) -> list[str]:
        """Return the councils that `id` leads to by this column, the nearest first."""
        found: list[str] = []
        to = self._links(column)
        while (id := to.get(id, "")) and id not in found:
            found.append(id)
        return found

    def root(self, column: str, id: str) -> str:
        """Return the last of the councils that `id` leads to by this column, or `id` itself."""
        return next(iter(reversed(self.follow(column, id))), id)

    def label(self, *councils: str) -> Text:
        """Return the names of councils."""
        return joined([label(self.tables, "councils", c) for c in councils])

    def called(self, post: str) -> Text:
        """Return the title of a post."""
        return label(self.tables, "posts", post)

    @cached_property
    def _rows(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        tables = ("councils", "posts", "units", "services")
        return {t: _by_id(t, self.tables[t], self._ids) for t in tables}

    @cached_property
    def _seats(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        rows = self.tables["seats"].filter(pl.col("council").is_in(list(self._ids)))
        found: dict[str, dict[str, Mapping[str, Any]]] = {}
        for row in rows.iter_rows(named=True):
            found.setdefault(row["council"], {})[row["holder"]] = row
        return found

    def _links(self, column: str) -> dict[str, str]:
        if column not in self._linked:
            links = self.tables["councils"].select("council", column).drop_nulls()
            self._linked[column] = dict(links.iter_rows())
        return self._linked[column]


def _by_id(table: str, frame: pl.DataFrame, ids: set[str]) -> dict[str, Mapping[str, Any]]:
    key = TABLES[table].key[0]
    found = frame.filter(pl.col(key).is_in(list(ids)))
    return {str(r[key]): r for r in found.iter_rows(named=True)}
