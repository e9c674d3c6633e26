"""`ostan measure`: figures of a country on the screen or in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli.inputs import free, loaded, place_of, post_of
from ostan.cli.screen import Screen
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.cli.figures import Frames
    from ostan.country.country import Country
    from ostan.measure.figure import Measure

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
    free(out, force, ENDINGS)
    country = loaded(source, as_of, map).country
    here = place_of(country, place)
    whose = post_of(country, post, here)
    from ostan.measure.registry import measures

    # A post named together with its place is narrowed by the post alone: he sits elsewhere too.
    known = measures(noun)
    frames = computed(country, known, None if whose else here, whose)
    if out is not None:
        for file in write(country, known, frames, out):
            screen.say(WRITTEN.fill(file=str(file)))
    _show(screen, country, known, frames, out)
    return 0


def computed(
    country: Country,
    measures: Mapping[str, Measure],
    place: str | None = None,
    post: str | None = None,
) -> Frames:
    """Return the frames of the measures that have rows, narrowed to a place or a post."""
    from ostan.cli.figures import narrowed

    made = {n: narrowed(m(country), country, place, post) for n, m in measures.items()}
    return {n: f for n, f in made.items() if f is not None and f.height}


def _show(
    screen: Screen, country: Country, known: Mapping[str, Measure], frames: Frames, out: Path | None
) -> None:
    from ostan.cli import figures

    if not frames:
        screen.say(NONE)
    if out is None:
        for name, frame in frames.items():
            figures.show(screen, country, known[name], frame)
    screen.data(document(country, known, frames))


def document(country: Country, known: Mapping[str, Measure], frames: Frames) -> dict[str, Any]:
    """Return frames as one JSON document with the country's digest."""
    from ostan.cli.figures import as_data
    from ostan.country.tables import SCHEMA_VERSION

    return {
        "schema": SCHEMA_VERSION,
        "digest": country.digest,
        "measures": as_data(known, frames),
    }


def write(country: Country, known: Mapping[str, Measure], frames: Frames, out: Path) -> list[Path]:
    """Write every row of the frames by the ending of `out`; return the files written."""
    from ostan.cli.figures import files, text_rows
    from ostan.files.csvs import written
    from ostan.files.written import put

    if out.suffix.lower() == ".csv":
        paths = files(frames, out)
        for name, path in paths.items():
            put(path, written(text_rows(frames[name])))
        return list(paths.values())
    if out.suffix.lower() == ".json":
        text = json.dumps(document(country, known, frames), ensure_ascii=False, default=str)
        put(out, (text + "\n").encode())
    else:
        from ostan.report.workbook import workbook

        put(out, workbook(known, frames))
    return [out]
