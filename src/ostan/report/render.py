"""Sections into one self-contained page: templates, style and fonts from the package, nothing fetched."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from ostan.report.blocks import Block, Col, Panel, Say, Section
from ostan.report.shown import DIRECTION, cell, say
from ostan.words.text import Lang, Text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

LANGS: Final[tuple[Lang, ...]] = ("fa", "en")
"""Persian first."""
FONTS: Final = (("Vazirmatn-NL-Regular.woff2", 400), ("Vazirmatn-NL-Bold.woff2", 700))
"""Vazirmatn 33 without its Latin letters, which the reader's system has; 22 kB each, OFL 1.1."""
NUMERIC: Final = frozenset(
    [
        "count",
        "people",
        "days",
        "share",
        "ratio",
        "hours",
        "hours/year",
        "hours/week",
        "sessions/year",
    ]
)
"""Units whose columns are set as numbers."""

_CONTENTS: Final = Text("فهرست", "Contents")
_TABLE_OF: Final = Text("جدول: ", "Table: ")
_MISSING: Final = Text("داده‌ای نیست.", "Not in the data.")
_TAGLINE: Final = Text(
    "کارگاه حکمرانی استانی و محلی", "a workbench for provincial and local government"
)


def render(title: Text, sections: Sequence[Section], colophon: Sequence[Say]) -> str:
    """Return the page as one HTML document; the same sections always give the same bytes."""
    page = _environment().get_template("page.html.j2")
    return page.render(title=title, sections=sections, colophon=colophon, style=style()) + "\n"


@cache
def _environment() -> Environment:
    """Return the templates; everything is escaped unless it is markup already."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("ostan.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        langs=LANGS,
        direction=DIRECTION,
        contents=_CONTENTS,
        tagline=_TAGLINE,
        table_of=_TABLE_OF,
        missing_words=_MISSING,
        kind_of=lambda block: type(block).__name__,
        is_number=_is_number,
        drawing=_drawing,
        cell=cell,
        say=say,
        shown=_shown,
    )
    return made


def _shown(block: Block, lang: Lang) -> Markup:
    macros = _environment().get_template("blocks.html.j2").module
    made: Markup = macros.block(block, lang)  # type: ignore[attr-defined]
    return made


def _is_number(column: Col) -> bool:
    return column.unit in NUMERIC


def _drawing(panel: Panel, lang: Lang) -> Markup:
    """Return the drawing as it is: it was made here, its texts escaped by the charting library."""
    from markupsafe import Markup

    return Markup(panel.svg[lang])


@cache
def style() -> Markup:
    """Return the style sheet with the fonts inside."""
    from markupsafe import Markup

    sheet = files("ostan.report").joinpath("templates/style.css").read_text("utf-8")
    return Markup("\n".join([*(_face(*font) for font in FONTS), sheet]))


def _face(file: str, weight: int) -> str:
    data = files("ostan.report").joinpath("fonts", file).read_bytes()
    source = f"url(data:font/woff2;base64,{base64.b64encode(data).decode()}) format('woff2')"
    return (
        f"@font-face{{font-family:Vazirmatn;font-style:normal;font-weight:{weight};"
        f"font-display:swap;src:{source}}}"
    )
