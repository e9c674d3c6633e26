"""Sessions as an iCalendar file (RFC 5545), for the calendar of a governor's office.

Times are floating local times: the tables hold the hour on the wall and no time zone, a Country may
be any, and an office's calendar shows nine o'clock as nine o'clock wherever it is opened.  Naming a
zone (Asia/Tehran) would claim what no source states, and would move old sessions by an hour where
clocks were changed.

The same sessions give the same bytes: a session keeps its UID as long as its council and start are
the same, and its DTSTAMP, which the standard requires, is its own start (a time of writing would
make every file differ).  Lines end in CRLF and fold at 75 octets, never inside a character.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import polars as pl

from ostan.country.country import Country
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity
from ostan.words.formats import count
from ostan.words.labels import labels
from ostan.words.text import Lang, Text

LINE = 75
"""Octets of a line before it must be folded (RFC 5545, 3.1)."""


def write(
    country: Country,
    path: Path,
    place: str | None = None,
    post: str | None = None,
    lang: Lang = "fa",
) -> int:
    """Write the sessions to `path` and return how many; see `dumps`."""
    text = dumps(country, place, post, lang)
    path.write_bytes(text.encode())
    return text.count("BEGIN:VEVENT\r\n")


def dumps(
    country: Country, place: str | None = None, post: str | None = None, lang: Lang = "fa"
) -> str:
    """Return the sessions of `country` as iCalendar text.

    `place` keeps councils that sit there or inside it; `post` those in which the post has a seat.
    Raises BadInput if there is no session to write, or no such place or post.
    """
    sessions = chosen(country, place, post)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ostan//sessions//FA",
        "CALSCALE:GREGORIAN",
    ]
    lines.append(f"X-WR-CALNAME:{escaped(_title(country, place, post).to(lang))}")
    for row in sessions.iter_rows(named=True):
        lines.extend(_event(country, row, lang))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def chosen(country: Country, place: str | None, post: str | None) -> pl.DataFrame:
    """Return the sessions of a place, of a post, of both or all, with their council's columns.

    Raises BadInput if there are none.
    """
    _refuse_unknown(country, places=place, posts=post)
    councils = country["councils"].select("council", "place", "name_fa", "name_en", "type")
    found = country["sessions"].join(councils, on="council", how="left", maintain_order="left")
    if place is not None:
        found = found.filter(pl.col("place").is_in(country.within(place)))
    if post is not None:
        held = country["seats"].filter(pl.col("holder") == post)["council"]
        found = found.filter(pl.col("council").is_in(held.implode()))
    if found.is_empty():
        raise _none(country)
    return found.sort("start", "council")


def _refuse_unknown(country: Country, **wanted: str | None) -> None:
    from ostan.files.headers import near, or_nearest

    bad = []
    for table, id in wanted.items():
        known = country[table].to_series(0).to_list()
        if id is not None and id not in known:
            title = {"places": Text("مکان", "place"), "posts": Text("سمت", "post")}[table]
            sentence = _UNKNOWN.fill(what=title, came=id, near=or_nearest(near(id, known)))
            bad.append(Finding("unknown_reference", Severity.ERROR, sentence, came=id))
    if bad:
        raise BadInput(bad)


_UNKNOWN = Text(
    "{what} «{came}» در این کشور نیست.{near}", "There is no {what} “{came}” in this country.{near}"
)
_NO_SESSIONS = Text(
    "هیچ جلسه‌ای ثبت نشده است، پس تقویمی برای نوشتن نیست.",
    "No sessions are recorded, so there is no calendar to write.",
)
_NONE_CHOSEN = Text(
    "برای این مکان یا سمت هیچ جلسه‌ای ثبت نشده است.",
    "No session is recorded for this place or post.",
)
_ADD = Text(
    "جدول «جلسات» (sessions) را پر کنید: شورا، روز و ساعت آغاز و مدت هر جلسه به دقیقه.",
    "Fill the table “sessions”: the council, the day and hour of the start, and the minutes of each.",
)
_FEWER = Text(
    "مکان یا سمت دیگری برگزینید یا آن را ننویسید تا همهٔ جلسات بیاید.",
    "Choose another place or post, or none to have all sessions.",
)


def _none(country: Country) -> BadInput:
    if country["sessions"].is_empty():
        return BadInput.of("no_sessions", _NO_SESSIONS, _ADD)
    return BadInput.of("no_sessions", _NONE_CHOSEN, _FEWER)


def _title(country: Country, place: str | None, post: str | None) -> Text:
    """Return the calendar's name: whose sessions these are."""
    of = [(t, i) for t, i in (("posts", post), ("places", place)) if i is not None]
    fa = "، ".join(country.name(t, i, "fa") for t, i in of)
    en = ", ".join(country.name(t, i, "en") for t, i in of)
    return Text("جلسات {of}", "Sessions of {of}").fill(of=Text(fa, en)) if of else _ALL


_ALL = Text("جلسات شوراها", "Sessions of councils")


def _event(country: Country, row: dict[str, Any], lang: Lang) -> Iterator[str]:
    start: datetime = row["start"]
    name = row[f"name_{lang}"] or row["name_fa"] or row["name_en"] or row["council"]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(row['council'], start)}"
    yield f"DTSTAMP:{start:%Y%m%dT%H%M%S}Z"
    yield f"DTSTART:{start:%Y%m%dT%H%M%S}"
    if row["minutes"] is not None:
        yield f"DURATION:{duration(row['minutes'])}"
    yield f"SUMMARY:{escaped(_summary(name, row['kind'], lang))}"
    if row["place"] is not None:
        yield f"LOCATION:{escaped(country.name('places', row['place'], lang))}"
    described = _description(country, row, lang)
    if described:
        yield f"DESCRIPTION:{escaped(described)}"
    if row["held"] is not None:
        yield f"STATUS:{'CONFIRMED' if row['held'] else 'CANCELLED'}"
    yield "END:VEVENT"


def _summary(name: str, kind: str | None, lang: Lang) -> str:
    label = labels("sessions", "kind")["sub"].to(lang)
    return f"{name} ({label})" if kind == "sub" else name


_CHAIR = Text("رئیس: {name}", "Chair: {name}")
_ITEMS = Text("مصوبات: {count}", "Resolutions: {count}")
_DONE = Text("اجراشده: {count}", "Carried out: {count}")


def _description(country: Country, row: dict[str, Any], lang: Lang) -> str:
    """Return chair, resolutions, resolutions carried out and note, a line each; empty if unknown."""
    chairs = country["seats"].filter(council=row["council"], role="chair")["holder"]
    lines = [_CHAIR.to(lang).format(name=country.name("posts", c, lang)) for c in chairs]
    for text, column in ((_ITEMS, "items"), (_DONE, "items_carried_out")):
        if row[column] is not None:
            lines.append(text.to(lang).format(count=count(row[column], lang)))
    return "\n".join([*lines, *filter(None, [row["note"]])])


def uid(council: str, start: datetime) -> str:
    """Return the UID of a session (RFC 4122 version 5): the same as long as council and start are."""
    return f"{uuid5(NAMESPACE_URL, f'urn:ostan:sessions:{council}:{start.isoformat()}')}"


def duration(minutes: float) -> str:
    """Return a DURATION of whole seconds: `PT90M`, `PT1M30S`."""
    whole, seconds = divmod(round(minutes * 60), 60)
    return f"PT{whole}M{seconds}S" if seconds else f"PT{whole}M"


def escaped(text: str) -> str:
    """Return `text` as a TEXT value (RFC 5545, 3.3.11)."""
    for char, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(char, instead)
    return text


def folded(line: str) -> str:
    """Return `line` in pieces of at most 75 octets, each but the first after a space."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])
