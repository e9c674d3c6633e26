"""The whole check of a Country: its tables row by row, and the faults of its register of powers."""

from __future__ import annotations

from datetime import date

from ostan.country.checks import check as check_tables
from ostan.country.country import Country
from ostan.measure.powers.findings import check_powers
from ostan.words.finding import Finding, Severity


def check(country: Country, day: date | None = None) -> list[Finding]:
    """Return all findings of a Country as of `day` (default: the Country's own, else today), the worst first.

    To the checks of the tables (`ostan.country.checks`) come the faults of powers, a finding for each
    kind of fault; `ostan.measure.powers.faults` has them one by one.
    """
    on = day or country.day or date.today()
    said = check_tables(country, on)
    order = list(Severity)
    found = [*said, *check_powers(country, on, tuple(said))]
    return sorted(found, key=lambda f: order.index(f.severity))
