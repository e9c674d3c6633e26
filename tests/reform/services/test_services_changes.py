"""Services handed over and taken back: what changes, what never does, what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reform.lands import applied, country_of, on, small

from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.country.tables import MODES, STAFF_FATES
from ostan.reform.apply import Refused, apply, check
from ostan.reform.change import Change
from ostan.reform.commute import pairs
from ostan.reform.councils.joining import MergeCouncils
from ostan.reform.needs import needs
from ostan.reform.places import places_of
from ostan.reform.powers.moving import RevokePower
from ostan.reform.reads import reads
from ostan.reform.reform import Reform
from ostan.reform.services.handing import HandOver, TakeBack

P = ("*province",)
RULES = [
    {"rule": f"{m}_{f}", "move": m, "founding_rank": f, "enough_rank": e}
    for m in ("hand_over", "take_back")
    for f, e in (("statute", "local"), ("decree", "decree"))
]


def service(id: str, **more: Any) -> dict[str, Any]:
    """Return the row of a service of the state in the place of its id, not sovereign."""
    type_, _, place = id.partition("@")
    fixed = {"name_fa": f"خدمت {type_}", "unit": f"office@{place}", "mode": "state"}
    return {
        "service": id,
        "type": type_,
        "place": place,
        **fixed,
        "law": "act",
        "sovereign": False,
    } | more


def land() -> Country:
    """Return the small country with a few services in both provinces."""
    rows = small()
    rows["rules"] = RULES
    rows["services"] = [
        service(f"care@{p}", users_per_year=10.0 * n, cost_per_year=7 * n, fee=5)
        for n, p in enumerate(("p1", "p2"), 1)
    ]
    rows["services"] += [
        service("court@p1", sovereign=True),
        service("mist@p1", sovereign=None),
        service("bare@p1", law=None),
        service("coop@p1", mode="cooperative", provider="یک تعاونی", law="by_law"),
        service("lone@p1", mode="charity", unit=None),
    ]
    rows["offers"] = [{"offer": "o", "service": "care", "place": "p1", "kind": "charity"}]
    rows["demand"] = [{"matter": "m", "place": "p1", "cases_per_year": 12.0}]
    return country_of(rows)


LAND = land()
CARE = HandOver(
    services=("care",),
    mode="cooperative",
    provider="تعاونی",
    paid_by="مردم",
    fee=3,
    staff_to="transfer",
    taken_back_when="نارضایتی از نیم بگذرد",
    at=P,
)


def test_a_service_is_handed_over_in_every_place() -> None:
    made = applied(LAND, CARE)
    columns = {(k, c) for k, c in diff(LAND, made).select("key", "column").iter_rows()}
    own = ("mode", "provider", "paid_by", "fee", "staff_to", "taken_back_when")
    assert columns == {(f"care@{p}", c) for p in ("p1", "p2") for c in own}
    assert made.row("services", "care@p2")["unit"] == "office@p2"  # type: ignore[index]
    assert places_of(Reform.of([CARE]), LAND) == {"p1", "p2"}


def test_taken_back_it_is_the_state_s_again() -> None:
    back = TakeBack(services=("care",), unit="bureau", fee=5, at=P)
    made = applied(LAND, CARE, back)
    row = made.row("services", "care@p1")
    assert row is not None
    assert (row["mode"], row["unit"], row["fee"]) == ("state", "bureau@p1", 5)
    assert (row["provider"], row["staff_to"], row["taken_back_when"]) == (None, None, None)
    own = applied(LAND, TakeBack(services=("coop@p1",)))
    assert own.row("services", "coop@p1")["unit"] == "office@p1"  # type: ignore[index]


CASES: list[tuple[str, Change]] = [
    ("unknown_name", HandOver(services=("cares",), mode="charity", at=P)),
    ("unknown_name", HandOver(services=("care@p3",), mode="charity")),
    ("unknown_name", HandOver(services=("care@p1",), mode="charity", law="none")),
    ("sovereign_service", HandOver(services=("court@p1",), mode="charity")),
    ("so_already", HandOver(services=("coop@p1",), mode="cooperative")),
    ("named_twice", HandOver(services=("care@p1", "care@p1"), mode="charity")),
    ("nothing_left", HandOver(services=("coop",), mode="cooperative", at=("p1",))),
    ("not_handed_over", TakeBack(services=("care@p1",))),
    ("no_unit", TakeBack(services=("lone@p1",))),
    ("unit_elsewhere", TakeBack(services=("lone@p1",), unit="office@p2")),
]


@pytest.mark.parametrize(("code", "change"), CASES)
def test_each_reason_is_told(code: str, change: Change) -> None:
    found = check(LAND, Reform.of([change]), assume=["*"])
    assert {r.why.code for r in found} == {code}
    said = found[0].why.sentence
    assert "{" not in said.fa + said.en
    assert said.fa.startswith("تغییر ۱")


def asked(change: Change, **terms: Any) -> list[tuple[str, str, str | None]]:
    return [(n.council, n.verdict, n.rank) for n in needs(LAND, change, **terms)]


def test_the_ground_of_the_service_says_whose_act_is_enough() -> None:
    assert asked(CARE) == [("care@p1", "allowed", "local"), ("care@p2", "allowed", "local")]
    assert asked(CARE, within=["decree"])[0] == ("care@p1", "locked", "local")
    bare = HandOver(services=("bare@p1",), mode="charity")
    assert needs(LAND, bare)[0].missing == ("no_law",)
    assert asked(bare)[0][1] == "unknown"
    assert asked(bare.model_copy(update={"law": "by_law"})) == [("bare@p1", "allowed", "decree")]
    assert asked(TakeBack(services=("coop@p1",))) == [("coop@p1", "allowed", "decree")]


@pytest.mark.parametrize("assume", [["mist"], ["mist@p1"], ["*"]])
def test_what_may_be_sovereign_is_locked_unless_that_is_assumed_away(assume: list[str]) -> None:
    mist = HandOver(services=("mist@p1",), mode="charity")
    (refusal,) = check(LAND, Reform.of([mist]))
    assert (refusal.why.code, refusal.councils) == ("ground_unknown", ("mist@p1",))
    assert needs(LAND, mist)[0].missing == ("sovereign_unknown",)
    need = needs(LAND, mist, assume=assume)[0]
    assert (need.verdict, need.assumed) == ("allowed", True)
    # What is known to be sovereign stays with the state, whatever is assumed.
    court = HandOver(services=("court@p1",), mode="charity")
    assert check(LAND, Reform.of([court]), assume=["*"])


def test_instead_the_services_that_may_go_go() -> None:
    both = HandOver(services=("care", "court"), mode="charity", at=("p1",))
    (refusal,) = check(LAND, Reform.of([both]))
    assert refusal.alternative == both.model_copy(update={"services": ("care",)})
    locked = HandOver(services=("care@p1", "bare@p1"), mode="charity")
    (refusal,) = check(LAND, Reform.of([locked]))
    assert refusal.alternative == locked.model_copy(update={"services": ("care@p1",)})


def test_the_order_of_what_is_apart_does_not_matter() -> None:
    other = HandOver(services=("coop@p1",), mode="charity")
    revoked = RevokePower(matter="m", post="x@p1")
    merged = MergeCouncils(host="a@p1", councils=("c@p1",))
    assert pairs(LAND, Reform.of([CARE, other, revoked, merged]), assume=["*"]) == ()
    again = CARE.model_copy(update={"mode": "charity"})
    (pair,) = pairs(LAND, Reform.of([CARE, other, again]), assume=["*"])
    assert (pair.first, pair.second) == (0, 2)


# What holds for all ---------------------------------------------------------------------------

NAMES = ("care", "court", "mist", "bare", "coop", "lone")


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Return a change of services whose names are there; whether it fits is left to chance."""
    at = draw(st.sampled_from([(), P, ("p1",)]))
    end = "" if at else "@p1"
    named = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=2))
    common = {"services": tuple(n + end for n in named), "at": at}
    common["fee"] = draw(st.none() | st.integers(0, 9))
    if draw(st.booleans()):
        return TakeBack(**common, unit=draw(st.sampled_from([None, "office" + end])))
    return HandOver(
        **common,
        mode=draw(st.sampled_from(MODES[1:])),
        provider=draw(st.sampled_from([None, "کسی"])),
        staff_to=draw(st.none() | st.sampled_from(STAFF_FATES)),
        from_=draw(st.sampled_from([None, date(2026, 3, 21)])),
    )


KEPT = ("service", "type", "place", "ministry", "sovereign", "users_per_year", "cost_per_year")


@settings(max_examples=5, deadline=None)
@given(st.lists(changes(), min_size=1, max_size=4))
def test_users_cost_and_demand_are_never_lost(drawn: list[Change]) -> None:
    reform, digest = Reform.of(drawn), LAND.digest
    refused = {r.index for r in check(LAND, reform, assume=["*"])}
    if refused:
        with pytest.raises(Refused):
            apply(LAND, reform, assume=["*"])
    rest = reform.without(*refused)
    made = on(LAND, rest).country
    assert made["services"].select(KEPT).equals(LAND["services"].select(KEPT))
    assert all(made[t].equals(LAND[t]) for t in ("demand", "offers", "units", "posts"))
    handed = made["services"].filter(mode="state")
    assert handed["provider"].null_count() == handed.height
    each = LAND
    for change in rest:
        each = on(each, Reform.of([change])).country
        assert "{" not in reads(LAND, change).fa + reads(LAND, change).en
    assert each == made
    assert LAND.digest == digest
