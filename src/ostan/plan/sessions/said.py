"""What a timetable says in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches

from ostan.country.country import Country
from ostan.plan.sessions.bound import Forced
from ostan.words.finding import Finding, Row, Severity
from ostan.words.formats import hours as hours_in_words
from ostan.words.text import Text, Value

_PLACE = Text(
    "مکان «{came}» در این کشور نیست.{near}", "There is no place “{came}” in this country.{near}"
)
_NEAR = Text(" شاید منظور «{near}» بوده است.", " Perhaps “{near}” was meant.")
_NOTHING = Text(
    "در «{place}» شورایی نیست که شمار جلسه‌هایش دانسته باشد، پس جدولی برای نوشتن نیست.",
    "No council at “{place}” has a known number of sessions, so there is no timetable to make.",
)
_ADD = Text(
    "شوراهای آنجا و ستون «جلسه در سال» را پر کنید یا پیش‌فرضی برای آن بگذارید.",
    "Fill in the councils there and their sessions a year, or give a default.",
)
_NO_HOLIDAYS = Text(
    "هیچ تعطیلی میان {first} و {last} در جدول «تعطیلات» نیست؛ جلسه‌ها شاید بر روز تعطیل افتاده باشند.",
    "The table of holidays has none between {first} and {last}; sessions may fall on holidays.",
)
_ADD_HOLIDAYS = Text(
    "تعطیلات این سال را در جدول «تعطیلات» (holidays) بنویسید، قمری‌ها را هم.",
    "Write the holidays of this year into the table of holidays, lunar ones too.",
)
_FORCED_CHAIR = Text(
    "{who} میان {first} و {last} باید ریاست {sessions} جلسه را داشته باشد و تنها {fitting} جلسه جا "
    "می‌شود: {many} جلسه ناگزیر با دیگری هم‌زمان است.",
    "{who} must preside over {sessions} sessions between {first} and {last}, and only {fitting} fit: "
    "{many} of them cannot but clash.",
)
_FORCED_MEMBER = Text(
    "{who} میان {first} و {last} به {sessions} جلسه دعوت می‌شود و تنها {fitting} جلسه جا می‌شود: به "
    "{many} جلسه ناگزیر نمی‌رسد.",
    "{who} is expected in {sessions} sessions between {first} and {last}, and only {fitting} fit: "
    "{many} of them cannot but be missed.",
)
_FORCED_ROOMS = Text(
    "میان {first} و {last} {sessions} جلسه اتاق می‌خواهد و تنها {fitting} جلسه جا می‌شود: {many} جلسه "
    "بی اتاق می‌ماند.",
    "Between {first} and {last} {sessions} sessions need a room, and only {fitting} fit: {many} of "
    "them are left without.",
)
_LESS = Text(
    "از شمار این جلسه‌ها بکاهید، ریاست را تفویض کنید، جلسه‌ها را مشترک برگزار کنید یا ساعت روز را "
    "بیشتر کنید.",
    "Hold fewer of these sessions, delegate the chair, hold them jointly, or lengthen the day.",
)
_CHAIR_CLASH = Text(
    "{who} باید هم‌زمان ریاست «{first}» و «{second}» را داشته باشد: {day} ساعت {hour}، {hours}.",
    "{who} would have to preside over “{first}” and “{second}” at once: {day} at {hour}, {hours}.",
)
_CLASH = Text(
    "{who} هم‌زمان به «{first}» و «{second}» دعوت است: {day} ساعت {hour}، {hours}.",
    "{who} is expected in “{first}” and “{second}” at once: {day} at {hour}, {hours}.",
)
_JOINT = "جلسهٔ مشترک به میزبانی «{host}»"
_ROOM = "اتاق: {room}"


def unknown_place(came: str, known: Iterable[str]) -> Finding:
    """Say that there is no such place, and the nearest id."""
    near = get_close_matches(came, list(known), n=1)
    offered = _NEAR.fill(near=near[0]) if near else ""
    return Finding(
        "unknown_reference", Severity.ERROR, _PLACE.fill(came=came, near=offered), came=came
    )


def nothing_to_put(place: str) -> Finding:
    """Say that no council at a place has sessions to be put."""
    row = (Row("places", (place,)),)
    return Finding("no_sessions", Severity.ERROR, _NOTHING.fill(place=place), row, _ADD)


def no_holidays(first: date, last: date) -> Finding:
    """Say that the table of holidays is silent on a year."""
    sentence = _NO_HOLIDAYS.fill(first=first, last=last)
    return Finding("no_holidays", Severity.WARNING, sentence, mend=_ADD_HOLIDAYS)


def post_name(country: Country, post: str) -> Text:
    """Return the title of a post in both languages."""
    return Text(country.name("posts", post, "fa"), country.name("posts", post, "en"))


def council_name(country: Country, council: str) -> Text:
    """Return the name of a council in both languages."""
    return Text(country.name("councils", council, "fa"), country.name("councils", council, "en"))


def said_of_forced(country: Country, forced: Forced) -> Finding:
    """Say whose clash no timetable avoids, between which days, and how many sessions are too many."""
    said: dict[str, Value] = {
        "first": forced.first,
        "last": forced.last,
        "sessions": forced.sessions,
        "fitting": forced.fitting,
        "many": forced.too_many,
    }
    if forced.post is None:
        sentence = _FORCED_ROOMS.fill(**said)
        return Finding("rooms_too_few", Severity.WARNING, sentence, mend=_LESS)
    text = _FORCED_CHAIR if forced.hard else _FORCED_MEMBER
    return Finding(
        "chair_overfull" if forced.hard else "post_overfull",
        Severity.WARNING if forced.hard else Severity.NOTICE,
        text.fill(who=post_name(country, forced.post), **said),
        (Row("posts", (forced.post,)),),
        _LESS,
    )


def said_of_clash(
    country: Country,
    post: str,
    councils: tuple[str, str],
    start: datetime,
    hours: float,
    hard: bool,
) -> Text:
    """Say who is wanted in two sessions at once, and when."""
    from ostan.persian.digits import to_persian

    text = _CHAIR_CLASH if hard else _CLASH
    return text.fill(
        who=post_name(country, post),
        first=council_name(country, councils[0]),
        second=council_name(country, councils[1]),
        day=start.date(),
        hour=Text(to_persian(f"{start:%H:%M}"), f"{start:%H:%M}"),
        hours=Text(hours_in_words(hours, "fa"), hours_in_words(hours, "en")),
    )


def called(country: Country, finding: Finding) -> Finding:
    """Return a finding about councils with their names where it quotes their ids."""
    fa, en = finding.sentence.fa, finding.sentence.en
    for row in finding.rows:
        if row.table == "councils":
            name = council_name(country, row.key[0])
            fa = fa.replace(f"«{row.key[0]}»", f"«{name.fa}»")
            en = en.replace(f"“{row.key[0]}”", f"“{name.en}”")
    return replace(finding, sentence=Text(fa, en))


def session_note(host: str, council: str, room: str | None) -> str | None:
    """Return what stands beside a session: whose guest the council is, and the room."""
    said = [_JOINT.format(host=host)] if council != host else []
    said += [_ROOM.format(room=room)] if room is not None else []
    return "؛ ".join(said) or None
