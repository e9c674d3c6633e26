"""What two registers of powers differ in, as changes of powers, in an order that applies.

A row tells most of it: who holds it now, its limits, its last day. Where a power was cut, its parts
are told by their ids, which begin as that of the power does. A change is proposed where it brings
the register nearer to the goal, row by row; what none brings nearer stays unsaid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from ostan.country.expand import ancestors
from ostan.country.normal import Tables
from ostan.reform.change import Change
from ostan.reform.differing import both, new, only, rows
from ostan.reform.land import land_of
from ostan.reform.powers.boxes import NO_MEASURE, Power, base
from ostan.reform.powers.granting import GrantPower, RequireConsent
from ostan.reform.powers.holders import home
from ostan.reform.powers.moving import LimitPower, MovePower, RevokePower
from ostan.reform.step import taken


def changed(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield what became of powers that are there: moved, limited, revoked."""
    there = {**rows("powers", only("powers", now, goal))}
    wanted = {id: row for id, _, row in both("powers", now, goal)}
    fresh = list(new("powers", now, goal).values())
    tree = ancestors(now["places"])
    for id in sorted(there):
        yield from _became(there[id], wanted.get(id), fresh, now, goal, tree)


def added(now: Tables, goal: Tables) -> Iterator[Change]:
    """Yield what is new: powers that were granted, consents that are required."""
    tree = ancestors(now["places"])
    for row in new("powers", now, goal).values():
        fields = _common(row, now)
        named = base(row["power"])
        asked = (
            RequireConsent(**fields) if (row["role"], named) == ("consents", _stem(row)) else None
        )
        if asked is not None and not taken(0, asked, now, None, tree).refusals:
            yield asked
        else:
            yield _grant(row, fields)


STAGES: Sequence[Callable[[Tables, Tables], Iterator[Change]]] = (changed, added)
"""What is sought, in order."""


# Powers that are there -----------------------------------------------------------------------


def _became(
    row: Power,
    after: Power | None,
    fresh: Sequence[Power],
    now: Tables,
    goal: Tables,
    tree: pl.DataFrame,
) -> Iterator[Change]:
    """Yield the changes of one power, each where it brings the register nearer to the goal."""
    ended = after["valid_to"] if after and after["valid_to"] != row["valid_to"] else None
    since = ended + timedelta(days=1) if ended else None
    stem = base(row["power"])
    parts = [n for n in fresh if _part(n, stem, row)]
    parts += [after] if after and not ended else []
    tables = now
    for change in _candidates(row, parts, since, now):
        step = taken(0, change, tables, None, tree)
        if not step.refusals and _apart(step.tables, goal) < _apart(tables, goal):
            tables = step.tables
            yield change


def _part(part: Power, stem: str, row: Power) -> bool:
    own = base(part["power"])
    same = all(part[c] == row[c] for c in ("matter", "role", "law", "clause"))
    return same and (own == stem or own.startswith(f"{stem}__"))


def _apart(tables: Tables, goal: Tables) -> int:
    """Return how many rows of powers are only in one of two states."""
    return only("powers", tables, goal).height + only("powers", goal, tables).height


def _candidates(
    row: Power, parts: Sequence[Power], since: date | None, now: Tables
) -> Iterator[Change]:
    own = (row["holder_kind"], row["holder"])
    groups: dict[tuple[Any, ...], list[Power]] = {}
    for part in parts:
        holder = (part["holder_kind"], part["holder"].partition("@")[0])
        groups.setdefault((holder, part["from"], part["to"]), []).append(part)
    for members in groups.values():
        moved = [p for p in members if (p["holder_kind"], p["holder"]) != own]
        kept = [p for p in members if (p["holder_kind"], p["holder"]) == own]
        yield from [_moved(row, moved, since)] if moved else []
        yield from [_limited(row, kept, since)] if kept else []
    yield from _revoked(row, parts, since, now)


def _moved(row: Power, parts: Sequence[Power], since: date | None) -> Change:
    first = parts[0]
    at = _at(row, [p["place"] for p in parts])
    taker = base(first["holder"]) if at else first["holder"]
    fields: dict[str, Any] = {**_of(row, at, since), f"to_{first['holder_kind']}": taker}
    return MovePower(
        **fields,
        from_amount=None if first["from"] == row["from"] else first["from"],
        to_amount=None if first["to"] == row["to"] else first["to"],
        measure=_measure(first),
    )


def _limited(row: Power, parts: Sequence[Power], since: date | None) -> Change:
    part = parts[0]
    lifted = part["to"] is None and row["to"] is not None
    low = 0.0 if part["from"] is None and row["from"] is not None else part["from"]
    return LimitPower(
        **_of(row, _at(row, [p["place"] for p in parts]), since),
        from_amount=None if low == row["from"] else low,
        to_amount=None if part["to"] == row["to"] else part["to"],
        unlimited=lifted,
        unconditional=part["condition"] is None and row["condition"] is not None,
        measure=_measure(part),
    )


def _revoked(
    row: Power, parts: Sequence[Power], since: date | None, now: Tables
) -> Iterator[Change]:
    """Yield the end of a power, where some of it stays in the places in which nothing of it is."""
    if not parts:
        yield RevokePower(**_of(row, (), since))
        return
    stays: Mapping[str | None, int] = {p["place"]: 0 for p in parts}
    gone = [s.place for s in land_of(now).shared(row["place"], stays) if s.number is None]
    places = tuple(p for p in gone if p is not None)
    if places:
        yield RevokePower(**_of(row, places, since))


def _of(row: Power, at: tuple[str, ...], since: date | None) -> dict[str, Any]:
    """Return the fields that name a power: by its whole id where its place is not that of its id."""
    placed = row["power"].partition("@")[2] in ("", row["place"])
    return {
        "matter": row["matter"],
        "role": row["role"],
        "power": base(row["power"]) if placed else row["power"],
        row["holder_kind"]: base(row["holder"]) if at else row["holder"],
        "at": at,
        "from_": since,
    }


def _at(row: Power, places: Sequence[str | None]) -> tuple[str, ...]:
    """Return the places of a change of part of a power; none where it is the whole of it."""
    if all(p == row["place"] for p in places):
        return ()
    return tuple(dict.fromkeys(p for p in places if p is not None))


def _measure(row: Power) -> Any:
    return None if row["measure"] == NO_MEASURE else row["measure"]


# Powers that are new -------------------------------------------------------------------------


def _stem(row: Power) -> str:
    return f"{row['matter']}__{row['role']}__{base(row['holder'])}"


def _common(row: Power, now: Tables) -> dict[str, Any]:
    """Return the fields of a new power that both kinds have."""
    own = home(row["holder_kind"], row["holder"], now)
    at = () if row["place"] in (None, own) else (row["place"],)
    return {
        "matter": row["matter"],
        row["holder_kind"]: base(row["holder"]) if at else row["holder"],
        "at": at,
        "measure": _measure(row),
        "from_amount": row["from"],
        "to_amount": row["to"],
        "condition": row["condition"],
        "law": row["law"],
        "clause_": row["clause"],
        "from_": row["valid_from"],
    }


def _grant(row: Power, fields: Mapping[str, Any]) -> Change:
    named = base(row["power"])
    return GrantPower(
        **fields,
        role=row["role"],
        power=None if named == _stem(row) else named,
        may_delegate=bool(row["may_delegate"]),
        delegated_from=row["delegated_from"] and base(row["delegated_from"]),
    )
