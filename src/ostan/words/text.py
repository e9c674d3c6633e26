"""A sentence in both languages. Persian first: it is the language the text is written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ostan.words.lang import Lang as Lang


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label, complete in Persian and in English.

    Braced names are filled by `fill`; a filled Text has none left.
    """

    fa: str
    en: str

    def to(self, lang: Lang) -> str:
        """Return the wording in `lang`."""
        return self.fa if lang == "fa" else self.en

    def fill(self, **values: Value) -> Text:
        """Put values into the braces: numbers and dates as each language writes them.

        Strings stand as they are (ids, file names, what a cell held).
        """
        return Text(
            self.fa.format(**{k: _word(v, "fa") for k, v in values.items()}),
            self.en.format(**{k: _word(v, "en") for k, v in values.items()}),
        )


Value = str | int | float | date | Text | None
"""What may be put into the braces of a Text."""


def same(words: str) -> Text:
    """Return a Text that reads alike in both languages: an id, a number, a quotation."""
    return Text(words, words)


def joined(parts: list[Text]) -> Text:
    """Join parts as a list is written: with the Persian comma, with the Latin one."""
    return Text("، ".join(p.fa for p in parts), ", ".join(p.en for p in parts))


def _word(value: Value, lang: Lang) -> str:
    from ostan.words import formats

    if isinstance(value, Text):
        return value.to(lang)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return formats.date(value, lang)
    return formats.number(value, lang)
