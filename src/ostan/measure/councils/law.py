"""Who may change a council, move by move: the verdict of the rules, as one flat frame."""

from __future__ import annotations

from datetime import date

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.measure.councils import trace
from ostan.measure.councils.columns import COUNCIL, PLACE, column
from ostan.measure.councils.load import council_factors
from ostan.measure.figure import Measure
from ostan.words.text import Text

MOVES = (
    "merge_councils",
    "abolish_council",
    "place_council_under",
    "hold_jointly",
    "hold_same_day",
    "share_secretariat",
    "delegate_chair",
    "set_sessions",
)
"""Moves judged, from the one that changes most."""


def who_may_change(country: Country, day: date | None = None) -> pl.DataFrame:
    """Return for every active council and move: by which act, by whom, and what is missing.

    `day` is the day on which acts and rules must stand (default: the Country's own, else today). `verdict` is allowed (an
    act within reach suffices), locked (a higher one is needed, or none suffices) or unknown (a
    fact is missing, which locks too); see `ostan.country.legal`.
    """
    ranks = country["ranks"].select(
        "instrument_fa", "instrument_en", "issued_by", enough_rank="rank"
    )
    councils = council_factors(country).select("type", "place", id="council")
    verdicts = [
        legal.verdict(country, "councils", m, day).with_columns(move=pl.lit(m)) for m in MOVES
    ]
    order = pl.Enum(MOVES)
    return (
        pl.concat(verdicts)
        .join(councils, on="id")
        .join(ranks, on="enough_rank", how="left")
        .with_columns(pl.col("missing", "missing_laws").list.join("; "))
        .with_columns(pl.col("missing", "missing_laws").replace("", None))
        .rename({"id": "council"})
        .sort("council", pl.col("move").cast(order))
        .drop("chain", "law")
    )


WHO_MAY_CHANGE = Measure(
    "who_may_change",
    "councils",
    Text("چه کسی می‌تواند تغییر دهد", "Who may change it"),
    ("council", "move"),
    (
        COUNCIL,
        column("move", "text", "تغییر", "Move", "تغییری که سنجیده می‌شود", "The change judged"),
        PLACE,
        column("type", "id", "گونه", "Type", "گونهٔ شورا", "Type of the council"),
        column(
            "verdict",
            "text",
            "نتیجه",
            "Verdict",
            "allowed: سندی در دسترس کافی است؛ locked: سند بالاتری لازم است یا هیچ سندی کافی نیست؛ "
            "unknown: دانسته‌ای کم است و تا روشن شدن، دست‌نخورده می‌ماند",
            "allowed: an act within reach suffices; locked: a higher act is needed, or none suffices; "
            "unknown: a fact is missing, and until it is found the council stays as it is",
        ),
        column(
            "founding_law",
            "id",
            "سند مبنا",
            "Founding act",
            "بالاترین سند در زنجیرهٔ مبنا",
            "The highest act in its chain of basis",
        ),
        column(
            "founding_rank", "id", "رتبهٔ مبنا", "Founding rank", "رتبهٔ آن سند", "Rank of that act"
        ),
        column(
            "enough_rank",
            "id",
            "رتبهٔ کافی",
            "Rank that suffices",
            "رتبهٔ سندی که کافی است؛ خالی: هیچ‌یک",
            "Rank of the act that suffices; empty: none",
        ),
        column(
            "instrument_fa",
            "text",
            "سند لازم",
            "Instrument (Persian)",
            "سندی که کافی است",
            "The instrument that suffices",
        ),
        column(
            "instrument_en",
            "text",
            "سند لازم (انگلیسی)",
            "Instrument",
            "سندی که کافی است",
            "The instrument that suffices",
        ),
        column(
            "issued_by",
            "text",
            "مرجع",
            "Issued by",
            "مرجعی که آن را صادر می‌کند",
            "The body that issues it",
        ),
        column("rule", "id", "قاعده", "Rule", "قاعده‌ای که چنین می‌گوید", "The rule that says so"),
        column(
            "missing",
            "text",
            "دانستهٔ کم",
            "Missing fact",
            "کلیدهای دانسته‌های کم",
            "Keys of the facts missing",
        ),
        column(
            "missing_laws",
            "id",
            "سند آن",
            "About",
            "سندهایی که دانسته دربارهٔ آن‌ها کم است",
            "The acts they are about",
        ),
    ),
    who_may_change,
    lambda country, key: trace.verdict(country, *key),
)
"""Verdict of the rules per active council and move, on the Country's day."""
