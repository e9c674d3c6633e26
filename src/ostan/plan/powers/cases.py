"""Which cases a ceiling sends down."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.cases import amount_below, share_below
from ostan.measure.powers.demand import demand
from ostan.words.errors import BadInput
from ostan.words.text import Text

_NO_MATTER = Text("امری به نام «{came}» در این کشور نیست", "this country has no matter “{came}”")
_NO_AMOUNTS = Text(
    "مبلغ پرونده‌های «{matter}» معلوم نیست: median_amount و amount_sigma را در demand یا defaults بنویسید",
    "the amounts of cases of “{matter}” are not known: state median_amount and amount_sigma in demand "
    "or defaults",
)


@dataclass(frozen=True)
class Below:
    """Cases of a matter in a place that lie below a ceiling.

    `share`: of its cases, 0 to 1. `cases` a year, `exposure` (cases x amount in medians x risk) a year:
    at low, default and high of the defaults. `assumed`: whether anything of it is from a default.
    """

    place: str
    share: float
    cases: tuple[float, float, float]
    exposure: tuple[float, float, float]
    assumed: bool


def cases_below(country: Country, matter: str, ceiling: float) -> tuple[Below, ...]:
    """Return for every province which cases of `matter` a ceiling (excluded) sends down.

    `ceiling` is in the measure of the matter. Amounts are lognormal. Raises BadInput where the matter is
    not there, or no province knows its cases and amounts.
    """
    if matter not in country["matters"]["matter"]:
        raise BadInput.of("unknown_matter", _NO_MATTER.fill(came=matter))
    known = demand(country).filter(
        pl.col("matter") == matter,
        pl.all_horizontal(pl.col("cases", "median", "sigma").is_not_null()),
    )
    if known.is_empty():
        raise BadInput.of("no_amounts", _NO_AMOUNTS.fill(matter=matter))
    found = []
    for row in known.iter_rows(named=True):
        share = share_below(ceiling, row["median"], row["sigma"])
        amount = amount_below(ceiling, row["median"], row["sigma"])
        low, value, high = (
            (row[f"cases{e}"], row[f"cases{e}"] * row[f"risk{e}"] * amount)
            for e in ("_low", "", "_high")
        )
        sources = (row[f"{f}_from"] for f in ("cases", "risk", "median", "sigma"))
        found.append(
            Below(
                row["place"],
                share,
                (low[0] * share, value[0] * share, high[0] * share),
                (low[1], value[1], high[1]),
                any(s is not None for s in sources),
            )
        )
    return tuple(found)
