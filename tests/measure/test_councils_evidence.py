"""What hours rest on, and which cells move them: against recomputing the whole country."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.measure.councils import hours_evidence, post_hours, what_matters
from ostan.measure.councils.evidence import FACTORS
from ostan.measure.councils.matters import WHAT_MATTERS_COLUMNS

Small = Callable[[Random], Country]
FEW = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _hours(country: Country, post: str, column: str = "hours") -> float:
    return float(post_hours(country).filter(pl.col("post") == post)[column].item())


def _with_cell(
    country: Country, table: str, row: dict[str, str], column: str, value: float
) -> Country:
    frame = country[table]
    here = pl.all_horizontal(pl.col(c) == v for c, v in row.items())
    changed = frame.with_columns(pl.when(here).then(pl.lit(value)).otherwise(column).alias(column))
    return Country({**country.tables, table: changed})


def _key(table: str, id: str) -> dict[str, str]:
    if table == "seats":
        return dict(zip(("council", "holder"), id.split(" / "), strict=True))
    return {{"councils": "council", "posts": "post", "defaults": "name"}[table]: id}


@pytest.mark.slow
@FEW
@given(seed=st.integers(0, 2**32))
def test_ranges_are_those_of_changing_the_cell(seed: int, small_country: Small) -> None:
    random = Random(seed)
    country = small_country(random)
    known = post_hours(country).filter(pl.col("hours") > 0, pl.col("type").is_not_null())
    if not known.height:
        return
    row = known.row(0, named=True)
    post = row["post"]
    found = what_matters(country, post).filter(pl.col("seats") > 0)
    names = set(country["defaults"]["name"])
    # Where some seat is unknown, giving the cell would bring it in as well.
    if row["seats_without_hours"]:
        return
    rows = [r for r in found.iter_rows(named=True) if r["table"] != "defaults" or r["id"] in names]
    for cell in random.sample(rows, min(4, len(rows))):
        for end in ("low", "high"):
            changed = _with_cell(
                country, cell["table"], _key(cell["table"], cell["id"]), cell["column"], cell[end]
            )
            assert _hours(changed, post) == pytest.approx(cell[f"hours_{end}"])


def test_the_working_year_moves_only_the_share(sample: Country) -> None:
    found = what_matters(sample, "governor@yazd").filter(factor="hours_per_year")
    assert found["range"].to_list() == [0, 0]
    row = found.row(0, named=True)
    hours = _hours(sample, "governor@yazd")
    assert row["share_low"] == pytest.approx(hours / 3700)
    assert row["share_high"] == pytest.approx(hours / 2600)


def test_the_widest_range_comes_first(sample: Country) -> None:
    found = what_matters(sample, "governor@yazd")
    assert found.columns == list(WHAT_MATTERS_COLUMNS)
    assert found["range_share"].is_sorted(descending=True)
    first = found.row(0, named=True)
    assert (first["kind"], first["id"], first["seats"]) == ("default", "hours_per_session", 50)
    cells = found.filter(kind="cell", table="councils", column="sessions_per_year")
    # Three frequencies are known; nobody need be asked for them.
    assert cells.height == 48
    assert not what_matters(sample, "nobody").height


@FEW
@given(seed=st.integers(0, 2**32))
def test_shares_are_shares(seed: int, small_country: Small) -> None:
    found = hours_evidence(small_country(Random(seed))).filter(pl.col("hours") > 0)
    shares = found.drop("post", "hours", "assumed_hours_per_year")
    values = shares.unpivot()["value"].drop_nulls()
    assert values.is_between(-1e-12, 1 + 1e-9).all()
    for table in ("seat", "council"):
        grades = found.select(pl.sum_horizontal(pl.col(f"^{table}_.*$")))
        assert (grades.to_series() - 1).abs().max() in (None, pytest.approx(0, abs=1e-9))
    factors = [f"assumed_{f}" for f in FACTORS]
    assert found.select((pl.max_horizontal(factors) <= pl.col("assumed") + 1e-9).all()).item() in (
        True,
        None,
    )


def test_what_is_stated_is_not_assumed(sample: Country) -> None:
    post = "governor@yazd"
    before = hours_evidence(sample).filter(post=post).row(0, named=True)
    assert before["assumed"] == pytest.approx(1)
    assert before["assumed_hours_per_year"] == 1
    stated = sample.with_tables(
        councils=sample["councils"].with_columns(sessions_per_year=pl.lit(6.0))
    )
    after = hours_evidence(stated).filter(post=post).row(0, named=True)
    assert after["assumed_sessions"] == 0
    assert after["assumed_attendance"] == pytest.approx(1)
