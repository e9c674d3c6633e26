"""The departments of a government and what became of them, read from a list of dated links.

Organisations come through a map, each with its first and its last day. Links (merger, demerger,
transfer of functions, change of name) become a Reform for each reorganisation. What no link speaks of
(an organisation that begins or ends without one) is entered in the table of units on its day, as who
keeps the register would.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from ostan.country.country import Country
from ostan.reform.apply import apply
from ostan.reform.change import Change
from ostan.reform.reform import Reform
from ostan.reform.units.founding import FoundUnit, SplitUnit
from ostan.reform.units.merging import MergeUnits
from ostan.reform.units.moving import MoveFunction, RenameUnit

DAY = timedelta(days=1)
GOVERNMENT = "hm_government"
RENAME, DEMERGER, MERGER, TRANSFER = "Name change", "Demerger", "Merger", "Transfer of functions"


@dataclass(frozen=True)
class Organisation:
    """A row of the list: first and last day, empty where the list does not go back or it still is."""

    id: str
    name: str
    start: date | None
    end: date | None

    def stands(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Link:
    """What passed from one organisation to another, on which days. `kind`: the first of its words."""

    id: str
    old: str
    new: str
    kind: str
    subject: str
    first: date
    last: date


@dataclass(frozen=True)
class Listed:
    """The whole list."""

    organisations: dict[str, Organisation]
    links: tuple[Link, ...]

    def names(self, day: date) -> list[str]:
        """Return the names of what stands on a day, sorted; a name may stand twice."""
        return sorted(o.name for o in self.organisations.values() if o.stands(day))


def listed(country: Country, folder: Path) -> Listed:
    """Return the list: organisations as the map has read them, links as they are in the file."""
    units = country["units"].filter(pl.col("unit") != GOVERNMENT)
    rows = units.select("unit", "name_en", "valid_from", "valid_to").iter_rows()
    organisations = {r[0]: Organisation(*r) for r in rows}
    with (folder / "organisation_link.csv").open(encoding="utf-8", newline="") as file:
        links = sorted(map(_link, csv.DictReader(file)), key=lambda k: (k.first, k.last, k.id))
    return Listed(organisations, tuple(links))


def _link(row: dict[str, str]) -> Link:
    kind, _, named = row["type"].partition(": ")
    days = [date.fromisoformat(row[f"link_{c}_date"]) for c in ("start", "end")]
    ends = row["predecessor_organisation_id"], row["successor_organisation_id"]
    return Link(
        row["id"],
        *ends,
        kind,
        named or f"passed_{ends[0][:8]}_{ends[1][:8]}_{days[0]}",
        days[0],
        days[1],
    )


def reorganisations(links: Sequence[Link]) -> list[tuple[Link, ...]]:
    """Return the links in groups whose days overlap or touch, in order of time."""
    groups: list[list[Link]] = []
    for link in links:
        if groups and link.first <= max(k.last for k in groups[-1]) + DAY:
            groups[-1].append(link)
        else:
            groups.append([link])
    return [tuple(g) for g in groups]


# Links as changes ---------------------------------------------------------------------------------


@dataclass
class Walk:
    """What is known while the links are read in order of time.

    unit: the unit that is an organisation, once it stands. holder: who has a function that the list
    names. assumed: what is read in a way the list does not state: the word for it, and the name.
    """

    listed: Listed
    unit: dict[str, str]
    holder: dict[str, str] = field(default_factory=dict)
    assumed: list[tuple[str, str]] = field(default_factory=list)

    def name(self, id: str) -> str:
        return self.listed.organisations[id].name


def changes(group: Sequence[Link], walk: Walk) -> list[Change]:
    """Return the changes that the links of one reorganisation come to, in an order that applies."""
    return [
        *_beginnings(group, walk),
        *_transfers(group, walk),
        *_endings(group, walk),
    ]


def _ends(id: str, group: Sequence[Link], walk: Walk) -> bool:
    """Whether an organisation ends with these links, give or take a day."""
    end = walk.listed.organisations[id].end
    return end is not None and group[0].first - DAY <= end <= max(k.last for k in group) + DAY


def _beginnings(group: Sequence[Link], walk: Walk) -> Iterator[Change]:
    """Yield what makes the organisations that are new: a name, a part of another, or a founding."""
    for new in dict.fromkeys(k.new for k in group if k.new not in walk.unit):
        came = [k for k in group if k.new == new]
        names = {"name_fa": walk.name(new), "name_en": walk.name(new)}
        called = [k for k in came if k.kind == RENAME and _ends(k.old, group, walk)]
        parts = [k for k in came if k.kind in (DEMERGER, RENAME)]
        day = walk.listed.organisations[new].start
        if called:
            walk.unit[new] = walk.unit[called[0].old]
            yield RenameUnit(unit=walk.unit[new], **names, from_=day)
            continue
        walk.unit[new] = new
        if parts:
            if parts[0].kind == RENAME:
                walk.assumed.append(("outlives its change of name", walk.name(parts[0].old)))
            old, subject = walk.unit[parts[0].old], parts[0].subject
            yield SplitUnit(unit=old, new=new, functions=(subject,), **names, from_=day)
        else:
            fixed = {"unit_kind": "department", "ministry": GOVERNMENT}
            yield FoundUnit.model_validate({"unit": new, **fixed, **names, "from": day})


def _transfers(group: Sequence[Link], walk: Walk) -> Iterator[Change]:
    """Yield the functions that pass to what stands: named ones along the chain of who has them."""
    waiting = [k for k in group if k.kind == TRANSFER]
    split = {k.new for k in group if k.kind in (DEMERGER, RENAME)}
    for new in split:
        parts = [k for k in group if k.new == new and k.kind == DEMERGER]
        waiting += parts[1:] if walk.unit[new] == new else []
    while waiting:
        link = next((k for k in waiting if walk.holder.get(k.subject, k.old) == k.old), waiting[0])
        waiting.remove(link)
        walk.holder[link.subject] = link.new
        old, new = walk.unit[link.old], walk.unit[link.new]
        yield MoveFunction(unit=old, functions=(link.subject,), to_unit=new, from_=link.first)


def _endings(group: Sequence[Link], walk: Walk) -> Iterator[Change]:
    """Yield mergers: those listed, and of what ends otherwise into the first of its successors."""
    order = (MERGER, DEMERGER, TRANSFER)
    for old in dict.fromkeys(k.old for k in group):
        own = sorted((k for k in group if k.old == old and k.kind in order), key=_rank)
        renamed = any(k.kind == RENAME and walk.unit[k.new] == walk.unit[old] for k in group)
        if not own or renamed or not (own[0].kind == MERGER or _ends(old, group, walk)):
            continue
        if own[0].kind != MERGER:
            walk.assumed.append((f"ends by {own[0].kind.lower()}", walk.name(old)))
        into, day = walk.unit[own[0].new], own[0].first
        yield MergeUnits(into=into, units=(walk.unit[old],), from_=day)


def _rank(link: Link) -> tuple[int, str]:
    return (MERGER, DEMERGER, TRANSFER).index(link.kind), link.id


# Functions: had by whom before they pass ----------------------------------------------------------


def with_functions(
    groups: Sequence[list[Change]],
) -> tuple[list[list[Change]], dict[str, frozenset[str]]]:
    """Return the changes with splits that take along what leaves the new unit later; and who has what.

    Read backwards: what passes from a unit was its own before, unless it had come to it by a link.
    The second answer is what each unit of the first day has.
    """
    needs: dict[str, set[str]] = {}
    made: list[list[Change]] = []
    for group in reversed(groups):
        after = [_before(change, needs) for change in reversed(group)]
        made.append(after[::-1])
    return made[::-1], {u: frozenset(f) for u, f in needs.items() if f}


def _before(change: Change, needs: dict[str, set[str]]) -> Change:
    """Bring what units need to the time before a change; a split takes what its new unit needs."""
    match change:
        case MoveFunction(unit=unit, functions=functions, to_unit=to):
            needs.setdefault(to, set()).difference_update(functions)
            needs.setdefault(unit, set()).update(functions)
        case SplitUnit(unit=unit, new=new, functions=functions):
            taken = set(functions) | needs.pop(new, set())
            needs.setdefault(unit, set()).update(taken)
            return change.model_copy(update={"functions": tuple(sorted(taken))})
        case FoundUnit(unit=unit):
            taken = needs.pop(unit, set())
            return change.model_copy(update={"functions": tuple(sorted(taken))})
    return change


# The whole -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reached:
    """A state of the list and ours on the day after a reorganisation.

    before, after: the Country that the Reform is applied to, and what it makes of it. missing, extra:
    names that the list has on the day and we have not, and the other way round.
    """

    day: date
    reform: Reform
    before: Country
    after: Country
    missing: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """What the walk through the list came to.

    states: one for each reorganisation. entered, ended: names of what begins or ends without a link
    after the first day. assumed: see `Walk`.
    """

    first: Country
    states: tuple[Reached, ...]
    entered: tuple[str, ...]
    ended: tuple[str, ...]
    assumed: tuple[tuple[str, str], ...]


def history(read: Country, listed: Listed, first: date) -> History:
    """Apply every reorganisation after `first` to the Country of that day and compare each state."""
    groups = [g for g in reorganisations(listed.links) if g[0].first > first]
    standing = {o.id: o.id for o in listed.organisations.values() if o.stands(first)}
    unsaid = _beginning_without_link(listed, groups, first)
    walk = Walk(listed, {**standing, **{o.id: o.id for o in unsaid}})
    told, had = with_functions([changes(g, walk) for g in groups])
    lost = _ending_without_link(listed, groups, first)
    country = start = _first(read, standing, told, had)
    states = []
    for group, said in zip(groups, told, strict=True):
        day = max(k.last for k in group) + DAY
        country = _entered(country, read, [o for o in unsaid if o.start and o.start <= day], had)
        before, reform = country, Reform.of(said)
        after = apply(before, reform, assume=["*"]).country
        country = _ended(after, {walk.unit[o.id]: o for o in lost if o.end and o.end < day})
        missing, extra = _compared(listed.names(day), ours(country, day))
        states.append(Reached(day, reform, before, after, missing, extra))
    return History(
        start,
        tuple(states),
        tuple(o.name for o in unsaid),
        tuple(o.name for o in lost),
        tuple(walk.assumed),
    )


def _beginning_without_link(
    listed: Listed, groups: Sequence[Sequence[Link]], first: date
) -> list[Organisation]:
    """Return what begins after the first day and comes from nothing."""
    came = {k.new for g in groups for k in g}
    return [
        o for o in listed.organisations.values() if o.start and o.start > first and o.id not in came
    ]


def _ending_without_link(
    listed: Listed, groups: Sequence[Sequence[Link]], first: date
) -> list[Organisation]:
    """Return what ends after the first day with nothing that comes of it."""
    found = []
    for o in listed.organisations.values():
        if o.end is None or o.end <= first:
            continue
        near = [g for g in groups if g[0].first - DAY <= o.end <= max(k.last for k in g) + DAY]
        if not any(k.old == o.id for g in near for k in g):
            found.append(o)
    return found


def _first(
    read: Country,
    standing: dict[str, str],
    told: Sequence[Sequence[Change]],
    had: dict[str, frozenset[str]],
) -> Country:
    """Return the Country of the first day: what stands, without last days, with its functions."""
    names = {f for g in told for c in g for f in getattr(c, "functions", ())}
    subjects = pl.DataFrame({"subject": sorted(names), "name_en": sorted(names)})
    kept = read["units"].filter(pl.col("unit").is_in([*standing, GOVERNMENT]))
    return read.with_tables(units=_plain(kept, had), subjects=subjects)


def _plain(units: pl.DataFrame, had: dict[str, frozenset[str]]) -> pl.DataFrame:
    functions = [sorted(had.get(u, ())) or None for u in units["unit"]]
    return units.with_columns(
        name_fa="name_en",
        valid_to=pl.lit(None, pl.Date),
        functions=pl.Series(functions, dtype=pl.List(pl.String)),
    )


def _entered(
    country: Country,
    read: Country,
    begun: Sequence[Organisation],
    had: dict[str, frozenset[str]],
) -> Country:
    """Return the Country with the rows of what has begun without a link."""
    there = set(country["units"]["unit"])
    fresh = read["units"].filter(pl.col("unit").is_in([o.id for o in begun if o.id not in there]))
    if fresh.is_empty():
        return country
    return country.with_tables(units=pl.concat([country["units"], _plain(fresh, had)]))


def _ended(country: Country, over: dict[str, Organisation]) -> Country:
    """Return the Country with the last day of what has ended without a link."""
    days = {u: o.end for u, o in over.items()}
    last = pl.col("unit").replace_strict(days, default=None, return_dtype=pl.Date)
    units = country["units"].with_columns(valid_to=pl.coalesce("valid_to", last))
    return country if not days else country.with_tables(units=units)


def ours(country: Country, day: date) -> list[str]:
    """Return the names of the departments of a Country on a day, sorted."""
    units = country.as_of(day)["units"].filter(pl.col("status") == "active")
    return sorted(units.filter(pl.col("unit") != GOVERNMENT)["name_en"])


def _compared(theirs: list[str], own: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what only the one has and what only the other has; a name may stand twice."""
    one, other = Counter(theirs), Counter(own)
    return tuple(sorted((one - other).elements())), tuple(sorted((other - one).elements()))
