"""Where the councils, units, powers and services are that a Reform speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.reform.change import Change
from ostan.reform.reform import Reform
from ostan.reform.sites import Look, Site, sites


def places_of(reform: Reform, country: Country) -> frozenset[str]:
    """Return the places of what a Reform changes; what it founds is where it is founded.

    Powers and services that hold in no place in particular have none. Names that mean nothing in
    this Country are passed over: applying the Reform says so.
    """
    homes = {
        t: dict(country[t].select(TABLES[t].key[0], "place").iter_rows())
        for t in ("councils", "units", "powers", "services")
    }
    tree, found = country.ancestors, set[str]()
    for change in reform:
        where = sites(change, country.tables, tree).sites
        found |= {s.place for s in where if s.place is not None}
        found |= {
            p for i in _bodies(change, where, country) if (p := homes[change.bodies()].get(i))
        }
    return frozenset(found)


def _bodies(change: Change, where: Sequence[Site], country: Country) -> Iterator[str]:
    """Yield the councils, units, powers or services that a change names or is judged by."""
    table = change.bodies()
    fields = tuple(change.referring(table))
    for site in where:
        yield from site.every(*fields)
    if table in ("powers", "services"):
        look = Look(country.tables, where)
        fit = [s for s in where if not list(change.misfits(s, look))]
        yield from change.judged(fit, country.tables)[TABLES[table].key[0]] if fit else ()
