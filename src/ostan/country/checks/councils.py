"""Councils: chairs, seats, places in the tree, sessions and agendas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import Kind, active, cycles, say, standing
from ostan.country.country import Country
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

TWO_CHAIRS = Kind(
    "two_chairs",
    Severity.ERROR,
    Text(
        "«{council}» بیش از یک رئیس دارد: {holder}",
        "“{council}” has more than one chair: {holder}",
    ),
    Text(
        "نقش chair را برای یک عضو نگه دارید؛ دیگری شاید deputy باشد.",
        "Keep the role chair for one seat; the other may be a deputy.",
    ),
    column="role",
)
NO_CHAIR = Kind(
    "no_chair",
    Severity.WARNING,
    Text("«{council}» عضو دارد اما رئیس ندارد", "“{council}” has members but no chair"),
    Text("به یکی از عضوها نقش chair بدهید.", "Give one of the seats the role chair."),
)
NO_SEATS = Kind(
    "council_without_seats",
    Severity.WARNING,
    Text("«{council}» فعال است اما هیچ عضوی ندارد", "“{council}” is active but has no members"),
    Text(
        "عضوها را در جدول seats بنویسید؛ بدون آن‌ها ساعت‌های این شورا شمرده نمی‌شود.",
        "Enter its members in the table seats; without them its hours are not counted.",
    ),
)
NO_LAW = Kind(
    "council_without_law",
    Severity.WARNING,
    Text(
        "«{council}» فعال است و عضو دارد اما سند تأسیس ندارد",
        "“{council}” is active and has members but no founding act",
    ),
    Text(
        "سند تأسیس را در ستون law بنویسید؛ تا آن هنگام تغییر آن مجاز شمرده نمی‌شود.",
        "Name its act in the column law; until then no change of it counts as allowed.",
    ),
    column="law",
)
SAME_TYPE = Kind(
    "two_active_of_type",
    Severity.WARNING,
    Text(
        "بیش از یک شورای فعال از گونه «{type}» در {place}: {council}",
        "More than one active council of type {type} in {place}: {council}",
    ),
    Text(
        "اگر یکی هستند یکی را بردارید؛ اگر جدا هستند گونه جدا بدهید.",
        "If they are one body drop one; if they differ give them different types.",
    ),
    column="type",
)
CYCLE = Kind(
    "cycle_of_councils",
    Severity.ERROR,
    Text(
        "شوراها زیر نظر یکدیگرند: {path}",
        "Councils stand under one another in a circle: {path}",
    ),
    Text("ستون under یکی از آن‌ها را اصلاح کنید.", "Correct the column under of one of them."),
    column="under",
)
UNDER = Kind(
    "council_under_inactive",
    Severity.WARNING,
    Text(
        "«{council}» فعال است اما زیر نظر «{under}» است که فعال نیست",
        "“{council}” is active but stands under “{under}”, which is not",
    ),
    Text(
        "شورای بالادست تازه را بنویسید یا این شورا را نیز غیرفعال کنید.",
        "Name the council it stands under now, or set this one inactive too.",
    ),
    column="under",
)
CLOSED = Kind(
    "seat_of_closed_post",
    Severity.WARNING,
    Text(
        "عضو «{council}» سمتی است که بسته شده است: «{holder}»",
        "A seat of “{council}” is held by a closed post: “{holder}”",
    ),
    Text(
        "عضو را بردارید یا سمت تازه را بنویسید.",
        "Drop the seat or name the post that holds it now.",
    ),
    column="holder",
)
OF_INACTIVE_UNIT = Kind(
    "seat_of_inactive_unit",
    Severity.WARNING,
    Text(
        "عضو «{council}» سمتی از واحدی است که دیگر فعال نیست: «{holder}»، «{unit}»",
        "A seat of “{council}” is held by a post of a unit no longer active: “{holder}”, “{unit}”",
    ),
    Text(
        "روشن کنید پس از ادغام یا انحلال آن واحد چه کسی عضو است.",
        "Settle who sits there since that unit was merged or abolished.",
    ),
    column="holder",
)
SEAT_ONESELF = Kind(
    "seat_stand_in_for_oneself",
    Severity.ERROR,
    Text(
        "در «{council}» جانشین «{holder}» خود اوست",
        "In “{council}” the stand-in of “{holder}” is the post itself",
    ),
    Text("ستون stand_in را خالی یا اصلاح کنید.", "Empty or correct the column stand_in."),
    column="stand_in",
)
CHAIR_STAND_IN = Kind(
    "chair_stand_in_no_member",
    Severity.NOTICE,
    Text(
        "«{stand_in}» جانشین رئیس است اما عضو نیست در: {council}",
        "“{stand_in}” stands in for the chair but is not a member of: {council}",
    ),
    Text(
        "بررسی کنید که سند تأسیس چنین جانشینی را می‌پذیرد.",
        "Check that the founding act allows such a stand-in.",
    ),
    column="stand_in",
)
BELOW = Kind(
    "practice_below_required",
    Severity.WARNING,
    Text(
        "«{council}» سالی {sessions_per_year} جلسه دارد؛ قانون دست‌کم {sessions_required} جلسه می‌خواهد",
        "“{council}” meets {sessions_per_year} times a year; the law asks for at least "
        "{sessions_required}",
    ),
    Text(
        "عدد را بررسی کنید؛ اگر درست است جلسه‌ها را بیشتر یا قانون را اصلاح کنید.",
        "Check the numbers; if they are right hold more sessions or have the act amended.",
    ),
    column="sessions_per_year",
)
OUTSIDE_LIFE = Kind(
    "session_outside_life",
    Severity.WARNING,
    Text(
        "«{council}» جلسه‌ای بیرون از دوره اعتبار خود دارد: {start}",
        "“{council}” has a session outside its own life: {start}",
    ),
    Text(
        "تاریخ جلسه یا دوره اعتبار شورا را اصلاح کنید.",
        "Correct the day of the session or the life of the council.",
    ),
    column="start",
)
FUTURE = Kind(
    "session_held_in_future",
    Severity.ERROR,
    Text(
        "«{council}»: جلسه {start} هنوز نرسیده اما برگزارشده ثبت شده است",
        "“{council}”: the session of {start} is still to come but recorded as held",
    ),
    Text("ستون held را خالی یا تاریخ را اصلاح کنید.", "Empty the column held or correct the day."),
    column="held",
)
CARRIED = Kind(
    "carried_out_above_items",
    Severity.ERROR,
    Text(
        "«{council}»: در جلسه {start} شمار مصوبه‌های اجراشده ({items_carried_out}) از مصوبه‌ها ({items}) "
        "بیشتر است",
        "“{council}”: in the session of {start} more resolutions were carried out "
        "({items_carried_out}) than taken ({items})",
    ),
    Text("یکی از دو عدد را اصلاح کنید.", "Correct one of the two numbers."),
    column="items_carried_out",
)
SHARES = Kind(
    "agenda_above_one",
    Severity.ERROR,
    Text(
        "سهم موضوع‌ها در دستور کار «{council}» روی هم {total} است و از ۱ بیشتر می‌شود",
        "The shares of the subjects of “{council}” add up to {total}, more than 1",
    ),
    Text("سهم‌ها را چنان بنویسید که جمعشان ۱ باشد.", "Let the shares add up to 1."),
)
NOBODY = Kind(
    "subject_of_nobody",
    Severity.NOTICE,
    Text(
        "موضوع «{subject}» در دستور کار {council} هست اما وظیفه هیچ واحدی نیست",
        "The subject “{subject}” is on the agenda of {council} but is no unit's function",
    ),
    Text(
        "آن را به ستون functions واحد مسئول بیفزایید، یا موضوع دستور کار را اصلاح کنید.",
        "Add it to the column functions of the unit that answers for it, or correct the agenda.",
    ),
    column="subject",
)

ROUNDING = 1e-6
"""Shares that add up to 1 on paper may exceed it by so much as numbers."""

NAMES = {
    "council": "councils",
    "under": "councils",
    "holder": "posts",
    "stand_in": "posts",
    "unit": "units",
    "place": "places",
    "subject": "subjects",
    "path": "councils",
}


def find(country: Country, day: date) -> Iterator[Finding]:
    """Check councils and what follows them."""
    councils = active(country, "councils", day)
    yield from _chairs(country, councils, day)
    yield from _alone(country, councils)
    yield from _tree(country, councils)
    yield from _holders(country, councils, day)
    yield from _sessions(country, day)
    yield from _agenda(country, councils)


def _chairs(country: Country, councils: pl.DataFrame, day: date) -> Iterator[Finding]:
    seats = standing(country["seats"], day)
    chairs = seats.filter(pl.col("role") == "chair")
    twice = chairs.filter(pl.col("council").is_duplicated())
    yield from say(country, TWO_CHAIRS, "seats", twice, NAMES, collect="holder")
    seated = councils.join(seats, on="council", how="semi")
    bare = seated.join(chairs, on="council", how="anti")
    yield from say(country, NO_CHAIR, "councils", bare, NAMES)
    empty = councils.join(seats, on="council", how="anti")
    yield from say(country, NO_SEATS, "councils", empty, NAMES)
    groundless = seated.filter(pl.col("law").is_null())
    yield from say(country, NO_LAW, "councils", groundless, NAMES)
    yield from _stand_ins(country, chairs.join(councils, on="council", how="semi"), seats)


def _stand_ins(country: Country, chairs: pl.DataFrame, seats: pl.DataFrame) -> Iterator[Finding]:
    oneself = country["seats"].filter(pl.col("stand_in") == pl.col("holder"))
    yield from say(country, SEAT_ONESELF, "seats", oneself, NAMES)
    replaced = chairs.drop_nulls("stand_in").filter(pl.col("stand_in") != pl.col("holder"))
    members = seats.select("council", stand_in="holder")
    outside = replaced.join(members, on=["council", "stand_in"], how="anti")
    yield from say(country, CHAIR_STAND_IN, "seats", outside, NAMES, collect="council")


def _alone(country: Country, councils: pl.DataFrame) -> Iterator[Finding]:
    twice = councils.filter(pl.struct("type", "place").is_duplicated())
    yield from say(country, SAME_TYPE, "councils", twice, NAMES, collect="council")


def _tree(country: Country, councils: pl.DataFrame) -> Iterator[Finding]:
    yield from say(
        country, CYCLE, "councils", cycles(country["councils"], "council", "under"), NAMES
    )
    gone = country["councils"].filter(pl.col("status") != "active").select(under="council")
    under = councils.drop_nulls("under").join(gone, on="under", how="semi")
    yield from say(country, UNDER, "councils", under, NAMES)


def _holders(country: Country, councils: pl.DataFrame, day: date) -> Iterator[Finding]:
    posts = country["posts"]
    closed = posts.filter(pl.col("status") == "closed").select(holder="post")
    gone = country["units"].filter(pl.col("status") != "active").select("unit")
    of_gone = posts.join(gone, on="unit", how="semi").select("unit", holder="post")
    suspects = pl.concat([closed["holder"], of_gone["holder"]]).unique()
    if suspects.is_empty():
        return
    # Few posts are closed: the seats, of which there may be a million, are read once.
    seats = standing(country["seats"].filter(pl.col("holder").is_in(suspects.implode())), day)
    sitting = seats.join(councils, on="council", how="semi")
    yield from say(country, CLOSED, "seats", sitting.join(closed, on="holder"), NAMES)
    rest = sitting.join(closed, on="holder", how="anti").join(of_gone, on="holder")
    yield from say(country, OF_INACTIVE_UNIT, "seats", rest, NAMES)


def _sessions(country: Country, day: date) -> Iterator[Finding]:
    councils = country["councils"]
    below = councils.filter(
        pl.col("status") == "active", pl.col("sessions_per_year") < pl.col("sessions_required")
    )
    yield from say(country, BELOW, "councils", below, NAMES)
    life = councils.select("council", "valid_from", "valid_to")
    sessions = country["sessions"].join(life, on="council")
    on = pl.col("start").dt.date()
    outside = sessions.filter((on < pl.col("valid_from")) | (on > pl.col("valid_to")))
    yield from say(country, OUTSIDE_LIFE, "sessions", outside, NAMES)
    yield from say(country, FUTURE, "sessions", sessions.filter(pl.col("held"), on > day), NAMES)
    above = sessions.filter(pl.col("items_carried_out") > pl.col("items"))
    yield from say(country, CARRIED, "sessions", above, NAMES)


def _agenda(country: Country, councils: pl.DataFrame) -> Iterator[Finding]:
    agenda = country["agenda"]
    totals = agenda.group_by("council", maintain_order=True).agg(total=pl.col("share").sum())
    above = totals.filter(pl.col("total") > 1 + ROUNDING)
    yield from say(country, SHARES, "councils", above, NAMES)
    discussed = agenda.join(councils, on="council", how="semi")
    nobody = discussed.join(_covered(country), on="subject", how="anti").join(
        country["subjects"], on="subject", how="semi"
    )
    yield from say(country, NOBODY, "agenda", nobody, NAMES, collect="council")


def _covered(country: Country) -> pl.DataFrame:
    """Return the subjects some active unit answers for: its functions, wider and narrower ones."""
    units = country["units"].filter(pl.col("status") == "active")
    functions = units.select(subject="functions").explode("subject").drop_nulls().unique()
    parents = country["subjects"].select("subject", "parent").drop_nulls()
    found = functions
    for start, to in (("subject", "parent"), ("parent", "subject")):
        level = functions
        while level.height:
            step = level.join(parents, left_on="subject", right_on=start, how="inner")
            level = (
                step.select(subject=to if to in step.columns else pl.col("subject"))
                .unique()
                .join(found, on="subject", how="anti")
            )
            found = pl.concat([found, level])
    return found
