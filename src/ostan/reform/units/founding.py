"""Units that are new: founded, or split off from another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import polars as pl

from ostan.country.columns import ID_PATTERN
from ostan.country.normal import Tables
from ostan.reform.change import Call, Change, Name, Words, given
from ostan.reform.councils.frames import with_links, with_rows
from ostan.reform.problem import Problem, labels, listed
from ostan.reform.units.forms import FREE, OfUnit
from ostan.reform.units.frames import with_values
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_BAD_ID = Text(
    "«{came}» شناسه نیست: حرف، رقم، «_»، «-» و «.» پذیرفته است",
    "“{came}” is no id: letters, digits, “_”, “-” and “.” are allowed",
)
_THERE = Text("شناسهٔ «{came}» از پیش هست", "there is a “{came}” already")
_NO_SPOT = Text(
    "مکان واحد «{came}» روشن نیست؛ at را بنویسید یا شناسه را به شکل گونه@مکان",
    "the place of the unit “{came}” is not clear; write at, or an id like type@place",
)
_NOT_FREE = Text(
    "{head} در واحد دیگری جا دارد؛ رئیس واحد تازه سمتی بدون جایگاه است",
    "{head} has its place in another unit; a new unit is headed by a post without a place",
)
_NOT_NAMED = Text(
    "{head} در میان سمت‌هایی نیست که به واحد تازه می‌رود",
    "{head} is not among the posts that go to the new unit",
)
_HEADS = Text("{post} رئیس {unit} است و با آن می‌ماند", "{post} heads {unit} and stays with it")
_NOT_ITS = Text("{things} از {unit} نیست", "{things} is not of {unit}")
_TOO_MUCH = Text(
    "{column} ثبت‌شدهٔ {unit} برای جدا کردن {came} کافی نیست یا نامعلوم است",
    "{column} recorded of {unit} does not suffice to take {came} from it, or is not known",
)
_NOTHING = Text(
    "چیزی نام برده نشده است که به واحد تازه برود", "nothing is named that goes to the new unit"
)


def _id(name: str, site: Site) -> str:
    return f"{name}@{site.place}" if site.place else name


def _new(name: str, site: Site, look: Look, place: str | None) -> Iterator[Problem]:
    """Yield why a unit of this name cannot be made in a place."""
    id = _id(name, site)
    if not re.match(ID_PATTERN, id):
        yield Problem("bad_id", _BAD_ID.fill(came=id))
    elif id in look.tables["units"]["unit"]:
        yield Problem("id_there", _THERE.fill(came=id), (id,), idle=True)
    elif place is None:
        yield Problem("no_place", _NO_SPOT.fill(came=id))


class FoundUnit(Change):
    """A new unit of a ministry."""

    title: ClassVar = Text("تأسیس واحد", "found a unit")
    about: ClassVar = Text(
        "واحد تازهٔ یک وزارتخانه با وظیفه‌های نام‌برده تأسیس می‌شود؛ با مکان‌ها در هر مکان یکی (شناسه: "
        "گونه@مکان). رئیس آن سمتی بدون جایگاه است که در آن جا می‌گیرد. شمار کارکنان و بودجه نامعلوم است.",
        "A new unit of a ministry is founded with the functions named; with places one in each (id: "
        "type@place). Its head is a post without a place, which gets one there. Staff and budget are "
        "not known.",
    )
    fits: ClassVar = Text(
        "واحدی با این شناسه نیست، وزارتخانه فعال است و رئیس سمتی فعال و بدون جایگاه است.",
        "No unit has that id; the ministry is active; the head is an active post without a place.",
    )
    binds: ClassVar = ()
    founds: ClassVar = True
    in_place: ClassVar = frozenset({"head"})
    reading: ClassVar = Text(
        "{name} از {ministry} تأسیس می‌شود", "{name} of {ministry} shall be founded"
    )
    kind: Literal["found_unit"] = "found_unit"
    unit: Name = given("شناسه یا گونهٔ واحد تازه", "id or type of the new unit")
    name_fa: Words = given("نام واحد", "its name")
    name_en: Words | None = given("نام انگلیسی", "its name in English", None)
    unit_kind: Words = given(
        "نوع: اداره کل، دفتر و مانند آن", "kind: general_directorate, office ..."
    )
    ministry: Name = given("وزارتخانهٔ آن", "the ministry it belongs to", refers="units")
    parent: Name | None = given(
        "واحدی که زیر نظر آن است", "the unit it stands under", None, refers="units"
    )
    functions: tuple[Name, ...] = given(
        "وظیفه‌ها (موضوع)", "its functions (subjects)", (), refers="subjects"
    )
    head: Name | None = given(
        "سمت رئیس، بدون جایگاه", "the post at its head, one without a place", None, refers="posts"
    )
    law: Name | None = given("مستند قانونی", "the act that founds it", None, refers="laws")

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        ministry = call("units", self.ministry)
        return self.reading.fill(name=_named(self.name_fa, self.name_en), ministry=ministry)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        yield from _new(self.unit, site, look, site.spot(self.unit, look.tables))
        head = site.perhaps("head")
        if head is not None and look.post(head)["unit"] is not None:
            yield Problem("head_elsewhere", _NOT_FREE.fill(head=look.called(head)))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        made = with_rows(tables, "units", self._rows(sites, tables))
        heads = {h: _id(self.unit, s) for s in sites if (h := s.perhaps("head"))}
        return with_values(made, "posts", "unit", heads)

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of units that the rules are to judge."""
        none = {"units": tables["units"].clear()}
        return with_rows(none, "units", self._rows(sites, tables))["units"]

    def _rows(self, sites: Sequence[Site], tables: Tables) -> list[dict[str, Any]]:
        return [
            {
                "unit": _id(self.unit, s),
                "type": self.unit.partition("@")[0],
                "place": s.spot(self.unit, tables),
                "name_fa": self.name_fa,
                "name_en": self.name_en,
                "kind": self.unit_kind,
                "legal_form": FREE,
                "law": self.law,
                "functions": sorted(set(self.functions)) or None,
                "status": "active",
                "valid_from": self.from_,
                "evidence": "assumed",
                **{n: s.perhaps(n) for n in ("ministry", "parent", "head")},
            }
            for s in sites
        ]


class SplitUnit(OfUnit):
    """Part of a unit becomes a unit of its own."""

    title: ClassVar = Text("تفکیک واحد", "split a unit")
    about: ClassVar = Text(
        "آنچه نام برده شده است به واحد تازه می‌رود: سمت‌ها، وظیفه‌ها، واحدهای زیرمجموعه، دبیرخانه‌ها، خدمت‌ها، "
        "گام‌ها و اختیارهای امرها، کارکنان و بودجه؛ هرچه نام برده نشده است می‌ماند. واحد تازه شکل حقوقی، "
        "وزارتخانه، بالادست، حوزه و مستند واحد پیشین را دارد.",
        "What is named goes to a new unit: posts, functions, units below, secretariats, services, the "
        "steps and powers of matters, staff and budget; all that is not named stays. The new unit has "
        "the legal form, ministry, parent, places served and act of the old one.",
    )
    fits: ClassVar = Text(
        "واحد فعال است، هرچه نام برده شده از آن است و رئیس آن نمی‌رود؛ شناسهٔ تازه نیست.",
        "The unit is active, all that is named is its own and its head stays; the new id is not there.",
    )
    binds: ClassVar = ("unit",)
    in_place: ClassVar = frozenset({"unit", "posts", "head", "units"})
    reading: ClassVar = Text("{name} از {unit} جدا می‌شود", "{name} shall be split off from {unit}")
    kind: Literal["split_unit"] = "split_unit"
    unit: Name = given("واحدی که تفکیک می‌شود", "the unit that is split", refers="units")
    new: Name = given("شناسه یا گونهٔ واحد تازه", "id or type of the new unit")
    name_fa: Words = given("نام واحد تازه", "name of the new unit")
    name_en: Words | None = given("نام انگلیسی", "its name in English", None)
    posts: tuple[Name, ...] = given("سمت‌هایی که می‌رود", "the posts that go", (), refers="posts")
    head: Name | None = given(
        "رئیس واحد تازه، از میان آن سمت‌ها", "its head, one of these posts", None, refers="posts"
    )
    functions: tuple[Name, ...] = given(
        "وظیفه‌هایی که می‌رود", "the functions that go", (), refers="subjects"
    )
    units: tuple[Name, ...] = given(
        "واحدهای زیرمجموعه که می‌رود", "the units below it that go", (), refers="units"
    )
    councils: tuple[Name, ...] = given(
        "شوراهایی که دبیرخانهٔ آن‌ها می‌رود",
        "the councils whose secretariat goes",
        (),
        refers="councils",
    )
    services: tuple[Name, ...] = given(
        "خدمت‌هایی که می‌رود (شناسه یا گونه)", "the services that go (ids or types)", ()
    )
    matters: tuple[Name, ...] = given(
        "امرهایی که گام‌ها و اختیارهای آن‌ها می‌رود",
        "the matters whose steps and powers go",
        (),
        refers="matters",
    )
    staff: int | None = given("شمار کارکنانی که می‌رود", "people that go", None, ge=0)
    budget_per_year: int | None = given(
        "بودجه‌ای که می‌رود (ریال در سال)", "budget that goes (rial a year)", None, ge=0
    )

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = [
            self.reading.fill(
                name=_named(self.name_fa, self.name_en), unit=call("units", self.unit)
            )
        ]
        for field, table in _TOLD.items():
            if named := self.named(field):
                things = joined([call(table, n) for n in named])
                told.append(_WITH[field].fill(things=things))
        return joined(told)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        unit = site.one("unit")
        row = look.unit(unit)
        yield from _new(self.new, site, look, row["place"])
        yield from self._strangers(site, look)
        yield from self._of_head(site, look)
        for column in _AMOUNTS:
            came = getattr(self, column)
            if came is not None and (row[column] is None or row[column] < came):
                words = {"column": _AMOUNTS[column], "unit": _called(look, unit), "came": came}
                yield Problem("amount_not_there", _TOO_MUCH.fill(**words), (unit,))
        if not any(getattr(self, f) for f in (*_PARTS, *_AMOUNTS)):
            yield Problem("nothing_named", _NOTHING, (unit,))

    def _strangers(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what is named and is not of the unit."""
        unit = site.one("unit")
        for strangers in (
            [i for i in site.every("posts") if look.post(i)["unit"] != unit],
            [i for i in site.every("units") if look.unit(i)["parent"] != unit],
            [i for i in site.every("councils") if look.council(i)["secretariat"] != unit],
            [f for f in self.functions if f not in (look.unit(unit)["functions"] or ())],
            [n for n in self.services if not _services(look.tables, unit, [n])],
            [m for m in self.matters if not _has(look.tables, unit, m)],
        ):
            if strangers:
                words = {"things": listed(strangers), "unit": _called(look, unit)}
                yield Problem("not_of_unit", _NOT_ITS.fill(**words), (unit,))

    def _of_head(self, site: Site, look: Look) -> Iterator[Problem]:
        unit, head, posts = site.one("unit"), site.perhaps("head"), site.every("posts")
        if head is not None and head not in posts:
            yield Problem("head_elsewhere", _NOT_NAMED.fill(head=look.called(head)), (unit,))
        own = look.unit(unit)["head"]
        if own in posts:
            words = {"post": look.called(own), "unit": _called(look, unit)}
            yield Problem("post_heads", _HEADS.fill(**words), (unit,))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        rows = tables["units"]
        old = {s.one("unit"): s for s in sites}
        there = {r["unit"]: r for r in rows.filter(pl.col("unit").is_in(list(old))).to_dicts()}
        to = {u: _id(self.new, s) for u, s in old.items()}
        made: Tables = tables
        for column, kept in self._left(there).items():
            made = with_values(made, "units", column, kept)
        made = with_values(made, "units", "parent", _to(sites, to, "units"))
        made = with_rows(made, "units", [self._row(r, to[u], old[u]) for u, r in there.items()])
        made = with_values(made, "posts", "unit", _to(sites, to, "posts"))
        made = with_links(made, "secretariat", _to(sites, to, "councils"))
        served = {i: n for u, n in to.items() for i in _services(tables, u, self.services)}
        return self._matters(with_values(made, "services", "unit", served), to)

    def _left(self, there: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return the cells of the units that are split: what stays."""
        found: dict[str, dict[str, Any]] = {
            c: {u: r[c] - came for u, r in there.items()}
            for c in _AMOUNTS
            if (came := getattr(self, c)) is not None
        }
        stay = {
            u: [f for f in r["functions"] or () if f not in self.functions]
            for u, r in there.items()
        }
        return {**found, "functions": {u: f or None for u, f in stay.items()}}

    def _row(self, old: Mapping[str, Any], id: str, site: Site) -> dict[str, Any]:
        """Return the row of the new unit. Of an amount that stays whole none goes."""
        amounts = {
            c: (0 if old[c] is not None else None) if (v := getattr(self, c)) is None else v
            for c in _AMOUNTS
        }
        same = ("place", "kind", "legal_form", "ministry", "parent", "serves", "law")
        return {
            **{c: old[c] for c in same},
            **amounts,
            "unit": id,
            "type": self.new.partition("@")[0],
            "name_fa": self.name_fa,
            "name_en": self.name_en,
            "functions": sorted(set(self.functions)) or None,
            "head": site.perhaps("head"),
            "status": "active",
            "valid_from": self.from_,
            "evidence": "assumed",
        }

    def _matters(self, tables: Tables, to: Mapping[str, str]) -> Tables:
        """Return the tables with the steps and powers of the matters named those of the new units."""
        meant = pl.col("matter").is_in(list(self.matters))
        held = meant & (pl.col("holder_kind") == "unit").fill_null(False)
        steps = pl.when(meant).then(pl.col("unit").replace(dict(to))).otherwise("unit")
        holder = pl.when(held).then(pl.col("holder").replace(dict(to))).otherwise("holder")
        return {
            **tables,
            "steps": tables["steps"].with_columns(unit=steps),
            "powers": tables["powers"].with_columns(holder=holder),
        }


_AMOUNTS: Mapping[str, Text] = {
    "staff": Text("کارکنان", "the staff"),
    "budget_per_year": Text("بودجهٔ", "the budget"),
}
_PARTS = ("posts", "functions", "units", "councils", "services", "matters")
_TOLD = {"posts": "posts", "functions": "subjects", "units": "units"}
_WITH: Mapping[str, Text] = {
    "posts": Text("با سمت‌های {things}", "with the posts {things}"),
    "functions": Text("با وظیفه‌های {things}", "with the functions {things}"),
    "units": Text("با واحدهای {things}", "with the units {things}"),
}


def _to(sites: Sequence[Site], to: Mapping[str, str], field: str) -> dict[str, str]:
    return {i: to[s.one("unit")] for s in sites for i in s.every(field)}


def _named(fa: str, en: str | None) -> Text:
    return Text(f"«{fa}»", f"“{en or fa}”")


def _called(look: Look, unit: str) -> Text:
    return labels(look.tables, "units", [unit])


def _services(tables: Tables, unit: str, names: Sequence[str]) -> list[str]:
    """Return the services of a unit that go by one of these names: id, id without place, or type."""
    own = tables["services"].filter(pl.col("unit") == unit)
    base = pl.col("service").str.extract(r"^([^@]*)")
    named = [c.is_in(list(names)) for c in (pl.col("service"), base, pl.col("type"))]
    return own.filter(pl.any_horizontal(named))["service"].to_list()


def _has(tables: Tables, unit: str, matter: str) -> bool:
    """Whether a unit has a step or a power in a matter."""
    steps = tables["steps"].filter(pl.col("matter") == matter, pl.col("unit") == unit)
    held = (pl.col("holder_kind") == "unit") & (pl.col("holder") == unit)
    powers = tables["powers"].filter(pl.col("matter") == matter, held)
    return bool(steps.height or powers.height)
