"""A Country: normal form, digest, equality, look-ups, and what it refuses."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import unicodedata
from datetime import datetime
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country, Lineage, broken_cells
from ostan.country.normal import as_text, empty, normal
from ostan.country.tables import TABLES, Table
from ostan.words.errors import BadInput


def units(*rows: dict) -> pl.DataFrame:
    base = {"type": "t", "kind": "office", "legal_form": "other", "place": "p", "status": "active"}
    schema = {n: dtype(c) for n, c in TABLES["units"].columns.items()}
    return pl.DataFrame([{**dict.fromkeys(schema), **base, **r} for r in rows], schema=schema)


def of(*rows: dict) -> Country:
    return Country.of({"units": units(*rows)})


ONE = {"unit": "a", "name_fa": "یک", "staff": 3, "functions": ["x", "y"]}
TWO = {"unit": "b", "name_fa": "دو", "budget_per_year": 10**15 + 1}


@pytest.fixture(scope="module")
def small(sample):
    """The first rows of every table of the sample: enough for laws of bytes, and quick."""
    return Country.of({n: f.head(30) for n, f in sample.tables.items()})


# The digest ------------------------------------------------------------------------------------


@hypothesis_settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_the_digest_does_not_depend_on_the_order_of_rows_or_columns(small, seed):
    random = Random(seed)
    tables = {
        name: frame.select(random.sample(frame.columns, len(frame.columns))).sample(
            fraction=1, shuffle=True, seed=seed
        )
        for name, frame in small.tables.items()
    }
    names = random.sample(list(tables), len(tables))
    assert Country.of({n: tables[n] for n in names}).digest == small.digest


def test_empty_tables_and_empty_columns_are_as_if_absent():
    made = of(ONE)
    assert Country.of({**made.tables, "seats": empty(TABLES["seats"])}) == made
    assert Country.of({"units": units(ONE).drop("law", "head", "valid_from")}) == made


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"name_fa": "  یک \n دو\t"}, {"name_fa": "یک دو"}),
        ({"name_fa": " \r\n"}, {"name_fa": None}),
        ({"name_fa": unicodedata.normalize("NFD", "آب")}, {"name_fa": "آب"}),
        ({"name_fa": "یک\x00\x07دو"}, {"name_fa": "یک دو"}),
        ({"functions": ["y", "x", "y"]}, {"functions": ["x", "y"]}),
        ({"functions": []}, {"functions": None}),
        ({"functions": [""]}, {"functions": None}),
    ],
)
def test_normal_form_makes_one_of_what_means_one(written, meant):
    assert of({**ONE, **written}) == of({**ONE, **meant})


def test_a_half_space_inside_a_name_is_kept():
    name = "برنامه‌ریزی"
    assert of({**ONE, "name_fa": name})["units"]["name_fa"].item() == name


def test_floats_have_twelve_digits_and_no_negative_zero():
    def of_share(value: float) -> Country:
        frame = pl.DataFrame({"council": ["c"], "subject": ["s"], "share": [value]})
        return Country.of({"agenda": frame})

    assert of_share(0.1 + 0.2) == of_share(0.3)
    assert of_share(-0.0) == of_share(0.0)
    assert of_share(0.300000001) != of_share(0.3)


CHANGES = [
    {"name_fa": "دیگر"}, {"name_fa": None}, {"staff": 4}, {"staff": None}, {"functions": ["x"]},
    {"place": "q"}, {"unit": "c"}, {"head": "h"}, {"note": "n"},
    {"status": "merged"}, {"name_en": "یک", "name_fa": None},
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_digest_changes_with_every_cell(change):
    assert of({**ONE, **change}, TWO) != of(ONE, TWO)


@hypothesis_settings(max_examples=15, deadline=None)
@given(st.data())
def test_changing_any_one_cell_changes_its_digest(small, data):
    name = data.draw(st.sampled_from([n for n, f in small.tables.items() if f.height]))
    frame = small[name]
    texts = [c for c, t in frame.schema.items() if t == pl.String and c not in TABLES[name].key]
    column = data.draw(
        st.sampled_from([c for c in texts if c in ("note", "source", "name_fa")] or texts)
    )
    row = data.draw(st.integers(0, frame.height - 1))
    here = pl.int_range(pl.len()) == row
    changed = frame.with_columns(
        pl.when(here).then(pl.lit("something-else")).otherwise(column).alias(column)
    )
    try:
        assert small.with_tables(**{name: changed}) != small
    except BadInput:  # a closed vocabulary does not take it, which is a difference as well
        assert TABLES[name].columns[column].regex


def test_big_integers_keep_every_digit():
    assert of(TWO) != of({**TWO, "budget_per_year": 10**15})
    assert as_text(of(TWO)["units"])["budget_per_year"].item() == "1000000000000001"


def test_normal_form_of_normal_form_is_itself(sample):
    for name, frame in sample.tables.items():
        assert normal(TABLES[name], frame).equals(frame)


# Equality, lineage, immutability ---------------------------------------------------------------


def test_equal_countries_are_one_in_a_set_and_lineage_is_no_content():
    made = of(ONE)
    child = Country.of(made.tables, Lineage("0" * 64, "1" * 64))
    assert len({made, child, of(TWO)}) == 2
    assert child.lineage != made.lineage


def test_a_country_cannot_be_changed(sample):
    with pytest.raises(TypeError):
        sample.tables["units"] = sample["units"].clear()
    with pytest.raises(AttributeError):
        sample.lineage = None
    other = sample.with_tables(units=sample["units"].clear())
    assert other["units"].is_empty()
    assert sample["units"].height > 0


# Look-ups --------------------------------------------------------------------------------------


def test_rows_are_found_by_key(sample):
    assert sample.row("places", "qom")["parent"] == "iran"
    assert sample.row("places", "nowhere") is None
    assert sample.row("seats", "admin_council@qom", "governor@qom")["role"] == "chair"


def test_a_name_falls_back_to_the_other_language_and_then_to_the_id():
    made = of({"unit": "a", "name_fa": "یک"}, {"unit": "b", "name_en": "two"}, {"unit": "c"})
    assert [made.name("units", u, "fa") for u in "abc"] == ["یک", "two", "c"]
    assert [made.name("units", u, "en") for u in "abc"] == ["یک", "two", "c"]
    assert made.name("units", "nobody") == "nobody"


def test_posts_are_named_by_their_title(sample):
    assert (
        sample.name("posts", "governor@qom", "en")
        == sample.row("posts", "governor@qom")["title_en"]
    )


def test_within_a_place_is_everything_it_encloses(sample):
    assert set(sample.within("iran")) == set(sample["places"]["place"])
    assert sample.within("qom") == ["qom"]


# Threads --------------------------------------------------------------------------------------

EVERYTHING = """
from hashlib import sha256
from polars import selectors as cs
from ostan.files.source import load
from ostan.measure.registry import measures
from ostan.reform.apply import apply
from ostan.reform.examples import EXAMPLES
from ostan.reform.reform import Reform
country = load("sample:iran").country
made = apply(country, Reform.of([EXAMPLES["merge_councils"]]), assume=["*"]).country
# Sums of floats may differ in their last digits: a group's rows come in any order.
near = cs.float().round_sig_figs(9)
tables = [measure(made).with_columns(near).write_csv() for measure in measures().values()]
print(country.digest, made.digest, sha256("".join(tables).encode()).hexdigest())
"""
"""Load the sample, change it, measure it: what came out, as digests."""


@pytest.mark.slow
def test_the_number_of_threads_changes_nothing():
    """One thread is that of every test (conftest); another process has four."""
    here = io.StringIO()
    with contextlib.redirect_stdout(here):
        exec(EVERYTHING, {})
    one = here.getvalue()
    assert len(one.split()) == 3
    env = {**os.environ, "POLARS_MAX_THREADS": "4"}
    call = [sys.executable, "-c", EVERYTHING]
    assert subprocess.run(call, env=env, capture_output=True, text=True, check=True).stdout == one


# What is refused -------------------------------------------------------------------------------


def test_every_broken_cell_is_said_at_once():
    rows = [
        {"unit": "a", "legal_form": "circus"},
        {"unit": "b", "staff": -1},
        {"unit": "c d"},
        {"unit": "e", "place": None},
    ]
    with pytest.raises(BadInput) as error:
        of(*rows)
    found = {(f.code, f.rows[0].key[0]) for f in error.value.findings}
    assert {key for _, key in found} == {"a", "b", "c d", "e"}
    assert len(error.value.findings) == 4


BAD = {
    pl.String: ["", "no such word!", None],
    pl.Int64: [-1, 10**18 + 1, None],
    pl.Float64: [-1.0, 1e19, float("nan"), float("inf"), None],
}
"""Values that some rule of some column refuses."""


def breaks(table: Table, frame: pl.DataFrame) -> bool:
    return bool(list(broken_cells(table, frame)))


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_the_quick_look_refuses_what_the_schema_refuses(small, name):
    table, frame = TABLES[name], small[name].head(2)
    refused = 0
    for column, kind in frame.schema.items():
        for value in BAD.get(type(kind), [None]):
            cell = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value, kind)).otherwise(column)
            made = frame.with_columns(cell.alias(column))
            bad = frame.height > 0 and not table.schema.is_valid(made)
            assert breaks(table, made) == bad, (column, value)
            refused += bad
    assert refused or frame.is_empty()
    doubled = pl.concat([frame, frame])
    assert breaks(table, doubled) == (frame.height > 0)


def test_doubled_keys_are_refused_once():
    with pytest.raises(BadInput) as error:
        of(ONE, {**ONE, "name_fa": "دو"})
    assert [f.code for f in error.value.findings] == ["doubled_key"]


def test_a_table_nobody_knows_is_refused():
    with pytest.raises(BadInput) as error:
        Country.of({"unitz": units(ONE)})
    assert [f.code for f in error.value.findings] == ["unknown_table"]


def test_sessions_are_told_apart_by_the_minute():
    def at(*minutes: int) -> Country:
        starts = [datetime(2026, 1, 1, 10, m) for m in minutes]
        sessions = pl.DataFrame({"start": starts}).with_columns(
            council=pl.lit("c"), kind=pl.lit("main")
        )
        return Country.of({"sessions": sessions})

    assert at(0, 1) == at(1, 0)
    assert at(0) != at(1)
