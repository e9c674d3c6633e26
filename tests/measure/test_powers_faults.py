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
from tests.measure.registers import LEAVES, SINCE, cases, register, registers

from ostan.country.country import Country
from ostan.measure.powers import space
from ostan.measure.powers.faults import IN_WORDS, faults
from ostan.measure.powers.plain import Case, Held, Plain

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
    for pair in combinations(sorted(held.all("decides")), 2):
        if of[pair[0]] != of[pair[1]]:
            sure = set(pair) <= set(held.sure["decides"])
            yield "overlap" + ("" if sure else IN_WORDS), pair


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
            k[0].endswith(IN_WORDS) and len(k) > 3 and (k[0][: -len(IN_WORDS)], *k[1:]) in found
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
@settings(max_examples=80, deadline=None)
def test_gaps_are_those_of_the_plain_reading(country: Country) -> None:
    assert checked(country, "gap") == plainly(country, shows_gap)


@given(registers(("decides", "decides", "proposes")))
@settings(max_examples=80, deadline=None)
def test_overlaps_are_those_of_the_plain_reading(country: Country) -> None:
    assert checked(country, "overlap") == plainly(country, shows_overlap)


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
