"""Country and goals to a plan for services: the one function, and its steps in order.

(1) What the goals assume is put into the Country; its services are judged (`eligible`) and scored
(`scores`). (2) Offers are matched to those that may be handed over (`compile`, `solving`): this is
the part with a bound. (3) What is matched is handed over (`moves`). The value is the points of what is
in question and not handed over: nothing in it can be gained while its facts are not known.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum

import polars as pl

from ostan.country.country import Country
from ostan.measure.services import PEOPLE
from ostan.plan.plan import Figure, Option, Said
from ostan.plan.plan import gap as gap_of
from ostan.plan.services import said
from ostan.plan.services.compile import Compiled, compiled
from ostan.plan.services.eligible import Judge
from ostan.plan.services.facts import Scope, meant, services_of
from ostan.plan.services.figures import Moment, figures
from ostan.plan.services.goals import ServicesGoals
from ostan.plan.services.greedy import greedy
from ostan.plan.services.matching import Flow, Matching, Progress
from ostan.plan.services.moves import changes
from ostan.plan.services.plan import Match, ServicesPlan
from ostan.plan.services.scores import ranked
from ostan.plan.services.solving import solve
from ostan.reform.reform import Reform
from ostan.words.text import Text

BESIDE = 0.25
"""Share of the time that the plan beside the best one may take."""

NOTHING = Text("تغییر ندادن", "doing nothing")
GREEDY = Text("هر بار خدمتی که بیشترین امتیاز را دارد", "the highest score first")
NO_RESERVE = Text("بی اندوختهٔ ظرفیت", "without a reserve of capacity")
CLEARED = Text(
    "اگر نامعلوم‌ها به سود واگذاری روشن شود و برای هر یک گیرنده‌ای باشد",
    "if what is not known turned out to allow it, and there were a taker for each",
)
_MOST = Text(
    "بیشترین چیزی که با روشن شدن داده‌ها و رسیدن پیشنهاد به دست می‌آید؛ پیشنهاد نیست، اندازهٔ آن است.",
    "The most that complete data and offers could give; no proposal, but its measure.",
)


@dataclass(frozen=True, eq=False)
class _Stage:
    """What a plan is made from: the Country with the goals' assumptions, and its services."""

    base: Country
    goals: ServicesGoals
    scope: Scope
    services: pl.DataFrame
    compiled: Compiled
    judge: Judge

    @classmethod
    def of(cls, country: Country, goals: ServicesGoals, place: str | None) -> _Stage:
        base = goals.checked(country).country(country)
        scope = Scope.of(base, place)
        services, found = services_of(base, scope), compiled(base, goals, scope)
        return cls(base, goals, scope, services, found, Judge(base, goals))

    @cached_property
    def before(self) -> Moment:
        """The services as they are."""
        return Moment(self.judge.classes(self.services))

    @cached_property
    def points(self) -> Mapping[str, float]:
        """Points of every service in question."""
        rows = self.compiled.scored.services["service"].to_list()
        return dict(zip(rows, self.compiled.scored.points.tolist(), strict=True))

    @property
    def nothing(self) -> float:
        return fsum(self.points.values())

    def value(self, matches: Sequence[Match]) -> float:
        """Return the points of what is in question and not matched."""
        taken = {m.service for m in matches}
        return fsum(p for s, p in self.points.items() if s not in taken)


def plan_services(
    country: Country,
    goals: ServicesGoals,
    place: str | None = None,
    *,
    seconds: float = 60.0,
    gap: float = 0.01,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> ServicesPlan:
    """Return the best hand-over of services found for a place, or the places of a level.

    `place`: an id (with the places inside it), or a level (`*province`); None: the level most services
    are in. `gap`: on the saving, at which the search stops; of matchings with the same points the one
    of least price is taken where time allows. Without offers, and without takers that the goals assume,
    nothing is handed over: the plan then says what may be first, and what is not known.

    Raises BadInput where the goals or the place do not fit the Country.
    """
    began = time.perf_counter()
    made = _Stage.of(country, goals, place)
    rest = made.nothing - float(made.compiled.problem.points.sum())
    found = solve(
        made.compiled.problem,
        seconds=seconds * (1 - BESIDE),
        gap=gap,
        seed=seed,
        progress=_telling(progress, rest),
        stop=stop,
    )
    matches = _matches(made.compiled, found.flows)
    beside = tuple(_options(made, matches, seconds * BESIDE, gap, seed, stop))
    plan = _plan(country, made, found, matches, beside, seed)
    return plan.model_copy(update={"seconds": time.perf_counter() - began})


def _telling(
    progress: Callable[[Progress], None] | None, rest: float
) -> Callable[[Progress], None] | None:
    """Tell of a search in whole values: what may not be handed over stays in them."""
    if progress is None:
        return None

    def tell(p: Progress) -> None:
        progress(replace(p, value=p.value + rest, bound=p.bound + rest))

    return tell


def _plan(
    country: Country,
    made: _Stage,
    found: Matching,
    matches: tuple[Match, ...],
    beside: tuple[Option, ...],
    seed: int,
) -> ServicesPlan:
    own = changes(made.base, made.goals, made.scope, made.services, matches)
    value = made.value(matches)
    bound = value if found.proven else min(made.nothing - found.bound, value)
    names, judged = ranked(made.compiled.scored), made.judge.judged(made.services)
    left = said.untaken(made.base, made.goals, made.compiled, matches)
    notes = said.notes(made.base, made.goals, made.compiled, names, judged, matches)
    return ServicesPlan(
        reform=Reform.of(own, parent=country.digest),
        goals=made.goals,
        scope=made.scope.name,
        parent=country.digest,
        value=value,
        bound=bound,
        nothing=made.nothing,
        gap=gap_of(value, bound, made.nothing),
        proven=found.proven,
        interrupted=found.interrupted,
        seconds=0.0,
        seed=seed,
        assumed_share=made.compiled.scored.assumed,
        figures=_figures(made, matches),
        options=beside,
        notes=(*notes, *(offer.sentence for offer in left[: said.LEFT])),
        ranked=said.ranks(names, made.compiled),
        rooms=said.rooms(names, made.goals),
        matches=matches,
        untaken=left,
        held=said.held(judged),
    )


def _matches(made: Compiled, flows: Sequence[Flow]) -> tuple[Match, ...]:
    users = dict(made.scored.services.select("service", "users").iter_rows())
    found = []
    for flow in flows:
        offer, service = made.offers[flow.offer], made.services[flow.service]
        people = users[service]
        found.append(
            Match(
                service=service,
                offer=None if offer.assumed else offer.offer,
                taker=None if offer.assumed else offer.taker,
                kind=made.kinds[int(made.problem.kind[flow.offer])],
                share=flow.share,
                people=None if people is None else people * flow.share,
            )
        )
    return tuple(found)


# Figures and options -----------------------------------------------------------------------------


def _figures(made: _Stage, matches: Sequence[Match]) -> tuple[Figure, ...]:
    return figures(made.before, _moment(made, matches) if matches else made.before)


def _moment(made: _Stage, matches: Sequence[Match]) -> Moment:
    """Return the services of the scope once these matches are carried out."""
    kinds = {m.service: m.kind for m in matches}
    fees = _fees(made, kinds)
    id = pl.col("service")
    after = made.services.with_columns(
        mode=id.replace_strict(kinds, default=None, return_dtype=pl.String).fill_null(
            pl.col("mode")
        ),
        fee=id.replace_strict(fees, default=None, return_dtype=pl.Int64).fill_null(pl.col("fee")),
    )
    price = _price(made.compiled, matches)
    return Moment(made.judge.classes(after), frozenset(kinds), price)


def _fees(made: _Stage, taken: Mapping[str, str]) -> dict[str, int]:
    """Return the fee of every service handed over for which the goals name one."""
    rows = made.services.filter(pl.col("service").is_in(sorted(taken))).iter_rows(named=True)
    told = ((row["service"], meant(made.goals.fees, row)) for row in rows)
    return {service: fee for service, fee in told if fee is not None}


def _price(made: Compiled, matches: Sequence[Match]) -> float | None:
    """Return what the offers taken cost together; None: one of them states no price."""
    if any(m.offer is None for m in matches):
        return None
    used = {m.offer for m in matches}
    prices = [o.price for o in made.offers if o.offer in used]
    return None if None in prices else sum(p for p in prices if p is not None)


def _options(
    made: _Stage,
    matches: Sequence[Match],
    seconds: float,
    gap: float,
    seed: int,
    stop: Callable[[], bool] | None,
) -> Iterator[Option]:
    yield _option(made, "nothing", NOTHING, ())
    yield _option(made, "greedy", GREEDY, _matches(made.compiled, greedy(made.compiled.problem)))
    yield _without_reserve(made, matches, seconds, gap, seed, stop)
    yield _cleared(made)


def _without_reserve(
    made: _Stage,
    matches: Sequence[Match],
    seconds: float,
    gap: float,
    seed: int,
    stop: Callable[[], bool] | None,
) -> Option:
    """Return what could be matched with all capacity used; points stay those of the goals."""
    if not made.goals.reserve or all(a.offer.assumed for a in made.compiled.arcs):
        return _option(made, "no_reserve", NO_RESERVE, matches)
    goals = made.goals.model_copy(update={"reserve": 0.0})
    other = compiled(made.base, goals, made.scope)
    points = made.compiled.problem.points
    found = solve(
        replace(other.problem, points=points), seconds=seconds, gap=gap, seed=seed, stop=stop
    )
    return _option(made, "no_reserve", NO_RESERVE, _matches(other, found.flows), allowed=False)


def _cleared(made: _Stage) -> Option:
    """Return what it would come to if all that is not known allowed it, and takers came for all."""
    free = made.goals.model_copy(update={"unknown": "free"})
    kind = next((m for m in made.goals.to_modes if m in PEOPLE), made.goals.to_modes[0])
    classes = Judge(made.base, free).classes(made.services)
    open_ = classes.filter(pl.col("class") == "eligible")
    users = dict(made.services.select("service", "users").iter_rows())
    matches = [
        Match(service=s, offer=None, taker=None, kind=kind, share=1.0, people=users[s])
        for s in open_["service"]
    ]
    return _option(made, "cleared", CLEARED, matches, allowed=False, notes=(Said.of(_MOST),))


def _option(
    made: _Stage,
    name: str,
    label: Text,
    matches: Sequence[Match],
    *,
    allowed: bool = True,
    notes: tuple[Said, ...] = (),
) -> Option:
    return Option(
        name=name,
        label=Said.of(label),
        value=made.value(matches),
        allowed=allowed,
        figures=_figures(made, matches),
        notes=notes,
    )
