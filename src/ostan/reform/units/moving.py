"""What stays a unit but changes: its name, its functions, its posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import polars as pl

from ostan.country.normal import Tables
from ostan.reform.change import Call, Name, Names, Words, given
from ostan.reform.councils.frames import with_cells, with_rows
from ostan.reform.problem import Problem, labels
from ostan.reform.units.forms import OfUnit
from ostan.reform.units.frames import passed, with_stand_ins, with_values
from ostan.reform.units.heading import headed
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_SO_ALREADY = Text("{thing} از پیش چنین است", "{thing} is so already")
_TO_ITSELF = Text("{thing} نمی‌تواند به خود آن برسد", "{thing} cannot go to itself")
_NOT_THERE = Text(
    "وظیفهٔ {functions} در {unit} ثبت نشده است",
    "{functions} is not among the functions recorded of {unit}",
)
_HOLDS = Text(
    "{post} چیزهایی دارد ({told})؛ بگویید به کدام سمت می‌رسد (to)",
    "{post} holds something ({told}); say which post it goes to (to)",
)
_COUNT = Text("{n} {word}", "{n} {word}")


class RenameUnit(OfUnit):
    """A unit is called otherwise."""

    title: ClassVar = Text("تغییر نام واحد", "rename a unit")
    about: ClassVar = Text(
        "واحد نام تازه می‌گیرد؛ نام پیشین در نام‌های دیگر آن می‌ماند و با آن باز شناخته می‌شود. نام "
        "انگلیسی اگر نیاید همان می‌ماند.",
        "The unit gets a new name; the old one stays among its other names and is still known. The "
        "English name stays as it is where none is given.",
    )
    fits: ClassVar = Text(
        "واحد فعال است و نامش این نیست.", "The unit is active and is not called so."
    )
    binds: ClassVar = ("unit",)
    in_place: ClassVar = frozenset({"unit"})
    reading: ClassVar = Text(
        "نام {unit} به «{name_fa}» تغییر می‌کند", "{unit} shall be called “{name}”"
    )
    kind: Literal["rename_unit"] = "rename_unit"
    unit: Name = given("واحد", "the unit", refers="units")
    name_fa: Words = given("نام تازه", "its new name")
    name_en: Words | None = given("نام انگلیسی تازه", "its new name in English", None)

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        name = self.name_en or self.name_fa
        return self.reading.fill(unit=call("units", self.unit), name_fa=self.name_fa, name=name)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        unit = site.one("unit")
        row = look.unit(unit)
        if all(row[c] == v for c, v in self._cells().items()):
            yield _already(look, "units", unit)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        units, cells = [s.one("unit") for s in sites], self._cells()
        known = set(tables["aliases"].select("table", "id", "alias").iter_rows())
        rows = tables["units"].filter(pl.col("unit").is_in(units)).iter_rows(named=True)
        old = dict.fromkeys(
            ("units", r["unit"], r[c])
            for r in rows
            for c, v in cells.items()
            if r[c] not in (None, v)
        )
        new = [
            {"table": t, "id": i, "alias": a, "evidence": "assumed"}
            for t, i, a in old
            if (t, i, a) not in known
        ]
        return with_rows(with_cells(tables, "units", units, cells), "aliases", new)

    def _cells(self) -> dict[str, str]:
        names = {"name_fa": self.name_fa, "name_en": self.name_en}
        return {c: v for c, v in names.items() if v is not None}


class MoveFunction(OfUnit):
    """Functions pass from one unit to another."""

    title: ClassVar = Text("انتقال وظیفه", "move a function")
    about: ClassVar = Text(
        "وظیفه‌های نام‌برده از واحد به واحد دیگر می‌رسد. سمت‌ها، اختیارها، گام‌ها و خدمت‌ها با تغییرهای خود "
        "منتقل می‌شوند.",
        "The functions named pass from the unit to the other. Posts, powers, steps and services move "
        "by changes of their own.",
    )
    fits: ClassVar = Text(
        "هر دو فعال‌اند و همهٔ وظیفه‌ها در واحد ثبت شده است.",
        "Both are active and all functions are recorded of the unit.",
    )
    binds: ClassVar = ("unit",)
    in_place: ClassVar = frozenset({"unit", "to_unit"})
    reading: ClassVar = Text(
        "وظیفهٔ {functions} از {unit} به {to_unit} منتقل می‌شود",
        "{functions} shall pass from {unit} to {to_unit}",
    )
    kind: Literal["move_function"] = "move_function"
    unit: Name = given("واحدی که وظیفه را دارد", "the unit that has them", refers="units")
    functions: Names = given("وظیفه‌ها (موضوع)", "the functions (subjects)", refers="subjects")
    to_unit: Name = given("واحدی که وظیفه به آن می‌رسد", "the unit they go to", refers="units")

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        unit, to = site.one("unit"), site.one("to_unit")
        there = look.unit(unit)["functions"] or ()
        lacks = [f for f in self.functions if f not in there]
        if unit == to:
            told = _TO_ITSELF.fill(thing=labels(look.tables, "units", [unit]))
            yield Problem("to_itself", told, (unit,))
        elif lacks:
            words = {
                "functions": labels(look.tables, "subjects", lacks),
                "unit": labels(look.tables, "units", [unit]),
            }
            yield Problem("function_not_there", _NOT_THERE.fill(**words), (unit,), idle=True)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        had = dict(tables["units"].select("unit", "functions").iter_rows())
        new: dict[str, list[str]] = {}
        for site in sites:
            unit, to = site.one("unit"), site.one("to_unit")
            new[unit] = [f for f in new.get(unit, had[unit]) or () if f not in self.functions]
            new[to] = sorted({*(new.get(to, had[to]) or ()), *self.functions})
        return with_values(tables, "units", "functions", {u: f or None for u, f in new.items()})


class MovePost(OfUnit):
    """A post passes to another unit, or from the bench to one."""

    title: ClassVar = Text("انتقال سمت", "move a post")
    about: ClassVar = Text(
        "سمت با دارندگان، عضویت‌ها و اختیارهایش به واحد دیگر می‌رود؛ سمت بدون جایگاه جا می‌گیرد.",
        "The post goes to another unit with its holders, seats and powers; one without a place gets one.",
    )
    fits: ClassVar = Text(
        "سمت و واحد فعال‌اند؛ سمت در آن واحد نیست و رئیس واحد دیگری نیست.",
        "Both are active; the post is not in that unit and does not head another.",
    )
    binds: ClassVar = ()
    in_place: ClassVar = frozenset({"post", "to_unit"})
    reading: ClassVar = Text("{post} به {to_unit} منتقل می‌شود", "{post} shall move to {to_unit}")
    kind: Literal["move_post"] = "move_post"
    post: Name = given("سمت", "the post", refers="posts")
    to_unit: Name = given("واحدی که سمت به آن می‌رود", "the unit it goes to", refers="units")

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        post, to = site.one("post"), site.one("to_unit")
        if look.post(post)["unit"] == to:
            yield _already(look, "posts", post)
        yield from headed(look, [post], but=[to])

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of the units that lose a post; for one of the bench, the one it comes to."""
        units = dict(tables["posts"].select("post", "unit").iter_rows())
        bound = [units[s.one("post")] or s.one("to_unit") for s in sites]
        return tables["units"].filter(pl.col("unit").is_in(bound))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        return with_values(
            tables, "posts", "unit", {s.one("post"): s.one("to_unit") for s in sites}
        )


class ClosePost(OfUnit):
    """A post is closed; what it holds goes to another one."""

    title: ClassVar = Text("حذف سمت", "close a post")
    about: ClassVar = Text(
        "سمت بسته می‌شود؛ عضویت‌ها، اختیارها و جانشینی‌های آن به سمت نام‌برده می‌رسد و اگر آن خود عضو است، "
        "دو عضویت یکی می‌شود. دارندگان آن در شمار کارکنان واحد می‌مانند.",
        "The post is closed; its seats, powers and stand-ins go to the post named, and where that sits "
        "already two seats become one. Its holders stay in the staff of the unit.",
    )
    fits: ClassVar = Text(
        "سمت فعال است، رئیس واحدی نیست، و اگر چیزی دارد گفته شده است به کدام سمت می‌رسد.",
        "The post is active and heads no unit; where it holds something, it is said who gets it.",
    )
    binds: ClassVar = ()
    in_place: ClassVar = frozenset({"post", "to"})
    reading: ClassVar = Text("{post} حذف می‌شود", "{post} shall be closed")
    kind: Literal["close_post"] = "close_post"
    post: Name = given("سمت", "the post", refers="posts")
    to: Name | None = given(
        "سمتی که عضویت‌ها و اختیارها به آن می‌رسد",
        "the post its seats and powers go to",
        None,
        refers="posts",
    )

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = self.reading.fill(post=call("posts", self.post))
        return joined([told, _GOES.fill(to=call("posts", self.to))]) if self.to else told

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        post, to = site.one("post"), site.perhaps("to")
        held = list(_held(look.tables, post)) if to is None else []
        yield from headed(look, [post])
        if to == post:
            yield Problem("to_itself", _TO_ITSELF.fill(thing=look.called(post)))
        if held:
            told = _HOLDS.fill(post=look.called(post), told=joined(held))
            yield Problem("post_holds", told)

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of the units that lose the posts; of the bench, no unit loses one."""
        posts = tables["posts"].filter(pl.col("post").is_in([s.one("post") for s in sites]))
        return tables["units"].join(posts.select("unit"), on="unit", how="semi")

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        to = {s.one("post"): h for s in sites if (h := s.perhaps("to"))}
        closed = [s.one("post") for s in sites]
        return with_cells(
            with_stand_ins(passed(tables, to), to), "posts", closed, {"status": "closed"}
        )


_GOES = Text("عضویت‌ها و اختیارهای آن به {to} می‌رسد", "its seats and powers going to {to}")
_WORDS: Mapping[str, Text] = {
    "seats": Text("عضویت", "seats"),
    "powers": Text("اختیار", "powers"),
    "stand_ins": Text("جانشینی", "posts or seats it stands in for"),
}


def _held(tables: Tables, post: str) -> Iterator[Text]:
    """Yield how many seats, powers and stand-ins a post has, where it has some."""
    powers = tables["powers"].filter(pl.col("holder_kind") == "post", pl.col("holder") == post)
    counts = {
        "seats": tables["seats"].filter(pl.col("holder") == post).height,
        "powers": powers.height,
        "stand_ins": sum(tables[t].filter(pl.col("stand_in") == post).height for t in _STANDING),
    }
    yield from (_COUNT.fill(n=n, word=_WORDS[w]) for w, n in counts.items() if n)


_STANDING = ("posts", "seats")


def _already(look: Look, table: str, id: str) -> Problem:
    told = _SO_ALREADY.fill(thing=labels(look.tables, table, [id]))
    return Problem("so_already", told, (id,) if table == "units" else (), idle=True)
