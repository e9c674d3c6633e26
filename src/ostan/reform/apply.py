"""Apply a Reform to a Country: as a whole, or not at all.

Each change sees the result of those before it. Whatever keeps changes from being applied is told at
once; a refused change is left out in judging those after it, so that the rest of the Reform, without
the refused ones, applies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

import polars as pl

from ostan.country.country import Country, Lineage
from ostan.country.normal import Tables
from ostan.reform.alternatives import nearest
from ostan.reform.change import Change
from ostan.reform.needs import Need, Terms
from ostan.reform.problem import Refusal, Skip
from ostan.reform.reads import reads
from ostan.reform.reform import Reform
from ostan.reform.step import Step, taken, taken_at_once, with_alternative
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

_OTHER_PARENT = Text(
    "این بسته برای کشوری دیگر نوشته شده است (چکیدهٔ {made}…)؛ چکیدهٔ این کشور {here}… است",
    "this reform was made for another country (digest {made}…); the digest of this one is {here}…",
)
MENDABLE = (
    "below_minimum",
    "head_unclear",
    "held_already",
    "may_not_delegate",
    "source_not_held",
    "sovereign_service",
)
"""Why a change does not fit where one that is near it does."""

_INSTEAD = Text("به جای آن شدنی است: {other}", "possible instead: {other}")


@dataclass(frozen=True)
class Applied:
    """A Country after a Reform.

    country: with its lineage. skipped: places in which a change does nothing, and why. needs: for
    each change in order, what it needs for each council. notices: what else is worth knowing.
    """

    country: Country
    skipped: tuple[Skip, ...]
    needs: tuple[tuple[Need, ...], ...]
    notices: tuple[Finding, ...] = ()


class Refused(BadInput):
    """A Reform cannot be applied; `refusals` has every reason, `skipped` what would do nothing."""

    def __init__(
        self,
        refusals: tuple[Refusal, ...],
        skipped: tuple[Skip, ...] = (),
        notices: tuple[Finding, ...] = (),
    ) -> None:
        super().__init__([*(r.why for r in refusals), *notices])
        self.refusals, self.skipped, self.notices = refusals, skipped, notices


def apply(
    country: Country,
    reform: Reform,
    *,
    within: Collection[str] | None = None,
    assume: Collection[str] = (),
    day: date | None = None,
) -> Applied:
    """Return the Country after `reform`; `country` stays as it is.

    within: ranks whose acts can be counted on (None: any rank that suffices). assume: ids or types
    of councils whose missing legal facts are assumed away (`*`: all). day: the day on which acts
    and rules must stand, for changes without a day of their own (default: the Country's, else
    today).

    Raises Refused with every reason if a change does not fit or is not allowed.
    """
    terms = Terms.of(within, assume, day or country.day)
    steps = list(_walk(country, reform, terms))
    refusals = tuple(r for s in steps for r in s.refusals)
    skipped = tuple(k for s in steps for k in s.skipped)
    notices = tuple(_notices(country, reform))
    if refusals:
        raise Refused(refusals, skipped, notices)
    tables = steps[-1].tables if steps else country.tables
    made = country.changed(tables, Lineage(country.digest, reform.digest))
    return Applied(made, skipped, tuple(s.needs for s in steps), notices)


def check(
    country: Country,
    reform: Reform,
    *,
    within: Collection[str] | None = None,
    assume: Collection[str] = (),
    day: date | None = None,
) -> tuple[Refusal, ...]:
    """Return everything that keeps `reform` from being applied; see `apply`."""
    terms = Terms.of(within, assume, day or country.day)
    return tuple(r for s in _walk(country, reform, terms) for r in s.refusals)


def _walk(country: Country, reform: Reform, terms: Terms) -> Iterator[Step]:
    tables: Tables = country.tables
    tree = country.ancestors
    index = 0
    while index < len(reform.changes):
        alike = _alike(reform.changes[index:])
        made = taken_at_once(index, alike, tables, terms, tree) if len(alike) > 1 else None
        for step in made or [_one(index, alike[0], tables, terms, tree)]:
            yield step
            tables = step.tables
            index += 1


def _alike(changes: Sequence[Change]) -> Sequence[Change]:
    """Return the first change, and those right after it that may be made at once with it."""
    first = changes[0]
    if not first.at_once:
        return changes[:1]
    alike = takewhile(lambda c: type(c) is type(first) and c.from_ == first.from_, changes)
    return tuple(alike)


def _one(index: int, change: Change, tables: Tables, terms: Terms, tree: pl.DataFrame) -> Step:
    step = taken(index, change, tables, terms, tree)
    if not step.refusals:
        return step
    return _offering(step, _alternative(step, change, tables, terms, tree), tables)


def _alternative(
    step: Step, change: Change, tables: Tables, terms: Terms, tree: pl.DataFrame
) -> Change | None:
    mendable = any(r.why.code in MENDABLE for r in step.refusals)
    # What does not fit because of a wrong name or a closed body has nothing near it.
    return nearest(change, step.bound, tables, terms, tree) if step.sites or mendable else None


def _offering(step: Step, other: Change | None, tables: Tables) -> Step:
    if other is None:
        return step
    said = _INSTEAD.fill(other=reads(tables, other))
    return replace(step, refusals=tuple(with_alternative(r, other, said) for r in step.refusals))


def _notices(country: Country, reform: Reform) -> Iterator[Finding]:
    if reform.parent and reform.parent != country.digest:
        told = _OTHER_PARENT.fill(made=reform.parent[:12], here=country.digest[:12])
        yield Finding("other_parent", Severity.NOTICE, told)
