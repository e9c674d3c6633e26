"""Which councils sit together: bodies, sittings and council days, from the links between councils.

A *body* is a council with those merged into it (`replaced_by`). A *sitting* is a body with those
that hold their sessions jointly with it (`sits_with`); most sittings are one council. A *day* joins
sittings that are held on the same days (`same_day_as`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from ostan.country.country import Country
from ostan.measure.once import once

LINKS = ("replaced_by", "sits_with", "same_day_as")
"""Columns of councils that name another council they meet with, or in."""


def linked(country: Country) -> bool:
    """Return whether any council names another one it sits with, in any way."""
    councils = country["councils"]
    return any(councils[link].null_count() < councils.height for link in LINKS)


def bodies(country: Country) -> pl.DataFrame:
    """Return every council whose business is done: council, body, sitting, day; sorted by council.

    These are active councils, and replaced ones whose successor, at the end of the chain, is active.
    `body`: the active council that does its business. `sitting`: the council that hosts its
    sessions. `day`: the first by id of the hosts that share council days; null where a sitting has
    its days to itself. What is merged follows its body: its own links to sit with others are a
    record. A link to what is not active, or to itself, is none; in a ring the first by id hosts.
    """
    return once(country, "bodies", _bodies)


def _bodies(country: Country) -> pl.DataFrame:
    councils = country["councils"]
    active = councils.filter(pl.col("status") == "active")
    if not linked(country):
        alone = active.select("council", body="council", sitting="council").sort("council")
        return alone.with_columns(day=pl.lit(None, pl.String))
    standing = frozenset(active["council"])
    merged = _merged(councils, standing)
    hosts = _hosts(active, standing, merged)
    days = _days(active, standing, merged, hosts)
    body = {c: c for c in standing} | merged
    rows = [(c, b, h := hosts.get(b, b), days.get(h)) for c, b in sorted(body.items())]
    schema = dict.fromkeys(("council", "body", "sitting", "day"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _merged(councils: pl.DataFrame, standing: frozenset[str]) -> dict[str, str]:
    """Return the active council at the end of the chain of every council that was replaced."""
    step = _links(councils.filter(pl.col("status") == "replaced"), "replaced_by")
    ends = {council: _end(council, step) for council in step}
    return {c: e for c, e in ends.items() if e in standing}


def _links(councils: pl.DataFrame, link: str) -> dict[str, str]:
    return dict(councils.select("council", link).drop_nulls().sort("council").iter_rows())


def _end(council: str, step: Mapping[str, str]) -> str:
    """Follow the steps to where they end; a ring ends at its first by id."""
    seen: list[str] = []
    while council in step and council not in seen:
        seen.append(council)
        council = step[council]
    return min(seen[seen.index(council) :]) if council in seen else council


def _joined(
    active: pl.DataFrame, link: str, standing: frozenset[str], merged: Mapping[str, str]
) -> dict[str, str]:
    """Return the links between active councils, each to the body of what it names."""
    named = {c: merged.get(to, to) for c, to in _links(active, link).items()}
    return {c: to for c, to in named.items() if to in standing and to != c}


def _hosts(
    active: pl.DataFrame, standing: frozenset[str], merged: Mapping[str, str]
) -> dict[str, str]:
    """Return the host of every active council that sits with another."""
    step = _joined(active, "sits_with", standing, merged)
    return {council: _end(council, step) for council in step}


def _days(
    active: pl.DataFrame,
    standing: frozenset[str],
    merged: Mapping[str, str],
    hosts: Mapping[str, str],
) -> dict[str, str]:
    """Return, for the host of every sitting that shares its days, the first by id of those hosts."""
    step = _joined(active, "same_day_as", standing, merged)
    pairs = [(hosts.get(a, a), hosts.get(b, b)) for a, b in step.items()]
    return {c: min(group) for group in groups(p for p in pairs if p[0] != p[1]) for c in group}


def groups(pairs: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """Return the sets of names that pairs hold together."""
    found: dict[str, set[str]] = {}
    for a, b in pairs:
        joint = found.get(a, {a}) | found.get(b, {b})
        found.update(dict.fromkeys(joint, joint))
    return [frozenset(g) for g in {id(g): g for g in found.values()}.values()]


def connected(country: Country, councils: Iterable[str]) -> frozenset[str]:
    """Return these councils and all that links of any kind, either way, tie to them.

    Whatever their status: a dormant council tied to one of these would come in if it met again.
    """
    wanted = frozenset(councils)
    if not linked(country):
        return wanted
    tied = [pair for link in LINKS for pair in _links(country["councils"], link).items()]
    return wanted.union(*(g for g in groups(tied) if g & wanted))
