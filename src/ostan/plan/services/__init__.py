"""Services to hand over: which may be, in what order, to whom."""

from ostan.plan.services.eligible import eligible
from ostan.plan.services.goals import ServicesGoals
from ostan.plan.services.plan import ServicesPlan
from ostan.plan.services.planning import plan_services
from ostan.plan.services.scores import scores
from ostan.plan.services.triggers import taken_back, triggers

__all__ = [
    "ServicesGoals",
    "ServicesPlan",
    "eligible",
    "plan_services",
    "scores",
    "taken_back",
    "triggers",
]
"""What others use."""
