"""What a plan is about: the councils of one place, or of all places of a level by their type."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import LEVELS
from ostan.measure.councils.bodies import LINKS, bodies
from ostan.persian.names import nearest
from ostan.reform.change import EVERY
from ostan.words.errors import BadInput
from ostan.words.text import Text

_NO_PLACE = Text(
    "مکان «{came}» در این کشور نیست.{near} یا سطحی چون *province بنویسید.",
    "this country has no place “{came}”.{near} Or write a level, such as *province.",
)
_NO_COUNCILS = Text("در «{came}» هیچ شورای فعالی نیست", "there is no active council in “{came}”")


@dataclass(frozen=True)
class Scope:
    """The places a plan is about. `template`: one decision per type of council over all of them.

    `name`: the id of the place, or the level with a star. `places`: ids, sorted.
    """

    name: str
    places: tuple[str, ...]
    template: bool


def scope_of(country: Country, place: str | None) -> Scope:
    """Return the scope of a place, of a level (`*province`), or of the level most councils are in (None).

    Raises BadInput where there is no such place or level, or no active council in it.
    """
    active = country["councils"].filter(pl.col("status") == "active")
    levels = country["places"].select("place", "level")
    at = active.select("place").join(levels, on="place", how="left")
    if place is None:
        most = at["level"].drop_nulls().value_counts().sort("count", "level", descending=True)
        place = f"{EVERY}{most['level'][0]}" if most.height else EVERY
    if place.startswith(EVERY):
        places = at.filter(pl.col("level") == place[1:])["place"].unique().sort().to_list()
    else:
        places = at.filter(pl.col("place") == place)["place"].unique().to_list()
    if not places:
        raise _refused(country, place)
    return Scope(place, tuple(places), place.startswith(EVERY))


def _refused(country: Country, place: str) -> BadInput:
    known = [*country["places"]["place"], *(f"{EVERY}{level}" for level in LEVELS)]
    if place in known:
        return BadInput.of("no_councils", _NO_COUNCILS.fill(came=place))
    found = nearest(place, known)
    near = Text(
        f" آیا این را می‌خواستید؟ {'، '.join(found)}", f" Did you mean {' or '.join(found)}?"
    )
    return BadInput.of(
        "unknown_place", _NO_PLACE.fill(came=place, near=near if found else Text("", ""))
    )


def narrowed(country: Country, scope: Scope) -> Country:
    """Return `country` with the councils of the scope alone, and what belongs to them.

    The hours of their seats are the same as in `country`, for councils sit together in one place.
    """
    councils = country["councils"].filter(pl.col("place").is_in(list(scope.places)))
    tied = set(councils["council"])
    for link in LINKS:
        tied |= set(councils[link].drop_nulls())
    kept = pl.Series("council", sorted(tied))
    tables = {
        name: country[name].filter(pl.col("council").is_in(kept.implode()))
        for name in ("councils", "agenda", "seats", "sessions")
    }
    return Country({**country.tables, **tables}, country.lineage, country.day)


def items(country: Country, scope: Scope) -> pl.DataFrame:
    """Return the councils whose grouping is decided: council, item, place and columns of the table.

    They are active, sit alone on days of their own, took nothing over and, in a template, are the
    only one of their type in the place. `item` is the type in a template, else the id. What is left
    out stays as it is. Sorted by item, then place.
    """
    at = bodies(country)
    alone = at.filter(
        pl.len().over("sitting") == 1, pl.col("day").is_null(), pl.col("council") == pl.col("body")
    )
    found = (
        country["councils"]
        .filter(pl.col("status") == "active", pl.col("place").is_in(list(scope.places)))
        .join(alone.select("council"), on="council", how="semi")
        .with_columns(item=pl.col("type") if scope.template else pl.col("council"))
    )
    return found.filter(pl.len().over("item", "place") == 1).sort("item", "place")
