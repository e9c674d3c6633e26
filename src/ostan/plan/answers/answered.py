"""Put the answers to questions into a Plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ostan.plan.answers.locks import lock_prices
from ostan.plan.answers.objections import objections
from ostan.plan.answers.others import STEPS, alternatives, frontier
from ostan.plan.answers.why import about
from ostan.plan.councils.planning import Planned
from ostan.plan.plan import Answers, Plan

OTHERS = 5
"""Searches that other plans are given the time of."""


@dataclass(frozen=True)
class Questions:
    """What is asked of a plan; who will object is always answered.

    `pairs`: councils that are asked about, as the plan calls them. `alternatives`, `locks`: how many
    at most. `effort`: whether hours are set against legal acts.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    alternatives: int = 0
    locks: int = 0
    effort: bool = False

    @property
    def searches(self) -> int:
        """Searches that the questions take, roughly: a share of the time is given for each."""
        others = OTHERS if self.alternatives else 0
        return len(self.pairs) + others + self.locks + (STEPS if self.effort else 0)


def answered(
    planned: Planned,
    questions: Questions,
    *,
    seconds: float = 30.0,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """Return the Plan with the answers; those that search share the seconds, `stop` ends them.

    What the plan was answered before stays where it is not asked again. Raises BadInput for a pair of
    which one is not planned.
    """
    each = seconds / max(questions.searches, 1)
    new = {p.councils: p for p in planned.plan.answers.pairs}
    for a, b in questions.pairs:
        found = about(planned, a, b, seconds=each, stop=stop)
        new[found.councils] = found
    given: dict[str, object] = {"pairs": tuple(new.values()), "objections": objections(planned)}
    if questions.alternatives:
        given["alternatives"] = alternatives(
            planned, questions.alternatives, seconds=OTHERS * each, stop=stop
        )
    if questions.effort:
        given["effort"] = frontier(planned, STEPS * each, stop)
    if questions.locks:
        given["locks"] = lock_prices(planned, questions.locks, questions.locks * each, stop)
    answers: Answers = planned.plan.answers.model_copy(update=given)
    return planned.plan.model_copy(update={"answers": answers})
