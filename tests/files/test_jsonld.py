from __future__ import annotations

import contextlib
import csv
import json
import random
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.normal import empty, normal
from ostan.country.tables import TABLES, Table
from ostan.files import jsonld
from ostan.files.jsonld import terms
from ostan.files.jsonld.writing import definition, key_of
from ostan.files.source import load
from ostan.files.triples import from_jsonld, from_nquads
from ostan.words.errors import BadInput

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*Dataset.*:DeprecationWarning:rdflib"),
]
"""The library warns of its own calls."""

HERE = Path(__file__).parent
SH = "http://www.w3.org/ns/shacl#"

PHASES = [p for p in Phase if p is not Phase.shrink and p is not Phase.explain]
"""Generated countries are small; making a failing one smaller takes minutes."""

# --- generated countries ---

IDS = st.sampled_from(("a", "a@qom", "_1.b-2", "مکان", "شورای_اداری@قم", "Ünit@x.y", "تهران"))
WORDS = st.sampled_from(
    (
        "شورای اداری",
        "می‌شود",
        "a",
        'say "x"\\',
        "<b>&amp;</b>",
        "tab\tand\nline",
        "😀 \u0301e",
        "1",
        "true",
        "2025-03-21",
        "_:b0",
        "http://x.y/z#a",
        "org:Post",
        "@id",
        "sessions_per_year[kind=council;function=coordinates]",
        "100% /?#",
        "\u202ereversed",
    )
) | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=6
)


def cells(name: str, column: Any) -> st.SearchStrategy[Any]:
    """Values a column takes, whatever they mean."""
    kind, values = dtype(column), (column.metadata or {}).get("values")
    low, high = getattr(column, "min", None), getattr(column, "max", None)
    if values:
        return st.sampled_from(values)
    if isinstance(kind, pl.List):
        return st.lists(IDS, max_size=3)
    if kind == pl.Int64:
        return st.integers(low if low is not None else -(10**18), high or 10**18)
    if kind == pl.Float64:
        return st.floats(low if low is not None else -1e300, high or 1e300, allow_nan=False)
    if kind == pl.Boolean:
        return st.booleans()
    if kind == pl.Date:
        return st.dates(date(1, 1, 1))
    if isinstance(kind, pl.Datetime):
        return st.datetimes(datetime(1, 1, 1)).map(lambda d: d.replace(second=0, microsecond=0))
    ids = getattr(column, "regex", None) is not None and not (column.metadata or {}).get("rule")
    return IDS if ids or name == "holder" else WORDS


def rows(table: Table) -> st.SearchStrategy[pl.DataFrame]:
    fields = {
        n: cells(n, c) if not c.nullable else st.none() | cells(n, c)
        for n, c in table.columns.items()
    }
    schema = {n: dtype(c) for n, c in table.columns.items()}
    return st.lists(st.fixed_dictionaries(fields), max_size=2).map(
        lambda found: pl.DataFrame(found, schema=schema).unique(table.key, keep="first")
    )


def country_of(tables: dict[str, pl.DataFrame]) -> Country:
    """A Country of generated cells in normal form; its rules are not asked, to be quick."""
    made = {n: normal(t, tables[n]) if n in tables else empty(t) for n, t in TABLES.items()}
    return Country(MappingProxyType(made))


NAMES = st.lists(st.sampled_from(sorted(TABLES)), min_size=1, max_size=3, unique=True)
COUNTRIES = (
    NAMES.flatmap(lambda names: st.fixed_dictionaries({n: rows(TABLES[n]) for n in names}))
    .map(country_of)
    .filter(lambda c: any(f.height for f in c.tables.values()))
)


@given(COUNTRIES)
@settings(max_examples=40, deadline=None, phases=PHASES)
def test_read_back_is_the_same_country(country: Country) -> None:
    text = jsonld.dumps(country)
    again = country_of(jsonld.loads(text))
    assert again.digest == country.digest
    assert jsonld.dumps(again) == text


@given(COUNTRIES, st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, phases=PHASES)
def test_shuffled_quads_of_an_rdf_library_are_the_same_country(
    country: Country, chance: random.Random
) -> None:
    lines = quads(jsonld.dumps(country))
    chance.shuffle(lines)
    again = country_of(jsonld.loads("\n".join(lines), form="nquads"))
    assert again.digest == country.digest


def quads(text: str) -> list[str]:
    """Return the N-Quads lines an RDF library makes of a JSON-LD text."""
    import rdflib

    data = rdflib.Dataset()
    data.parse(data=text, format="json-ld")
    return [line for line in data.serialize(format="nquads").split("\n") if line.strip()]


# --- one province of the sample ---


@pytest.fixture(scope="session")
def province(sample: Country) -> Country:
    """Qom with the level above it: every row that lies there, and the tables that have no place."""
    places = ["iran", "qom"]
    near = {
        n: f.filter(pl.col("place").is_in(places) | pl.col("place").is_null())
        for n, f in sample.tables.items()
        if "place" in f.columns and n != "places"
    }
    near["places"] = sample["places"].filter(pl.col("place").is_in(places))
    units, councils = near["units"]["unit"].implode(), near["councils"]["council"].implode()
    for name in ("agenda", "seats", "sessions"):
        near[name] = sample[name].filter(pl.col("council").is_in(councils))
    held = near["seats"]["holder"].implode()
    near["posts"] = sample["posts"].filter(pl.col("unit").is_in(units) | pl.col("post").is_in(held))
    return sample.with_tables(**near)


@pytest.fixture(scope="session")
def text(province: Country) -> str:
    return jsonld.dumps(province)


@pytest.fixture(scope="session")
def graph(text: str) -> Any:
    """What an RDF library reads from our text."""
    import rdflib

    return rdflib.Graph().parse(data=text, format="json-ld")


def test_a_province_comes_back_from_shuffled_quads(province: Country, graph: Any) -> None:
    lines = graph.serialize(format="nt", encoding="utf-8").decode().splitlines()
    random.Random(1).shuffle(lines)
    assert Country.of(jsonld.loads("\n".join(lines), form="nquads")).digest == province.digest
    assert set(from_nquads("\n".join(lines), "x")) == set(from_jsonld(jsonld.dumps(province), "x"))


def test_a_province_comes_back_from_the_library_s_json_ld(province: Country, graph: Any) -> None:
    again = graph.serialize(format="json-ld")
    assert Country.of(jsonld.loads(again)).digest == province.digest


def test_what_is_written_does_not_depend_on_the_order_of_rows(province: Country, text: str) -> None:
    turned = Country.of({n: f.reverse() for n, f in province.tables.items()})
    assert jsonld.dumps(turned) == text


def test_file_round_trip(province: Country, tmp_path: Path) -> None:
    small = country_of({"posts": province["posts"].head(20), "laws": province["laws"]})
    jsonld.write(small, tmp_path / "c.jsonld")
    assert country_of(jsonld.read(tmp_path / "c.jsonld")).digest == small.digest
    (tmp_path / "c.nq").write_text("\n".join(quads(jsonld.dumps(small))), encoding="utf-8")
    assert country_of(jsonld.read(tmp_path / "c.nq")).digest == small.digest


def test_loading_leaves_a_plain_id_where_places_have_one_too(tmp_path: Path) -> None:
    post = {"type": "chief", "holders": 1, "status": "active"}
    council = {"council": "c", "type": "c", "place": "qom", "elected": False, "status": "active"}
    tables = {
        "places": [{"place": "qom", "level": "province"}],
        "posts": [{"post": "chief", **post}, {"post": "chief@qom", **post}],
        "councils": [{**council, "chair_delegable": "unknown"}],
        "seats": [{"council": "c", "holder": "chief", "role": "chair"}],
    }
    country = Country.of({n: pl.DataFrame(found) for n, found in tables.items()})
    jsonld.write(country, tmp_path / "c.jsonld")
    assert load(tmp_path / "c.jsonld").country.digest == country.digest


# --- the shapes of CPOV 2.1.1 ---


def shapes() -> Any:
    """The constraints of CPOV 2.1.1 as a graph: from the file itself if it lies here."""
    import rdflib
    from rdflib.namespace import RDF

    graph = rdflib.Graph()
    if (HERE / "cpov_2_1_1.ttl").exists():
        return graph.parse(HERE / "cpov_2_1_1.ttl")
    sh = rdflib.Namespace(SH)
    with (HERE / "cpov_2_1_1.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            shape = rdflib.URIRef(f"{row['class']}-shape")
            graph.add((shape, RDF.type, sh.NodeShape))
            graph.add((shape, sh.targetClass, rdflib.URIRef(row["class"])))
            for name, value in constraints(row):
                one = rdflib.BNode()
                graph.add((shape, sh.property, one))
                graph.add((one, sh.path, rdflib.URIRef(row["path"])))
                graph.add((one, sh[name], value))
    return graph


def constraints(row: dict[str, str]) -> list[tuple[str, Any]]:
    import rdflib
    from rdflib.namespace import RDF

    sh = rdflib.Namespace(SH)
    if row["takes"] == "resource":
        return [("nodeKind", sh.BlankNodeOrIRI), ("class", rdflib.URIRef(row["range"]))]
    found: list[tuple[str, Any]] = [("nodeKind", sh.Literal)]
    if row["takes"] == "text":
        found += [("datatype", RDF.langString), ("uniqueLang", rdflib.Literal(True))]
    elif row["range"]:
        found.append(("datatype", rdflib.URIRef(row["range"])))
    return found


def violations(data: Any) -> str:
    import pyshacl

    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes(), inference="none")
    return "" if conforms else str(report)


def test_every_constraint_was_copied() -> None:
    import rdflib

    assert len(list(shapes().objects(None, rdflib.URIRef(f"{SH}property")))) == 108


def test_a_province_fits_the_shapes_of_cpov(graph: Any) -> None:
    assert violations(graph) == ""


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (
            '"skos:prefLabel": {"fa": "دفتر"',
            '"skos:prefLabel": {"fa": ["دفتر", "اداره"]',
            "UniqueLang",
        ),
        ('"org:classification": "ostan:', '"org:classification": "no:', "Concept"),
        ('"dct:spatial": "places:qom"', '"dct:spatial": "places:nowhere"', "atu-type"),
        ('"cv:hasFormalFramework": "laws:act"', '"cv:hasFormalFramework": "laws:x"', "Framework"),
    ],
)
def test_the_shapes_find_faults(ours: str, theirs: str, words: str) -> None:
    import rdflib

    unit = {"unit": "a", "type": "a", "name_fa": "دفتر", "kind": "office", "place": "qom"}
    unit |= {"legal_form": "local", "law": "act", "status": "active"}
    tables = {"units": [unit], "places": [{"place": "qom"}], "laws": [{"law": "act"}]}
    good = jsonld.dumps(country_of({n: pl.DataFrame(rows) for n, rows in tables.items()}))
    assert violations(rdflib.Graph().parse(data=good, format="json-ld")) == ""
    assert good.count(ours) == 1
    bad = rdflib.Graph().parse(data=good.replace(ours, theirs), format="json-ld")
    assert words in violations(bad)


# --- terms ---


def test_each_key_of_the_context_means_one_thing() -> None:
    said: dict[str, set[str]] = {}
    for table in TABLES.values():
        for cell in terms.cells(table):
            if cell.column != terms.identity(table):
                said.setdefault(key_of(cell.term), set()).add(json.dumps(definition(table, cell)))
    assert {k: v for k, v in said.items() if len(v) > 1} == {}
    assert not set(said) & (set(terms.PREFIXES) | set(TABLES))


def test_no_two_columns_of_a_table_share_a_term() -> None:
    for table in TABLES.values():
        found = [(c.term, c.lang) for c in terms.cells(table)]
        assert len(found) == len(set(found)), table.name


def test_standard_terms_stand_where_they_mean_the_column(province: Country, text: str) -> None:
    said = from_jsonld(text, "x")
    unit = province["units"].filter(pl.col("law").is_not_null() & pl.col("name_fa").is_not_null())
    one = unit.row(0, named=True)
    iri = f"urn:ostan:units:{one['unit']}"
    events = [o for s, p, o in said if s == iri and p == "http://www.w3.org/ns/org#resultedFrom"]
    laws = [o for s, p, o in said if s == events[0] and p.endswith("m8g/hasFormalFramework")]
    assert laws == [f"urn:ostan:laws:{one['law']}"]
    kinds = [o for s, p, o in said if s == iri and p.endswith("#type")]
    assert "http://data.europa.eu/m8g/PublicOrganisation" in kinds


def test_names_in_another_own_language() -> None:
    places = pl.DataFrame({"place": ["nl"], "level": ["country"], "name_fa": ["Nederland"]})
    country = Country.of({"places": places})
    text = jsonld.dumps(country, own="nl")
    assert '{"nl": "Nederland"}' in text
    assert Country.of(jsonld.loads(text)).digest == country.digest


# --- layouts and refusals ---

TINY = {
    "@id": "urn:ostan:places:qom",
    "@type": "urn:ostan:table:places",
    "urn:ostan:term:level": "province",
    "urn:ostan:term:population": 9007199254740993,
    "http://www.w3.org/ns/locn#geographicName": [
        {"@value": "قم", "@language": "fa"},
        {"@value": "Qom", "@language": "en"},
    ],
}
LAYOUTS = {
    "expanded": [
        {k: v if k[0] == "@" or isinstance(v, list) else [{"@value": v}] for k, v in TINY.items()}
    ],
    "graph": {"@graph": [TINY]},
    "vocab": {
        "@context": {
            "@vocab": "urn:ostan:term:",
            "id": "@id",
            "kind": "@type",
            "p": "urn:ostan:table:",
            "called": {
                "@id": "http://www.w3.org/ns/locn#geographicName",
                "@container": ["@language", "@set"],
            },
        },
        "id": "urn:ostan:places:qom",
        "kind": "p:places",
        "level": "province",
        "population": {
            "@value": "9007199254740993",
            "@type": "http://www.w3.org/2001/XMLSchema#integer",
        },
        "called": {"fa": ["قم"], "en": "Qom"},
    },
    "nested": {
        "@id": "urn:x:y",
        "urn:x:z": {"@context": [{"t": "urn:ostan:term:"}, {"pop": "t:population"}], **TINY},
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_the_same_statements(layout: str) -> None:
    found = jsonld.loads(json.dumps(LAYOUTS[layout]))["places"]
    assert found.drop_nulls("place").row(0, named=True) == {
        **dict.fromkeys(TABLES["places"].columns),
        "place": "qom",
        "level": "province",
        "population": 9007199254740993,
        "name_fa": "قم",
        "name_en": "Qom",
    }


@pytest.mark.parametrize(
    ("document", "code", "words"),
    [
        ({"@context": "https://example.org/c.jsonld", **TINY}, "remote_context", "example.org"),
        ({"@context": [{"@import": "x"}], **TINY}, "unsupported_jsonld", "imported"),
        ({"@context": {"a": {"@reverse": "urn:x:y"}}, **TINY}, "unsupported_jsonld", "reversed"),
        (
            {"@context": {"a": {"@id": "urn:x:y", "@context": {}}}},
            "unsupported_jsonld",
            "single term",
        ),
        (
            {"@context": {"a": {"@id": "urn:x:y", "@container": "@list"}}},
            "unsupported_jsonld",
            "@list",
        ),
        ({**TINY, "urn:x:y": {"@list": [1]}}, "unsupported_jsonld", "ordered list"),
        ({**TINY, "staff": 3}, "unknown_key", "staff"),
        ({"@id": "urn:x:y"}, "no_tables", "no row"),
        ({**TINY, "@type": "urn:ostan:table:plaices"}, "unknown_table", "plaices"),
        ({**TINY, "urn:ostan:term:mayor": "x"}, "unknown_column", "mayor"),
        ({**TINY, "urn:ostan:term:level": ["province", "county"]}, "bad_value", "one value"),
        ({**TINY, "urn:ostan:term:population": "many"}, "bad_value", "whole number"),
        ({**TINY, "urn:ostan:term:population": 1.5}, "bad_value", "whole number"),
        ({**TINY, "urn:ostan:term:population": 10**30}, "bad_value", "whole number"),
        ({**TINY, "http://purl.org/dc/terms/isPartOf": "iran"}, "bad_value", "urn:ostan:places:"),
        ([1], "not_jsonld", "object"),
        ({"@context": {"a": "b:x", "b": "a:y"}, **TINY}, "not_jsonld", "itself"),
        (
            {"@id": "urn:ostan:country", "urn:ostan:term:schema_version": "99"},
            "newer_schema",
            "99",
        ),
    ],
)
def test_what_cannot_be_read_is_named(document: Any, code: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        jsonld.loads(json.dumps(document), "file.jsonld")
    assert [f.code for f in caught.value.findings] == [code]
    assert words in caught.value.findings[0].sentence.en
    assert "file.jsonld" in caught.value.findings[0].sentence.fa


def test_all_bad_values_at_once() -> None:
    bad = {
        **TINY,
        "urn:ostan:term:population": "many",
        "urn:ostan:term:level": 1,
        "urn:ostan:term:x": 2,
    }
    bad["http://purl.org/dc/terms/isPartOf"] = "iran"
    with pytest.raises(BadInput) as caught:
        jsonld.loads(json.dumps(bad))
    assert sorted(f.code for f in caught.value.findings) == [
        "bad_value",
        "bad_value",
        "unknown_column",
    ]


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": NaN}', "[" * 100_000, '{"a": ' + "9" * 5000 + "}"]
)
def test_broken_json_is_an_error_of_the_file(text: str) -> None:
    with pytest.raises(BadInput):
        jsonld.loads(text)


KEYS = st.sampled_from(
    "@id @type @value @language @graph @set @context @vocab @base @container a b a:b urn:x:y "
    "urn:ostan:term:level urn:ostan:term:population http://purl.org/dc/terms/isPartOf".split()
)
LEAVES = st.sampled_from(
    (
        None,
        True,
        1,
        1.5,
        "",
        "a",
        "a:b",
        "@id",
        "@type",
        "urn:ostan:table:places",
        "urn:ostan:places:x",
        "%zz",
    )
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=60, deadline=None, phases=PHASES)
def test_any_json_is_read_or_refused(document: Any) -> None:
    with contextlib.suppress(BadInput):
        jsonld.loads(json.dumps(document))


@given(st.text('<>"\\.@_:^#aué \n', max_size=30))
@settings(max_examples=60, deadline=None, phases=PHASES)
def test_any_text_is_read_or_refused_as_quads(text: str) -> None:
    with contextlib.suppress(BadInput):
        jsonld.loads(text, form="nquads")


def test_broken_quads_are_all_listed() -> None:
    text = '<a:b> <c:d> "x"@fa .\n# note\n\nnonsense\n<a:b> "x" "y" .\n'
    with pytest.raises(BadInput) as caught:
        jsonld.loads(text, "f.nq", "nquads")
    assert [f.where[0].row for f in caught.value.findings] == [4, 5]


def test_quads_with_escapes_and_graphs() -> None:
    text = '_:a <u:p> "\\u0642\\"\\n\\U0001F600"@fa-IR <u:g> .\r\n<u:s> <u:p> "1"^^<u:t> .'
    assert from_nquads(text, "x")[0][2].text == 'ق"\n😀'  # type: ignore[union-attr]
    assert from_nquads(text, "x")[1][2].datatype == "u:t"  # type: ignore[union-attr]


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "c.jsonld").write_bytes('{"a": "قم"}'.encode("cp1256"))
    with pytest.raises(BadInput, match="UTF-8"):
        jsonld.read(tmp_path / "c.jsonld")
