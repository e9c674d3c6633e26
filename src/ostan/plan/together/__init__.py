"""All nouns planned in turn, each on the Country that the plans before it make."""

from ostan.plan.together.plan import AllPlan, Flow, Instrument, Step
from ostan.plan.together.planning import goals_of_all, plan_all

__all__ = ["AllPlan", "Flow", "Instrument", "Step", "goals_of_all", "plan_all"]
"""What others use."""
