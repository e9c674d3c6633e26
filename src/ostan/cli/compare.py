"""`ostan compare`: the report of one country, or two countries side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli import changes
from ostan.cli.inputs import day_of, free, loaded, place_of
from ostan.cli.plan import PLANNING
from ostan.cli.screen import Screen
from ostan.words.text import Text, same

if TYPE_CHECKING:
    import polars as pl

    from ostan.country.country import Country
    from ostan.measure.figure import Column, Measure

REPORT = Path("report.html")
"""Where the report of one country goes unless `--out` says otherwise."""
SHOWN = 20
"""Figures shown on the screen; the page and `--json` have all."""
SLIGHT = 1e-9
"""Relative difference below which two figures are the same: they were added up in another order."""

WRITTEN = Text("نوشته شد: {file}", "Written: {file}")
SAME_ROWS = Text("سطرهای دو کشور یکی است.", "The rows of both countries are the same.")
SAME_FIGURES = Text("سنجه‌های مکان‌ها یکی است.", "The measures of places are the same.")
FIGURES = Text("سنجه‌هایی که فرق دارند: {count}", "Figures that differ: {count}")
HOLDER = Text("دارنده و مورد", "Holder and case")
MORE_HOLDERS = Text("… و {rest} سطر دیگر", "… and {rest} more lines")
MORE = Text("… و {rest} رقم دیگر", "… and {rest} more figures")
POWERS = Text("دارندگانی که اختیارشان تغییر کرد: {count}", "Holders whose powers changed: {count}")
TIMES = Text(" (و {n} دارندهٔ دیگر از همان گونه)", " (and {n} more holders of the same type)")
HEADER = (
    Text("مکان", "Place"),
    Text("سنجه", "Measure"),
    Text("رقم", "Figure"),
    Text("نخست", "First"),
    Text("دوم", "Second"),
    Text("تفاوت", "Difference"),
)


@dataclass(frozen=True)
class Pair:
    """One figure of one place in both countries; None where a country does not know it."""

    place: str
    measure: Measure
    column: Column
    first: float | None
    second: float | None

    @property
    def difference(self) -> float | None:
        """The second less the first."""
        return None if None in (self.first, self.second) else self.second - self.first  # type: ignore[operator]


def compare(
    screen: Screen,
    source: str,
    other: str | None,
    out: Path | None,
    place: str | None,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Report one country, or show what differs between two."""
    target = free(out if other or out else REPORT, force, (".html", ".htm"))
    day = day_of(as_of) or date.today()
    country = loaded(source, as_of, map).country
    here = place_of(country, place)
    if other is None:
        return _report(screen, country, source, day, here, target or REPORT)
    return _beside(
        screen, country, loaded(other, as_of, map).country, (source, other), here, target
    )


def _report(
    screen: Screen, country: Country, source: str, day: date, place: str | None, out: Path
) -> int:
    from ostan.files.written import put
    from ostan.report.page import html, inputs_of
    from ostan.report.plans import plans_for

    inputs = inputs_of(country, day, place, source=source)
    screen.say(PLANNING)
    plans = plans_for(country, inputs.place)
    page = html(country, day, inputs.place, found=inputs.findings, source=source, plans=plans)
    put(out, page.encode())
    screen.show(WRITTEN.fill(file=str(out)))
    screen.data({"exit": 0, "digest": country.digest, "written": [str(out)]})
    return 0


def _beside(
    screen: Screen,
    first: Country,
    second: Country,
    names: tuple[str, str],
    place: str | None,
    out: Path | None,
) -> int:
    from ostan.measure.powers.compare import compare_powers

    rows = changes.between(first, second)
    held = compare_powers(first, second)
    found = sorted(pairs(first, second, place), key=_weight)
    if out is not None:
        from ostan.files.written import put

        put(out, page(second, rows, held, found, names).encode())
        screen.say(WRITTEN.fill(file=str(out)))
    if not rows.height:
        screen.show(SAME_ROWS)
    changes.show(screen, rows)
    lines = list(_held(held))
    if lines:
        screen.show(POWERS.fill(count=sum(held["change"] != "equal")))
    for line in lines[:SHOWN]:
        screen.show(f"- {line.to(screen.lang)}")
    if len(lines) > SHOWN:
        screen.show(MORE_HOLDERS.fill(rest=len(lines) - SHOWN))
    screen.show(FIGURES.fill(count=len(found)) if found else SAME_FIGURES)
    if found:
        screen.table(HEADER, [_cells(second, p, screen) for p in found[:SHOWN]])
    if len(found) > SHOWN:
        screen.show(MORE.fill(rest=len(found) - SHOWN))
    screen.data(
        {
            "exit": 0,
            "digests": [first.digest, second.digest],
            "changes": changes.as_rows(rows),
            "powers": _powers_data(held),
            "figures": [_as_data(p) for p in found],
        }
    )
    return 0


def _held(held: pl.DataFrame) -> Iterator[Text]:
    """Yield a sentence for each holder, or type of holder, whose powers changed."""
    from ostan.measure.powers.compare import changed

    for row in changed(held).iter_rows(named=True):
        more = TIMES.fill(n=row["times"] - 1) if row["times"] > 1 else same("")
        yield Text(row["said_fa"] + more.fa, row["said_en"] + more.en)


def _powers_data(held: pl.DataFrame) -> list[dict[str, Any]]:
    from ostan.report.figures import plain

    rows = held.filter(held["change"] != "equal").iter_rows(named=True)
    return [{k: plain(v) for k, v in row.items()} for row in rows]


def pairs(first: Country, second: Country, place: str | None = None) -> Iterator[Pair]:
    """Yield every figure of a place that is not the same in both countries."""
    from ostan.measure.registry import measures

    for measure in measures().values():
        if measure.key != ("place",):
            continue
        mine, yours = _by_place(measure(first)), _by_place(measure(second))
        for at in dict.fromkeys([*mine, *yours]):
            if place is None or at == place:
                yield from _of_place(measure, at, mine.get(at, {}), yours.get(at, {}))


def _by_place(frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["place"]: row for row in frame.iter_rows(named=True)}


def _of_place(
    measure: Measure, place: str, mine: dict[str, Any], yours: dict[str, Any]
) -> Iterator[Pair]:
    for column in measure.columns:
        if column.name.endswith(("_low", "_high")):
            continue
        a, b = mine.get(column.name), yours.get(column.name)
        if _number(a) and _number(b) and not _alike(a, b):
            yield Pair(place, measure, column, a, b)


def _number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _alike(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= SLIGHT * max(abs(a), abs(b), 1)


def _weight(pair: Pair) -> tuple[float, str, str, str]:
    """Sort key: the largest relative difference first, then by name."""
    share = 1.0
    if pair.first and pair.second is not None:
        share = abs(pair.second - pair.first) / abs(pair.first)
    return -share, pair.place, pair.measure.name, pair.column.name


def _cells(country: Country, pair: Pair, screen: Screen) -> list[str]:
    from ostan.cli.figures import written

    shown = (pair.first, pair.second, pair.difference)
    return [
        country.name("places", pair.place, screen.lang),
        pair.measure.title.to(screen.lang),
        pair.column.title.to(screen.lang),
        *(written(pair.column, value, screen.lang) for value in shown),
    ]


def _as_data(pair: Pair) -> dict[str, Any]:
    return {
        "place": pair.place,
        "measure": pair.measure.name,
        "column": pair.column.name,
        "unit": pair.column.unit,
        "first": pair.first,
        "second": pair.second,
        "difference": pair.difference,
    }


def page(
    country: Country,
    rows: pl.DataFrame,
    held: pl.DataFrame,
    found: list[Pair],
    names: tuple[str, str],
) -> str:
    """Return one HTML page: what differs in the rows, whose powers changed, the figures side by side."""
    from ostan.report.blocks import Col, Grid, Say, Section
    from ostan.report.render import render

    title = Text("دو کشور در کنار هم", "Two countries side by side")
    which = Say(
        Text("نخست: {first} · دوم: {second}", "First: {first} · second: {second}"),
        {"first": names[0], "second": names[1]},
    )
    told = Say(changes.counted(rows) if rows.height else SAME_ROWS)
    listed = Grid(changes.TITLE, tuple(Col(h) for h in changes.HEADER), changes.cells(rows), True)
    figures = Grid(
        FIGURES.fill(count=len(found)) if found else SAME_FIGURES,
        (*(Col(h) for h in HEADER[:3]), *(Col(h, "ratio") for h in HEADER[3:])),
        tuple(
            (
                Text(*(country.name("places", p.place, lang) for lang in ("fa", "en"))),
                p.measure.title,
                p.column.title,
                p.first,
                p.second,
                p.difference,
            )
            for p in found
        ),
    )
    who = tuple((line,) for line in _held(held))
    powers = Grid(POWERS.fill(count=sum(held["change"] != "equal")), (Col(HOLDER),), who, True)
    parts = (*((listed,) if rows.height else ()), *((powers,) if who else ()), figures)
    section = Section("beside", title, (which, told, *parts))
    return render(title, [section], [Say(same(" / ".join(names)))])
