"""Foreign lists by a map: their files and columns in, our tables out, nothing dropped in silence.

A map (see `ostan.files.maps.model`) makes raw sheets, one per recipe, which then go the way of every
other source: the same reading of numbers, dates and words, the same findings, with the file, the
row and the column the cell came from. What the map left out is said in notices: rows that a filter
kept away, rows with a key that was there before and other cells, names taken as one, files and
columns nobody asked for.

A map may name a `base`, a country to which its rows are added as if they stood in the same tables.

Ids made from names: a name's folded key (`ostan.persian.keys.fold`) tells which names are one; the
spelling met first gives the id. Two keys never get one id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from ostan.country.tables import TABLES
from ostan.files.maps.model import Map, fault, map_of, read_map
from ostan.files.origin import Origin, Place
from ostan.files.sheets import Sheet
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.files.maps.rows import Made
    from ostan.files.source import Source

__all__ = ["Map", "MapOrigin", "map_of", "mapped", "read", "read_map"]


def read(map: Map | Path | str, path: Path | str) -> Source:
    """Read the foreign list at `path` by a map: the Source with tables, origin and notices.

    Raises BadInput with everything that is wrong with the map or the list.
    """
    from ostan.files import source

    return source.read(path, map=map)


def mapped(
    sheets: Sequence[Sheet], findings: Sequence[Finding], map: Map | Path | str, path: str
) -> tuple[Source, list[Finding]]:
    """Return the Source a map makes of raw sheets, and the findings that stop it.

    `findings` are those of reading the sheets; those of sheets the map does not use are left out.
    Raises BadInput if the map does not fit the sheets.
    """
    from ostan.files.maps import fit, foreign, rows, said
    from ostan.files.source import Source

    given = map if isinstance(map, Map) else read_map(map)
    files, faults = foreign.found(given, sheets)
    faults += fit.faults(given, files)
    if faults:
        raise BadInput(faults)
    work = rows.Work(given, {k: foreign.kept(f, given.files[k]) for k, f in files.items()})
    tables, origin, found = _understood(rows.sheets(work))
    if given.base is not None:
        tables, origin = _upon(given, tables, origin)
    unused = said.unused(given, sheets, files)
    read = _of_used(findings, [f.sheet for f in files.values()])
    found = [*read, *work.findings, *found, *unused]
    bad = [f for f in found if f.severity is Severity.ERROR]
    notices = tuple(f for f in found if f.severity is not Severity.ERROR)
    return Source(tables, origin, notices, path), bad


def _upon(
    given: Map, tables: Mapping[str, pl.DataFrame], origin: MapOrigin
) -> tuple[dict[str, pl.DataFrame], MapOrigin]:
    """Put the rows of a map below those of its base. Raises BadInput if the base cannot be read."""
    from ostan.files import source

    base = source.read(_base(given))
    order = [n for n in TABLES if n in base.tables or n in tables]
    both = {n: [t[n] for t in (base.tables, tables) if n in t] for n in order}
    heights = {n: f.height for n, f in base.tables.items()}
    below = {n: base.origin.places[n] for n in order if n in base.origin.places}
    pieces = {
        n: (
            *([(0, below[n])] if n in below else []),
            *((heights.get(n, 0) + start, place) for start, place in origin.pieces.get(n, ())),
        )
        for n in order
    }
    joined = {n: pl.concat(frames, how="diagonal") for n, frames in both.items()}
    return joined, MapOrigin({**origin.places, **below}, pieces)


def _base(given: Map) -> str | Path:
    """Return the SOURCE a map builds on: a sample, or what lies beside the map and nowhere else."""
    from ostan.files.source import SAMPLE

    name = given.base or ""
    if name.startswith(SAMPLE):
        return name
    if name in ("", ".", "..") or Path(name).name != name or "\\" in name:
        raise BadInput([fault("broken_map", given.path, "base", _BESIDE.fill(came=name), name)])
    return Path(given.folder) / name


_BESIDE = Text(
    "«{came}» پذیرفته نیست: sample:NAME یا نام پرونده یا پوشه‌ای کنار نقشه",
    "“{came}” is not allowed: sample:NAME, or the name of a file or folder beside the map",
)


def _of_used(findings: Sequence[Finding], sheets: Sequence[Sheet]) -> list[Finding]:
    """Leave out findings about files and sheets the map does not use."""
    used = {(s.file, s.name) for s in sheets}
    files = {s.file for s in sheets}

    def about(where: Where) -> bool:
        return (where.file, where.sheet) in used or (where.sheet is None and where.file in files)

    return [f for f in findings if not f.where or any(map(about, f.where))]


@dataclass(frozen=True)
class MapOrigin(Origin):
    """Places of tables that several files made: `pieces` are the places, first row by first row."""

    pieces: Mapping[str, tuple[tuple[int, Place], ...]] = field(default_factory=dict)

    def where(self, table: str, row: int | None, column: str | None = None) -> Where | None:
        """Return the cell a row of a table came from; see `Origin.where`."""
        for start, place in self.pieces.get(table, ()):
            if row is not None and start <= row < start + len(place.rows):
                return Origin({table: place}).where(table, row - start, column)
        return super().where(table, None)


def _understood(
    made: Sequence[Made],
) -> tuple[dict[str, pl.DataFrame], MapOrigin, list[Finding]]:
    """Type the cells of every sheet and put the sheets of a table together."""
    from ostan.files.cells import typed

    frames: dict[str, list[pl.DataFrame]] = {}
    pieces: dict[str, list[tuple[int, Place]]] = {}
    findings: list[Finding] = []
    for table, sheet in made:
        frame, found, marks = typed(table, sheet)
        findings += found
        start = sum(f.height for f in frames.setdefault(table.name, []))
        place = Place(sheet.file, sheet.name, sheet.rows, marks)
        pieces.setdefault(table.name, []).append((start, place))
        frames[table.name].append(frame)
    order = [n for n in TABLES if n in frames]
    tables = {n: pl.concat(frames[n], how="diagonal") for n in order}
    places = {n: pieces[n][0][1] for n in order}
    return tables, MapOrigin(places, {n: tuple(p) for n, p in pieces.items()}), findings
