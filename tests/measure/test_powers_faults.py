"""The checker of powers against the plain reading of every case, and by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations, product
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.registers import (
    DAYS,
    LEAVES,
    SINCE,
    cases,
    frame,
    laws,
    own,
    register,
    registers,
    units,
)

from ostan.country.country import Country
from ostan.country.tables import POWER_ROLES
from ostan.measure.powers import matter_deciders, space
from ostan.measure.powers.faults import IN_WORDS, faults
from ostan.measure.powers.plain import Case, Held, Plain

pytestmark = pytest.mark.slow

Key = tuple[Any, ...]
Shown = Iterator[tuple[str, tuple[str, ...]]]


def holders(country: Country) -> dict[str, str]:
    return dict(country["powers"].select("power", "holder").iter_rows())


# Every case, read plainly ------------------------------------------------------------------------


def shows_gap(country: Country, case: Case, held: Held) -> Shown:
    roles = set(country["powers"].filter(matter=case.matter)["role"])
    if not held.all("decides") and (not roles or roles - {"observes", "duty"}):
        yield "gap", ()
    if not held.sure["decides"] and held.perhaps["decides"]:
        yield "gap" + IN_WORDS, ()


def shows_overlap(country: Country, case: Case, held: Held) -> Shown:
    of = holders(country)
    row = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    for pair in combinations(sorted(held.all("decides")), 2):
        if of[pair[0]] != of[pair[1]] and any(own(row[p], case) for p in pair):
            sure = set(pair) <= set(held.sure["decides"])
            yield "overlap" + ("" if sure else IN_WORDS), pair


def pairs(
    country: Country, case: Case, held: Held, first: tuple[str, ...], second: tuple[str, ...]
) -> Iterator[tuple[str, str, bool]]:
    """Yield the pairs of powers of one holder with these roles, and whether both hold surely.

    They are held against each other in the measures of their own limits.
    """
    of = holders(country)
    row = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    sure = {p for powers in held.sure.values() for p in powers}
    for one in (p for r in first for p in held.all(r)):
        for two in (p for r in second for p in held.all(r)):
            if of[one] == of[two] and (own(row[one], case) or own(row[two], case)):
                yield one, two, {one, two} <= sure


def shows_contradiction(country: Country, case: Case, held: Held) -> Shown:
    under = ("consents", "coordinates", "consulted", "observes")
    for one, two, sure in pairs(country, case, held, ("decides",), under):
        yield "contradiction" + ("" if sure else IN_WORDS), (one, two)


def shows_alone(country: Country, case: Case, held: Held) -> Shown:
    of = holders(country)
    for one, two, sure in pairs(country, case, held, ("proposes",), ("decides",)):
        say = [p for p in held.all("decides") + held.all("consents") if of[p] != of[one]]
        surely = [p for r in ("decides", "consents") for p in held.sure[r] if of[p] != of[one]]
        if sure and not say:
            yield "alone", (one, two)
        elif not surely:
            yield "alone" + IN_WORDS, (one, two)


def shows_duty(country: Country, case: Case, held: Held) -> Shown:
    of = holders(country)
    means = ("decides", "consents", "proposes", "coordinates")
    row = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    for power in (p for p in held.all("duty") if own(row[p], case)):
        if not any(of[p] == of[power] for r in means for p in held.all(r)):
            yield "duty_without_power", (power,)
        elif not any(of[p] == of[power] for r in means for p in held.sure[r]):
            yield "duty_without_power" + IN_WORDS, (power,)


def shows_consent(country: Country, case: Case, held: Held) -> Shown:
    of = holders(country)
    units = {r["unit"]: r for r in country["units"].iter_rows(named=True)}
    row = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    for power in (p for p in held.all("consents") if own(row[p], case)):
        unit = units.get(of[power])
        if (
            unit is None
            or unit["status"] != "active"
            or (unit["valid_from"] and case.day < unit["valid_from"])
            or (unit["valid_to"] and case.day > unit["valid_to"])
        ):
            yield "consent_impossible", (power,)


def plainly(
    country: Country, shows: Callable[[Country, Case, Held], Shown]
) -> dict[Key, tuple[date, float, str | None]]:
    """Return the first case of each fault: kind, matter, powers (or measure, where it has none)."""
    found: dict[Key, tuple[date, float, str | None]] = {}
    plain = Plain.of(country)
    for case in cases(country):
        for kind, powers in shows(country, case, plain.evaluate(case)):
            key = (kind, case.matter, *(powers or (case.measure,)))
            seen = (case.day, case.amount, case.place)
            found[key] = min(found.get(key, seen), seen)
    return {
        k: v
        for k, v in found.items()
        if not (
            k[0].endswith(IN_WORDS)
            and k[0] != "gap" + IN_WORDS
            and (k[0][: -len(IN_WORDS)], *k[1:]) in found
        )
    }


def checked(country: Country, kind: str) -> dict[Key, tuple[date, float, str | None]]:
    found = faults(country, SINCE).filter(pl.col("kind").str.starts_with(kind))
    return {
        (
            r["kind"],
            r["matter"],
            *((r["measure"],) if kind == "gap" else r["powers"]),
        ): (r["day"], r["amount"], r["place"])
        for r in found.iter_rows(named=True)
    }


@given(registers())
@settings(max_examples=12, deadline=None)
def test_gaps_are_those_of_the_plain_reading(country: Country) -> None:
    assert checked(country, "gap") == plainly(country, shows_gap)


@pytest.mark.slow
@given(registers(("decides",)), st.sampled_from(["a", "c"]))
@settings(max_examples=5, deadline=None)
def test_the_faults_of_a_place_are_those_of_its_cases(country: Country, place: str) -> None:
    inside = {"a": ("a1", "a2"), "c": ("c",)}[place]
    found = faults(country, SINCE, place)
    seen = {
        (r["kind"], *(r["powers"] or (r["matter"], r["measure"]))): (r["day"], r["amount"], r["place"])
        for r in found.filter(pl.col("kind").is_in(["gap", "overlap"])).iter_rows(named=True)
    }  # fmt: skip
    plain = Plain.of(country)
    shown: dict[Key, tuple[date, float, str | None]] = {}
    for case in cases(country):
        if case.place in inside:
            held = plain.evaluate(case)
            for shows in (shows_gap, shows_overlap):
                for kind, powers in shows(country, case, held):
                    key = (kind, *(powers or (case.matter, case.measure)))
                    first = (case.day, case.amount, case.place)
                    shown[key] = min(shown.get(key, first), first)
    assert seen == {k: v for k, v in shown.items() if not k[0].endswith(IN_WORDS)}


@given(registers(("decides", "decides", "proposes")))
@settings(max_examples=12, deadline=None)
def test_overlaps_are_those_of_the_plain_reading(country: Country) -> None:
    assert checked(country, "overlap") == plainly(country, shows_overlap)


ROLES_OF = {
    "contradiction": (shows_contradiction, ("decides", "observes", "consents")),
    "alone": (shows_alone, ("decides", "decides", "proposes", "proposes", "consents")),
    "duty": (shows_duty, ("duty", "duty", "decides", "coordinates", "observes")),
}


@pytest.mark.parametrize("kind", list(ROLES_OF))
def test_roles_of_one_holder_are_those_of_the_plain_reading(kind: str) -> None:
    shows, roles = ROLES_OF[kind]

    @given(registers(roles))
    @settings(max_examples=12, deadline=None)
    def agrees(country: Country) -> None:
        assert checked(country, kind) == plainly(country, shows)

    agrees()


@given(registers(("consents",), 4), units())
@settings(max_examples=12, deadline=None)
def test_consents_that_nobody_can_give_are_those_of_the_plain_reading(
    country: Country, rows: list[dict[str, Any]]
) -> None:
    known = country.with_tables(units=frame("units", rows))
    assert checked(known, "consent") == plainly(known, shows_consent)


@given(registers(("decides", "decides", "consents"), 7))
@settings(max_examples=12, deadline=None)
def test_shadowed_powers_are_those_that_add_nothing_in_any_case(country: Country) -> None:
    found = faults(country, SINCE).filter(kind="shadowed")["powers"].to_list()
    row = {r["power"]: r for r in country["powers"].iter_rows(named=True)}
    plain = Plain.of(country)
    shades: dict[str, list[set[str]]] = {}
    for case in cases(country):
        held = plain.evaluate(case)
        for role, powers in held.sure.items():
            for p in held.all(role):
                peers = {q for q in powers if q != p and row[q]["holder"] == row[p]["holder"]}
                shades.setdefault(p, []).append(peers)
    assert {p for p, *_ in found} == {p for p, sets in shades.items() if all(sets)}
    for power, *by in found:
        assert all(peers & set(by) for peers in shades[power])
        for spared in by:  # none could be spared
            assert not all(peers & (set(by) - {spared}) for peers in shades[power])


@given(registers())
@settings(max_examples=12, deadline=None)
def test_dead_powers_are_those_that_hold_on_no_day(country: Country) -> None:
    dead = {p for (p,) in faults(country, SINCE).filter(kind="dead")["powers"].to_list()}
    plain = Plain.of(country)
    alive: set[str] = set()
    for case in cases(country, DAYS[0] - timedelta(days=1)):
        held = plain.evaluate(case)
        alive |= {p for role in held.sure for p in held.all(role)}
    assert dead == set(country["powers"]["power"]) - alive


@given(registers(("decides",), 3), laws())
@settings(max_examples=12, deadline=None)
def test_grounds_that_do_not_stand_are_those_of_a_walk_day_by_day(
    country: Country, rows: list[dict[str, Any]]
) -> None:
    given_laws = pl.Series([f"l{i % 4}" for i in range(country["powers"].height)], dtype=pl.String)
    known = country.with_tables(
        laws=frame("laws", rows),
        ranks=frame("ranks", [{"rank": "r", "order": 1}]),
        powers=country["powers"].with_columns(law=given_laws),
    )
    found = faults(known, SINCE).filter(pl.col("kind").str.starts_with("ground"))
    assert {
        (r["kind"], r["powers"][0], r["day"]): r["act"] for r in found.iter_rows(named=True)
    } == walked(known)


def walked(country: Country) -> dict[tuple[str, str, date], str]:
    laws = {r["law"]: r for r in country["laws"].iter_rows(named=True)}
    live = {p for role in POWER_ROLES for c in cases(country) for p in _live(country, c, role)}
    found: dict[tuple[str, str, date], str] = {}
    for row in country["powers"].iter_rows(named=True):
        if row["power"] not in live:
            continue
        seen: set[str] = set()
        for ahead in range(30):
            day = SINCE + timedelta(days=ahead)
            if (row["valid_from"] or day) <= day <= (row["valid_to"] or day):
                for kind, act in _fallen(laws, row["law"], day):
                    if kind not in seen:
                        found[kind, row["power"], day] = act
                    seen.add(kind)
    return found


def _live(country: Country, case: Case, role: str) -> tuple[str, ...]:
    return Plain.of(country).evaluate(case).all(role)


def _fallen(laws: dict[str, Any], law: str | None, day: date) -> Iterator[tuple[str, str]]:
    while law in laws:
        act = laws[law]
        ends = [d for d in (act["expires"], act["valid_to"]) if d]
        over = day > min(ends) if ends else None
        if act["status"] == "annulled" or (
            act["status"] in ("repealed", "expired") and over in (None, True)
        ):
            yield "ground_" + act["status"], law
        elif act["status"] in ("in_force", "amended") and over:
            yield "ground_expired", law
        law = act["basis"]


# Cells -------------------------------------------------------------------------------------------

ENDS = ("amount", "place", "day")


def drawn(rng: Random, domain: int) -> dict[str, float]:
    """Return a random box; most are wide, so that many cover."""
    row: dict[str, float] = {"domain": domain}
    for axis in ENDS:
        low, high = sorted(rng.sample(range(7), 2))
        row |= {f"{axis}_low": max(low - 2, 0), f"{axis}_high": high}
    return row


def frames(rows: list[dict[str, float]]) -> pl.DataFrame:
    kinds = {f"{a}_{e}": pl.Int64 for a in ENDS for e in ("low", "high")}
    amounts = {"amount_low": pl.Float64, "amount_high": pl.Float64}
    return pl.DataFrame(rows, schema={"domain": pl.Int64, **kinds, **amounts}, orient="row")


@pytest.mark.parametrize("at_once", [1, 2, 7, 50, 1 << 20])
@pytest.mark.parametrize("seed", range(3))
def test_the_first_uncovered_case_is_that_of_every_point(
    seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many cells are decided at once, and with more covers than a word has bits."""
    monkeypatch.setattr(space, "CELLS_AT_ONCE", at_once)
    rng = Random(seed)
    domains = [drawn(rng, d) for d in range(40)]
    many = [rng.choice([0, 1, 3, 8, 70, 140]) for _ in domains]
    covers = [drawn(rng, d) for d, n in enumerate(many) for _ in range(n)]
    found = space.first_uncovered(frames(domains), frames(covers))
    by_hand = {}
    for box in domains:
        own = [c for c in covers if c["domain"] == box["domain"]]
        points = product(*(range(int(box[f"{a}_low"]), int(box[f"{a}_high"])) for a in AXES))
        free = (p for p in points if not any(_in(p, c) for c in own))
        if first := next(free, None):
            by_hand[box["domain"]] = first
    assert {r[0]: r[1:] for r in found.select("domain", *AXES).rows()} == by_hand
    assert by_hand
    assert len(by_hand) < len(domains)


AXES = ("day", "amount", "place")


def _in(point: tuple[int, ...], box: dict[str, float]) -> bool:
    return all(box[f"{a}_low"] <= v < box[f"{a}_high"] for a, v in zip(AXES, point, strict=True))


def test_places_are_runs_of_the_places_in_them() -> None:
    land = space.Land.of(register()["places"])
    assert land.leaves == LEAVES
    assert (land.low["a"], land.high["a"]) == (0, 2)
    assert (land.low["land"], land.high["land"]) == (0, 4)
    assert space.Land.of(register()["places"].clear()).leaves == (None,)


# By hand -----------------------------------------------------------------------------------------


def told(*held: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = faults(register(*held), SINCE)
    return found.select("kind", "amount", "amount_to", "place", "powers", "times").rows()


def test_a_hole_between_two_limits_is_a_gap() -> None:
    assert told({"to": 3e9}, {"holder": "min", "from": 5e9}) == [("gap", 3e9, 5e9, "a1", [], 1)]


def test_limits_that_touch_leave_no_gap_and_do_not_overlap() -> None:
    assert told({"to": 3e9}, {"holder": "min", "from": 3e9}) == []


def test_a_limit_in_words_is_never_no_overlap() -> None:
    low, all_ = {"to": 3e9, "condition": "in emergencies"}, {"holder": "min"}
    assert told(low, all_) == [("overlap_in_words", 0.0, 3e9, "a1", ["p0", "p1"], 1)]


def test_limits_in_two_measures_are_never_apart() -> None:
    one, two = {"to": 3.0}, {"holder": "min", "measure": "hectare", "from": 9.0}
    kinds = [k for k, *_ in told(one, two)]
    assert kinds.count("overlap_in_words") == 1
    assert "overlap" not in kinds


def test_what_a_template_repeats_is_told_once() -> None:
    own = [{"power": f"x@{p}", "place": p, "holder": "gov"} for p in ("c", "b", "a")]
    assert told({"holder": "min", "from": 5.0}, *own) == [
        ("overlap", 5.0, None, "a1", ["p0", "x@a"], 3)
    ]


def test_a_power_that_ends_leaves_a_gap_on_the_next_day() -> None:
    last = SINCE + timedelta(days=3)
    found = faults(register({"valid_to": last}), SINCE)
    assert found["day"].to_list() == [last + timedelta(days=1)]


def test_what_ended_before_the_day_is_no_fault() -> None:
    old = {"holder": "min", "valid_to": SINCE - timedelta(days=1)}
    assert told({}, old) == []


@pytest.mark.slow
@given(registers(("decides",)), st.sampled_from(LEAVES))
@settings(max_examples=5, deadline=None)
def test_pairs_of_deciders_are_those_the_checker_finds(country: Country, place: str) -> None:
    """The measure of deciders and the checker are one truth; days are left out, for it has none."""
    days = pl.lit(None, pl.Date)
    timeless = country.with_tables(
        powers=country["powers"].with_columns(valid_from=days, valid_to=days)
    )
    found = faults(timeless, SINCE, place)
    for row in matter_deciders(timeless).filter(place=place).iter_rows(named=True):
        here = found.filter(matter=row["matter"])
        assert row["overlapping"] == here.filter(kind="overlap").height
        assert row["incomparable"] == here.filter(kind="overlap" + IN_WORDS).height
