"""Posts: where they stand, and who may come in their place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import Kind, active, cycles, say
from ostan.country.country import Country
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

ONESELF = Kind(
    "stand_in_for_oneself",
    Severity.ERROR,
    Text("«{post}» جانشین خود خوانده شده است", "“{post}” is named as its own stand-in"),
    Text("ستون stand_in را خالی یا اصلاح کنید.", "Empty or correct the column stand_in."),
    column="stand_in",
)
CYCLE = Kind(
    "cycle_of_stand_ins",
    Severity.WARNING,
    Text("سمت‌ها جانشین یکدیگرند: {path}", "Posts stand in for one another in a circle: {path}"),
    Text(
        "روشن کنید سرانجام چه کسی جانشین است.", "Settle who stands in when all of them are absent."
    ),
    column="stand_in",
)
CLOSED_STAND_IN = Kind(
    "stand_in_closed",
    Severity.WARNING,
    Text(
        "جانشین «{post}» سمتی بسته است: «{stand_in}»",
        "The stand-in of “{post}” is a closed post: “{stand_in}”",
    ),
    Text("جانشین تازه را بنویسید.", "Name the new stand-in."),
    column="stand_in",
)
INACTIVE = Kind(
    "post_of_inactive_unit",
    Severity.WARNING,
    Text(
        "سمت فعال «{post}» در واحد «{unit}» است که دیگر فعال نیست",
        "The active post “{post}” belongs to “{unit}”, which is no longer active",
    ),
    Text(
        "سمت را ببندید، به واحد تازه ببرید، یا با خالی کردن ستون unit آن را آماده‌به‌خدمت بنویسید.",
        "Close the post, move it to its new unit, or empty the column unit to put it on the bench.",
    ),
    column="unit",
)


def find(country: Country, day: date) -> Iterator[Finding]:
    """Check posts."""
    names = {"post": "posts", "stand_in": "posts", "unit": "units"}
    posts = country["posts"]
    oneself = posts.filter(pl.col("stand_in") == pl.col("post"))
    yield from say(country, ONESELF, "posts", oneself, names)
    paths = cycles(posts, "post", "stand_in").filter(pl.col("path").list.len() > 1)
    yield from say(country, CYCLE, "posts", paths, {"path": "posts"})
    closed = posts.filter(pl.col("status") == "closed").select(stand_in="post")
    working = active(country, "posts", day)
    replaced = working.drop_nulls("stand_in").join(closed, on="stand_in", how="semi")
    yield from say(country, CLOSED_STAND_IN, "posts", replaced, names)
    gone = country["units"].filter(pl.col("status") != "active").select("unit")
    yield from say(country, INACTIVE, "posts", working.join(gone, on="unit", how="semi"), names)
