"""Sittings: what is held, once councils that sit together are one. `together` has the formula."""

from __future__ import annotations

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import trace
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.columns import PLACE, column, three
from ostan.measure.councils.joined import ordered, structure, terms
from ostan.measure.councils.load import SETTINGS, SHARED, origin_factors, seat_load
from ostan.measure.councils.together import Floats, held, stacked
from ostan.measure.figure import Measure
from ostan.measure.once import once
from ostan.words.text import Text

ENDS = tuple(SETTINGS.values())


def sittings(country: Country) -> pl.DataFrame:
    """Return every sitting: its host, who sits in it, and what it holds in a year.

    An active council that sits alone is a sitting of one.
    """
    return once(country, "sittings", _sittings)


def _sittings(country: Country) -> pl.DataFrame:
    places = country["councils"].select("council", "place")
    return (
        sittings_held(country)
        .join(places, left_on="sitting", right_on="council", how="left")
        .join(_people(country), on="sitting", how="left")
        .with_columns(pl.col("seats", "people").fill_null(0))
        .rename({"sitting": "host"})
        .sort("host")
    )


def _people(country: Country) -> pl.DataFrame:
    """Who may be in the room: every post once, whatever its seats there."""
    seats = seat_load(country).seats.select("council", "member", "holders")
    return (
        seats.join(bodies(country).select("council", "sitting"), on="council")
        .unique(["sitting", "member"])
        .group_by("sitting")
        .agg(seats=pl.len(), people=pl.col("holders").sum())
    )


def sittings_held(country: Country) -> pl.DataFrame:
    """Return what each sitting holds: sitting, day, councils, bodies, members; sorted by sitting.

    At each setting (endings of `SETTINGS`): agenda (hours of business a year), sessions, hours.
    """
    return once(country, "sittings_held", _sittings_held)


def _sittings_held(country: Country) -> pl.DataFrame:
    councils = ordered(bodies(country))
    found = councils.group_by("sitting", maintain_order=True).agg(
        pl.col("day").first(),
        councils=pl.len(),
        bodies=pl.col("body").n_unique(),
        members=pl.col("council").sort().str.join("; "),
    )
    return found.with_columns(_figures(country, councils))


def _figures(country: Country, councils: pl.DataFrame) -> list[pl.Series]:
    factors = councils.select("council").join(
        origin_factors(country), on="council", how="left", maintain_order="left"
    )
    sessions, length = (stacked(factors, name, ENDS) for name in SHARED)
    if not councils.height:
        return _columns(dict.fromkeys(("agenda", "sessions", "hours"), sessions))
    at = structure(country, councils)
    found = held(sessions, length, at, terms(country))
    # A council that sits alone meets as it does: its hours do not rest on the terms.
    first = np.flatnonzero(np.diff(at.sitting, prepend=-1))
    alone = ~at.several[first]
    meetings = np.where(alone, sessions[:, first], found.sessions)
    hours = np.where(alone, (sessions * length)[:, first], found.hours)
    return _columns({"agenda": found.agenda, "sessions": meetings, "hours": hours})


def _columns(figures: dict[str, Floats]) -> list[pl.Series]:
    return [
        pl.Series(f"{name}{end}", values[k], pl.Float64).fill_nan(None)
        for name, values in figures.items()
        for k, end in enumerate(ENDS)
    ]


def sessions_held(country: Country) -> pl.DataFrame:
    """Return the sessions of every active council: council, sessions, subsessions at each setting.

    Where councils sit together, `sessions` are those of the sitting; `subsessions` are those of the
    council and of all that were merged into it, for these go on as they were.
    """
    seated = bodies(country)
    subs = [f"subsessions{e}" for e in ENDS]
    of_body = (
        seated.join(origin_factors(country).select("council", *subs), on="council")
        .group_by(council="body")
        .agg(pl.when(pl.col(s).null_count() == 0).then(pl.col(s).sum()) for s in subs)
    )
    sessions = sittings_held(country).select("sitting", *(f"sessions{e}" for e in ENDS))
    own = seated.filter(pl.col("council") == pl.col("body")).select("council", "sitting")
    return own.join(sessions, on="sitting").drop("sitting").join(of_body, on="council")


SITTINGS = Measure(
    "sittings",
    "councils",
    Text("نشست‌ها", "Sittings"),
    ("host",),
    (
        column("host", "id", "میزبان", "Host", "شورای میزبان نشست", "The council that hosts it"),
        PLACE,
        column(
            "day",
            "id",
            "روز شوراها",
            "Council day",
            "نخستین میزبان (به ترتیب شناسه) از نشست‌هایی که در یک روز برگزار می‌شوند؛ خالی: روز جدا دارد",
            "the first by id of the hosts that share council days; empty: it has days of its own",
        ),
        column(
            "councils",
            "count",
            "شوراها",
            "Councils",
            "شوراهایی که کارشان در این نشست است، ادغام‌شده‌ها هم",
            "Councils whose business it does, merged ones with them",
        ),
        column(
            "bodies",
            "count",
            "نهادها",
            "Bodies",
            "از آن‌ها، آنچه پس از ادغام بر جاست و جلسه را مشترک برگزار می‌کند",
            "Of these, those that stand after mergers and hold their sessions jointly",
        ),
        column(
            "members",
            "text",
            "شوراهای آن",
            "Which councils",
            "شناسهٔ شوراها، جدا با «; »",
            "Ids of the councils, parted by `; `",
        ),
        column("seats", "count", "سمت‌ها", "Posts", "سمت‌های دارای عضویت", "Posts with a seat"),
        column(
            "people",
            "people",
            "نفر",
            "People",
            "مجموع دارندگان این سمت‌ها؛ هر سمت یک بار",
            "Sum of the holders of these posts; each post once",
        ),
        *three(
            "agenda",
            "hours/year",
            "ساعت دستور",
            "Hours of business",
            "A = مجموع نهادها؛ هر نهاد: مجموع موضوع‌ها از (۱ − w) × مجموع a + w × بیشترین a؛ "
            "a = جلسه‌ها × (طول جلسه − o) × سهم موضوع؛ w: agenda_overlap، o: overhead_hours_per_session",
            "A = sum over bodies; of a body: sum over subjects of (1 - w) x sum of a + w x greatest a; "
            "a = sessions x (hours per session - o) x share of the subject; w: agenda_overlap, "
            "o: overhead_hours_per_session",
        ),
        *three(
            "sessions",
            "sessions/year",
            "جلسه در سال",
            "Sessions a year",
            "M = بزرگ‌ترِ دو: بیشترین جلسهٔ شوراها، A ÷ c؛ c = بزرگ‌ترِ ۴ ساعت و بلندترین (طول جلسه − o). "
            "شورای تنها: جلسه‌های خودش",
            "M = the greater of the most sessions of its councils and A / c; c = the greater of 4 hours "
            "and the longest (hours per session - o). A council alone: its own sessions",
        ),
        *three(
            "hours",
            "hours/year",
            "ساعت نشست",
            "Hours held",
            "H = A + o × M؛ شورای تنها: جلسه‌ها × طول جلسه",
            "H = A + o x M; a council alone: sessions x hours per session",
        ),
    ),
    sittings,
    lambda country, key: trace.sitting(country, *key),
)
"""Sittings with their councils, people, sessions and hours."""
