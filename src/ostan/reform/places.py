"""Where the councils are that a Reform speaks of."""

from __future__ import annotations

from ostan.country.country import Country
from ostan.reform.reform import Reform
from ostan.reform.sites import sites


def places_of(reform: Reform, country: Country) -> frozenset[str]:
    """Return the places of the councils that a Reform names; a council it founds is where it is founded.

    Names that mean nothing in this Country are passed over: applying the Reform says so.
    """
    home = dict(country["councils"].select("council", "place").iter_rows())
    tree, found = country.ancestors, set[str]()
    for change in reform:
        fields = tuple(change.referring("councils"))
        for site in sites(change, country.tables, tree).sites:
            found |= {home[c] for c in site.every(*fields) if c in home}
            found |= {site.place} if site.place is not None else set()
    return frozenset(found)
