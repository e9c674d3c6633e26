"""Blocks' values as markup in one language: digits of that language, names isolated, all escaped."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from ostan.persian.digits import to_persian
from ostan.report.blocks import Badge, Cell, Code, Col, Figure, Name, Range, Say
from ostan.words import formats
from ostan.words.labels import YES_NO
from ostan.words.text import Lang, Text

if TYPE_CHECKING:
    from markupsafe import Markup

_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_LATIN_OR_DIGIT: Final = re.compile(r"[A-Za-z0-9]")
_LATIN_RUN: Final = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9_@.\-/:+=,;'’ ]*[A-Za-z0-9])?)")
_PERSIAN_RUN: Final = re.compile(
    r"([\u0600-\u06ff](?:[\u0600-\u06ff\u200c\s«»()]*[\u0600-\u06ff])?)"
)
DIRECTION: Final[dict[Lang, str]] = {"fa": "rtl", "en": "ltr"}
"""Direction in which each language is written."""


def number(value: float | None, unit: str, lang: Lang, decimals: int = 1) -> str:
    """Return a number as its unit is read: shares as percentages, counts without decimals."""
    if unit == "share":
        return formats.percent(value, lang, decimals=0 if decimals == 1 else decimals)
    whole = unit in {"count", "people", "days"}
    return formats.number(value, lang, decimals=0 if whole else decimals)


def words(value: Cell, lang: Lang, unit: str = "text", decimals: int = 1) -> str:
    """Return a value as plain words of one language, without markup: for charts and titles."""
    if isinstance(value, Range):
        return _range(value, unit, lang, decimals)
    if isinstance(value, Figure):
        return value.text.to(lang)
    if isinstance(value, Badge):
        return value.label.to(lang)
    if isinstance(value, Say):
        parts = {k: words(v, lang) for k, v in value.values.items()}
        return value.text.to(lang).format(**parts)
    if isinstance(value, Text):
        return value.to(lang)
    if isinstance(value, Name):
        return _plain(_own(value, lang) or _other(value, lang) or "", lang)
    if isinstance(value, Code):
        return value.value
    if isinstance(value, str):
        return _plain(value, lang)
    return _scalar(value, lang, unit, decimals)


def markup(value: Cell, lang: Lang, unit: str = "text", decimals: int = 1) -> Markup:
    """Return a value as escaped markup: strong figures, isolated ids and foreign names."""
    from markupsafe import Markup, escape

    if value is None or value == "":
        return Markup("<i>{}</i>").format(formats.UNKNOWN[lang])
    if isinstance(value, Figure):
        return Markup("<strong>{}</strong>").format(value.text.to(lang))
    if isinstance(value, Code):
        return Markup('<bdi dir="ltr"><code>{}</code></bdi>').format(value.value)
    if isinstance(value, Badge):
        mark = Markup('<span class="badge {}" aria-hidden="true">{}</span> {}')
        return mark.format(value.colour, value.letter.to(lang), value.label.to(lang))
    if isinstance(value, Say):
        return say(value, lang)
    if isinstance(value, Name):
        return _named(value, lang)
    if isinstance(value, str):
        return _isolated(value, lang)
    if isinstance(value, Text):
        return _apart(value.to(lang), lang)
    if isinstance(value, Range):
        # A line may break before the range and never inside it.
        middle, _, ends = words(value, lang, unit, decimals).partition(" (")
        return (
            Markup('{} <span class="nb">({}</span>').format(middle, ends)
            if ends
            else escape(middle)
        )
    return escape(words(value, lang, unit, decimals))


def cell(value: Cell, column: Col, lang: Lang) -> Markup:
    """Return a cell of a table."""
    return markup(value, lang, column.unit, column.decimals)


def say(sentence: Say, lang: Lang) -> Markup:
    """Return a sentence with its braces filled; the words around them are escaped too."""
    from markupsafe import Markup, escape

    values = {k: markup(v, lang) for k, v in sentence.values.items()}
    return Markup(str(escape(sentence.text.to(lang)))).format(**values)


def cut(text: str, width: int) -> str:
    """Return at most `width` characters, cut at a space where there is one near, with an ellipsis."""
    if len(text) <= width:
        return text
    head = text[: width - 1]
    words, _, _ = head.rpartition(" ")
    return (words if len(words) > width / 2 else head).rstrip() + "…"


def _scalar(value: float | date | None, lang: Lang, unit: str, decimals: int) -> str:
    if value is None:
        return formats.UNKNOWN[lang]
    if isinstance(value, bool):
        return YES_NO[str(value).lower()].to(lang)
    if isinstance(value, date):
        return formats.date_short(value, lang)
    return number(value, unit, lang, decimals)


def _range(value: Range, unit: str, lang: Lang, decimals: int) -> str:
    middle = number(value.value, unit, lang, decimals)
    if value.value is None or value.low is None or value.high is None:
        return middle
    low, high = (number(v, unit, lang, decimals) for v in (value.low, value.high))
    if low == high:
        return middle
    return f"{middle} ({low} تا {high})" if lang == "fa" else f"{middle} ({low} to {high})"


def _own(name: Name, lang: Lang) -> str | None:
    return name.fa if lang == "fa" else name.en


def _other(name: Name, lang: Lang) -> str | None:
    return name.en if lang == "fa" else name.fa


def _plain(text: str, lang: Lang) -> str:
    """Return user text with the digits of the language, unless it holds words in the other."""
    return to_persian(text) if lang == "fa" and not _LATIN.search(text) else text


def _named(name: Name, lang: Lang) -> Markup:
    from markupsafe import Markup

    own, other = _own(name, lang), _other(name, lang)
    if own or not other:
        return _isolated(own or "", lang)
    foreign: Lang = "en" if lang == "fa" else "fa"
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
        foreign, DIRECTION[foreign], _plain(other, foreign)
    )


def _apart(text: str, lang: Lang) -> Markup:
    """Return a sentence of ours with the runs of the other script set apart: ids, names, quotations."""
    from markupsafe import Markup, escape

    pattern = _LATIN_RUN if lang == "fa" else _PERSIAN_RUN
    foreign: Lang = "en" if lang == "fa" else "fa"
    isolate = Markup('<bdi lang="{}" dir="{}">{}</bdi>')
    parts = pattern.split(text)
    return Markup("").join(
        isolate.format(foreign, DIRECTION[foreign], part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )


def _isolated(text: str, lang: Lang) -> Markup:
    """Return user text; what is not in the script of the page stands apart from it."""
    from markupsafe import Markup, escape

    shown = _plain(text, lang)
    foreign = _LATIN_OR_DIGIT if lang == "fa" else _ARABIC
    if not foreign.search(shown):
        return escape(shown)
    if lang == "en":
        return Markup('<bdi lang="fa" dir="auto">{}</bdi>').format(shown)
    return Markup('<bdi dir="auto">{}</bdi>').format(shown)
