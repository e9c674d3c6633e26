"""Seats of councils that sit together: their hours put in the place of those they had alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.country.fill import Default, parse
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.load import (
    PARTS,
    SETTINGS,
    SHARED,
    Load,
    origin_factors,
    whole,
)
from ostan.measure.councils.together import (
    CORE_ROLES,
    TERMS,
    Bools,
    Floats,
    Ints,
    Seated,
    Structure,
    Terms,
    parts,
    stacked,
)
from ostan.measure.once import once

ENDS = tuple(SETTINGS.values())


# Terms -----------------------------------------------------------------------------------------


def term_defaults(country: Country) -> dict[str, Default]:
    """Return the default taken of each of `TERMS`, by name; the country's own goes first."""
    found = {d.name: d for d in parse(TERMS)}
    own = [d for d in parse(country["defaults"]) if d.name in found and d.value is not None]
    return found | {d.name: d for d in own}


def terms(country: Country) -> Terms:
    """Return the country-wide terms at the three settings."""
    taken = term_defaults(country)
    names = ("phi", "phi[core]", "agenda_overlap", "regrowth", "overhead_hours_per_session")
    return Terms(*(np.array([taken[n].at(s) for s in SETTINGS], np.float64) for n in names))


# Business --------------------------------------------------------------------------------------


def business_shares(country: Country) -> pl.DataFrame:
    """Return what the business of every council is on: council, subject, share; sorted.

    Rows of the agenda that are the council's own (not `carried`), of all councils whose business is
    done. What no share states is divided evenly among the subjects without one; shares are then
    scaled to sum to 1. A council without an agenda has one subject of its own: null.
    """
    return once(country, "business_shares", _business_shares)


def _business_shares(country: Country) -> pl.DataFrame:
    councils = bodies(country).select("council")
    stated = pl.col("share").sum().over("council")
    gaps = pl.col("share").is_null().sum().over("council")
    even = (1 - stated).clip(0) / gaps
    total = pl.col("share").sum().over("council")
    of_own = pl.when(total > 0).then(pl.col("share") / total)
    return (
        country["agenda"]
        .filter(~pl.col("carried").fill_null(False))
        .select("council", "subject", "share")
        .join(councils, on="council", how="right")
        .with_columns(share=pl.coalesce("share", even))
        .with_columns(share=of_own.otherwise(1 / pl.len().over("council")))
        .select("council", "subject", "share")
        .sort("council", "subject")
    )


def structure(country: Country, councils: pl.DataFrame) -> Structure:
    """Return the structure of these councils, whole sittings of `bodies`, in the order of `ordered`."""
    rows = business_shares(country).join(
        ordered(councils).with_row_index("_c"), on="council", maintain_order="right"
    )
    own = pl.when(pl.col("subject").is_null()).then("council")
    rows = rows.with_columns(_own=own).sort(
        "sitting", "body", "subject", "_own", "_c", nulls_last=True
    )
    topic = _numbers(rows, ["body", "subject", "_own"])
    first = np.flatnonzero(np.diff(topic, prepend=-1))
    body = _numbers(ordered(councils), ["body"])
    sitting = _numbers(ordered(councils), ["sitting"])
    of = rows["_c"].to_numpy().astype(np.int64)
    heads = np.flatnonzero(np.diff(body, prepend=-1))
    share = rows["share"].to_numpy()
    return Structure(sitting, body, of, topic, share, body[of[first]], sitting[heads])


def ordered(councils: pl.DataFrame) -> pl.DataFrame:
    """Sort rows of `bodies` as a `Structure` numbers them."""
    return councils.sort("sitting", "body", "council")


def _numbers(rows: pl.DataFrame, columns: list[str]) -> Ints:
    """Number runs of equal rows, from 0."""
    return rows.select(pl.struct(columns).rle_id()).to_series().to_numpy().astype(np.int64)


# Seats -----------------------------------------------------------------------------------------


def joined(country: Country, seats: pl.DataFrame, profiles: pl.DataFrame) -> Load:
    """Return the load of seats by `origin`, once those that sit together have hours of their own.

    `profiles` are those of councils that sit alone; see `Load`.
    """
    shown = _shown(country, seats)
    own = pl.col("several") | pl.col("day").is_not_null() | pl.col("carried")
    alone = shown.filter(~own)
    met = shown.filter(own)
    hours = _met(country, met, profiles[met["profile"]])
    numbered = met.with_columns(profile=pl.int_range(pl.len(), dtype=pl.UInt32) + profiles.height)
    made = pl.concat([alone, numbered]).sort("council", "holder", "origin")
    made = made.rename({"carried": "idle"})
    columns = "council origin holder role counts idle holders post member profile".split()
    return Load(made.select(columns), pl.concat([profiles, hours]), together=True)


def _shown(country: Country, seats: pl.DataFrame) -> pl.DataFrame:
    """Put every seat at the council that does its business, and say which counts as a seat there.

    A carried seat gives its role to the seat it was carried over from; one that has none behind it
    stays, without hours.
    """
    sizes = pl.len().over("sitting") > 1
    placed = seats.join(
        bodies(country)
        .with_columns(several=sizes)
        .rename({"council": "origin", "body": "council"}),
        on="origin",
    ).with_columns(pl.col("carried").fill_null(False), _own=pl.col("origin") == pl.col("council"))
    here = placed.filter("_own").select("council", "holder", _here="role")
    real = placed.filter(~pl.col("carried"))
    alone = placed.filter("carried", "_own").join(real, on=["council", "holder"], how="anti")
    return (
        pl.concat([real, alone])
        .join(here, on=["council", "holder"], how="left")
        .with_columns(role=pl.coalesce("_here", "role"))
        .sort("council", "holder", "_own", "origin", descending=[False, False, True, False])
        .with_columns(counts=pl.int_range(pl.len()).over("council", "holder") == 0)
        .drop("_here", "_own")
        .sort("sitting", "member", "origin")
    )


def _met(country: Country, met: pl.DataFrame, base: pl.DataFrame) -> pl.DataFrame:
    """Return a profile for each of these seats (sorted by sitting, member, origin)."""
    councils = ordered(
        bodies(country).join(met.select("sitting").unique(), on="sitting", how="semi")
    )
    factors = councils.select("council", "sitting").join(
        origin_factors(country), on="council", how="left", maintain_order="left"
    )
    at = structure(country, councils)
    numbers = councils.select(origin="council").with_row_index("_c")
    of = met.join(numbers, on="origin", how="left", maintain_order="left")["_c"].cast(pl.Int64)
    # A carried seat with no origin behind it says that somebody sits there, not how long.
    real = np.flatnonzero(~met["carried"].to_numpy())
    seats = seated(of.to_numpy()[real], met[real], base[real])
    sessions, length = (stacked(factors, name, ENDS) for name in SHARED)
    hours, holding = parts(sessions, length, seats, at, terms(country))
    council = of.to_numpy()
    several = at.several[council]
    joint = np.where(several, holding.sessions[:, at.sitting[council]], np.nan)
    figures = {f"{p}{e}": v for p in PARTS for e, v in _by_end(_spread(hours[p], real, len(of)))}
    figures |= {f"joint{e}": v for e, v in _by_end(joint)}
    core = base["role"].is_in(CORE_ROLES).to_numpy()
    made = whole(
        base.with_columns(
            *(pl.Series(name, values).fill_nan(None) for name, values in figures.items()),
            *_from(several, at.merged[council], core),
            *_shared(factors, met),
            met["counts"],
            met["role"].alias("role_here"),
        )
    )
    none = pl.when(met["carried"]).then(0.0)
    return made.with_columns(none.otherwise(f"hours{e}").alias(f"hours{e}") for e in ENDS)


def _spread(values: Floats, at: Ints, count: int) -> Floats:
    """Put values at these numbers of `count`, and 0 elsewhere."""
    found = np.zeros((len(values), count))
    found[:, at] = values
    return found


def _by_end(values: Floats) -> Iterable[tuple[str, Floats]]:
    return zip(ENDS, values, strict=True)


def seated(council: Ints, met: pl.DataFrame, factors: pl.DataFrame) -> Seated:
    """Return seats in these councils: `met` has member and day, `factors` are of `Load.profiles`."""
    subs = stacked(factors, "subsession_share", ENDS) * stacked(factors, "subsessions", ENDS)
    preparation, travel, followup = (
        stacked(factors, f"{p}_each", ENDS) for p in ("preparation", "travel", "followup")
    )
    return Seated(
        council=council,
        holder=met["member"].to_numpy().astype(np.int64),
        core=factors["role"].is_in(CORE_ROLES).to_numpy(),
        day=day_numbers(met["day"]),
        attendance=stacked(factors, "attendance", ENDS),
        preparation=preparation,
        travel=travel,
        followup=followup,
        sub=subs,
        sublength=stacked(factors, "sublength", ENDS),
    )


def day_numbers(days: pl.Series) -> Ints:
    """Number council days from 0; -1 where there is none."""
    found = days.rank("dense").cast(pl.Int64).fill_null(0).to_numpy() - 1
    return found.astype(np.int64)


def _from(several: Bools, merged: Bools, core: Bools) -> Iterable[pl.Series]:
    """The defaults that decide the hours of each seat; what is merged has overlap and regrowth."""
    taken = pl.DataFrame({"several": several, "merged": merged, "core": core}).select(
        phi_from=_if("several", pl.when("core").then(pl.lit("phi[core]")).otherwise(pl.lit("phi"))),
        agenda_overlap_from=_if("merged", pl.lit("agenda_overlap")),
        regrowth_from=_if("merged", pl.lit("regrowth")),
        overhead_from=_if("several", pl.lit("overhead_hours_per_session")),
    )
    return taken.get_columns()


def _if(condition: str, then: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(then)


def _shared(factors: pl.DataFrame, met: pl.DataFrame) -> Iterable[pl.Series]:
    """Whether any council of the sitting of each seat takes a factor of SHARED from a default."""
    assumed = factors.group_by("sitting").agg(
        pl.col(f"{factor}_from").is_not_null().any().alias(f"{factor}_shared") for factor in SHARED
    )
    found = met.join(assumed, on="sitting", how="left", maintain_order="left")
    return [found[f"{factor}_shared"] & found["several"] for factor in SHARED]
