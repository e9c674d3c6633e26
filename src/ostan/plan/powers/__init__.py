"""Powers: which matters are decided nearer to the citizen, and up to which ceiling.

`plan_powers` is the planner; `cases_below` says which cases a ceiling sends down.
"""

from ostan.plan.powers.cases import Below, cases_below
from ostan.plan.powers.goals import PowerGoals
from ostan.plan.powers.plan import PowersPlan
from ostan.plan.powers.planning import plan_powers

__all__ = ["Below", "PowerGoals", "PowersPlan", "cases_below", "plan_powers"]
"""What others use."""
