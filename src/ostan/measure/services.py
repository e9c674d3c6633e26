"""Services: who provides them and how, what is sovereign, and how much of it is on record.

A place sees its own services and those of the places inside it. Sums of users and costs are over
what is recorded; the share recorded stands beside each, and where nothing is, the sum is empty.
"""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.evidence import Trace, traced
from ostan.measure.columns import MINISTRY, PLACE, column
from ostan.measure.figure import Column, Measure
from ostan.words.text import Text

STATE = "state"
"""Mode of a service that the state itself provides."""
PEOPLE = ("cooperative", "association", "charity", "trustees", "volunteer")
"""Modes in which the capacity of people is used: those of popularisation."""
NO_MINISTRY = "none"
"""Stands for the ministry of a service that names none."""


def _seen(country: Country) -> pl.DataFrame:
    """Return the services every place sees: `at` with the rows of the table."""
    inside = country.ancestors.select("place", at="ancestor")
    return country["services"].join(inside, on="place")


def _known(column: str) -> pl.Expr:
    """Return the sum of what is recorded; empty, and not zero, where nothing is."""
    return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum()).alias(column)


def _recorded(column: str) -> pl.Expr:
    return pl.col(column).is_not_null().sum().cast(pl.Int64)


def _when(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False).sum().cast(pl.Int64)


def _counts() -> list[pl.Expr]:
    """Return what is counted of any group of services; the columns are COUNTS."""
    sovereign = pl.col("sovereign")
    return [
        pl.len().cast(pl.Int64).alias("services"),
        pl.col("type").n_unique().cast(pl.Int64).alias("types"),
        _when(sovereign).alias("sovereign"),
        _when(~sovereign).alias("not_sovereign"),
        _when(sovereign.is_null()).alias("sovereign_unknown"),
        _known("users_per_year"),
        _recorded("users_per_year").alias("users_recorded"),
        _known("cost_per_year"),
        _recorded("cost_per_year").alias("cost_recorded"),
    ]


def service_modes(country: Country) -> pl.DataFrame:
    """Count the services of every place by mode, with their share."""
    found = _seen(country).group_by(pl.col("at").alias("place"), "mode").agg(_counts())
    users, all_users = pl.col("users_per_year"), pl.col("users_per_year").sum().over("place")
    return found.with_columns(
        share=pl.col("services") / pl.col("services").sum().over("place"),
        share_of_users=pl.when(all_users > 0).then(users / all_users),
    ).sort("place", "mode")


def service_ministries(country: Country) -> pl.DataFrame:
    """Count the services of every place by ministry, and how many are out of the state's hands."""
    seen = _seen(country).with_columns(pl.col("ministry").fill_null(NO_MINISTRY))
    mode = pl.col("mode")
    found = seen.group_by(pl.col("at").alias("place"), "ministry").agg(
        *_counts(),
        by_state=_when(mode == STATE),
        by_people=_when(mode.is_in(PEOPLE)),
        modes=mode.n_unique().cast(pl.Int64),
    )
    return found.sort("place", "ministry")


def place_services(country: Country) -> pl.DataFrame:
    """Return for every place that sees a service what is known of them."""
    mode = pl.col("mode")
    found = (
        _seen(country)
        .group_by(place="at")
        .agg(
            *_counts(),
            by_state=_when(mode == STATE),
            by_people=_when(mode.is_in(PEOPLE)),
            fee_recorded=_recorded("fee"),
            payer_recorded=_recorded("paid_by"),
            law_recorded=_recorded("law"),
        )
    )
    return (
        found.join(_offers(country), on="place", how="left")
        .with_columns(
            pl.col("offers").fill_null(0),
            share_by_state=pl.col("by_state") / pl.col("services"),
            share_by_people=pl.col("by_people") / pl.col("services"),
        )
        .sort("place")
    )


def _offers(country: Country) -> pl.DataFrame:
    inside = country.ancestors.select("place", at="ancestor")
    found = country["offers"].join(inside, on="place")
    return found.group_by(place="at").agg(offers=pl.len().cast(pl.Int64))


# Traces ------------------------------------------------------------------------------------


def _rows(country: Country, place: str) -> pl.DataFrame:
    return country["services"].filter(pl.col("place").is_in(country.within(place)))


def _tree(country: Country) -> Trace:
    return traced("places", country["places"].clear(), ("place", "parent"))


def _trace_mode(country: Country, key: tuple[str, ...]) -> Trace:
    # The share is over all modes, so every service of the place enters it.
    return traced("services", _rows(country, key[0]), ("place",)) | _tree(country)


def _trace_ministry(country: Country, key: tuple[str, ...]) -> Trace:
    place, ministry = key
    own = _rows(country, place).filter(pl.col("ministry").fill_null(NO_MINISTRY) == ministry)
    return traced("services", own, ("place", "ministry")) | _tree(country)


def _trace_place(country: Country, key: tuple[str, ...]) -> Trace:
    offers = country["offers"].filter(pl.col("place").is_in(country.within(key[0])))
    return _trace_mode(country, key) | traced("offers", offers, ("place",))


# The measures ------------------------------------------------------------------------------

COUNTS: tuple[Column, ...] = (
    column(
        "services",
        "count",
        ("خدمت", "Services"),
        (
            "خدمات این مکان و مکان‌های درون آن، در هر مکان یکی",
            "Services of the place and of those inside it, one in each place",
        ),
    ),
    column(
        "types",
        "count",
        ("گونه", "Types"),
        ("گونه‌های متفاوت خدمت", "Different types of service"),
    ),
    column("sovereign", "count", ("حاکمیتی", "Sovereign"), ("امور حاکمیتی", "Sovereign functions")),
    column(
        "not_sovereign",
        "count",
        ("تصدی", "Not sovereign"),
        ("امور غیرحاکمیتی", "Functions said not to be sovereign"),
    ),
    column(
        "sovereign_unknown",
        "count",
        ("حاکمیتی بودن نامعلوم", "Not known whether sovereign"),
        ("ثبت نشده است", "Not recorded"),
    ),
    column(
        "users_per_year",
        "people",
        ("مراجعان در سال", "Users a year"),
        (
            "جمع خدماتی که مراجعانشان ثبت شده است؛ خالی: هیچ‌کدام",
            "Sum over the services whose users are recorded; empty: none is",
        ),
    ),
    column(
        "users_recorded",
        "count",
        ("دارای شمار مراجعان", "With users recorded"),
        ("خدماتی که شمار مراجعانشان ثبت شده است", "Services whose users are recorded"),
    ),
    column(
        "cost_per_year",
        "rial",
        ("هزینه در سال", "Cost a year"),
        (
            "جمع خدماتی که هزینه‌شان ثبت شده است؛ خالی: هیچ‌کدام",
            "Sum over the services whose cost is recorded; empty: none is",
        ),
    ),
    column(
        "cost_recorded",
        "count",
        ("دارای هزینه", "With cost recorded"),
        ("خدماتی که هزینه‌شان ثبت شده است", "Services whose cost is recorded"),
    ),
)
"""Counts that every measure of services has."""
BY_STATE = column(
    "by_state",
    "count",
    ("به دست دولت", "By the state"),
    ("خدماتی که خود دولت می‌دهد (state)", "Services that the state itself provides"),
)
BY_PEOPLE = column(
    "by_people",
    "count",
    ("با ظرفیت مردم", "By people's capacity"),
    (
        "تعاونی، تشکل مردم‌نهاد، خیریه، هیئت‌امنایی و داوطلبانه؛ خرید خدمت و واگذاری مدیریت در آن نیست",
        "Cooperative, association, charity, trustees and volunteers; not bought or delegated services",
    ),
)

SERVICE_MODES = Measure(
    "service_modes",
    "services",
    Text("خدمات بر پایهٔ شیوهٔ ارائه", "Services by mode"),
    ("place", "mode"),
    (
        PLACE,
        column(
            "mode",
            "text",
            ("شیوه", "Mode"),
            ("چه کسی و چگونه ارائه می‌دهد", "Who provides it, and how"),
        ),
        *COUNTS,
        column(
            "share",
            "share",
            ("سهم", "Share"),
            ("services بخش بر همهٔ خدمات مکان", "services / all services of the place"),
        ),
        column(
            "share_of_users",
            "share",
            ("سهم مراجعان", "Share of users"),
            (
                "مراجعان این شیوه بخش بر همهٔ مراجعان ثبت‌شدهٔ مکان؛ خالی: ثبت نشده",
                "Users of the mode / all users recorded in the place; empty: none recorded",
            ),
        ),
    ),
    service_modes,
    _trace_mode,
)
SERVICE_MINISTRIES = Measure(
    "service_ministries",
    "services",
    Text("خدمات هر وزارتخانه", "Services of each ministry"),
    ("place", "ministry"),
    (
        PLACE,
        column(
            "ministry",
            "id",
            (MINISTRY.title.fa, MINISTRY.title.en),
            (
                "شناسهٔ وزارتخانه یا سازمان پاسخ‌گو؛ none: نام برده نشده",
                "Id of the ministry or organisation that answers for it; none: not named",
            ),
        ),
        *COUNTS,
        BY_STATE,
        BY_PEOPLE,
        column("modes", "count", ("شیوه‌ها", "Modes"), ("شمار شیوه‌های متفاوت", "Different modes")),
    ),
    service_ministries,
    _trace_ministry,
)
PLACE_SERVICES = Measure(
    "place_services",
    "services",
    Text("خدمات هر مکان", "Services of each place"),
    ("place",),
    (
        PLACE,
        *COUNTS,
        BY_STATE,
        BY_PEOPLE,
        column(
            "share_by_state",
            "share",
            ("سهم دولت", "Share by the state"),
            ("by_state بخش بر services", "by_state / services"),
        ),
        column(
            "share_by_people",
            "share",
            ("سهم مردم", "Share by people's capacity"),
            ("by_people بخش بر services", "by_people / services"),
        ),
        column(
            "fee_recorded",
            "count",
            ("دارای تعرفه", "With fee recorded"),
            ("خدماتی که تعرفه‌شان ثبت شده است", "Services whose fee is recorded"),
        ),
        column(
            "payer_recorded",
            "count",
            ("دارای پرداخت‌کننده", "With payer recorded"),
            ("خدماتی که پرداخت‌کننده‌شان ثبت شده است", "Services whose payer is recorded"),
        ),
        column(
            "law_recorded",
            "count",
            ("دارای سند", "With act recorded"),
            ("خدماتی که سندشان ثبت شده است", "Services whose ground is recorded"),
        ),
        column(
            "offers",
            "count",
            ("پیشنهاد", "Offers"),
            (
                "پیشنهادهای مردم و تشکل‌ها برای خدمات این مکان",
                "Offers of people and associations for services of the place",
            ),
        ),
    ),
    place_services,
    _trace_place,
)

MEASURES: tuple[Measure, ...] = (SERVICE_MODES, SERVICE_MINISTRIES, PLACE_SERVICES)
"""Every measure of services."""
