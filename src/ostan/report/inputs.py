"""What a report is made from: a Country, a day, a place, and the measures, each computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.measure.councils.law import who_may_change
from ostan.measure.once import once
from ostan.measure.powers import power_faults, power_mends
from ostan.measure.registry import measures
from ostan.report.blocks import Name
from ostan.words.finding import Finding
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.plan.plan import Plan
    from ostan.plan.together import AllPlan

DATED: Final[Mapping[str, Callable[[Country, date], pl.DataFrame]]] = {
    "who_may_change": who_may_change,
    "power_faults": power_faults,
    "power_mends": power_mends,
}
"""Measures that speak of a day; here always that of the report, never the clock's."""

PLACED: Final[Mapping[str, Callable[[Country, date, str], pl.DataFrame]]] = {
    "power_faults": power_faults
}
"""Measures whose rows are computed anew for a place, for they name the first of many cases."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """A Country as the report sees it.

    `place` is the one the first page speaks of, None where the Country has no places of `level`.
    `plans` are those of its councils, by preset; empty where nothing was planned. `together`: the plan
    of all nouns of that place, or of a level.
    """

    country: Country
    day: date
    place: str | None
    findings: Sequence[Finding]
    version: str
    source: str
    plans: Mapping[str, Plan] = field(default_factory=dict)
    together: AllPlan | None = None

    def frame(self, noun: str, measure: str) -> pl.DataFrame:
        """Return the frame of a measure of a noun, by its name; computed once."""
        if measure in DATED:
            return once(
                self.country, f"{measure} {self.day}", lambda c: DATED[measure](c, self.day)
            )
        return once(self.country, f"measure {measure}", measures(noun)[measure])

    def row(self, noun: str, measure: str, **key: str) -> dict[str, Any] | None:
        """Return the row of a measure with these values, or None."""
        found = self.frame(noun, measure).filter(
            pl.all_horizontal(pl.col(c) == v for c, v in key.items())
        )
        return found.row(0, named=True) if found.height else None

    def has(self, *tables: str) -> bool:
        """Whether each of these tables has rows."""
        return all(self.country[t].height for t in tables)

    def name(self, table: str, id: str | None) -> Name | None:
        """Return the name of a thing; its id where the table does not know it."""
        return None if id is None else self._names[table].get(id, Name(id, id))

    def type_name(self, type: str, first: str = "councils") -> Text:
        """Return the name of a type of councils, posts, units or services, from the first row that has it."""
        for table in dict.fromkeys((first, "councils", "posts", "units", "services")):
            key = TABLES[table].key[0]
            rows = self.country[table].filter(pl.col("type") == type)
            if rows.height:
                name = self.name(table, str(rows[key][0])) or Name(type, type)
                return Text(name.fa or type, name.en or type)
        return Text(type, type)

    def called(self, table: str, name: str) -> Name | Text:
        """Return the name of a thing by its id, or of the first of a type."""
        known = self._names[table].get(name)
        return known or self.type_name(name, table)

    @cached_property
    def _names(self) -> dict[str, dict[str, Name]]:
        tables = ("places", "laws", "ranks", "units", "posts", "councils", "matters", "services")
        return {t: _names(self.country, t) for t in (*tables, "subjects")}

    @cached_property
    def level(self) -> str | None:
        """The level of places set side by side: the widest below the country that has councils or units."""
        places = self.country["places"].filter(pl.col("level") != "country")
        used = pl.concat([self.country["councils"]["place"], self.country["units"]["place"]])
        found = places.filter(pl.col("place").is_in(used.implode()))
        for level in ("province", "county", "district"):
            if level in found["level"]:
                return level
        return None

    @cached_property
    def places(self) -> pl.DataFrame:
        """The places of `level`, by id."""
        return self.country["places"].filter(pl.col("level") == (self.level or "")).sort("place")


def _names(country: Country, table: str) -> dict[str, Name]:
    stem = "title" if "title_fa" in TABLES[table].columns else "name"
    frame = country[table].select(TABLES[table].key[0], f"{stem}_fa", f"{stem}_en")
    return {
        id: Name(fa or en or id, en or (None if fa else id)) for id, fa, en in frame.iter_rows()
    }


def chief(posts: pl.DataFrame, place: str) -> dict[str, Any] | None:
    """Return the row of `post_hours` of the post that chairs most councils of a place, or None.

    In a province of the sample that is the governor. Of equals, and where nobody is known to be a
    chair, the one with most seats, then the busiest, then the first by id.
    """
    there = posts.filter(pl.col("place") == place)
    order = ["chaired", "councils", "hours", "post"]
    found = there.sort(order, descending=[True, True, True, False], nulls_last=True)
    return found.row(0, named=True) if found.height else None


def chiefs(posts: pl.DataFrame, places: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the chief of each place that has one."""
    found = {p: chief(posts, p) for p in places}
    return {p: row for p, row in found.items() if row}
