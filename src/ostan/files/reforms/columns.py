"""What the columns of somebody's own list hold, by their headings; and where the heading stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from ostan.files.reforms.names import level_of_heading
from ostan.files.reforms.verbs import said
from ostan.persian.keys import fold

Role = Literal[
    "number", "gone", "host", "verb", "place", "reason", "from", "share", "sessions", "person"
]
"""What a column of a list may hold: a row's number, the council that is changed, the one that takes
it in, what is done, where, why, from when, which share in writing, how many sessions, to whom."""

HEADINGS: Final[Mapping[Role, tuple[str, ...]]] = {
    "number": ("ردیف", "شماره", "شماره ردیف", "ش", "رديف", "#", "no", "no.", "row", "number"),
    "gone": (
        "شورا",
        "شوراها",
        "نام شورا",
        "عنوان شورا",
        "عنوان",
        "نام",
        "کارگروه",
        "عنوان کارگروه",
        "نام کارگروه",
        "شورا/کارگروه",
        "شورا یا کارگروه",
        "نام شورا/کارگروه",
        "عنوان شورا/کارگروه",
        "نام شورا/ستاد/کارگروه",
        "شورا / ستاد / کارگروه / کمیسیون",
        "ستاد",
        "کمیسیون",
        "شورای فعلی",
        "شورای موجود",
        "وضع موجود",
        "وضعیت موجود",
        "شورای مبدأ",
        "شوراهای مبدأ",
        "شورای مشمول",
        "شوراهای مشمول",
        "شورای منحله",
        "شورای پیشنهادی برای ادغام",
        "شورای ادغام شونده",
        "شوراهای ادغام شونده",
        "شورای ادغام شده",
        "شوراهای ادغام شده",
        "شورای ادغامی",
        "شوراهای ادغامی",
        "شوراهای قابل ادغام",
        "council",
        "councils",
        "name",
        "merged council",
        "councils merged",
        "council merged",
        "council that disappears",
        "from council",
    ),
    "host": (
        "در شورا",
        "در شورای",
        "به شورا",
        "به شورای",
        "با شورا",
        "با شورای",
        "ادغام در",
        "ادغام در شورا",
        "ادغام در شورای",
        "ادغام با",
        "ادغام می شود در",
        "در",
        "میزبان",
        "شورای میزبان",
        "کارگروه میزبان",
        "مقصد",
        "شورای مقصد",
        "شورای مادر",
        "شورای پذیرنده",
        "شورای اصلی",
        "شورای جایگزین",
        "جایگزین",
        "شورای باقی مانده",
        "شورای نهایی",
        "شورای پیشنهادی",
        "وضع پیشنهادی",
        "وضعیت پیشنهادی",
        "زیرمجموعه",
        "زیرمجموعه شورای",
        "زیر نظر",
        "ذیل",
        "ذیل شورای",
        "جلسه مشترک با",
        "جلسه مشترک با شورای",
        "هم روز با",
        "دبیرخانه مشترک با",
        "host",
        "host council",
        "into",
        "merged into",
        "merge into",
        "into council",
        "council that stays",
        "to council",
        "joint session with",
        "under",
    ),
    "verb": (
        "اقدام",
        "نوع اقدام",
        "اقدام پیشنهادی",
        "پیشنهاد",
        "نوع پیشنهاد",
        "پیشنهاد اصلاحی",
        "تصمیم",
        "نوع تغییر",
        "تغییر",
        "نحوه اصلاح",
        "راهکار",
        "راهکار پیشنهادی",
        "تعیین تکلیف",
        "نتیجه",
        "نتیجه بررسی",
        "نظر کارشناسی",
        "action",
        "change",
        "proposal",
        "decision",
    ),
    "place": (
        "استان",
        "نام استان",
        "استان ها",
        "استانهای مشمول",
        "شهرستان",
        "نام شهرستان",
        "مکان",
        "محل",
        "حوزه",
        "قلمرو",
        "province",
        "provinces",
        "county",
        "place",
    ),
    "reason": (
        "توضیح",
        "توضیحات",
        "دلیل",
        "دلایل",
        "علت",
        "ملاحظات",
        "شرح",
        "توجیه",
        "دلیل پیشنهاد",
        "دلایل توجیهی",
        "یادداشت",
        "reason",
        "reasons",
        "note",
        "notes",
        "remark",
        "remarks",
        "comment",
    ),
    "from": (
        "تاریخ",
        "از تاریخ",
        "تاریخ اجرا",
        "زمان اجرا",
        "تاریخ شروع",
        "تاریخ پایان",
        "date",
        "from",
        "start",
        "effective from",
    ),
    "share": ("سهم", "درصد", "سهم مکاتبه ای", "share", "percent"),
    "sessions": (
        "تعداد جلسات",
        "تعداد جلسه",
        "تعداد جلسات در سال",
        "جلسه در سال",
        "جلسات در سال",
        "sessions",
        "sessions a year",
        "sessions per year",
    ),
    "person": (
        "به سمت",
        "سمت",
        "به",
        "تفویض به",
        "رئیس جدید",
        "رئیس",
        "جانشین",
        "to post",
        "to",
        "delegate",
        "post",
    ),
}
"""Headings of each role, as offices write them; folded before they are compared."""

SEARCHED: Final = 25
"""Rows looked through for the heading: letterheads and titles stand above it, not more."""
LONGEST_HEADING: Final = 60
"""Longest heading in characters; a longer text is a title or a sentence."""
_BASIC: Final = ("host", "verb", "person", "sessions", "share")
"""Roles of which one stands beside the council in a heading that has unknown ones too."""


@dataclass(frozen=True)
class Columns:
    """Where the heading stands (index of the row, -1: none) and which column has which role.

    `verb` is the kind of change the headings speak of, if they speak of one; `level` that of the
    places; `ignored` are the headings of columns that hold something else.
    """

    row: int
    of: Mapping[Role, int]
    verb: str | None = None
    level: str | None = None
    ignored: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()


def role_of(heading: str) -> Role | None:
    """Return what a column with this heading holds, or None."""
    return _roles().get(fold(heading) or heading.strip())


def headings(role: Role) -> tuple[str, ...]:
    """Return the headings of a role, the usual one first."""
    return HEADINGS[role]


@cache
def _roles() -> Mapping[str, Role]:
    return {fold(h) or h: role for role, listed in HEADINGS.items() for h in listed}


def find(rows: Sequence[Sequence[str | None]]) -> Columns | None:
    """Return the columns of a list by the row that has most known headings; None where none has.

    A heading names the council, and something that is done with it or nothing that is not known.
    """
    found: list[tuple[int, int, list[Role | None]]] = []
    for index, row in enumerate(rows[:SEARCHED]):
        roles = [role_of(c) if c and len(c) <= LONGEST_HEADING else None for c in row]
        there = {r for r in roles if r}
        whole = len([r for r in roles if r]) == len([c for c in row if c])
        if "gone" in there and (there & set(_BASIC) or whole):
            found.append((-len(there), index, roles))
    if not found:
        return None
    _, index, roles = min(found, key=lambda f: f[:2])
    return _columns(index, rows[index], roles)


def _columns(index: int, row: Sequence[str | None], roles: Sequence[Role | None]) -> Columns:
    of: dict[Role, int] = {}
    doubled, ignored = [], []
    for column, role in enumerate(roles):
        if role is None:
            ignored += [column] if row[column] else []
        elif role in of:
            doubled.append(column)
        else:
            of[role] = column
    place = row[of["place"]] if "place" in of else None
    level = level_of_heading(place) if place else None
    named = [row[of[r]] for r in ("host", "gone") if r in of]
    return Columns(index, of, _verb(named), level, tuple(ignored), tuple(doubled))


def _verb(headings: Sequence[str | None]) -> str | None:
    """Return the one kind of change that headings speak of: «شورای ادغام‌شونده», «جلسهٔ مشترک با»."""
    kinds = dict.fromkeys(k for h in headings if h for k in said(h).kinds)
    return next(iter(kinds)) if len(kinds) == 1 else None
