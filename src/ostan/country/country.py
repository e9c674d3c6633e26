"""Country: an immutable set of tables with a content digest. The first of the two nouns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from ostan.country.expand import ancestors
from ostan.country.keys import doubled, rows_of
from ostan.country.normal import Tables, digest, empty, normal
from ostan.country.tables import TABLES, Table
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Lang, Text

if TYPE_CHECKING:
    from ostan.country.fill import Filled, Setting


@dataclass(frozen=True)
class Lineage:
    """Where a Country came from: the digest of its parent and of the Reform applied."""

    parent: str
    reform: str


@dataclass(frozen=True, eq=False)
class Country:
    """An immutable set of expanded tables in normal form.

    Two Countries are equal when their digests are. Tables are reached by name
    (`country["seats"]`); all of `ostan.country.tables.TABLES` are there, some without rows.
    `day` is the day it was taken as of: what asks for a day and is given none uses it.
    """

    tables: Mapping[str, pl.DataFrame]
    lineage: Lineage | None = field(default=None)
    day: date | None = field(default=None)

    @classmethod
    def of(cls, tables: Tables, lineage: Lineage | None = None, day: date | None = None) -> Country:
        """Return the Country of expanded `tables` (any subset), put into normal form.

        Raises BadInput with every cell that breaks its column's rule and every doubled key.
        """
        unknown = sorted(set(tables) - set(TABLES))
        if unknown:
            raise BadInput.of(
                "unknown_table",
                Text("جدول ناشناخته: {came}", "Unknown table: {came}").fill(
                    came=", ".join(unknown)
                ),
            )
        made = {n: normal(t, tables[n]) if n in tables else empty(t) for n, t in TABLES.items()}
        findings = [f for n, t in TABLES.items() for f in broken_cells(t, made[n])]
        if findings:
            raise BadInput(findings)
        return cls(MappingProxyType(made), lineage, day)

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.tables[table]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Country) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        rows = {n: f.height for n, f in self.tables.items() if f.height}
        return f"Country({self.digest[:12]}, {rows})"

    @cached_property
    def digest(self) -> str:
        """Sha256 of the canonical bytes of all tables: 64 hexadecimal digits."""
        return digest(self.tables)

    @cached_property
    def ancestors(self) -> pl.DataFrame:
        """Every place with itself and all that enclose it: place, ancestor, steps (0: itself)."""
        return ancestors(self["places"])

    def with_tables(self, **tables: pl.DataFrame) -> Country:
        """Return a Country with some tables replaced; this one stays as it is."""
        return self.changed(tables, self.lineage)

    def changed(self, tables: Tables, lineage: Lineage | None) -> Country:
        """Return the Country with these tables in place of its own, and with that lineage.

        Only those that are not its own frames are put into normal form and looked at again.
        Raises BadInput as `of` does.
        """
        new = {n: f for n, f in tables.items() if f is not self.tables.get(n)}
        fresh = Country.of(new)
        whole = {n: fresh[n] if n in new else f for n, f in self.tables.items()}
        return Country(MappingProxyType(whole), lineage, self.day)

    def row(self, table: str, *key: object) -> dict[str, object] | None:
        """Return the row of `table` with that key, or None; numbers and days as they are or as text."""
        frame = self[table]
        found = frame.filter(
            pl.all_horizontal(
                (pl.col(c).cast(pl.String) if isinstance(k, str) else pl.col(c)) == k
                for c, k in zip(TABLES[table].key, key, strict=True)
            )
        )
        return found.row(0, named=True) if found.height else None

    def name(self, table: str, id: str, lang: Lang = "fa") -> str:
        """Return the name or title of a thing in `lang`, else in the other language, else its id."""
        row = self.row(table, id) or {}
        stem = "title" if f"title_{lang}" in row else "name"
        other = "en" if lang == "fa" else "fa"
        return str(row.get(f"{stem}_{lang}") or row.get(f"{stem}_{other}") or id)

    def within(self, place: str) -> list[str]:
        """Return `place` and all places inside it."""
        return self.ancestors.filter(pl.col("ancestor") == place)["place"].to_list()

    def as_of(self, day: date) -> Country:
        """Return the Country as it stood on `day`; see `ostan.country.validity`."""
        from ostan.country.validity import as_of

        return as_of(self, day)

    def filled(self, at: Setting = "value") -> Filled:
        """Return councils, seats and posts with the gaps filled; see `ostan.country.fill`."""
        from ostan.country.fill import filled

        return filled(self, at)


def broken_cells(table: Table, frame: pl.DataFrame) -> Iterable[Finding]:
    """Find every cell that breaks the rule of its column, and every doubled key."""
    if frame.is_empty() or frame.select(_sound(table.name)).item():
        return
    _, failure = table.schema.filter(frame.select(table.schema.column_names()))
    counts = failure.counts()
    if not counts:
        return
    yield from doubled(table, frame)
    details = failure.details()
    for rule in counts:
        column, _, kind = rule.partition("|")
        bad = details.filter(pl.col(rule) == "invalid") if kind else details.clear()
        for row, named in zip(bad.iter_rows(named=True), rows_of(table, bad), strict=True):
            yield _broken(table, named, column, kind, row[column])


@cache
def _sound(name: str) -> pl.Expr:
    """Return whether every cell keeps the rule of its column and no key is doubled, as one value.

    What breaks a rule is looked for by the schema, which takes four times as long.
    """
    table = TABLES[name]
    rules = [
        rule.fill_null(True).all()
        for column, kind in table.schema.columns().items()
        for rule in kind.validation_rules(pl.col(column)).values()
    ]
    once = (
        pl.struct(table.key).is_unique() if len(table.key) > 1 else pl.col(*table.key).is_unique()
    )
    return pl.all_horizontal(*rules, once.all())


def _broken(table: Table, row: Row, column: str, kind: str, came: object) -> Finding:
    sentence = Text(
        "{table}، {key}: ستون {column} نمی‌تواند «{came}» باشد",
        "{table}, {key}: column {column} cannot be “{came}”",
    ).fill(
        table=table.title,
        key=" / ".join(row.key),
        column=column,
        came="" if came is None else str(came),
    )
    return Finding(f"cell_{kind}", Severity.ERROR, sentence, (row,), came=str(came), column=column)
