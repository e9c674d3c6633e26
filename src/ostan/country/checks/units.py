"""Units: the tree they stand in, and who heads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import Kind, active, cycles, say
from ostan.country.checks.together import successors
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

CYCLE_MERGED = Kind(
    "cycle_of_unit_mergers",
    Severity.ERROR,
    Text("واحدها در یکدیگر ادغام شده‌اند: {path}", "Units are merged into one another: {path}"),
    Text(
        "ستون replaced_by یکی از آن‌ها را اصلاح کنید.",
        "Correct the column replaced_by of one of them.",
    ),
    column="replaced_by",
)
ACTIVE_MERGED = Kind(
    "active_unit_replaced",
    Severity.ERROR,
    Text(
        "«{unit}» فعال است اما «{replaced_by}» جایگزین آن خوانده شده است",
        "“{unit}” is active but said to be replaced by “{replaced_by}”",
    ),
    Text(
        "وضعیت را merged کنید یا ستون replaced_by را خالی کنید.",
        "Set the status to merged or empty the column replaced_by.",
    ),
    column="replaced_by",
)
NOWHERE = Kind(
    "merged_unit_without_successor",
    Severity.WARNING,
    Text(
        "«{unit}» ادغام‌شده است اما نوشته نشده است در کدام واحد",
        "“{unit}” was merged, but into which unit is not said",
    ),
    Text(
        "واحد پذیرنده را در ستون replaced_by بنویسید، یا وضعیت را abolished کنید.",
        "Name the unit that took it in under replaced_by, or set the status to abolished.",
    ),
    column="replaced_by",
)
SUCCESSOR = Kind(
    "unit_successor_not_active",
    Severity.WARNING,
    Text(
        "«{unit}» در «{replaced_by}» ادغام شده است اما واحد فعالی جای آن نیست",
        "“{unit}” was merged into “{replaced_by}”, but no active unit stands in its place",
    ),
    Text(
        "واحدی را بنویسید که اکنون جای آن است، یا وضعیت را abolished کنید.",
        "Name the unit that stands in its place now, or set the status to abolished.",
    ),
    column="replaced_by",
)

NAMES = {"unit": "units", "parent": "units", "replaced_by": "units", "head": "posts"}


def find(country: Country, day: date) -> Iterator[Finding]:
    """Check units."""
    path = cycles(country["units"], "unit", "parent")
    yield from say(country, CYCLE, "units", path, {"path": "units"})
    units = active(country, "units", day)
    posts = country["posts"].select(head="post", of="unit", state="status")
    headed = units.select("unit", "head").drop_nulls().join(posts, on="head")
    yield from say(
        country, HEAD, "units", headed.filter(pl.col("of").ne_missing(pl.col("unit"))), NAMES
    )
    yield from say(country, CLOSED, "units", headed.filter(pl.col("state") == "closed"), NAMES)
    above = country["units"].filter(pl.col("status") != "active").select(parent="unit")
    under = units.drop_nulls("parent").join(above, on="parent", how="semi")
    yield from say(country, UNDER, "units", under, NAMES)
    yield from _merged(country, units)


def _merged(country: Country, standing: pl.DataFrame) -> Iterator[Finding]:
    """Find merged units that lead nowhere: in a ring, to nothing, or to what is no more."""
    ring = cycles(country["units"], "unit", "replaced_by")
    yield from say(country, CYCLE_MERGED, "units", ring, {"path": "units"})
    replaced = standing.drop_nulls("replaced_by")
    yield from say(country, ACTIVE_MERGED, "units", replaced, NAMES)
    merged = country["units"].filter(pl.col("status") == "merged")
    nowhere = merged.filter(pl.col("replaced_by").is_null())
    yield from say(country, NOWHERE, "units", nowhere, NAMES)
    ends = successors(country, "units", "unit").filter(pl.col("last")).select("unit", "host")
    led = merged.join(ends, on="unit", maintain_order="left")
    alone = led.join(standing.select(host="unit"), on="host", how="anti", maintain_order="left")
    yield from say(country, SUCCESSOR, "units", alone, NAMES)
