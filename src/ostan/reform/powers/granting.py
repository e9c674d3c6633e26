"""Powers that are new: granted, or a consent that is required."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import polars as pl

from ostan.country.columns import ID_PATTERN
from ostan.country.normal import Tables
from ostan.country.tables import POWER_ROLES
from ostan.reform.change import Call, Name, Number, Words, given
from ostan.reform.councils.frames import with_rows
from ostan.reform.land import land_of
from ostan.reform.powers.boxes import Power, Span, base, covers, fresh, meets
from ostan.reform.powers.holders import (
    HOLDERS,
    ROLES,
    Measure,
    OfPower,
    Role,
    between,
    crossed,
    highest,
    home,
    lowest,
    measured,
    of_matter,
    plain,
    span_of,
)
from ostan.reform.problem import Problem, label
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_BAD_ID: Final = Text(
    "«{came}» شناسه نیست: حرف، رقم، «_»، «-» و «.» پذیرفته است",
    "“{came}” is no id: letters, digits, “_”, “-” and “.” are allowed",
)
_THERE: Final = Text("شناسهٔ «{came}» از پیش هست", "there is a “{came}” already")
_HAS: Final = Text(
    "{holder} از پیش در «{matter}» این اختیار را دارد ({role})",
    "{holder} holds this power in “{matter}” already ({role})",
)
_OWN: Final = Text(
    "{holder} خود در «{matter}» تصمیم می‌گیرد؛ موافقت با تصمیم خود معنا ندارد",
    "{holder} decides in “{matter}” itself; consent to its own decision means nothing",
)
_NO_DECIDER: Final = Text(
    "در «{matter}» کسی تصمیم نمی‌گیرد که موافقت با آن لازم شود",
    "nobody decides in “{matter}” whose decision could need consent",
)


class OfNew(OfPower):
    """A change that adds a power: what is common to granting one and to requiring consent."""

    founds: ClassVar[bool] = True

    measure: Measure | None = given(
        "سنجهٔ حدود (خالی: سنجهٔ اختیارهای دیگر همین امر)",
        "what the limits are in (empty: as the other powers in the matter)",
        None,
    )
    from_amount: Number | None = lowest()
    to_amount: Number | None = highest()
    condition: Words | None = given(
        "شرط، به عبارت؛ هرگز سنجیده نمی‌شود", "a condition, in words; it is never compared", None
    )
    law: Name | None = given("مستند قانونی", "its legal ground", None, refers="laws")
    clause_: Words | None = given("بند", "the clause of it", None, alias="clause")

    @abstractmethod
    def gives(self) -> str:
        """Return the role it gives."""

    def span(self) -> Span:
        """Return the amounts it is about, in the measure it states."""
        return span_of(self.from_amount, self.to_amount, self.measure)

    def stem(self, site: Site) -> str:
        """Return the id of the new power without its place."""
        _, holder = self.holder(site)
        return f"{self.matter}__{self.gives()}__{base(holder)}"

    def row(self, site: Site, tables: Tables) -> dict[str, Any]:
        """Return the row of the new power in a place, with the id it would have alone."""
        kind, holder = self.holder(site)
        place = site.place or home(kind, holder, tables)
        return {
            "power": fresh(self.stem(site), self._end(site, holder), set()),
            "matter": self.matter,
            "holder_kind": kind,
            "holder": holder,
            "role": self.gives(),
            "measure": self._measure(tables),
            "from": self.from_amount,
            "to": self.to_amount,
            "condition": self.condition,
            "place": place,
            "may_delegate": None,
            "law": self.law,
            "clause": self.clause_,
            "valid_from": self.from_,
            "valid_to": None,
            "evidence": "assumed",
        }

    def _end(self, site: Site, holder: str) -> str | None:
        return site.place or holder.partition("@")[2] or None

    def _measure(self, tables: Tables) -> str:
        if self.measure or self.span().whole:
            return self.measure or "none"
        there = {r["measure"] for r in of_matter(tables, self.matter)} - {"none", None}
        return str(next(iter(there))) if len(there) == 1 else "none"

    def words_of(self, site: Site, look: Look) -> dict[str, Text]:
        """Return the holder, the matter and the role for a sentence."""
        kind, holder = self.holder(site)
        return {
            "holder": label(look.tables, HOLDERS[kind], holder),
            "matter": plain(label(look.tables, "matters", self.matter)),
            "role": ROLES[self.gives()],
        }

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        yield from crossed(self.span())
        others = of_matter(look.tables, self.matter)
        yield from measured(self.span(), others)
        new, land = self.row(site, look.tables), land_of(look.tables)
        own = [
            r
            for r in others
            if (r["holder_kind"], r["holder"], r["role"])
            == (new["holder_kind"], new["holder"], new["role"])
        ]
        if any(covers(r, new, land) for r in own):
            yield Problem("so_already", _HAS.fill(**self.words_of(site, look)), idle=True)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        used = set(tables["powers"]["power"])
        rows = []
        for site in sites:
            row = self.row(site, tables)
            end = row["power"].partition("@")[2] or None
            rows.append({**row, "power": fresh(base(row["power"]), end, used)})
        return with_rows(tables, "powers", rows)

    def bound(self, row: Power, tables: Tables) -> list[Power]:
        """Return the powers to decide that the new one touches: their acts are judged."""
        land = land_of(tables)
        others = of_matter(tables, self.matter)
        return [r for r in others if r["role"] == "decides" and meets(r, row, land)]

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows the rules are to judge: those who decide now, else the new powers."""
        rows = [self.row(s, tables) for s in sites]
        found = {r["power"]: self.bound(r, tables) for r in rows}
        ids = {b["power"] for bound in found.values() for b in bound}
        alone = [r for r in rows if not found[r["power"]]]
        there = tables["powers"].filter(pl.col("power").is_in(sorted(ids)))
        return with_rows({"powers": there}, "powers", alone)["powers"]


class GrantPower(OfNew):
    """A holder gets a power it had not."""

    title: ClassVar = Text("اعطای اختیار", "grant a power")
    about: ClassVar = Text(
        "دارنده در امر اختیاری تازه می‌گیرد: نقش، حدود و مکان آن همان است که نوشته شده است. با مکان‌ها در هر مکان "
        "یکی (شناسه: نام@مکان)؛ بی مکان‌ها در مکان دارنده. اختیار دیگران همان می‌ماند: اگر کسی دیگر هم در همان "
        "مورد تصمیم می‌گیرد، دو تصمیم‌گیر خواهد بود و انتقال اختیار (move_power) باید نوشته شود. با delegated_from "
        "تفویض است: تفویض‌کننده نیز اختیار را دارد و پاسخ‌گو می‌ماند.",
        "The holder gets a new power in the matter, of the role, limits and place stated; with places one "
        "in each (id: name@place), without them where the holder is. The powers of others stay: where "
        "somebody else decides in the same case there will be two, and move_power is what is meant. With "
        "delegated_from it is a delegation: who delegates has the power too and goes on to answer for it.",
    )
    fits: ClassVar = Text(
        "دارنده فعال است، این اختیار را ندارد، حدود به هم نمی‌خورد و سنجهٔ آن‌ها روشن است؛ آنچه تفویض می‌شود "
        "همه در اختیار سرچشمه است و تفویض آن ممنوع نیست.",
        "The holder is active and has not that power; the limits leave room and their measure is clear. "
        "What is delegated is held whole by its source, which is not said to be undelegable.",
    )
    reading: ClassVar = Text(
        "{role} در «{matter}» به {holder} داده می‌شود",
        "{holder} shall have {role} in “{matter}”",
    )
    kind: Literal["grant_power"] = "grant_power"
    role: Role = given("نقش دارنده", "what the holder may do", "decides")
    power: Name | None = given(
        "شناسهٔ اختیار تازه، بی مکان (خالی: امر__نقش__دارنده)",
        "id of the new power, without its place (empty: matter__role__holder)",
        None,
    )
    may_delegate: bool = given(
        "آیا دارنده می‌تواند آن را تفویض کند (خیر: گفته نشده است)",
        "whether the holder may delegate it (no: not said)",
        False,
    )

    delegated_from: Name | None = given(
        "شناسهٔ اختیاری که از آن تفویض می‌شود، بی مکان (خالی: تفویض نیست)",
        "id of the power it is delegated from, without its place (empty: it is no delegation)",
        None,
    )

    def gives(self) -> str:
        """Return the role it gives."""
        return self.role

    def stem(self, site: Site) -> str:
        """Return the id of the new power without its place."""
        return self.power or super().stem(site)

    def row(self, site: Site, tables: Tables) -> dict[str, Any]:
        """Return the row of the new power in a place, with the id it would have alone."""
        source = self.source(site, tables)
        more = {"may_delegate": self.may_delegate or None}
        return {**super().row(site, tables), **more, "delegated_from": source and source["power"]}

    def source(self, site: Site, tables: Tables) -> Power | None:
        """Return the power it is delegated from: the one in the place, else in an enclosing one."""
        there = {r["power"]: r for r in of_matter(tables, self.matter)}
        around = land_of(tables).around(site.place)
        named = [f"{self.delegated_from}@{p}" for p in around] + [self.delegated_from or ""]
        return next((there[n] for n in named if n in there), None)

    def bound(self, row: Power, tables: Tables) -> list[Power]:
        """Return the power it is delegated from, whose act is judged; else those who decide there."""
        if self.delegated_from is None:
            return super().bound(row, tables)
        return [r for r in of_matter(tables, self.matter) if r["power"] == row["delegated_from"]]

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        return _clause(self, call)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        id = self.row(site, look.tables)["power"]
        if self.power and not re.match(ID_PATTERN, id):
            yield Problem("bad_id", _BAD_ID.fill(came=id))
        elif self.power and id in look.tables["powers"]["power"]:
            yield Problem("id_there", _THERE.fill(came=id), (id,), idle=True)
        if self.delegated_from is not None:
            yield from self._undelegable(site, look)
        yield from super().problems(site, look)

    def _undelegable(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield why a power cannot be delegated from the one that is named."""
        source, new = self.source(site, look.tables), self.row(site, look.tables)
        words: dict[str, Any] = {"came": self.delegated_from, **self.words_of(site, look)}
        if source is None:
            yield Problem("source_unknown", _NO_SOURCE.fill(**words), idle=bool(site.place))
        elif source["may_delegate"] is False:
            yield Problem("may_not_delegate", _MAY_NOT.fill(**words), (source["power"],))
        elif not _holds(source, new, look):
            yield Problem("source_not_held", _NOT_HELD.fill(**words), (source["power"],))


def _holds(source: Power, new: Power, look: Look) -> bool:
    """Return whether a power could be delegated from another: no stronger, and never beyond it."""
    weaker = POWER_ROLES.index(source["role"]) <= POWER_ROLES.index(new["role"])
    same = source["condition"] in (None, new["condition"])
    return weaker and same and covers({**source, "condition": None}, new, land_of(look.tables))


_NO_SOURCE: Final = Text(
    "در «{matter}» اختیار «{came}» نیست که از آن تفویض شود",
    "there is no power “{came}” in “{matter}” to delegate from",
)
_MAY_NOT: Final = Text(
    "اختیار «{came}» در «{matter}» قابل تفویض نیست",
    "the power “{came}” in “{matter}” may not be delegated",
)
_NOT_HELD: Final = Text(
    "اختیار «{came}» همهٔ آنچه را در «{matter}» تفویض می‌شود در بر ندارد",
    "the power “{came}” does not hold all that would be delegated in “{matter}”",
)


class RequireConsent(OfNew):
    """Who decides needs the consent of another."""

    title: ClassVar = Text("لزوم موافقت", "require consent")
    about: ClassVar = Text(
        "تصمیم در این امر، در حدود نوشته‌شده، موافقت دارنده را لازم دارد؛ تصمیم‌گیران همان‌اند.",
        "A decision in the matter, within the limits stated, needs the consent of the holder; who decides "
        "stays the same.",
    )
    fits: ClassVar = Text(
        "دارنده فعال است، کسی جز او در آن مورد تصمیم می‌گیرد و موافقت او از پیش لازم نیست.",
        "The holder is active; somebody else decides there; its consent is not needed already.",
    )
    reading: ClassVar = Text(
        "تصمیم در «{matter}» با موافقت {holder} گرفته می‌شود",
        "decisions in “{matter}” shall need the consent of {holder}",
    )
    kind: Literal["require_consent"] = "require_consent"

    def gives(self) -> str:
        """Return the role it gives."""
        return "consents"

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        return _clause(self, call)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        new = self.row(site, look.tables)
        deciders = self.bound(new, look.tables)
        own = (new["holder_kind"], new["holder"])
        words = self.words_of(site, look)
        if not deciders:
            yield Problem("no_decider", _NO_DECIDER.fill(matter=words["matter"]))
        elif any((r["holder_kind"], r["holder"]) == own for r in deciders):
            yield Problem("own_consent", _OWN.fill(**words))
        yield from super().problems(site, look)


def _clause(change: OfNew, call: Call) -> Text:
    told = change.reading.fill(
        role=ROLES[change.gives()],
        matter=plain(call("matters", change.matter)),
        holder=change.called(call),
    )
    parts = [told, *([found] if (found := between(change.span())) else [])]
    if change.condition:
        parts.append(_IF.fill(condition=change.condition))
    if isinstance(change, GrantPower) and change.delegated_from:
        parts.append(_BY_DELEGATION)
    if change.law:
        parts.append(_UNDER.fill(law=call("laws", change.law)))
    return joined(parts)


_IF: Final = Text("با این شرط: {condition}", "on this condition: {condition}")
_BY_DELEGATION: Final = Text("با تفویض اختیار", "by delegation")
_UNDER: Final = Text("به موجب {law}", "under {law}")
