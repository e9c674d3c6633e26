"""The first page: seven lines an official reads to the end, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from ostan.measure.councils import if_monthly
from ostan.measure.councils.matters import what_matters
from ostan.programme.actions import COLOURS, STATES, action_states, summary
from ostan.report import speech
from ostan.report.blocks import (
    Badge,
    Block,
    Cell,
    Grid,
    Head,
    Items,
    Name,
    Picture,
    Range,
    Say,
    Section,
    picture,
)
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs, chief
from ostan.report.naming import STEMS, default_name
from ostan.report.sections import beside, counties, planned
from ostan.report.wording import (
    both,
    col,
    count,
    number,
    percent,
    percent_span,
    say,
    span,
    three,
)
from ostan.words import formats
from ostan.words.labels import LEVELS
from ostan.words.text import Text

SHORT: Final = Text("صفحهٔ نخست", "First page")
NOBODY: Final[Mapping[str, int]] = {"councils": 0, "sessions_known": 0}
"""A place in which no council sits, though one of its posts sits elsewhere."""
WITHIN_REACH: Final = Text("سندی در دسترس", "an act within reach")
SEVERAL: Final = 2
"""People of whom a council can be counted: of fewer only the chair is on record."""
MATTERS: Final = 5
"""Facts asked for: more are not asked."""
NO_DATA: Final = Text("این سطر داده‌ای ندارد: ", "No data for this line: ")


def section(inputs: Inputs) -> Section:
    """Return the first page for the place of the report."""
    return Section("first", _title(inputs), tuple(_blocks(inputs)), SHORT)


def _title(inputs: Inputs) -> Text:
    if inputs.place is None:
        return Text("وضع موجود", "As it stands")
    level = _level(inputs)
    name = inputs.name("places", inputs.place) or Name(inputs.place, inputs.place)
    when = both(formats.date, inputs.day)
    called = _called(name, level)
    return Text(
        f"{called.fa}، وضع موجود در تاریخ {when.fa}", f"{called.en} as it stood on {when.en}"
    )


def _called(name: Name, level: Text) -> Text:
    """Return the name of a place with the word of its level, once if the name has it already."""
    fa, en = name.fa or name.en or "", name.en or name.fa or ""
    before = "" if fa.startswith(f"{level.fa} ") else f"{level.fa} "
    silent = level == LEVELS["country"] or en.lower().endswith(f" {level.en}")
    return Text(before + fa, en if silent else f"{en} {level.en}")


def _level(inputs: Inputs) -> Text:
    row = inputs.country.row("places", inputs.place or "") or {}
    return LEVELS[str(row.get("level", "province"))]


def _blocks(inputs: Inputs) -> Iterable[Block]:
    head = chief(inputs.frame("councils", "post_hours"), inputs.place) if inputs.place else None
    yield Items(tuple(_lines(inputs, head)))
    yield from counties.line(inputs)
    yield from _actions(inputs)
    if head:
        yield _week(inputs, head)
        yield from _unknown(inputs, head)
    if speech.applies(inputs.country):
        yield from beside.blocks(inputs)


def _lines(inputs: Inputs, head: dict[str, Any] | None) -> Iterable[Say]:
    councils = inputs.row("councils", "place_hours", place=inputs.place or "") or NOBODY
    yield _first(inputs, head, councils)
    yield (
        _second(inputs, head, councils)
        if head
        else _nothing(
            "سمتی که در شوراها بنشیند در داده‌های این مکان نیست؛ با سمت‌ها و عضویت‌ها وقتی که شوراها می‌گیرند دیده می‌شود.",
            "no post of this place sits in councils; with posts and seats one sees the time that councils take.",
        )
    )
    yield _third(inputs, head)
    yield planned.fourth(inputs, head)
    yield _fifth(inputs, head)
    yield _sixth(inputs)
    yield _seventh(inputs)


def _nothing(fa: str, en: str, **values: Any) -> Say:
    return Say(Text(NO_DATA.fa + fa, NO_DATA.en + en), values)


def _first(inputs: Inputs, head: dict[str, Any] | None, councils: Mapping[str, int]) -> Say:
    if not councils["councils"] and not head:
        return _nothing(
            "شورایی در داده‌ها نیست؛ با افزودن شوراها شمارشان و کسانی که در آن‌ها می‌نشینند دیده می‌شود.",
            "there are no councils; with them one sees how many there are and who sits in them.",
        )
    return say(
        "در فهرست این {level} {n} شورا، ستاد، کارگروه و کمیسیون فعال هست{beside}. {of_head}",
        "The list of this {level} has {n} active councils, headquarters, working groups and commissions"
        "{beside}. {of_head}",
        level=_level(inputs),
        n=count(councils["councils"]),
        beside=_said(inputs, speech.PROVINCE_COUNCILS, "در گزارش سخنرانی"),
        of_head=_seats(inputs, head) if head else Text("", ""),
    )


def _seats(inputs: Inputs, head: dict[str, Any]) -> Say:
    return say(
        "{post} رئیس {chaired} و عضو {member} مورد است.",
        "Its {post} chairs {chaired} and is a member of {member}.",
        post=inputs.name("posts", head["post"]),
        chaired=count(head["chaired"]),
        member=count(head["member"]),
    )


def _said(inputs: Inputs, words: Text, source_fa: str, people: str = "") -> Text:
    """Return what the speech said of a province, in brackets; nothing beside another country or level."""
    of_province = _level(inputs) == LEVELS["province"]
    if not (of_province and speech.applies(inputs.country)):
        return Text("", "")
    return Text(f" ({source_fa}: {words.fa}{people})", f" (the speech: {words.en})")


def _second(inputs: Inputs, head: dict[str, Any], councils: Mapping[str, int]) -> Say:
    monthly = if_monthly(inputs.country, head["post"])
    return say(
        "اگر این {all} مورد فقط ماهی یک بار و هر بار {length} ساعت (فرض) جلسه داشته باشند و {post} در همه حاضر شود، "
        "{week} ساعت در هفته، یعنی {share} ({shares}) از وقت کاری او (فرض)، در جلسه می‌گذرد؛ از {n} مورد فهرست، "
        "بسامد جلسات تنها {known} مورد سند دارد، بقیه فرض است و در جدول «فرض‌ها» می‌توانید آن را تغییر دهید. "
        "وقت کاری از {even} جلسه در سال برای هر شورا به بعد تمام می‌شود. با بسامدهای فرضی همین داده‌ها و با "
        "احتمال حضور، آمادگی، رفت‌وآمد و پیگیری: {default} ساعت در هفته ({range}؛ فرض).",
        "If these {all} met only once a month for {length} hours (assumed) and the {post} came to every session, "
        "{week} hours a week, that is {share} ({shares}) of the working time (assumed), would pass in "
        "meetings; of the {n} on the list the frequency of only {known} is on record, the rest is assumed and can be "
        "changed in the table of assumptions. From {even} sessions a year of each the working time is used up. At "
        "the assumed frequencies of these data, with attendance, preparation, travel and follow-up: {default} "
        "hours a week ({range}; assumed).",
        all=count(monthly["councils"]),
        length=number(monthly["hours"]),
        post=inputs.name("posts", head["post"]),
        week=number(monthly["hours_per_week"]),
        share=percent(monthly["share"]),
        shares=percent_span(monthly["share_low"], monthly["share_high"]),
        n=count(councils["councils"]),
        known=count(councils["sessions_known"]),
        even=number(monthly["break_even"], 0),
        default=number(head["hours_per_week"]),
        range=span(head["hours_per_week_low"], head["hours_per_week_high"]),
    )


def _third(inputs: Inputs, head: dict[str, Any] | None) -> Say:
    judged = verdicts(inputs, head) if head and inputs.has("rules") else None
    if judged is None or not judged.height:
        return _nothing(
            "قاعده‌ای نیست که بگوید چه کسی چه چیزی را می‌تواند تغییر دهد؛ با جدول قواعد و سندها این سطر پر می‌شود.",
            "no rule says who may change what; the tables of rules and acts fill this line.",
        )
    counts = dict(judged["verdict"].value_counts().iter_rows())
    return say(
        "از {all} مورد یادشده {a} با {instrument} قابل تجمیع است؛ {b} نیازمند قانون یا تصمیم مرجع بالاتر است؛ "
        "{u} مستند نامعلوم دارد و تا روشن شدن، دست‌نخورده می‌ماند.",
        "Of these {all}, {a} may be consolidated by {instrument}; {b} need a law or the decision of a higher "
        "body; {u} rest on an unknown ground and stay as they are until it is found.",
        all=count(judged.height),
        a=count(counts.get("allowed", 0)),
        instrument=_instrument(judged),
        b=count(counts.get("locked", 0)),
        u=count(counts.get("unknown", 0)),
    )


def verdicts(inputs: Inputs, head: dict[str, Any]) -> pl.DataFrame:
    """Return who may merge each council in which a post sits: rows of `who_may_change`."""
    seats = inputs.frame("councils", "seat_hours").filter(pl.col("holder") == head["post"])
    frame = inputs.frame("councils", "who_may_change")
    return frame.filter(pl.col("move") == "merge_councils").join(seats, on="council", how="semi")


def _instrument(judged: pl.DataFrame) -> Text:
    """Name the instruments that suffice; said in general where none does or none is named."""
    rows = judged.filter(pl.col("verdict") == "allowed").select("instrument_fa", "instrument_en")
    named = rows.drop_nulls().unique().sort("instrument_fa")
    if not named.height:
        return WITHIN_REACH
    return Text(" یا ".join(named["instrument_fa"]), " or ".join(named["instrument_en"]))


def _fifth(inputs: Inputs, head: dict[str, Any] | None) -> Say:
    judged = verdicts(inputs, head) if head and inputs.has("rules") else None
    return planned.fifth(inputs, head, WITHIN_REACH if judged is None else _instrument(judged))


def _sixth(inputs: Inputs) -> Say:
    row = inputs.row("units", "administrative_council", place=inputs.place or "")
    if row is None:
        return _nothing(
            "واحد یا عضویتی در داده‌ها نیست؛ با افزودن آن‌ها شمار رؤسای دستگاه‌ها در شورای اداری دیده می‌شود.",
            "there are no units or no seats; with them one sees how many heads sit in the administrative council.",
        )
    if row["people"] < SEVERAL:
        return _nothing(
            "در {council} جز رئیس کسی ثبت نشده است؛ با افزودن عضویت‌ها شمار رؤسای دستگاه‌ها دیده می‌شود.",
            "nobody but the chair of the {council} is on record; with seats one sees how many heads sit there.",
            council=inputs.name("councils", row["council"]),
        )
    people = say(
        "{council}: {people} نفر{beside}.",
        "{council}: {people} people{beside}.",
        council=inputs.name("councils", row["council"]),
        people=count(row["people"]),
        beside=_said(inputs, speech.ADMINISTRATIVE_COUNCIL, "سخنرانی", " نفر"),
    )
    if not row["ministries_with_several"]:
        return people
    return say(
        "{people} از این‌ها {several} نفر از {ministries} وزارتخانه‌ای می‌آیند که بیش از یک دستگاه در {level} دارند. "
        "{only} شورای هماهنگی تنها به سبب همین تعدد برپاست.",
        "{people} {several} of them come from the {ministries} ministries that have more than one body in the "
        "{level}. {only} coordination councils exist only for that.",
        people=people,
        several=count(row["people_of_several"]),
        ministries=count(row["ministries_with_several"]),
        level=_level(inputs),
        only=count(_only(inputs)),
    )


def _only(inputs: Inputs) -> int:
    frame = inputs.frame("units", "single_ministry_councils")
    return frame.filter(pl.col("place") == inputs.place, pl.col("only_for_this")).height


def _seventh(inputs: Inputs) -> Say:
    states = action_states(inputs.country, inputs.day)
    if not states.height:
        return _nothing(
            "اقدامی ثبت نشده است؛ با جدول اقدام‌ها و گام‌ها، آخرین گام و روزهای تأخیر هر یک دیده می‌شود.",
            "no action is recorded; with actions and their steps one sees the last step and the days late of each.",
        )
    return say(
        "اقدام‌ها (جدول زیر): {summary}",
        "The actions (table below): {summary}",
        summary=summary(states),
    )


def _actions(inputs: Inputs) -> Iterable[Block]:
    states = action_states(inputs.country, inputs.day)
    if not states.height:
        return
    columns = (
        col("اقدام", "Action"),
        col("آخرین گام", "Last step done"),
        col("گام بعد", "Next step"),
        col("متولی", "Owner"),
        col("سررسید", "Due", "date"),
        col("روز تأخیر", "Days late", "days"),
        col("وضعیت", "State"),
    )
    rows = tuple(_action(r) for r in states.iter_rows(named=True))
    yield Grid(Text("اقدام‌ها", "Actions"), columns, rows)


def _action(row: dict[str, Any]) -> tuple[Cell, ...]:
    letter, _ = COLOURS[row["colour"]]
    return (
        Name(row["name_fa"], row["name_en"]),
        _step(row, "last"),
        _step(row, "next"),
        Name(row["next_owner_fa"], None) if row["next_owner_fa"] else None,
        row["next_due"],
        row["days_late"],
        Badge(row["colour"], letter, STATES[row["state"]]),
    )


def _step(row: dict[str, Any], which: str) -> Cell:
    if not row[f"{which}_step"]:
        return Text("—", "—")
    return Name(row[f"{which}_fa"] or row[f"{which}_step"], row[f"{which}_en"])


def _week(inputs: Inputs, head: dict[str, Any]) -> Picture:
    """Show the share of the working time at three ways of counting."""
    monthly = if_monthly(inputs.country, head["post"])
    once_a_month = Range(monthly["share_low"], monthly["share"], monthly["share_high"])
    found = (
        (
            Text("هر شورا ماهی یک بار، تنها نشستن در جلسه", "each once a month, sitting only"),
            once_a_month,
            number(monthly["hours_per_week"]),
        ),
        (
            Text("بسامد فرضی، با احتمال حضور", "assumed frequencies, expected attendance"),
            three(head, "share"),
            three(head, "hours_per_week"),
        ),
        (
            Text("بسامد فرضی، اگر در همه حاضر شود", "assumed frequencies, all attended"),
            three(head, "share_if_all"),
            three(head, "hours_per_week_if_all"),
        ),
    )
    columns = (
        col("شیوهٔ شمارش", "How it is counted"),
        col("سهم از وقت کاری", "Share of working time", "share"),
        col("ساعت در هفته", "Hours a week", "hours/week"),
    )
    return picture(
        "week",
        say(
            "سهم جلسه‌ها از وقت کاری {post} (همه فرض است)",
            "Share of the working time of the {post} that passes in meetings (all assumed)",
            post=inputs.name("posts", head["post"]),
        ),
        bars(
            "week",
            [Bar(label, r.value, r.low, r.high) for label, r, _ in found if r.value is not None],
            "share",
            Text("سهم از وقت کاری (خط‌چین: همهٔ وقت)", "share of working time (dashed: all of it)"),
            [1.0],
        ),
        Grid(Text("سهم جلسه‌ها از وقت کاری", "Share of meetings in working time"), columns, found),
    )


def _unknown(inputs: Inputs, head: dict[str, Any]) -> Iterable[Block]:
    yield Head(Text("چه چیز را نمی‌دانیم", "What we do not know"))
    row = inputs.row("councils", "hours_evidence", post=head["post"]) or {}
    yield say(
        "{share} از این ساعت‌ها دست‌کم یک عامل فرضی دارد. پنج دانسته‌ای که بیشترین اثر را بر این رقم دارد، در جدول "
        "زیر است: اگر تنها همان یکی روشن شود، ساعت‌های سال میان دو عدد ستون «از … تا …» جای می‌گیرد.",
        "{share} of these hours contain at least one assumed factor. The five facts that would change the figure most "
        "are below: with all else at its default, that one alone moves the hours of the year over the range shown.",
        share=percent(row.get("assumed")),
    )
    matters = what_matters(inputs.country, head["post"]).head(MATTERS)
    columns = (
        col("دانسته", "Fact"),
        col("اکنون (فرض)", "Now (assumed)", "hours", 2),
        col("ساعت سال: از … تا …", "Hours a year: from … to …"),
        col("سهم از وقت: از … تا …", "Share of time: from … to …"),
        col("عضویت‌های درگیر", "Seats it enters", "count"),
    )
    rows = tuple(_matter(inputs, r) for r in matters.iter_rows(named=True))
    yield Grid(Text("پنج دانسته‌ای که باید پرسید", "Five facts worth asking for"), columns, rows)


def _matter(inputs: Inputs, row: dict[str, Any]) -> tuple[Cell, ...]:
    low, high = sorted((row["hours_low"], row["hours_high"]))
    return (
        _fact(inputs, row),
        Range(row["low"], row["value"], row["high"]),
        span(low, high, decimals=0),
        percent_span(*sorted((row["share_low"], row["share_high"]))),
        int(row["seats"]),
    )


def _fact(inputs: Inputs, row: dict[str, Any]) -> Cell:
    """Name a default by what it is about, a cell by its column and the thing it belongs to."""
    if row["kind"] == "default":
        return default_name(inputs, row["id"])
    ids = row["id"].split(" / ")
    name = inputs.name(row["table"] if row["table"] != "seats" else "councils", ids[0])
    of = Text(name.fa or name.en or ids[0], name.en or name.fa or ids[0]) if name else Text("", "")
    stem = STEMS.get(row["column"], Text(row["column"], row["column"]))
    return Text(f"{stem.fa}: {of.fa}", f"{stem.en}: {of.en}")
