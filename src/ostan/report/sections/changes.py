"""Who may change a council, move by move, and by which instrument."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from ostan.country.legal import FACTS
from ostan.report.blocks import Block, Cell, Grid, Head, Name, Picture, picture
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs
from ostan.report.wording import col, missing, say
from ostan.words.text import Text, joined


def blocks(inputs: Inputs, place: str) -> Iterable[Block]:
    """Return what the rules allow for the councils of a place; what is missing where there are none."""
    if not inputs.has("rules"):
        yield missing(
            "قاعدهٔ تغییر در داده‌ها نیست.",
            "There are no rules of change.",
            "با جدول قواعد دیده می‌شود هر شورا را چه کسی و با چه سندی می‌تواند تجمیع کند.",
            "With rules one sees who may consolidate each council, and by which instrument.",
        )
        return
    frame = inputs.frame("councils", "who_may_change").filter(pl.col("place") == place)
    yield Head(
        Text(
            "چه کسی می‌تواند تغییر دهد و با چه سندی", "Who may change what, and by which instrument"
        )
    )
    yield _change_picture(frame)
    merge = frame.filter(pl.col("move") == "merge_councils").sort("verdict", "council")
    columns = (
        col("شورا", "Council"),
        col("تجمیع", "Consolidation"),
        col("سند لازم", "Instrument"),
        col("بالاترین سند مبنا", "Highest founding act"),
        col("دانستهٔ کم", "Missing fact"),
    )
    cells = tuple(_change(inputs, r) for r in merge.iter_rows(named=True))
    yield Grid(
        Text("مرجع تجمیع هر شورا", "Who may consolidate each council"), columns, cells, folded=True
    )


VERDICTS: Final = {
    "allowed": Text("در دسترس", "within reach"),
    "locked": Text("نیازمند مرجع بالاتر", "needs a higher body"),
    "unknown": Text("مستند نامعلوم", "unknown ground"),
}
"""What the rules say of a move."""
MOVES: Final = {
    "merge_councils": Text("ادغام", "merge"),
    "abolish_council": Text("انحلال", "abolish"),
    "place_council_under": Text("زیرمجموعه‌سازی", "place under another"),
    "hold_jointly": Text("جلسهٔ مشترک", "hold jointly"),
    "hold_same_day": Text("روز شوراها", "hold on the same day"),
    "share_secretariat": Text("دبیرخانهٔ مشترک", "share a secretariat"),
    "delegate_chair": Text("تفویض ریاست", "delegate the chair"),
    "set_sessions": Text("تعیین شمار جلسه‌ها", "set the sessions"),
}
"""Moves judged by `who_may_change`, in words."""


def _change_picture(frame: pl.DataFrame) -> Picture:
    counts = {(m, v): n for m, v, n in frame.group_by("move", "verdict").len().iter_rows()}
    moves = [m for m in MOVES if any((m, v) in counts for v in VERDICTS)]
    columns = (
        col("تغییر", "Change"),
        *(col(v.fa, v.en, "count") for v in VERDICTS.values()),
    )
    return picture(
        "moves",
        say(
            "شمار شوراهایی که هر تغییر در آن‌ها با سندی در دسترس شدنی است",
            "Councils for which each change is within reach of an act",
        ),
        bars(
            "moves",
            [Bar(MOVES[m], counts.get((m, "allowed"), 0)) for m in moves],
            "count",
            Text("شمار شوراها", "councils"),
        ),
        Grid(
            Text("تغییرهای شدنی", "Changes within reach"),
            columns,
            tuple((MOVES[m], *(counts.get((m, v), 0) for v in VERDICTS)) for m in moves),
        ),
    )


def _change(inputs: Inputs, row: dict[str, Any]) -> tuple[Cell, ...]:
    facts = dict.fromkeys(f.strip() for f in (row["missing"] or "").split(";") if f.strip())
    words = joined([FACTS[f] for f in facts if f in FACTS]) if facts else Text("—", "—")
    instrument: Cell = Text("—", "—")
    if row["instrument_fa"] or row["instrument_en"]:
        instrument = Name(row["instrument_fa"], row["instrument_en"])
    return (
        inputs.name("councils", row["council"]),
        VERDICTS[row["verdict"]],
        instrument,
        inputs.name("laws", row["founding_law"]),
        words,
    )
