"""`ostan compare SOURCE --reform LIST`: an office's own list, evaluated before anything is planned."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli.apply import told
from ostan.cli.findings import as_data, listed
from ostan.cli.inputs import day_of, free, loaded, place_of
from ostan.cli.plan import HOURS_HEADER, WRITTEN, Limits, Watch, goals_from, named, searched
from ostan.cli.screen import Screen
from ostan.words import formats
from ostan.words.errors import BadInput
from ostan.words.text import Text, joined

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.files.reforms import Listed
    from ostan.plan.goals import Goals
    from ostan.plan.verify import Verdict
    from ostan.reform.problem import Refusal
    from ostan.reform.reform import Reform
    from ostan.report.evaluation import Evaluated
    from ostan.words.finding import Finding

SHOWN = 12
"""Posts whose hours are shown on the screen; `--json` has all."""
ENDINGS = (".json", ".html", ".xlsx", ".jsonld")
"""What an evaluation is written as: data, a page, what is accepted as a workbook or as linked data."""

NAMED = 3
"""Places named where the list reaches beyond what is counted."""

OUTSIDE = Text(
    "فهرست در {count} مکان بیرون از دامنهٔ سنجش هم تغییر می‌دهد ({places})؛ ساعت‌های آنجا در این مقدارها نیست. "
    "هر مکان را با --place جداگانه بسنجید.",
    "Places outside what is counted that the list changes too: {count} ({places}); their hours are not in these "
    "values. Evaluate each place by itself with --place.",
)
ONE_LIST = Text(
    "--marked با یک فهرست کار می‌کند؛ {count} تا آمده است",
    "--marked works with one list; {count} were given",
)


def evaluate(
    screen: Screen,
    source: str,
    reforms: Sequence[Path],
    out: Path | None,
    marked: Path | None,
    place: str | None,
    goals: Path | None,
    preset: str | None,
    limits: Limits,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Evaluate a list of changes: what it saves, what is refused, and how far it is from the best."""
    from ostan.plan.councils import stage
    from ostan.reform.places import places_of
    from ostan.report.evaluation import Evaluated

    target = free(out, force, ENDINGS, source, *reforms)
    back = _back(marked, force, source, reforms)
    country = loaded(source, as_of, map).country
    wanted = goals_from(goals, preset, country)
    here = place_of(country, place)
    read, reform = _read(reforms, country, here)
    touched = places_of(reform, country)
    if here is None and len(touched) == 1:
        (here,) = touched
    ready = stage(country, wanted, here)
    _outside(screen, country, sorted(touched - set(ready.scope.places)))
    accepted, refused, verdict = _judged(country, reform, wanted, ready.scope.name)
    if back is not None:
        _mark(reforms[0], read[0], refused, back, screen)
    watch = Watch(screen)
    best = searched(watch, country, ready, limits).plan
    before = wanted.country(country)
    found = Evaluated(reform, accepted, refused, read, before, verdict, best)
    show(screen, country, found)
    content = data(found)
    if target is not None:
        write(country, found, content, target, day_of(as_of) or date.today(), source, screen)
        screen.say(WRITTEN.fill(file=str(target)))
    return watch.ended(content)


def _read(
    paths: Sequence[Path], country: Country, place: str | None
) -> tuple[tuple[Listed, ...], Reform]:
    """Return the lists as read, and their changes as one Reform; rows without a place are for `place`."""
    from ostan.files.reforms import load_reform

    read = tuple(load_reform(path, country, (place,) if place else ()) for path in paths)
    first, *rest = (one.reform for one in read)
    return read, first.compose(*rest)


def _outside(screen: Screen, country: Country, places: Sequence[str]) -> None:
    """Say where the list changes what is not counted here."""
    if not places:
        return
    named_ = [Text(*(country.name("places", p, lang) for lang in ("fa", "en"))) for p in places]
    screen.say(OUTSIDE.fill(count=len(places), places=joined(named_[:NAMED])))


def _judged(
    country: Country, reform: Reform, goals: Goals, scope: str
) -> tuple[Reform, tuple[Refusal, ...], Verdict]:
    """Return what is accepted of a list, what is refused, and the verdict on what is accepted."""
    from ostan.plan.verify import verify

    whole = verify(country, reform, goals, scope)
    if not whole.refusals:
        return reform, (), whole
    accepted = reform.without(*{r.index for r in whole.refusals})
    return accepted, whole.refusals, verify(country, accepted, goals, scope)


# The list back -----------------------------------------------------------------------------------


def _back(marked: Path | None, force: bool, source: str, reforms: Sequence[Path]) -> Path | None:
    """Return where the list goes back to; raises BadInput where that cannot be."""
    if marked is not None and len(reforms) != 1:
        raise BadInput.of("wrong_call", ONE_LIST.fill(count=len(reforms)))
    return free(marked, force, (".xlsx",), source, *reforms)


def _mark(
    path: Path, read: Listed, refused: Sequence[Refusal], target: Path, screen: Screen
) -> None:
    from ostan.files.reforms import mark

    mark(path, read, target, screen.lang, [(r.index, r.why) for r in refused])
    screen.say(WRITTEN.fill(file=str(target)))


# On the screen and as data -----------------------------------------------------------------------


def show(screen: Screen, country: Country, found: Evaluated) -> None:
    """Say what is accepted, what is refused with the way that is open, and the worth of the list."""
    from ostan.report import evaluation

    screen.show(found.counted())
    _listed(screen, evaluation.REFUSED, found.causes)
    _listed(screen, evaluation.ASKED, found.asked)
    _listed(screen, evaluation.BROKEN, found.verdict.findings)
    screen.show(found.worth())
    if found.verdict.applied is not None:
        told(screen, found.accepted, found.verdict.applied)
    if found.hours:
        rows = [_row(country, h, screen) for h in found.hours[:SHOWN]]
        screen.table(HOURS_HEADER[:3], rows)


def _listed(screen: Screen, heading: Text, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    screen.show(f"{heading.to(screen.lang)}:")
    for line in listed(findings, screen.lang):
        screen.show(line)


def _row(country: Country, row: dict[str, Any], screen: Screen) -> list[str]:
    lang = screen.lang
    return [
        named(country, "posts", row["post"], lang),
        formats.number(row["before"], lang, decimals=0),
        formats.number(row["after"], lang, decimals=0),
    ]


def data(found: Evaluated) -> dict[str, Any]:
    """Return an evaluation as plain data."""
    from ostan.report.evaluation import acts

    return {
        "reform": found.accepted.data(),
        "scope": found.plan.scope,
        "value": found.value,
        "nothing": found.nothing,
        "saving": found.saving,
        "possible": found.possible,
        "most": found.most,
        "refused": [
            {
                "change": r.index,
                "where": str(found.where[r.index]) if r.index in found.where else None,
                "alternative": None if r.alternative is None else r.alternative.dump(),
                **as_data([r.why])[0],
            }
            for r in found.refused
        ],
        "broken": as_data(found.verdict.findings),
        "asked": as_data(found.asked),
        "acts": [{"act": a.en, "body": b.en, "councils": n} for a, b, n in acts(found.needs)],
        "hours": found.hours,
    }


def write(
    country: Country,
    found: Evaluated,
    content: dict[str, Any],
    target: Path,
    day: date,
    source: str,
    screen: Screen,
) -> None:
    """Write an evaluation as data or as a page, or what is accepted as a workbook or linked data."""
    from ostan.files.reforms import write as write_reform
    from ostan.files.written import put
    from ostan.plan.verify import verified
    from ostan.report.evaluation import page

    ending = target.suffix.lower()
    if ending == ".json":
        put(target, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    elif ending == ".html":
        checked = replace(found, plan=verified(country, found.plan))
        put(target, page(country, checked, day, source=source).encode())
    else:
        write_reform(found.accepted, target, country, screen.lang)
