"""Powers that are there and change: they move to another holder, get other limits, are revoked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from ostan.country.normal import Tables
from ostan.reform.change import Call, Name, Number, given
from ostan.reform.land import land_of
from ostan.reform.powers.boxes import (
    Cut,
    Power,
    Span,
    Taken,
    base,
    covers,
    identified,
    meets,
    recast,
)
from ostan.reform.powers.holders import (
    HOLDERS,
    ROLES,
    Measure,
    OfHeld,
    between,
    crossed,
    highest,
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

_TO_ITSELF: Final = Text("{holder} نمی‌تواند به خود آن برسد", "{holder} cannot be its own taker")
_HAS: Final = Text(
    "{holder} از پیش در «{matter}» همین اختیار را دارد ({role})؛ لغو اختیار دارندهٔ دیگر کافی است",
    "{holder} has that power in “{matter}” already ({role}); revoking the other's is enough",
)
_SO_ALREADY: Final = Text(
    "حدود اختیار {holder} در «{matter}» از پیش همین است",
    "the limits of the power of {holder} in “{matter}” are these already",
)
_SEVERAL: Final = Text(
    "{holder} در «{matter}» چند اختیار دارد ({ids})؛ در power بنویسید کدام",
    "{holder} has several powers in “{matter}” ({ids}); say which in power",
)
_NO_LIMIT: Final = Text(
    "چیزی نوشته نشده است: from_amount، to_amount، unlimited یا unconditional",
    "nothing is stated: from_amount, to_amount, unlimited or unconditional",
)
_DELEGATED: Final = Text(
    "این اختیار در «{matter}» به {holders} تفویض شده است؛ نخست آن لغو شود",
    "this power in “{matter}” was delegated to {holders}; revoke that first",
)
_BOTH: Final = Text(
    "to_amount و unlimited با هم نمی‌آید", "to_amount and unlimited do not go together"
)


class MovePower(OfHeld):
    """A power passes from one holder to another, whole or for some amounts."""

    title: ClassVar = Text("انتقال اختیار", "move a power")
    about: ClassVar = Text(
        "اختیار در مکان‌ها و حدود نوشته‌شده به دارندهٔ تازه می‌رسد و هرچه بیرون از آن است برای دارندهٔ پیشین "
        "می‌ماند: «تا مقدار» بازه را دو نیم می‌کند و اختیار سراسری که در چند استان منتقل شود در استان‌های دیگر "
        "می‌ماند. شرط، مستند و بند با آن می‌رود. با from سطر پیشین تا روز پیش از آن می‌ماند.",
        "The power passes to the new holder in the places and within the limits stated; the rest stays "
        "with the old one: an upper limit splits the interval, and what holds everywhere stays in the "
        "places that are not named. Condition, ground and clause go with it. With `from` the old row "
        "stays until the day before.",
    )
    fits: ClassVar = Text(
        "دارنده در آن مکان و حدود این اختیار را دارد؛ گیرنده فعال است و آن را ندارد.",
        "The holder has the power in that place and within those limits; the taker is active and has it not.",
    )
    reading: ClassVar = Text(
        "{role} در «{matter}» از {holder} به {taker} می‌رسد",
        "{role} in “{matter}” shall pass from {holder} to {taker}",
    )
    sides: ClassVar = ("", "to_")
    kind: Literal["move_power"] = "move_power"
    to_post: Name | None = given("سمتی که می‌گیرد", "the post that gets it", None, refers="posts")
    to_unit: Name | None = given("واحدی که می‌گیرد", "the unit that gets it", None, refers="units")
    to_council: Name | None = given(
        "شورایی که می‌گیرد", "the council that gets it", None, refers="councils"
    )
    measure: Measure | None = given(
        "سنجهٔ حدود (خالی: سنجهٔ خود اختیار)", "what the limits are in (empty: as the power)", None
    )
    from_amount: Number | None = lowest()
    to_amount: Number | None = highest()

    def span(self) -> Span:
        """Return the amounts that move."""
        return span_of(self.from_amount, self.to_amount, self.measure)

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = self.reading.fill(
            role=ROLES[self.role],
            matter=plain(call("matters", self.matter)),
            holder=self.called(call),
            taker=self.called(call, "to_"),
        )
        return joined([told, *([found] if (found := between(self.span())) else [])])

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        if self.span().empty:
            yield from crossed(self.span())
            return
        kind, holder = self.holder(site, "to_")
        if (kind, holder) == self.holder(site):
            yield Problem(
                "to_itself", _TO_ITSELF.fill(holder=label(look.tables, HOLDERS[kind], holder))
            )
            return
        yield from super().problems(site, look)
        land = land_of(look.tables)
        own = [
            r
            for r in of_matter(look.tables, self.matter)
            if (r["holder_kind"], r["holder"], r["role"]) == (kind, holder, self.role)
        ]
        for row in self.held(site, look.tables):
            moved = self.part(row, site, look.tables)
            if moved is not None and any(covers(r, moved, land) for r in own):
                words = {
                    "holder": label(look.tables, HOLDERS[kind], holder),
                    "matter": plain(label(look.tables, "matters", self.matter)),
                    "role": ROLES[self.role],
                }
                yield Problem("held_already", _HAS.fill(**words), (row["power"],))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""

        def stem(part: Taken) -> str:
            _, taker = self.holder(sites[part.number], "to_")
            return f"{base(part.power['power'])}__{base(taker)}"

        def parts(row: Power, used: set[str]) -> list[Power] | None:
            found = self.cut(row, sites, tables)
            if found is None:
                return None
            made = identified(row, found, stem, used)
            return [*_stay(made), *(self._given(t, sites) for t in made.taken)]

        return recast(tables, self.touched(sites, tables), parts)

    def _given(self, part: Taken, sites: Sequence[Site]) -> Power:
        kind, holder = self.holder(sites[part.number], "to_")
        # What a council had before it merged is its own again when it is restored: not what moved on.
        now = {"holder_kind": kind, "holder": holder, "came_from": None, "evidence": "assumed"}
        return {**part.power, **now}


class LimitPower(OfHeld):
    """A power holds for other amounts than before."""

    title: ClassVar = Text("تعیین سقف و حد اختیار", "set the limits of a power")
    about: ClassVar = Text(
        "اختیار در مکان‌های نوشته‌شده این حدود را می‌گیرد؛ حدی که نوشته نشده همان می‌ماند، unlimited سقف را "
        "برمی‌دارد و unconditional شرطی را که به عبارت آمده است. آنچه از آن بیرون می‌ماند به کسی نمی‌رسد: اگر باید برسد، move_power نوشته شود.",
        "In the places named the power gets these limits; one that is not stated stays as it is, "
        "unlimited lifts the upper one and unconditional the condition in words. What is left outside goes to nobody: where it should, move_power "
        "is what is meant.",
    )
    fits: ClassVar = Text(
        "دارنده آنجا یک اختیار در آن امر دارد و حدودش این نیست.",
        "The holder has one power in the matter there, and its limits are others.",
    )
    reading: ClassVar = Text(
        "{role} {holder} در «{matter}» {limits} خواهد بود",
        "{role} of {holder} in “{matter}” shall hold {limits}",
    )
    kind: Literal["limit_power"] = "limit_power"
    measure: Measure | None = given(
        "سنجهٔ حدود (خالی: سنجهٔ خود اختیار)", "what the limits are in (empty: as the power)", None
    )
    from_amount: Number | None = lowest()
    to_amount: Number | None = highest()
    unlimited: bool = given("بدون سقف", "without an upper limit", False)
    unconditional: bool = given(
        "شرطی که به عبارت آمده برداشته می‌شود", "the condition in words falls", False
    )

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        stated = between(span_of(self.from_amount, self.to_amount, self.measure))
        told = [*([stated] if stated else []), *([_OPEN] if self.unlimited else [])]
        told += [_FREE] if self.unconditional else []
        return self.reading.fill(
            role=ROLES[self.role],
            matter=plain(call("matters", self.matter)),
            holder=self.called(call),
            limits=joined(told),
        )

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        if not self._states_limits() and not self.unconditional:
            yield Problem("nothing_set", _NO_LIMIT)
            return
        if self.to_amount is not None and self.unlimited:
            yield Problem("limits_crossed", _BOTH)
            return
        yield from super().problems(site, look)
        yield from self._of_one(site, look)

    def _of_one(self, site: Site, look: Look) -> Iterator[Problem]:
        rows = [r for r in self.held(site, look.tables) if self.part(r, site, look.tables)]
        kind, holder = self.holder(site)
        words = {
            "holder": label(look.tables, HOLDERS[kind], holder),
            "matter": plain(label(look.tables, "matters", self.matter)),
        }
        if len(rows) > 1:
            ids = joined([Text(r["power"], r["power"]) for r in rows])
            yield Problem("several_powers", _SEVERAL.fill(**words, ids=ids))
            return
        for row in rows:
            if self._states_limits():
                yield from crossed(self._limits(row))
                yield from measured(self._limits(row), [row])
            if self._cells(row).items() <= row.items():
                yield Problem("so_already", _SO_ALREADY.fill(**words), (row["power"],), idle=True)

    def _limits(self, row: Power) -> Span:
        """Return the amounts of a power after the change."""
        own = Span.of(row)
        low = own.low if self.from_amount is None else self.from_amount
        high = own.high if self.to_amount is None else self.to_amount
        measure = self.measure or own.measure
        return span_of(low, None if self.unlimited else high, measure)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""

        def parts(row: Power, used: set[str]) -> list[Power] | None:
            found = self.cut(row, sites, tables)
            if found is None:
                return None
            made = identified(row, found, lambda t: base(t.power["power"]), used)
            return [*_stay(made), *(self._limited(t.power) for t in made.taken)]

        return recast(tables, self.touched(sites, tables), parts)

    def _states_limits(self) -> bool:
        return self.unlimited or self.from_amount is not None or self.to_amount is not None

    def _cells(self, row: Power) -> dict[str, Any]:
        """Return the cells of a power that the change sets."""
        free = {"condition": None} if self.unconditional else {}
        return {**self._limits(row).cells(row), **free} if self._states_limits() else free

    def _limited(self, row: Power) -> Power:
        return {**row, **self._cells(row), "evidence": "assumed"}


class RevokePower(OfHeld):
    """A power ends; nobody gets it."""

    title: ClassVar = Text("لغو اختیار", "revoke a power")
    about: ClassVar = Text(
        "اختیار در مکان‌های نوشته‌شده پایان می‌یابد و به کسی نمی‌رسد. با from سطر تا روز پیش از آن می‌ماند؛ بی آن "
        "سطر برداشته می‌شود و این بستهٔ اصلاحی و کشور پیش از آن سابقهٔ آن است.",
        "In the places named the power ends and nobody gets it. With `from` its row stays until the day "
        "before; without, the row goes, and this Reform and the country before it are the record.",
    )
    fits: ClassVar = Text(
        "دارنده آنجا این اختیار را دارد و از آن چیزی تفویض نشده است.",
        "The holder has the power there and has delegated nothing of it.",
    )
    reading: ClassVar = Text(
        "{role} {holder} در «{matter}» لغو می‌شود",
        "{role} of {holder} in “{matter}” shall be revoked",
    )
    kind: Literal["revoke_power"] = "revoke_power"

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        return self.reading.fill(
            role=ROLES[self.role],
            matter=plain(call("matters", self.matter)),
            holder=self.called(call),
        )

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        yield from super().problems(site, look)
        land, others = land_of(look.tables), of_matter(look.tables, self.matter)
        for row in self.held(site, look.tables):
            gone = self.part(row, site, look.tables)
            on = [r for r in others if r["delegated_from"] == row["power"]]
            below = [r for r in on if gone is not None and meets(gone, r, land)]
            if below:
                named = [label(look.tables, HOLDERS[r["holder_kind"]], r["holder"]) for r in below]
                matter = plain(label(look.tables, "matters", self.matter))
                told = _DELEGATED.fill(matter=matter, holders=joined(named))
                yield Problem("delegated_on", told, (row["power"],))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""

        def parts(row: Power, used: set[str]) -> list[Power] | None:
            found = self.cut(row, sites, tables)
            if found is None:
                return None
            return _stay(identified(row, found, lambda t: base(t.power["power"]), used))

        return recast(tables, self.touched(sites, tables), parts)


_FREE: Final = Text("بدون شرطی که به عبارت آمده است", "without the condition in words")
_OPEN: Final = Text("بدون سقف", "without an upper limit")


def _stay(found: Cut) -> list[Power]:
    """Return what a holder keeps, and what it had before the change."""
    return [*([found.before] if found.before else []), *found.kept]
