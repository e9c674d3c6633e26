"""Whether a power may pass on, by which act: the route of a move, and of a grant where nobody decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.measure.powers.held import deciding, seen_from
from ostan.plan.powers.goals import PowerGoals


@dataclass(frozen=True)
class Route:
    """Whether a matter may go down from a level in a place, and by which act.

    `rank` of the act; None: not known, assumed away. `fact`: what keeps it, a code: `beyond_reach`,
    `ground_unknown`, `no_move`.
    """

    allowed: bool
    rank: str | None = None
    fact: str | None = None


@dataclass(frozen=True)
class Routes:
    """Routes of moves by place, matter and the level the power moves from; and that of every grant."""

    moves: dict[tuple[str, str, str], Route]
    grant: Route

    def of(self, place: str, matter: str, level: str) -> Route:
        """Return the route from a level; where nobody decides there, that of a grant."""
        return self.moves.get((place, matter, level), self.grant)


def routes(country: Country, goals: PowerGoals) -> Routes:
    """Return the routes of all powers to decide, and of grants where nobody decides."""
    return Routes(_moves(country, goals), _grants(country, goals))


def _moves(country: Country, goals: PowerGoals) -> dict[tuple[str, str, str], Route]:
    judged = legal.verdict(country, "powers", "move_power")
    within, assumed = goals.within(country), goals.assumed(country)
    known = {r["id"]: _route("move_power", r, goals, within, assumed) for r in _rows(judged)}
    held = seen_from(country).join(deciding(country), on="power")
    found: dict[tuple[str, str, str], Route] = {}
    for row in held.select("at", "matter", "level", "power").sort("power").iter_rows():
        place, matter, level, power = row
        key, route = (place, matter, level), known[power]
        there = found.get(key)
        # Of several (counties) the one that is kept counts.
        found[key] = route if there is None or there.allowed else there
    return found


def _grants(country: Country, goals: PowerGoals) -> Route:
    """Return the route of a grant: no act stands behind it yet, so that rules for any act speak of it."""
    new = pl.DataFrame({"power": ["new"], "role": ["decides"]})
    powers = pl.concat([country["powers"].clear(), new], how="diagonal_relaxed")
    alone = Country({**country.tables, "powers": powers}, country.lineage, country.day)
    judged = legal.verdict(alone, "powers", "grant_power")
    row = _rows(judged)[0]
    missing = [m for m in row["missing"] if m != "no_law"]
    within, assumed = goals.within(country), goals.assumed(country)
    return _route("grant_power", {**row, "missing": missing}, goals, within, assumed)


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return list(frame.iter_rows(named=True))


def _route(
    move: str,
    row: dict[str, Any],
    goals: PowerGoals,
    within: frozenset[str],
    assumed: frozenset[str],
) -> Route:
    """Judge as `reform.needs` does: missing facts must be assumed, the act must be within reach."""
    if move not in goals.allowed():
        return Route(False, fact="no_move")
    missing, rank = row["missing"], row["enough_rank"]
    trusted = row["id"] in assumed
    if missing and not trusted:
        return Route(False, fact="ground_unknown")
    if rank is None:
        unheard = bool(missing) and row["rule"] is None
        return Route(unheard, fact=None if unheard else "beyond_reach")
    allowed = rank in within
    return Route(allowed, str(rank), None if allowed else "beyond_reach")
