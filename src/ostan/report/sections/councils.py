"""Councils of the place: whose time they take, which of them, who sits twice, who may change them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from ostan.report.blocks import Block, Cell, Grid, Head, Name, Section, picture
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs, chief
from ostan.report.sections import changes
from ostan.report.shown import cut
from ostan.report.wording import col, count, missing, number, say, span, three
from ostan.words.labels import labels
from ostan.words.text import Text

TITLE: Final = Text("شوراها", "Councils")
MOST_POSTS: Final = 12
MOST_COUNCILS: Final = 15
MOST_PAIRS: Final = 12
HALF: Final = 22
"""Bars on a chart; the tables have more."""
IN_TABLE: Final = 40
"""Posts in the table of the page; the workbook has all."""
HOURS: Final = Text(
    "ساعت در سال (خط: از کمینه تا بیشینهٔ فرض‌ها)", "hours a year (line: low to high)"
)


def section(inputs: Inputs) -> Section:
    """Return the section of councils."""
    return Section("councils", TITLE, tuple(_blocks(inputs)))


def _blocks(inputs: Inputs) -> Iterable[Block]:
    if not inputs.has("councils", "seats") or inputs.place is None:
        yield missing(
            "شورا یا عضویتی در داده‌ها نیست.",
            "There are no councils or no seats.",
            "با افزودن شوراها و عضویت‌ها، زمان جلسات هر سمت، شوراهای هم‌پوشان و مرجع تغییر هر یک دیده می‌شود.",
            "With councils and seats one sees the hours of every post, councils that overlap, and who may change each.",
        )
        return
    yield from _place(inputs, inputs.place)
    yield from _posts(inputs, inputs.place)
    head = chief(inputs.frame("councils", "post_hours"), inputs.place)
    if head:
        yield from _of_post(inputs, head)
    yield from _overlaps(inputs, inputs.place)
    yield from _tests(inputs, inputs.place)
    yield from changes.blocks(inputs, inputs.place)
    yield from _inactive(inputs, inputs.place)


def _place(inputs: Inputs, place: str) -> Iterable[Block]:
    row = inputs.row("councils", "place_hours", place=place)
    if row is None:
        return
    yield say(
        "{councils} شورای فعال {place} روی هم {seats} عضویت دارد و {hours} نفرساعت در سال می‌گیرد (از {range}؛ فرض). "
        "{under} مورد زیر نظر شورای دیگری است و بسامد جلسات {known} مورد سند دارد. کمینه و بیشینه، همهٔ فرض‌ها با هم است.",
        "The {councils} active councils of {place} have {seats} seats and take {hours} people-hours a year ({range}; "
        "assumed). {under} stand under another; the frequency of {known} is on record. Low and high are all "
        "assumptions at once.",
        councils=count(row["councils"]),
        place=inputs.name("places", place),
        seats=count(row["seats"]),
        hours=number(row["person_hours"], 0),
        range=span(row["person_hours_low"], row["person_hours_high"], decimals=0),
        under=count(row["under"]),
        known=count(row["sessions_known"]),
    )


def _inactive(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("councils", "dormant").filter(pl.col("place") == place)
    if not frame.height:
        return
    states = {
        **labels("councils", "status"),
        "silent": Text("یک سال بی جلسه", "no session in a year"),
    }
    columns = (
        col("شورا", "Council"),
        col("چرا شمرده نشده است", "Why it does not count"),
        col("آخرین جلسه", "Last session", "date"),
    )
    rows = tuple(
        (inputs.name("councils", c), states.get(r, Text(r, r)), day)
        for c, r, day in frame.select("council", "reason", "last_held").iter_rows()
    )
    title = Text(
        "شوراهای راکد و جایگزین‌شده، که در هیچ رقمی نیستند",
        "Councils dormant or replaced, in no figure",
    )
    yield Grid(title, columns, rows, folded=True)


def _posts(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = (
        inputs.frame("councils", "post_hours")
        .filter(pl.col("place") == place, pl.col("hours").is_not_null())
        .sort("hours", "post", descending=[True, False])
    )
    if not frame.height:
        return
    rows = list(frame.head(IN_TABLE).iter_rows(named=True))
    yield Head(Text("زمان جلسات هر سمت", "Time of each post in councils"))
    yield picture(
        "post-hours",
        say(
            "پرجلسه‌ترین سمت‌های {place}: ساعت در سال در شوراها، با احتمال حضور (فرض)",
            "Posts of {place} with most hours a year in councils, by expected attendance (assumed)",
            place=inputs.name("places", place),
        ),
        bars(
            "post-hours",
            [_bar(inputs.name("posts", r["post"]), r) for r in rows[:MOST_POSTS]],
            "hours/year",
            HOURS,
        ),
        _post_grid(inputs, rows),
    )


def _bar(label: Any, row: dict[str, Any]) -> Bar:
    return Bar(label, row["hours"], row["hours_low"], row["hours_high"])


def _post_grid(inputs: Inputs, rows: list[dict[str, Any]]) -> Grid:
    columns = (
        col("سمت", "Post"),
        col("شورا", "Councils", "count"),
        col("رئیس", "Chairs", "count"),
        col("بسامد مستند", "Frequency known", "count"),
        col("ساعت در سال (فرض)", "Hours a year (assumed)", "hours/year", 0),
        col("سهم از وقت کاری (فرض)", "Share of working time (assumed)", "share"),
        col("اگر در همه حاضر شود", "If all is attended", "share"),
    )
    cells = tuple(
        (
            inputs.name("posts", r["post"]),
            r["councils"],
            r["chaired"],
            r["sessions_known"],
            three(r, "hours"),
            three(r, "share"),
            three(r, "share_if_all"),
        )
        for r in rows
    )
    return Grid(Text("زمان جلسات سمت‌ها", "Time of posts in councils"), columns, cells)


def _of_post(inputs: Inputs, head: dict[str, Any]) -> Iterable[Block]:
    frame = inputs.frame("councils", "seat_hours").filter(pl.col("holder") == head["post"])
    known = frame.drop_nulls("hours").sort("hours", "council", descending=[True, False])
    if not known.height:
        return
    rows = list(known.iter_rows(named=True))
    post = inputs.name("posts", head["post"])
    yield Head(
        Text("کدام شورا چقدر از وقت او را می‌گیرد", "Which council takes how much of that time")
    )
    yield picture(
        "council-hours",
        say(
            "{n} شورایی که بیشترین وقت {post} را می‌گیرند: ساعت در سال (فرض). اگر آن شورا نباشد، همین اندازه آزاد می‌شود",
            "The {n} councils that take most of the time of the {post}: hours a year (assumed). Without that council so much is free",
            n=count(min(MOST_COUNCILS, len(rows))),
            post=post,
        ),
        bars(
            "council-hours",
            [_bar(inputs.name("councils", r["council"]), r) for r in rows[:MOST_COUNCILS]],
            "hours/year",
            HOURS,
        ),
        _seat_grid(inputs, rows),
    )


def _seat_grid(inputs: Inputs, rows: list[dict[str, Any]]) -> Grid:
    roles = labels("seats", "role")
    columns = (
        col("شورا", "Council"),
        col("نقش", "Role"),
        col("جلسه در سال", "Sessions a year", "sessions/year"),
        col("بسامد سند دارد", "Frequency known"),
        col("ساعت در سال (فرض)", "Hours a year (assumed)", "hours/year", 0),
        col("اگر در همه حاضر شود", "If all is attended", "hours/year", 0),
    )
    known = dict(
        inputs.frame("councils", "council_hours").select("council", "sessions_known").iter_rows()
    )
    cells = tuple(
        (
            inputs.name("councils", r["council"]),
            roles[r["role"]],
            three(r, "sessions"),
            known.get(r["council"]),
            three(r, "hours"),
            three(r, "hours_if_all"),
        )
        for r in rows
    )
    return Grid(Text("همهٔ شوراهای او", "All councils of that post"), columns, cells)


# Who sits twice -----------------------------------------------------------------------------


def _overlaps(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("councils", "member_overlap").filter(pl.col("place") == place)
    if not frame.height:
        return
    order = ["jaccard", "common", "council", "other"]
    frame = frame.sort(order, descending=[True, True, False, False]).head(MOST_PAIRS)
    rows = list(frame.iter_rows(named=True))
    columns = (
        col("شورا", "Council"),
        col("شورای دیگر", "The other"),
        col("اعضا", "Members", "count"),
        col("اعضای دیگری", "Of the other", "count"),
        col("مشترک", "In both", "count"),
        col("شباهت", "Likeness", "share"),
    )
    cells = tuple((*_pair(inputs, r), *(r[c] for c in _PAIR)) for r in rows)
    yield Head(
        Text("شوراهایی که همان کسان در آن‌ها می‌نشینند", "Councils in which the same people sit")
    )
    yield picture(
        "overlaps",
        say(
            "{n} جفت شورا با بیشترین عضو مشترک (سهم کسانی که در هر دو می‌نشینند، از همهٔ اعضای دو شورا)",
            "The {n} pairs of councils with most members in common (those in both, of all in either)",
            n=count(len(rows)),
        ),
        bars(
            "overlaps", [Bar(_pair_name(inputs, r), r["jaccard"]) for r in rows], "share", _LIKENESS
        ),
        Grid(Text("اعضای مشترک شوراها", "Members in common"), columns, cells),
    )


_PAIR: Final = ("members", "other_members", "common", "jaccard")
_LIKENESS: Final = Text("مشترک از همهٔ اعضای هر دو", "in both, of all in either")


def _pair(inputs: Inputs, row: dict[str, Any]) -> tuple[Cell, Cell]:
    return inputs.name("councils", row["council"]), inputs.name("councils", row["other"])


def _pair_name(inputs: Inputs, row: dict[str, Any]) -> Text:
    one, other = (_text(inputs, row[c]) for c in ("council", "other"))
    return Text(
        f"{cut(one.fa, HALF)} / {cut(other.fa, HALF)}",
        f"{cut(one.en, HALF)} / {cut(other.en, HALF)}",
    )


def _text(inputs: Inputs, council: str) -> Text:
    name = inputs.name("councils", council) or Name(council, council)
    return Text(name.fa or name.en or council, name.en or name.fa or council)


def _tests(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("councils", "parallel").filter(pl.col("place") == place)
    if not frame.height:
        return
    rows = frame.sort(
        "test", "degree", "council", "against", descending=[False, True, False, False]
    )
    columns = (
        col("شورا", "Council"),
        col("آزمون", "Test"),
        col("در برابر", "Against"),
        col("اندازه", "Degree", "share"),
    )
    yield say(
        "سه آزمون مصوبه: وظیفهٔ موازی، عضو موازی، تداخل با وظیفهٔ قانونی یک دستگاه. آستانه‌ها (نیم) از ماست و "
        "موضوع‌بندی هم فرض است؛ هر ردیف پرسشی است برای کارشناس، نه حکم. {n} مورد در این استان:",
        "The three tests of the decree: parallel functions, parallel members, conflict with a body's functions. The "
        "thresholds (a half) are ours and the subjects assumed; each row is a question for an expert and no "
        "verdict. {n} here:",
        n=count(frame.height),
    )
    cells = tuple(_test(inputs, r) for r in rows.iter_rows(named=True))
    yield Grid(Text("سه آزمون موازی‌بودن", "The three tests"), columns, cells, folded=True)


TESTS: Final = {
    "functions": Text("وظیفهٔ موازی", "parallel functions"),
    "members": Text("عضو موازی", "parallel members"),
    "conflict": Text("تداخل با دستگاه", "conflict with a body"),
}
"""The three tests of `parallel`, in words."""


def _test(inputs: Inputs, row: dict[str, Any]) -> tuple[Cell, ...]:
    against = inputs.name(f"{row['against_kind']}s", row["against"])
    council = inputs.name("councils", row["council"])
    return council, TESTS[row["test"]], against, row["degree"]
