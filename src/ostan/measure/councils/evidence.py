"""How sure the hours are: what share of them rests on defaults, and on which evidence."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ostan.country.columns import EVIDENCE
from ostan.country.country import Country
from ostan.measure.councils import trace
from ostan.measure.councils.columns import column
from ostan.measure.councils.load import (
    PARTS,
    SHARED,
    Load,
    post_factors,
    seat_load,
)
from ostan.measure.figure import Column, Measure
from ostan.measure.once import once
from ostan.words.text import Text

MAIN_PARTS = ("sitting", "preparation", "travel", "followup")
"""Parts that go with main sessions."""

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
    "phi": MAIN_PARTS,
    "agenda_overlap": MAIN_PARTS,
    "regrowth": MAIN_PARTS,
    "overhead": MAIN_PARTS,
}
"""Factors of the hours, with the parts each enters; the last four where councils sit together."""

GRADES = (*EVIDENCE, "unstated")
"""Grades of evidence of a row, from the strongest; unstated where none is given."""


def hours_evidence(country: Country) -> pl.DataFrame:
    """Return for every post what share of its expected hours rests on what.

    `assumed_x`: share of the hours that contain the factor x where x came from a default;
    `assumed`: share of the hours at least one factor of which came from a default;
    `seat_g`, `council_g`: share of the hours whose row of seats, of councils, has evidence g.
    Shares are of the hours at the default setting; null where there are none. Where councils sit
    together, the sessions and the length of each are in the hours of all: a factor of any of them
    from a default counts for the whole seat.
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
    taken = pl.col(f"{factor}_from").is_not_null()
    return taken | pl.col(f"{factor}_shared") if factor in SHARED else taken


def _carried(factor: str) -> pl.Expr:
    """Expected hours that contain the factor, where it came from a default."""
    hours = pl.sum_horizontal(_part(p) for p in FACTORS[factor])
    if factor == "length":
        # Together, councils meet as often as their business needs: the length is in that too.
        joint = pl.col("joint").is_not_null()
        hours = pl.when(joint).then(pl.sum_horizontal(map(_part, MAIN_PARTS))).otherwise(hours)
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
        if part in MAIN_PARTS:
            some |= pl.col("length_shared")
        parts.append(pl.when(some).then(_part(part)).otherwise(0.0))
    return pl.sum_horizontal(parts)


def _graded(country: Country, seats: pl.DataFrame) -> pl.DataFrame:
    """Put the hours of each seat under the evidence of its row and of its council's row."""
    councils = country["councils"].select("council", _council="evidence")
    rows = country["seats"].select("council", "holder", _seat="evidence")
    graded = (
        seats.drop("council")
        .rename({"origin": "council"})
        .join(rows, on=["council", "holder"], how="left")
        .join(councils, on="council", how="left")
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
    "phi": Text("سهم نشستن در جلسهٔ چند شورا", "share of a joint session sat through"),
    "agenda_overlap": Text("هم‌پوشانی دستورها", "overlap of agendas"),
    "regrowth": Text("بازگشت کار به زیرگروه‌ها", "business that returns to sub-groups"),
    "overhead": Text("ساعت جنبی جلسه", "overhead of a session"),
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
