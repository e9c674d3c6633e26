"""What two states of the tables differ in, as changes of units: stage by stage, in an order that applies.

Each stage compares the tables as the stages before have made them with the goal. What leaves a unit
before it merges is sought before mergers, what moves where it has gone afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from ostan.country.normal import Tables
from ostan.reform.change import Change
from ostan.reform.differing import active, both, in_turn, new, only, rows
from ostan.reform.units.forms import FREE
from ostan.reform.units.founding import FoundUnit, SplitUnit
from ostan.reform.units.heading import SetHead
from ostan.reform.units.merging import MergeUnits
from ostan.reform.units.moving import ClosePost, MoveFunction, MovePost, RenameUnit

Row = Mapping[str, Any]


# Units that are new --------------------------------------------------------------------------


def founded(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield the units that are new: split off from the one their things come from, else founded."""
    fresh = new("units", now, goal)
    parts = _parts(now, goal, list(fresh))
    for id, row in fresh.items():
        old = _origin(parts[id]) or _payer(row, now, goal)
        if not row["name_fa"]:
            continue
        if old is not None:
            yield _split(id, row, old, parts[id].get(old, {}), now, goal)
        elif row["legal_form"] == FREE and row["ministry"]:
            yield _founding(id, row)


Parts = dict[str, dict[str, list[str]]]
"""What came to a new unit: by the unit it was of, then by the field of a split."""


def _parts(now: Tables, goal: Tables, fresh: Sequence[str]) -> dict[str, Parts]:
    """Return what each new unit has that was another one's."""
    found: dict[str, Parts] = {id: {} for id in fresh}
    for field, table, key, column in _LINKS:
        was = dict(now[table].select(key, column).drop_nulls().iter_rows())
        there = goal[table].filter(pl.col(column).is_in(list(fresh)))
        for thing, unit in there.select(key, column).sort(key).iter_rows():
            if thing in was:
                found[unit].setdefault(was[thing], {}).setdefault(field, []).append(thing)
    for unit, matter, old in _matters(now, goal, fresh):
        found[unit].setdefault(old, {}).setdefault("matters", []).append(matter)
    for unit, functions, old in _given_up(now, goal, fresh):
        found[unit].setdefault(old, {})["functions"] = functions
    return found


_LINKS = (
    ("posts", "posts", "post", "unit"),
    ("units", "units", "unit", "parent"),
    ("councils", "councils", "council", "secretariat"),
    ("services", "services", "service", "unit"),
)
"""Fields of a split whose things name the unit they are of: field, table, key, column."""


def _matters(now: Tables, goal: Tables, fresh: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the matters whose steps or powers a new unit has: the unit, the matter, whose they were."""
    steps = ("steps", ["matter", "place", "order"], "unit")
    for table, key, column in (steps, ("powers", ["power"], "holder")):
        there = goal[table].filter(pl.col(column).is_in(list(fresh)))
        was = now[table].select(*key, _was=column)
        moved = there.join(was, on=key).drop_nulls("_was").select(column, "matter", "_was")
        yield from moved.unique().sort(column, "matter", "_was").iter_rows()


def _given_up(
    now: Tables, goal: Tables, fresh: Sequence[str]
) -> Iterator[tuple[str, list[str], str]]:
    """Yield functions that a unit has no more and a new one has: the new unit, them, the old one."""
    have = rows("units", goal["units"].filter(pl.col("unit").is_in(list(fresh))))
    for old, row, wanted in both("units", now, goal):
        lost = set(row["functions"] or ()) - set(wanted["functions"] or ())
        for unit, its in have.items():
            if common := sorted(lost & set(its["functions"] or ())):
                yield unit, common, old


def _origin(parts: Parts) -> str | None:
    """Return the unit most of a new one's things come from; of equals the first by id."""
    count = {old: sum(len(things) for things in its.values()) for old, its in parts.items()}
    return min(count, key=lambda old: (-count[old], old), default=None)


def _payer(row: Row, now: Tables, goal: Tables) -> str | None:
    """Return the one unit that has as much less of people or money as a new unit has."""
    found = [
        old
        for old, before, after in both("units", now, goal)
        if any(_gone(before[c], after[c], row[c]) for c in _AMOUNTS)
    ]
    return found[0] if len(found) == 1 else None


def _split(
    id: str, row: Row, old: str, own: Mapping[str, list[str]], now: Tables, goal: Tables
) -> Change:
    before, after = (rows("units", t["units"].filter(unit=old)).get(old, {}) for t in (now, goal))
    amounts = {c: _gone(before.get(c), after.get(c), row[c]) for c in _AMOUNTS}
    posts = own.get("posts", [])
    things = {f: tuple(dict.fromkeys(own.get(f, ()))) for f in SPLIT_FIELDS}
    head = row["head"] if row["head"] in posts else None
    names = {"name_fa": row["name_fa"], "name_en": row["name_en"], "from_": row["valid_from"]}
    return SplitUnit.model_validate(
        {"unit": old, "new": id, "head": head, **names, **things, **amounts}
    )


_AMOUNTS = ("staff", "budget_per_year")
SPLIT_FIELDS = ("posts", "functions", "units", "councils", "services", "matters")
"""Fields of a split that name what goes."""


def _gone(before: int | None, after: int | None, there: int | None) -> int | None:
    """Return an amount that went from one unit to another, if the three figures agree on it."""
    if before is None or after is None or not there:
        return None
    return there if before - after == there else None


def _founding(id: str, row: Row) -> Change:
    return FoundUnit(
        unit=id,
        name_fa=row["name_fa"],
        name_en=row["name_en"],
        unit_kind=row["kind"],
        ministry=row["ministry"],
        parent=row["parent"],
        functions=tuple(row["functions"] or ()),
        head=row["head"],
        law=row["law"],
        from_=row["valid_from"],
    )


# What a unit is called and does -----------------------------------------------------------------


def renamed(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield the units that are called otherwise."""
    for id, row, wanted in both("units", now, goal):
        fa, en = wanted["name_fa"], wanted["name_en"]
        if active(row) and fa and (row["name_fa"], row["name_en"]) != (fa, en):
            yield RenameUnit(unit=id, name_fa=fa, name_en=en if en != row["name_en"] else None)


def functions(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield the functions that one unit has no more and another one, of its place first, has since."""
    changed = [b for b in both("units", now, goal) if active(b[1])]
    had = {id: set(row["functions"] or ()) for id, row, _ in changed}
    has = {id: set(wanted["functions"] or ()) for id, _, wanted in changed}
    came = {id: has[id] - had[id] - _brought(id, now, goal) for id in had}
    place = {id: row["place"] for id, row, _ in changed}
    for id in had:
        lost = had[id] - has[id]
        for to in sorted(came, key=lambda unit: (place[unit] != place[id], unit)):
            if moved := lost & came[to]:
                lost -= moved
                yield MoveFunction(unit=id, functions=tuple(sorted(moved)), to_unit=to)


def _brought(host: str, now: Tables, goal: Tables) -> set[str]:
    """Return the functions of the units that are yet to merge into one."""
    guests = [u for u, into in _mergers(now, goal).items() if into == host]
    lists = now["units"].filter(pl.col("unit").is_in(guests))["functions"].drop_nulls()
    return {f for functions in lists for f in functions}


# Posts and heads --------------------------------------------------------------------------------


def moved(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield the posts that are in another unit; of those that got there by being its head, none."""
    heads = set(now["units"].filter(status="active").select("unit", "head").iter_rows())
    wanted = set(goal["units"].filter(status="active").select("unit", "head").iter_rows())
    for id, row, want in both("posts", now, goal):
        to = want["unit"]
        if to is None or to == row["unit"] or not active(row):
            continue
        becomes_head = row["unit"] is None and (to, id) in wanted - heads
        if not becomes_head:
            yield MovePost(post=id, to_unit=to)


def headed(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield the units that have another head; those that are yet to take others in come later."""
    waiting = set(_mergers(now, goal).values())
    for id, row, wanted in both("units", now, goal):
        if wanted["head"] and wanted["head"] != row["head"] and id not in waiting and active(row):
            yield SetHead(unit=id, head=wanted["head"])


def closed(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield the posts that are closed, with the post that has what they had."""
    for id, row, wanted in both("posts", now, goal):
        if active(row) and wanted["status"] == "closed":
            yield ClosePost(post=id, to=_heir(id, now, goal))


def _heir(post: str, now: Tables, goal: Tables) -> str | None:
    """Return the post that all a post had has gone to, if there is one and only one."""
    held = [
        now["powers"].filter(holder_kind="post", holder=post).select("power"),
        *(now[t].filter(stand_in=post).select(k) for t, k in _STANDING.items()),
    ]
    columns = ["holder", "stand_in", "stand_in"]
    got = [
        set(goal[t].join(mine, on=mine.columns)[c].drop_nulls())
        for t, mine, c in zip(("powers", *_STANDING), held, columns, strict=True)
        if mine.height
    ]
    seats = now["seats"].filter(holder=post)["council"]
    at = goal["seats"].filter(pl.col("council").is_in(seats.implode()))
    came = set(only("seats", {"seats": at}, now)["holder"])
    got += [set(at.filter(council=c)["holder"]) for c in seats]
    common = set.intersection(*got) - {post} if got else set()
    likely = common & came or common
    return next(iter(likely)) if len(likely) == 1 else None


_STANDING = {"posts": ["post"], "seats": ["council", "holder"]}
"""Tables with stand-ins, and their keys."""


# Mergers ----------------------------------------------------------------------------------------


def _mergers(now: Tables, goal: Tables) -> dict[str, str]:
    """Return the units that merge, with what takes them in."""
    return {
        id: wanted["replaced_by"]
        for id, row, wanted in both("units", now, goal)
        if active(row) and wanted["status"] == "merged" and wanted["replaced_by"]
    }


def merged(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield mergers: of a chain those first that merge before what takes them in does."""
    before, after = (dict(t["units"].select("unit", "head").iter_rows()) for t in (now, goal))
    places = dict(goal["posts"].select("post", "unit").iter_rows())
    for into, gone in in_turn(_mergers(now, goal)):
        heads = dict.fromkeys(h for u in gone if (h := before.get(u)))
        own, head = before.get(into), after.get(into)
        usual = own or next(iter(heads), None)
        unclear = own is None and len(heads) > 1
        gave_way = head != usual and usual in places and places[usual] is None
        yield MergeUnits(into=into, units=tuple(gone), head=head if unclear or gave_way else None)


STAGES: Sequence[Callable[[Tables, Tables], Iterable[Change]]] = (
    founded,
    renamed,
    functions,
    headed,
    merged,
    functions,
    headed,
    moved,
    headed,
    closed,
)
"""What is sought, in order: functions and heads before mergers and after, posts where units now are."""
