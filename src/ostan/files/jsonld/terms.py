"""Which term says which column: standard ones where they mean it, ours elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from ostan.country.columns import dtype
from ostan.country.tables import Table
from ostan.files.triples import XSD

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


class Cell(NamedTuple):
    """How one column is said: its predicate, language, the name space of what it points to."""

    column: str
    term: str
    kind: pl.DataType
    lang: str | None
    refers: str | None


def cells(table: Table) -> tuple[Cell, ...]:
    """Return how each column of a table is said."""
    return tuple(_cell(table, n, dtype(c)) for n, c in table.columns.items())


def _cell(table: Table, column: str, kind: pl.DataType) -> Cell:
    stem, _, tail = column.rpartition("_")
    lang = tail if stem and tail in ("fa", "en") else None
    name = stem if lang else column
    known = ((table.name, column), (table.name, name), ("*", name))
    term = next((TERMS[k] for k in known if k in TERMS), f"term:{name}")
    refers = table.refers.get(column)
    if (table.name, column) in CONCEPTS:
        refers = column
    return Cell(column, term, kind, lang, refers)


def identity(table: Table) -> str | None:
    """Return the column that is the row's own id, or None: then the key stands in statements."""
    only = table.key[0] if len(table.key) == 1 else None
    return only if only and dtype(table.columns[only]) == pl.String else None


def full(term: str) -> str:
    """Return the IRI of a term written with its prefix."""
    prefix, _, rest = term.partition(":")
    return PREFIXES[prefix] + rest
