"""What a plan is about: the places of its scope, and the councils of a name in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils.bodies import bodies

EVERY = "*"
"""First letter of a scope that is all places of a level: `*province`."""


@dataclass(frozen=True)
class Scope:
    """The places a plan is about; in a `template` councils go by their type."""

    places: frozenset[str]
    template: bool

    @classmethod
    def of(cls, country: Country, name: str) -> Scope:
        """Return the scope of a place, or of a level with a star before it."""
        if not name.startswith(EVERY):
            return cls(frozenset({name}), False)
        found = country["places"].filter(pl.col("level") == name[1:])["place"]
        return cls(frozenset(found), True)

    def councils(self, country: Country) -> pl.DataFrame:
        """Return the rows of the councils that sit in the scope, with `named`: type or id."""
        rows = country["councils"].filter(pl.col("place").is_in(sorted(self.places)))
        return rows.with_columns(named=pl.col("type") if self.template else pl.col("council"))


def of_names(country: Country, names: Iterable[str]) -> frozenset[str]:
    """Return the ids of the councils that go by these names: types or ids."""
    wanted = sorted(set(names))
    called = pl.col("type").is_in(wanted) | pl.col("council").is_in(wanted)
    return frozenset(country["councils"].filter(called)["council"])


def sat(country: Country) -> dict[str, tuple[str, ...]]:
    """Return the councils of origin of every sitting, by its host, sorted."""
    by_host = bodies(country).group_by("sitting").agg(pl.col("council").sort())
    return {host: tuple(councils) for host, councils in by_host.iter_rows()}


def changed(before: Country, after: Country, scope: Scope) -> dict[str, tuple[str, ...]]:
    """Return the sittings of several councils in the scope that were not so before, by host."""
    was = set(sat(before).values())
    here = set(scope.councils(after)["council"])
    return {
        host: councils
        for host, councils in sorted(sat(after).items())
        if len(councils) > 1 and councils not in was and here & set(councils)
    }
