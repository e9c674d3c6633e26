"""Units: the tree they stand in, and who heads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import Kind, active, cycles, say
from ostan.country.country import Country
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

CYCLE = Kind(
    "cycle_of_units",
    Severity.ERROR,
    Text("واحدها بالادست یکدیگرند: {path}", "Units stand under one another in a circle: {path}"),
    Text("ستون parent یکی از آن‌ها را اصلاح کنید.", "Correct the column parent of one of them."),
    column="parent",
)
HEAD = Kind(
    "head_of_another_unit",
    Severity.WARNING,
    Text(
        "«{head}» رئیس «{unit}» خوانده شده اما سمت آن واحد نیست",
        "“{head}” is named as head of “{unit}” but is not a post of that unit",
    ),
    Text(
        "واحد سمت یا رئیس واحد را اصلاح کنید؛ اگر یک نفر دو واحد را اداره می‌کند در note بنویسید.",
        "Correct the unit of the post or the head; if one post runs two units, say so in note.",
    ),
    column="head",
)
CLOSED = Kind(
    "head_post_closed",
    Severity.ERROR,
    Text(
        "رئیس واحد فعال «{unit}» سمتی بسته است: «{head}»",
        "The head of the active unit “{unit}” is a closed post: “{head}”",
    ),
    Text(
        "رئیس تازه را بنویسید یا واحد را غیرفعال کنید.",
        "Name the new head or set the unit inactive.",
    ),
    column="head",
)
UNDER = Kind(
    "unit_under_inactive",
    Severity.WARNING,
    Text(
        "واحد فعال «{unit}» زیر «{parent}» است که دیگر فعال نیست",
        "The active unit “{unit}” stands under “{parent}”, which is no longer active",
    ),
    Text(
        "واحد بالادست تازه را در ستون parent بنویسید.", "Name the new parent in the column parent."
    ),
    column="parent",
)


def find(country: Country, day: date) -> Iterator[Finding]:
    """Check units."""
    names = {"unit": "units", "parent": "units", "head": "posts"}
    path = cycles(country["units"], "unit", "parent")
    yield from say(country, CYCLE, "units", path, {"path": "units"})
    units = active(country, "units", day)
    posts = country["posts"].select(head="post", of="unit", state="status")
    headed = units.select("unit", "head").drop_nulls().join(posts, on="head")
    yield from say(
        country, HEAD, "units", headed.filter(pl.col("of").ne_missing(pl.col("unit"))), names
    )
    yield from say(country, CLOSED, "units", headed.filter(pl.col("state") == "closed"), names)
    above = country["units"].filter(pl.col("status") != "active").select(parent="unit")
    under = units.drop_nulls("parent").join(above, on="parent", how="semi")
    yield from say(country, UNDER, "units", under, names)
