"""What keeps a change from being applied: each reason clear, all at once, with a way out."""

from __future__ import annotations

from datetime import date

import pytest
from tests.reform.lands import applied, country_of, on, small

from ostan.country.country import Country
from ostan.reform.apply import Refused, apply, check
from ostan.reform.change import Change
from ostan.reform.councils.joining import (
    HoldJointly,
    HoldSameDay,
    MergeCouncils,
    PlaceCouncilUnder,
    ShareSecretariat,
)
from ostan.reform.councils.life import (
    AbolishCouncil,
    EndCouncil,
    ForbidNewCouncils,
    FoundCouncil,
    RestoreCouncil,
)
from ostan.reform.councils.seats import DelegateChair, DelegateSeat, DropSeat, MoveSeat
from ostan.reform.councils.sessions import DecideInWriting, SetSessions
from ostan.reform.reform import Reform

NEW = {"name_fa": "شورا", "council_kind": "board", "function": "advises"}
MERGED = MergeCouncils(host="a@p1", councils=("b@p1",))
P = ("*province",)

CASES: list[tuple[str, Change]] = [
    ("unknown_name", MergeCouncils(host="a@p1", councils=("bb@p1",))),
    ("unknown_name", MergeCouncils(host="a", councils=("b",))),
    ("unknown_name", MergeCouncils(host="a", councils=("nothing",), at=P)),
    ("unknown_name", DelegateChair(council="a@p1", to="nobody@p1")),
    ("unknown_name", ShareSecretariat(unit="desk", councils=("a",), at=P)),
    ("unknown_name", MergeCouncils(host="a@p1", councils=("b@p1",), action="units")),
    ("unknown_name", FoundCouncil(council="n@p1", chair="x@p1", law="lost", **NEW)),
    ("unknown_name", FoundCouncil(council="n@p1", chair="x@p1", subjects=("sea",), **NEW)),
    ("unknown_place", MergeCouncils(host="a", councils=("b",), at=("*village",))),
    ("unknown_place", MergeCouncils(host="a", councils=("b",), at=("p9",))),
    ("unknown_place", MergeCouncils(host="a", councils=("b",), at=P, but=("p9",))),
    ("but_without_at", MergeCouncils(host="a@p1", councils=("b@p1",), but=("p1",))),
    ("not_active", MergeCouncils(host="a@p1", councils=("asleep@p1",))),
    ("not_active", PlaceCouncilUnder(host="asleep@p1", councils=("b@p1",))),
    ("named_twice", MergeCouncils(host="a@p1", councils=("b@p1", "b@p1"))),
    ("own_host", MergeCouncils(host="a@p1", councils=("b@p1", "a@p1"))),
    ("own_host", HoldJointly(host="a", councils=("a",), at=P)),
    ("stands_below", PlaceCouncilUnder(host="d@p1", councils=("a@p1",))),
    ("so_already", PlaceCouncilUnder(host="a@p1", councils=("b@p1",))),
    ("so_already", ShareSecretariat(unit="bureau@p1", councils=("c@p1",))),
    ("so_already", SetSessions(council="a@p1", sessions_per_year=12)),
    ("so_already", RestoreCouncil(council="a@p1")),
    ("below_minimum", SetSessions(council="a@p1", sessions_per_year=3)),
    ("stand_in_oneself", DelegateChair(council="a@p1", to="governor@p1")),
    ("stand_in_oneself", DelegateSeat(council="a@p1", holder="x@p1", to="x@p1")),
    ("not_seated", DelegateSeat(council="a@p1", holder="z@p1", to="x@p1")),
    ("seat_of_chair", DelegateSeat(council="a@p1", holder="governor@p1", to="x@p1")),
    ("seat_of_chair", DropSeat(council="a@p1", holder="governor@p1")),
    ("not_seated", DropSeat(council="a@p1", holder="z@p1")),
    ("seated_already", MoveSeat(council="a@p1", holder="governor@p1", to="x@p1")),
    ("id_there", FoundCouncil(council="a@p1", chair="x@p1", **NEW)),
    ("bad_id", FoundCouncil(council="n;1@p1", chair="x@p1", **NEW)),
    ("no_place", FoundCouncil(council="n@p9", chair="x@p1", **NEW)),
    ("named_twice", FoundCouncil(council="n@p1", chair="x@p1", members=("x@p1",), **NEW)),
    ("named_twice", FoundCouncil(council="n@p1", chair="x@p1", members=("y@p1", "y@p1"), **NEW)),
    ("functions_orphaned", AbolishCouncil(council="b@p1")),
    (
        "two_destinations",
        AbolishCouncil(council="b@p1", functions_to="a@p1", functions_end=True),
    ),
    ("own_host", AbolishCouncil(council="b@p1", functions_to="b@p1")),
    ("bad_id", ForbidNewCouncils(rule="r", except_types=("a;b",))),
    ("id_there", ForbidNewCouncils(rule="merge_councils")),
    ("nothing_left", MergeCouncils(host="a", councils=("b",), at=("*county",))),
    ("nothing_left", MergeCouncils(host="a", councils=("asleep",), at=P)),
]


@pytest.mark.parametrize(("code", "change"), CASES)
def test_each_reason_is_told(code: str, change: Change, free: Country) -> None:
    found = check(free, Reform.of([change]), assume=["*"])
    assert {r.why.code for r in found} == {code}
    said = found[0].why.sentence
    assert "{" not in said.fa + said.en
    assert said.fa.startswith("تغییر ۱")


AFTER: list[tuple[str, Change, Change]] = [
    ("not_active", MERGED, MergeCouncils(host="c@p1", councils=("b@p1",))),
    ("nothing_left", MERGED, MergeCouncils(host="a", councils=("b",), at=("p1",))),
    ("seat_carried", MERGED, DropSeat(council="a@p1", holder="y@p1")),
    ("seat_carried", MERGED, DelegateSeat(council="a@p1", holder="y@p1", to="z@p1")),
    (
        "so_already",
        HoldJointly(host="a@p1", councils=("b@p1",)),
        HoldJointly(host="b@p1", councils=("a@p1",)),
    ),
    (
        "so_already",
        HoldSameDay(host="a@p1", councils=("b@p1", "c@p1")),
        HoldSameDay(host="b@p1", councils=("c@p1",)),
    ),
    (
        "so_already",
        DelegateChair(council="a@p1", to="x@p1"),
        DelegateChair(council="a@p1", to="x@p1"),
    ),
    (
        "stand_in_absent",
        DelegateSeat(council="a@p1", holder="x@p1", to="z@p1"),
        DelegateChair(council="a@p1", to="x@p1"),
    ),
    (
        "so_already",
        DecideInWriting(council="a@p1", share=0.5),
        DecideInWriting(council="a@p1", share=0.5),
    ),
    (
        "day_before_start",
        FoundCouncil(council="n@p1", chair="x@p1", from_=date(2026, 6, 1), **NEW),
        EndCouncil(council="n@p1", day=date(2026, 5, 1)),
    ),
    ("id_there", ForbidNewCouncils(rule="r"), ForbidNewCouncils(rule="r")),
    (
        "locked_by_law",
        ForbidNewCouncils(rule="r", except_types=("m",)),
        FoundCouncil(council="n@p1", chair="x@p1", **NEW),
    ),
]


@pytest.mark.parametrize(("code", "first", "second"), AFTER)
def test_a_change_sees_those_before_it(
    code: str, first: Change, second: Change, free: Country
) -> None:
    assert check(free, Reform.of([first]), assume=["*"]) == ()
    found = check(free, Reform.of([first, second]), assume=["*"])
    assert [(r.index, r.why.code) for r in found] == [(1, code)]


def test_a_council_without_a_chair_has_none_to_delegate(free: Country) -> None:
    seats = free["seats"].filter(council="a@p1", role="member")
    made = free.with_tables(seats=seats)
    found = check(made, Reform.of([DelegateChair(council="a@p1", to="z@p1")]))
    assert [r.why.code for r in found] == ["no_chair"]


def test_a_closed_post_cannot_come_and_may_be_dropped() -> None:
    rows = small()
    for post in rows["posts"]:
        post["status"] = "closed" if post["post"] == "x@p1" else "active"
    land = country_of(rows)
    found = check(land, Reform.of([DelegateChair(council="d@p1", to="x@p1")]))
    assert [r.why.code for r in found] == ["not_active"]
    assert check(land, Reform.of([DropSeat(council="a@p1", holder="x@p1")])) == ()


def test_all_reasons_are_told_at_once_and_nothing_is_half_done(land: Country) -> None:
    reform = Reform.of(
        [
            MergeCouncils(host="a", councils=("b", "j"), at=P),
            MergeCouncils(host="a", councils=("c",), at=P),
            MergeCouncils(host="a@p1", councils=("zz@p1", "yy@p1")),
        ],
        parent="0" * 64,
    )
    before = land.digest
    with pytest.raises(Refused) as caught:
        apply(land, reform)
    found = [(r.index, r.why.code, r.councils) for r in caught.value.refusals]
    assert found == [
        (0, "locked_by_law", ("j@p1", "j@p2")),
        (2, "unknown_name", ()),
        (2, "unknown_name", ()),
    ]
    assert [f.code for f in caught.value.findings][-1] == "other_parent"
    assert Country.of(dict(land.tables)).digest == before
    assert apply(land, reform.without(0, 2)).country != land


def test_the_nearest_names_are_offered(free: Country) -> None:
    by_id = check(free, Reform.of([MergeCouncils(host="a@p1", councils=("bb@p1",))]))[0]
    assert "b@p1" in by_id.why.sentence.en
    by_name = check(free, Reform.of([MergeCouncils(host="a@p1", councils=("شورای b@p1",))]))[0]
    assert "b@p1 «شورای b@p1»" in by_name.why.sentence.fa
    a_type = check(free, Reform.of([MergeCouncils(host="a", councils=("b",))]))[0]
    assert "*province" in a_type.why.sentence.en


def test_a_place_that_lacks_one_is_skipped_and_listed(free: Country) -> None:
    gone = MergeCouncils(host="a@p1", councils=("b@p1",))
    every = MergeCouncils(host="c", councils=("b",), at=P)
    made = on(free, Reform.of([gone, every]))
    assert [(s.index, s.place) for s in made.skipped] == [(1, "p1")]
    assert "b@p1" in made.skipped[0].why.en
    assert made.country.row("councils", "b@p2")["replaced_by"] == "c@p2"  # type: ignore[index]


def test_two_of_one_type_in_a_place_have_to_be_told_apart(free: Country) -> None:
    rows = small()
    rows["posts"] += [
        {"post": f"{n}@p1", "type": "envoy", "unit": "office@p1", "holders": 1, "status": "active"}
        for n in ("e", "f")
    ]
    land = country_of(rows)
    change = DelegateChair(council="d", to="envoy", at=("p1",))
    found = check(land, Reform.of([change]))
    assert [r.why.code for r in found] == ["several_names"]
    assert "e@p1" in found[0].why.sentence.en
    # The one that is called so itself is meant, whatever else has that type.
    named = change.model_copy(update={"to": "e"})
    assert check(land, Reform.of([named])) == ()


def test_the_word_of_the_parent_is_told_and_does_not_bind(free: Country) -> None:
    reform = Reform.of([MERGED], parent="f" * 64)
    made = on(free, reform)
    assert [f.code for f in made.notices] == ["other_parent"]
    assert made.country == applied(free, MERGED)
    assert on(free, Reform.of([MERGED], parent=free.digest)).notices == ()
