"""Two registers compared: against the plain reading of every case, and by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.registers import SINCE, cases, own, powers, register

from ostan.country.country import Country
from ostan.measure.powers.compare import CHANGES, changed, compare_powers
from ostan.measure.powers.plain import Case, Plain

Holding = set[tuple[str, str, str]]
"""Holder, role, and the words under which the role is held (empty: surely)."""


def holding(country: Country, case: Case) -> Holding:
    """Return what each holder has in a case, by powers without limits or with limits in its measure."""
    row = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    held = Plain.of(country).evaluate(case)
    there = {p for role in held.sure for p in held.all(role)}
    mine = {p for p in there if own(row[p], case)}
    return {(row[p]["holder"], row[p]["role"], row[p]["condition"] or "") for p in mine}


def plainly(before: Country, after: Country) -> dict[str, str]:
    """Return the change of each holder by walking every case of both registers."""
    rows = [
        {**r, "power": f"{mark}{r['power']}"}
        for mark, c in (("b", before), ("a", after))
        for r in c["powers"].iter_rows(named=True)
    ]
    lost: set[str] = set()
    gained: set[str] = set()
    for case in cases(register(*rows)):
        was, now = holding(before, case), holding(after, case)
        lost |= {h for h, role, words in was if not {(h, role, ""), (h, role, words)} & now}
        gained |= {h for h, role, words in now if not {(h, role, ""), (h, role, words)} & was}
    holders = {r["holder"] for r in rows}
    names = {(1, 1): "incomparable", (1, 0): "shrank", (0, 1): "grew", (0, 0): "equal"}
    return {h: names[int(h in lost), int(h in gained)] for h in holders}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Country, Country]:
    """Return two registers, of which the second often has rows of the first, changed in one cell."""
    rows = draw(powers(("decides", "decides", "consents"), 4))
    kept = [dict(r) for r in rows if draw(st.booleans())]
    for row in kept:
        column = draw(st.sampled_from(["from", "to", "place", "condition", None]))
        if column:
            row[column] = draw(st.sampled_from([None, *(r[column] for r in rows)]))
    return register(*rows), register(*kept, *draw(powers(("decides",), 2)))


@pytest.mark.slow
@given(pairs())
@settings(max_examples=5, deadline=None)
def test_what_became_of_each_holder_is_that_of_the_plain_reading(
    pair: tuple[Country, Country],
) -> None:
    found = compare_powers(*pair, SINCE)
    assert dict(found.select("holder", "change").iter_rows()) == plainly(*pair)
    back = compare_powers(*reversed(pair), SINCE)
    other = {"grew": "shrank", "shrank": "grew"}
    assert back["change"].to_list() == [other.get(c, c) for c in found["change"]]
    for end in ("lost", "gained"):
        there = found[f"{end}_matter"].is_not_null()
        assert there.to_list() == [c in ("incomparable", END[end]) for c in found["change"]]


END = {"lost": "shrank", "gained": "grew"}


def compared(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[str, Any]:
    found = compare_powers(register(*before), register(*after), SINCE)
    return found.row(by_predicate=pl.col("holder") == "gov", named=True)


def test_a_higher_limit_is_more_and_the_case_is_the_old_limit() -> None:
    row = compared([{"to": 3.2e9}], [{"to": 5e9}])
    assert row["change"] == "grew"
    assert (row["gained_amount"], row["gained_amount_to"], row["gained_place"]) == (
        3.2e9,
        5e9,
        "a1",
    )
    assert "of 3.2 billion rials up to less than 5 billion rials" in row["said_en"]
    assert "به مبلغ ۳٫۲ میلیارد ریال تا کمتر از ۵ میلیارد ریال" in row["said_fa"]


def test_a_power_cut_in_two_is_the_same() -> None:
    whole, halves = [{"place": "a"}], [{"place": "a1"}, {"place": "a2"}]
    assert compared(whole, halves)["change"] == "equal"


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({}, {"condition": "if asked"}, "shrank"),
        ({"condition": "if asked"}, {"condition": "if asked"}, "equal"),
        ({"condition": "if asked"}, {"condition": "if heard"}, "incomparable"),
        ({"to": 5.0}, {"to": 5.0, "measure": "hectare"}, "incomparable"),
        ({}, {"valid_to": SINCE + timedelta(days=3)}, "shrank"),
        ({}, {"role": "consents"}, "incomparable"),
        ({"valid_to": SINCE - timedelta(days=1)}, {}, "grew"),
    ],
)
def test_words_measures_days_and_roles(
    before: dict[str, Any], after: dict[str, Any], change: str
) -> None:
    assert compared([before], [after])["change"] == change


def test_a_register_compared_with_itself_is_equal(sample: Country) -> None:
    same = compare_powers(sample, sample, SINCE)
    assert set(same["change"]) == {"equal"}
    assert same.height == sample["powers"].select("holder_kind", "holder").unique().height


def test_of_a_register_that_is_gone_all_is_lost_and_nothing_is_no_register() -> None:
    here = register({}, {"holder": "min", "from": 5.0})
    gone = here.with_tables(powers=here["powers"].clear())
    assert compare_powers(here, gone, SINCE)["change"].to_list() == ["shrank", "shrank"]
    assert compare_powers(gone, gone, SINCE).is_empty()
    assert set(CHANGES) == {"grew", "shrank", "equal", "incomparable"}


def test_holders_of_one_template_are_told_once() -> None:
    own = [{"power": f"x@{p}", "holder": f"gov@{p}", "place": p} for p in ("a", "b", "c")]
    before = [{**r, "to": 5.0} for r in own]
    found = changed(compare_powers(register(*before), register(*own, {"holder": "min"}), SINCE))
    told = [(r["holder"], r["change"], r["times"]) for r in found.iter_rows(named=True)]
    assert told == [("gov@a", "grew", 3), ("min", "grew", 1)]
