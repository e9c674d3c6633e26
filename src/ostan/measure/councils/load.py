"""Hours in meetings: of each seat, and from it of each post, council and place.

A seat of an active council takes, in a year, if every session is attended:

    sitting      = sessions x hours per session
    sub_sitting  = u x sub-sessions x hours per sub-session
    preparation  = sessions x preparation hours
    travel       = (sessions + u x sub-sessions) x travel hours
    followup     = sessions x follow-up hours

`u` is the share of the sub-sessions the seat sits in (`SUBSESSION_SHARE`). Preparation and follow-up
belong to main sessions only: the sub-session is itself the preparation. What is expected is
`attendance` times all of it: who does not come reads no papers, does not travel and has nothing to
report. Every factor is taken at three settings of the defaults; the low figure has every factor at
its low end at once, so the range is wider than any likely one.

Sessions that are decided in writing (`written_share`) take no time: main sessions are those called
less that share. Councils that sit together (`bodies`) and days they share change the hours of their
seats: see `together`. There the three settings are no bounds: the terms pull both ways.

Hours are those of one holder. People-hours are hours x holders of the post.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import Default, Setting, filled_councils, parse, setting
from ostan.country.tables import SEAT_ROLES
from ostan.measure.councils.bodies import bodies, linked
from ostan.measure.once import once

SETTINGS: Mapping[Setting, str] = MappingProxyType({"low": "_low", "value": "", "high": "_high"})
"""The three settings of the defaults, with the ending of the columns computed at each."""

PARTS = ("sitting", "sub_sitting", "preparation", "travel", "followup")
"""What the hours of a seat are made of."""

WEEKS_PER_YEAR = 52
"""Calendar weeks, not working ones: hours a week are then comparable with a legal working week."""

SUBSESSION_SHARE = pl.DataFrame(
    [
        ("subsession_share[role=chair]", 0.0, 0.0, 0.0),
        ("subsession_share[role=deputy]", 1.0, 1.0, 1.0),
        ("subsession_share[role=secretary]", 1.0, 1.0, 1.0),
        ("subsession_share[role=member]", 0.3, 0.5, 1.0),
        ("subsession_share", 0.0, 0.0, 0.0),
    ],
    schema=["name", "low", "value", "high"],
    orient="row",
)
"""Share of the sub-sessions of a council that a seat sits in; assumed, no source counts it.

Sub-sessions are smaller meetings of experts with a head of their own: the chair stays away, the
deputy and the secretary come to all, a member to those of his own matters (the range is that of a
member's share in a merged session, `phi`), invited and observers to none. A default of the country
named `subsession_share` or `subsession_share[...]` goes before these.
"""

SEAT_STEMS = MappingProxyType(
    {
        "attendance": "attendance",
        "preparation": "preparation_hours_per_seat_session",
        "travel": "travel_hours_per_seat_session",
        "followup": "followup_hours_per_seat_session",
        "subsession_share": "subsession_share",
    }
)
"""Factors of a seat, with the name of their default."""

COUNCIL_STEMS = MappingProxyType(
    {
        "sessions": "sessions_per_year",
        "subsessions": "subsessions_per_year",
        "length": "hours_per_session",
        "sublength": "hours_per_subsession",
    }
)
"""Factors of a council, with the name of their default."""


TERM_NAMES = ("phi", "agenda_overlap", "regrowth", "overhead")
"""What decides the hours of councils that sit together; `together.TERMS` has their defaults."""

SHARED = ("sessions", "length")
"""Factors of a council that enter the hours of all it sits with."""


@dataclass(frozen=True)
class Load:
    """Seats of councils whose business is done, and their hours.

    Seats of one council, role, named type of post and stated attendance are alike; their figures
    are computed once, as a row of `profiles`, and `seats.profile` is the index of that row. A
    million seats have some ten thousands of profiles. Seats of councils that sit together have a
    profile each, for their hours depend on the other seats of the holder.

    `seats`: council (active), origin (the council the seat is from: `council`, or one merged into
    it), holder, role, counts, holders, post (row of the posts table; null: not there), member (a
    number for each holder: its row, or one beyond the table), profile. A holder may have several
    origins in one council; one of these rows `counts` as his seat there, and its `role` is his in
    `council`. A seat that was `carried` over from a merged council is not a row beside its origin;
    with no origin behind it, it is `idle`: somebody sits there, for hours that nothing tells.
    `profiles`: council (of origin), role (there), place (where the council sits), level; counts,
    role_here; at each setting (endings of `SETTINGS`) the factors sessions, subsessions, length,
    attendance, the PARTS (hours/year of one holder if all is attended), `hours_if_all` and `hours`
    (expected), `joint` (sessions of the sitting; null where a council sits alone); and for each
    factor `x_from`, null where the table states it, else the default taken. `sessions_shared`,
    `length_shared`: whether a council it sits with takes that factor from a default.
    `together`: whether any council sits with another, or shares its days.
    """

    seats: pl.DataFrame
    profiles: pl.DataFrame
    together: bool = False

    def spread(self, *columns: str) -> pl.DataFrame:
        """Return the seats with these columns of their profiles (those with no nulls are fast)."""
        return pl.concat(
            [self.seats, self.profiles.select(columns)[self.seats["profile"]]], how="horizontal"
        )


def holder_names(country: Country, seats: pl.DataFrame) -> pl.Series:
    """Return the id of each holder, at the place of its number `member` (see `Load`)."""
    beyond = seats.filter(pl.col("post").is_null()).unique("member").sort("member")
    return pl.concat([country["posts"]["post"], beyond["holder"]])


def seat_load(country: Country) -> Load:
    """Return the seats of councils whose business is done, with their hours; no closed posts."""
    return once(country, "seat_load", _load)


def _load(country: Country) -> Load:
    seats = _seats(country)
    key = seats["_key"].unique(maintain_order=True)
    index = pl.DataFrame({"_key": key}).with_row_index("profile")
    # The seats are sorted by council, so the first seat of each profile stands for it.
    firsts = seats.unique("_key", keep="first", maintain_order=True)
    profiles = _hours(_seat_factors(country, firsts))
    made = seats.join(index, on="_key", how="left", maintain_order="left").drop("_key", "_stated")
    if not _together(country):
        plain = made.drop("carried").with_columns(
            origin="council", counts=pl.lit(True), idle=pl.lit(False)
        )
        return Load(plain, profiles)
    from ostan.measure.councils.joined import joined

    return joined(country, made.rename({"council": "origin"}), profiles)


def _together(country: Country) -> bool:
    """Whether the hours of any seat depend on another council."""
    carried = country["seats"]["carried"]
    return linked(country) or carried.null_count() < carried.len()


def _seats(country: Country) -> pl.DataFrame:
    """Seats that count, with `_key`: one number for all that are alike."""
    councils = origin_factors(country).select("council").with_row_index("_council")
    named = {d.conditions["type"] for d in _defaults(country) if "type" in d.conditions}
    types = pl.DataFrame({"type": sorted(named)}, schema={"type": pl.String}).with_row_index(
        "_type", offset=1
    )
    posts = (
        country["posts"]
        .select("holders", "type", holder="post", _closed=pl.col("status") == "closed")
        .with_row_index("post")
        .join(types, on="type", how="left", maintain_order="left")
        .drop("type")
    )
    seats = (
        country["seats"]
        .lazy()
        .select("council", "holder", "role", "carried", _stated="attendance")
        .join(councils.lazy(), on="council", maintain_order="left")
        .join(posts.lazy(), on="holder", how="left", maintain_order="left")
        .filter(~pl.col("_closed").fill_null(False))
    )
    return (
        seats.with_columns(pl.col("holders").fill_null(1), _key=_key(len(named) + 1))
        .drop("_closed", "_council", "_type")
        .collect()
        .pipe(_numbered, country["posts"].height)
    )


def _numbered(seats: pl.DataFrame, posts: int) -> pl.DataFrame:
    """Number holders: a holder that is not in the posts table is still somebody."""
    if not seats["post"].null_count():
        return seats.with_columns(member="post")
    unknown = seats.filter(pl.col("post").is_null()).select(pl.col("holder").unique().sort())
    beyond = unknown.with_row_index("member", offset=posts)
    return seats.join(beyond, on="holder", how="left", maintain_order="left").with_columns(
        member=pl.coalesce("post", "member")
    )


def _key(types: int) -> pl.Expr:
    """Number a seat by council, role, named type of its post, and stated attendance."""
    role = pl.col("role").cast(pl.Enum(SEAT_ROLES)).to_physical().cast(pl.UInt64)
    kind = pl.col("_type").fill_null(0).cast(pl.UInt64)
    coming = pl.col("_stated").rank("dense").fill_null(0).cast(pl.UInt64)
    alike = (pl.col("_council").cast(pl.UInt64) * len(SEAT_ROLES) + role) * types + kind
    # Seats are below 2**32, so ranks are; councils x roles x types stay below 2**32 as well.
    return alike * 2**32 + coming


def _hours(profiles: pl.DataFrame) -> pl.DataFrame:
    nothing = [pl.lit(None, pl.Float64).alias(f"joint{e}") for e in SETTINGS.values()]
    nothing += [pl.lit(None, pl.String).alias(f"{term}_from") for term in TERM_NAMES]
    nothing += [pl.lit(False).alias(f"{factor}_shared") for factor in SHARED]
    made = profiles.with_columns(*nothing, counts=pl.lit(True), role_here="role")
    for e in SETTINGS.values():
        made = made.with_columns(_parts(e))
    return whole(made)


def whole(profiles: pl.DataFrame) -> pl.DataFrame:
    """Return the profiles with their hours in all, if all is attended and expected, from the PARTS."""
    ends = SETTINGS.values()
    sums = {e: pl.sum_horizontal([f"{p}{e}" for p in PARTS], ignore_nulls=False) for e in ends}
    return profiles.with_columns(
        *(hours.alias(f"hours_if_all{e}") for e, hours in sums.items()),
        *((pl.col(f"attendance{e}") * hours).alias(f"hours{e}") for e, hours in sums.items()),
    )


def _parts(end: str) -> list[pl.Expr]:
    """Hours of a seat if all is attended, at the setting with this ending."""
    sessions, u = pl.col(f"sessions{end}"), pl.col(f"subsession_share{end}")
    subs = u * pl.col(f"subsessions{end}")
    parts = {
        "sitting": sessions * pl.col(f"length{end}"),
        "sub_sitting": subs * pl.col(f"sublength{end}"),
        "preparation": sessions * pl.col(f"preparation_each{end}"),
        "travel": (sessions + subs) * pl.col(f"travel_each{end}"),
        "followup": sessions * pl.col(f"followup_each{end}"),
    }
    return [hours.alias(f"{name}{end}") for name, hours in parts.items()]


# Factors ---------------------------------------------------------------------------------------


def council_factors(country: Country) -> pl.DataFrame:
    """Return every active council with its factors at three settings, and where they came from.

    Columns: council, type, kind, function, level (of its place), place, law, under, secretariat,
    COUNCIL_STEMS at each setting, and `x_from` (null where the table states it); `called`: main
    sessions with those decided in writing, which `sessions` leaves out; `subsessions_each`, the
    default of sub-sessions per main session called, whether it is taken or not.
    """
    return once(country, "council_factors", _active_factors)


def _active_factors(country: Country) -> pl.DataFrame:
    return _council_factors(country, country["councils"].filter(pl.col("status") == "active"))


def origin_factors(country: Country) -> pl.DataFrame:
    """Return the factors of every council whose business is done: active ones, then merged ones."""
    return once(country, "origin_factors", _origin_factors)


def _origin_factors(country: Country) -> pl.DataFrame:
    merged = bodies(country).filter(pl.col("council") != pl.col("body"))
    if not merged.height:
        return council_factors(country)
    rows = country["councils"].join(merged.select("council"), on="council", how="semi")
    return pl.concat([council_factors(country), _council_factors(country, rows)])


def _council_factors(country: Country, councils: pl.DataFrame) -> pl.DataFrame:
    only = Country({**country.tables, "councils": councils})
    frames = [
        filled_councils(only, at).select(
            *(pl.col(stem).alias(f"{name}{end}") for name, stem in COUNCIL_STEMS.items()),
            *(
                pl.col(f"{stem}_from").alias(f"{name}_from")
                for name, stem in COUNCIL_STEMS.items()
                if at == "value"
            ),
        )
        for at, end in SETTINGS.items()
    ]
    levels = filled_councils(only).select(
        "council", "type", "kind", "function", level="place", place="at_place"
    )
    links = councils.select("law", "under", "secretariat", "written_share")
    named = parse(country["defaults"])
    attributes = levels.rename({"place": "at", "level": "place"})
    each = [
        setting(attributes, "subsessions_per_session", named, at).select(
            pl.col("subsessions_per_session").alias(f"subsessions_each{end}")
        )
        for at, end in SETTINGS.items()
    ]
    made = pl.concat([levels, links, *frames, *each], how="horizontal")
    sitting = 1 - pl.col("written_share").fill_null(0)
    return made.with_columns(
        *(pl.col(f"sessions{e}").alias(f"called{e}") for e in SETTINGS.values()),
        *(pl.col(f"sessions{e}") * sitting for e in SETTINGS.values()),
    ).drop("written_share")


def _seat_factors(country: Country, seats: pl.DataFrame) -> pl.DataFrame:
    """Give these seats all factors at three settings, and where each came from."""
    councils = origin_factors(country).rename({"place": "at", "level": "place"}).drop("type")
    types = country["posts"].select("type", holder="post")
    found = (
        seats.select("council", "holder", "role", "_stated")
        .join(councils, on="council", how="left", maintain_order="left")
        .join(types, on="holder", how="left", maintain_order="left")
    )
    named = _defaults(country)
    made = [column for name in SEAT_STEMS for column in _seat_factor(found, name, named)]
    return found.with_columns(made).rename({"place": "level", "at": "place"}).drop("holder")


def _seat_factor(seats: pl.DataFrame, name: str, named: list[Default]) -> Iterator[pl.Series]:
    """Fill one factor of SEAT_STEMS: a column at each setting, and where it came from."""
    stem = SEAT_STEMS[name]
    stated = pl.col("_stated") if name == "attendance" else pl.lit(None, pl.Float64)
    for at, end in SETTINGS.items():
        filled = setting(seats, stem, named, at, stated=stated)
        yield filled[stem].alias(f"{name}_each{end}" if name in PARTS else f"{name}{end}")
        if at == "value":
            yield filled[f"{stem}_from"].alias(f"{name}_from")


def _defaults(country: Country) -> list[Default]:
    """The defaults of seats; the country's own go before those kept here."""
    stems = set(SEAT_STEMS.values())
    return [d for t in (country["defaults"], SUBSESSION_SHARE) for d in parse(t) if d.stem in stems]


def post_factors(country: Country) -> pl.DataFrame:
    """Return every post with its working hours and weight at three settings, and their origins.

    Columns: post, type, unit, holders, cost_per_year, hours_per_year, weight (each at the three
    settings), hours_per_year_from, weight_from.
    """
    return once(country, "post_factors", _post_factors)


def _post_factors(country: Country) -> pl.DataFrame:
    named = parse(country["defaults"])
    posts = country["posts"]
    made = posts.select("post", "type", "unit", "holders", "cost_per_year")
    for stem in ("hours_per_year", "weight"):
        for at, end in SETTINGS.items():
            at_this = setting(posts, stem, named, at)
            made = made.with_columns(at_this[stem].alias(f"{stem}{end}"))
            if at == "value":
                made = made.with_columns(at_this[f"{stem}_from"])
    return made
