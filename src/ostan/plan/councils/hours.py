"""Hours of posts before and after a plan, at three settings, and what they rest on."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.normal import SIGNIFICANT_DIGITS
from ostan.measure.councils.evidence import hours_evidence
from ostan.measure.councils.hours import post_hours
from ostan.measure.councils.load import SETTINGS
from ostan.plan.councils.scope import Scope
from ostan.plan.plan import Hours, PostHours

MOVED = 1e-6
"""Hours a year below which a post's hours have not changed."""
ENDS = tuple(SETTINGS.values())


def post_hours_of(before: Country, after: Country, scope: Scope) -> tuple[PostHours, ...]:
    """Return the posts whose hours in the scope's councils change, the greatest change first.

    In a template posts of a type are one row: hours are the mean over their holders.
    """
    old, new = (_hours(c, scope) for c in (before, after))
    both = old.join(new, on="post", how="full", suffix="_new", coalesce=True).fill_null(0)
    holders = pl.max_horizontal("holders", "holders_new")
    change = (pl.col("total") - pl.col("total_new")).abs()
    moved = both.with_columns(holders=holders, change=change).filter(pl.col("change") > MOVED)
    return tuple(
        PostHours(
            post=r["post"],
            holders=r["holders"],
            before=_three(r, "", r["holders"]),
            after=_three(r, "_new", r["holders"]),
        )
        for r in moved.sort(pl.col("change").round(6), "post", descending=[True, False]).iter_rows(
            named=True
        )
    )


def _three(row: dict[str, float], end: str, holders: float) -> Hours:
    low, value, high = (row[f"total{e}{end}"] / holders for e in ENDS)
    return Hours(low=low, value=value, high=high)


def _hours(country: Country, scope: Scope) -> pl.DataFrame:
    """Return post (or type), holders, and the hours of all holders at each setting."""
    name = pl.coalesce("type", "post") if scope.template else pl.col("post")
    total = [
        _settled((pl.col(f"hours{e}") * pl.col("holders")).sum()).alias(f"total{e}") for e in ENDS
    ]
    found = post_hours(country).with_columns(post=name)
    return found.group_by("post").agg(pl.col("holders").sum().cast(pl.Int64), *total).sort("post")


def assumed_share(country: Country) -> float | None:
    """Return the share of all hours of seats at least one factor of which came from a default."""
    found = hours_evidence(country).filter(pl.col("hours") > 0)
    if found.is_empty():
        return None
    held = post_hours(country).select("post", "holders")
    rows = found.join(held, on="post", how="left").with_columns(
        people=pl.col("hours") * pl.col("holders").fill_null(1)
    )
    share = (pl.col("people") * pl.col("assumed")).sum() / pl.col("people").sum()
    return float(rows.select(_settled(share)).item())


def _settled(figure: pl.Expr) -> pl.Expr:
    """Return a figure in normal form: sums over threads differ in their last digit from run to run."""
    return figure.round_sig_figs(SIGNIFICANT_DIGITS)
