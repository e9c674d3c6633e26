"""A Reform as linked data: each change an `org:ChangeEvent`, in the terms of W3C ORG and CPOV 2.1.1.

What a standard term means is said in it: the organisations there are before and after, the act or
the instrument that carries the change (`cv:hasFormalFramework`), the day it begins, what it does in
both languages. Those terms cannot hold all of a change, and RDF knows no order; so the change itself
stands as JSON (datatype rdf:JSON) under a term of ours, with its number, and reads back unchanged.

Sources: The Organization Ontology (W3C, 16 January 2014), section 5.4; Core Public Organisation
Vocabulary 2.1.1 (European Union, SEMIC); PROV-O (W3C, 30 April 2013); JSON-LD 1.1, section 10.2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.files.jsonld.terms import CLASSES, PREFIXES, full
from ostan.files.reforms.names import Book
from ostan.files.reforms.problems import refuse, said
from ostan.files.triples import RDF_TYPE, XSD, Literal, Node, from_jsonld, grouped
from ostan.reform.change import Change
from ostan.reform.needs import needs
from ostan.reform.reads import reads
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Where

RDF_JSON: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"
"""Datatype of JSON as a value."""
PROV: Final = "http://www.w3.org/ns/prov#"
_CHANGE: Final = full("term:Change")
_REFORM: Final = full("term:Reform")
_HEAD: Final = ("version", "title", "parent")

ORIGINAL: Final[Mapping[str, tuple[str, ...]]] = {
    "found_council": (),
    "merge_councils": ("councils", "host"),
    "found_unit": (),
    "merge_units": ("units", "into"),
    "split_unit": ("unit",),
    "abolish_council": ("council", "functions_to"),
    "forbid_new_councils": (),
    "restore_council": (),
    "grant_power": (),
    "move_power": ("unit", "council"),
    "limit_power": ("unit", "council"),
    "require_consent": (),
    "revoke_power": ("unit", "council"),
    "hand_over": (),
    "take_back": (),
}
"""Fields with the organisations there are before a change; of other kinds all with its bodies."""
RESULTING: Final[Mapping[str, tuple[str, ...]]] = {
    "found_council": ("council",),
    "merge_councils": ("host",),
    "found_unit": ("unit",),
    "merge_units": ("into",),
    "split_unit": ("unit", "new"),
    "abolish_council": ("functions_to",),
    "forbid_new_councils": (),
    "restore_council": ("council",),
    "grant_power": ("unit", "council"),
    "move_power": ("to_unit", "to_council"),
    "limit_power": ("unit", "council"),
    "require_consent": ("unit", "council"),
    "revoke_power": (),
    "hand_over": (),
    "take_back": ("unit",),
}
"""Fields with the organisations there are after a change; of other kinds all with its bodies."""


def dumps(reform: Reform, country: Country | None = None) -> str:
    """Return a Reform as JSON-LD text with its context inside, one resource a line.

    With a Country the organisations are those in its places, by name, and the acts are named; without
    one only what the changes themselves say is there.
    """
    head = json.dumps(_context(), ensure_ascii=False, indent=1)
    lines = (json.dumps(node, ensure_ascii=False) for node in _nodes(reform, country))
    return f'{{\n"@context": {head},\n"@graph": [\n' + ",\n".join(lines) + "\n]\n}\n"


def loads(text: str, file: str = "reform.jsonld") -> Reform:
    """Return the Reform of JSON-LD, whatever its layout. Raises BadInput with all that is wrong."""
    graph = grouped(from_jsonld(text, file))
    changes = [(_number(s, file), _data(s, file)) for s in graph.values() if _is(s, _CHANGE)]
    heads = [s for s in graph.values() if _is(s, _REFORM)]
    findings = [f for pair in changes for f in pair if isinstance(f, Finding)]
    if findings:
        raise BadInput(findings)
    if len(heads) != 1:
        raise refuse("reform_events", file, came=str(len(heads)))
    ordered = sorted(changes, key=lambda c: c[0])  # type: ignore[arg-type, return-value]
    return Reform.read({**_head(heads[0]), "changes": [data for _, data in ordered]}, file)


# Reading -----------------------------------------------------------------------------------

_Said = Mapping[str, Sequence[Node]]
"""What is said of one subject, by predicate."""


def _is(subject: _Said, kind: str) -> bool:
    return kind in subject.get(RDF_TYPE, ())


def _literal(subject: _Said, term: str) -> str | None:
    """Return the one value under a term of ours, or None."""
    values = subject.get(full(f"term:{term}"), ())
    return values[0].text if len(values) == 1 and isinstance(values[0], Literal) else None


def _number(subject: _Said, file: str) -> int | Finding:
    text = _literal(subject, "order")
    if text is not None and text.isdecimal() and len(text) < 10:
        return int(text)
    return said("reform_event", Where(file), came=text or "", field="urn:ostan:term:order")


def _data(subject: _Said, file: str) -> dict[str, Any] | Finding:
    from ostan.files.reforms.jsons import parsed

    text = _literal(subject, "change")
    if text is not None:
        data = parsed(text, file)
        if isinstance(data, dict):
            return data
    return said("reform_event", Where(file), came=text or "", field="urn:ostan:term:change")


def _head(subject: _Said) -> dict[str, str]:
    return {n: v for n in _HEAD if (v := _literal(subject, n)) is not None}


# Writing -----------------------------------------------------------------------------------


def _context() -> dict[str, object]:
    return {
        **PREFIXES,
        **{n: f"urn:ostan:{n}:" for n in TABLES},
        "prov": PROV,
        "change": {"@id": "term:change", "@type": RDF_JSON},
        "order": {"@id": "term:order", "@type": f"{XSD}integer"},
        "part_of": {"@id": "term:part_of", "@type": "@id"},
        "kind": {"@id": "term:kind"},
        **{n: {"@id": f"term:{n}"} for n in _HEAD},
        "org:originalOrganization": {"@type": "@id"},
        "org:resultingOrganization": {"@type": "@id"},
        "cv:hasFormalFramework": {"@type": "@id"},
        "prov:startedAtTime": {"@type": f"{XSD}dateTime"},
        "dct:description": {"@container": "@language"},
        "dct:title": {"@container": "@language"},
        "skos:prefLabel": {"@container": "@language"},
    }


def _nodes(reform: Reform, country: Country | None) -> Iterator[dict[str, Any]]:
    """Yield the Reform, its changes in order, then what they speak of, once each."""
    whole = f"ostan:reform:{reform.digest}"
    data = {"version": reform.version, "title": reform.title, "parent": reform.parent}
    yield {"@id": whole, "@type": "term:Reform", **{n: v for n, v in data.items() if v}}
    things: dict[str, dict[str, Any]] = {}
    book = Book(country) if country is not None else None
    for number, change in enumerate(reform.changes, 1):
        yield _event(change, number, reform.digest, whole, book, things)
    yield from things.values()


def _event(
    change: Change,
    number: int,
    digest: str,
    whole: str,
    book: Book | None,
    things: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    before = [*_organisations(change, ORIGINAL, book, things)]
    after = [*_organisations(change, RESULTING, book, things)]
    acts = [*_frameworks(change, book, things)]
    told = change.title if book is None else reads(book.country, change)
    event: dict[str, Any] = {
        "@id": f"ostan:change:{digest[:16]}:{number}",
        "@type": ["org:ChangeEvent", "term:Change"],
        "part_of": whole,
        "order": str(number),
        "kind": change.kind,
        "dct:description": {"fa": told.fa, "en": told.en},
        "org:originalOrganization": before,
        "org:resultingOrganization": after,
        "cv:hasFormalFramework": acts,
        "prov:startedAtTime": _moment(change.from_),
        "change": json.dumps(change.dump(), ensure_ascii=False),
    }
    return {k: v for k, v in event.items() if v not in (None, [])}


def _moment(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00" if day else None


def _organisations(
    change: Change,
    fields: Mapping[str, tuple[str, ...]],
    book: Book | None,
    things: dict[str, dict[str, Any]],
) -> Iterator[str]:
    """Yield the councils or units of a change, in every place where it holds, and keep a node for each.

    Those of a change of powers are the ones that lose or get it: posts are no organisations.
    """
    own = fields.get(change.kind)
    for field in own if own is not None else change.referring(change.bodies()):
        table = change.referring().get(field, change.bodies())
        for id in dict.fromkeys(
            i for n in change.named(field) for i in _ids(n, table, change, book)
        ):
            iri = f"{table}:{quote(id, safe='@')}"
            things.setdefault(iri, _organisation(iri, table, id, book))
            yield iri


def _ids(name: str, table: str, change: Change, book: Book | None) -> list[str]:
    """Return the councils or units a name means: itself, or those of the type in the places of the change."""
    if book is None or not change.at:
        return [name]
    there = book.there(book[table].by_type.get(name, frozenset()), change.at, table)
    left_out = book.there(there, change.but, table) if change.but else frozenset()
    return sorted(there - left_out) or [name]


def _organisation(iri: str, table: str, id: str, book: Book | None) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": iri, "@type": list(CLASSES[table])}
    if book is not None and id in book[table].rows:
        row = book[table].rows[id]
        names = {tag: row.get(f"name_{tag}") for tag in ("fa", "en")}
        node["skos:prefLabel"] = {tag: n for tag, n in names.items() if n}
    return node


def _frameworks(
    change: Change, book: Book | None, things: dict[str, dict[str, Any]]
) -> Iterator[str]:
    """Yield what carries a change: the law it names, and the instruments it needs in this Country."""
    for law in change.named(*change.referring("laws")):
        iri = f"laws:{quote(law, safe='@')}"
        node: dict[str, Any] = {"@id": iri, "@type": list(CLASSES["laws"])}
        if book is not None and law in book["laws"].rows:
            node["dct:title"] = {"fa": book["laws"].rows[law]["title_fa"]}
        things.setdefault(iri, node)
        yield iri
    found = needs(book.country, change) if book is not None else ()
    for rank, need in {n.rank: n for n in found if n.rank}.items():
        iri = f"ostan:instrument:{quote(rank, safe='@')}"
        told = {"fa": need.instrument.fa, "en": need.instrument.en}
        node = {"@id": iri, "@type": "cv:ReferenceFramework", "dct:title": told}
        things.setdefault(iri, {**node, "dct:identifier": rank})
        yield iri
