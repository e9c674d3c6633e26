"""Put the answers to standing questions into a Plan."""

from __future__ import annotations

from collections.abc import Collection

from ostan.plan.answers.locks import lock_prices
from ostan.plan.answers.objections import objections
from ostan.plan.answers.others import alternatives, frontier
from ostan.plan.councils.planning import Planned
from ostan.plan.plan import Answers, Plan

QUESTIONS = ("alternatives", "effort", "locks", "objections")
"""Questions that have an answer of their own in a Plan."""


def answered(
    planned: Planned, questions: Collection[str] = QUESTIONS, *, seconds: float = 30.0
) -> Plan:
    """Return the Plan with answers to these questions; those that search share the seconds.

    Raises ValueError for a question that is none of QUESTIONS.
    """
    unknown = sorted(set(questions) - set(QUESTIONS))
    if unknown:
        raise ValueError(f"unknown questions {unknown}; known: {list(QUESTIONS)}")
    each = seconds / max(len([q for q in questions if q != "objections"]), 1)
    answers = Answers(
        alternatives=alternatives(planned, seconds=each) if "alternatives" in questions else (),
        effort=frontier(planned, each) if "effort" in questions else (),
        locks=lock_prices(planned, seconds=each) if "locks" in questions else (),
        objections=objections(planned) if "objections" in questions else (),
    )
    return planned.plan.model_copy(update={"answers": answers})
