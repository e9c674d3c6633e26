"""Changes of single councils put together: one for all places in which it is the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.reform.change import EVERY, Change
from ostan.reform.kinds import KINDS

PLACED = ("councils", "posts", "units", "services")
"""Tables whose ids may hold a place: `type@place`."""

FOUNDED: Mapping[str, Mapping[str, str]] = {
    "found_council": {"council": "councils"},
    "found_unit": {"unit": "units"},
    "split_unit": {"new": "units"},
}
"""Fields that hold the id of what a kind founds, with its table."""


def compressed(changes: Iterable[Change], country: Country) -> list[Change]:
    """Return the changes with those that differ in the place only made one, in order of the first.

    A change is put together with others if all it names is `name@place` of one place, or of no
    place at all where no place has such a name.
    """
    changes = list(changes)
    if not changes:
        return []
    lone = _without_place(country)
    groups: dict[str, list[tuple[str | None, Change]]] = {}
    for change in changes:
        place, shape = _shape(change, lone)
        key = change.kind + repr(sorted(shape.items())) if place else repr(change)
        groups.setdefault(key, []).append((place, change))
    return _gathered(_one(members, country, lone) for members in groups.values())


def _gathered(changes: Iterable[Change]) -> list[Change]:
    """Put changes that bring councils to one host in one way together: they commute."""
    found: dict[str, Change] = {}
    for change in changes:
        councils = change.named("councils") if "councils" in type(change).model_fields else ()
        key = repr(change.model_copy(update={"councils": ()})) if councils else repr(change)
        before = found.get(key)
        if before is not None and councils:
            every = dict.fromkeys((*before.named("councils"), *councils))
            change = before.model_copy(update={"councils": tuple(every)})
        found[key] = change
    return list(found.values())


def _without_place(country: Country) -> Mapping[str, set[str]]:
    """Return for each table the names that exist without a place and with none."""
    found = {}
    for table in PLACED:
        rows = country[table].select(TABLES[table].key[0], "type").rows()
        placed = {name for id, type_ in rows if "@" in id for name in (id.partition("@")[0], type_)}
        found[table] = {id for id, _ in rows if "@" not in id} - placed
    return found


def _shape(change: Change, lone: Mapping[str, set[str]]) -> tuple[str | None, dict[str, Any]]:
    """Return the place a change is about and its fields without it; no place if it has not one."""
    fields = {n: t for n, t in change.referring(*PLACED).items() if change.named(n)}
    fields = {**FOUNDED.get(change.kind, {}), **fields}
    values = {n: getattr(change, n) for n in type(change).model_fields}
    places = set()
    for field, table in fields.items():
        for name in change.named(field):
            base, _, place = name.partition("@")
            if place:
                places.add(place)
            elif base not in lone[table] or table == "councils":
                return None, values
        values[field] = _bare(values[field])
    if change.at or len(places) != 1:
        return None, values
    return places.pop(), values


def _bare(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(v.partition("@")[0] for v in value)
    return value.partition("@")[0]


def _one(
    members: list[tuple[str | None, Change]], country: Country, lone: Mapping[str, set[str]]
) -> Change:
    place, change = members[0]
    if place is None or len(members) == 1:
        return change
    _, shape = _shape(change, lone)
    at, but = _selector([p for p, _ in members if p], country)
    return KINDS[change.kind].model_validate({**shape, "at": at, "but": but})


def _selector(places: Sequence[str], country: Country) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return `at` and `but` of these places: their level, if they are most of it."""
    table = country["places"]
    levels = table.filter(pl.col("place").is_in(places))["level"].unique().to_list()
    every = table.filter(pl.col("level") == levels[0])["place"].to_list()
    left = [p for p in every if p not in places]
    if len(levels) == 1 and len(left) < len(places):
        return (f"{EVERY}{levels[0]}",), tuple(left)
    return tuple(sorted(places)), ()
