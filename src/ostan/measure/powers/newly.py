"""Faults of powers that a Country has and the one before it had not: what a Reform brings with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.faults import faults
from ostan.measure.powers.findings import findings
from ostan.words.finding import Finding, Severity


def new_faults(before: Country, after: Country, since: date | None = None) -> tuple[Finding, ...]:
    """Return the faults of `after` of a kind that `before` had not in the matter, as notices.

    Only matters whose powers differ are looked at, from the day `since` on (default: that of `after`,
    else today). A kind that was there already in a matter is not told again, be it in another case.
    """
    matters = _differing(before["powers"], after["powers"])
    if not matters:
        return ()
    day = since or after.day or date.today()
    was, now = (faults(_only(c, matters), day) for c in (before, after))
    fresh = now.join(was, on=["kind", "matter"], how="anti", maintain_order="left")
    return tuple(replace(f, severity=Severity.NOTICE) for f in findings(after, fresh))


def _differing(was: pl.DataFrame, now: pl.DataFrame) -> list[str]:
    """Return the matters in which a power is not the same in both, sorted."""
    if was is now or was.equals(now):
        return []
    parts = [
        a.join(b, on=a.columns, how="anti", nulls_equal=True) for a, b in ((was, now), (now, was))
    ]
    return sorted(set(pl.concat(parts)["matter"]))


def _only(country: Country, matters: list[str]) -> Country:
    """Return a Country with the powers of some matters only."""
    tables = {n: country[n].filter(pl.col("matter").is_in(matters)) for n in ("matters", "powers")}
    return Country({**country.tables, **tables}, country.lineage, country.day)
