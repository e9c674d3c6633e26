"""Seats: who chairs and who comes, on whose behalf, and who no longer does."""

from __future__ import annotations

from typing import ClassVar, Literal

from ostan.reform.change import Change, Name, given
from ostan.words.text import Text


class _OfCouncil(Change):
    council: Name = given("شورا", "the council", refers="councils")


class DelegateChair(_OfCouncil):
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
    kind: Literal["delegate_chair"] = "delegate_chair"
    to: Name = given("سمتی که به او تفویض می‌شود", "the post it goes to", refers="posts")


class DelegateSeat(_OfCouncil):
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
    kind: Literal["delegate_seat"] = "delegate_seat"
    holder: Name = given("دارندهٔ عضویت", "the post that holds the seat", refers="posts")
    to: Name = given("سمتی که به جای او می‌آید", "the post that comes instead", refers="posts")


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
    kind: Literal["move_seat"] = "move_seat"
    holder: Name = given("دارندهٔ کنونی عضویت", "the post that holds the seat", refers="posts")
    to: Name = given("سمتی که عضویت به آن می‌رسد", "the post that gets it", refers="posts")


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
    kind: Literal["drop_seat"] = "drop_seat"
    holder: Name = given("دارندهٔ عضویت", "the post that holds the seat", refers="posts")
