"""Powers: limits that can hold, holders that can act where the power holds, steps of a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.rows import HOLDERS
from ostan.country.checks.shape import Kind, say, standing
from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

LIMITS = Kind(
    "limits_out_of_order",
    Severity.ERROR,
    Text(
        "اختیار «{power}» از {from} آغاز می‌شود و به {to} پایان می‌یابد: هیچ مبلغی در آن نیست",
        "The power {power} runs from {from} to {to}: no amount lies in it",
    ),
    Text("یکی از دو حد را اصلاح کنید.", "Correct one of the two limits."),
    column="to",
)
MEASURES = Kind(
    "measures_mixed",
    Severity.WARNING,
    Text(
        "حدود اختیار در «{matter}» با سنجه‌های گوناگون آمده است: {measures}",
        "The limits in “{matter}” come in several measures: {measures}",
    ),
    Text(
        "سنجه‌ها را یکی کنید یا امر را دو امر کنید؛ حدود با دو سنجه سنجیدنی نیست.",
        "Use one measure or make two matters of it: limits in two measures cannot be compared.",
    ),
    column="measure",
)
ELSEWHERE = Kind(
    "holder_cannot_act",
    Severity.WARNING,
    Text(
        "اختیار «{power}» در {place} از آن «{holder}» است که در {at} است و به آنجا خدمت نمی‌دهد",
        "The power {power} in {place} is held by “{holder}”, which lies in {at} and does not serve it",
    ),
    Text(
        "دارنده یا مکان اختیار را اصلاح کنید، یا حوزه خدمت واحد را در serves بنویسید.",
        "Correct the holder or the place, or say in serves where the unit works.",
    ),
    column="holder",
)
GONE = Kind(
    "holder_not_active",
    Severity.WARNING,
    Text(
        "دارنده اختیار «{power}» دیگر فعال نیست: «{holder}»",
        "The holder of the power {power} is no longer active: “{holder}”",
    ),
    Text("دارنده کنونی را بنویسید.", "Name who holds it now."),
    column="holder",
)
WORKER = Kind(
    "step_without_worker",
    Severity.ERROR,
    Text(
        "گام {order} از «{matter}» باید یا واحد داشته باشد یا شورا، و نه هر دو",
        "Step {order} of “{matter}” must name either a unit or a council, not both or none",
    ),
    Text("یکی از دو ستون unit و council را پر کنید.", "Fill one of the columns unit and council."),
    column="unit",
)
SHARE = Kind(
    "step_share_too_large",
    Severity.ERROR,
    Text(
        "به گام {order} از «{matter}» سهمی برابر {share} می‌رسد، بیش از آنچه گام‌های پیشین دارند ({before})",
        "Step {order} of “{matter}” takes a share of {share}, more than the steps before it "
        "pass on ({before})",
    ),
    Text(
        "سهم هر گام از جمع سهم گام‌های پیشین بیشتر نمی‌شود؛ سهم‌ها را اصلاح کنید.",
        "No step can see more cases than those before it together; correct the shares.",
    ),
    column="share",
)

ROUNDING = 1e-6
"""Tolerance of sums of shares."""


def find(country: Country, day: date) -> Iterator[Finding]:
    """Check powers and steps."""
    powers = standing(country["powers"], day)
    names = {"matter": "matters", "place": "places", "at": "places"}
    empty = country["powers"].filter(pl.col("from") >= pl.col("to"))
    yield from say(country, LIMITS, "powers", empty, names)
    yield from say(country, MEASURES, "powers", _mixed(powers), names)
    for kind, table in HOLDERS.items():
        held = powers.filter(pl.col("holder_kind") == kind)
        named = {**names, "holder": table}
        yield from say(country, ELSEWHERE, "powers", _elsewhere(country, table, held), named)
        yield from say(country, GONE, "powers", _gone(country, table, held), named)
    yield from _steps(country)


def _mixed(powers: pl.DataFrame) -> pl.DataFrame:
    """Return the powers of matters whose limits come in more than one measure."""
    measured = powers.filter(pl.col("measure") != "none")
    several = (
        measured.group_by("matter")
        .agg(measures=pl.col("measure").unique().sort())
        .filter(pl.col("measures").list.len() > 1)
    )
    return measured.join(several, on="matter")


def _reach(country: Country, table: str) -> pl.DataFrame:
    """Return where the holders of a table are: holder, at (its place), serves (a place it covers)."""
    key = TABLES[table].key[0]
    if table == "councils":
        return country[table].select(holder=key, at="place", serves="place")
    units = country["units"].select("unit", "serves", at="place")
    serving = units.explode("serves").drop_nulls("serves").select("unit", "at", "serves")
    lying = units.select("unit", "at", serves="at")
    reach = pl.concat([lying, serving])
    if table == "units":
        return reach.rename({"unit": "holder"})
    posts = country["posts"].select("unit", holder="post").drop_nulls()
    return posts.join(reach, on="unit").drop("unit")


def _elsewhere(country: Country, table: str, held: pl.DataFrame) -> pl.DataFrame:
    """Return powers whose holder neither encloses, nor lies in, nor serves the power's place."""
    placed = held.drop_nulls("place").select("power", "holder", "place")
    if placed.is_empty():
        return placed.with_columns(at=pl.lit(None, pl.String))
    # Places outside the table are dangling references and said there.
    known = placed.join(country["places"].select("place"), on="place", how="semi")
    reach = _reach(country, table)
    around = known.join(country.ancestors.select("place", "ancestor"), on="place")
    able = around.join(reach, left_on=["holder", "ancestor"], right_on=["holder", "serves"])
    unable = known.join(able, on="power", how="anti")
    return unable.join(reach.select("holder", "at").unique("holder"), on="holder")


def _gone(country: Country, table: str, held: pl.DataFrame) -> pl.DataFrame:
    key = TABLES[table].key[0]
    gone = country[table].filter(pl.col("status") != "active").select(holder=key)
    return held.join(gone, on="holder", how="semi")


def _steps(country: Country) -> Iterator[Finding]:
    steps, names = country["steps"], {"matter": "matters"}
    both_or_none = pl.col("unit").is_null() == pl.col("council").is_null()
    yield from say(country, WORKER, "steps", steps.filter(both_or_none), names)
    known = steps.sort("matter", "place", "order").with_columns(
        before=pl.col("share").fill_null(1).cum_sum().over("matter", "place")
        - pl.col("share").fill_null(1)
    )
    first = pl.col("order") == pl.col("order").min().over("matter", "place")
    above = known.filter(~first, pl.col("share") > pl.col("before") + ROUNDING)
    yield from say(country, SHARE, "steps", above, names)
