"""Half-spaces that a text has lost, suggested for showing.  Never stored over the original.

A general normaliser changes meaning: read as مصوب + های, a decree (مصوبه‌ای) becomes decrees.  So
a half-space is suggested only where a word of `halfspace.txt` (our own list) leaves one reading,
and a word that can be read in two ways stays as it came.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from ostan.persian.letters import NON_JOINING, ZWNJ, display

_WORD: Final = re.compile(f"[\u0620-\u063f\u0641-\u064a\u066e-\u06d3{ZWNJ}\u0654\u064b-\u0652]+")
_PLURALS: Final = ("هایشان", "هایمان", "هایی", "های", "هایش", "ها")
_PLURAL_APART: Final = re.compile(
    rf"(?<=[\u0621-\u063a\u0641-\u06cc]) (?=(?:{'|'.join(_PLURALS)})(?![\w{ZWNJ}]))"
)
_INDEFINITE_APART: Final = re.compile(rf"(?<=\wه) (?=ای(?![\w{ZWNJ}]))")
_SUPERLATIVE_APART: Final = re.compile(rf"(?<=[\u0621-\u063a\u0641-\u06cc]) (?=ترین(?![\w{ZWNJ}]))")
_IMPERFECT_APART: Final = re.compile(r"(?<!\w)(ن?می) (\w+)")
_TWO_WORDS: Final = re.compile(rf"(?<![\w{ZWNJ}])(\w+) (?=(\w+))")
_NON_SILENT: Final = re.compile(r"(?:اه|وه|یه)$")
"""He after a long vowel is sounded: دستگاه takes no half-space before ی."""

_ACTIONS: Final = tuple(
    f"{action}{ending}"
    for action in (
        "ریز",
        "گذار",
        "گیر",
        "ساز",
        "رسان",
        "بند",
        "پذیر",
        "محور",
        "زدا",
        "یاب",
        "سنج",
        "نویس",
        "نگار",
        "نگر",
        "بردار",
        "سپار",
        "نشان",
        "شناس",
    )
    for ending in ("یی", "ی", "")
)
"""Verbal second parts which form compounds freely: برنامه‌ریزی، خصوصی‌سازی، رقابت‌پذیر."""

_PAST: Final = (
    "شد کرد داد گرفت گفت رفت آمد یافت داشت ساخت خواست دانست توانست گذاشت پرداخت نمود گردید "
    "ماند خواند نوشت فرستاد آورد پذیرفت شناخت برد دید رسید کشید افزود کاست سنجید پرسید"
)
_PRESENT: Final = (
    "شو کن ده گیر گوی گو رو آی یاب ساز خواه دان توان گذار پرداز نمای گرد باش بر رس خور زن "
    "مان خوان نویس فرست آور پذیر شناس بین کش افزای کاه سنج پرس نشین بند آموز سپار"
)
_PAST_ENDINGS: Final = ("", "م", "یم", "ید", "ند")
_PRESENT_ENDINGS: Final = ("م", "د", "یم", "ید", "ند")
"""Second person singular is left out: میدانی is a word of its own (of the field)."""


@dataclass(frozen=True)
class _Words:
    stems: frozenset[str]
    silent: frozenset[str]
    heads: frozenset[str]
    compounds: dict[str, str]
    verbs: frozenset[str]


@cache
def _words() -> _Words:
    from importlib.resources import files

    lists: dict[str, list[str]] = {}
    section: list[str] = []
    for line in files("ostan.persian").joinpath("halfspace.txt").read_text("utf-8").splitlines():
        if line.endswith(":"):
            section = lists.setdefault(line[:-1], [])
        elif not line.startswith("#"):
            section.extend(line.split())
    return _Words(
        frozenset(lists["stems"]),
        frozenset(word for word in lists["silent"] if not _NON_SILENT.search(word)),
        frozenset(lists["heads"]),
        {word.replace(ZWNJ, ""): display(word) for word in lists["compounds"]},
        frozenset(_conjugated()),
    )


def _conjugated() -> list[str]:
    past = [stem + ending for stem in _PAST.split() for ending in _PAST_ENDINGS]
    return past + [stem + ending for stem in _PRESENT.split() for ending in _PRESENT_ENDINGS]


def suggest(text: str) -> str:
    """Return `display(text)` with the half-spaces that are surely missing; nothing else changes.

    Taking half-spaces out and spaces together again gives the text back, letter for letter.
    Idempotent.
    """
    text = display(text)
    text = _PLURAL_APART.sub(ZWNJ, text)
    text = _INDEFINITE_APART.sub(ZWNJ, text)
    text = _SUPERLATIVE_APART.sub(ZWNJ, text)
    text = _IMPERFECT_APART.sub(_imperfect_apart, text)
    text = _TWO_WORDS.sub(_compound_apart, text)
    return display(_WORD.sub(lambda match: _joined(match[0]), text))


def _imperfect_apart(match: re.Match[str]) -> str:
    return f"{match[1]}{ZWNJ}{match[2]}" if match[2] in _words().verbs else match[0]


def _compound_apart(match: re.Match[str]) -> str:
    """Join two words that make one compound of the list, or a head and a verbal part."""
    first, second = match[1], match[2]
    listed = _words().compounds.get(first + second)
    known = listed == display(first + ZWNJ + second) != first + second
    return first + ZWNJ if known or _acts(first, second) else match[0]


def _acts(first: str, second: str) -> bool:
    """Only the abstract noun (ریزی) joins across a space: ساز and بند are words of their own."""
    return second.endswith("ی") and second in _ACTIONS and first in _words().heads


def _joined(word: str) -> str:
    """Return a word written in one piece with its half-spaces."""
    if ZWNJ in word or word in _words().stems:
        return word
    return (
        _words().compounds.get(word)
        or _imperfect(word)
        or _plural(word)
        or _indefinite(word)
        or _compound(word)
        or word
    )


def _imperfect(word: str) -> str | None:
    for prefix in ("نمی", "می"):
        if word.startswith(prefix) and word[len(prefix) :] in _words().verbs:
            return prefix + ZWNJ + word[len(prefix) :]
    return None


def _plural(word: str) -> str | None:
    """Return stem and plural, unless the he may belong to the stem: نام‌های or نامه‌ای."""
    for ending in _PLURALS:
        stem = word.removesuffix(ending)
        if stem == word or not _is_stem(stem):
            continue
        if ending in ("های", "هایی", "ها") and stem + "ه" in _words().stems | _words().silent:
            return None
        return _joined(stem) + ("" if stem[-1] in NON_JOINING else ZWNJ) + ending
    return None


def _is_stem(stem: str) -> bool:
    return stem in _words().stems or stem in _words().compounds or _compound(stem) is not None


def _indefinite(word: str) -> str | None:
    stem = word.removesuffix("ای")
    if stem == word or stem not in _words().silent:
        return None
    return None if stem[:-1] in _words().stems else stem + ZWNJ + "ای"


def _compound(word: str) -> str | None:
    for ending in _ACTIONS:
        head = word.removesuffix(ending)
        if head != word and head in _words().heads and head[-1] not in NON_JOINING:
            return head + ZWNJ + ending
    return None
