"""Questions to a plan: why this, why not that, what does it cost, what else is there."""

from ostan.plan.answers.answered import QUESTIONS, answered
from ostan.plan.answers.clash import clash
from ostan.plan.answers.why import Cost, Together, why_not, why_together

__all__ = ["QUESTIONS", "Cost", "Together", "answered", "clash", "why_not", "why_together"]
