"""SVG as matplotlib writes it, made fit to stand inside a page: small, with ids of its own."""

from __future__ import annotations

import re
from typing import Final

from ostan.words.text import Lang

_HEAD: Final = re.compile(r"\A.*?(?=<svg )", re.S)
_METADATA: Final = re.compile(r"<metadata>.*?</metadata>", re.S)
_STYLE: Final = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.S)
_EMPTY_GROUP: Final = re.compile(r"<g id=\"[^\"]*\"/>")
_GROUP_ID: Final = re.compile(r"<g id=\"[^\"]*\">")
_ID: Final = re.compile(r'\bid="([^"]+)"')
_LINK: Final = re.compile(r"url\(#([^)]+)\)")
_HREF: Final = re.compile(r'xlink:href="#([^"]+)"')
_SPACE: Final = re.compile(r"\s*\n\s*")
_BETWEEN: Final = re.compile(r">\s+<")
_FONT: Final = re.compile(r" font-family: [^;\"]*;?")
_TURN: Final = re.compile(r' transform="rotate\(-?0 [^"]*"')
_ROOT: Final = re.compile(r"<svg [^>]*viewBox=\"([^\"]+)\"[^>]*>")
_ANCHOR: Final = re.compile(r"text-anchor: (start|end)")
_DECIMALS: Final = re.compile(r"(\d+\.\d{2})\d+")
_TEXT: Final = re.compile(r"(<text[^>]*>.*?</text>)", re.S)
_OTHER_END: Final = {"start": "end", "end": "start"}


def inline(svg: str, name: str, lang: Lang, kind: str) -> str:
    """Return the `<svg>` element alone, its ids prefixed by `name`, ready to stand in a page.

    Fonts are left to the style sheet, which knows `kind` as a class. In Persian the text runs from right to left, so that marks
    and brackets fall on the right side; the anchors, which follow the direction, change ends.
    """
    body = _HEAD.sub("", svg)
    for pattern in (_METADATA, _STYLE, _EMPTY_GROUP):
        body = pattern.sub("", body)
    body = _FONT.sub("", _TURN.sub("", _GROUP_ID.sub("<g>", body)))
    body = _own_ids(body, name)
    if lang == "fa":
        body = _ANCHOR.sub(lambda m: f"text-anchor: {_OTHER_END[m[1]]}", body)
    body = _ROOT.sub(
        lambda m: (
            f'<svg class="chart {kind}" viewBox="{m[1]}" role="img" aria-labelledby="{name}-caption">'
        ),
        body,
        count=1,
    )
    return _small(body)


def _own_ids(body: str, name: str) -> str:
    body = _ID.sub(lambda m: f'id="{name}-{m[1]}"', body)
    body = _LINK.sub(lambda m: f"url(#{name}-{m[1]})", body)
    return _HREF.sub(lambda m: f'href="#{name}-{m[1]}"', body)


def _small(body: str) -> str:
    """Return the same drawing without needless white space and decimals; words stay as they are."""
    parts = _TEXT.split(body)
    drawn = [
        p if p.startswith("<text") else _DECIMALS.sub(r"\1", _SPACE.sub(" ", p)) for p in parts
    ]
    return _BETWEEN.sub("><", "".join(drawn)).strip()
