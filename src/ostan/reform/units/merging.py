"""Units brought together: several become one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import polars as pl

from ostan.country.normal import Tables
from ostan.reform.change import Call, Name, Names, given
from ostan.reform.councils.frames import with_cells
from ostan.reform.problem import Problem, labels
from ostan.reform.units.forms import FREE, OfUnit, keeper, named
from ostan.reform.units.frames import UPWARD, passed, renamed, summed, with_values
from ostan.reform.units.heading import headed
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_OWN_HOST = Text(
    "{unit} خود در میان واحدهایی است که در آن ادغام می‌شوند",
    "{unit} is itself among the units that merge into it",
)
_OTHER_FORM = Text(
    "{unit} {form} است و {into} {other}؛ تنها واحدهای یک شکل حقوقی در هم ادغام می‌شوند",
    "the legal form of {unit} is: {form}, that of {into}: {other}; only units of one form merge",
)
_KEPT = Text(
    "{told}؛ {unit} را تنها {body} تغییر می‌دهد", "{told}; {unit} is changed only by {body}"
)
_MINISTRY = Text(
    "{unit} و {into} از یک وزارتخانه نیستند، یا وزارتخانهٔ آن‌ها نامعلوم است",
    "{unit} and {into} are not of one ministry, or it is not known of which",
)
_HEADS = Text(
    "{into} رئیس ندارد و چند واحد رئیس دارند؛ بگویید کدام سمت رئیس می‌ماند (head): {heads}",
    "{into} has no head and several of the units have one; say which post heads it (head): {heads}",
)
_ELSEWHERE = Text(
    "{head} سمتِ هیچ‌یک از این واحدها نیست و جای دیگری دارد",
    "{head} is a post of none of these units and has its place elsewhere",
)


class MergeUnits(OfUnit):
    """Units disappear into another, which takes over all that was theirs."""

    title: ClassVar = Text("ادغام واحدها", "merge units")
    about: ClassVar = Text(
        "واحدهای نام‌برده در واحد پذیرنده ادغام می‌شوند: وضعیت آن‌ها «ادغام‌شده» و جایگزینشان واحد "
        "پذیرنده است. کارکنان و بودجه جمع می‌شود (جمعی که جزئی از آن نامعلوم است نامعلوم است) و وظیفه‌ها "
        "و حوزه‌های خدمت یکی می‌شود؛ سمت‌ها، واحدهای زیرمجموعه، اختیارها، گام‌ها، خدمت‌ها و دبیرخانه‌ها به "
        "نام واحد پذیرنده می‌شود. یک رئیس می‌ماند: رئیسان دیگر بدون جایگاه و فعال می‌مانند و عضویت‌ها و "
        "اختیارهایشان به رئیس می‌رسد؛ اگر رئیس خود عضو است، دو عضویت یکی می‌شود. سطر واحدهای ادغام‌شده "
        "برای سابقه می‌ماند.",
        "The units named merge into one that takes them in: they are merged, and replaced by it. Staff "
        "and budget are added up (a sum with an unknown part is unknown), functions and places served "
        "are united; posts, units below, powers, steps, services and secretariats name the one that "
        "takes them in. One head remains: other heads stay active without a place, and their seats and "
        "powers go to the head; where it sits already, two seats become one. The rows of the merged "
        "units stay as the record.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و از یک شکل حقوقی؛ واحدهای وزارتخانه‌ها از یک وزارتخانه‌اند. روشن است که کدام رئیس "
        "می‌ماند و رئیسی که کنار می‌رود رئیس واحد دیگری نیست.",
        "All are active and of one legal form; units of ministries are of one ministry. It is clear "
        "which head remains, and no head that gives way heads another unit too.",
    )
    binds: ClassVar = ("units",)
    in_place: ClassVar = frozenset({"into", "units", "head"})
    at_once: ClassVar = True
    reading: ClassVar = Text("{units} در {into} ادغام می‌شود", "{units} shall merge into {into}")
    kind: Literal["merge_units"] = "merge_units"
    into: Name = given(
        "واحدی که دیگران را می‌پذیرد", "the unit that takes the others in", refers="units"
    )
    units: Names = given(
        "واحدهایی که در آن ادغام می‌شوند", "the units that merge into it", refers="units"
    )
    head: Name | None = given(
        "سمتی که رئیس می‌ماند (خالی: رئیس واحد پذیرنده، یا تنها رئیسی که هست)",
        "the post that heads it then (empty: the head of the one that takes in, else the only one)",
        None,
        refers="posts",
    )

    @classmethod
    def entangled(cls, sets: Sequence[Sequence[Site]], tables: Tables) -> bool:
        """Say whether one may meet another: a unit above one of another's, a post that heads both."""
        named = [{u for s in sites for u in s.every("into", "units")} for sites in sets]
        whose = {u: k for k, units in enumerate(named) for u in units}
        own = dict(tables["units"].select("unit", "head").drop_nulls().iter_rows())
        heads = [
            {own[u] for u in units if u in own} | {h for s in sites for h in s.every("head")}
            for units, sites in zip(named, sets, strict=True)
        ]
        shared = sum(map(len, heads)) > len(set().union(*heads))
        return shared or any(_stacked(whose, column, tables) for column in UPWARD)

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = super().clause(call)
        return joined([told, _HEADED.fill(head=call("posts", self.head))]) if self.head else told

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        into, units = site.one("into"), site.every("units")
        if into in units:
            yield Problem("own_host", _OWN_HOST.fill(unit=_of(look, into)), (into,))
            return
        for unit in units:
            yield from _unlike(unit, into, look)
        unclear = list(self._headless(site, look))
        yield from unclear or self._heading_others(site, look)

    def _headless(self, site: Site, look: Look) -> Iterator[Problem]:
        head, into = site.perhaps("head"), site.one("into")
        every = [into, *site.every("units")]
        if head is None:
            heads = _heads(look, every)
            if not look.unit(into)["head"] and len(heads) > 1:
                told = _HEADS.fill(into=_of(look, into), heads=labels(look.tables, "posts", heads))
                yield Problem("head_unclear", told, (into,))
        elif look.post(head)["unit"] not in (None, *every):
            yield Problem("head_elsewhere", _ELSEWHERE.fill(head=look.called(head)), (into,))

    def _heading_others(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield the heads that would give way here and head other units too."""
        every = [site.one("into"), *site.every("units")]
        heads = _heads(look, every)
        if not headed(look, heads, but=every):
            return
        to = dict.fromkeys(site.every("units"), site.one("into"))
        leaving = _giving_way(look.tables, to, _chosen([site], look.tables))
        for head in (h for h in heads if h in leaving):
            yield from headed(look, [head], but=every)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        to = {u: s.one("into") for s in sites for u in s.every("units")}
        heads = _chosen(sites, tables)
        gone = {p: heads[h] for p, h in _giving_way(tables, to, heads).items()}
        made = summed(renamed(tables, to), to)
        made = with_cells(made, "units", to, {"status": "merged"})
        made = with_values(made, "units", "replaced_by", to)
        made = with_values(made, "units", "head", heads)
        # Who is named from the bench has a place again.
        seated = {p: s.one("into") for s in sites for p in s.every("head")}
        made = with_values(made, "posts", "unit", seated)
        made = with_cells(made, "posts", gone, {"unit": None})
        return passed(made, gone)


def _stacked(whose: Mapping[str, int], column: str, tables: Tables) -> bool:
    """Say whether a unit stands somewhere under one that is another's. `whose`: unit to number."""
    links = dict(tables["units"].select("unit", column).drop_nulls().iter_rows())
    for unit, own in whose.items():
        seen = {unit}
        at = links.get(unit)
        while at is not None and at not in seen:
            if whose.get(at, own) != own:
                return True
            seen.add(at)
            at = links.get(at)
    return False


_HEADED = Text("رئیس آن {head} است", "headed by {head}")


def _of(look: Look, *units: str) -> Text:
    return labels(look.tables, "units", units)


def _unlike(unit: str, into: str, look: Look) -> Iterator[Problem]:
    """Yield why two units are too unlike to be one."""
    one, other = look.unit(unit), look.unit(into)
    words = {"unit": _of(look, unit), "into": _of(look, into)}
    if one["legal_form"] != other["legal_form"]:
        forms = {"form": named(one["legal_form"]), "other": named(other["legal_form"])}
        told = _OTHER_FORM.fill(**words, **forms)
        for name, row in (("unit", one), ("into", other)):
            body = keeper(row["legal_form"])
            told = _KEPT.fill(told=told, unit=words[name], body=body) if body else told
        yield Problem("other_form", told, (unit, into))
    elif one["legal_form"] == FREE and (
        one["ministry"] is None or one["ministry"] != other["ministry"]
    ):
        yield Problem("other_ministry", _MINISTRY.fill(**words), (unit, into))


def _heads(look: Look, units: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(h for u in units if (h := look.unit(u)["head"])))


def _chosen(sites: Sequence[Site], tables: Tables) -> dict[str, str]:
    """Return the head of each unit that takes others in: the one named, its own, the only one."""
    heads = dict(tables["units"].select("unit", "head").drop_nulls().iter_rows())
    found = {}
    for site in sites:
        into = site.one("into")
        others = [heads[u] for u in site.every("units") if u in heads]
        head = site.perhaps("head") or heads.get(into) or next(iter(others), None)
        if head:
            found[into] = head
    return found


def _giving_way(tables: Tables, to: Mapping[str, str], heads: Mapping[str, str]) -> dict[str, str]:
    """Return the active heads that give way, with the unit they gave way in.

    A head gives way where its own unit merges (or takes others in) under another head. A post that
    heads one of these from a place elsewhere, or from a unit it does not head, keeps that place: what
    becomes of it does not rest on the order of mergers.
    """
    into = {**to, **{h: h for h in to.values()}}
    posts = tables["posts"].filter(pl.col("status") == "active").select("unit", head="post")
    own = tables["units"].filter(pl.col("unit").is_in(list(into))).join(posts, on=["unit", "head"])
    return {
        h: into[u]
        for u, h in own.select("unit", "head").sort("unit").iter_rows()
        if heads.get(into[u], h) != h
    }
