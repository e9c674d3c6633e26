"""What the nouns have to do with each other, in figures measured on a Country.

A merged unit takes its head's seats away; seats that fall away free hours; free hours carry matters
that are delegated. Each figure is a measure of its own (`ostan.measure`), summed over the places of a
scope, or taken as their mean where a sum says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.measure.registry import measures
from ostan.plan.plan import Span
from ostan.words.text import Text

ENDS = ("_low", "", "_high")


@dataclass(frozen=True)
class Drawn:
    """A figure: what it is called, its unit, and how it is measured in some places (None: not known)."""

    name: str
    label: Text
    unit: Text
    of: Callable[[Country, Sequence[str]], Span | None]


def measured(country: Country, places: Sequence[str]) -> dict[str, Span | None]:
    """Return every figure of FIGURES of these places, by name."""
    return {f.name: f.of(country, places) for f in FIGURES}


def _total(noun: str, measure: str, column: str) -> Callable[[Country, Sequence[str]], Span | None]:
    """Return the sum over places of a column of a measure with a row for each place."""

    def of(country: Country, places: Sequence[str]) -> Span | None:
        rows = measures(noun)[measure](country).filter(pl.col("place").is_in(list(places)))
        ends = [f"{column}{e}" if f"{column}{e}" in rows.columns else column for e in ENDS]
        known = rows.drop_nulls(ends)
        sums = known.sum().row(0, named=True)
        return _span([float(sums[e]) for e in ends]) if known.height else None

    return of


def _chiefs(country: Country, places: Sequence[str]) -> Span | None:
    """Return the mean hours a week in councils of the post of each place that chairs most of them."""
    posts = measures("councils")["post_hours"](country).filter(pl.col("place").is_in(list(places)))
    order = ["place", "chaired", "councils", "hours", "post"]
    first = posts.sort(order, descending=[False, True, True, True, False], nulls_last=True).unique(
        "place", keep="first", maintain_order=True
    )
    columns = [f"hours_per_week{e}" for e in ENDS]
    first = first.drop_nulls(columns)
    if not first.height:
        return None
    return _span([float(mean) for mean in first.select(pl.col(columns).mean()).row(0)])


def _decided_here(country: Country, places: Sequence[str]) -> Span | None:
    """Return the mean share of matters decided at the level of the place itself or below it."""
    levels = measures("powers")["decision_levels"](country)
    own = country["places"].select("place", own="level")
    rows = levels.join(own, on="place").filter(pl.col("place").is_in(list(places)))
    if not rows.height:
        return None
    low = rows.filter(pl.col("level") != "country", pl.col("own") != "country")
    each = float(low["share"].sum()) / rows["place"].n_unique()
    return _span([each, each, each])


def _span(ends: Sequence[float]) -> Span:
    """Return the three settings, the ends in order whichever way the figure runs."""
    return Span(low=min(ends), value=ends[1], high=max(ends))


_PEOPLE = Text("نفر", "people")
_COUNT = Text("مورد", "number")
FIGURES: tuple[Drawn, ...] = (
    Drawn(
        "bodies",
        Text("دستگاه‌های استان", "bodies of the place"),
        _COUNT,
        _total("units", "place_units", "bodies"),
    ),
    Drawn(
        "ministries_with_several",
        Text("وزارتخانه‌های دارای چند دستگاه", "ministries with several bodies"),
        _COUNT,
        _total("units", "place_units", "ministries_with_several"),
    ),
    Drawn(
        "managers",
        Text("مدیران (برآورد)", "managers (estimated)"),
        _PEOPLE,
        _total("units", "place_units", "managers_estimated"),
    ),
    Drawn(
        "assembly",
        Text("اعضای شورای اداری", "members of the administrative council"),
        _PEOPLE,
        _total("units", "administrative_council", "people"),
    ),
    Drawn(
        "sittings",
        Text("نشست‌های جداگانهٔ شوراها", "sittings of councils"),
        _COUNT,
        _total("councils", "place_hours", "sittings"),
    ),
    Drawn(
        "council_hours",
        Text("ساعت همهٔ اعضا در شوراها", "hours of all members in councils"),
        Text("نفرساعت در سال", "person-hours a year"),
        _total("councils", "place_hours", "person_hours"),
    ),
    Drawn(
        "chief_hours",
        Text("ساعت مقام نخست در شوراها", "hours of the first post in councils"),
        Text("ساعت در هفته", "hours a week"),
        _chiefs,
    ),
    Drawn(
        "decided_here",
        Text(
            "سهم امور که در خود استان تصمیم گرفته می‌شود",
            "share of matters decided in the place itself",
        ),
        Text("سهم", "share"),
        _decided_here,
    ),
    Drawn(
        "by_people",
        Text("خدمات در دست مردم", "services in the hands of the people"),
        _COUNT,
        _total("services", "place_services", "by_people"),
    ),
)
"""The figures that are followed from step to step, in order."""
