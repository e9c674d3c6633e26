"""Consolidation of councils: which are merged, sit jointly, share a day, and who comes."""

from ostan.plan.councils.deviations import Deviation, combined, deviations
from ostan.plan.councils.planning import Planned, Warm, plan_councils, plan_stage, stage, taken_up

__all__ = [
    "Deviation",
    "Planned",
    "Warm",
    "combined",
    "deviations",
    "plan_councils",
    "plan_stage",
    "stage",
    "taken_up",
]
