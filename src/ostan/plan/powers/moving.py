"""From the slices that go down to the changes of a Reform, and to what a reader is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from ostan.country.country import Country
from ostan.plan.engine.closure.problem import Bools
from ostan.plan.powers.compile import COUNTY, PROVINCE, Compiled, Node, part
from ostan.plan.powers.plan import Decision
from ostan.plan.powers.register import Item, bare
from ostan.plan.powers.takers import Taker
from ostan.reform.change import EVERY, Change
from ostan.reform.powers.granting import GrantPower
from ostan.reform.powers.moving import MovePower

MANY = 4
"""Provinces from which a change names the level and its exceptions, if these are fewer."""

ACTIONS = {"post": "powers_governors", "unit": "powers_agencies"}
"""The action of the report a move to a governor, or to an agency, is for, where the Country has it."""


@dataclass(frozen=True)
class Names:
    """What changes are told with: the ids of the actions there are, and places by level."""

    actions: frozenset[str]
    places: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, country: Country) -> Names:
        """Return those of a Country."""
        places: dict[str, set[str]] = {}
        for place, level in country["places"].select("place", "level").iter_rows():
            places.setdefault(level, set()).add(place)
        actions = frozenset(country["actions"]["action"])
        return cls(actions, {k: frozenset(v) for k, v in places.items()})

    def at(self, places: Sequence[str], level: str) -> dict[str, tuple[str, ...]]:
        """Return the places of a change: by level with exceptions where that is shorter."""
        but = self.places.get(level, frozenset()) - set(places)
        if len(places) < MANY or len(but) >= len(places):
            return {"at": tuple(places)}
        return {"at": (f"{EVERY}{level}",), "but": tuple(sorted(but))}

    def action(self, taker: Taker) -> str | None:
        """Return the action a move to a taker is for."""
        named = ACTIONS[taker.kind]
        return named if named in self.actions else None


def changes(made: Compiled, taken: Bools, names: Names) -> list[Change]:
    """Return the changes of a choice, by matter; to provinces first, then on to counties."""
    found: list[Change] = []
    for item, numbers in _sent(made, taken):
        nodes = [made.nodes[n] for n in numbers]
        found += _changes(item, _top(nodes, PROVINCE), _top(nodes, COUNTY), names)
    return found


def _sent(made: Compiled, taken: Bools) -> list[tuple[Item, list[int]]]:
    """Return the items that go down with the numbers of their nodes; those that do alike are made one."""
    by_item: dict[int, list[int]] = {}
    for number in made.chosen(taken):
        by_item.setdefault(made.nodes[number].item, []).append(number)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for number, own in sorted(by_item.items()):
        nodes = [made.nodes[n] for n in own]
        item = made.register.items[number]
        key = (_alike(item), _top(nodes, PROVINCE), _top(nodes, COUNTY))
        groups.setdefault(key, []).append(number)
    return [
        (_one([made.register.items[n] for n in members]), [v for n in members for v in by_item[n]])
        for members in groups.values()
    ]


def _alike(item: Item) -> tuple[Any, ...]:
    takers = {(t.kind, bare(t.id)) for t in item.takers if t is not None}
    counties = {(t.kind, bare(t.id)) for own in item.counties for t in own}
    law = (item.down, item.near, item.gap)
    limits = (item.measure, item.to_county, item.to_province)
    return (
        item.matter,
        law,
        limits,
        item.centre,
        item.province,
        *map(frozenset, (takers, counties)),
    )


def _one(items: Sequence[Item]) -> Item:
    return replace(
        items[0],
        rows=tuple(r for i in items for r in i.rows),
        places=tuple(p for i in items for p in i.places),
        takers=tuple(t for i in items for t in i.takers),
        counties=tuple(c for i in items for c in i.counties),
    )


def _top(nodes: Sequence[Node], level: int) -> float:
    """Return the amount up to which cases go down to a level; 0: none."""
    return max((n.high for n in nodes if n.level == level), default=0.0)


def _changes(item: Item, province: float, county: float, names: Names) -> Iterator[Change]:
    taker = next((t for t in item.takers if t is not None), None)
    if province > item.to_province and taker is not None:
        if item.gap:
            yield _grant(item, taker, names)
        else:
            yield _move(item, item.centre or "", taker, province, item.places, "province", names)
    if county > item.to_county:
        yield from _on(item, taker, county, names)


def _on(item: Item, taker: Taker | None, county: float, names: Names) -> Iterator[Change]:
    """Pass on to counties what the province decides today, and what it has just been given."""
    to = item.counties[0][0]
    at = tuple(t.place for takers in item.counties for t in takers)
    held = item.to_province > item.to_county
    given = bare(taker.holder) if taker is not None and county > item.to_province else None
    for source in dict.fromkeys((item.province if held else None, given)):
        if source is not None:
            yield _move(item, source, to, county, at, "county", names)


def _grant(item: Item, taker: Taker, names: Names) -> Change:
    given = {
        "matter": item.matter,
        taker.kind: bare(taker.id),
        "role": "decides",
        **names.at(item.places, "province"),
        "action": names.action(taker),
    }
    return GrantPower.model_validate(given)


def _move(
    item: Item,
    source: str,
    taker: Taker,
    upto: float,
    places: tuple[str, ...],
    level: str,
    names: Names,
) -> Change:
    kind, _, name = source.partition(":")
    given = {
        "matter": item.matter,
        "role": "decides",
        kind: bare(name),
        f"to_{taker.kind}": bare(taker.id),
        "to_amount": None if upto == inf else upto,
        "measure": None if upto == inf else item.measure,
        **names.at(places, level),
        "action": names.action(taker),
    }
    return MovePower.model_validate(given)


def decisions(made: Compiled, taken: Bools) -> tuple[Decision, ...]:
    """Return what changes, a row for each matter, level and group of provinces; most cases first."""
    found = [
        _decision(made, item, own, level)
        for item, numbers in _sent(made, taken)
        for level in (PROVINCE, COUNTY)
        if (own := [n for n in numbers if made.nodes[n].level == level])
    ]
    return tuple(sorted(found, key=lambda d: (-d.cases, d.matter, d.places, d.level)))


def _decision(made: Compiled, item: Item, numbers: list[int], level: int) -> Decision:
    nodes = [made.nodes[n] for n in numbers]
    upto = _top(nodes, level)
    taker = item.counties[0][0] if level == COUNTY else item.takers[0]
    route = item.down if nodes[-1].low >= item.to_province else item.near
    sums = [_work(made, n) for n in nodes]
    return Decision(
        matter=item.matter,
        places=item.places,
        taker="" if taker is None else taker.type,
        taker_kind="post" if taker is None or taker.kind == "post" else "unit",
        level="county" if level == COUNTY else "province",
        ceiling=None if upto == inf else upto,
        measure="none" if upto == inf else item.measure,
        cases=sum(cases for cases, _ in sums),
        hours=sum(hours for _, hours in sums),
        exposure=float(made.exposure[numbers].sum()),
        rank=route.rank if route else None,
        gap=item.gap,
    )


def _work(made: Compiled, node: Node) -> tuple[float, float]:
    """Return the cases a year of a slice, and the hours they take."""
    cases = hours = 0.0
    for number in made.register.items[node.item].rows:
        row = made.register.rows[number]
        own = row["cases"] * part(row, node.low, node.high)[0]
        cases, hours = cases + own, hours + own * row["minutes"] / 60
    return cases, hours
