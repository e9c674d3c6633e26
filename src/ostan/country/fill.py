"""Values for what is not known: each from the most specific default, and said to be so.

A default is named `column` or `column[attribute=value;...]`. Of those whose conditions hold, the
most specific wins: attributes rank type > place > role > function > kind (what is said of one type
is more particular than what is said of a level, a role, a function or a kind of body); names are
compared by their highest attribute first, then by the next. `place` means the level of the place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from ostan.country.country import Country

Setting = Literal["low", "value", "high"]
"""Which column of the defaults is taken."""

ATTRIBUTES = ("type", "place", "role", "function", "kind")
"""Attributes a default may name, from the most particular."""


@dataclass(frozen=True)
class Default:
    """One row of the defaults: what it is about, when it holds, and its range."""

    name: str
    stem: str
    conditions: Mapping[str, str]
    low: float | None
    value: float | None
    high: float | None

    @property
    def rank(self) -> tuple[int, ...]:
        """Sort key: a larger one is more specific."""
        return tuple(int(a in self.conditions) for a in ATTRIBUTES)

    def at(self, setting: Setting) -> float | None:
        """Return the value at a setting; a missing end of the range is the value itself."""
        found: float | None = getattr(self, setting)
        return self.value if found is None else found


def parse(defaults: pl.DataFrame) -> list[Default]:
    """Read the table of defaults, most specific first within each stem."""
    found = [_default(row) for row in defaults.iter_rows(named=True)]
    return sorted(found, key=lambda d: (d.stem, [-r for r in d.rank], d.name))


def default_of(
    defaults: Sequence[Default], stem: str, at: Setting = "value", **having: str
) -> float | None:
    """Return the value of `stem` for a thing with these attributes, or None."""
    for default in defaults:
        if default.stem == stem and default.conditions.items() <= having.items():
            return default.at(at)
    return None


def setting(
    frame: pl.DataFrame,
    stem: str,
    defaults: Sequence[Default],
    at: Setting = "value",
    *,
    stated: pl.Expr | None = None,
) -> pl.DataFrame:
    """Return `frame` with `stem` filled and `stem_from` naming where each value came from.

    `stem_from` is null where `stated` (by default the column `stem`, if there) has a value, else
    the name of the default taken; where no default fits both stay null. `frame` needs the
    attribute columns the defaults name; a missing attribute never fits.
    """
    known = stated if stated is not None else _own(frame, stem)
    fitting = [d for d in defaults if d.stem == stem and set(d.conditions) <= set(frame.columns)]
    name = pl.coalesce([_when(d, pl.lit(d.name)) for d in fitting] or [pl.lit(None, pl.String)])
    value = pl.coalesce(
        [_when(d, pl.lit(d.at(at), pl.Float64)) for d in fitting] or [pl.lit(None, pl.Float64)]
    )
    return frame.with_columns(
        pl.coalesce(known, value).alias(stem),
        pl.when(known.is_null()).then(name).alias(f"{stem}_from"),
    )


def with_level(frame: pl.DataFrame, places: pl.DataFrame, place: str = "place") -> pl.DataFrame:
    """Return `frame` with its place column replaced by the level of that place, as defaults mean it.

    The place itself is kept as `at_place`.
    """
    levels = places.select(pl.col("place").alias(place), pl.col("level").alias("_level"))
    return (
        frame.join(levels, on=place, how="left", maintain_order="left")
        .rename({place: "at_place"})
        .rename({"_level": "place"})
    )


def _own(frame: pl.DataFrame, stem: str) -> pl.Expr:
    return pl.col(stem).cast(pl.Float64) if stem in frame.columns else pl.lit(None, pl.Float64)


def _when(default: Default, then: pl.Expr) -> pl.Expr:
    if not default.conditions:
        return then
    return pl.when(pl.all_horizontal(pl.col(c) == v for c, v in default.conditions.items())).then(
        then
    )


def _default(row: Mapping[str, object]) -> Default:
    name = str(row["name"])
    stem, _, inside = name.partition("[")
    return Default(
        name,
        stem.strip(),
        _conditions(inside),
        *(_number(row[c]) for c in ("low", "value", "high")),
    )


def _conditions(inside: str) -> dict[str, str]:
    """Read `kind=council;function=coordinates]`; a word alone (`core]`) is a condition on itself."""
    parts = [p for p in re.split(r"[;\]]", inside) if p.strip()]
    pairs = (p.partition("=") for p in parts)
    return {a.strip(): b.strip() or "true" for a, _, b in pairs}


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


# The tables councils are measured from --------------------------------------------------------

SEAT_HOURS = ("preparation", "travel", "followup")
"""Hours of a seat per session beyond sitting in it; defaults named `x_hours_per_seat_session`."""


@dataclass(frozen=True)
class Filled:
    """Councils, seats and posts with every gap filled from the defaults at one setting.

    Each filled column `x` has a column `x_from`: null where the table states it, else the default
    it was taken from (the mask). Attributes for the defaults stand beside: in `councils` and
    `seats` the level of the place as `place` and the place itself as `at_place`; in `seats` also
    the type of the post as `type`, and kind and function of the council.
    """

    councils: pl.DataFrame
    seats: pl.DataFrame
    posts: pl.DataFrame


def filled(country: Country, at: Setting = "value") -> Filled:
    """Fill the gaps of councils, seats and posts; the Country itself keeps them.

    `sessions_per_year`: practice, else the lawful minimum (stated, not assumed), else a default.
    `subsessions_per_year`: stated, else sessions times the default `subsessions_per_session`.
    """
    defaults = parse(country["defaults"])
    councils = filled_councils(country, at)
    seats = _with_attributes(country, councils)
    seats = setting(seats, "attendance", defaults, at)
    for hours in SEAT_HOURS:
        seats = setting(seats, f"{hours}_hours_per_seat_session", defaults, at)
    posts = setting(country["posts"], "hours_per_year", defaults, at)
    return Filled(councils, seats, setting(posts, "weight", defaults, at))


def filled_councils(country: Country, at: Setting = "value") -> pl.DataFrame:
    """Fill the gaps of councils alone: `filled(country, at).councils` without the seats."""
    defaults = parse(country["defaults"])
    councils = with_level(country["councils"], country["places"])
    practice = pl.coalesce("sessions_per_year", "sessions_required")
    councils = setting(councils, "sessions_per_year", defaults, at, stated=practice)
    councils = setting(councils, "hours_per_session", defaults, at)
    councils = setting(councils, "hours_per_subsession", defaults, at)
    return _subsessions(councils, defaults, at)


def _subsessions(councils: pl.DataFrame, defaults: Sequence[Default], at: Setting) -> pl.DataFrame:
    councils = setting(councils, "subsessions_per_session", defaults, at)
    stated = pl.col("subsessions_per_year").is_not_null()
    made = pl.col("subsessions_per_session") * pl.col("sessions_per_year")
    return councils.with_columns(
        subsessions_per_year=pl.coalesce("subsessions_per_year", made),
        subsessions_per_year_from=pl.when(~stated).then("subsessions_per_session_from"),
    ).drop("subsessions_per_session", "subsessions_per_session_from")


def _with_attributes(country: Country, councils: pl.DataFrame) -> pl.DataFrame:
    of_council = councils.select("council", "place", "at_place", "kind", "function")
    of_post = country["posts"].select(holder="post", type="type")
    return (
        country["seats"]
        .join(of_council, on="council", how="left", maintain_order="left")
        .join(of_post, on="holder", how="left", maintain_order="left")
    )
