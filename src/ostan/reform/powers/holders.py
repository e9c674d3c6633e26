"""Who holds powers, and which powers a change speaks of: what all changes of powers share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import polars as pl

from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.reform.change import Call, Change, Name, given
from ostan.reform.land import Frame, land_of
from ostan.reform.powers.boxes import Cut, Power, Span, base, cut, part
from ostan.reform.problem import Problem, label
from ostan.words.formats import money
from ostan.words.labels import labels as words_of
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

Role = Literal["decides", "consents", "proposes", "coordinates", "consulted", "observes", "duty"]
Measure = Literal["rial", "hectare", "class", "capacity", "count", "none"]

HOLDERS: Final[Mapping[str, str]] = MappingProxyType(
    {"post": "posts", "unit": "units", "council": "councils"}
)
"""Kinds of holders of a power, with their tables: each is a field of a change of powers too."""

ROLES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "decides": Text("اختیار تصمیم‌گیری", "the power to decide"),
        "consents": Text("اختیار موافقت", "the power to consent"),
        "proposes": Text("اختیار پیشنهاد", "the power to propose"),
        "coordinates": Text("اختیار هماهنگی", "the power to coordinate"),
        "consulted": Text("حق اظهار نظر مشورتی", "the right to be consulted"),
        "observes": Text("اختیار نظارت", "the power to observe"),
        "duty": Text("تکلیف", "the duty"),
    }
)
"""What a holder of each role has, as a sentence names it."""

_ONE_HOLDER: Final = Text(
    "دارنده روشن نیست: درست یکی از {fields} را بنویسید",
    "the holder is not clear: write exactly one of {fields}",
)
_CROSSED: Final = Text(
    "از {low} تا {high} هیچ مقداری نیست", "no amount lies from {low} up to {high}"
)
_NO_MEASURE: Final = Text(
    "سنجهٔ حدود روشن نیست؛ measure را بنویسید، مانند rial",
    "it is not clear what the limits are measured in; write measure, such as rial",
)
_OTHER_MEASURE: Final = Text(
    "حدود این اختیار با سنجهٔ {there} است، نه {came}؛ با هم سنجیدنی نیست",
    "the limits of this power are in {there}, not in {came}: they cannot be compared",
)
_LACKS: Final = Text(
    "{holder} در «{matter}» {role} ندارد که این تغییر به آن برسد",
    "{holder} has not {role} in “{matter}” where this change would reach",
)


class OfPower(Change):
    """A change of powers: in one matter, of one holder, perhaps for some amounts only."""

    upward: ClassVar[frozenset[str]] = frozenset({"council", "to_council"})
    binds: ClassVar[tuple[str, ...]] = ()
    sides: ClassVar[tuple[str, ...]] = ("",)
    """Beginnings of the names of the fields of each holder it names."""

    matter: Name = given("امر", "the matter", refers="matters")
    post: Name | None = given(
        "سمتی که اختیار را دارد", "the post that holds it", None, refers="posts"
    )
    unit: Name | None = given(
        "واحدی که اختیار را دارد", "the unit that holds it", None, refers="units"
    )
    council: Name | None = given(
        "شورایی که اختیار را دارد", "the council that holds it", None, refers="councils"
    )

    def misfits(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield why it does not fit in a place: an unclear holder or limits first."""
        unclear = [*self._unclear()]
        yield from unclear or super().misfits(site, look)

    def holder(self, site: Site, to: str = "") -> tuple[str, str]:
        """Return the kind and the id of the holder in a place; `to`: beginning of the names of fields."""
        return next((k, h) for k in HOLDERS if (h := site.perhaps(f"{to}{k}")))

    def called(self, call: Call, to: str = "") -> Text:
        """Return what the holder is called."""
        named = [
            call(t, getattr(self, f"{to}{k}"))
            for k, t in HOLDERS.items()
            if getattr(self, f"{to}{k}")
        ]
        return joined(named)

    def _unclear(self) -> Iterator[Problem]:
        for to in self.sides:
            if sum(getattr(self, f"{to}{k}") is not None for k in HOLDERS) != 1:
                fields = joined([Text(f"{to}{k}", f"{to}{k}") for k in HOLDERS])
                yield Problem("holder_unclear", _ONE_HOLDER.fill(fields=fields))


class OfHeld(OfPower):
    """A change of powers that are there: those of a holder in a matter, in one role."""

    role: Role = given("نقش دارنده", "what the holder may do", "decides")
    power: Name | None = given(
        "شناسهٔ اختیار، بی مکان (خالی: همهٔ اختیارهای آن دارنده در آن امر و نقش)",
        "id of the power, without its place (empty: all that the holder has in the matter and role)",
        None,
    )
    may_rest: ClassVar[frozenset[str]] = frozenset(HOLDERS)

    def span(self) -> Span:
        """Return the amounts it is about; by itself all."""
        return Span()

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        rows = self.held(site, look.tables)
        reached = [r for r in rows if self.part(r, site, look.tables)]
        if reached:
            for row in reached:
                yield from measured(self.span(), [row])
            return
        kind, holder = self.holder(site)
        words = {
            "holder": label(look.tables, HOLDERS[kind], holder),
            "matter": plain(label(look.tables, "matters", self.matter)),
            "role": ROLES[self.role],
        }
        yield Problem("power_not_there", _LACKS.fill(**words), idle=True)

    def held(self, site: Site, tables: Tables) -> list[Power]:
        """Return the powers it speaks of in a place, by id; whether they reach into it is not looked at."""
        kind, holder = self.holder(site)
        named = [r for r in of_matter(tables, self.matter) if r["role"] == self.role]
        return [
            r
            for r in named
            if (r["holder_kind"], r["holder"]) == (kind, holder)
            and (self.power is None or self.power in (r["power"], base(r["power"])))
        ]

    def cut(self, row: Power, sites: Sequence[Site], tables: Tables) -> Cut | None:
        """Return a power cut by the change at these sites; None where it is not touched."""
        own = (row["holder_kind"], row["holder"])
        wanted = {s.place: n for n, s in enumerate(sites) if self.holder(s) == own}
        return cut(row, wanted, self.span(), self.from_, land_of(tables))

    def part(self, row: Power, site: Site, tables: Tables) -> Power | None:
        """Return the part of a power of the holder that the change takes in a place, if it does."""
        return part(row, site.place, self.span(), self.from_, land_of(tables))

    def touched(self, sites: Sequence[Site], tables: Tables) -> list[Power]:
        """Return the powers it speaks of at these sites, each once, by id."""
        found = {r["power"]: r for s in sites for r in self.held(s, tables)}
        return [found[i] for i in sorted(found)]

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of the powers that are changed: the acts that gave them are judged."""
        ids = [r["power"] for r in self.touched(sites, tables) if self.cut(r, sites, tables)]
        return tables["powers"].filter(pl.col("power").is_in(ids))


# Limits ----------------------------------------------------------------------------------------


def lowest() -> Any:
    """Return the field of a lower limit."""
    return given(
        "از این مقدار (خودش هم)؛ خالی: بدون حد پایین",
        "from this amount on (included); empty: no lower limit",
        None,
        ge=0,
        allow_inf_nan=False,
    )


def highest() -> Any:
    """Return the field of an upper limit."""
    return given(
        "تا این مقدار (بی خودش)؛ خالی: بدون سقف",
        "up to this amount (excluded); empty: no upper limit",
        None,
        ge=0,
        allow_inf_nan=False,
    )


def span_of(low: float | None, high: float | None, measure: str | None) -> Span:
    """Return the amounts between two limits that may be empty."""
    return Span(0.0 if low is None else low, inf if high is None else high, measure)


def crossed(span: Span) -> Iterator[Problem]:
    """Yield the problem of limits between which no amount lies."""
    if span.empty:
        yield Problem("limits_crossed", _CROSSED.fill(low=span.low, high=span.high))


def measured(span: Span, rows: Sequence[Power]) -> Iterator[Problem]:
    """Yield why the limits of a change cannot be held against those of powers."""
    if span.whole:
        return
    there = {r["measure"] or "none" for r in rows} - {"none"}
    wrong = sorted(there - {span.measure}) if span.measure else []
    if wrong:
        words = {"there": _measure(wrong[0]), "came": _measure(span.measure)}
        yield Problem("other_measure", _OTHER_MEASURE.fill(**words))
    elif (span.measure or "none") == "none" and (not there or len(there) > 1):
        yield Problem("measure_unclear", _NO_MEASURE)


def between(span: Span) -> Text | None:
    """Return the limits in words; None without any."""
    parts = []
    if span.low > 0:
        parts.append(_FROM.fill(amount=_amount(span.low, span.measure)))
    if span.high < inf:
        parts.append(_UP_TO.fill(amount=_amount(span.high, span.measure)))
    if not parts:
        return None
    return Text(" ".join(p.fa for p in parts), " ".join(p.en for p in parts))


_FROM: Final = Text("از {amount}", "from {amount} on")
_UP_TO: Final = Text("تا {amount}", "up to {amount}")


def _amount(amount: float, measure: str | None) -> Text:
    if measure == "rial":
        return Text(money(amount, "fa"), money(amount, "en"))
    if measure in (None, "none"):
        return Text("{n}", "{n}").fill(n=amount)
    return Text("{n} {of}", "{n} {of}").fill(n=amount, of=_measure(measure))


def _measure(measure: str | None) -> Text:
    return words_of("powers", "measure").get(measure or "none", Text("", ""))


# Rows ------------------------------------------------------------------------------------------


def of_matter(tables: Tables, matter: str) -> list[Power]:
    """Return the powers in a matter, by id."""
    return list(_by_matter(Frame(tables["powers"])).get(matter, ()))


@lru_cache(maxsize=4)
def _by_matter(powers: Frame) -> Mapping[str, list[Power]]:
    found: dict[str, list[Power]] = {}
    for row in powers.frame.sort("power").iter_rows(named=True):
        found.setdefault(row["matter"], []).append(row)
    return found


def home(kind: str, holder: str, tables: Tables) -> str | None:
    """Return where a holder is: its place, of a post that of its unit, else the one in its id."""
    row = _row(tables, HOLDERS[kind], holder)
    if kind == "post":
        row = _row(tables, "units", row.get("unit") or "")
    place = row.get("place") or holder.partition("@")[2]
    return place if place in set(tables["places"]["place"]) else None


def _row(tables: Tables, table: str, id: str) -> Mapping[str, Any]:
    found = tables[table].filter(pl.col(TABLES[table].key[0]) == id)
    return found.row(0, named=True) if found.height else {}


def plain(name: Text) -> Text:
    """Return a name without its quotation marks."""
    return Text(name.fa.strip("«»"), name.en.strip("“”"))
