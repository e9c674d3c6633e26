"""What a Reform must not lose: business of councils and units, members, powers, services, records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.measure.councils.bodies import bodies
from ostan.plan.verify.powers import powers_conserved, services_conserved
from ostan.plan.verify.units import gave_way, units_conserved
from ostan.reform.problem import label, labels
from ostan.reform.reform import Reform
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

_LOST = Text(
    "{council} دیگر نیست و شورای فعالی کار آن را ندارد؛ موضوع‌هایش بی‌متولی می‌ماند",
    "{council} is no more and no active council has its business: its subjects are orphaned",
)
_SUBJECT = Text(
    "موضوع {subject} از {council} در {host} نیست",
    "the subject {subject} of {council} is not in {host}",
)
_SEAT = Text(
    "{holder} در {council} عضو بود و در {host} عضو نیست",
    "{holder} had a seat in {council} and has none in {host}",
)
_RECORD = Text(
    "{table}: {count} ردیف پیش از تغییر بود و پس از آن نیست: {keys}",
    "{table}: {count} rows that were there before are gone: {keys}",
)
_DANGLES = Text(
    "{table}.{column}: «{came}» ردیفی در {target} ندارد",
    "{table}.{column}: “{came}” has no row in {target}",
)
_STALE = Text(
    "{table}.{column} هنوز {council} را می‌گوید که در {host} ادغام شده است",
    "{table}.{column} still names {council}, which was merged into {host}",
)

RECORDS = ("replaced_by", "came_from")
"""Columns that may name a merged council: the chain of its successors, what it had before."""

KEPT = ("seats", "agenda")
"""Tables in which a merged council keeps its rows, as the record of what it was."""

SHOWN = 5
"""Keys that a sentence lists."""


def conserved(before: Country, after: Country, reform: Reform | None = None) -> list[Finding]:
    """Return what was lost between a Country and the one a Reform made of it; empty: nothing.

    Councils have an active council that does their business; subjects and members of merged ones are
    its own; seats and agendas are all still there; every reference has a row, and none names a
    merged council where its host is meant. Units: see `units_conserved`. Powers: every case has a
    holder of the role it had one of, unless `reform` ended it by name; services keep users and cost.
    What was broken before is no loss.
    """
    found = [*_councils(before, after), *_subjects(after), *_members(after)]
    found += [*_rows(before, after), *_references(before, after), *_stale(before, after)]
    found += units_conserved(before, after)
    found += [*powers_conserved(before, after, reform), *services_conserved(before, after)]
    return found


def _finding(code: str, sentence: Text, table: str, *key: str) -> Finding:
    return Finding(code, Severity.ERROR, sentence, (Row(table, key),))


def _councils(before: Country, after: Country) -> Iterator[Finding]:
    done = set(bodies(after)["council"])
    for council in bodies(before)["council"]:
        if council not in done:
            told = _LOST.fill(council=label(before.tables, "councils", council))
            yield _finding("orphaned_council", told, "councils", council)


def _merged(country: Country) -> pl.DataFrame:
    return bodies(country).filter(pl.col("council") != pl.col("body")).select("council", "body")


def _subjects(after: Country) -> Iterator[Finding]:
    agenda = after["agenda"].select("council", "subject")
    gone = (
        agenda.join(_merged(after), on="council")
        .join(agenda, left_on=["body", "subject"], right_on=["council", "subject"], how="anti")
        .sort("council", "subject")
    )
    for council, subject, host in gone.select("council", "subject", "body").iter_rows():
        told = _SUBJECT.fill(
            subject=label(after.tables, "subjects", subject), **_both(after, council, host)
        )
        yield _finding("lost_subject", told, "agenda", council, subject)


def _members(after: Country) -> Iterator[Finding]:
    seats = after["seats"].select("council", "holder")
    gone = (
        seats.join(_merged(after), on="council")
        .join(seats, left_on=["body", "holder"], right_on=["council", "holder"], how="anti")
        .sort("council", "holder")
    )
    for council, holder, host in gone.select("council", "holder", "body").iter_rows():
        told = _SEAT.fill(
            holder=label(after.tables, "posts", holder), **_both(after, council, host)
        )
        yield _finding("lost_seat", told, "seats", council, holder)


def _both(country: Country, council: str, host: str) -> dict[str, Text]:
    names = {"council": council, "host": host}
    return {n: label(country.tables, "councils", c) for n, c in names.items()}


def _rows(before: Country, after: Country) -> Iterator[Finding]:
    passed = gave_way(before, after)
    for name in ("councils", "units", "posts", *KEPT):
        key = list(TABLES[name].key)
        gone = before[name].join(after[name], on=key, how="anti").select(key).sort(key)
        if name == "seats" and passed:
            # The seats of a head that gave way are those of the head of its unit now.
            ours = pl.DataFrame(sorted(passed), schema=key, orient="row")
            gone = gone.join(ours, on=key, how="anti").sort(key)
        if gone.height:
            keys = [" / ".join(row) for row in gone.head(SHOWN).iter_rows()]
            told = _RECORD.fill(
                table=TABLES[name].title,
                count=gone.height,
                keys=Text("، ".join(keys), ", ".join(keys)),
            )
            rows = tuple(Row(name, row) for row in gone.iter_rows())
            yield Finding("lost_rows", Severity.ERROR, told, rows)


def _references(before: Country, after: Country) -> Iterator[Finding]:
    for table, column, target in _columns():
        broken = set(_values(before, table, column)) - _keys(before, target)
        for came in sorted(set(_values(after, table, column)) - _keys(after, target) - broken):
            told = _DANGLES.fill(
                table=TABLES[table].title, column=column, came=came, target=TABLES[target].title
            )
            yield Finding("dangling_reference", Severity.ERROR, told, column=column, came=came)


def _columns() -> Iterator[tuple[str, str, str]]:
    """Columns that refer to rows: table, column, the table referred to."""
    for name, table in TABLES.items():
        for column, spec in table.columns.items():
            target = (spec.metadata or {}).get("refers")
            if target:
                yield name, column, str(target)


def _values(country: Country, table: str, column: str) -> Iterable[str]:
    found = country[table][column].drop_nulls()
    flat = found.explode().drop_nulls() if isinstance(found.dtype, pl.List) else found
    return flat.cast(pl.String).unique().to_list()


def _keys(country: Country, table: str) -> set[str]:
    return set(country[table][TABLES[table].key[0]].cast(pl.String))


def _stale(before: Country, after: Country) -> Iterator[Finding]:
    """References to a council that was merged, which ought to name its host."""
    old = set(_merged(before)["council"])
    merged = {c: b for c, b in _merged(after).iter_rows() if c not in old}
    for table, column, target in _columns():
        if target != "councils" or table in KEPT or column in RECORDS or not merged:
            continue
        rows = after[table]
        if table == "councils":
            rows = rows.filter(pl.col("status") == "active")
        for came in sorted(set(rows[column].drop_nulls()) & merged.keys()):
            told = _STALE.fill(
                table=TABLES[table].title, column=column, **_both(after, came, merged[came])
            )
            yield Finding("stale_reference", Severity.ERROR, told, column=column, came=came)
    held = after["powers"].filter(
        pl.col("holder_kind") == "council", pl.col("holder").is_in(sorted(merged))
    )
    if held.height:
        told = _STALE.fill(
            table=TABLES["powers"].title,
            column="holder",
            council=labels(after.tables, "councils", held["holder"]),
            host=labels(after.tables, "councils", (merged[c] for c in held["holder"])),
        )
        yield Finding("stale_reference", Severity.ERROR, told, column="holder")
