"""Councils as people name them in a question: by id, type, name or recorded short name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ostan.persian.keys import fold
from ostan.persian.names import nearest
from ostan.plan.councils.planning import Stage
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text, joined, same

_COMMA = re.compile("[,،]")
_PAIR = Text(
    "«{came}» دو شورا نیست؛ دو نام را با ویرگول از هم جدا کنید: {example}",
    "“{came}” is not two councils; put a comma between two names: {example}",
)
_EXAMPLE = "youth_hq,prayer_hq"
_UNKNOWN = Text(
    "شورایی به نام «{came}» در دامنهٔ این برنامه نیست",
    "there is no council named “{came}” in the scope of this plan",
)
_SHARED = Text(
    "«{came}» نام بیش از یک شوراست؛ شناسه را بنویسید: {ids}",
    "“{came}” names more than one council; write the id: {ids}",
)
_TWICE = Text("در «{came}» یک شورا دو بار آمده است", "“{came}” names one council twice")
_NEAR = Text("نزدیک‌ترین نام‌ها: {near}", "Nearest names: {near}")

Names = Mapping[str, frozenset[str]]
"""Items by the folded names they are known under."""


def pairs_of(made: Stage, texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of items that texts such as `A,B` name.

    A name may hold commas itself: the text is parted where both sides are known. Raises BadInput with
    everything that is not known, at once, each with the nearest names.
    """
    spoken = _spoken(made)
    names: dict[str, frozenset[str]] = {}
    for name, items in spoken.items():
        names[fold(name)] = names.get(fold(name), frozenset()) | items
    found: list[tuple[str, str]] = []
    wrong: list[Finding] = []
    for text in dict.fromkeys(texts):
        pair, faults = _pair(text, names, spoken)
        found += [pair] if pair else []
        wrong += faults
    if wrong:
        raise BadInput(dict.fromkeys(wrong))
    return tuple(dict.fromkeys(found))


def _spoken(made: Stage) -> dict[str, frozenset[str]]:
    """Return the items by each name as it is written."""
    country, compiled = made.moved, made.compiled
    owners = {c: item.name for item in compiled.items for c in item.councils}
    found: dict[str, set[str]] = {}
    for name, number in compiled.number.items():
        found.setdefault(name, set()).add(compiled.items[number].name)
    rows = country["councils"].select("council", "name_fa", "name_en")
    for council, *written in rows.iter_rows():
        for name in filter(None, written if council in owners else ()):
            found.setdefault(name, set()).add(owners[council])
    for table, id, alias in country["aliases"].select("table", "id", "alias").iter_rows():
        if table == "councils" and id in owners:
            found.setdefault(alias, set()).add(owners[id])
    return {name: frozenset(items) for name, items in found.items()}


def _pair(
    text: str, names: Names, spoken: Names
) -> tuple[tuple[str, str] | None, tuple[Finding, ...]]:
    """Return the two items a text names, or what is wrong with it."""
    parted = [(text[: m.start()].strip(), text[m.end() :].strip()) for m in _COMMA.finditer(text)]
    parted = [p for p in parted if all(p)]
    if not parted:
        sentence = _PAIR.fill(came=text, example=_EXAMPLE)
        return None, (Finding("not_a_pair", Severity.ERROR, sentence, came=text),)
    known = {p: sum(len(names.get(fold(n), ())) == 1 for n in p) for p in parted}
    best = max(parted, key=lambda p: known[p])
    if known[best] < 2:
        return None, tuple(f for name in best for f in _faults(name, names, spoken))
    a, b = (next(iter(names[fold(n)])) for n in best)
    if a == b:
        sentence = _TWICE.fill(came=text)
        return None, (Finding("same_council", Severity.ERROR, sentence, came=text),)
    return (a, b), ()


def _faults(name: str, names: Names, spoken: Names) -> Iterator[Finding]:
    items = names.get(fold(name), frozenset())
    if len(items) == 1:
        return
    if items:
        sentence = _SHARED.fill(came=name, ids=joined([same(i) for i in sorted(items)]))
        yield Finding("shared_name", Severity.ERROR, sentence, came=name)
        return
    near = nearest(name, spoken)
    mend = _NEAR.fill(near=joined([same(n) for n in near])) if near else None
    sentence = _UNKNOWN.fill(came=name)
    yield Finding("unknown_name", Severity.ERROR, sentence, mend=mend, came=name)
