"""Columns that measures of units, powers and services share, and short ways to write one."""

from __future__ import annotations

from ostan.measure.figure import Column
from ostan.words.text import Text

Both = tuple[str, str]
"""Words in Persian and in English."""


def column(name: str, unit: str, title: Both, doc: Both) -> Column:
    """Return a Column from its words in both languages."""
    return Column(name, Text(*title), unit, Text(*doc))


def settings(name: str, unit: str, title: Both, doc: Both) -> tuple[Column, ...]:
    """Return one figure as three columns: at the low, the default and the high setting."""
    fa, en = title
    return (
        column(f"{name}_low", unit, (f"{fa} (کمینه)", f"{en} (low)"), doc),
        column(name, unit, title, doc),
        column(f"{name}_high", unit, (f"{fa} (بیشینه)", f"{en} (high)"), doc),
    )


def ranged(name: str, unit: str, title: Both, doc: Both) -> tuple[Column, ...]:
    """Return the columns of a median with its smallest and largest value."""
    fa, en = title
    return (
        column(name, unit, (f"{fa} (میانه)", f"{en} (median)"), doc),
        column(f"{name}_min", unit, (f"{fa} (کمترین)", f"{en} (fewest)"), doc),
        column(f"{name}_max", unit, (f"{fa} (بیشترین)", f"{en} (most)"), doc),
    )


PLACE = column("place", "id", ("مکان", "Place"), ("شناسهٔ مکان", "Id of the place"))
MINISTRY = column(
    "ministry",
    "id",
    ("وزارتخانه", "Ministry"),
    ("شناسهٔ وزارتخانه یا سازمان ملی", "Id of the ministry or national organisation"),
)
COUNCIL = column("council", "id", ("شورا", "Council"), ("شناسهٔ شورا", "Id of the council"))
UNIT = column("unit", "id", ("واحد", "Unit"), ("شناسهٔ واحد", "Id of the unit"))
SUBJECT = column("subject", "id", ("موضوع", "Subject"), ("شناسهٔ موضوع", "Id of the subject"))
MATTER = column("matter", "id", ("امر", "Matter"), ("شناسهٔ امر", "Id of the matter"))
