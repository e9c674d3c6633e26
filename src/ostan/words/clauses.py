"""Clauses of an act in words: `art_1__para_2` (Akoma Ntoso eId) reads «مادهٔ ۱، بند ۲»."""

from __future__ import annotations

import re
from typing import Final

from ostan.words.formats import count
from ostan.words.text import Text, joined, same

PARTS: Final = {
    "part": Text("بخش", "part"),
    "chp": Text("فصل", "chapter"),
    "sec": Text("قسمت", "section"),
    "art": Text("مادهٔ", "article"),
    "para": Text("بند", "paragraph"),
    "subpara": Text("جزء", "subparagraph"),
    "point": Text("جزء", "point"),
    "note": Text("تبصرهٔ", "note"),
}
"""Words for the parts of an eId."""

_PART: Final = re.compile(r"([a-z]+)_([0-9]+|[^_]+)")


def clause(eid: str) -> Text:
    """Return the clause with this eId in words; as it is where some part of it is not known."""
    found = [_PART.fullmatch(part) for part in eid.split("__")]
    known = [m.groups() for m in found if m and m[1] in PARTS]
    if len(known) < len(found):
        return same(eid)
    return joined([_part(name, number) for name, number in known])


def _part(name: str, number: str) -> Text:
    word = PARTS[name]
    if not number.isdecimal():
        return Text(f"{word.fa} {number}", f"{word.en} {number}")
    return Text(f"{word.fa} {count(int(number), 'fa')}", f"{word.en} {int(number)}")
