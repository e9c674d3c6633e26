"""Consolidation of units of ministries: which become one, at what cost, and who objects."""

from ostan.plan.units.planning import plan_units

__all__ = ["plan_units"]
