"""Consent that nobody can give."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.measure.powers.faults.shape import Register, as_fault, numbered
from ostan.measure.powers.space import BOX, END_OF_DAYS, FIRST_DAY, first_uncovered

KINDS = {"post": "posts", "unit": "units", "council": "councils"}
"""The table of each kind of holder."""


def consent(register: Register) -> pl.DataFrame:
    """Return the powers to consent whose holder cannot act in some case of them.

    The holder is not in its table, is not active (closed, merged, dormant, abolished), or is not yet
    or no longer there on the day. A kind of holder whose table is empty is not known, and not told.
    """
    powers = register.in_role("consents").filter("own")
    known = [k for k, t in KINDS.items() if register.country[t].height]
    domains = numbered(powers.filter(pl.col("holder_kind").is_in(known)))
    there = acting(register.country)
    life = domains.drop("day_low", "day_high").join(there, on=["holder_kind", "holder"])
    cases = first_uncovered(domains, life.select("domain", *BOX))
    named = domains.drop(*BOX).join(cases, on="domain")
    return as_fault("consent_impossible", named.with_columns(powers=pl.concat_list("power")))


def acting(country: Country) -> pl.DataFrame:
    """Return who can act, and on which days: holder_kind, holder, day_low, day_high (excluded)."""
    parts = []
    for kind, table in KINDS.items():
        rows = country[table].filter(pl.col("status").fill_null("active") == "active")

        parts.append(
            rows.select(
                pl.lit(kind).alias("holder_kind"),
                pl.col(TABLES[table].key[0]).alias("holder"),
                _number("valid_from").fill_null(FIRST_DAY).alias("day_low"),
                (_number("valid_to") + 1).fill_null(END_OF_DAYS).alias("day_high"),
            )
        )
    return pl.concat(parts)


def _number(day: str) -> pl.Expr:
    return pl.col(day).cast(pl.Int32).cast(pl.Int64)
