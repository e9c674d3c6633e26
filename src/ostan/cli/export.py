"""`ostan export`: the same country in another format."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from ostan.cli.inputs import free, loaded, place_of, post_of
from ostan.cli.screen import Screen
from ostan.words.text import Text

WRITTEN = Text("نوشته شد: {target}", "Written: {target}")
ENDINGS = {"xlsx": (".xlsx",), "jsonld": (".jsonld", ".json"), "ics": (".ics",)}
"""Endings of the formats that are one file; the others are folders."""


def export(
    screen: Screen,
    source: str,
    form: str,
    out: Path,
    place: str | None,
    post: str | None,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Write the country of a source as `form`; tables are folded, so that templates stay templates."""
    free(out, force, ENDINGS.get(form, ()), source)
    country = loaded(source, as_of, map).country
    if form == "ics":
        from ostan.files.ics import write as write_calendar

        here = place_of(country, place)
        whose = post_of(country, post, here)
        write_calendar(country, out, None if whose else here, whose, screen.lang)
    else:
        from ostan.files.source import write
        from ostan.files.written import Format

        write(country, out, lang=screen.lang, format=next(f for f in get_args(Format) if f == form))
    screen.show(WRITTEN.fill(target=str(out)))
    screen.data({"exit": 0, "digest": country.digest, "written": [str(out)]})
    return 0
