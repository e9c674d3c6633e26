"""Formula injection on the way out, and the way back in.

A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP ASVS 5.0.0,
V1.2.10; RFC 4180, 2.6 and 2.7), also where the sign is full-width or stands after invisible marks,
which some programs drop. The reader takes one apostrophe off again, so nothing changes on a round
trip. Numbers are written as numbers and need no guard.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

QUOTE: Final = "'"
"""What spreadsheets themselves put before a text that looks like a formula."""

_UNSEEN: Final = r"[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_SIGN: Final = r"[=+\-@\t\r\n\x00\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]"
DANGEROUS: Final = rf"^'*{_UNSEEN}{_SIGN}"
"""Texts that get a guard. A leading apostrophe counts too, else the reader would take off one that
was there before."""
GUARDED: Final = rf"^'+{_UNSEEN}{_SIGN}"
"""Texts whose first apostrophe is a guard."""

_DANGEROUS: Final = re.compile(DANGEROUS)
_GUARDED: Final = re.compile(GUARDED)


def guard(text: str) -> str:
    """Return `text` safe to stand in a cell; most texts stay as they are."""
    return QUOTE + text if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Return what `guard` was given."""
    return text[1:] if _GUARDED.match(text) else text


def guarded(column: pl.Expr) -> pl.Expr:
    """Do as `guard` does, for a column of text."""
    return (
        pl.when(column.str.contains(DANGEROUS)).then(QUOTE + column).otherwise(column).name.keep()
    )


def unguarded(texts: pl.Series) -> pl.Series:
    """Do as `unguard` does, for a series of text; nothing is copied where nothing is guarded."""
    if not texts.str.starts_with(QUOTE).any():
        return texts
    return texts.str.replace(rf"^'('*{_UNSEEN}{_SIGN})", "${1}")
