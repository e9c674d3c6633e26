"""One change on one state of the tables: where it fits, what it needs, what it makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from ostan.country.normal import Tables
from ostan.reform.change import Change
from ostan.reform.needs import Need, Terms, beyond, judged
from ostan.reform.problem import Problem, Refusal, Skip, label, labels, some
from ostan.reform.sites import Found, Look, Site, places_of, sites, sites_of
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

_HEAD = Text("تغییر {number} ({title}): {what}", "change {number} ({title}): {what}")
_WHERE = Text("{what}؛ در {places}", "{what}; in {places}")
_NOTHING = Text("در هیچ مکانی چیزی را تغییر نمی‌دهد", "it changes nothing anywhere")
_NO_PLACES = Text("هیچ مکانی انتخاب نشده است", "it selects no place")
_LOCKED = Text("برای {councils} در دسترس نیست: {route}", "out of reach for {councils}: {route}")
_NO_ACT = Text("قفل است، {councils}: {route}", "locked, {councils}: {route}")
_UNKNOWN = Text("{councils}: {route}", "{councils}: {route}")


@dataclass(frozen=True)
class Step:
    """What one change comes to.

    tables: after it; as before if it is refused. sites: where it fits. bound: what the law refuses,
    by the names that the change gives.
    """

    tables: Tables
    sites: tuple[Site, ...]
    skipped: tuple[Skip, ...]
    refusals: tuple[Refusal, ...]
    needs: tuple[Need, ...]
    bound: tuple[str, ...] = ()


def taken(
    index: int, change: Change, tables: Tables, terms: Terms | None, tree: pl.DataFrame
) -> Step:
    """Return what `change` comes to.

    `index`: from 0, for what is said; `terms`: None if the law is not looked at; `tree`:
    `ancestors` of the places.
    """
    found = sites(change, tables, tree)
    fit, problems = _fitting(change, found, Look(tables, found.sites))
    idle = [(p, x) for p, x in problems if p is not None and x.idle]
    hard = [(p, x) for p, x in problems if p is None or not x.idle]
    skipped = tuple(Skip(index, str(p), x.sentence) for p, x in idle)
    if hard or not fit:
        wrong = hard or list(_nothing(change, tables, [x for _, x in idle]))
        refusals = tuple(_refusals(index, change, wrong, tables))
        return Step(tables, (), skipped, refusals, ())
    found_needs = judged(change, fit, tables, terms) if terms else ()
    refusals = tuple(_legal(index, change, found_needs, tables))
    bound = _bound(change, fit, {c for r in refusals for c in r.councils})
    after = tables if refusals else change.effect(fit, tables)
    return Step(after, tuple(fit), skipped, refusals, found_needs, bound)


def _fitting(
    change: Change, found: Found, look: Look
) -> tuple[list[Site], list[tuple[str | None, Problem]]]:
    fit: list[Site] = []
    problems = list(found.problems)
    for site in found.sites:
        wrong = list(change.misfits(site, look))
        problems += [(site.place, p) for p in wrong]
        fit += [] if wrong else [site]
    return fit, problems


def taken_at_once(
    index: int, changes: Sequence[Change], tables: Tables, terms: Terms, tree: pl.DataFrame
) -> list[Step] | None:
    """Return what the first of these changes come to, as `taken` says of one after the other.

    They are of one kind that may be made at once. It is as many of them as have no council or unit
    in common and no other tie (`Change.entangled`), if that is two or more and nothing keeps any from
    being made; else None.
    """
    found = sites_of(changes, tables, tree)
    count = _disjoint([f.sites for f in found])
    if count < 2:
        return None
    look = Look(tables, [s for f in found[:count] for s in f.sites])
    fits = [_fitting(c, f, look) for c, f in zip(changes[:count], found, strict=False)]
    if not all(fit and _all_idle(problems) for fit, problems in fits):
        return None
    sets = [fit for fit, _ in fits]
    first, every = changes[0], [site for fit in sets for site in fit]
    if first.entangled(sets, tables):
        return None
    wanted = judged(first, every, tables, terms)
    if beyond(wanted):
        return None
    after = first.effect(every, tables)
    made = []
    for k, (fit, problems) in enumerate(fits, index):
        skipped = tuple(Skip(k, str(p), x.sentence) for p, x in problems)
        bound = {i for site in fit for i in site.every(*first.binds)}
        own = tuple(n for n in wanted if n.council in bound)
        made.append(Step(after, tuple(fit), skipped, (), own))
    return made


def _disjoint(sets: Sequence[Sequence[Site]]) -> int:
    """Return how many of these, from the first, have no council or unit in common."""
    seen: set[str] = set()
    for count, where in enumerate(sets):
        own = {i for site in where for i in site.every(*BODIES)}
        if own & seen:
            return count
        seen |= own
    return len(sets)


BODIES = ("host", "councils", "council", "into", "units")
"""Fields of councils and units, of the kinds that may be made at once."""


def _all_idle(problems: Sequence[tuple[str | None, Problem]]) -> bool:
    return all(place is not None and problem.idle for place, problem in problems)


def _nothing(
    change: Change, tables: Tables, idle: Sequence[Problem]
) -> Iterable[tuple[str | None, Problem]]:
    """Yield why a change for several places does nothing in any of them."""
    if not places_of(change, tables):
        yield None, Problem("nothing_left", _NO_PLACES)
        return
    whys = some(p.sentence for p in idle)
    councils = tuple(c for p in idle for c in p.councils)
    sentence = Text(f"{_NOTHING.fa}: {whys.fa}", f"{_NOTHING.en}: {whys.en}")
    yield None, Problem("nothing_left", sentence, councils)


def _refusals(
    index: int, change: Change, wrong: Sequence[tuple[str | None, Problem]], tables: Tables
) -> Iterable[Refusal]:
    """Yield a refusal for each reason, with all places and councils it holds for."""
    groups: dict[tuple[str, Text], list[tuple[str | None, Problem]]] = {}
    for place, problem in wrong:
        groups.setdefault((problem.code, problem.sentence), []).append((place, problem))
    for (code, what), members in groups.items():
        councils = tuple(dict.fromkeys(c for _, p in members for c in p.councils))
        places = [p for p, _ in members if p]
        said = _WHERE.fill(what=what, places=labels(tables, "places", places)) if places else what
        yield _refusal(index, change, code, said, councils, members[0][1].mend)


def _legal(index: int, change: Change, found: Iterable[Need], tables: Tables) -> Iterable[Refusal]:
    for (verdict, route), group in beyond(found).items():
        names = some(label(tables, change.bodies(), n.council) for n in group)
        problem = _beyond(verdict, group[0].rank)
        what = problem.sentence.fill(councils=names, route=route)
        councils = tuple(n.council for n in group)
        yield _refusal(index, change, problem.code, what, councils)


def _beyond(verdict: str, rank: str | None) -> Problem:
    if verdict == "unknown":
        return Problem("ground_unknown", _UNKNOWN)
    if rank is None:
        return Problem("locked_by_law", _NO_ACT)
    return Problem("out_of_reach", _LOCKED)


def _refusal(
    index: int,
    change: Change,
    code: str,
    what: Text,
    councils: tuple[str, ...],
    mend: Text | None = None,
) -> Refusal:
    said = _HEAD.fill(number=index + 1, title=change.title, what=what)
    rows = tuple(Row(change.bodies(), (c,)) for c in councils)
    return Refusal(index, councils, Finding(code, Severity.ERROR, said, rows, mend=mend))


def _bound(change: Change, fit: Sequence[Site], refused: set[str]) -> tuple[str, ...]:
    """Return the names, as the change gives them, of what the law refuses; of powers their ids."""
    if change.bodies() == "powers":
        return tuple(sorted(refused))
    pairs = [
        (name, id)
        for site in fit
        for field in change.binds
        for name, id in zip(change.named(field), site.every(field), strict=True)
    ]
    return tuple(dict.fromkeys(n for n, i in pairs if i in refused))


def with_alternative(refusal: Refusal, other: Change, said: Text) -> Refusal:
    """Return the refusal with the nearest change that fits and is allowed, said in its mend."""
    return replace(refusal, why=replace(refusal.why, mend=said), alternative=other)
