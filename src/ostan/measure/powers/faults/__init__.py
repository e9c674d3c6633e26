"""Faults of a register of powers, decided for every case: every amount, every place, every day.

A fault is one of two questions about boxes (`measure.powers.space`): where two powers meet, or where
a domain is not covered. docs/reference/powers.md defines each kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.faults.deciders import gap, overlap
from ostan.measure.powers.faults.delegation import circles, forbidden, not_held
from ostan.measure.powers.faults.functions import conflict
from ostan.measure.powers.faults.grounds import grounds
from ostan.measure.powers.faults.holders import consent
from ostan.measure.powers.faults.idle import dead, shadowed
from ostan.measure.powers.faults.roles import alone, contradiction, duty
from ostan.measure.powers.faults.shape import IN_WORDS, SCHEMA, Register, told

FINDERS: Mapping[str, Callable[[Register], pl.DataFrame]] = MappingProxyType(
    {
        "gap": gap,
        "overlap": overlap,
        "dead": dead,
        "shadowed": shadowed,
        "contradiction": contradiction,
        "consent": consent,
        "duty": duty,
        "grounds": grounds,
        "alone": alone,
        "not_held": not_held,
        "forbidden": forbidden,
        "circles": circles,
        "conflict": conflict,
    }
)
"""What looks for each kind of fault, in the order in which they are told."""


def faults(country: Country, since: date | None = None, within: str | None = None) -> pl.DataFrame:
    """Return the faults of the register from a day on, each with its smallest case; see SCHEMA.

    `since`: the first day looked at (default: the Country's own, else today). Powers that ended
    before it are out of it, those that begin later are not. `within`: only cases in this place (those
    without any case are told wherever they are). Raises KeyError for a place that is not in the table.
    """
    register = Register(country, since or country.day or date.today(), within)
    found = [find(register) for find in FINDERS.values()]
    seen = [told(register, faults_) for faults_ in found if faults_.height]
    return pl.concat(seen) if seen else pl.DataFrame(schema=SCHEMA)


__all__ = ["FINDERS", "IN_WORDS", "SCHEMA", "Register", "faults"]
