"""Tables from linked data: by statements, never by the layout of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import polars as pl

from ostan.country.expand import REFERRED
from ostan.country.normal import empty
from ostan.country.tables import SCHEMA_VERSION, TABLES, Table
from ostan.files.jsonld.terms import FOUNDED, HOLDERS, Cell, cells, full, identity
from ostan.files.triples import RDF_TYPE, Literal, Node, from_jsonld, from_nquads, grouped
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Row, Severity, Where
from ostan.words.text import Text

Frames = dict[str, pl.DataFrame]
"""Typed, expanded frames by table name."""

Graph = Mapping[str, Mapping[str, list[Node]]]
"""Statements by subject and predicate."""


def read(path: Path) -> Frames:
    """Read the tables of a Country from JSON-LD (`.jsonld`, `.json`) or N-Quads (`.nq`, `.nt`).

    Raises BadInput with everything that cannot be read; statements in terms that are not ours and
    carry no column are left alone, as RDF wants it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput([_problem("not_utf8", path.name, _NOT_UTF8)]) from None
    return loads(text, path.name, "nquads" if path.suffix in (".nq", ".nt") else "jsonld")


def loads(text: str, name: str = "-", form: str = "jsonld") -> Frames:
    """Read the tables of a Country from `text`, as `form` jsonld or nquads; see `read`."""
    triples = from_nquads(text, name) if form == "nquads" else from_jsonld(text, name)
    graph = grouped(triples)
    _refuse_newer(graph, name)
    rows: dict[str, list[dict[str, Any]]] = {n: [] for n in TABLES}
    problems: list[Finding] = []
    for subject, said in graph.items():
        for table in _tables_of(said):
            rows[table.name].append(_row(table, subject, said, graph, name, problems))
    problems.extend(_unknown_tables(graph, name))
    if problems:
        raise BadInput(problems)
    if not any(rows.values()):
        raise BadInput([_problem("no_tables", name, _NO_ROWS)])
    return {n: _frame(TABLES[n], found) for n, found in rows.items() if found}


def folded(tables: Frames) -> Frames:
    """Return read tables as tables on disk stand, so that expanding them changes nothing.

    An id `x` that is meant as it stands, where things `x@place` exist too, becomes `x@` (see
    `ostan.country.expand`); all else is as it was read.
    """
    keys = {n: tables[n][TABLES[n].key[0]] for n in REFERRED if n in tables}
    made = dict(tables)
    for name in _RESOLVED & set(tables):
        columns = {c: [t] for c, t in TABLES[name].refers.items() if t in keys}
        if name == "powers":
            columns["holder"] = [n for n in keys if n in HOLDERS.values()]
        if name == "seats":
            columns.pop("council", None)
        for column, targets in columns.items():
            made[name] = _itself(made[name], column, [keys[t] for t in targets if t in keys])
    return made


_RESOLVED = frozenset("units councils services powers offers steps demand posts seats".split())
"""Tables whose references `expand` looks for in the place of the row."""


def _itself(frame: pl.DataFrame, column: str, ids: list[pl.Series]) -> pl.DataFrame:
    known = pl.concat(ids)
    placed = known.str.extract(r"^([^@]*)@", 1).drop_nulls().unique()
    value = pl.col(column)
    return frame.with_columns(
        pl.when(value.is_in(placed.implode())).then(value + "@").otherwise(value).name.keep()
    )


def _frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=empty(table).schema, orient="row")


_TABLE = "urn:ostan:table:"
_URN = "urn:ostan:"


def _types(said: Mapping[str, list[Node]]) -> Iterator[str]:
    for kind in said.get(RDF_TYPE, ()):
        if isinstance(kind, str) and kind.startswith(_TABLE):
            yield kind.removeprefix(_TABLE)


def _tables_of(said: Mapping[str, list[Node]]) -> Iterator[Table]:
    yield from (TABLES[name] for name in _types(said) if name in TABLES)


def _unknown_tables(graph: Graph, name: str) -> Iterator[Finding]:
    for unknown in sorted({t for said in graph.values() for t in _types(said)} - set(TABLES)):
        yield _problem("unknown_table", name, _UNKNOWN_TABLE.fill(came=unknown), came=unknown)


def _refuse_newer(graph: Graph, name: str) -> None:
    said = graph.get(f"{_URN}country", {}).get(f"{_URN}term:schema_version", [])
    for version in said:
        came = version.text if isinstance(version, Literal) else version
        if not came.isdigit() or int(came) > int(SCHEMA_VERSION):
            what = _NEWER.fill(came=came, allowed=SCHEMA_VERSION)
            raise BadInput([_problem("newer_schema", name, what, came=came)])


def _row(
    table: Table,
    subject: str,
    said: Mapping[str, list[Node]],
    graph: Graph,
    name: str,
    problems: list[Finding],
) -> dict[str, Any]:
    own, found = identity(table), {}
    for cell in _cells_of(table.name):
        if cell.column == own:
            things: list[Node] = [subject]
            cell = cell._replace(refers=table.name)
        else:
            things = _things(table, cell, said, graph)
        try:
            found[cell.column] = _value(cell, things)
        except _Bad as bad:
            problems.append(_bad_value(table, cell, subject, name, bad))
            found[cell.column] = None
    problems.extend(_unknown_terms(table, said, name))
    return found


@cache
def _cells_of(table: str) -> tuple[Cell, ...]:
    return tuple(c._replace(term=full(c.term)) for c in cells(TABLES[table]))


_EVENT = (full("org:resultedFrom"), full("cv:hasFormalFramework"))


def _things(
    table: Table,
    cell: Cell,
    said: Mapping[str, list[Node]],
    graph: Graph,
) -> list[Node]:
    if cell.column == "law" and table.name in FOUNDED:
        events = [e for e in said.get(_EVENT[0], []) if isinstance(e, str)]
        return [law for e in events for law in graph.get(e, {}).get(_EVENT[1], [])]
    things = said.get(cell.term, [])
    if cell.lang:
        return [t for t in things if isinstance(t, Literal) and _column_lang(t) == cell.lang]
    return things


def _column_lang(text: Literal) -> str:
    """Return which of the two names a text is: English, or the one in the country's own language."""
    return "en" if (text.lang or "").partition("-")[0] == "en" else "fa"


class _Bad(Exception):
    """A value that a column does not take: what came, what is allowed."""

    def __init__(self, came: str, allowed: Text) -> None:
        self.came, self.allowed = came, allowed


_MANY = Text("یک مقدار", "one value")
_A_LINK = Text("نشانی «{space}…»", "an IRI “{space}…”")
_A_LITERAL = Text("مقدار، نه نشانی", "a value, not an IRI")
_ALLOWED: Mapping[type[pl.DataType], Text] = MappingProxyType(
    {
        pl.Int64: Text("عدد درست", "a whole number"),
        pl.Float64: Text("عدد", "a number"),
        pl.Boolean: Text("true یا false", "true or false"),
        pl.Date: Text("تاریخ به شکل 2025-03-21", "a date as 2025-03-21"),
        pl.Datetime: Text(
            "روز و ساعت محلی به شکل 2025-03-21T09:00", "a local day and hour as 2025-03-21T09:00"
        ),
    }
)


def _value(cell: Cell, things: list[Node]) -> Any:
    if isinstance(cell.kind, pl.List):
        return [_id(cell, t) for t in things] or None
    if not things:
        return None
    if len(things) > 1:
        raise _Bad("، ".join(_shown(t) for t in things[:5]), _MANY)
    if cell.refers:
        return _id(cell, things[0])
    if isinstance(things[0], str):
        if cell.term == f"{_URN}term:holder":
            return _holder(things[0])
        raise _Bad(things[0], _A_LITERAL)
    try:
        return _converted(cell.kind, things[0].text)
    except ValueError:
        raise _Bad(things[0].text, _ALLOWED[type(cell.kind)]) from None


def _shown(thing: Node) -> str:
    return thing if isinstance(thing, str) else thing.text


def _id(cell: Cell, thing: Node) -> str:
    space = f"{_URN}{cell.refers}:"
    if not isinstance(thing, str) or not thing.startswith(space):
        raise _Bad(_shown(thing), _A_LINK.fill(space=space))
    return unquote(thing.removeprefix(space))


def _holder(iri: str) -> str:
    for table in HOLDERS.values():
        if iri.startswith(f"{_URN}{table}:"):
            return unquote(iri.removeprefix(f"{_URN}{table}:"))
    raise _Bad(iri, _A_LINK.fill(space=f"{_URN}posts:"))


def _converted(kind: pl.DataType, text: str) -> Any:
    base = type(kind)
    if base is pl.String:
        return text
    if base is pl.Int64:
        return _whole(text)
    if base is pl.Float64:
        return float(text)
    if base is pl.Boolean:
        return (
            {"true": True, "1": True, "false": False, "0": False}[text] if text in _TRUTH else _no()
        )
    if base is pl.Date:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is None else _no()


_TRUTH = ("true", "false", "1", "0")


def _no() -> Any:
    raise ValueError


def _whole(text: str) -> int:
    """Return a whole number, also where a library wrote it as `5.0` or `5.0E0`."""
    try:
        number = int(text)
    except ValueError:
        number = int(float(text)) if float(text).is_integer() else _no()
    return number if -(2**63) <= number < 2**63 else _no()


def _unknown_terms(table: Table, said: Mapping[str, list[Node]], name: str) -> Iterator[Finding]:
    known = {c.term for c in _cells_of(table.name)}
    for term in said:
        if term.startswith(f"{_URN}term:") and term not in known:
            came = term.removeprefix(f"{_URN}term:")
            what = _UNKNOWN_COLUMN.fill(came=came, table=table.title)
            yield _problem("unknown_column", name, what, came=came)


_NOT_UTF8 = Text("رمزگذاری پرونده UTF-8 نیست", "the file is not in UTF-8")
_NO_ROWS = Text(
    "هیچ ردیفی از جدول‌های ostan در این پرونده نیست (نوع urn:ostan:table:…)",
    "no row of ostan's tables is in this file (type urn:ostan:table:…)",
)
_UNKNOWN_TABLE = Text("جدول «{came}» شناخته نیست", "the table “{came}” is not known")
_UNKNOWN_COLUMN = Text(
    "ستون «{came}» در جدول {table} نیست", "there is no column “{came}” in the table {table}"
)
_NEWER = Text(
    "این داده با نسخهٔ {came} جدول‌ها نوشته شده است؛ این برنامه تا نسخهٔ {allowed} را می‌خواند",
    "this was written with version {came} of the tables; this program reads up to {allowed}",
)
_BAD_VALUE = Text(
    "{subject}: ستون {column} نمی‌تواند «{came}» باشد؛ این پذیرفته است: {allowed}",
    "{subject}: column {column} cannot be “{came}”; allowed: {allowed}",
)


def _problem(
    code: str, name: str, what: Text, came: str | None = None, rows: tuple[Row, ...] = ()
) -> Finding:
    sentence = Text("{name}: {what}", "{name}: {what}").fill(name=name, what=what)
    return Finding(code, Severity.ERROR, sentence, rows, where=(Where(name),), came=came)


def _bad_value(table: Table, cell: Cell, subject: str, name: str, bad: _Bad) -> Finding:
    what = _BAD_VALUE.fill(
        subject=subject, column=cell.column, came=bad.came[:80], allowed=bad.allowed
    )
    row = Row(table.name, (subject.removeprefix(f"{_URN}{table.name}:"),))
    return _problem("bad_value", name, what, came=bad.came[:80], rows=(row,))
