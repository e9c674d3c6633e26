"""Where each place stands on the grid of tiles: from a small table by ISO code, else in order."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from ostan.report.chart import compact


@cache
def layout() -> dict[str, tuple[int, int]]:
    """Return row and column by ISO 3166-2 code, north on top and east on the right."""
    text = files("ostan.report").joinpath("tiles.csv").read_text("utf-8")
    return {r["iso"]: (int(r["row"]), int(r["column"])) for r in csv.DictReader(text.splitlines())}


def positions(codes: Sequence[str | None]) -> list[tuple[int, int]]:
    """Return row and column of each place; a compact grid where one of them has no tile."""
    known = layout()
    if all(code in known for code in codes):
        return [known[code] for code in codes if code]
    return compact(len(codes))
