"""How sure the hours are: what share rests on defaults, and which cells would change them most."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ostan.country.columns import EVIDENCE
from ostan.country.country import Country
from ostan.measure.councils import trace
from ostan.measure.councils.columns import column
from ostan.measure.councils.load import (
    PARTS,
    SUBSESSION_SHARE,
    Load,
    post_factors,
    seat_load,
)
from ostan.measure.figure import Column, Measure
from ostan.measure.once import once
from ostan.words.text import Text

FACTORS: dict[str, tuple[str, ...]] = {
    "sessions": PARTS,
    "subsessions": ("sub_sitting", "travel"),
    "length": ("sitting",),
    "sublength": ("sub_sitting",),
    "subsession_share": ("sub_sitting", "travel"),
    "attendance": PARTS,
    "preparation": ("preparation",),
    "travel": ("travel",),
    "followup": ("followup",),
}
"""Factors of the hours, with the parts each enters."""

GRADES = (*EVIDENCE, "unstated")
"""Grades of evidence of a row, from the strongest; unstated where none is given."""


def hours_evidence(country: Country) -> pl.DataFrame:
    """Return for every post what share of its expected hours rests on what.

    `assumed_x`: share of the hours that contain the factor x where x came from a default;
    `assumed`: share of the hours at least one factor of which came from a default;
    `seat_g`, `council_g`: share of the hours whose row of seats, of councils, has evidence g.
    Shares are of the hours at the default setting; null where there are none.
    """
    return once(country, "hours_evidence", _hours_evidence)


def _hours_evidence(country: Country) -> pl.DataFrame:
    found = seat_load(country)
    made = found.profiles.with_columns(
        *(_carried(f).alias(f"assumed_{f}") for f in FACTORS),
        _carried_by_any().alias("assumed"),
    )
    figures = ["assumed", *(f"assumed_{f}" for f in FACTORS)]
    graded = _graded(country, Load(found.seats, made).spread("hours", *figures))
    graded = graded.filter(pl.col("hours").is_not_null())
    shares = [*figures, *(f"{t}_{g}" for t in ("seat", "council") for g in GRADES)]
    posts = post_factors(country).select(
        "post", assumed_hours_per_year=pl.col("hours_per_year_from").is_not_null().cast(pl.Float64)
    )
    return (
        graded.group_by(post="holder")
        .agg(pl.col("hours").sum(), *(pl.col(c).sum() for c in shares))
        .with_columns(pl.when(pl.col("hours") > 0).then(pl.col(shares) / pl.col("hours")))
        .join(posts, on="post", how="left")
        .sort("post")
    )


def _part(name: str) -> pl.Expr:
    return pl.col(name) * pl.col("attendance")


def _assumed(factor: str) -> pl.Expr:
    return pl.col(f"{factor}_from").is_not_null()


def _carried(factor: str) -> pl.Expr:
    """Expected hours that contain the factor, where it came from a default."""
    hours = pl.sum_horizontal(_part(p) for p in FACTORS[factor])
    if factor == "sessions":
        # Stated sub-sessions stand by themselves: the number of sessions is not in them.
        stated = pl.col("subsessions_from").is_null()
        hours = hours - pl.when(stated).then(_part("sub_sitting")).otherwise(0.0)
    return pl.when(_assumed(factor)).then(hours).otherwise(0.0)


def _carried_by_any() -> pl.Expr:
    """Expected hours of the parts that contain at least one factor from a default."""
    parts = []
    for part in PARTS:
        inside = [f for f, parts_of in FACTORS.items() if part in parts_of]
        some = pl.any_horizontal(_assumed(f) for f in inside)
        parts.append(pl.when(some).then(_part(part)).otherwise(0.0))
    return pl.sum_horizontal(parts)


def _graded(country: Country, seats: pl.DataFrame) -> pl.DataFrame:
    """Put the hours of each seat under the evidence of its row and of its council's row."""
    councils = country["councils"].select("council", _council="evidence")
    rows = country["seats"].select("council", "holder", _seat="evidence")
    graded = seats.join(rows, on=["council", "holder"], how="left").join(
        councils, on="council", how="left"
    )
    return graded.with_columns(
        pl.when(pl.col(f"_{table}").fill_null("unstated") == grade)
        .then("hours")
        .otherwise(0.0)
        .alias(f"{table}_{grade}")
        for table in ("seat", "council")
        for grade in GRADES
    )


_FACTOR_NAMES = {
    "sessions": Text("شمار جلسه", "number of sessions"),
    "subsessions": Text("شمار جلسهٔ فرعی", "number of sub-sessions"),
    "length": Text("طول جلسه", "length of a session"),
    "sublength": Text("طول جلسهٔ فرعی", "length of a sub-session"),
    "subsession_share": Text("سهم حضور در جلسهٔ فرعی", "share of sub-sessions sat in"),
    "attendance": Text("احتمال حضور", "attendance"),
    "preparation": Text("ساعت آمادگی", "preparation"),
    "travel": Text("ساعت رفت‌وآمد", "travel"),
    "followup": Text("ساعت پیگیری", "follow-up"),
    "hours_per_year": Text("ساعت کار سالانه", "working year"),
}
_GRADE_NAMES = {
    "confirmed": Text("تأییدشده", "confirmed"),
    "read": Text("خوانده‌شده", "read"),
    "recalled": Text("از دانش عمومی", "recalled"),
    "assumed": Text("فرضی", "assumed"),
    "unstated": Text("بی‌اعتبارنامه", "unstated"),
}
_TABLE_NAMES = {"seat": Text("عضویت", "seat"), "council": Text("شورا", "council")}


def _evidence_columns() -> Iterable[Column]:
    for name, words in _FACTOR_NAMES.items():
        yield column(
            f"assumed_{name}",
            "share",
            f"فرضی: {words.fa}",
            f"Assumed: {words.en}",
            f"سهمی از ساعت‌ها که {words.fa} در آن است و از پیش‌فرض آمده است",
            f"share of the hours that contain the {words.en}, taken from a default",
        )
    for table, of in _TABLE_NAMES.items():
        for grade, words in _GRADE_NAMES.items():
            yield column(
                f"{table}_{grade}",
                "share",
                f"{of.fa}: {words.fa}",
                f"{of.en.capitalize()} row: {words.en}",
                f"سهمی از ساعت‌ها که ردیف {of.fa} آن «{words.fa}» است",
                f"share of the hours whose row of the {of.en} has the evidence {words.en}",
            )


HOURS_EVIDENCE = Measure(
    "hours_evidence",
    "councils",
    Text("ساعت‌ها بر چه استوار است", "What the hours rest on"),
    ("post",),
    (
        column("post", "id", "سمت", "Post", "شناسهٔ سمت", "Id of the post"),
        column(
            "hours",
            "hours/year",
            "ساعت",
            "Hours",
            "ساعت مورد انتظار، با مقدار پیش‌فرض‌ها",
            "expected hours at the default setting",
        ),
        column(
            "assumed",
            "share",
            "سهم فرضی",
            "Assumed",
            "سهمی از ساعت‌ها که دست‌کم یک عامل آن از پیش‌فرض آمده است",
            "share of the hours at least one factor of which came from a default",
        ),
        *_evidence_columns(),
    ),
    hours_evidence,
    lambda country, key: trace.post(country, *key),
)
"""Per post: the assumed share of its hours by factor, and the evidence of the rows."""


# What matters ----------------------------------------------------------------------------------

CELLS = {
    "sessions": ("councils", "sessions_per_year"),
    "subsessions": ("councils", "subsessions_per_year"),
    "length": ("councils", "hours_per_session"),
    "attendance": ("seats", "attendance"),
    "hours_per_year": ("posts", "hours_per_year"),
}
"""Factors that a cell of a table may state, with that cell."""

WHAT_MATTERS_COLUMNS = (
    "kind table id column factor default low value high hours_low hours_high range "
    "share_low share_high range_share seats".split()
)


def what_matters(country: Country, post: str) -> pl.DataFrame:
    """Return what the hours of a post depend on most, the widest range first.

    A row is a `cell` that is empty and could be asked for (`table`, `id`: the key, joined by " / ",
    `column`), or a `default` (`id`: its name) with all the seats that take it. `hours_low` and
    `hours_high` are the expected hours of the post when this factor alone goes to its low and to
    its high setting, all else at the default; `range` their distance, `range_share` the same as a
    share of the working year. `low`, `value`, `high` are the factor's own settings (of a default),
    `seats` how many seats of the post it enters. No rows if the post has no hours.

    Hours are linear in each factor, so these are exact and nothing is computed anew.
    """
    seats = _seats_of(country, post)
    row = post_factors(country).filter(pl.col("post") == post)
    if not seats.height or not row.height:
        return pl.DataFrame(schema=_SCHEMA)
    total = float(seats["hours"].sum())
    moved = pl.concat([_moved(seats, f) for f in FACTORS])
    found = pl.concat([_cells(moved), _defaults(country, moved)])
    made = found.with_columns(hours_low=total + pl.col("down"), hours_high=total + pl.col("up"))
    year = row["hours_per_year"][0]
    shared = made.with_columns(
        share_low=pl.col("hours_low") / year, share_high=pl.col("hours_high") / year
    ).select(_BEFORE_RANGE.keys())
    both = pl.concat([shared, _working_year(row, total, seats.height)])
    ranged = both.with_columns(
        range=(pl.col("hours_high") - pl.col("hours_low")).abs(),
        range_share=(pl.col("share_high") - pl.col("share_low")).abs(),
    )
    return ranged.select(WHAT_MATTERS_COLUMNS).sort(
        ["range_share", "range", "kind", "id", "column"],
        descending=[True, True, False, False, False],
        nulls_last=True,
    )


_TEXT = ("kind", "table", "id", "column", "factor", "default")
_SCHEMA: dict[str, pl.DataType] = {
    **{c: pl.String() if c in _TEXT else pl.Float64() for c in WHAT_MATTERS_COLUMNS},
    "seats": pl.Int64(),
}
_BEFORE_RANGE = {c: t for c, t in _SCHEMA.items() if not c.startswith("range")}


def _seats_of(country: Country, post: str) -> pl.DataFrame:
    found = seat_load(country)
    seats = found.seats.filter(pl.col("holder") == post)
    own = seats.select("holder").hstack(found.profiles[seats["profile"]])
    return own.filter(pl.col("hours").is_not_null())


def _moved(seats: pl.DataFrame, factor: str) -> pl.DataFrame:
    """How far the hours of each seat move when `factor` goes to its low and to its high setting."""
    taken = seats.filter(pl.col(f"{factor}_from").is_not_null())
    low, value, high = (_value(factor, end) for end in ("_low", "", "_high"))
    slope = _slope(factor) * pl.col("attendance") if factor != "attendance" else _slope(factor)
    return taken.select(
        "council",
        "holder",
        pl.lit(factor).alias("factor"),
        pl.col(f"{factor}_from").alias("default"),
        low.alias("low"),
        value.alias("value"),
        high.alias("high"),
        (slope * (low - value)).alias("down"),
        (slope * (high - value)).alias("up"),
    )


def _value(factor: str, end: str) -> pl.Expr:
    if factor == "subsessions":
        # The default is one per session; the sessions themselves stay at their default.
        return pl.col(f"subsessions_each{end}") * pl.col("sessions")
    stem = f"{factor}_each" if factor in PARTS else factor
    return pl.col(f"{stem}{end}")


def _slope(factor: str) -> pl.Expr:
    """Hours if all is attended that one more of the factor brings to a seat."""
    n, m, u = pl.col("sessions"), pl.col("subsessions"), pl.col("subsession_share")
    of_sub = pl.col("sublength") + pl.col("travel_each")
    own = pl.col("length") + pl.sum_horizontal(
        f"{p}_each" for p in ("preparation", "travel", "followup")
    )
    # Sub-sessions that are counted per session grow with the sessions.
    derived = pl.when(pl.col("subsessions_from").is_not_null()).then(
        u * pl.col("subsessions_each") * of_sub
    )
    return {
        "sessions": own + derived.otherwise(0.0),
        "subsessions": u * of_sub,
        "length": n,
        "sublength": u * m,
        "subsession_share": m * of_sub,
        "attendance": pl.col("hours_if_all"),
        "preparation": n,
        "travel": n + u * m,
        "followup": n,
    }[factor]


def _cells(moved: pl.DataFrame) -> pl.DataFrame:
    """Rows of cells that could be asked for."""
    cells = moved.filter(pl.col("factor").is_in(list(CELLS)))
    table, name = (
        pl.col("factor").replace_strict({f: c[i] for f, c in CELLS.items()}) for i in (0, 1)
    )
    seat = pl.col("factor") == "attendance"
    key = pl.when(seat).then(pl.format("{} / {}", "council", "holder")).otherwise("council")
    return cells.with_columns(
        kind=pl.lit("cell"), table=table, column=name, id=key, seats=pl.lit(1, pl.Int64)
    ).select(_MOVED)


def _defaults(country: Country, moved: pl.DataFrame) -> pl.DataFrame:
    """Rows of defaults, over all seats that take them, with the settings of the default itself."""
    kept = [
        t.select("name", "low", "value", "high") for t in (country["defaults"], SUBSESSION_SHARE)
    ]
    settings = pl.concat(kept).unique("name", keep="first").rename({"name": "default"})
    value = pl.col("value")
    return (
        moved.group_by("factor", "default")
        .agg(pl.col("down", "up").sum(), seats=pl.len().cast(pl.Int64))
        .join(settings, on="default", how="left")
        .with_columns(pl.col("low").fill_null(value), pl.col("high").fill_null(value))
        .with_columns(
            kind=pl.lit("default"), table=pl.lit("defaults"), id="default", column=pl.lit("value")
        )
        .select(_MOVED)
    )


_MOVED = "kind table id column factor default low value high down up seats".split()


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
