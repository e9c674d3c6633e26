"""What the counties of a place have of their own, for the first page; nothing where none is loaded."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ostan.report.blocks import Say
from ostan.report.inputs import Inputs
from ostan.report.wording import count, say
from ostan.words.labels import LEVELS


def line(inputs: Inputs) -> Iterable[Say]:
    """Yield a sentence that counts the counties of the place and their councils, posts and powers."""
    inside = _inside(inputs)
    if inside.is_empty():
        return
    row = inputs.country.row("places", inputs.place or "") or {}
    found = counts(inputs, inside)
    yield say(
        "در داده‌ها {n} شهرستان این {level} هست، با {councils} شورا، ستاد و کمیتهٔ فعال از {kinds} گونه، "
        "{posts} سمت و {powers} اختیار و تکلیف که از آنِ شهرستان است.",
        "The data hold {n} counties of this {level}, with {councils} active councils, headquarters and committees "
        "of {kinds} types, {posts} posts, and {powers} powers and duties of their own.",
        level=LEVELS[str(row.get("level", "province"))],
        n=count(inside.len()),
        councils=count(found["councils"]),
        kinds=count(found["kinds"]),
        posts=count(found["posts"]),
        powers=count(found["powers"]),
    )


def _inside(inputs: Inputs) -> pl.Series:
    """Return the counties inside the place, itself not among them."""
    below = inputs.country.ancestors.filter(ancestor=inputs.place or "").filter(pl.col("steps") > 0)
    counties = inputs.country["places"].filter(level="county")["place"]
    return below.filter(pl.col("place").is_in(counties.implode()))["place"]


def counts(inputs: Inputs, counties: pl.Series) -> dict[str, int]:
    """Count what lies in counties on the day: active councils, their types, active posts, powers."""
    country = inputs.country
    there = pl.col("place").is_in(counties.implode())
    councils = country["councils"].filter(there, status="active")
    units = country["units"].filter(there)["unit"]
    posts = country["posts"].filter(pl.col("unit").is_in(units.implode()), status="active")
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= inputs.day)
    lasts = pl.col("valid_to").is_null() | (pl.col("valid_to") >= inputs.day)
    return {
        "councils": councils.height,
        "kinds": councils["type"].n_unique(),
        "posts": posts.height,
        "powers": country["powers"].filter(there, begun, lasts).height,
    }
