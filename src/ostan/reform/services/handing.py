"""Services handed over to people and associations, and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import polars as pl

from ostan.country.normal import Tables
from ostan.reform.change import Call, Change, Name, Names, Words, given
from ostan.reform.councils.frames import with_cells
from ostan.reform.land import land_of
from ostan.reform.problem import Problem, label, labels
from ostan.reform.units.frames import with_values
from ostan.words.formats import money
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

Mode = Literal[
    "delegated",
    "purchased",
    "cooperative",
    "association",
    "charity",
    "trustees",
    "volunteer",
    "local_public",
]
"""Ways of providing a service otherwise than by the state itself."""
StaffFate = Literal["stay_state", "transfer", "bench"]

STATE: Final = "state"
"""Mode of a service that the state itself provides."""

_SOVEREIGN: Final = Text(
    "{service} حاکمیتی است و واگذار نمی‌شود", "{service} is a sovereign function: never handed over"
)
_SO_ALREADY: Final = Text("{service} از پیش چنین است", "{service} is so already")
_BY_STATE: Final = Text(
    "{service} را دولت خود ارائه می‌کند؛ چیزی برای لغو نیست",
    "{service} is provided by the state itself: there is nothing to take back",
)
_ELSEWHERE: Final = Text(
    "{unit} در مکان {service} نیست و به آنجا خدمت نمی‌دهد",
    "{unit} neither lies in nor serves the place of {service}",
)
_BY: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "delegated": Text("با واگذاری مدیریت", "under delegated management"),
        "purchased": Text("با خرید خدمت", "by purchase of the service"),
        "cooperative": Text("به تعاونی", "to a cooperative"),
        "association": Text("به تشکل مردم‌نهاد", "to an association"),
        "charity": Text("به خیریه", "to a charity"),
        "trustees": Text("به هیئت امنا", "to a board of trustees"),
        "volunteer": Text("به داوطلبان", "to volunteers"),
        "local_public": Text("به نهاد عمومی محلی", "to a local public body"),
    }
)
"""How a sentence says each mode."""
_STAFF: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "stay_state": Text(
            "کارکنان آن در جای دیگری از دولت می‌مانند", "its staff stay elsewhere in the state"
        ),
        "transfer": Text("کارکنان آن با خدمت می‌روند", "its staff go with the service"),
        "bench": Text("کارکنان آن بی‌پست می‌مانند", "its staff are left without a post"),
    }
)
"""How a sentence says what becomes of the staff."""


class OfService(Change):
    """A change of services, each in its own place."""

    binds: ClassVar[tuple[str, ...]] = ("services",)

    services: Names = given("خدمت‌ها", "the services", refers="services")
    fee: int | None = given(
        "تعرفهٔ یک بار استفاده پس از آن (ریال؛ خالی: همان که هست)",
        "fee for one use afterwards (rial; empty: as it is)",
        None,
        ge=0,
        le=10**18,
    )
    law: Name | None = given(
        "مستند قانونی (خالی: مستند خود خدمت)",
        "its legal ground (empty: that of the service)",
        None,
        refers="laws",
    )

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of the services, on the ground that the change states or their own."""
        rows = super().judged(sites, tables)
        return rows if self.law is None else rows.with_columns(law=pl.lit(self.law))

    def _told(self, call: Call) -> list[Text]:
        fee = [] if self.fee is None else [_FEE.fill(fee=Text(*(_rials(self.fee))))]
        return fee + ([_UNDER.fill(law=call("laws", self.law))] if self.law else [])


_FEE: Final = Text("تعرفه {fee}", "at a fee of {fee}")
_UNDER: Final = Text("به موجب {law}", "under {law}")


def _rials(amount: int) -> tuple[str, str]:
    return money(amount, "fa"), money(amount, "en")


class HandOver(OfService):
    """A service passes out of the hands of the state."""

    title: ClassVar = Text("واگذاری خدمت", "hand over a service")
    about: ClassVar = Text(
        "خدمت را از این پس دیگری به شیوهٔ نوشته‌شده ارائه می‌کند؛ واحد آن ناظر می‌ماند و شمار مراجعان، هزینه و "
        "تقاضا همان است که بود. آنچه نوشته نشده همان می‌ماند.",
        "From then on somebody else provides the service, in the way stated; its unit goes on to oversee "
        "it, and users, cost and demand are what they were. What is not stated stays as it is.",
    )
    fits: ClassVar = Text(
        "خدمت حاکمیتی نیست (نامعلوم قفل می‌کند، مگر فرض شود)، مستندی معتبر دارد و از پیش چنین نیست.",
        "The service is not sovereign (unknown locks, unless assumed), has a ground that stands, and is "
        "not so already.",
    )
    reading: ClassVar = Text(
        "{services} {way} واگذار می‌شود", "{services} shall be handed over {way}"
    )
    kind: Literal["hand_over"] = "hand_over"
    mode: Mode = given("شیوهٔ ارائه", "how it is provided then")
    provider: Words | None = given("چه کسی آن را می‌گیرد", "who takes it", None)
    paid_by: Words | None = given("چه کسی می‌پردازد", "who pays for it", None)
    staff_to: StaffFate | None = given("سرنوشت کارکنان آن", "what becomes of its staff", None)
    taken_back_when: Words | None = given(
        "چه هنگام واگذاری لغو می‌شود: رویداد یا سنجه، به عبارت",
        "when it is taken back: an event or a figure, in words",
        None,
    )

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = [self.reading.fill(services=_called(self, call), way=_BY[self.mode])]
        for value, sentence in ((self.provider, _TAKER), (self.paid_by, _PAYER)):
            told += [sentence.fill(who=value)] if value else []
        told += self._told(call)
        told += [_STAFF[self.staff_to]] if self.staff_to else []
        told += [_BACK.fill(when=self.taken_back_when)] if self.taken_back_when else []
        return joined(told)

    def cells(self) -> dict[str, Any]:
        """Return the columns of services it sets, with their values."""
        stated = {n: getattr(self, n) for n in SET}
        return {n: v for n, v in stated.items() if v is not None}

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        for id in site.every("services"):
            row = look.row("services", id)
            words = {"service": label(look.tables, "services", id)}
            if row["sovereign"]:
                yield Problem("sovereign_service", _SOVEREIGN.fill(**words), (id,))
            elif self.cells().items() <= row.items():
                yield Problem("so_already", _SO_ALREADY.fill(**words), (id,), idle=True)

    def lacks(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """Return that it is not known whether a service is sovereign, where it is not."""
        return ("sovereign_unknown",) if row["sovereign"] is None else ()

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        ids = [i for s in sites for i in s.every("services")]
        return with_cells(tables, "services", ids, self.cells())


SET: Final = ("mode", "provider", "paid_by", "fee", "staff_to", "taken_back_when", "law")
"""Columns of services that handing one over may set."""
_TAKER: Final = Text("گیرنده: {who}", "taken by {who}")
_PAYER: Final = Text("هزینه با {who}", "paid by {who}")
_BACK: Final = Text("اگر {when}، واگذاری لغو می‌شود", "to be taken back if {when}")


class TakeBack(OfService):
    """A service passes back into the hands of the state."""

    title: ClassVar = Text("لغو واگذاری", "take a service back")
    about: ClassVar = Text(
        "خدمت را از این پس واحد نام‌برده خود ارائه می‌کند؛ گیرنده و شرط لغو برداشته می‌شود و شمار مراجعان، هزینه "
        "و تقاضا همان است که بود.",
        "From then on the unit named provides the service itself; taker and condition go, and users, cost "
        "and demand are what they were.",
    )
    fits: ClassVar = Text(
        "خدمت واگذار شده است؛ واحد فعال است و در آنجاست یا به آنجا خدمت می‌دهد.",
        "The service is handed over; the unit is active and lies in or serves its place.",
    )
    reading: ClassVar = Text(
        "واگذاری {services} لغو می‌شود و {unit} آن را ارائه می‌کند",
        "{services} shall be taken back and provided by {unit}",
    )
    kind: Literal["take_back"] = "take_back"
    unit: Name | None = given(
        "واحدی که آن را ارائه می‌کند (خالی: واحد خود خدمت)",
        "the unit that provides it (empty: the unit of the service)",
        None,
        refers="units",
    )

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        unit = call("units", self.unit) if self.unit else _ITS_UNIT
        told = self.reading.fill(services=_called(self, call), unit=unit)
        return joined([told, *self._told(call)])

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        unit = site.perhaps("unit")
        for id in site.every("services"):
            row = look.row("services", id)
            words = {"service": label(look.tables, "services", id)}
            if row["mode"] == STATE:
                yield Problem("not_handed_over", _BY_STATE.fill(**words), (id,), idle=True)
            elif not unit and not _active(look.tables, row["unit"]):
                yield Problem("no_unit", _NO_UNIT.fill(**words), (id,))
            elif unit and not _reaches(look, unit, row["place"]):
                named = labels(look.tables, "units", [unit])
                yield Problem("unit_elsewhere", _ELSEWHERE.fill(**words, unit=named), (id,))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        ids = [i for s in sites for i in s.every("services")]
        units = {i: u for s in sites for i in s.every("services") if (u := s.perhaps("unit"))}
        made = with_values(tables, "services", "unit", units)
        gone: dict[str, Any] = dict.fromkeys(("provider", "staff_to", "taken_back_when"))
        stated = {n: v for n in ("fee", "law") if (v := getattr(self, n)) is not None}
        return with_cells(made, "services", ids, {"mode": STATE, **gone, **stated})


_ITS_UNIT: Final = Text("واحد خود آن", "its own unit")
_NO_UNIT: Final = Text(
    "{service} واحد ثبت‌شدهٔ فعالی ندارد؛ unit را بنویسید",
    "no active unit is recorded of {service}; write unit",
)


def _called(change: OfService, call: Call) -> Text:
    return change.words(call)["services"]  # type: ignore[return-value]


def _active(tables: Tables, unit: str | None) -> bool:
    rows = tables["units"].filter(pl.col("unit") == (unit or ""))
    return rows.height > 0 and rows["status"][0] in ("active", None)


def _reaches(look: Look, unit: str, place: str) -> bool:
    """Return whether a unit lies in or serves a place, or one that encloses it."""
    row = look.unit(unit)
    around = land_of(look.tables).around(place)
    return bool({row["place"], *(row["serves"] or ())} & set(around))
