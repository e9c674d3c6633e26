"""Services and offers to take them over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ostan.country.checks.shape import Kind, say, standing
from ostan.country.country import Country
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

INACTIVE = Kind(
    "service_of_inactive_unit",
    Severity.WARNING,
    Text(
        "خدمت «{service}» بر عهده «{unit}» است که دیگر فعال نیست",
        "The service “{service}” rests with “{unit}”, which is no longer active",
    ),
    Text("واحد کنونی را در ستون unit بنویسید.", "Name the unit that provides it now."),
    column="unit",
)
ELSEWHERE = Kind(
    "service_unit_elsewhere",
    Severity.WARNING,
    Text(
        "خدمت «{service}» در {place} بر عهده «{unit}» است که در {at} است و به آنجا خدمت نمی‌دهد",
        "The service “{service}” in {place} rests with “{unit}”, which lies in {at} and does not "
        "serve it",
    ),
    Text(
        "واحد خدمت یا حوزه خدمت واحد (serves) را اصلاح کنید.",
        "Correct the unit of the service, or say in serves where the unit works.",
    ),
    column="unit",
)
SOVEREIGN = Kind(
    "sovereign_service_handed_over",
    Severity.NOTICE,
    Text(
        "حاکمیتی خوانده شده اما دولت خود آن را ارائه نمی‌کند: {service}",
        "Called sovereign but not provided by the state itself: {service}",
    ),
    Text(
        "حاکمیتی بودن یا شیوه ارائه را بررسی کنید.",
        "Check whether it is sovereign, or how it is provided.",
    ),
    column="sovereign",
)
OFFER = Kind(
    "offer_for_no_service",
    Severity.ERROR,
    Text(
        "پیشنهاد «{offer}» برای خدمتی از گونه «{service}» است که در جدول خدمات نیست",
        "The offer {offer} is for a service of type {service}, which no service has",
    ),
    Text("گونه خدمت را اصلاح کنید.", "Correct the type of the service."),
    column="service",
)


def find(country: Country, day: date) -> Iterator[Finding]:
    """Check services and offers."""
    services = standing(country["services"], day)
    names = {"service": "services", "unit": "units", "place": "places", "at": "places"}
    gone = country["units"].filter(pl.col("status") != "active").select("unit")
    yield from say(country, INACTIVE, "services", services.join(gone, on="unit", how="semi"), names)
    yield from say(country, ELSEWHERE, "services", _elsewhere(country, services), names)
    handed = services.filter(pl.col("sovereign"), pl.col("mode") != "state")
    yield from say(country, SOVEREIGN, "services", handed, names, collect="service")
    types = country["services"].select(service="type").unique()
    lost = country["offers"].join(types, on="service", how="anti")
    yield from say(country, OFFER, "offers", lost)


def _elsewhere(country: Country, services: pl.DataFrame) -> pl.DataFrame:
    """Return services whose unit neither encloses nor serves the place where they are provided."""
    placed = services.drop_nulls("unit").select("service", "unit", "place")
    units = country["units"].select("unit", "serves", at="place")
    reach = pl.concat(
        [
            units.select("unit", covers="at"),
            units.explode("serves").select("unit", covers="serves").drop_nulls(),
        ]
    )
    around = placed.join(country.ancestors.select("place", "ancestor"), on="place")
    able = around.join(reach, left_on=["unit", "ancestor"], right_on=["unit", "covers"])
    return placed.join(able, on="service", how="anti").join(units.select("unit", "at"), on="unit")
