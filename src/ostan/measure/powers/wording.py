"""Cases and powers in words: so much, on what, where, from which day; whose power, under which clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from ostan.country.checks.shape import LEVEL_NAMES, name_of
from ostan.country.country import Country
from ostan.country.expand import HOLDERS
from ostan.country.tables import TABLES
from ostan.words import formats
from ostan.words.clauses import clause
from ostan.words.text import Text, joined, same

ANY: Final[Mapping[str, Text]] = {
    "rial": Text("به هر مبلغ", "of any amount"),
    "hectare": Text("به هر وسعت", "of any area"),
    "class": Text("از هر طبقه", "of any class"),
    "capacity": Text("با هر ظرفیت", "of any capacity"),
    "count": Text("به هر تعداد", "of any number"),
}
"""An amount without limits, by measure; a matter without a measure has no amount."""
BELOW: Final = Text("کمتر از {to}", "of less than {to}")
FROM: Final = Text("{from} و بیشتر", "of {from} or more")
BETWEEN: Final = Text("{from} تا کمتر از {to}", "of {from} up to less than {to}")

OF_HOLDER: Final = Text("«{holder}» ({ground})", "“{holder}” ({ground})")
NO_GROUND: Final = Text("بی مستند", "no ground recorded")
IN_WORDS: Final = Text("به شرط «{words}»", "if “{words}”")
REPEATED: Final = Text("؛ در {n} {level}", "; in {n} {level}")
TIMES: Final = Text(" ({n} بار)", " ({n} times)")


@dataclass(frozen=True)
class Words:
    """The words for what a register speaks of, by the names in its Country."""

    country: Country

    @cached_property
    def powers(self) -> Mapping[str, Mapping[str, Any]]:
        """The rows of the powers, by id."""
        return {r["power"]: r for r in self.country["powers"].iter_rows(named=True)}

    def name(self, table: str, id: str) -> Text:
        """Return the name of a thing; its id where the table does not know it."""
        return self._names(table).get(id, same(id))

    def _names(self, table: str) -> Mapping[str, Text]:
        kept: dict[str, Mapping[str, Text]] = self.__dict__.setdefault("_kept", {})
        if table not in kept:
            key = TABLES[table].key[0]
            rows = self.country[table].select(key, pl.col("^(name|title)_(fa|en)$"))
            kept[table] = {r[key]: name_of(r, r[key]) for r in rows.iter_rows(named=True)}
        return kept[table]

    def case(self, row: Mapping[str, Any]) -> Text:
        """Return a case in words: matter and amount, subject, place, day; what is unknown is left out.

        `row`: matter, measure, amount, amount_to, place, day, as the faults have them.
        """
        what = self.matter(row["matter"])
        size = amount(row["measure"], row["amount"], row["amount_to"])
        subject = self._subjects.get(row["matter"])
        parts = [
            Text(f"{what.fa} {size.fa}", f"{what.en} {size.en}") if size else what,
            *([self.name("subjects", subject)] if subject else []),
            *([self.name("places", row["place"])] if row["place"] else []),
            *([_day(row["day"])] if row["day"] else []),
        ]
        return joined(parts)

    def matter(self, matter: str) -> Text:
        """Return the name of a matter in quotation marks."""
        name = self.name("matters", matter)
        return Text(f"«{name.fa}»", f"“{name.en}”")

    def holder(self, power: str) -> Text:
        """Return the name of who holds a power."""
        row = self.powers[power]
        return self.name(HOLDERS[row["holder_kind"]], row["holder"])

    def power(self, power: str) -> Text:
        """Return a power as its holder with the clause it rests on, and its condition if it has one."""
        row = self.powers[power]
        ground = joined([*self._ground(row), *_condition(row)])
        return OF_HOLDER.fill(holder=self.holder(power), ground=ground)

    def clause(self, power: str) -> Text:
        """Return the act and clause a power rests on; its matter and holder where it has not both."""
        row = self.powers[power]
        if row["law"] is not None and row["clause"] is not None:
            law, part = self.name("laws", row["law"]), clause(row["clause"])
            return Text(f"«{law.fa}»، {part.fa}", f"“{law.en}”, {part.en}")
        matter, holder = self.matter(row["matter"]), self.holder(power)
        return Text(f"{matter.fa} ({holder.fa})", f"{matter.en} ({holder.en})")

    def all(self, powers: Sequence[str]) -> Text:
        """Return several powers, joined as each language joins them."""
        return joined([self.power(p) for p in powers])

    def _ground(self, row: Mapping[str, Any]) -> Iterable[Text]:
        if row["law"] is None:
            return [NO_GROUND]
        return [self.name("laws", row["law"]), *([clause(row["clause"])] if row["clause"] else [])]

    def where(self, row: Mapping[str, Any]) -> Text:
        """Return in how many places, and how often, a fault of one template occurs; empty for once."""
        if row["times"] == 1:
            return same("")
        often = TIMES.fill(n=row["times"])
        if not row["places"]:
            return often
        level = LEVEL_NAMES[self._level(row["powers"])]
        said = REPEATED.fill(n=row["places"], level=level)
        return said if row["times"] == row["places"] else _plus(said, often)

    def _level(self, powers: Sequence[str]) -> str | None:
        spots = {p.partition("@")[2] for p in powers if "@" in p}
        levels = {self._levels.get(spot) for spot in spots}
        return levels.pop() if len(levels) == 1 else None

    @cached_property
    def _levels(self) -> Mapping[str, str]:
        return dict(self.country["places"].select("place", "level").iter_rows())

    @cached_property
    def _subjects(self) -> Mapping[str, str]:
        return dict(self.country["matters"].select("matter", "subject").iter_rows())


def amount(measure: str | None, low: float | None, high: float | None) -> Text | None:
    """Return amounts from `low` (included) to `high` (excluded; None: no end) in words.

    None where the matter has no measure or there is no case.
    """
    if measure is None or measure not in ANY or low is None:
        return None
    ends = {"from": _amount(low, measure), "to": _amount(high, measure)}
    if low == 0:
        return ANY[measure] if high is None else _sized(BELOW.fill(**ends), measure)
    return _sized((FROM if high is None else BETWEEN).fill(**ends), measure)


def _sized(text: Text, measure: str) -> Text:
    return Text(f"به مبلغ {text.fa}" if measure == "rial" else text.fa, text.en)


def _amount(value: float | None, measure: str) -> Text:
    return Text(formats.amount(value, measure, "fa"), formats.amount(value, measure, "en"))


def _day(day: Any) -> Text:
    return Text(formats.date(day, "fa"), formats.date(day, "en"))


def _condition(row: Mapping[str, Any]) -> list[Text]:
    return [IN_WORDS.fill(words=str(row["condition"]))] if row["condition"] else []


def _plus(one: Text, other: Text) -> Text:
    return Text(one.fa + other.fa, one.en + other.en)
