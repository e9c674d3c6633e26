"""A Change: one typed step of a Reform. What all kinds share, and how their fields are described.

A kind is a frozen pydantic model whose name in data (`kind`) is the move that rules speak of. The
files of `ostan.reform.councils` and `ostan.reform.units` hold the kinds, `ostan.reform.kinds` lists
them; `ostan.reform.apply` applies them.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from unicodedata import normalize

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from ostan.country.legal import MOVES
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.reform.problem import Problem, spoken
from ostan.words.text import Text

if TYPE_CHECKING:
    import polars as pl

    from ostan.reform.sites import Look, Site

Call = Callable[[str, str], Text]
"""How a thing is named in a sentence: its table and its id or type."""

EVERY = "*"
"""First letter of a selector that means all places of a level: `*province`."""


def given(fa: str, en: str, default: Any = ..., *, refers: str | None = None, **rest: Any) -> Any:
    """Return a field of a change with what it means in both languages.

    `refers` is the table whose ids (or types) it holds. `rest` goes to pydantic: bounds, alias.
    """
    extra: dict[str, Any] = {"fa": fa, "refers": refers}
    return Field(default, description=en, json_schema_extra=extra, **rest)


def _name(value: object) -> object:
    """Return text as a cell of a Country holds it: NFC, one line, no control characters."""
    return (
        " ".join(_HIDDEN.sub(" ", normalize("NFC", value)).split())
        if isinstance(value, str)
        else value
    )


_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


Name = Annotated[str, BeforeValidator(_name), StringConstraints(min_length=1)]
"""An id or a type: not empty, on one line."""
Words = Annotated[str, BeforeValidator(_name), StringConstraints(min_length=1)]
"""A text of one line, not empty."""
Number = Annotated[float, AfterValidator(lambda v: v + 0.0)]
"""A real number; there is one zero."""
Names = Annotated[tuple[Name, ...], Field(min_length=1)]
"""One id or type at least."""


class Change(BaseModel, ABC):
    """One typed step of a Reform; JSON with the tag `kind`.

    With empty `at` the names of councils, posts, units and services are ids. Else they are types,
    looked for in each place (posts and units in the enclosing places too), and a place that lacks one
    of them is skipped and listed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)

    title: ClassVar[Text]
    """What the kind is called."""
    about: ClassVar[Text]
    """What it does to a Country, in a sentence or two."""
    fits: ClassVar[Text]
    """What must hold for it to be applied."""
    binds: ClassVar[tuple[str, ...]]
    """Fields whose councils or units lose something or disappear: their acts must allow the change."""

    reading: ClassVar[Text]
    """How an office would write it; braces name its fields."""
    upward: ClassVar[frozenset[str]] = frozenset()
    """Fields whose councils are looked for in the enclosing places too."""
    in_place: ClassVar[frozenset[str]] = frozenset()
    """Fields whose units or posts are looked for in the place itself only."""
    may_rest: ClassVar[frozenset[str]] = frozenset()
    """Fields whose councils need not be active."""

    at_once: ClassVar[bool] = False
    """Whether several on different bodies may be made as one: what one does rests on its sites."""

    founds: ClassVar[bool] = False
    """Whether no act stands behind it yet: rules for any founding act then speak of it."""

    kind: str
    at: tuple[Name, ...] = given(
        "مکان‌ها: *province، *county (همهٔ مکان‌های آن سطح) یا شناسهٔ مکان‌ها؛ خالی: نام‌ها شناسه‌اند",
        "places: *province, *county (all of that level) or ids of places; empty: names are ids",
        (),
        refers="places",
    )
    but: tuple[Name, ...] = given(
        "مکان‌هایی که کنار گذاشته می‌شوند", "places that are left out", (), refers="places"
    )
    reason: Words | None = given("چرا", "why", None)
    action: Words | None = given(
        "اقدامی که این برای آن است", "the action it is for", None, refers="actions"
    )
    from_: date | None = given(
        "روزی که از آن اجرا می‌شود؛ قاعده‌ها و مستندها در این روز سنجیده می‌شوند",
        "the day from which it holds; rules and acts are judged on that day",
        None,
        alias="from",
    )

    @classmethod
    def referring(cls, *tables: str) -> dict[str, str]:
        """Return the fields that hold names of these tables (default: of any): field to table."""
        return {n: t for n, t in _references(cls).items() if t in tables or not tables}

    @classmethod
    def meaning(cls, field: str) -> Text:
        """Return what a field means."""
        return Text(_extra(cls, field)["fa"], cls.model_fields[field].description or "")

    @classmethod
    def bodies(cls) -> str:
        """Return the table of the bodies it changes, whose acts are judged: councils or units."""
        return MOVES[cls.model_fields["kind"].default]

    @classmethod
    def own_fields(cls) -> tuple[str, ...]:
        """Return the fields that the kind adds to the common ones, in order."""
        return tuple(n for n in cls.model_fields if n not in Change.model_fields)

    def named(self, *fields: str) -> tuple[str, ...]:
        """Return the names in these fields, in order, without those that are empty."""
        return tuple(n for f in fields for n in _listed(getattr(self, f)))

    def clause(self, call: Call) -> Text:
        """Return what it does as an office would write it, without places, day and reason."""
        return self.reading.fill(**self.words(call))

    def words(self, call: Call) -> dict[str, Text | str | float | date | None]:
        """Return the values of its own fields for a sentence: names called, the rest as it is."""
        tables = self.referring()
        own = {n: getattr(self, n) for n in self.own_fields()}
        named = {n: spoken(call(t, i) for i in self.named(n)) for n, t in tables.items()}
        return {
            n: named.get(n, v) for n, v in own.items() if not isinstance(v, tuple) or n in named
        }

    def misfits(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield why it does not fit in a place: what rests or is named twice, then its own reasons."""
        found = [*self._resting(site, look), *self._doubled(site, look)]
        yield from found or self.problems(site, look)

    def problems(self, site: Site, look: Look) -> Iterator[Problem]:
        """Yield what keeps this kind of change from being applied in a place."""
        del site, look
        yield from ()

    @abstractmethod
    def effect(self, sites: Sequence[Site], tables: Tables) -> Tables:
        """Return the tables after it; the legal rules and what fits are not looked at."""

    @classmethod
    def entangled(cls, sets: Sequence[Sequence[Site]], tables: Tables) -> bool:
        """Say whether changes at these sites, a set for each change, may touch what another looks at.

        No council and no unit is in two of the sets. Asked only of kinds that may be made `at_once`.
        """
        del sets, tables
        return False

    def judged(self, sites: Sequence[Site], tables: Tables) -> pl.DataFrame:
        """Return the rows of councils or units, as they would be, that the rules are to judge."""
        bound = [i for s in sites for i in s.every(*self.binds)]
        rows = tables[self.bodies()]
        return rows.filter(rows[TABLES[self.bodies()].key[0]].is_in(bound))

    def keeper(self, row: Mapping[str, Any]) -> Text | None:
        """Return who alone could change a body where no rule names an act; None: anybody by law.

        A body that has such a keeper is locked then, whatever is assumed of its missing facts.
        """
        del row
        return None

    def lacks(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what is not known of a body, beside its act, that the change rests on: keys of FACTS.

        As a missing act does, it locks unless it is assumed away.
        """
        del row
        return ()

    def _resting(self, site: Site, look: Look) -> Iterator[Problem]:
        for field, table in self.referring("councils", "posts", "units").items():
            for id in site.every(field) if field not in self.may_rest else ():
                if look.row(table, id)["status"] not in ("active", None):
                    yield look.resting(table, id, self.bodies())

    def _doubled(self, site: Site, look: Look) -> Iterator[Problem]:
        for field, table in self.referring("councils", "posts", "units", "services").items():
            ids = site.every(field)
            for id in sorted({i for i in ids if ids.count(i) > 1}):
                yield look.doubled(table, id, self.bodies())

    def dump(self) -> dict[str, Any]:
        """Return it as plain data for JSON: `kind` first, empty fields left out."""
        full = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {"kind": self.kind, **full}


@cache
def _references(kind: type[BaseModel]) -> Mapping[str, str]:
    """Return the fields of a kind that hold names, with their tables; asked for at every place."""
    found = {n: _extra(kind, n)["refers"] for n in kind.model_fields if n != "kind"}
    return MappingProxyType({n: t for n, t in found.items() if t})


def _extra(kind: type[BaseModel], field: str) -> dict[str, Any]:
    extra = kind.model_fields[field].json_schema_extra
    return extra if isinstance(extra, dict) else {"fa": "", "refers": None}


def _listed(value: object) -> Iterable[str]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]
