"""What a trace holds, how traces join, and the evidence of its rows."""

from __future__ import annotations

import polars as pl
import pytest

from ostan.country.country import Country
from ostan.country.evidence import Trace, shares, traced
from ostan.words.finding import Row

ONE = Row("councils", ("a",))
TWO = Row("councils", ("b",))


def test_a_trace_holds_its_rows_and_the_cells_that_choose() -> None:
    trace = Trace(frozenset({ONE}), frozenset({("seats", "holder")}))
    assert trace.holds(ONE, "status")
    assert not trace.holds(TWO, "status")
    assert trace.holds(Row("seats", ("b", "p")), "holder")
    assert not trace.holds(Row("seats", ("b", "p")), "role")
    assert not trace.holds(Row("councils", ("seats",)), "holder")


def test_traces_join() -> None:
    joined = Trace(frozenset({ONE})) | Trace(frozenset({TWO}), frozenset({("laws", "basis")}))
    assert joined.rows == {ONE, TWO}
    assert joined.chosen_by == {("laws", "basis")}
    assert joined | Trace() == joined


def test_rows_are_named_by_their_keys(sample: Country) -> None:
    seats = sample["seats"].filter(council="crisis_hq@yazd").head(2)
    trace = traced("seats", seats, ["council"])
    assert trace.rows == {Row("seats", k) for k in seats.select("council", "holder").iter_rows()}
    assert trace.chosen_by == {("seats", "council")}


def test_evidence_is_counted_by_rows() -> None:
    councils = pl.DataFrame(
        {
            "council": ["a", "b", "c", "d"],
            "type": ["a", "b", "c", "d"],
            "place": ["x"] * 4,
            "chair_delegable": ["unknown"] * 4,
            "status": ["active"] * 4,
            "evidence": ["read", "read", "assumed", None],
        }
    )
    country = Country.of({"councils": councils})
    found = shares(country, traced("councils", country["councils"]))
    assert found == pytest.approx({"read": 0.5, "assumed": 0.25, "unstated": 0.25})
    assert shares(country, Trace()) == {}
