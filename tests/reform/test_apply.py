"""What each kind of change does to a country."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from tests.reform.lands import applied, on

from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.reform.apply import check
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
from ostan.reform.examples import EXAMPLES
from ostan.reform.kinds import KINDS
from ostan.reform.reads import reads
from ostan.reform.reform import Reform

EVERYWHERE = ("*province",)


def changed(land: Country, *changes: Change) -> set[tuple[Any, ...]]:
    """Return the cells that differ: table, key, column, after; new and gone rows by their word."""
    rows = diff(land, applied(land, *changes)).iter_rows(named=True)
    return {(r["table"], r["key"], r["column"] or r["change"], r["after"]) for r in rows}


def seats(made: Country, council: str) -> dict[str, tuple[Any, ...]]:
    found = made["seats"].filter(pl.col("council") == council)
    columns = found.select("holder", "role", "attendance", "stand_in", "carried")
    return {row[0]: row[1:] for row in columns.iter_rows()}


def column(made: Country, name: str) -> dict[str, Any]:
    return dict(made["councils"].select("council", name).iter_rows())


def test_a_merger_takes_over_seats_subjects_powers_steps_and_what_stood_under_it(free):
    made = applied(free, MergeCouncils(host="a@p1", councils=("b@p1",)))
    row = made.row("councils", "b@p1")
    assert (row["status"], row["replaced_by"]) == ("replaced", "a@p1")
    assert seats(made, "a@p1") == {
        "deputy@p1": ("secretary", 0.9, None, None),
        "governor@p1": ("chair", None, None, None),
        "x@p1": ("member", None, None, None),
        "y@p1": ("member", None, None, True),
    }
    agenda = made["agenda"].filter(council="a@p1").select("subject", "share", "carried").rows()
    assert agenda == [("water", 1.0, None), ("youth", None, True)]
    assert made.row("powers", "w1")["holder"] == "a@p1"
    assert made["steps"]["council"].to_list() == ["a@p1"]
    assert column(made, "under")["d@p1"] == "a@p1"
    # Where both have a session at one time, each keeps its own.
    at = [(c, s.hour) for c, s in made["sessions"].select("council", "start").rows()]
    assert at == [("a@p1", 8), ("a@p1", 10), ("b@p1", 8)]
    # The other province is as it was.
    assert (
        made["seats"]
        .filter(pl.col("council").str.ends_with("@p2"))
        .equals(free["seats"].filter(pl.col("council").str.ends_with("@p2")))
    )


def test_of_several_seats_the_strongest_is_carried(free):
    """y is secretary of b and invited to c; z only watches c."""
    both = MergeCouncils(host="s@p1", councils=("c@p1", "b@p1"))
    made = applied(free, both)
    one = MergeCouncils(host="s@p1", councils=("c@p1",))
    other = MergeCouncils(host="s@p1", councils=("b@p1",))
    assert seats(made, "s@p1")["y@p1"] == ("member", None, None, True)
    assert seats(made, "s@p1")["z@p1"] == ("observer", None, None, True)
    assert applied(free, one, other) == applied(free, other, one) == made


def test_a_chain_of_mergers_ends_at_its_last_host(free):
    made = applied(
        free,
        MergeCouncils(host="b@p1", councils=("c@p1",)),
        MergeCouncils(host="a@p1", councils=("b@p1",)),
    )
    assert {c: column(made, "replaced_by")[c] for c in ("b@p1", "c@p1")} == {
        "b@p1": "a@p1",
        "c@p1": "b@p1",
    }
    assert {"y@p1", "z@p1"} <= set(seats(made, "a@p1"))
    subjects = made["agenda"].filter(council="a@p1")["subject"].to_list()
    assert subjects == ["roads", "water", "youth"]


def test_a_parent_may_merge_into_its_child(free):
    """d stands under b, b under a; when a and b merge into d nothing stands under itself."""
    made = applied(free, MergeCouncils(host="d@p1", councils=("a@p1", "b@p1")))
    assert column(made, "under")["d@p1"] is None
    one_by_one = applied(free, MergeCouncils(host="d@p1", councils=("a@p1",)))
    assert column(one_by_one, "under")["d@p1"] is None
    assert column(one_by_one, "under")["b@p1"] == "d@p1"


def test_guests_of_a_merged_host_sit_with_its_successor(free):
    before = (
        HoldJointly(host="b@p1", councils=("c@p1",)),
        HoldJointly(host="s@p1", councils=("a@p1",)),
    )
    made = applied(free, *before, MergeCouncils(host="a@p1", councils=("b@p1",)))
    found = column(made, "sits_with")
    assert (found["c@p1"], found["a@p1"], found["b@p1"]) == ("s@p1", "s@p1", None)
    # The host itself sat with the council that merges into it: it hosts from now on.
    guest = HoldJointly(host="b@p1", councils=("a@p1", "c@p1"))
    made = applied(free, guest, MergeCouncils(host="a@p1", councils=("b@p1",)))
    assert (column(made, "sits_with")["a@p1"], column(made, "sits_with")["c@p1"]) == (None, "a@p1")


def test_joining_a_guest_is_joining_its_host(free):
    made = applied(
        free,
        HoldJointly(host="a@p1", councils=("b@p1",)),
        HoldJointly(host="c@p1", councils=("d@p1",)),
        HoldJointly(host="b@p1", councils=("c@p1",)),
        HoldSameDay(host="a@p1", councils=("s@p1", "o@p1")),
    )
    found = column(made, "sits_with")
    assert {found[f"{t}@p1"] for t in "bcd"} == {"a@p1"}
    assert {column(made, "same_day_as")[f"{t}@p1"] for t in "so"} == {"a@p1"}


def test_places_offices_and_sessions(free):
    assert changed(free, PlaceCouncilUnder(host="s", councils=("c",), at=EVERYWHERE)) == {
        ("councils", f"c@{p}", "under", f"s@{p}") for p in ("p1", "p2")
    }
    # The host may lie in the enclosing place.
    assert changed(free, PlaceCouncilUnder(host="top", councils=("c",), at=("p1",))) == {
        ("councils", "c@p1", "under", "top")
    }
    shared = ShareSecretariat(unit="bureau", councils=("a", "c"), at=EVERYWHERE, but=("p2",))
    assert changed(free, shared) == {("councils", "a@p1", "secretariat", "bureau@p1")}
    sessions = SetSessions(council="a@p2", sessions_per_year=4, hours_per_session=1.5)
    assert changed(free, sessions) == {
        ("councils", "a@p2", "sessions_per_year", "4.0"),
        ("councils", "a@p2", "hours_per_session", "1.5"),
    }
    written = DecideInWriting(council="a@p2", share=0.25)
    assert changed(free, written) == {("councils", "a@p2", "written_share", "0.25")}
    end = EndCouncil(council="a@p2", day=date(2026, 12, 31))
    assert changed(free, end) == {("councils", "a@p2", "valid_to", "2026-12-31")}


def test_a_delegated_chair_stays_chair_and_no_longer_comes(free):
    made = applied(free, DelegateChair(council="a@p1", to="x@p1"))
    assert seats(made, "a@p1")["governor@p1"] == ("chair", 0.0, "x@p1", None)
    assert seats(made, "a@p1")["x@p1"] == ("deputy", None, None, None)
    # A secretary keeps the office; who has no seat gets one.
    made = applied(free, DelegateChair(council="a", to="deputy", at=EVERYWHERE))
    assert seats(made, "a@p2")["deputy@p2"] == ("secretary", 0.9, None, None)
    made = applied(free, DelegateChair(council="a@p1", to="z@p1"))
    assert seats(made, "a@p1")["z@p1"] == ("deputy", None, None, None)
    assert made.row("seats", "a@p1", "z@p1")["evidence"] == "assumed"


def test_a_delegate_of_a_member_comes_as_a_member(free):
    made = applied(free, DelegateSeat(council="d@p1", holder="governor@p1", to="z@p1"))
    assert seats(made, "d@p1")["governor@p1"] == ("member", 0.0, "z@p1", None)
    assert seats(made, "d@p1")["z@p1"] == ("member", None, None, None)


def test_who_comes_for_another_has_a_seat_of_his_own(free):
    made = applied(
        free,
        MergeCouncils(host="a@p1", councils=("b@p1",)),
        DelegateChair(council="a@p1", to="y@p1"),
    )
    assert seats(made, "a@p1")["y@p1"] == ("deputy", None, None, None)


def test_seats_move_and_go(free):
    made = applied(free, MoveSeat(council="a@p1", holder="deputy@p1", to="z@p1"))
    assert seats(made, "a@p1")["z@p1"] == ("secretary", 0.9, None, None)
    assert "deputy@p1" not in seats(made, "a@p1")
    chair = applied(free, MoveSeat(council="a@p1", holder="governor@p1", to="z@p1"))
    assert seats(chair, "a@p1")["z@p1"][0] == "chair"
    assert changed(free, DropSeat(council="a@p1", holder="x@p1")) == {
        ("seats", "a@p1 / x@p1", "gone", None)
    }


def test_a_seat_dropped_from_a_host_is_carried_for_what_merged_into_it(free):
    merged = MergeCouncils(host="a@p1", councils=("b@p1",))
    made = applied(free, merged, DropSeat(council="a@p1", holder="x@p1"))
    assert seats(made, "a@p1")["x@p1"] == ("member", 0.5, None, True)
    assert made == applied(free, DropSeat(council="a@p1", holder="x@p1"), merged)


def test_a_council_is_founded_in_each_place(free):
    new = FoundCouncil(
        council="new",
        name_fa="شورای تازه",
        council_kind="council",
        function="advises",
        chair="governor",
        members=("x", "minister"),
        secretariat="office",
        under="top",
        law="by_law",
        subjects=("water",),
        sessions_per_year=4,
        at=EVERYWHERE,
        from_=date(2026, 3, 21),
    )
    made = applied(free, new)
    row = made.row("councils", "new@p2")
    told = {n: row[n] for n in ("type", "place", "kind", "under", "secretariat", "status", "law")}
    assert told == {
        "type": "new",
        "place": "p2",
        "kind": "council",
        "under": "top",
        "secretariat": "office@p2",
        "status": "active",
        "law": "by_law",
    }
    assert row["valid_from"] == date(2026, 3, 21)
    roles = {h: s[0] for h, s in seats(made, "new@p2").items()}
    assert roles == {"governor@p2": "chair", "x@p2": "member", "minister": "member"}
    assert made["agenda"].filter(council="new@p1")["subject"].to_list() == ["water"]


def test_without_places_a_council_sits_where_its_id_says_or_at_the_top(free):
    base = {
        "name_fa": "شورا",
        "council_kind": "board",
        "function": "advises",
        "chair": "minister",
        "law": "by_law",
    }
    here = FoundCouncil(council="n@p1", **base)
    top = FoundCouncil(council="n", **base)
    made = applied(free, here, top)
    assert (made.row("councils", "n@p1")["place"], made.row("councils", "n")["place"]) == (
        "p1",
        "land",
    )
    assert made.row("councils", "n@p1")["type"] == "n"


def test_an_abolished_council_hands_on_its_functions(free):
    made = applied(
        free,
        HoldJointly(host="b@p1", councils=("c@p1", "o@p1")),
        AbolishCouncil(council="b@p1", functions_to="a@p1"),
    )
    assert column(made, "status")["b@p1"] == "abolished"
    assert made.row("powers", "w1")["holder"] == "a@p1"
    assert made.row("agenda", "a@p1", "youth")["carried"] is True
    assert column(made, "under")["d@p1"] == "a@p1"
    # Its guests go on together, without it.
    assert (column(made, "sits_with")["c@p1"], column(made, "sits_with")["o@p1"]) == (None, "c@p1")
    assert "y@p1" not in seats(made, "a@p1")


def test_functions_may_end_and_what_merged_before_ends_too(free):
    made = applied(
        free,
        MergeCouncils(host="b@p1", councils=("c@p1",)),
        AbolishCouncil(council="b@p1", functions_end=True),
    )
    assert {column(made, "status")[c] for c in ("b@p1", "c@p1")} == {"abolished"}
    assert made["powers"]["power"].to_list() == ["w2"]
    assert made["steps"].is_empty()
    back = applied(made, RestoreCouncil(council="b@p1"))
    assert (column(back, "status")["b@p1"], column(back, "status")["c@p1"]) == (
        "active",
        "replaced",
    )


def test_a_restored_council_takes_along_what_was_carried_for_it_only(free):
    both = MergeCouncils(host="s@p1", councils=("b@p1", "c@p1"))
    made = applied(free, both, RestoreCouncil(council="b@p1"))
    assert column(made, "status")["b@p1"] == "active"
    # y was carried for both: as secretary of b, then as invited to c.
    assert set(seats(made, "s@p1")) == {"deputy@p1", "y@p1", "z@p1"}
    assert seats(made, "s@p1")["y@p1"] == ("invited", None, None, True)
    assert made["agenda"].filter(council="s@p1")["subject"].to_list() == ["roads"]


def had(made, council):
    """The powers, steps and sessions of a council, and which council had them first."""
    powers = made["powers"].filter(holder=council, holder_kind="council")
    steps, sessions = (made[t].filter(council=council) for t in ("steps", "sessions"))
    return (
        powers.select("power", "came_from").rows(),
        steps.select("matter", "came_from").rows(),
        sessions.select(pl.col("start").dt.hour(), "came_from").rows(),
    )


MINE = ([("w1", None)], [("m", None)], [(8, None), (10, None)])
"""What b has from the beginning."""
NONE = ([], [], [])


def test_a_restored_council_has_its_powers_steps_and_sessions_again(free):
    merged = applied(free, MergeCouncils(host="c@p1", councils=("b@p1",)))
    theirs = ([("w1", "b@p1")], [("m", "b@p1")], [(8, "b@p1"), (10, "b@p1")])
    assert (had(merged, "c@p1"), had(merged, "b@p1")) == (theirs, NONE)
    back = applied(merged, RestoreCouncil(council="b@p1"))
    assert (had(back, "c@p1"), had(back, "b@p1")) == (NONE, MINE)


def test_a_restored_host_has_what_came_from_those_still_merged_into_it(free):
    merged = applied(
        free,
        MergeCouncils(host="c@p1", councils=("b@p1",)),
        MergeCouncils(host="s@p1", councils=("c@p1",)),
    )
    theirs = ([("w1", "b@p1")], [("m", "b@p1")], [(8, "b@p1"), (10, "b@p1")])
    assert had(merged, "s@p1") == theirs
    back = applied(merged, RestoreCouncil(council="c@p1"))
    assert (had(back, "s@p1"), had(back, "c@p1"), had(back, "b@p1")) == (NONE, theirs, NONE)
    whole = applied(back, RestoreCouncil(council="b@p1"))
    assert (had(whole, "c@p1"), had(whole, "b@p1")) == (NONE, MINE)
    # The innermost first: it takes what is its own from the last host, past the one between.
    inner = applied(merged, RestoreCouncil(council="b@p1"))
    assert (had(inner, "s@p1"), had(inner, "b@p1")) == (NONE, MINE)


def test_a_session_that_could_not_move_is_where_it_was(free):
    merged = applied(free, MergeCouncils(host="a@p1", councils=("b@p1",)))
    assert had(merged, "b@p1")[2] == [(8, None)]
    assert had(merged, "a@p1")[2] == [(8, None), (10, "b@p1")]
    assert had(applied(merged, RestoreCouncil(council="b@p1")), "b@p1") == MINE


def test_a_session_stays_with_the_host_where_another_stands_in_its_place(free):
    merged = applied(free, MergeCouncils(host="c@p1", councils=("b@p1",)))
    late = pl.col("start").dt.hour() == 10
    double = merged["sessions"].filter(late).with_columns(council=pl.lit("b@p1"), came_from=None)
    both = merged.with_tables(sessions=pl.concat([merged["sessions"], double]))
    back = applied(both, RestoreCouncil(council="b@p1"))
    assert had(back, "c@p1")[2] == [(10, "b@p1")]
    assert had(back, "b@p1")[2] == [(8, None), (10, None)]


def test_what_an_abolished_council_left_to_another_comes_back(free):
    gone = applied(free, AbolishCouncil(council="b@p1", functions_to="c@p1"))
    assert had(gone, "c@p1")[:2] == ([("w1", "b@p1")], [("m", "b@p1")])
    assert had(applied(gone, RestoreCouncil(council="b@p1")), "b@p1") == MINE
    ended = applied(free, AbolishCouncil(council="b@p1", functions_end=True))
    assert had(applied(ended, RestoreCouncil(council="b@p1")), "b@p1")[:2] == ([], [])


def test_no_new_councils_but_those_excepted(free):
    new = {
        "name_fa": "شورا",
        "council_kind": "board",
        "function": "advises",
        "chair": "governor",
        "at": ("p1",),
    }
    made = on(
        free,
        Reform.of(
            [
                ForbidNewCouncils(rule="none", except_types=("spared",)),
                FoundCouncil(council="spared", **new),
            ]
        ),
    ).country
    assert made.row("rules", "none")["condition"] == "type!=spared"
    assert "spared@p1" in made["councils"]["council"]


def test_the_day_of_a_change_begins_what_it_makes(free):
    day = date(2026, 3, 21)
    made = applied(free, ForbidNewCouncils(rule="none", at=("p1",), from_=day))
    row = made.row("rules", "none@p1")
    assert (row["valid_from"], row["condition"]) == (day, "place=p1")


def test_sessions_are_not_lost_where_two_meet_at_once(free):
    made = applied(free, MergeCouncils(host="a@p1", councils=("b@p1",)))
    assert made["sessions"].height == free["sessions"].height
    assert made.row("sessions", "a@p1", datetime(2026, 2, 1, 10)) is not None  # type: ignore[arg-type]


def test_the_examples_of_the_reference_apply_to_the_sample(sample, day):
    assert set(EXAMPLES) == set(KINDS)
    for change in EXAMPLES.values():
        # Of no service of the sample is it on record that it is not sovereign: assumed to be settled.
        assumed = ("*",) if change.kind == "hand_over" else ()
        assert check(sample, Reform.of([change]), day=day, assume=assumed) == ()
        words = reads(sample, change)
        assert words.fa.endswith(".")
        assert words.en.endswith(".")
        assert "{" not in words.fa + words.en


def test_a_change_reads_as_an_office_writes_it(free):
    change = MergeCouncils(
        host="a", councils=("b", "c"), at=EVERYWHERE, but=("p2",), from_=date(2026, 3, 21)
    )
    words = reads(free, change)
    assert words.fa == (
        "در همهٔ استان‌ها، جز استان p2، «شورای b@p1» و «شورای c@p1» در «شورای a@p1» ادغام می‌شود، "
        "از ۱ فروردین ۱۴۰۵."
    )
    assert words.en == (
        "In every province, but for استان p2, “council b@p1” and “council c@p1” shall merge into "
        "“council a@p1”, from 2026-03-21."
    )
    written = DecideInWriting(council="a@p1", share=0.25, reason="کار کم است")
    assert reads(free, written).fa == (
        "۲۵٪ کار «شورای a@p1» مکاتبه‌ای و بدون جلسه تصمیم‌گیری می‌شود. دلیل: کار کم است."
    )
