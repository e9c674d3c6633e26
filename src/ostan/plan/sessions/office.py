"""Rules of a calendar as an office states them: a table of its goals, and what it says beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ostan.persian.digits import parse_number, to_latin
from ostan.plan.sessions.rules import Rules
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

_SPAN = re.compile(r"\s*(.+?)\s*(?:[-\u2013]|تا|to)\s*(.+?)\s*")
_NO_SPAN = Text(
    "«{came}» ساعت‌های روز نیست؛ آغاز و پایان را بنویسید: 8-14 یا 8:30-13",
    "“{came}” are no hours of a day; write their beginning and end: 8-14 or 8:30-13",
)
_NO_ROOM = Text(
    "«{came}» اتاق نیست؛ نام و شمار صندلی را با دونقطه بنویسید: سالن:40",
    "“{came}” is no room; write a name and the seats with a colon: hall:40",
)


def rules_of(
    table: Mapping[str, Any],
    hours: str | None = None,
    rooms: Sequence[str] = (),
    quiet: Sequence[str] = (),
    post: Callable[[str], str] = str,
) -> Rules:
    """Return the rules of a table with what was said beside it in its place.

    `hours`: `8-14`. `rooms`: `name:seats`, each. `quiet`: posts that are to have days without sessions;
    `post` finds the id or type of a post that is named (also of those in the table) and raises
    BadInput where there is none. Raises BadInput with everything that is wrong.
    """
    data, wrong = dict(table), list[Finding]()
    if hours is not None:
        data |= _hours(hours, wrong)
    if rooms:
        data["rooms"] = [room for text in rooms for room in _room(text, wrong)]
    if quiet:
        data["quiet_for"] = list(quiet)
    if isinstance(data.get("quiet_for"), list):
        data["quiet_for"] = [p for text in data["quiet_for"] for p in _post(text, post, wrong)]
    try:
        made = Rules.of(data)
    except BadInput as error:
        wrong += error.findings
    if wrong:
        raise BadInput(wrong)
    return made


def _hours(text: str, wrong: list[Finding]) -> dict[str, str]:
    match = _SPAN.fullmatch(to_latin(text))
    if match is None:
        wrong.append(Finding("bad_rule", Severity.ERROR, _NO_SPAN.fill(came=text), came=text))
        return {}
    return {"opens": match[1], "closes": match[2]}


def _room(text: str, wrong: list[Finding]) -> list[dict[str, object]]:
    name, _, seats = text.rpartition(":")
    number = parse_number(seats.strip()) if seats.strip() else None
    if not name.strip() or not isinstance(number, int):
        wrong.append(Finding("bad_rule", Severity.ERROR, _NO_ROOM.fill(came=text), came=text))
        return []
    return [{"name": name.strip(), "seats": number}]


def _post(text: object, post: Callable[[str], str], wrong: list[Finding]) -> list[str]:
    try:
        return [post(str(text))]
    except BadInput as error:
        wrong += error.findings
        return []
