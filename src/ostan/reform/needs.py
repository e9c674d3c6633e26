"""What a change needs: which act, issued by whom, and whether it is within reach.

The act that binds is that of each body that disappears or loses something (`Change.binds`); a
council that stays as it is may take in others, whatever founded it. The verdict is that of
`ostan.country.legal`, with two differences: what can be counted on is a set of ranks, and missing
facts may be assumed away, council by council.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.country.legal import FACTS, verdict
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.reform.change import Change
from ostan.reform.problem import label
from ostan.reform.sites import Look, Site, sites
from ostan.words.text import Text, joined

EVERYTHING = "*"
"""In `assume`: the missing facts of every council."""

OF_RULES = ("no_rule", "bad_rule")
"""Missing facts that are about the rules and not about the founding act."""


@dataclass(frozen=True)
class Terms:
    """On what terms changes are judged.

    within: ranks whose acts can be counted on; None: any rank that suffices.
    assume: ids or types of councils whose missing legal facts are assumed away; `*`: of all.
    day: the day on which acts and rules must stand; None: the Country's own, else today.
    """

    within: frozenset[str] | None = None
    assume: frozenset[str] = frozenset()
    day: date | None = None

    @classmethod
    def of(cls, within: Collection[str] | None, assume: Collection[str], day: date | None) -> Terms:
        """Return the terms of what a caller gave."""
        return cls(None if within is None else frozenset(within), frozenset(assume), day)


@dataclass(frozen=True)
class Need:
    """The act that a change needs for one council, and how it comes into force.

    verdict: allowed, locked (no act suffices, or none within reach) or unknown (a fact is missing).
    council: id of the council; of a change of units, powers or services that of the unit, power or
    service (`table` says which).
    founding_law, founding_rank: the highest act the council rests on. rule: the rule that speaks,
    and `law`, the act that gives it. rank: that of the act that suffices; None: none does, or (if
    `assumed`) it is not known. missing: keys of `ostan.country.legal.FACTS`; `assumed` says that
    they were assumed away.
    """

    council: str
    move: str
    verdict: str
    founding_law: str | None
    founding_rank: str | None
    rule: str | None
    law: str | None
    rank: str | None
    instrument: Text
    body: Text
    route: Text
    missing: tuple[str, ...] = ()
    assumed: bool = False
    table: str = "councils"


def needs(
    country: Country,
    change: Change,
    within: Collection[str] | None = None,
    assume: Collection[str] = (),
    day: date | None = None,
) -> tuple[Need, ...]:
    """Return what `change` needs for each council that loses something, where it fits.

    `within`, `assume`, `day`: see `Terms`. A change that fits nowhere needs nothing.
    """
    found = sites(change, country.tables, country.ancestors)
    look = Look(country.tables, found.sites)
    fit = [s for s in found.sites if not list(change.misfits(s, look))]
    return judged(change, fit, country.tables, Terms.of(within, assume, day or country.day))


def judged(change: Change, where: Sequence[Site], tables: Tables, terms: Terms) -> tuple[Need, ...]:
    """Return what `change` needs in these places, in the order of the ids of councils."""
    if not where:
        return ()
    rows, table = change.judged(where, tables), change.bodies()
    small = Country(MappingProxyType({**tables, table: rows}))
    # The hand is not looked at: what is within reach is a set here and no ladder.
    found = verdict(small, table, change.kind, change.from_ or terms.day, hand="")
    key = TABLES[table].key[0]
    bodies = {str(r[key]): r for r in rows.iter_rows(named=True)}
    ranks = _by_key(tables["ranks"], "rank", found["enough_rank"])
    rules = _by_key(tables["rules"], "rule", found["rule"])
    words = _Words(ranks, rules, tables)
    # What is not in the table yet is what the change is to make.
    known = set(tables[table][key].filter(tables[table][key].is_in(list(bodies))))
    made = [
        _need(change, row, bodies[row["id"]], words, terms, row["id"] not in known)
        for row in found.iter_rows(named=True)
    ]
    return tuple(sorted(made, key=lambda n: n.council))


def _by_key(frame: pl.DataFrame, key: str, values: pl.Series) -> dict[str, Mapping[str, Any]]:
    rows = frame.filter(pl.col(key).is_in(values.drop_nulls().implode()))
    return {str(r[key]): r for r in rows.iter_rows(named=True)}


def _need(
    change: Change,
    row: Mapping[str, Any],
    own: Mapping[str, Any],
    words: _Words,
    terms: Terms,
    new: bool,
) -> Need:
    missing = (*_missing(row, new and change.founds), *change.lacks(own))
    # Powers have no type: what templates made of one goes by its id without the place.
    named = {row["id"], own.get("type", row["id"].partition("@")[0]), EVERYTHING}
    assumed = bool(missing) and bool(named & terms.assume)
    rule, rank = row["rule"], row["enough_rank"]
    keeper = change.keeper(own) if rank is None else None
    told = "locked" if keeper else _verdict(missing, assumed, rule, rank, terms)
    instrument, body, route = words.of(told, missing, assumed, rank, rule)
    if keeper:
        body, route = keeper, _KEPT.fill(body=keeper)
    return Need(
        council=row["id"],
        move=change.kind,
        verdict=told,
        founding_law=row["founding_law"],
        founding_rank=row["founding_rank"],
        rule=rule,
        law=words.rules.get(rule or "", {}).get("law"),
        rank=rank,
        instrument=instrument,
        body=body,
        route=route,
        missing=missing,
        assumed=assumed and not keeper,
        table=change.bodies(),
    )


def _missing(row: Mapping[str, Any], new: bool) -> tuple[str, ...]:
    found = tuple(row["missing"] or ())
    if new and row["law"] is None:
        # What is yet to be founded lacks no act: it is the act that is to be written.
        found = tuple(f for f in found if f in OF_RULES)
        return found if found or row["rule"] else ("no_rule",)
    return found


def _verdict(
    missing: Sequence[str], assumed: bool, rule: str | None, enough: str | None, terms: Terms
) -> str:
    if missing and not assumed:
        return "unknown"
    if enough is None:
        return "allowed" if assumed and rule is None else "locked"
    return "allowed" if terms.within is None or enough in terms.within else "locked"


# In words ------------------------------------------------------------------------------------

_NONE = Text("هیچ سندی کافی نیست", "no act suffices")
_NOBODY = Text("هیچ مرجعی", "nobody")
_NOT_KNOWN = Text("سند لازم نامعلوم است", "the act needed is not known")
_ISSUER = Text("مرجع «{name}»", "the issuer of “{name}”")
_KEPT = Text(
    "هیچ قاعده‌ای آن را به دولت نمی‌سپارد؛ تنها از این راه تغییر می‌کند: {body}",
    "no rule gives it to the executive; it could be changed only by {body}",
)
_BY = Text("با {instrument}؛ مرجع: {body}", "by {instrument}")
_UNDER = Text("به موجب {law}", "under {law}")
_FROM = Text("از {day}", "from {day}")
_UNTIL = Text("تا {day}", "until {day}")
_FIRST = Text("نخست باید روشن شود: {facts}", "to be settled first: {facts}")
_ASSUMED = Text("با این فرض که رفع شود: {facts}", "assuming that this is settled: {facts}")


class _Words:
    """Needs in words; what many councils share is worded once."""

    def __init__(
        self,
        ranks: Mapping[str, Mapping[str, Any]],
        rules: Mapping[str, Mapping[str, Any]],
        tables: Tables,
    ) -> None:
        self.ranks, self.rules, self.tables = ranks, rules, tables
        self._said: dict[tuple[object, ...], tuple[Text, Text, Text]] = {}

    def of(
        self, told: str, missing: tuple[str, ...], assumed: bool, rank: str | None, rule: str | None
    ) -> tuple[Text, Text, Text]:
        """Return the instrument, the body that issues it, and the route."""
        key = (told, missing, assumed, rank, rule)
        if key not in self._said:
            instrument, body = _instrument(self.ranks.get(rank or ""), self.tables)
            facts = joined([FACTS[f] for f in dict.fromkeys(missing)])
            if told == "unknown":
                route = _FIRST.fill(facts=facts)
            elif rank is None:
                route = _ASSUMED.fill(facts=facts) if told == "allowed" else _NONE
            else:
                route = self._route(_BY.fill(instrument=instrument, body=body), rule or "")
                route = joined([route, _ASSUMED.fill(facts=facts)]) if assumed else route
            self._said[key] = instrument, body, route
        return self._said[key]

    def _route(self, by: Text, rule: str) -> Text:
        row, parts = self.rules.get(rule, {}), [by]
        if row.get("law"):
            parts.append(_UNDER.fill(law=label(self.tables, "laws", row["law"])))
        for column, sentence in (("valid_from", _FROM), ("valid_to", _UNTIL)):
            if row.get(column):
                parts.append(sentence.fill(day=row[column]))
        return _with_note(joined(parts), row)


def _instrument(rank: Mapping[str, Any] | None, tables: Tables) -> tuple[Text, Text]:
    """Return the instrument of a rank and the body that issues it."""
    if rank is None:
        return _NONE, _NOBODY
    fa = rank["instrument_fa"] or rank["name_fa"] or rank["rank"]
    en = rank["instrument_en"] or rank["name_en"] or rank["rank"]
    issuer = _ISSUER.fill(name=Text(str(rank["name_fa"] or fa), str(rank["name_en"] or en)))
    own = rank["issued_by"]
    return Text(fa, en), Text(own or issuer.fa, (own and _english(tables, own)) or issuer.en)


def issued_by(country: Country, rank: str | None) -> Text | None:
    """Return the body that issues acts of a rank; None where there is no such rank.

    The table names it in the country's own language only: in English it is called as the council,
    unit or post that has the same name, else by the acts it issues.
    """
    row = country.row("ranks", rank) if rank else None
    return None if row is None else _instrument(row, country.tables)[1]


def _english(tables: Tables, name: str) -> str | None:
    """Return the English name of the council, unit or post that has this Persian one."""
    for table, stem in (("councils", "name"), ("units", "name"), ("posts", "title")):
        rows = tables[table].filter(pl.col(f"{stem}_fa") == name)
        found = rows[f"{stem}_en"].drop_nulls()
        if found.len():
            return str(found[0])
    return None


def _with_note(route: Text, rule: Mapping[str, Any]) -> Text:
    """Add the rule's note where it is in the reader's language: notes have no second one."""
    note = rule.get("note")
    if not note:
        return route
    if note.isascii():
        return Text(route.fa, f"{route.en} ({note})")
    return Text(f"{route.fa} ({note})", route.en)


def beyond(found: Iterable[Need]) -> dict[tuple[str, Text], list[Need]]:
    """Return the needs that are not met, together where the verdict and its reason are the same."""
    groups: dict[tuple[str, Text], list[Need]] = {}
    for need in found:
        if need.verdict != "allowed":
            groups.setdefault((need.verdict, need.route), []).append(need)
    return groups
