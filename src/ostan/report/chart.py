"""Charts: bars with ranges, and tiles. Drawn once per language; text stays text.

In Persian bars grow from right to left and their axis stands on the right; a map is never mirrored.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ostan.report.blocks import Cell
from ostan.report.shown import cut, number, words
from ostan.report.svg import inline
from ostan.words.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH: Final = 440
"""Width of a chart in points: near that of a phone, so that its letters stay readable there."""
ROW: Final = 36
"""Height of a bar with its label above it, in points."""
INK: Final = "#1b2a33"
BAR: Final = "#1f6f78"
SOFT: Final = "#9fb9bd"
GRID: Final = "#d5dde0"
"""Colours: 12:1, 5.8:1 and softer on white; no meaning rests on colour alone."""
SCALE: Final = ("#eaf3f2", "#bfdcd9", "#7fb6b6", "#3f8a90", "#1f5f6b")
"""Five shades of a tile map, light to dark; dark numbers on the first three, white on the others."""
LABEL_WIDTH: Final = 42
"""Characters of a bar's label; longer ones are cut, the table beneath has them whole."""
TILE_WORDS: Final = 12
"""Characters in a line of a tile's name."""


@dataclass(frozen=True)
class Bar:
    """One bar: label, value, its range where there is one, and whether it is drawn softly.

    `was` is what the value was before: a soft bar of its own beneath.
    """

    label: Cell
    value: float
    low: float | None = None
    high: float | None = None
    soft: bool = False
    was: float | None = None


@dataclass(frozen=True)
class Tile:
    """A place on a grid of equal tiles; `value` None is unknown and stays white."""

    label: Cell
    row: int
    column: int
    value: float | None


def bars(
    name: str, items: Sequence[Bar], unit: str, title: Text, lines: Sequence[float] = ()
) -> dict[str, str]:
    """Return the chart of `items`, first on top, as `{lang: svg}`.

    `title` names the axis, its unit and what `lines` (dashed, across the bars) stand for.
    """
    return _both(
        f"bars {name}",
        lambda lang, figure: _bars(figure, items, unit, title, lines, lang),
        _height(items),
    )


def tiles(name: str, items: Sequence[Tile], unit: str) -> dict[str, str]:
    """Return the tile map of `items` as `{lang: svg}`, shaded by value, with the value on each tile."""
    rows = 1 + max(t.row for t in items)
    columns = 1 + max(t.column for t in items)
    side = WIDTH / columns
    return _both(
        f"tiles {name}",
        lambda lang, figure: _tiles(figure, items, unit, (rows, columns), lang),
        rows * min(side, 64),
    )


def compact(count: int) -> list[tuple[int, int]]:
    """Return rows and columns of a compact grid for places without a layout of their own."""
    columns = min(7, max(1, count))
    return [divmod(i, columns) for i in range(count)]


def _both(what: str, draw: Callable[[Lang, Figure], None], height: float) -> dict[str, str]:
    """Draw a chart in both languages; `what` is its kind and its name, for the page."""
    kind, name = what.split(" ", 1)
    langs: tuple[Lang, ...] = ("fa", "en")
    return {
        lang: inline(_drawn(f"{lang}-{name}", lang, draw, height), f"{lang}-{name}", lang, kind)
        for lang in langs
    }


def _drawn(name: str, lang: Lang, draw: Callable[[Lang, Figure], None], height: float) -> str:
    """Draw on a fresh figure with settings of our own, whatever the user's matplotlibrc says."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    out = io.StringIO()
    settings = {**mpl.rcParamsDefault, "svg.fonttype": "none", "svg.hashsalt": name}
    settings.pop("backend", None)
    with mpl.rc_context(settings), warnings.catch_warnings():
        # matplotlib measures with a font of its own; the browser has the letters it misses.
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        FigureCanvasSVG(figure)
        draw(lang, figure)
        figure.savefig(
            out, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    return out.getvalue()


def _height(items: Sequence[Bar]) -> float:
    return ROW * len(items) + 42


def _bars(
    figure: Figure,
    items: Sequence[Bar],
    unit: str,
    title: Text,
    lines: Sequence[float],
    lang: Lang,
) -> None:
    height = _height(items)
    axes = figure.add_axes((0.03, 38 / height, 0.94, (ROW * len(items) + 4) / height))
    top = max([*(max(b.high or b.value, b.was or 0.0) for b in items), *lines, 1e-9])
    axes.set_xlim(0, top * 1.02)
    axes.set_ylim(len(items) - 0.05, -0.05)
    for i, item in enumerate(items):
        _bar(axes, i, item, unit, lang)
    _lines(axes, lines)
    _axis(axes, unit, title, lang)
    if lang == "fa":
        axes.invert_xaxis()


def _bar(axes: Axes, i: int, item: Bar, unit: str, lang: Lang) -> None:
    middle, height = (i + 0.72, 0.32) if item.was is None else (i + 0.62, 0.18)
    axes.barh(middle, item.value, height=height, color=SOFT if item.soft else BAR)
    if item.was is not None:
        axes.barh(i + 0.8, item.was, height=0.14, color=SOFT)
    if item.low is not None and item.high is not None and item.low < item.high:
        axes.plot(
            [item.low, item.high],
            [middle] * 2,
            color=INK,
            linewidth=1.6,
            marker="|",
            markersize=7,
        )
    start, end = ("right", "left") if lang == "fa" else ("left", "right")
    label = cut(words(item.label, lang), LABEL_WIDTH)
    shown = number(item.value, unit, lang)
    _write(axes, 0 if start == "left" else 1, i + 0.38, label, start)
    _write(axes, 1 if start == "left" else 0, i + 0.38, shown, end, weight="bold")


def _write(axes: Axes, x: float, y: float, text: str, ha: str, **style: Any) -> None:
    """Write text at a share of the width; what a user wrote is never read as mathematics."""
    settings: dict[str, Any] = {
        "fontsize": 12,
        "color": INK,
        "va": "baseline",
        "parse_math": False,
        **style,
    }
    axes.text(x, y, text, ha=ha, transform=axes.get_yaxis_transform(), **settings)


def _lines(axes: Axes, lines: Sequence[float]) -> None:
    for at in lines:
        axes.axvline(at, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))


def _axis(axes: Axes, unit: str, title: Text, lang: Lang) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    whole = unit in {"count", "people", "days"}
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=whole))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: number(v, unit, lang)))
    axes.tick_params(axis="x", labelsize=11.5, length=0, labelcolor=INK, pad=4)
    axes.set_yticks([])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "bottom", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.set_xlabel(title.to(lang), fontsize=11.5, color=INK, parse_math=False, labelpad=3)


def _tiles(
    figure: Figure, items: Sequence[Tile], unit: str, shape: tuple[int, int], lang: Lang
) -> None:
    rows, columns = shape
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, columns)
    axes.set_ylim(rows, 0)
    axes.axis("off")
    known = [t.value for t in items if t.value is not None]
    for tile in items:
        _tile(axes, tile, unit, _shade(tile.value, known), lang)


def _shade(value: float | None, known: Sequence[float]) -> int | None:
    """Return the step of the scale, 0 to 4, or None for what is unknown."""
    if value is None:
        return None
    low, high = min(known), max(known)
    if high == low:
        return 1
    return min(4, int(5 * (value - low) / (high - low)))


def _tile(axes: Axes, tile: Tile, unit: str, shade: int | None, lang: Lang) -> None:
    from matplotlib.patches import Rectangle

    face = "#ffffff" if shade is None else SCALE[shade]
    ink = "#ffffff" if shade is not None and shade > 2 else INK
    square = Rectangle(
        (tile.column + 0.03, tile.row + 0.03), 0.94, 0.94, facecolor=face, edgecolor=GRID
    )
    axes.add_patch(square)
    lines = textwrap.wrap(words(tile.label, lang), TILE_WORDS)[:3]
    middle = tile.column + 0.5
    settings: dict[str, Any] = {"ha": "center", "va": "center", "color": ink, "parse_math": False}
    for i, line in enumerate(lines):
        y = tile.row + 0.36 + 0.185 * (i - (len(lines) - 1) / 2)
        axes.text(middle, y, line, fontsize=9.5, **settings)
    shown = number(tile.value, unit, lang)
    axes.text(middle, tile.row + 0.78, shown, fontsize=13, weight="bold", **settings)
