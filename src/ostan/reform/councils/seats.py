"""Seats: who chairs and who comes, on whose behalf, and who no longer does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ostan.country.normal import Tables
from ostan.reform.change import Change, Name, given
from ostan.reform.councils.frames import carried, with_seats, without_seats
from ostan.reform.problem import Problem
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_NO_CHAIR = Text("{council} رئیس ندارد", "{council} has no chair")
_NOT_SEATED = Text("{holder} عضو {council} نیست", "{holder} does not sit in {council}")
_SEATED = Text("{holder} از پیش عضو {council} است", "{holder} sits in {council} already")
_ONESELF = Text("{holder} نمی‌تواند جانشین خود باشد", "{holder} cannot stand in for itself")
_IS_CHAIR = Text(
    "{holder} رئیس {council} است؛ برای رئیس، تفویض ریاست یا انتقال عضویت را به کار ببرید",
    "{holder} chairs {council}; for a chair delegate the chair or move the seat",
)
_CARRIED = Text(
    "عضویت {holder} در {council} از شورای ادغام‌شده آمده است؛ این تغییر را پیش از ادغام بنویسید",
    "the seat of {holder} in {council} came from a council merged into it; put this change before "
    "the merger",
)
_ABSENT = Text(
    "{holder} عضویت خود در {council} را به دیگری سپرده است و نمی‌تواند جانشین باشد",
    "{holder} has passed its own seat in {council} to another post and cannot stand in",
)
_SO_ALREADY = Text("در {council} از پیش چنین است", "it is so already in {council}")


class _OfCouncil(Change):
    council: Name = given("شورا", "the council", refers="councils")

    def _problem(
        self, code: str, sentence: Text, site: Site, look: Look, post: str, idle: bool = False
    ) -> Problem:
        council = site.one("council")
        told = sentence.fill(council=look.label(council), holder=look.called(post))
        return Problem(code, told, (council,), idle)

    def _seated(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield why the holder has no seat of its own that may be changed."""
        holder = site.one("holder")
        seat = look.seats(site.one("council")).get(holder)
        if seat is None:
            yield self._problem("not_seated", _NOT_SEATED, site, look, holder, idle=True)
        elif seat["carried"]:
            yield self._problem("seat_carried", _CARRIED, site, look, holder)

    def _no_chair(self, site: Site, look: Look) -> Iterator[Problem]:
        holder = site.one("holder")
        if look.chair(site.one("council")) == holder:
            yield self._problem("seat_of_chair", _IS_CHAIR, site, look, holder)


def _stands_in(seat: Mapping[str, Any], to: str) -> bool:
    """Whether the holder of a seat never comes and `to` comes instead."""
    return bool(seat["attendance"] == 0 and seat["stand_in"] == to)


class _Delegating(_OfCouncil):
    at_once: ClassVar = True
    to: Name = given("سمتی که به جای او می‌آید", "the post that comes instead", refers="posts")

    def _passing(self, holder: str, site: Site, look: Look) -> Iterator[Problem]:
        """Yield why the holder's place cannot pass to `to`."""
        council, to = site.one("council"), site.one("to")
        seats = look.seats(council)
        if holder == to:
            yield self._problem("stand_in_oneself", _ONESELF, site, look, to)
        elif to in seats and seats[to]["attendance"] == 0 and seats[to]["stand_in"]:
            yield self._problem("stand_in_absent", _ABSENT, site, look, to)
        elif to in seats and _stands_in(seats[holder], to):
            yield self._problem("so_already", _SO_ALREADY, site, look, to, idle=True)

    def _passed(
        self, site: Site, look: Look, holder: str, role: str, over: Sequence[str]
    ) -> list[Mapping[str, Any]]:
        """Return the two seats as they are then; `over`: roles that become `role`."""
        council, to = site.one("council"), site.one("to")
        seats = look.seats(council)
        new = {"council": council, "holder": to, "role": role, "evidence": "assumed"}
        other = dict(seats.get(to, new))
        other["role"] = role if other["role"] in over else other["role"]
        # Who comes for another sits there in his own right, wherever his seat came from.
        other["carried"] = None
        return [{**seats[holder], "attendance": 0.0, "stand_in": to}, other]


class DelegateChair(_Delegating):
    """Another post chairs the council in place of its chair."""

    title: ClassVar = Text("تفویض ریاست", "delegate the chair")
    about: ClassVar = Text(
        "ریاست شورا در همهٔ جلسه‌ها به سمت نام‌برده تفویض می‌شود: رئیس دیگر نمی‌آید و آن سمت جانشین اوست.",
        "The post named chairs all sessions: the chair no longer comes and that post stands in.",
    )
    fits: ClassVar = Text(
        "شورا فعال است، رئیس دارد و آن سمت خود رئیس نیست.",
        "The council is active, has a chair, and the post is another one.",
    )
    binds: ClassVar = ("council",)
    reading: ClassVar = Text(
        "ریاست {council} به {to} تفویض می‌شود", "the chair of {council} shall be delegated to {to}"
    )
    kind: Literal["delegate_chair"] = "delegate_chair"

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        council = site.one("council")
        chair = look.chair(council)
        if chair is None:
            told = _NO_CHAIR.fill(council=look.label(council))
            yield Problem("no_chair", told, (council,))
        else:
            yield from self._passing(chair, site, look)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        look = look_at(tables, sites)
        chairs = [(s, look.chair(s.one("council"))) for s in sites]
        over = ("member", "invited", "observer")
        return with_seats(
            tables, [r for s, c in chairs if c for r in self._passed(s, look, c, "deputy", over)]
        )


class DelegateSeat(_Delegating):
    """Another post comes in place of a member, who keeps the seat."""

    title: ClassVar = Text("تفویض عضویت", "delegate a seat")
    about: ClassVar = Text(
        "به جای عضو، سمت نام‌برده در جلسه‌ها حاضر می‌شود؛ عضویت از آن عضو می‌ماند.",
        "The post named comes in place of the member, who keeps the seat.",
    )
    fits: ClassVar = Text(
        "شورا فعال است، دارنده در آن عضو است و رئیس آن نیست.",
        "The council is active and the holder sits in it, not as its chair.",
    )
    binds: ClassVar = ("council",)
    reading: ClassVar = Text(
        "عضویت {holder} در {council} به {to} تفویض می‌شود",
        "the seat of {holder} in {council} shall be delegated to {to}",
    )
    kind: Literal["delegate_seat"] = "delegate_seat"
    holder: Name = given("دارندهٔ عضویت", "the post that holds the seat", refers="posts")
    may_rest: ClassVar = frozenset({"holder"})

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        wrong = [*self._seated(site, look), *self._no_chair(site, look)]
        yield from wrong or self._passing(site.one("holder"), site, look)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        look = look_at(tables, sites)
        return with_seats(
            tables,
            [r for s in sites for r in self._passed(s, look, s.one("holder"), "member", ())],
        )


class MoveSeat(_OfCouncil):
    """A seat passes from one post to another."""

    title: ClassVar = Text("انتقال عضویت", "move a seat")
    about: ClassVar = Text(
        "عضویت با همان نقش به سمت دیگری می‌رسد.", "The seat passes, with its role, to another post."
    )
    fits: ClassVar = Text(
        "شورا فعال است، دارنده در آن عضو است و سمت تازه هنوز عضو نیست.",
        "The council is active, the holder sits in it and the new post does not.",
    )
    binds: ClassVar = ("council",)
    reading: ClassVar = Text(
        "عضویت {holder} در {council} به {to} منتقل می‌شود",
        "the seat of {holder} in {council} shall pass to {to}",
    )
    kind: Literal["move_seat"] = "move_seat"
    holder: Name = given("دارندهٔ کنونی عضویت", "the post that holds the seat", refers="posts")
    to: Name = given("سمتی که عضویت به آن می‌رسد", "the post that gets it", refers="posts")
    may_rest: ClassVar = frozenset({"holder"})

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        wrong = list(self._seated(site, look))
        if site.one("to") in look.seats(site.one("council")):
            wrong.append(self._problem("seated_already", _SEATED, site, look, site.one("to")))
        yield from wrong

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        look = look_at(tables, sites)
        moved = [_moved(look.seats(s.one("council"))[s.one("holder")], s.one("to")) for s in sites]
        gone = [(s.one("council"), s.one("holder")) for s in sites]
        return _recarried(with_seats(without_seats(tables, gone), moved), sites)


class DropSeat(_OfCouncil):
    """A post no longer sits in the council."""

    title: ClassVar = Text("حذف عضویت", "drop a seat")
    about: ClassVar = Text(
        "سمت نام‌برده دیگر عضو شورا نیست.", "The post named no longer sits in the council."
    )
    fits: ClassVar = Text(
        "شورا فعال است، دارنده در آن عضو است و رئیس آن نیست.",
        "The council is active and the holder sits in it, not as its chair.",
    )
    binds: ClassVar = ("council",)
    reading: ClassVar = Text(
        "عضویت {holder} در {council} حذف می‌شود",
        "the seat of {holder} in {council} shall be dropped",
    )
    kind: Literal["drop_seat"] = "drop_seat"
    holder: Name = given("دارندهٔ عضویت", "the post that holds the seat", refers="posts")
    may_rest: ClassVar = frozenset({"holder"})

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        yield from [*self._seated(site, look), *self._no_chair(site, look)]

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        gone = [(s.one("council"), s.one("holder")) for s in sites]
        return _recarried(without_seats(tables, gone), sites)


def _moved(seat: Mapping[str, Any], to: str) -> Mapping[str, Any]:
    stand_in = None if seat["stand_in"] == to else seat["stand_in"]
    return {**seat, "holder": to, "stand_in": stand_in}


def _recarried(tables: Tables, sites: Sequence[Site]) -> Tables:
    """Return the tables with the seats of merged councils carried whose holders sat here anyway."""
    return carried(tables, [s.one("council") for s in sites])


def look_at(tables: Tables, sites: Sequence[Site]) -> Look:
    """Return a look at the rows these sites name."""
    from ostan.reform.sites import Look

    return Look(tables, sites)
