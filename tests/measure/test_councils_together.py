"""Councils that sit together: hours against loops written from the formula, and closed forms."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.fill import Setting, default_of, parse
from ostan.measure.councils import (
    MEASURES,
    SUBSESSION_SHARE,
    council_hours,
    hours_evidence,
    member_overlap,
    parallel,
    place_hours,
    post_hours,
    seat_hours,
    sittings,
    what_matters,
)

Small = Callable[[Random], Country]
Row = dict[str, Any]
ENDS: dict[Setting, str] = {"low": "_low", "value": "", "high": "_high"}
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SEEDS = st.integers(0, 2**32)
FALLBACK = {
    "phi": (0.3, 0.5, 1.0),
    "phi[core]": (1.0, 1.0, 1.0),
    "agenda_overlap": (0.0, 0.5, 1.0),
    "regrowth": (0.1, 0.3, 0.6),
    "overhead_hours_per_session": (0.1, 0.3, 0.5),
}


# The oracle --------------------------------------------------------------------------------------


class Plain:
    """The formula in dictionaries and loops, at one setting."""

    def __init__(self, country: Country, at: Setting) -> None:
        self.at = at
        self.defaults = parse(country["defaults"])
        self.councils = {r["council"]: r for r in country["councils"].iter_rows(named=True)}
        self.posts = {r["post"]: r for r in country["posts"].iter_rows(named=True)}
        self.levels = dict(country["places"].select("place", "level").iter_rows())
        self.agenda: dict[str, list[Row]] = defaultdict(list)
        for row in country["agenda"].iter_rows(named=True):
            if not row["carried"]:
                self.agenda[row["council"]].append(row)
        self.seats: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in country["seats"].iter_rows(named=True):
            closed = self.posts.get(row["holder"], {}).get("status") == "closed"
            if not row["carried"] and not closed:
                self.seats[row["council"]][row["holder"]] = row
        self.body = {c: b for c in self.councils if (b := self.find_body(c))}
        self.host = {c: self.find_host(b) for c, b in self.body.items()}
        self.days = self.find_days()

    # who sits with whom

    def find_body(self, council: str) -> str | None:
        seen = []
        while self.councils[council]["status"] == "replaced":
            if council in seen or self.councils[council]["replaced_by"] not in self.councils:
                return None
            seen.append(council)
            council = self.councils[council]["replaced_by"]
        return council if self.councils[council]["status"] == "active" else None

    def step(self, council: str, link: str) -> str | None:
        to = self.body.get(self.councils[council][link])
        return None if to == council else to

    def find_host(self, council: str) -> str:
        seen = [council]
        while (to := self.step(council, "sits_with")) is not None:
            if to in seen:
                return min(seen[seen.index(to) :])
            seen.append(to)
            council = to
        return council

    def find_days(self) -> dict[str, set[str]]:
        """Hosts that share a day, by host: joined until nothing changes."""
        days = {h: {h} for h in self.host.values()}
        for _ in days:
            for council in sorted(set(self.body.values())):
                to = self.step(council, "same_day_as")
                if to is not None:
                    both = days[self.host[council]] | days[self.host[to]]
                    days |= {h: both for h in both}
        return days

    # factors

    def term(self, name: str) -> float:
        for default in self.defaults:
            if default.name == name and default.value is not None:
                return default.at(self.at)
        return FALLBACK[name][list(ENDS).index(self.at)]

    def known(self, stem: str, council: str, stated: float | None = None, **more: Any) -> float:
        if stated is not None:
            return stated
        row = self.councils[council]
        have = {"place": self.levels.get(row["place"]), "kind": row["kind"]}
        have |= {"function": row["function"], **more}
        defaults = [*self.defaults, *parse(SUBSESSION_SHARE)]
        found = default_of(defaults, stem, self.at, **{k: v for k, v in have.items() if v})
        return math.nan if found is None else found

    def called(self, council: str) -> float:
        row = self.councils[council]
        practice = row["sessions_per_year"]
        stated = practice if practice is not None else row["sessions_required"]
        return self.known("sessions_per_year", council, stated, type=row["type"])

    def m(self, council: str) -> float:
        return self.called(council) * (1 - (self.councils[council]["written_share"] or 0))

    def length(self, council: str) -> float:
        row = self.councils[council]
        return self.known("hours_per_session", council, row["hours_per_session"], type=row["type"])

    def subs(self, council: str) -> float:
        row = self.councils[council]
        if row["subsessions_per_year"] is not None:
            return row["subsessions_per_year"]
        each = self.known("subsessions_per_session", council, type=row["type"])
        return each * self.called(council)

    def of_seat(self, stem: str, council: str, holder: str, stated: float | None = None) -> float:
        seat = self.seats[council][holder]
        kind = self.posts.get(holder, {}).get("type")
        return self.known(stem, council, stated, role=seat["role"], type=kind)

    # the sitting

    def shares(self, council: str) -> dict[str, float]:
        rows = self.agenda[council]
        if not rows:
            return {f"of {council}": 1.0}
        stated = sum(r["share"] or 0 for r in rows)
        gaps = sum(r["share"] is None for r in rows)
        made = {
            r["subject"]: max(1 - stated, 0) / gaps if r["share"] is None else r["share"]
            for r in rows
        }
        total = sum(made.values())
        return {t: s / total if total else 1 / len(made) for t, s in made.items()}

    def members(self, host: str) -> list[str]:
        return sorted(c for c, h in self.host.items() if h == host)

    def agenda_of(self, host: str) -> float:
        o, w = self.term("overhead_hours_per_session"), self.term("agenda_overlap")
        total = 0.0
        for body in {self.body[c] for c in self.members(host)}:
            by_topic = defaultdict(list)
            for council in (c for c, b in self.body.items() if b == body):
                for topic, share in self.shares(council).items():
                    business = self.m(council) * max(self.length(council) - o, 0)
                    by_topic[topic].append(business * share)
            total += sum((1 - w) * sum(x) + w * max(x) for x in by_topic.values())
        return total

    def sessions_of(self, host: str) -> float:
        o = self.term("overhead_hours_per_session")
        councils = self.members(host)
        room = max(4, *(self.length(c) - o for c in councils))
        return max(*(self.m(c) for c in councils), self.agenda_of(host) / room)

    def hours_of(self, host: str) -> float:
        return self.agenda_of(host) + self.term("overhead_hours_per_session") * self.sessions_of(
            host
        )

    # a holder in it

    def of_holder(self, host: str, holder: str) -> tuple[float, float]:
        """Hours of the holder in the sitting without travel to main sessions, and that travel."""
        councils = [c for c in self.members(host) if holder in self.seats[c]]
        several = len(self.members(host)) > 1
        rest, travel, lived, most = 0.0, 0.0, [], []
        for c in councils:
            a = self.of_seat("attendance", c, holder, self.seats[c][holder]["attendance"])
            each = {
                part: self.of_seat(f"{part}_hours_per_seat_session", c, holder)
                for part in ("preparation", "travel", "followup")
            }
            sub = a * self.of_seat("subsession_share", c, holder) * self.subs(c)
            rest += sub * (self.known("hours_per_subsession", c) + each["travel"])
            core = self.seats[c][holder]["role"] in ("chair", "deputy")
            merged = sum(b == self.body[c] for b in self.body.values()) > 1
            psi = self.term("phi[core]" if core else "phi") if several else 0.0
            psi *= 1 - self.term("regrowth") if merged else 1
            alone = (1 - psi) * a * self.m(c)
            rest += alone * (self.length(c) + each["preparation"] + each["followup"])
            travel += alone * each["travel"]
            lived.append(a * psi)
            burden = sum(each.values())
            most.append((a * psi * burden, a * psi * each["travel"]))
        if several:
            best = max(most, key=lambda pair: pair[0])
            held = self.sessions_of(host)
            rest += max(lived) * self.hours_of(host) + (best[0] - best[1]) * held
            travel += best[1] * held
        return rest, travel

    def hours(self) -> dict[str, float]:
        """Hours of every holder."""
        total: dict[str, float] = defaultdict(float)
        on_days: dict[tuple[str, str], list[float]] = defaultdict(list)
        for host in set(self.host.values()):
            for holder in {h for c in self.members(host) for h in self.seats[c]}:
                rest, travel = self.of_holder(host, holder)
                total[holder] += rest
                on_days[holder, min(self.days[host])].append(travel)
        for (holder, _), travels in on_days.items():
            total[holder] += max(travels)
        return total


# Countries with links ----------------------------------------------------------------------------


LINKED = ("replaced_by", "sits_with", "same_day_as")


def linked(random: Random, country: Country) -> Country:
    """Tie some councils of a small country together, in every way, sound or not."""
    ids = country["councils"]["council"].to_list()
    frame = country["councils"]
    for link, often in zip(LINKED, (0.4, 0.3, 0.3), strict=True):
        cells = [random.choice(ids) if random.random() < often else None for _ in ids]
        frame = frame.with_columns(pl.Series(link, cells, pl.String))
    states = [random.choice(["active"] * 5 + ["replaced"] * 3 + ["dormant"]) for _ in ids]
    written = [random.choice([None, None, 0.25, 1.0]) for _ in ids]
    frame = frame.with_columns(
        pl.Series("status", states), pl.Series("written_share", written, pl.Float64)
    )
    carried = [
        random.random() < 0.15 if random.random() < 0.5 else None
        for _ in range(country["seats"].height)
    ]
    also = [random.random() < 0.3 or None for _ in range(country["agenda"].height)]
    return Country(
        {
            **country.tables,
            "councils": frame,
            "seats": country["seats"].with_columns(pl.Series("carried", carried, pl.Boolean)),
            "agenda": country["agenda"].with_columns(pl.Series("carried", also, pl.Boolean)),
        }
    )


@FEW
@given(seed=SEEDS)
def test_hours_are_those_of_the_formula(seed: int, small_country: Small) -> None:
    random = Random(seed)
    country = linked(random, small_country(random))
    found = {r["post"]: r for r in post_hours(country).iter_rows(named=True)}
    for at, end in ENDS.items():
        plain = Plain(country, at).hours()
        for post, hours in plain.items():
            if math.isnan(hours):
                assert found[post][f"seats_without_hours"] > 0 or at != "value"
            else:
                assert found[post][f"hours{end}"] == pytest.approx(hours, rel=1e-9, abs=1e-9), at
        idle = {p for p, row in found.items() if p not in plain}
        assert all(found[p][f"hours{end}"] == 0 for p in idle)
