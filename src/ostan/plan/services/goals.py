"""Goals of a plan of services: what may be handed over, to whom, on what criteria, with what reserve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from ostan.measure.services import PEOPLE, STATE
from ostan.plan import refused
from ostan.plan.goals import PRESETS, Means, Pair, Positive, Share
from ostan.reform.change import Name, Words, given
from ostan.reform.services.handing import Mode, StaffFate
from ostan.words.finding import Finding
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country

CRITERIA: Mapping[str, Text] = MappingProxyType(
    {
        "users": Text("مردمی که به آن نیاز دارند", "people it serves"),
        "cost": Text("هزینه‌ای که دولت می‌پردازد", "what it costs the state"),
        "readiness": Text("آمادگی", "readiness"),
        "risk": Text("کم‌خطری", "low risk"),
        "equity": Text("برابری استان‌ها", "equity between provinces"),
        "capacity": Text("ظرفیت پیشنهادها", "capacity of the offers"),
    }
)
"""The criteria, in the order in which they are shown."""

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"users": 3.0, "cost": 2.0, "readiness": 3.0, "risk": 2.0, "equity": 1.0, "capacity": 1.0}
)
"""Weights where the goals name none; assumed: judgements, and how far each may move is shown."""

MOVE = "hand_over"
"""The move that is planned."""

RISKIEST = 3.0
"""Risk at which the criterion gives nothing; risks go from 0, as those of matters do."""

MEASURES = ("users_per_year", "fee", "cost_per_year", "complaints")
"""What a take-back may be judged by. Complaints have no column: they come from outside."""


class ServicesGoals(Means):
    """What a plan of services may hand over, and what it is judged by."""

    noun = "services"
    planned = MappingProxyType(dict.fromkeys(PRESETS, (MOVE,)))

    criteria: dict[str, Positive] = given(
        "وزن معیارها؛ آنکه نیاید وزن خود را دارد: users ۳، cost ۲، readiness ۳، risk ۲، equity ۱، "
        "capacity ۱",
        "weights of the criteria; one that is left out keeps its own: users 3, cost 2, readiness 3, "
        "risk 2, equity 1, capacity 1",
        {},
    )
    risk: dict[str, Annotated[float, Field(ge=0, le=RISKIEST)]] = given(
        "خطر واگذاری، ۰ تا ۳، به گونهٔ خدمت یا خود آن؛ جز آن: نامعلوم",
        "risk of handing over, 0 to 3, by type of service (or service); else not known",
        {},
        refers="services",
    )
    from_modes: tuple[Literal["state"] | Mode, ...] = given(
        "شیوه‌هایی که خدمت از آن‌ها واگذار می‌شود",
        "modes of what is handed over",
        (STATE, "delegated", "purchased"),
    )
    to_modes: tuple[Mode, ...] = given(
        "گیرندگانی که پذیرفته می‌شوند",
        "kinds of takers that are accepted",
        (*PEOPLE, "local_public"),
    )
    keep: tuple[str, ...] = given(
        "خدماتی که همان‌گونه که هستند می‌مانند",
        "services that stay as they are",
        (),
        refers="services",
    )
    taker: dict[str, Mode] = given(
        "گیرنده‌ای از این نوع فرض می‌شود، به گونهٔ خدمت یا خود آن؛ با ظرفیت بس و بی بها",
        "a taker of this kind is assumed, by type of service (or service): with enough capacity, and "
        "without a price",
        {},
        refers="services",
    )
    reserve: Share = given(
        "سهمی از ظرفیت هر پیشنهاد که آزاد می‌ماند، کمتر از ۱",
        "share of the capacity of each offer that is kept free, below 1",
        0.1,
    )
    max_takers: Annotated[int, Field(ge=1, le=12)] = given(
        "بیشترین گیرندهٔ یک خدمت در یک مکان، همه از یک نوع",
        "takers that a service of a place may have at most, all of one kind",
        1,
    )
    max_share: Share = given(
        "بیشترین سهم از مراجعان یک گونه خدمت در همهٔ مکان‌ها که به یک گیرنده می‌رسد",
        "greatest share of the users of a type of service, all places together, of one taker",
        1.0,
    )
    conflicts: tuple[Pair, ...] = given(
        "تعارض منافع: [گیرنده، خدمت یا واحدِ ناظر]؛ افزون بر آنچه از داده‌ها برمی‌آید",
        "conflicts of interest: [taker, service or unit that oversees it]; beside those computed",
        (),
    )
    budget: Positive | None = given(
        "بیشترین جمع بهای پیشنهادها، ریال در سال؛ خالی: بی حد",
        "greatest sum of the prices of offers, rials a year; empty: no limit",
        None,
    )
    max_fee: Positive | None = given(
        "بیشترین بهای یک بار استفاده پس از واگذاری، ریال؛ خالی: بی حد",
        "greatest fee for one use of what is handed over, rials; empty: no limit",
        None,
    )
    fees: dict[str, Annotated[int, Field(ge=0, le=10**18)]] = given(
        "بهای یک بار استفاده پس از واگذاری، ریال، به گونهٔ خدمت یا خود آن؛ جز آن همان که هست",
        "fee for one use after handing over, rials, by type of service (or service); else it stays",
        {},
        refers="services",
    )
    paid_by: dict[str, Words] = given(
        "چه کسی پس از واگذاری می‌پردازد، به گونهٔ خدمت یا خود آن؛ جز آن همان که هست",
        "who pays after handing over, by type of service (or service); else it stays",
        {},
        refers="services",
    )
    law: dict[str, Name] = given(
        "سندی که واگذاری به موجب آن است، به گونهٔ خدمت یا خود آن؛ جز آن مستند خود خدمت",
        "the act under which it is handed over, by type of service (or service); else its own ground",
        {},
        refers="services",
    )
    staff_to: StaffFate | None = given(
        "سرنوشت کارکنان خدمتِ واگذارشده: stay_state در جای دیگری از دولت، transfer با خدمت، bench بی‌پست؛ "
        "خالی: گفته نشده",
        "what becomes of the staff of what is handed over: stay_state (elsewhere in the state), transfer "
        "(go with it), bench (left without a post); empty: not said",
        None,
    )
    trigger: Literal["users_per_year", "fee", "cost_per_year", "complaints"] = given(
        "سنجه‌ای که با آن واگذاری لغو می‌شود",
        "the measure by which a service is taken back",
        "users_per_year",
    )
    trigger_share: Annotated[float, Field(gt=0, allow_inf_nan=False)] = given(
        "آستانه، به نسبت مقدار پیش از واگذاری (complaints: به هر هزار مراجعه)؛ کمتر از ۱: افتادن به زیر "
        "آن، وگرنه گذشتن از آن",
        "threshold, as a share of the value before (complaints: for a thousand users); below 1: falling "
        "under it, else rising above it",
        0.8,
    )
    trigger_months: Annotated[int, Field(ge=1, le=120)] = given(
        "ماه‌هایی که باید بیرون از آستانه بماند", "months it must stay beyond the threshold", 12
    )

    def weights(self) -> dict[str, float]:
        """Return the weight of every criterion, in their order."""
        return {name: self.criteria.get(name, weight) for name, weight in WEIGHTS.items()}

    def contradictions(self, path: str) -> Iterator[Finding]:
        """Find what in the goals cannot be, whatever the Country: criteria, modes, a full reserve."""
        yield from super().contradictions(path)
        for name in self.criteria.keys() - CRITERIA.keys():
            yield refused.unknown_name("criteria", _CRITERION, name, CRITERIA, path)
        if not sum(self.weights().values()):
            yield refused.fault("goals_clash", path, "criteria", _NO_WEIGHT)
        if self.reserve >= 1:
            yield refused.fault("goals_clash", path, "reserve", _ALL_FREE, f"{self.reserve:g}")
        for name, mode in self.taker.items():
            if mode not in self.to_modes:
                what = _NO_KIND.fill(came=mode, allowed=", ".join(self.to_modes))
                yield refused.fault("goals_clash", path, f"taker.{name}", what, mode)

    def missing(self, country: Country, path: str) -> Iterator[Finding]:
        """Find the services and units that the goals name and the Country lacks."""
        from ostan.plan import reach

        yield from super().missing(country, path)
        named = {
            "risk": self.risk,
            "keep": self.keep,
            "taker": self.taker,
            "fees": self.fees,
            "paid_by": self.paid_by,
            "law": self.law,
        }
        yield from reach.unknown_bodies(country, "services", named, path)
        laws = country["laws"]["law"].to_list()
        for law in dict.fromkeys(self.law.values()):
            if law not in laws:
                yield refused.unknown_name("law", _LAW, law, laws, path)
        services = country["services"]
        known = [*services["type"].unique().sort(), *services["service"], *country["units"]["unit"]]
        for _, name in self.conflicts:
            if name not in known:
                yield refused.unknown_name("conflicts", _OVERSEER, name, known, path)


_CRITERION = Text("معیاری به نام", "criterion")
_LAW = Text("سندی به نام", "act")
_OVERSEER = Text("خدمت یا واحدی به نام", "service or unit")
_NO_WEIGHT = Text("همهٔ وزن‌ها صفر است", "all weights are zero")
_ALL_FREE = Text(
    "اندوختهٔ ۱ هیچ ظرفیتی نمی‌گذارد؛ کمتر از ۱ بنویسید",
    "a reserve of 1 leaves no capacity; write less than 1",
)
_NO_KIND = Text(
    "گیرنده از نوع «{came}» در to_modes نیست؛ این‌ها هست: {allowed}",
    "a taker of kind “{came}” is not in to_modes; these are: {allowed}",
)
