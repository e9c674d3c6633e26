"""Keys to match and to sort by.

A folded key forgets everything two people may type differently without meaning another thing:
letters of Arabic keyboards, hamza, diacritics, tatweel, half-spaces, spaces, punctuation, the
script of digits, capitals.  Rules: reference list of the Persian Academy's orthography for hamza,
Unicode NFKD for the rest.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final, TypeGuard, overload

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

_SPELLINGS: Final = (
    ("هییت", "هیات"),
    ("مسوول", "مسیول"),
    ("مسیله", "مساله"),
    ("شوون", "شیون"),
    ("سیوال", "سوال"),
    ("جریت", "جرات"),
    ("نشیت", "نشات"),
    ("زکوه", "زکات"),
)
"""Words whose hamza (or old letter) has several accepted seats: هیئت and هیأت, مسئول and مسؤول.
They are written as they look once hamza forms are folded."""

_SAME_LETTER: Final = {
    **dict.fromkeys("يىئېۍےۓ", "ی"),
    **dict.fromkeys("كڪڭ", "ک"),
    **dict.fromkeys("ةەہھۃۀۂۿ", "ه"),
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ؤۆۇۈۋ", "و"),
    **dict.fromkeys("ءـ", ""),
}
_EZAFE: Final = re.compile("ه\u200c(?:ی|ي|ى)(?![\u0620-\u06ff\u200c])")
"""Ezafe after he, written out (`توسعه‌ی`): the same name as `توسعهٔ` and `توسعه`."""

_UNSEEN: Final = re.compile("[\u200b\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Invisible characters that would hide the end of a word from `_EZAFE`."""

_DIGITS_APART: Final = re.compile(r"(?<=[0-9]) +(?=[0-9])")
_GLUE: Final = "·"
"""Stands between two numbers of a key, so that 602/12 and 60/212 stay two keys."""

_LINE: Final = "\n"
_SPACE: Final = 0x20
_SEVERAL: Final = 0xFFFE
_UNMET: Final = 0xFFFF
"""Marks in the table of UTF-16 units (both are non-characters): folds to several; not met yet."""


def fold(text: str) -> str:
    """Return the matching key of `text`; two texts with one key are the same name, written twice.

    Holds small Latin letters, Persian letters without hamza seats, Latin digits, and a dot between
    two numbers; nothing else.  Empty if `text` has no letter or digit.  Idempotent.
    """
    return _fold(text.replace(_LINE, " "))


def words(text: str) -> list[str]:
    """Return the folded words of `text`; a half-space joins, everything but letters parts."""
    text = _without_ezafe(text.replace(_LINE, " ")).replace("\u200c", "")
    return _settled(text.translate(_table())).split()


@overload
def fold_all(texts: "pl.Series") -> "pl.Series": ...
@overload
def fold_all(texts: Iterable[str]) -> list[str]: ...
def fold_all(texts: "pl.Series | Iterable[str]") -> "pl.Series | list[str]":
    """Return `fold` of every text: a list for an iterable, a series for a series (null stays null).

    All texts are folded as one, since the cost of a call is more than that of a name; a series is
    folded once per distinct value.
    """
    if _is_series(texts):
        return _fold_series(texts)
    return _fold_list(list(texts))


def _is_series(texts: object) -> "TypeGuard[pl.Series]":
    return hasattr(texts, "to_list")


def _fold_list(texts: list[str]) -> list[str]:
    if not texts:
        return []
    joined = _LINE.join(texts)
    if joined.count(_LINE) != len(texts) - 1:
        joined = _LINE.join(text.replace(_LINE, " ") for text in texts)
    return _fold_lines(joined).split(_LINE)


def _fold_series(texts: "pl.Series") -> "pl.Series":
    import polars as pl

    distinct = texts.drop_nulls().unique()
    keys = pl.Series(_fold_list(distinct.to_list()), dtype=pl.String)
    return texts.replace_strict(distinct, keys, default=None, return_dtype=pl.String)


def _fold(text: str) -> str:
    text = _without_ezafe(text).translate(_table())
    if " " in text:
        text = _DIGITS_APART.sub(_GLUE, text).replace(" ", "")
    return _settled(text)


def _without_ezafe(text: str) -> str:
    return _EZAFE.sub("ه", _UNSEEN.sub("", text)) if "\u200c" in text else text


def _settled(text: str) -> str:
    for spelling, settled in _SPELLINGS:
        text = text.replace(spelling, settled)
    return text


def _fold_lines(text: str) -> str:
    """Fold a long text by table look-up on its UTF-16 units, keeping the line breaks.

    Ten times as fast as `str.translate`.  Characters that fold to more than one (ligatures) are
    spelt out first; a text with characters beyond the first plane goes the slow way.
    """
    import numpy as np

    text = _without_ezafe(text)
    table = _units()
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    folded = table[units]
    if (folded >= _SEVERAL).any():
        for point in np.unique(units[folded == _UNMET]).tolist():
            table[point] = _unit(point)
        folded = table[units]
    if (folded == _SEVERAL).any():
        return "\n".join(_fold(line) for line in text.split(_LINE))
    kept = np.flatnonzero((folded != 0) & (folded != _SPACE))
    joined = folded[kept]
    between = _between_numbers(joined, kept, folded)
    if between.size:
        joined = np.insert(joined, between, ord(_GLUE))
    return _settled(joined.tobytes().decode("utf-16-le"))


def _between_numbers(
    joined: "npt.NDArray[np.uint16]", kept: "npt.NDArray[np.intp]", folded: "npt.NDArray[np.uint16]"
) -> "npt.NDArray[np.intp]":
    """Return the places in `joined` where spaces stood between two digits."""
    import numpy as np

    digit = (joined >= 0x30) & (joined <= 0x39)
    both = np.flatnonzero(digit[1:] & digit[:-1])
    apart = both[kept[both + 1] - kept[both] > 1]
    spaced = [(folded[kept[i] : kept[i + 1]] == _SPACE).any() for i in apart.tolist()]
    return apart[spaced] + 1 if len(apart) else apart


@cache
def _units() -> "npt.NDArray[np.uint16]":
    import numpy as np

    return np.full(0x10000, _UNMET, dtype=np.uint16)


def _unit(point: int) -> int:
    """Return what one UTF-16 unit folds to: 0 for nothing, `_SEVERAL` where one is not enough."""
    if 0xD800 <= point <= 0xDFFF:
        return _SEVERAL
    folded = _table()[point]
    return _SEVERAL if len(folded) > 1 else ord(folded or "\0")


class _Table(dict[int, str]):
    """Translation table that works a code point out when it first meets it."""

    def __missing__(self, point: int) -> str:
        self[point] = answer = _folded(chr(point))
        return answer


@cache
def _table() -> _Table:
    return _Table({ord(_LINE): _LINE})


def _folded(character: str) -> str:
    """Return what a key keeps of one character; a separator becomes a space."""
    if character in _SAME_LETTER:
        return _SAME_LETTER[character]
    plain = unicodedata.normalize("NFKD", character).casefold()
    kept = "".join(_kept(c) for c in unicodedata.normalize("NFKD", plain))
    return kept if kept.strip() else kept[:1]


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character in _SAME_LETTER:
        return _SAME_LETTER[character]
    if category[0] == "L" or category in ("No", "Nl"):
        return character
    return "" if category[0] == "M" or category == "Cf" else " "


# --- sorting ---

_ALPHABET: Final = "ءآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SORT_AS: Final = {
    **dict.fromkeys("أإٱ", "ا"),
    **{k: v for k, v in _SAME_LETTER.items() if v in "یکهو" and v},
}
_FIRST_LETTER: Final = 0x100
_FIRST_OTHER: Final = 0x200
"""Code points of a sort key: space and digits as they are, Persian letters from the first, others
from the second."""

_NUMBER: Final = re.compile(r"[0-9]+")


def sort_key(text: str) -> str:
    """Return a string that sorts `text` in Persian order by plain code points.

    Words first by word (a space sorts before all), numbers before letters and by their value,
    Persian letters in the order of the alphabet (آ ا ب پ ... گ ... و ه ی), Latin and others after
    them, capitals as small letters.  Half-spaces, diacritics, tatweel and Arabic ya and kaf make
    no difference.  A key of at most 2^16 digits in a row.
    """
    key = text.translate(_sort_table())
    key = " ".join(key.split())
    return _NUMBER.sub(_by_value, key)


@overload
def sort_keys(texts: "pl.Series") -> "pl.Series": ...
@overload
def sort_keys(texts: Iterable[str]) -> list[str]: ...
def sort_keys(texts: "pl.Series | Iterable[str]") -> "pl.Series | list[str]":
    """Return `sort_key` of every text: a list for an iterable, a series for a series.

    `frame.sort(sort_keys(frame["name_fa"]))` sorts a polars frame in Persian order.
    """
    if not _is_series(texts):
        return [sort_key(text) for text in texts]
    import polars as pl

    keys = [None if text is None else sort_key(text) for text in texts.to_list()]
    return pl.Series(texts.name, keys, dtype=pl.String)


def _by_value(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0") or "0"
    return f"{chr(0x30)}{chr(0x40 + min(len(digits), 0x7F))}{digits}"


class _SortTable(dict[int, str]):
    def __missing__(self, point: int) -> str:
        self[point] = answer = _collated(chr(point))
        return answer


@cache
def _sort_table() -> _SortTable:
    return _SortTable()


def _collated(character: str) -> str:
    letter = _SORT_AS.get(character, character)
    if letter in _ALPHABET:
        return chr(_FIRST_LETTER + _ALPHABET.index(letter))
    kept = _folded(character)
    if len(kept) == 1 and kept in _ALPHABET:
        return chr(_FIRST_LETTER + _ALPHABET.index(kept))
    return "".join(c if c in " 0123456789" else _after_persian(c) for c in kept)


def _after_persian(character: str) -> str:
    point = ord(character)
    return chr(_FIRST_OTHER + point) if point < _FIRST_OTHER * 0x10 else character
