"""Take-back: by which measure a service that was handed over returns, and which have come to that.

A trigger stands in `services.taken_back_when` as a sentence that people and programs read alike, in
either language: "users a year stay below 0.8 times what is recorded for 12 months" (what is recorded:
in the row of the service), or "complaints stay above 2 for a thousand users for 6 months". Other
words are left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from ostan.country.country import Country
from ostan.persian.digits import parse_number
from ostan.persian.unread import Unread
from ostan.plan.services.goals import ServicesGoals
from ostan.reform.services.handing import TakeBack
from ostan.words.formats import number
from ostan.words.text import Text

COLUMN = "taken_back_when"
"""The column of services that holds the trigger."""

COMPLAINTS = "complaints"
"""The measure that no column records: it is counted for a thousand users."""

STATES: Mapping[str, Text] = MappingProxyType(
    {
        "met": Text("شرط لغو واگذاری برقرار است", "the trigger is met"),
        "not_yet": Text(
            "بیرون از آستانه است، ولی هنوز نه به آن مدت",
            "beyond the threshold, but not yet for as long",
        ),
        "not_met": Text("شرط لغو واگذاری برقرار نیست", "the trigger is not met"),
        "not_measured": Text("سنجیده نشده است", "not measured"),
        "no_before": Text(
            "مقدار پیش از واگذاری ثبت نشده است", "the value before the hand-over is not recorded"
        ),
        "words": Text("شرط به واژه است و آدمی باید داوری کند", "in words: for people to judge"),
        "none": Text("شرطی نوشته نشده است", "no trigger was laid down"),
    }
)
"""What is known of a trigger."""

_SENTENCES: Mapping[tuple[bool, str], Text] = MappingProxyType(
    {
        (False, "<"): Text(
            "{measure} {months} ماه زیر {share} برابر مقدار ثبت‌شده بماند",
            "{measure} stay below {share} times what is recorded for {months} months",
        ),
        (False, ">"): Text(
            "{measure} {months} ماه بالای {share} برابر مقدار ثبت‌شده بماند",
            "{measure} stay above {share} times what is recorded for {months} months",
        ),
        (True, ">"): Text(
            "{measure} {months} ماه بیش از {share} برای هر هزار مراجعه بماند",
            "{measure} stay above {share} for a thousand users for {months} months",
        ),
    }
)
"""Sentences by whether they are of complaints, and by the side on which the measure must not stay."""

_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "users_per_year": Text("شمار مراجعان سالانه", "users a year"),
        "fee": Text("بهای یک بار استفاده", "fees for a use"),
        "cost_per_year": Text("هزینهٔ سالانه", "costs of a year"),
        COMPLAINTS: Text("شمار شکایت‌ها", "complaints"),
    }
)
"""What the measures are called in a trigger."""


@dataclass(frozen=True)
class Trigger:
    """A measure, on which side of the threshold it must not stay, and for how many months.

    `share`: the threshold over what is recorded; of complaints, for a thousand users.
    """

    measure: str
    side: Literal["<", ">"]
    share: float
    months: int

    @property
    def text(self) -> Text:
        """The trigger as a sentence; `read` reads it back."""
        words = _SENTENCES[self.measure == COMPLAINTS, self.side]
        # In full: a threshold is not rounded.
        share = Text(number(self.share, "fa", decimals=9), number(self.share, "en", decimals=9))
        return words.fill(measure=_NAMES[self.measure], months=self.months, share=share)


def read(words: str) -> Trigger | None:
    """Return the trigger that stands in a cell, in either language; None: words that are none."""
    for pattern, measure, side in _patterns():
        found = pattern.fullmatch(" ".join(words.split()))
        if found is not None:
            share, months = parse_number(found["share"]), parse_number(found["months"])
            readable = not isinstance(share, Unread) and isinstance(months, int)
            return Trigger(measure, side, float(share), months) if readable else None  # type: ignore[arg-type]
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, Literal["<", ">"]], ...]:
    return tuple(_made())


def _made() -> Iterator[tuple[re.Pattern[str], str, Literal["<", ">"]]]:
    numbers = {n: f"(?P<{n}>[0-9۰-۹.,٫٬]+)" for n in ("share", "months")}
    for (complaints, side), words in _SENTENCES.items():
        for measure, name in _NAMES.items():
            for sentence, called in ((words.fa, name.fa), (words.en, name.en)):
                if complaints == (measure == COMPLAINTS):
                    form = sentence.format(measure=called, **numbers)
                    yield re.compile(form), measure, "<" if side == "<" else ">"


def trigger_of(goals: ServicesGoals) -> Trigger:
    """Return the trigger the goals lay down for what is handed over."""
    falls = goals.trigger_share < 1 and goals.trigger != COMPLAINTS
    return Trigger(goals.trigger, "<" if falls else ">", goals.trigger_share, goals.trigger_months)


def triggers(country: Country, measured: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return every service that others than the state provide, and whether it is to be taken back.

    measured: what was observed since: service, measure (a key as in triggers), value, months (for how
    long it has been so). Columns: service, mode, trigger (the form or words), measure, threshold,
    months, value, held (months observed), state (a key of STATES).
    """
    rows = country["services"].filter(pl.col("mode") != "state").sort("service")
    seen = _seen(measured)
    made = [_row(row, seen) for row in rows.iter_rows(named=True)]
    return pl.DataFrame(made, schema=_SCHEMA)


def taken_back(
    country: Country, measured: pl.DataFrame | None = None, action: str | None = None
) -> tuple[TakeBack, ...]:
    """Return the changes that take back the services whose trigger is met, each by its own unit.

    `measured`: as `triggers` takes it. A service whose unit is not recorded is left out: nobody is
    known to whom it could return.
    """
    met = triggers(country, measured).filter(pl.col("state") == "met")["service"]
    units = country["services"].filter(
        pl.col("service").is_in(met.implode()), pl.col("unit").is_not_null()
    )
    return tuple(TakeBack(services=(s,), action=action) for s in units["service"])


_SCHEMA = {
    "service": pl.String,
    "mode": pl.String,
    "trigger": pl.String,
    "measure": pl.String,
    "threshold": pl.Float64,
    "months": pl.Int64,
    "value": pl.Float64,
    "held": pl.Int64,
    "state": pl.String,
}


def _seen(measured: pl.DataFrame | None) -> dict[tuple[str, str], tuple[float, int]]:
    if measured is None:
        return {}
    rows = measured.select("service", "measure", "value", "months").drop_nulls().rows()
    return {(service, measure): (value, months) for service, measure, value, months in rows}


def _row(
    row: Mapping[str, Any], seen: Mapping[tuple[str, str], tuple[float, int]]
) -> dict[str, Any]:
    words = row.get(COLUMN)
    told = {"service": row["service"], "mode": row["mode"], "trigger": words}
    trigger = read(words) if words else None
    if trigger is None:
        return {**told, "state": "words" if words else "none"}
    before = _before(row, trigger)
    threshold = None if before is None else trigger.share * before
    value, held = seen.get((row["service"], trigger.measure), (None, None))
    return {
        **told,
        "measure": trigger.measure,
        "threshold": threshold,
        "months": trigger.months,
        "value": value,
        "held": held,
        "state": state(trigger, threshold, value, held),
    }


def _before(row: Mapping[str, Any], trigger: Trigger) -> float | None:
    """What the threshold is a multiple of: what is recorded, or thousands of users."""
    if trigger.measure == COMPLAINTS:
        users = row["users_per_year"]
        return None if users is None else users / 1000
    found: float | None = row[trigger.measure]
    return found


def state(trigger: Trigger, threshold: float | None, value: float | None, held: int | None) -> str:
    """Return what is known of a trigger (a key of STATES) whose threshold is so much.

    threshold: None: the value before is not known. value: what was observed, for `held` months.
    """
    if threshold is None:
        return "no_before"
    if value is None or held is None:
        return "not_measured"
    beyond = value < threshold if trigger.side == "<" else value > threshold
    if not beyond:
        return "not_met"
    return "met" if held >= trigger.months else "not_yet"
