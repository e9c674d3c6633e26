"""Checks of a Country: a file per noun, each finding with code, severity, words, rows, a way out."""

from __future__ import annotations

from datetime import date

from ostan.country.checks import (
    councils,
    keys,
    land,
    laws,
    posts,
    powers,
    rows,
    services,
    together,
    units,
)
from ostan.country.country import Country
from ostan.words.finding import Finding, Severity

NOUNS = (rows, land, laws, units, posts, councils, together, powers, services, keys)
"""The files of checks, in the order in which their findings are shown."""


def check(country: Country, day: date | None = None) -> list[Finding]:
    """Return all findings of a Country as of `day` (default: the Country's own, else today), the worst first.

    What is over or not yet begun on the day does not count as two chairs or two councils; dates,
    references and cycles are checked over all rows.
    """
    on = day or country.day or date.today()
    found = [finding for noun in NOUNS for finding in noun.find(country, on)]
    order = list(Severity)
    return sorted(found, key=lambda f: order.index(f.severity))
