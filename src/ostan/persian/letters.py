"""Canonical Persian letters for showing.  The original stays with whoever called."""

import re
import unicodedata
from functools import cache
from typing import Final

ZWNJ: Final = "\u200c"
"""Zero-width non-joiner, the half-space of Persian."""

BIDI_OVERRIDES: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Embeddings, overrides and isolates: they can show a name as another one (Unicode TR 36, 2.2)."""

NON_JOINING: Final = "ءآأإاٱدذرزژوؤة"
"""Letters that never join to the next one: a half-space after them cannot be seen."""

_ZWJ: Final = "\u200d"
_HAMZA_ABOVE: Final = "\u0654"
_HE_VARIANTS: Final = dict.fromkeys("ہھە", "ه")
_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("يىېۍ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **_HE_VARIANTS,
        **dict.fromkeys("ۀۂ", "ه" + _HAMZA_ABOVE),
        **{chr(0x660 + i): chr(0x6F0 + i) for i in range(10)},
    }
)

_MARK: Final = r"[\u064b-\u065f\u0670]"
_LETTER: Final = (
    r"[\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff]"
)
_JOINING: Final = rf"(?![{NON_JOINING}]){_LETTER}"

_BIDI: Final = re.compile(f"[{BIDI_OVERRIDES}]")
_SPACES: Final = re.compile(r" {2,}")
_HALF_SPACES: Final = re.compile(f"{ZWNJ}+")
_VISIBLE_HALF_SPACE: Final = re.compile(f"({_JOINING}{_MARK}*){ZWNJ}(?={_LETTER})")
_LENGTHENING: Final = re.compile(f"({_JOINING}{_MARK}*)ـ+(?={_MARK}*{_LETTER})")
_PRESENTATION: Final = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
_LOOSE_JOINER: Final = re.compile(f"(?<!{_LETTER})(?<!{_MARK}){_ZWJ}")
_HELD: Final = "\ue000"
"""Private-use stand-in for a half-space that stays, while the others go."""


def has_bidi_override(text: str) -> bool:
    """Whether `text` holds a character that can turn the order of what is shown around."""
    return _BIDI.search(text) is not None


def display(text: str) -> str:
    """Return `text` in canonical Persian letters, on one line, ready to be shown.

    Arabic ya, kaf and forms of he become Persian, Arabic digits Persian ones (Latin digits stay:
    they may be a code), presentation forms plain letters; the result is in NFC.  Controls,
    bidirectional overrides and invisible characters go, line breaks and odd spaces become one
    space.  A half-space stays where it can be seen (between two letters, the first a joining one),
    a tatweel goes where it lengthens a word and stays where it is a dash (`ماده ۱ ـ`, `هـ`).
    Ta marbuta, hamza and diacritics are spelling, so they stay.  Idempotent.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    text = _PRESENTATION.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = unicodedata.normalize("NFC", text.translate(_visible()))
    text = _LENGTHENING.sub(r"\1", _tidy_half_spaces(text))
    text = unicodedata.normalize("NFC", text).translate(_LETTERS).replace("ی" + _HAMZA_ABOVE, "ئ")
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip(" "))


def _tidy_half_spaces(text: str) -> str:
    if _ZWJ in text:
        text = _LOOSE_JOINER.sub("", text)
    if ZWNJ not in text:
        return text
    text = _HALF_SPACES.sub(ZWNJ, text)
    return _VISIBLE_HALF_SPACE.sub(rf"\1{_HELD}", text).replace(ZWNJ, "").replace(_HELD, ZWNJ)


class _Visible(dict[int, int | None]):
    """Translation table that works a code point out when it first meets it."""

    def __missing__(self, point: int) -> int | None:
        self[point] = answer = _seen(point)
        return answer


@cache
def _visible() -> _Visible:
    return _Visible()


def _seen(point: int) -> int | None:
    """Return what is shown of a code point: itself, a space, or nothing."""
    character = chr(point)
    if character in (ZWNJ, _ZWJ):
        return point
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\v\f\r\x85":
        return 0x20
    return None if category in ("Cc", "Cf", "Co", "Cs") else point
