"""The faults of the register as a measure: a row for each, with its sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import polars as pl

from ostan.country.country import Country
from ostan.measure.figure import Measure
from ostan.measure.powers import trace
from ostan.measure.powers.columns import POWER_FAULTS_COLUMNS, POWER_MENDS_COLUMNS
from ostan.measure.powers.faults import faults
from ostan.measure.powers.findings import findings
from ostan.measure.powers.mend import MENDABLE, minimum_mend
from ostan.measure.powers.wording import Words
from ostan.words.text import Text, joined

TITLES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "gap": Text("خلأ", "gap"),
        "gap_in_words": Text("خلأ، بسته به شرط", "gap, as words are read"),
        "overlap": Text("تداخل", "overlap"),
        "overlap_in_words": Text("تداخل، بسته به شرط", "overlap, as words are read"),
        "dead": Text("اختیار مرده", "dead power"),
        "shadowed": Text("اختیار زائد", "power that adds nothing"),
        "contradiction": Text("تناقض", "contradiction"),
        "contradiction_in_words": Text("تناقض، بسته به شرط", "contradiction, as words are read"),
        "alone": Text("پیشنهاد و تصمیم یک‌نفره", "proposes and decides alone"),
        "alone_in_words": Text(
            "پیشنهاد و تصمیم یک‌نفره، بسته به شرط",
            "proposes and decides alone, as words are read",
        ),
        "consent_impossible": Text("موافقت ناممکن", "impossible consent"),
        "duty_without_power": Text("تکلیف بی‌اختیار", "duty without power"),
        "duty_without_power_in_words": Text(
            "تکلیف بی‌اختیار، بسته به شرط", "duty without power, as words are read"
        ),
        "ground_repealed": Text("مستند نسخ‌شده", "repealed ground"),
        "ground_expired": Text("مستند منقضی", "expired ground"),
        "ground_annulled": Text("مستند ابطال‌شده", "annulled ground"),
        "delegated_not_held": Text("تفویض آنچه نیست", "delegation of what is not held"),
        "delegated_not_held_in_words": Text(
            "تفویض آنچه نیست، بسته به شرط", "delegation of what is not held, as words are read"
        ),
        "delegation_forbidden": Text("تفویض غیرمجاز", "delegation not allowed"),
        "delegation_cycle": Text("دور تفویض", "circle of delegation"),
        "function_conflict": Text("تعارض وظیفهٔ واحد و شورا", "unit against council"),
        "function_conflict_in_words": Text(
            "تعارض وظیفهٔ واحد و شورا، بسته به شرط", "unit against council, as words are read"
        ),
    }
)
"""Short names of the kinds of fault, for tables."""


def power_faults(
    country: Country, since: date | None = None, within: str | None = None
) -> pl.DataFrame:
    """Return the faults of `ostan.measure.powers.faults` with an id, and told in both languages."""
    found = faults(country, since, within)
    said = findings(country, found)
    parts = [pl.col("kind", "matter", "measure"), pl.col("powers").list.join(" "), pl.col("act")]
    return found.with_columns(
        pl.concat_str(*parts, separator=" ", ignore_nulls=True).alias("id"),
        pl.col("powers").list.join("; "),
        pl.Series("said_fa", [f.sentence.fa for f in said], pl.String),
        pl.Series("said_en", [f.sentence.en for f in said], pl.String),
        pl.Series("mend_fa", [f.mend.fa if f.mend else None for f in said], pl.String),
        pl.Series("mend_en", [f.mend.en if f.mend else None for f in said], pl.String),
    ).rename({"kind": "fault", "place": "case_place"})


def power_mends(country: Country, since: date | None = None) -> pl.DataFrame:
    """Return for each kind of fault there is the fewest clauses to amend; see `minimum_mend`."""
    words = Words(country)
    rows = []
    for kind in MENDABLE:
        found = minimum_mend(country, kind, since)
        if found.faults:
            said = joined([words.clause(p[0]) for p in found.powers.values()])
            rows.append((kind, found.faults, len(found.clauses), len(found.new), said.fa, said.en))
    kinds = {c.name: pl.Int64 if c.unit == "count" else pl.String for c in POWER_MENDS_COLUMNS}
    return pl.DataFrame(rows, schema=kinds, orient="row")


POWER_MENDS = Measure(
    "power_mends",
    "powers",
    Text("کمترین بندهایی که باید اصلاح شود", "Fewest clauses to amend"),
    ("fault",),
    POWER_MENDS_COLUMNS,
    power_mends,
    trace.of_mend,
)
POWER_FAULTS = Measure(
    "power_faults",
    "powers",
    Text("خطاهای اختیارات", "Faults of powers"),
    ("id",),
    POWER_FAULTS_COLUMNS,
    power_faults,
    trace.of_fault,
)
