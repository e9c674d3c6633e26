"""What is known of the services of a scope: users with their range, and where a name is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import Setting, parse, setting, with_level
from ostan.plan.refused import near
from ostan.words.errors import BadInput
from ostan.words.labels import LEVELS
from ostan.words.text import Text

USERS = "users_per_thousand"
"""Default for the users of a service: people of a thousand inhabitants of its place in a year."""

SETTINGS: tuple[Setting, ...] = ("low", "value", "high")
"""The settings of the defaults."""

EVERY = "*"
"""First letter of a scope that is all places of a level."""

Thing = TypeVar("Thing")

_NO_PLACE = Text(
    "مکان یا سطحی به نام «{came}» نیست.{near}", "there is no place or level “{came}”.{near}"
)
_NO_SERVICES = Text("در «{came}» خدمتی نیست", "there are no services in “{came}”")
_NONE = Text("خدمتی در داده‌ها نیست", "there are no services in the data")


@dataclass(frozen=True)
class Scope:
    """The places a plan is about, with those inside them; in a `template` services go by their type."""

    name: str
    places: tuple[str, ...]
    template: bool

    @classmethod
    def of(cls, country: Country, place: str | None) -> Scope:
        """Return the scope of a place, of a level with a star, or (None) of the level of most services.

        Raises BadInput where no service lies in it.
        """
        name = place or _commonest(country)
        template = name.startswith(EVERY)
        level = pl.col("level") == name[1:] if template else pl.col("place") == name
        heads = country["places"].filter(level)["place"]
        inside = country.ancestors.filter(pl.col("ancestor").is_in(heads.implode()))["place"]
        places = tuple(inside.unique().sort())
        if not country["services"].filter(pl.col("place").is_in(places)).height:
            raise _refused(country, name)
        return cls(name, places, template)


def _refused(country: Country, name: str) -> BadInput:
    known = [*country["places"]["place"], *(f"{EVERY}{level}" for level in LEVELS)]
    if name in known:
        return BadInput.of("no_services", _NO_SERVICES.fill(came=name))
    return BadInput.of("unknown_place", _NO_PLACE.fill(came=name, near=near(name, known)))


def _commonest(country: Country) -> str:
    levels = with_level(country["services"], country["places"])["place"].drop_nulls()
    if levels.is_empty():
        raise BadInput.of("no_services", _NONE)
    return f"{EVERY}{levels.mode().sort()[0]}"


def services_of(country: Country, scope: Scope) -> pl.DataFrame:
    """Return the services of a scope by their id, with `named`: type or id, as the scope has it.

    `users_low`, `users`, `users_high`: those recorded, else the default USERS times the population of
    the place; empty where neither is known. `users_from`: the default taken, null where recorded.
    """
    rows = country["services"].filter(pl.col("place").is_in(scope.places)).sort("service")
    rows = rows.with_columns(named=pl.col("type") if scope.template else pl.col("service"))
    people = country["places"].select("place", "population")
    with_people = rows.join(people, on="place", how="left", maintain_order="left")
    levelled = with_level(with_people, country["places"])
    defaults = parse(country["defaults"])
    for at in SETTINGS:
        filled = setting(levelled, USERS, defaults, at)
        assumed = filled[USERS] * filled["population"] / 1000
        name = "users" if at == "value" else f"users_{at}"
        users = pl.coalesce(pl.col("users_per_year"), assumed).alias(name)
        source = pl.when(pl.col("users_per_year").is_null() & assumed.is_not_null())
        rows = rows.with_columns(users, source.then(filled[f"{USERS}_from"]).alias("users_from"))
    return rows


def meant(named: Mapping[str, Thing], row: Mapping[str, object]) -> Thing | None:
    """Return what a goal says of a service: of itself before its type; None: nothing."""
    return named.get(str(row["service"]), named.get(str(row["type"])))
