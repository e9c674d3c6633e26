"""Where the councils and units are that a Reform speaks of."""

from __future__ import annotations

from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.reform.reform import Reform
from ostan.reform.sites import sites


def places_of(reform: Reform, country: Country) -> frozenset[str]:
    """Return the places of the councils and units that a Reform changes; one it founds is where it is founded.

    Names that mean nothing in this Country are passed over: applying the Reform says so.
    """
    homes = {
        t: dict(country[t].select(TABLES[t].key[0], "place").iter_rows())
        for t in ("councils", "units")
    }
    tree, found = country.ancestors, set[str]()
    for change in reform:
        table = change.bodies()
        fields = tuple(change.referring(table))
        home = homes[table]
        for site in sites(change, country.tables, tree).sites:
            found |= {home[c] for c in site.every(*fields) if c in home}
            found |= {site.place} if site.place is not None else set()
    return frozenset(found)
