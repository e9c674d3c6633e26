"""Which cells and defaults the hours of a post depend on most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.joined import (
    day_numbers,
    ordered,
    structure,
    term_defaults,
    terms,
)
from ostan.measure.councils.load import (
    SHARED,
    SUBSESSION_SHARE,
    TERM_NAMES,
    origin_factors,
    post_factors,
    seat_load,
)
from ostan.measure.councils.together import (
    CORE_ROLES,
    TERMS,
    Floats,
    Ints,
    Seated,
    Structure,
    Terms,
    parts,
)

CELLS = {
    "sessions": ("councils", "sessions_per_year"),
    "subsessions": ("councils", "subsessions_per_year"),
    "length": ("councils", "hours_per_session"),
    "attendance": ("seats", "attendance"),
    "hours_per_year": ("posts", "hours_per_year"),
}
"""Factors that a cell of a table may state, with that cell."""

OF_COUNCIL = {
    "sessions": "called",
    "subsessions": "subsessions_each",
    "length": "length",
    "sublength": "sublength",
}
"""Factors of a council, with the column that is moved: sub-sessions are counted per session."""

OF_SEAT = {
    "attendance": "attendance",
    "subsession_share": "subsession_share",
    "preparation": "preparation_each",
    "travel": "travel_each",
    "followup": "followup_each",
}
"""Factors of a seat, with the column that is moved."""

WHAT_MATTERS_COLUMNS = (
    "kind table id column factor default low value high hours_low hours_high range "
    "share_low share_high range_share seats".split()
)

_TEXT = ("kind", "table", "id", "column", "factor", "default")
_SCHEMA: dict[str, pl.DataType] = {
    **{c: pl.String() if c in _TEXT else pl.Float64() for c in WHAT_MATTERS_COLUMNS},
    "seats": pl.Int64(),
}
_BEFORE_RANGE = {c: t for c, t in _SCHEMA.items() if not c.startswith("range")}


def what_matters(country: Country, post: str) -> pl.DataFrame:
    """Return what the hours of a post depend on most, the widest range first.

    A row is a `cell` that is empty and could be asked for (`table`, `id`: the key, joined by " / ",
    `column`), or a `default` (`id`: its name) with all the seats that take it. `hours_low` and
    `hours_high` are the expected hours of the post when this factor alone goes to its low and to
    its high setting, all else at the default; `range` their distance, `range_share` the same as a
    share of the working year. `low`, `value`, `high` are the factor's own settings (of a default),
    `seats` how many seats of the post it enters: where councils sit together, the sessions and the
    length of each enter those of all. No rows if the post has no hours.
    """
    seats = _seats_of(country, post)
    row = post_factors(country).filter(pl.col("post") == post)
    if not seats.height or not row.height:
        return pl.DataFrame(schema=_SCHEMA)
    total = float(seats["hours"].sum())
    case = _case(country, seats)
    moved = pl.concat([*_of_councils(case), *_of_seats(case), *_of_terms(country, case)])
    ends = pl.concat([_cells(moved), _defaults(moved)])
    year = row["hours_per_year"][0]
    made = ends.with_columns(
        (total + _moves(case, ends, end)).alias(f"hours_{end}") for end in ("low", "high")
    ).with_columns(share_low=pl.col("hours_low") / year, share_high=pl.col("hours_high") / year)
    # What a row tells of a default is its own settings, whatever they come to in each seat.
    both = pl.concat([_told(country, made), _working_year(row, total, seats.height)])
    ranged = both.with_columns(
        range=(pl.col("hours_high") - pl.col("hours_low")).abs(),
        range_share=(pl.col("share_high") - pl.col("share_low")).abs(),
    )
    return ranged.select(WHAT_MATTERS_COLUMNS).sort(
        ["range_share", "range", "kind", "id", "column"],
        descending=[True, True, False, False, False],
        nulls_last=True,
    )


# The seats of the post and all that decides their hours ------------------------------------------


@dataclass(frozen=True)
class _Case:
    """The seats of one post, the councils of their sittings, and their factors at the default.

    `factors`: float64 by column of OF_COUNCIL (a value for each council), OF_SEAT (for each seat)
    and term. `stated` float64[c]: sub-sessions, NaN where they follow from the sessions. `sitting`
    float64[c]: share of the sessions called that is not done in writing.
    """

    seats: pl.DataFrame
    councils: pl.DataFrame
    at: Structure
    council: Ints
    factors: dict[str, Floats]
    stated: Floats
    sitting: Floats


def _seats_of(country: Country, post: str) -> pl.DataFrame:
    found = seat_load(country)
    seats = found.seats.filter(pl.col("holder") == post, ~pl.col("idle"))
    own = seats.select("origin", "holder", "member").hstack(
        found.profiles.drop("council")[seats["profile"]]
    )
    hosts = bodies(country).select("day", origin="council", host="sitting")
    return own.filter(pl.col("hours").is_not_null()).join(hosts, on="origin").sort("host", "origin")


def _case(country: Country, seats: pl.DataFrame) -> _Case:
    together = bodies(country).join(seats.select(sitting="host").unique(), on="sitting", how="semi")
    councils = ordered(together).join(
        origin_factors(country), on="council", how="left", maintain_order="left"
    )
    numbers = councils.select(origin="council").with_row_index("_c")
    council = seats.join(numbers, on="origin", how="left", maintain_order="left")["_c"]
    written = country["councils"].select("council", _w=1 - pl.col("written_share").fill_null(0))
    sitting = councils.join(written, on="council", how="left", maintain_order="left")["_w"]
    taken = terms(country)
    factors = {c: _floats(councils, c) for c in OF_COUNCIL.values()}
    factors |= {c: _floats(seats, c) for c in OF_SEAT.values()}
    factors |= {
        t: getattr(taken, t)[1:2] for t in ("phi", "core", "overlap", "regrowth", "overhead")
    }
    stated = pl.when(pl.col("subsessions_from").is_null()).then("subsessions").alias("stated")
    return _Case(
        seats,
        councils,
        structure(country, together),
        council.to_numpy().astype(np.int64),
        factors,
        _floats(councils.select(stated), "stated"),
        sitting.to_numpy(),
    )


def _floats(frame: pl.DataFrame, column: str) -> Floats:
    return frame[column].cast(pl.Float64).fill_null(np.nan).to_numpy()


# What may move -----------------------------------------------------------------------------------

_MOVED = {
    **dict.fromkeys(("factor", "default", "column", "id"), pl.String()),
    "index": pl.UInt32(),
    **dict.fromkeys(("low", "value", "high"), pl.Float64()),
    **dict.fromkeys(("told_low", "told", "told_high"), pl.Float64()),
    "seats": pl.Int64(),
}
"""A value that may move: where it stands in the array `column`, its settings, and as they are told."""


def _of_councils(case: _Case) -> Iterable[pl.DataFrame]:
    alone = np.bincount(case.council, minlength=case.councils.height)
    in_sitting = np.bincount(case.at.sitting[case.council], minlength=int(case.at.sitting[-1]) + 1)
    for factor, column in OF_COUNCIL.items():
        seats = in_sitting[case.at.sitting] if factor in SHARED else alone
        found = case.councils.with_row_index("index").with_columns(
            seats=pl.Series(seats), id="council"
        )
        # Sub-sessions by default are some for each session called.
        times = pl.col("called") if factor == "subsessions" else pl.lit(1.0)
        yield _moved(found.filter(pl.col("seats") > 0), factor, column, times)


def _of_seats(case: _Case) -> Iterable[pl.DataFrame]:
    key = pl.format("{} / {}", "origin", "holder")
    found = case.seats.with_row_index("index").with_columns(id=key, seats=pl.lit(1))
    for factor, column in OF_SEAT.items():
        yield _moved(found, factor, column, pl.lit(1.0))


def _moved(found: pl.DataFrame, factor: str, column: str, times: pl.Expr) -> pl.DataFrame:
    ends = {"low": f"{column}_low", "value": column, "high": f"{column}_high"}
    told = {"told_low": ends["low"], "told": column, "told_high": ends["high"]}
    return (
        found.filter(pl.col(f"{factor}_from").is_not_null())
        .select(
            pl.lit(factor).alias("factor"),
            pl.col(f"{factor}_from").alias("default"),
            pl.lit(column).alias("column"),
            "id",
            "index",
            *(pl.col(c).alias(n) for n, c in ends.items()),
            *((pl.col(c) * times).alias(n) for n, c in told.items()),
            "seats",
        )
        .cast(_MOVED)  # type: ignore[arg-type]
    )


def _of_terms(country: Country, case: _Case) -> Iterable[pl.DataFrame]:
    """The country-wide terms, where councils sit together."""
    taken = term_defaults(country)
    arrays = {"phi": "phi", "phi[core]": "core", "agenda_overlap": "overlap"}
    for term in TERM_NAMES:
        for (name,), seats in case.seats.group_by(f"{term}_from"):
            if name is None:
                continue
            default = taken[str(name)]
            ends = [default.at(end) for end in ("low", "value", "high")]
            row = (term, name, arrays.get(str(name), term), name, 0, *ends, *ends, seats.height)
            yield pl.DataFrame([row], schema=_MOVED, orient="row")


def _cells(moved: pl.DataFrame) -> pl.DataFrame:
    """Cells that could be asked for, each with the one value it moves."""
    return moved.filter(pl.col("factor").is_in(list(CELLS))).select(
        *("factor", "default", "column", "id"),
        pl.lit("cell").alias("kind"),
        *(pl.concat_list(c).alias(f"{c}s") for c in ("index", "low", "high")),
        *("told_low", "told", "told_high", "seats"),
    )


def _defaults(moved: pl.DataFrame) -> pl.DataFrame:
    """Defaults with all the values they move."""
    return moved.group_by("factor", "default", maintain_order=True).agg(
        pl.col("column").first(),
        pl.col("default").first().alias("id"),
        pl.lit("default").alias("kind"),
        *(pl.col(c).alias(f"{c}s") for c in ("index", "low", "high")),
        *(pl.col(c).first() for c in ("told_low", "told", "told_high")),
        pl.col("seats").sum(),
    )


# What it comes to --------------------------------------------------------------------------------


def _moves(case: _Case, ends: pl.DataFrame, end: str) -> pl.Series:
    """How far the hours of the post move when each row goes to that end of its range."""
    rows = ends.select("column", "indexs", f"{end}s").rows()
    hours = _hours(case, [("phi", [], []), *rows])
    return pl.Series(hours[1:] - hours[0])


def _hours(case: _Case, changes: Sequence[tuple[str, list[int], list[float]]]) -> Floats:
    """Expected hours of the post for each set of changed factors: column, where, to what."""
    f = {name: np.repeat(v[None], len(changes), 0) for name, v in case.factors.items()}
    for k, (column, index, values) in enumerate(changes):
        f[column][k, index] = values
    called = f["called"]
    made = np.where(np.isnan(case.stated), f["subsessions_each"] * called, case.stated)
    seats = Seated(
        council=case.council,
        holder=case.seats["member"].to_numpy().astype(np.int64),
        core=case.seats["role"].is_in(CORE_ROLES).to_numpy(),
        day=day_numbers(case.seats["day"]),
        attendance=f["attendance"],
        preparation=f["preparation_each"],
        travel=f["travel_each"],
        followup=f["followup_each"],
        sub=f["subsession_share"] * made[:, case.council],
        sublength=f["sublength"][:, case.council],
    )
    taken = Terms(*(f[t][:, 0] for t in ("phi", "core", "overlap", "regrowth", "overhead")))
    found, _ = parts(called * case.sitting, f["length"], seats, case.at, taken)
    whole: Floats = (f["attendance"] * np.sum(list(found.values()), axis=0)).sum(axis=1)
    return whole


def _told(country: Country, made: pl.DataFrame) -> pl.DataFrame:
    """Say of each row which cell or default it is, with the settings of that."""
    value = pl.col("value")
    kept = [
        t.select("name", "low", "value", "high")
        for t in (country["defaults"], SUBSESSION_SHARE, TERMS)
    ]
    settings = (
        pl.concat(kept)
        .filter(value.is_not_null())
        .unique("name", keep="first")
        .with_columns(pl.col("low").fill_null(value), pl.col("high").fill_null(value))
    )
    cell = pl.col("kind") == "cell"
    table, column = (
        pl.col("factor").replace_strict({f: c[i] for f, c in CELLS.items()}, default=None)
        for i in (0, 1)
    )
    ends = {"low": "told_low", "value": "told", "high": "told_high"}
    return (
        made.join(settings, left_on="default", right_on="name", how="left")
        .with_columns(
            table=pl.when(cell).then(table).otherwise(pl.lit("defaults")),
            column=pl.when(cell).then(column).otherwise(pl.lit("value")),
            **{n: pl.when(cell).then(c).otherwise(n) for n, c in ends.items()},
        )
        .select(_BEFORE_RANGE.keys())
    )


def _working_year(row: pl.DataFrame, hours: float, seats: int) -> pl.DataFrame:
    """The working year of the post: it leaves the hours and moves their share."""
    year = row.row(0, named=True)
    if year["hours_per_year_from"] is None:
        return pl.DataFrame(schema=_BEFORE_RANGE)
    ends = {
        e: year[f"hours_per_year{end}"]
        for e, end in (("low", "_low"), ("value", ""), ("high", "_high"))
    }
    same = {"hours_low": hours, "hours_high": hours, "factor": "hours_per_year", "seats": seats}
    same |= {"default": year["hours_per_year_from"], **ends}
    same |= {"share_low": hours / ends["high"], "share_high": hours / ends["low"]}
    cell = {"kind": "cell", "table": "posts", "id": year["post"], "column": "hours_per_year"}
    default = {"kind": "default", "table": "defaults", "id": same["default"], "column": "value"}
    return pl.DataFrame([same | cell, same | default], schema=_BEFORE_RANGE)
