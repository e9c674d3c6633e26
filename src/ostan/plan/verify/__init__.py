"""Recompute what a plan promises, from the Country alone.

Nothing of the engine or of the planners is imported here: a Reform is applied, and what it does is
measured on the Country it makes. Who trusts this, the measures and `reform` need not trust a planner.
"""

from ostan.plan.verify.agreement import check_plan, verified
from ostan.plan.verify.conserved import conserved
from ostan.plan.verify.verdict import Verdict, verify

__all__ = ["Verdict", "check_plan", "conserved", "verified", "verify"]
"""What others use."""
