"""Acts with their state, and what relies on those that no longer stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from ostan.country.legal import STANDING, states
from ostan.report.blocks import Block, Cell, Grid, Name, Picture, Section, picture
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs
from ostan.report.wording import col, count, missing, say
from ostan.words.labels import labels
from ostan.words.text import Text

TITLE: Final = Text("مستندات قانونی", "Legal documents")
RELYING: Final = ("councils", "units", "powers", "services", "rules")
"""Tables whose rows rest on an act."""
SHOWN: Final = 4
"""Names shown in a cell; the rest are counted."""
_NOT_YET: Final = Text("هنوز لازم‌الاجرا نشده", "not yet in force")
_STATES: Final = ("in_force", "amended", "unknown", "expired", "repealed", "annulled", "not_yet")


def section(inputs: Inputs) -> Section:
    """Return the section of acts."""
    return Section("laws", TITLE, tuple(_blocks(inputs)))


def _blocks(inputs: Inputs) -> Iterable[Block]:
    if not inputs.has("laws"):
        yield missing(
            "جدول قانون‌ها خالی است.",
            "The table of acts is empty.",
            "با افزودن آن دیده می‌شود هر شورا، واحد و اختیار بر چه سندی استوار است و آن سند هنوز معتبر است یا نه.",
            "With it one sees on which act every council, unit and power rests, and whether that act still stands.",
        )
        return
    acts = _acts(inputs)
    fallen = acts.filter(~pl.col("state").is_in(STANDING))
    yield say(
        "از {all} سند این فهرست، {standing} معتبر است. «معتبر» این‌جا یعنی دلیلی بر نسخ، انقضا یا ابطال "
        "یافت نشد؛ این سه با هم فرق دارند: نسخ کار قانون‌گذار است، انقضا پایان مدت خود سند، ابطال رأی دیوان.",
        "Of the {all} acts listed here {standing} stand. “In force” means that nothing was found against it; "
        "repealed (by a legislator), expired (by its own term) and annulled (by a court) are three different things.",
        all=count(acts.height),
        standing=count(acts.height - fallen.height),
    )
    yield _picture(acts)
    if fallen.height:
        yield _grid(
            inputs,
            fallen,
            Text(
                "سندهای نسخ‌شده، منقضی، ابطال‌شده یا نامعلوم",
                "Acts repealed, expired, annulled or unknown",
            ),
        )
    yield _grid(inputs, acts, Text("همهٔ سندها", "All acts"), folded=True)


def _acts(inputs: Inputs) -> pl.DataFrame:
    """Return the acts in the order of rank and date, with their state on the day of the report."""
    on = states(inputs.country, inputs.day).select("law", "order", "state")
    acts = inputs.country["laws"].join(on, on="law").join(_relying(inputs), on="law", how="left")
    return acts.sort("order", "date", "law", nulls_last=True)


def _relying(inputs: Inputs) -> pl.DataFrame:
    """Return for each act what names it as its ground: law, relying (names, without repetition)."""
    found = [_named(inputs, table) for table in RELYING]
    both = pl.concat(found).unique(maintain_order=True)
    return both.group_by("law", maintain_order=True).agg(relying=pl.struct("fa", "en"))


def _named(inputs: Inputs, table: str) -> pl.DataFrame:
    frame = inputs.country[table].drop_nulls("law")
    if table == "powers":
        names = inputs.country["matters"].select("matter", fa="name_fa", en="name_en")
        frame = frame.join(names, on="matter", how="left")
    elif table == "rules":
        frame = frame.select("law", fa=pl.lit("قواعد تغییر"), en=pl.lit("rules of change"))
    else:
        frame = frame.rename({"name_fa": "fa", "name_en": "en"})
    return frame.select("law", "fa", "en").unique(maintain_order=True)


def _state(state: str) -> Text:
    return _NOT_YET if state == "not_yet" else labels("laws", "status")[state]


def _picture(acts: pl.DataFrame) -> Picture:
    counts = dict(acts["state"].value_counts().iter_rows())
    found = [(s, counts[s]) for s in _STATES if s in counts]
    unit = Text("شمار سندها", "acts")
    return picture(
        "law-states",
        say("وضعیت سندها", "State of the acts"),
        bars(
            "law-states",
            [Bar(_state(s), n, soft=s not in STANDING) for s, n in found],
            "count",
            unit,
        ),
        Grid(
            Text("وضعیت سندها", "State of the acts"),
            (col("وضعیت", "State"), col("شمار", "Acts", "count")),
            tuple((_state(s), n) for s, n in found),
        ),
    )


def _grid(inputs: Inputs, acts: pl.DataFrame, title: Text, *, folded: bool = False) -> Grid:
    columns = (
        col("سند", "Act"),
        col("رتبه", "Rank"),
        col("وضعیت", "State"),
        col("تاریخ یا سال", "Date or year", "date"),
        col("آنچه بر آن استوار است", "What rests on it"),
    )
    return Grid(title, columns, tuple(_row(inputs, r) for r in acts.iter_rows(named=True)), folded)


def _row(inputs: Inputs, act: dict[str, Any]) -> tuple[Cell, ...]:
    dated: Cell = act["date"] or (str(act["year"]) if act["year"] else Text("—", "—"))
    return (
        inputs.name("laws", act["law"]),
        inputs.name("ranks", act["rank"]),
        _state(act["state"]),
        dated,
        _some(act["relying"] or []),
    )


def _some(names: list[dict[str, Any]]) -> Cell:
    """Return the first names, and how many more there are."""
    shown = [Name(n["fa"] or n["en"], n["en"] or n["fa"]) for n in names[:SHOWN]]
    if not shown:
        return Text("—", "—")
    more = len(names) - len(shown)
    fa, en = "، ".join(n.fa or "" for n in shown), ", ".join(n.en or "" for n in shown)
    if more:
        rest = count(more).text
        return Name(f"{fa} و {rest.fa} مورد دیگر", f"{en} and {rest.en} more")
    return Name(fa, en)
