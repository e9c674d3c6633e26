"""Councils brought together: merged, under one another, in joint sessions, on one day, in one office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import polars as pl

from ostan.country.normal import Tables
from ostan.reform.change import Change, Name, Names, given
from ostan.reform.councils.frames import carried, grouped, renamed, with_cells, with_links
from ostan.reform.problem import Problem
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_OWN_HOST = Text(
    "میزبان {council} خود در میان شوراهایی است که به آن می‌پیوندند",
    "the host {council} is itself among the councils that join it",
)
_SO_ALREADY = Text("{councils} از پیش چنین است", "{councils} are so already")
_RING = Text("{host} خود زیر نظر {council} است", "{host} itself stands under {council}")


class _Joining(Change):
    host: Name = given("شورای میزبان", "the council that hosts", refers="councils")
    councils: Names = given(
        "شوراهایی که به میزبان می‌پیوندند", "the councils that join the host", refers="councils"
    )

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        host, councils = site.one("host"), site.every("councils")
        if host in councils:
            yield Problem("own_host", _OWN_HOST.fill(council=look.label(host)), (host,))
        elif self._so(site, look):
            told = _SO_ALREADY.fill(councils=look.label(*councils))
            yield Problem("so_already", told, councils, idle=True)
        else:
            yield from self._against(host, councils, look)

    def _so(self, site: Site, look: Look) -> bool:
        """Whether nothing would change in a place."""
        del site, look
        return False

    def _against(self, host: str, councils: Sequence[str], look: Look) -> Iterator[Problem]:
        del host, councils, look
        yield from ()


_MEETINGS = ("sits_with", "same_day_as")
"""Columns by which councils meet."""


def _reach(
    column: str, sets: Sequence[set[str]], others: Sequence[set[str]], tables: Tables
) -> bool:
    """Say whether links of a column lead from a council of one set to one of another's `others`."""
    links = dict(tables["councils"].select("council", column).drop_nulls().iter_rows())
    owner = {c: k for k, councils in enumerate(others) for c in councils}
    for k, councils in enumerate(sets):
        for council in councils & links.keys():
            seen, at = {council}, links.get(council)
            while at is not None and at not in seen:
                if owner.get(at, k) != k:
                    return True
                seen.add(at)
                at = links.get(at)
    return False


def _ruled(rules: pl.DataFrame) -> bool:
    """Say whether a rule looks at what joining councils changes in the rows of others."""
    return bool(rules["condition"].str.contains("under|sits_with|same_day_as").any())


class MergeCouncils(_Joining):
    """Councils disappear into a host, which takes over their seats, subjects and powers."""

    title: ClassVar = Text("ادغام شوراها", "merge councils")
    about: ClassVar = Text(
        "شوراهای نام‌برده در میزبان ادغام می‌شوند: وضعیت آن‌ها «جایگزین‌شده» و جایگزینشان میزبان است؛ "
        "عضوها و موضوع‌های آن‌ها به میزبان می‌آید (انتقالی) و اختیارها، گام‌ها، جلسه‌ها و شوراهای "
        "زیرمجموعه به نام میزبان می‌شود. عضویت‌ها و دستور کار آن‌ها برای سابقه می‌ماند.",
        "The councils named merge into the host: they are replaced by it; their members and subjects "
        "come to the host (carried), and powers, steps, sessions and councils under them name the "
        "host. Their own seats and agenda stay as the record of what they were.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و میزبان خود در میان ادغام‌شوندگان نیست.",
        "All are active and the host is none of those that merge into it.",
    )
    binds: ClassVar = ("councils",)
    reading: ClassVar = Text(
        "{councils} در {host} ادغام می‌شود", "{councils} shall merge into {host}"
    )
    kind: Literal["merge_councils"] = "merge_councils"
    at_once: ClassVar = True

    @classmethod
    def entangled(cls, sets: Sequence[Sequence[Site]], tables: Tables) -> bool:
        """Say whether one may meet another: by links, by rules about them, by what hosts carry."""
        gone = [{c for s in sites for c in s.every("councils")} for sites in sets]
        hosts = [{s.one("host") for s in sites} for sites in sets]
        named = [g | h for g, h in zip(gone, hosts, strict=True)]
        carries = any(
            tables[t].filter("carried", pl.col("council").is_in(list(set().union(*hosts)))).height
            for t in ("seats", "agenda")
        )
        return (
            carries
            or _ruled(tables["rules"])
            or any(_reach(column, named, named, tables) for column in _MEETINGS)
            or _reach("under", hosts, gone, tables)
        )

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        to = {c: s.one("host") for s in sites for c in s.every("councils")}
        gone = {"status": "replaced", "sits_with": None, "same_day_as": None}
        made = with_cells(renamed(tables, to), "councils", to, gone)
        return carried(with_links(made, "replaced_by", to), dict.fromkeys(to.values()))


class PlaceCouncilUnder(_Joining):
    """Councils stand under a host and go on as they are."""

    title: ClassVar = Text("قرار دادن زیر شورایی دیگر", "place councils under another")
    about: ClassVar = Text(
        "شوراهای نام‌برده زیر نظر میزبان قرار می‌گیرند و برقرار می‌مانند.",
        "The councils named stand under the host and remain.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و میزبان زیر نظر هیچ‌یک از آن‌ها نیست.",
        "All are active and the host stands under none of them.",
    )
    binds: ClassVar = ("councils",)
    reading: ClassVar = Text(
        "{councils} زیر نظر {host} قرار می‌گیرد", "{councils} shall stand under {host}"
    )
    kind: Literal["place_council_under"] = "place_council_under"
    upward: ClassVar = frozenset({"host"})

    def _so(self, site: Site, look: Look) -> bool:
        unders = {look.council(c)["under"] for c in site.every("councils")}
        return unders == {site.one("host")}

    def _against(self, host: str, councils: Sequence[str], look: Look) -> Iterator[Problem]:
        above = look.follow("under", host)
        for council in (c for c in councils if c in above):
            told = _RING.fill(host=look.label(host), council=look.label(council))
            yield Problem("stands_below", told, (council,))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        to = {c: s.one("host") for s in sites for c in s.every("councils")}
        return with_links(tables, "under", to)


class _Meeting(_Joining):
    column: ClassVar[str]
    """Column of councils that names the host."""
    at_once: ClassVar = True
    binds: ClassVar = ("host", "councils")

    @classmethod
    def entangled(cls, sets: Sequence[Sequence[Site]], tables: Tables) -> bool:
        """Say whether one may meet another: by links, or by rules about them."""
        named = [{c for s in sites for c in s.every("host", "councils")} for sites in sets]
        return _ruled(tables["rules"]) or _reach(cls.column, named, named, tables)

    def _so(self, site: Site, look: Look) -> bool:
        roots = {look.root(self.column, c) for c in site.every("host", "councils")}
        return len(roots) == 1

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        links = dict(tables["councils"].select("council", self.column).drop_nulls().iter_rows())
        ends = {s.one("host"): links.get(s.one("host"), s.one("host")) for s in sites}
        to = {c: ends[s.one("host")] for s in sites for c in s.every("councils")}
        others = {c: h for c, h in to.items() if c != h}
        made = with_links(tables, self.column, others)
        return grouped(made, self.column)


class HoldJointly(_Meeting):
    """Councils hold their sessions jointly with a host and remain councils of their own."""

    title: ClassVar = Text("جلسهٔ مشترک", "hold sessions jointly")
    about: ClassVar = Text(
        "شوراهای نام‌برده جلسه‌های خود را مشترک با میزبان برگزار می‌کنند و هر یک شورای خود می‌ماند.",
        "The councils named hold their sessions jointly with the host; each remains a council.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و از پیش با هم جلسهٔ مشترک ندارند.",
        "All are active and do not sit together already.",
    )
    reading: ClassVar = Text(
        "جلسه‌های {councils} مشترک با {host} و به میزبانی آن برگزار می‌شود",
        "{councils} shall hold sessions jointly with {host}, which hosts them",
    )
    kind: Literal["hold_jointly"] = "hold_jointly"
    column: ClassVar = "sits_with"


class HoldSameDay(_Meeting):
    """Councils sit on the days of a host: a council day."""

    title: ClassVar = Text("روز شوراها", "hold on the same day")
    about: ClassVar = Text(
        "شوراهای نام‌برده در روز جلسه‌های میزبان تشکیل می‌شوند؛ عضو مشترک یک بار در روز رفت‌وآمد می‌کند.",
        "The councils named sit on the days of the host; who sits in several travels once a day.",
    )
    fits: ClassVar = Text(
        "همه فعال‌اند و از پیش در یک روز نیستند.",
        "All are active and not yet on the same day.",
    )
    reading: ClassVar = Text(
        "جلسه‌های {councils} در روز جلسه‌های {host} برگزار می‌شود",
        "{councils} shall sit on the days of {host}",
    )
    kind: Literal["hold_same_day"] = "hold_same_day"
    column: ClassVar = "same_day_as"


class ShareSecretariat(Change):
    """One unit keeps the secretariat of several councils."""

    title: ClassVar = Text("دبیرخانهٔ مشترک", "share a secretariat")
    about: ClassVar = Text(
        "دبیرخانهٔ شوراهای نام‌برده را یک واحد نگه می‌دارد.",
        "One unit keeps the secretariat of the councils named.",
    )
    fits: ClassVar = Text("شوراها و واحد فعال‌اند.", "The councils and the unit are active.")
    binds: ClassVar = ("councils",)
    reading: ClassVar = Text(
        "دبیرخانهٔ {councils} را {unit} نگه می‌دارد",
        "{unit} shall keep the secretariat of {councils}",
    )
    kind: Literal["share_secretariat"] = "share_secretariat"
    unit: Name = given(
        "واحدی که دبیرخانه را نگه می‌دارد", "the unit that keeps the secretariat", refers="units"
    )
    councils: Names = given("شوراها", "the councils", refers="councils")

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        councils = site.every("councils")
        if {look.council(c)["secretariat"] for c in councils} == {site.one("unit")}:
            told = _SO_ALREADY.fill(councils=look.label(*councils))
            yield Problem("so_already", told, councils, idle=True)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        to = {c: s.one("unit") for s in sites for c in s.every("councils")}
        return with_links(tables, "secretariat", to)
