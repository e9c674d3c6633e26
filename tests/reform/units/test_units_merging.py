"""Mergers of units: nobody and nothing is lost, and what is locked stays locked."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reform.lands import applied, on
from tests.reform.test_properties import each_in_turn
from tests.reform.units import lands

from ostan.country.checks import check as findings
from ostan.country.country import Country
from ostan.country.tables import SEAT_ROLES, TABLES
from ostan.files.reforms import events
from ostan.reform.apply import Refused, apply, check
from ostan.reform.commute import pairs
from ostan.reform.councils.joining import MergeCouncils
from ostan.reform.kinds import KINDS
from ostan.reform.needs import Terms, needs
from ostan.reform.places import places_of
from ostan.reform.reads import reads
from ostan.reform.reform import Reform
from ostan.reform.step import taken_at_once
from ostan.reform.units.heading import SetHead
from ostan.reform.units.merging import MergeUnits

P = ("*province",)
LAND = lands.land()


def unit(country: Country, id: str) -> dict[str, object]:
    row = country.row("units", id)
    assert row is not None
    return dict(row)


def refusal(country: Country, change: MergeUnits, **terms: object) -> tuple[str, str]:
    (found,) = check(country, Reform.of([change]), **terms)  # type: ignore[arg-type]
    return found.why.code, found.why.sentence.en


# What it does -----------------------------------------------------------------------------------


def test_all_that_was_theirs_is_the_one_that_takes_them_in() -> None:
    made = applied(LAND, MergeUnits(into="u@p1", units=("v@p1", "w@p1")))
    row = unit(made, "u@p1")
    assert (row["staff"], row["budget_per_year"]) == (18, None)
    assert row["functions"] == ["water", "youth"]
    assert row["serves"] == ["land", "p1"]
    assert row["head"] == "u_head@p1"
    for gone in ("v@p1", "w@p1"):
        assert (unit(made, gone)["status"], unit(made, gone)["replaced_by"]) == ("merged", "u@p1")
    assert unit(made, "v@p1")["staff"] == 7
    assert unit(made, "y@p1")["parent"] == "u@p1"
    posts = dict(made["posts"].select("post", "unit").iter_rows())
    assert (posts["v_head@p1"], posts["v_clerk@p1"], posts["w_clerk@p1"]) == (None, "u@p1", "u@p1")
    assert set(made["posts"]["status"]) == {"active"}
    held = dict(made["powers"].select("power", "holder").iter_rows())
    assert (held["w3"], held["w4"], held["w2"]) == ("u@p1", "u_head@p1", "x@p1")
    assert made.row("councils", "a@p1")["secretariat"] == "u@p1"
    assert made.row("services", "s@p1")["unit"] == "u@p1"
    assert made.row("steps", "m", "p1", 2)["unit"] == "u@p1"
    # What is elsewhere is as it was.
    assert unit(made, "v@p2") == unit(LAND, "v@p2")


def test_the_seats_of_a_head_that_gives_way_are_the_heads() -> None:
    made = applied(LAND, MergeUnits(into="u@p1", units=("v@p1",)))
    holders = set(made["seats"].filter(council="a@p1")["holder"])
    assert holders == set(LAND["seats"].filter(council="a@p1")["holder"]) - {"v_head@p1"}
    assert made.row("seats", "a@p1", "u_head@p1")["role"] == "member"
    assert made.row("seats", "b@p1", "u_head@p1")["attendance"] == 0.5
    assert made.row("seats", "b@p1", "v_head@p1") is None
    assert made.row("seats", "c@p1", "v_clerk@p1") is not None


def test_another_head_may_be_named() -> None:
    made = applied(LAND, MergeUnits(into="u@p1", units=("v@p1",), head="v_head@p1"))
    assert unit(made, "u@p1")["head"] == "v_head@p1"
    assert made.row("posts", "v_head@p1")["unit"] == "u@p1"
    assert made.row("posts", "u_head@p1")["unit"] is None
    assert made.row("seats", "a@p1", "v_head@p1")["role"] == "member"


def test_a_post_of_the_bench_may_be_named_and_no_post_of_others() -> None:
    alone = MergeUnits(into="w@p1", units=("y@p1",), head="minister")
    assert applied(LAND, alone).row("posts", "minister")["unit"] == "w@p1"
    other = alone.model_copy(update={"head": "u_head@p1"})
    assert refusal(LAND, other)[0] == "head_elsewhere"


def test_which_head_remains_has_to_be_clear() -> None:
    unclear = MergeUnits(into="w@p1", units=("u@p1", "v@p1"))
    code, said = refusal(LAND, unclear)
    assert code == "head_unclear"
    assert "u_head@p1" in said
    (found,) = check(LAND, Reform.of([unclear]))
    assert found.alternative == unclear.model_copy(update={"head": "u_head@p1"})
    everywhere = MergeUnits(into="w", units=("u", "v"), at=P)
    told = {r.alternative for r in check(LAND, Reform.of([everywhere]))}
    assert told == {everywhere.model_copy(update={"head": "u_head"})}
    one = applied(LAND, MergeUnits(into="w@p1", units=("v@p1",)))
    assert unit(one, "w@p1")["head"] == "v_head@p1"
    assert one.row("posts", "v_head@p1")["unit"] == "w@p1"


def test_in_every_province_and_only_in_the_place_itself() -> None:
    made = applied(LAND, MergeUnits(into="u", units=("v",), at=P, but=("p2",)))
    assert made == applied(LAND, MergeUnits(into="u@p1", units=("v@p1",)))
    ministry = MergeUnits(into="m1", units=("m2",), at=P)
    assert [r.why.code for r in check(LAND, Reform.of([ministry]))] == ["nothing_left"]


def test_a_unit_rises_to_the_place_of_what_merges_into_it() -> None:
    stacked = LAND.with_tables(
        units=LAND["units"].with_columns(
            parent=pl.when(unit="v@p1").then(pl.lit("u@p1")).otherwise("parent")
        )
    )
    made = applied(stacked, MergeUnits(into="y@p1", units=("v@p1",)))
    assert unit(made, "y@p1")["parent"] == "u@p1"
    made = applied(stacked, MergeUnits(into="y@p1", units=("u@p1", "v@p1"), head="u_head@p1"))
    assert unit(made, "y@p1")["parent"] is None


# What it refuses --------------------------------------------------------------------------------


REFUSED = [
    (MergeUnits(into="u@p1", units=("u@p1",)), "own_host"),
    (MergeUnits(into="u@p1", units=("v@p1", "v@p1")), "named_twice"),
    (MergeUnits(into="u@p1", units=("x@p1",)), "other_ministry"),
    (MergeUnits(into="u@p1", units=("bank@p1",)), "other_form"),
    (MergeUnits(into="bank@p1", units=("u@p1",)), "other_form"),
    (MergeUnits(into="u@p1", units=("nobody@p1",)), "unknown_name"),
    (MergeUnits(into="bank@p1", units=("bank@p2",)), "locked_by_law"),
    (MergeUnits(into="m1", units=("m2",)), "locked_by_law"),
]


@pytest.mark.parametrize(("change", "code"), REFUSED)
def test_refused_changes_change_nothing(change: MergeUnits, code: str) -> None:
    digest = LAND.digest
    # Whatever is assumed of missing facts.
    for assumed in ([], ["*"]):
        with pytest.raises(Refused) as caught:
            apply(LAND, Reform.of([change]), assume=assumed)
        assert {r.why.code for r in caught.value.refusals} == {code}
        assert all("{" not in r.why.sentence.fa + r.why.sentence.en for r in caught.value.refusals)
    assert LAND.digest == digest


def test_what_is_locked_says_by_whom_it_could_be_changed() -> None:
    (need,) = needs(LAND, MergeUnits(into="bank@p1", units=("bank@p2",)), assume=["*"])
    assert (need.table, need.verdict, need.rank, need.assumed) == ("units", "locked", None, False)
    assert "general assembly" in need.body.en
    assert need.body.fa in need.route.fa
    opened = LAND["rules"].with_columns(
        enough_rank=pl.when(pl.col("rule") == "mu_others")
        .then(pl.lit("local"))
        .otherwise("enough_rank")
    )
    (need,) = needs(
        LAND.with_tables(rules=opened),
        MergeUnits(into="bank@p1", units=("bank@p2",)),
        assume=["*"],
    )
    assert (need.verdict, need.rank) == ("allowed", "local")


def test_the_act_of_the_unit_that_disappears_binds() -> None:
    merged = MergeUnits(into="u@p1", units=("v@p1", "w@p1"))
    found = needs(LAND, merged)
    assert [(n.council, n.verdict, n.rank) for n in found] == [
        ("v@p1", "allowed", "decree"),
        ("w@p1", "allowed", "decree"),
    ]
    assert {n.verdict for n in needs(LAND, merged, within=["local"])} == {"locked"}
    unit_of_statute = LAND["units"].with_columns(
        law=pl.when(pl.col("unit") == "v@p1").then(pl.lit("act")).otherwise("law")
    )
    bound = LAND.with_tables(units=unit_of_statute)
    (found_,) = check(bound, Reform.of([merged]))
    assert found_.councils == ("v@p1",)
    assert [(r.table, r.key) for r in found_.why.rows] == [("units", ("v@p1",))]
    assert found_.alternative == merged.model_copy(update={"units": ("w@p1",)})
    other = check(bound, Reform.of([MergeUnits(into="w@p1", units=("v@p1",))]))
    assert other[0].alternative == MergeUnits(into="v@p1", units=("w@p1",))


def test_no_unit_of_the_sample_but_those_of_ministries_merges(sample: Country, day: date) -> None:
    rows = sample["units"].filter(pl.col("status") == "active", pl.col("place") == "yazd")
    for form in rows["legal_form"].unique():
        same = rows.filter(pl.col("legal_form") == form).sort("unit")
        for ministry in (
            same["ministry"].value_counts().filter(pl.col("count") > 1)["ministry"].to_list()
        ):
            into, gone = same.filter(pl.col("ministry").eq_missing(ministry))["unit"][:2]
            found = check(
                sample, Reform.of([MergeUnits(into=into, units=(gone,))]), assume=["*"], day=day
            )
            codes = {r.why.code for r in found}
            assert codes == (set() if form == "ministry_unit" else {"locked_by_law"}), (into, gone)


# What holds for any -----------------------------------------------------------------------------


def root(country: Country, id: str) -> str:
    to = dict(country["units"].select("unit", "replaced_by").drop_nulls().iter_rows())
    while id in to:
        id = to[id]
    return id


def total(country: Country, ids: list[str], column: str) -> int | None:
    values = [unit(country, i)[column] for i in ids]
    return None if None in values else sum(values)  # type: ignore[arg-type]


def amounts_are_conserved(before: Country, after: Country) -> None:
    living = after["units"].filter(pl.col("status") == "active")["unit"]
    for id in living:
        parts = [u for u in before["units"]["unit"] if root(after, u) == id]
        for column in ("staff", "budget_per_year"):
            assert unit(after, id)[column] == total(before, parts, column)
        for column in ("functions", "serves"):
            own = {
                x for u in parts for x in (unit(before, u)[column] or _own_place(before, u, column))
            }
            assert set(unit(after, id)[column] or _own_place(after, id, column)) == own


def _own_place(country: Country, id: str, column: str) -> list[object]:
    return [unit(country, id)["place"]] if column == "serves" else []


def rows_are_conserved(before: Country, after: Country) -> None:
    for name, table in TABLES.items():
        if name not in ("seats", "units"):
            assert after[name].select(table.key).equals(before[name].select(table.key)), name
    assert after["units"]["unit"].equals(before["units"]["unit"])
    for name in ("demand", "matters", "laws", "rules", "agenda", "sessions", "places"):
        assert after[name].equals(before[name])
    same = [c for c in before["posts"].columns if c != "unit"]
    assert after["posts"].select(same).equals(before["posts"].select(same))


def everything_names_what_stands(before: Country, after: Country) -> None:
    gone = set(after["units"].filter(pl.col("status") == "merged")["unit"])
    for name, table in TABLES.items():
        for column, target in table.refers.items():
            if target == "units" and column != "replaced_by":
                rows = (
                    after[name].filter(pl.col("status") == "active")
                    if name == "units"
                    else after[name]
                )
                assert not set(rows[column].drop_nulls()) & gone, (name, column)
                if name != "units":
                    was = before[name][column].to_list()
                    to = [u and root(after, u) for u in was]
                    now = after[name][column].to_list()
                    # A head that gave way sits on the bench; all else names the successor.
                    bench = name == "posts"
                    assert all(
                        n == t or (bench and n is None) for n, t in zip(now, to, strict=True)
                    )
    held = after["powers"].filter(pl.col("holder_kind") == "unit")["holder"]
    assert not set(held) & gone
    new = {f.code for f in findings(after)} - {f.code for f in findings(before)}
    assert new <= {"head_of_another_unit"}


def heads_have_a_place_or_sit_on_the_bench(before: Country, after: Country) -> None:
    living = after["units"].filter(pl.col("status") == "active")
    moved = after["posts"].join(before["posts"].select("post", was="unit"), on="post")
    benched = moved.filter(pl.col("unit").is_null(), pl.col("was").is_not_null())
    assert set(benched["status"]) <= {"active"}
    assert not set(benched["post"]) & set(living["head"].drop_nulls())
    assert set(benched["post"]) <= set(before["units"]["head"].drop_nulls())
    assert not set(after["seats"]["holder"]) & set(benched["post"])


def seats_are_conserved(before: Country, after: Country) -> None:
    """Each seat is held by the same post, or by the head of the unit its holder's unit is now in."""
    rank = {r: k for k, r in enumerate(SEAT_ROLES)}
    roles = {
        (c, h): rank[r] for c, h, r in after["seats"].select("council", "holder", "role").rows()
    }
    units = dict(before["posts"].select("post", "unit").iter_rows())
    for council, holder, role in before["seats"].select("council", "holder", "role").rows():
        heir = holder
        if (council, holder) not in roles:
            heir = str(unit(after, root(after, units[holder]))["head"])
        assert roles[council, heir] <= rank[role]
    assert len(roles) <= before["seats"].height


def twice_is_as_at_once(before: Country, change: MergeUnits) -> None:
    whole = Reform.of([change])
    rest = [MergeUnits(into=change.into, units=(u,)) for u in change.units]
    made = on(before, whole).country
    assert Reform.loads(whole.dumps()) == events.loads(events.dumps(whole)) == whole
    assert Country.of(dict(made.tables)) == made
    # One that heads two of them gives way in both at once, and in none before the other.
    if check(before, Reform.of(rest), assume=["*"]):
        return
    half = on(on(before, Reform.of(rest[:1])).country, Reform.of(rest[1:])).country
    assert half == on(before, Reform.of(rest)).country


LAWS = [
    amounts_are_conserved,
    rows_are_conserved,
    everything_names_what_stands,
    heads_have_a_place_or_sit_on_the_bench,
    seats_are_conserved,
]


def holds(before: Country, change: MergeUnits) -> None:
    digest = before.digest
    refused = check(before, Reform.of([change]), assume=["*"])
    assert {r.why.code for r in refused} <= {"head_unclear", "post_heads"}
    if refused:
        return
    made = on(before, Reform.of([change])).country
    for law in LAWS:
        law(before, made)
    assert before.digest == digest == Country.of(dict(before.tables)).digest
    twice_is_as_at_once(before, change)


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(lands.countries(), lands.mergers())
def test_nobody_and_nothing_is_lost(before: Country, change: MergeUnits) -> None:
    holds(before, change)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(lands.countries(), lands.mergers())
def test_nobody_and_nothing_is_lost_in_many(before: Country, change: MergeUnits) -> None:
    holds(before, change)


def swapping_tells(before: Country, one: MergeUnits, other: MergeUnits) -> None:
    both = Reform.of([one, other])
    if check(before, both, assume=["*"]):
        return
    swapped = Reform.of([other, one])
    told = pairs(before, both, assume=["*"])
    same = not check(before, swapped, assume=["*"]) and (
        on(before, both).country == on(before, swapped).country
    )
    assert (not told) == same


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(lands.countries(), lands.mergers(), lands.mergers())
def test_mergers_commute_where_it_is_said(
    before: Country, one: MergeUnits, other: MergeUnits
) -> None:
    swapping_tells(before, one, other)


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(lands.countries(), st.permutations(["v@p1", "w@p1", "y@p1"]))
def test_where_each_heads_one_unit_the_order_does_not_matter(
    before: Country, order: list[str]
) -> None:
    headed = before["units"].with_columns(
        head=pl.when(pl.col("unit") == "u@p1").then(pl.lit("minister")).otherwise("head")
    )
    there = before.with_tables(units=headed)
    one = Reform.of([MergeUnits(into="u@p1", units=(u,)) for u in order])
    whole = Reform.of([MergeUnits(into="u@p1", units=("v@p1", "w@p1", "y@p1"))])
    refused = {r.why.code for f in (one, whole) for r in check(there, f, assume=["*"])}
    assert refused <= {"post_heads"}
    assert refused or on(there, one).country == on(there, whole).country


def orders_agree(before: Country, named: bool) -> None:
    """Mergers without a unit in common: in the orders that are not refused they come to one thing."""
    head = before["posts"]["post"][-1] if named else None
    one = MergeUnits(into="u@p1", units=("v@p1",), head=head)
    other = MergeUnits(into="w@p1", units=("y@p1",))
    ways = [Reform.of([one, other]), Reform.of([other, one])]
    made = [on(before, w).country for w in ways if not check(before, w, assume=["*"])]
    assert all(m == made[0] for m in made)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(lands.countries(), st.booleans())
def test_what_becomes_of_heads_rests_on_no_order(before: Country, named: bool) -> None:
    orders_agree(before, named)


@st.composite
def mergers_apart(draw: st.DrawFn) -> tuple[Country, Reform]:
    """Return a country and two mergers in a row that have no unit in common, those that apply."""
    country = draw(lands.countries())
    a, b, c, d, e = draw(st.permutations(lands.UNITS))
    head = draw(st.none() | st.just("minister"))
    first = MergeUnits(into=a, units=(b, e) if draw(st.booleans()) else (b,), head=head)
    reform = Reform.of([first, MergeUnits(into=c, units=(d,))])
    refused = {r.index for r in check(country, reform, assume=["*"])}
    return country, reform.without(*refused)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(mergers_apart())
def test_mergers_made_at_once_are_as_if_made_in_turn(drawn: tuple[Country, Reform]) -> None:
    each_in_turn(*drawn)


def test_mergers_that_may_meet_are_made_in_turn() -> None:
    def number(*changes: MergeUnits) -> int | None:
        steps = taken_at_once(0, changes, LAND.tables, Terms.of(None, ["*"], None), LAND.ancestors)
        return steps and len(steps)

    one = MergeUnits(into="u@p1", units=("v@p1",))
    assert number(one, MergeUnits(into="u@p2", units=("v@p2",))) == 2
    # y stands under v; a unit in both; one of them refused.
    assert number(one, MergeUnits(into="w@p1", units=("y@p1",))) is None
    assert number(one, MergeUnits(into="u@p1", units=("w@p1",))) is None
    assert number(one, MergeUnits(into="u@p2", units=("bank@p2",))) is None
    each_in_turn(LAND, Reform.of([one, MergeUnits(into="w@p1", units=("y@p1",))]))


def two_headed() -> Country:
    """Return the land where v_head@p1 heads w@p1 as well, which has posts of its own."""
    units = LAND["units"].with_columns(
        head=pl.when(pl.col("unit") == "w@p1").then(pl.lit("v_head@p1")).otherwise("head")
    )
    return LAND.with_tables(units=units)


def test_one_that_heads_two_units_gives_way_in_neither_before_the_other_has_a_head() -> None:
    there = two_headed()
    into = MergeUnits(into="u@p1", units=("v@p1",))
    assert refusal(there, into)[0] == "post_heads"
    (found,) = check(there, Reform.of([into]))
    assert found.councils == ("w@p1",)
    made = applied(there, SetHead(unit="w@p1", head="w_clerk@p1"), into)
    assert made.row("posts", "v_head@p1")["unit"] is None
    both = applied(there, MergeUnits(into="u@p1", units=("v@p1", "w@p1")))
    assert both == applied(there, MergeUnits(into="u@p1", units=("w@p1",)), into)
    # From a unit that is not its own it only ceases to head it.
    beside = applied(there, MergeUnits(into="u@p1", units=("w@p1",)))
    assert beside.row("posts", "v_head@p1")["unit"] == "v@p1"
    assert beside["seats"].equals(there["seats"])


def test_with_a_merger_of_councils_in_either_order() -> None:
    units, councils = (
        MergeUnits(into="u@p1", units=("v@p1",)),
        MergeCouncils(host="a@p1", councils=("b@p1", "c@p1")),
    )
    assert applied(LAND, units, councils) == applied(LAND, councils, units)


# Words and data ---------------------------------------------------------------------------------


def test_it_reads_as_an_office_writes_it() -> None:
    change = MergeUnits(into="u", units=("v", "w"), head="v_head", at=P, reason="کار یکی است")
    words = reads(LAND, change)
    assert words.fa == (
        "در همهٔ استان‌ها، «واحد v@p1» و «واحد w@p1» در «واحد u@p1» ادغام می‌شود، رئیس آن "
        "«سمت v_head@p1» است. دلیل: کار یکی است."
    )
    assert words.en.startswith("In every province, “unit v@p1” and “unit w@p1” shall merge into")
    assert places_of(Reform.of([change]), LAND) == {"p1", "p2"}
    assert KINDS["merge_units"] is MergeUnits
