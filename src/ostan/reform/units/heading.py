"""Who heads a unit: a change of its own, and why a post that heads one may not leave it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import polars as pl

from ostan.country.normal import Tables
from ostan.reform.change import Name, given
from ostan.reform.problem import Problem, labels
from ostan.reform.units.forms import OfUnit
from ostan.reform.units.frames import with_values
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_HEADS = Text(
    "{post} رئیس {unit} است؛ نخست رئیس دیگری برای آن تعیین شود",
    "{post} heads {unit}; give it another head first",
)
_ALREADY = Text("{head} هم‌اکنون رئیس {unit} است", "{head} heads {unit} already")
_ELSEWHERE = Text(
    "{head} در واحد دیگری جا دارد؛ رئیس {unit} سمتی از خود آن یا سمتی بدون جایگاه است",
    "{head} has its place in another unit; {unit} is headed by a post of its own or by one without "
    "a place",
)


class SetHead(OfUnit):
    """A unit gets another head."""

    title: ClassVar = Text("تعیین رئیس واحد", "set the head of a unit")
    about: ClassVar = Text(
        "سمت نام‌برده رئیس واحد می‌شود؛ اگر بدون جایگاه است در آن جا می‌گیرد. رئیس پیشین در واحد می‌ماند و "
        "عضویت‌ها و اختیارهای هر دو سمت همان است که بود.",
        "The post named heads the unit; one without a place gets its place there. The former head stays "
        "in the unit, and both posts keep their seats and powers.",
    )
    fits: ClassVar = Text(
        "واحد و سمت فعال‌اند؛ سمت از همان واحد یا بدون جایگاه است و رئیس آن نیست.",
        "Both are active; the post is of that unit or without a place, and does not head it yet.",
    )
    binds: ClassVar = ("unit",)
    in_place: ClassVar = frozenset({"unit", "head"})
    reading: ClassVar = Text("{head} رئیس {unit} می‌شود", "{head} shall head {unit}")
    kind: Literal["set_head"] = "set_head"
    unit: Name = given("واحد", "the unit", refers="units")
    head: Name = given(
        "سمت رئیس، از همان واحد یا بدون جایگاه",
        "the post that is to head it, of that unit or without a place",
        refers="posts",
    )

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        unit, head = site.one("unit"), site.one("head")
        words = {"head": look.called(head), "unit": labels(look.tables, "units", [unit])}
        if look.unit(unit)["head"] == head:
            yield Problem("so_already", _ALREADY.fill(**words), (unit,), idle=True)
        elif look.post(head)["unit"] not in (None, unit):
            yield Problem("head_elsewhere", _ELSEWHERE.fill(**words), (unit,))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        heads = {s.one("unit"): s.one("head") for s in sites}
        made = with_values(tables, "units", "head", heads)
        return with_values(made, "posts", "unit", {h: u for u, h in heads.items()})


def headed(look: Look, posts: Sequence[str], but: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Return the problem of posts that head active units, others than those in `but`; or none."""
    units = look.tables["units"].filter(
        pl.col("head").is_in(list(posts)), pl.col("status") == "active"
    )
    others = units.filter(~pl.col("unit").is_in(list(but)))
    if others.is_empty():
        return ()
    heads = labels(look.tables, "posts", others["head"].unique(maintain_order=True))
    told = _HEADS.fill(post=heads, unit=labels(look.tables, "units", others["unit"]))
    return (Problem("post_heads", told, tuple(others["unit"])),)
