"""What an office says is to be done, in its own words: «ادغام», «جلسهٔ مشترک», «انحلال»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ostan.files.reforms.wording import kind_of
from ostan.persian.keys import words

NOTHING: Final = "no_change"
"""What a row says that leaves a council as it is; no change is made of it."""

STEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "merge_councils": (
        "ادغام",
        "ادغام شونده",
        "ادغام شده",
        "ادغامی",
        "تلفیق",
        "مدغم",
        "یکپارچه",
        "merge",
        "merged",
        "merger",
    ),
    "hold_jointly": (
        "جلسه مشترک",
        "جلسات مشترک",
        "نشست مشترک",
        "برگزاری مشترک",
        "مشترکا برگزار",
        "برگزاری همزمان",
        "joint session",
        "joint sessions",
        "hold jointly",
        "held jointly",
    ),
    "hold_same_day": (
        "هم روز",
        "همان روز",
        "یک روز",
        "روز شوراها",
        "روز مشترک",
        "same day",
        "council day",
    ),
    "place_council_under": (
        "زیرمجموعه",
        "زیر مجموعه",
        "زیر نظر",
        "ذیل",
        "تحت نظر",
        "کارگروه تخصصی شود",
        "place under",
        "placed under",
        "subordinate to",
    ),
    "share_secretariat": ("دبیرخانه", "secretariat"),
    "delegate_chair": (
        "تفویض ریاست",
        "واگذاری ریاست",
        "تفویض اداره جلسه",
        "تغییر رئیس",
        "ریاست به",
        "delegate chair",
        "delegate the chair",
    ),
    "delegate_seat": (
        "تفویض عضویت",
        "تفویض حضور",
        "تعیین جانشین",
        "حضور جانشین",
        "delegate seat",
        "delegate the seat",
    ),
    "decide_in_writing": (
        "مکاتبه ای",
        "دورگردش",
        "دور گردش",
        "بدون جلسه",
        "تصمیم گیری کتبی",
        "in writing",
    ),
    "set_sessions": (
        "کاهش جلسات",
        "کاهش تعداد جلسات",
        "تعداد جلسات",
        "تعیین جلسات",
        "تعیین تعداد جلسات",
        "set sessions",
        "fewer sessions",
    ),
    "abolish_council": (
        "انحلال",
        "منحل",
        "حذف",
        "لغو",
        "برچیدن",
        "abolish",
        "abolished",
        "abolition",
        "dissolve",
        "dissolved",
    ),
    "end_council": ("پایان دوره", "پایان فعالیت", "خاتمه", "end on", "sunset"),
    "restore_council": ("احیا", "احیای", "بازگشت", "restore", "restored", "revive"),
    NOTHING: (
        "بدون تغییر",
        "حفظ",
        "ابقا",
        "ابقای",
        "تداوم فعالیت",
        "ادامه فعالیت",
        "حفظ وضع موجود",
        "no change",
        "keep",
        "unchanged",
        "retain",
    ),
}
"""Words and phrases of each kind of change, one word or several in a row."""

_CONTRARY: Final = (
    "ادغام نشود",
    "ادغام نشوند",
    "عدم ادغام",
    "بدون ادغام",
    "انحلال نشود",
    "منحل نشود",
    "عدم انحلال",
    "حذف نشود",
    "عدم حذف",
    "not merge",
    "not merged",
    "not abolished",
)
"""Phrases that name a change and say the contrary."""

_NEGATIONS: Final = frozenset(
    "نشود نشوند نشده نگردد نگردند نمیشود نمیشوند نباید نیست نیستند عدم نه not never no dont".split()
)
"""Words beside which a change may mean the contrary: a question, where the phrase is not known."""

_LEAD: Final = re.compile(
    r"^.*?(?:(?<=\s)|^)(?:در|با|به|ذیل|زیر نظر|زیرمجموعهٔ|زیرمجموعه‌ی|زیرمجموعه|into|with|under|to)\s+(.+)$",
    re.S,
)
_TAIL: Final = re.compile(
    r"\s+(?:به\s+دلیل|به\s+علت|به\s+منظور|با\s+توجه|بنا\s+بر|جهت|برای|چون|زیرا|شود|شوند|گردد|گردند|"
    r"می\s?‌?شود|می\s?‌?شوند|می\s?‌?گردد|because|since)(?:\s|$)|[.،؛;(]"
)
"""What ends a name inside a sentence."""


@dataclass(frozen=True)
class Said:
    """The kinds a text speaks of: one is certain, several are a question."""

    kinds: tuple[str, ...]

    @property
    def kind(self) -> str | None:
        """The one kind the text speaks of, or None."""
        return self.kinds[0] if len(self.kinds) == 1 else None


def said(text: str) -> Said:
    """Return the kinds of change whose words stand in `text`; the title of a kind is that kind."""
    titled = kind_of(text)
    if titled is not None:
        return Said((titled,))
    tokens = words(text)
    if any(_has(tokens, words(p)) for p in _CONTRARY):
        return Said((NOTHING,))
    found = [k for k, phrases in _tokens().items() if any(_has(tokens, p) for p in phrases)]
    if found and found != [NOTHING] and _NEGATIONS & set(tokens):
        return Said((*found, NOTHING))
    return Said(tuple(found))


def after(text: str) -> Iterator[str]:
    """Yield what may be the name of the host in «ادغام در شورای …»: what follows a preposition."""
    rest = text.strip()
    while match := _LEAD.match(rest):
        rest = match[1].strip()
        yield rest
        if cut := _TAIL.search(rest):
            yield rest[: cut.start()].strip()


def hands_over(text: str) -> bool:
    """Whether a text about an end also says where functions go: «انتقال وظایف به …»."""
    tokens = set(words(text))
    return bool(tokens & {"وظایف", "وظیفه", "انتقال", "واگذاری", "functions", "transfer"})


@cache
def _tokens() -> Mapping[str, list[list[str]]]:
    return {k: [words(p) for p in phrases] for k, phrases in STEMS.items()}


def _has(tokens: list[str], phrase: list[str]) -> bool:
    """Whether the words of a phrase stand in a row, spaces and half-spaces within them aside."""
    wanted = "".join(phrase)
    for start in range(len(tokens)):
        joined = ""
        for token in tokens[start : start + len(phrase) + 1]:
            joined += token
            if joined == wanted:
                return True
            if not wanted.startswith(joined):
                break
    return False
