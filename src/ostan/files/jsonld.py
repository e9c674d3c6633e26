"""A Country as linked data, in the terms of W3C ORG and EU CPOV 2.1.1, and back.

Every row is a resource `urn:ostan:TABLE:ID`, and every cell one statement; an empty cell is no
statement.  Where ORG, CPOV, ELI, SKOS or Dublin Core has a term that means the column, it is used
(see `TERMS` and `CLASSES`); everything else stands under `urn:ostan:term:`, a name space of ours
that is a name and no address.  The reader goes by statements and never by the layout of a file: it
takes JSON-LD compacted, expanded or flattened with its context inside, and N-Quads in any order.

Why a reader of our own: an RDF library would be a heavy dependency of every installation for a
format few use, and would fetch remote contexts; what has to be understood is one page of the
standard (`ostan.files.triples`).  The tests hold it against such a library in both directions.

Choices that a reader of the data should know:

- units and councils are `cv:PublicOrganisation`, since they are public bodies by law; units of a
  ministry are `org:OrganizationalUnit` too, councils `org:FormalOrganization`;
- a seat is an `org:Membership` of the council (`org:organization`) in a role (`org:role`).  The
  post that holds it stands under `holder` of ours, since `org:member` takes an agent and a post is
  none: the membership is of whoever holds the post;
- CPOV ties a legal ground to a body through the event it came from: the founding act of a unit or
  council is `org:resultedFrom` an `org:ChangeEvent` with `cv:hasFormalFramework`;
- whole numbers are written as text with their type, because JSON readers lose digits beyond 2^53.

Sources: The Organization Ontology (W3C, 16 January 2014); Core Public Organisation Vocabulary 2.1.1
(European Union, SEMIC); ELI ontology 1.x; Core Public Service Vocabulary; RFC 8141 for the names.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import polars as pl

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.normal import empty
from ostan.country.tables import SCHEMA_VERSION, TABLES, Table
from ostan.files.triples import RDF_TYPE, XSD, Literal, Node, from_jsonld, from_nquads, grouped
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Row, Severity, Where
from ostan.words.labels import labels
from ostan.words.text import Text

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "ostan": "urn:ostan:",
        "term": "urn:ostan:term:",
        "tables": "urn:ostan:table:",
        "xsd": XSD,
        "org": "http://www.w3.org/ns/org#",
        "cv": "http://data.europa.eu/m8g/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dct": "http://purl.org/dc/terms/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "locn": "http://www.w3.org/ns/locn#",
        "cpsv": "http://purl.org/vocab/cpsv#",
        "atu": "http://data.europa.eu/88u/dataset/",
    }
)
"""Name spaces by prefix, as the written context has them."""

CLASSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "places": ("dct:Location", "atu:atu-type"),
        "ranks": ("skos:Concept",),
        "laws": ("cv:ReferenceFramework", "eli:LegalResource"),
        "units": ("cv:PublicOrganisation", "org:Organization"),
        "posts": ("org:Post",),
        "councils": ("cv:PublicOrganisation", "org:Organization", "org:FormalOrganization"),
        "seats": ("org:Membership",),
        "services": ("cpsv:PublicService",),
        "subjects": ("skos:Concept",),
    }
)
"""Classes of a table's rows beside our own `urn:ostan:table:TABLE`.
CPOV types the places a body covers by the EU table of administrative units (`atu-type`)."""

TERMS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("*", "place"): "locn:location",
        ("*", "source"): "dct:source",
        ("*", "note"): "skos:note",
        ("places", "name"): "locn:geographicName",
        ("places", "parent"): "dct:isPartOf",
        ("ranks", "name"): "skos:prefLabel",
        ("laws", "title"): "dct:title",
        ("laws", "number"): "eli:number",
        ("laws", "date"): "eli:date_document",
        ("laws", "basis"): "eli:based_on",
        ("units", "name"): "skos:prefLabel",
        ("units", "legal_form"): "org:classification",
        ("units", "parent"): "org:subOrganizationOf",
        ("units", "functions"): "org:purpose",
        ("posts", "title"): "skos:prefLabel",
        ("posts", "unit"): "org:postIn",
        ("councils", "name"): "skos:prefLabel",
        ("councils", "kind"): "org:classification",
        ("councils", "under"): "org:subOrganizationOf",
        ("seats", "council"): "org:organization",
        ("seats", "role"): "org:role",
        ("services", "name"): "dct:title",
        ("subjects", "name"): "skos:prefLabel",
        ("subjects", "parent"): "skos:broader",
        ("defaults", "unit"): "term:unit_of_measure",
        ("action_steps", "evidence_fa"): "term:shown_by",
    }
)
"""Terms of (table, column), `*` for every table; a column without one is `term:COLUMN` of ours.
Names in two languages (`name_fa`, `name_en`) are one term with language tags."""

CONCEPTS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("units", "legal_form"): "skos:Concept",
        ("councils", "kind"): "skos:Concept",
        ("seats", "role"): "org:Role",
    }
)
"""Closed vocabularies written as concepts, since the standard term takes no text."""

FOUNDED = ("units", "councils")
"""Tables whose `law` is the legal ground of the event they resulted from."""

HOLDERS: Mapping[str, str] = MappingProxyType(
    {"post": "posts", "unit": "units", "council": "councils"}
)
"""Tables of a power's holder by its kind."""

Frames = dict[str, pl.DataFrame]
"""Typed, expanded frames by table name."""

_TYPES: Mapping[type[pl.DataType], str] = MappingProxyType(
    {
        pl.Int64: "xsd:integer",
        pl.Float64: "xsd:double",
        pl.Boolean: "xsd:boolean",
        pl.Date: "xsd:date",
        pl.Datetime: "xsd:dateTime",
    }
)


class _Cell(NamedTuple):
    """How one column is said: its predicate, language, the name space of what it points to."""

    column: str
    term: str
    kind: pl.DataType
    lang: str | None
    refers: str | None


def _cells(table: Table) -> tuple[_Cell, ...]:
    return tuple(_cell(table, n, dtype(c)) for n, c in table.columns.items())


def _cell(table: Table, column: str, kind: pl.DataType) -> _Cell:
    stem, _, tail = column.rpartition("_")
    lang = tail if stem and tail in ("fa", "en") else None
    name = stem if lang else column
    known = ((table.name, column), (table.name, name), ("*", name))
    term = next((TERMS[k] for k in known if k in TERMS), f"term:{name}")
    refers = table.refers.get(column)
    if (table.name, column) in CONCEPTS:
        refers = column
    return _Cell(column, term, kind, lang, refers)


def identity(table: Table) -> str | None:
    """Return the column that is the row's own id, or None: then the key stands in statements."""
    only = table.key[0] if len(table.key) == 1 else None
    return only if only and dtype(table.columns[only]) == pl.String else None


# --- writing ---


def write(country: Country, path: Path, own: str = "fa") -> None:
    """Write `country` to `path` as JSON-LD, one resource a line; `own` as in `dumps`."""
    path.write_text(dumps(country, own), encoding="utf-8", newline="\n")


def dumps(country: Country, own: str = "fa") -> str:
    """Return `country` as JSON-LD text with its context inside: the same text for the same Country.

    `own` is the language tag (BCP 47) of names in the country's own language, the columns that
    end in `_fa`: `nl` for a Dutch one.  A reader takes every language but English for it.
    """
    head = json.dumps(context(), ensure_ascii=False, indent=1)
    lines = (json.dumps(node, ensure_ascii=False) for node in nodes(country, own))
    return f'{{\n"@context": {head},\n"@graph": [\n' + ",\n".join(lines) + "\n]\n}\n"


def context() -> dict[str, object]:
    """Return the context: prefixes, then every term with the type of its values."""
    found: dict[str, object] = {**PREFIXES, **{n: f"urn:ostan:{n}:" for n in TABLES}}
    for table in TABLES.values():
        for cell in _cells(table):
            if cell.column != identity(table):
                found[_key(cell.term)] = _definition(table, cell)
    for term in ("org:resultedFrom", "org:resultingOrganization", "org:unitOf"):
        found[term] = {"@type": "@id"}
    found["cv:hasFormalFramework"] = found["dct:spatial"] = {"@type": "@id"}
    return found


def _definition(table: Table, cell: _Cell) -> dict[str, str]:
    found = {"@id": cell.term} if cell.term.startswith("term:") else {}
    if cell.lang:
        return {**found, "@container": "@language"}
    if cell.refers or (table.name, cell.column) == ("powers", "holder"):
        return {**found, "@type": "@id"}
    kind = _TYPES.get(type(cell.kind))
    return {**found, "@type": kind} if kind else found


def _key(term: str) -> str:
    return term.removeprefix("term:")


def nodes(country: Country, own: str = "fa") -> Iterator[dict[str, Any]]:
    """Yield every resource: the Country, the concepts used, then the rows in the order of tables."""
    yield {"@id": "ostan:country", "@type": "term:Country", "term:schema_version": SCHEMA_VERSION}
    for (table, column), kind in CONCEPTS.items():
        for value in country[table][column].drop_nulls().unique().sort():
            yield _concept(table, column, value, kind)
    for each in TABLES.values():
        cells = _cells(each)
        for row in country[each.name].iter_rows(named=True):
            yield _node(each, cells, row, own)


def _concept(table: str, column: str, value: str, kind: str) -> dict[str, Any]:
    label = labels(table, column).get(value)
    return {
        "@id": f"ostan:{column}:{_quoted(value)}",
        "@type": list(dict.fromkeys([kind, "skos:Concept"])),
        "skos:notation": value,
        **({"skos:prefLabel": {"fa": label.fa, "en": label.en}} if label else {}),
    }


def _node(
    table: Table, cells: tuple[_Cell, ...], row: dict[str, Any], own_lang: str
) -> dict[str, Any]:
    own = identity(table)
    id = _compact(table.name, ":".join(_segment(row[k]) for k in table.key))
    found: dict[str, Any] = {"@id": id, "@type": [f"tables:{table.name}", *_classes(table, row)]}
    for cell in cells:
        value = row[cell.column]
        if value is None or cell.column == own:
            continue
        if cell.column == "law" and table.name in FOUNDED:
            found["org:resultedFrom"] = _founding(table, row, id)
        elif cell.lang:
            tag = own_lang if cell.lang == "fa" else "en"
            found.setdefault(_key(cell.term), {})[tag] = value
        elif table.name == "powers" and cell.column == "holder":
            found["holder"] = _compact(HOLDERS[row["holder_kind"]], _quoted(value))
        else:
            found[_key(cell.term)] = _said(cell, value)
    return {**found, **_for_others(table, row)}


def _classes(table: Table, row: dict[str, Any]) -> tuple[str, ...]:
    known = CLASSES.get(table.name, ())
    within = table.name == "units" and row["legal_form"] == "ministry_unit"
    return (*known, "org:OrganizationalUnit") if within else known


def _founding(table: Table, row: dict[str, Any], id: str) -> dict[str, Any]:
    return {
        "@id": f"ostan:founding:{table.name}:{_segment(row[table.key[0]])}",
        "@type": "org:ChangeEvent",
        "cv:hasFormalFramework": _compact("laws", _quoted(row["law"])),
        "org:resultingOrganization": id,
    }


def _for_others(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Say again in CPOV's terms what stands in ours, for readers who know only CPOV's.

    `dct:spatial` is what a body covers, and `org:unitOf` the body an operational unit belongs to.
    """
    found: dict[str, Any] = {}
    if table.name in FOUNDED:
        covered = row.get("serves") or [row["place"]]
        found["dct:spatial"] = _one([_compact("places", _quoted(p)) for p in covered])
    if table.name == "units" and row["legal_form"] == "ministry_unit" and row["ministry"]:
        found["org:unitOf"] = _compact("units", _quoted(row["ministry"]))
    return found


def _said(cell: _Cell, value: Any) -> Any:
    if cell.refers:
        space = cell.refers if cell.refers in TABLES else f"ostan:{cell.refers}"
        if isinstance(value, list):
            return _one([_compact(space, _quoted(v)) for v in value])
        return _compact(space, _quoted(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return _double(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _one(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _double(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return "NaN" if math.isnan(value) else ("INF" if value > 0 else "-INF")


def _compact(space: str, rest: str) -> str:
    return f"{space}:{rest}"


def _quoted(text: str) -> str:
    return quote(text, safe="@")


def _segment(value: object) -> str:
    return _quoted(value.isoformat() if isinstance(value, date | datetime) else str(value))


# --- reading ---


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
    keys = {n: tables[n][TABLES[n].key[0]] for n in ("units", "posts", "councils") if n in tables}
    made = dict(tables)
    for name in _RESOLVED & set(tables):
        columns = {c: [t] for c, t in TABLES[name].refers.items() if t in keys}
        if name == "powers":
            columns["holder"] = list(keys)
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


def _unknown_tables(graph: Mapping[str, Mapping[str, list[Node]]], name: str) -> Iterator[Finding]:
    for unknown in sorted({t for said in graph.values() for t in _types(said)} - set(TABLES)):
        yield _problem("unknown_table", name, _UNKNOWN_TABLE.fill(came=unknown), came=unknown)


def _refuse_newer(graph: Mapping[str, Mapping[str, list[Node]]], name: str) -> None:
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
    graph: Mapping[str, Mapping[str, list[Node]]],
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


_MADE: dict[str, tuple[_Cell, ...]] = {}


def _cells_of(table: str) -> tuple[_Cell, ...]:
    if table not in _MADE:
        made = (c._replace(term=_full(c.term)) for c in _cells(TABLES[table]))
        _MADE[table] = tuple(made)
    return _MADE[table]


def _full(term: str) -> str:
    prefix, _, rest = term.partition(":")
    return PREFIXES[prefix] + rest


_EVENT = (_full("org:resultedFrom"), _full("cv:hasFormalFramework"))


def _things(
    table: Table,
    cell: _Cell,
    said: Mapping[str, list[Node]],
    graph: Mapping[str, Mapping[str, list[Node]]],
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


def _value(cell: _Cell, things: list[Node]) -> Any:
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


def _id(cell: _Cell, thing: Node) -> str:
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


def _bad_value(table: Table, cell: _Cell, subject: str, name: str, bad: _Bad) -> Finding:
    what = _BAD_VALUE.fill(
        subject=subject, column=cell.column, came=bad.came[:80], allowed=bad.allowed
    )
    row = Row(table.name, (subject.removeprefix(f"{_URN}{table.name}:"),))
    return _problem("bad_value", name, what, came=bad.came[:80], rows=(row,))
