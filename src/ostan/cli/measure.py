"""`ostan measure`: figures of a country on the screen or in a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ostan.cli.inputs import day_of, free, loaded, place_of, post_of
from ostan.cli.screen import Screen
from ostan.words.text import Text

if TYPE_CHECKING:
    import polars as pl

    from ostan.country.country import Country
    from ostan.report.figures import Written

ENDINGS = (".xlsx", ".json", ".csv")
"""What `--out` can write."""
WRITTEN = Text("نوشته شد: {file}", "Written: {file}")
NONE = Text(
    "برای این پرسش سنجه‌ای نیست: جدول‌های لازم خالی است یا سنجه‌ها از آن سخن نمی‌گویند.",
    "No measure answers this: the tables it needs are empty, or no measure speaks of it.",
)


def measure(
    screen: Screen,
    source: str,
    noun: str | None,
    place: str | None,
    post: str | None,
    out: Path | None,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Show the measures of one noun or of all, of the whole country, a place or a post."""
    free(out, force, ENDINGS, source)
    day = day_of(as_of) or date.today()
    country = loaded(source, as_of, map).country
    here = place_of(country, place)
    whose = post_of(country, post, here)
    # A post named together with its place is narrowed by the post alone: it sits elsewhere too.
    figures = computed(country, day, noun, None if whose else here, whose)
    if out is not None:
        for file in write(country, figures, out, day, source, screen):
            screen.say(WRITTEN.fill(file=str(file)))
    _show(screen, country, figures, out)
    if screen.as_json:
        from ostan.report.figures import measures_json

        screen.data(json.loads(measures_json(country, figures, day, source)))
    return 0


def computed(
    country: Country, day: date, noun: str | None, place: str | None, post: str | None
) -> list[Written]:
    """Return the measures that have rows, narrowed to a place or a post."""
    from ostan.measure.registry import measures
    from ostan.report.figures import written

    made = []
    for figure in written(country, day, measures(noun)):
        frame = _narrowed(figure, country, day, place, post)
        if frame is not None and frame.height:
            made.append(replace(figure, frame=frame))
    return made


def _narrowed(
    figure: Written, country: Country, day: date, place: str | None, post: str | None
) -> pl.DataFrame | None:
    """Return the rows of a place and a post; None where the measure does not speak of such a thing."""
    from ostan.cli.figures import narrowed
    from ostan.report.inputs import PLACED

    name = figure.measure.name
    if place is not None and post is None and name in PLACED:
        return PLACED[name](country, day, place).select(c.name for c in figure.measure.columns)
    return narrowed(figure.frame, country, place, post)


def write(
    country: Country, figures: Sequence[Written], out: Path, day: date, source: str, screen: Screen
) -> list[Path]:
    """Write every row of the figures by the ending of `out`; return the files written."""
    from ostan.files.written import put, texts

    ending = out.suffix.lower()
    if ending == ".csv":
        from ostan.files.csvs import written

        paths = _files([f.measure.name for f in figures], out)
        for figure, path in zip(figures, paths, strict=True):
            put(path, written(texts(figure.frame)))
        return paths
    if ending == ".json":
        from ostan.report.figures import measures_json

        put(out, measures_json(country, figures, day, source).encode())
    else:
        from ostan.report.workbook import workbook

        workbook(country, figures, out, day, source=source, lang=screen.lang)
    return [out]


def _files(names: Sequence[str], out: Path) -> list[Path]:
    """Return the CSV file of each measure: `x.csv` for one, `x.<measure>.csv` for several."""
    if len(names) == 1:
        return [out]
    return [out.with_name(f"{out.stem}.{name}{out.suffix}") for name in names]


def _show(screen: Screen, country: Country, figures: Sequence[Written], out: Path | None) -> None:
    from ostan.cli.figures import show

    if not figures:
        screen.say(NONE)
    if out is None and not screen.as_json:
        for figure in figures:
            show(screen, country, figure.measure, figure.frame)
