"""Whether what a Reform did keeps the goals: moves, locks, pairs, and who can be in one room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils.bodies import bodies
from ostan.plan.goals import Goals
from ostan.plan.verify.places import Scope, changed, of_names, sat
from ostan.plan.verify.subjects import Subjects
from ostan.reform.problem import label, labels
from ostan.reform.reform import Reform
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text, joined, same

SET_APART = ("decides_cases", "adjudicates")
"""Functions of councils that share a sitting with no other unless the goals allow it."""

LINKS = ("under", "same_day_as", "sits_with", "replaced_by")
"""Columns of councils that follow what other councils become."""

_MOVE = Text(
    "تغییر {index}: حرکت «{move}» در هدف‌ها نیست؛ این‌ها مجاز است: {allowed}",
    "change {index}: the move “{move}” is not in the goals; allowed: {allowed}",
)
_LOCK = Text(
    "{council} قفل است و تغییر کرده است: {what}", "{council} is locked and has changed: {what}"
)
_TOGETHER = Text("{a} و {b} باید با هم باشند و نیستند", "{a} and {b} must be together and are not")
_APART = Text("{a} و {b} باید جدا باشند و با هم‌اند", "{a} and {b} must be apart and are together")
_PEOPLE = Text(
    "{host}: {count} نفر در یک نشست؛ دست بالا {limit} مجاز است",
    "{host}: {count} people in one sitting; at most {limit} are allowed",
)
_GROUP = Text(
    "{host}: {count} شورا در یک نشست؛ دست بالا {limit} مجاز است",
    "{host}: {count} councils in one sitting; at most {limit} are allowed",
)
_CAP = Text(
    "{count} نشست می‌ماند؛ دست بالا {limit} مجاز است",
    "{count} sittings remain; at most {limit} are allowed",
)
_ALONE = Text(
    "{council} انتخابی است یا به پرونده‌ها رأی می‌دهد و با دیگران نمی‌نشیند",
    "{council} is elected or decides cases, and sits with no other",
)
_UNLIKE = Text(
    "{a} و {b} با هم‌اند و کارشان {degree} از یک ناهمگون است؛ دست بالا {limit} مجاز است",
    "{a} and {b} are together and unlike by {degree} of one; at most {limit} is allowed",
)
_OUTSIDE = Text(
    "{councils} بیرون از دامنهٔ برنامه است و تغییر کرده است",
    "{councils} lie outside the scope of the plan and have changed",
)


def infeasible(
    before: Country, after: Country, reform: Reform, goals: Goals, scope: Scope
) -> list[Finding]:
    """Return every goal that is not kept between `before` and `after`; empty: all are.

    What the law asks is judged where the Reform is applied. Sittings that were so before are not
    the plan's doing.
    """
    joint = changed(before, after, scope)
    return [
        *_moves(reform, goals),
        *_locks(before, after, goals),
        *_outside(before, after, scope),
        *_pairs(before, after, goals, scope),
        *_rooms(after, goals, joint),
        *_cap(after, goals, scope),
        *_apart(after, goals, joint),
        *_unlike(after, goals, joint),
    ]


def _finding(code: str, sentence: Text, *councils: str) -> Finding:
    return Finding(code, Severity.ERROR, sentence, tuple(Row("councils", (c,)) for c in councils))


def _moves(reform: Reform, goals: Goals) -> Iterator[Finding]:
    allowed = goals.allowed()
    for index, change in enumerate(reform.changes, 1):
        # Goals name moves of councils; units, powers and services have plans of their own.
        if change.bodies() == "councils" and change.kind not in allowed:
            told = _MOVE.fill(
                index=index, move=change.kind, allowed=joined([same(m) for m in allowed])
            )
            yield _finding("move_not_allowed", told)


# Locks and the scope -----------------------------------------------------------------------------


def _locks(before: Country, after: Country, goals: Goals) -> Iterator[Finding]:
    """Locked councils keep their own row, seats and agenda; they may take others in."""
    hosts = dict(bodies(after).select("council", "body").iter_rows())
    old, new = (
        {r["council"]: r for r in c["councils"].iter_rows(named=True)} for c in (before, after)
    )
    for council in sorted(of_names(before, goals.lock)):
        what = list(_changes(old[council], new.get(council, {}), hosts))
        what += [
            t for t in ("seats", "agenda") if _own(before, t, council) != _own(after, t, council)
        ]
        if what:
            name = label(before.tables, "councils", council)
            told = _LOCK.fill(council=name, what=joined([same(w) for w in what]))
            yield _finding("lock_broken", told, council)


def _changes(
    old: Mapping[str, Any], new: Mapping[str, Any], hosts: Mapping[str, str]
) -> Iterator[str]:
    """Yield the columns that differ; links may follow what other councils became."""
    for column, value in old.items():
        followed = hosts.get(value, value) if column in LINKS and value else value
        if new.get(column) not in (value, followed):
            yield column


def _own(country: Country, table: str, council: str) -> list[tuple[object, ...]]:
    """Rows of a council that it did not take over."""
    own = country[table].filter(pl.col("council") == council, ~pl.col("carried").fill_null(False))
    return sorted(own.rows(), key=repr)


def _outside(before: Country, after: Country, scope: Scope) -> Iterator[Finding]:
    """Councils of other places sit as they did."""
    here = set(scope.councils(before)["council"])
    was = dict(bodies(before).select("council", "sitting").iter_rows())
    now = dict(bodies(after).select("council", "sitting").iter_rows())
    moved = sorted(c for c in was if c not in here and was[c] != now.get(c))
    if moved:
        told = _OUTSIDE.fill(councils=labels(before.tables, "councils", moved))
        yield _finding("outside_scope", told, *moved)


# Who sits with whom ------------------------------------------------------------------------------


def _pairs(before: Country, after: Country, goals: Goals, scope: Scope) -> Iterator[Finding]:
    sitting = dict(bodies(after).select("council", "sitting").iter_rows())
    for pairs, wanted, code, sentence in (
        (goals.together, True, "not_together", _TOGETHER),
        (goals.apart, False, "not_apart", _APART),
    ):
        for names in pairs:
            for a, b in _there(before, scope, *names):
                if (sitting.get(a) == sitting.get(b)) != wanted:
                    both = {
                        n: label(before.tables, "councils", c)
                        for n, c in zip("ab", (a, b), strict=True)
                    }
                    yield _finding(code, sentence.fill(**both), a, b)


def _there(country: Country, scope: Scope, a: str, b: str) -> Iterator[tuple[str, str]]:
    """Yield the active councils of two names in every place of the scope that has both."""
    rows = scope.councils(country).filter(pl.col("status") == "active").sort("council")
    for _, here in rows.group_by("place", maintain_order=True):
        first, second = (
            here.filter((pl.col("type") == n) | (pl.col("council") == n))["council"] for n in (a, b)
        )
        yield from ((x, y) for x in first for y in second if x != y)


def _rooms(after: Country, goals: Goals, joint: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    people = _people(after)
    for host, councils in joint.items():
        name = label(after.tables, "councils", host)
        count = people.get(host, 0)
        if goals.max_people and count > goals.max_people:
            told = _PEOPLE.fill(host=name, count=count, limit=goals.max_people)
            yield _finding("too_many_people", told, host)
        if len(councils) > goals.max_group:
            told = _GROUP.fill(host=name, count=len(councils), limit=goals.max_group)
            yield _finding("too_many_councils", told, *councils)


def _people(country: Country) -> dict[str, int]:
    """People who come to each sitting: holders of posts with a seat that is not delegated away."""
    posts = country["posts"].select("holders", "status", holder="post")
    found = (
        country["seats"]
        .filter(pl.col("attendance").is_null() | (pl.col("attendance") > 0))
        .join(bodies(country).select("council", "sitting"), on="council")
        .join(posts, on="holder", how="left")
        .filter(pl.col("status").is_null() | (pl.col("status") != "closed"))
        .unique(["sitting", "holder"])
        .group_by("sitting")
        .agg(pl.col("holders").fill_null(1).sum())
    )
    return dict(found.iter_rows())


def _cap(after: Country, goals: Goals, scope: Scope) -> Iterator[Finding]:
    """Sittings that remain: of the place, or groups of types of a template."""
    if not goals.max_councils:
        return
    named = dict(scope.councils(after).select("council", "named").iter_rows())
    groups: list[set[str]] = []
    for councils in sat(after).values():
        names = {named[c] for c in councils if c in named}
        touching = [g for g in groups if g & names]
        groups = [g for g in groups if not g & names]
        groups += [names.union(*touching)] if names else []
    if len(groups) > goals.max_councils:
        yield _finding("too_many_sittings", _CAP.fill(count=len(groups), limit=goals.max_councils))


def _apart(after: Country, goals: Goals, joint: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    if goals.joint_any:
        return
    alone = pl.col("function").is_in(SET_APART).fill_null(False) | pl.col("elected").fill_null(
        False
    )
    lonely = set(after["councils"].filter(alone)["council"])
    for council in sorted(lonely & {c for councils in joint.values() for c in councils}):
        told = _ALONE.fill(council=label(after.tables, "councils", council))
        yield _finding("must_sit_alone", told, council)


def _unlike(
    after: Country, goals: Goals, joint: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    known = Subjects.of(after)
    wanted = [frozenset(p) for p in goals.together]
    kind = dict(after["councils"].select("council", "type").iter_rows())
    for councils in joint.values():
        for a, b in combinations(councils, 2):
            degree = known.incoherence(a, b)
            if degree <= goals.max_unlike + 1e-9 or known.within(a, b):
                continue
            if any(
                len(p & {a, b, kind[a], kind[b]}) == 2 and _parts(p, a, b, kind) for p in wanted
            ):
                continue
            told = _UNLIKE.fill(
                a=label(after.tables, "councils", a),
                b=label(after.tables, "councils", b),
                degree=degree,
                limit=goals.max_unlike,
            )
            yield _finding("too_unlike", told, a, b)


def _parts(pair: frozenset[str], a: str, b: str, kind: Mapping[str, str]) -> bool:
    """Whether each of two councils goes by another name of a pair."""
    one, two = sorted(pair)
    return (one in (a, kind[a]) and two in (b, kind[b])) or (
        one in (b, kind[b]) and two in (a, kind[a])
    )
