"""Services to hand over: which may be, in what order, to whom."""

from ostan.plan.services.eligible import eligible
from ostan.plan.services.goals import ServicesGoals
from ostan.plan.services.scores import scores
from ostan.plan.services.triggers import triggers

__all__ = ["ServicesGoals", "eligible", "scores", "triggers"]
"""What others use."""
