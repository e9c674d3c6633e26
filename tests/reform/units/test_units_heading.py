"""Who heads a unit: set by a change of its own, so that what a head stands in the way of can follow."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.reform.lands import applied
from tests.reform.units import lands

from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.country.legal import MOVES, verdict
from ostan.reform.apply import check
from ostan.reform.change import Change
from ostan.reform.reads import reads
from ostan.reform.reform import Reform
from ostan.reform.units import KINDS
from ostan.reform.units.heading import SetHead
from ostan.reform.units.merging import MergeUnits
from ostan.reform.units.moving import ClosePost

LAND = lands.land()
P = ("*province",)


def told(before: Country, after: Country) -> set[tuple[str, str, str | None, str | None]]:
    rows = diff(before, after).select("table", "key", "column", "after")
    return set(rows.iter_rows())


def test_a_post_of_the_unit_heads_it_and_nothing_else_changes() -> None:
    made = applied(LAND, SetHead(unit="v@p1", head="v_clerk@p1"))
    assert told(LAND, made) == {("units", "v@p1", "head", "v_clerk@p1")}
    everywhere = applied(LAND, SetHead(unit="v", head="v_clerk", at=P))
    assert {k for _, k, *_ in told(LAND, everywhere)} == {"v@p1", "v@p2"}


def test_a_post_of_the_bench_gets_its_place_there() -> None:
    made = applied(LAND, SetHead(unit="w@p1", head="minister"))
    assert told(LAND, made) == {
        ("units", "w@p1", "head", "minister"),
        ("posts", "minister", "unit", "w@p1"),
    }


def test_it_clears_the_way_for_what_a_head_stands_in() -> None:
    closing = ClosePost(post="v_head@p1", to="v_clerk@p1")
    assert [r.why.code for r in check(LAND, Reform.of([closing]), assume=["*"])] == ["post_heads"]
    made = applied(LAND, SetHead(unit="v@p1", head="v_clerk@p1"), closing)
    row = made.row("posts", "v_head@p1")
    assert row is not None
    assert row["status"] == "closed"
    merged = applied(LAND, SetHead(unit="w@p1", head="w_clerk@p1"))
    made = applied(merged, MergeUnits(into="w@p1", units=("u@p1", "v@p1")))
    assert (made.row("units", "w@p1") or {})["head"] == "w_clerk@p1"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (SetHead(unit="v@p1", head="v_head@p1"), "so_already"),
        (SetHead(unit="v@p1", head="u_head@p1"), "head_elsewhere"),
        (SetHead(unit="v@p1", head="nobody"), "unknown_name"),
        (SetHead(unit="bank@p1", head="minister"), "locked_by_law"),
        (SetHead(unit="v", head="v_head", at=P), "nothing_left"),
    ],
)
def test_refused(change: Change, code: str) -> None:
    (found,) = check(LAND, Reform.of([change]), assume=["*"])
    assert found.why.code == code
    assert "{" not in found.why.sentence.fa + found.why.sentence.en


def test_it_reads_as_an_office_writes_it() -> None:
    words = reads(LAND, SetHead(unit="v@p1", head="v_clerk@p1"))
    assert words.fa == "«سمت v_clerk@p1» رئیس «واحد v@p1» می‌شود."


# The rules of the sample ------------------------------------------------------------------------


def test_the_sample_says_of_every_change_of_units_who_may(sample: Country, day: date) -> None:
    free = set(sample["units"].filter(legal_form="ministry_unit")["unit"])
    ranks = {}
    for move in (m for m, table in MOVES.items() if table == "units"):
        judged = verdict(sample, "units", move, day)
        assert set(judged.filter(verdict="allowed")["id"]) == free
        ranks[move] = set(judged.filter(pl.col("id").is_in(list(free)))["enough_rank"])
    council, ministry = {"supreme_administrative_council"}, {"ministry"}
    assert ranks == {
        m: council
        if m in ("found_unit", "merge_units", "split_unit", "move_function")
        else ministry
        for m in KINDS
    }
    new = sample["rules"].filter(pl.col("move").is_in([k for k in KINDS if k != "merge_units"]))
    assert set(new["evidence"]) == {"assumed"}
