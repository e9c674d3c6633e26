"""Plan all nouns in turn: units, councils, powers, services.

The order is that of what each leaves to the next: a merged unit takes seats out of councils, councils
that come together free hours, free hours carry matters that are delegated to them, and what is left
of the state's services is offered last. Each plan is made for the Country that those before it make,
with the proof of its own noun; the whole has none: another order may do better.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.plan.goals import FILE, Means, goals_for
from ostan.plan.nouns import NOUNS, applied_to
from ostan.plan.plan import BasePlan, Said
from ostan.plan.together import flow as flows
from ostan.plan.together.plan import AllPlan, Flow, Instrument, Step
from ostan.plan.verify import verified
from ostan.reform.apply import Applied, Refused, apply
from ostan.reform.needs import Need
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput, NoPlan
from ostan.words.finding import Finding
from ostan.words.text import Text

SHARES: Mapping[str, float] = {"units": 0.25, "councils": 0.45, "powers": 0.2, "services": 0.1}
"""Share of the time that each noun may take of what is not used up before it, all planned."""

_BROKEN = Text(
    "برنامهٔ {noun} اعمال نشد و کنار گذاشته شد: {why}",
    "the plan of {noun} could not be applied and was left out: {why}",
)


def goals_of_all(
    given: Mapping[str, Any], path: str = FILE, country: Country | None = None
) -> dict[str, Means]:
    """Return the goals of every noun from one file. Raises BadInput with the faults of all of them."""
    made: dict[str, Means] = {}
    found: list[Finding] = []
    for noun, known in NOUNS.items():
        try:
            made[noun] = goals_for(known.goals, given, path, country)
        except BadInput as wrong:
            found += wrong.findings
    if found:
        raise BadInput(dict.fromkeys(found))
    return made


def plan_all(
    country: Country,
    goals: Mapping[str, Means],
    place: str | None = None,
    *,
    seconds: float = 60.0,
    gap: float = 0.01,
    seed: int = 0,
    order: Sequence[str] | None = None,
    told: Callable[[str], None] | None = None,
    progress: Callable[[Any], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> AllPlan:
    """Return the plans of all nouns, in `order` (default: that of NOUNS), as one Reform.

    `goals`: by noun, see `goals_of_all`. `place`: an id, a level (`*province`), or None: the level most
    councils are in. `told` hears which noun's turn it is. A noun that has no plan within its goals is
    passed over, and its step says why.
    """
    began = time.perf_counter()
    nouns = tuple(order or NOUNS)
    scope = place or _level(country)
    where = _places(country, scope)
    turns: list[_Turn] = []
    here, measures = country, [flows.measured(country, where)]
    for number, noun in enumerate(nouns):
        if told is not None:
            told(noun)
        left = max(seconds - (time.perf_counter() - began), 0.0)
        share = SHARES.get(noun, 1.0) / sum(SHARES.get(n, 1.0) for n in nouns[number:])
        how = {
            "seconds": left * share,
            "gap": gap,
            "seed": seed,
            "progress": progress,
            "stop": stop,
        }
        turn = _turn(here, noun, goals[noun], scope, how)
        turns.append(turn)
        here = turn.after
        measures.append(flows.measured(here, where) if turn.applied else measures[-1])
    reform = Reform.of((c for t in turns for c in t.changes), parent=country.digest)
    return AllPlan(
        reform=reform,
        scope=scope,
        parent=country.digest,
        result=here.digest,
        steps=tuple(t.step for t in turns),
        flow=_flow(measures),
        instruments=_instruments(turns),
        verified=_agreed(country, reform, goals, turns),
        seconds=time.perf_counter() - began,
        seed=seed,
    )


# One noun in its turn ----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Turn:
    """A step with the Country it leaves; `applied` is None where it has no plan."""

    step: Step
    after: Country
    applied: Applied | None = None

    @property
    def changes(self) -> Iterable[Any]:
        return self.step.plan.reform if self.step.plan and self.applied else ()


def _turn(country: Country, noun: str, goals: Means, scope: str, how: Mapping[str, Any]) -> _Turn:
    try:
        made = NOUNS[noun].planner(country, goals, scope, **how)
        made = verified(country, made)
        applied = applied_to(country, made)
    except Refused as refused:
        why = Text(
            "; ".join(f.sentence.fa for f in refused.findings),
            "; ".join(f.sentence.en for f in refused.findings),
        )
        told = _BROKEN.fill(noun=noun, why=why)
        return _Turn(Step(noun=noun, plan=None, why=(Said.of(told),)), country)
    except (BadInput, NoPlan) as none:
        why_not = tuple(Said.of(f.sentence) for f in none.findings)
        return _Turn(Step(noun=noun, plan=None, why=why_not), country)
    return _Turn(Step(noun=noun, plan=made), _unassumed(applied.country, country), applied)


def _unassumed(after: Country, before: Country) -> Country:
    """Return `after` with the rules, ranks, defaults and weights of `before`: what goals assume is theirs."""
    kept = {t: before[t] for t in ("rules", "ranks", "defaults") if not after[t].equals(before[t])}
    weights = before["posts"].select("post", _weight="weight")
    posts = after["posts"].join(weights, on="post", how="left", maintain_order="left")
    old = posts.with_columns(
        weight=pl.when(pl.col("post").is_in(weights["post"].implode()))
        .then("_weight")
        .otherwise("weight")
    ).drop("_weight")
    if not old.equals(after["posts"]):
        kept["posts"] = old
    return after.with_tables(**kept) if kept else after


# The whole ---------------------------------------------------------------------------------------


def _level(country: Country) -> str:
    """Return the level that most active councils, else units, are in, as a scope."""
    levels = country["places"].select("place", "level")
    for table in ("councils", "units"):
        found = country[table].join(levels, on="place")["level"].drop_nulls()
        found = found.filter(found != "country")
        if found.len():
            return f"*{found.mode().sort()[0]}"
    return "*province"


def _places(country: Country, scope: str) -> list[str]:
    if not scope.startswith("*"):
        return [scope]
    return list(country["places"].filter(pl.col("level") == scope[1:])["place"].sort())


def _flow(measures: Sequence[Mapping[str, Any]]) -> tuple[Flow, ...]:
    return tuple(
        Flow(
            name=f.name,
            label=Said.of(f.label),
            unit=Said.of(f.unit),
            values=tuple(m[f.name] for m in measures),
        )
        for f in flows.FIGURES
        if any(m[f.name] is not None for m in measures)
    )


def _instruments(turns: Sequence[_Turn]) -> tuple[Instrument, ...]:
    """Return the acts needed, by body and route; that for most bodies first."""
    found: dict[tuple[Text, Text, Text], list[tuple[int, Need]]] = {}
    first = 0
    for turn in turns:
        every = turn.applied.needs if turn.applied else ()
        for number, needed in enumerate(every, first):
            for need in needed:
                found.setdefault((need.body, need.instrument, need.route), []).append(
                    (number, need)
                )
        first += len(every)
    made = [
        Instrument(
            body=Said.of(body),
            instrument=Said.of(instrument),
            route=Said.of(route),
            moves=tuple(dict.fromkeys(n.move for _, n in needed)),
            changes=tuple(dict.fromkeys(i for i, _ in needed)),
            bodies=len({(n.table, n.council) for _, n in needed}),
        )
        for (body, instrument, route), needed in found.items()
    ]
    return tuple(sorted(made, key=lambda i: -i.bodies))


def _agreed(
    country: Country, reform: Reform, goals: Mapping[str, Means], turns: Sequence[_Turn]
) -> bool:
    """Say whether each plan was found again and the one Reform makes what the steps made."""
    plans: list[BasePlan] = [t.step.plan for t in turns if t.step.plan]
    if not all(p.verified for p in plans):
        return False
    try:
        whole = _whole(country, reform, goals)
    except Refused:
        return False
    return whole.digest == turns[-1].after.digest if turns else True


def _whole(country: Country, reform: Reform, goals: Mapping[str, Means]) -> Country:
    """Return what the one Reform makes, on the terms of all goals together."""
    base = next(iter(goals.values())).country(country)
    within = frozenset().union(*(g.within(base) for g in goals.values()))
    assume = frozenset().union(*(g.assumed(base) for g in goals.values()))
    return _unassumed(apply(base, reform, within=within, assume=assume).country, country)
