"""Changing any cell outside the trace of a row leaves the row as it is: units, powers, services."""

from __future__ import annotations

from types import MappingProxyType

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import LEGAL_FORMS, LEVELS, MODES, POWER_ROLES, TABLES
from ostan.measure import powers, services, units
from ostan.words.finding import Row

MEASURES = {m.name: m for noun in (units, powers, services) for m in noun.MEASURES}

PLACES = [("land", "country", None), ("a", "province", "land"), ("b", "province", "land"),
          ("a1", "county", "a")]  # fmt: skip
UNITS = [
    # unit, legal form, place, serves, head, parent, ministry, functions
    ("m1", "ministry", "land", None, "min1", None, None, None),
    ("m2", "ministry", "land", None, "min2", None, None, None),
    ("org", "national_organisation", "land", None, "chief", "m1", None, None),
    ("gov", "governorate", "a", None, "governor", None, "m2", ["plan"]),
    ("x", "ministry_unit", "a", None, "hx", None, "m1", ["water", "soil"]),
    ("y", "ministry_unit", "a", ["b"], "hy", None, "m1", ["water"]),
    ("z", "company", "a", None, "hz", "y", "m1", ["water"]),
    ("desk", "ministry_unit", "a", None, None, "x", "m1", ["soil"]),
    ("v", "ministry_unit", "b", None, "hv", None, "m2", ["soil"]),
    ("w", "fund", "b", ["a"], "hw", None, "org", ["soil", "plan"]),
    ("c", "governorate", "a1", None, "hc", None, "m2", None),
]
COUNCILS = [("adm", "a"), ("pair", "a"), ("bdm", "b"), ("nat", "land")]
SEATS = {
    "adm": ["governor", "hx", "hy", "hz", "hw", "hc", "bench"],
    "pair": ["governor", "hx", "hy"],
    "bdm": ["hv", "hw", "hy"],
    "nat": ["min1", "min2"],
}
POWERS = [
    # power, matter, kind, holder, role, measure, from, to, condition, place, law
    ("p1", "buy", "post", "governor", "decides", "rial", None, 100.0, None, "a", "l1"),
    ("p2", "buy", "unit", "m1", "decides", "rial", 50.0, None, None, None, "l2"),
    ("p3", "buy", "council", "bdm", "decides", "none", None, None, "if asked", "b", None),
    ("p4", "hire", "post", "min2", "decides", "none", None, None, None, "land", "gone"),
    ("p5", "hire", "post", "governor", "proposes", "none", None, None, None, "a", "l1"),
    ("p6", "guard", "post", "hc", "duty", "none", None, None, None, "a1", "l1"),
]


def _frame(name: str, rows: list[dict]) -> pl.DataFrame:
    columns = TABLES[name].columns
    filled = [{n: r.get(n, c.metadata.get("absent")) for n, c in columns.items()} for r in rows]
    return pl.DataFrame(filled, schema={n: dtype(c) for n, c in columns.items()})


def _zip(names: str, rows: list[tuple]) -> list[dict]:
    return [dict(zip(names.split(), r, strict=True)) for r in rows]


def _small() -> Country:
    heads = [(u[4], u[0]) for u in UNITS if u[4]]
    rows = {
        "places": _zip("place level parent", PLACES),
        "units": [
            {**r, "type": r["unit"], "kind": "k"}
            for r in _zip("unit legal_form place serves head parent ministry functions", UNITS)
        ],
        "posts": [
            {"post": p, "type": p, "unit": u, "holders": 2, "manager": u != "x"}
            for p, u in [*heads, ("bench", None), ("dep", "y")]
        ],
        "councils": [
            {"council": c, "type": c, "place": p, "function": "coordinates"} for c, p in COUNCILS
        ],
        "seats": [{"council": c, "holder": h} for c, hs in SEATS.items() for h in hs],
        "laws": _zip(
            "law rank status", [("l1", "r", "in_force"), ("l2", "r", "expired")]
        ),
        "matters": [{"matter": m} for m in ("buy", "hire", "guard", "idle")],
        "powers": _zip(
            "power matter holder_kind holder role measure from to condition place law", POWERS
        ),
        "demand": _zip(
            "matter place cases_per_year median_amount amount_sigma",
            [("buy", "a", 10.0, 70.0, 1.0), ("hire", "a", 5.0, None, None)],
        ),
        "steps": _zip(
            "matter place order unit minutes wait_days share",
            [("buy", "a", 1, "x", 10.0, 2.0, None), ("buy", "a", 2, "y", 5.0, None, 0.5),
             ("hire", "b", 1, "v", 3.0, 1.0, 1.0)],
        ),
        "services": _zip(
            "service type place ministry mode sovereign users_per_year",
            [("s1", "s", "a", "m1", "state", True, 10.0), ("s2", "s", "b", None, "charity", None, None),
             ("s3", "t", "a1", "m1", "charity", False, 4.0)],
        ),
        "offers": _zip("offer service place kind", [("o1", "s", "a", "charity")]),
        "defaults": _zip(
            "name low value high",
            [("managers_per_unit", 1.0, 2.0, 5.0), ("hours_per_session", 1.0, 2.0, 3.0)],
        ),
    }  # fmt: skip
    return Country.of({n: _frame(n, r) for n, r in rows.items()})


SMALL = _small()
POOLS = {
    "place": [p[0] for p in PLACES], "parent": ["x", "y", "a", "b", None], "ministry": ["m1", "m2", None],
    "head": ["hx", "governor", None], "legal_form": LEGAL_FORMS, "level": list(LEVELS),
    "unit": ["x", "y", "v", None], "role": list(POWER_ROLES), "holder": ["governor", "hx", "min2"],
    "matter": ["buy", "hire"], "status": ["active", "merged", "closed", "replaced", "repealed"],
    "mode": MODES, "law": ["l1", "l2", None], "council": ["adm", "pair"], "name": ["managers_per_unit[type=x]"],
}  # fmt: skip


def _other(value: object, column: str, kind: pl.DataType) -> list[object]:
    """Values a cell could have instead."""
    if column in POOLS:
        found = POOLS[column]
    elif kind == pl.Boolean:
        found = [True, False, None]
    elif kind.is_numeric():
        found = [7, 60, None]
    elif isinstance(kind, pl.List):
        found = [["water", "b"], ["soil", "a"], None]
    elif kind == pl.String:
        found = ["other", None]
    else:
        found = []
    return [v for v in found if v != value]


def _changed(table: str, row: int, column: str, value: object) -> Country:
    frame = SMALL[table]
    cells = frame[column].to_list()
    cells[row] = value
    made = frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))
    return Country(MappingProxyType({**SMALL.tables, table: made}))


def _cells(country: Country, name: str, key: tuple[str, ...]) -> list[tuple]:
    measure = MEASURES[name]
    return measure(country).filter(
        pl.all_horizontal(pl.col(c) == k for c, k in zip(measure.key, key, strict=True))
    ).rows()  # fmt: skip


@pytest.mark.slow
@hypothesis_settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_cell_outside_the_trace_changes_nothing(data):
    name = data.draw(st.sampled_from(sorted(MEASURES)))
    measure = MEASURES[name]
    key = data.draw(st.sampled_from(measure(SMALL).select(measure.key).rows()))
    table = data.draw(st.sampled_from([n for n, f in SMALL.tables.items() if f.height]))
    frame = SMALL[table]
    row = data.draw(st.integers(0, frame.height - 1))
    column = data.draw(st.sampled_from(frame.columns))
    named = Row(table, tuple(map(str, frame.select(TABLES[table].key).row(row))))
    assume(not measure.trace(SMALL, key).holds(named, column))
    values = _other(frame[column].to_list()[row], column, frame.schema[column])
    if column in TABLES[table].key:
        values = [v for v in values if v is not None]
    assume(values)
    changed = _changed(table, row, column, data.draw(st.sampled_from(values)))
    assert _cells(changed, name, key) == _cells(SMALL, name, key)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_trace_names_rows_that_are_there_and_fewer_than_all(name):
    measure = MEASURES[name]
    everything = sum(f.height for f in SMALL.tables.values())
    for key in measure(SMALL).select(measure.key).iter_rows():
        rows = measure.trace(SMALL, key).rows
        assert all(SMALL.row(r.table, *r.key) is not None for r in rows)
        assert 0 < len(rows) < everything


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measure_is_flat_documented_and_one_row_a_key(name, sample):
    measure = MEASURES[name]
    for country in (SMALL, Country.of({})):
        frame = measure(country)
        assert frame.columns == [c.name for c in measure.columns]
        assert not frame.select(measure.key).is_duplicated().any()
    assert set(measure.key) <= {c.name for c in measure.columns}
    for column in measure.columns:
        for text in (column.title, column.doc):
            assert text.fa
            assert not any("\u0600" <= letter <= "\u06ff" for letter in text.en)
            assert text.fa != text.en
