"""The typed difference of two Countries: typed changes that lead from one to the other.

What typed changes can say is said; whatever else differs is listed row by row. The changes are
sought stage by stage, each stage comparing what the ones before have made with the goal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.country.diff import diff
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.reform.change import Change
from ostan.reform.compress import compressed
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
from ostan.reform.councils.sessions import SESSION_COLUMNS, DecideInWriting, SetSessions
from ostan.reform.differing import active, both, in_turn, new, only
from ostan.reform.powers import stages as powers
from ostan.reform.reform import Reform
from ostan.reform.services import stages as services
from ostan.reform.sites import places_of
from ostan.reform.step import taken
from ostan.reform.units import stages as units


@dataclass(frozen=True)
class Difference:
    """What leads from one Country to another.

    reform: typed changes, to be judged by the law as any other. unsaid: what they do not say, as
    `ostan.country.diff.diff` lists it: change, table, key, name, column, before, after.
    """

    reform: Reform
    unsaid: pl.DataFrame


def difference(old: Country, new: Country) -> Difference:
    """Return the typed changes that lead from `old` to `new`, and what they leave unsaid.

    Reasons, actions and days of changes cannot be seen in a Country and stay empty.
    """
    found: list[Change] = []
    tables: Tables = old.tables
    for stage in STAGES:
        for change in compressed(stage(tables, new.tables), old):
            for part, after in _fitting(change, tables, old):
                found.append(part)
                tables = after
    reached = Country.of({n: f for n, f in tables.items() if f is not old[n]})
    ends = {n: reached[n] if tables[n] is not old[n] else old[n] for n in TABLES}
    differing = [n for n in TABLES if not ends[n].equals(new[n])]
    unsaid = diff({n: ends[n] for n in differing}, {n: new[n] for n in differing})
    return Difference(Reform.of(found, parent=old.digest), unsaid)


def _fitting(change: Change, tables: Tables, old: Country) -> Iterator[tuple[Change, Tables]]:
    """Yield a change with the tables after it; where it does not fit as a whole, its places that fit."""
    step = taken(0, change, tables, None, old.ancestors)
    if not step.refusals:
        yield change, step.tables
        return
    places = places_of(change, tables)
    for place in places if len(places) > 1 else ():
        alone = change.model_copy(update={"at": (place,), "but": ()})
        step = taken(0, alone, tables, None, old.ancestors)
        if not step.refusals:
            yield alone, step.tables
            tables = step.tables


Stage = Callable[[Tables, Tables], Iterable[Change]]


# Stages --------------------------------------------------------------------------------------


def _founded(now: Tables, goal: Tables) -> Iterator[Change]:
    fresh = new("councils", now, goal)
    seats = _seats_by_council(goal, pl.Series(list(fresh), dtype=pl.String))
    agenda = goal["agenda"].filter(~pl.col("carried").fill_null(False))
    subjects = dict(agenda.group_by("council").agg(pl.col("subject").sort()).iter_rows())
    for id, row in fresh.items():
        own = seats.get(id, {})
        chairs = [h for h, s in own.items() if s["role"] == "chair"]
        if len(chairs) != 1 or not (row["name_fa"] and row["kind"] and row["function"]):
            continue
        members = sorted(h for h, s in own.items() if s["role"] != "chair" and not s["carried"])
        yield FoundCouncil(
            council=id,
            name_fa=row["name_fa"],
            name_en=row["name_en"],
            council_kind=row["kind"],
            function=row["function"],
            chair=chairs[0],
            members=tuple(members),
            secretariat=row["secretariat"],
            under=row["under"],
            law=row["law"],
            subjects=tuple(subjects.get(id, ())),
            sessions_per_year=row["sessions_per_year"],
            sessions_required=row["sessions_required"],
            hours_per_session=row["hours_per_session"],
            from_=row["valid_from"],
        )


def _restored(now: Tables, goal: Tables) -> Iterator[Change]:
    for id, row, wanted in both("councils", now, goal):
        again = active(wanted) and not active(row)
        if again or (row["valid_to"] and not wanted["valid_to"]):
            yield RestoreCouncil(council=id)


def _forbidden(now: Tables, goal: Tables) -> Iterator[Change]:
    fresh = goal["rules"].join(now["rules"], on="rule", how="anti")
    found: dict[tuple[Any, ...], list[str]] = {}
    for row in fresh.filter(pl.col("move") == "found_council").iter_rows(named=True):
        parts = [] if row["condition"] == "status=active" else (row["condition"] or "").split(";")
        types = [p.removeprefix("type!=") for p in parts if p.startswith("type!=")]
        places = [p.removeprefix("place=") for p in parts if p.startswith("place=")]
        name = row["rule"].partition("@")[0] if places else row["rule"]
        key = (name, tuple(types), row["valid_from"], bool(places))
        found.setdefault(key, []).extend(places)
    for (name, types, since, _), places in found.items():
        yield ForbidNewCouncils(rule=name, except_types=types, at=tuple(places), from_=since)


def _seats_by_council(
    tables: Tables, councils: pl.Series
) -> dict[str, dict[str, Mapping[str, Any]]]:
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    rows = tables["seats"].filter(pl.col("council").is_in(councils.implode()))
    for row in rows.iter_rows(named=True):
        found.setdefault(row["council"], {})[row["holder"]] = row
    return found


def _differing_seats(now: Tables, goal: Tables) -> Iterator[tuple[str, Any, Any]]:
    """Yield the active councils whose seats differ, with both sides by holder."""
    standing = now["councils"].filter(pl.col("status") == "active")
    changed = pl.concat([only("seats", now, goal), only("seats", goal, now)])
    councils = standing.join(changed, on="council", how="semi")["council"].sort()
    there, wanted = _seats_by_council(now, councils), _seats_by_council(goal, councils)
    for council in councils:
        yield council, there.get(council, {}), wanted.get(council, {})


def _delegated(now: Tables, goal: Tables) -> Iterator[Change]:
    for council, there, wanted in _differing_seats(now, goal):
        for holder, seat in wanted.items():
            before = there.get(holder)
            to = seat["stand_in"]
            passed = seat["attendance"] == 0 and to in wanted and not seat["carried"]
            if (
                before is None
                or not passed
                or (before["attendance"], before["stand_in"]) == (0, to)
            ):
                continue
            if seat["role"] == "chair":
                yield DelegateChair(council=council, to=to)
            else:
                yield DelegateSeat(council=council, holder=holder, to=to)


def _moved(now: Tables, goal: Tables) -> Iterator[Change]:
    for council, there, wanted in _differing_seats(now, goal):
        gone = [h for h in there if h not in wanted and not there[h]["carried"]]
        came = [h for h in wanted if h not in there and not wanted[h]["carried"]]
        for holder in gone:
            to = next((n for n in came if _as_moved(there[holder], wanted[n], n)), None)
            if to is not None:
                came.remove(to)
                yield MoveSeat(council=council, holder=holder, to=to)
            elif there[holder]["role"] != "chair":
                yield DropSeat(council=council, holder=holder)


def _as_moved(seat: Mapping[str, Any], other: Mapping[str, Any], to: str) -> bool:
    stand_in = None if seat["stand_in"] == to else seat["stand_in"]
    return {**seat, "holder": to, "stand_in": stand_in} == dict(other)


def _sessions(now: Tables, goal: Tables) -> Iterator[Change]:
    for id, row, wanted in both("councils", now, goal):
        cells = {
            c: wanted[c] for c in SESSION_COLUMNS if wanted[c] is not None and wanted[c] != row[c]
        }
        if cells and active(row):
            yield SetSessions(council=id, **cells)
        share = wanted["written_share"]
        if share and share != row["written_share"] and active(row):
            yield DecideInWriting(council=id, share=share)


def _merged(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield mergers: of a chain those first that are merged before their host is."""
    to = {
        id: wanted["replaced_by"]
        for id, row, wanted in both("councils", now, goal)
        if active(row) and wanted["status"] == "replaced" and wanted["replaced_by"]
    }
    for host, councils in in_turn(to):
        yield from (MergeCouncils(host=host, councils=(c,)) for c in councils)


def _abolished(now: Tables, goal: Tables) -> Iterator[Change]:
    held = goal["agenda"].filter(pl.col("carried"))
    for id, row, wanted in both("councils", now, goal):
        if wanted["status"] != "abolished" or row["status"] not in ("active", "dormant"):
            continue
        subjects = now["agenda"].filter(pl.col("council") == id)["subject"]
        heirs = _heirs(id, now, goal) or sorted(
            held.filter(pl.col("subject").is_in(subjects.implode()))["council"].unique()
        )
        if len(heirs) == 1:
            yield AbolishCouncil(council=id, functions_to=heirs[0])
        else:
            yield AbolishCouncil(council=id, functions_end=True)


def _heirs(council: str, now: Tables, goal: Tables) -> list[str]:
    """Return the councils that hold in the goal the powers that this one holds now."""
    own = now["powers"].filter(pl.col("holder_kind") == "council", pl.col("holder") == council)
    then = goal["powers"].join(own.select("power"), on="power", how="semi")
    return sorted(set(then["holder"]) - {council})


def _placed(now: Tables, goal: Tables) -> Iterator[Change]:
    for id, row, wanted in both("councils", now, goal):
        if wanted["under"] and wanted["under"] != row["under"] and active(row):
            yield PlaceCouncilUnder(host=wanted["under"], councils=(id,))


def _joint(now: Tables, goal: Tables) -> Iterator[Change]:
    for id, row, wanted in both("councils", now, goal):
        if wanted["sits_with"] and wanted["sits_with"] != row["sits_with"] and active(row):
            yield HoldJointly(host=wanted["sits_with"], councils=(id,))


def _same_day(now: Tables, goal: Tables) -> Iterator[Change]:
    for id, row, wanted in both("councils", now, goal):
        if wanted["same_day_as"] and wanted["same_day_as"] != row["same_day_as"] and active(row):
            yield HoldSameDay(host=wanted["same_day_as"], councils=(id,))


def _shared(now: Tables, goal: Tables) -> Iterator[Change]:
    for id, row, wanted in both("councils", now, goal):
        unit = wanted["secretariat"]
        if unit and unit != row["secretariat"] and active(row):
            yield ShareSecretariat(unit=unit, councils=(id,))


def _ended(now: Tables, goal: Tables) -> Iterator[Change]:
    for id, row, wanted in both("councils", now, goal):
        if wanted["valid_to"] and wanted["valid_to"] != row["valid_to"] and active(row):
            yield EndCouncil(council=id, day=wanted["valid_to"])


STAGES: Sequence[Stage] = (
    *units.STAGES,
    _founded,
    _restored,
    _forbidden,
    _sessions,
    _moved,
    _delegated,
    _joint,
    _same_day,
    _merged,
    _abolished,
    _moved,
    _delegated,
    _placed,
    _joint,
    _same_day,
    _shared,
    _ended,
    *powers.STAGES,
    *services.STAGES,
)
"""What is sought, in order: units first, since seats follow posts, and powers after those who hold them. Seats and joint sessions twice: before councils merge, and after."""
