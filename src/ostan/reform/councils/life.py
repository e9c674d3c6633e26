"""The life of councils: founded, abolished, ended on a day, restored, and no new ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import polars as pl

from ostan.country.columns import ID_PATTERN, dtype
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.reform.change import Call, Change, Name, Number, Words, given
from ostan.reform.councils.frames import (
    carried,
    grouped,
    handed,
    merged_into,
    returned,
    with_cells,
    with_rows,
    with_subjects,
)
from ostan.reform.problem import Problem, spoken
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.reform.sites import Look, Site

_BAD_ID = Text(
    "«{came}» شناسه نیست: حرف، رقم، «_»، «-» و «.» پذیرفته است",
    "“{came}” is no id: letters, digits, “_”, “-” and “.” are allowed",
)
_THERE = Text("شناسهٔ «{came}» از پیش هست", "there is a “{came}” already")
_NO_SPOT = Text(
    "مکان شورای «{came}» روشن نیست؛ at را بنویسید یا شناسه را به شکل گونه@مکان",
    "the place of the council “{came}” is not clear; write at, or an id like type@place",
)
_SITS_TWICE = Text(
    "{holder} هم رئیس و هم عضو نام برده شده است", "{holder} is named as chair and as member"
)
_TO_ITSELF = Text(
    "وظیفه‌های {council} به خود آن نمی‌رسد", "the functions of {council} cannot go to itself"
)
_ORPHANED = Text(
    "{council} وظیفه دارد ({told})؛ بگویید به کدام شورا می‌رسد (functions_to) یا پایان می‌یابد "
    "(functions_end)",
    "{council} has functions ({told}); say which council they go to (functions_to) or that they end "
    "(functions_end)",
)
_BOTH = Text(
    "وظیفه‌های {council} یا به شورای دیگری می‌رسد یا پایان می‌یابد، نه هر دو",
    "the functions of {council} go to another council or end, not both",
)
_BEFORE = Text(
    "{day} پیش از آغاز {council} است ({begin})", "{day} is before {council} begins ({begin})"
)
_SO_ALREADY = Text("{council} از پیش چنین است", "{council} is so already")
_STANDS = Text("{council} برقرار است", "{council} stands as it is")
_FUNCTIONS = (
    ("agenda", Text("موضوع", "subjects")),
    ("powers", Text("اختیار", "powers")),
    ("steps", Text("گام", "steps")),
)

Kind = Literal["council", "working_group", "headquarters", "commission", "committee", "board"]
Function = Literal["coordinates", "decides_cases", "adjudicates", "advises", "supervises"]


class FoundCouncil(Change):
    """A new council."""

    title: ClassVar = Text("تأسیس شورا", "found a council")
    about: ClassVar = Text(
        "شورای تازه با رئیس، عضوها و موضوع‌های نام‌برده تشکیل می‌شود؛ با مکان‌ها در هر مکان یکی "
        "(شناسه: گونه@مکان).",
        "A new council with the chair, members and subjects named; with places one in each "
        "(id: type@place).",
    )
    fits: ClassVar = Text(
        "شورایی با این شناسه نیست و رئیس و عضوها در سمت‌ها هستند.",
        "No council has that id; the chair and the members are posts that are there.",
    )
    binds: ClassVar = ()
    reading: ClassVar = Text(
        "{name} به ریاست {chair} تشکیل می‌شود", "{name} shall be founded, chaired by {chair}"
    )
    founds: ClassVar = True
    kind: Literal["found_council"] = "found_council"
    council: Name = given("شناسه یا گونهٔ شورای تازه", "id or type of the new council")
    name_fa: Words = given("نام شورا", "its name")
    name_en: Words | None = given("نام انگلیسی", "its name in English", None)
    council_kind: Kind = given("نوع نهاد", "kind of body")
    function: Function = given("برای چه کاری است", "what it is for")
    chair: Name = given("سمت رئیس", "the post of its chair", refers="posts")
    members: tuple[Name, ...] = given("سمت‌های عضو", "the posts of its members", (), refers="posts")
    secretariat: Name | None = given("واحد دبیرخانه", "its secretariat", None, refers="units")
    under: Name | None = given(
        "شورایی که زیر نظر آن است", "the council it stands under", None, refers="councils"
    )
    law: Name | None = given("مستند قانونی", "the act that founds it", None, refers="laws")
    subjects: tuple[Name, ...] = given("موضوع‌ها", "its subjects", (), refers="subjects")
    sessions_per_year: Number | None = given(
        "جلسه در سال (۰ تا ۱۰۰۰)", "main sessions a year (0 to 1000)", None, ge=0, le=1000
    )
    sessions_required: Number | None = given(
        "کمینهٔ قانونی جلسه در سال (۰ تا ۱۰۰۰)",
        "lawful minimum of sessions a year (0 to 1000)",
        None,
        ge=0,
        le=1000,
    )
    hours_per_session: Number | None = given(
        "ساعت هر جلسه (۰ تا ۲۴)", "hours of a session (0 to 24)", None, ge=0, le=24
    )

    upward: ClassVar = frozenset({"under"})

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = [
            self.reading.fill(
                name=Text(f"«{self.name_fa}»", f"“{self.name_en or self.name_fa}”"),
                chair=call("posts", self.chair),
            )
        ]
        told += (
            [_MEMBERS.fill(members=spoken(call("posts", m) for m in self.members))]
            if self.members
            else []
        )
        return joined(told)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        id = self._id(site)
        if not re.match(ID_PATTERN, id):
            yield Problem("bad_id", _BAD_ID.fill(came=id))
        elif id in look.tables["councils"]["council"]:
            yield Problem("id_there", _THERE.fill(came=id), (id,), idle=True)
        elif site.spot(self.council, look.tables) is None:
            yield Problem("no_place", _NO_SPOT.fill(came=id))
        for holder in set(site.every("chair")) & set(site.every("members")):
            yield Problem("named_twice", _SITS_TWICE.fill(holder=look.called(holder)))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        ids = [self._id(s) for s in sites]
        seats = [r for s, i in zip(sites, ids, strict=True) for r in self._seats(s, i)]
        agenda = [
            {"council": i, "subject": t, "evidence": "assumed"} for i in ids for t in self.subjects
        ]
        made = with_rows(tables, "councils", self._rows(sites, tables))
        return with_rows(with_rows(made, "seats", seats), "agenda", agenda)

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of councils that the rules are to judge."""
        return with_rows(
            {"councils": tables["councils"].clear()}, "councils", self._rows(sites, tables)
        )["councils"]

    def _id(self, site: Site) -> str:
        return f"{self.council}@{site.place}" if site.place else self.council

    def _rows(self, sites: Sequence[Site], tables: Tables) -> list[dict[str, Any]]:
        given = self.model_dump(include=_FOUND_COLUMNS)
        every = {
            **given,
            "type": self.council.partition("@")[0],
            "kind": self.council_kind,
            "chair_delegable": "unknown",
            "elected": False,
            "status": "active",
            "valid_from": self.from_,
            "evidence": "assumed",
        }
        links = ("under", "secretariat")
        return [
            {
                **every,
                "council": self._id(s),
                "place": s.spot(self.council, tables),
                **{n: s.perhaps(n) for n in links},
            }
            for s in sites
        ]

    def _seats(self, site: Site, council: str) -> Iterator[dict[str, Any]]:
        roles = [(site.one("chair"), "chair"), *((m, "member") for m in site.every("members"))]
        for holder, role in roles:
            yield {
                "council": council,
                "holder": holder,
                "role": role,
                "evidence": "assumed",
                "valid_from": self.from_,
            }


_MEMBERS = Text("با عضویت {members}", "with the members {members}")
_FOUND_COLUMNS = {
    "name_fa",
    "name_en",
    "function",
    "law",
    "sessions_per_year",
    "sessions_required",
    "hours_per_session",
}
"""Fields of `found_council` that are columns of the new row as they are."""


class AbolishCouncil(Change):
    """A council ends; its functions go to another one, or end with it."""

    title: ClassVar = Text("انحلال شورا", "abolish a council")
    about: ClassVar = Text(
        "شورا منحل می‌شود؛ موضوع‌ها، اختیارها و گام‌های آن به شورای نام‌برده می‌رسد، یا با آن پایان می‌یابد.",
        "The council is abolished; its subjects, powers and steps go to the council named, or end.",
    )
    fits: ClassVar = Text(
        "شورا فعال یا راکد است و گفته شده است که وظیفه‌های آن به کجا می‌رود یا پایان می‌یابد.",
        "The council is active or dormant, and it is said where its functions go or that they end.",
    )
    may_rest: ClassVar = frozenset({"council"})
    binds: ClassVar = ("council",)
    reading: ClassVar = Text("{council} منحل می‌شود", "{council} shall be abolished")
    kind: Literal["abolish_council"] = "abolish_council"
    council: Name = given("شورا", "the council", refers="councils")
    functions_to: Name | None = given(
        "شورایی که وظیفه‌ها به آن می‌رسد",
        "the council its functions go to",
        None,
        refers="councils",
    )
    functions_end: bool = given("وظیفه‌های آن پایان می‌یابد", "its functions end with it", False)

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = [self.reading.fill(council=call("councils", self.council))]
        if self.functions_to:
            told.append(_GO.fill(to=call("councils", self.functions_to)))
        return joined([*told, _END] if self.functions_end else told)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        council, to = site.one("council"), site.perhaps("functions_to")
        named = look.label(council)
        if look.council(council)["status"] not in ("active", "dormant"):
            yield look.resting("councils", council)
        elif to == council:
            yield Problem("own_host", _TO_ITSELF.fill(council=named), (council,))
        elif to and self.functions_end:
            yield Problem("two_destinations", _BOTH.fill(council=named), (council,))
        elif not to and not self.functions_end:
            told = list(_functions(look.tables, council))
            if told:
                sentence = _ORPHANED.fill(council=named, told=joined(told))
                yield Problem("functions_orphaned", sentence, (council,))

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        gone = [s.one("council") for s in sites]
        to = {s.one("council"): s.perhaps("functions_to") for s in sites}
        heirs = {c: h for c, h in to.items() if h}
        body = [m for inside in merged_into(tables, gone).values() for m in inside]
        made = _passed_on(tables, gone)
        ended = {"sits_with": None, "same_day_as": None, "status": "abolished"}
        made = with_cells(made, "councils", gone, ended)
        made = with_cells(made, "councils", body, {"status": "abolished"})
        made = with_subjects(handed(made, heirs), [(h, c) for c, h in heirs.items()])
        return made if heirs else _without_functions(made, gone)


_GO = Text("وظیفه‌های آن به {to} می‌رسد", "its functions going to {to}")
_END = Text("وظیفه‌های آن پایان می‌یابد", "its functions ending with it")


def _functions(tables: Tables, council: str) -> Iterator[Text]:
    """Yield how many subjects, powers and steps a council has, where it has some."""
    for table, word in _FUNCTIONS:
        column = "holder" if table == "powers" else "council"
        own = tables[table].filter(pl.col(column) == council)
        count = own.filter(pl.col("holder_kind") == "council") if table == "powers" else own
        if count.height:
            yield Text("{n} {word}", "{n} {word}").fill(n=count.height, word=word)


def _passed_on(tables: Tables, gone: Sequence[str]) -> Tables:
    """Return the tables with what stood under these councils one higher, and guests by themselves.

    Of several guests the first by id hosts the others from now on.
    """
    councils = tables["councils"]
    over = dict(councils.filter(pl.col("council").is_in(gone)).select("council", "under").rows())
    under = pl.col("under").replace(over)
    made: Tables = {**tables, "councils": councils.with_columns(under=under)}
    for column in ("sits_with", "same_day_as"):
        guests = councils.filter(pl.col(column).is_in(gone)).sort("council").group_by(column)
        first = dict(guests.agg(pl.col("council").first()).rows())
        named = made["councils"].with_columns(pl.col(column).replace(first))
        made = grouped({**made, "councils": named}, column)
    return made


def _without_functions(tables: Tables, gone: Sequence[str]) -> Tables:
    held = (pl.col("holder_kind") == "council") & pl.col("holder").is_in(gone)
    powers = tables["powers"].filter(~held.fill_null(False))
    steps = tables["steps"].filter(~pl.col("council").is_in(gone).fill_null(False))
    return {**tables, "powers": powers, "steps": steps}


class ForbidNewCouncils(Change):
    """No new councils, with exceptions that are named."""

    title: ClassVar = Text("منع تشکیل شورای تازه", "forbid new councils")
    about: ClassVar = Text(
        "قاعده‌ای افزوده می‌شود که تأسیس شورای تازه را می‌بندد، جز گونه‌های نام‌برده.",
        "A rule is added that locks the founding of councils, but for the types named.",
    )
    fits: ClassVar = Text("قاعده‌ای با این شناسه نیست.", "No rule has that id.")
    binds: ClassVar = ()
    reading: ClassVar = Text(
        "تشکیل شورا، کارگروه، ستاد، کمیته و کمیسیون تازه ممنوع است",
        "no new councils, working groups, headquarters, committees or commissions shall be founded",
    )
    founds: ClassVar = True
    kind: Literal["forbid_new_councils"] = "forbid_new_councils"
    rule: Name = given("شناسهٔ قاعدهٔ تازه", "id of the rule that is made")
    except_types: tuple[Name, ...] = given(
        "گونه‌هایی که منع نمی‌شوند", "types of councils that stay allowed", ()
    )

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it."""
        told = [self.reading]
        if self.except_types:
            types = spoken(call("councils", t) for t in self.except_types)
            told.append(_BUT_TYPES.fill(types=types))
        return joined(told)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        for came in (self._id(site), *self.except_types):
            if not re.match(ID_PATTERN, came):
                yield Problem("bad_id", _BAD_ID.fill(came=came))
        if self._id(site) in look.tables["rules"]["rule"]:
            yield Problem("id_there", _THERE.fill(came=self._id(site)), idle=True)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        rows = [
            {
                "rule": self._id(s),
                "move": "found_council",
                "condition": self._condition(s),
                "valid_from": self.from_,
                "evidence": "assumed",
            }
            for s in sites
        ]
        return with_rows(tables, "rules", rows)

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of councils that the rules are to judge."""
        # No council loses anything: the rules for any founding act speak, over an empty row.
        del tables
        schema = {n: dtype(c) for n, c in TABLES["councils"].columns.items()}
        row = {"council": self.rule, "type": self.rule, "place": sites[0].place or ""}
        return pl.DataFrame([row], schema=schema)

    def _id(self, site: Site) -> str:
        return f"{self.rule}@{site.place}" if site.place else self.rule

    def _condition(self, site: Site) -> str:
        """Return the condition of the rule; never empty, since such rules go first."""
        places = [f"place={site.place}"] if site.place else []
        types = [f"type!={t}" for t in self.except_types]
        return ";".join([*places, *types] or ["status=active"])


_BUT_TYPES = Text("جز {types}", "but for {types}")


class EndCouncil(Change):
    """A council ends on a day unless it is renewed."""

    title: ClassVar = Text("پایان در روز معین", "end on a day")
    about: ClassVar = Text(
        "شورا تا روز نام‌برده برقرار است و پس از آن، اگر تمدید نشود، پایان می‌یابد.",
        "The council stands to the day named and ends then unless it is renewed.",
    )
    fits: ClassVar = Text(
        "شورا فعال است و آن روز پیش از آغاز آن نیست.",
        "The council is active and the day is not before its beginning.",
    )
    binds: ClassVar = ("council",)
    reading: ClassVar = Text(
        "{council} تا {day} برقرار است و پس از آن، اگر تمدید نشود، پایان می‌یابد",
        "{council} shall stand until {day} and then end unless it is renewed",
    )
    kind: Literal["end_council"] = "end_council"
    council: Name = given("شورا", "the council", refers="councils")
    day: date = given("آخرین روز", "its last day")

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        council = site.one("council")
        row, named = look.council(council), look.label(council)
        if row["valid_from"] and self.day < row["valid_from"]:
            told = _BEFORE.fill(day=self.day, council=named, begin=row["valid_from"])
            yield Problem("day_before_start", told, (council,))
        elif row["valid_to"] == self.day:
            yield Problem("so_already", _SO_ALREADY.fill(council=named), (council,), idle=True)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        councils = [s.one("council") for s in sites]
        return with_cells(tables, "councils", councils, {"valid_to": self.day})


class RestoreCouncil(Change):
    """A council that was merged, abolished or ended is there again."""

    title: ClassVar = Text("برقراری دوباره", "restore a council")
    about: ClassVar = Text(
        "شورا دوباره فعال می‌شود، با عضوها، دستور کار، اختیارها، گام‌ها و جلسه‌های پیشین؛ آنچه تنها به "
        "سبب آن به میزبان آمده بود می‌رود. این‌ها بازنمی‌گردد: اختیارها و گام‌هایی که با انحلال آن پایان "
        "یافت، موضوعی که با انحلال آن به شورای دیگر رسید، و این‌که کدام شوراها زیر نظر آن بودند یا با آن "
        "در یک جلسه یا یک روز می‌نشستند.",
        "The council is active again with the seats, agenda, powers, steps and sessions it had; what "
        "its host carried only for it goes. Not brought back: powers and steps that ended when it "
        "was abolished, subjects that went to another council then, and which councils stood under "
        "it or sat with it or on its days.",
    )
    fits: ClassVar = Text(
        "شورا فعال نیست یا روز پایان دارد.", "It is not active, or has a last day."
    )
    binds: ClassVar = ("council",)
    reading: ClassVar = Text("{council} دوباره برقرار می‌شود", "{council} shall be restored")
    kind: Literal["restore_council"] = "restore_council"
    council: Name = given("شورا", "the council", refers="councils")
    may_rest: ClassVar = frozenset({"council"})

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps it from being applied in a place; see `fits`."""
        council = site.one("council")
        row = look.council(council)
        if row["status"] == "active" and row["valid_to"] is None:
            told = _STANDS.fill(council=look.label(council))
            yield Problem("so_already", told, (council,), idle=True)

    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; see `about`."""
        back = [s.one("council") for s in sites]
        links = dict(tables["councils"].select("council", "replaced_by").drop_nulls().rows())
        chains = [_hosts(c, links) for c in back]
        bodies = merged_into(tables, back)
        inside = {m: c for c, found in bodies.items() for m in found}
        again = dict.fromkeys(("replaced_by", "sits_with", "same_day_as", "valid_to"))
        made = with_cells(tables, "councils", back, {**again, "status": "active"})
        made = with_cells(made, "councils", inside, {"status": "replaced"})
        made = returned(made, back, inside)
        # The nearest hosts first: what they no longer carry is not carried on from them.
        for level in zip_longest(*chains):
            made = carried(made, [h for h in level if h], [*back, *inside])
        return made


def _hosts(council: str, links: dict[str, str]) -> list[str]:
    found: list[str] = []
    at = links.get(council)
    while at and at not in found:
        found.append(at)
        at = links.get(at)
    return found
