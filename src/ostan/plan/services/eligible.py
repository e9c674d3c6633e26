"""Which services may be handed over, and which not: by what, and who could change it.

A sovereign function never may, whatever the goals. Where it is not known whether a service is
sovereign, or whether its ground in law stands, it may not be handed over either, unless the goals
assume the missing facts away (`assume_ground`, `unknown`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.plan.services.facts import Scope, meant, services_of
from ostan.plan.services.goals import MOVE, ServicesGoals
from ostan.reform.needs import issued_by
from ostan.reform.problem import label
from ostan.words.text import Text, joined

CLASSES: Mapping[str, Text] = MappingProxyType(
    {
        "eligible": Text("واگذارشدنی", "may be handed over"),
        "unknown": Text("نامعلوم", "not known"),
        "excluded": Text("واگذارنشدنی", "may not be handed over"),
        "handed": Text("واگذار شده", "handed over already"),
    }
)
"""What a service is, by the gravest of its reasons."""


@dataclass(frozen=True)
class Reason:
    """Why a service is not handed over: its class, in words, and who could change it."""

    kind: str
    text: Text
    who: Text


_NOBODY = Text("هیچ‌کس", "nobody")
_GOALS = Text("هدف‌های برنامه", "the goals of the plan")
_ANSWERS = Text("{ministry}، که پاسخ‌گوی آن است", "{ministry}, which answers for it")
_MINISTRY = Text(
    "دستگاهی که پاسخ‌گوی آن است (ثبت نشده است)", "the body that answers for it (not recorded)"
)
_REGISTER = Text("آنکه داده‌ها را کامل می‌کند", "who completes the data")
_OUT_OF_REACH = Text(
    "سندی که بس باشد در دسترس این هدف‌ها نیست", "no act that suffices is within these goals' reach"
)

REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "sovereign": Reason(
            "excluded",
            Text("امر حاکمیتی است و هرگز واگذار نمی‌شود", "it is a sovereign function: never"),
            _NOBODY,
        ),
        "handed": Reason(
            "handed",
            Text(
                "هم‌اکنون به شیوه‌ای ارائه می‌شود که از آن واگذار نمی‌شود",
                "it is provided in a mode that nothing is handed over from",
            ),
            _GOALS,
        ),
        "kept": Reason("excluded", Text("هدف‌ها آن را نگه می‌دارند", "the goals keep it"), _GOALS),
        "out_of_reach": Reason("excluded", _OUT_OF_REACH, _NOBODY),
        "fee_too_high": Reason(
            "excluded",
            Text("بهای آن پس از واگذاری بیش از سقف است", "its fee after would be above the cap"),
            _GOALS,
        ),
        "sovereign_unknown": Reason(
            "unknown",
            Text("نامعلوم است که حاکمیتی است یا نه", "it is not known whether it is sovereign"),
            _MINISTRY,
        ),
        "ground_unknown": Reason("unknown", Text("{facts}", "{facts}"), _MINISTRY),
        "fee_unknown": Reason(
            "unknown",
            Text(
                "بهای آن ثبت نشده است و هدف‌ها برای آن سقف دارند",
                "its fee is not recorded, and the goals cap it",
            ),
            _REGISTER,
        ),
    }
)
"""Why a service is not handed over; the class of `eligible` has none of them."""


def eligible(country: Country, goals: ServicesGoals, place: str | None = None) -> pl.DataFrame:
    """Return every service of a scope, whether it may be handed over, and else why not.

    Columns: service, type, place, mode, class (a key of CLASSES), why (the gravest reason, a key of
    REASONS; empty: eligible), lacks (list of all reasons), why_fa, why_en, who_fa, who_en (who could
    change it), rank (of the act it needs; empty: none known), stands (whether the chain of its ground
    in law stands). `goals.country(country)` is what it is asked of; `place` as a planner takes it.
    """
    scope = Scope.of(country, place)
    return Judge(country, goals).judged(services_of(country, scope))


class Judge:
    """Judges services of a Country under goals; the law is asked once for all of them."""

    def __init__(self, country: Country, goals: ServicesGoals) -> None:
        self._goals = goals
        self._grounds = _grounds(country, goals)
        self._assumed = goals.assumed(country)
        self._words = _Words(country)

    def classes(self, services: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of `services` with their `class`, in their order."""
        made = [_class(self._why(row)) for row in services.iter_rows(named=True)]
        return services.with_columns(pl.Series("class", made, pl.String))

    def judged(self, services: pl.DataFrame) -> pl.DataFrame:
        """Return `eligible` for the rows of `facts.services_of`, in their order."""
        made = [self._row(row) for row in services.iter_rows(named=True)]
        known = services.select("service", "type", "place", "mode", "named")
        return known.hstack(pl.DataFrame(made, schema=_SCHEMA))

    def _why(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        id = row["service"]
        return tuple(_why(row, self._goals, self._grounds[id], id in self._assumed))

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        ground, why = self._grounds[row["service"]], self._why(row)
        told, who = self._words.of(why, row, ground)
        return {
            "class": _class(why),
            "why": why[0] if why else None,
            "lacks": list(why),
            "why_fa": told.fa if why else None,
            "why_en": told.en if why else None,
            "who_fa": who.fa if why else None,
            "who_en": who.en if why else None,
            "rank": ground.rank,
            "stands": not set(ground.missing) - set(_OF_RULES),
        }


def _class(why: tuple[str, ...]) -> str:
    return REASONS[why[0]].kind if why else "eligible"


_OF_RULES = ("no_rule", "bad_rule")

_SCHEMA: dict[str, Any] = {
    "class": pl.String,
    "why": pl.String,
    "lacks": pl.List(pl.String),
    "why_fa": pl.String,
    "why_en": pl.String,
    "who_fa": pl.String,
    "who_en": pl.String,
    "rank": pl.String,
    "stands": pl.Boolean,
}


@dataclass(frozen=True)
class _Ground:
    """What the law says of handing a service over: whether it is known and in reach, and by what act."""

    rank: str | None
    missing: tuple[str, ...]
    unknown: bool
    reached: bool


def _grounds(country: Country, goals: ServicesGoals) -> dict[str, _Ground]:
    """Return what the law says of every service, by id, as `reform.needs` judges a change."""
    within, assumed = goals.within(country), goals.assumed(country)
    found = {}
    for row in legal.verdict(_grounded(country, goals), "services", MOVE).iter_rows(named=True):
        missing, rank = tuple(row["missing"]), row["enough_rank"]
        trusted = row["id"] in assumed
        unheard = bool(missing) and trusted and row["rule"] is None
        reached = unheard if rank is None else rank in within
        found[row["id"]] = _Ground(rank, missing, bool(missing) and not trusted, reached)
    return found


def _grounded(country: Country, goals: ServicesGoals) -> Country:
    """Return the Country with the acts under which the goals hand services over as their grounds."""
    if not goals.law:
        return country
    rows = country["services"]
    acts = [meant(goals.law, row) or row["law"] for row in rows.iter_rows(named=True)]
    return country.with_tables(services=rows.with_columns(pl.Series("law", acts, pl.String)))


def _why(
    row: Mapping[str, Any], goals: ServicesGoals, ground: _Ground, trusted: bool
) -> Iterator[str]:
    """Yield all reasons that keep a service from being handed over, the gravest first."""
    if row["sovereign"]:
        yield "sovereign"
    if row["mode"] not in goals.from_modes:
        yield "handed"
    if row["service"] in goals.keep or row["type"] in goals.keep:
        yield "kept"
    if not ground.unknown and not (ground.reached and MOVE in goals.allowed()):
        yield "out_of_reach"
    fee = _fee(row, goals)
    if goals.max_fee is not None and fee is not None and fee > goals.max_fee:
        yield "fee_too_high"
    if row["sovereign"] is None and not trusted:
        yield "sovereign_unknown"
    if ground.unknown:
        yield "ground_unknown"
    if goals.max_fee is not None and fee is None:
        yield "fee_unknown"


def _fee(row: Mapping[str, Any], goals: ServicesGoals) -> float | None:
    """The fee of a service after it is handed over; None: not known."""
    told = meant(goals.fees, row)
    return row["fee"] if told is None else told


class _Words:
    """Reasons in words; each said once."""

    def __init__(self, country: Country) -> None:
        self._country = country
        self._said: dict[object, tuple[Text, Text]] = {}

    def of(
        self, why: tuple[str, ...], row: Mapping[str, Any], ground: _Ground
    ) -> tuple[Text, Text]:
        """Return the reasons in one sentence, and who could change the gravest."""
        key = (why, row["ministry"], ground)
        if why and key not in self._said:
            # What keeps it for good needs no more said; of what is not known all is worth finding out.
            named = why if REASONS[why[0]].kind == "unknown" else why[:1]
            told = [self._reason(name, ground) for name in named]
            self._said[key] = joined(told), self._who(why[0], row, ground)
        return self._said.get(key, (Text("", ""), Text("", "")))

    def _reason(self, name: str, ground: _Ground) -> Text:
        facts = joined([legal.FACTS[f] for f in dict.fromkeys(ground.missing)])
        return REASONS[name].text.fill(facts=facts)

    def _who(self, name: str, row: Mapping[str, Any], ground: _Ground) -> Text:
        if name == "out_of_reach":
            return issued_by(self._country, ground.rank) or _NOBODY
        if REASONS[name].who is _MINISTRY and row["ministry"]:
            named = label(self._country.tables, "units", row["ministry"])
            return _ANSWERS.fill(ministry=named)
        return REASONS[name].who
