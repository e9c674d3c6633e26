"""Columns that several measures of councils share, with their units and formulas."""

from __future__ import annotations

from collections.abc import Iterable

from ostan.measure.figure import Column
from ostan.words.text import Text

_AT = {
    "_low": Text(" (کمینه)", " (low)"),
    "": Text("", ""),
    "_high": Text(" (بیشینه)", " (high)"),
}

COUNCIL = Column("council", Text("شورا", "Council"), "id", Text("شناسهٔ شورا", "Id of the council"))
"""The council a row speaks of."""

PLACE = Column("place", Text("مکان", "Place"), "id", Text("مکان تشکیل", "Where it sits"))
"""Where a council sits."""


def column(name: str, unit: str, fa: str, en: str, doc_fa: str, doc_en: str) -> Column:
    """Return a Column; the words in the order heading, meaning."""
    return Column(name, Text(fa, en), unit, Text(doc_fa, doc_en))


def three(name: str, unit: str, fa: str, en: str, doc_fa: str, doc_en: str) -> Iterable[Column]:
    """Return one figure as three columns: at the low, the default and the high setting."""
    for end, words in _AT.items():
        title = Text(fa + words.fa, en + words.en)
        yield Column(f"{name}{end}", title, unit, Text(doc_fa, doc_en))


PARTS_DOC = {
    "sitting": Text("جلسه‌های اصلی × طول جلسه", "main sessions x hours per session"),
    "sub_sitting": Text(
        "سهم حضور در جلسه‌های فرعی × جلسه‌های فرعی × طول آن",
        "share of sub-sessions sat in x sub-sessions x their length",
    ),
    "preparation": Text(
        "جلسه‌های اصلی × ساعت آمادگی؛ برای جلسهٔ فرعی شمرده نمی‌شود",
        "main sessions x preparation hours; none for sub-sessions",
    ),
    "travel": Text(
        "(جلسه‌های اصلی + سهم جلسه‌های فرعی) × ساعت رفت‌وبرگشت",
        "(main sessions + share of sub-sessions) x travel hours there and back",
    ),
    "followup": Text(
        "جلسه‌های اصلی × ساعت پیگیری؛ خود اجرای مصوبه شمرده نمی‌شود",
        "main sessions x follow-up hours; carrying out a resolution is not counted",
    ),
}
"""What each part of the hours is, by name of `load.PARTS`; `together` has it where councils sit together."""

PARTS_TITLE = {
    "sitting": Text("نشستن در جلسه‌های اصلی", "Sitting in main sessions"),
    "sub_sitting": Text("نشستن در جلسه‌های فرعی", "Sitting in sub-sessions"),
    "preparation": Text("آمادگی", "Preparation"),
    "travel": Text("رفت‌وآمد", "Travel"),
    "followup": Text("پیگیری", "Follow-up"),
}
"""Headings of the parts of the hours."""


def parts(if_all: bool, unit: str = "hours/year") -> Iterable[Column]:
    """Return the columns of the five parts: as expected, or if every session is attended."""
    for name, title in PARTS_TITLE.items():
        doc = PARTS_DOC[name]
        if if_all:
            fa, en = f"{title.fa}، با حضور کامل", f"{title.en}, all attended"
            yield from three(f"{name}_if_all", unit, fa, en, doc.fa, doc.en)
        else:
            fa, en = f"احتمال حضور × ({doc.fa})", f"attendance x ({doc.en})"
            yield from three(name, unit, title.fa, title.en, fa, en)


def hours(unit: str = "hours/year") -> Iterable[Column]:
    """Return the columns of the hours in all: expected, and if every session is attended."""
    yield from three(
        "hours",
        unit,
        "ساعت",
        "Hours",
        "مجموع پنج جزء × احتمال حضور؛ کمینه و بیشینه: همهٔ پیش‌فرض‌ها با هم در کمینه یا بیشینه؛ "
        "برای شوراهایی که با هم می‌نشینند این دو تنظیم‌اند و نه کران",
        "the five parts x attendance; low and high: every default at its low or high end at once; "
        "of councils that sit together these are settings, not bounds",
    )
    yield from three(
        "hours_if_all",
        unit,
        "ساعت با حضور کامل",
        "Hours if all is attended",
        "مجموع پنج جزء، اگر در همهٔ جلسه‌ها حاضر شود؛ ساعت‌های نشستی که چند شورا دارد زیر عضویتی می‌آید "
        "که احتمال حضور × سهم نشستنِ آن بیشترین است",
        "sum of the five parts if every session is attended; the hours of a sitting of several councils "
        "stand under the seat whose attendance x share sat through is greatest",
    )
