"""The data package beside a folder of CSV files: schemas with foreign keys (Frictionless v1)."""

from __future__ import annotations

import json
from typing import Any, Final

import polars as pl

from ostan.country.normal import Tables
from ostan.country.tables import SCHEMA_VERSION, TABLES, Table

NAME: Final = "datapackage.json"
"""Where the description of a folder lies."""


def version(data: bytes) -> str | None:
    """Return the version of the tables that a description states; None if it states none."""
    try:
        described = json.loads(data)
    except (ValueError, RecursionError):
        return None
    stated = described.get("ostan_schema") if isinstance(described, dict) else None
    return stated if isinstance(stated, str) else None


def datapackage(tables: Tables) -> bytes:
    """Return `datapackage.json` for the tables written beside it.

    A foreign key is stated where every value of the column has its row in the package: folded
    tables also hold rules and ids without a place, which are no keys.
    """
    package = {
        "profile": "tabular-data-package",
        "name": "country",
        "ostan_schema": SCHEMA_VERSION,
        "resources": [_resource(TABLES[n], tables) for n in TABLES if n in tables],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(table: Table, tables: Tables) -> dict[str, Any]:
    frame = tables[table.name]
    schema: dict[str, Any] = {
        "fields": [_field(table, n, t) for n, t in frame.schema.items()],
        "missingValues": [""],
    }
    if all(n in frame.columns and not frame[n].null_count() for n in table.key):
        schema["primaryKey"] = list(table.key)
    keys = [_foreign(c, t) for c, t in table.refers.items() if _holds(tables, table.name, c, t)]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title.fa,
        "description": table.about.en,
        "path": f"{table.name}.csv",
        "encoding": "utf-8-sig",
        "schema": schema,
    }


_TYPES: dict[Any, dict[str, Any]] = {
    pl.Int64: {"type": "integer"},
    pl.Float64: {"type": "number"},
    pl.Boolean: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    pl.Date: {"type": "date", "format": "%Y-%m-%d"},
    pl.Datetime: {"type": "datetime", "format": "%Y-%m-%dT%H:%M"},
}


def _field(table: Table, name: str, kind: pl.DataType) -> dict[str, Any]:
    column = table.columns[name]
    made: dict[str, Any] = {"name": name, "title": column.metadata["header_fa"]}
    made |= _TYPES.get(kind.base_type(), {"type": "string"})
    made["description"] = column.description
    values = column.metadata.get("values")
    if values:
        made["constraints"] = {"enum": list(values)}
    return made


def _foreign(column: str, target: str) -> dict[str, Any]:
    key = TABLES[target].key[0]
    return {"fields": [column], "reference": {"resource": target, "fields": [key]}}


def _holds(tables: Tables, name: str, column: str, target: str) -> bool:
    frame = tables[name]
    if target not in tables or column not in frame.columns or frame[column].dtype != pl.String:
        return False
    ids = tables[target][TABLES[target].key[0]]
    values = frame[column].drop_nulls()
    return bool(values.len() and values.is_in(ids.implode()).all())
