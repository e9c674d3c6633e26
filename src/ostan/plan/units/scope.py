"""What a plan of units is about: the units of one place, or of all places of a level by type."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import LEVELS
from ostan.measure.units.standing import MINISTRY_UNIT, active
from ostan.persian.names import nearest
from ostan.plan.councils.scope import Scope
from ostan.reform.change import EVERY
from ostan.words.errors import BadInput
from ostan.words.text import Text

_NO_PLACE = Text(
    "مکان «{came}» در این کشور نیست.{near} یا سطحی چون *province بنویسید.",
    "this country has no place “{came}”.{near} Or write a level, such as *province.",
)
_NO_UNITS = Text(
    "در «{came}» هیچ واحد فعالی که رئیس داشته باشد نیست",
    "there is no active unit with a head in “{came}”",
)


def headed(country: Country) -> pl.DataFrame:
    """Return the active units with a head, sorted by id."""
    return active(country).filter("headed").sort("unit")


def scope_of(country: Country, place: str | None) -> Scope:
    """Return the scope of a place, of a level, or (None) of the level most units of ministries are in.

    Raises BadInput where there is no such place or level, or no active unit with a head in it.
    """
    units = headed(country).select("place", "legal_form")
    at = units.join(country["places"].select("place", "level"), on="place", how="left")
    if place is None:
        place = f"{EVERY}{_level(at)}"
    if place.startswith(EVERY):
        places = at.filter(pl.col("level") == place[1:])["place"].unique().sort().to_list()
    else:
        places = at.filter(pl.col("place") == place)["place"].unique().to_list()
    if not places:
        raise _refused(country, place)
    return Scope(place, tuple(places), place.startswith(EVERY))


def _level(at: pl.DataFrame) -> str:
    own = at.filter(pl.col("legal_form") == MINISTRY_UNIT)
    found = (own if own.height else at)["level"].drop_nulls().value_counts()
    ranked = found.sort("count", "level", descending=[True, False])["level"]
    return str(ranked[0]) if ranked.len() else ""


def _refused(country: Country, place: str) -> BadInput:
    known = [*country["places"]["place"], *(f"{EVERY}{level}" for level in LEVELS)]
    if place in known or place == EVERY:
        return BadInput.of("no_units", _NO_UNITS.fill(came=place))
    found = nearest(place, known)
    near = Text(
        f" آیا این را می‌خواستید؟ {'، '.join(found)}", f" Did you mean {' or '.join(found)}?"
    )
    return BadInput.of(
        "unknown_place", _NO_PLACE.fill(came=place, near=near if found else Text("", ""))
    )
