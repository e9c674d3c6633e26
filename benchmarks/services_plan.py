"""Services handed over: offers matched to services by the plan, against two greedy ways.

    python -m benchmarks.services_plan

Services and offers are made by chance, all numbers synthetic: SERVICES services of TYPES types in as
many places as that takes, OFFERS offers, each for one type in some of its places, by takers of three
kinds; what is offered comes to some two thirds of the users. Measured for each seed and family:

- `free`: no budget, one taker of a service.
- `budget`: half of what all offers ask; the price of an offer is paid whole.
- `shared`: two takers of a service, with a budget.

`score`: services by points, the greatest first (what stands beside every plan). `density`: services by
points for each of their users, a stronger way where capacity is short. Both keep all conditions. The
value is points of the services served: ratios of the plan's to the better of the two, the gap of the
saving that is left after SECONDS, and seconds. Every matching is checked apart from the solver.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.harness import Bar, Result, Spread, arguments, finish

if TYPE_CHECKING:
    from ostan.plan.services.matching import Problem

SERVICES, OFFERS, TYPES = 1000, 300, 40
SECONDS = 60.0
"""For a plan."""
GAP = 5.0
"""Per cent of the points that can be had at most, which may be left unproven."""
BETTER = 1.03
"""How much better than the better greedy way, in the middle."""
SEEDS = 3
FAMILIES = ("free", "budget", "shared")


@dataclass(frozen=True)
class Run:
    """A plan beside the greedy ways: points of each, per cent not proven, wall seconds."""

    family: str
    seed: int
    points: float
    score: float
    density: float
    gap: float
    seconds: float
    kept: bool

    @property
    def ratio(self) -> float:
        """Points over those of the better greedy way."""
        return self.points / max(self.score, self.density)


def made(family: str, seed: int, services: int, offers: int, types: int) -> Problem:
    """Return a problem by chance."""
    from ostan.plan.services.matching import Problem

    rng = np.random.default_rng(seed)
    type_of = np.arange(services) % types
    people = np.round(rng.lognormal(7.0, 1.0, services)) + 1
    # Many users give points, but not they alone.
    points = 0.5 * rng.random(services) + 0.5 * people / people.max()
    arcs, capacity = [], np.zeros(offers)
    for offer in range(offers):
        own = np.flatnonzero(type_of == rng.integers(types))
        some = rng.permutation(own)[: rng.integers(1, len(own) + 1)]
        arcs += [(offer, int(s)) for s in np.sort(some)]
        capacity[offer] = people[some].sum() * rng.uniform(0.1, 0.4)
    price = np.round(capacity * rng.uniform(50, 150, offers))
    return Problem(
        points=points,
        people=people,
        capacity=capacity,
        price=price,
        kind=rng.integers(0, 3, offers),
        arcs=np.array(arcs, np.int64),
        reserve=0.1,
        most=2 if family == "shared" else 1,
        budget=None if family == "free" else float(price.sum() / 2),
    )


def measure(family: str, seed: int, size: tuple[int, int, int], seconds: float) -> Run:
    """Match one problem in all ways."""
    from ostan.plan.services.greedy import greedy
    from ostan.plan.services.matching import broken
    from ostan.plan.services.solving import solve

    problem = made(family, seed, *size)
    found = solve(problem, seconds=seconds, gap=0.005)
    return Run(
        family,
        seed,
        found.points,
        problem.gained(greedy(problem)),
        problem.gained(greedy(problem, problem.points / problem.people)),
        100 * (found.bound - found.points) / found.bound,
        found.seconds,
        not broken(problem, found.flows),
    )


def bars(family: str, runs: list[Run]) -> list[Bar]:
    """Return what the runs of a family promise."""
    ratios = [r.ratio for r in runs]
    return [
        Bar(f"{family}: points over the better greedy way", median(ratios), BETTER, "ratio"),
        Bar(f"{family}: gap, worst", max(r.gap for r in runs), GAP, "%", at_least=False),
        Bar(f"{family}: conditions kept", sum(r.kept for r in runs) / len(runs), 1.0, "share"),
    ]


def figures(runs: list[Run]) -> dict[str, Any]:
    """Return medians with their spread."""
    return {
        "points over the better greedy way": Spread.of([r.ratio for r in runs]),
        "points over the score first": Spread.of([r.points / r.score for r in runs]),
        "gap, %": Spread.of([r.gap for r in runs]),
        "seconds": Spread.of([r.seconds for r in runs]),
    }


def main() -> int:
    """Measure, print, and return the exit code."""
    options = arguments("services_plan").parse_args()
    result = Result("services_plan: offers matched to services")
    quick = options.quick
    size, seeds = ((120, 36, 6), 2) if quick else ((SERVICES, OFFERS, TYPES), SEEDS)
    for family in FAMILIES:
        runs = []
        for seed in range(seeds):
            runs.append(measure(family, seed, size, 6.0 if quick else SECONDS))
            print(f"{family} {seed}: {asdict(runs[-1])}", file=sys.stderr, flush=True)
        result.bars += bars(family, runs)
        result.measured.update({f"{family}: {k}": v for k, v in figures(runs).items()})
    return finish(result, options.json)


if __name__ == "__main__":
    sys.exit(main())
