"""Country and goals to a plan of powers: the one function, and its steps in order.

(1) The register is read under the goals. (2) It is put together as a closure (`compile`) and solved
with two bounds (`plan.engine.closure`). (3) What goes down becomes a Reform, and the figures are those
measured on the Country it makes. (4) The limit on exposure is swept, and other goals are tried beside.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.decided import LEVEL
from ostan.measure.powers.summary import summary
from ostan.plan.engine.closure import solve as engine
from ostan.plan.plan import Figure, Option, Said, Span
from ostan.plan.plan import gap as gap_of
from ostan.plan.powers import texts
from ostan.plan.powers.compile import Compiled, compiled, limited
from ostan.plan.powers.goals import PowerGoals
from ostan.plan.powers.moving import Names, changes, decisions
from ostan.plan.powers.plan import Kept, Office, Point, PowersPlan
from ostan.plan.powers.register import Register, register
from ostan.reform.apply import apply
from ostan.reform.change import EVERY
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput, NoPlan
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text, joined

MAIN, CURVE = 0.6, 0.85
"""Shares of the time by which the plan is found, and the curve with it."""
LEAST = 0.5
"""Seconds a search gets at least."""
POINTS = 8
"""Steps of the limit on exposure, from none to all that the plan without a limit has."""
CURVE_GAP = 0.005
"""Gap on the saving at which a point of the curve is good enough."""
SHOWN = 12
"""Matters named in a note."""


@dataclass(frozen=True, eq=False)
class Made:
    """A solved plan before it is told: what was compiled, the outcome, the Reform, the Country after."""

    goals: PowerGoals
    base: Country
    compiled: Compiled
    outcome: engine.Outcome
    reform: Reform
    after: Country

    @property
    def value(self) -> float:
        """Value of the whole."""
        return self.compiled.today + self.outcome.value


def plan_powers(
    country: Country,
    goals: PowerGoals,
    place: str | None = None,
    *,
    seconds: float = 60.0,
    gap: float = 0.01,
    seed: int = 0,
    progress: Callable[[engine.Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> PowersPlan:
    """Return the best delegation of powers found for a province, or one for all of them.

    `place`: id of a province, or `*province` (None: the same): one decision per matter over all, unless
    the goals let provinces vary. `gap`: on the saving, at which the search stops. What stands beside
    the plan (curve, options) is left out where time is up or `stop` says so. Raises BadInput where goals
    or place do not fit the Country; NoPlan where no matter can be counted, or where nobody decides one
    and the goals refuse to assume who does.
    """
    engine.ready()
    began = time.perf_counter()
    places = _places(country, place)
    made = _made(country, goals, places, began + MAIN * seconds, gap, seed, progress, stop)
    # What one more plan takes beside its search: read, put together, applied, measured.
    beside = time.perf_counter() - began - made.outcome.seconds
    left = began + CURVE * seconds - time.perf_counter()
    curve = _curve(made, left, seed, stop)
    others = tuple(_options(country, made, places, began + seconds, beside, stop))
    plan = _plan(country, made, place or f"{EVERY}{LEVEL}", seed)
    return plan.model_copy(
        update={"curve": curve, "options": others, "seconds": time.perf_counter() - began}
    )


def _places(country: Country, place: str | None) -> tuple[str, ...]:
    there = country["places"].filter(pl.col("level") == LEVEL)["place"].sort().to_list()
    if place is None or place == f"{EVERY}{LEVEL}":
        return tuple(there)
    if place not in there:
        raise BadInput.of("unknown_place", texts.NO_PLACE.fill(came=place))
    return (place,)


def _made(
    country: Country,
    goals: PowerGoals,
    places: tuple[str, ...],
    until: float,
    gap: float = 0.0,
    seed: int = 0,
    progress: Callable[[engine.Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Made:
    base = goals.checked(country).country(country)
    read = register(base, goals, places)
    _refuse(base, read, goals)
    made = compiled(base, goals, read)

    def tell(one: engine.Progress) -> None:
        whole = replace(one, value=one.value + made.today, bound=one.bound + made.today)
        if progress is not None:
            progress(whole)

    seconds = max(until - time.perf_counter(), LEAST)
    found = engine.solve(
        made.problem, seconds=seconds, gap=gap, seed=seed, progress=tell, stop=stop
    )
    if found.taken is None:
        raise RuntimeError("doing nothing keeps every limit, yet no choice was found")
    reform = Reform.of(changes(made, found.taken, Names.of(base)))
    done = apply(base, reform, within=goals.within(base), assume=goals.assumed(base))
    return Made(goals, base, made, found, reform, done.country)


def _refuse(country: Country, read: Register, goals: PowerGoals) -> None:
    """Raise NoPlan where the goals refuse gaps, or nothing can be counted."""
    gaps = sorted({left.matter for left in read.left if left.code == "nobody"})
    if gaps and goals.gaps == "refuse":
        told = texts.REFUSED.fill(count=len(gaps), matters=_listed(country, gaps))
        raise NoPlan([Finding("powers_gaps", Severity.ERROR, told)])
    if not read.rows:
        codes = sorted({left.code for left in read.left})
        why = joined([texts.WHY[c] for c in codes])
        told = texts.NOTHING_LEFT.fill(why=why)
        raise NoPlan([Finding("no_powers", Severity.ERROR, told)])


def _listed(country: Country, matters: Sequence[str]) -> Text:
    """Return the names of the first matters."""
    fa, en = ([country.name("matters", m, lang) for m in matters[:SHOWN]] for lang in ("fa", "en"))
    more = "" if len(matters) <= SHOWN else " …"
    return Text("؛ ".join(fa) + more, "; ".join(en) + more)


# The plan ------------------------------------------------------------------------------------


def _plan(country: Country, made: Made, scope: str, seed: int) -> PowersPlan:
    found, today = made.outcome, made.compiled.today
    assert found.taken is not None
    bound = today + found.bound
    program = today + found.by_program if found.by_program > -float("inf") else None
    figures = _figures(made)
    exposure = next(f.after for f in figures if f.name == "exposure")
    return PowersPlan(
        goals=made.goals,
        reform=made.reform,
        scope=scope,
        parent=country.digest,
        value=made.value,
        bound=bound,
        nothing=today,
        gap=gap_of(made.value, bound, today),
        proven=found.proven,
        interrupted=found.interrupted,
        seconds=found.seconds,
        seed=seed,
        assumed_share=1.0,
        figures=figures,
        notes=tuple(Said.of(n) for n in _notes(made)),
        by_cut=today + found.by_cut,
        by_program=program,
        decisions=decisions(made.compiled, found.taken),
        kept=tuple(_kept(made)),
        offices=_offices(made),
        exposure=exposure or Span(low=0.0, value=0.0, high=0.0),
    )


def _keys(made: Made) -> pl.DataFrame:
    rows = made.compiled.register.rows
    return pl.DataFrame(
        {"matter": [r["matter"] for r in rows], "place": [r["place"] for r in rows]},
        schema={"matter": pl.String, "place": pl.String},
    )


def _figures(made: Made) -> tuple[Figure, ...]:
    was, then = (summary(c, _keys(made)) for c in (made.base, made.after))
    counted = made.compiled.register.rows
    whole = sum(r["cases"] for r in counted)
    guessed = sum(r["cases"] for r in counted if r["cases_from"] is not None)
    assumed = guessed / whole if whole else None
    found = [
        _figure(name, _span(was[name]), _span(then[name]), assumed if share else 1.0)
        for name, share in _OF_CASES.items()
    ]
    offices = _offices(made)
    if offices:
        before, after = _fullest(offices)
        found.append(_figure("fullest", _flat(before), _flat(after), 1.0))
    return tuple(found)


_OF_CASES = {
    name: name.startswith(("matters", "cases", "posts", "agencies", "steps"))
    for name in texts.FIGURES
    if name != "fullest"
}
"""Figures that are measured on a Country, and whether they rest on cases and the register alone."""


def _fullest(offices: Sequence[Office]) -> tuple[float, float]:
    """Return the highest share of its hours that an office which takes over needs, before and after."""
    known = [o for o in offices if o.free > 0]
    before = max((o.before / o.free for o in known), default=0.0)
    return before, max((o.after / o.free for o in known), default=0.0)


def _figure(name: str, before: Span | None, after: Span | None, assumed: float | None) -> Figure:
    label, unit, better = texts.FIGURES[name]
    return Figure(
        name=name,
        label=Said.of(label),
        unit=Said.of(unit),
        before=before,
        after=after,
        assumed=assumed,
        better=better,  # type: ignore[arg-type]
    )


def _span(three: tuple[float, float, float] | None) -> Span | None:
    return None if three is None else Span(low=three[0], value=three[1], high=three[2])


def _flat(value: float) -> Span:
    return Span(low=value, value=value, high=value)


def _offices(made: Made) -> tuple[Office, ...]:
    """Return the offices whose hours change, the fullest first."""
    assert made.outcome.taken is not None
    more = made.compiled.problem.used(made.outcome.taken)
    found = [
        Office(holder=r.holder, free=r.free, before=r.today, after=r.today + float(x))
        for r, x in zip(made.compiled.rooms, more, strict=False)
        if abs(x) > 1e-9
    ]
    return tuple(sorted(found, key=lambda o: (-o.after / max(o.free, 1e-9), o.holder)))


def _kept(made: Made) -> Iterator[Kept]:
    """Yield what is left alone, and what could go down but does not."""
    groups: dict[tuple[str, str], int] = {}
    for left in made.compiled.register.left:
        groups[left.matter, left.code] = groups.get((left.matter, left.code), 0) + 1
    assert made.outcome.taken is not None
    chosen = made.compiled.chosen(made.outcome.taken)
    moved = {made.compiled.nodes[n].item for n in chosen}
    for number, item in enumerate(made.compiled.register.items):
        if number not in moved:
            key = (item.matter, "not_worth")
            groups[key] = groups.get(key, 0) + len(item.places)
    for (matter, code), count in sorted(groups.items()):
        yield Kept(matter=matter, places=count, code=code, why=Said.of(texts.WHY[code]))


def _notes(made: Made) -> Iterator[Text]:
    """Yield what a reader must know: what was assumed for gaps, what was left, what limits."""
    read = made.compiled.register
    guessed = {r["matter"] for r in read.rows if r["cases_from"] is not None}
    if guessed:
        yield texts.DEMAND.fill(count=len(guessed))
    gaps = sorted({r["matter"] for r in read.rows if r["form"] == "nobody"})
    if gaps:
        yield texts.GAPS.fill(count=len(gaps), matters=_listed(made.base, gaps))
    by_code: dict[str, set[str]] = {}
    for left in read.left:
        by_code.setdefault(left.code, set()).add(left.matter)
    for code, matters in sorted(by_code.items()):
        yield texts.LEFT.fill(
            count=len(matters), why=texts.WHY[code], matters=_listed(made.base, sorted(matters))
        )
    if any(i.measure == "rial" for i in read.items):
        yield texts.CEILINGS
    if made.goals.capacity:
        yield texts.ROOM
    if any(c.kind == "grant_power" for c in made.reform.changes):
        yield texts.NO_GRANT_LAW


# Beside the plan -----------------------------------------------------------------------------


def _curve(
    made: Made, seconds: float, seed: int, stop: Callable[[], bool] | None
) -> tuple[Point, ...]:
    """Return the best plans under limits on exposure, from none to what a plan without a limit has."""
    if seconds <= 0 or (stop is not None and stop()):
        return ()
    whole = made.compiled
    if made.goals.max_exposure is not None:
        free = made.goals.model_copy(update={"max_exposure": None})
        whole = compiled(made.base, free, whole.register)
        found = engine.solve(
            whole.problem, seconds=seconds / 4, gap=CURVE_GAP, seed=seed, stop=stop
        )
    else:
        found = made.outcome
    if found.taken is None:
        return ()
    most = whole.exposure_of(found.taken) - whole.exposed
    points = [_point(whole, found, whole.exposed + most)] if most > 0 else []
    for step in range(POINTS - 1, -1, -1) if most > 0 else ():
        limit = most * step / POINTS
        part = engine.solve(
            limited(whole.problem, whole.exposure, limit),
            seconds=max(seconds / (POINTS + 2), 0.2),
            gap=CURVE_GAP,
            seed=seed,
            stop=stop,
        )
        if part.taken is not None:
            points.append(_point(whole, part, whole.exposed + limit))
    return tuple(reversed(points))


def _point(made: Compiled, found: engine.Outcome, limit: float) -> Point:
    assert found.taken is not None
    return Point(
        limit=limit,
        exposure=made.exposure_of(found.taken),
        near=made.near(found.taken),
        value=made.today + found.value,
        bound=made.today + found.bound,
    )


def _options(
    country: Country,
    made: Made,
    places: tuple[str, ...],
    until: float,
    beside: float,
    stop: Callable[[], bool] | None,
) -> Iterator[Option]:
    """Yield what else was computed: no change, other reach, no ceilings, no limit of hours.

    `until`: when the time is up, on the clock of `time.perf_counter`; another plan is begun only if the
    seconds it takes `beside` its search are left.
    """
    nothing = tuple(f.model_copy(update={"after": f.before}) for f in _figures(made))
    yield Option(
        name="nothing",
        label=Said.of(texts.OPTIONS["nothing"]),
        value=made.compiled.today,
        figures=nothing,
    )
    tried = dict(_tried(made))
    for name, change in tried.items():
        now = time.perf_counter()
        if now + beside > until or (stop is not None and stop()):
            return
        goals = made.goals.model_copy(update=change)
        share = now + (until - now - beside) / len(tried)
        other = _made(country, goals, places, share, CURVE_GAP, stop=stop)
        yield Option(
            name=name,
            label=Said.of(texts.OPTIONS[name]),
            value=other.value,
            allowed=name == "whole",
            figures=_figures(other),
        )


def _tried(made: Made) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the goals that are tried beside, where they could make a difference."""
    codes = {left.code for left in made.compiled.register.left}
    if "ground_unknown" in codes and made.goals.unknown == "lock":
        yield "grounds", {"unknown": "free"}
    if "beyond_reach" in codes and made.goals.preset in ("alone", "decree"):
        yield "bill", {"preset": "bill", "instruments": None}
    if any(d.ceiling is not None for d in _decided(made)):
        yield "whole", {"shares": ()}
    if any(o.after > 0.9 * o.free for o in _offices(made)):
        yield "room", {"capacity": False}


def _decided(made: Made) -> tuple[Any, ...]:
    assert made.outcome.taken is not None
    return decisions(made.compiled, made.outcome.taken)
