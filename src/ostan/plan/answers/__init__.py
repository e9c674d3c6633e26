"""Questions to a plan: why this, why not that, what does it cost, what else is there."""

from ostan.plan.answers.answered import Questions, answered
from ostan.plan.answers.clash import clash
from ostan.plan.answers.names import pairs_of
from ostan.plan.answers.why import Cost, Together, about, why_apart, why_not, why_together

__all__ = [
    "Cost",
    "Questions",
    "Together",
    "about",
    "answered",
    "clash",
    "pairs_of",
    "why_apart",
    "why_not",
    "why_together",
]
