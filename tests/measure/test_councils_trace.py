"""Changing any cell outside the trace of a row leaves the row as it is; and traces are small."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.normal import normal
from ostan.country.tables import TABLES
from ostan.measure.councils import MEASURES
from ostan.measure.figure import Measure
from ostan.words.finding import Row

pytestmark = pytest.mark.slow

Small = Callable[[Random], Country]
FEW = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
OF_SMALL = [m for m in MEASURES if m.name != "who_may_change"]


def _other(random: Random, frame: pl.DataFrame, table: str, column: str) -> Any:
    """A value that the column may hold: one it holds elsewhere, none, or a fresh one."""
    kind = frame.schema[column]
    spec = TABLES[table].columns[column]
    allowed = (spec.metadata or {}).get("values")
    choices = frame[column].drop_nulls().unique(maintain_order=True).to_list()
    choices += list(allowed or [])
    if spec.nullable:
        choices.append(None)
    if kind == pl.String and not allowed:
        choices.append("fresh")
    if kind.is_numeric():
        choices.append(3)
    if kind == pl.Boolean:
        choices += [True, False]
    if kind == pl.Date:
        choices.append(date(2020, 1, 1))
    if isinstance(kind, pl.Datetime):
        choices.append(datetime(2027, 1, 1) + timedelta(days=random.randrange(99)))
    return random.choice(choices) if choices else None


def _changed(country: Country, table: str, at: int, column: str, value: Any) -> Country | None:
    """The country with one cell changed; None if two rows would have one key."""
    frame = country[table]
    cells = pl.Series(column, [value], dtype=frame.schema[column])
    here = pl.int_range(pl.len()) == at
    made = frame.with_columns(
        pl.when(here).then(pl.lit(cells).first()).otherwise(column).alias(column)
    )
    if made.select(TABLES[table].key).is_duplicated().any():
        return None
    return Country({**country.tables, table: normal(TABLES[table], made)})


def _of(measure: Measure, country: Country, key: tuple[str, ...]) -> dict[str, Any] | None:
    here = pl.all_horizontal(pl.col(c) == k for c, k in zip(measure.key, key, strict=True))
    found = measure(country).filter(here)
    return found.row(0, named=True) if found.height else None


def _same(a: dict[str, Any] | None, b: dict[str, Any] | None) -> bool:
    if a is None or b is None:
        return a is b
    return all(v == b[k] or v == pytest.approx(b[k], rel=1e-9) for k, v in a.items())


def _outside(
    random: Random, country: Country, measure: Measure, key: tuple[str, ...], tries: int
) -> int:
    """Change `tries` random cells outside the trace of a row; return how many could be changed."""
    trace = measure.trace(country, key)
    before = _of(measure, country, key)
    assert before is not None
    done = 0
    for _ in range(tries):
        table = random.choice([t for t, f in country.tables.items() if f.height])
        frame = country[table]
        at, column = random.randrange(frame.height), random.choice(frame.columns)
        named = Row(table, tuple(str(frame[c][at]) for c in TABLES[table].key))
        if table == "sessions":
            named = Row(
                table,
                (frame["council"][at], frame.select(pl.col("start").cast(pl.String))["start"][at]),
            )
        if trace.holds(named, column):
            continue
        value = _other(random, frame, table, column)
        changed = _changed(country, table, at, column, value)
        if changed is None:
            continue
        done += 1
        after = _of(measure, changed, key)
        assert _same(before, after), (measure.name, key, table, named.key, column, value)
    return done


@pytest.mark.parametrize("measure", OF_SMALL, ids=lambda m: m.name)
@FEW
@given(seed=st.integers(0, 2**32))
def test_cells_outside_the_trace_do_not_matter(
    measure: Measure, seed: int, small_country: Small
) -> None:
    random = Random(seed)
    country = small_country(random)
    frame = measure(country)
    if not frame.height:
        return
    key = frame.select(measure.key).row(random.randrange(frame.height))
    _outside(random, country, measure, tuple(map(str, key)), 4)


@pytest.mark.parametrize("measure", OF_SMALL, ids=lambda m: m.name)
@FEW
@given(seed=st.integers(0, 2**32))
def test_nor_where_councils_sit_together(
    measure: Measure, seed: int, linked_country: Small
) -> None:
    random = Random(seed)
    country = linked_country(random)
    frame = measure(country)
    if not frame.height:
        return
    key = frame.select(measure.key).row(random.randrange(frame.height))
    _outside(random, country, measure, tuple(map(str, key)), 4)


@pytest.fixture(scope="session")
def yazd(sample: Country) -> Country:
    """The sample with the councils, units and posts of one province and of the country."""
    here = ["yazd", "iran"]
    councils = sample["councils"].filter(pl.col("place").is_in(here))
    seats = sample["seats"].join(councils, on="council", how="semi")
    units = sample["units"].filter(pl.col("place").is_in(here))
    posts = sample["posts"].filter(
        pl.col("post").is_in(seats["holder"].implode())
        | pl.col("unit").is_in(units["unit"].implode())
    )
    agenda = sample["agenda"].join(councils, on="council", how="semi")
    part = {"councils": councils, "seats": seats, "units": units, "posts": posts, "agenda": agenda}
    return Country({**sample.tables, **part})


KEYS = {
    "post_hours": ("governor@yazd",),
    "hours_evidence": ("governor@yazd",),
    "council_hours": ("crisis_hq@yazd",),
    "seat_hours": ("crisis_hq@yazd", "governor@yazd"),
    "member_overlap": ("resistance_hq@yazd", "wg_economy@yazd"),
    "agenda_overlap": ("quran_council@yazd", "virtue_hq@yazd"),
    "who_may_change": ("resistance_hq@yazd", "merge_councils"),
    "parallel": ("conflict", "virtue_hq@yazd", "awqaf@yazd"),
    "dormant": ("covid_hq@yazd",),
    "place_hours": ("yazd",),
    "sittings": ("crisis_hq@yazd",),
}


@pytest.mark.parametrize("name", KEYS)
def test_the_same_holds_in_the_sample(name: str, yazd: Country) -> None:
    measure = {m.name: m for m in MEASURES}[name]
    assert _outside(Random(name), yazd, measure, KEYS[name], 5) > 0


def test_a_cell_inside_the_trace_may_matter(yazd: Country) -> None:
    measure = next(m for m in MEASURES if m.name == "post_hours")
    trace = measure.trace(yazd, ("governor@yazd",))
    row = Row("councils", ("crisis_hq@yazd",))
    assert trace.holds(row, "sessions_per_year")
    at = yazd["councils"]["council"].index_of("crisis_hq@yazd")
    assert at is not None
    changed = _changed(yazd, "councils", at, "sessions_per_year", 99.0)
    assert changed is not None
    assert not _same(
        _of(measure, yazd, ("governor@yazd",)), _of(measure, changed, ("governor@yazd",))
    )


def test_a_trace_names_rows_and_not_tables(sample: Country) -> None:
    measure = next(m for m in MEASURES if m.name == "post_hours")
    rows = measure.trace(sample, ("governor@yazd",)).rows
    counted = {t: sum(r.table == t for r in rows) for t in {r.table for r in rows}}
    seats = sample["seats"].filter(holder="governor@yazd").height
    assert counted["seats"] == counted["councils"] == seats == 54
    assert counted["posts"] == counted["places"] == counted["units"] == 1
    assert counted["defaults"] < 20 < sample["defaults"].height
    assert len(rows) < 140
    council = next(m for m in MEASURES if m.name == "council_hours")
    assert len(council.trace(sample, ("crisis_hq@yazd",)).rows) < 60
