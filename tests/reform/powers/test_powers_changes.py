"""Changes of powers: rows and their ids, what is refused and why, which act they need."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reform.lands import applied, on
from tests.reform.powers import lands
from tests.reform.powers.lands import changes, land, power, registers

from ostan.country.country import Country
from ostan.reform.apply import Refused, apply, check
from ostan.reform.change import Change
from ostan.reform.commute import pairs
from ostan.reform.needs import needs
from ostan.reform.places import places_of
from ostan.reform.powers.granting import GrantPower, RequireConsent
from ostan.reform.powers.holders import OfPower
from ostan.reform.powers.moving import LimitPower, MovePower, RevokePower
from ostan.reform.reads import reads
from ostan.reform.reform import Reform

P = ("*province",)
START = date(2026, 7, 1)
LAND = land(power("buy"), power("see@p1", "post governor@p1", role="observes", place="p1"))


def told(country: Country) -> dict[str, tuple[str, Any, Any, str | None]]:
    """Return holder, limits and place of every power."""
    columns = ("power", "holder", "from", "to", "place")
    return {p: tuple(rest) for p, *rest in country["powers"].select(columns).iter_rows()}  # type: ignore[misc]


# Rows -----------------------------------------------------------------------------------------


def test_what_moves_up_to_a_limit_splits_the_interval() -> None:
    change = MovePower(
        matter="m", post="minister", to_post="governor", measure="rial", to_amount=50, at=P
    )
    made = applied(LAND, change)
    assert told(made) == {
        "buy": ("minister", 50.0, None, None),
        "buy__governor@p1": ("governor@p1", None, 50.0, "p1"),
        "buy__governor@p2": ("governor@p2", None, 50.0, "p2"),
        "see@p1": told(LAND)["see@p1"],
    }
    assert set(made["powers"].filter(to=50.0)["evidence"]) == {"assumed"}
    assert places_of(Reform.of([change]), LAND) == {"p1", "p2"}


def test_elsewhere_it_stays() -> None:
    made = applied(LAND, MovePower(matter="m", post="minister", to_post="governor", at=("c1",)))
    assert {p: (h, at) for p, (h, _, _, at) in told(made).items() if p != "see@p1"} == {
        "buy": ("minister", "c2"),
        "buy@p2": ("minister", "p2"),
        "buy__governor@c1": ("governor@p1", "c1"),
    }


def test_a_power_that_moves_whole_keeps_its_id() -> None:
    moved = MovePower(matter="m", role="observes", post="governor@p1", to_council="a@p1")
    row = applied(LAND, moved).row("powers", "see@p1")
    assert row is not None
    assert (row["holder_kind"], row["holder"], row["law"]) == ("council", "a@p1", "by_law")


def test_from_a_day_on_the_old_row_stays_as_the_record() -> None:
    dated = {"matter": "m", "post": "minister", "from_": START}
    before = date(2026, 6, 30)
    made = applied(LAND, MovePower(to_post="deputy@p1", **dated))
    assert made.row("powers", "buy")["valid_to"] == before  # type: ignore[index]
    assert made.row("powers", "buy__deputy")["valid_from"] == START  # type: ignore[index]
    made = applied(LAND, LimitPower(measure="rial", to_amount=9, **dated))
    assert made.row("powers", "buy")["to"] is None  # type: ignore[index]
    assert (made.row("powers", "buy__2") or {})["to"] == 9.0
    made = applied(LAND, RevokePower(**dated))
    assert made["powers"].height == LAND["powers"].height
    assert made.row("powers", "buy")["valid_to"] == before  # type: ignore[index]
    assert applied(LAND, RevokePower(matter="m", post="minister")).row("powers", "buy") is None


def test_ids_of_what_is_granted() -> None:
    grant = GrantPower(matter="m", role="proposes", post="deputy", at=P)
    assert {"m__proposes__deputy@p1", "m__proposes__deputy@p2"} <= set(told(applied(LAND, grant)))
    named = GrantPower(
        matter="m", role="proposes", post="deputy@p1", power="own", to_amount=5, measure="rial"
    )
    row = applied(LAND, named).row("powers", "own@p1")
    assert row is not None
    assert (row["place"], row["to"], row["may_delegate"]) == ("p1", 5.0, None)
    more = named.model_copy(update={"power": None, "from_amount": 5.0, "to_amount": 9.0})
    both = applied(LAND, grant.model_copy(update={"to_amount": 5.0, "measure": "rial"}), more)
    assert "m__proposes__deputy__2@p1" in told(both)


def test_consent_is_asked_from_a_limit() -> None:
    asked = RequireConsent(matter="m", council="a", measure="rial", from_amount=7, at=("p1",))
    row = applied(LAND, asked).row("powers", "m__consents__a@p1")
    assert row is not None
    assert (row["role"], row["from"], row["to"], row["measure"]) == ("consents", 7.0, None, "rial")


def test_a_power_a_council_had_before_it_merged_does_not_go_back_once_it_moved_on() -> None:
    from ostan.reform.councils.joining import MergeCouncils
    from ostan.reform.councils.life import RestoreCouncil

    there = land(power("w@p1", "council b@p1"))
    made = applied(
        there,
        MergeCouncils(host="a@p1", councils=("b@p1",)),
        MovePower(matter="m", council="a@p1", to_post="governor@p1"),
        RestoreCouncil(council="b@p1"),
    )
    row = made.row("powers", "w@p1")
    assert row is not None
    assert (row["holder_kind"], row["holder"]) == ("post", "governor@p1")


# Refusals -------------------------------------------------------------------------------------

MINE: dict[str, Any] = {"matter": "m", "post": "minister"}
RIAL: dict[str, Any] = {**MINE, "measure": "rial"}
TWO = land(
    power("low", to=10.0, measure="rial"),
    power("high", **{"from": 10.0}, measure="rial"),
    power("area", "post governor@p1", to=3.0, measure="hectare"),
)
CASES: list[tuple[str, Country, Change]] = [
    ("unknown_name", LAND, GrantPower(matter="n", post="minister")),
    ("unknown_name", LAND, RevokePower(matter="m", post="nobody")),
    ("holder_unclear", LAND, GrantPower(matter="m")),
    ("holder_unclear", LAND, RevokePower(**MINE, unit="office@p1")),
    ("holder_unclear", LAND, MovePower(**MINE)),
    ("to_itself", LAND, MovePower(**MINE, to_post="minister")),
    ("limits_crossed", LAND, MovePower(**RIAL, to_post="x@p1", from_amount=9, to_amount=9)),
    ("limits_crossed", LAND, GrantPower(**{**RIAL, "post": "x@p1"}, from_amount=9, to_amount=1)),
    ("limits_crossed", LAND, LimitPower(**RIAL, from_amount=9, to_amount=1)),
    ("limits_crossed", LAND, LimitPower(**RIAL, to_amount=1, unlimited=True)),
    ("nothing_set", LAND, LimitPower(**MINE)),
    ("measure_unclear", LAND, LimitPower(**MINE, to_amount=3)),
    ("measure_unclear", LAND, MovePower(**MINE, to_post="x@p1", to_amount=3)),
    ("measure_unclear", TWO, GrantPower(matter="m", post="x@p1", to_amount=3)),
    ("other_measure", TWO, LimitPower(matter="m", post="governor@p1", measure="rial", to_amount=3)),
    ("so_already", TWO, LimitPower(**RIAL, to_amount=10, power="low")),
    ("so_already", LAND, GrantPower(**MINE)),
    ("several_powers", TWO, LimitPower(**RIAL, to_amount=9)),
    ("power_not_there", LAND, RevokePower(matter="m", post="x@p1")),
    ("power_not_there", TWO, MovePower(**MINE, power="area", to_post="x@p1")),
    ("nothing_left", LAND, RevokePower(matter="m", post="deputy", at=P)),
    ("held_already", land(power("w"), power("v", "post x@p1")), MovePower(**MINE, to_post="x@p1")),
    ("own_consent", LAND, RequireConsent(**MINE)),
    ("no_decider", land(power("w", role="observes")), RequireConsent(matter="m", post="x@p1")),
    ("bad_id", LAND, GrantPower(matter="m", post="x@p1", power="a b")),
    ("id_there", LAND, GrantPower(matter="m", post="minister", role="observes", power="buy")),
]


@pytest.mark.parametrize(("code", "country", "change"), CASES)
def test_each_reason_is_told(code: str, country: Country, change: Change) -> None:
    found = check(country, Reform.of([change]), assume=["*"])
    assert {r.why.code for r in found} == {code}
    said = found[0].why.sentence
    assert "{" not in said.fa + said.en
    assert said.fa.startswith("تغییر ۱")
    assert "{" not in reads(country, change).fa + reads(country, change).en


def test_who_closed_may_lose_a_power_but_get_none() -> None:
    rows = lands.base()
    rows["posts"][0]["status"] = "closed"
    there = land(power("w", "post governor@p1"), posts=rows["posts"])
    assert applied(there, RevokePower(matter="m", post="governor@p1"))["powers"].is_empty()
    given = GrantPower(matter="m", post="governor@p1", role="observes")
    assert [r.why.code for r in check(there, Reform.of([given]), assume=["*"])] == ["not_active"]


# The law --------------------------------------------------------------------------------------

RULES = [
    {"rule": f"{m}_{rank}", "move": m, "founding_rank": rank, "enough_rank": rank}
    for m in ("grant_power", "move_power", "limit_power", "require_consent", "revoke_power")
    for rank in ("statute", "decree")
] + [
    {"rule": "own", "move": "move_power", "enough_rank": "local", "condition": "may_delegate=true"},
    {"rule": "any", "move": "grant_power", "enough_rank": "decree"},
]


def ruled(*powers: dict[str, Any]) -> Country:
    return land(*powers, rules=RULES)


def asked(country: Country, change: Change, **terms: Any) -> list[tuple[str, str, str | None]]:
    return [(n.council, n.verdict, n.rank) for n in needs(country, change, **terms)]


def test_the_act_that_gave_it_says_who_may_take_it() -> None:
    there = ruled(power("w", law="act"), power("v", "post x@p1"), power("u", "post y@p1", law=None))
    for post, answer in (
        ("minister", ("w", "allowed", "statute")),
        ("x@p1", ("v", "allowed", "decree")),
        ("y@p1", ("u", "unknown", None)),
    ):
        every: list[Change] = [
            MovePower(matter="m", post=post, to_post="z@p1"),
            RevokePower(matter="m", post=post),
            LimitPower(matter="m", post=post, measure="rial", to_amount=3),
        ]
        for change in every:
            assert asked(there, change) == [answer]
    moved = MovePower(matter="m", post="minister", to_post="z@p1")
    assert asked(there, moved, within=["decree"]) == [("w", "locked", "statute")]
    assert check(there, Reform.of([moved]), within=["decree"])[0].councils == ("w",)


def test_who_may_delegate_needs_nobody_else() -> None:
    there = ruled(power("w", law="act", may_delegate=True), power("v", law="act", place="p2"))
    moved = MovePower(matter="m", post="minister", to_post="governor", at=("p1",))
    assert asked(there, moved) == [("w", "allowed", "local")]


def test_a_new_power_is_judged_by_those_who_decide_now() -> None:
    there = ruled(power("w", law="act", place="p1"))
    granted = GrantPower(matter="m", post="deputy", role="proposes", at=P)
    assert asked(there, granted) == [
        ("m__proposes__deputy@p2", "allowed", "decree"),
        ("w", "allowed", "statute"),
    ]
    consent = RequireConsent(matter="m", post="deputy", at=("p1",))
    assert asked(there, consent) == [("w", "allowed", "statute")]
    # Amounts that do not meet leave it alone.
    low = land(power("w", law="act", to=5.0, measure="rial"), rules=RULES)
    high = GrantPower(matter="m", post="minister", from_amount=5, measure="rial")
    assert asked(low, high) == [("m__decides__minister", "allowed", "decree")]


def test_what_is_offered_instead() -> None:
    there = land(power("w", law="act"), power("v", "post x@p1", law="act"), rules=RULES)
    moved = MovePower(matter="m", post="minister", to_post="x@p1")
    (refusal,) = check(there, Reform.of([moved]))
    assert refusal.alternative == RevokePower(matter="m", post="minister")
    apart = ruled(
        power("w", "post x@p1", law="act", place="p1"), power("v", "post x@p2", place="p2")
    )
    every = RevokePower(matter="m", post="x", at=P)
    (refusal,) = check(apart, Reform.of([every]), within=["decree"])
    assert refusal.alternative == every.model_copy(update={"but": ("p1",)})
    assert check(apart, Reform.of([refusal.alternative]), within=["decree"]) == ()


# What holds for all ---------------------------------------------------------------------------


def holds(country: Country, drawn: list[OfPower]) -> None:
    """Nothing given changes, refused changes do nothing, whole is as in turn."""
    reform, digest = Reform.of(drawn), country.digest
    refused = {r.index for r in check(country, reform, assume=["*"])}
    if refused:
        with pytest.raises(Refused):
            apply(country, reform, assume=["*"])
    rest = reform.without(*refused)
    made = on(country, rest).country
    each = country
    for change in rest:
        each = on(each, Reform.of([change])).country
    assert each == made
    assert made["powers"]["power"].is_unique().all()
    assert Country.of(dict(made.tables)) == made
    assert country.digest == digest
    for first, second, _ in pairs(country, rest, assume=["*"])[:1]:
        assert first < second


DRAWN = registers().flatmap(
    lambda c: st.tuples(st.just(c), st.lists(changes(c), min_size=2, max_size=4))
)


@settings(max_examples=2, deadline=None)
@given(DRAWN)
def test_what_holds_for_changes_of_powers(drawn: tuple[Country, list[OfPower]]) -> None:
    holds(*drawn)


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(DRAWN)
def test_what_holds_for_many_changes_of_powers(drawn: tuple[Country, list[OfPower]]) -> None:
    holds(*drawn)


# Delegation -----------------------------------------------------------------------------------

SOURCE = power("buy", may_delegate=True, law="act", to=50.0, measure="rial")


def delegation(**more: Any) -> GrantPower:
    """Return the delegation of the minister's power to the governors."""
    fixed = {"matter": "m", "post": "governor", "delegated_from": "buy", "measure": "rial"}
    return GrantPower.model_validate({**fixed, "to_amount": 9.0, "at": P, **more})


def test_a_delegation_names_its_source_and_its_hand_is_enough() -> None:
    rules = [
        {
            "rule": "own",
            "move": "grant_power",
            "enough_rank": "local",
            "condition": "may_delegate=true",
        }
    ]
    there = land(SOURCE, rules=rules)
    assert asked(there, delegation()) == [("buy", "allowed", "local")]
    made = apply(there, Reform.of([delegation()])).country
    row = made.row("powers", "m__decides__governor@p1")
    assert row is not None
    assert (row["delegated_from"], row["to"]) == ("buy", 9.0)
    further = delegation(post="deputy", delegated_from="m__decides__governor", to_amount=5.0)
    below = applied(made, further).row("powers", "m__decides__deputy@p2")
    assert below is not None
    assert below["delegated_from"] == "m__decides__governor@p2"


@pytest.mark.parametrize(
    ("code", "source", "change"),
    [
        ("source_unknown", SOURCE, delegation(delegated_from="sell", at=(), post="governor@p1")),
        ("may_not_delegate", SOURCE | {"may_delegate": False}, delegation()),
        ("source_not_held", SOURCE, delegation(to_amount=None)),
        ("source_not_held", SOURCE | {"role": "consents"}, delegation()),
        ("source_not_held", SOURCE | {"place": "p1"}, delegation(at=("p2",))),
        ("source_not_held", SOURCE | {"condition": "به تشخیص"}, delegation()),
    ],
)
def test_nobody_delegates_what_it_has_not(
    code: str, source: dict[str, Any], change: GrantPower
) -> None:
    found = check(land(source), Reform.of([change]), assume=["*"])
    assert {r.why.code for r in found} == {code}


def test_instead_of_a_delegation_that_does_not_stand() -> None:
    there = land(SOURCE)
    (refusal,) = check(there, Reform.of([delegation(to_amount=90.0)]), assume=["*"])
    assert refusal.alternative == delegation(to_amount=50.0)
    firm = land(SOURCE | {"may_delegate": False})
    (refusal,) = check(firm, Reform.of([delegation()]), assume=["*"])
    fixed = {"matter": "m", "post": "minister", "to_post": "governor", "power": "buy"}
    moved = MovePower(**fixed, measure="rial", to_amount=9.0, at=P)  # type: ignore[arg-type]
    assert refusal.alternative == moved
    assert check(firm, Reform.of([moved]), assume=["*"]) == ()


def test_a_power_that_was_delegated_on_keeps_its_delegations() -> None:
    there = applied(land(SOURCE), delegation())
    (refusal,) = check(there, Reform.of([RevokePower(matter="m", post="minister")]), assume=["*"])
    assert refusal.why.code == "delegated_on"
    everywhere = RevokePower(matter="m", post="governor", at=P)
    assert applied(there, everywhere, RevokePower(matter="m", post="minister"))["powers"].is_empty()
    # A source that is cut is named by the part that holds what was delegated.
    moved = MovePower(matter="m", post="minister", to_council="a", at=("p1",))
    named = dict(applied(there, moved)["powers"].select("power", "delegated_from").iter_rows())
    assert named["m__decides__governor@p1"] == "buy__a@p1"
    assert named["m__decides__governor@p2"] == "buy"
    assert set(named.values()) - {None} <= set(named)


def test_a_condition_in_words_gives_way_to_a_limit() -> None:
    there = land(power("w", condition="به تشخیص"))
    change = LimitPower(
        matter="m", post="minister", measure="rial", to_amount=4, unconditional=True
    )
    row = applied(there, change).row("powers", "w")
    assert row is not None
    assert (row["condition"], row["to"]) == (None, 4.0)
    alone = LimitPower(matter="m", post="minister", unconditional=True)
    assert applied(there, alone).row("powers", "w")["condition"] is None  # type: ignore[index]
    assert [r.why.code for r in check(LAND, Reform.of([alone]), assume=["*"])] == ["so_already"]
