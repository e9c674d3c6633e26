"""What a Reform must not lose of powers and services: every case has its holder, every user a provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.space import BOX, Land, extents, first_uncovered, not_empty
from ostan.reform.powers.holders import OfHeld
from ostan.reform.problem import label
from ostan.reform.reform import Reform
from ostan.words.finding import Finding, Row, Severity
from ostan.words.labels import labels as words_of
from ostan.words.text import Text

ENDING: Final = ("revoke_power", "limit_power")
"""Kinds that end a power, or part of one, by name."""

_LOST = Text(
    "در «{matter}» موردی هست که کسی پس از تغییر در آن این نقش را ندارد ({role})، و اختیاری لغو نشده است",
    "in “{matter}” there is a case in which nobody has this role after the change ({role}), and no power "
    "was revoked",
)
_SERVICE = Text("خدمت {service} دیگر نیست", "the service {service} is no more")
_AMOUNT = Text(
    "{column} خدمت {service} دیگر همان نیست",
    "the {column} of the service {service} is not what it was",
)
_SOVEREIGN = Text(
    "{service} حاکمیتی است و از دست دولت بیرون رفته است",
    "{service} is sovereign and has left the hands of the state",
)
AMOUNTS: Final = {
    "users_per_year": Text("مراجعان سالانه", "yearly number of users"),
    "cost_per_year": Text("هزینهٔ سالانه", "yearly cost"),
}
"""Columns of services that stay what they are."""


def powers_conserved(before: Country, after: Country, reform: Reform | None) -> Iterator[Finding]:
    """Yield the powers that hold in some case in which, after the Reform, nobody has their role.

    Every amount, place and day is decided. What ended by name is no loss: powers in the matter and
    role that `reform` revokes or limits, and those of a council that was abolished. A power without
    limits may be split in one measure; whose condition is in words needs a power without one, or with
    the same.
    """
    land = Land.of(before["places"])
    was = extents(before, land).filter(not_empty()).join(_ended(after), on=_HOLDER, how="anti")
    domains = was.with_columns(domain=pl.int_range(pl.len(), dtype=pl.Int64))
    named = _named(reform)
    left = domains.filter(~pl.struct("matter", "role").is_in(named)) if named else domains
    lost = _uncovered(left, extents(after, land).filter(not_empty()))
    for power, matter, role in (
        left.filter(pl.col("domain").is_in(lost)).select("power", "matter", "role").iter_rows()
    ):
        name = label(before.tables, "matters", matter)
        told = _LOST.fill(
            matter=Text(name.fa.strip("«»"), name.en.strip("“”")),
            role=words_of("powers", "role")[role],
        )
        yield Finding("lost_power", Severity.ERROR, told, (Row("powers", (power,)),))


_HOLDER: Final = ("holder_kind", "holder")


def _ended(after: Country) -> pl.DataFrame:
    """Return the councils that were abolished, as holders."""
    gone = after["councils"].filter(pl.col("status") == "abolished")
    return gone.select(pl.lit("council").alias("holder_kind"), holder="council")


def _named(reform: Reform | None) -> list[dict[str, str]]:
    """Return the matters and roles in which a Reform ends powers by name."""
    ending = [c for c in (reform or ()) if c.kind in ENDING]
    pairs = {(c.matter, c.role) for c in ending if isinstance(c, OfHeld)}
    return [{"matter": m, "role": r} for m, r in sorted(pairs)]


def _uncovered(domains: pl.DataFrame, covers: pl.DataFrame) -> list[int]:
    """Return the domains that no measure of their matter shows covered."""
    columns = ("matter", "role", "measure", "limited", "condition", *BOX)
    both = domains.select("domain", *columns).join(
        covers.select(columns), on=["matter", "role"], suffix="_c"
    )
    plain = pl.col("condition_c").is_null() | (pl.col("condition_c") == pl.col("condition"))
    meant = both.filter(plain.fill_null(False))
    covered: set[int] = set()
    # Limits in one measure say nothing of another: each is looked at by itself, and none.
    for measure in dict.fromkeys(["none", *domains["measure"], *meant["measure_c"]]):
        asked = domains.filter(~pl.col("limited") | (pl.col("measure") == measure))
        fitting = meant.filter(~pl.col("limited_c") | (pl.col("measure_c") == measure))
        boxes = fitting.select("domain", *(pl.col(f"{c}_c").alias(c) for c in BOX))
        bare = first_uncovered(asked.select("domain", *BOX), boxes)["domain"]
        covered |= set(asked["domain"]) - set(bare)
    return sorted(set(domains["domain"]) - covered)


def services_conserved(before: Country, after: Country) -> Iterator[Finding]:
    """Yield the services that are gone, those whose users or cost changed, sovereign ones handed over."""
    there = {r["service"]: r for r in after["services"].iter_rows(named=True)}
    for row in before["services"].iter_rows(named=True):
        now = there.get(row["service"])
        if now is None:
            yield _finding("lost_service", _SERVICE.fill(service=_name(before, row)), row)
            continue
        for column, word in AMOUNTS.items():
            if row[column] != now[column]:
                told = _AMOUNT.fill(column=word, service=_name(before, row))
                yield _finding("lost_amount", told, row)
        if row["sovereign"] and row["mode"] == "state" != now["mode"]:
            yield _finding("sovereign_lost", _SOVEREIGN.fill(service=_name(before, row)), row)


def _name(country: Country, row: Mapping[str, Any]) -> Text:
    return label(country.tables, "services", row["service"])


def _finding(code: str, sentence: Text, row: Mapping[str, Any]) -> Finding:
    return Finding(code, Severity.ERROR, sentence, (Row("services", (row["service"],)),))
