"""Measures of time: per seat, post, council and place."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import trace
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.columns import COUNCIL, PLACE, column, hours, parts, three
from ostan.measure.councils.load import (
    PARTS,
    SETTINGS,
    WEEKS_PER_YEAR,
    Load,
    council_factors,
    holder_names,
    post_factors,
    seat_load,
)
from ostan.measure.councils.sittings import sessions_held
from ostan.measure.figure import Measure
from ostan.measure.once import once
from ostan.words.text import Text

ENDS = tuple(SETTINGS.values())
"""Endings of the columns of the three settings."""

HOLDER = column("holder", "id", "سمت", "Post", "سمت دارندهٔ کرسی", "The post that holds the seat")
ROLE = column("role", "text", "نقش", "Role", "نقش در شورا", "Role in the council")
HOLDERS = column(
    "holders",
    "people",
    "شمار دارندگان",
    "Holders",
    "شمار کسانی که این سمت را دارند؛ ساعت‌ها برای هر نفر است",
    "How many people hold the post; hours are those of one of them",
)


# Seats -----------------------------------------------------------------------------------------


def seat_hours(country: Country) -> pl.DataFrame:
    """Return the hours each seat of an active council takes: see `load` for the formula.

    Where a council sits alone a seat's hours are also what its post would save if it were not there.
    Of a post with seats in several councils merged into one, the row holds all of them.
    """
    load = seat_load(country)
    names = ("sessions", "subsessions", "attendance", *PARTS, "hours_if_all", "hours")
    columns = [f"{n}{e}" for n in names for e in ENDS]
    found = _as_one(country, load, columns) if load.together else load.spread("place", *columns)
    return found.rename({f"{p}{e}": f"{p}_if_all{e}" for p in PARTS for e in ENDS})


def _as_one(country: Country, load: Load, columns: list[str]) -> pl.DataFrame:
    """Put the seats of one holder in one council into one row, with the sessions of the sitting."""
    joint = [f"joint{e}" for e in ENDS]
    places = council_factors(country).select("council", "place")
    rows = load.spread(*columns, *joint).with_columns(
        pl.coalesce(f"joint{e}", f"sessions{e}").alias(f"sessions{e}") for e in ENDS
    )
    several = pl.len().over("council", "holder") > 1
    groups = rows.filter(several).group_by("council", "holder", maintain_order=True)
    counting = pl.col("counts")
    kept = [c for c in rows.columns if c not in ("council", "holder", *columns)]
    made = groups.agg(
        pl.col(kept).filter(counting).first(), *(e for end in ENDS for e in _summed_seats(end))
    )
    return (
        pl.concat([rows.filter(~several), made.select(rows.columns)])
        .join(places, on="council", how="left")
        .sort("council", "holder")
    )


def _summed_seats(end: str) -> Iterator[pl.Expr]:
    """Sum seats of one holder; attendance is the mean by hours, so that hours are it x hours if all.

    Each part if all is attended is the expected one over that mean.
    """

    def total(values: pl.Expr) -> pl.Expr:
        # One seat unknown makes the row unknown.
        return pl.when(values.null_count() == 0).then(values.sum())

    coming = pl.col(f"attendance{end}")
    whole, hours = total(pl.col(f"hours_if_all{end}")), total(pl.col(f"hours{end}"))
    mean = pl.when(whole > 0).then(hours / whole).otherwise(coming.filter("counts").first())
    yield pl.col(f"sessions{end}").first()
    yield total(pl.col(f"subsessions{end}")).alias(f"subsessions{end}")
    yield mean.alias(f"attendance{end}")
    yield whole.alias(f"hours_if_all{end}")
    yield hours.alias(f"hours{end}")
    for part in PARTS:
        each = pl.col(f"{part}{end}")
        expected = total(each * coming)
        yield pl.when(mean > 0).then(expected / mean).otherwise(total(each)).alias(f"{part}{end}")


SEAT_HOURS = Measure(
    "seat_hours",
    "councils",
    Text("ساعت هر کرسی", "Hours of each seat"),
    ("council", "holder"),
    (
        COUNCIL,
        HOLDER,
        ROLE,
        PLACE,
        HOLDERS,
        *three(
            "sessions",
            "sessions/year",
            "جلسهٔ اصلی در سال",
            "Main sessions a year",
            "رویهٔ موجود؛ اگر نیست کف قانونی؛ اگر آن هم نیست پیش‌فرض؛ بی آنچه مکاتبه‌ای تصمیم گرفته می‌شود. "
            "اگر شورا با دیگران می‌نشیند، جلسه‌های نشست مشترک",
            "practice, else the lawful minimum, else a default; without what is decided in writing. "
            "Where the council sits with others, the sessions of the sitting",
        ),
        *three(
            "subsessions",
            "sessions/year",
            "جلسهٔ فرعی در سال",
            "Sub-sessions a year",
            "ثبت‌شده، وگرنه جلسه‌های اصلی × پیش‌فرض جلسهٔ فرعی به ازای هر جلسه",
            "stated, else main sessions x the default of sub-sessions per session",
        ),
        *three(
            "attendance",
            "share",
            "احتمال حضور",
            "Attendance",
            "احتمال آمدن؛ ثبت‌شده یا پیش‌فرضِ نقش؛ برای چند عضویت در شوراهای ادغام‌شده، میانگین آن‌ها به نسبت ساعت",
            "probability of coming; stated, or the default of the role; of several seats in councils "
            "merged into one, their mean by hours",
        ),
        *parts(if_all=True),
        *hours(),
    ),
    seat_hours,
    lambda country, key: trace.seat(country, *key),
)
"""Hours per seat of an active council."""


# Posts -----------------------------------------------------------------------------------------


def post_hours(country: Country) -> pl.DataFrame:
    """Return the hours every post with a seat in an active council spends on councils."""
    return once(country, "post_hours", _post_hours)


def _post_hours(country: Country) -> pl.DataFrame:
    places = country["units"].select("unit", "place")
    found = seat_load(country)
    each = Load(found.seats, found.profiles.with_columns(_each()).with_columns(_counted()))
    sums = [known_sum(each.profiles, c) for c in _summed()]
    names = holder_names(country, found.seats)
    return (
        each.spread(*_summed(), *_COUNTED)
        .lazy()
        .group_by("member")
        .agg(*(pl.col(c).sum() for c in ("counts", *_COUNTED)), *sums)
        .rename({"counts": "councils"})
        .with_columns(pl.lit(names).gather("member").alias("post"))
        .join(_sittings_of_posts(country, found), on="member", how="left")
        .with_columns(pl.coalesce("sittings", "councils"))
        .drop("member")
        .join(post_factors(country).lazy(), on="post", how="left")
        .join(places.lazy(), on="unit", how="left")
        .with_columns(
            pl.col("holders").fill_null(1), (pl.col("councils") - pl.col("chaired")).alias("member")
        )
        .with_columns(_of_the_year())
        .sort("post")
        .collect()
    )


def _sittings_of_posts(country: Country, found: Load) -> pl.LazyFrame:
    """Return in how many sittings each member sits: member, sittings; none where all sit alone."""
    if not found.together:
        return pl.LazyFrame(schema={"member": pl.UInt32, "sittings": pl.UInt32})
    sitting = bodies(country).select("council", "sitting")
    return (
        found.seats.select("council", "member")
        .join(sitting, on="council", how="left")
        .group_by("member")
        .agg(sittings=pl.col("sitting").n_unique())
        .lazy()
    )


def known_sum(frame: pl.DataFrame, column: str) -> pl.Expr:
    """Sum what is known; null where nothing is, for empty is unknown and never zero."""
    values = pl.col(column)
    if not frame[column].null_count():
        return values.sum()
    return pl.when(values.count() > 0).then(values.sum()).alias(column)


def over(part: pl.Expr, whole: str) -> pl.Expr:
    """Divide; null where the whole is zero or unknown."""
    return part / pl.when(pl.col(whole) > 0).then(pl.col(whole))


def _each() -> list[pl.Expr]:
    """Expected hours of each part, the same if all is attended, and hours of one session."""
    made = []
    for e in ENDS:
        for p in PARTS:
            made.append((pl.col(f"{p}{e}") * pl.col(f"attendance{e}")).alias(f"{p}{e}"))
            made.append(pl.col(f"{p}{e}").alias(f"{p}_if_all{e}"))
        made.append(_by_session("hours_if_all", e, _of_one_session(e)).alias(f"_session{e}"))
        made.append(_by_session("sitting", e, pl.col(f"length{e}")).alias(f"length{e}"))
    return made


def _by_session(hours: str, end: str, alone: pl.Expr) -> pl.Expr:
    """Hours of one session: of the sitting, where councils sit together."""
    joint = pl.col(f"joint{end}")
    return pl.when(joint > 0).then(pl.col(f"{hours}{end}") / joint).otherwise(alone)


def _of_one_session(end: str) -> pl.Expr:
    """Hours that one more main session of a council brings a seat, sub-sessions in proportion."""
    subs = pl.col("subsession_share" + end) * _subsessions_each(end)
    each = [pl.col(f"{part}_each{end}") for part in ("preparation", "travel", "followup")]
    of_subs = subs * (pl.col("sublength" + end) + pl.col("travel_each" + end))
    return pl.sum_horizontal(pl.col("length" + end), *each, of_subs, ignore_nulls=False)


def _subsessions_each(end: str) -> pl.Expr:
    """Sub-sessions per main session; of stated ones, those of the main sessions at the default."""
    stated = over(pl.col("subsessions"), "sessions")
    return (
        pl.when(pl.col("subsessions_from").is_null())
        .then(stated)
        .otherwise(f"subsessions_each{end}")
    )


_COUNTED = ("chaired", "sessions_known", "seats_without_hours")


def _counted() -> list[pl.Expr]:
    known = pl.col("sessions_from").is_null() & pl.col("sessions").is_not_null()
    counts, unknown = pl.col("counts"), pl.col("hours").is_null()
    chairs = counts & (pl.col("role_here") == "chair")
    return [e.alias(n) for n, e in zip(_COUNTED, (chairs, counts & known, unknown), strict=True)]


def _summed() -> list[str]:
    stems = [*PARTS, *(f"{p}_if_all" for p in PARTS), "hours", "hours_if_all", "length", "_session"]
    return [f"{stem}{e}" for stem in stems for e in ENDS]


def _of_the_year() -> list[pl.Expr]:
    """Hours a week, share of the working year, sessions at which it is used up, people-hours."""
    made = []
    for e, other in zip(ENDS, reversed(ENDS), strict=True):
        # The low share is low hours of a long year; the low break-even a short year of long sessions.
        for stem in ("", "_if_all"):
            hours = pl.col(f"hours{stem}{e}")
            made.append((hours / WEEKS_PER_YEAR).alias(f"hours_per_week{stem}{e}"))
            made.append(over(hours, f"hours_per_year{other}").alias(f"share{stem}{e}"))
        year = pl.col(f"hours_per_year{e}")
        made.append(over(year, f"length{other}").alias(f"break_even{e}"))
        made.append(over(year, f"_session{other}").alias(f"break_even_all{e}"))
        made.append((pl.col(f"hours{e}") * pl.col("holders")).alias(f"person_hours{e}"))
    return made


POST_HOURS = Measure(
    "post_hours",
    "councils",
    Text("زمان جلسات هر سمت", "Time of each post in councils"),
    ("post",),
    (
        column("post", "id", "سمت", "Post", "شناسهٔ سمت", "Id of the post"),
        column("type", "id", "گونه", "Type", "گونهٔ سمت", "Type of the post"),
        column(
            "place", "id", "مکان", "Place", "مکان واحدِ این سمت", "Place of the unit of the post"
        ),
        HOLDERS,
        column(
            "councils",
            "count",
            "شوراها",
            "Councils",
            "شوراهای فعالی که در آن‌ها کرسی دارد",
            "Active councils it has a seat in",
        ),
        column(
            "sittings",
            "count",
            "نشست‌ها",
            "Sittings",
            "شمار نشست‌های جدا: شوراهایی که با هم می‌نشینند یک نشست‌اند",
            "Sittings: councils that sit together are one",
        ),
        column("chaired", "count", "رئیس", "Chairs", "از آن‌ها، رئیس", "Of these, chaired by it"),
        column("member", "count", "عضو", "Member of", "بقیهٔ آن‌ها", "The rest of these"),
        column(
            "sessions_known",
            "count",
            "بسامد مستند",
            "Frequency known",
            "شوراهایی که شمار جلسه‌شان در داده‌ها آمده است (رویه یا کف قانونی)",
            "Councils whose number of sessions is stated: practice or lawful minimum",
        ),
        column(
            "seats_without_hours",
            "count",
            "کرسی بی‌ساعت",
            "Seats without hours",
            "کرسی‌هایی که عاملی از آن‌ها نه ثبت شده است و نه پیش‌فرضی دارد؛ در مجموع نیستند",
            "Seats a factor of which is neither stated nor has a default; not in the sums",
        ),
        *hours(),
        *three(
            "hours_per_week",
            "hours/week",
            "ساعت در هفته",
            "Hours a week",
            "ساعت سال ÷ ۵۲",
            "hours of the year / 52",
        ),
        *three(
            "hours_per_week_if_all",
            "hours/week",
            "ساعت در هفته با حضور کامل",
            "Hours a week if all is attended",
            "ساعت سال با حضور کامل ÷ ۵۲",
            "hours of the year if all is attended / 52",
        ),
        *three(
            "share",
            "share",
            "سهم از وقت کاری",
            "Share of the working year",
            "ساعت ÷ ساعت کار سالانهٔ سمت؛ کمینه: ساعت کم بر سالِ بلند",
            "hours / working hours of the post; low: low hours over a long year",
        ),
        *three(
            "share_if_all",
            "share",
            "سهم از وقت کاری با حضور کامل",
            "Share of the working year if all is attended",
            "ساعت با حضور کامل ÷ ساعت کار سالانه",
            "hours if all is attended / working hours of the post",
        ),
        *three(
            "hours_per_year",
            "hours/year",
            "ساعت کار سالانه",
            "Working hours a year",
            "ثبت‌شده یا پیش‌فرضِ گونهٔ سمت",
            "stated, or the default of the type of post",
        ),
        *three(
            "break_even",
            "sessions/year",
            "جلسهٔ سربه‌سر",
            "Break-even sessions",
            "شمار جلسه در سال برای هر شورا که با حضور کامل، تنها نشستن در آن‌ها همهٔ سال کاری را می‌گیرد: "
            "ساعت کار سالانه ÷ مجموع طول یک جلسهٔ هر شورا",
            "sessions a year of every council at which sitting in all takes the whole working year: "
            "working hours / sum over its councils of the hours of one session",
        ),
        *three(
            "break_even_all",
            "sessions/year",
            "جلسهٔ سربه‌سر با همهٔ اجزا",
            "Break-even sessions with all parts",
            "همان، با آمادگی، رفت‌وآمد، پیگیری و جلسه‌های فرعی به نسبت",
            "the same with preparation, travel, follow-up and sub-sessions in proportion",
        ),
        *three(
            "person_hours",
            "hours/year",
            "نفرساعت",
            "People-hours",
            "ساعت × شمار دارندگان",
            "hours x holders",
        ),
        *parts(if_all=False),
        *parts(if_all=True),
    ),
    post_hours,
    lambda country, key: trace.post(country, *key),
)
"""Hours per post; chair and member, share of its working year, break-even."""


def if_monthly(
    country: Country, post: str, hours: float | None = None, sessions: float = 12
) -> dict[str, float | None]:
    """Return what councils take of a post if each meets `sessions` times and it attends all.

    Sitting in main sessions only: the figure of the first page. `hours` is the length of a session;
    without it each council's own, stated or by default. Councils that sit together are one. Keys: councils, hours (of one session, the
    mean), hours_per_year, hours_per_week, share (of the working year), share_low, share_high (by the
    range of the working year alone), break_even (sessions a year of each council that use it up).
    Values are None where the country has no such post or states no working hours.
    """
    row = post_hours(country).filter(pl.col("post") == post)
    if not row.height:
        return dict.fromkeys((*_MONTHLY, "councils"))
    found = row.row(0, named=True)
    councils = found["sittings"]
    length = found["length"] if hours is None else hours * councils
    if length is None:
        return {**dict.fromkeys(_MONTHLY), "councils": councils}
    year = sessions * length
    share = {
        e: _over(year, found[f"hours_per_year{o}"]) for e, o in zip(ENDS, ENDS[::-1], strict=True)
    }
    return {
        "councils": councils,
        "hours": length / councils,
        "hours_per_year": year,
        "hours_per_week": year / WEEKS_PER_YEAR,
        **{f"share{e}": s for e, s in share.items()},
        "break_even": _over(found["hours_per_year"], length),
    }


_MONTHLY = "hours hours_per_year hours_per_week share share_low share_high break_even".split()


def _over(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


# Councils --------------------------------------------------------------------------------------


def council_hours(country: Country) -> pl.DataFrame:
    """Return people-hours, weighted hours and cost of every active council.

    The total of a council that sits alone is what would be saved if it were not there: its marginal
    hours. A council into which others were merged has their hours; in a joint sitting each council
    has the hours of its members' own seats, and the sitting's are put down as `together` says.
    """
    return once(country, "council_hours", _council_hours)


def _council_hours(country: Country) -> pl.DataFrame:
    councils = council_factors(country).select(
        *("council", "type", "kind", "function", "place"),
        *(f"{n}{e}" for n in ("sessions", "subsessions") for e in ENDS),
        (pl.col("sessions_from").is_null() & pl.col("sessions").is_not_null()).alias(
            "sessions_known"
        ),
    )
    found = seat_load(country)
    if found.together:
        councils = councils.update(sessions_held(country), on="council", include_nulls=True)
    people = _people_of_profiles(country, found.seats)
    made = (
        _at_host(country, found)
        .with_row_index("profile")
        .join(people, on="profile", how="left", maintain_order="left")
        .with_columns(pl.col(*_COUNTED_ROWS).fill_null(0))
        .with_columns(_of_people())
    )
    figures = [f"{n}{e}" for n in _PEOPLE for e in ENDS]
    by_council = made.group_by("council").agg(
        pl.col("seats", "people", "seats_with_cost").sum(),
        pl.col("_rows").filter(pl.col("hours").is_null()).sum().alias("seats_without_hours"),
        *(known_sum(made, c) for c in (*figures, "cost")),
    )
    chairs = found.seats.filter(pl.col("role") == "chair", "counts").group_by("council")
    return (
        councils.join(by_council, on="council", how="left")
        .join(chairs.agg(pl.col("holder").min().alias("chair")), on="council", how="left")
        .join(bodies(country).select("council", "sitting"), on="council", how="left")
        .with_columns(pl.col(c).fill_null(0) for c in _COUNTS)
        .sort("council")
    )


def _at_host(country: Country, load: Load) -> pl.DataFrame:
    """Return the profiles with, as `council`, the one that does its business."""
    if not load.together:
        return load.profiles
    body = bodies(country).select("council", "body")
    found = load.profiles.join(body, on="council", how="left", maintain_order="left")
    return found.with_columns(council="body").drop("body")


_PEOPLE = ("person_hours", "person_hours_if_all", "weighted_hours")
_COUNTS = ("seats", "people", "seats_without_hours", "seats_with_cost")
_COUNTED_ROWS = ("seats", "people", "seats_with_cost", "_rows", "_heads")


def _people_of_profiles(country: Country, seats: pl.DataFrame) -> pl.DataFrame:
    """People, their weight, and the cost of an hour, summed over the seats of each profile."""
    posts = post_factors(country)
    # The cost of a post is that of all who hold it, so the share of one holder's year is enough.
    each = posts.select(
        *(f"weight{e}" for e in ENDS), _rate=over(pl.col("cost_per_year"), "hours_per_year")
    )[seats["post"]]
    seats = seats.select("profile", "holders", "counts").hstack(each)
    weighed = [(pl.col("holders") * pl.col(f"weight{e}")).alias(f"_weighed{e}") for e in ENDS]
    made = seats.with_columns(weighed)
    return (
        made.group_by("profile")
        .agg(
            pl.col("counts").sum().alias("seats"),
            (pl.col("holders") * pl.col("counts")).sum().alias("people"),
            pl.len().alias("_rows"),
            pl.col("holders").sum().alias("_heads"),
            (pl.col("_rate").is_not_null() & pl.col("counts")).sum().alias("seats_with_cost"),
            *(known_sum(made, c) for c in (*(f"_weighed{e}" for e in ENDS), "_rate")),
        )
        .sort("profile")
    )


def _of_people() -> list[pl.Expr]:
    made = []
    for e in ENDS:
        hours, people = pl.col(f"hours{e}"), pl.col("_heads")
        made.append((people * hours).alias(f"person_hours{e}"))
        made.append((people * pl.col(f"hours_if_all{e}")).alias(f"person_hours_if_all{e}"))
        made.append((pl.col(f"_weighed{e}") * hours).alias(f"weighted_hours{e}"))
    return [*made, (pl.col("hours") * pl.col("_rate")).alias("cost")]


COUNCIL_HOURS = Measure(
    "council_hours",
    "councils",
    Text("زمان هر شورا", "Time of each council"),
    ("council",),
    (
        COUNCIL,
        column("type", "id", "گونه", "Type", "گونهٔ شورا", "Type of the council"),
        PLACE,
        column(
            "kind", "text", "نوع", "Kind", "شورا، ستاد، کارگروه …", "Council, headquarters, ..."
        ),
        column("function", "text", "کارکرد", "Function", "برای چه هست", "What it is for"),
        column(
            "sitting",
            "id",
            "نشست",
            "Sitting",
            "شورای میزبان نشستی که جلسه‌هایش در آن است؛ شورای تنها: خودش",
            "The council that hosts the sitting its sessions are in; alone: itself",
        ),
        column("chair", "id", "رئیس", "Chair", "سمتی که رئیس است", "The post in the chair"),
        column("seats", "count", "کرسی", "Seats", "شمار کرسی‌ها (سمت‌ها)", "Seats, each a post"),
        column(
            "people",
            "people",
            "نفر",
            "People",
            "مجموع دارندگان سمت‌ها: کسانی که اگر همه بیایند در اتاق‌اند",
            "Sum of holders: those in the room if all come",
        ),
        *three(
            "sessions",
            "sessions/year",
            "جلسهٔ اصلی در سال",
            "Main sessions a year",
            "رویه، وگرنه کف قانونی، وگرنه پیش‌فرض؛ بی آنچه مکاتبه‌ای تصمیم گرفته می‌شود. "
            "اگر با دیگران می‌نشیند، جلسه‌های نشست مشترک",
            "practice, else the lawful minimum, else a default; without what is decided in writing. "
            "Where it sits with others, the sessions of the sitting",
        ),
        column(
            "sessions_known",
            "text",
            "بسامد مستند",
            "Frequency known",
            "آیا شمار جلسه در داده‌ها آمده است",
            "Whether the number of sessions is stated",
        ),
        *three(
            "subsessions",
            "sessions/year",
            "جلسهٔ فرعی در سال",
            "Sub-sessions a year",
            "ثبت‌شده یا به نسبت جلسه‌های اصلی؛ با آنِ شوراهایی که در آن ادغام شده‌اند",
            "stated, or in proportion to main sessions; with those of councils merged into it",
        ),
        *three(
            "person_hours",
            "hours/year",
            "نفرساعت",
            "People-hours",
            "مجموع ساعتِ کرسی × شمار دارندگان؛ برای شورای تنها، همان چیزی که با نبودن آن آزاد می‌شود",
            "sum of hours of a seat x holders; of a council alone: what would be free without it",
        ),
        *three(
            "person_hours_if_all",
            "hours/year",
            "نفرساعت با حضور کامل",
            "People-hours if all is attended",
            "همان، اگر همه در همهٔ جلسه‌ها بیایند",
            "the same if everybody comes to every session",
        ),
        *three(
            "weighted_hours",
            "weighted hours/year",
            "نفرساعت وزنی",
            "Weighted hours",
            "نفرساعت × وزن سمت (۱ = رئیس یک واحد)",
            "people-hours x weight of the post (1 = head of a unit)",
        ),
        column(
            "cost",
            "rial/year",
            "هزینهٔ زمان",
            "Cost of the time",
            "مجموع ساعت ÷ ساعت کار سالانه × هزینهٔ سالانهٔ سمت؛ تنها کرسی‌هایی که هزینه‌شان ثبت شده است",
            "sum of hours / working hours x yearly cost of the post; only seats whose cost is stated",
        ),
        column(
            "seats_with_cost",
            "count",
            "کرسی با هزینه",
            "Seats with a cost",
            "کرسی‌هایی که در هزینه آمده‌اند",
            "Seats that are in the cost",
        ),
        column(
            "seats_without_hours",
            "count",
            "کرسی بی‌ساعت",
            "Seats without hours",
            "کرسی‌هایی که ساعتشان نامعلوم است؛ در مجموع نیستند",
            "Seats whose hours are not known; not in the sums",
        ),
    ),
    council_hours,
    lambda country, key: trace.council(country, *key),
)
"""People-hours, weighted hours and cost per active council."""


def council_people(country: Country) -> pl.DataFrame:
    """Return the heads in the room of every active council: council, type, place, seats, people.

    People are the holders of the posts that have a seat, whatever the role; groups count by their
    holders. Closed posts have nobody.
    """
    return council_hours(country).select("council", "type", "place", "seats", "people")


# Places ----------------------------------------------------------------------------------------


def place_hours(country: Country) -> pl.DataFrame:
    """Return the councils and people-hours of every place that has a council."""
    return once(country, "place_hours", _place_hours)


def _place_hours(country: Country) -> pl.DataFrame:
    made = council_hours(country)
    under = country["councils"].select("council", _under=pl.col("under").is_not_null())
    status = (
        country["councils"].group_by("place").agg(inactive=(pl.col("status") != "active").sum())
    )
    figures = [f"{n}{e}" for n in _PEOPLE for e in ENDS]
    active = (
        made.join(under, on="council", how="left")
        .group_by("place")
        .agg(
            pl.len().alias("councils"),
            pl.col("sitting").n_unique().alias("sittings"),
            pl.col("_under").sum().alias("under"),
            pl.col("sessions_known").sum(),
            pl.col("seats").sum(),
            *(known_sum(made, c) for c in figures),
        )
    )
    levels = country["places"].select("place", "level")
    counted = ("councils", "sittings", "under", "sessions_known", "seats")
    return (
        status.join(active, on="place", how="left")
        .join(levels, on="place", how="left")
        .with_columns(pl.col(c).fill_null(0) for c in counted)
        .sort("place")
    )


PLACE_HOURS = Measure(
    "place_hours",
    "councils",
    Text("شوراها و زمان هر مکان", "Councils and their time by place"),
    ("place",),
    (
        PLACE,
        column("level", "level", "سطح", "Level", "سطح مکان", "Level of the place"),
        column(
            "councils",
            "count",
            "شوراهای فعال",
            "Active councils",
            "شوراهای فعال",
            "Active councils",
        ),
        column(
            "sittings",
            "count",
            "نشست‌ها",
            "Sittings",
            "نشست‌های جدا؛ شوراهایی که جلسه را مشترک برگزار می‌کنند یک نشست‌اند",
            "Separate sittings; councils that hold their sessions jointly are one",
        ),
        column(
            "under",
            "count",
            "زیرمجموعه",
            "Under another",
            "از آن‌ها، زیر نظر شورایی دیگر",
            "Of these, under another council",
        ),
        column(
            "inactive",
            "count",
            "غیرفعال",
            "Not active",
            "راکد، جایگزین‌شده یا منحل‌شده؛ در هیچ شمار دیگری نیست",
            "Dormant, replaced or abolished; in no other count",
        ),
        column(
            "sessions_known",
            "count",
            "بسامد مستند",
            "Frequency known",
            "شوراهایی که شمار جلسه‌شان ثبت شده است",
            "Councils whose number of sessions is stated",
        ),
        column("seats", "count", "کرسی", "Seats", "شمار کرسی‌ها", "Seats"),
        *three(
            "person_hours",
            "hours/year",
            "نفرساعت",
            "People-hours",
            "مجموع نفرساعت شوراها",
            "Sum of the people-hours of its councils",
        ),
        *three(
            "person_hours_if_all",
            "hours/year",
            "نفرساعت با حضور کامل",
            "People-hours if all is attended",
            "مجموع، اگر همه بیایند",
            "The sum if everybody comes",
        ),
        *three(
            "weighted_hours",
            "weighted hours/year",
            "نفرساعت وزنی",
            "Weighted hours",
            "مجموع نفرساعت × وزن سمت",
            "Sum of people-hours x weight of the post",
        ),
    ),
    place_hours,
    lambda country, key: trace.place(country, *key),
)
"""Councils, known frequencies and people-hours by place."""
