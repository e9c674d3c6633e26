"""A Country to linked data: the same text for the same Country."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import SCHEMA_VERSION, TABLES, Table
from ostan.files.jsonld.terms import (
    CLASSES,
    CONCEPTS,
    FOUNDED,
    HOLDERS,
    PREFIXES,
    Cell,
    cells,
    identity,
)
from ostan.words.labels import labels

_TYPES: Mapping[type[pl.DataType], str] = MappingProxyType(
    {
        pl.Int64: "xsd:integer",
        pl.Float64: "xsd:double",
        pl.Boolean: "xsd:boolean",
        pl.Date: "xsd:date",
        pl.Datetime: "xsd:dateTime",
    }
)


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
        for cell in cells(table):
            if cell.column != identity(table):
                found[key_of(cell.term)] = definition(table, cell)
    for term in ("org:resultedFrom", "org:resultingOrganization", "org:unitOf"):
        found[term] = {"@type": "@id"}
    found["cv:hasFormalFramework"] = found["dct:spatial"] = {"@type": "@id"}
    return found


def definition(table: Table, cell: Cell) -> dict[str, str]:
    """Return what the context says of a column: its term and the type of its values."""
    found = {"@id": cell.term} if cell.term.startswith("term:") else {}
    if cell.lang:
        return {**found, "@container": "@language"}
    if cell.refers or (table.name, cell.column) == ("powers", "holder"):
        return {**found, "@type": "@id"}
    kind = _TYPES.get(type(cell.kind))
    return {**found, "@type": kind} if kind else found


def key_of(term: str) -> str:
    """Return the key under which a term stands in a node."""
    return term.removeprefix("term:")


def nodes(country: Country, own: str = "fa") -> Iterator[dict[str, Any]]:
    """Yield every resource: the Country, the concepts used, then the rows in the order of tables."""
    yield {"@id": "ostan:country", "@type": "term:Country", "term:schema_version": SCHEMA_VERSION}
    for (table, column), kind in CONCEPTS.items():
        for value in country[table][column].drop_nulls().unique().sort():
            yield _concept(table, column, value, kind)
    for each in TABLES.values():
        columns = cells(each)
        for row in country[each.name].iter_rows(named=True):
            yield _node(each, columns, row, own)


def _concept(table: str, column: str, value: str, kind: str) -> dict[str, Any]:
    label = labels(table, column).get(value)
    return {
        "@id": f"ostan:{column}:{_quoted(value)}",
        "@type": list(dict.fromkeys([kind, "skos:Concept"])),
        "skos:notation": value,
        **({"skos:prefLabel": {"fa": label.fa, "en": label.en}} if label else {}),
    }


def _node(
    table: Table, columns: tuple[Cell, ...], row: dict[str, Any], own_lang: str
) -> dict[str, Any]:
    own = identity(table)
    id = _compact(table.name, ":".join(_segment(row[k]) for k in table.key))
    found: dict[str, Any] = {"@id": id, "@type": [f"tables:{table.name}", *_classes(table, row)]}
    for cell in columns:
        value = row[cell.column]
        if value is None or cell.column == own:
            continue
        if cell.column == "law" and table.name in FOUNDED:
            found["org:resultedFrom"] = _founding(table, row, id)
        elif cell.lang:
            tag = own_lang if cell.lang == "fa" else "en"
            found.setdefault(key_of(cell.term), {})[tag] = value
        elif table.name == "powers" and cell.column == "holder":
            found["holder"] = _compact(HOLDERS[row["holder_kind"]], _quoted(value))
        else:
            found[key_of(cell.term)] = _said(cell, value)
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


def _said(cell: Cell, value: Any) -> Any:
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
