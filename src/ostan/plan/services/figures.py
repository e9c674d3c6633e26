"""Figures of services before and after: who provides them, for how many, at what cost and fee.

A sum in which a part is not known is not known. Users are at the three settings of the defaults.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ostan.measure.services import PEOPLE, STATE
from ostan.plan.plan import Figure, Said, Span
from ostan.words.text import Text

CONTRACT = ("delegated", "purchased")
"""Modes in which others work for the state, by contract."""

COUNT = Text("خدمت", "services")
USERS_UNIT = Text("نفر در سال", "people a year")
RIALS = Text("ریال در سال", "rials a year")
FEE = Text("ریال برای هر بار", "rials a use")

MODES_OF: Mapping[str, tuple[Text, tuple[str, ...], str]] = {
    "by_people": (
        Text("خدمات به دست نهادهای مردمی", "services provided by people's bodies"),
        PEOPLE,
        "more",
    ),
    "by_contract": (
        Text("خدمات با قرارداد یا مدیریت واگذارشده", "services by contract or delegated"),
        CONTRACT,
        "neither",
    ),
    "by_local": (
        Text("خدمات به دست نهاد عمومی محلی", "services by local public bodies"),
        ("local_public",),
        "neither",
    ),
    "by_state": (
        Text("خدمات به دست خود دولت", "services by the state itself"),
        (STATE,),
        "neither",
    ),
}
"""Figures that count services by mode: label, modes, which is better."""

CLASS_LABELS: Mapping[str, Text] = {
    "eligible": Text("خدمات واگذارشدنی", "services that may be handed over"),
    "unknown": Text(
        "خدماتی که واگذارشدنی بودنشان نامعلوم است", "services of which that is not known"
    ),
    "excluded": Text("خدمات واگذارنشدنی", "services that may not be handed over"),
}

USERS_LABEL = Text("مراجعان خدمات نهادهای مردمی", "users of the services of people's bodies")
COST_LABEL = Text("هزینهٔ خدمات و بهای پیشنهادها", "cost of services, and prices of offers taken")
FEE_LABEL = Text("میانگین بهای یک بار استفاده", "mean fee for a use")


@dataclass(frozen=True, eq=False)
class Moment:
    """Services at a moment: rows with mode, users, fee and class as they are then.

    `taken`: services that are handed over; they cost the `price` of their offers (rials a year, None:
    not known), and not what they cost before.
    """

    services: pl.DataFrame
    taken: frozenset[str] = frozenset()
    price: float | None = 0.0


def figures(before: Moment, after: Moment) -> tuple[Figure, ...]:
    """Return the figures at two moments."""
    return tuple(_figures(before, after))


def _figures(before: Moment, after: Moment) -> Iterator[Figure]:
    for name, (label, modes, better) in MODES_OF.items():
        yield _figure(
            name, label, COUNT, _count(before, modes), _count(after, modes), better, assumed=0.0
        )
    share = _assumed(after)
    both = (_users(before), _users(after))
    yield _figure("people_users", USERS_LABEL, USERS_UNIT, *both, "more", assumed=share)
    yield _figure("cost", COST_LABEL, RIALS, _cost(before), _cost(after), "less", assumed=0.0)
    yield _figure("fee", FEE_LABEL, FEE, _fee(before), _fee(after), "less", assumed=None)
    for name, label in CLASS_LABELS.items():
        both = (_of_class(before, name), _of_class(after, name))
        yield _figure(name, label, COUNT, *both, "neither", assumed=0.0)


def _figure(
    name: str,
    label: Text,
    unit: Text,
    before: Span | None,
    after: Span | None,
    better: str,
    *,
    assumed: float | None,
) -> Figure:
    known = before is not None or after is not None
    return Figure(
        name=name,
        label=Said.of(label),
        unit=Said.of(unit),
        before=before,
        after=after,
        assumed=assumed if known else None,
        better=better,  # type: ignore[arg-type]
    )


def _one(value: float | None) -> Span | None:
    return None if value is None else Span(low=value, value=value, high=value)


def _count(moment: Moment, modes: Iterable[str]) -> Span | None:
    return _one(float(moment.services["mode"].is_in(list(modes)).sum()))


def _of_class(moment: Moment, name: str) -> Span | None:
    return _one(float((moment.services["class"] == name).sum()))


def _of_people(moment: Moment) -> pl.DataFrame:
    return moment.services.filter(pl.col("mode").is_in(PEOPLE))


def _users(moment: Moment) -> Span | None:
    rows = _of_people(moment)
    if rows["users"].null_count():
        return None
    low, value, high = (float(rows[c].sum()) for c in ("users_low", "users", "users_high"))
    return Span(low=low, value=value, high=high)


def _assumed(moment: Moment) -> float | None:
    """Return the share of the users of people's bodies that is assumed."""
    rows = _of_people(moment)
    whole = rows["users"].sum()
    made = rows.filter(pl.col("users_from").is_not_null())["users"].sum()
    return float(made) / float(whole) if whole else None


def _cost(moment: Moment) -> Span | None:
    left = moment.services.filter(~pl.col("service").is_in(sorted(moment.taken)))
    if left["cost_per_year"].null_count() or moment.price is None:
        return None
    return _one(float(left["cost_per_year"].sum()) + moment.price)


def _fee(moment: Moment) -> Span | None:
    """Return the mean fee, each service at its users; None where a fee or users are not known."""
    rows = moment.services
    if rows["fee"].null_count() or rows["users"].null_count():
        return None
    means = []
    for users in ("users_low", "users", "users_high"):
        whole = float(rows[users].sum())
        means.append(float((rows["fee"] * rows[users]).sum()) / whole if whole else None)
    found = [m for m in means if m is not None]
    return Span(low=min(found), value=found[len(found) // 2], high=max(found)) if found else None
